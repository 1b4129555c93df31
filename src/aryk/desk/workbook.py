"""The table of the desk as a workbook, with a sheet to enter what happens; and that sheet read back."""

from __future__ import annotations

import datetime
import io
import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aryk.case.faults import Fault
from aryk.desk.document import Block, Document
from aryk.desk.entries import Sheet
from aryk.desk.words import DeskWords

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

EPOCH = datetime.datetime(2000, 1, 1)
"""Time of making that stands in every workbook, so that the same numbers make the same file."""
WIDE, NARROW = 44, 9
LOOKED_AT = 12
"""Rows in which the header of the sheet for entries is looked for."""


def workbook(made: Document, entries: Sequence[Sequence[str | float]], header: Sequence[str]) -> bytes:
    """The document as an XLSX file; `entries` are the rows that wait for what is seen."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for block in made.blocks:
        _write_block(book.create_sheet(_short(block.title)), made, block)
    words = DeskWords(made.language)
    sheet = book.create_sheet(_short(words.say("enter")))
    _write_entries(sheet, words.say("enter note"), entries, header)
    book.properties.creator = "Aryk"
    book.properties.created = book.properties.modified = EPOCH
    out = io.BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _short(title: str) -> str:
    """A title that a sheet may have."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in title)[:31]


def _write_block(sheet: Worksheet, made: Document, block: Block) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    bold, thin = Font(bold=True), Side(style="thin", color="999999")
    grey = PatternFill("solid", fgColor="EEF2F5")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet["A1"], sheet["A1"].font = made.title, Font(bold=True, size=14)
    sheet["A2"] = made.subtitle
    sheet["A3"], sheet["A3"].font = block.title, bold
    row = 5
    if block.over:
        column = 1
        for text, span in block.over:
            sheet.cell(row, column, text).font = bold
            if span > 1:
                sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + span - 1)
            column += span
        row += 1
    for place, head in enumerate(block.heads, start=1):
        cell = sheet.cell(row, place, f"{head.words}\n{head.unit}".strip())
        cell.font, cell.fill, cell.border = bold, grey, box
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[get_column_letter(place)].width = (
            WIDE if place == 1 else NARROW + 3 * (head.digits == -1)
        )
    sheet.freeze_panes = sheet.cell(row + 1, 3)
    top = row
    for cells in block.rows:
        row += 1
        if len(cells) == 1:
            sheet.cell(row, 1, cells[0]).font = bold
            continue
        for place, (value, head) in enumerate(zip(cells, block.heads, strict=True), start=1):
            empty = isinstance(value, float) and math.isnan(value)
            cell = sheet.cell(row, place, None if empty else value)
            cell.border = box
            if isinstance(value, float):
                cell.number_format = "0%" if head.digits == -2 else f"0.{'0' * max(head.digits, 0)}".rstrip(".")
    for side in made.signatures if block.key in ("schedule", "accounts") else ():
        row += 3
        sheet.cell(row, 1, f"{DeskWords(made.language).say('signed')}: {side}  ______________________")
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"


def _write_entries(sheet: Worksheet, note: str, rows: Sequence[Sequence[str | float]], header: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill

    sheet["A1"] = note
    for place, name in enumerate(header, start=1):
        sheet.cell(3, place, name).font = Font(bold=True)
    for number, cells in enumerate(rows, start=4):
        for place, value in enumerate(cells, start=1):
            cell = sheet.cell(number, place, None if value == "" else value)
            if header[place - 1] == "value":
                cell.fill = PatternFill("solid", fgColor="FFF6D6")
            elif isinstance(value, float):
                cell.number_format = "0.00"
    for letter, width in zip("ABCDEFGH", (10, 30, 10, 12, 12, 8, 12, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"


def _without_times(content: bytes) -> bytes:
    """The same archive with one time for all its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _dated(part)
            new.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dated(core: bytes) -> bytes:
    """The properties of a workbook with the one time of making; saving writes the time of the day."""
    import re

    stamp = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, core)


def read_sheet(path: Path, wanted: Sequence[str], faults: list[Fault]) -> Sheet | None:
    """The sheet of a workbook whose header has the columns for entries, as text."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError):
        what, remedy = "the file cannot be read as a workbook", "save it again as XLSX, or as CSV"
        faults.append(Fault(path.name, 0, "", what, "another format, or a damaged file", "an XLSX file", remedy))
        return None
    must = [name for name in wanted if name in ("table", "row", "value")]
    for sheet in book.worksheets:
        rows = [tuple(_text(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
        for number, row in enumerate(rows[:LOOKED_AT]):
            if set(must) <= set(row):
                found = [
                    (line, each[: len(row)])
                    for line, each in enumerate(rows[number + 1 :], start=number + 2)
                    if any(each)
                ]
                return Sheet(
                    f"{path.name} ({sheet.title})", row, tuple(e for _, e in found), tuple(n for n, _ in found)
                )
    what, remedy = "no sheet has the columns for entries", "use a workbook that the desk wrote, or a CSV file"
    faults.append(Fault(path.name, 0, "", what, ", ".join(book.sheetnames), ", ".join(wanted), remedy))
    return None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return str(cell.date())
    if isinstance(cell, float):
        return repr(cell)
    return str(cell).strip()
