"""All programmes of a choice in one space of columns and rows.

Programmes with different measures have different columns and rows. Each is told by its label, and one that is not there
is a column fixed at 0 or a row without bounds, which changes nothing. So any two of them can be compared and priced.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csc_array, hstack

from aryk.case.calendar import Floats, Ints
from aryk.planning.model import Model
from aryk.planning.program import Grid, Matrix

Key = tuple[str, str, int, str, int]
NEARLY = 1e-9
"""Share of a number by which two programmes may differ in it and still be the same."""


@dataclass
class Labels:
    """The place of each column, or row, of all programmes seen so far."""

    first: dict[Key, int] = field(default_factory=dict)
    count: int = 0

    def places(self, grids: list[Grid]) -> Ints:
        """Where the columns or rows of a programme stand; new ones are put at the end."""
        found = []
        often: dict[tuple[str, str, int, str], int] = {}
        for grid in grids:
            steps = np.arange(grid.steps)
            for name in grid.names:
                own = (grid.family, grid.clock, grid.steps, str(name))
                often[own] = often.get(own, 0) + 1
                key = (*own, often[own])
                if key not in self.first:
                    self.first[key] = self.count
                    self.count += grid.steps
                found.append(self.first[key] + steps)
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Spread:
    """A programme in the space of all: cost and bounds of each column, bounds of each row, coefficients by column."""

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    terms: csc_array

    @classmethod
    def of(cls, model: Model, matrix: Matrix, columns: Labels, rows: Labels) -> Spread:
        """A programme with its labels."""
        here, there = columns.places(model.program.columns), rows.places(model.program.rows)
        wide, high = columns.count, rows.count
        cost, lower, upper = (_placed(wide, here, each, 0.0) for each in (matrix.cost, matrix.lower, matrix.upper))
        row_lower = _placed(high, there, matrix.row_lower, -np.inf)
        row_upper = _placed(high, there, matrix.row_upper, np.inf)
        column = np.repeat(here, np.diff(matrix.start))
        terms = csc_array((matrix.value, (there[matrix.index], column)), shape=(high, wide))
        return cls(cost, lower, upper, row_lower, row_upper, terms)

    def widened(self, columns: int, rows: int) -> Spread:
        """The same in a space that has grown since."""
        more, further = columns - len(self.cost), rows - len(self.row_lower)
        if not more and not further:
            return self
        cost, lower, upper = (np.append(each, np.zeros(more)) for each in (self.cost, self.lower, self.upper))
        row_lower = np.append(self.row_lower, np.full(further, -np.inf))
        row_upper = np.append(self.row_upper, np.full(further, np.inf))
        old = self.terms
        grown = csc_array((old.data, old.indices, old.indptr), shape=(rows, old.shape[1]))
        terms = csc_array(hstack([grown, csc_array((rows, more))])) if more else grown
        return Spread(cost, lower, upper, row_lower, row_upper, terms)

    def differs(self, other: Spread) -> tuple[Ints, Ints, Ints, Ints]:
        """Where it differs from another one of the same space.

        Returns
        -------
        tuple
            Columns that differ in anything, rows whose bounds differ, columns that differ in cost or coefficients,
            and rows in which a coefficient differs.
        """
        gap = csc_array(self.terms - other.terms)
        size = np.maximum(abs(self.terms).max(axis=1).toarray().ravel(), 1e-300) if gap.nnz else np.ones(1)
        held = np.abs(gap.data) > NEARLY * size[gap.indices] if gap.nnz else np.zeros(0, dtype=bool)
        column = np.repeat(np.arange(gap.shape[1]), np.diff(gap.indptr))[held]
        data = np.zeros(len(self.cost), dtype=bool)
        data[column] = True
        data |= _apart(self.cost, other.cost)
        bounds = _apart(self.lower, other.lower) | _apart(self.upper, other.upper)
        rows = _apart(self.row_lower, other.row_lower) | _apart(self.row_upper, other.row_upper)
        return (
            np.flatnonzero(data | bounds),
            np.flatnonzero(rows),
            np.flatnonzero(data),
            np.unique(gap.indices[held]),
        )


def _placed(size: int, places: Ints, values: Floats, otherwise: float) -> Floats:
    whole = np.full(size, otherwise)
    whole[places] = values
    return whole


def _apart(one: Floats, other: Floats) -> np.ndarray:
    """Where two arrays are not nearly the same; infinite is the same as infinite."""
    with np.errstate(invalid="ignore"):
        gap = np.abs(one - other) > NEARLY * np.maximum(np.abs(one), np.abs(other))
    return np.asarray(np.where(np.isfinite(one) & np.isfinite(other), gap, one != other))
