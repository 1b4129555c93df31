"""Limits as buses that count: each flow in a limit also gives to its bus, and what takes from it is bound."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import HORIZON, Floats
from aryk.exchange.pypsa.export.sheet import Sheet

COUNTED = {
    ("supplies", "flow"): ((("supplies", ""), 1.0),),
    ("processes", "activity"): ((("processes", ""), 1.0),),
    ("links", "flow"): ((("links", "/forward"), 1.0), (("links", "/back"), -1.0)),
    ("links", "forward"): ((("links", "/forward"), 1.0),),
    ("links", "back"): ((("links", "/back"), 1.0),),
}
"""What can be counted by a further port: table and quantity, with the components that carry it and their signs."""
SENSES = {"at-most": "<=", "at-least": ">=", "equal": "=="}
Row = dict[str, Any]


def prepare(sheet: Sheet) -> list[tuple[Row, pd.DataFrame]]:
    """Give the components of limits their further ports and carriers; the limits that can be carried over."""
    limits = sheet.case.table("limits")
    terms = sheet.case.resolve(sheet.case.table("limit_terms"))
    carried = []
    for row in limits.to_dict("records"):
        own = terms[terms["limit"] == row["limit"]]
        if row["quantity"] == "size":
            if _prepare_sizes(sheet, row, own):
                carried.append((row, own))
        elif not _refuses(sheet, row, own):
            for term in own.to_dict("records"):
                _count(sheet, row, term)
            carried.append((row, own))
    return carried


def _refuses(sheet: Sheet, row: Row, own: pd.DataFrame) -> bool:
    name = [row["limit"]]
    soft = not math.isnan(row["penalty"])
    found = sheet.refuse("limits", "penalty", name if soft else [], "a soft limit", "leave penalty empty")
    reactive = sheet.case.table("links")["reactance"]
    strange = any(
        ((table, what) not in COUNTED and not (what == "end" and row["per"] == HORIZON and row["quantity"] == "amount"))
        or (table == "links" and not math.isnan(reactive[each]))
        for table, what, each in zip(own["table"], own["quantity"], own["row"], strict=True)
    )
    what, remedy = "a limit of demands, contents, or links with reactance", "limit what serves them"
    found |= sheet.refuse("limits", "quantity", name if strange or row["quantity"] == "level" else [], what, remedy)
    ends = own[own["quantity"] == "end"]
    stores = sheet.case.table("stores")
    chosen = any(stores.loc[each, "final"] not in ("free", "at-least") for each in ends["row"])
    what, remedy = "a limit of contents at the end of stores whose start is chosen", "write final free"
    found |= sheet.refuse("limits", "quantity", name if chosen else [], what, remedy)
    if row["per"] not in sheet.timeline.calendar.steps:
        found |= sheet.refuse("limits", "per", name, "a period finer than the steps", "choose a longer one")
    return found


def _count(sheet: Sheet, row: Row, term: Row) -> None:
    """A port to the bus of the limit for each component that carries the quantity."""
    if term["quantity"] == "end":
        rate = -term["coefficient"] * sheet.kappa(sheet.case.carrier_of("stores")[term["row"]])
        key = ("stores", term["row"])
        carrier = sheet.carriers.setdefault(key, f"content {term['row']}")
        held = sheet.attributes.setdefault(carrier, {})
        held[_attribute(row)] = held.get(_attribute(row), 0.0) + rate
        return
    kappa = 1.0
    if row["quantity"] == "amount":
        kappa = sheet.kappa(sheet.case.carrier_of(term["table"])[term["row"]])
    rate = term["coefficient"] * kappa * sheet.course(term["profile"]) * _inside(sheet, row)
    for (table, ending), sign in COUNTED[term["table"], term["quantity"]]:
        ports = sheet.counted.setdefault((table, term["row"] + ending), [])
        ports.append((_bus(row), sign * rate))


def _bus(row: Row) -> str:
    return f"limit {row['limit']}"


def _attribute(row: Row) -> str:
    return f"counted_{row['limit']}"


def _inside(sheet: Sheet, row: Row) -> Floats:
    """Share of each step that lies in the season of a limit."""
    if not row["from_day"]:
        return sheet.ones
    days = sheet.timeline.calendar.season(row["from_day"], row["to_day"])
    return sheet.timeline.calendar.share_of_days(sheet.step, days)


def add_limits(sheet: Sheet, limits: list[tuple[Row, pd.DataFrame]]) -> None:
    """The buses of limits, and what takes from them."""
    for row, own in limits:
        if row["quantity"] == "size":
            _add_size(sheet, row, own)
        elif len(own):
            sheet.add("buses", _bus(row), carrier="count")
            if row["per"] == sheet.step:
                _add_steps(sheet, row)
            elif (own["quantity"] == "end").any():
                _add_with_contents(sheet, row, own)
            else:
                _add_periods(sheet, row)


def _values(sheet: Sheet, row: Row) -> Floats:
    """The value of a limit in each of its periods."""
    return float(row["value"]) * (
        sheet.timeline.values(row["profile"], row["per"])
        if row["profile"]
        else np.ones(len(sheet.timeline.calendar.clocks[row["per"]]))
    )


def _add_steps(sheet: Sheet, row: Row) -> None:
    """A limit of each step: what is counted is taken, but for what it may stay below or pass the value by."""
    inside = _inside(sheet, row) > 0
    value = _values(sheet, row) / (sheet.clock.hours if row["quantity"] == "amount" else 1.0) * inside
    bus = _bus(row)
    sheet.add("loads", bus, bus=bus, p_set=value)
    ways = {"at-most": (1.0,), "at-least": (-1.0,), "equal": ()}[row["sense"]]
    for sign in ways:
        sheet.add("generators", f"{bus} room", bus=bus, sign=sign, p_nom=math.inf)
    sheet.add("generators", f"{bus} closed", bus=bus, sign=1.0, p_nom=0.0)


def _taker(sheet: Sheet, row: Row, name: str, within: Floats, **values: Any) -> None:
    """A generator that takes any amount from the bus of a limit, within some steps."""
    sheet.add("generators", name, bus=_bus(row), sign=-1.0, p_nom=math.inf, p_min_pu=-within, p_max_pu=within, **values)


def _add_periods(sheet: Sheet, row: Row) -> None:
    """A taker for each period, with its sum bound."""
    calendar = sheet.timeline.calendar
    block = calendar.blocks(sheet.step, row["per"])
    hours = sheet.clock.hours * sheet.clock.weight * _inside(sheet, row)
    worth = calendar.clocks[row["per"]].weight
    for number, value in enumerate(_values(sheet, row)):
        within = (block == number).astype(float)
        length = float((hours * within).sum()) if row["quantity"] == "rate" else float(worth[number])
        bounds = {}
        if length and row["sense"] != "at-least":
            bounds["e_sum_max"] = value * length
        if length and row["sense"] != "at-most":
            bounds["e_sum_min"] = value * length
        _taker(sheet, row, f"{_bus(row)} {number + 1}", within, **bounds)


def _add_with_contents(sheet: Sheet, row: Row, own: pd.DataFrame) -> None:
    """A limit of the horizon that also counts contents at the end: a global constraint of primary energy."""
    carrier = f"counted {row['limit']}"
    sheet.attributes.setdefault(carrier, {})[_attribute(row)] = 1.0
    _taker(sheet, row, _bus(row), sheet.ones, carrier=carrier)
    constant = float(_values(sheet, row)[0])
    for term in own[own["quantity"] == "end"].to_dict("records"):
        store = sheet.case.table("stores").loc[term["row"]]
        kept = (1 - store["loss"]) ** (sheet.clock.hours[0] / 24)
        constant -= term["coefficient"] * store["initial"] * kept
    sheet.add(
        "global_constraints",
        row["limit"],
        type="primary_energy",
        carrier_attribute=_attribute(row),
        sense=SENSES[row["sense"]],
        constant=constant,
    )


def _prepare_sizes(sheet: Sheet, row: Row, own: pd.DataFrame) -> bool:
    """Give the components of a limit of sizes one carrier; False where PyPSA cannot say the limit."""
    terms = sheet.case.table("expansion_terms").set_index("expansion")
    parts = []
    for term in own.to_dict("records"):
        held = terms.loc[[term["row"]]].iloc[0]
        parts.append(((held["table"], held["row"]), term["coefficient"] / held["coefficient"]))
    factors = {factor for _, factor in parts}
    taken = any(key in sheet.carriers for key, _ in parts)
    what, remedy = "a limit of sizes with different factors, or of sizes in several limits", "write one limit of each"
    name = [row["limit"]] if len(factors) > 1 or taken or not parts or 0.0 in factors else []
    if sheet.refuse("limits", "quantity", name, what, remedy):
        return False
    for key, _ in parts:
        sheet.carriers[key] = _bus(row)
    return True


def _add_size(sheet: Sheet, row: Row, own: pd.DataFrame) -> None:
    terms = sheet.case.table("expansion_terms").set_index("expansion")
    first = own.iloc[0]
    held = terms.loc[[first["row"]]].iloc[0]
    kappa = sheet.kappa(sheet.case.carrier_of("stores")[held["row"]]) if held["table"] == "stores" else 1.0
    factor = first["coefficient"] / held["coefficient"] * kappa
    sense = SENSES[row["sense"]]
    if factor < 0:
        sense = {"<=": ">=", ">=": "<="}.get(sense, sense)
    sheet.add(
        "global_constraints",
        row["limit"],
        type="tech_capacity_expansion_limit",
        carrier_attribute=_bus(row),
        sense=sense,
        constant=row["value"] / factor,
    )
