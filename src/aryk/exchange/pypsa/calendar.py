"""Snapshots and investment periods as steps and stages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.draft import Draft
from aryk.exchange.pypsa.network import Network, Row

FIRST_TIME = pd.Timestamp("2000-01-01")


@dataclass(frozen=True)
class Time:
    """The time of a network.

    Attributes
    ----------
    start
        When each step begins.
    hours, generators, objective
        Weightings of each snapshot: elapsed hours, amounts and costs; shape (n,).
    years
        How many years the investment period of each snapshot stands for; shape (n,).
    worth
        What money in the investment period of each snapshot is worth; shape (n,).
    period
        The investment period of each snapshot, NaN without any; shape (n,).
    periods
        The investment periods, in order.
    """

    start: pd.DatetimeIndex
    hours: Floats
    generators: Floats
    objective: Floats
    years: Floats
    worth: Floats
    period: Floats
    periods: tuple[int, ...]

    def standing(self, row: Row) -> Floats:
        """1 in each step in which a component stands by its build year and lifetime, else 0; shape (n,)."""
        if not self.periods:
            return np.ones(len(self.hours))
        stands = (row["build_year"] <= self.period) & (self.period < row["build_year"] + row["lifetime"])
        return np.asarray(stands, dtype=float)

    def stands(self, row: Row, period: float = np.nan) -> bool:
        """Whether a component stands in a period; without one, in any."""
        if not self.periods:
            return True
        inside = self.standing(row) > 0
        return bool(inside.any() if np.isnan(period) else inside[self.period == period].any())

    @property
    def step_hours(self) -> float:
        """The length of the steps, or NaN where they differ."""
        return float(self.hours[0]) if (self.hours == self.hours[0]).all() else np.nan


def time_of(network: Network) -> Time:
    """The time of a network, its labels as times where they go forward."""
    periods = tuple(int(each) for each in network.periods.index)
    period = network.period
    years, worth = np.ones(len(network)), np.ones(len(network))
    if periods:
        years, worth = (network.periods[name].reindex(period).to_numpy(dtype=float) for name in ("years", "objective"))
    weights = {name: network.weighting(name) for name in ("stores", "generators", "objective")}
    return Time(
        _starts(network, weights["stores"]),
        weights["stores"],
        weights["generators"],
        weights["objective"],
        years,
        worth,
        period,
        periods,
    )


def _starts(network: Network, hours: Floats) -> pd.DatetimeIndex:
    labels = network.snapshots["label"]
    times = labels if labels.dtype.kind == "M" else None
    if labels.dtype.kind not in "Mif":
        times = pd.to_datetime(labels.astype(str), errors="coerce", format="ISO8601")
    if times is not None and times.notna().all():
        index = pd.DatetimeIndex(times).as_unit("s")
        if index.is_monotonic_increasing and index.is_unique and index.tz is None:
            return index
    elapsed = np.concatenate([[0.0], np.cumsum(np.maximum(np.round(hours * 3600), 1.0))[:-1]])
    if elapsed[-1] > 3600 * 24 * 365 * 90:
        elapsed = np.arange(len(hours)) * 3600.0
    return pd.DatetimeIndex(FIRST_TIME + pd.to_timedelta(elapsed, unit="s")).as_unit("s")


def add(draft: Draft, network: Network, time: Time) -> None:
    """The rows of `steps` and `stages`."""
    place = {period: number for number, period in enumerate(time.periods, start=1)}
    for period, number in place.items():
        draft.add("stages", stage=number, year=period, present_value=float(network.periods.at[period, "objective"]))
    occurs = time.generators * time.years
    for number in range(len(time.hours)):
        draft.add(
            "steps",
            step=number + 1,
            start=time.start[number].strftime("%Y-%m-%dT%H:%M:%S"),
            hours=time.hours[number],
            times=occurs[number] / time.hours[number],
            present_value=time.objective[number] * time.worth[number] / occurs[number],
            stage=place.get(int(time.period[number])) if place else None,
        )
