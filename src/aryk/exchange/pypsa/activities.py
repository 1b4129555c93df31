"""What runs between bounds: generators, links, processes, and both sides of a storage unit, as processes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.draft import PARTY, Draft
from aryk.exchange.pypsa.limits import Term, add_limit
from aryk.exchange.pypsa.network import Network, Row
from aryk.exchange.pypsa.sizes import is_extendable, own_capacity


@dataclass(frozen=True)
class Port:
    """Where an activity gives (coefficient above 0) or takes (below 0), and how many hours later."""

    node: str
    coefficient: Floats
    lag: float = 0.0


@dataclass(frozen=True)
class Activity:
    """A process in the making; `low` and `high` are shares of the capacity in each step.

    A capacity of infinity means no limit.
    """

    title: str
    kind: str
    capacity: float
    low: Floats
    high: Floats
    cost: Floats
    rise: float
    ports: Sequence[Port]

    def turned(self) -> Activity:
        """The same with an activity that counts the other way."""
        ports = [replace(port, coefficient=-port.coefficient) for port in self.ports]
        return replace(self, low=-self.high, high=-self.low, cost=-self.cost, ports=ports)


def add_activity(draft: Draft, activity: Activity) -> tuple[str, float]:
    """The process with its flows; gives its name and 1, or -1 where its activity counts the other way."""
    sign = 1.0
    if (activity.high < 0).any():
        activity, sign = activity.turned(), -1.0
    name = draft.name("processes", activity.title)
    cost, course = draft.priced(activity.cost, f"{name}.cost")
    draft.add(
        "processes",
        process=name,
        title=activity.title,
        party=PARTY,
        carrier=_carrier(draft, activity.ports),
        capacity=activity.capacity,
        available="" if math.isinf(activity.capacity) else draft.share(activity.high, f"{name}.available"),
        minimum_share=draft.course(activity.low, f"{name}.minimum_share") if activity.low.any() else "",
        cost=cost,
        cost_profile=course,
        cost_rise=activity.rise,
        technology=activity.kind,
    )
    _add_flows(draft, name, activity.ports)
    return name, sign


def _carrier(draft: Draft, ports: Sequence[Port]) -> str:
    carrier = {row["node"]: row["carrier"] for row in draft.rows["nodes"]}
    return str(carrier[ports[0].node])


def _add_flows(draft: Draft, process: str, ports: Sequence[Port]) -> None:
    """One flow for each node and direction: what ports at the same node give or take is summed."""
    sums: dict[tuple[str, float], Floats] = {}
    for port in ports:
        key = (port.node, port.lag)
        sums[key] = sums.get(key, np.zeros(len(port.coefficient))) + port.coefficient
    for (node, lag), coefficient in sums.items():
        for direction, part in (("out", np.maximum(coefficient, 0)), ("in", np.maximum(-coefficient, 0))):
            if part.any():
                level, course = draft.priced(part, f"{process}.{node}")
                draft.add(
                    "flows",
                    process=process,
                    node=node,
                    direction=direction,
                    coefficient=level,
                    profile=course,
                    lag=lag or None,
                )
    if not any(coefficient.any() for coefficient in sums.values()):
        draft.add("flows", process=process, node=ports[0].node, direction="out", coefficient=0.0)


def bounds(network: Network, time: Time, list_name: str, row: Row) -> tuple[float, Floats, Floats]:
    """Capacity, least and most activity as shares of it; an activity that is set has both bounds there."""
    stands = time.standing(row)
    low, high = (network.course(list_name, row, name) * stands for name in ("p_min_pu", "p_max_pu"))
    capacity = own_capacity(list_name, row)
    wanted = network.course(list_name, row, "p_set")
    if np.isnan(wanted).all() or not is_plain(network, list_name, row):
        return capacity, low, high
    low, high = (_times(capacity, each) for each in (low, high))
    wanted = wanted * stands
    return 1.0, np.where(np.isnan(wanted), low, wanted), np.where(np.isnan(wanted), high, wanted)


def _times(capacity: float, share: Floats) -> Floats:
    """Capacity x share, where no share of an infinite capacity is nothing."""
    return np.where(share == 0, 0.0, capacity * np.where(share == 0, 1.0, share))


def is_plain(network: Network, list_name: str, row: Row) -> bool:
    """Whether a component neither grows, nor ramps, nor is switched on and off."""
    return not (is_extendable(list_name, row) or row["committable"] or is_ramped(network, list_name, row))


def is_ramped(network: Network, list_name: str, row: Row) -> bool:
    """Whether a component has a limit of its rise or fall."""
    courses = (network.course(list_name, row, f"ramp_limit_{way}") for way in ("up", "down"))
    alone = (row["ramp_limit_start_up"], row["ramp_limit_shut_down"])
    return any(not np.isnan(each).all() for each in courses) or not all(map(math.isnan, alone))


def set_activity(draft: Draft, network: Network, time: Time, list_name: str, row: Row) -> None:
    """The activity of a component that is set in each step, where bounds cannot say it."""
    wanted = network.course(list_name, row, "p_set")
    if np.isnan(wanted).all() or is_plain(network, list_name, row):
        return
    process, sign = draft.activity[list_name, row["name"]]
    fix(draft, f"{process}.p_set", wanted * time.standing(row), [Term("processes", process, "activity", sign)])


def fix(draft: Draft, wished: str, values: Floats, terms: Sequence[Term], *, quantity: str = "rate") -> None:
    """A sum that is set in the steps that have a value; elsewhere the limit counts nothing."""
    held = ~np.isnan(values)
    if not held.all():
        terms = [replace(term, course=held.astype(float)) for term in terms]
    add_limit(draft, wished, "equal", np.nan_to_num(values), terms, quantity=quantity, per="hour")
