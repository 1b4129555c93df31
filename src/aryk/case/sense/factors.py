"""Checks of sense for the factors of scenarios and the numbers that a fit may move."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aryk.case.cells import CellError, check_bounds
from aryk.case.changes import Change, apply_changes
from aryk.case.faults import CaseError, nearest, quoted
from aryk.case.held import places_of
from aryk.case.profiles import months_of
from aryk.case.schema import TABLES

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_factors(case: Case, rows: dict[str, Rows]) -> None:
    """A factor multiplies a course of time, in months that there are, once in each."""
    held: dict[tuple[str, str, int, str, int], int] = {}
    own = rows["scenario_factors"]
    for place, row in own:
        table, column = str(row["table"]), str(row["column"])
        courses = [each.name for each in TABLES[table].columns if each.refers == "series"]
        if column not in courses:
            what = f"{table}.csv has no column of this name that names a course over time"
            own.tell(place, "column", what, column, quoted(courses), nearest(column, courses) or "choose one of these")
            continue
        try:
            months = months_of(str(row["months"]))
        except ValueError:
            remedy = "write the first and the last month, or leave it empty"
            own.tell(place, "months", "not months", row["months"], "such as 7-8 or 11-3", remedy)
            continue
        slots = [
            (str(row["scenario"]), table, at, column, month)
            for at in places_of(case, table, str(row["row"]), str(row["group"]))
            for month in months
        ]
        double = next((slot for slot in slots if slot in held), None)
        if double is not None:
            other = f"row {own.places['row'].iloc[held[double]]}"
            name = case.tables[table].iloc[double[2], 0]
            what = f"a second factor on {table} {name} in month {double[4]}, after {other}"
            own.tell(place, "months", what, row["months"] or "all", "one factor in each month", "correct the months")
        held |= dict.fromkeys(slots, place)


def check_parameters(case: Case, rows: dict[str, Rows]) -> None:
    """What a fit moves is a number that is there, between bounds that do not cross and that the number may take."""
    own = rows["fit_parameters"]
    for place, row in own:
        table, name = str(row["table"]), str(row["column"])
        column = TABLES[table].by_name.get(name)
        numbers = [
            each.name for each in TABLES[table].columns if each.kind == "number" and each.name not in TABLES[table].key
        ]
        if column is None or name not in numbers:
            what = f"{table}.csv has no number of this name"
            own.tell(place, "column", what, name, quoted(numbers, 40), nearest(name, numbers) or "choose one of these")
            continue
        low, high, start = (float(row[each]) for each in ("low", "high", "start"))
        if low >= high:
            own.tell(place, "low", "not below high", f"{low:g}", f"below {high:g}", "correct one of the two")
            continue
        neutral = {"scale": 1.0, "add": 0.0}.get(str(row["operation"] or "scale"), math.nan)
        begin = neutral if math.isnan(start) else start
        if not math.isnan(begin) and not low <= begin <= high:
            what = "the fit begins outside its bounds" + ("" if not math.isnan(start) else ", as the case stands")
            remedy = "widen the bounds, or write another start"
            own.tell(place, "start", what, f"{begin:g}", f"{low:g} to {high:g}", remedy)
        _check_ends(case, own, place, row)


def _check_ends(case: Case, own: Rows, place: int, row: dict[str, str | float]) -> None:
    """Both bounds are values that the cells may take."""
    table, name, group, column = (str(row[each]) for each in ("table", "row", "group", "column"))
    for end in ("low", "high"):
        operation, value = str(row["operation"] or "scale"), float(row[end])
        try:
            if operation == "set":
                check_bounds(TABLES[table].by_name[column], value)
            else:
                change = Change(table, name, group, column, operation, f"{value:.15g}", "fit_parameters.csv")
                apply_changes(case, [change], judge=False)
        except CellError as error:
            own.tell(place, end, f"{error.what}, for {column}", f"{value:g}", error.allowed, error.remedy)
        except CaseError as error:
            fault = error.faults[0]
            own.tell(place, end, fault.what, fault.found or f"{value:g}", fault.allowed, fault.remedy)
