"""The logit of travellers by hand: shares, their worth, how they answer to costs, and constants from observed shares.

A plan chooses by the same formulas, see `aryk.planning.rules.choice`. (McFadden 1974, Frontiers in Econometrics; Train
2009, Discrete Choice Methods with Simulation, ch. 3.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class LogitError(ValueError):
    """Shares or a spread that no logit has."""


def shares(costs: ArrayLike, spread: float) -> Floats:
    """The share of each way by what travellers count of it, exp(-c / spread) over its sum.

    Parameters
    ----------
    costs
        Shape (k,) or (..., k): cost and constant of each way, money; endless for a closed one.
    spread
        Money.

    Raises
    ------
    LogitError
        If the spread is not above 0, or all ways are closed.

    Examples
    --------
    Two ways of one cost are taken by half each; a spread dearer is taken by one to e.

    >>> shares([50, 50], 10).tolist()
    [0.5, 0.5]
    >>> one, other = shares([50, 60], 10)
    >>> round(float(one / other), 6)
    2.718282
    """
    counted = np.asarray(costs, dtype=float)
    _check(spread)
    least = counted.min(axis=-1, keepdims=True)
    if not np.isfinite(least).all():
        raise LogitError("all ways are closed. Remedy: leave one of them a finite cost")
    weight = np.exp(-(counted - least) / spread)
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def cost_of_a_traveller(costs: ArrayLike, spread: float) -> float:
    """What a traveller bears who may choose: -spread ln sum of exp(-c / spread), money (Small and Rosen 1981).

    Never more than the cheapest way: a second way is worth something to those who like it.

    Examples
    --------
    >>> round(cost_of_a_traveller([50, 50], 10), 4)
    43.0685
    """
    counted = np.asarray(costs, dtype=float)
    _check(spread)
    least = float(counted.min())
    return least - spread * float(np.log(np.exp(-(counted - least) / spread).sum()))


def elasticities(costs: ArrayLike, spread: float) -> Floats:
    """By how many percent each share (rows) changes with one percent more of each cost (columns) (Train, 3.12 to 3.14).

    Examples
    --------
    >>> elasticities([50, 60], 10).round(3).tolist()
    [[-1.345, 1.614], [3.655, -4.386]]
    """
    counted = np.asarray(costs, dtype=float)
    part = shares(counted, spread)
    return np.asarray(counted * (part - np.eye(len(part))) / spread)


def constants_for(costs: ArrayLike, observed: ArrayLike, spread: float) -> Floats:
    """What travellers mind of each way beyond its cost, so that shares are as observed; 0 for the first way.

    Parameters
    ----------
    costs
        Shape (k,), money.
    observed
        Shape (k,), shares or numbers of travellers, all above 0.

    Raises
    ------
    LogitError
        If an observed share is not above 0, there are not as many shares as costs, or the spread is not above 0.

    Examples
    --------
    >>> constants = constants_for([86, 75], [480, 90], 10)
    >>> constants.round(2).tolist()
    [0.0, 27.74]
    >>> (shares([86, 75] + constants, 10) * 570).round(6).tolist()
    [480.0, 90.0]
    """
    counted, seen = np.asarray(costs, dtype=float), np.asarray(observed, dtype=float)
    _check(spread)
    if counted.shape != seen.shape:
        raise LogitError(f"{len(counted)} costs, but {len(seen)} shares. Remedy: give one share for each way")
    if not (seen > 0).all():
        raise LogitError("a way that nobody takes has no constant. Remedy: leave it out")
    minded = -spread * np.log(seen / seen[0]) - (counted - counted[0])
    return np.asarray(minded + 0.0)


def _check(spread: float) -> None:
    if not spread > 0:
        raise LogitError(f"a spread of {spread:g}. Remedy: write a number above 0")
