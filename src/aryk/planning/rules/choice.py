"""Choice: travellers spread over ways by a logit.

    E_js  >=  mu (f_js ln p + r_js ln (1 - p)) + a_j f_js     for shares p = sin^2 t, t among points, j = 1 ... n - 1
    r_js   =  sum of f_is over ways i after j                 the last row also counts a_n f_ns

f_is is the flow of way i, mu the spread of tastes, a_i the constant of the way. At any totals the sum of E is
mu sum f_i ln (f_i / F) + sum a_i f_i with F = sum f_i, told a little too low between the points: the entropy of all
shares is that of the first way against the rest, of the second against those after it, and so on, and each of these is
the largest of its tangents. Its derivative by f_i is mu ln (f_i / F) + a_i, so that at the optimum
f_i / F = exp(-(c_i + a_i) / mu) / sum of exp(-(c_k + a_k) / mu), c_i being all that a traveller more on way i costs:
its cost, and the prices of what is scarce on it and at its end. (McFadden, Frontiers in Econometrics, 1974; as an
optimum: Anderson, de Palma and Thisse, Review of Economic Studies 55, 1988. Choices one after another, from node to
node, are a nested logit.)

One column for each way but the last of those in use and each step, at least one. The points are equal steps of t over
all shares, and as many near the share of the plan before; `aryk.planning.choosing` moves these until nothing is told
too low.

Dual: none of its own; the price at the node of a choice is the cost of a traveller more, however he chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.model import Model, Near
from aryk.planning.program import Grid
from aryk.planning.rules.link import clocks_of

COARSE = 32
"""Points over all shares."""
FINE = 32
"""Points near the share of the plan before."""
END = 1e-6
"""The angle of the first and, from the other side, of the last point: shares of 1e-12."""
WIDE = 1.5 * np.pi / 2 / COARSE
"""Half of what the near points span at first: a coarse step and a half."""


@dataclass(frozen=True)
class Split:
    """One way against those after it.

    Attributes
    ----------
    name
        `choice/link` of the way.
    constant
        By link: what counts for this row.
    """

    name: str
    choice: str
    clock: str
    first: str
    rest: tuple[str, ...]
    spread: float
    constant: Mapping[str, float]


def splits(model: Model) -> list[Split]:
    """The splits of all choices in use, in the order of the tables."""
    case = model.case
    choices, options, links = case.table("choices"), case.table("choice_options"), case.table("links")
    if choices.empty:
        return []
    clock = dict(zip(links.index, clocks_of(links, model.node_clock), strict=True))
    found = []
    for choice, row in choices.iterrows():
        own = options[(options["choice"] == choice) & options["link"].isin(links.index)]
        ways, constant = list(own["link"]), dict(zip(own["link"], own["constant"], strict=True))
        for place, first in enumerate(ways[: max(1, len(ways) - 1)]):
            rest = tuple(ways[place + 1 :])
            counted = {first: constant[first], **({rest[0]: constant[rest[0]]} if len(rest) == 1 else {})}
            name = f"{choice}/{first}"
            found.append(Split(name, str(choice), clock[first], first, rest, float(row["spread"]), counted))
    return found


def add(model: Model, near: Mapping[str, Near] | None = None) -> None:
    """All choices in use; `near` says where the near points of each split lie."""
    own = splits(model)
    for clock in dict.fromkeys(each.clock for each in own):
        _add(model, [each for each in own if each.clock == clock], clock, near or {})


def _add(model: Model, own: list[Split], clock: str, near: Mapping[str, Near]) -> None:
    choice = [each.choice for each in own]
    steps = len(model.calendar.clocks[clock])
    kappa = model.kappa(model.case.carrier_of("choices").reindex(choice))
    weight = model.weight(model.case.party_of("choices").reindex(choice))
    cost = model.money(clock, np.ones(len(own)), kappa, weight)
    names = [each.name for each in own]
    worth = model.program.add_columns("choices.split", clock, names, steps, -np.inf, np.inf, cost)
    held = held_links(model, clock)
    for place, each in enumerate(own):
        model.near[each.name] = near.get(each.name) or guessed(model, each, steps)
        points = points_of(model.near[each.name]) if each.rest else np.full((1, steps), np.pi / 4)
        labels = [f"{each.name}/{point}" for point in range(len(points))]
        rows = model.program.add_rows("choices.tangent", clock, labels, steps, 0.0, np.inf)
        every = np.arange(len(points))
        model.program.add_terms(rows, worth, 1.0, row_items=every, column_items=np.full(len(points), place))
        for link, value in tangents(each, points).items():
            grid, item = held[link]
            model.program.add_terms(rows, grid, -value, row_items=every, column_items=np.full(len(points), item))


def held_links(model: Model, clock: str) -> dict[str, tuple[Grid, int]]:
    """Where the forward flow of each link on a clock stands."""
    grids = [each for each in model.program.columns if (each.family, each.clock) == ("links.forward", clock)]
    return {str(name): (grid, item) for grid in grids for item, name in enumerate(grid.names)}


def points_of(near: Near) -> Floats:
    """The angles t of the points of a split, p = sin^2 t; shape (points, steps)."""
    over_all = (np.arange(COARSE) + 0.5) / COARSE * np.pi / 2
    ends = np.concatenate([[END], over_all, [np.pi / 2 - END]])
    low, high = np.maximum(near.centre - near.half, END), np.minimum(near.centre + near.half, np.pi / 2 - END)
    fine = low + (high - low) * np.linspace(0.0, 1.0, FINE)[:, None]
    return np.concatenate([np.broadcast_to(ends[:, None], (len(ends), fine.shape[1])), fine])


def tangents(split: Split, points: Floats) -> dict[str, Floats]:
    """Money for each traveller on each link, by the tangents at some points; each of the shape of `points`."""
    first, rest = 2 * np.log(np.sin(points)), 2 * np.log(np.cos(points))
    if not split.rest:
        first = np.zeros_like(points)
    of = {split.first: split.spread * first, **dict.fromkeys(split.rest, split.spread * rest)}
    return {link: value + split.constant.get(link, 0.0) for link, value in of.items()}


def exact(split: Split, flow: Mapping[str, Floats]) -> Floats:
    """What E is by the flows, without tangents; shape (steps,)."""
    first = np.maximum(flow[split.first], 0.0)
    rest = np.sum([np.maximum(flow[link], 0.0) for link in split.rest], axis=0) if split.rest else np.zeros_like(first)
    total = first + rest
    share = [part / np.where(total > 0, total, 1.0) for part in (first, rest)]
    entropy = first * np.log(np.where(share[0] > 0, share[0], 1.0)) + rest * np.log(
        np.where(share[1] > 0, share[1], 1.0)
    )
    minded = sum(value * flow[link] for link, value in split.constant.items())
    return np.asarray(split.spread * entropy + minded)


def guessed(model: Model, split: Split, steps: int) -> Near:
    """Where the shares would lie if each way cost what its link costs."""
    options = model.case.table("choice_options")
    options = options[options["choice"] == split.choice].set_index("link")["constant"]
    links = [split.first, *split.rest]
    costs = pd.Series(model.case.table("links")["cost"].reindex(links)) + options.reindex(links)
    weight = np.exp(-(costs - costs.min()).to_numpy() / split.spread)
    centre = np.arcsin(np.sqrt(weight[0] / weight.sum()))
    return Near(np.full(steps, centre), np.full(steps, WIDE))
