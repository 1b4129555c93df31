"""Checks of sense for series: a file or a complete profile, in a unit and with signs that fit where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from aryk.case.faults import quoted
from aryk.case.profiles import CYCLE_LENGTHS, FILE_CYCLES, months_at, months_of
from aryk.case.schema import TABLES
from aryk.case.series import end_of
from aryk.case.units import UnitError, parse

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

_DAYS = ("working", "rest")


def check_series_and_profiles(case: Case, rows: dict[str, Rows]) -> None:
    """A series has either a file or a complete profile, and something uses it."""
    profiles = _profile_rows(rows["profiles"])
    used = _used_series(case) if case.as_written else set()
    _check_signs(case, rows)
    for place, row in rows["series"]:
        name, cycle = str(row["series"]), str(row["cycle"] or "none")
        found = row["cycle"] or "an empty cell"
        tell = rows["series"].tell
        if row["file"] and name in profiles:
            what = "the series has a file and rows in profiles.csv"
            remedy = "take the file out here, or the rows out of profiles.csv"
            tell(place, "file", what, row["file"], "one of the two", remedy)
        elif row["file"] and cycle not in FILE_CYCLES:
            what = "a series from a file is dated or repeated by the year"
            remedy = "leave it empty, or take the file out and write the profile"
            tell(place, "cycle", what, found, ", ".join(FILE_CYCLES), remedy)
        elif row["file"]:
            _check_file(case, rows["series"], place, row)
        elif cycle in FILE_CYCLES:
            what = "neither a file nor the cycle of a profile"
            remedy = "name the file, or write the cycle and its rows in profiles.csv"
            tell(place, "cycle", what, found, ", ".join(CYCLE_LENGTHS), remedy)
        else:
            _check_complete(rows, place, name, cycle, profiles.get(name, []))
        _check_unit(rows["series"], place, str(row["unit"]))
        if case.as_written and name not in used:
            tell(place, "series", "nothing uses this series", name, "", "name it where it belongs or remove it")


def _check_signs(case: Case, rows: dict[str, Rows]) -> None:
    """What is a share of a capacity, a level or a coefficient never falls below 0."""
    shares = {
        cell: f"{name}.{column}"
        for name, column in (
            *((name, "available") for name in ("supplies", "links", "processes")),
            *((name, "profile") for name in ("demands", "flows")),
            *(("stores", column) for column in ("lower_rule", "upper_rule")),
        )
        for cell in case.tables[name][column]
        if cell
    }
    remedy = "correct the sign"
    for place, row in rows["series"]:
        frame = case.series_files.get(str(row["file"]))
        name = str(row["series"])
        if name in shares and frame is not None and name in frame.columns and (frame[name] < 0).any():
            lowest = frame[name].idxmin()
            what = f"below 0 at {lowest}, though {shares[name]} uses it"
            rows["series"].tell(place, "series", what, f"{frame[name][lowest]:g}", "numbers of at least 0", remedy)
    profiles = rows["profiles"].frame
    for place in (profiles["value"] < 0).to_numpy().nonzero()[0]:
        name = profiles["series"].iloc[place]
        if name in shares:
            what, found = f"below 0, though {shares[name]} uses {name}", f"{profiles['value'].iloc[place]:g}"
            rows["profiles"].tell(int(place), "value", what, found, "a number of at least 0", remedy)


def _check_unit(rows: Rows, place: int, unit: str) -> None:
    try:
        parse(unit)
        if unit == "%":
            raise UnitError("values are used as they stand: write shares, 0.25 for 25 %, and the unit share")
    except UnitError as error:
        rows.tell(place, "unit", "not a unit of a series", unit, "such as share, m3/s, mm/day, or empty", str(error))


def _check_file(case: Case, rows: Rows, place: int, row: dict[str, str | float]) -> None:
    """The column is there (a change may have named another file), and a year that repeats is one year long."""
    frame = case.series_files.get(str(row["file"]))
    if frame is None or row["series"] not in frame.columns:
        what, remedy = "this file is not read, or has no column of the series", "name a file that series.csv names"
        rows.tell(place, "file", what, row["file"], quoted(case.series_files), remedy)
    elif row["cycle"] in ("year", "year-weekdays"):
        times = frame.index
        end = pd.Timestamp(end_of(times.to_numpy().astype("datetime64[s]")))
        days = (end - times[0]).total_seconds() / 86400
        if not 360 <= days <= 372:
            what = f"the file of a series that repeats by the {row['cycle']} must hold one year"
            found = f"{days:g} days, {times[0]} to {end}"
            remedy = "complete the file, or leave cycle empty for dated values"
            rows.tell(place, "cycle", what, found, "365 or 366 days", remedy)


Places = list[tuple[int, tuple[int, ...], tuple[str, ...], int]]


def _profile_rows(rows: Rows) -> dict[str, Places]:
    """For each series the place in the table, months, kinds of day and index of its rows; months are checked."""
    months: dict[str, tuple[int, ...]] = {}
    parts: dict[str, Places] = {}
    columns = (rows.frame[name].tolist() for name in ("series", "months", "day_type", "index"))
    for place, (series, words, day_type, index) in enumerate(zip(*columns, strict=True)):
        if words not in months:
            try:
                months[words] = months_of(words)
            except ValueError:
                remedy = "write the first and the last month, or leave it empty"
                rows.tell(place, "months", "not months", words, "such as 4-9 or 11-3", remedy)
                months[words] = ()
        days = ("working", "rest") if day_type in ("", "all") else (day_type,)
        parts.setdefault(series, []).append((place, months[words], days, int(index)))
    return parts


def _check_complete(rows: dict[str, Rows], place: int, name: str, cycle: str, own: Places) -> None:
    """Each place of the cycle has one value, on working and on rest days of each month that it can fall into."""
    first, count = CYCLE_LENGTHS[cycle]
    tell, places = rows["profiles"].tell, rows["profiles"].places
    possible = months_at(cycle)
    held: dict[tuple[int, str, int], int] = {}
    sound = True
    for row, months, days, index in own:
        sound = sound and bool(months)
        if index not in possible:
            what, allowed = f"outside the cycle of {name}, which is {cycle}", f"{first} to {first + count - 1}"
            tell(row, "index", what, index, allowed, "correct the index, or the cycle in series.csv")
            sound = False
            continue
        slots = [(month, day, index) for month in months if month in possible[index] for day in days]
        if months and not slots:
            what, remedy = f"{cycle} {index} never falls into these months", "correct the months or the index"
            tell(row, "months", what, rows["profiles"].frame["months"].iloc[row], f"{possible[index][0]}", remedy)
            sound = False
        double = next((slot for slot in slots if slot in held), None)
        if double is not None:
            other = f"{places['file'].iloc[held[double]]}, row {places['row'].iloc[held[double]]}"
            what = f"a second value for {_slot(cycle, double, whole=False)}, after {other}"
            tell(row, "index", what, index, "one value for each place of the cycle", "remove one of the two rows")
        held |= dict.fromkeys(slots, row)
    wanted = [(month, day, each) for each, months in possible.items() for month in months for day in _DAYS]
    gaps = [slot for slot in wanted if slot not in held] if sound and len(held) < len(wanted) else []
    if gaps:
        whole = len([slot for slot in gaps if slot[2] == gaps[0][2]]) == len(possible[gaps[0][2]]) * len(_DAYS)
        what = f"the profile of {name} has no value for {_slot(cycle, gaps[0], whole=whole)}"
        found = f"{len({slot[2] for slot in gaps})} of {count} places of the cycle are not complete"
        allowed = f"a value for each {cycle} from {first} to {first + count - 1}"
        rows["series"].tell(place, "series", what, found, allowed, "complete its rows in profiles.csv")


def _slot(cycle: str, slot: tuple[int, str, int], *, whole: bool) -> str:
    """A place of a cycle in words."""
    month, day, index = slot
    if whole:
        return f"{cycle} {index}"
    return f"{cycle} {index}{f' in month {month}' if cycle in ('hour', 'weekday') else ''} on {day} days"


def _used_series(case: Case) -> set[str]:
    used: set[str] = set()
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers == "series" and name != "profiles":
                used |= set(case.tables[name][column.name])
                used |= set(change_values(case, column.name))
    return used


def change_values(case: Case, column: str) -> list[str]:
    """The values that scenarios, measures and separations write into columns of a name."""
    values: list[str] = []
    for name in ("scenario_changes", "measure_changes", "separation_changes"):
        frame = case.tables[name]
        values += list(frame.loc[frame["column"] == column, "value"])
    return values
