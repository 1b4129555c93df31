"""What was tried to keep a commitment, and what keeps it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from aryk.words.phrase import Phrase


@dataclass(frozen=True)
class Way:
    """One change that was tried.

    Attributes
    ----------
    measures
        What is put in place; none: another operation alone.
    value
        The number that tells, with the change.
    kept
        Whether the commitment is kept with it.
    cost
        Money a year of all parties more than as planned; below 0: it saves. NaN where it does not keep the commitment,
        or where what a measure costs is not known.
    by_party
        The same for each party.
    capital
        Million money; NaN where it is not known.
    lead_time
        Years from decision to use.
    """

    measures: tuple[str, ...]
    value: float
    kept: bool
    cost: float = math.nan
    by_party: Mapping[str, float] = field(default_factory=dict)
    capital: float = 0.0
    lead_time: float = 0.0


@dataclass(frozen=True)
class Keeping:
    """What it takes to keep a commitment.

    Attributes
    ----------
    tried
        All ways, in the order in which they were tried.
    cheapest
        The cheapest of those that keep it; None where none does.
    near
        Measures with a way to what the indicator counts, in place or tried or not.
    binding
        Where it cannot be kept: what holds it back, and how much of what is reached rests on it.
    why
        Why nothing was tried, and what to know of the answer.
    """

    agreement: str
    tried: tuple[Way, ...]
    cheapest: Way | None
    near: tuple[str, ...]
    binding: tuple[tuple[Phrase, float], ...] = ()
    why: tuple[Phrase, ...] = ()

    @property
    def operation(self) -> Way | None:
        """Another operation alone; None where it was not tried."""
        return next((each for each in self.tried if not each.measures), None)
