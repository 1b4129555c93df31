"""Why there is no plan, in the case's own words.

Infeasible. First the cheapest relaxation: every bound and limit that people set may be missed, and the sum of
what is missed, each in parts of its own size, is made as small as it can be (an elastic programme; Chinneck,
Feasibility and Infeasibility in Optimization, 2008, ch. 6). Balances and contents are laws of nature and
stay. Its dual multipliers name rows and bounds that contradict each other; of these, groups are dropped one
after the other as long as the rest still has no solution (deletion filter, ibid. ch. 6.2). What is left is a
conflict in which every part is needed.

Unbounded: a direction in which cost falls for ever, found by a programme over the directions that the
bounds leave open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, hstack

from aryk.planning.model import Model
from aryk.planning.program import Floats, Grid, Matrix
from aryk.planning.solve import load

_WORDS = {
    "supplies.flow": (
        "supplies",
        {
            "lower": "what it must give at least (given flow or minimum)",
            "upper": "what it can give at most (capacity x available)",
        },
    ),
    "demands.unserved": ("demands", {"lower": "served at most in full", "upper": "unserved at most in full"}),
    "demands.served": ("demands", {"lower": "not below zero", "upper": "what the market takes at most"}),
    "links.forward": (
        "links",
        {"lower": "least flow (minimum, or capacity_back of a lossless link)", "upper": "capacity"},
    ),
    "links.back": ("links", {"lower": "not below zero", "upper": "capacity_back"}),
    "processes.activity": ("processes", {"lower": "least activity (minimum)", "upper": "capacity x available"}),
    "stores.level": ("stores", {"lower": "least content (minimum, or content at the end)", "upper": "capacity"}),
    "stores.initial": ("stores", {"lower": "content at the start", "upper": "content at the start"}),
    "stores.net": ("stores", {"lower": "out_capacity", "upper": "in_capacity"}),
    "stores.in": ("stores", {"lower": "not below zero", "upper": "in_capacity"}),
    "stores.out": ("stores", {"lower": "not below zero", "upper": "out_capacity"}),
    "nodes.disposed": ("nodes", {"lower": "disposal not below zero", "upper": "disposal"}),
}
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
)
_LAWS = ("balance", "stores.content")
_TINY = 1e-7
_MOST_TRIALS = 400
_MOST_TOLD = 12


@dataclass(frozen=True)
class _Part:
    """A group of bounds or rows that stand together in the case: one side of one row over its steps."""

    kind: str
    grid: Grid
    item: int
    side: str

    def steps_of(self, places: Iterable[int]) -> list[int]:
        first = self.grid.offset + self.item * self.grid.steps
        return sorted(place - first for place in places)


def why_infeasible(model: Model, matrix: Matrix) -> str:
    """The smallest conflict and the cheapest relaxation, as text."""
    elastic = _Elastic(model, matrix)
    relaxation = elastic.relaxation()
    conflict = _smallest_conflict(model, matrix, elastic)
    lines = ["There is no plan that keeps every limit of the case."]
    if conflict:
        lines += ["", "These cannot hold together; without any one of them the others could:"]
        lines += _listed([_conflict_words(model, part, steps, matrix) for part, steps in conflict])
    if relaxation:
        lines += ["", "The least that would have to give way:"]
        lines += _listed(relaxation)
    lines += ["", "remedy:  change one of the rows above, make a limit soft with a penalty, or give a demand tiers"]
    return "\n".join(lines)


def _listed(words: list[str]) -> list[str]:
    lines = [f"  {place}. {each}" for place, each in enumerate(words[:_MOST_TOLD], 1)]
    if len(words) > _MOST_TOLD:
        lines.append(f"  ... and {len(words) - _MOST_TOLD} more")
    return lines


class _Elastic:
    """The programme in which what people set may be missed, at a price in parts of its size."""

    def __init__(self, model: Model, matrix: Matrix) -> None:
        self.model, self.matrix = model, matrix
        rows, columns = matrix.shape
        self.a = csc_array((matrix.value, matrix.index, matrix.start), shape=(rows, columns))
        self.soft_rows = _mask(
            [grid for grid in model.program.rows if grid.family in ("limits", "stores.cyclic")], rows
        )
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
        stacked = csc_array(np_vstack(self.a, identity))
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
        )
        highs = load(elastic)
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
            for place in np.flatnonzero(missed > _TINY):
                row = int(self.soft[place])
                grids, number = (
                    (self.model.program.rows, row)
                    if row < rows
                    else (self.model.program.columns, int(self.chosen[row - rows]))
                )
                grid = _grid_of(grids, number)
                item, step = divmod(number - grid.offset, grid.steps)
                key = (f"{'r' if row < rows else 'c'}{grids.index(grid)}", item, side)
                told.setdefault(key, []).append((step, float(missed[place]), float(bound[row])))
        lines = []
        for (where, item, side), steps in told.items():
            grids = self.model.program.rows if where[0] == "r" else self.model.program.columns
            grid = grids[int(where[1:])]
            part = _Part("row" if where[0] == "r" else "column", grid, item, side)
            most = max(steps, key=lambda each: each[1])
            words = _name(self.model, part)
            unit = _unit(self.model, part)
            lines.append(
                (
                    sum(each[1] for each in steps),
                    f"{words}: {'less' if side == 'lower' else 'more'} by up to {most[1]:.6g} {unit} "
                    f"(now {most[2]:.6g}), {_when(self.model, grid, [each[0] for each in steps])}",
                )
            )
        return [line for _, line in sorted(lines, key=lambda each: -each[0])]


def np_vstack(one: csc_array, other: csr_array) -> csr_array:
    """Two sparse matrices, one above the other."""
    from scipy.sparse import vstack

    return csr_array(vstack([one, other], format="csr"))


def _mask(grids: list[Grid], count: int) -> np.ndarray:
    mask = np.zeros(count, dtype=bool)
    for grid in grids:
        mask[grid.place] = True
    return mask


def _grid_of(grids: list[Grid], number: int) -> Grid:
    return next(grid for grid in grids if grid.offset <= number < grid.offset + grid.size)


def _smallest_conflict(model: Model, matrix: Matrix, elastic: _Elastic) -> list[tuple[_Part, list[int]]]:
    """Parts that have no solution together, though without any one of them they have."""
    _, _, dual, _, _ = elastic.solution
    rows = matrix.shape[0]
    kept_rows = np.flatnonzero(np.abs(dual[:rows]) > _TINY)
    reduced = elastic.column_dual.copy()
    reduced[elastic.chosen] += dual[rows:]
    low = np.flatnonzero((reduced > _TINY) & np.isfinite(matrix.lower))
    high = np.flatnonzero((reduced < -_TINY) & np.isfinite(matrix.upper))
    parts: dict[_Part, list[int]] = {}
    for places, grids, kind, sides in (
        (kept_rows, model.program.rows, "row", np.where(dual[:rows][kept_rows] > 0, "lower", "upper")),
        (low, model.program.columns, "column", np.full(len(low), "lower")),
        (high, model.program.columns, "column", np.full(len(high), "upper")),
    ):
        for number, side in zip(places, sides, strict=True):
            grid = _grid_of(grids, int(number))
            parts.setdefault(_Part(kind, grid, int((number - grid.offset) // grid.steps), str(side)), []).append(
                int(number)
            )
    trial = _Trial(matrix, elastic.a, parts)
    if trial.feasible(parts):
        return []
    needed = dict(parts)
    for part in sorted(parts, key=lambda each: (each.kind == "row" and each.grid.family in _LAWS, len(parts[each]))):
        without = {other: numbers for other, numbers in needed.items() if other != part}
        if not trial.feasible(without):
            needed = without
    found = [(part, part.steps_of(numbers)) for part, numbers in _fewest(trial, needed).items()]
    return sorted(found, key=lambda each: (each[0].grid.family in _LAWS, each[0].kind))


def _fewest(trial: _Trial, parts: dict[_Part, list[int]]) -> dict[_Part, list[int]]:
    """The same conflict over as few steps as can be: ever smaller stretches of time are left out (delta debugging)."""
    kept = [(part, number) for part, numbers in parts.items() for number in numbers]
    kept.sort(
        key=lambda each: ((each[1] - each[0].grid.offset) % each[0].grid.steps / each[0].grid.steps, each[1]),
        reverse=True,
    )
    size, trials = len(kept) // 2, 0
    while size >= 1 and trials < _MOST_TRIALS:
        place = 0
        while place < len(kept) and trials < _MOST_TRIALS:
            rest = kept[:place] + kept[place + size :]
            trials += 1
            if rest and not trial.feasible(_by_part(rest)):
                kept = rest
            else:
                place += size
        size //= 2
    return _by_part(kept)


def _by_part(entries: list[tuple[_Part, int]]) -> dict[_Part, list[int]]:
    parts: dict[_Part, list[int]] = {}
    for part, number in entries:
        parts.setdefault(part, []).append(number)
    return parts


class _Trial:
    """Whether a set of parts has a solution: a programme of their rows and bounds alone."""

    def __init__(self, matrix: Matrix, a: csc_array, parts: dict[_Part, list[int]]) -> None:
        self.matrix = matrix
        self.rows = np.array(
            sorted({number for part, numbers in parts.items() if part.kind == "row" for number in numbers}), dtype=int
        )
        self.small = csc_array(csr_array(a)[self.rows, :])
        self.columns = np.flatnonzero(np.diff(self.small.indptr))
        self.small = csc_array(self.small[:, self.columns])

    def feasible(self, parts: dict[_Part, list[int]]) -> bool:
        """Whether rows and bounds, by number, can hold together."""
        count = len(self.rows)
        row_lower, row_upper = np.full(count, -np.inf), np.full(count, np.inf)
        lower, upper = np.full(len(self.columns), -np.inf), np.full(len(self.columns), np.inf)
        for part, listed in parts.items():
            numbers = np.array(listed)
            if part.kind == "row":
                at = np.searchsorted(self.rows, numbers)
                target, source = (
                    (row_lower, self.matrix.row_lower) if part.side == "lower" else (row_upper, self.matrix.row_upper)
                )
            else:
                inside = np.isin(numbers, self.columns)
                numbers = numbers[inside]
                at = np.searchsorted(self.columns, numbers)
                target, source = (lower, self.matrix.lower) if part.side == "lower" else (upper, self.matrix.upper)
            target[at] = source[numbers]
        trial = Matrix(
            np.zeros(len(self.columns)),
            lower,
            upper,
            row_lower,
            row_upper,
            self.small.indptr.astype(np.int32),
            self.small.indices.astype(np.int32),
            self.small.data,
        )
        highs = load(trial)
        highs.run()
        return bool(highs.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty))


def _name(model: Model, part: _Part) -> str:
    """A part in the case's words."""
    name = str(part.grid.names[part.item])
    family = part.grid.family
    if family == "limits":
        return f"limits.csv, {name}: {model.case.table('limits').at[name, 'sense'].replace('-', ' ')} its value"
    if family == "stores.content":
        return f"stores.csv, {name}: its content follows from the content before"
    if family == "stores.cyclic":
        return f"stores.csv, {name}: at the end at least what was there at the start"
    if family == "balance":
        demands = model.case.table("demands")
        firm = demands.index[(demands["node"] == name) & (demands["tiers"] == "") & (demands["kind"] == "need")]
        if len(firm):
            return f"demands.csv, {', '.join(firm)}: must be served in full at node {name}"
        return f"nodes.csv, {name}: what comes in goes out" + (
            "" if model.case.table("nodes").at[name, "disposal"] else " (no disposal)"
        )
    table, words = _WORDS[family]
    return f"{table}.csv, {name.rsplit('/', 1)[0] if table == 'demands' else name}: {words[part.side]}"


def _unit(model: Model, part: _Part) -> str:
    name, family = str(part.grid.names[part.item]), part.grid.family
    if part.kind == "row" and family == "limits":
        return ""
    table = "nodes" if family == "balance" else family.split(".")[0]
    owner = name.rsplit("/", 1)[0] if table == "demands" else name
    carrier = model.case.carrier_of(table)[owner]
    amount = family in ("balance", "stores.level", "stores.initial", "stores.cyclic")
    return str(model.case.table("carriers").at[carrier, "amount_unit" if amount else "rate_unit"])


def _conflict_words(model: Model, part: _Part, steps: list[int], matrix: Matrix) -> str:
    first = part.grid.offset + part.item * part.grid.steps + steps[0]
    words = f"{_name(model, part)}, {_when(model, part.grid, steps)}"
    if part.grid.family in _LAWS:
        return words
    source = {
        ("row", "lower"): matrix.row_lower,
        ("row", "upper"): matrix.row_upper,
        ("column", "lower"): matrix.lower,
        ("column", "upper"): matrix.upper,
    }
    bound = source[part.kind, part.side][first]
    return f"{words} ({'at least' if part.side == 'lower' else 'at most'} {bound:.6g} {_unit(model, part)})".replace(
        " )", ")"
    )


def _when(model: Model, grid: Grid, steps: list[int]) -> str:
    if grid.clock == "horizon":
        return "over the horizon"
    start = model.calendar.clocks[grid.clock].start
    form = "%Y-%m-%d %H:%M" if grid.clock == "hour" else "%Y-%m-%d"
    first, last = (start[each].strftime(form) for each in (min(steps), max(steps)))
    return f"{grid.clock} of {first}" if first == last else f"{len(steps)} {grid.clock}s from {first} to {last}"


def why_unbounded(model: Model, matrix: Matrix) -> str:
    """The rows through which cost can fall without bound, as text."""

    def cone(lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        return np.where(np.isfinite(lower), 0.0, -1.0), np.where(np.isfinite(upper), 0.0, 1.0)

    low, high = cone(matrix.lower, matrix.upper)
    row_low = np.where(np.isfinite(matrix.row_lower), 0.0, -np.inf)
    row_high = np.where(np.isfinite(matrix.row_upper), 0.0, np.inf)
    highs = load(replace(matrix, lower=low, upper=high, row_lower=row_low, row_upper=row_high, offset=0.0))
    highs.run()
    direction = np.asarray(highs.getSolution().col_value)
    names: dict[str, None] = {}
    for grid in model.program.columns:
        moved = np.abs(grid.of(direction)).max(axis=1, initial=0.0) > _TINY
        for item in np.flatnonzero(moved):
            names[f"{grid.family.split('.')[0]}.csv, {grid.names[item]}"] = None
    lines = ["Cost can fall without bound: more and more can flow, at a gain, through", *_listed(list(names)), ""]
    return "\n".join([*lines, "remedy:  give one of these a capacity, or correct a cost below zero"])
