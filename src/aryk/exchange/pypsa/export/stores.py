"""Stores as stores; with doors of their own behind links, at a bus of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aryk.case.calendar import CLOSING, Floats
from aryk.exchange.pypsa.export.sheet import Sheet
from aryk.exchange.pypsa.export.sizes import expansion_of, size_attributes

Row = dict[str, Any]


def check_stores(sheet: Sheet) -> None:
    """Tell what PyPSA's stores cannot do."""
    stores = sheet.case.table("stores")

    def tell(column: str, wrong: Any, what: str, remedy: str) -> None:
        sheet.refuse("stores", column, stores.index[np.asarray(wrong, dtype=bool)], what, remedy)

    tell("evaporation", stores["evaporation"] != "", "evaporation from a surface", "write it as a demand")
    for column in ("lower_rule", "upper_rule"):
        tell(column, stores[column] != "", "a soft rule of contents", "write lower_bound or upper_bound")
    tell("loss_to", stores["loss_to"] != "", "losses that come out elsewhere", "leave loss_to empty")
    closing = stores["regulation"].isin(CLOSING)
    tell("regulation", closing, "a store that closes within each period", "write regulation years")
    boundless = stores["capacity"].isna() & ((stores["minimum"] > 0) | (stores["lower_bound"] != ""))
    tell("minimum", boundless, "a least content without a capacity to be a share of", "write the capacity")
    rises = (stores["final"] == "cyclic") & stores["initial"].isna() & (stores["minimum"] > 0)
    tell("final", rises, "a store that ends with at least its free start, above a minimum", "write final closed")


def add_stores(sheet: Sheet) -> None:
    """All stores."""
    carrier, party = sheet.case.carrier_of("stores"), sheet.case.party_of("stores")
    for row in sheet.case.table("stores").to_dict("records"):
        name = row["store"]
        kappa = sheet.kappa(carrier[name])
        worth = kappa * sheet.weight(party[name])
        rises = row["final"] == "cyclic" and math.isnan(row["initial"])
        lossless = row["in_efficiency"] == 1 and row["out_efficiency"] == 1
        bounded = not (math.isnan(row["in_capacity"]) and math.isnan(row["out_capacity"]))
        cost = row["cost"] * sheet.course(row["cost_profile"]) * worth
        bus = row["node"]
        if rises or bounded or not lossless:
            bus = _behind_doors(sheet, row, kappa, cost)
            cost = 0 * cost
        if rises:
            first = np.zeros(len(cost))
            first[0] = 1.0
            sheet.add("generators", f"{name} left", bus=bus, sign=-1.0, p_nom=math.inf, p_max_pu=first)
        sheet.add(
            "stores",
            name,
            bus=bus,
            carrier=sheet.carriers.get(("stores", name), ""),
            marginal_cost=cost,
            marginal_cost_storage=_holding(sheet, row, worth),
            standing_loss=1 - (1 - row["loss"]) ** (1 / 24),
            **_contents(sheet, row, kappa),
            **_sizes(sheet, name, row["capacity"] / kappa, kappa),
        )


def _behind_doors(sheet: Sheet, row: Row, kappa: float, cost: Floats) -> str:
    """A bus for the store, and a link each way."""
    bus = sheet.add("buses", f"{row['store']} store", carrier=sheet.case.carrier_of("stores")[row["store"]])
    doors = (("in", row["node"], bus, row["in_efficiency"]), ("out", bus, row["node"], row["out_efficiency"]))
    for way, begin, end, efficiency in doors:
        most = row[f"{way}_capacity"]
        price = -cost if way == "in" else cost * efficiency
        capacity = math.inf if math.isnan(most) else most / (1.0 if way == "in" else efficiency)
        sheet.add(
            "links",
            f"{row['store']} {way}",
            bus0=begin,
            bus1=end,
            efficiency=efficiency,
            p_nom=capacity,
            marginal_cost=price,
        )
    return bus


def _holding(sheet: Sheet, row: Row, worth: float) -> Floats:
    """Cost of keeping, less the value of what is left at the end."""
    clock = sheet.clock
    holding = row["holding_cost"] * sheet.course(row["holding_profile"]) * worth
    holding[-1] -= row["end_value"] * worth / (clock.hours * clock.weight * clock.value)[-1]
    return np.asarray(holding)


def _sizes(sheet: Sheet, name: str, capacity: float, kappa: float) -> dict[str, Any]:
    """The capacity in hours of the rate."""
    found = size_attributes(sheet, "stores", name, capacity, "e_nom")
    if expansion_of(sheet, "stores", name) is not None:
        for key in ("e_nom_min", "e_nom_max", "e_nom_mod"):
            found[key] /= kappa
        found["capital_cost"] *= kappa
    return found


def _contents(sheet: Sheet, row: Row, kappa: float) -> dict[str, Any]:
    """Bounds of the content, and how it begins and ends."""
    capacity = row["capacity"]
    low = sheet.course(row["lower_bound"], 0.0).copy()
    if not row["lower_bound"] and capacity > 0:
        low[:] = row["minimum"] / capacity
    final = {"cyclic": row["initial"], "at-least": row["final_minimum"]}.get(row["final"], math.nan)
    staged = len(sheet.case.table("stages")) > 0 and row["regulation"] == "year"
    if not math.isnan(final) and final > 0:
        boundless = not capacity > 0 or staged
        what, remedy = "a least content at the end without a capacity to be a share of", "write the capacity"
        if not sheet.refuse("stores", "final", [row["store"]] if boundless else [], what, remedy):
            low[-1] = max(low[-1], final / capacity)
    closed = row["final"] == "closed" or (row["final"] == "cyclic" and math.isnan(row["initial"]))
    kept = (1 - row["loss"]) ** (sheet.clock.hours[0] / 24)
    free = not closed and math.isnan(row["initial"])
    what, remedy = "a content at the start that is free", "write initial"
    sheet.refuse("stores", "initial", [row["store"]] if free else [], what, remedy)
    return {
        "e_min_pu": low,
        "e_max_pu": sheet.course(row["upper_bound"]),
        "e_cyclic": closed and not staged,
        "e_cyclic_per_period": closed and staged,
        "e_initial_per_period": staged and not closed,
        "e_initial": 0.0 if closed or free else row["initial"] * kept / kappa,
    }
