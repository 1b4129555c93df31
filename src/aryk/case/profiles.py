"""Cyclic profiles: values by the hour of the day, the weekday, or the place in the year."""

from __future__ import annotations

import datetime
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]

CYCLE_LENGTHS = {
    "hour": (0, 24),
    "weekday": (1, 7),
    "day": (1, 366),
    "pentad": (1, 72),
    "dekad": (1, 36),
    "month": (1, 12),
}
"""First index and number of places of each cycle."""

FILE_CYCLES = ("none", "year", "year-weekdays")
"""Cycles of a series that stands in a file: dated, or one year that repeats."""


def months_of(words: str) -> tuple[int, ...]:
    """The months that `4-9`, `11-3`, `5` or nothing (all) mean.

    Raises
    ------
    ValueError
        If it means none.

    Examples
    --------
    >>> months_of("11-2")
    (11, 12, 1, 2)
    """
    if not words:
        return tuple(range(1, 13))
    parts = [int(part) for part in words.split("-")]
    first, last = parts[0], parts[-1]
    if len(parts) > 2 or not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError(words)
    return tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


@cache
def months_at(cycle: str) -> dict[int, tuple[int, ...]]:
    """The months into which each place of a cycle can fall; a day of the year may fall into two.

    >>> months_at("dekad")[4]
    (2,)
    """
    first, count = CYCLE_LENGTHS[cycle]
    places = range(first, first + count)
    if cycle in ("hour", "weekday"):
        return dict.fromkeys(places, tuple(range(1, 13)))
    if cycle == "day":
        begins = [datetime.date(year, 1, 1) for year in (2023, 2024)]
        days = {each: [(begin, begin + datetime.timedelta(each - 1)) for begin in begins] for each in places}
        return {
            each: tuple(sorted({day.month for begin, day in days[each] if day.year == begin.year})) for each in places
        }
    return {each: ((each - 1) * 12 // count + 1,) for each in places}


def pentad_of_month(day: Ints) -> Ints:
    """0 to 5: days 1-5, 6-10, ..., 26 to the end of the month."""
    return np.asarray(np.minimum((day - 1) // 5, 5))


def dekad_of_month(day: Ints) -> Ints:
    """0 to 2: days 1-10, 11-20, 21 to the end of the month."""
    return np.asarray(np.minimum((day - 1) // 10, 2))


def cycle_index(times: pd.DatetimeIndex, cycle: str) -> Ints:
    """The place of each time in a cycle, counted as in `profiles.csv`."""
    month: Ints = times.month.to_numpy().astype(np.int64)
    day: Ints = times.day.to_numpy().astype(np.int64)
    match cycle:
        case "hour":
            place = times.hour
        case "weekday":
            place = times.day_of_week + 1
        case "day":
            place = times.day_of_year
        case "pentad":
            place = (month - 1) * 6 + pentad_of_month(day) + 1
        case "dekad":
            place = (month - 1) * 3 + dekad_of_month(day) + 1
        case _:
            place = month
    return np.asarray(place, dtype=np.int64)


def profile_values(
    rows: pd.DataFrame, cycle: str, times: pd.DatetimeIndex, rest: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Values of a profile at times.

    Parameters
    ----------
    rows
        Its rows of `profiles`, complete (see `aryk.case.sense`).
    cycle
        The cycle of the series.
    times
        Shape (n,).
    rest
        Shape (n,), whether each time lies on a day of rest.
    """
    first, count = CYCLE_LENGTHS[cycle]
    table = np.full((13, 2, count), np.nan)
    for months, day_type, index, value in zip(
        rows["months"], rows["day_type"], rows["index"], rows["value"], strict=True
    ):
        days = slice(None) if day_type in ("", "all") else slice(1, 2) if day_type == "rest" else slice(0, 1)
        for month in months_of(months):
            table[month, days, int(index) - first] = value
    found: NDArray[np.float64] = table[times.month.to_numpy(), rest.astype(int), cycle_index(times, cycle) - first]
    return found
