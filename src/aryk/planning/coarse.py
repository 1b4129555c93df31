"""A programme solved coarsely: neighbouring steps of each item taken as one.

The same three hours of some days in a row are one group: columns of an item in a group are taken as equal, its rows
are summed. With Q and P the matrices that repeat the value of a group in its columns and rows, it is
min (Q^T c) x over Q^T lower / n <= x <= Q^T upper / n (n: columns of the group) and
P^T row_lower <= P^T A Q x <= P^T row_upper. Its values x and duals y say roughly what the whole programme wants.

Nothing here knows of stores or nodes. (Rows and columns that are summed, and what the answer is worth: Zipkin,
Operations Research 28, 1980.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from aryk.case.calendar import Calendar, Ints
from aryk.planning.program import Floats, Grid, Matrix
from aryk.planning.solve import load

PARTS = 8
"""Parts of a day."""
_STATUS = [highspy.HighsBasisStatus(place) for place in range(5)]
_LOWER, BASIC, _UPPER, _ZERO = (
    _STATUS.index(getattr(highspy.HighsBasisStatus, name)) for name in ("kLower", "kBasic", "kUpper", "kZero")
)

Bytes = NDArray[np.int8]
Groups = NDArray[np.int32]


@dataclass(frozen=True)
class Grouping:
    """Groups of steps of the finest clock: `day` steps are a day, the same parts of `days` days a group."""

    day: int
    days: int

    def labels(self, begin: Ints) -> Ints:
        """The group that each step lies in."""
        parts = min(self.day, PARTS)
        return begin // (self.day * self.days) * parts + begin % self.day * parts // self.day


@dataclass(frozen=True)
class Side:
    """When the columns, or the rows, of a programme are.

    Attributes
    ----------
    begin
        The first step of the finest clock that each of them lies in; -1 for what lasts.
    grids
        The blocks they come from.
    shifts
        For each block how many steps make a day; 0 where none do.
    """

    begin: Ints
    grids: Sequence[Grid]
    shifts: Sequence[int]

    @classmethod
    def timed(cls, calendar: Calendar, grids: Sequence[Grid], day: int, most: int) -> Side:
        """Of the blocks of columns or rows; `day` steps are a day, what lies in more than `most` steps lasts."""
        begin = np.full(grids[-1].offset + grids[-1].size if grids else 0, -1, dtype=np.int64)
        shifts = []
        for grid in grids:
            first, length = steps_of_grid(calendar, grid)
            begin[grid.place] = np.tile(np.where(length <= most, first, -1), grid.items)
            shifts.append(day // int(length[0]) if 0 < length.max(initial=0) <= day else 0)
        return cls(begin, grids, shifts)

    def steps_of(self, grid: Grid) -> Ints:
        """The first step that each step of a block lies in, the same for all its items."""
        return self.begin[grid.offset : grid.offset + grid.steps] if grid.items else np.empty(0, dtype=np.int64)

    def groups(self, grouping: Grouping) -> tuple[Groups, int]:
        """The group of each of them, by item and group of steps, and how many there are."""
        group, count = np.empty(len(self.begin), dtype=np.int32), 0
        for grid in self.grids:
            begin = self.steps_of(grid)
            label = np.where(begin < 0, np.arange(len(begin)) - grid.steps, grouping.labels(begin))
            kinds, within = np.unique(label, return_inverse=True)
            group[grid.place] = (count + np.arange(grid.items)[:, None] * len(kinds) + within).reshape(-1)
            count += grid.items * len(kinds)
        return group, count


def steps_of_grid(calendar: Calendar, grid: Grid) -> tuple[Ints, Ints]:
    """First step of the finest clock in each step of a block, and how many; a block without a clock lies everywhere."""
    clock, base = calendar.clocks.get(grid.clock), calendar.clocks[calendar.base]
    if clock is None or len(clock) != grid.steps:
        return np.zeros(grid.steps, dtype=np.int64), np.full(grid.steps, len(base))
    block = calendar.blocks(calendar.base, grid.clock)
    length = np.bincount(block, minlength=grid.steps)
    return np.cumsum(length) - length, length


@dataclass(frozen=True)
class Answer:
    """Values, duals and statuses of the columns and rows of a programme."""

    value: Floats
    dual: Floats
    column: Bytes
    row: Bytes


def answer(highs: highspy.Highs, programme: Matrix) -> Answer | None:
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
    column[place[place >= 0]] = BASIC
    row[-1 - place[place < 0]] = BASIC
    return Answer(value, np.asarray(found.row_dual), column, row)


def _at_bounds(value: Floats, lower: Floats, upper: Floats) -> Bytes:
    """The status of each as if none were basic: at the nearer bound, or at zero where there is none."""
    with np.errstate(invalid="ignore"):
        at = np.where(upper - value < value - lower, _UPPER, _LOWER)
    return np.where(np.isinf(lower) & np.isinf(upper), _ZERO, at).astype(np.int8)


def coarse(matrix: Matrix, columns: Side, rows: Side, grouping: Grouping) -> Answer | None:
    """The answer of the coarse programme, written out in the steps of the fine one; None where it has no optimum."""
    (column, column_count), (row, row_count) = columns.groups(grouping), rows.groups(grouping)
    start, index, value = _merged(matrix, column, row, column_count, row_count)
    share = np.maximum(1, np.bincount(column, minlength=column_count))
    with np.errstate(invalid="ignore"):
        programme = Matrix(
            sums(column, matrix.cost, column_count),
            sums(column, matrix.lower, column_count) / share,
            sums(column, matrix.upper, column_count) / share,
            sums(row, matrix.row_lower, row_count),
            sums(row, matrix.row_upper, row_count),
            start,
            index,
            value,
        )
    highs = load(programme)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = answer(highs, programme)
    return found and Answer(found.value[column], found.dual[row], found.column[column], found.row[row])


def sums(group: NDArray[np.integer], values: Floats, count: int) -> Floats:
    """Sums of the values of each group, shape (count,)."""
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


def basis_of(column: Bytes, row: Bytes) -> highspy.HighsBasis:
    """Statuses as HiGHS takes them; it repairs columns that are too many or too few."""
    made = highspy.HighsBasis()
    made.col_status, made.row_status = ([_STATUS[each] for each in held.tolist()] for held in (column, row))
    made.valid, made.alien = True, True
    return made
