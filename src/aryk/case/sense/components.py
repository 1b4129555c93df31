"""Checks of sense for the five components: bounds that cross, carriers that differ, cells without effect."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aryk.case.calendar import CLOSING
from aryk.case.schema import STEPS
from aryk.case.sense.series import change_values
from aryk.case.units import UnitError, parse

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_supplies(case: Case, rows: dict[str, Rows]) -> None:
    """The least flow of a supply is not above its capacity."""
    for place, row in rows["supplies"]:
        if _above(row["minimum"], row["capacity"]):
            rows["supplies"].tell(
                place,
                "minimum",
                "above the capacity",
                f"{row['minimum']:g}",
                f"at most {row['capacity']:g}",
                "lower the minimum or raise the capacity",
            )
        if row["kind"] in ("given", "curtailable") and float(row["minimum"]) > 0:
            what, allowed = "a minimum binds only a dispatchable supply", "an empty cell, or kind dispatchable"
            remedy = "leave it empty or change the kind"
            rows["supplies"].tell(place, "minimum", what, f"{row['minimum']:g}", allowed, remedy)


def check_demands(case: Case, rows: dict[str, Rows]) -> None:
    """A market has tiers; each demand's tiers belong to one carrier."""
    carriers: dict[str, str] = {}
    carrier_of = dict(zip(case.tables["nodes"]["node"], case.tables["nodes"]["carrier"], strict=True))
    for place, row in rows["demands"]:
        tiers = str(row["tiers"])
        if row["kind"] == "market" and not tiers:
            rows["demands"].tell(
                place,
                "tiers",
                "a market without tiers has no value and would take nothing",
                "an empty cell",
                "a name from tiers.csv",
                "add tiers with the price the market pays",
            )
        carrier = carrier_of[str(row["node"])]
        if tiers and carriers.setdefault(tiers, carrier) != carrier:
            rows["demands"].tell(
                place,
                "tiers",
                f"these tiers are used for {carriers[tiers]} already, and their values are money per amount of it",
                tiers,
                f"a set of tiers used for {carrier} alone",
                f"add a set of tiers for {carrier} to tiers.csv",
            )


def check_tiers(case: Case, rows: dict[str, Rows]) -> None:
    """Shares of a set of tiers sum to 1, values do not rise with the tier, and a demand uses the set."""
    used = set(case.tables["demands"]["tiers"]) | set(change_values(case, "tiers"))
    shares = case.tables["tiers"].groupby("tiers")["share"].sum()
    last: dict[str, float] = {}
    told: set[str] = set()
    for place, row in rows["tiers"]:
        name, value = str(row["tiers"]), float(row["value"])
        if name not in told and abs(shares[name] - 1) > 1e-9:
            told.add(name)
            rows["tiers"].tell(
                place,
                "share",
                f"the shares of {name} do not sum to 1",
                f"{shares[name]:.9g}",
                "1",
                "correct the shares; write all tiers of the set",
            )
        if name in last and value > last[name]:
            rows["tiers"].tell(
                place,
                "value",
                f"a later tier of {name} is worth more than an earlier one, so it would be served first",
                f"{value:g}",
                f"at most {last[name]:g}",
                "order the rows by tier, with falling values",
            )
        last[name] = value
        if case.as_written and name not in used and name not in told:
            told.add(name)
            rows["tiers"].tell(
                place, "tiers", "no demand uses these tiers", name, "", "name them in demands.csv or remove them"
            )


def check_stores(case: Case, rows: dict[str, Rows]) -> None:
    """Contents lie between minimum and capacity; evaporation and rules have what they need."""
    tell = rows["stores"].tell
    carrier = dict(zip(case.tables["nodes"]["node"], case.tables["nodes"]["carrier"], strict=True))
    terms = case.tables["expansion_terms"]
    growing = set(terms["row"][(terms["table"] == "stores").to_numpy()])
    for place, row in rows["stores"]:
        own = carrier[str(row["node"])]
        if row["loss_to"] and carrier[str(row["loss_to"])] != own:
            what, remedy = f"another carrier than {row['node']}, which has {own}", "name a node of the same carrier"
            tell(
                place, "loss_to", what, f"{row['loss_to']} ({carrier[str(row['loss_to'])]})", f"a node of {own}", remedy
            )
        if row["evaporation"] and not _is_volume(case, own):
            what, remedy = f"{own} is not counted in a volume, so nothing evaporates", "leave the cell empty"
            tell(place, "evaporation", what, row["evaporation"], "a store of a carrier in hm3, m3 ...", remedy)
        _check_closing(rows["stores"], place, row)
        low = 0.0 if math.isnan(float(row["minimum"])) else float(row["minimum"])
        if _above(row["minimum"], row["capacity"]):
            tell(
                place,
                "minimum",
                "above the capacity",
                f"{row['minimum']:g}",
                f"at most {row['capacity']:g}",
                "lower the minimum or raise the capacity",
            )
        for column in ("initial", "final_minimum"):
            above = _above(row[column], row["capacity"]) and row["store"] not in growing
            outside = above or (float(row[column]) < low and not row["lower_bound"])
            if outside and not _above(row["minimum"], row["capacity"]):
                tell(
                    place,
                    column,
                    "the content lies outside minimum and capacity",
                    f"{row[column]:g}",
                    f"at least {low:g}" if math.isnan(float(row["capacity"])) else f"{low:g} to {row['capacity']:g}",
                    "correct the content or the bounds",
                )
        if row["final"] == "at-least" and math.isnan(float(row["final_minimum"])):
            tell(
                place,
                "final_minimum",
                "missing, though final is at-least",
                "an empty cell",
                "a content",
                "write the least content at the end",
            )
        if row["final"] != "at-least" and not math.isnan(float(row["final_minimum"])):
            what, remedy = "used only with final = at-least", "set final to at-least, or leave this cell empty"
            tell(place, "final_minimum", what, f"{row['final_minimum']:g}", "an empty cell", remedy)
        if row["loss_to"] and not float(row["loss"]) > 0:
            what, remedy = "a place for the loss, but there is no loss", "write the loss, or leave this cell empty"
            tell(place, "loss_to", what, row["loss_to"], "an empty cell, or a loss above 0", remedy)
        if row["evaporation"] and (math.isnan(float(row["capacity"])) or not float(row["area_full"]) > 0):
            tell(
                place,
                "evaporation",
                "evaporation needs the capacity and the surface when full",
                row["evaporation"],
                "capacity and area_full above 0",
                "write them, or leave evaporation empty",
            )
        if row["final"] == "closed" and not math.isnan(float(row["initial"])):
            what, remedy = "without effect: a closed store begins with what it ends with", "leave the cell empty"
            tell(place, "initial", what, f"{row['initial']:g}", "an empty cell, or another final", remedy)
        for column in ("lower_bound", "upper_bound"):
            if row[column] and math.isnan(float(row["capacity"])):
                what = "a share of a capacity that is not there"
                tell(place, column, what, row[column], "a store with a capacity", "write the capacity")
        for column in ("lower_rule", "upper_rule"):
            if row[column] and math.isnan(float(row["capacity"])):
                tell(
                    place,
                    column,
                    "a share of a capacity that is not there",
                    row[column],
                    "a store with a capacity",
                    "write the capacity",
                )
            if row[column] and not float(row["rule_cost"]) > 0:
                tell(
                    place,
                    column,
                    "a rule without rule_cost binds nothing",
                    row[column],
                    "rule_cost above 0",
                    "write the cost of leaving the rule",
                )


def _is_volume(case: Case, carrier: str) -> bool:
    """Whether a carrier is counted in a volume; a unit that cannot be read is told elsewhere."""
    units = case.tables["carriers"].set_index("carrier")["amount_unit"]
    try:
        return parse(str(units[carrier])).dimensions == parse("m3").dimensions
    except UnitError:
        return True


def _check_closing(rows: Rows, place: int, row: dict[str, str | float]) -> None:
    """A store that closes within each period has no start and end of its own."""
    if row["regulation"] not in CLOSING:
        return
    for column in ("initial", "final_minimum", "end_value"):
        if not math.isnan(float(row[column])) and float(row[column]) != 0:
            what = (
                f"without effect: with regulation {row['regulation']} the store closes within each {row['regulation']}"
            )
            remedy = "leave the cell empty, or choose regulation season, year or years"
            rows.tell(place, column, what, f"{row[column]:g}", "an empty cell", remedy)


def check_links(case: Case, rows: dict[str, Rows]) -> None:
    """A link joins two nodes of one carrier; a lag goes one way."""
    carrier = dict(zip(case.tables["nodes"]["node"], case.tables["nodes"]["carrier"], strict=True))
    tell = rows["links"].tell
    for place, row in rows["links"]:
        start = str(row["from_node"])
        for column in ("to_node", "loss_to"):
            if row[column] and carrier[str(row[column])] != carrier[start]:
                tell(
                    place,
                    column,
                    f"another carrier than {start}, which has {carrier[start]}",
                    f"{row[column]} ({carrier[str(row[column])]})",
                    f"a node of {carrier[start]}",
                    "correct the node; to turn one carrier into another write a process",
                )
        if row["to_node"] == start:
            tell(
                place,
                "to_node",
                "the link ends where it begins",
                row["to_node"],
                "another node",
                "correct one of its ends",
            )
        if _above(row["minimum"], row["capacity"]):
            tell(
                place,
                "minimum",
                "above the capacity",
                f"{row['minimum']:g}",
                f"at most {row['capacity']:g}",
                "lower the minimum or raise the capacity",
            )
        if float(row["lag"]) > 0 and float(row["capacity_back"]) > 0:
            tell(
                place,
                "lag",
                "a lag on a link that also runs back",
                f"{row['lag']:g}",
                "0, or capacity_back 0",
                "write two links, one for each way",
            )
        if row["available"] and math.isnan(float(row["capacity"])):
            _tell_no_capacity(rows["links"], place, row["available"])
        _check_reactance(rows["links"], place, row)
        if float(row["initial_flow"]) > 0 and not float(row["lag"]) > 0:
            what, remedy = "a flow under way needs a lag", "write the lag, or leave this cell empty"
            tell(place, "initial_flow", what, f"{row['initial_flow']:g}", "an empty cell, or a lag above 0", remedy)
        if row["loss_to"] and (math.isnan(float(row["loss"])) or row["loss"] == 0):
            what, remedy = "a place for the loss, but there is no loss", "write the loss, or leave this cell empty"
            tell(place, "loss_to", what, row["loss_to"], "an empty cell, or a loss above 0", remedy)
        if float(row["loss"]) < 0 and row["loss_to"]:
            tell(
                place,
                "loss_to",
                "a gain (loss below 0) comes from nowhere and goes nowhere",
                row["loss_to"],
                "an empty cell",
                "leave it empty",
            )


def _check_reactance(rows: Rows, place: int, row: dict[str, str | float]) -> None:
    """Kirchhoff's law needs a reactance that is not zero, and flows without delay."""
    reactance = float(row["reactance"])
    if reactance == 0:
        what, remedy = "a reactance of zero", "write the reactance of the line, or leave the cell empty"
        rows.tell(place, "reactance", what, "0", "another number, or an empty cell", remedy)
    shift = float(row["phase_shift"])
    if math.isnan(reactance) and (row["phase_course"] or not (math.isnan(shift) or shift == 0)):
        what, remedy = "a phase shift needs a reactance", "write the reactance, or empty phase_shift and phase_course"
        rows.tell(place, "phase_shift", what, f"{shift:g}", "an empty cell, or a reactance", remedy)
    if not math.isnan(reactance) and float(row["lag"]) > 0:
        what, remedy = "a lag on a link with reactance", "leave the lag empty, or the reactance"
        rows.tell(place, "lag", what, f"{row['lag']:g}", "an empty cell", remedy)


def check_processes(case: Case, rows: dict[str, Rows]) -> None:
    """A process has flows; its own clock is not coarser than its finest node; lags only on what it gives."""
    owners = set(case.tables["flows"]["process"]) | set(case.tables["operating_points"]["process"])
    for place, row in rows["processes"]:
        if row["process"] not in owners:
            rows["processes"].tell(
                place,
                "process",
                "no row of flows.csv belongs to this process, so it would do nothing",
                row["process"],
                "",
                "add its flows",
            )
        if row["available"] and math.isnan(float(row["capacity"])):
            _tell_no_capacity(rows["processes"], place, row["available"])
        if _above(row["minimum"], row["capacity"]):
            rows["processes"].tell(
                place,
                "minimum",
                "above the capacity",
                f"{row['minimum']:g}",
                f"at most {row['capacity']:g}",
                "lower the minimum or raise the capacity",
            )
    for place, row in rows["flows"]:
        if row["direction"] == "in" and float(row["lag"]) > 0:
            rows["flows"].tell(
                place, "lag", "a lag on what a process takes", f"{row['lag']:g}", "0", "give the lag to what it gives"
            )
    finest = _finest_steps(case)
    for place, row in rows["processes"]:
        step = str(row["step"])
        if step and STEPS.index(step) > finest.get(str(row["process"]), 99):
            rows["processes"].tell(
                place,
                "step",
                "coarser than the finest of its nodes",
                step,
                STEPS[finest[str(row["process"])]],
                "leave it empty",
            )


def _tell_no_capacity(rows: Rows, place: int, series: str | float) -> None:
    """A share of no capacity would do nothing."""
    what, allowed = "a share of a capacity that is not there", "an empty cell, or a capacity"
    rows.tell(place, "available", what, series, allowed, "write the capacity, or leave available empty")


def _finest_steps(case: Case) -> dict[str, int]:
    nodes, carriers = case.tables["nodes"], case.tables["carriers"]
    of_carrier = dict(zip(carriers["carrier"].tolist(), carriers["step"].tolist(), strict=True))
    of_node = {
        node: STEPS.index(step or of_carrier[carrier])
        for node, step, carrier in zip(*(nodes[each].tolist() for each in ("node", "step", "carrier")), strict=True)
    }
    finest: dict[str, int] = {}
    for ports in (case.tables["flows"], case.tables["operating_points"]):
        for process, node in zip(ports["process"].tolist(), ports["node"].tolist(), strict=True):
            finest[process] = min(of_node[node], finest.get(process, 99))
    return finest


def _above(value: str | float, bound: str | float) -> bool:
    """Whether a number lies above a bound; empty cells never do."""
    return float(value) > float(bound)
