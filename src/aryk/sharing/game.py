"""A game: what each set of parties can gain by itself, as an array over bit masks.

Coalition S has the number sum of 2^i over its members i, so that `values[0b101]` is what the first and the third party
gain together. All methods work on the whole array at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST = 24
"""Parties whose coalitions are all kept: 2^24 numbers."""


class GameError(ValueError):
    """Values that make no game, or a game for which a method has no answer."""


class Gains(ABC):
    """What coalitions of some parties gain, all of them (`Game`) or some (`aryk.sharing.partial.PartialGame`).

    Those of one, of all but one and of all are always known.
    """

    parties: tuple[str, ...]

    @property
    @abstractmethod
    def known(self) -> Ints:
        """Masks of the coalitions whose gain is known, rising; nobody is left out, so the last is that of all."""

    @property
    @abstractmethod
    def gains(self) -> Floats:
        """What each known coalition gains; as long as `known`."""

    @abstractmethod
    def at(self, masks: ArrayLike) -> Floats:
        """What coalitions gain, by their masks."""

    @abstractmethod
    def given(self, division: ArrayLike) -> Floats:
        """What each known coalition has of a division: the sum over its members; as long as `known`."""

    def excess(self, division: ArrayLike) -> Floats:
        """What each known coalition gains by itself beyond what a division gives it; as long as `known`."""
        return self.gains - self.given(division)

    @property
    def count(self) -> int:
        """Number of parties."""
        return len(self.parties)

    @property
    def whole(self) -> float:
        """What all gain together."""
        return float(self.gains[-1])

    @property
    def alone(self) -> Floats:
        """What each gains alone; shape (n,)."""
        return self.at(single_masks(self.count))

    @property
    def marginal(self) -> Floats:
        """What all lose when one party stays away; shape (n,). That of the only party is its gain."""
        return np.asarray(self.whole - self.at(whole_mask(self.count) - single_masks(self.count)))

    @property
    def largest(self) -> float:
        """The largest absolute gain of a known coalition: the size of what is rounded."""
        return float(np.abs(self.gains).max())

    def mask(self, members: Collection[str]) -> int:
        """The number of a coalition."""
        strangers = [name for name in members if name not in self.parties]
        if strangers:
            raise GameError(f"no party of this game: {', '.join(strangers)}. Allowed: {', '.join(self.parties)}")
        return sum(1 << self.parties.index(name) for name in set(members))

    def value(self, members: Collection[str]) -> float:
        """What a coalition gains."""
        return float(self.at(self.mask(members)))

    def members(self, mask: int) -> tuple[str, ...]:
        """The parties of a coalition."""
        return tuple(_members(self.parties, int(mask)))

    def name(self, mask: int) -> str:
        """A coalition in words."""
        return " + ".join(self.members(mask)) or "nobody"


@dataclass(frozen=True)
class Game(Gains):
    """What each coalition gains.

    Attributes
    ----------
    parties
        Names, in the order of the bits.
    values
        Gain of each coalition by its mask, shape (2^n,); that of nobody is 0.
    """

    parties: tuple[str, ...]
    values: Floats = field(repr=False)

    def __post_init__(self) -> None:
        count = len(self.parties)
        if not 1 <= count <= MOST:
            raise GameError(f"a game has 1 to {MOST} parties, not {count}. Remedy: sample with shapley_sampled")
        if len(set(self.parties)) != count:
            raise GameError(f"a party stands twice: {', '.join(self.parties)}. Remedy: give each a name of its own")
        object.__setattr__(self, "values", np.asarray(self.values, dtype=float))
        if self.values.shape != (1 << count,):
            raise GameError(f"{count} parties have {1 << count} coalitions, not {self.values.shape}")
        if not np.isfinite(self.values).all():
            wrong = self.name(int(np.flatnonzero(~np.isfinite(self.values))[0]))
            raise GameError(f"the value of {wrong} is not a finite number. Remedy: give each coalition a value")
        if self.values[0] != 0:
            raise GameError(f"nobody gains {self.values[0]:g}. Remedy: the empty coalition has the value 0")

    @classmethod
    def of(cls, parties: Sequence[str], value: Callable[[frozenset[str]], float]) -> Game:
        """The game of a function from a set of names to its gain.

        Examples
        --------
        >>> gloves = Game.of("LRr", lambda who: min("L" in who, len(who & set("Rr"))))
        >>> float(gloves.value("LR")), float(gloves.value("Rr"))
        (1.0, 0.0)
        """
        names = tuple(parties)
        if len(names) > MOST:
            raise GameError(f"a game has 1 to {MOST} parties, not {len(names)}. Remedy: sample with shapley_sampled")
        values = [0.0, *(float(value(frozenset(_members(names, mask)))) for mask in range(1, 1 << len(names)))]
        return cls(names, np.array(values))

    @classmethod
    def of_costs(cls, parties: Sequence[str], costs: ArrayLike) -> Game:
        """The savings of a joint work: what members pay apart less what they pay together.

        Parameters
        ----------
        costs
            Cost of serving each coalition by its mask, shape (2^n,).
        """
        given = np.asarray(costs, dtype=float)
        return cls(tuple(parties), sums(given[single_masks(len(parties))]) - given)

    @property
    def known(self) -> Ints:
        """All masks but that of nobody."""
        return np.arange(1, 1 << self.count, dtype=np.int64)

    @property
    def gains(self) -> Floats:
        """What each coalition but nobody gains."""
        return self.values[1:]

    def at(self, masks: ArrayLike) -> Floats:
        """What coalitions gain, by their masks."""
        return np.asarray(self.values[np.asarray(masks, dtype=np.int64)])

    def given(self, division: ArrayLike) -> Floats:
        """What each coalition but nobody has of a division."""
        return sums(checked(self, division))[1:]


def _members(parties: Sequence[str], mask: int) -> Iterator[str]:
    return (name for place, name in enumerate(parties) if mask >> place & 1)


def single_masks(count: int) -> Ints:
    """The masks of the coalitions of one; shape (n,)."""
    return np.left_shift(np.int64(1), np.arange(count, dtype=np.int64))


def whole_mask(count: int) -> int:
    """The mask of all parties."""
    return (1 << count) - 1


def sums(shares: ArrayLike) -> Floats:
    """What each coalition has of a division: sums over its members, shape (2^n,) or (2^n, k).

    Examples
    --------
    >>> sums([1, 10]).tolist()
    [0.0, 1.0, 10.0, 11.0]
    """
    given = np.asarray(shares, dtype=float)
    total = np.zeros((1, *given.shape[1:]))
    for share in given:
        total = np.concatenate([total, total + share])
    return total


def sizes(count: int) -> Ints:
    """Number of members of each coalition; shape (2^n,)."""
    return np.rint(sums(np.ones(count))).astype(np.int64)


def excesses(game: Game, division: ArrayLike) -> Floats:
    """What each coalition gains by itself beyond what a division gives it; shape (2^n,)."""
    return game.values - sums(checked(game, division))


def checked(game: Gains, division: ArrayLike) -> Floats:
    """A division as an array of one number for each party."""
    given = np.asarray(division, dtype=float)
    if given.shape != (game.count,):
        raise GameError(f"a division has {game.count} numbers, one for each party, not {given.shape}")
    return given
