"""Flows within their bounds, and the balance of each node."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.verify.heads import head_share
from aryk.planning.verify.ledger import Ledger, beyond_dust


def check_supplies(ledger: Ledger) -> None:
    """A supply gives what it is given, or no more than there is."""
    for name, row in ledger.case.table("supplies").iterrows():
        scale = ledger.size_of("supplies", str(name))
        clock, flow = ledger.values("supplies", str(name), "flow")
        most = ledger.share_of("supplies", str(name), clock)
        kinds = {"given": most, "dispatchable": np.minimum(row["minimum"], most)}
        least = kinds.get(row["kind"], np.zeros_like(most))
        if ledger.is_committed("supplies", str(name)):
            least = np.minimum(least, 0.0)
        ledger.within("supply within its bounds", str(name), clock, flow, least, most, scale)
        ledger.enter(row["node"], clock, flow)
        if row["kind"] == "curtailable":
            ledger.same("what is curtailed is what is not used", "supplies", str(name), "curtailed", most - flow, scale)


def check_demands(ledger: Ledger) -> None:
    """Served and unserved tiers make the demand."""
    tiers = dict(list(ledger.case.table("tiers").groupby("tiers")))
    for key, row in ledger.case.table("demands").iterrows():
        name = str(key)
        clock, served = ledger.values("demands", name, "served")
        wanted = row["level"] * ledger.series(row["profile"], clock)
        scale = ledger.size_of("demands", name)
        ledger.within("demand not served beyond what is wanted", name, clock, served, 0.0, wanted, scale)
        quantity = "tier_unserved" if row["kind"] == "need" else "tier_served"
        total = np.zeros_like(wanted)
        for tier in tiers[row["tiers"]].itertuples() if row["tiers"] else ():
            _, part = ledger.values("demands", f"{name}/{tier.tier:g}", quantity)
            ledger.within("tier within its share", name, clock, part, 0.0, wanted * tier.share, scale)
            total += part
        if row["kind"] == "need":
            ledger.same("unserved is the sum of its tiers", "demands", name, "unserved", total, scale)
        expected = wanted - total if row["kind"] == "need" else total
        ledger.within("tiers sum to the demand", name, clock, served - expected, 0.0, 0.0, scale)
        ledger.enter(row["node"], clock, -served)


def check_links(ledger: Ledger) -> None:
    """Flows on links keep within capacities; what leaves one end reaches the other, less losses, later."""
    for key, row in ledger.case.table("links").iterrows():
        name = str(key)
        scale = ledger.size_of("links", name)
        clock, forward = ledger.values("links", name, "forward")
        _, back = ledger.values("links", name, "back")
        available = ledger.available("links", name, clock)
        most = ledger.share_of("links", name, clock)
        back_most = ledger.capacity("links", name, "capacity_back", clock) * available
        if row["minimum"] > 0:
            ledger.within("link within its bounds", name, clock, forward, np.minimum(row["minimum"], most), most, scale)
        ledger.within("link within its bounds", name, clock, forward, 0.0, most, scale)
        ledger.within("link within its bounds", name, clock, back, 0.0, back_most, scale)
        ledger.same("flow is forward less back", "links", name, "flow", forward - back, scale)
        ledger.enter(row["from_node"], clock, -forward)
        ledger.enter(
            row["to_node"], clock, (1 - row["loss"]) * forward, row["lag"], row["initial_flow"] * (1 - row["loss"])
        )
        ledger.enter(row["to_node"], clock, -back)
        ledger.enter(row["from_node"], clock, (1 - row["loss"]) * back)
        if row["loss_to"]:
            ledger.enter(row["loss_to"], clock, row["loss"] * row["loss_return"] * (forward + back))


def check_processes(ledger: Ledger) -> None:
    """A process keeps within its capacity; its flows follow its activity."""
    flows = ledger.case.table("flows")
    for key, row in ledger.case.table("processes").iterrows():
        clock, activity = ledger.values("processes", str(key), "activity")
        most = ledger.share_of("processes", str(key), clock)
        least = _least_activity(ledger, row, clock, most)
        own = flows[flows["process"] == key]
        scale = min(
            (ledger.size[ledger.carrier[each.node]] / abs(each.coefficient or 1.0) for each in own.itertuples()),
            default=ledger.size_of_carrier("processes", str(key)),
        )
        ledger.within("process within its bounds", str(key), clock, activity, least, most, scale)
        for flow in own.itertuples():
            rate = flow.coefficient * ledger.series(flow.profile, clock) * head_share(ledger, flow) * activity
            ledger.enter(flow.node, clock, rate if flow.direction == "out" else -rate, flow.lag)


def _least_activity(ledger: Ledger, row: pd.Series, clock: str, most: Floats) -> Floats:
    """What a process must run at least; of one that is on or off, what it runs when it is off."""
    share = ledger.series(row["minimum_share"], clock, default=0.0)
    least = np.minimum(row["minimum"], most)
    if row["minimum_share"]:
        capacity = ledger.capacity("processes", row["process"], "capacity", clock)
        unlimited = np.isinf(capacity)
        least = np.where(unlimited, np.where(share < 0, -np.inf, 0.0), np.where(unlimited, 0.0, capacity) * share)
    return np.asarray(np.minimum(least, 0.0) if ledger.is_committed("processes", row["process"]) else least)


def check_disposal(ledger: Ledger) -> None:
    """What is let go leaves a node and never enters it."""
    for key, row in ledger.case.table("nodes").iterrows():
        if row["disposal"]:
            clock, disposed = ledger.values("nodes", str(key), "disposed")
            ledger.within(
                "disposal not below zero", str(key), clock, disposed, 0.0, np.inf, ledger.size[ledger.carrier[str(key)]]
            )
            ledger.enter(str(key), clock, -disposed)


def check_balances(ledger: Ledger) -> None:
    """What enters a node leaves it, in each step of its clock."""
    for node, net in ledger.net.items():
        carrier = ledger.carrier[node]
        step = float(np.min(ledger.calendar.clocks[ledger.node_step[node]].hours))
        scale = beyond_dust(ledger.largest_entry[carrier], ledger.size[carrier] * ledger.case.kappa[carrier] * step)
        ledger.note(f"balance of {carrier}", np.abs(net), scale, node, ledger.node_step[node])
