"""Single changes of cells: a case to a case, checked again."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.case.cells import CellError, check_bounds, parse_cell
from aryk.case.checks import check_meaning, check_relations
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.held import held_column, held_places
from aryk.case.schema import TABLES, Column


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


def apply_changes(case: Case, changes: Iterable[Change], *, judge: bool = True) -> Case:
    """The case with changes made, in order, and checked again.

    Parameters
    ----------
    judge
        Whether the changed case is judged as a whole, which takes longer than a change; each cell is in any case.

    Raises
    ------
    CaseError
        If a change does not fit its column, reaches nothing, or the changed case makes no sense.
    """
    listed = list(changes)
    faults: list[Fault] = []
    result = _changed(case, listed, faults)
    if not faults and listed and judge:
        faults = _broken(result, listed)
        if faults:
            faults = _told_at_changes(case, listed, faults)
    if faults:
        raise CaseError(faults)
    return result


def _changed(case: Case, changes: Iterable[Change], faults: list[Fault]) -> Case:
    """The case with changes made, not checked."""
    columns: dict[str, dict[str, NDArray[Any]]] = defaultdict(dict)
    for change in changes:
        frame, held = case.tables[change.table], columns[change.table]
        if change.column not in held:
            held[change.column] = frame[change.column].to_numpy(copy=True)
        _apply(held[change.column], _reached(frame, held.get("groups"), change), change, faults)
    changed = {name: _replaced(case.tables[name], new) for name, new in columns.items()}
    return case.with_tables(changed) if changed else case


def _reached(frame: pd.DataFrame, groups: NDArray[Any] | None, change: Change) -> list[int]:
    """The places of the rows that a change reaches; `groups` are the tags where changes before it changed them."""
    if change.row:
        return held_places(TABLES[change.table], frame).get(change.row, [])
    tags = held_column(frame, "groups") if groups is None else groups
    return [place for place, cell in enumerate(tags) if change.group in cell.split()]


def _replaced(frame: pd.DataFrame, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """A frame with other values in some columns, each of the type it was."""
    new = frame.copy(deep=False)
    for name, cells in columns.items():
        new[name] = pd.Series(cells, index=frame.index, dtype=frame[name].dtype)
    return new


def _broken(case: Case, changes: Iterable[Change]) -> list[Fault]:
    """What the changes of some tables broke."""
    changed = {f"{change.table}.{change.column}" for change in changes}
    changed |= {change.table for change in changes if change.column != "active"}
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


def _apply(cells: NDArray[Any], places: list[int], change: Change, faults: list[Fault]) -> None:
    """Make one change in place, in the cells of its column."""
    column = TABLES[change.table].by_name[change.column]
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
    names = held_places(TABLES[table], case.tables[table])
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
