"""Checks of sense for rules, where they are used, and running accounts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from aryk.case.faults import quoted
from aryk.case.schema import TABLES
from aryk.case.schema.river import READ, RULED

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

LEAST = {"zones": 3, "zone": 2, "between": 4, "slopes": 6, "curve": 3, "pick": 2, "above": 2, "below": 2, "equal": 2}
LEAST |= {"quotient": 2, "polynomial": 2}
"""Terms that a rule of a kind needs at least; others need one."""


def check_rules(case: Case, rows: dict[str, Rows]) -> None:
    """A rule has the terms that its kind needs, its curves do not cross, and something uses it."""
    terms = case.tables["rule_terms"]
    counts = terms["rule"].value_counts()
    used = set(case.tables["rule_uses"]["rule"]) | set(terms["of_rule"])
    for place, row in rows["rules"]:
        count, needed = int(counts.get(row["rule"], 0)), LEAST.get(str(row["kind"]), 1)
        if count < needed:
            what = "too few terms for a rule of this kind"
            rows["rules"].tell(place, "kind", what, f"{count}", f"at least {needed}", "add them to rule_terms.csv")
        if row["rule"] not in used:
            what, remedy = "nothing uses this rule", "name it in rule_uses.csv or in another rule, or take it out"
            rows["rules"].tell(place, "rule", what, str(row["rule"]), "", remedy)
        crossing = _crossing(case, str(row["rule"]), str(row["kind"]))
        if crossing:
            what, allowed = "rule curves that cross", "each curve at or below the one before it"
            rows["rules"].tell(place, "kind", what, crossing, allowed, "order the curves from the highest down")
    for place, row in rows["rule_terms"]:
        if bool(row["table"]) != bool(row["row"]):
            found = f"table {row['table'] or '(empty)'}, row {row['row'] or '(empty)'}"
            what = "a state needs the table and the row that it is read of"
            rows["rule_terms"].tell(place, "row", what, found, "both or none", "write both")
        elif row["table"]:
            table = str(row["table"])
            known = set(case.tables[table][TABLES[table].id])
            if row["row"] not in known:
                what, allowed = f"no row of {table}.csv has this name", quoted(sorted(known))
                rows["rule_terms"].tell(place, "row", what, str(row["row"]), allowed, "correct the name")
            if row["quantity"] and row["quantity"] not in READ[table]:
                what, allowed = f"a rule cannot read this of {table}", ", ".join(READ[table])
                rows["rule_terms"].tell(place, "quantity", what, str(row["quantity"]), allowed, "correct it")
        _check_past(rows["rule_terms"], place, row)


def _check_past(rows: Rows, place: int, row: dict[str, Any]) -> None:
    """Only a flow is read of steps before; a content is that at the start of the step."""
    flow = row["table"] and (row["quantity"] or READ[str(row["table"])][0]) == "flow"
    for column, usual in (("back", 1.0), ("steps", 1.0), ("initial", 0.0)):
        value = float(row[column])
        if not flow and not math.isnan(value) and value != usual:
            what, allowed = "only a flow is read of steps before", "empty, but for a flow"
            rows.tell(place, column, what, f"{value:g}", allowed, "leave it empty, or read a flow")


def _crossing(case: Case, rule: str, kind: str) -> str:
    """Where a curve lies above the one before it, as far as numbers and profiles tell."""
    if kind not in ("zones", "zone", "between", "slopes"):
        return ""
    terms = case.tables["rule_terms"]
    own = terms[terms["rule"] == rule].sort_values("place").reset_index(drop=True)
    count = len(own) - 1
    curves = {"zones": (count - 1) // 2, "zone": count, "between": (count - 2) // 2, "slopes": (count - 4) // 3}[kind]
    above = None
    for number, term in enumerate(own.iloc[1 : 1 + curves].to_dict("records"), start=1):
        values = _values(case, term)
        if above is not None and values is not None and (values.shape == above.shape or 1 in (values.size, above.size)):
            worse = np.flatnonzero(np.broadcast_arrays(values > above + 1e-12, values)[0])
            if len(worse):
                at = int(worse[0])
                high = values[at if values.size > 1 else 0]
                low = above[at if above.size > 1 else 0]
                return f"curve {number} is {high:g} where curve {number - 1} is {low:g}"
        above = values
    return ""


def _values(case: Case, term: dict[str, str | float]) -> np.ndarray | None:
    """The numbers of a curve in the order of its profile or file; None: it depends on a state."""
    if term["of_rule"] or term["table"]:
        return None
    factor = 1.0 if math.isnan(float(term["number"])) else float(term["number"])
    if not term["series"]:
        return np.array([factor])
    series = case.tables["series"].set_index("series")
    if term["series"] not in series.index:
        return None
    file = str(series.at[term["series"], "file"])
    if file:
        frame = case.series_files.get(file)
        if frame is None or term["series"] not in frame:
            return None
        return np.asarray(factor * frame[str(term["series"])].to_numpy(dtype=float))
    profile = case.tables["profiles"]
    own = profile[profile["series"] == term["series"]].sort_values(["months", "day_type", "index"])
    return np.asarray(factor * own["value"].to_numpy(dtype=float))


def check_uses(case: Case, rows: dict[str, Rows]) -> None:
    """A rule sets a column that it may set, of a row that is there."""
    for place, row in rows["rule_uses"]:
        table, column = str(row["table"]), str(row["column"])
        if column not in RULED[table]:
            what, allowed = f"a rule cannot set this column of {table}", ", ".join(RULED[table])
            rows["rule_uses"].tell(place, "column", what, column, allowed, "correct the column")
        if table == "limit_terms":
            continue
        known = set(case.tables[table][TABLES[table].id])
        if row["row"] not in known:
            what, allowed = f"no row of {table}.csv has this name", quoted(sorted(known))
            rows["rule_uses"].tell(place, "row", what, str(row["row"]), allowed, "correct the name")
        elif row["operation"] == "scale" and column in RULED[table]:
            _check_scaled(case, rows["rule_uses"], place, row)


def _check_scaled(case: Case, own: Rows, place: int, row: dict[str, str | float]) -> None:
    """A rule that scales needs a number to scale."""
    table, column = str(row["table"]), TABLES[str(row["table"])].by_name.get(str(row["column"]))
    if column is None or column.default is not None:
        return
    frame = case.tables[table]
    if frame[column.name][(frame[TABLES[table].id] == row["row"]).to_numpy()].isna().any():
        what, remedy = f"nothing to scale: {column.name} of {row['row']} is empty", "write the number, or set it"
        own.tell(place, "operation", what, "scale", "set, or a number there", remedy)
