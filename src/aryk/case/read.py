"""A folder of tables into a `Case`, or every reason why it is none."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import pandas as pd

from aryk.case.case import Case, frame_of
from aryk.case.cells import CellError, check_bounds, parse_cell
from aryk.case.checks import check_meaning, check_relations
from aryk.case.faults import CaseError, Fault, near, nearest, quoted
from aryk.case.files import SERIES_FOLDER, TextTable
from aryk.case.held import row_names
from aryk.case.overlay import lay_over, read_parts
from aryk.case.schema import TABLES, Column, Table
from aryk.case.series import SeriesFile, check_series, read_series_file, tell_unread
from aryk.case.units import UnitError, conversion

T = TypeVar("T")
BUNDLED = Path(__file__).parent.parent / "cases"
_HEADER = re.compile(r"(?P<name>[^\[\]]+?)\s*(\[(?P<unit>[^\[\]]*)\])?")


def find_case(name: str | Path) -> Path:
    """The folder of a case: a path, or the name of a bundled case.

    Raises
    ------
    CaseError
        If there is no such folder.
    """
    for folder in (Path(name), BUNDLED / str(name)):
        if folder.is_dir():
            return folder
    bundled = sorted(each.name for each in BUNDLED.iterdir() if each.is_dir() and (each / "case.csv").is_file())
    raise CaseError(
        [
            Fault(
                str(name),
                0,
                "",
                "there is no case of this name",
                "",
                f"a folder, or a bundled case: {quoted(bundled)}",
                nearest(str(name), bundled) or "check the path; `aryk new FOLDER` makes an empty case",
            )
        ]
    )


def read_case(name: str | Path, over: Sequence[str | Path] = ()) -> Case:
    """Read and check a case.

    Parameters
    ----------
    name
        A folder, or the name of a bundled case such as `kz-kg`.
    over
        Folders that are laid over it, one after the other: see `aryk.case.overlay`.

    Raises
    ------
    CaseError
        With every fault of the case, by file, row and column.
    """
    folder = find_case(name)
    faults: list[Fault] = []
    unsure: set[str] = set()
    parts = read_parts(folder, unsure, faults)
    for each in over:
        lay_over(parts, Path(each), unsure, faults)
    tables, files, units = _typed_tables(parts, unsure, faults)
    _tell_missing_tables(tables, unsure, folder, faults)
    _convert_units(tables, files, units, unsure, faults)
    series_files = _read_series([folder, *map(Path, over)], tables, files, unsure, faults)
    check_relations(tables, files, faults, unsure)
    case = Case(_case_name(tables, folder), tables, files, series_files, as_written=not over)
    if not faults:
        check_meaning(case, faults)
    if faults:
        raise CaseError(faults)
    return case


def _case_name(tables: dict[str, pd.DataFrame], folder: Path) -> str:
    rows = tables["case"]
    return str(rows["case"].iloc[0]) if len(rows) else folder.name


def _tell_missing_tables(tables: dict[str, pd.DataFrame], unsure: set[str], folder: Path, faults: list[Fault]) -> None:
    for table in TABLES.values():
        rows = len(tables[table.name])
        if table.required and rows == 0 and table.name not in unsure:
            unsure.add(table.name)
            faults.append(
                Fault(
                    f"{table.name}.csv",
                    0,
                    "",
                    "the table is missing or has no rows",
                    "",
                    f"at least one row. {table.meaning}",
                    f"add the file to {folder.name}; `aryk new FOLDER` shows its columns",
                )
            )
        if table.single_row and rows > 1:
            faults.append(
                Fault(
                    f"{table.name}.csv",
                    0,
                    "",
                    "the table must have one row",
                    f"{rows} rows",
                    "1 row",
                    "keep one; scenarios.csv holds what differs",
                )
            )


Units = dict[str, dict[str, list[str]]]


def _typed_tables(
    parts: dict[str, list[TextTable]], unsure: set[str], faults: list[Fault]
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame], Units]:
    """Tables, the place of each row, and for each table and column the units written in the headers, by row.

    A table whose names cannot be known, because their column is missing, is added to `unsure`.
    """
    tables: dict[str, pd.DataFrame] = {}
    files: dict[str, pd.DataFrame] = {}
    units: Units = {}
    for name, table in TABLES.items():
        values: dict[str, list[str | float]] = {}
        places: tuple[list[str], list[int]] = [], []
        written: dict[str, list[str]] = defaultdict(list)
        for part in parts.get(name, []):
            header = _header(table, part, faults)
            if not any(column is table.by_name[table.id] for column, _ in header):
                unsure.add(name)
            before = len(places[0])
            for place, (column, unit) in enumerate(header):
                if column is None:
                    continue
                cells = [row[place] for row in part.rows]
                _fill(values.setdefault(column.name, []), column.blank, before)
                values[column.name] += _parsed(column, unit, cells, part, faults)
                if unit:
                    _fill(written[column.name], "", before)
                    written[column.name] += [unit] * len(cells)
            places[0].extend([part.file] * len(part.lines))
            places[1].extend(part.lines)
        rows = len(places[0])
        for column_name, held in values.items():
            _fill(held, table.by_name[column_name].blank, rows)
        for units_held in written.values():
            _fill(units_held, "", rows)
        tables[name] = frame_of(table, values, rows)
        files[name] = pd.DataFrame({"file": pd.Series(places[0], dtype=object), "row": pd.Series(places[1], dtype=int)})
        units[name] = dict(written)
        _tell_doubles(table, tables[name], files[name], faults)
    return tables, files, units


def _header(table: Table, part: TextTable, faults: list[Fault]) -> list[tuple[Column | None, str]]:
    """The column and the unit in brackets of each header cell."""
    found: list[tuple[Column | None, str]] = []
    misspelt: list[str] = []
    for title in part.header:
        match = _HEADER.fullmatch(title)
        name, unit = (match["name"], match["unit"] or "") if match else (title, "")
        column = table.by_name.get(name)
        if column is None:
            misspelt.append(near(name, table.by_name))
            faults.append(
                Fault(
                    part.file,
                    1,
                    title or "(no name)",
                    "no column has this name, so its values would be left out",
                    title,
                    quoted(table.by_name, 40),
                    nearest(name, table.by_name) or "rename the column or take it out",
                )
            )
        elif any(column is each for each, _ in found):
            faults.append(
                Fault(part.file, 1, name, "the column stands twice", title, "each column once", "take one of them out")
            )
            column = None
        elif match and match["unit"] is not None and not (column.unit and unit):
            what = "empty brackets" if column.unit else "a unit on a column that has none"
            faults.append(Fault(part.file, 1, name, what, title, name, "take the brackets out"))
            unit = ""
        found.append((column, unit))
    for column in table.columns:
        if column.required and column.name not in misspelt and not any(each is column for each, _ in found):
            faults.append(
                Fault(
                    part.file,
                    1,
                    column.name,
                    "a column that must be there is missing",
                    quoted(part.header, 20),
                    column.name,
                    f"add the column; meaning: {column.meaning}",
                )
            )
    return found


def _fill(cells: list[T], blank: T, rows: int) -> None:
    """Fill a column up to a number of rows."""
    cells.extend([blank] * (rows - len(cells)))


def _parsed(column: Column, unit: str, cells: Iterable[str], part: TextTable, faults: list[Fault]) -> list[str | float]:
    """The values of a column of a file; bounds of one with a unit of its own are checked once it is converted."""
    known: dict[str, str | float] = {} if column.required else {"": column.blank}
    values: list[str | float] = []
    for line, cell in zip(part.lines, cells, strict=True):
        if cell not in known:
            try:
                value = parse_cell(column, cell)
                if isinstance(value, float) and not math.isnan(value) and not unit:
                    check_bounds(column, value)
                known[cell] = value
            except CellError as error:
                found = cell or "an empty cell"
                faults.append(Fault(part.file, line, column.name, error.what, found, error.allowed, error.remedy))
                values.append(math.nan if column.is_numeric else cell)
                continue
        values.append(known[cell])
    return values


def _tell_doubles(table: Table, frame: pd.DataFrame, files: pd.DataFrame, faults: list[Fault]) -> None:
    """Tell rows whose key another row has; a row without its full key is told elsewhere."""
    needed = [name for name in table.key if table.by_name[name].required]
    names = row_names(table, frame)
    if len(set(names)) == len(names):
        return
    whole = ~(frame[needed].isna() | (frame[needed] == "")).any(axis=1).to_numpy()
    key = list(table.key)
    firsts: dict[str, int] = {}
    for place, name in enumerate(names):
        first = firsts.setdefault(name, place)
        if first == place or not whole[place]:
            continue
        see = f"{files['file'].iloc[first]}, row {files['row'].iloc[first]}"
        faults.append(
            Fault(
                files["file"].iloc[place],
                int(files["row"].iloc[place]),
                key[0],
                f"the row is there twice, first in {see}",
                " / ".join(cell for cell in name.split("/") if cell),
                f"each {' + '.join(key)} once",
                "rename or remove one of the two",
            )
        )


def row_units(table: Table, frame: pd.DataFrame, column: Column, tables: dict[str, pd.DataFrame]) -> list[str]:
    """The unit that each cell of a column is kept in; "" where it cannot be told."""
    money = str(tables["case"]["money"].iloc[0]) if len(tables["case"]) else ""
    unit = column.unit
    if not any(word in unit for word in ("rate", "amount")):
        return [unit.replace("money", money)] * len(frame)
    carriers = tables["carriers"].set_index("carrier")
    names = _row_carriers(table, frame, tables)
    rate = carriers["rate_unit"].to_dict()
    amount = carriers["amount_unit"].to_dict()
    return [
        unit.replace("money", money).replace("rate", rate[name]).replace("amount", amount[name]) if name in rate else ""
        for name in names
    ]


def _row_carriers(table: Table, frame: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[str]:
    if table.name == "tiers":
        by_tiers = tables["demands"].drop_duplicates("tiers").set_index("tiers")["node"].to_dict()
        nodes = [by_tiers.get(name, "") for name in frame["tiers"]]
    elif table.name == "payments":
        by_row: dict[str, str] = {}
        for each in ("supplies", "demands", "stores", "links", "processes"):
            source = TABLES[each]
            if source.carrier_by and source.carrier_by != "carrier":
                by_row |= dict(zip(tables[each][source.id], tables[each][source.carrier_by], strict=True))
        nodes = [by_row.get(name, "") for name in frame["row"]]
    elif table.carrier_by == "carrier":
        return list(frame["carrier"])
    elif table.carrier_by == "store":
        by_store = dict(zip(tables["stores"]["store"], tables["stores"]["node"], strict=True))
        nodes = [by_store.get(name, "") for name in frame["store"]]
    elif table.carrier_by:
        nodes = list(frame[table.carrier_by])
    else:
        return [""] * len(frame)
    carrier = dict(zip(tables["nodes"]["node"], tables["nodes"]["carrier"], strict=True))
    return [carrier.get(node, "") for node in nodes]


def _convert_units(
    tables: dict[str, pd.DataFrame], files: dict[str, pd.DataFrame], units: Units, unsure: set[str], faults: list[Fault]
) -> None:
    """Turn every column with a unit in brackets into the unit it is kept in."""
    for name, columns in units.items():
        table = TABLES[name]
        for column_name, written in columns.items():
            column = table.by_name[column_name]
            kept = row_units(table, tables[name], column, tables)
            values = tables[name][column_name].to_numpy(copy=True)
            told: set[tuple[str, str, str]] = set()
            for place, (found, wanted) in enumerate(zip(written, kept, strict=True)):
                if not found or math.isnan(values[place]):
                    continue
                file, line = files[name]["file"].iloc[place], int(files[name]["row"].iloc[place])
                try:
                    if wanted:
                        values[place] = float(f"{values[place] * conversion(found, wanted):.15g}")
                        check_bounds(column, values[place])
                    elif _carrier_is_known(table, tables, place) and not unsure:
                        what = f"which unit {column_name} is kept in cannot be told from this row"
                        remedy = "take the brackets out and write the number in the units of the carrier"
                        faults.append(Fault(file, line, column_name, what, f"[{found}]", column_name, remedy))
                except UnitError as error:
                    if (file, found, wanted) not in told:
                        told.add((file, found, wanted))
                        what = f"the unit in brackets does not fit: {error}"
                        remedy = (
                            f"write a unit that converts to {wanted}; put rows of another carrier into another file"
                        )
                        faults.append(Fault(file, line, column_name, what, f"[{found}]", wanted, remedy))
                except CellError as error:
                    kept_as = f"{values[place]:g}" if wanted == "1" else f"{values[place]:g} {wanted}"
                    number = f"{kept_as}, converted from [{found}]"
                    remedy = "check the number and the unit in the header"
                    faults.append(Fault(file, line, column_name, error.what, number, error.allowed, remedy))
            tables[name][column_name] = values


def _carrier_is_known(table: Table, tables: dict[str, pd.DataFrame], place: int) -> bool:
    """Whether the row names a node or carrier that is there; if not, that is told already."""
    if table.carrier_by is None:
        return True
    column = table.by_name[table.carrier_by]
    assert column.refers is not None
    return tables[table.name][column.name].iloc[place] in set(tables[column.refers][TABLES[column.refers].id])


def _read_series(
    folders: Sequence[Path],
    tables: dict[str, pd.DataFrame],
    files: dict[str, pd.DataFrame],
    unsure: set[str],
    faults: list[Fault],
) -> dict[str, pd.DataFrame]:
    read: dict[str, SeriesFile] = {}
    for name in sorted({each for each in tables["series"]["file"] if each}):
        lines = files["series"][(tables["series"]["file"] == name).to_numpy()]
        there = [folder for folder in folders if (folder / SERIES_FOLDER / name).is_file()]
        place = lines["file"].iloc[0], int(lines["row"].iloc[0])
        held = read_series_file(there[-1] if there else folders[0], name, place, faults)
        if held is not None:
            read[name] = held
    if "series" not in unsure:
        check_series(tables["series"], files["series"], read, faults)
        for folder in folders:
            tell_unread(folder, set(tables["series"]["file"]), faults)
    return {name: frame for name, (frame, _) in read.items()}
