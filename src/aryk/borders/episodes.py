"""Episodes of a case: a passage, some days, and what was seen of its line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aryk.borders.calendar import hours_between
from aryk.borders.from_case import records
from aryk.borders.model import BorderError
from aryk.case.case import Case


@dataclass(frozen=True)
class Sighting:
    """What somebody saw: hours from the start of the episode, trucks in line and trucks let through in the day.

    `doubt` is the relative error of the count, `days_doubt` by how many days the date may be wrong.
    """

    name: str
    day: str
    time: float
    waiting: float
    cleared: float
    doubt: float
    days_doubt: float


@dataclass(frozen=True)
class Episode:
    """Days at a passage; `standing` trucks at the first hour, `arrivals` a day where known (else NaN)."""

    name: str
    title: str
    passage: str
    start: pd.Timestamp
    hours: int
    use: str
    standing: float
    standing_doubt: float
    arrivals: float
    arrivals_doubt: float
    sightings: tuple[Sighting, ...]


def episodes_of(case: Case, names: tuple[str, ...] = ()) -> list[Episode]:
    """The episodes of a case, or those that are named.

    The trucks in line at the start are those of the table, or of the first sighting within a day of the start, which
    then is not held against the simulation.

    Raises
    ------
    BorderError
        If episodes are not there, or nothing was seen in them; all that are wrong are told.
    """
    rows = records(case, "episodes")
    strange = [name for name in names if name not in rows]
    if strange:
        raise BorderError(f"episodes.csv has no {', '.join(strange)}; there are: {', '.join(rows) or 'none'}")
    made, wrong = [], []
    for name, row in rows.items():
        if not names or name in names:
            try:
                made.append(_episode(case, name, row))
            except BorderError as error:
                wrong.append(str(error))
    if wrong:
        raise BorderError("\n".join(wrong))
    return made


def _episode(case: Case, name: str, row: dict[str, Any]) -> Episode:
    start, hours = pd.Timestamp(row["start"]), hours_between(row["start"], row["end"])
    seen = []
    for key, each in records(case, "sightings").items():
        time = (pd.Timestamp(each["day"]) - start).days * 24.0 + float(each["hour"])
        if each["passage"] == row["passage"] and 0 <= time <= hours:
            waiting, cleared = float(each["waiting"]), float(each["cleared"])
            doubts = float(each["doubt"]), float(each["days_doubt"])
            seen.append(Sighting(key, str(each["day"]), time, waiting, cleared, *doubts))
    seen.sort(key=lambda each: each.time)
    standing, doubt = float(row["standing"]), 0.1
    if math.isnan(standing):
        first = next((each for each in seen if each.time <= 24 and not math.isnan(each.waiting)), None)
        standing, doubt = (first.waiting, first.doubt) if first else (0.0, 0.0)
        if first:
            start, hours = start + pd.Timedelta(hours=first.time), hours - int(first.time)
            seen = [_later(each, first.time) for each in seen if each is not first and each.time >= first.time]
    if not seen:
        raise BorderError(
            f"episode {name}: nothing was seen at {row['passage']} from {row['start']} to {row['end']} after the line "
            "at its start; add rows to sightings.csv or correct the days"
        )
    given = float(row["arrivals"]), float(row["arrivals_doubt"])
    title, passage, use = str(row["title"] or name), str(row["passage"]), str(row["use"])
    return Episode(name, title, passage, start, hours, use, standing, doubt, *given, tuple(seen))


def _later(seen: Sighting, hours: float) -> Sighting:
    return Sighting(seen.name, seen.day, seen.time - hours, seen.waiting, seen.cleared, seen.doubt, seen.days_doubt)
