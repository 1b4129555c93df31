"""A river while it is written down: its network, series, rules, stores and lags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.affine import Affine, slot
from aryk.rivers.network import Network

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kept:
    """A store or an account; amounts in the unit of the carrier, `depth` in amount per area and day.

    `draw` is what flows draw from it. Slots of -1 are not kept. `renewed` is what an account that is renewed to its
    initial balance begins anew with; None: `initial`.
    """

    name: str
    draw: list[tuple[int, float]]
    content: int
    filling: int
    room: int
    there: int
    lost: int
    capacity: Affine
    minimum: Affine
    initial: float
    initial_filling: float
    depth: Affine | None = None
    area_empty: float = 0.0
    area_slope: float = 0.0
    loss: float = 0.0
    reset: Floats | None = None
    to_initial: bool = False
    carry: float = 0.0
    active: NDArray[np.bool_] | None = None
    window: int = 0
    used_before: float = 0.0
    renewed: float | None = None

    @property
    def opening(self) -> float:
        """What one that is renewed to its initial balance begins anew with."""
        return self.initial if self.renewed is None else self.renewed


@dataclass(frozen=True)
class Lag:
    """A flow that arrives later: shares of the steps before in each step, and what was under way at the start."""

    flow: int
    arriving: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    share: Floats
    before: Floats


@dataclass
class Scheme:
    """A river as it is written down.

    Attributes
    ----------
    amount
        Amount that a flow of 1 makes in each step; shape (steps,).
    days
        Length of each step; shape (steps,).
    """

    amount: Floats
    days: Floats
    members: int = 1
    network: Network = field(default_factory=Network)
    slots: list[float] = field(default_factory=list)
    series: list[tuple[int, Floats]] = field(default_factory=list)
    by_member: list[tuple[int, Floats]] = field(default_factory=list)
    rules: list[tuple[str, int, list[int]]] = field(default_factory=list)
    stores: list[Kept] = field(default_factory=list)
    lags: list[Lag] = field(default_factory=list)
    moving: list[tuple[int, int, Affine]] = field(default_factory=list)
    previous: list[tuple[int, int]] = field(default_factory=list)
    _constants: dict[float, int] = field(default_factory=dict)

    def slot(self, value: float = 0.0) -> int:
        """A new slot, with its value before the first step."""
        self.slots.append(value)
        return len(self.slots) - 1

    def constant(self, value: float) -> int:
        """The slot of a constant."""
        if value not in self._constants:
            self._constants[value] = self.slot(value)
        return self._constants[value]

    def over_time(self, values: Floats) -> Affine:
        """A number that varies over time, shape (steps,), or by member of the ensemble, shape (members, steps)."""
        if values.ndim == 1 and (values == values[0]).all():
            return Affine(float(values[0]))
        place = self.slot()
        if values.ndim == 1:
            self.series.append((place, np.ascontiguousarray(values, dtype=float)))
        else:
            self.by_member.append((place, np.ascontiguousarray(values, dtype=float)))
        return slot(place)

    def rule(self, kind: str, args: Sequence[int]) -> int:
        """The slot of what a rule gives from other slots; rules are read in the order in which they are added."""
        place = self.slot()
        self.rules.append((kind, place, list(args)))
        return place

    def place_of(self, value: Affine) -> int:
        """A slot that holds an affine number."""
        if value.is_constant:
            return self.constant(value.constant)
        if value.constant == 0.0 and list(value.slots.values()) == [1.0]:
            return next(iter(value.slots))
        terms = [
            each if factor == 1.0 else self.rule("product", [self.constant(factor), each])
            for each, factor in value.slots.items()
        ]
        if value.constant:
            terms.append(self.constant(value.constant))
        return terms[0] if len(terms) == 1 else self.rule("sum", terms)

    def product(self, one: Affine, other: Affine) -> Affine:
        """The product of two numbers."""
        if one.is_constant:
            return other * one.constant
        if other.is_constant:
            return one * other.constant
        return slot(self.rule("product", [self.place_of(one), self.place_of(other)]))
