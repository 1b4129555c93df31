"""Checks of sense for limits, indicators, observations, payments and agreements."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aryk.case.schema import QUANTITIES
from aryk.case.sense.series import change_values

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


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
        _check_kind(rows["limit_terms"], place, row, str(quantity[row["limit"]] or "amount"))
    for place, row in rows["limits"]:
        if row["quantity"] == "size" and row["per"] not in ("", "horizon"):
            what, remedy = "a size is one for the whole horizon", "leave the cell empty"
            rows["limits"].tell(place, "per", what, row["per"], "horizon, or an empty cell", remedy)


def _check_kind(rows: Rows, place: int, row: dict[str, str | float], quantity: str) -> None:
    """Flows and contents do not add up in one limit; ends may stand among amounts, sizes of expansions anywhere."""
    own = str(row["quantity"] or QUANTITIES[str(row["table"])][0])
    kind = own if own in ("level", "size") else "flow"
    wanted = quantity if quantity in ("level", "size") else "flow"
    if kind == "size" or (kind == wanted and (own != "end" or quantity == "amount")):
        return
    if wanted == "size":
        what = "sizes of expansions do not add up with flows or contents in one limit"
        remedy = "put the terms into a limit of their own, with quantity size for expansions"
    else:
        what = "contents and flows do not add up in one limit"
        remedy = (
            "for a store write net, or set the quantity of the limit to level"
            if kind == "level"
            else "write level, or change the quantity of the limit"
        )
    allowed = {
        "level": "level, as the limit has it",
        "size": "size, as the limit has it",
        "flow": "flows, because the quantity of the limit is no level",
    }[wanted]
    rows.tell(place, "quantity", what, own, allowed, remedy)


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
        share = row["statistic"] == "percentile"
        counts = share or str(row["statistic"]).startswith("days-")
        if counts and math.isnan(float(row["threshold"])):
            what, remedy = f"{row['statistic']} of nothing", "write the threshold, in the units of the terms"
            rows["indicators"].tell(place, "threshold", what, "an empty cell", "a number", remedy)
        elif share and not 0 <= float(row["threshold"]) <= 100:
            what, allowed = "a percentile lies between 0 and 100", "a number from 0 to 100"
            rows["indicators"].tell(place, "threshold", what, f"{row['threshold']:g}", allowed, "correct it")
        elif not counts and not math.isnan(float(row["threshold"])):
            what, remedy = "a threshold that nothing is held against", "leave it empty, or write days-above"
            rows["indicators"].tell(place, "threshold", what, f"{row['threshold']:g}", "an empty cell", remedy)
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
        if row["table"] == "stores" and not row["quantity"]:
            what, remedy = "a store is not paid for what it holds", "write net: what it takes less what it gives"
            rows["payments"].tell(place, "quantity", what, "an empty cell", "net", remedy)
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
        tied = row["indicator"] or row["measures"]
        if tied and (not row["sense"] or math.isnan(float(row["target"]))):
            rows["agreements"].tell(
                place,
                "target",
                f"{'an indicator' if row['indicator'] else 'measures'} without sense and target tells nothing",
                tied,
                "sense and target",
                f"write both, or take the {'indicator' if row['indicator'] else 'measures'} out",
            )
        if row["measures"]:
            _check_carried_out(case, rows["agreements"], place, row)
        if not tied and not row["why_not_measurable"]:
            rows["agreements"].tell(
                place,
                "why_not_measurable",
                "neither an indicator nor the reason why there is none",
                "an empty cell",
                "an indicator, or a reason",
                "write one of them",
            )


def _check_carried_out(case: Case, rows: Rows, place: int, row: dict[str, str | float]) -> None:
    """Measures that carry out an agreement can be told from the case, and are as many as the target."""
    if row["indicator"]:
        what, remedy = "an indicator and measures: one of them tells whether it is kept", "take one of them out"
        rows.tell(place, "measures", what, f"{row['indicator']} and {row['measures']}", "one of them", remedy)
        return
    changes = case.tables["measure_changes"]
    sets = set(changes.loc[changes["operation"].isin(("", "set")), "measure"])
    listed = str(row["measures"]).split()
    untold = [name for name in listed if name not in sets]
    if untold:
        what = "a measure that sets no cell: nobody can tell from a case whether it is in place"
        remedy = "name measures that set a cell, or take an indicator"
        rows.tell(place, "measures", what, " ".join(untold), "measures with operation set", remedy)
    if float(row["target"]) > len(listed):
        what, remedy = "more measures are promised than are named", "name all of them, or lower the target"
        rows.tell(place, "target", what, f"{float(row['target']):g}", f"at most {len(listed)}", remedy)
