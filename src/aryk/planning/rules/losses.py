"""Losses: what a link with resistance loses grows with the square of its flow.

    l_s  >=  r (2 p_k f_s - p_k^2),   p_k = k / K capacity available_s,           k = 1 ... K
    l_s  >=  r (-2 q_k f_s - q_k^2),  q_k = k / K capacity_back available_s
    0  <=  l_s  <=  r ((C - B) f_s + C B)
    from_node: - l_s / 2     to_node: - l_s / 2

f is the flow (forward less back), r the resistance, K `loss_segments`, C and B the capacity and capacity_back that is
available. Each row of the first two kinds is a tangent of r f^2, so the loss is told a little too low between the
points where they touch, by at most r (C / 2 K)^2, and exact there. The last row is the chord over r f^2. Where capacity
grows, the largest that can be reached takes its place in p, q, C and B; r does not change.

The tangents are a relaxation: they hold the loss from below. It lies on them wherever more loss costs something, that
is, where the mean of the prices at both ends is above 0. Where it is below 0, the plan takes more loss than there is,
up to the chord, as if the line could burn what nobody wants; where it is 0, it may. The loss of such steps is no
forecast: let the node get rid of its surplus (`disposal` without a cost): then no price is below 0.
(Neumann, Hagenmeyer and Brown, Applied Energy 314, 2022, 118859: tangents of the square of the flow.)

Dual of a tangent: the worth of one unit less of loss, money per rate.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion
from aryk.planning.rules.link import add_flow, clocks_of


def add(model: Model) -> None:
    """The losses of all links with resistance."""
    links = model.case.table("links")
    for clock, places in model.by_clock(clocks_of(links, model.node_clock)):
        rows = links.iloc[places]
        rows = rows[(rows["resistance"] > 0).to_numpy()]
        if len(rows):
            _losses(model, rows, clock)


def _losses(model: Model, rows: pd.DataFrame, clock: str) -> None:
    steps = len(model.calendar.clocks[clock])
    loss = model.program.add_columns("links.loss", clock, rows.index.to_numpy(), steps)
    kappa = model.kappa(model.case.carrier_of("links").reindex(rows.index))
    for end in ("from_node", "to_node"):
        model.to_balance(rows[end], loss, range(len(rows)), -kappa / 2)
    share = model.timeline.available("links", rows, clock)
    most, back = (_reach(model, rows, column) * share for column in ("capacity", "capacity_back"))
    resistance = rows["resistance"].to_numpy()[:, None]
    names = [f"{name}/chord" for name in rows.index]
    chord = model.program.add_rows("links.chord", clock, names, steps, -np.inf, resistance * most * back)
    model.program.add_terms(chord, loss, 1.0)
    add_flow(model, chord, rows.index.to_numpy(), -resistance * (most - back))
    for reach, sign in ((most, 1.0), (back, -1.0)):
        _tangents(model, rows, loss, reach, sign)


def _reach(model: Model, rows: pd.DataFrame, column: str) -> Floats:
    """The largest flow one way; shape (k, 1)."""
    return expansion.largest(model, "links", column, rows.index.to_numpy(), rows[column].to_numpy())[:, None]


def _tangents(model: Model, rows: pd.DataFrame, loss: Grid, reach: Floats, sign: float) -> None:
    """The tangents of one way, `loss_segments` for each link that can carry that way."""
    count = np.where((reach > 0).any(axis=1), rows["loss_segments"].to_numpy(), 0).astype(np.int64)
    owner = np.repeat(np.arange(len(rows)), count)
    if not len(owner):
        return
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + 1
    point = (place / count[owner])[:, None] * reach[owner]
    resistance = rows["resistance"].to_numpy()[owner, None]
    links = rows.index.to_numpy()[owner]
    way = "" if sign > 0 else "back-"
    names = [f"{name}/{way}{each}" for name, each in zip(links, place, strict=True)]
    lower = -resistance * point**2
    tangent = model.program.add_rows("links.tangent", loss.clock, names, loss.steps, lower, np.inf)
    model.program.add_terms(tangent, loss, 1.0, column_items=owner)
    add_flow(model, tangent, links, -2 * sign * resistance * point)
