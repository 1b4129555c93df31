"""A case of one horizon written for several planning years: its typical days, again in each of them.

The steps of the new case are the hours of the typical days of the old one, once for each planning year, each as often
as it occurs there. A planning year stands for the years up to the next one; money in them is worth

    sum over the years t that it stands for of (1 + interest)^-(t - first planning year).

Growth changes what a planning year is: a factor on a column, as a series. What a store shifts between typical days, a
lag, a ramp or a state on or off have no meaning there and are refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.case import Case, typed_frame
from aryk.case.faults import CaseError, Fault, nearest
from aryk.case.schema import TABLES
from aryk.case.timeline import Timeline, node_steps, timeline, used_series

FILE = "planning-years.csv"
COURSES = {
    ("supplies", "capacity"): "available",
    ("supplies", "cost"): "cost_profile",
    ("demands", "level"): "profile",
    ("links", "capacity"): "available",
    ("processes", "capacity"): "available",
    ("processes", "cost"): "cost_profile",
    ("limits", "value"): "profile",
}
"""The columns that may grow, and the series that carries their growth."""


@dataclass(frozen=True)
class Growth:
    """A factor on a column from a planning year on, until a later row for the same rows and column.

    `row` names one row, or `group` all rows with a tag; both empty: all rows of the table.
    """

    year: int
    table: str
    column: str
    factor: float
    row: str = ""
    group: str = ""


def with_planning_years(
    case: Case, years: Sequence[int], growth: Iterable[Growth] = (), *, interest: float = 0.0, last_for: int = 1
) -> Case:
    """The case written for several planning years.

    Parameters
    ----------
    years
        The planning years, going forward, such as 2030, 2040.
    growth
        What changes in them against the horizon of the case, which the first one repeats.
    interest
        Yearly rate at which later money is worth less.
    last_for
        Years that the last planning year stands for.

    Returns
    -------
    Case
        With the tables `steps` and `stages`, and all series in one file. Its expansions stand from `from_year` to
        `to_year`.

    Raises
    ------
    CaseError
        If the case has what cannot be said by typical days one after another, or growth names what is not there.
    """
    listed = list(growth)
    faults = [*_unsayable(case), *_misnamed(case, years, listed)]
    if faults:
        raise CaseError(faults)
    settings = case.tables["case"].assign(chronology="typical-days")
    line = timeline(case.with_tables({"case": settings}))
    clock = line.calendar.clocks["hour"]
    start = pd.date_range(f"{years[0]}-01-01", periods=len(clock) * len(years), freq="h", unit="s")
    worth = present_values(years, interest, last_for)
    tables = {"case": settings.assign(chronology="full", start=str(start[0].date()), end=str(start[-1].date()))}
    tables["stages"] = typed_frame(
        TABLES["stages"],
        [
            {"stage": float(place + 1), "year": float(year), "present_value": value}
            for place, (year, value) in enumerate(zip(years, worth, strict=True))
        ],
    )
    tables["steps"] = _steps(start, np.tile(clock.weight, len(years)), np.repeat(worth, len(clock)), len(years))
    columns = {name: np.tile(line.values(name, "hour"), len(years)) for name in sorted(used_series(line.case))}
    for table in dict.fromkeys(each.table for each in listed):
        tables[table] = _grown(line, table, years, [each for each in listed if each.table == table], columns)
    tables |= _series(case, columns)
    file = pd.DataFrame(columns, index=pd.DatetimeIndex(start, name="time"))
    tables = {name: frame for name, frame in tables.items() if len(frame) or len(case.tables[name])}
    return replace(case.with_tables(tables), files=_places(case, tables), series_files={FILE: file} if columns else {})


def present_values(years: Sequence[int], interest: float, last_for: int = 1) -> Floats:
    """What one unit of money in each of the years that a planning year stands for is worth, summed; shape (k,).

    >>> present_values([2030, 2040], 0.0, 10).tolist()
    [10.0, 10.0]
    """
    ends = [*years[1:], years[-1] + last_for]
    return np.array(
        [
            sum((1 + interest) ** -(each - years[0]) for each in range(begin, end))
            for begin, end in zip(years, ends, strict=True)
        ],
        dtype=float,
    )


def _steps(start: pd.DatetimeIndex, times: Floats, worth: Floats, stages: int) -> pd.DataFrame:
    stage = np.repeat(np.arange(1.0, stages + 1), len(start) // stages)
    number = np.arange(1.0, len(start) + 1)
    words = start.strftime("%Y-%m-%dT%H:%M")
    rows = zip(number, words, times, worth, stage, strict=True)
    names = ("step", "start", "times", "present_value", "stage")
    return typed_frame(TABLES["steps"], [{**dict(zip(names, row, strict=True)), "hours": 1.0} for row in rows])


def _grown(
    line: Timeline, table: str, years: Sequence[int], growth: list[Growth], columns: dict[str, Floats]
) -> pd.DataFrame:
    """A table whose growing rows have series of their own, which are added to `columns`."""
    frame = line.case.tables[table].copy()
    key, steps = TABLES[table].id, len(line.calendar.clocks["hour"])
    for place, row in frame.iterrows():
        for column in dict.fromkeys(each.column for each in growth):
            own = [each for each in growth if each.column == column and _names(each, row, key)]
            if not own:
                continue
            factors = [_factor(own, year) for year in years]
            course = COURSES[table, column]
            base = columns[row[course]] if row[course] else np.ones(steps * len(years))
            name = f"{table}-{row[key]}-{column}"
            columns[name] = base * np.repeat(factors, steps)
            frame.at[place, course] = name
    return frame


def _names(growth: Growth, row: pd.Series, key: str) -> bool:
    if growth.row:
        return bool(row[key] == growth.row)
    return not growth.group or growth.group in row["groups"].split()


def _factor(growth: list[Growth], year: int) -> float:
    """The factor that holds in a year: of the latest row up to it; 1 before the first."""
    reached = [each for each in growth if each.year <= year]
    return max(reached, key=lambda each: each.year).factor if reached else 1.0


def _series(case: Case, columns: dict[str, Floats]) -> dict[str, pd.DataFrame]:
    """All series as columns of one file, with the sources that they had."""
    old = {row["series"]: row for row in case.tables["series"].to_dict("records")}
    dated: dict[str, str | float] = {"file": FILE, "cycle": "none", "utc_offset": float("nan")}
    rows = [{**old.get(name, {}), **dated, "series": name} for name in columns]
    return {"series": typed_frame(TABLES["series"], rows), "profiles": typed_frame(TABLES["profiles"], [])}


def _places(case: Case, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Where rows stand, for messages; rows that were made stand in the table as it would be written."""
    made = {}
    for name, frame in tables.items():
        if len(frame) != len(case.tables[name]):
            made[name] = pd.DataFrame({"file": f"{name}.csv", "row": range(2, len(frame) + 2)})
    return {**case.files, **made}


def _unsayable(case: Case) -> list[Fault]:
    """What typical days one after another cannot say."""
    faults = []
    told = "planning years repeat typical days, between which nothing is carried over"
    if len(case.tables["steps"]):
        faults.append(Fault("steps.csv", 0, "", "the case has steps of its own already", "", "a calendar", "use it"))
    steps = node_steps(case)
    for name, step in steps[~steps.isin(["hour", "year"])].items():
        remedy = "give the node the step hour in nodes.csv, or leave it out"
        faults.append(Fault("nodes.csv", 0, "step", f"{told}: {name} has a longer step", str(step), "hour", remedy))
    for table, chosen, what in (
        ("stores", case.table("stores").index, "a store"),
        ("links", case.table("links").query("lag > 0").index, "a lag"),
        ("flows", case.table("flows").query("lag > 0").index, "a lag"),
        ("plants", case.table("plants")["row"], "a plant with ramps or states"),
    ):
        for name in chosen:
            remedy = "set active to no, or plan the years one by one"
            faults.append(Fault(f"{table}.csv", 0, "", f"{told}: {what}", str(name), "a case without it", remedy))
    for name, per in case.table("limits")["per"].items():
        if per not in ("hour", "year", "horizon"):
            remedy = "choose one of these"
            faults.append(
                Fault("limits.csv", 0, "per", f"{told}: limit {name}", str(per), "hour, year, horizon", remedy)
            )
    return faults


def _misnamed(case: Case, years: Sequence[int], growth: list[Growth]) -> list[Fault]:
    """Years that go back, and growth of what is not there or cannot grow."""
    faults = []
    if not years or any(later <= before for before, later in itertools.pairwise(years)):
        found = ", ".join(map(str, years))
        faults.append(Fault("years", 0, "", "the planning years do not go forward", found, "2030, 2040", "sort them"))
    for each in growth:
        if (each.table, each.column) not in COURSES:
            found, allowed = f"{each.table}.{each.column}", ", ".join(f"{a}.{b}" for a, b in COURSES)
            remedy = nearest(found, allowed.split(", ")) or "choose one of them"
            faults.append(Fault("growth", 0, "column", "this column cannot grow", found, allowed, remedy))
            continue
        frame, key = case.tables[each.table], TABLES[each.table].id
        if not any(_names(each, row, key) for _, row in frame.iterrows()):
            found, allowed = each.row or each.group or each.table, f"a row or tag of {each.table}.csv"
            remedy = nearest(found, frame[key].tolist()) or "correct the name"
            faults.append(Fault("growth", 0, "row", "growth of nothing", found, allowed, remedy))
    return faults
