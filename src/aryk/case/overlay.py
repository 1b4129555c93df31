"""A folder laid over a case: rows of another year, series, observations, without a copy of the whole case.

A row whose key the case has already changes the cells that are filled; other rows are added. A column of a file in
`series/` that is called like a series of the case takes its place; one that is called supplies.NAME or demands.NAME
is the flow of that row in the rate unit of its carrier, in all scenarios.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from aryk.case.faults import Fault
from aryk.case.files import SERIES_FOLDER, TextTable, read_cells, table_files
from aryk.case.laid import tell_flows, tell_missing_times, tell_new_rows
from aryk.case.schema import TABLES
from aryk.case.series import column_names

Parts = dict[str, list[TextTable]]
AS_FLOW = {"supplies": ("supply", "capacity", "available"), "demands": ("demand", "level", "profile")}
"""Of each table whose rows a column may be called like: the key, what becomes 1, and what names the course."""


def read_parts(folder: Path, unsure: set[str], faults: list[Fault], under: str = "") -> Parts:
    """The tables of a folder as text, by name; files are called by their place below `under`."""
    parts: Parts = defaultdict(list)
    for table, path in table_files(folder, unsure, faults):
        cells = read_cells(path, f"{under}{path.relative_to(folder).as_posix()}", faults)
        if cells is None:
            unsure.add(table)
        else:
            parts[table].append(cells)
    return parts


def lay_over(parts: Parts, folder: Path, unsure: set[str], faults: list[Fault]) -> None:
    """Lay the tables and series of a folder over those of a case."""
    if not folder.is_dir():
        what, remedy = "there is no folder of this name to lay over the case", "name a folder with tables or series"
        faults.append(Fault(str(folder), 0, "", what, str(folder), "a folder", remedy))
        return
    over = read_parts(folder, unsure, faults, f"{folder.name}/")
    for table, rows in _of_columns(parts, over, folder, faults).items():
        over[table] += rows
        if table in AS_FLOW:
            _hold(parts, table, {row[0] for part in rows for row in part.rows})
    for table, listed in over.items():
        for each in listed:
            _lay_table(parts, table, each, faults)


def _of_columns(parts: Parts, over: Parts, folder: Path, faults: list[Fault]) -> Parts:
    """Rows that the columns of files in `series/` stand for."""
    named = {row["series"] for row in _records(over.get("series", ()))}
    known = {row["series"] for row in _records(parts["series"])}
    owners = {
        f"{table}.{row[key]}": (table, row[key])
        for table, (key, _, _) in AS_FLOW.items()
        for row in _records(parts[table])
        if row.get(key)
    }
    made: dict[tuple[str, tuple[str, ...], str], list[tuple[str, ...]]] = defaultdict(list)
    header: tuple[str, ...]
    for path in sorted((folder / SERIES_FOLDER).glob("*.csv")):
        file = f"{folder.name}/{SERIES_FOLDER}/{path.name}"
        columns = column_names(path)
        tell_flows([each for each in columns if each not in named | known and each not in owners], owners, file, faults)
        if any(each in owners for each in columns):
            tell_missing_times(path, file, faults)
        for column in columns:
            if column in named or (column not in known and column not in owners):
                continue
            made["series", ("series", "file"), file].append((column, path.name))
            if column not in known:
                table, name = owners[column]
                made[table, AS_FLOW[table], file].append((name, "1", column))
    new: Parts = defaultdict(list)
    for (table, header, file), rows in made.items():
        new[table].append(TextTable(file, header, tuple(rows), (1,) * len(rows)))
    return new


def _hold(parts: Parts, table: str, names: set[str]) -> None:
    """Take out what scenarios and measures change of flows that are given: they hold in all of them."""
    cells = {(table, name, column) for name in names for column in AS_FLOW[table][1:]}
    for changes in ("scenario_changes", "measure_changes"):
        for place, part in enumerate(parts[changes]):
            stay = [
                number
                for number, row in enumerate(part.rows)
                for own in [dict(zip(part.header, row, strict=True))]
                if tuple(own.get(each, "") for each in ("table", "row", "column")) not in cells
            ]
            parts[changes][place] = _some(part, stay)


def _records(listed: Iterable[TextTable]) -> Iterable[dict[str, str]]:
    for part in listed:
        for row in part.rows:
            yield dict(zip(part.header, row, strict=True))


def _lay_table(parts: Parts, table: str, over: TextTable, faults: list[Fault]) -> None:
    """Move the rows that the case has into a part of their own, with the cells that are filled changed."""
    key = TABLES[table].key
    places = {_key(key, dict(zip(over.header, row, strict=True))): place for place, row in enumerate(over.rows)}
    met: list[tuple[dict[str, str], int]] = []
    kept: list[TextTable] = []
    for part in parts[table]:
        _tell_units(part, over, faults)
        stay = []
        for number, row in enumerate(part.rows):
            own = dict(zip(part.header, row, strict=True))
            place = places.get(_key(key, own))
            if place is None:
                stay.append(number)
                continue
            new = {title: cell for title, cell in zip(over.header, over.rows[place], strict=True) if cell}
            if table == "series" and new.get("file") and "cycle" not in new:
                own["cycle"] = ""
            met.append(({**own, **new}, place))
        kept.append(_some(part, stay))
    header = tuple(dict.fromkeys(title for row, _ in met for title in row))
    rows = tuple(tuple(row.get(title, "") for title in header) for row, _ in met)
    lines = tuple(over.lines[place] for _, place in met)
    taken = {place for _, place in met}
    rest = _some(over, [place for place in range(len(over.rows)) if place not in taken])
    known = {_key(key, own) for own in _records(parts[table])}
    if tell_new_rows(table, rest, known, faults):
        rest = _some(rest, [])
    parts[table] = [
        *kept,
        *([TextTable(over.file, header, rows, lines)] if met else []),
        *([rest] if rest.rows else []),
    ]
    if table == "series":
        _drop_profiles(parts, {row["series"] for row, _ in met if row.get("file")})


def _drop_profiles(parts: Parts, series: set[str]) -> None:
    """The profile of a series that now stands in a file."""
    for place, part in enumerate(parts["profiles"]):
        named = part.header.index("series") if "series" in part.header else -1
        stay = [number for number, row in enumerate(part.rows) if named < 0 or row[named] not in series]
        parts["profiles"][place] = _some(part, stay)


def _some(part: TextTable, places: list[int]) -> TextTable:
    return TextTable(
        part.file, part.header, tuple(part.rows[each] for each in places), tuple(part.lines[each] for each in places)
    )


def _key(key: tuple[str, ...], row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in key)


def _tell_units(part: TextTable, over: TextTable, faults: list[Fault]) -> None:
    """A column with a unit of its own cannot change cells of one without, or with another."""
    named = {title.partition("[")[0].strip(): title for title in part.header}
    for title in over.header:
        other = named.get(title.partition("[")[0].strip(), title)
        if other != title:
            what, remedy = "a unit that the column of the case has not", f"write the column as {other}"
            fault = Fault(over.file, 1, title, what, title, f"{other}, as in {part.file}", remedy)
            if fault not in faults:
                faults.append(fault)
