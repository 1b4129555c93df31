"""Portfolios that are nearly as good and spend otherwise.

    maximise   the least distance of b from the portfolios known so far
    subject to net cost  <=  that of the best + slack x its gain

Distance is the capital of measures that stand in one of both only. What is common to all alternatives hangs least on
taste. (Modelling to generate alternatives: Brill, Chang and Hopkins 1982, Management
Science 28, pp. 221-235.)
"""

from __future__ import annotations

from dataclasses import dataclass

from aryk.portfolio.candidates import Candidate
from aryk.portfolio.search import Found, Search
from aryk.portfolio.workshop import Names

TRIES = 40
"""Plans that the search of one alternative may take."""


@dataclass(frozen=True)
class Alternative:
    """A portfolio nearly as good as the best.

    Attributes
    ----------
    net
        Its net cost.
    moved
        Capital spent otherwise than in the nearest portfolio before it.
    """

    chosen: Names
    net: float
    moved: float


def alternatives(search: Search, found: Found, count: int, slack: float) -> tuple[Alternative, ...]:
    """Portfolios within a share of the gain of the best, as unlike it and each other as can be."""
    if found.trial is None or not found.chosen:
        return ()
    ceiling = found.net + slack * (search.without.cost - found.net)
    known: list[Alternative] = []
    refused: set[Names] = set()
    while len(known) < count:
        seen = [found.chosen, *(each.chosen for each in known)]
        chosen = None
        for _ in range(TRIES):
            proposal = search.propose_unlike([*seen, *refused], ceiling, seen)
            if proposal is None:
                break
            trial = search.plan(proposal.chosen)
            if trial.feasible and search.net(trial) <= ceiling + search.rounding:
                chosen = proposal.chosen
                break
            refused.add(proposal.chosen)
        moved = 0.0 if chosen is None else min(distance(search.choice.candidates, chosen, each) for each in seen)
        if chosen is None or moved <= 0:
            break
        search.tell("alternatives", f"{len(known) + 1}: {moved / 1e6:,.6g} million spent otherwise")
        known.append(Alternative(chosen, search.net(search.plan(chosen)), moved))
    return tuple(known)


def distance(candidates: tuple[Candidate, ...], one: Names, other: Names) -> float:
    """Capital of the measures that stand in one of two portfolios only."""
    return sum(each.capital for each in candidates if each.name in one ^ other)
