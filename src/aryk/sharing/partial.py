"""A game of many parties of which some coalitions were valued only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from aryk.sharing.game import Floats, Gains, GameError, Ints, checked, single_masks, whole_mask

MOST_SAMPLED = 62
"""Parties whose coalitions have a mask of 64 bits with a sign."""


@dataclass(frozen=True)
class PartialGame(Gains):
    """What some coalitions gain, among them each of one, of all but one, and all together.

    Attributes
    ----------
    parties
        Names, in the order of the bits; at most 62.
    masks
        Known coalitions, rising; shape (k,).
    values
        What they gain, shape (k,).
    """

    parties: tuple[str, ...]
    masks: Ints = field(repr=False)
    values: Floats = field(repr=False)

    def __post_init__(self) -> None:
        check_count(self.count)
        if len(set(self.parties)) != self.count:
            raise GameError(f"a party stands twice: {', '.join(self.parties)}. Remedy: give each a name of its own")
        if self.masks.shape != self.values.shape or (np.diff(self.masks) <= 0).any():
            raise GameError("known coalitions are told once each, by rising masks, with a value for each")
        missing = np.setdiff1d(always_known(self.count), self.masks)
        if len(missing) or self.masks[0] < 1 or self.masks[-1] > whole_mask(self.count):
            names = ", ".join(self.name(mask) for mask in missing) or "a coalition of strangers"
            raise GameError(f"each alone, all but one and all must be known, and no strangers. Found wrong: {names}")
        if not np.isfinite(self.values).all():
            wrong = self.name(int(self.masks[~np.isfinite(self.values)][0]))
            raise GameError(f"the value of {wrong} is not a finite number. Remedy: give each coalition a value")

    @classmethod
    def of(cls, parties: Sequence[str], gains: Mapping[int, float]) -> PartialGame:
        """The game of known gains by mask.

        Examples
        --------
        >>> some = PartialGame.of("AB", {0b01: 0.0, 0b10: 1.0, 0b11: 5.0})
        >>> some.whole, some.alone.tolist(), some.marginal.tolist(), some.known.tolist()
        (5.0, [0.0, 1.0], [4.0, 5.0], [1, 2, 3])
        """
        masks = sorted(mask for mask in gains if mask)
        return cls(
            tuple(parties), np.array(masks, dtype=np.int64), np.array([gains[mask] for mask in masks], dtype=float)
        )

    @property
    def known(self) -> Ints:
        """Masks of the coalitions that were valued."""
        return self.masks

    @property
    def gains(self) -> Floats:
        """What each of them gains."""
        return self.values

    def at(self, masks: ArrayLike) -> Floats:
        """What coalitions gain, by their masks.

        Raises
        ------
        GameError
            If one was not valued.
        """
        asked = np.asarray(masks, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.masks, asked), len(self.masks) - 1)
        unknown = (self.masks[place] != asked) & (asked != 0)
        if unknown.any():
            words = f"{self.name(int(asked[unknown].flat[0]))} was not valued"
            raise GameError(f"{words}. Allowed: the {len(self.masks):,} coalitions of `known`. Remedy: more orders")
        return np.where(asked == 0, 0.0, self.values[place])

    def given(self, division: ArrayLike) -> Floats:
        """What each known coalition has of a division."""
        member = self.masks[:, None] >> np.arange(self.count) & 1
        return np.asarray(member @ checked(self, division))


def always_known(count: int) -> Ints:
    """Masks of each alone, of all but one, and of all, rising; what all rules but those over all coalitions need."""
    whole, single = whole_mask(count), single_masks(count)
    masks = np.unique(np.concatenate([single, whole - single, [whole]]))
    return np.asarray(masks[masks > 0])


def check_count(count: int) -> None:
    """Refuse a number of parties whose coalitions have no mask.

    Raises
    ------
    GameError
        If there are none, or more than 62.
    """
    if not 1 <= count <= MOST_SAMPLED:
        words = f"{count} parties cannot be sampled. Allowed: 1 to {MOST_SAMPLED}"
        raise GameError(f"{words}. Remedy: name fewer of them, or make one of those that act together anyway")
