"""Checks of sense, one function per table: bounds that cross, units that differ, rows that would do nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from aryk.case.schema import QUANTITIES, STEPS, TABLES
from aryk.case.sense_of_series import change_values, check_series_and_profiles
from aryk.case.units import UnitError, amount_per_rate_hour, parse

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

MOST_YEARS = 100
Check = Callable[["Case", "dict[str, Rows]"], None]


def check_horizon(case: Case, rows: dict[str, Rows]) -> None:
    """The horizon ends after it starts, and no clock is finer than the typical days can tell."""
    for name in ("case", "scenarios"):
        for place, row in rows[name]:
            if row["start"] and row["end"] and str(row["start"]) > str(row["end"]):
                rows[name].tell(
                    place,
                    "end",
                    "the horizon ends before it starts",
                    row["end"],
                    f"{row['start']} or later",
                    "correct start or end",
                )
            elif row["start"] and row["end"] and int(str(row["end"])[:4]) - int(str(row["start"])[:4]) > MOST_YEARS:
                what, allowed = f"the horizon is longer than {MOST_YEARS} years", f"{MOST_YEARS} years after the start"
                rows[name].tell(place, "end", what, row["end"], f"at most {allowed}", "correct start or end")
    settings = case.tables["case"].iloc[0]
    if settings["chronology"] == "typical-days":
        block = settings["block"] or str(TABLES["case"].by_name["block"].default)
        between = STEPS[STEPS.index("day") + 1 : STEPS.index(block)]
        for name in ("carriers", "nodes", "processes"):
            for place, row in rows[name]:
                if row["step"] in between:
                    rows[name].tell(
                        place,
                        "step",
                        f"with typical days of each {block} no balance can close by the {row['step']}",
                        row["step"],
                        f"hour, day, {block} or longer",
                        f"in case.csv set block to {row['step']}, or chronology to full",
                    )


def check_carriers(case: Case, rows: dict[str, Rows]) -> None:
    """The rate unit of a carrier is its amount unit per time."""
    for place, row in rows["carriers"]:
        for column in ("amount_unit", "rate_unit"):
            try:
                parse(str(row[column]))
            except UnitError as error:
                rows["carriers"].tell(
                    place, column, "not a unit", row[column], "such as hm3, MWh, t; m3/s, MW, t/day", str(error)
                )
                break
        else:
            try:
                amount_per_rate_hour(str(row["rate_unit"]), str(row["amount_unit"]))
            except UnitError:
                rows["carriers"].tell(
                    place,
                    "rate_unit",
                    "the rate unit is not the amount unit per time",
                    f"{row['rate_unit']} and {row['amount_unit']}",
                    "such as m3/s with hm3, MW with MWh, t/day with t",
                    "correct one of the two",
                )


def check_nodes(case: Case, rows: dict[str, Rows]) -> None:
    """A node's own clock is finer than its carrier's, and something happens there."""
    steps = case.tables["carriers"].set_index("carrier")["step"]
    used = (
        set(case.tables["supplies"]["node"]) | set(case.tables["demands"]["node"]) | set(case.tables["stores"]["node"])
    )
    used |= (
        set(case.tables["links"]["from_node"])
        | set(case.tables["links"]["to_node"])
        | set(case.tables["links"]["loss_to"])
    )
    used |= set(case.tables["flows"]["node"]) | set(case.tables["stores"]["loss_to"])
    for place, row in rows["nodes"]:
        carrier_step = str(steps[row["carrier"]])
        if row["step"] and STEPS.index(str(row["step"])) > STEPS.index(carrier_step):
            rows["nodes"].tell(
                place,
                "step",
                f"coarser than the step of {row['carrier']}",
                row["step"],
                " or ".join(STEPS[: STEPS.index(carrier_step) + 1]),
                "leave it empty or choose a finer step",
            )
        if case.as_written and row["node"] not in used:
            rows["nodes"].tell(
                place, "node", "nothing begins, ends or stands at this node", row["node"], "", "connect it or remove it"
            )


def check_active(case: Case, rows: dict[str, Rows]) -> None:
    """A row in use stands at nodes in use."""
    idle = {name: _out_of_use(rows[name]) for name in ("nodes", "processes")}
    for name, columns in {
        "supplies": ["node"],
        "demands": ["node"],
        "stores": ["node", "loss_to"],
        "links": ["from_node", "to_node", "loss_to"],
    }.items():
        frame = rows[name].frame
        for column in columns:
            nodes = frame[column].tolist()
            at_idle = [place for place, node in enumerate(nodes) if node in idle["nodes"]]
            active = frame["active"].tolist() if at_idle else []
            for place in at_idle:
                node = nodes[place]
                if active[place] != "no":
                    what = "the row is in use but its node is not"
                    remedy = f"set active to no here, or to yes at {node} in nodes.csv"
                    rows[name].tell(place, column, what, node, "a node in use", remedy)
    flows = rows["flows"].frame
    for place, (process, node) in enumerate(zip(flows["process"].tolist(), flows["node"].tolist(), strict=True)):
        if node in idle["nodes"] and process not in idle["processes"]:
            what = "the process is in use but its node is not"
            remedy = f"set active to no at {process} in processes.csv, or to yes at {node} in nodes.csv"
            rows["flows"].tell(place, "node", what, node, "a node in use", remedy)


def _out_of_use(rows: Rows) -> set[str]:
    names, active = rows.frame[rows.table.id].tolist(), rows.frame["active"].tolist()
    return {name for name, use in zip(names, active, strict=True) if use == "no"}


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
    for place, row in rows["stores"]:
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
            outside = _above(row[column], row["capacity"]) or float(row[column]) < low
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


def _tell_no_capacity(rows: Rows, place: int, series: str | float) -> None:
    """A share of no capacity would do nothing."""
    what, allowed = "a share of a capacity that is not there", "an empty cell, or a capacity"
    rows.tell(place, "available", what, series, allowed, "write the capacity, or leave available empty")


def check_processes(case: Case, rows: dict[str, Rows]) -> None:
    """A process has flows; its own clock is not coarser than its finest node; lags only on what it gives."""
    owners = set(case.tables["flows"]["process"])
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


def _finest_steps(case: Case) -> dict[str, int]:
    nodes, carriers, flows = (case.tables[name] for name in ("nodes", "carriers", "flows"))
    of_carrier = dict(zip(carriers["carrier"].tolist(), carriers["step"].tolist(), strict=True))
    of_node = {
        node: STEPS.index(step or of_carrier[carrier])
        for node, step, carrier in zip(*(nodes[each].tolist() for each in ("node", "step", "carrier")), strict=True)
    }
    finest: dict[str, int] = {}
    for process, node in zip(flows["process"].tolist(), flows["node"].tolist(), strict=True):
        finest[process] = min(of_node[node], finest.get(process, 99))
    return finest


def check_limits(case: Case, rows: dict[str, Rows]) -> None:
    """A limit has terms; a limit of contents is made of contents."""
    terms = case.tables["limit_terms"]
    owners = set(terms["limit"])
    quantity = case.tables["limits"].set_index("limit")["quantity"]
    for place, row in rows["limits"]:
        if row["limit"] not in owners:
            rows["limits"].tell(
                place,
                "limit",
                "no row of limit_terms.csv belongs to this limit, so it would bind nothing",
                row["limit"],
                "",
                "add its terms",
            )
        if bool(row["from_day"]) != bool(row["to_day"]):
            rows["limits"].tell(
                place,
                "from_day",
                "a season needs its first and its last day",
                f"from_day {row['from_day'] or '(empty)'}, to_day {row['to_day'] or '(empty)'}",
                "both or none",
                "write both",
            )
        if not math.isnan(float(row["penalty"])) and not row["party"]:
            what, remedy = "a soft limit without a party: nobody would pay the penalty", "name the party that pays it"
            rows["limits"].tell(place, "party", what, "an empty cell", "a name from parties.csv", remedy)
    for place, row in rows["limit_terms"]:
        of_level = (row["quantity"] or QUANTITIES[str(row["table"])][0]) == "level"
        if of_level != (quantity[row["limit"]] == "level"):
            rows["limit_terms"].tell(
                place,
                "quantity",
                "contents and flows do not add up in one limit",
                row["quantity"] or QUANTITIES[str(row["table"])][0],
                "flows, because the quantity of the limit is no level" if of_level else "level, as the limit has it",
                "for a store write net, or set the quantity of the limit to level"
                if of_level
                else "write level, or change the quantity of the limit",
            )


def check_indicators(case: Case, rows: dict[str, Rows]) -> None:
    """An indicator has terms; a total is one of flows."""
    owners = set(case.tables["indicator_terms"]["indicator"])
    statistic = case.tables["indicators"].set_index("indicator")["statistic"]
    for place, row in rows["indicators"]:
        if row["indicator"] not in owners:
            rows["indicators"].tell(
                place,
                "indicator",
                "no row of indicator_terms.csv belongs to this indicator",
                row["indicator"],
                "",
                "add its terms",
            )
        if bool(row["from_day"]) != bool(row["to_day"]):
            what = "a season needs its first and its last day"
            found = f"from_day {row['from_day'] or '(empty)'}, to_day {row['to_day'] or '(empty)'}"
            rows["indicators"].tell(place, "from_day", what, found, "both or none", "write both")
    for place, row in rows["indicator_terms"]:
        quantity = row["quantity"] or QUANTITIES[str(row["table"])][0]
        if quantity in ("level", "price") and statistic[row["indicator"]] in ("", "total"):
            rows["indicator_terms"].tell(
                place,
                "quantity",
                f"a {quantity} has no total",
                quantity,
                "mean, max, min, first, last",
                "choose another statistic of the indicator",
            )


def check_observations(case: Case, rows: dict[str, Rows]) -> None:
    """The window of an observation ends after it starts; its tolerance is a share of something."""
    for place, row in rows["observations"]:
        if str(row["start"]) > str(row["end"]):
            rows["observations"].tell(
                place,
                "end",
                "the window ends before it starts",
                row["end"],
                f"{row['start']} or later",
                "correct start or end",
            )
        tolerance = float(row["tolerance"])
        if row["value"] == 0 and tolerance != 0:
            found = "an empty cell, which means 0.1" if math.isnan(tolerance) else f"{tolerance:g}"
            what = "the tolerance is a share of the value, and the value is 0"
            remedy = "write tolerance 0 if the run must give exactly 0, or observe another indicator"
            rows["observations"].tell(place, "tolerance", what, found, "0", remedy)


def check_payments(case: Case, rows: dict[str, Rows]) -> None:
    """A price has something that is paid for; a payment moves money."""
    changed = change_values(case, "price") or change_values(case, "fixed")
    for place, row in rows["payments"]:
        price, fixed = (0.0 if math.isnan(float(row[each])) else float(row[each]) for each in ("price", "fixed"))
        if price and not row["table"]:
            what, remedy = "a price for each amount, but of nothing", "name table and row, or write fixed instead"
            rows["payments"].tell(place, "price", what, f"{price:g}", "an empty cell, or table and row", remedy)
        elif not price and not fixed and case.as_written and not changed:
            what, remedy = "neither a price nor a fixed sum, so nothing is paid", "write one of them"
            rows["payments"].tell(place, "price", what, "empty cells", "price, fixed, or both", remedy)


def check_agreements(case: Case, rows: dict[str, Rows]) -> None:
    """An agreement that is measured has sense and target; one that is not says why."""
    for place, row in rows["agreements"]:
        if row["indicator"] and (not row["sense"] or math.isnan(float(row["target"]))):
            rows["agreements"].tell(
                place,
                "target",
                "an indicator without sense and target tells nothing",
                row["indicator"],
                "sense and target",
                "write both, or take the indicator out",
            )
        if not row["indicator"] and not row["why_not_measurable"]:
            rows["agreements"].tell(
                place,
                "why_not_measurable",
                "neither an indicator nor the reason why there is none",
                "an empty cell",
                "an indicator, or a reason",
                "write one of them",
            )


def _above(value: str | float, bound: str | float) -> bool:
    """Whether a number lies above a bound; empty cells never do."""
    return float(value) > float(bound)


CHECKS: dict[Check, tuple[str, ...]] = {
    check_carriers: ("carriers",),
    check_horizon: ("case", "scenarios", "carriers", "nodes", "processes"),
    check_nodes: ("nodes", "carriers"),
    check_active: ("nodes", "supplies", "demands", "stores", "links", "processes", "flows"),
    check_supplies: ("supplies",),
    check_demands: ("demands", "nodes"),
    check_tiers: ("tiers",),
    check_stores: ("stores",),
    check_links: ("links", "nodes"),
    check_processes: ("processes", "flows", "nodes", "carriers"),
    check_series_and_profiles: ("series", "profiles"),
    check_limits: ("limits", "limit_terms"),
    check_indicators: ("indicators", "indicator_terms"),
    check_observations: ("observations",),
    check_agreements: ("agreements",),
    check_payments: ("payments",),
}
"""Each check with the tables whose change can break it."""
