"""Buses, loads, generators, links and processes in a case."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.activities import Activity, Port, add_activity, bounds, set_activity
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.commitment import add_plant
from aryk.exchange.pypsa.draft import PARTY, Draft
from aryk.exchange.pypsa.limits import Term, add_limit
from aryk.exchange.pypsa.network import Network, Row
from aryk.exchange.pypsa.sizes import extend

BUS_COLUMNS = {
    "generators": ("bus",),
    "loads": ("bus",),
    "stores": ("bus",),
    "storage_units": ("bus",),
    "lines": ("bus0", "bus1"),
    "transformers": ("bus0", "bus1"),
}
POWER = ("AC", "DC")


def buses_of(network: Network, list_name: str) -> tuple[str, ...]:
    """The attributes of a component that name buses."""
    if list_name in BUS_COLUMNS:
        return BUS_COLUMNS[list_name]
    columns = [str(each) for each in network.tables[list_name].columns if re.fullmatch(r"bus\d+", str(each))]
    return tuple(sorted(columns, key=lambda column: int(column[3:])))


def add_buses(draft: Draft, network: Network) -> None:
    """A node for each bus at which something stands, a carrier for each of theirs."""
    used = {
        row[column]
        for list_name in (*BUS_COLUMNS, "links", "processes")
        for row in network.rows(list_name)
        for column in buses_of(network, list_name)
    }
    carriers: dict[str, str] = {}
    for row in network.rows("buses"):
        if row["name"] not in used:
            continue
        title = row["carrier"] or "AC"
        if title not in carriers:
            carriers[title] = draft.name("carriers", title)
            system = "power" if title in POWER else "energy"
            draft.add(
                "carriers",
                carrier=carriers[title],
                title=title,
                amount_unit="MWh",
                rate_unit="MW",
                step="hour",
                system=system,
            )
        draft.nodes[row["name"]] = draft.name("nodes", row["name"])
        draft.add(
            "nodes",
            node=draft.nodes[row["name"]],
            title=row["name"],
            carrier=carriers[title],
            party=PARTY,
            **_place(row),
        )


def _place(row: Row) -> dict[str, float]:
    """Latitude and longitude, where x and y are some."""
    x, y = row["x"], row["y"]
    return {"latitude": y, "longitude": x} if (x or y) and abs(x) <= 180 and abs(y) <= 90 else {}


def add_loads(draft: Draft, network: Network) -> None:
    """What loads take as demands that must be served, what they give as given supplies."""
    for row in network.rows("loads"):
        taken = -row["sign"] * network.course("loads", row, "p_set")
        given, taken = np.maximum(-taken, 0), np.maximum(taken, 0)
        node = draft.nodes[row["bus"]]
        if taken.any() or not given.any():
            name = draft.name("demands", row["name"])
            level, profile = draft.priced(taken, f"{name}.level")
            draft.add("demands", demand=name, title=row["name"], node=node, level=level, profile=profile)
        if given.any():
            add_given(draft, row["name"], node, given)


def add_given(draft: Draft, title: str, node: str, values: Floats, cost: Floats | None = None) -> None:
    """A supply that flows as it comes, at a cost of each amount where there is one."""
    name = draft.name("supplies", title)
    level, available = draft.priced(values, f"{name}.available")
    price, course = (0.0, "") if cost is None else draft.priced(cost, f"{name}.cost")
    draft.add(
        "supplies",
        supply=name,
        title=title,
        node=node,
        kind="given",
        capacity=level,
        available=available,
        cost=price,
        cost_profile=course,
    )


def add_generators(draft: Draft, network: Network, time: Time) -> None:
    """Generators as processes that give to their bus."""
    for row in network.rows("generators"):
        ports = [Port(draft.nodes[row["bus"]], np.full(len(network), row["sign"]))]
        if _add(draft, network, time, "generators", row, ports):
            _limit_energy(draft, time, row)


def _limit_energy(draft: Draft, time: Time, row: Row) -> None:
    """Least and most energy of a generator over all snapshots."""
    process, sign = draft.activity["generators", row["name"]]
    course = None if (time.years == 1).all() else 1 / time.years
    terms = [Term("processes", process, "activity", sign, course)]
    for attribute, sense in (("e_sum_min", "at-least"), ("e_sum_max", "at-most")):
        if math.isfinite(row[attribute]):
            add_limit(draft, f"{process}.{attribute}", sense, row[attribute], terms)


def add_links(draft: Draft, network: Network, time: Time) -> None:
    """Links as processes that take from their first bus and give to the others."""
    for row in network.rows("links"):
        first = Port(draft.nodes[row["bus0"]], np.full(len(network), -1.0))
        _add(draft, network, time, "links", row, [first, *_ports(draft, network, time, "links", "efficiency", row)])


def add_processes(draft: Draft, network: Network, time: Time) -> None:
    """Processes as processes with the rates of their ports."""
    for row in network.rows("processes"):
        _add(draft, network, time, "processes", row, list(_ports(draft, network, time, "processes", "rate", row)))


def _ports(draft: Draft, network: Network, time: Time, list_name: str, coefficient: str, row: Row) -> Iterator[Port]:
    for column in buses_of(network, list_name):
        port = column[3:]
        if not row[column] or (list_name == "links" and port == "0"):
            continue
        suffix = "" if list_name == "links" and port == "1" else port
        values = network.course(list_name, row, f"{coefficient}{suffix}")
        yield Port(draft.nodes[row[column]], values, lag_of(time, row.get(f"delay{suffix}", 0.0)))


def lag_of(time: Time, delay: float) -> float:
    """Hours until a delayed flow arrives: whole steps, as PyPSA rounds."""
    return math.ceil(round(delay / time.generators[0], 9)) * float(time.hours[0]) if delay > 0 else 0.0


def _add(draft: Draft, network: Network, time: Time, list_name: str, row: Row, ports: list[Port]) -> bool:
    """A component as a process with all that belongs to it; False where it never stands."""
    if not time.stands(row):
        return False
    capacity, low, high = bounds(network, time, list_name, row)
    cost = network.course(list_name, row, "marginal_cost")
    rise = float(network.course(list_name, row, "marginal_cost_quadratic")[0])
    activity = Activity(row["name"], row["carrier"], capacity, low, high, cost, rise, ports)
    process, sign = add_activity(draft, activity)
    draft.activity[list_name, row["name"]] = process, sign
    extend(draft, time, list_name, row, [("processes", process, "capacity", 1.0)])
    add_plant(draft, network, time, list_name, row)
    set_activity(draft, network, time, list_name, row)
    return True
