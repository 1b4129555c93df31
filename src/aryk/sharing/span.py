"""Which coalitions have a gain that is already settled: those in the span of coalitions with settled gains.

Incidence vectors are whole numbers, so their span is kept in fractions and every question has an exact answer.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from aryk.sharing.game import sums


class Span:
    """The span of incidence vectors of coalitions, in reduced echelon form."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._rows: dict[int, list[Fraction]] = {}

    @property
    def rank(self) -> int:
        """Number of independent coalitions."""
        return len(self._rows)

    def add(self, mask: int) -> bool:
        """Take a coalition in; False if it was in the span before."""
        row = [Fraction(mask >> place & 1) for place in range(self.count)]
        for pivot, held in self._rows.items():
            if row[pivot]:
                factor = row[pivot]
                row = [one - factor * other for one, other in zip(row, held, strict=True)]
        if not any(row):
            return False
        pivot = next(place for place, each in enumerate(row) if each)
        row = [each / row[pivot] for each in row]
        for other, held in self._rows.items():
            if held[pivot]:
                factor = held[pivot]
                self._rows[other] = [one - factor * each for one, each in zip(held, row, strict=True)]
        self._rows[pivot] = row
        return True

    def outside(self) -> np.ndarray:
        """Whether each coalition lies outside the span; shape (2^n,)."""
        away = np.zeros(1 << self.count, dtype=bool)
        for free in range(self.count):
            if free in self._rows:
                continue
            normal = [Fraction(0)] * self.count
            normal[free] = Fraction(1)
            for pivot, row in self._rows.items():
                normal[pivot] = -row[free]
            scale = lcm(*(each.denominator for each in normal))
            away |= np.rint(sums([float(each * scale) for each in normal])) != 0
        return away
