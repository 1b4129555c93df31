"""What measures can bring at most, from the prices of a plan with other measures.

Let y be the prices (duals) of the rows of a plan with measures S. With other measures T the least cost is, by weak
duality of linear programming,

    C(T)  >=  sum over rows of  max over [row_lower, row_upper] of y b   +  sum over columns of
              min over [lower, upper] of (cost - A y) x

all with the arrays of T, and equal where T = S. What S and T have in common cancels, so that only columns and rows
which measures touch are looked at, group by group:

    C(T)  >=  C(S)  +  sum over groups g of  ( p(g, T) - p(g, S) )

Rows that S does not have and T does are kept as rows of a small programme over the columns of the group, which is what
a measure would earn at most if it sold and bought at the prices of S: its price-taking profit. (Lagrangian relaxation:
Geoffrion 1974, Mathematical Programming Study 2, theorem 1; as cuts of a master programme: Benders 1962.) Neither that
gains shrink with more measures, nor that measures help each other, is taken for granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array

from aryk.case.calendar import Floats
from aryk.planning.program import Matrix
from aryk.planning.solve import load
from aryk.portfolio.pieces import Group, Piece, Pieces
from aryk.portfolio.reach import reach_of
from aryk.portfolio.workshop import Names, Trial

DUST = 1e-6
"""A reduced cost or price below this counts as none where a column or row has no bound."""
ROUNDED = 1e-9
"""So does a reduced cost below this share of the largest number of which it is the rest."""


@dataclass(frozen=True)
class Bound:
    """What the prices of a plan prove of all sets of measures.

    Attributes
    ----------
    cost
        That of the plan.
    parts
        By group and set: p(g, T) - p(g, S), money; minus infinity where the prices say nothing.
    slopes, caps
        Of each criterion that was held: its price and the cap.
    """

    chosen: Names
    cost: float
    parts: tuple[Mapping[Names, float], ...]
    slopes: Mapping[str, float] = field(default_factory=dict)
    caps: Mapping[str, float] = field(default_factory=dict)

    def least(self, chosen: Names, groups: tuple[Group, ...], caps: Mapping[str, float] | None = None) -> float:
        """The least cost that a set can have."""
        return self.constant(caps) + sum(
            part[group.part(chosen)] for part, group in zip(self.parts, groups, strict=True)
        )

    def constant(self, caps: Mapping[str, float] | None = None) -> float:
        """The cost where criteria are held to other caps; minus infinity where that proves nothing."""
        total = self.cost
        for name, slope in self.slopes.items():
            cap = (caps or {}).get(name, np.inf)
            total += slope * (cap - self.caps[name]) if np.isfinite(cap) else -np.inf
        return total


class Pricer:
    """Prices the groups of a choice at the plans that are made; small programmes are kept from plan to plan."""

    def __init__(self, pieces: Pieces) -> None:
        self.groups = pieces.groups
        self._rows = len(pieces.base.row_lower)
        self._reach = reach_of(pieces.base, pieces.groups)
        self._transposed = {
            (place, chosen): _by_column(piece.terms, self._rows)
            for place, group in enumerate(self.groups)
            for chosen, piece in group.pieces.items()
        }
        self._small: dict[tuple[int, Names], _Small] = {}

    def bound(self, trial: Trial) -> Bound:
        """What the prices of a plan prove."""
        prices = _padded(trial.prices, self._rows, 0.0)
        free = ~_padded(trial.bound, self._rows, False).astype(bool)
        parts = []
        for place, group in enumerate(self.groups):
            own = group.part(trial.chosen)
            values = {chosen: self._priced(place, chosen, prices, free) for chosen in group.pieces}
            start = values[own]
            parts.append({chosen: value - start for chosen, value in values.items()})
        held = {name: cap for name, cap in trial.caps.items() if np.isfinite(cap)}
        slopes = {name: trial.slopes.get(name, 0.0) for name in held}
        slopes = {name: slope for name, slope in slopes.items() if slope != 0}
        return Bound(trial.chosen, trial.floor, tuple(parts), slopes, held)

    def _priced(self, place: int, chosen: Names, prices: Floats, free: np.ndarray) -> float:
        group = self.groups[place]
        piece = group.pieces[chosen]
        if not len(group.columns) and not len(group.rows):
            return 0.0
        there = np.isfinite(piece.row_lower) | np.isfinite(piece.row_upper)
        new = there & free[group.rows]
        own = prices[group.rows]
        total = _rows_at(own, piece, there & ~new)
        terms = self._transposed[place, chosen]
        at = prices.copy()
        at[group.rows[~there]] = 0.0
        reduced = piece.cost - terms @ at
        dust = DUST + ROUNDED * np.maximum(np.abs(piece.cost), abs(terms) @ np.abs(at))
        endless = ~(np.isfinite(piece.lower) & np.isfinite(piece.upper))
        reduced = np.where(endless & (np.abs(reduced) < dust), 0.0, reduced)
        alone = np.ones(len(group.columns), dtype=bool)
        if new.any():
            small = self._small_of(place, chosen, new)
            alone[small.columns] = False
            total += small.least(reduced)
        upper = np.minimum(piece.upper, self._reach[group.columns])
        return total + _columns_at(reduced, piece.lower, upper, alone)

    def _small_of(self, place: int, chosen: Names, new: np.ndarray) -> _Small:
        known = self._small.get((place, chosen))
        if known is None or not np.array_equal(known.new, new):
            group = self.groups[place]
            upper = np.minimum(group.pieces[chosen].upper, self._reach[group.columns])
            known = _Small.of(group.pieces[chosen], upper, group.rows, new)
            self._small[place, chosen] = known
        return known


@dataclass
class _Small:
    """Columns of a group that stand in rows which a plan does not have, with these rows."""

    new: np.ndarray
    columns: np.ndarray
    highs: highspy.Highs | None
    lower: Floats
    upper: Floats

    @classmethod
    def of(cls, piece: Piece, upper: Floats, rows: np.ndarray, new: np.ndarray) -> _Small:
        chosen = csr_array(piece.terms)[rows[new]]
        inside = csc_array(chosen)
        columns = np.flatnonzero(np.diff(inside.indptr) > 0)
        inside = csc_array(inside[:, columns])
        inside.sort_indices()
        lower, upper = piece.lower[columns], upper[columns]
        matrix = Matrix(
            np.zeros(len(columns)),
            lower,
            upper,
            piece.row_lower[new],
            piece.row_upper[new],
            inside.indptr.astype(np.int32),
            inside.indices.astype(np.int32),
            inside.data.astype(float),
        )
        return cls(new, columns, load(matrix), lower, upper)

    def least(self, reduced: Floats) -> float:
        """The least cost of the columns within the rows: infinite where there is none, minus infinite without end."""
        cost = reduced[self.columns]
        assert self.highs is not None
        if len(cost):
            self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self.highs.run()
        status, known = self.highs.getModelStatus(), highspy.HighsModelStatus
        if status in (known.kOptimal, known.kModelEmpty):
            return float(self.highs.getInfo().objective_function_value)
        return np.inf if status == known.kInfeasible else -np.inf


def _rows_at(prices: Floats, piece: Piece, counted: np.ndarray) -> float:
    """Sum over rows of price x the bound that it stands at."""
    if not counted.any():
        return 0.0
    own, lower, upper = prices[counted], piece.row_lower[counted], piece.row_upper[counted]
    own = np.where(
        (np.abs(own) < DUST) & ~(np.isfinite(lower) & np.isfinite(upper)), _one_sided(own, lower, upper), own
    )
    with np.errstate(invalid="ignore"):
        value = np.where(own > 0, own * lower, np.where(own < 0, own * upper, 0.0))
    return float(value.sum())


def _one_sided(prices: Floats, lower: Floats, upper: Floats) -> Floats:
    """Prices of rounding on the side of a row that has no bound are none."""
    wrong = ((prices > 0) & ~np.isfinite(lower)) | ((prices < 0) & ~np.isfinite(upper))
    return np.where(wrong, 0.0, prices)


def _columns_at(reduced: Floats, lower: Floats, upper: Floats, counted: np.ndarray) -> float:
    """Sum over columns of the least of reduced cost x value within their bounds."""
    own, lower, upper = reduced[counted], lower[counted], upper[counted]
    with np.errstate(invalid="ignore"):
        value = np.where(own > 0, own * lower, np.where(own < 0, own * upper, 0.0))
    return float(value.sum())


def _by_column(terms: csc_array, rows: int) -> csr_array:
    """Coefficients with a row for each column of the programme, in the space of all its rows."""
    return csr_array((terms.data, terms.indices, terms.indptr), shape=(terms.shape[1], rows))


def _padded(values: np.ndarray, size: int, otherwise: float | bool) -> np.ndarray:
    """An array over all rows, from one over those that were known before."""
    if len(values) >= size:
        return values[:size]
    return np.append(values, np.full(size - len(values), otherwise, dtype=values.dtype))
