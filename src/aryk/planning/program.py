"""Columns, rows and terms into one sparse matrix. Knows nothing of rivers or power.

A `Grid` is a block of columns or rows, k items by n steps; item i at step j has the number
`offset + i * n + j`. Terms are given as outer sums of items and steps and are kept that way: numbers of
rows and columns are written out block by block only when the matrix is made, in two passes (count, fill),
so that nothing but the finished matrix is ever held whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LARGEST_PIECE = 200_000


@dataclass(frozen=True)
class Grid:
    """A block of columns or rows: `items` by `steps`, numbered from `offset`.

    `names` are the labels of the items; they serve messages and own names in LP files.
    """

    family: str
    clock: str
    offset: int
    items: int
    steps: int
    names: NDArray[np.object_] = field(repr=False, compare=False)

    @property
    def size(self) -> int:
        """Number of columns or rows."""
        return self.items * self.steps

    @property
    def place(self) -> slice:
        """Where the block stands among all columns or rows."""
        return slice(self.offset, self.offset + self.size)

    def of(self, values: Floats) -> Floats:
        """The block's part of an array over all columns or rows; shape (items, steps)."""
        return values[self.place].reshape(self.items, self.steps)


@dataclass(frozen=True)
class _Terms:
    """Coefficients at row = row_item[i] + row_step[j], column = column_item[i] + column_step[j]."""

    row_item: Ints
    row_step: Ints
    column_item: Ints
    column_step: Ints
    value: Floats

    def pieces(self) -> Iterator[tuple[Ints, Ints, Floats]]:
        """Rows, columns and values written out, zeros left away, in pieces of bounded size."""
        items, steps = len(self.row_item), len(self.row_step)
        if not items or not steps:
            return
        value = np.broadcast_to(self.value, (items, steps))
        at_once = max(1, LARGEST_PIECE // steps)
        for begin in range(0, items, at_once):
            part = slice(begin, begin + at_once)
            rows = (self.row_item[part, None] + self.row_step[None, :]).reshape(-1)
            columns = (self.column_item[part, None] + self.column_step[None, :]).reshape(-1)
            values = value[part].reshape(-1)
            kept = values != 0.0
            if kept.all():
                yield rows, columns, values
            else:
                yield rows[kept], columns[kept], values[kept]


@dataclass(frozen=True)
class Matrix:
    """A programme as arrays: minimise cost x + square x^2 + offset, lower <= x <= upper, row_lower <= A x <= row_upper.

    The matrix is column-wise: entries `start[j]:start[j + 1]` of `index` (rows) and `value` belong to column j.
    `integer` tells which columns are whole numbers, `square` the factor of the square of each column; None: none.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Floats
    offset: float = 0.0
    integer: NDArray[np.bool_] | None = None
    square: Floats | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return len(self.row_lower), len(self.cost)

    @property
    def linear(self) -> bool:
        """Whether it has neither whole numbers nor squares, so that a basis says where to begin."""
        return self.integer is None and self.square is None


class Program:
    """Collects columns, rows and terms."""

    def __init__(self) -> None:
        self.columns: list[Grid] = []
        self.rows: list[Grid] = []
        self.offset = 0.0
        self._cost: list[Floats] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._row_lower: list[Floats] = []
        self._row_upper: list[Floats] = []
        self._terms: list[_Terms] = []
        self._integer: list[Grid] = []
        self._square: list[tuple[Grid, Floats]] = []

    @property
    def column_count(self) -> int:
        """Number of columns so far."""
        return self.columns[-1].offset + self.columns[-1].size if self.columns else 0

    @property
    def row_count(self) -> int:
        """Number of rows so far."""
        return self.rows[-1].offset + self.rows[-1].size if self.rows else 0

    def add_columns(
        self,
        family: str,
        clock: str,
        names: ArrayLike,
        steps: int,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        cost: ArrayLike = 0.0,
    ) -> Grid:
        """Columns of one family; bounds and cost broadcast to (len(names), steps)."""
        labels = np.asarray(names, dtype=object)
        grid = Grid(family, clock, self.column_count, len(labels), steps, labels)
        self.columns.append(grid)
        for held, values in ((self._lower, lower), (self._upper, upper), (self._cost, cost)):
            held.append(np.broadcast_to(np.asarray(values, dtype=float), (grid.items, steps)))
        return grid

    def make_integer(self, grid: Grid) -> None:
        """Let the columns of a block be whole numbers."""
        self._integer.append(grid)

    def add_squares(self, grid: Grid, factor: ArrayLike) -> None:
        """Let `factor` x^2 of each column of a block cost; shape broadcastable to (items, steps), at least 0."""
        self._square.append((grid, np.broadcast_to(np.asarray(factor, dtype=float), (grid.items, grid.steps))))

    def add_rows(
        self, family: str, clock: str, names: ArrayLike, steps: int, lower: ArrayLike, upper: ArrayLike
    ) -> Grid:
        """Rows of one family; bounds broadcast to (len(names), steps)."""
        labels = np.asarray(names, dtype=object)
        grid = Grid(family, clock, self.row_count, len(labels), steps, labels)
        self.rows.append(grid)
        for held, values in ((self._row_lower, lower), (self._row_upper, upper)):
            held.append(np.array(np.broadcast_to(values, (grid.items, steps)), dtype=float, order="C").reshape(-1))
        return grid

    def add_to_rows(self, grid: Grid, items: ArrayLike, amounts: ArrayLike) -> None:
        """Add constants to both bounds of some items of a row block; an item may stand several times."""
        place = self.rows.index(grid)
        values = np.broadcast_to(amounts, (len(np.asarray(items)), grid.steps))
        for held in (self._row_lower, self._row_upper):
            np.add.at(held[place].reshape(grid.items, grid.steps), np.asarray(items, dtype=np.int64), values)

    def bound_rows(self, grid: Grid, lower: ArrayLike, upper: ArrayLike) -> None:
        """Other bounds of a row block; they broadcast to (items, steps)."""
        place = self.rows.index(grid)
        for held, values in ((self._row_lower, lower), (self._row_upper, upper)):
            held[place] = np.array(np.broadcast_to(values, (grid.items, grid.steps)), dtype=float).reshape(-1)

    def bounds_of_rows(self, grid: Grid) -> tuple[Floats, Floats]:
        """Copies of the bounds of a row block; two arrays of shape (items, steps)."""
        place = self.rows.index(grid)
        lower, upper = (
            held[place].reshape(grid.items, grid.steps).copy() for held in (self._row_lower, self._row_upper)
        )
        return lower, upper

    def cap_columns(self, grid: Grid, upper: ArrayLike) -> None:
        """Let columns of a block be no more than `upper` besides; it broadcasts to (items, steps)."""
        place = self.columns.index(grid)
        self._upper[place] = np.minimum(self._upper[place], np.asarray(upper, dtype=float))

    def add_terms(
        self,
        rows: Grid,
        columns: Grid,
        value: ArrayLike,
        *,
        row_items: ArrayLike | None = None,
        column_items: ArrayLike | None = None,
        row_steps: ArrayLike | None = None,
        column_steps: ArrayLike | None = None,
    ) -> None:
        """Coefficients of columns in rows.

        Item `column_items[i]` at step `column_steps[j]` stands in item `row_items[i]` at step `row_steps[j]`
        with `value[i, j]`; what is left out means all, in order. Values that meet in one place add up.
        """
        row_item = np.arange(rows.items) if row_items is None else np.asarray(row_items, dtype=np.int64)
        column_item = np.arange(columns.items) if column_items is None else np.asarray(column_items, dtype=np.int64)
        row_step = np.arange(rows.steps) if row_steps is None else np.asarray(row_steps, dtype=np.int64)
        column_step = np.arange(columns.steps) if column_steps is None else np.asarray(column_steps, dtype=np.int64)
        if len(row_item) != len(column_item) or len(row_step) != len(column_step):
            raise ValueError(
                f"terms of {columns.family} in {rows.family} do not fit: items {len(row_item)} and {len(column_item)}, "
                f"steps {len(row_step)} and {len(column_step)}"
            )
        self._terms.append(
            _Terms(
                rows.offset + row_item * rows.steps,
                row_step,
                columns.offset + column_item * columns.steps,
                column_step,
                np.asarray(value, dtype=float),
            )
        )

    def matrix(self) -> Matrix:
        """The finished arrays. The program is empty of terms afterwards; its grids stay."""
        start, index, value = self._compressed()
        self._terms = []
        return Matrix(
            _joined(self._cost),
            _joined(self._lower),
            _joined(self._upper),
            _joined(self._row_lower),
            _joined(self._row_upper),
            start,
            index,
            value,
            self.offset,
            self._integers(),
            self._squares(),
        )

    def _integers(self) -> NDArray[np.bool_] | None:
        if not self._integer:
            return None
        whole = np.zeros(self.column_count, dtype=bool)
        for grid in self._integer:
            whole[grid.place] = True
        return whole

    def _squares(self) -> Floats | None:
        if not self._square:
            return None
        whole = np.zeros(self.column_count)
        for grid, factor in self._square:
            whole[grid.place] = factor.reshape(-1)
        return whole

    def _compressed(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        count = np.zeros(self.column_count + 1, dtype=np.int32)
        for terms in self._terms:
            for _, columns, _ in terms.pieces():
                first = int(columns.min(initial=self.column_count))
                if len(columns):
                    tally = np.bincount(columns - first)
                    count[first + 1 : first + 1 + len(tally)] += tally.astype(np.int32)
        start = np.cumsum(count, dtype=np.int32, out=count)
        free = start[:-1]
        index = np.empty(int(start[-1]), dtype=np.int32)
        value = np.empty(int(start[-1]))
        for terms in self._terms:
            for rows, columns, values in terms.pieces():
                _fill(free, index, value, rows, columns, values)
        # filling has moved the begin of each column to its end, which is the begin of the next
        start[1:] = start[:-1].copy()
        start[0] = 0
        return _without_doubles(start, index, value, self.row_count)


def _fill(
    free: NDArray[np.int32], index: NDArray[np.int32], value: Floats, rows: Ints, columns: Ints, values: Floats
) -> None:
    """Write entries at the next free place of their columns."""
    if not len(columns):
        return
    first = int(columns.min())
    tally = np.bincount(columns - first)
    if tally.max() > 1:
        order = np.argsort(columns, kind="stable")
        rows, columns, values = rows[order], columns[order], values[order]
        begin = np.flatnonzero(np.concatenate([[True], columns[1:] != columns[:-1]]))
        rank = np.arange(len(columns)) - np.repeat(begin, np.diff(np.append(begin, len(columns))))
        place = free[columns] + rank
    else:
        place = free[columns]
    index[place] = rows
    value[place] = values
    free[first : first + len(tally)] += tally.astype(np.int32)


def _without_doubles(
    start: NDArray[np.int32], index: NDArray[np.int32], value: Floats, rows: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Entries that meet in one place added up, zeros left out, entries of a column in order of rows; in place.

    Columns are taken in pieces of bounded size, so that little is held besides the entries themselves.
    """
    count = np.zeros(len(start), dtype=np.int32)
    free = first = 0
    while first < len(start) - 1:
        last = max(first + 1, int(np.searchsorted(start, start[first] + LARGEST_PIECE, side="right")) - 1)
        begin, finish = int(start[first]), int(start[last])
        column = np.repeat(np.arange(last - first), np.diff(start[first : last + 1]))
        key = column * np.int64(rows) + index[begin:finish]
        kept = value[begin:finish]
        if (np.diff(key) <= 0).any():
            order = np.argsort(key, kind="stable")
            key, kept = key[order], kept[order]
            opens = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
            key, kept = key[opens], np.add.reduceat(kept, opens)
        if not kept.all():
            key, kept = key[kept != 0], kept[kept != 0]
        index[free : free + len(key)] = key % rows
        value[free : free + len(key)] = kept
        count[first + 1 : last + 1] = np.bincount(key // rows, minlength=last - first)
        free += len(key)
        first = last
    return np.cumsum(count, dtype=np.int32), index[:free], value[:free]


def _joined(parts: list[Floats]) -> Floats:
    """The parts as one flat array; each part is let go as it is copied."""
    whole = np.empty(sum(part.size for part in parts))
    place = 0
    while parts:
        part = parts.pop(0)
        whole[place : place + part.size].reshape(part.shape)[...] = part
        place += part.size
    return whole
