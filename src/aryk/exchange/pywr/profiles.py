"""Parameters that repeat from year to year: by month, week and day, drawn down, in waves, through given days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.exchange.pywr.model import Floats
from aryk.exchange.pywr.numbers import Number, is_fixed
from aryk.exchange.pywr.parameters import Parameters, Reader

COUNTS = {"monthly": (12,), "weekly": (52, 53), "daily": (366,)}
WORDS = {12: "twelve values", 52: "52 values", 366: "366 values"}
LENGTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def place_of_day(start: pd.DatetimeIndex) -> NDArray[np.int64]:
    """Place of each day in a year of 366 days."""
    place = start.day_of_year.to_numpy() - 1
    return np.asarray(np.where(~start.is_leap_year & (place > 58), place + 1, place))


def profile(every: str, *, scenario: bool = False) -> Reader:
    """A profile by month, week or day; of a scenario one for each of its futures."""

    def read(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
        values = parameters.array(data, name)
        if values.ndim != (2 if scenario else 1):
            values = values.reshape(-1, values.shape[-1]) if scenario else values.ravel()
        if values.shape[-1] not in COUNTS[every]:
            article, count = "a", COUNTS[every][0]
            what, found = f"{article} {every} profile has {WORDS[count]}", str(values.shape[-1])
            parameters.book.model.blame(name, what, found, str(count))
            return 0.0
        course = over_year(every, values, parameters.book.model.day, data.get("interp_day"))
        return parameters.by_scenario(data, course, name) if scenario else course

    return read


def over_year(every: str, values: Floats, start: pd.DatetimeIndex, interp_day: str | None = None) -> Floats:
    """Values of a year at each step; shape (..., steps)."""
    if every == "daily":
        return np.asarray(values[..., place_of_day(start)])
    if every == "weekly":
        return np.asarray(values[..., np.minimum(place_of_day(start) // 7, 51)])
    if interp_day is None:
        return np.asarray(values[..., start.month.to_numpy() - 1])
    if interp_day == "first":
        x, y = np.concatenate([[1], 1 + np.cumsum(LENGTHS)]), np.append(values, values[0])
    else:
        x, y = np.concatenate([[0], np.cumsum(LENGTHS)]), np.concatenate([values[-1:], values])
    return year_of_366(np.interp(np.arange(1, 366), x, y))[place_of_day(start)]


def year_of_366(daily: Floats) -> Floats:
    """A year of 365 days with 28 February twice."""
    return np.insert(daily, 59, daily[58])


def drawdown(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """One at the day of reset, falling in a straight line to the residual at the end of the year."""
    start = parameters.book.model.day
    first = pd.Timestamp(2016, int(data.get("reset_month", 1)), int(data.get("reset_day", 1))).day_of_year - 1
    now = place_of_day(start)
    into = now - first
    year = start.year.to_numpy() - (into < 0) + (1 if first > 59 else 0)
    total = np.where(pd.to_datetime({"year": year, "month": 1, "day": 1}).dt.is_leap_year, 366, 365)
    wrapped = into < 0
    into = np.where(wrapped, into + 366, into)
    into = np.where(wrapped & ~start.is_leap_year & (now > 59), into - 1, into)
    residual = float(data.get("residual_days", 0)) / total
    return np.asarray(1.0 + (residual - 1.0) / total * into, dtype=float)


def harmonic(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A mean and waves over the year (the day counted from 0 by 365 days)."""
    day = parameters.book.model.day.day_of_year.to_numpy() - 1
    total = np.full(len(day), float(data["mean"]))
    pairs = zip(np.atleast_1d(data["amplitudes"]), np.atleast_1d(data["phases"]), strict=True)
    for number, (amplitude, phase) in enumerate(pairs, start=1):
        total += amplitude * np.cos(day * number * 2.0 * np.pi / 365.0 + phase)
    return total


def through_days(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A smooth course through values at given days of the year, by radial functions, the same at both of its ends."""
    from scipy.interpolate import Rbf

    model = parameters.book.model
    days, values = [int(each) for each in data["days_of_year"]], parameters.values(data, name)
    if len(days) != len(values) or len(days) < 3 or days[0] != 1 or sorted(set(days)) != days or days[-1] > 365:
        what, allowed = "days of the year and as many values", "three days or more, rising, the first 1, up to 365"
        model.blame(name, what, str(days)[:60], allowed)
        return 0.0
    x = [days[-1] - 365, *days, 366, 366 + days[1] - 1]
    course = Rbf(x, [values[-1], *values, values[0], values[1]], **(data.get("rbf_kwargs") or {}))(np.arange(1, 366))
    least, most = float(data.get("min_value", -np.inf)), float(data.get("max_value", np.inf))
    return year_of_366(np.clip(course, least, most))[place_of_day(model.day)]


def weighted(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The mean of profiles, each weighted by what its storage holds at most."""
    book, total, size = parameters.book, np.zeros(parameters.book.steps), 0.0
    if len(data["storages"]) != len(data["profiles"]):
        found = f"{len(data['profiles'])} for {len(data['storages'])}"
        book.model.blame(name, "as many profiles as storages are needed", found)
        return 0.0
    for storage, given in zip(data["storages"], data["profiles"], strict=True):
        node = next((each for each in book.model.nodes if each.get("name") == storage), {})
        most = parameters.number(node.get("max_volume"), f"{storage} max_volume")
        course = parameters.number(given, f"{name} of {storage}")
        if not is_fixed(course) or not isinstance(most, float):
            book.model.refuse(name, "only profiles and sizes that are known beforehand are weighted", str(storage))
            return 0.0
        total, size = total + course * most, size + most  # type: ignore[operator]
    return np.asarray(total / size, dtype=float)


PROFILES: dict[str, Reader] = {
    **{f"{every}profile": profile(every) for every in COUNTS},
    **{f"scenario{every}profile": profile(every, scenario=True) for every in COUNTS},
    "uniformdrawdownprofile": drawdown,
    "annualharmonicseries": harmonic,
    "rbfprofile": through_days,
    "weightedaverageprofile": weighted,
}
