"""Scenarios, measures and single changes as functions from a case to a case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from aryk.case.case import Case
from aryk.case.cells import CellError, check_bounds, parse_cell
from aryk.case.checks import check_meaning, row_names
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.schema import TABLES

BASE = "base"


@dataclass(frozen=True)
class Change:
    """One change of the cells of a column; `origin` names it in messages."""

    table: str
    row: str
    group: str
    column: str
    operation: str
    value: str
    origin: str


def apply_changes(case: Case, changes: Iterable[Change]) -> Case:
    """The case with changes made, in order, and checked again.

    Raises
    ------
    CaseError
        If a change does not fit its column, reaches nothing, or the changed case makes no sense.
    """
    tables = dict(case.tables)
    faults: list[Fault] = []
    copied: set[str] = set()
    origins: set[str] = set()
    for change in changes:
        if change.table not in copied:
            tables[change.table] = tables[change.table].copy()
            copied.add(change.table)
        _apply(tables[change.table], change, faults)
        origins.add(change.origin)
    if not copied:
        return case
    changed = case.with_tables({name: tables[name] for name in copied})
    if not faults:
        check_meaning(changed, faults)
        faults = [_with_origin(fault, origins) for fault in faults]
    if faults:
        raise CaseError(faults)
    return changed


def _with_origin(fault: Fault, origins: set[str]) -> Fault:
    words = f"{fault.what} (after {quoted(sorted(origins), 4)})"
    return Fault(fault.file, fault.row, fault.column, words, fault.found, fault.allowed, fault.remedy)


def _apply(frame: pd.DataFrame, change: Change, faults: list[Fault]) -> None:
    column = TABLES[change.table].by_name[change.column]
    if change.row:
        chosen = pd.Series(row_names(TABLES[change.table], frame), index=frame.index) == change.row
    else:
        chosen = frame["groups"].map(lambda tags: change.group in tags.split())
    try:
        if change.operation in ("", "set"):
            value = parse_cell(column, change.value)
            if isinstance(value, float) and not math.isnan(value):
                check_bounds(column, value)
            frame.loc[chosen, change.column] = value
            return
        default = float(column.default) if isinstance(column.default, (int, float)) else float("nan")
        old = frame.loc[chosen, change.column].fillna(default)
        new = old * float(change.value) if change.operation == "scale" else old + float(change.value)
        for value in new.dropna():
            check_bounds(column, float(value))
        frame.loc[chosen, change.column] = new
    except CellError as error:
        place = f"{change.table}.{change.row or change.group}.{change.column}"
        faults.append(
            Fault(change.origin, 0, place, error.what, change.value or "an empty cell", error.allowed, error.remedy)
        )


def with_measures(case: Case, measures: Sequence[str]) -> Case:
    """The case with measures in place, in the order of the table.

    Raises
    ------
    CaseError
        If a measure is not there.
    """
    known = case.tables["measures"]["measure"]
    _refuse_unknown(measures, list(known), "measures")
    chosen = [name for name in known if name in set(measures)]
    return apply_changes(case, _changes(case, "measure", chosen))


def with_scenario(case: Case, scenario: str) -> Case:
    """The case under a scenario: its horizon, its measures, its changes.

    Raises
    ------
    CaseError
        If the scenario is not there or does not fit.
    """
    rows = case.tables["scenarios"].set_index("scenario", drop=False)
    if scenario == BASE and BASE not in rows.index:
        return case
    _refuse_unknown([scenario], list(rows.index), "scenarios")
    row = rows.loc[scenario]
    origin = f"scenario {scenario}"
    name = case.tables["case"]["case"].iloc[0]
    horizon = [Change("case", name, "", end, "set", row[end], origin) for end in ("start", "end") if row[end]]
    under = case
    if row["measures"]:
        under = with_measures(case, row["measures"].split())
    return apply_changes(under, [*horizon, *_changes(case, "scenario", [scenario])])


def _changes(case: Case, owner: str, names: Sequence[str]) -> list[Change]:
    rows = case.tables[f"{owner}_changes"]
    return [
        Change(row["table"], row["row"], row["group"], row["column"], row["operation"], row["value"], f"{owner} {name}")
        for name in names
        for row in rows[rows[owner] == name].to_dict("records")
    ]


def _refuse_unknown(names: Sequence[str], known: list[str], table: str) -> None:
    faults = [
        Fault(
            f"{table}.csv",
            0,
            table.removesuffix("s"),
            f"there is no {table.removesuffix('s')} of this name",
            name,
            quoted(known, 40),
            nearest(name, known) or "choose one of these",
        )
        for name in names
        if name not in known
    ]
    if faults:
        raise CaseError(faults)


def parse_setting(case: Case, words: str) -> Change:
    """`table.row.column=value` as a change; a row may hold points itself.

    Raises
    ------
    CaseError
        If it names no cell.
    """
    origin = "--set"
    place, equals, value = words.partition("=")
    table, _, rest = place.partition(".")
    row, _, column = rest.rpartition(".")
    if not (equals and table and row and column):
        raise CaseError(
            [
                Fault(
                    origin,
                    0,
                    "",
                    "not a setting",
                    words,
                    "table.row.column=value, such as stores.kirov.initial=400",
                    "write all four parts",
                )
            ]
        )
    if table not in TABLES:
        raise CaseError(
            [Fault(origin, 0, "", "no table has this name", table, quoted(TABLES, 30), nearest(table, TABLES))]
        )
    names = row_names(TABLES[table], case.tables[table])
    if row not in names:
        raise CaseError(
            [
                Fault(
                    origin,
                    0,
                    "",
                    f"no row of {table}.csv has this name",
                    row,
                    f"a name from {table}.csv",
                    nearest(row, names),
                )
            ]
        )
    allowed = [name for name in TABLES[table].by_name if name not in TABLES[table].key]
    if column not in allowed:
        raise CaseError(
            [
                Fault(
                    origin,
                    0,
                    "",
                    f"{table}.csv has no column of this name that can change",
                    column,
                    quoted(allowed, 40),
                    nearest(column, allowed),
                )
            ]
        )
    return Change(table, row, "", column, "set", value, origin)
