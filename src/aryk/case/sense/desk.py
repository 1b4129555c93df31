"""Checks of sense for the ten-day desk: outlooks, lines of its table, names in other languages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from aryk.case.faults import nearest, quoted
from aryk.case.held import row_names
from aryk.case.schema import TABLES

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_outlooks(case: Case, rows: dict[str, Rows]) -> None:
    """An outlook is a quantile or a year, has terms, and its series can give it."""
    tell, shares = rows["outlooks"].tell, dict[float, str]()
    owners = set(case.tables["outlook_terms"]["outlook"])
    years: dict[str, float] = {}
    for place, row in rows["outlooks"]:
        name, share, year = str(row["outlook"]), float(row["quantile"]), float(row["year"])
        years[name] = year
        if math.isnan(share) == math.isnan(year):
            found = "neither" if math.isnan(share) else f"quantile {share:g}, year {year:g}"
            what, remedy = "an outlook is either a quantile of years or a year that was seen", "write one of them"
            tell(place, "quantile", what, found, "quantile or year", remedy)
        elif shares.setdefault(share, name) != name:
            what, remedy = f"{shares[share]} is the same quantile", "give each its own"
            tell(place, "quantile", what, f"{share:g}", "each quantile once", remedy)
        if name not in owners:
            what, remedy = "no row of outlook_terms.csv belongs to this outlook", "add its terms"
            tell(place, "outlook", what, name, "", remedy)
    series = case.tables["series"].set_index("series")
    kinds = dict(zip(case.tables["supplies"]["supply"], case.tables["supplies"]["kind"], strict=True))
    for place, row in rows["outlook_terms"]:
        kind = str(kinds.get(str(row["supply"]), "given"))
        if kind != "given":
            what, remedy = "an outlook needs a supply that flows as it comes", "take the row out"
            rows["outlook_terms"].tell(place, "supply", what, f"{row['supply']}: {kind}", "a given supply", remedy)
        dated = str(row["series"]) in series.index and series.at[str(row["series"]), "file"]
        cycle = str(series.at[str(row["series"]), "cycle"]) if dated else ""
        if not math.isnan(years.get(str(row["outlook"]), math.nan)) and (not dated or cycle not in ("", "none")):
            what, remedy = "a year that was seen is read from dated values", "name a series with a file and cycle none"
            rows["outlook_terms"].tell(place, "series", what, str(row["series"]), "a series with dates", remedy)


def check_lines(case: Case, rows: dict[str, Rows]) -> None:
    """A line of the desk has the terms that its part needs."""
    tell, terms = rows["desk_lines"].tell, case.tables["desk_line_terms"]
    for place, row in rows["desk_lines"]:
        name, part = str(row["desk_line"]), str(row["part"])
        own = terms[terms["desk_line"] == name]
        if not len(own):
            what, remedy = "no row of desk_line_terms.csv belongs to this line", "add its terms"
            tell(place, "desk_line", what, name, "", remedy)
        tables = sorted(set(own["table"]))
        if part == "storage" and len(own) and (tables != ["stores"] or len(own) > 1 or not own["row"].iloc[0]):
            what, found = "a line of a storage has one store as its only term", f"{len(own)} of {quoted(tables)}"
            tell(place, "part", what, found, "one term, a row of stores", "make a line of each store")
        elif part == "use" and len(own) and tables != ["demands"]:
            what, remedy = "a line of a use has demands as its terms", "correct the part or the terms"
            tell(place, "part", what, quoted(tables), "demands", remedy)
        elif part not in ("storage", "use") and "stores" in tables:
            what, remedy = "contents cannot be added to flows", "make a line of part storage of it"
            tell(place, "part", what, quoted(tables), "flows", remedy)
        if row["limit"] and part != "delivery":
            what, remedy = "only a delivery is held against a limit", "take the limit out, or make it a delivery"
            tell(place, "limit", what, str(row["limit"]), "an empty cell", remedy)


def check_translations(case: Case, rows: dict[str, Rows]) -> None:
    """A translation speaks of a row that is there."""
    for place, row in rows["translations"]:
        table, name = str(row["table"]), str(row["row"])
        if table not in TABLES:
            remedy = nearest(table, TABLES) or "correct the name of the table"
            rows["translations"].tell(place, "table", "no table has this name", table, quoted(TABLES, 60), remedy)
            continue
        known = row_names(TABLES[table], case.tables[table])
        if name not in known:
            what, remedy = f"no row of {table}.csv has this name", nearest(name, known) or "correct the name"
            rows["translations"].tell(place, "row", what, name, f"a name from {table}.csv", remedy)
