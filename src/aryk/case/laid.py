"""What is wrong with a folder that is laid over a case, before its tables and series are read as those of the case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from aryk.case.faults import Fault, nearest, quoted
from aryk.case.files import TextTable, read_cells
from aryk.case.schema import TABLES

LONGER = 1.6
"""A step this many times the usual one is more than one: dekads have 8 to 11 days, pentads 3 to 6, months 28 to 31."""


def tell_flows(columns: Iterable[str], owners: Collection[str], file: str, faults: list[Fault]) -> None:
    """A column that is written like the flow of a row, of which there is no such row, or none that can be given."""
    for column in columns:
        table, _, name = column.partition(".")
        if not name or table not in TABLES:
            continue
        own = [each for each in owners if each.startswith(f"{table}.")]
        if own:
            what, allowed = f"no row of {table} has this name", quoted(sorted(own))
            remedy = nearest(column, own) or "name a row of the case"
        else:
            what, allowed = f"a flow of {table} follows from the run and cannot be given", "supplies.NAME, demands.NAME"
            remedy = "write what was seen into observations.csv, or take the column out"
        faults.append(Fault(file, 1, column, what, column, allowed, remedy))


def tell_missing_times(path: Path, file: str, faults: list[Fault]) -> None:
    """A step that is left out of a file of even steps would be filled by the one before it."""
    cells = read_cells(path, file, [])
    if cells is None or "time" not in cells.header or len(cells.rows) < 3:
        return
    place = cells.header.index("time")
    times = pd.to_datetime(pd.Series([row[place] for row in cells.rows]), errors="coerce", format="ISO8601")
    if times.isna().any() or not times.is_monotonic_increasing:
        return
    hours = np.diff(times.to_numpy()).astype("timedelta64[m]").astype(float) / 60.0
    usual = float(np.median(hours))
    for number in np.flatnonzero(hours > LONGER * usual):
        what = "a step that is missing: each flow holds to the next time"
        found = f"{times[number]:%Y-%m-%d %H:%M} and then {times[number + 1]:%Y-%m-%d %H:%M}"
        allowed = f"steps of about {usual / 24.0:.0f} days, as elsewhere in the file"
        remedy = (
            "add the row; with an empty cell where nobody knows it, and say in series.csv, column absent, what it means"
        )
        faults.append(Fault(file, cells.lines[number + 1], "time", what, found, allowed, remedy))


def tell_new_rows(table: str, rest: TextTable, known: Collection[tuple[str, ...]], faults: list[Fault]) -> bool:
    """Rows that the case has not, of a file with too few columns for new ones; returns whether there are any."""
    needed = [
        each.name
        for each in TABLES[table].columns
        if each.required and each.name not in {title.partition("[")[0].strip() for title in rest.header}
    ]
    key = TABLES[table].key
    if not rest.rows or not needed or len(key) > 1 or key[0] not in rest.header:
        return False
    names = [each[0] for each in known]
    for row, line in zip(rest.rows, rest.lines, strict=True):
        name = row[rest.header.index(key[0])]
        what = "the case has no such row to change, and a new one needs more columns"
        remedy = nearest(name, names) or f"correct the name, or add {', '.join(needed)}"
        faults.append(Fault(rest.file, line, key[0], what, name, quoted(sorted(names)), remedy))
    return True
