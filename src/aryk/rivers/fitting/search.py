"""The search for numbers that fit, and for how far they may be moved: all that was tried on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MEMBERS = 8
"""Members of the population at least; with many parameters two for each."""
SHRINK, CROSSING = 0.6, 0.8
"""Weight of differences, and how often a number comes from the mutant (Storn and Price 1997, section 4)."""
PERFECT = 0.25
"""Misfit of errors of half a tolerance, below which sets are not told apart."""
APART = 0.35
"""Share of the trials that tells how far single numbers may be moved from the best."""


@dataclass(frozen=True)
class Tried:
    """All sets that were tried, shape (n, k), and the misfit of each, shape (n,); the first is the start."""

    sets: Floats
    misfits: Floats

    @property
    def best(self) -> Floats:
        """The set that fits best."""
        return np.asarray(self.sets[int(np.argmin(self.misfits))])

    def equally_good(self, tolerance: float) -> NDArray[np.bool_]:
        """Sets whose misfit is at most (1 + tolerance) times the least; below `PERFECT` no misfit tells anything."""
        return np.asarray(self.misfits <= (1.0 + tolerance) * max(self.misfits.min(), PERFECT))


def search(
    misfit: Callable[[Floats], float], low: Floats, high: Floats, start: Floats, trials: int, seed: int
) -> Tried:
    """Seek the set of least misfit within bounds, then draw numbers of the best anew from their bounds.

    Differential evolution (Storn and Price, Journal of Global Optimization 11, 1997, scheme DE/best/1/bin) from a
    Latin hypercube that holds the start. Then, from the best, one or two numbers at a time are drawn anew between
    their bounds: what then fits as well shows how little was told of them. The same seed gives the same sets.

    Parameters
    ----------
    low, high, start
        Shape (k,).
    trials
        How often `misfit` may be asked.

    Examples
    --------
    >>> import numpy as np
    >>> found = search(lambda x: float(((x - 0.3) ** 2).sum()), np.zeros(2), np.ones(2), np.ones(2), 400, 1)
    >>> bool(abs(found.best - 0.3).max() < 1e-2)
    True
    """
    from scipy.stats import qmc

    rng = np.random.default_rng(seed)
    sets: list[Floats] = []
    misfits: list[float] = []

    def ask(point: Floats) -> float:
        sets.append(np.clip(point, low, high))
        misfits.append(float(misfit(sets[-1])))
        return misfits[-1]

    size = max(MEMBERS, 2 * len(low))
    members = qmc.scale(qmc.LatinHypercube(len(low), seed=rng).random(size), low, high)
    members[0] = start
    values = np.array([ask(each) for each in members[: max(trials, 1)]])
    members = members[: len(values)]
    while len(sets) + size <= (1.0 - APART) * trials:
        for place in range(size):
            mutant = _mutant(members, values, place, low, high, rng)
            value = ask(mutant)
            if value <= values[place]:
                members[place], values[place] = mutant, value
    turn = 0
    while len(sets) < trials:
        drawn = np.array(sets[int(np.argmin(misfits))])
        own = {turn % len(low), *rng.integers(len(low), size=turn % 2)}
        for place in own:
            drawn[place] = rng.uniform(low[place], high[place])
        ask(drawn)
        turn += 1
    return Tried(np.array(sets), np.array(misfits))


def _mutant(members: Floats, values: Floats, place: int, low: Floats, high: Floats, rng: np.random.Generator) -> Floats:
    """The best plus a difference of two others, crossed with a member; what leaves the bounds comes back halfway."""
    one, other = rng.choice([each for each in range(len(members)) if each != place], 2, replace=False)
    base = members[int(np.argmin(values))]
    mutant = base + SHRINK * (members[one] - members[other])
    mutant = np.where(mutant < low, (base + low) / 2, np.where(mutant > high, (base + high) / 2, mutant))
    crossed = rng.random(len(low)) < CROSSING
    crossed[rng.integers(len(low))] = True
    return np.asarray(np.where(crossed, mutant, members[place]))
