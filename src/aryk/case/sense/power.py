"""Checks of sense for operating points, losses by resistance, secured links and reserves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aryk.case.grids import bridges
from aryk.case.schema import TABLES
from aryk.case.schema.operation import PLANT_TABLES

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_points(case: Case, rows: dict[str, Rows]) -> None:
    """Points alone say what a process takes and gives; they have a size and an activity."""
    if not len(rows["operating_points"].frame):
        return
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
    links = case.tables["links"]
    if links["resistance"].isna().all() and links["loss_segments"].isna().all():
        return
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


def check_secured(case: Case, rows: dict[str, Rows]) -> None:
    """A secured link has reactance and a way round it."""
    links = case.tables["links"]
    asked = (links["secured"] == "yes").to_numpy()
    if not asked.any():
        return
    closed = links["reactance"].notna().to_numpy() & (links["active"] != "no").to_numpy()
    apart = bridges(links["from_node"].tolist(), links["to_node"].tolist(), closed)
    for place in asked.nonzero()[0].tolist():
        name, tell = links["link"].iloc[place], rows["links"].tell
        if math.isnan(links["reactance"].iloc[place]):
            what, remedy = "where flow goes after a loss follows from the reactances", "write reactance, or secured no"
            tell(place, "secured", what, name, "a link with reactance", remedy)
        elif apart[place]:
            what = "its loss would part the grid: no other link with reactance leads round it"
            remedy = "write secured no"
            tell(place, "secured", what, name, "a link in a mesh", remedy)


def _endless(case: Case) -> set[str]:
    """Links that grow by expansions without a maximum."""
    expansions, terms = case.tables["expansions"], case.tables["expansion_terms"]
    without = set(expansions["expansion"][expansions["maximum"].isna()])
    return set(terms["row"][(terms["table"] == "links") & terms["expansion"].isin(without)])


def check_reserves(case: Case, rows: dict[str, Rows]) -> None:
    """A reserve asks for something, has plants, and each of them is of its carrier, has a size and can be moved."""
    if not len(rows["reserves"].frame):
        return
    owners = set(case.tables["reserve_terms"]["reserve"])
    demands, nodes = case.tables["demands"], case.tables["nodes"]
    tags = {tag for cell in demands["groups"] for tag in cell.split()}
    of_node = dict(zip(nodes["node"], nodes["carrier"], strict=True))
    for place, row in rows["reserves"]:
        tell = rows["reserves"].tell
        if row["reserve"] not in owners:
            what, remedy = "no row of reserve_terms.csv belongs to this reserve", "add the plants that may hold it"
            tell(place, "reserve", what, row["reserve"], "", remedy)
        if not float(row["requirement"]) > 0 and not float(row["demand_share"]) > 0 and case.as_written:
            what, remedy = "the reserve asks for nothing", "write requirement or demand_share"
            tell(place, "requirement", what, "empty cells", "requirement, demand_share, or both", remedy)
        if row["demand_group"] and row["demand_group"] not in tags:
            what, remedy = "no row of demands.csv carries this tag", "write the tag into groups of demands.csv"
            tell(place, "demand_group", what, row["demand_group"], ", ".join(sorted(tags)), remedy)
    carrier = dict(zip(case.tables["reserves"]["reserve"], case.tables["reserves"]["carrier"], strict=True))
    plants = {table: {row[TABLES[table].id]: row for _, row in rows[table]} for table in PLANT_TABLES}
    with_points = set(case.tables["operating_points"]["process"])
    for place, row in rows["reserve_terms"]:
        table = str(row["table"])
        for name, plant in plants[table].items():
            if name == row["row"] or (row["group"] and str(row["group"]) in str(plant["groups"]).split()):
                own = of_node[str(plant["node"])] if table == "supplies" else str(plant["carrier"])
                wanted = carrier[str(row["reserve"])]
                _check_holder(rows["reserve_terms"], place, plant, (str(name), own, wanted), with_points)


def _check_holder(
    rows: Rows, place: int, plant: dict[str, str | float], words: tuple[str, str, str], with_points: set[str]
) -> None:
    """One plant that may hold a reserve: `words` are its name, its carrier and that of the reserve."""
    name, own, wanted = words
    column = "row" if rows.frame["row"].iloc[place] else "group"
    if own != wanted:
        what, remedy = f"the reserve is of {wanted}", "name plants of that carrier"
        rows.tell(place, column, what, f"{name} ({own})", f"a plant of {wanted}", remedy)
    elif math.isnan(float(plant["capacity"])):
        what, remedy = "a plant that holds reserve needs a capacity", "write its capacity"
        rows.tell(place, column, what, name, "a plant with a capacity", remedy)
    elif plant.get("kind") == "given":
        what, remedy = "a given supply has no room for reserve", "name dispatchable or curtailable supplies"
        rows.tell(place, column, what, name, "a plant that the plan may move", remedy)
    elif name in with_points and "process" in plant:
        what = "a process with operating points cannot hold reserve: what else it gives bounds its power"
        rows.tell(place, column, what, name, "a plant without operating points", "take it out")
