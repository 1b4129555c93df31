"""Files of a case as text: found, decoded, split into cells; what a Russian-locale spreadsheet does is explained."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aryk.case.faults import Fault, nearest
from aryk.case.schema import TABLES

SERIES_FOLDER = "series"
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


@dataclass(frozen=True)
class TextTable:
    """A table file as text: header and cells as they stand, with the line each row begins on."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def table_files(folder: Path, faults: list[Fault]) -> Iterator[tuple[str, Path]]:
    """Name of the table and path of every table file, in the folder and in its subfolders.

    A CSV file that is named like no table is a fault: it would be silently left out.
    """
    places = [folder, *sorted(each for each in folder.iterdir() if each.is_dir() and each.name != SERIES_FOLDER)]
    for place in places:
        for path in sorted(place.iterdir()):
            if path.suffix.lower() != ".csv" or path.name.startswith((".", "~")):
                continue
            name = path.stem
            if name in TABLES:
                yield name, path
            else:
                faults.append(
                    Fault(
                        path.relative_to(folder).as_posix(),
                        0,
                        "",
                        "no table has this name, so the file would be left out",
                        path.name,
                        ", ".join(f"{each}.csv" for each in TABLES),
                        nearest(name, TABLES) or "rename the file or take it out of the case",
                    )
                )


def read_text(path: Path, file: str, faults: list[Fault]) -> str | None:
    """The text of a file in UTF-8; another encoding is a fault that names it."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "UTF-16"
        else:
            encoding = _cyrillic(content)
        line = content[: error.start].count(b"\n") + 1
        faults.append(
            Fault(
                file,
                line,
                "",
                "the file is not UTF-8",
                f"encoding {encoding}" if encoding else f"byte {content[error.start]:#04x}",
                "UTF-8",
                "in Excel: Save as, CSV UTF-8 (comma delimited); in LibreOffice: Save as, edit filter settings, UTF-8",
            )
        )
        return None


def _cyrillic(content: bytes) -> str:
    """`cp1251` if the bytes read as Cyrillic letters there, else nothing."""
    try:
        words = content.decode("cp1251")
    except UnicodeDecodeError:
        return ""
    high = [sign for sign in words if ord(sign) > 127]
    letters = sum("\u0400" <= sign <= "\u04ff" for sign in high)
    return "cp1251 (Windows Cyrillic)" if high and letters > len(high) / 2 else ""


def read_cells(path: Path, file: str, faults: list[Fault]) -> TextTable | None:
    """The cells of a CSV file; faults in its form are told and leave None."""
    words = read_text(path, file, faults)
    if words is None:
        return None
    first = words.lstrip("\n").split("\n", 1)[0]
    if _semicolons(first):
        comma = _DECIMAL_COMMA.search(words.partition("\n")[2])
        faults.append(
            Fault(
                file,
                1,
                "",
                "the columns are separated by semicolons, as a spreadsheet with Russian settings writes them",
                first.strip()[:60] + (f"; and decimal commas such as {comma.group()}" if comma else ""),
                "columns separated by commas, decimals with a point",
                "in the spreadsheet's settings choose the list separator ',' and the decimal sign '.', and save again",
            )
        )
        return None
    if "\t" in first and "," not in first:
        faults.append(
            Fault(
                file,
                1,
                "",
                "the columns are separated by tabs",
                first.strip()[:60],
                "columns separated by commas",
                "save as CSV, comma delimited",
            )
        )
        return None
    return _split(words, file, faults)


def _semicolons(first: str) -> bool:
    return first.count(";") > first.count(",")


def _split(words: str, file: str, faults: list[Fault]) -> TextTable | None:
    reader = csv.reader(io.StringIO(words, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    header: tuple[str, ...] | None = None
    begin = 1
    try:
        for found in reader:
            stripped = tuple(cell.strip() for cell in found)
            if any(stripped):
                if header is None:
                    header = stripped
                else:
                    rows.append(stripped)
                    lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        faults.append(
            Fault(
                file,
                reader.line_num,
                "",
                "the line cannot be split into cells",
                str(error),
                "cells separated by commas",
                'close every quotation mark; write a quotation mark inside a quoted cell twice ("")',
            )
        )
        return None
    if header is None:
        faults.append(
            Fault(
                file,
                0,
                "",
                "the file is empty",
                "",
                "a header line with column names",
                "add the header or delete the file",
            )
        )
        return None
    kept: list[tuple[str, ...]] = []
    sound = True
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) != len(header):
            sound = False
            comma = next(
                (
                    cells[i] + "," + cells[i + 1]
                    for i in range(len(cells) - 1)
                    if cells[i].lstrip("-").isdigit() and cells[i + 1].isdigit()
                ),
                "",
            )
            remedy = "add or remove commas so that each column has its cell; put a text with commas in quotation marks"
            if len(cells) > len(header) and comma:
                remedy = f"if {comma} is a decimal comma, write {comma.replace(',', '.')}; {remedy}"
            faults.append(
                Fault(
                    file,
                    line,
                    "",
                    "the row does not have as many cells as the header",
                    f"{len(cells)} cells",
                    f"{len(header)} cells",
                    remedy,
                )
            )
        else:
            kept.append(cells)
    return TextTable(file, header, tuple(kept), tuple(lines)) if sound else None
