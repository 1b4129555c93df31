"""Sizes in boxes: the optimum over columns that hold at all times, in steps of dual simplex.

A size stands in a row of every step. Simplex that begins without an idea of it tries whole plants that are then taken
back, with all that is planned around them; a step of primal simplex costs a hundred times one of dual simplex. So:

1. The coarse programme (`aryk.planning.coarse`) gives a first size s of each.
2. The whole programme is solved with the sizes fixed at s.
3. Each size may move by d to both sides of s. From the last basis, which costs and bounds leave dual feasible, dual
   simplex finds the optimum in these boxes. Where a size stands at a side of its box that is none of its own bounds,
   s moves there and d doubles, or halves where the size turns back; then again.
4. Where no box holds a size back, the boxes are taken away, and HiGHS confirms the optimum of the whole.

The objective is convex in the sizes, so that an optimum inside of its boxes is one without them: the answer owes
nothing to s and d but its time. (The boxstep method: Marsten, Hogan and Blankenship, Operations Research 23, 1975.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from aryk.case.calendar import Calendar, Ints
from aryk.planning.coarse import Grouping, Side, coarse
from aryk.planning.program import Floats, Matrix, Program

MANY = 100
"""Rows of a column from which it counts as a size."""
BLOCKS = 12
"""Blocks of days in the coarse programme."""
FIRST = 0.02
"""Half of the first box, in parts of the size."""
LEAST = 0.1
"""A size counts for at least so much of the largest of them, or of its own bound where that is less."""
MOST_ROUNDS = 60
"""After so many boxes they are taken away all the same."""
_TOUCHING = 1e-9
_DUAL = 1e-7
_HOURS = 24


@dataclass(frozen=True)
class Boxes:
    """Where the search of the sizes begins.

    Attributes
    ----------
    columns
        The sizes.
    size
        A first value of each.
    near
        Whether HiGHS holds a basis in which the sizes are about so large; else they are fixed first.
    """

    columns: Ints
    size: Floats
    near: bool = False


def wide_columns(matrix: Matrix) -> Ints:
    """The columns that stand in many rows and are not fixed."""
    return np.flatnonzero((np.diff(matrix.start) >= MANY) & (matrix.lower < matrix.upper))


def first_boxes(calendar: Calendar, program: Program, matrix: Matrix) -> Boxes | None:
    """Sizes by the coarse programme; None where it has no optimum."""
    base = calendar.clocks[calendar.base]
    day = max(1, round(_HOURS / float(np.median(base.hours))))
    columns, rows = (Side.timed(calendar, grids, day, 2 * day) for grids in (program.columns, program.rows))
    found = coarse(matrix, columns, rows, Grouping(day, max(1, -(-len(base) // (day * BLOCKS)))))
    if found is None:
        return None
    wide = wide_columns(matrix)
    return Boxes(wide, np.clip(found.value[wide], matrix.lower[wide], matrix.upper[wide]))


def run_in_boxes(boxes: Boxes, matrix: Matrix, highs: highspy.Highs, run: Callable[[], None]) -> None:
    """Solve the programme that HiGHS holds; afterwards it holds it with its own bounds, and their status.

    Parameters
    ----------
    boxes, matrix
        Where to begin, and the programme.
    run
        Lets HiGHS run, from its basis where it holds one.
    """
    places = boxes.columns.astype(np.int32)
    low, high = matrix.lower[places], matrix.upper[places]

    def solved(lower: Floats, upper: Floats) -> bool:
        highs.changeColsBounds(len(places), places, lower, upper)
        run()
        return highs.getModelStatus() == highspy.HighsModelStatus.kOptimal

    size, scale = boxes.size, _scale(boxes.size, high)
    move, last = FIRST * scale, np.zeros(len(places))
    begun = boxes.near or solved(size, size) or solved(np.maximum(low, size / 2), np.minimum(high, size + scale))
    rounds = 0
    while begun and rounds < MOST_ROUNDS:
        rounds += 1
        lower, upper = np.maximum(low, size - move), np.minimum(high, size + move)
        if not solved(lower, upper):
            break
        found = highs.getSolution()
        size, dual = np.asarray(found.col_value)[places], np.asarray(found.col_dual)[places]
        near = _TOUCHING * scale
        up = (size >= upper - near) & (upper < high) & (dual < -_DUAL)
        down = (size <= lower + near) & (lower > low) & (dual > _DUAL)
        turn = up.astype(float) - down
        if not turn.any():
            break
        move = np.where(turn == 0, move, np.where(turn == -last, move / 2, move * 2))
        last = np.where(turn == 0, last, turn)
    solved(low, high)


def _scale(size: Floats, high: Floats) -> Floats:
    """How large each size is, or might be."""
    largest = float(np.max(np.abs(size), initial=0.0)) or 1.0
    return np.maximum(np.abs(size), LEAST * np.minimum(largest, np.where(np.isfinite(high), np.abs(high), largest)))
