"""Checks of sense for plants, outages, expansions, written steps and planning years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from aryk.case.cells import date_remedy
from aryk.case.schema import GROWING
from aryk.case.schema.operation import PLANT_TABLES

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

ON_AND_OFF = (
    "unit",
    "minimum_load",
    "start_cost",
    "stop_cost",
    "running_cost",
    "minimum_up",
    "minimum_down",
    "ramp_start",
    "ramp_stop",
    "hours_before",
)
"""Columns of plants that say something only of a plant that is on or off."""


def check_plants(case: Case, rows: dict[str, Rows]) -> None:
    """What a plant's row says has an effect, and a plant that is on or off has a size."""
    if not len(rows["plants"].frame):
        return
    capacity = {table: _cells(case, table, "capacity") for table in PLANT_TABLES}
    kind = _cells(case, "supplies", "kind")
    bounded = _largest_added(case)
    for place, row in rows["plants"]:
        tell, table, name = rows["plants"].tell, str(row["table"]), str(row["row"])
        own = _number(capacity[table].get(name, 0.0))
        if table == "links":
            _check_river(case, rows["plants"], place, row, own)
        if row["commitment"] in ("", "no"):
            for column in ON_AND_OFF:
                if not math.isnan(_number(row[column])) and _number(row[column]) != 0:
                    what, remedy = "without effect: the plant is not on or off", "write commitment yes or relaxed"
                    tell(place, column, what, f"{row[column]:g}", "an empty cell", remedy)
            continue
        if table == "supplies" and kind.get(name) == "given":
            what, allowed = "a given supply cannot be on or off", "a dispatchable or curtailable supply, or no"
            tell(place, "commitment", what, row["commitment"], allowed, "change the kind in supplies.csv, or write no")
        if math.isnan(own) and math.isnan(_number(row["unit"])):
            what, remedy = "a plant that is on or off needs a size", f"write capacity in {table}.csv, or unit here"
            tell(place, "commitment", what, row["commitment"], "a plant with a capacity", remedy)
        if _number(row["unit"]) <= 0:
            tell(place, "unit", "a unit without size", f"{row['unit']:g}", "a number above 0", "correct the size")
        most = bounded.get((table, name), 0.0)
        if math.isinf(most):
            what = "a plant that is on or off and grows needs a largest size"
            remedy = "write maximum in expansions.csv"
            tell(place, "commitment", what, row["commitment"], "an expansion with a maximum", remedy)


def _check_river(case: Case, rows: Rows, place: int, row: dict[str, str | float], own: float) -> None:
    """A link has ramps only, as shares of its capacity, and runs one way."""
    name = str(row["row"])
    if row["commitment"] not in ("", "no"):
        what, remedy = "a link cannot be on or off", "write no, or leave the cell empty"
        rows.tell(place, "commitment", what, row["commitment"], "ramps only", remedy)
    if math.isnan(own):
        what, remedy = "ramps are shares of a capacity that is not there", "write capacity in links.csv"
        rows.tell(place, "row", what, name, "a link with a capacity", remedy)
    back = _number(_cells(case, "links", "capacity_back").get(name, 0.0))
    if back > 0:
        what, remedy = "ramps of a link that also runs back", "write two links, one for each way"
        rows.tell(place, "row", what, name, "a link with capacity_back 0", remedy)


def check_outages(case: Case, rows: dict[str, Rows]) -> None:
    """An outage does not end before it starts."""
    for place, row in rows["outages"]:
        if str(row["end"]) < str(row["start"]):
            what, allowed = "the outage ends before it starts", f"{row['start']} or later"
            rows["outages"].tell(place, "end", what, row["end"], allowed, "correct start or end")


def check_expansions(case: Case, rows: dict[str, Rows]) -> None:
    """Sizes do not contradict each other, capital is paid back, and each expansion adds to something."""
    terms = case.tables["limit_terms"]
    owners = set(case.tables["expansion_terms"]["expansion"])
    owners |= set(terms["row"][(terms["table"] == "expansions").to_numpy()])
    for place, row in rows["expansions"]:
        tell = rows["expansions"].tell
        if _number(row["minimum"]) > _number(row["maximum"]):
            allowed = f"at most {row['maximum']:g}"
            tell(place, "minimum", "above the maximum", f"{row['minimum']:g}", allowed, "correct one of the two")
        if _number(row["capital"]) > 0 and not _number(row["life"]) > 0:
            what, remedy = "capital without the years that pay it back", "write life"
            tell(place, "life", what, "an empty cell", "years above 0", remedy)
        if _number(row["unit"]) == 0:
            tell(place, "unit", "a unit without size", "0", "a number above 0, or an empty cell", "correct the size")
        if _number(row["from_year"]) > _number(row["to_year"]):
            allowed = f"{row['from_year']:g} or later"
            tell(place, "to_year", "before from_year", f"{row['to_year']:g}", allowed, "correct one of the two")
        if row["expansion"] not in owners:
            what, remedy = "the expansion adds to nothing", "write its rows in expansion_terms.csv"
            tell(place, "expansion", what, row["expansion"], "", remedy)
    for place, row in rows["expansion_terms"]:
        _check_term(case, rows["expansion_terms"], place, row)


def _check_term(case: Case, rows: Rows, place: int, row: dict[str, str | float]) -> None:
    table, name, column = str(row["table"]), str(row["row"]), str(row["column"] or "capacity")
    if column not in GROWING[table]:
        what, allowed = f"rows of {table}.csv have no such capacity", ", ".join(GROWING[table])
        rows.tell(place, "column", what, column, allowed, "choose one of them")
        return
    own = _cells(case, table, column).get(name)
    if table != "links" and column == "capacity_back":
        return
    if own is not None and math.isnan(_number(own)):
        what = f"{name} has no limit there already, so nothing can be added"
        rows.tell(place, "row", what, name, f"a row with a number in {column}", f"write {column} in {table}.csv")
    if table == "stores" and column == "capacity":
        store = case.tables["stores"].set_index("store").loc[name]
        for used in ("evaporation", "lower_rule", "upper_rule"):
            if store[used]:
                what, allowed = f"a store with {used} cannot grow: it is told for a fixed size", "a store without it"
                rows.tell(place, "row", what, name, allowed, f"empty {used} in stores.csv, or take this row out")


def check_steps(case: Case, rows: dict[str, Rows]) -> None:
    """Written steps go forward, last, belong to a planning year, and every clock can be told from them."""
    if not len(rows["steps"].frame):
        return
    stages = {_number(stage) for stage in case.tables["stages"]["stage"]}
    before, last_stage = None, -math.inf
    ordered = sorted(rows["steps"], key=lambda each: _number(each[1]["step"]))
    for place, row in ordered:
        tell = rows["steps"].tell
        start = pd.to_datetime(str(row["start"]), errors="coerce", format="ISO8601")
        if start is pd.NaT:
            tell(
                place,
                "start",
                "not a time",
                row["start"],
                "a time such as 2024-01-01T00:00",
                date_remedy(str(row["start"])) or "write year-month-dayThour:minute",
            )
            continue
        if before is not None and start <= before:
            what, allowed = "the step does not begin after the one before", f"later than {before}"
            tell(place, "start", what, row["start"], allowed, "correct the order of the steps")
        before = start
        for column in ("hours", "times"):
            if _number(row[column]) == 0:
                tell(place, column, "a step of no length", "0", "a number above 0", "take the step out")
        stage = _number(row["stage"])
        if stages and stage not in stages:
            found = "an empty cell" if math.isnan(stage) else f"{stage:g}"
            allowed = ", ".join(f"{each:g}" for each in sorted(stages))
            tell(place, "stage", "no row of stages.csv has this number", found, allowed, "correct the number")
        elif stages and stage < last_stage:
            tell(
                place, "stage", "the planning years go back", f"{stage:g}", f"{last_stage:g} or more", "sort the steps"
            )
        last_stage = max(last_stage, stage) if stages and not math.isnan(stage) else last_stage
    for name in ("carriers", "nodes", "processes"):
        for place, row in rows[name]:
            if row["step"] and row["step"] not in ("hour", "year"):
                what = "with written steps (steps.csv) there is no such clock"
                rows[name].tell(
                    place, "step", what, row["step"], "hour (each step), year (each planning year)", "use one"
                )


def _cells(case: Case, table: str, column: str) -> dict[str, str | float]:
    frame = case.tables[table]
    return dict(zip(frame.iloc[:, 0].tolist(), frame[column].tolist(), strict=True))


def _largest_added(case: Case) -> dict[tuple[str, str], float]:
    """The largest capacity that expansions without units can add to each row; infinite where there is no maximum."""
    most = _cells(case, "expansions", "maximum")
    plants = case.tables["plants"]
    in_units = {
        (table, row)
        for table, row, unit in zip(plants["table"], plants["row"], plants["unit"], strict=True)
        if not math.isnan(unit)
    }
    added: dict[tuple[str, str], float] = {}
    terms = case.tables["expansion_terms"]
    for expansion, table, row in zip(terms["expansion"], terms["table"], terms["row"], strict=True):
        limit = _number(most.get(expansion, 0.0))
        if (table, row) not in in_units:
            added[table, row] = added.get((table, row), 0.0) + (math.inf if math.isnan(limit) else limit)
    return added


def _number(cell: str | float) -> float:
    return float(cell) if cell != "" else math.nan
