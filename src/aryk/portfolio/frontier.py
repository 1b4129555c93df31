"""The efficient frontier: what less shortage, waiting or emissions cost at least, and which portfolio does it.

    minimise  net cost    subject to    criterion  <=  (1 - cut) x that of the best portfolio

for each criterion and each cut (epsilon constraint; Haimes, Lasdon and Wismer 1971), by the search that finds the best
portfolio: bounds of one cap hold for another, as a cap is a bound of one row. What passes a cap costs a penalty in the
plan, and a point that had to pay it is not reached. Points that another one beats in net cost and all criteria are not
shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aryk.portfolio.search import Found, Search
from aryk.portfolio.watched import Criterion
from aryk.portfolio.workshop import Names

DEAR = 100.0
"""Penalty of a unit, in parts of the cost of a plan for a unit of the criterion."""
REACHED = 1e-6
"""Share of a cap by which a plan may pass it, as it is rounded."""


@dataclass(frozen=True)
class Point:
    """A portfolio of the frontier.

    Attributes
    ----------
    criterion
        What was held; "" for the best portfolio and the plan without measures.
    cap
        To what it was held.
    price
        What one unit less would cost there.
    """

    criterion: str
    cap: float
    chosen: Names
    net: float
    gap: float
    watched: Mapping[str, float]
    price: float


def frontier(search: Search, best: Found, criteria: Sequence[Criterion], cuts: Sequence[float]) -> tuple[Point, ...]:
    """The points of all criteria, those that another one beats left away, by criterion and net cost."""
    if not criteria or best.trial is None:
        return ()
    trial = best.trial
    size = max(1.0, abs(search.without.cost))
    for each in criteria:
        search.workshop.penalties[each.name] = DEAR * size / max(abs(trial.watched[each.name]), 1e-9 * size)
    found = [Point("", np.inf, best.chosen, best.net, best.gap, dict(trial.watched), 0.0)]
    for each in criteria:
        value = trial.watched[each.name]
        if value <= 0:
            continue
        for cut in sorted(set(cuts)):
            cap = value * (1 - cut)
            search.tell("frontier", f"{each.title} at most {cap:,.6g} {each.unit}")
            point = search.best({each.name: cap})
            held = point.trial
            if held is None or held.watched[each.name] > cap + REACHED * abs(cap):
                break
            price = -held.slopes.get(each.name, 0.0)
            found.append(Point(each.name, cap, point.chosen, point.net, point.gap, dict(held.watched), price))
    return efficient(found, [each.name for each in criteria], search.rounding)


def efficient(points: Sequence[Point], names: Sequence[str], rounding: float) -> tuple[Point, ...]:
    """The points that no other one beats; of two alike the first."""
    kept: list[Point] = []
    for place, point in enumerate(points):
        others = [*points[:place], *points[place + 1 :]]
        if not any(_beats(other, point, names, rounding) for other in others) and not any(
            _alike(other, point, names, rounding) for other in kept
        ):
            kept.append(point)
    return tuple(kept)


def _values(point: Point, names: Sequence[str]) -> list[float]:
    return [point.net, *(point.watched[name] for name in names)]


def _beats(one: Point, other: Point, names: Sequence[str], rounding: float) -> bool:
    """Whether one is nowhere worse and somewhere better, by more than rounding."""
    pairs = list(zip(_values(one, names), _values(other, names), strict=True))
    slack = [rounding, *(REACHED * max(abs(a), abs(b)) for a, b in pairs[1:])]
    return all(a <= b + gap for (a, b), gap in zip(pairs, slack, strict=True)) and any(
        a < b - gap for (a, b), gap in zip(pairs, slack, strict=True)
    )


def _alike(one: Point, other: Point, names: Sequence[str], rounding: float) -> bool:
    return not _beats(one, other, names, rounding) and all(
        abs(a - b) <= max(rounding if place == 0 else 0.0, REACHED * max(abs(a), abs(b)))
        for place, (a, b) in enumerate(zip(_values(one, names), _values(other, names), strict=True))
    )
