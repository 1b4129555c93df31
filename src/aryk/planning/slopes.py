"""How the cost and other results of a plan move with the numbers of its case: from duals, without solving again.

Let a number p stand in costs c, squares s, coefficients A and bounds of rows b and of columns u. At the optimum x with
duals y and reduced costs d, the optimum moves with p as the Lagrangian does while x, y and d stay (envelope theorem;
Fiacco 1976, Mathematical Programming 10, theorem 2.1):

    dz/dp = dc/dp x + ds/dp x^2 + y (db/dp - dA/dp x) + d du/dp

A result g x moves in the same way with the duals that it would have were it the cost, at the basis of the plan
(`aryk.planning.outcomes`): y solves y A_B = g_B, and d = g - y A. Numbers that stand in costs alone do not move it,
as the plan keeps its basis when prices change a little.

The derivatives of the arrays come from assembling the case again with p a little larger, so that every rule counts as
it is written. Numbers that touch different rows and columns are changed at once, and the change is told apart by the
names of the rows and columns in which it lies; where that leaves a doubt, the numbers are taken in halves, down to one
alone.

It is exact for small changes. Where the optimum has a kink (another basis just beyond), it is the slope of one side.
Whole numbers and heads of turbines are held as the plan has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csc_array

from aryk.case.timeline import Timeline
from aryk.planning.assemble import assemble
from aryk.planning.loaded import alike
from aryk.planning.model import Model
from aryk.planning.numbers import Label, Number, apart, label_of, limits_on_demands, scaled, touched
from aryk.planning.outcomes import Outcome, duals_of
from aryk.planning.plan import Plan
from aryk.planning.program import Floats, Grid, Ints, Matrix
from aryk.planning.resolve import near_of

STEP = 1e-6
"""By which share a number is changed: small beside every kink, large beside rounding."""

Progress = Callable[[str, str], None]


def slopes(
    plan: Plan, numbers: Sequence[Number], *, outcomes: Sequence[Outcome] = (), progress: Progress | None = None
) -> Floats:
    """By how much the objective, and each of some outcomes, rises for each 100 % by which a number rises.

    Parameters
    ----------
    numbers
        Filled cells of rows in use, or series.
    outcomes
        What else is watched; the plan must have been asked to `keep` its programme for them.

    Returns
    -------
    ndarray
        Shape (k,), money; with outcomes (k, 1 + r), the objective first, each in its own unit. NaN where a small change
        makes other rows or columns, so that there is no slope, and in the column of an outcome that has none.

    Examples
    --------
    >>> import aryk
    >>> from aryk.planning.numbers import Number
    >>> from aryk.planning.slopes import slopes
    >>> plan = aryk.plan("tiny")
    >>> dearer = slopes(plan, [Number("supplies", "gas-down", "cost")])
    >>> bool(dearer[0] > 0)
    True
    """
    changes = _Changes(plan, outcomes)
    found = np.zeros((len(numbers), 1 + len(outcomes)))
    waiting = apart(plan.case, numbers)
    done = 0
    while waiting:
        group = waiting.pop()
        moved = changes.of([numbers[place] for place in group])
        if moved is None:
            half = len(group) // 2
            waiting += [group[:half], group[half:]]
            continue
        found[group] = moved / STEP
        done += len(group)
        if progress:
            progress("slopes", f"{done} of {len(numbers)} numbers")
    return found if outcomes else found[:, 0]


class _Changes:
    """What changes in the programme of a plan with some numbers, and what that does to its cost and each outcome."""

    def __init__(self, plan: Plan, outcomes: Sequence[Outcome]) -> None:
        self.plan, self.wide = plan, 1 + len(outcomes)
        self.limits = limits_on_demands(plan.case)
        model = self._model(plan.timeline)
        self.columns, self.rows = model.program.columns, model.program.rows
        self.matrix = model.program.matrix()
        self.duals = duals_of(plan, model, self.matrix, outcomes)
        self.wanted = self.duals.wanted(model)

    def _model(self, line: Timeline) -> Model:
        plan = self.plan
        heads = plan.heads.assumed if plan.heads else None
        return assemble(line, heads, watched=plan.start.watched, near=near_of(plan))

    def of(self, numbers: list[Number]) -> Floats | None:
        """By how much each of some numbers moves them; None where it cannot be told whose change is whose.

        Shape (numbers, 1 + outcomes).
        """
        model = self._model(scaled(self.plan.timeline, numbers, 1 + STEP))
        if not (alike(self.columns, model.program.columns) and alike(self.rows, model.program.rows)):
            return np.full((1, self.wide), np.nan) if len(numbers) == 1 else None
        matrix = model.program.matrix()
        offset = matrix.offset - self.matrix.offset
        columns, rows = self._of_columns(matrix), self._of_rows(matrix)
        more = self.duals.wanted(model) - self.wanted
        case = self.plan.case
        result = np.zeros((len(numbers), self.wide))
        if len(numbers) == 1:
            result[0] = columns[1].sum(axis=0) + rows[1].sum(axis=0)
            result[0, 0] += offset
        elif offset != 0.0:
            return None
        owner = {label: place for place, each in enumerate(numbers) for label in touched(case, each, self.limits)}
        for grids, (places, parts) in ((self.columns, columns), (self.rows, rows)) if len(numbers) > 1 else ():
            whose = _owners(grids, places, owner)
            if (whose[np.any(parts != 0, axis=1)] < 0).any():
                return None
            np.add.at(result, whose[whose >= 0], parts[whose >= 0])
        for each, grown in zip(self.duals.wants, more, strict=True):
            if grown:
                place = 0 if len(numbers) == 1 else owner.get(("demands", each.demand))
                if place is None:
                    return None
                result[place, 1 + each.outcome] += grown
        result[:, ~self.duals.known] = np.nan
        return result

    def _of_columns(self, matrix: Matrix) -> tuple[Ints, Floats]:
        """Columns that changed, and what each adds; shape (k,) and (k, 1 + outcomes)."""
        old, duals, value = self.matrix, self.duals, self.plan.solution.value
        more = (_coefficients(matrix) - _coefficients(old)).tocoo()
        kept = more.data != 0
        row, column, data = more.row[kept], more.col[kept], more.data[kept]
        dearer = np.flatnonzero(matrix.cost != old.cost)
        bounds = np.flatnonzero((matrix.lower != old.lower) | (matrix.upper != old.upper))
        places = [column, dearer, bounds]
        parts = [
            -duals.row[:, row] * (data * value[column]),
            duals.cost[:, dearer].toarray() * ((matrix.cost - old.cost) * value)[dearer],
            duals.moved_columns(bounds, old, matrix),
        ]
        if matrix.square is not None and old.square is not None:
            steeper = np.flatnonzero(matrix.square != old.square)
            places.append(steeper)
            parts.append(duals.cost[:, steeper].toarray() * ((matrix.square - old.square) * value**2)[steeper])
        return np.concatenate(places), np.concatenate(parts, axis=1).T

    def _of_rows(self, matrix: Matrix) -> tuple[Ints, Floats]:
        """Rows of which bounds changed, and what each adds."""
        old = self.matrix
        places = np.flatnonzero((matrix.row_lower != old.row_lower) | (matrix.row_upper != old.row_upper))
        return places, self.duals.moved_rows(places, old, matrix).T


def _coefficients(matrix: Matrix) -> csc_array:
    return csc_array((matrix.value, matrix.index, matrix.start), shape=matrix.shape)


def _owners(grids: Sequence[Grid], places: Ints, owner: dict[Label, int]) -> Ints:
    """The number to which each of some rows or columns belongs; -1: none is known."""
    begin = np.array([grid.offset for grid in grids], dtype=np.int64)
    block = np.searchsorted(begin, places, side="right") - 1
    found = np.full(len(places), -1)
    for place in np.unique(block):
        grid, here = grids[place], block == place
        items = (places[here] - grid.offset) // grid.steps
        of_item = {item: owner.get(label_of(grid, int(item)), -1) for item in np.unique(items)}
        found[here] = [of_item[item] for item in items]
    return found
