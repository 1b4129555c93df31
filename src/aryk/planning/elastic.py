"""The cheapest relaxation: a programme in which everything that people set may be missed, at a price.

The price is the part of its own size that is missed (an elastic programme; Chinneck, Feasibility and
Infeasibility in Optimization, 2008, ch. 6). Balances and contents are laws of nature and stay.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from aryk.planning.model import Model
from aryk.planning.program import Floats, Grid, Matrix
from aryk.planning.solve import load
from aryk.planning.wording import Part, grid_of, name_of, unit_of_part, when

_SET_BY_PEOPLE = (
    "supplies.flow",
    "links.forward",
    "links.back",
    "processes.activity",
    "stores.level",
    "stores.initial",
    "stores.net",
    "stores.in",
    "stores.out",
    "expansions.size",
)
_SOFT_ROWS = (
    "limits",
    "stores.cyclic",
    "processes.region",
    "links.secured",
    "links.secured.most",
    "links.secured.least",
    "reserves.requirement",
    "plants.up",
    "plants.down",
    "plants.least",
    "plants.rise",
    "plants.fall",
    *(f"{family}.{side}" for family in _SET_BY_PEOPLE for side in ("most", "least")),
)
TINY = 1e-7


class Elastic:
    """The programme in which what people set may be missed, at a price in parts of its size.

    With `whole`, whole numbers stay whole; there are no duals then.
    """

    def __init__(self, model: Model, matrix: Matrix, *, whole: bool = False) -> None:
        self.model, self.matrix = model, matrix
        self.integer = matrix.integer if whole else None
        rows, columns = matrix.shape
        self.a = csc_array((matrix.value, matrix.index, matrix.start), shape=(rows, columns))
        self.soft_rows = _mask([grid for grid in model.program.rows if grid.family in _SOFT_ROWS], rows)
        self.soft_rows |= self._firm_demands(rows)
        self.soft_columns = _mask([grid for grid in model.program.columns if grid.family in _SET_BY_PEOPLE], columns)
        self.solution = self._solved()

    def _firm_demands(self, rows: int) -> np.ndarray:
        """Balances in which a demand without tiers stands: it may be served less."""
        demands = self.model.case.table("demands")
        firm = set(demands.loc[(demands["tiers"] == "") & (demands["kind"] == "need"), "node"])
        mask = np.zeros(rows, dtype=bool)
        for grid in self.model.balances.values():
            items = [item for item, name in enumerate(grid.names) if name in firm]
            mask[grid.place].reshape(grid.items, grid.steps)[items] = True
        return mask

    def _solved(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Missed below and above, of rows and of columns (as rows of their own), and the duals of all rows."""
        matrix = self.matrix
        rows, columns = matrix.shape
        chosen = np.flatnonzero(self.soft_columns)
        identity = csr_array((np.ones(len(chosen)), (np.arange(len(chosen)), chosen)), shape=(len(chosen), columns))
        stacked = csc_array(vstack([self.a, identity]))
        soft = np.concatenate([np.flatnonzero(self.soft_rows), rows + np.arange(len(chosen))])
        lower = np.concatenate([matrix.row_lower, matrix.lower[chosen]])
        upper = np.concatenate([matrix.row_upper, matrix.upper[chosen]])
        slack = csc_array(eye_array(rows + len(chosen), format="csc"))[:, soft]
        whole = csc_array(hstack([stacked, slack, -slack], format="csc"))
        size = np.maximum(
            1.0,
            np.where(
                np.isfinite(lower[soft]),
                np.abs(lower[soft]),
                np.where(np.isfinite(upper[soft]), np.abs(upper[soft]), 1.0),
            ),
        )
        own_lower, own_upper = matrix.lower.copy(), matrix.upper.copy()
        own_lower[chosen], own_upper[chosen] = -np.inf, np.inf
        count = 2 * len(soft)
        elastic = Matrix(
            np.concatenate([np.zeros(columns), np.tile(1 / size, 2)]),
            np.concatenate([own_lower, np.zeros(count)]),
            np.concatenate([own_upper, np.full(count, np.inf)]),
            lower,
            upper,
            whole.indptr.astype(np.int32),
            whole.indices.astype(np.int32),
            whole.data,
            integer=None if self.integer is None else np.append(self.integer, np.zeros(count, dtype=bool)),
        )
        highs = load(elastic)
        if self.integer is None:
            highs.setOptionValue("solver", "simplex")
        highs.run()
        found = highs.getSolution()
        value, dual = np.asarray(found.col_value), np.asarray(found.row_dual)
        self.soft, self.chosen = soft, chosen
        self.column_dual = np.asarray(found.col_dual)[:columns]
        below, above = value[columns : columns + len(soft)], value[columns + len(soft) :]
        return below, above, dual, lower, upper

    def relaxation(self) -> list[str]:
        """What would have to give way, largest first."""
        below, above, _, lower, upper = self.solution
        rows = self.matrix.shape[0]
        told: dict[tuple[str, int, str], list[tuple[int, float, float]]] = {}
        for missed, side, bound in ((below, "lower", lower), (above, "upper", upper)):
            for place in np.flatnonzero(missed > TINY):
                row = int(self.soft[place])
                grids, number = (
                    (self.model.program.rows, row)
                    if row < rows
                    else (self.model.program.columns, int(self.chosen[row - rows]))
                )
                grid = grid_of(grids, number)
                item, step = divmod(number - grid.offset, grid.steps)
                key = (f"{'r' if row < rows else 'c'}{grids.index(grid)}", item, side)
                told.setdefault(key, []).append((step, float(missed[place]), float(bound[row])))
        lines = []
        for (where, item, side), steps in told.items():
            grids = self.model.program.rows if where[0] == "r" else self.model.program.columns
            grid = grids[int(where[1:])]
            part = Part("row" if where[0] == "r" else "column", grid, item, side)
            most = max(steps, key=lambda each: each[1])
            words = name_of(self.model, part)
            unit = unit_of_part(self.model, part)
            lines.append(
                (
                    sum(each[1] for each in steps),
                    f"{words}: {'less' if side == 'lower' else 'more'} by up to {most[1]:.6g} {unit} "
                    f"(now {most[2]:.6g}), {when(self.model, grid, [each[0] for each in steps])}",
                )
            )
        return [line for _, line in sorted(lines, key=lambda each: -each[0])]


def _mask(grids: list[Grid], count: int) -> np.ndarray:
    mask = np.zeros(count, dtype=bool)
    for grid in grids:
        mask[grid.place] = True
    return mask
