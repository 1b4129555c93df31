"""Supplies, demands and processes as generators, loads and processes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.export.sheet import Sheet
from aryk.exchange.pypsa.export.sizes import expansion_of, plant_attributes, plant_of, size_attributes

Ports = list[tuple[str, Floats]]
"""Pairs of a bus and what is given to it by each unit of activity."""


def add_nodes(sheet: Sheet) -> None:
    """A bus for each node, and what leaves unused as a generator that takes."""
    for row in sheet.case.table("nodes").to_dict("records"):
        place = {} if math.isnan(row["longitude"]) else {"x": row["longitude"], "y": row["latitude"]}
        sheet.add("buses", row["node"], carrier=row["carrier"], **place)
        if row["disposal"]:
            cost = row["disposal_cost"] * sheet.kappa(row["carrier"]) * sheet.weight(row["party"])
            sheet.add(
                "generators", f"disposal {row['node']}", bus=row["node"], sign=-1.0, p_nom=math.inf, marginal_cost=cost
            )


def run(sheet: Sheet, key: tuple[str, str], ports: Ports, lags: list[float], values: dict[str, Any]) -> None:
    """Something that runs between bounds: a generator where it has one port, else a process."""
    ports = [*ports, *sheet.counted.get(key, [])]
    lags = [*lags, *[0.0] * (len(ports) - len(lags))]
    values = {"carrier": sheet.carriers.get(key, ""), **values}
    (bus, rate) = ports[0]
    if len(ports) == 1 and (rate == rate[0]).all() and not lags[0]:
        sheet.add("generators", key[1], bus=bus, sign=float(rate[0]), **values)
        return
    if len(ports) == 1:
        ports, lags = [*ports, (bus, 0 * rate)], [*lags, 0.0]
    for place, ((bus, rate), lag) in enumerate(zip(ports, lags, strict=True)):
        values |= {f"bus{place}": bus, f"rate{place}": rate}
        if lag:
            values |= {f"delay{place}": lag, f"cyclic_delay{place}": False}
    sheet.add("processes", key[1], **values)


def add_supplies(sheet: Sheet) -> None:
    """Supplies; a given one has equal bounds."""
    supplies, carrier, party = (
        sheet.case.table("supplies"),
        sheet.case.carrier_of("supplies"),
        sheet.case.party_of("supplies"),
    )
    most = sheet.timeline.available("supplies", supplies, sheet.step) * sheet.ones
    for place, row in enumerate(supplies.to_dict("records")):
        name, share = row["supply"], most[place]
        least = share if row["kind"] == "given" else 0 * share
        if row["kind"] == "dispatchable" and row["minimum"] and row["capacity"]:
            least = np.minimum(row["minimum"] / row["capacity"], share)
        cost = row["cost"] * sheet.course(row["cost_profile"]) * sheet.kappa(carrier[name]) * sheet.weight(party[name])
        values = {
            "p_min_pu": least_share(sheet, "supplies", name, least),
            "p_max_pu": share,
            "marginal_cost": cost,
            **size_attributes(sheet, "supplies", name, row["capacity"]),
            **plant_attributes(sheet, "supplies", name, party[name]),
        }
        run(sheet, ("supplies", name), [(row["node"], sheet.ones)], [], values)


def least_share(sheet: Sheet, table: str, row: str, share: Floats) -> Floats:
    """The least share; of a plant with a minimum load that."""
    plant = plant_of(sheet, table, row)
    if plant is None or plant["commitment"] == "no" or math.isnan(plant["minimum_load"]):
        return share
    return np.full(len(share), float(plant["minimum_load"]))


def add_demands(sheet: Sheet) -> None:
    """Needs as loads, their tiers as generators that stand in; markets as generators that take."""
    demands, tiers = sheet.case.table("demands"), sheet.case.table("tiers")
    carrier, party = sheet.case.carrier_of("demands"), sheet.case.party_of("demands")
    for row in demands.to_dict("records"):
        name, profile = row["demand"], sheet.course(row["profile"])
        need = row["kind"] == "need"
        if need:
            sheet.add("loads", name, bus=row["node"], p_set=row["level"] * profile)
        worth = sheet.kappa(carrier[name]) * sheet.weight(party[name])
        for tier in tiers[tiers["tiers"] == row["tiers"]].to_dict("records") if row["tiers"] else []:
            sheet.add(
                "generators",
                f"{name} tier {tier['tier']:g}",
                bus=row["node"],
                sign=1.0 if need else -1.0,
                p_nom=row["level"] * tier["share"],
                p_max_pu=profile,
                marginal_cost=(1 if need else -1) * tier["value"] * worth,
            )


def add_processes(sheet: Sheet) -> None:
    """Processes with a port for each flow."""
    processes, flows = sheet.case.table("processes"), sheet.case.table("flows")
    most = sheet.timeline.available("processes", processes, sheet.step) * sheet.ones
    by_process = dict(iter(flows.groupby("process")))
    for place, row in enumerate(processes.to_dict("records")):
        name = row["process"]
        worth = sheet.kappa(row["carrier"]) * sheet.weight(row["party"])
        ports: Ports = []
        lags: list[float] = []
        for flow in by_process[name].to_dict("records"):
            sign = 1.0 if flow["direction"] == "out" else -1.0
            ports.append((flow["node"], sign * flow["coefficient"] * sheet.course(flow["profile"])))
            lags.append(_delay(sheet, name, flow["lag"]))
        values = {
            "p_min_pu": least_share(sheet, "processes", name, _least(sheet, row, most[place])),
            "p_max_pu": most[place],
            "marginal_cost": row["cost"] * sheet.course(row["cost_profile"]) * worth,
            "marginal_cost_quadratic": row["cost_rise"] * worth,
            **size_attributes(sheet, "processes", name, row["capacity"]),
            **plant_attributes(sheet, "processes", name, row["party"]),
        }
        run(sheet, ("processes", name), ports, lags, values)


def _least(sheet: Sheet, row: dict[str, Any], most: Floats) -> Floats:
    """The least activity as share of the capacity."""
    grows = expansion_of(sheet, "processes", row["process"]) is not None
    if row["minimum_share"]:
        return sheet.course(row["minimum_share"])
    if not row["minimum"]:
        return 0 * most
    endless = math.isnan(row["capacity"]) or grows
    what, remedy = "a least activity without a capacity to be a share of", "write the capacity, or minimum_share"
    if sheet.refuse("processes", "minimum", [row["process"]] if endless else [], what, remedy):
        return 0 * most
    return np.minimum(row["minimum"] / row["capacity"], most) if row["capacity"] else 0 * most


def _delay(sheet: Sheet, name: str, lag: float) -> float:
    """A lag in the units of PyPSA, which counts it by the weightings of generators."""
    hours, weight = sheet.clock.hours, sheet.clock.weight
    if not lag:
        return 0.0
    uneven = (hours != hours[0]).any() or (weight != weight[0]).any() or lag % hours[0] > 1e-9
    staged = len(sheet.case.table("stages")) > 0
    what, remedy = "a lag that is no whole number of equal steps, or with planning years", "write a lag of whole steps"
    if sheet.refuse("flows", "lag", [name] if uneven or staged else [], what, remedy):
        return 0.0
    return lag * float(weight[0])
