"""Scenarios, measures and single changes as functions from a case to a case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.case.cells import CellError, check_bounds, parse_cell
from aryk.case.checks import check_meaning, check_relations, held_records, row_names
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.schema import TABLES, Column

BASE = "base"


@dataclass(frozen=True)
class Change:
    """One change of the cells of a column.

    `origin` names it in messages; a change that is written in a table also knows its file, line and cell there.
    """

    table: str
    row: str
    group: str
    column: str
    operation: str
    value: str
    origin: str
    file: str = ""
    line: int = 0
    cell: str = "value"

    @property
    def target(self) -> str:
        """What it changes."""
        return f"{self.table}.{self.row or self.group}.{self.column}"

    def fault(self, what: str, found: str, allowed: str, remedy: str) -> Fault:
        """What is wrong with this change, told where it is written."""
        if self.file:
            return Fault(self.file, self.line, self.cell, f"{what}, for {self.target}", found, allowed, remedy)
        return Fault(self.origin, 0, self.target, what, found, allowed, remedy)


def apply_changes(case: Case, changes: Iterable[Change]) -> Case:
    """The case with changes made, in order, and checked again.

    Raises
    ------
    CaseError
        If a change does not fit its column, reaches nothing, or the changed case makes no sense.
    """
    listed = list(changes)
    faults: list[Fault] = []
    result = _changed(case, listed, faults)
    if not faults and result is not case:
        faults = _broken(result, listed)
        if faults:
            faults = _told_at_changes(case, listed, faults)
    if faults:
        raise CaseError(faults)
    return result


def _changed(case: Case, changes: Iterable[Change], faults: list[Fault]) -> Case:
    """The case with changes made, not checked."""
    tables = dict(case.tables)
    for change in changes:
        if tables[change.table] is case.tables[change.table]:
            tables[change.table] = tables[change.table].copy()
        _apply(tables[change.table], change, faults)
    changed = {name: frame for name, frame in tables.items() if frame is not case.tables[name]}
    return case.with_tables(changed) if changed else case


def _broken(case: Case, changes: Iterable[Change]) -> list[Fault]:
    """What the changes of some tables broke."""
    changed = {each for change in changes for each in (change.table, f"{change.table}.{change.column}")}
    faults: list[Fault] = []
    if "payments" in changed or any(change.column == "groups" for change in changes):
        check_relations(case.tables, case.files, faults, only=("limit_terms", "indicator_terms", "payments"))
    if not faults:
        check_meaning(case, faults, changed)
    return faults


def _told_at_changes(case: Case, changes: list[Change], faults: Iterable[Fault]) -> list[Fault]:
    """Faults of a changed case, each told at the first change that brings it about."""
    culprits: dict[tuple[str, int, str], Change] = {}
    for change in changes:
        case = _changed(case, [change], [])
        for fault in _broken(case, [change]):
            culprits.setdefault((fault.file, fault.row, fault.column), change)
    told = []
    for fault in faults:
        change = culprits.get((fault.file, fault.row, fault.column), changes[-1])
        where = f"{fault.file}, row {fault.row}, column {fault.column}"
        what = f"after this change: {fault.what} ({where})"
        place = (change.file, change.line, change.cell) if change.file else (change.origin, 0, change.target)
        told.append(Fault(*place, what, fault.found, fault.allowed, fault.remedy))
    return told


def _apply(frame: pd.DataFrame, change: Change, faults: list[Fault]) -> None:
    """Make one change in place."""
    column = TABLES[change.table].by_name[change.column]
    if change.row:
        places = [place for place, name in enumerate(row_names(TABLES[change.table], frame)) if name == change.row]
    else:
        places = [place for place, tags in enumerate(frame["groups"].tolist()) if change.group in tags.split()]
    cells = frame[change.column].to_numpy(copy=True)
    try:
        if change.operation in ("", "set"):
            value = parse_cell(column, change.value)
            if isinstance(value, float) and not math.isnan(value):
                check_bounds(column, value)
            cells[places] = value
        else:
            _calculate(cells, places, column, change)
    except CellError as error:
        faults.append(change.fault(error.what, change.value or "an empty cell", error.allowed, error.remedy))
    frame[change.column] = cells


def _calculate(cells: NDArray[np.float64], places: list[int], column: Column, change: Change) -> None:
    """Scale numbers or add to them, in place; empty cells stand for their default."""
    default = float(column.default) if isinstance(column.default, (int, float)) else math.nan
    old = np.where(np.isnan(cells[places]), default, cells[places])
    if np.isnan(old).all():
        remedy = "use set, or write the number that changes"
        raise CellError(f"{change.operation} changes nothing: the cell is empty", "a cell with a number", remedy)
    new = old * float(change.value) if change.operation == "scale" else old + float(change.value)
    for before, value in zip(old, new, strict=True):
        if not math.isnan(value):
            try:
                check_bounds(column, float(value))
            except CellError as error:
                what = f"{change.operation} by {change.value} turns {before:g} into {value:g}, {error.what}"
                raise CellError(what, error.allowed, f"choose another value to {change.operation} by") from None
    cells[places] = new


def with_measures(case: Case, measures: Sequence[str]) -> Case:
    """The case with measures in place, in the order of the table.

    Raises
    ------
    CaseError
        If a measure is not there, or the case with it makes no sense.
    """
    return apply_changes(case, measure_changes(case, measures))


def with_scenario(case: Case, scenario: str) -> Case:
    """The case under a scenario: its horizon, its measures, its changes, judged together.

    Raises
    ------
    CaseError
        If the scenario is not there or does not fit.
    """
    return apply_changes(case, scenario_changes(case, scenario))


def measure_changes(case: Case, measures: Sequence[str]) -> list[Change]:
    """What measures change, in the order of the table.

    Raises
    ------
    CaseError
        If a measure is not there.
    """
    known = case.tables["measures"]["measure"]
    _refuse_unknown(measures, list(known), "measures")
    return _changes(case, "measure", [name for name in known if name in set(measures)])


def scenario_changes(case: Case, scenario: str) -> list[Change]:
    """What a scenario changes: first its measures, then its horizon, then its own changes.

    Raises
    ------
    CaseError
        If the scenario is not there.
    """
    rows = case.tables["scenarios"].set_index("scenario", drop=False)
    if scenario == BASE and BASE not in rows.index:
        return []
    _refuse_unknown([scenario], list(rows.index), "scenarios")
    row = rows.loc[scenario]
    place = rows.index.get_loc(scenario)
    file, line = str(case.files["scenarios"]["file"].iloc[place]), int(case.files["scenarios"]["row"].iloc[place])
    name = case.tables["case"]["case"].iloc[0]
    horizon = [
        Change("case", name, "", end, "set", row[end], f"scenario {scenario}", file, line, end)
        for end in ("start", "end")
        if row[end]
    ]
    return [*measure_changes(case, row["measures"].split()), *horizon, *_changes(case, "scenario", [scenario])]


def _changes(case: Case, owner: str, names: Sequence[str]) -> list[Change]:
    frame, files = case.tables[f"{owner}_changes"], case.files[f"{owner}_changes"]
    order = {name: place for place, name in enumerate(names)}
    owners = frame[owner].tolist() if names else []
    chosen = sorted((place for place, name in enumerate(owners) if name in order), key=lambda each: order[owners[each]])
    rows, places = held_records(frame), held_records(files)
    return [
        Change(
            **{each: row[each] for each in ("table", "row", "group", "column", "operation", "value")},
            origin=f"{owner} {row[owner]}",
            file=place["file"],
            line=place["row"],
        )
        for row, place in ((rows[each], places[each]) for each in chosen)
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
