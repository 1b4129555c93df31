"""Shares of a logit and the plan that makes them: linear programmes one after another; see `rules.choice`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from aryk.case.calendar import Floats
from aryk.planning.assemble import assemble
from aryk.planning.model import Model, Near
from aryk.planning.program import Matrix
from aryk.planning.rules.choice import END, FINE, WIDE, Split, exact, splits
from aryk.planning.rules.link import flows_of
from aryk.planning.solve import Solution, SolverLimitError

AGREEMENT = 1e-8
"""By how much the worth of a choice may be told too low, in parts of its spread for all who choose in the busiest step.

Shares are then right to about the root of it.
"""
CLOSEST = 1e-4
"""Half of what the near points span at least."""
MOST_ROUNDS = 30
FEW = 1e-6
"""In steps with so small a part of the travellers of the busiest one, shares do not matter."""

Again = Callable[[Model, Matrix], Solution]
Tell = Callable[[str, str], None]


class ChoiceError(SolverLimitError):
    """Shares of travellers did not come to agree with the plan."""


@dataclass(frozen=True)
class Shares:
    """How a plan came to its shares.

    Attributes
    ----------
    rounds
        Linear programmes that were looked at.
    gap
        By how much the worth of a choice is told too low at most, in parts of its spread.
    near
        Where the shares of each split lie, for the next plan.
    """

    rounds: int
    gap: float
    near: dict[str, Near] = field(repr=False)


def agree_on_shares(
    model: Model, solution: Solution, again: Again, tell: Tell
) -> tuple[Model, Solution, Shares | None]:
    """Solve again with points nearer to the shares of the plan until the logit is told closely enough.

    Points lie a spacing d of the angle t apart: the worth of a choice is told too low by d^2 / 2 of the spread for each
    traveller at most, and the share is found to within d. The next points span a spacing and a half on both sides of
    it, so that d falls by a factor of ten in a round; where the share moved out of them, they span wide again.

    Parameters
    ----------
    solution
        Of `model`, optimal.
    again
        Solves a changed programme from the last basis.

    Raises
    ------
    ChoiceError
        If they do not agree after `MOST_ROUNDS` programmes.
    """
    if not model.near:
        return model, solution, None
    own = splits(model)
    for rounds in range(1, MOST_ROUNDS + 1):
        if solution.status != "optimal":
            return model, solution, None
        busiest = _busiest(model, own, solution)
        gaps = {each.name: _gap(model, each, solution, busiest[each.choice]) for each in own}
        gap = max(gaps.values())
        tell("choices", f"programme {rounds}: the worth of choosing differs by {gap:.1e} of the spread at most")
        if gap <= AGREEMENT:
            return model, solution, Shares(rounds, gap, dict(model.near))
        near = {
            each.name: nearer(model.near[each.name], _angle(model, each, solution, busiest[each.choice]))
            for each in own
        }
        model = assemble(model.timeline, model.heads or None, model.amend, model.watched, near)
        solution = again(model, model.program.matrix())
    worst = max(gaps, key=lambda name: gaps[name])
    raise ChoiceError(
        f"the shares of {worst} do not agree with the plan after {MOST_ROUNDS} linear programmes\n"
        "remedy: write a larger spread in choices.csv"
    )


def nearer(near: Near, angle: Floats) -> Near:
    """The near points of the next programme, around the angles that a plan has; NaN: as they are."""
    spacing = 2 * near.half / (FINE - 1)
    low, high = near.centre - near.half, near.centre + near.half
    inside = ((angle >= low + spacing / 2) | (low <= END)) & ((angle <= high - spacing / 2) | (high >= np.pi / 2 - END))
    inside &= (angle >= low) & (angle <= high)
    half = np.where(inside, np.maximum(1.5 * spacing, CLOSEST), WIDE)
    known = ~np.isnan(angle)
    return Near(np.where(known, angle, near.centre), np.where(known, half, near.half))


def _flows(model: Model, split: Split, solution: Solution) -> dict[str, Floats]:
    links = np.array([split.first, *split.rest], dtype=object)
    values = np.maximum(flows_of(model, links, split.clock, solution.value), 0.0)
    return dict(zip(links, values, strict=True))


def _busiest(model: Model, own: list[Split], solution: Solution) -> dict[str, float]:
    """All who travel by any way of each choice, in its busiest step."""
    total: dict[str, float] = {}
    for each in own:
        flow = np.sum(list(_flows(model, each, solution).values()), axis=0)
        total[each.choice] = max(total.get(each.choice, 0.0), float(flow.max(initial=0.0)))
    return total


def _angle(model: Model, split: Split, solution: Solution, busiest: float) -> Floats:
    """The angle t of the share sin^2 t of the first way; NaN where too few travel to tell."""
    flow = _flows(model, split, solution)
    total = np.sum(list(flow.values()), axis=0)
    busy = total > FEW * max(busiest, FEW)
    share = np.clip(flow[split.first] / np.where(busy, total, 1.0), 0.0, 1.0)
    return np.where(busy, np.arcsin(np.sqrt(share)), np.nan)


def _gap(model: Model, split: Split, solution: Solution, busiest: float) -> float:
    """By how much E is told too low, in parts of the spread for all who choose in the busiest step."""
    flow = _flows(model, split, solution)
    if busiest <= FEW**2:
        return 0.0
    grid = next(
        each for each in model.program.columns if each.family == "choices.split" and split.name in list(each.names)
    )
    told = grid.of(solution.value)[list(grid.names).index(split.name)]
    return float(np.max(exact(split, flow) - told) / (split.spread * busiest))
