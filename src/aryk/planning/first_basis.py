"""A basis to begin from: the programme solved coarsely as a whole, then finely window by window.

Simplex spends more than in proportion to the horizon, while most of what it finds out about one day it could know from
the days around it. So the whole is solved in parts first:

1. Coarse. The same three hours of some days in a row are one group: columns of an item in a group are taken as equal,
   its rows are summed. With Q and P the matrices that repeat the value of a group in its columns and rows, it is
   min (Q^T c) x over Q^T lower / n <= x <= Q^T upper / n (n: columns of the group) and
   P^T row_lower <= P^T A Q x <= P^T row_upper. Its values x and duals y say roughly what the rest of the horizon wants.
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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from aryk.case.calendar import Calendar, Ints
from aryk.planning.program import Floats, Grid, Matrix, Program
from aryk.planning.solve import load

WINDOW, AHEAD = 48, 12
"""Steps of the finest clock that a window decides, and that it looks ahead."""
PARTS = 8
"""Parts of a day in the coarse programme."""
BLOCKS, LEAST_DAYS = 5, 4
"""Blocks of days in the coarse programme, at most, and days of a block, at least."""
LEAST_COLUMNS = 20_000
"""A smaller programme is solved as fast without."""
LASTING = 0.02
"""Coefficients of columns that hold for longer than a window, in parts of all, at most."""
_HOURS = 24
_FAILING = 0.2
_STATUS = [highspy.HighsBasisStatus(place) for place in range(5)]
_LOWER, _BASIC, _UPPER, _ZERO = (
    _STATUS.index(getattr(highspy.HighsBasisStatus, name)) for name in ("kLower", "kBasic", "kUpper", "kZero")
)

Bytes = NDArray[np.int8]
Groups = NDArray[np.int32]


def way(calendar: Calendar, program: Program, matrix: Matrix) -> str:
    """The solver to choose: `windows` for a large programme in full chronology, else `simplex`.

    Where sizes that hold at all times are chosen, what one window wants of them says little; that is `ipm`.
    """
    if matrix.shape[1] < LEAST_COLUMNS or not fits(calendar, matrix):
        return "simplex"
    entries = np.diff(matrix.start)
    lasting = sum(
        int(grid.of(entries)[:, _steps(calendar, grid)[1] > WINDOW].sum()) for grid in program.columns if grid.size
    )
    return "windows" if lasting <= LASTING * len(matrix.value) else "ipm"


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
    columns, rows = (_Side.timed(calendar, grids, day) for grids in (program.columns, program.rows))
    work = _Work(matrix, columns, rows)
    days = max(LEAST_DAYS, -(-len(base) // (day * BLOCKS)))
    work.begin_with(_coarse(matrix, columns, rows, _Grouping(day, days)))
    edges = range(0, len(base), WINDOW)
    failed = 0
    for number, begin in enumerate(edges):
        failed += not work.window(begin, begin + WINDOW, begin + WINDOW + AHEAD)
        if failed > max(1.0, _FAILING * len(edges)):
            return None
        if progress:
            progress(f"window {number + 1} of {len(edges)}")
    return work.basis()


@dataclass(frozen=True)
class _Grouping:
    """Groups of steps of the finest clock: `day` steps are a day, the same parts of `days` days a group."""

    day: int
    days: int

    def labels(self, begin: Ints) -> Ints:
        """The group that each step lies in."""
        parts = min(self.day, PARTS)
        return begin // (self.day * self.days) * parts + begin % self.day * parts // self.day


@dataclass(frozen=True)
class _Side:
    """When the columns, or the rows, of a programme are.

    Attributes
    ----------
    begin
        The first step of the finest clock that each of them lies in; -1 for what lies in more than a window.
    grids
        The blocks they come from.
    shifts
        For each block how many steps make a day; 0 where none do.
    """

    begin: Ints
    grids: Sequence[Grid]
    shifts: Sequence[int]

    @classmethod
    def timed(cls, calendar: Calendar, grids: Sequence[Grid], day: int) -> _Side:
        begin = np.full(grids[-1].offset + grids[-1].size if grids else 0, -1, dtype=np.int64)
        shifts = []
        for grid in grids:
            first, length = _steps(calendar, grid)
            begin[grid.place] = np.tile(np.where(length <= WINDOW, first, -1), grid.items)
            shifts.append(day // int(length[0]) if 0 < length.max(initial=0) <= day else 0)
        return cls(begin, grids, shifts)

    def steps_of(self, grid: Grid) -> Ints:
        """The first step that each step of a block lies in, the same for all its items."""
        return self.begin[grid.offset : grid.offset + grid.steps] if grid.items else np.empty(0, dtype=np.int64)

    def groups(self, grouping: _Grouping) -> tuple[Groups, int]:
        """The group of each of them, by item and group of steps, and how many there are."""
        group, count = np.empty(len(self.begin), dtype=np.int32), 0
        for grid in self.grids:
            begin = self.steps_of(grid)
            label = np.where(begin < 0, np.arange(len(begin)) - grid.steps, grouping.labels(begin))
            kinds, within = np.unique(label, return_inverse=True)
            group[grid.place] = (count + np.arange(grid.items)[:, None] * len(kinds) + within).reshape(-1)
            count += grid.items * len(kinds)
        return group, count


def _steps(calendar: Calendar, grid: Grid) -> tuple[Ints, Ints]:
    """First step of the finest clock in each step of a block, and how many; a block without a clock lies everywhere."""
    clock, base = calendar.clocks.get(grid.clock), calendar.clocks[calendar.base]
    if clock is None or len(clock) != grid.steps:
        return np.zeros(grid.steps, dtype=np.int64), np.full(grid.steps, len(base))
    block = calendar.blocks(calendar.base, grid.clock)
    length = np.bincount(block, minlength=grid.steps)
    return np.cumsum(length) - length, length


@dataclass(frozen=True)
class _Answer:
    """Values, duals and statuses of the columns and rows of a programme."""

    value: Floats
    dual: Floats
    column: Bytes
    row: Bytes


def _answer(highs: highspy.Highs, programme: Matrix) -> _Answer | None:
    """What HiGHS found; None where it has no basis. Values of a programme without optimum are not given.

    The basic columns and rows are asked for, and the others stand at the nearer bound: a status for each comes through
    highspy twenty times slower.
    """
    asked: Any = highs  # its types do not name what it can be asked for
    state, basic = asked.getBasicVariables()
    if state != highspy.HighsStatus.kOk:
        return None
    found = highs.getSolution()
    value, activity = np.asarray(found.col_value), np.asarray(found.row_value)
    column = _at_bounds(value, programme.lower, programme.upper)
    row = _at_bounds(activity, programme.row_lower, programme.row_upper)
    place = np.asarray(basic, dtype=np.int64)
    column[place[place >= 0]] = _BASIC
    row[-1 - place[place < 0]] = _BASIC
    return _Answer(value, np.asarray(found.row_dual), column, row)


def _at_bounds(value: Floats, lower: Floats, upper: Floats) -> Bytes:
    """The status of each as if none were basic: at the nearer bound, or at zero where there is none."""
    with np.errstate(invalid="ignore"):
        at = np.where(upper - value < value - lower, _UPPER, _LOWER)
    return np.where(np.isinf(lower) & np.isinf(upper), _ZERO, at).astype(np.int8)


def _coarse(matrix: Matrix, columns: _Side, rows: _Side, grouping: _Grouping) -> _Answer | None:
    """The answer of the coarse programme, written out in the steps of the fine one; None where it has no optimum."""
    (column, column_count), (row, row_count) = columns.groups(grouping), rows.groups(grouping)
    start, index, value = _merged(matrix, column, row, column_count, row_count)
    share = np.maximum(1, np.bincount(column, minlength=column_count))
    with np.errstate(invalid="ignore"):
        programme = Matrix(
            _sums(column, matrix.cost, column_count),
            _sums(column, matrix.lower, column_count) / share,
            _sums(column, matrix.upper, column_count) / share,
            _sums(row, matrix.row_lower, row_count),
            _sums(row, matrix.row_upper, row_count),
            start,
            index,
            value,
        )
    highs = load(programme)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = _answer(highs, programme)
    return found and _Answer(found.value[column], found.dual[row], found.column[column], found.row[row])


def _sums(group: NDArray[np.integer], values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(group, values, count), dtype=float)


def _merged(
    matrix: Matrix, column: Groups, row: Groups, columns: int, rows: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Start, index and value of the matrix of groups: coefficients that meet are summed."""
    key = np.repeat(column, np.diff(matrix.start)) * np.int64(rows) + row[matrix.index]
    order = np.argsort(key, kind="stable")
    key = key[order]
    opens = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else key
    value = np.add.reduceat(matrix.value[order], opens) if len(key) else matrix.value
    key = key[opens]
    start = np.searchsorted(key, np.arange(columns + 1) * np.int64(rows))
    return start.astype(np.int32), (key % rows).astype(np.int32), value


class _Work:
    """What is known of each column and row while windows are solved."""

    def __init__(self, matrix: Matrix, columns: _Side, rows: _Side) -> None:
        self.matrix, self.columns, self.rows = matrix, columns, rows
        count, width = matrix.shape
        self.value, self.dual = np.zeros(width), np.zeros(count)
        self.column = np.zeros(width, dtype=np.int8)
        self.row = np.full(count, _BASIC, dtype=np.int8)
        self.known, self.begun = 0, False
        self.order = [np.argsort(side.begin, kind="stable").astype(np.int32) for side in (columns, rows)]
        self.sorted = [side.begin[order] for side, order in zip((columns, rows), self.order, strict=True)]
        self.activity = np.zeros(count)
        self.place = np.full(count, -1, dtype=np.int32)

    def begin_with(self, coarse: _Answer | None) -> None:
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
            highs.setBasis(_basis(self.column[columns], self.row[rows]))
        highs.run()
        found = _answer(highs, programme)
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
        priced = _sums(column[outside], value[outside] * self.dual[row[outside]], len(columns))
        index, within, value = place[inside], column[inside], value[inside]
        rest = self.activity[rows] - _sums(index, value * self.value[columns[within]], len(rows))
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
        return _basis(self.column, self.row)


def _pieces(steps: Ints, length: int) -> Iterator[Ints]:
    for begin in range(0, len(steps), length):
        yield steps[begin : begin + length]


def _basis(column: Bytes, row: Bytes) -> highspy.HighsBasis:
    made = highspy.HighsBasis()
    made.col_status, made.row_status = ([_STATUS[each] for each in held.tolist()] for held in (column, row))
    made.valid, made.alien = True, True
    return made
