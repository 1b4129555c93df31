"""Checks of sense for trade: groups with values, trucks that have a way, responses of the right kind."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from aryk.case.faults import nearest, quoted

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

KINDS = {"time_response": ("per-day", "time"), "money_response": ("money",)}
"""Kinds of response that each column may name."""


def check_trade(case: Case, rows: dict[str, Rows]) -> None:
    """Every group has a way, a class that goes there, a value, and answers to time with time, to money with money."""
    _check_responses(rows)
    _check_groups(rows)
    _check_values(rows)


def _check_responses(rows: dict[str, Rows]) -> None:
    for place, row in rows["trade_responses"]:
        tell, value = rows["trade_responses"].tell, float(row["value"])
        if row["kind"] == "per-day" and value <= -1:
            what, remedy = "a day would take all trade", "write the share, such as -0.01"
            tell(place, "value", what, f"{value:g}", "above -1", remedy)
        low, high = float(row["low"]), float(row["high"])
        if (not math.isnan(low) and low > value) or (not math.isnan(high) and high < value):
            what, allowed = "the value does not lie between low and high", f"{low:g} to {high:g}"
            tell(place, "value", what, f"{value:g}", allowed, "correct one of the three")


def _check_groups(rows: dict[str, Rows]) -> None:
    kinds = {str(row["response"]): str(row["kind"]) for _, row in rows["trade_responses"]}
    ways = {tag for _, row in rows["passages"] for tag in str(row["groups"]).split()}
    classes: dict[str, set[str]] = defaultdict(set)
    mixes: dict[str, set[str]] = defaultdict(set)
    for _, row in rows["truck_mixes"]:
        mixes[str(row["mix"])].add(str(row["truck_class"]))
    tags = {str(row["passage"]): str(row["groups"]).split() for _, row in rows["passages"]}
    for _, row in rows["truck_flows"]:
        for tag in tags.get(str(row["passage"]), []):
            classes[tag] |= mixes[str(row["mix"])]
    for place, row in rows["trade_groups"]:
        tell, way, kind = rows["trade_groups"].tell, str(row["way"]), str(row["truck_class"])
        if way not in ways:
            what, remedy = "no passage carries this tag", nearest(way, ways) or "write it into the column groups"
            tell(place, "way", what, way, quoted(sorted(ways)) or "a tag in passages.csv", remedy)
        elif kind not in classes[way]:
            what, remedy = f"no flow of trucks {way} has this class", "add it to a mix, or choose another class"
            tell(place, "truck_class", what, kind, quoted(sorted(classes[way])), remedy)
        if row["value_per_tonne"] == 0:
            what, remedy = "goods without worth fill endless trucks", "write what a tonne is worth"
            tell(place, "value_per_tonne", what, "0", "a number above 0", remedy)
        if row["load"] == 0:
            tell(
                place, "load", "trucks without a load carry nothing", "0", "a number above 0", "write tonnes on a truck"
            )
        for column, allowed in KINDS.items():
            found = kinds.get(str(row[column]))
            if found is not None and found not in allowed:
                what, remedy = f"{row[column]} answers to something else", "name a response of another kind"
                tell(place, column, what, found, quoted(allowed), remedy)


def _check_values(rows: dict[str, Rows]) -> None:
    """All groups have a value of one and the same year in every statistics."""
    years: dict[str, float] = {}
    known: dict[str, set[str]] = defaultdict(set)
    for place, row in rows["trade_values"]:
        group, statistics, year = str(row["group"]), str(row["statistics"]), float(row["year"])
        known[group].add(statistics)
        if years.setdefault(statistics, year) != year:
            what, remedy = (
                f"other values of this statistics are those of {years[statistics]:g}",
                "take one year for all",
            )
            rows["trade_values"].tell(place, "year", what, f"{year:g}", f"{years[statistics]:g}", remedy)
    every = {each for names in known.values() for each in names if each}
    for place, row in rows["trade_groups"]:
        own = known[str(row["group"])]
        missing = set() if "" in own else every - own or ({"any statistics"} if not own else set())
        if missing:
            what, remedy = f"no value in {quoted(sorted(missing))}", "add its rows to trade_values.csv"
            rows["trade_groups"].tell(place, "group", what, row["group"], "a value in each", remedy)
