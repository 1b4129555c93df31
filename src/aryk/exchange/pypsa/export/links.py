"""Links as links, those with reactance as lines and transformers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aryk.case.calendar import Floats
from aryk.case.steps import StepCalendar
from aryk.exchange.pypsa.export.sheet import Sheet
from aryk.exchange.pypsa.export.sizes import expansion_of, size_attributes

Row = dict[str, Any]


def add_links(sheet: Sheet) -> None:
    """All links."""
    links = sheet.case.table("links")
    available = sheet.timeline.available("links", links, sheet.step) * sheet.ones
    for place, row in enumerate(links.to_dict("records")):
        if math.isnan(row["reactance"]):
            _add_ways(sheet, row, available[place])
        else:
            _add_branch(sheet, row, available[place])


def _add_ways(sheet: Sheet, row: Row, available: Floats) -> None:
    """A link for each way that has a capacity."""
    name = row["link"]
    expansion = expansion_of(sheet, "links", name)
    grows = [] if expansion is None else _columns(sheet, name)
    if len(grows) == 2:
        what = "one size for both ways of a link without reactance"
        sheet.refuse("links", "capacity", [name], what, "write two links, each with its expansion")
        return
    ways = [("forward", row["from_node"], row["to_node"], row["capacity"], "capacity" in grows)]
    if row["capacity_back"] > 0 or "capacity_back" in grows:
        ways.append(("back", row["to_node"], row["from_node"], row["capacity_back"], "capacity_back" in grows))
    for way, begin, end, capacity, growing in ways:
        sizes = {"p_nom": math.inf if math.isnan(capacity) else capacity}
        if growing:
            sizes = size_attributes(sheet, "links", name, capacity)
        _add_way(sheet, row, way, begin, end, {"p_max_pu": available, **_least(sheet, row, way, available), **sizes})


def _columns(sheet: Sheet, name: str) -> list[str]:
    terms = sheet.case.table("expansion_terms")
    return [str(each) for each in terms["column"][(terms["table"] == "links") & (terms["row"] == name)]]


def _least(sheet: Sheet, row: Row, way: str, available: Floats) -> dict[str, Floats]:
    if way == "back" or not row["minimum"] or not row["capacity"]:
        return {}
    endless = [row["link"]] if math.isnan(row["capacity"]) else []
    what, remedy = "a least flow without a capacity to be a share of", "write the capacity"
    if sheet.refuse("links", "minimum", endless, what, remedy):
        return {}
    return {"p_min_pu": np.minimum(row["minimum"] / row["capacity"], available)}


def _add_way(sheet: Sheet, row: Row, way: str, begin: str, end: str, values: dict[str, Any]) -> None:
    name = row["link"]
    carrier = sheet.case.carrier_of("links")[name]
    worth = sheet.kappa(carrier) * sheet.weight(sheet.case.party_of("links")[name])
    ports = list(sheet.counted.get(("links", f"{name}/{way}"), []))
    if row["loss_to"] and row["loss"]:
        ports.append((row["loss_to"], row["loss"] * row["loss_return"] * sheet.ones))
    further: dict[str, Any] = {}
    for place, (bus, rate) in enumerate(ports, start=2):
        further |= {f"bus{place}": bus, f"efficiency{place}": rate}
    if row["lag"]:
        further |= {"delay": _delay(sheet, row), "cyclic_delay": False}
    sheet.add(
        "links",
        name if way == "forward" else f"{name} back",
        bus0=begin,
        bus1=end,
        carrier=sheet.carriers.get(("links", name), ""),
        efficiency=1 - row["loss"],
        marginal_cost=row["cost"] * worth,
        **further,
        **values,
    )


def _delay(sheet: Sheet, row: Row) -> float:
    """The lag as a delay; what left before the start arrives as a negative load."""
    clock, lag = sheet.clock, row["lag"]
    uneven = (clock.hours != clock.hours[0]).any() or (clock.weight != clock.weight[0]).any()
    uneven = uneven or lag % clock.hours[0] > 1e-9 or len(sheet.case.table("stages")) > 0
    what, remedy = "a lag that is no whole number of equal steps, or with planning years", "write a lag of whole steps"
    if sheet.refuse("links", "lag", [row["link"]] if uneven else [], what, remedy):
        return 0.0
    if row["initial_flow"]:
        _, hours = sheet.timeline.calendar.lagged(sheet.step, lag)
        arriving = row["initial_flow"] * (1 - row["loss"]) * hours / clock.hours
        sheet.add("loads", f"{row['link']} under way", bus=row["to_node"], p_set=-arriving)
    return float(lag * clock.weight[0])


def _add_branch(sheet: Sheet, row: Row, available: Floats) -> None:
    """A link with reactance: a line, or with a phase shift a transformer."""
    name, capacity = row["link"], row["capacity"]
    expansion = expansion_of(sheet, "links", name)
    odd = row["loss"] or row["cost"] or row["minimum"] or row["lag"] or capacity != row["capacity_back"]
    what = "a link with reactance that has a loss, a cost, a minimum or two different capacities"
    if sheet.refuse("links", "reactance", [name] if odd else [], what, "take these out, or the reactance"):
        return
    years, open_at_times = _years(sheet, available)
    what = "a link with reactance that is not available in some steps: in PyPSA it still ties the angles"
    if sheet.refuse("links", "available", [name] if open_at_times else [], what, "write it as planning years"):
        return
    share = np.where(available == 0, 1.0, available) if years else available
    ends = {"bus0": row["from_node"], "bus1": row["to_node"], "s_max_pu": share}
    shift = row["phase_shift"] * sheet.course(row["phase_course"])
    carrier = sheet.carriers.get(("links", name), sheet.case.carrier_of("links")[name])
    if shift.any():
        base = capacity if expansion is None and capacity > 0 else 1.0
        size = {**size_attributes(sheet, "links", name, capacity, "s_nom")}
        size.setdefault("s_nom", base)
        x = row["reactance"] * size["s_nom"]
        sheet.add("transformers", name, x=x, r=x, phase_shift=shift, **ends, **{**years, **size})
        return
    x = row["reactance"]
    sizes = size_attributes(sheet, "links", name, capacity, "s_nom")
    length = 0.0 if math.isnan(row["length"]) else row["length"]
    sheet.add("lines", name, x=x, r=x, carrier=carrier, length=length, **ends, **{**years, **sizes})


def _years(sheet: Sheet, available: Floats) -> tuple[dict[str, float], bool]:
    """Build year and lifetime of a link that is open in whole planning years; and whether it is open otherwise."""
    calendar, closed = sheet.timeline.calendar, available != 0
    if closed.all():
        return {}, False
    if not isinstance(calendar, StepCalendar) or not len(sheet.case.table("stages")):
        return {}, True
    stands = [bool(closed[calendar.stage == stage].any()) for stage in range(len(calendar.stage_year))]
    whole = all(bool(closed[calendar.stage == stage].all()) == stands[stage] for stage in range(len(stands)))
    at = np.flatnonzero(stands)
    if not whole or not len(at) or not all(stands[at[0] : at[-1] + 1]):
        return {}, True
    first = int(calendar.stage_year[at[0]])
    after = at[-1] + 1
    life = math.inf if after == len(stands) else float(calendar.stage_year[after] - first)
    return {"build_year": float(first), "lifetime": life}, False
