"""Checks of sense for operating points and losses by resistance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_points(case: Case, rows: dict[str, Rows]) -> None:
    """Points alone say what a process takes and gives; they have a size and an activity."""
    nodes, processes = case.tables["nodes"], case.tables["processes"]
    carrier = dict(zip(nodes["node"], nodes["carrier"], strict=True))
    own = {row["process"]: row for _, row in rows["processes"]}
    with_flows = set(case.tables["flows"]["process"])
    counted = {
        row["process"]
        for _, row in rows["operating_points"]
        if row["rate"] and carrier[str(row["node"])] == own[row["process"]]["carrier"]
    }
    told: set[str] = set()
    known = set(processes["process"])
    for place, row in rows["operating_points"]:
        name, tell = str(row["process"]), rows["operating_points"].tell
        if name in told or name not in known:
            continue
        if name in with_flows:
            what, remedy = "the process has rows in flows.csv as well", "write its flows as rates of the points"
            tell(place, "process", what, name, "operating points, or flows", remedy)
            told.add(name)
        if math.isnan(float(own[name]["capacity"])):
            what, allowed = "a process with operating points needs a capacity", "a process with a capacity"
            tell(place, "process", what, name, allowed, "write capacity in processes.csv")
            told.add(name)
        if name not in counted:
            what = f"no point gives or takes {own[name]['carrier']}, in which the activity is counted"
            remedy = "add such a node to the points, or correct the carrier in processes.csv"
            tell(place, "process", what, name, f"a rate at a node of {own[name]['carrier']}", remedy)
            told.add(name)


def check_resistances(case: Case, rows: dict[str, Rows]) -> None:
    """Loss by resistance is the only loss of a link, without delay, and its flow has a largest value."""
    endless = _endless(case)
    for place, row in rows["links"]:
        tell, resistance = rows["links"].tell, float(row["resistance"])
        if not resistance > 0:
            if not math.isnan(float(row["loss_segments"])):
                what, remedy = "without effect: the link has no resistance", "write resistance, or leave it empty"
                tell(place, "loss_segments", what, f"{row['loss_segments']:g}", "an empty cell", remedy)
            continue
        for column, words in (("loss", "a share that is lost"), ("lag", "a lag")):
            if float(row[column]) != 0 and not math.isnan(float(row[column])):
                what, remedy = f"{words} on a link with resistance", f"leave {column} empty, or the resistance"
                tell(place, column, what, f"{row[column]:g}", "an empty cell", remedy)
        if math.isnan(float(row["capacity"])):
            what, remedy = "loss by resistance needs a largest flow", "write the capacity, or leave resistance empty"
            tell(place, "resistance", what, f"{resistance:g}", "a link with a capacity", remedy)
        if row["link"] in endless:
            what, remedy = "loss by resistance needs a largest flow", "write maximum in expansions.csv"
            tell(place, "resistance", what, f"{resistance:g}", "an expansion with a maximum", remedy)


def _endless(case: Case) -> set[str]:
    """Links that grow by expansions without a maximum."""
    expansions, terms = case.tables["expansions"], case.tables["expansion_terms"]
    without = set(expansions["expansion"][expansions["maximum"].isna()])
    return set(terms["row"][(terms["table"] == "links") & terms["expansion"].isin(without)])
