"""Distributions of times, described by what a person knows of them: a mean, a spread, bounds, or what was seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = (
    "deterministic",
    "exponential",
    "gamma",
    "erlang",
    "lognormal",
    "weibull",
    "triangular",
    "uniform",
    "empirical",
    "mixed",
)
"""The kinds in the order in which the kernel numbers them."""


@dataclass(frozen=True)
class Distribution:
    """A distribution of a time, in hours.

    Attributes
    ----------
    kind
        One of `KINDS`.
    parameters
        As the kernel takes them; the functions of this module write them.
    mean, scv
        Mean and squared coefficient of variation.
    values
        What was seen, of an empirical one.
    """

    kind: str
    parameters: tuple[float, ...]
    mean: float
    scv: float
    values: tuple[float, ...] = ()

    def scaled(self, factor: float) -> Distribution:
        """The distribution of a time `factor` times as long.

        >>> erlang(0.5, 4).scaled(2).mean
        1.0
        """
        a, *rest = self.parameters
        if self.kind == "lognormal":
            changed = (a + math.log(factor), *rest)
        elif self.kind in ("gamma", "erlang", "weibull", "mixed"):  # the first is a shape or a share
            changed = (a, *(each * factor for each in rest))
        elif self.kind == "empirical":
            changed = self.parameters
        else:
            changed = tuple(each * factor for each in self.parameters)
        values = tuple(each * factor for each in self.values)
        return Distribution(self.kind, changed, self.mean * factor, self.scv, values)


def deterministic(length: float) -> Distribution:
    """Always the same time.

    >>> deterministic(0.25).scv
    0.0
    """
    return Distribution("deterministic", (_not_negative(length),), length, 0.0)


def exponential(mean: float) -> Distribution:
    """Without memory: what is left does not depend on what has passed.

    >>> exponential(2.0).mean
    2.0
    """
    return Distribution("exponential", (_positive(mean),), mean, 1.0)


def gamma(mean: float, cv: float) -> Distribution:
    """Gamma with a mean and a coefficient of variation.

    >>> round(gamma(2.0, 0.5).scv, 12)
    0.25
    """
    scv = _positive(cv) ** 2
    return Distribution("gamma", (1 / scv, _positive(mean) * scv), mean, scv)


def erlang(mean: float, phases: int) -> Distribution:
    """The sum of exponential phases of equal mean.

    >>> erlang(1.0, 4).scv
    0.25
    """
    if phases != int(phases) or phases < 1:
        raise ValueError(f"an Erlang distribution has a whole number of phases, at least 1, not {phases}")
    return Distribution("erlang", (float(phases), _positive(mean) / phases), mean, 1 / phases)


def lognormal(mean: float, cv: float) -> Distribution:
    """Lognormal with the mean and coefficient of variation of the time itself, not of its logarithm.

    >>> round(lognormal(2.0, 1.0).scv, 12)
    1.0
    """
    variance = math.log1p(_positive(cv) ** 2)
    return Distribution("lognormal", (math.log(_positive(mean)) - variance / 2, math.sqrt(variance)), mean, cv**2)


def weibull(mean: float, shape: float) -> Distribution:
    """Weibull with a mean and a shape; shape 1 is exponential.

    >>> weibull(2.0, 1.0).scv
    1.0
    """
    first, second = math.gamma(1 + 1 / _positive(shape)), math.gamma(1 + 2 / shape)
    return Distribution("weibull", (shape, _positive(mean) / first), mean, second / first**2 - 1)


def triangular(low: float, mode: float, high: float) -> Distribution:
    """Between two bounds, most often near the mode.

    >>> triangular(0.0, 1.0, 2.0).mean
    1.0
    """
    if not (0 <= low <= mode <= high and low < high):
        raise ValueError(f"low, mode and high must rise from 0 or more, not {low:g}, {mode:g}, {high:g}")
    mean = (low + mode + high) / 3
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    return Distribution("triangular", (low, mode, high), mean, variance / mean**2)


def uniform(low: float, high: float) -> Distribution:
    """Anything between two bounds alike.

    >>> uniform(1.0, 3.0).mean
    2.0
    """
    if not 0 <= low < high:
        raise ValueError(f"low and high must rise from 0 or more, not {low:g}, {high:g}")
    mean = (low + high) / 2
    return Distribution("uniform", (low, high), mean, (high - low) ** 2 / 12 / mean**2)


def empirical(values: Sequence[float]) -> Distribution:
    """One of the times that were seen, each as likely as the others.

    >>> empirical([0.2, 0.4]).mean
    0.30000000000000004
    """
    seen = tuple(_not_negative(float(each)) for each in values)
    if not seen:
        raise ValueError("an empirical distribution needs at least one value")
    mean = math.fsum(seen) / len(seen)
    variance = math.fsum((each - mean) ** 2 for each in seen) / len(seen)
    return Distribution("empirical", (0.0, float(len(seen))), mean, variance / mean**2 if mean else 0.0, seen)


def mixed(share: float, mean: float, other_mean: float) -> Distribution:
    """Exponential with one mean for a share, with another for the rest (hyperexponential).

    >>> mixed(0.5, 1.0, 3.0).mean
    2.0
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share:g}")
    both = share * _positive(mean) + (1 - share) * _positive(other_mean)
    second = 2 * (share * mean**2 + (1 - share) * other_mean**2)
    return Distribution("mixed", (share, mean, other_mean), both, second / both**2 - 1)


def with_spread(kind: str, mean: float, cv: float) -> Distribution:
    """A distribution of a kind from its mean and coefficient of variation, as the tables of a case write it.

    `erlang` takes the nearest whole number of phases, `triangular` and `uniform` lie evenly around the mean.

    >>> with_spread("lognormal", 0.25, 0.8).mean
    0.25
    """
    if kind == "deterministic" or cv == 0:
        return deterministic(mean)
    if kind == "exponential":
        return exponential(mean)
    if kind == "gamma":
        return gamma(mean, cv)
    if kind == "erlang":
        return erlang(mean, max(1, round(1 / cv**2)))
    if kind == "lognormal":
        return lognormal(mean, cv)
    if kind == "weibull":
        return weibull(mean, _weibull_shape(cv))
    half = mean * cv * math.sqrt(6 if kind == "triangular" else 3)
    if half > mean:
        raise ValueError(f"a {kind} time cannot spread by {cv:g} of its mean without falling below 0")
    return triangular(mean - half, mean, mean + half) if kind == "triangular" else uniform(mean - half, mean + half)


def _weibull_shape(cv: float) -> float:
    low, high = 0.1, 100.0
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if weibull(1.0, middle).scv > cv**2 else (low, middle)
    return middle


def _positive(value: float) -> float:
    if not (value > 0 and math.isfinite(value)):
        raise ValueError(f"a number above 0 is needed, not {value:g}")
    return value


def _not_negative(value: float) -> float:
    if not (value >= 0 and math.isfinite(value)):
        raise ValueError(f"a number of 0 or more is needed, not {value:g}")
    return value
