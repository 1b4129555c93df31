"""Values over time: files of series, cyclic profiles, and their values on the clock of a calendar."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.cells import date_remedy, number_remedy
from aryk.case.faults import Fault, near, nearest, quoted
from aryk.case.files import SERIES_FOLDER, read_cells

Floats = NDArray[np.float64]
Parts = tuple[list[object], dict[str, list[object]], list[int]]
SeriesFile = tuple[pd.DataFrame, list[int]]
MOST_GAPS_TOLD = 20
_ZONE = re.compile(r":\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)$")


def read_series_file(folder: Path, name: str, named_in: tuple[str, int], faults: list[Fault]) -> SeriesFile | None:
    """A wide file of series: index `time`, one float column each, and the line of each row.

    Cells that are no number are faults. Empty cells are NaN here; whether a gap was declared is known only to
    the table `series`, whose row at `named_in` names the file.
    """
    path = folder / SERIES_FOLDER / name
    file = f"{SERIES_FOLDER}/{name}"
    if path.suffix not in (".csv", ".parquet") or ".." in path.parts:
        what, remedy = "neither CSV nor Parquet", "save it as CSV or Parquet"
        if ".." in path.parts:
            what, remedy = "a file outside the case", f"copy the file into {SERIES_FOLDER}/"
        faults.append(Fault(*named_in, "file", what, name, f"a .csv or .parquet file below {SERIES_FOLDER}/", remedy))
        return None
    if not path.is_file():
        there = [each.relative_to(folder / SERIES_FOLDER).as_posix() for each in _series_paths(folder)]
        remedy = nearest(name, there) or "add the file or correct its name here"
        what = f"there is no file of this name below {SERIES_FOLDER}/"
        faults.append(Fault(*named_in, "file", what, name, quoted(there) or f"a file below {SERIES_FOLDER}/", remedy))
        return None
    known = len(faults)
    parts = _from_parquet(path, file, faults) if path.suffix == ".parquet" else _from_csv(path, file, faults)
    if parts is None:
        return None
    times, columns, lines = parts
    frame = pd.DataFrame(
        {title: _numbers(file, title, cells, lines, faults) for title, cells in columns.items()},
        index=_times(file, times, lines, faults),
        dtype=float,
    )
    return (frame, lines) if len(faults) == known else None


def column_names(path: Path) -> list[str]:
    """The columns of a file of series but its time; none where it cannot be read as text."""
    table = read_cells(path, path.name, [])
    return [] if table is None else [title for title in table.header if title != "time"]


def _from_csv(path: Path, file: str, faults: list[Fault]) -> Parts | None:
    """Cells of the column time, of the others, and the line of each row."""
    table = read_cells(path, file, faults)
    if table is None:
        return None
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    return _parted(file, table.header, [list(each) for each in columns], list(table.lines), faults)


def _from_parquet(path: Path, file: str, faults: list[Fault]) -> Parts | None:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError):
        what, found = "the file cannot be read as Parquet", "another format, or a damaged file"
        faults.append(Fault(file, 0, "", what, found, "a Parquet file", "save it again, or as CSV"))
        return None
    if frame.index.name == "time":
        frame = frame.reset_index()
    columns = [list(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return _parted(file, tuple(map(str, frame.columns)), columns, list(range(1, len(frame) + 1)), faults)


def _parted(
    file: str, header: tuple[str, ...], columns: list[list[object]], lines: list[int], faults: list[Fault]
) -> Parts | None:
    known = len(faults)
    if "time" not in header:
        remedy = "name the first column time and write the start of each step in it, such as 2024-01-01T00:00"
        faults.append(Fault(file, 1, "time", "no column time", quoted(header, 4), "first column time", remedy))
    for title in dict.fromkeys(each for place, each in enumerate(header) if each in header[:place]):
        what = "the column stands twice"
        faults.append(Fault(file, 1, title, what, quoted(header), "each column once", "take one of them out"))
    if not lines:
        faults.append(Fault(file, 0, "", "the file has no rows", "", "at least one time", "add the values"))
    if len(faults) > known:
        return None
    titled = dict(zip(header, columns, strict=True))
    return titled.pop("time"), titled, lines


def _times(file: str, cells: list[object], lines: list[int], faults: list[Fault]) -> pd.DatetimeIndex:
    """Times of the rows; a cell that is no time, names a zone or does not go forward is a fault."""
    words = pd.Series(cells, dtype=object).astype(str)
    times = pd.to_datetime(words, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)
    zoned = words.str.contains(_ZONE).to_numpy()
    wrong = np.flatnonzero(times.isna().to_numpy() | zoned)
    for each in wrong[:MOST_GAPS_TOLD]:
        what, remedy = "not a time", date_remedy(words[each]) or "write year-month-dayThour:minute"
        if zoned[each]:
            what = "a time with a zone"
            remedy = "take the zone out; write it into series.csv, column utc_offset"
        found = words[each] or "an empty cell"
        faults.append(Fault(file, lines[each], "time", what, found, "a time such as 2024-01-01T00:00", remedy))
    index = pd.DatetimeIndex(times.astype("datetime64[s]"), name="time")
    if not len(wrong):
        back = np.flatnonzero(np.diff(index.to_numpy().astype(np.int64)) <= 0) + 1
        for each in back[:MOST_GAPS_TOLD]:
            found, before = str(index[each]), f"later than {index[each - 1]}, in the row before"
            remedy = "sort the rows by time and remove doubles"
            faults.append(Fault(file, lines[each], "time", "the time does not go forward", found, before, remedy))
    return index


def _numbers(file: str, title: str, cells: list[object], lines: list[int], faults: list[Fault]) -> Floats:
    """Numbers of a column, NaN for empty cells; the first cells that are no number are faults."""
    try:
        values = np.array([cell if cell not in ("", None) else math.nan for cell in cells], dtype=float)
    except (TypeError, ValueError):
        values = np.array([_number(cell) for cell in cells])
    wrong = np.flatnonzero(~np.isfinite(values))
    told = [each for each in wrong if cells[each] not in ("", None) and cells[each] == cells[each]]
    for each in told[:MOST_GAPS_TOLD]:
        found = str(cells[each])
        allowed = "a number, or an empty cell as declared in series.csv, column absent"
        faults.append(Fault(file, lines[each], title, "not a number", found, allowed, number_remedy(None, found)))
    if len(told) > MOST_GAPS_TOLD:
        faults.append(Fault(file, 0, title, f"{len(told)} cells are not numbers; the first are told"))
    return values


def _number(cell: object) -> float:
    try:
        return float(str(cell)) if cell not in ("", None) else math.nan
    except ValueError:
        return math.inf


def _series_paths(folder: Path) -> list[Path]:
    """Every file below the folder of series that could be one."""
    paths = sorted((folder / SERIES_FOLDER).rglob("*"))
    return [each for each in paths if each.is_file() and not each.name.startswith((".", "~"))]


def tell_unread(folder: Path, named: set[str], faults: list[Fault]) -> None:
    """A file of series that no row names would be left out, unless a row that names no file seems to mean it."""
    there = [path.relative_to(folder / SERIES_FOLDER).as_posix() for path in _series_paths(folder)]
    meant = {near(name, there) for name in named - set(there)}
    for path in _series_paths(folder):
        name = path.relative_to(folder / SERIES_FOLDER).as_posix()
        if path.suffix.lower() in (".csv", ".parquet") and name not in named | meant:
            what = "no row of series.csv names this file, so it would be left out"
            remedy = "name it in series.csv, column file, or take it out of the case"
            faults.append(Fault(f"{SERIES_FOLDER}/{name}", 0, "", what, name, "", remedy))


def check_series(series: pd.DataFrame, places: pd.DataFrame, files: dict[str, SeriesFile], faults: list[Fault]) -> None:
    """Tell series whose column is missing, gaps that nobody declared, and columns that no row names."""
    for row, place in zip(series.to_dict("records"), places.to_dict("records"), strict=True):
        if row["file"] not in files:
            continue
        name, (frame, lines) = row["series"], files[row["file"]]
        if name not in frame.columns:
            what = f"the file {SERIES_FOLDER}/{row['file']} has no column of this name"
            remedy = nearest(name, frame.columns) or "name the series as its column"
            faults.append(Fault(place["file"], place["row"], "series", what, name, quoted(frame.columns), remedy))
        else:
            _tell_gaps(row, frame, lines, faults)
    for file, (frame, _) in files.items():
        known = set(series.loc[series["file"] == file, "series"])
        told = set(series.loc[~series["file"].isin([*files, ""]), "series"])
        told |= {near(name, frame.columns) for name in known - set(frame.columns)}
        for column in frame.columns:
            if column not in known | told:
                what = "no row of series.csv names this column, so it would be left out"
                remedy = "add a row to series.csv or take the column out"
                faults.append(Fault(f"{SERIES_FOLDER}/{file}", 1, column, what, column, quoted(sorted(known)), remedy))


def _tell_gaps(row: dict[str, str], frame: pd.DataFrame, lines: list[int], faults: list[Fault]) -> None:
    file, name = f"{SERIES_FOLDER}/{row['file']}", row["series"]
    empty = frame[name].isna().to_numpy()
    if row["absent"] in ("previous", "interpolate") and empty.all():
        remedy = "write values, or declare absent as zero in series.csv"
        faults.append(Fault(file, 0, name, "no value at all", "empty cells", "at least one number", remedy))
    if row["absent"] not in ("", "error"):
        return
    gaps = np.flatnonzero(empty)
    for each in gaps[:MOST_GAPS_TOLD]:
        what = f"no value at {frame.index[each]}"
        remedy = "fill it, or declare in series.csv, column absent, what an empty cell means"
        faults.append(Fault(file, lines[each], name, what, "an empty cell", "a number", remedy))
    if len(gaps) > MOST_GAPS_TOLD:
        faults.append(Fault(file, 0, name, f"{len(gaps)} cells have no value; the first {MOST_GAPS_TOLD} are told"))


def declared(frame: pd.DataFrame, name: str, absent: str) -> pd.Series:
    """A column of a file with its gaps filled as declared."""
    values = frame[name]
    match absent:
        case "zero":
            return values.fillna(0.0)
        case "previous":
            return values.ffill().bfill()
        case "interpolate":
            return values.interpolate(method="time", limit_direction="both")
    return values


def end_of(times: np.ndarray) -> np.datetime64:
    """When the last value of a file ends: with the month, dekad or pentad that it begins, or after the last step.

    Examples
    --------
    >>> end_of(np.array(["2024-11-01", "2024-12-01"], dtype="datetime64[s]"))
    np.datetime64('2025-01-01T00:00:00')
    >>> end_of(np.array(["2024-12-01", "2024-12-11", "2024-12-21"], dtype="datetime64[s]"))
    np.datetime64('2025-01-01T00:00:00')
    """
    if len(times) < 2:
        return np.datetime64(times[-1] + np.timedelta64(3600, "s"))
    index = pd.DatetimeIndex(times)
    days, last = set(index.day), index[-1]
    if (index == index.normalize()).all() and index[-1] - index[-2] > pd.Timedelta(days=1):
        if days == {1}:
            months = (last.year - index[-2].year) * 12 + last.month - index[-2].month
            return np.datetime64(last + pd.DateOffset(months=months), "s")
        for begins in ({1, 11, 21}, {1, 6, 11, 16, 21, 26}):
            if days <= begins and last.day == max(begins):
                return np.datetime64(last.normalize().replace(day=1) + pd.DateOffset(months=1), "s")
    return np.datetime64(times[-1] + (times[-1] - times[-2]))
