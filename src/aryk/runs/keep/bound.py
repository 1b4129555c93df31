"""What holds an indicator back where its target cannot be reached: the limits and bounds that bind, from the duals.

A soft limit that is missed at a price above every other price has that price as its dual P. The optimum then is P times
what is missed, and by duality what is reached is the sum over all other rows and bounds of

    - y b / P

Each bound b with a dual y thus tells how much of what is reached rests on it; a limit whose value is 0 binds too, and
is told by its dual alone.
"""

from __future__ import annotations

import numpy as np

from aryk.planning.assemble import assemble
from aryk.planning.model import Model
from aryk.planning.plan import Plan
from aryk.planning.program import Floats, Grid
from aryk.planning.wording import Part, name_of
from aryk.words.bounds import bound as phrase_of
from aryk.words.phrase import Phrase

MOST = 4
LEAST = 0.01
"""Share of the target below which what rests on a bound is left out."""
SLOPE = 1e-3
"""Part of the price of the commitment from which a limit of value 0 counts as binding."""


def binding(made: Plan, limit: str, target: float) -> list[tuple[Phrase, float]]:
    """What holds a commitment back, the most first: words, and how much rests on it in the unit of the limit.

    Parameters
    ----------
    made
        A plan in which the soft limit of a commitment is missed.
    limit
        Its name.
    target
        Its value.
    """
    model = assemble(made.timeline, made.heads.assumed if made.heads else None, watched=made.start.watched)
    matrix, program, solution = model.program.matrix(), model.program, made.solution
    price = _price(program.rows, solution.row_dual, limit)
    if price == 0 or matrix.integer is not None:
        return []
    found: list[tuple[float, float, Phrase]] = []
    for kind, grids, dual, lower, upper in (
        ("row", program.rows, solution.row_dual, matrix.row_lower, matrix.row_upper),
        ("column", program.columns, solution.reduced_cost, matrix.lower, matrix.upper),
    ):
        bound = np.where(dual > 0, lower, upper)
        held = (dual != 0) & np.isfinite(bound)
        share = np.where(held, -dual * np.where(held, bound, 0.0) / price, 0.0)
        for grid in grids:
            if not grid.family.startswith("limits."):
                found += _of_grid(model, kind, grid, np.where(held, dual, 0.0) / price, share, limit)
    sized = sorted((each for each in found if abs(each[0]) >= LEAST * abs(target)), key=lambda each: -abs(each[0]))
    zero = sorted((each for each in found if each[0] == 0 and each[1] >= SLOPE), key=lambda each: -each[1])
    return [(words, amount) for amount, _, words in (sized[:MOST] + zero)[:MOST]]


def _price(rows: list[Grid], dual: Floats, limit: str) -> float:
    for grid in rows:
        if grid.family == "limits":
            for item in np.flatnonzero(grid.names == limit):
                own = grid.of(dual)[item]
                return float(own[np.abs(own).argmax()])
    return 0.0


def _of_grid(
    model: Model, kind: str, grid: Grid, slope: Floats, share: Floats, limit: str
) -> list[tuple[float, float, Phrase]]:
    """Amount, slope and words of each item of a block that binds."""
    found = []
    slopes, amounts = grid.of(slope), grid.of(share)
    for item in np.flatnonzero(np.abs(slopes).max(axis=1, initial=0.0) > 0):
        if str(grid.names[item]) == limit:
            continue
        amount, steep = float(amounts[item].sum()), float(np.abs(slopes[item]).max())
        if amount == 0 and grid.family != "limits":
            continue
        part = Part(kind, grid, int(item), "lower" if slopes[item].sum() > 0 else "upper")
        if not name_of(model, part).startswith("nodes.csv"):
            found.append((amount, steep, _named(model, part)))
    return found


def _named(model: Model, part: Part) -> Phrase:
    """A part by the title of its row, where it has one."""
    words = name_of(model, part)
    frame = model.case.tables.get(words.partition(".csv, ")[0])
    titles = {}
    if frame is not None and "title" in frame.columns:
        titles = dict(zip(frame.iloc[:, 0].astype(str), frame["title"].astype(str), strict=True))
    return phrase_of(words, {words.partition(".csv, ")[0]: titles})
