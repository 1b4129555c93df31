"""Files of a case as text: found, decoded, split into cells; what a Russian-locale spreadsheet does is explained."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from aryk.case.faults import Fault, near
from aryk.case.schema import TABLES

SERIES_FOLDER = "series"
RUNS_FOLDER = "runs"
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt", ".parquet")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


@dataclass(frozen=True)
class TextTable:
    """A table file as text: header and cells as they stand, with the line each row begins on."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def table_files(folder: Path, unsure: set[str], faults: list[Fault]) -> Iterator[tuple[str, Path]]:
    """Name of the table and path of every table file, in the folder and in its subfolders.

    A file that looks like a table but would silently be left out is a fault; the tables that it may stand
    for are added to `unsure`.
    """
    for path in sorted(folder.rglob("*"), key=lambda each: (len(each.relative_to(folder).parts), each)):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith((".", "~")) for part in parts):
            continue
        if parts[0] in (SERIES_FOLDER, RUNS_FOLDER) and len(parts) > 1:
            continue
        name, kind = path.stem, path.suffix.lower()
        if kind == ".csv" and name in TABLES and len(parts) <= 2:
            yield name, path
        elif kind == ".csv" or (kind in _SPREADSHEETS and name.lower() in TABLES):
            meant = near(name.lower(), TABLES)
            unsure |= {meant} if meant else set(TABLES)
            faults.append(_left_out(path, "/".join(parts), len(parts), meant))


def _left_out(path: Path, file: str, depth: int, meant: str) -> Fault:
    if path.suffix.lower() != ".csv":
        what, allowed = "a table in this format is not read", f"{path.stem}.csv, in UTF-8"
        return Fault(file, 0, "", what, path.name, allowed, "save it as CSV UTF-8 (comma delimited)")
    if path.stem in TABLES:
        what, allowed = "the file lies too deep, so it would be left out", "the folder of the case or a subfolder"
        return Fault(file, 0, "", what, f"{depth - 1} subfolders", allowed, "move it one level below the case")
    remedy = f"did you mean {meant}.csv?" if meant else "rename the file or take it out of the case"
    if meant and path.with_name(f"{meant}.csv").is_file():
        remedy = f"{meant}.csv is there too: take this file out of the case"
    what = "no table has this name, so the file would be left out"
    return Fault(file, 0, "", what, path.name, ", ".join(f"{each}.csv" for each in TABLES), remedy)


def read_text(path: Path, file: str, faults: list[Fault]) -> str | None:
    """The text of a file in UTF-8; another encoding is a fault that names it."""
    content = path.read_bytes()
    line, encoding = 0, "encoding UTF-16"
    if b"\0" not in content:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            encoding = _cyrillic(content) or f"byte {content[error.start]:#04x}"
    faults.append(
        Fault(
            file,
            line,
            "",
            "the file is not UTF-8",
            encoding,
            "UTF-8",
            "in Excel: Save as, CSV UTF-8 (comma delimited); in LibreOffice: Save as, edit filter settings, UTF-8",
        )
    )
    return None


def _cyrillic(content: bytes) -> str:
    """Encoding cp1251 if the bytes read as Cyrillic letters there, else nothing."""
    try:
        words = content.decode("cp1251")
    except UnicodeDecodeError:
        return ""
    high = [sign for sign in words if ord(sign) > 127]
    letters = sum("\u0400" <= sign <= "\u04ff" for sign in high)
    return "encoding cp1251 (Windows Cyrillic)" if high and letters > len(high) / 2 else ""


def read_cells(path: Path, file: str, faults: list[Fault]) -> TextTable | None:
    """The cells of a CSV file; faults in its form are told and leave None."""
    words = read_text(path, file, faults)
    if words is None:
        return None
    return _split(words, file, faults) if _commas_separate(words, file, faults) else None


def _commas_separate(words: str, file: str, faults: list[Fault]) -> bool:
    """Whether commas separate the columns; other separators are told."""
    first = words.lstrip("\r\n").split("\n", 1)[0].strip()
    if first.count(";") > first.count(","):
        comma = _DECIMAL_COMMA.search(words.partition("\n")[2])
        faults.append(
            Fault(
                file,
                1,
                "",
                "the columns are separated by semicolons, as a spreadsheet with Russian settings writes them",
                first[:60] + (f"; and decimal commas such as {comma.group()}" if comma else ""),
                "columns separated by commas, decimals with a point",
                "in the spreadsheet's settings choose the list separator ',' and the decimal sign '.', and save again",
            )
        )
        return False
    if "\t" in first and "," not in first:
        faults.append(
            Fault(
                file,
                1,
                "",
                "the columns are separated by tabs",
                first.replace("\t", " ")[:60],
                "columns separated by commas",
                "save as CSV, comma delimited",
            )
        )
        return False
    return True


def _split(words: str, file: str, faults: list[Fault]) -> TextTable | None:
    reader = csv.reader(io.StringIO(words, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    header: tuple[str, ...] | None = None
    begin = 1
    try:
        for found in reader:
            stripped = tuple(map(str.strip, found))
            if any(stripped):
                if header is None:
                    header = stripped
                else:
                    rows.append(stripped)
                    lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error:
        faults.append(
            Fault(
                file,
                begin,
                "",
                "a quotation mark that does not fit, so the row cannot be split into cells",
                words.split("\n")[begin - 1].strip()[:60],
                'quotation marks around a whole cell: "Kirov, upper gate"',
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
    sound = True
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) != len(header):
            sound = False
            faults.append(_ragged(file, line, cells, header))
    return TextTable(file, header, tuple(rows), tuple(lines)) if sound else None


def _counted(cells: tuple[str, ...]) -> str:
    return f"{len(cells)} cell{'s' if len(cells) != 1 else ''}"


def _ragged(file: str, line: int, cells: tuple[str, ...], header: tuple[str, ...]) -> Fault:
    remedy = "add or remove commas so that each column has its cell; put a text with commas in quotation marks"
    pairs = [f"{one},{two}" for one, two in pairwise(cells) if one.lstrip("-").isdigit() and two.isdigit()]
    if len(cells) > len(header) and len(pairs) == 1:
        remedy = f"if {pairs[0]} is a decimal comma, write {pairs[0].replace(',', '.')}; {remedy}"
    elif len(cells) > len(header) and pairs:
        remedy = f"if {' or '.join(pairs)} is a number with a decimal comma, write it with a point; {remedy}"
    what = "the row does not have as many cells as the header"
    return Fault(file, line, "", what, _counted(cells), _counted(header), remedy)
