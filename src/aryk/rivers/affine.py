"""Numbers that follow from the state of a river at each step: a constant and multiples of slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Affine:
    """`constant` + the sum of factor x slot; a slot is a place in the list of what is known at the start of a step."""

    constant: float = 0.0
    slots: Mapping[int, float] = field(default_factory=dict)

    def __add__(self, other: Affine | float) -> Affine:
        if not isinstance(other, Affine):
            return Affine(self.constant + other, self.slots)
        slots = dict(self.slots)
        for slot, factor in other.slots.items():
            slots[slot] = slots.get(slot, 0.0) + factor
        return Affine(self.constant + other.constant, {slot: factor for slot, factor in slots.items() if factor})

    def __mul__(self, factor: float) -> Affine:
        if factor == 0.0:
            return Affine()
        return Affine(self.constant * factor, {slot: each * factor for slot, each in self.slots.items()})

    def __neg__(self) -> Affine:
        return self * -1.0

    def __sub__(self, other: Affine | float) -> Affine:
        return self + (-other)

    @property
    def is_constant(self) -> bool:
        """Whether it is the same at each step."""
        return not self.slots


ZERO = Affine()
ENDLESS = Affine(float("inf"))
"""No upper bound; its negative is no lower one."""


def slot(number: int, factor: float = 1.0) -> Affine:
    """The value of a slot, times a factor.

    >>> (slot(3) * 2.0 + 1.0).slots
    {3: 2.0}
    """
    return Affine(0.0, {number: factor})
