"""How the cost of a plan moves with the numbers of its case: from the duals, without solving again.

Let a number p stand in costs c, squares s, coefficients A and bounds of rows b and of columns u. At the optimum x with
duals y and reduced costs d, the optimum moves with p as the Lagrangian does while x, y and d stay (envelope theorem;
Fiacco 1976, Mathematical Programming 10, theorem 2.1):

    dz/dp = dc/dp x + ds/dp x^2 + y (db/dp - dA/dp x) + d du/dp

The derivatives of the arrays come from assembling the case again with p a little larger, so that every rule counts as
it is written. Numbers that touch different rows and columns are changed at once, and the change of the Lagrangian is
told apart by the names of the rows and columns in which it lies; where that leaves a doubt, the numbers are taken in
halves, down to one alone.

It is exact for small changes. Where the optimum has a kink (another basis just beyond), it is the slope of one side.
Whole numbers and heads of turbines are held as the plan has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from aryk.case.case import Case
from aryk.case.held import held_places, row_names
from aryk.case.schema import TABLES
from aryk.case.timeline import Timeline
from aryk.planning.assemble import assemble
from aryk.planning.loaded import alike
from aryk.planning.plan import Plan
from aryk.planning.program import Floats, Grid, Matrix
from aryk.planning.resolve import near_of, timeline_after
from aryk.planning.solve import Solution

STEP = 1e-6
"""By which share a number is changed: small beside every kink, large beside rounding."""

Label = tuple[str, str]
Progress = Callable[[str, str], None]


class Number(NamedTuple):
    """A number of a case: a cell, or with table `series` all values of a series by one factor."""

    table: str
    row: str
    column: str


def scaled(line: Timeline, numbers: Iterable[Number], factor: float) -> Timeline:
    """The same days with some numbers multiplied; nothing is checked.

    Where a share of a tier changes, the other tiers of its set share what is left, so that the demand stays.
    """
    cells: dict[tuple[str, str], Floats] = {}
    case = line.case
    for number in numbers:
        if number.table == "series":
            line = line.scaled(number.row, factor)
            continue
        frame = case.tables[number.table]
        held = cells.setdefault((number.table, number.column), frame[number.column].to_numpy(dtype=float, copy=True))
        places = held_places(TABLES[number.table], frame)[number.row]
        if (number.table, number.column) == ("tiers", "share"):
            _share_out(held, frame["tiers"].to_numpy(), places[0], factor)
        else:
            held[places] *= factor
    if not cells:
        return line
    frames = {table: case.tables[table].copy(deep=False) for table, _ in cells}
    for (table, column), values in cells.items():
        frames[table][column] = values
    return timeline_after(line, case.with_tables(frames))


def _share_out(shares: Floats, sets: np.ndarray, place: int, factor: float) -> None:
    own = shares[place]
    others = (sets == sets[place]) & (np.arange(len(sets)) != place)
    if own < 1:
        shares[others] *= (1 - own * factor) / (1 - own)
    shares[place] = own * factor


def slopes(plan: Plan, numbers: Sequence[Number], *, progress: Progress | None = None) -> Floats:
    """By how much the objective rises for each 100 % by which a number rises.

    Parameters
    ----------
    numbers
        Filled cells of rows in use, or series.

    Returns
    -------
    ndarray
        Shape (k,), money; NaN where a small change makes other rows or columns, so that there is no slope.

    Examples
    --------
    >>> import aryk
    >>> from aryk.planning.slopes import Number, slopes
    >>> plan = aryk.plan("tiny")
    >>> dearer = slopes(plan, [Number("supplies", "gas-down", "cost")])
    >>> bool(dearer[0] > 0)
    True
    """
    lagrangian = _Lagrangian(plan)
    result = np.zeros(len(numbers))
    waiting = _apart(plan.case, numbers)
    done = 0
    while waiting:
        group = waiting.pop()
        found = lagrangian.changes([numbers[place] for place in group])
        if found is None:
            half = len(group) // 2
            waiting += [group[:half], group[half:]]
            continue
        result[group] = found / STEP
        done += len(group)
        if progress:
            progress("slopes", f"{done} of {len(numbers)} numbers")
    return result


@dataclass
class _Lagrangian:
    """The Lagrangian of a plan, split by columns and rows."""

    plan: Plan
    columns: Floats = field(init=False)
    rows: Floats = field(init=False)
    offset: float = field(init=False)
    limits: dict[str, set[Label]] = field(init=False)

    def __post_init__(self) -> None:
        made = self._of(self.plan.timeline)
        assert made is not None
        self.columns, self.rows, self.offset = made
        self.limits = limits_on_demands(self.plan.case)

    def _of(self, line: Timeline) -> tuple[Floats, Floats, float] | None:
        """Its parts on a changed case; None where rows or columns are others."""
        plan = self.plan
        heads = plan.heads.assumed if plan.heads else None
        model = assemble(line, heads, watched=plan.start.watched, near=near_of(plan))
        program = model.program
        if not (alike(plan.start.columns, program.columns) and alike(plan.start.rows, program.rows)):
            return None
        matrix = program.matrix()
        return *lagrangian(matrix, plan.solution), matrix.offset

    def changes(self, numbers: list[Number]) -> Floats | None:
        """By how much it rises with each of some numbers; None where it cannot be told whose change is whose."""
        made = self._of(scaled(self.plan.timeline, numbers, 1 + STEP))
        if made is None:
            return np.array([np.nan]) if len(numbers) == 1 else None
        columns, rows, offset = made[0] - self.columns, made[1] - self.rows, made[2] - self.offset
        if len(numbers) == 1:
            return np.array([columns.sum() + rows.sum() + offset])
        if offset != 0.0:
            return None
        case = self.plan.case
        owner = {label: place for place, each in enumerate(numbers) for label in touched(case, each, self.limits)}
        result = np.zeros(len(numbers))
        for grids, parts in ((self.plan.start.columns, columns), (self.plan.start.rows, rows)):
            for grid in grids:
                sums = grid.of(parts)
                for item in np.flatnonzero(sums.any(axis=1)):
                    place = owner.get(_label(grid, int(item)))
                    if place is None:
                        return None
                    result[place] += sums[item].sum()
        return result


def lagrangian(matrix: Matrix, solution: Solution) -> tuple[Floats, Floats]:
    """The Lagrangian at a solution, by columns and by rows: with the offset they sum to the objective."""
    value, dual = solution.value, solution.row_dual
    rent = solution.reduced_cost if matrix.integer is None else np.where(matrix.integer, 0.0, solution.reduced_cost)
    entries = np.repeat(np.arange(len(value)), np.diff(matrix.start))
    paid = np.bincount(entries, weights=dual[matrix.index] * matrix.value, minlength=len(value)) * value
    columns = (matrix.cost - rent) * value - paid + _at_bound(rent, matrix.lower, matrix.upper)
    if matrix.square is not None:
        columns += matrix.square * value**2
    return columns, _at_bound(dual, matrix.row_lower, matrix.row_upper)


def _at_bound(dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """Duals times the bound that binds: a dual above 0 is that of the lower bound."""
    bound = np.where(dual > 0, lower, upper)
    return np.where((dual != 0) & np.isfinite(bound), dual * np.where(np.isfinite(bound), bound, 0.0), 0.0)


def _label(grid: Grid, item: int) -> Label:
    """The row of the case to which a row or column of the programme belongs."""
    table = "nodes" if grid.family == "balance" else grid.family.partition(".")[0]
    return table, str(grid.names[item]).partition("/")[0]


def _apart(case: Case, numbers: Sequence[Number]) -> list[list[int]]:
    """Groups of numbers of which no two touch the same rows and columns."""
    groups: list[tuple[list[int], set[Label]]] = []
    alone: list[list[int]] = []
    limits = limits_on_demands(case)
    known = [(touched(case, number, limits), place) for place, number in enumerate(numbers)]
    for labels, place in sorted(known, key=lambda each: -len(each[0])):
        if not labels:
            alone.append([place])
            continue
        for members, taken in groups:
            if taken.isdisjoint(labels):
                members.append(place)
                taken |= labels
                break
        else:
            groups.append(([place], set(labels)))
    return alone + [members for members, _ in groups]


def limits_on_demands(case: Case) -> dict[str, set[Label]]:
    """The limits in whose value a demand stands: what is served of a need is what is wanted less what is not served."""
    terms = case.resolve(case.table("limit_terms"))
    own = terms[terms["table"] == "demands"]
    found: dict[str, set[Label]] = defaultdict(set)
    for demand, limit in zip(own["row"], own["limit"], strict=True):
        found[str(demand)].add(("limits", str(limit)))
    return found


def touched(case: Case, number: Number, limits: Mapping[str, set[Label]]) -> set[Label]:
    """The rows of the case whose columns, balances and limits a number stands in; empty where that is not known.

    `limits` are those of `limits_on_demands`.
    """
    table, row = number.table, number.row
    match table:
        case "supplies" | "stores":
            return {(table, row), ("nodes", str(case.table(table).at[row, "node"]))}
        case "demands":
            return {(table, row), ("nodes", str(case.table(table).at[row, "node"])), *limits.get(row, ())}
        case "links":
            return {(table, row), *(("nodes", str(case.table(table).at[row, end])) for end in ("from_node", "to_node"))}
        case "processes":
            return {(table, row), *(("nodes", node) for node in _ports(case)[row])}
        case "flows":
            process, node, *_ = row.split("/")
            return {("processes", process), ("nodes", node)}
        case "tiers":
            of = case.table("demands")
            own = of[of["tiers"] == row.partition("/")[0]]
            return {
                *(("demands", str(name)) for name in own.index),
                *(("nodes", str(node)) for node in own["node"]),
                *(label for name in own.index for label in limits.get(str(name), ())),
            }
        case "limits":
            return {(table, row)}
        case "limit_terms":
            frame = case.tables[table]
            terms = case.resolve(frame.iloc[held_places(TABLES[table], frame)[row]])
            return {
                *(("limits", str(name)) for name in terms["limit"]),
                *zip(terms["table"], terms["row"], strict=True),
            }
        case "series":
            return _touched_by_series(case, row, limits)
    return set()


def _touched_by_series(case: Case, series: str, limits: Mapping[str, set[Label]]) -> set[Label]:
    """What the rows touch that name a series; empty where one of them is not known."""
    labels: set[Label] = set()
    for name, table in TABLES.items():
        frame = case.tables[name]
        own = [column.name for column in table.columns if column.refers == "series" and name != "profiles"]
        hit = frame[own].eq(series).any(axis=1).to_numpy() if own else np.zeros(len(frame), dtype=bool)
        for row in np.array(row_names(table, frame), dtype=object)[hit] if hit.any() else ():
            if table.id in frame.columns and "active" in frame.columns and row not in case.table(name).index:
                continue
            each = touched(case, Number(name, str(row), ""), limits)
            if not each:
                return set()
            labels |= each
    return labels


def _ports(case: Case) -> dict[str, list[str]]:
    ports: dict[str, list[str]] = defaultdict(list)
    flows = case.table("flows")
    for process, node in zip(flows["process"], flows["node"], strict=True):
        ports[str(process)].append(str(node))
    return ports
