"""A basis to begin from: the programme solved coarsely as a whole, then finely window by window.

Simplex spends more than in proportion to the horizon, while most of what it finds out about one day it could know from
the days around it. So the whole is solved in parts first:

1. Coarse. The values x and duals y of the coarse programme (`aryk.planning.coarse`) say roughly what the rest of the
   horizon wants.
2. Fine. Windows of some days with a look ahead are solved one after the other, the first from the coarse basis, each
   other from the basis of the one before.
   Columns outside of a window stand in its rows at what is known of them: the answer of an earlier window, or x.
   Rows outside of it price its columns, c - A^T y, y being the dual of an earlier window, or of the coarse programme.
   What a store holds at the end of a window is thus worth what the coarse programme says, and what a limit over the
   year takes is priced.
3. The statuses of all windows, put together, are where HiGHS begins with the whole programme. It repairs them (some
   columns too many or too few at the seams) and goes on to the optimum of the whole, so that the answer owes nothing to
   this but its time.

Nothing here knows of stores or nodes. (Prices and values for what lies outside: Dantzig and Wolfe, Operations Research
8, 1960; windows with worths at their end: Baker and Peterson, Management Science 25, 1979.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import highspy
import numpy as np
from numpy.typing import NDArray

from aryk.case.calendar import Calendar, Ints
from aryk.planning.coarse import BASIC, Answer, Grouping, Side, answer, basis_of, coarse, sums
from aryk.planning.program import Floats, Matrix, Program
from aryk.planning.solve import load

WINDOW, AHEAD = 48, 12
"""Steps of the finest clock that a window decides, and that it looks ahead."""
BLOCKS, LEAST_DAYS = 5, 4
"""Blocks of days in the coarse programme, at most, and days of a block, at least."""
_HOURS = 24
_FAILING = 0.2


def fits(calendar: Calendar, matrix: Matrix) -> bool:
    """Whether a programme can be solved in parts: hours or written steps one after the other, no whole numbers."""
    return matrix.linear and not calendar.typical and len(calendar.clocks[calendar.base]) > WINDOW + AHEAD


def first_basis(
    calendar: Calendar, program: Program, matrix: Matrix, progress: Callable[[str], None] | None = None
) -> highspy.HighsBasis | None:
    """The basis from which to begin with a programme.

    Parameters
    ----------
    calendar
        Of the programme: it tells when each step of a block of columns or rows is.
    program, matrix
        The blocks, and the arrays that were made of them.
    progress
        Called with a line of words for each window.

    Returns
    -------
    HighsBasis or None
        None where too many windows have no optimum, as in a programme that has none.
    """
    base = calendar.clocks[calendar.base]
    day = max(1, round(_HOURS / float(np.median(base.hours))))
    columns, rows = (Side.timed(calendar, grids, day, WINDOW) for grids in (program.columns, program.rows))
    work = _Work(matrix, columns, rows)
    days = max(LEAST_DAYS, -(-len(base) // (day * BLOCKS)))
    work.begin_with(coarse(matrix, columns, rows, Grouping(day, days)))
    edges = range(0, len(base), WINDOW)
    failed = 0
    for number, begin in enumerate(edges):
        failed += not work.window(begin, begin + WINDOW, begin + WINDOW + AHEAD)
        if failed > max(1.0, _FAILING * len(edges)):
            return None
        if progress:
            progress(f"window {number + 1} of {len(edges)}")
    return work.basis()


class _Work:
    """What is known of each column and row while windows are solved."""

    def __init__(self, matrix: Matrix, columns: Side, rows: Side) -> None:
        self.matrix, self.columns, self.rows = matrix, columns, rows
        count, width = matrix.shape
        self.value, self.dual = np.zeros(width), np.zeros(count)
        self.column = np.zeros(width, dtype=np.int8)
        self.row = np.full(count, BASIC, dtype=np.int8)
        self.known, self.begun = 0, False
        self.order = [np.argsort(side.begin, kind="stable").astype(np.int32) for side in (columns, rows)]
        self.sorted = [side.begin[order] for side, order in zip((columns, rows), self.order, strict=True)]
        self.activity = np.zeros(count)
        self.place = np.full(count, -1, dtype=np.int32)

    def begin_with(self, coarse: Answer | None) -> None:
        """Take the coarse answer for all that is not known better."""
        if coarse is None:
            return
        self.value, self.dual, self.column, self.row = coarse.value, coarse.dual, coarse.column, coarse.row
        self.begun = True
        matrix = self.matrix
        terms = matrix.value * np.repeat(self.value, np.diff(matrix.start))
        self.activity = np.asarray(np.bincount(matrix.index, terms, matrix.shape[0]), dtype=float)

    def window(self, begin: int, end: int, ahead: int) -> bool:
        """Solve a window and keep what it says up to `end`; tells whether it has an optimum."""
        columns, rows = (self._between(side, begin, ahead) for side in (0, 1))
        if not len(columns) or not len(rows):
            return True
        row, column, value = self._entries(columns)
        programme = self._programme(columns, rows, row, column, value)
        highs = load(programme)
        if self.known:
            self._guess(ahead)
        if self.known or self.begun:
            highs.setBasis(basis_of(self.column[columns], self.row[rows]))
        highs.run()
        found = answer(highs, programme)
        if found is None:
            return False
        self.column[columns], self.row[rows], self.known = found.column, found.row, ahead
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        decided = self.columns.begin[columns] < end
        change = np.where(decided, found.value - self.value[columns], 0.0)
        np.add.at(self.activity, row, value * change[column])
        self.value[columns] += change
        decided = self.rows.begin[rows] < end
        self.dual[rows[decided]] = found.dual[decided]
        return True

    def _entries(self, columns: Ints) -> tuple[NDArray[np.int32], Ints, Floats]:
        """Row, place in `columns` and value of each coefficient of some columns."""
        begin = self.matrix.start[columns]
        count = self.matrix.start[columns + 1] - begin
        column = np.repeat(np.arange(len(columns)), count)
        entry = np.arange(len(column)) + np.repeat(begin - np.cumsum(count) + count, count)
        return self.matrix.index[entry], column, self.matrix.value[entry]

    def _programme(self, columns: Ints, rows: Ints, row: NDArray[np.int32], column: Ints, value: Floats) -> Matrix:
        """The programme of some columns and rows, what lies outside taken as known."""
        matrix = self.matrix
        self.place[rows] = np.arange(len(rows))
        place = self.place[row]
        self.place[rows] = -1
        inside, outside = place >= 0, place < 0
        priced = sums(column[outside], value[outside] * self.dual[row[outside]], len(columns))
        index, within, value = place[inside], column[inside], value[inside]
        rest = self.activity[rows] - sums(index, value * self.value[columns[within]], len(rows))
        return Matrix(
            matrix.cost[columns] - priced,
            matrix.lower[columns],
            matrix.upper[columns],
            matrix.row_lower[rows] - rest,
            matrix.row_upper[rows] - rest,
            np.searchsorted(within, np.arange(len(columns) + 1)).astype(np.int32),
            index,
            value,
        )

    def _between(self, side: int, begin: int, end: int) -> Ints:
        """The columns (side 0) or rows (1) that begin in steps from `begin` to before `end`, in their own order."""
        first, last = np.searchsorted(self.sorted[side], [begin, end])
        return np.sort(self.order[side][first:last])

    def _guess(self, ahead: int) -> None:
        """Let steps that no window has seen begin with the statuses of the day before."""
        for side, statuses in ((self.columns, self.column), (self.rows, self.row)):
            for grid, shift in zip(side.grids, side.shifts, strict=True):
                if not shift:
                    continue
                begin, held = side.steps_of(grid), statuses[grid.place].reshape(grid.items, grid.steps)
                new = np.flatnonzero((begin >= self.known) & (begin < ahead))
                for some in _pieces(new, shift):
                    held[:, some] = held[:, some - shift]

    def basis(self) -> highspy.HighsBasis:
        """All that the windows know of the statuses."""
        return basis_of(self.column, self.row)


def _pieces(steps: Ints, length: int) -> Iterator[Ints]:
    for begin in range(0, len(steps), length):
        yield steps[begin : begin + length]
