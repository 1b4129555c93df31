"""Checks of sense for what measures may be chosen: what they need and exclude, and what there is to spend."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_measures(case: Case, rows: dict[str, Rows]) -> None:
    """No measure needs itself, in a circle or at once, or excludes what it cannot do without."""
    own = rows["measures"]
    needs = {str(row["measure"]): str(row["needs"]).split() for _, row in own}
    for place, row in own:
        name = str(row["measure"])
        circle = _way_back(name, needs)
        if circle and min(circle) == name:
            what, found = "measures need each other in a circle, so none of them comes first", " > ".join(circle)
            remedy = "leave needs empty in one of them; what two bring only together the plan knows by itself"
            own.tell(place, "needs", what, found, "needs that end", remedy)
        for other in str(row["excludes"]).split():
            if other == name:
                what, remedy = "a measure excludes itself, so it could never be chosen", "take its own name out"
                own.tell(place, "excludes", what, other, "names of other measures", remedy)
            elif other in all_needed(name, needs):
                what, remedy = "a measure excludes what it needs, so it could never be chosen", "name it in one of both"
                own.tell(place, "excludes", what, other, "measures that it does not need", remedy)


def check_budgets(case: Case, rows: dict[str, Rows]) -> None:
    """A budget stands once for a party and a year, and its party pays for some measure."""
    financing, measures = case.tables["financing"], case.tables["measures"]
    told = set(financing["measure"])
    own = measures[~measures["measure"].isin(told)]["party"]
    payers = {*financing["party"], *own} - {""}
    seen: dict[tuple[str, str], str] = {}
    for place, row in rows["budgets"]:
        party, year = str(row["party"]), "" if math.isnan(float(row["year"])) else f"{float(row['year']):g}"
        if party and party not in payers:
            what = "this party pays for no measure, so its budget would do nothing"
            remedy = "name a party that owns a measure or stands in financing.csv, or leave the row away"
            rows["budgets"].tell(place, "party", what, party, ", ".join(sorted(payers)), remedy)
        before = seen.setdefault((party, year), str(row["budget"]))
        if before != row["budget"]:
            what = f"{before} says already what {party or 'all'} may spend in {year or 'all years'}"
            allowed, remedy = "one row for a party and a year", "keep the one that holds"
            rows["budgets"].tell(place, "budget", what, row["budget"], allowed, remedy)


def all_needed(name: str, needs: Mapping[str, list[str]]) -> set[str]:
    """All that a measure needs, also by way of others.

    >>> sorted(all_needed("a", {"a": ["b"], "b": ["c"], "c": []}))
    ['b', 'c']
    """
    found: set[str] = set()
    ahead = list(needs.get(name, ()))
    while ahead:
        each = ahead.pop()
        if each not in found:
            found.add(each)
            ahead += needs.get(each, ())
    return found


def _way_back(name: str, needs: Mapping[str, list[str]]) -> list[str]:
    """The shortest way from a measure over what it needs to itself; empty where there is none."""
    ways, seen = [[name]], {name}
    for way in ways:
        for each in needs.get(way[-1], ()):
            if each == name:
                return [*way, name]
            if each not in seen:
                seen.add(each)
                ways.append([*way, each])
    return []
