"""A programme that stays in HiGHS from one solve to the next, and the basis from which the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from aryk.case.calendar import Ints
from aryk.planning.model import Model
from aryk.planning.program import Floats, Grid, Matrix
from aryk.planning.solve import load

LEAST_KNOWN = 0.5
"""Share of the columns that must be known from the basis before; with fewer the solver begins without it."""


@dataclass
class Loaded:
    """A HiGHS instance and the arrays that it holds."""

    matrix: Matrix
    highs: highspy.Highs

    def take(self, matrix: Matrix) -> None:
        """Let HiGHS hold another programme: costs and bounds that differ, or all of it where more differs.

        A changed coefficient takes the factors of the basis with it, so that one by one saves nothing.
        """
        before, self.matrix = self.matrix, matrix
        if not (before.linear and matrix.linear and _same_coefficients(before, matrix)):
            self.highs = load(matrix)
            return
        for change, old, new in (
            (self.highs.changeColsCost, (before.cost,), (matrix.cost,)),
            (self.highs.changeColsBounds, (before.lower, before.upper), (matrix.lower, matrix.upper)),
            (
                self.highs.changeRowsBounds,  # type: ignore[attr-defined]
                (before.row_lower, before.row_upper),
                (matrix.row_lower, matrix.row_upper),
            ),
        ):
            places = _differing(old, new)
            if len(places):
                change(len(places), places.astype(np.int32), *(each[places] for each in new))


def _same_coefficients(one: Matrix, other: Matrix) -> bool:
    return (one.shape, one.offset) == (other.shape, other.offset) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("start", "index", "value")
    )


def _differing(old: tuple[Floats, ...], new: tuple[Floats, ...]) -> Ints:
    """Places at which one of the arrays differs."""
    return np.flatnonzero(np.any([before != after for before, after in zip(old, new, strict=True)], axis=0))


@dataclass(frozen=True)
class Start:
    """Where the next solve begins.

    Attributes
    ----------
    columns, rows
        What the basis stands on.
    basis
        As HiGHS gives it; not valid after a solve that ends without one.
    options
        Of the solver; they hold for the next solve too.
    loaded
        The programme in HiGHS, where the plan was asked to keep it.
    watched
        The losses of links that have rows, see `aryk.planning.rules.security`.
    """

    columns: tuple[Grid, ...]
    rows: tuple[Grid, ...]
    basis: highspy.HighsBasis = field(repr=False)
    options: dict[str, Any] | None = None
    loaded: Loaded | None = field(default=None, repr=False)
    watched: frozenset[str] | None = None

    @classmethod
    def of(cls, model: Model, loaded: Loaded, options: dict[str, Any] | None, *, keep: bool) -> Start:
        """The basis in which HiGHS ended."""
        program = model.program
        basis = loaded.highs.getBasis()
        kept = loaded if keep else None
        return cls(tuple(program.columns), tuple(program.rows), basis, options, kept, model.watched)

    def basis_for(self, model: Model) -> highspy.HighsBasis | None:
        """The basis, carried over to another programme by its labels; None where too little of it is known there."""
        columns, rows = model.program.columns, model.program.rows
        if not self.basis.valid:
            return None
        if alike(self.columns, columns) and alike(self.rows, rows):
            return self.basis
        known = [_matches(self.columns, columns), _matches(self.rows, rows)]
        if known[0][0].size < LEAST_KNOWN * max(1, model.program.column_count):
            return None
        return _carried(self.basis, known, model.program.column_count, model.program.row_count)


def alike(one: Sequence[Grid], other: Sequence[Grid]) -> bool:
    """Whether two lists of blocks mean the same columns or rows in the same order."""
    return len(one) == len(other) and all(
        a == b and np.array_equal(a.names, b.names) for a, b in zip(one, other, strict=True)
    )


def _matches(old: tuple[Grid, ...], new: list[Grid]) -> tuple[Ints, Ints]:
    """Places in the new programme and in the old one of columns or rows that have the same label."""
    item = {
        (grid.family, grid.clock, grid.steps, name): grid.offset + place * grid.steps
        for grid in old
        for place, name in enumerate(grid.names)
    }
    here, there = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for grid in new:
        found = [item.get((grid.family, grid.clock, grid.steps, name), -1) for name in grid.names]
        before = np.array(found, dtype=np.int64)
        own = np.flatnonzero(before >= 0)
        steps = np.arange(grid.steps)
        here.append((grid.offset + own[:, None] * grid.steps + steps).reshape(-1))
        there.append((before[own, None] + steps).reshape(-1))
    return np.concatenate(here), np.concatenate(there)


def _carried(
    basis: highspy.HighsBasis, known: list[tuple[Ints, Ints]], column_count: int, row_count: int
) -> highspy.HighsBasis:
    """A basis of another size: what is new is at its lower bound (columns) or basic (rows)."""
    status = highspy.HighsBasisStatus
    made = highspy.HighsBasis()
    for name, count, otherwise, (here, there) in (
        ("col_status", column_count, status.kLower, known[0]),
        ("row_status", row_count, status.kBasic, known[1]),
    ):
        old = np.array(getattr(basis, name), dtype=object)
        new = np.full(count, otherwise, dtype=object)
        new[here] = old[there]
        setattr(made, name, list(new))
    made.valid, made.alien = True, True
    return made
