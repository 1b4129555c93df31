"""Cells of a table: from text to values, by the declaration of their column."""

from __future__ import annotations

import calendar
import datetime
import math
import re

from aryk.case.faults import nearest, quoted
from aryk.case.schema import Column
from aryk.case.units import is_known

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SEASON_DAY = re.compile(r"\d\d-\d\d")
_LEAP_YEAR = 2024
_GAP = re.compile(r"[ \u00a0\u202f']")
_THOUSANDS = re.compile(r"-?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?")
_THOUSANDS_BY_COMMA = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


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
            _season_day(cell)
        case "text" | "list":
            pass
    return cell


def _empty(column: Column) -> str | float:
    if column.required:
        raise CellError(
            "an empty cell where a value is needed", _expected(column), f"fill it; meaning: {column.meaning}"
        )
    return math.nan if column.is_numeric else ""


def _expected(column: Column) -> str:
    if column.is_numeric:
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
        raise CellError("not a number", _expected(column), number_remedy(column, cell)) from None
    if "_" in cell or not math.isfinite(value):
        remedy = "leave the cell empty for no limit or not known"
        if column.required or "_" in cell:
            remedy = "write digits with a decimal point"
        raise CellError("not a number", _expected(column), remedy)
    if column.kind == "integer" and value != int(value):
        raise CellError("not a whole number", _expected(column), f"write {round(value)} or another whole number")
    return value


def number_remedy(column: Column | None, cell: str) -> str:
    """How to write what was meant as a number; `column` is None for a value of a series."""
    if re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", cell):
        return f"write {cell.replace(',', '.')} if the comma is a decimal comma, {cell.replace(',', '')} if it is not"
    if re.fullmatch(r"-?\d+,\d+", cell):
        return f"write {cell.replace(',', '.')}; a spreadsheet with Russian settings writes decimal commas"
    if _THOUSANDS.fullmatch(cell):
        return f"write {_GAP.sub('', cell).replace(',', '.')} without gaps between the thousands"
    if _THOUSANDS_BY_COMMA.fullmatch(cell):
        return f"write {cell.replace(',', '')} without commas between the thousands"
    if percent := re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*%", cell):
        return f"write the share, {float(percent[1].replace(',', '.')) / 100:g}"
    if re.fullmatch(r"[\u2212\u2013\u2014]\s*[\d.,]+", cell):
        return f"write the minus sign of the keyboard: -{cell[1:].strip().replace(',', '.')}"
    if column is not None and column.unit and (number := re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*([^\W\d_].*)", cell)):
        unit = number[2] if is_known(number[2]) else "GW"
        if " " in cell or is_known(number[2]):
            return f"write only {number[1]} here; a unit goes into the header, such as {column.name} [{unit}]"
    if column is None or column.required:
        return "write digits with a decimal point"
    return "write digits with a decimal point, or leave the cell empty"


def _date(cell: str) -> None:
    try:
        if len(cell) != 10:
            raise ValueError
        datetime.date.fromisoformat(cell)
    except ValueError:
        raise CellError(
            "not a day of the calendar", "a day such as 2024-04-01", date_remedy(cell) or "write year-month-day"
        ) from None


def date_remedy(cell: str) -> str:
    """How to write what was meant as a day, or nothing where it cannot be seen."""
    russian = re.fullmatch(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", cell)
    loose = re.fullmatch(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})([ T].*)?", cell)
    if match := russian or loose:
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        if year and 1 <= month <= 12:
            length = calendar.monthrange(year, month)[1]
            if 1 <= day <= length:
                return f"write {year:04d}-{month:02d}-{day:02d}"
            return f"{year:04d}-{month:02d} has the days 1 to {length}"
    return ""


def _season_day(cell: str) -> None:
    remedy = "write two digits for the month and two for the day"
    try:
        if not _SEASON_DAY.fullmatch(cell):
            raise ValueError
        datetime.date.fromisoformat(f"{_LEAP_YEAR}-{cell}")
    except ValueError:
        russian = re.fullmatch(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})", cell)
        if match := russian or re.fullmatch(r"(?P<month>\d{1,2})-(?P<day>\d{1,2})", cell):
            month, day = int(match["month"]), int(match["day"])
            if 1 <= month <= 12:
                length = calendar.monthrange(_LEAP_YEAR, month)[1]
                fits = 1 <= day <= length
                remedy = f"write {month:02d}-{day:02d}" if fits else f"month {month:02d} has the days 1 to {length}"
        raise CellError("not a day of the year", "month-day, such as 04-01", remedy) from None


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
        remedy = "check the number"
        if column.unit == "1" and column.maximum == 1 and value > 1:
            remedy = (
                f"write a share: {value / 100:g} for {value:g} %" if value <= 100 else "write a share, 0.25 for 25 %"
            )
        elif column.unit:
            remedy = "check the number and the unit in the header"
        raise CellError("a number outside its bounds", f"a number{describe_bounds(column)}", remedy)
