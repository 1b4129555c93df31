"""Measures that the plan may choose: each becomes an expansion whose size is the share of it that is built.

What a measure puts into use grows from nothing to its capacity with the share; what it adds to a capacity or to the
value of a limit is added in that share. The capital is paid back over the life of the measure at the interest of the
case, and paid by its owner.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from aryk.case.case import Case, typed_frame
from aryk.case.changes import Change, apply_changes
from aryk.case.checks import check_meaning
from aryk.case.faults import CaseError, Fault
from aryk.case.held import rows_of
from aryk.case.schema import GROWING, TABLES
from aryk.measures.apply import measure_changes

MILLION = 1e6


@dataclass
class _Draft:
    """What the measures make of the case: plain changes, and rows to add."""

    plain: list[Change] = field(default_factory=list)
    terms: list[dict[str, str | float]] = field(default_factory=list)
    limit_terms: list[dict[str, str | float]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def with_choice(case: Case, measures: Sequence[str]) -> Case:
    """The case in which the plan may build any share of measures.

    Raises
    ------
    CaseError
        If a measure is not there, has no capital or life, or changes what cannot grow with a share.
    """
    if not measures:
        return case
    draft = _Draft()
    rows = case.tables["measures"].set_index("measure", drop=False)
    for name in measures:
        changes = measure_changes(case, [name])
        _check_cost(rows.loc[name], changes, draft.faults)
        for change in changes:
            _take(case, name, change, draft)
    if draft.faults:
        raise CaseError(draft.faults)
    grown = apply_changes(_without_capacity(case, draft), draft.plain)
    interest = case.tables["case"]["interest"].iloc[0]
    added = {
        "expansions": [_expansion(rows.loc[name], interest) for name in measures],
        "expansion_terms": draft.terms,
        "limit_terms": draft.limit_terms,
    }
    tables, files = dict(grown.tables), dict(grown.files)
    for table, new in added.items():
        frame = typed_frame(TABLES[table], new)
        tables[table] = pd.concat([tables[table], frame], ignore_index=True) if len(tables[table]) else frame
        place = pd.DataFrame({"file": ["measures.csv"] * len(new), "row": [0] * len(new)})
        files[table] = pd.concat([files[table], place], ignore_index=True)
    result = replace(grown, tables=tables, files=files, as_written=False)
    faults: list[Fault] = []
    check_meaning(result, faults, tuple(added))
    if faults:
        raise CaseError(faults)
    return result


def _check_cost(row: pd.Series, changes: Sequence[Change], faults: list[Fault]) -> None:
    """A measure that is chosen has a cost; without one it would always be built."""
    place = changes[0] if changes else None
    for column in ("capital", "life"):
        if not row[column] > 0:
            what = f"the plan cannot choose {row['measure']}: its {column} is not known"
            remedy = f"write {column} in measures.csv, or put it under measures instead of choose"
            file = place.file.rpartition("/")[0] if place else ""
            name = f"{file}/measures.csv" if file else "measures.csv"
            faults.append(Fault(name, 0, column, what, "an empty cell", "a number above 0", remedy))


def _take(case: Case, measure: str, change: Change, draft: _Draft) -> None:
    """Turn one change of a measure into what grows with its share."""
    sets = change.operation in ("", "set")
    if sets and change.column == "active" and change.value == "yes":
        draft.plain.append(change)
        for name in rows_of(case, change.table, change.row, change.group):
            _take_into_use(case, measure, change, name, draft)
    elif change.table == "limits" and change.column == "value" and change.operation != "scale":
        for name in rows_of(case, change.table, change.row, change.group):
            old = float(case.tables["limits"].set_index("limit")["value"][name])
            more = float(change.value) - (old if sets else 0.0)
            draft.limit_terms.append(
                {"limit": name, "table": "expansions", "row": measure, "quantity": "size", "coefficient": -more}
            )
    elif change.column in GROWING.get(change.table, ()) and change.operation != "scale":
        for name in rows_of(case, change.table, change.row, change.group):
            old = float(case.tables[change.table].set_index(TABLES[change.table].id)[change.column][name])
            _add_term(measure, change, name, change.column, float(change.value) - (old if sets else 0.0), draft)
    else:
        what = f"the plan cannot choose a share of {measure}: this change cannot be made in part"
        allowed = "putting rows into use, adding to capacities, to values of limits"
        draft.faults.append(
            change.fault(what, change.value, allowed, "put the measure under measures instead of choose")
        )


def _take_into_use(case: Case, measure: str, change: Change, name: str, draft: _Draft) -> None:
    if change.table not in GROWING:
        return
    row = case.tables[change.table].set_index(TABLES[change.table].id).loc[name]
    sizes = {column: float(row[column]) for column in GROWING[change.table]}
    if math.isnan(sizes["capacity"]):
        what = f"the plan cannot choose a share of {measure}: {name} has no capacity to grow to"
        remedy = f"write capacity in {change.table}.csv"
        draft.faults.append(change.fault(what, "an empty cell", "a row with a capacity", remedy))
    for column, size in sizes.items():
        if size > 0:
            _add_term(measure, change, name, column, size, draft)


def _add_term(measure: str, change: Change, name: str, column: str, size: float, draft: _Draft) -> None:
    if size < 0:
        what = f"the plan cannot choose a share of {measure}: it makes a capacity smaller"
        remedy = "put the measure under measures instead of choose"
        draft.faults.append(change.fault(what, f"{size:g}", "a change that adds", remedy))
        return
    draft.terms.append(
        {"expansion": measure, "table": change.table, "row": name, "column": column, "coefficient": size}
    )


def _without_capacity(case: Case, draft: _Draft) -> Case:
    """The case in which rows that are only now put into use begin with nothing."""
    put = {(each.table, name) for each in draft.plain for name in rows_of(case, each.table, each.row, each.group)}
    tables: dict[str, pd.DataFrame] = {}
    for term in draft.terms:
        table, name = str(term["table"]), str(term["row"])
        if (table, name) in put:
            frame = tables.setdefault(table, case.tables[table].copy())
            at = np.flatnonzero((frame.iloc[:, 0] == name).to_numpy())
            for column in (str(term["column"]), "minimum"):
                values = frame[column].to_numpy(copy=True)
                values[at] = 0.0
                frame[column] = values
    return case.with_tables(tables) if tables else case


def _expansion(row: pd.Series, interest: float) -> dict[str, str | float]:
    """A measure as an expansion of size 0 to 1."""
    return {
        "expansion": row["measure"],
        "title": row["title"],
        "party": row["party"],
        "minimum": 0.0,
        "maximum": 1.0,
        "capital": row["capital"] * MILLION,
        "life": row["life"],
        "interest": 0.0 if math.isnan(interest) else interest,
        "lead_time": row["lead_time"],
        "upkeep": 0.0 if math.isnan(row["upkeep"]) else row["upkeep"],
        "reference": row["reference"],
        "basis": row["basis"],
    }
