"""Cells of a table: from text to values, by the declaration of their column."""

from __future__ import annotations

import datetime
import math
import re

from aryk.case.faults import nearest, quoted
from aryk.case.schema import Column

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SEASON_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_GAP = re.compile(r"[ \u00a0\u202f']")
_THOUSANDS = re.compile(r"-?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?")


class CellError(ValueError):
    """A cell that cannot be read: `what`, `allowed` and `remedy` of the fault."""

    def __init__(self, what: str, allowed: str, remedy: str) -> None:
        self.what, self.allowed, self.remedy = what, allowed, remedy
        super().__init__(what)


def parse_cell(column: Column, cell: str) -> str | float:
    """The value of a cell: a float for numbers (NaN when empty), else text ("" when empty).

    Raises
    ------
    CellError
        If the cell is not what the column allows. Bounds are checked by `check_bounds`, after units.
    """
    if cell == "":
        return _empty(column)
    match column.kind:
        case "number" | "integer":
            return _number(column, cell)
        case "id":
            if not _IDENTIFIER.fullmatch(cell):
                raise CellError(
                    "a name must be letters, digits, '-', '_' and '.'",
                    "such as kirov or bishkek-chp",
                    "put the full wording into the column title",
                )
        case "yes-no":
            if cell not in ("yes", "no"):
                raise CellError(
                    "neither yes nor no", "yes, no", nearest(cell.lower(), ("yes", "no")) or "write yes or no"
                )
        case "choice":
            if cell not in column.choices:
                raise CellError(
                    "not one of the words allowed here",
                    quoted(column.choices),
                    nearest(cell, column.choices) or f"choose one; meaning: {column.meaning}",
                )
        case "date":
            _date(cell)
        case "season-day":
            if not _SEASON_DAY.fullmatch(cell):
                raise CellError(
                    "not a day of the year",
                    "month-day, such as 04-01",
                    "write two digits for the month and two for the day",
                )
        case "text" | "list":
            pass
    return cell


def _empty(column: Column) -> str | float:
    if column.required:
        raise CellError("an empty cell where a value is needed", _expected(column), column.meaning)
    return math.nan if column.kind in ("number", "integer") else ""


def _expected(column: Column) -> str:
    if column.kind in ("number", "integer"):
        bounds = describe_bounds(column)
        return f"a {'whole ' if column.kind == 'integer' else ''}number{bounds}"
    if column.refers:
        return f"a name from {column.refers}.csv"
    if column.choices:
        return quoted(column.choices)
    return {"date": "a day such as 2024-04-01", "id": "a name such as kirov"}.get(column.kind, "a text")


def describe_bounds(column: Column) -> str:
    """The bounds of a column in words, with a leading blank, or nothing."""
    if column.minimum is not None and column.maximum is not None:
        return f" from {column.minimum:g} to {column.maximum:g}"
    if column.minimum is not None:
        return f" of at least {column.minimum:g}"
    if column.maximum is not None:
        return f" of at most {column.maximum:g}"
    return ""


def _number(column: Column, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        if re.fullmatch(r"-?\d+,\d+", cell):
            remedy = f"write {cell.replace(',', '.')}; a spreadsheet with Russian settings writes decimal commas"
        elif _THOUSANDS.fullmatch(cell):
            closed = _GAP.sub("", cell).replace(",", ".")
            remedy = f"write {closed} without gaps between the thousands"
        elif cell.endswith("%"):
            remedy = "write a share such as 0.25 for 25 %"
        elif re.match(r"-?[\d.]+\s*[A-Za-z]", cell):
            remedy = "write the unit into the header, such as `capacity [GW]`, and only the number here"
        else:
            remedy = "write digits with a decimal point, or leave the cell empty if the column allows it"
        raise CellError("not a number", _expected(column), remedy) from None
    if "_" in cell or not math.isfinite(value):
        raise CellError("not a number", _expected(column), "leave the cell empty for no limit or not known")
    if column.kind == "integer" and value != int(value):
        raise CellError("not a whole number", _expected(column), f"write {round(value)} or another whole number")
    return value


def _date(cell: str) -> None:
    try:
        if len(cell) != 10:
            raise ValueError
        datetime.date.fromisoformat(cell)
    except ValueError:
        remedy = "write year-month-day"
        if russian := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", cell):
            day, month, year = russian.groups()
            remedy = f"write {year}-{int(month):02d}-{int(day):02d}"
        raise CellError("not a day of the calendar", "a day such as 2024-04-01", remedy) from None


def check_bounds(column: Column, value: float) -> None:
    """Refuse a number outside the bounds of its column.

    Raises
    ------
    CellError
        If the value lies below the minimum or above the maximum.
    """
    below = column.minimum is not None and value < column.minimum
    above = column.maximum is not None and value > column.maximum
    if below or above:
        raise CellError(
            "a number outside its bounds",
            f"a number{describe_bounds(column)}",
            "check the number and the unit in the header",
        )
