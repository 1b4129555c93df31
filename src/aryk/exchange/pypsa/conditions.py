"""When a component has something that cannot be carried over."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from aryk.exchange.pypsa.activities import is_ramped
from aryk.exchange.pypsa.attributes import NOMINAL
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.commitment import start_weight
from aryk.exchange.pypsa.components import buses_of
from aryk.exchange.pypsa.constraints import emissions_of, stores_within
from aryk.exchange.pypsa.network import Network, Row
from aryk.exchange.pypsa.storages import CONTENT, content

RUN = ("generators", "links", "processes")
PU = {"stores": ("e_min_pu", "e_max_pu"), **dict.fromkeys(RUN, ("p_min_pu", "p_max_pu"))}
MOST_LOSS = 0.5
Holds = Callable[[Network, Time, str, Row], bool]


def varies(*attributes: str) -> Holds:
    """Whether one of some attributes varies over time."""
    return lambda network, time, name, row: any(network.varies(name, row["name"], each) for each in attributes)


def is_partial(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether a component stands in some investment periods and not in others."""
    stands = time.standing(row)
    return bool(stands.any() and not stands.all())


def has_mixed_sign(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether the upper bound lies above 0 in some snapshots and below in others."""
    most = network.course(list_name, row, PU[list_name][1])
    return bool((most < 0).any() and (most > 0).any())


def has_strange_infinity(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether bounds are shares of an infinite capacity that cannot be written."""
    if row[f"{NOMINAL[list_name]}_extendable"] or math.isfinite(row[NOMINAL[list_name]]):
        return False
    least, most = (network.course(list_name, row, name) for name in PU[list_name])
    strange = not (most > 0).all() or bool((least > 0).any()) or is_partial(network, time, list_name, row)
    if list_name == "stores":
        return strange or bool(least.any())
    wanted = network.course(list_name, row, "p_set")
    some = bool(np.isnan(wanted).any() and not np.isnan(wanted).all())
    return strange or some or bool(row["committable"]) or is_ramped(network, list_name, row)


def loses_too_much(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether the hourly loss has no daily one that a double can tell apart."""
    return not 0 <= network.course(list_name, row, "standing_loss")[0] <= MOST_LOSS


def cannot_begin(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether a store that does not stand in all periods carries content from one to another, or into one."""
    initial, cyclic, per_period = content(time, list_name, row)
    return is_partial(network, time, list_name, row) and not (per_period and (cyclic or initial == 0))


def begins_unevenly(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether the loss of the first step of each period, which PyPSA leaves out, differs."""
    _, cyclic, per_period = content(time, list_name, row)
    first = time.hours[np.concatenate([[True], time.period[1:] != time.period[:-1]])]
    lossy = network.course(list_name, row, "standing_loss")[0] > 0
    return bool(per_period and not cyclic and lossy and (first != first[0]).any())


def has_strange_delay(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether a delay cannot be written as a lag of a flow."""
    delays = [name for name in row if name.startswith("delay") and row[name] > 0]
    if not delays:
        return False
    equal = (time.generators == time.generators[0]).all() and not math.isnan(time.step_hours)
    cyclic = any(row.get(f"cyclic_{name}", True) for name in delays)
    return bool(cyclic or time.periods or not equal or not _delays_fit(network, list_name, row, delays))


def _delays_fit(network: Network, list_name: str, row: Row, delays: list[str]) -> bool:
    """Whether delayed ports give, and no two ports at one bus have different delays."""
    kind = "efficiency" if list_name == "links" else "rate"
    by_bus: dict[str, set[float]] = {}
    for column in buses_of(network, list_name):
        port = column[3:]
        suffix = "" if list_name == "links" and port == "1" else port
        if row[column] and f"{kind}{suffix}" in row:
            by_bus.setdefault(row[column], set()).add(float(row.get(f"delay{suffix}", 0.0)))
            if f"delay{suffix}" in delays and (network.course(list_name, row, f"{kind}{suffix}") < 0).any():
                return False
    return all(len(held) == 1 for held in by_bus.values())


def steps_differ(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether something is counted in snapshots that differ in length."""
    timed = row["committable"] and (row["min_up_time"] > 0 or row["min_down_time"] > 0)
    return math.isnan(time.step_hours) and bool(timed or is_ramped(network, list_name, row))


def start_costs_differ(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether costs of starts would need weights that differ over time."""
    costs = (network.course(list_name, row, name)[0] for name in ("start_up_cost", "shut_down_cost"))
    return bool(row["committable"] and math.isnan(start_weight(time)) and any(costs))


def is_joined_boundless(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether a component that is on or off may be extended without bound."""
    endless = math.isinf(row["p_nom_max"]) and math.isnan(row["p_nom_set"])
    return bool(row["committable"] and row["p_nom_extendable"] and not row["p_nom_mod"] and endless)


def is_fleet_with_past(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether several units stand in one component, and something depends on how many were on before."""
    if not (row["committable"] and row["p_nom_mod"]):
        return False
    single = not row["p_nom_extendable"] and row["p_nom"] <= row["p_nom_mod"]
    costs = any(network.course(list_name, row, name).any() for name in ("start_up_cost", "shut_down_cost"))
    bound = costs or row["min_up_time"] > 1 or is_ramped(network, list_name, row) or row["p_nom_extendable"]
    on = row["down_time_before"] == 0 and row["up_time_before"] > 0
    return bool(not single and ((on and bound) or row["min_down_time"] > 0))


def joins_carriers(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether the ends of a branch have different carriers."""
    carriers = network.tables["buses"]["carrier"]
    return bool((carriers[row["bus0"]] or "AC") != (carriers[row["bus1"]] or "AC"))


def counts_stores_in_period(network: Network, time: Time, list_name: str, row: Row) -> bool:
    """Whether a constraint of planning years counts the content of stores."""
    if row["type"] not in ("primary_energy", "operational_limit") or not time.periods:
        return False
    emissions = emissions_of(network, row)
    rates = emissions if row["type"] == "primary_energy" else {row["carrier_attribute"]: 1.0}
    return any(
        not math.isnan(row["investment_period"])
        or store[CONTENT[name][1]]
        or (time.years != 1).any()
        or is_partial(network, time, name, store)
        for name, store in stores_within(network, time, row, rates)
    )
