"""Values over time: files of series, cyclic profiles, and their values on the clock of a calendar."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from aryk.case.faults import Fault
from aryk.case.files import SERIES_FOLDER, read_text

MOST_GAPS_TOLD = 20


def read_series_file(folder: Path, name: str, faults: list[Fault]) -> pd.DataFrame | None:
    """A wide file of series: index `time`, one float column each; cells that are no number are faults.

    Empty cells are NaN here; whether a gap was declared is known only to the table `series`.
    """
    path = folder / SERIES_FOLDER / name
    file = f"{SERIES_FOLDER}/{name}"
    if path.suffix not in (".csv", ".parquet"):
        faults.append(
            Fault(file, 0, "", "neither CSV nor Parquet", path.suffix, ".csv, .parquet", "save it as CSV or Parquet")
        )
        return None
    if not path.is_file():
        faults.append(
            Fault(
                file,
                0,
                "",
                "the file is named in series.csv but is not there",
                "",
                f"a file below {SERIES_FOLDER}/",
                "add the file or correct its name in series.csv",
            )
        )
        return None
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else _read_wide_csv(path, file, faults)
    if frame is None:
        return None
    if frame.index.name == "time":
        frame = frame.reset_index()
    if "time" not in frame.columns:
        faults.append(
            Fault(
                file,
                1,
                "",
                "no column time",
                ", ".join(map(str, frame.columns[:4])),
                "first column `time`",
                "name the first column time and write the start of each step in it, such as 2024-01-01T00:00",
            )
        )
        return None
    times = (
        pd.to_datetime(frame["time"], errors="coerce", format="ISO8601", utc=True)
        .dt.tz_localize(None)
        .astype("datetime64[s]")
    )
    bad = np.flatnonzero(times.isna().to_numpy())
    if len(bad):
        faults.append(
            Fault(
                file,
                int(bad[0]) + 2,
                "time",
                "not a time",
                str(frame["time"].iloc[bad[0]]),
                "a time such as 2024-01-01T00:00",
                "write year-month-dayThour:minute",
            )
        )
        return None
    backwards = np.flatnonzero(np.diff(times.to_numpy()).astype("timedelta64[s]").astype(np.int64) <= 0)
    if len(backwards):
        line = int(backwards[0]) + 3
        faults.append(
            Fault(
                file,
                line,
                "time",
                "the time does not go forward",
                str(times.iloc[backwards[0] + 1]),
                f"later than {times.iloc[backwards[0]]}",
                "sort the rows by time and remove doubles",
            )
        )
        return None
    values = frame.drop(columns="time")
    values.index = pd.DatetimeIndex(times)
    return values.astype(float)


def _read_wide_csv(path: Path, file: str, faults: list[Fault]) -> pd.DataFrame | None:
    words = read_text(path, file, faults)
    if words is None:
        return None
    first = words.split("\n", 1)[0]
    if first.count(";") > first.count(","):
        faults.append(
            Fault(
                file,
                1,
                "",
                "the columns are separated by semicolons, as a spreadsheet with Russian settings writes them",
                first.strip()[:60],
                "columns separated by commas, decimals with a point",
                "in the spreadsheet's settings choose the list separator ',' and the decimal sign '.', and save again",
            )
        )
        return None
    try:
        frame = pd.read_csv(
            path,
            encoding="utf-8-sig",
            dtype={"time": str},
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        faults.append(
            Fault(
                file,
                0,
                "",
                "the file cannot be split into cells",
                str(error).strip(),
                "a header line and rows with as many cells",
                "check the line named above",
            )
        )
        return None
    sound = True
    for column in frame.columns:
        if column == "time" or frame[column].dtype.kind in "fi":
            continue
        numbers = pd.to_numeric(frame[column], errors="coerce")
        bad = np.flatnonzero((numbers.isna() & frame[column].notna()).to_numpy())
        for each in bad[:MOST_GAPS_TOLD]:
            sound = False
            faults.append(
                Fault(
                    file,
                    int(each) + 2,
                    str(column),
                    "not a number",
                    str(frame[column].iloc[each]),
                    "a number with a decimal point",
                    "write a number, or leave the cell empty and declare what that means in series.csv, column absent",
                )
            )
    return frame if sound else None


def check_series(
    series: pd.DataFrame, lines: pd.DataFrame, files: dict[str, pd.DataFrame], faults: list[Fault]
) -> None:
    """Tell series whose column is missing, gaps that nobody declared, and columns that no row names."""
    for name, row, line in zip(series["series"], series.to_dict("records"), lines.to_dict("records"), strict=True):
        frame = files.get(row["file"])
        if not row["file"] or frame is None:
            continue
        if name not in frame.columns:
            faults.append(
                Fault(
                    line["file"],
                    line["row"],
                    "series",
                    f"the file {SERIES_FOLDER}/{row['file']} has no column of this name",
                    name,
                    ", ".join(map(str, frame.columns[:12])),
                    "name the series as its column",
                )
            )
            continue
        if row["absent"] in ("", "error"):
            gaps = np.flatnonzero(frame[name].isna().to_numpy())
            for each in gaps[:MOST_GAPS_TOLD]:
                faults.append(
                    Fault(
                        f"{SERIES_FOLDER}/{row['file']}",
                        int(each) + 2,
                        name,
                        f"no value at {frame.index[each]}",
                        "an empty cell",
                        "a number",
                        "fill it, or declare in series.csv, column absent, what an empty cell means",
                    )
                )
            if len(gaps) > MOST_GAPS_TOLD:
                faults.append(
                    Fault(f"{SERIES_FOLDER}/{row['file']}", 0, name, f"{len(gaps)} cells without a value in all")
                )
    for file, frame in files.items():
        known = set(series.loc[series["file"] == file, "series"])
        for column in frame.columns:
            if column not in known:
                faults.append(
                    Fault(
                        f"{SERIES_FOLDER}/{file}",
                        1,
                        str(column),
                        "no row of series.csv names this column, so it would be left out",
                        str(column),
                        "",
                        "add a row to series.csv or take the column out",
                    )
                )


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
