"""Stores and storage units in a case."""

from __future__ import annotations

import numpy as np

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.activities import Activity, Port, add_activity, fix
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.components import add_given
from aryk.exchange.pypsa.draft import PARTY, Draft, identifier
from aryk.exchange.pypsa.limits import Term
from aryk.exchange.pypsa.network import Network, Row
from aryk.exchange.pypsa.sizes import extend, own_capacity

CONTENT = {
    "stores": ("e_initial", "e_initial_per_period", "e_cyclic", "e_cyclic_per_period"),
    "storage_units": (
        "state_of_charge_initial",
        "state_of_charge_initial_per_period",
        "cyclic_state_of_charge",
        "cyclic_state_of_charge_per_period",
    ),
}
"""The attributes of the content: at the start, at the start of each period, cyclic, cyclic in each period."""


def content(time: Time, list_name: str, row: Row) -> tuple[float, bool, bool]:
    """Content before the first step, whether the store is cyclic, and whether each period stands for itself."""
    initial, per_period, cyclic, cyclic_per_period = (row[name] for name in CONTENT[list_name])
    if time.periods and (per_period or cyclic_per_period):
        return float(initial), bool(cyclic_per_period), True
    return float(initial), bool(cyclic), False


def add_stores(draft: Draft, network: Network, time: Time) -> None:
    """Stores as stores at their bus."""
    for row in network.rows("stores"):
        if not time.stands(row):
            continue
        stands = time.standing(row)
        low, high = (network.course("stores", row, name) * stands for name in ("e_min_pu", "e_max_pu"))
        name = _add_store(
            draft, network, time, "stores", row, draft.nodes[row["bus"]], own_capacity("stores", row), low, high
        )
        extend(draft, time, "stores", row, [("stores", name, "capacity", 1.0)])
        for attribute, term, quantity in (
            ("p_set", Term("stores", name, "net", -1.0), "rate"),
            ("e_set", Term("stores", name, "level"), "level"),
        ):
            wanted = network.course("stores", row, attribute)
            if not np.isnan(wanted).all():
                fix(draft, f"{name}.{attribute}", wanted * stands, [term], quantity=quantity)


def _add_store(
    draft: Draft,
    network: Network,
    time: Time,
    list_name: str,
    row: Row,
    node: str,
    capacity: float,
    low: Floats,
    high: Floats,
) -> str:
    """A row of stores; `low` and `high` are shares of the capacity."""
    initial, closed, per_period = content(time, list_name, row)
    name = draft.name("stores", row["name"])
    holding, holding_course = draft.priced(network.course(list_name, row, "marginal_cost_storage"), f"{name}.holding")
    cost, course = 0.0, ""
    if list_name == "stores":
        cost, course = draft.priced(network.course(list_name, row, "marginal_cost"), f"{name}.cost")
    loss = float(network.course(list_name, row, "standing_loss")[0])
    at_start = initial / (1 - loss) ** time.hours[0]
    if not closed and at_start > capacity:
        at_start = 0.0
        _give_first(draft, network, time, list_name, row, node, initial)
    draft.add(
        "stores",
        store=name,
        title=row["name"],
        node=node,
        capacity=capacity,
        lower_bound=draft.course(low, f"{name}.lower_bound") if low.any() else "",
        upper_bound=draft.share(high, f"{name}.upper_bound"),
        regulation="year" if per_period else "years",
        initial=None if closed else at_start,
        final="closed" if closed else "free",
        loss=1 - (1 - loss) ** 24,
        cost=cost,
        cost_profile=course,
        holding_cost=holding,
        holding_profile=holding_course,
        groups=identifier(row["carrier"], ""),
    )
    draft.store[list_name, row["name"]] = name
    return name


def _give_first(
    draft: Draft, network: Network, time: Time, list_name: str, row: Row, node: str, initial: float
) -> None:
    """The content before the start as a supply in the first step (of each period where each begins with it).

    PyPSA does not ask whether it fits into the store, and takes no loss of the first step from it.
    """
    _, _, per_period = content(time, list_name, row)
    begins = np.concatenate([[True], time.period[1:] != time.period[:-1]]) & (time.standing(row) > 0)
    if not (per_period and time.periods):
        begins &= np.arange(len(begins)) == 0
    title = f"{row['name']} start"
    cost = network.course(list_name, row, "marginal_cost") if list_name == "stores" else np.zeros(len(begins))
    add_given(draft, title, node, np.where(begins, initial / time.hours, 0.0), cost)


def add_units(draft: Draft, network: Network, time: Time) -> None:
    """Storage units as a node of their own with a store, a process out, one in, inflow and spill."""
    for row in network.rows("storage_units"):
        if time.stands(row):
            _add_unit(draft, network, time, row)


def _add_unit(draft: Draft, network: Network, time: Time, row: Row) -> None:
    bus = draft.nodes[row["bus"]]
    inner = draft.name("nodes", f"{row['name']} storage")
    place = next(each for each in draft.rows["nodes"] if each["node"] == bus)
    here = {key: place[key] for key in ("latitude", "longitude") if key in place}
    draft.add("nodes", node=inner, title=f"{row['name']} storage", carrier=place["carrier"], party=PARTY, **here)
    stands, capacity = time.standing(row), own_capacity("storage_units", row)
    none, one = np.zeros(len(stands)), np.ones(len(stands))

    def course(attribute: str) -> Floats:
        return network.course("storage_units", row, attribute)

    ports = [Port(bus, one), Port(inner, -1 / course("efficiency_dispatch"))]
    giving = Activity(
        row["name"],
        row["carrier"],
        capacity,
        none,
        course("p_max_pu") * stands,
        course("marginal_cost"),
        float(course("marginal_cost_quadratic")[0]),
        ports,
    )
    out, _ = add_activity(draft, giving)
    ports = [Port(bus, -one), Port(inner, course("efficiency_store"))]
    taking = Activity(
        f"{row['name']} in", row["carrier"], capacity, none, -course("p_min_pu") * stands, none, 0.0, ports
    )
    into, _ = add_activity(draft, taking)
    room = capacity * row["max_hours"] if row["max_hours"] else 0.0
    store = _add_store(draft, network, time, "storage_units", row, inner, room, none, stands)
    terms = [("processes", out, "capacity", 1.0), ("processes", into, "capacity", 1.0)]
    extend(draft, time, "storage_units", row, [*terms, ("stores", store, "capacity", float(row["max_hours"]))])
    _add_inflow(draft, network, row, inner, course("inflow") * stands)
    for attribute, wanted, quantity in (
        ("p_set", [Term("processes", out, "activity"), Term("processes", into, "activity", -1.0)], "rate"),
        ("p_dispatch_set", [Term("processes", out, "activity")], "rate"),
        ("p_store_set", [Term("processes", into, "activity")], "rate"),
        ("state_of_charge_set", [Term("stores", store, "level")], "level"),
    ):
        if not np.isnan(course(attribute)).all():
            fix(draft, f"{row['name']}.{attribute}", course(attribute) * stands, wanted, quantity=quantity)


def _add_inflow(draft: Draft, network: Network, row: Row, node: str, inflow: Floats) -> None:
    """Inflow as a given supply, what evaporates as a demand, and spill of at most the inflow."""
    given, taken = np.maximum(inflow, 0), np.maximum(-inflow, 0)
    if taken.any():
        name = draft.name("demands", row["name"])
        level, profile = draft.priced(taken, f"{name}.level")
        draft.add("demands", demand=name, title=row["name"], node=node, level=level, profile=profile)
    if not given.any():
        return
    add_given(draft, f"{row['name']} inflow", node, given)
    cost = network.course("storage_units", row, "spill_cost")
    none, most = np.zeros(len(given)), float(given.max())
    spill = Activity(f"{row['name']} spill", "spill", most, none, given / most, cost, 0.0, [Port(node, none - 1.0)])
    add_activity(draft, spill)
