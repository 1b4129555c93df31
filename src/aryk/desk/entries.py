"""What people enter: storages, inflows and flows of canals that were seen, from a CSV file or the desk's own workbook.

    table,row,quantity,dekad,value
    stores,kirov,level,2026-06-01,371.5
    supplies,chu-kochkor,flow,2026-06-01,52.4

A level is that at the end of the dekad, a flow the mean over it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aryk.case.case import Case
from aryk.case.cells import number_remedy
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.files import read_cells
from aryk.case.schema import STEPS
from aryk.case.units import UnitError, conversion
from aryk.desk.dekads import dekad_before, dekad_fault, next_dekad

ENTERED = {
    "stores": ("level",),
    "supplies": ("flow",),
    "links": ("flow",),
    "demands": ("served",),
    "limits": ("delivered",),
    "accounts": ("level",),
}
"""What may be entered of the rows of a table; the first is meant where the cell is empty."""

AS_RUN = "run"
"""The word that stands for: nobody looked, take what the run says."""

COLUMNS = ("table", "row", "quantity", "dekad", "value")
FURTHER = ("unit", "title", "expected", "note")
Key = tuple[str, str, str]
Tell = Callable[[str, str, str, str, str], None]
"""Notes a fault of a row: column, what, found, allowed, remedy."""


@dataclass(frozen=True)
class Entry:
    """A number that was seen in a dekad, in the units of the carrier; NaN: take what the run says."""

    table: str
    row: str
    quantity: str
    dekad: str
    value: float

    @property
    def key(self) -> Key:
        """Table, row and quantity."""
        return self.table, self.row, self.quantity


@dataclass(frozen=True)
class Sheet:
    """Cells of a file of entries, as text, with the line of each row."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def read_entries(path: Path, case: Case, before: str, needed: Sequence[str] = ()) -> list[Entry]:
    """What a file says of the dekads up to the one before a day.

    Parameters
    ----------
    case
        The part of the case that is the river.
    before
        The first day of the dekad that is to be planned; rows without a dekad speak of the one before it.
    needed
        Stores of which a level must be given.

    Raises
    ------
    CaseError
        With all that is wrong: dates, rows that are not there, numbers below zero, storages above the capacity.
    """
    faults: list[Fault] = []
    sheet = _sheet(path, faults)
    entries = _entries(sheet, case, before, faults) if sheet is not None else []
    if sheet is not None:
        _tell_missing(sheet, entries, needed, before, faults)
    if faults:
        raise CaseError(faults)
    return entries


def _sheet(path: Path, faults: list[Fault]) -> Sheet | None:
    file = path.name
    if not path.is_file():
        remedy = "name a CSV file, or a workbook that the desk wrote"
        faults.append(Fault(file, 0, "", "there is no such file", str(path), "a file of entries", remedy))
        return None
    if path.suffix.lower() == ".xlsx":
        from aryk.desk.workbook import read_sheet

        sheet = read_sheet(path, COLUMNS, faults)
    else:
        text = read_cells(path, file, faults)
        sheet = None if text is None else Sheet(file, text.header, text.rows, text.lines)
    if sheet is None:
        return None
    missing = [name for name in ("table", "row", "value") if name not in sheet.header]
    unknown = [name for name in sheet.header if name and name not in (*COLUMNS, *FURTHER)]
    for name in missing:
        what, remedy = "a column is missing", f"add the column {name}"
        faults.append(Fault(file, 1, name, what, quoted(sheet.header), ", ".join(COLUMNS), remedy))
    for name in unknown:
        what, remedy = "a column that is not read", nearest(name, COLUMNS) or "take it out"
        faults.append(Fault(file, 1, name, what, name, ", ".join((*COLUMNS, *FURTHER)), remedy))
    return None if missing or unknown else sheet


def _entries(sheet: Sheet, case: Case, before: str, faults: list[Fault]) -> list[Entry]:
    read: dict[tuple[Key, str], Entry] = {}
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        row = {name: cell for name, cell in zip(sheet.header, cells, strict=True) if name}
        if not row["value"]:
            continue
        known = len(faults)
        entry = _entry(sheet.file, line, row, case, before, faults)
        if entry is None or len(faults) > known:
            continue
        place = (entry.key, entry.dekad)
        if place in read:
            what, remedy = "entered twice", "take one of the rows out"
            found = f"{entry.row} {entry.quantity} of {entry.dekad}"
            faults.append(Fault(sheet.file, line, "row", what, found, "each number once", remedy))
        read[place] = entry
    return list(read.values())


def _entry(file: str, line: int, row: Mapping[str, str], case: Case, before: str, faults: list[Fault]) -> Entry | None:
    def tell(column: str, what: str, found: str, allowed: str, remedy: str) -> None:
        faults.append(Fault(file, line, column, what, found, allowed, remedy))

    table, name = row["table"], row["row"]
    if table not in ENTERED:
        tell(
            "table", "nothing of this table is entered", table, quoted(ENTERED), nearest(table, ENTERED) or "correct it"
        )
        return None
    quantity = row.get("quantity", "") or ENTERED[table][0]
    names = [str(each) for each in case.table(table).index]
    what = f"no row of {table}.csv in this river has this name"
    if name not in names:
        tell("row", what, name, quoted(names), nearest(name, names) or "correct the name")
    if quantity not in ENTERED[table]:
        tell("quantity", f"not entered of {table}", quantity, ", ".join(ENTERED[table]), "correct it")
    dekad = row.get("dekad", "")
    if dekad:
        wrong = dekad_fault(dekad, file, line, "dekad", "the dekad")
        if wrong is not None:
            faults.append(wrong)
        elif next_dekad(dekad) > before:
            tell(
                "dekad", "what was seen lies before the day of the desk", dekad, f"before {before}", "correct the dekad"
            )
    value = _value(row["value"], tell)
    if name not in names or quantity not in ENTERED[table] or value is None:
        return None
    value = _converted(value, row.get("unit", ""), case, table, name, quantity, tell)
    if value is not None:
        _tell_bounds(value, case, table, name, tell)
        _tell_idle(case, table, name, tell)
    return None if value is None else Entry(table, name, quantity, dekad or dekad_before(before), value)


def _value(cell: str, tell: Tell) -> float | None:
    if cell.lower() == AS_RUN:
        return math.nan
    try:
        value = float(cell)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        allowed = f"a number, or {AS_RUN} to take what the run says"
        tell("value", "not a number", cell, allowed, number_remedy(None, cell))
        return None
    return value


def unit_of_entry(case: Case, table: str, row: str, quantity: str) -> str:
    """The unit in which a number is entered: amounts for levels and deliveries, else rates."""
    carriers = case.table("carriers")
    if table == "limits":
        carrier = carriers[carriers["system"] == "water"].iloc[0] if len(carriers) > 1 else carriers.iloc[0]
    else:
        carrier = carriers.loc[case.carrier_of(table)[row]]
    return str(carrier["amount_unit" if quantity in ("level", "delivered") else "rate_unit"])


def _converted(value: float, unit: str, case: Case, table: str, row: str, quantity: str, tell: Tell) -> float | None:
    wanted = unit_of_entry(case, table, row, quantity)
    if not unit or unit == wanted:
        return value
    try:
        return value * conversion(unit, wanted)
    except UnitError as error:
        tell("unit", f"the unit does not fit: {error}", unit, wanted, f"write {wanted}")
        return None


def _tell_bounds(value: float, case: Case, table: str, row: str, tell: Tell) -> None:
    """Numbers that no river has: flows and contents below zero, contents above the capacity."""
    if math.isnan(value) or table in ("limits", "accounts"):
        return
    most = float(case.table("stores").at[row, "capacity"]) if table == "stores" else math.nan
    if value < 0 or value > most:
        what = "a storage outside its bounds" if table == "stores" else "a flow below zero"
        allowed = f"0 to {most:g}" if not math.isnan(most) else "0 or more"
        tell("value", what, f"{value:g}", allowed, "check the number and its unit")


def _tell_idle(case: Case, table: str, row: str, tell: Tell) -> None:
    """Rows of which the desk keeps nothing: stores that close within a dekad, limits that bind each dekad anew."""
    short = STEPS[: STEPS.index("dekad") + 1]
    column = {"stores": "regulation", "limits": "per"}.get(table)
    found = str(case.table(table).at[row, column]) if column else ""
    if found in short:
        what = "it closes within each dekad, so nothing of it is kept"
        tell("row", what, f"{row}: {column} {found}", "", "take the row out")


def _tell_missing(
    sheet: Sheet, entries: Sequence[Entry], needed: Sequence[str], before: str, faults: list[Fault]
) -> None:
    given = {each.row for each in entries if each.table == "stores" and next_dekad(each.dekad) == before}
    told = {fault.found for fault in faults}
    written = {
        row["row"]
        for row in (dict(zip(sheet.header, cells, strict=True)) for cells in sheet.rows)
        if row["table"] == "stores" and row["value"]
    }
    for name in needed:
        if name not in given | written | told:
            what = f"no storage of {name} on the morning of {before}"
            remedy = f"add a row: stores,{name},level; write {AS_RUN} as value to take what the run says"
            faults.append(Fault(sheet.file, 0, "row", what, "", "a level of each reservoir of the table", remedy))
