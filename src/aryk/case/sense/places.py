"""Checks of sense for the frame of a case: horizon, carriers, nodes, and what stands at nodes out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aryk.case.schema import STEPS, TABLES
from aryk.case.units import UnitError, amount_per_rate_hour, parse

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

MOST_YEARS = 100


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
    used |= set(case.tables["flows"]["node"]) | set(case.tables["operating_points"]["node"])
    used |= set(case.tables["stores"]["loss_to"])
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
        for column in columns:
            nodes = rows[name].column(column)
            at_idle = [place for place, node in enumerate(nodes) if node in idle["nodes"]]
            active = rows[name].column("active") if at_idle else []
            for place in at_idle:
                node = nodes[place]
                if active[place] != "no":
                    what = "the row is in use but its node is not"
                    remedy = f"set active to no here, or to yes at {node} in nodes.csv"
                    rows[name].tell(place, column, what, node, "a node in use", remedy)
    for name in ("flows", "operating_points"):
        ports = zip(rows[name].column("process"), rows[name].column("node"), strict=True)
        for place, (process, node) in enumerate(ports):
            if node in idle["nodes"] and process not in idle["processes"]:
                what = "the process is in use but its node is not"
                remedy = f"set active to no at {process} in processes.csv, or to yes at {node} in nodes.csv"
                rows[name].tell(place, "node", what, node, "a node in use", remedy)


def _out_of_use(rows: Rows) -> set[str]:
    names, active = rows.column(rows.table.id), rows.column("active")
    return {name for name, use in zip(names, active, strict=True) if use == "no"}
