"""Night water: what fields that take water by day get of a river that runs day and night, and what pools keep for them.

A link whose `available` is a profile of hours is open a share a of each day. An even inflow q into its node runs past
at night unless a pool at the node keeps it, up to the volume V a day. So the mean that the link takes over a day is at
most

    u <= a q + V / 24 h

and at most q, which the balance of the node says anyway. A link f that brings water to the node can be opened in the
same hours and gives min(f, a x its capacity) of them. A store that carries water over steps can be opened at any hour
too, and gives at most its volume a day; one without a capacity lifts the bound.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from aryk.case.calendar import CLOSING
from aryk.case.profiles import profile_values
from aryk.case.schema import STEPS
from aryk.case.timeline import Timeline
from aryk.rivers.affine import ENDLESS, ZERO, Affine
from aryk.rivers.draft import Draft, Floats


def add_nights(draft: Draft) -> None:
    """Bound what links that are open some hours take, by the inflow of their hours and the pools at their node.

    Several of them at one node share its inflow and its pools.
    """
    if draft.step == "hour":
        return
    by_node: dict[str, dict[str, Floats]] = {}
    for name, row in draft.case.table("links").to_dict("index").items():
        share = open_hours(draft, str(row["available"]))
        if share is not None and math.isfinite(pool_rate(draft, str(row["from_node"]), 1.0)):
            by_node.setdefault(str(row["from_node"]), {})[str(name)] = share
    for node, links in by_node.items():
        for name, share in links.items():
            _bound(draft, f"links {name} by day", node, [name], share)
        if len(links) > 1:
            _bound(draft, f"nodes {node} by day", node, list(links), np.max(list(links.values()), axis=0))


def _bound(draft: Draft, name: str, node: str, links: list[str], share: Floats) -> None:
    """Sum of the links <= share x given inflow + what links into the node bring in those hours + what pools keep.

    A link into the node can be opened in the same hours, so it brings all it carries, up to its capacity in them.
    """
    scheme = draft.scheme
    part = scheme.over_time(np.round(share, 12))
    high = Affine(pool_rate(draft, node, float(share.mean())))
    if node in draft.known:
        high = high + scheme.product(draft.known[node], part)
    held = [(draft.results["links", "forward", each][0][0], 1.0) for each in links]
    kept = {flow for (table, _, _), terms in draft.results.items() if table == "stores" for flow, _ in terms}
    entering = [(flow, factor) for flow, factor in draft.balance[node] if factor > 0 and flow not in kept]
    entering += [(flow, 1.0) for at, flow, _ in draft.moving if at == node]
    for flow, factor in entering:
        own = scheme.network.flows[flow]
        if own.low == own.high:
            high = high + scheme.product(own.low, part) * factor
            continue
        most = ENDLESS if own.high == ENDLESS else scheme.product(own.high, part) * factor
        hours = draft.flow(f"{name}, of {own.name}", ZERO, most)
        scheme.network.within(f"{name}, of {own.name}", [(hours, 1.0), (flow, -factor)], -ENDLESS, ZERO)
        held.append((hours, -1.0))
    scheme.network.within(name, held, -ENDLESS, high)


def open_hours(draft: Draft, series: str) -> Floats | None:
    """Share of each step in which a link is open, shape (steps,); None where it is not a matter of hours."""
    return open_hours_of(draft.line, draft.step, series)


def open_hours_of(line: Timeline, step: str, series: str) -> Floats | None:
    """Share of each step of a clock in which a profile of hours is above 0; None where it is none, or always."""
    rows = line.case.table("series")
    if series not in rows.index or rows.at[series, "file"] or rows.at[series, "cycle"] != "hour":
        return None
    profile = line.case.tables["profiles"]
    profile = profile[profile["series"] == series]
    days = line.calendar.days
    hours = pd.DatetimeIndex(
        np.repeat(days.to_numpy(), 24) + np.tile(np.arange(24), len(days)) * np.timedelta64(3600, "s")
    )
    values = profile_values(profile, "hour", hours, np.repeat(line.calendar.rest, 24)).reshape(-1, 24)
    block = line.calendar.day_block[step]
    share = np.bincount(block, weights=(values > 0).mean(axis=1)) / np.bincount(block)
    return None if (share >= 1.0).all() else share


def closes(regulation: str, step: str) -> bool:
    """Whether a store closes within each step of a run."""
    return regulation in CLOSING and STEPS.index(regulation) <= STEPS.index(step)


def pool_rate(draft: Draft, node: str, open_share: float) -> float:
    """What the stores at a node keep from night to day, as a mean rate over the day.

    A pool is filled again by the next day, so what enters at night bounds it; one that carries over steps may fall.
    """
    stores = draft.case.table("stores")
    kappa = float(draft.case.kappa[draft.carrier])
    total = 0.0
    for _, row in stores[stores["node"] == node].iterrows():
        volume = math.inf if math.isnan(row["capacity"]) else float(row["capacity"]) - float(row["minimum"])
        rate = volume / (24.0 * kappa)
        filled_again = closes(str(row["regulation"]), draft.step)
        if filled_again and not math.isnan(row["in_capacity"]):
            rate = min(rate, float(row["in_capacity"]) * (1.0 - open_share))
        if not math.isnan(row["out_capacity"]):
            rate = min(rate, float(row["out_capacity"]) * open_share)
        total += rate * (float(row["in_efficiency"]) if filled_again else 1.0) * float(row["out_efficiency"])
    return total
