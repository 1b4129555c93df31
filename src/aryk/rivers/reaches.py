"""Links of a river as flows: capacity, loss, lag; and the balances of its nodes."""

from __future__ import annotations

import math

import numpy as np

from aryk.rivers.affine import ENDLESS, ZERO, Affine, slot
from aryk.rivers.draft import Draft
from aryk.rivers.scheme import Lag
from aryk.rivers.uses import available

STAND_IN = 1e-3
"""Holds the place of a coefficient that varies over time, until the first step."""
FORCED = 100.0
"""What a node takes or gives against its balance costs this many times the dearest other cost."""


def add_links(draft: Draft) -> None:
    """What enters a link leaves it at once, in a later step, or partly in both."""
    for name, row in draft.case.table("links").to_dict("index").items():
        forward = _way(draft, name, row, "capacity", draft.number("links", name, "minimum", row["minimum"]))
        loss = draft.number("links", name, "loss", row["loss"])
        draft.balance[row["from_node"]].append((forward, -1.0))
        _arrive(draft, name, row, forward, Affine(1.0) - loss)
        _lose(draft, row, forward, loss)
        terms = [(forward, 1.0)]
        draft.tell("links", "forward", name, [(forward, 1.0)])
        if row["capacity_back"] > 0:
            back = _way(draft, name, row, "capacity_back", ZERO)
            draft.balance[row["to_node"]].append((back, -1.0))
            _into(draft, row["from_node"], back, Affine(1.0) - loss)
            _lose(draft, row, back, loss)
            draft.tell("links", "back", name, [(back, 1.0)])
            terms.append((back, -1.0))
        draft.tell("links", "flow", name, terms)


def _way(draft: Draft, name: str, row: dict[str, float], column: str, low: Affine) -> int:
    high = draft.number("links", name, column, math.inf if math.isnan(row[column]) else row[column])
    if not (high.is_constant and math.isinf(high.constant)):
        high = draft.scheme.product(high, available(draft, "links", name, row))
    cost = draft.price(draft.number("links", name, "cost", row["cost"]))
    return draft.flow(f"links {name} {column}", low, high, cost)


def _into(draft: Draft, node: str, flow: int, factor: Affine) -> None:
    if factor.is_constant:
        draft.balance[node].append((flow, factor.constant))
    else:
        draft.moving.append((node, flow, factor))


def _lose(draft: Draft, row: dict[str, object], flow: int, loss: Affine) -> None:
    if row["loss_to"]:
        _into(draft, str(row["loss_to"]), flow, loss * float(str(row["loss_return"])))


def _arrive(draft: Draft, name: str, row: dict[str, object], flow: int, share: Affine) -> None:
    """Bring a flow to the end of its link: what falls into the same step as a coefficient, the rest as known."""
    node, hours = str(row["to_node"]), float(str(row["lag"]))
    if hours <= 0:
        _into(draft, node, flow, share)
        return
    time = draft.line.calendar.clocks[draft.step]
    coupling, before = draft.line.calendar.lagged(draft.step, hours)
    part = coupling.factor / time.hours[coupling.row]
    same = coupling.row == coupling.column
    at_once = np.zeros(draft.steps)
    at_once[coupling.row[same]] = part[same]
    if at_once.any():
        _into(draft, node, flow, draft.scheme.product(draft.scheme.over_time(at_once), share))
    arriving = draft.scheme.slot()
    under_way = float(str(row["initial_flow"])) * before / time.hours
    if draft.earlier is not None and ("links", name) in draft.earlier.flows:
        under_way = draft.earlier.flows["links", name].arriving(hours, time)
    draft.scheme.lags.append(Lag(flow, arriving, coupling.row[~same], coupling.column[~same], part[~same], under_way))
    draft.known[node] = draft.known[node] + draft.scheme.product(slot(arriving), share)


def add_balances(draft: Draft) -> None:
    """What comes in at a node goes out; where surplus may leave, it does at its cost."""
    network = draft.scheme.network
    moving: dict[str, dict[int, Affine]] = {}
    for node, flow, factor in draft.moving:
        own = moving.setdefault(node, {})
        own[flow] = own.get(flow, ZERO) + factor
    for name, row in draft.case.table("nodes").to_dict("index").items():
        terms = list(draft.balance.get(name, ()))
        if row["disposal"]:
            cost = draft.price(draft.number("nodes", name, "disposal_cost", row["disposal_cost"]))
            surplus = draft.flow(f"nodes {name} disposed", ZERO, ENDLESS, cost)
            terms.append((surplus, -1.0))
            draft.tell("nodes", "disposed", name, [(surplus, 1.0)])
        if draft.forced:
            for quantity, sign in (("surplus", -1.0), ("missing", 1.0)):
                forced = draft.flow(f"nodes {name} {quantity}", ZERO, ENDLESS, Affine(FORCED * draft.dearest))
                terms.append((forced, sign))
                draft.tell("nodes", quantity, name, [(forced, 1.0)])
        turned = moving.get(name, {})
        steady = {flow: sum(each for other, each in terms if other == flow) for flow in turned}
        terms += [(flow, STAND_IN) for flow in turned]
        equation = network.equation(f"nodes {name}", terms, -draft.known.get(name, ZERO))
        draft.scheme.moving += [(equation, flow, factor + steady[flow]) for flow, factor in turned.items()]
