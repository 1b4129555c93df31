"""Checks of sense, one function per table: bounds that cross, units that differ, rows that would do nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from aryk.case.profiles import CYCLE_LENGTHS, FILE_CYCLES, months_of
from aryk.case.schema import QUANTITIES, STEPS, TABLES
from aryk.case.units import UnitError, amount_per_rate_hour, parse

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

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
    settings = case.settings
    if settings["chronology"] == "typical-days":
        block = settings["block"]
        between = STEPS[STEPS.index("day") + 1 : STEPS.index(block)]
        for name in ("carriers", "nodes", "processes"):
            for place, row in rows[name]:
                if row["step"] in between:
                    rows[name].tell(
                        place,
                        "step",
                        f"a {row['step']} cannot be told apart within typical days of a {block}",
                        row["step"],
                        f"hour, day, {block} or longer",
                        f"set block to {row['step']} in case.csv, or chronology to full",
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
    nodes = case.table("nodes").index
    for name, columns in {
        "supplies": ["node"],
        "demands": ["node"],
        "stores": ["node", "loss_to"],
        "links": ["from_node", "to_node", "loss_to"],
    }.items():
        for place, row in rows[name]:
            for column in columns:
                if row["active"] != "no" and row[column] and row[column] not in nodes:
                    rows[name].tell(
                        place,
                        column,
                        "the row is in use but its node is not",
                        row[column],
                        "a node in use",
                        "set active to no here or to yes at the node",
                    )
    processes = case.table("processes").index
    for place, row in rows["flows"]:
        if row["process"] in processes and row["node"] not in nodes:
            rows["flows"].tell(
                place,
                "node",
                "the process is in use but its node is not",
                row["node"],
                "a node in use",
                "set active to no at the process or to yes at the node",
            )


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
                f"these tiers are used for {carriers[tiers]}, their value is per amount of that",
                tiers,
                f"tiers of {carrier}",
                "add a set of tiers for this carrier",
            )


def check_tiers(case: Case, rows: dict[str, Rows]) -> None:
    """Shares of a set of tiers sum to 1, values do not rise with the tier, and a demand uses the set."""
    used = set(case.tables["demands"]["tiers"]) | set(_change_values(case, "tiers"))
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
                "correct the shares",
            )
        if name in last and value > last[name]:
            rows["tiers"].tell(
                place,
                "value",
                f"a later tier of {name} is worth more than an earlier one, so it would be served first",
                f"{value:g}",
                f"at most {last[name]:g}",
                "order the tiers by falling value",
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
            if _above(row[column], row["capacity"]) or float(row[column]) < low:
                tell(
                    place,
                    column,
                    "outside minimum and capacity",
                    f"{row[column]:g}",
                    f"{low:g} to {row['capacity']:g}",
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
        if row["evaporation"] and (math.isnan(float(row["capacity"])) or not float(row["area_full"]) > 0):
            tell(
                place,
                "evaporation",
                "needs the capacity and the surface when full",
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
                    "a process turns one carrier into another",
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
        if float(row["loss"]) < 0 and row["loss_to"]:
            tell(
                place,
                "loss_to",
                "a gain (loss below 0) comes from nowhere and goes nowhere",
                row["loss_to"],
                "an empty cell",
                "leave it empty",
            )


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
    nodes = case.tables["nodes"].set_index("node")
    carrier_step = case.tables["carriers"].set_index("carrier")["step"]
    finest: dict[str, int] = {}
    for process, node in zip(case.tables["flows"]["process"], case.tables["flows"]["node"], strict=True):
        step = STEPS.index(nodes["step"][node] or carrier_step[nodes["carrier"][node]])
        finest[process] = min(step, finest.get(process, 99))
    return finest


def check_series_and_profiles(case: Case, rows: dict[str, Rows]) -> None:
    """A series has either a file or a complete profile, and something uses it."""
    profiles = case.tables["profiles"]
    owners = Counter(profiles["series"])
    used = _used_series(case)
    for place, row in rows["series"]:
        name, cycle = str(row["series"]), str(row["cycle"] or "none")
        tell = rows["series"].tell
        if row["file"] and cycle not in FILE_CYCLES:
            tell(
                place,
                "cycle",
                "a series from a file is dated or repeated by the year",
                cycle,
                ", ".join(FILE_CYCLES),
                "leave it empty, or take the file out and write the profile",
            )
        elif row["file"] and owners[name]:
            tell(
                place,
                "file",
                "the series has a file and rows in profiles.csv",
                row["file"],
                "one of the two",
                "remove one",
            )
        elif not row["file"] and cycle in FILE_CYCLES:
            tell(
                place,
                "cycle",
                "neither a file nor the cycle of a profile",
                cycle,
                ", ".join(CYCLE_LENGTHS),
                "name the file, or write the cycle and its rows in profiles.csv",
            )
        elif not row["file"]:
            _check_complete(case, rows, place, name, cycle)
        if case.as_written and name not in used:
            tell(place, "series", "nothing uses this series", name, "", "name it where it belongs or remove it")
    for place, row in rows["profiles"]:
        try:
            months_of(str(row["months"]))
        except ValueError:
            rows["profiles"].tell(
                place,
                "months",
                "not months",
                row["months"],
                "such as 4-9 or 11-3",
                "write the first and the last month, or leave it empty",
            )


def _check_complete(case: Case, rows: dict[str, Rows], place: int, name: str, cycle: str) -> None:
    own = case.tables["profiles"]
    own = own[own["series"] == name]
    first, count = CYCLE_LENGTHS[cycle]
    places = set(range(first, first + count))
    wrong = sorted({int(each) for each in own["index"]} - places)
    if wrong:
        rows["series"].tell(
            place,
            "cycle",
            f"profiles.csv has rows outside the cycle of {name}",
            wrong[0],
            f"{first} to {first + count - 1}",
            "correct the index",
        )
        return
    held: dict[tuple[int, str, int], int] = {}
    for months, day_type, index in zip(own["months"], own["day_type"], own["index"], strict=True):
        try:
            listed = months_of(months)
        except ValueError:
            return
        for month in listed:
            for day in ("working", "rest") if day_type in ("", "all") else (day_type,):
                held[month, day, int(index)] = held.get((month, day, int(index)), 0) + 1
    for month in range(1, 13):
        for day in ("working", "rest"):
            for index in sorted(places):
                times = held.get((month, day, index), 0)
                if times != 1:
                    words = "has no value" if times == 0 else f"has {times} values"
                    rows["series"].tell(
                        place,
                        "series",
                        f"the profile of {name} {words} for index {index} in month {month} on {day} days",
                        f"{times} rows",
                        "1 row",
                        "complete or correct its rows in profiles.csv",
                    )
                    return


def _used_series(case: Case) -> set[str]:
    used: set[str] = set()
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers == "series" and name != "profiles":
                used |= set(case.tables[name][column.name])
                used |= set(_change_values(case, column.name))
    return used


def _change_values(case: Case, column: str) -> list[str]:
    values: list[str] = []
    for name in ("scenario_changes", "measure_changes"):
        frame = case.tables[name]
        values += list(frame.loc[frame["column"] == column, "value"])
    return values


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
                f"{row['from_day']} to {row['to_day']}",
                "both or none",
                "write both",
            )
    for place, row in rows["limit_terms"]:
        of_level = (row["quantity"] or QUANTITIES[str(row["table"])][0]) == "level"
        if of_level != (quantity[row["limit"]] == "level"):
            rows["limit_terms"].tell(
                place,
                "quantity",
                "contents and flows do not add up in one limit",
                row["quantity"] or QUANTITIES[str(row["table"])][0],
                "level in limits of quantity level, flows in the others",
                "for a store in a limit of flows take net",
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
    """The window of an observation ends after it starts."""
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


CHECKS: tuple[Check, ...] = (
    check_carriers,
    check_horizon,
    check_nodes,
    check_active,
    check_supplies,
    check_demands,
    check_tiers,
    check_stores,
    check_links,
    check_processes,
    check_series_and_profiles,
    check_limits,
    check_indicators,
    check_observations,
    check_agreements,
)
