"""The time axis: steps, the coarser blocks they belong to, and typical days.

A calendar has one `Clock` for each step from its base (the finest that the case needs) up to the year, and
one for the whole horizon. Days are never split, so every block of a coarser clock is a set of days:

- pentad: days 1-5, 6-10, ..., 26 to the end of the month (3 to 6 days);
- dekad: days 1-10, 11-20, 21 to the end of the month (8 to 11 days);
- a block that the horizon cuts holds only the days within.

With typical days, each block (dekad by default) stands for itself by one working and one rest day of 24
hours. They are ordinary steps with a weight: how many days they stand for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.profiles import dekad_of_month, pentad_of_month
from aryk.case.schema import STEPS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HORIZON = "horizon"
CLOSING = ("day", "pentad", "dekad", "month")
"""Regulations whose stores close within each such period."""


@dataclass(frozen=True)
class Clock:
    """The blocks of one step.

    Attributes
    ----------
    start
        When each block begins; of a typical day, when the day that it was chosen after begins.
    hours
        Length of one occurrence of the block.
    weight
        How often the block occurs; 1 except for typical days and their hours.
    value
        What one unit of money in it is worth; 1 except for planning years.
    """

    step: str
    start: pd.DatetimeIndex
    hours: Floats
    weight: Floats
    value: Floats = field(default_factory=lambda: np.ones(1))

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", np.broadcast_to(self.value, self.hours.shape))

    def __len__(self) -> int:
        return len(self.hours)


@dataclass(frozen=True)
class Coupling:
    """How a quantity on one clock meets rows on another: entries of a matrix, row by column.

    `factor` is in hours for each occurrence of the row's block: a rate times it is an amount over kappa.
    """

    row: Ints
    column: Ints
    factor: Floats


class Calendar:
    """A horizon cut into clocks.

    Parameters
    ----------
    start, end
        First and last day, both included.
    base
        The finest clock: hour, day, pentad, dekad, month or year.
    block
        None for the full chronology, else the block that stands for itself by typical days.
    representatives
        With typical days: for each of them, in order of blocks and working before rest, the index of the
        day that its hours are called after. None: the first day of each.
    """

    def __init__(
        self,
        start: str,
        end: str,
        base: str = "hour",
        block: str | None = None,
        representatives: Ints | None = None,
    ) -> None:
        self.days = pd.date_range(start, end, freq="D", unit="s")
        if not len(self.days):
            raise ValueError(f"the horizon ends ({end}) before it starts ({start})")
        self.base = base
        self.block = block if block is not None and STEPS.index(base) < STEPS.index(block) else None
        self.rest = self.days.day_of_week.to_numpy() >= 5
        self.steps = (*STEPS[STEPS.index(base) :], HORIZON)
        self.day_block: dict[str, Ints] = {step: self._blocks_of_days(step) for step in (*STEPS[1:], HORIZON)}
        if self.block is not None:
            typical = self.day_block[self.block] * 2 + self.rest
            self.day_block["day"] = np.unique(typical, return_inverse=True)[1].astype(np.int64)
            between = STEPS[2 : STEPS.index(self.block)]
            self.steps = tuple(step for step in self.steps if step not in between)
        self.clocks = {step: self._clock(step, representatives) for step in self.steps}

    def __repr__(self) -> str:
        return f"Calendar({self.days[0].date()} to {self.days[-1].date()}, base {self.base}, block {self.block})"

    @property
    def typical(self) -> bool:
        """Whether hours are those of typical days."""
        return self.block is not None

    @property
    def contiguous(self) -> bool:
        """Whether each step of the full chronology begins when the one before ends, and occurs once."""
        return True

    def anew(self, step: str) -> NDArray[np.bool_]:
        """Whether each step has nothing before it that it follows in time, apart from the very first."""
        return np.zeros(len(self.clocks[step]), dtype=bool)

    @cached_property
    def hours(self) -> float:
        """Length of the horizon."""
        return 24.0 * len(self.days)

    @cached_property
    def years(self) -> float:
        """Length of the horizon in years, each day by the length of its own year."""
        leap = self.days.is_leap_year
        return float(np.sum(np.where(leap, 1 / 366, 1 / 365)))

    def standing(self, step: str, first: float, last: float) -> Floats:
        """Share of each block that lies in the years from `first` to `last`; NaN stands for no limit."""
        year = self.days.year.to_numpy()
        return self.share_of_days(step, (year >= _or(first, -np.inf)) & (year <= _or(last, np.inf)))

    def yearly_value(self, first: float, last: float) -> float:
        """What one unit of money in each year from `first` to `last` is worth over the horizon."""
        leap, year = self.days.is_leap_year, self.days.year.to_numpy()
        inside = (year >= _or(first, -np.inf)) & (year <= _or(last, np.inf))
        return float(np.sum(np.where(leap, 1 / 366, 1 / 365)[inside]))

    def _blocks_of_days(self, step: str) -> Ints:
        """Block of each day of the horizon, counted from 0 without gaps."""
        year, month, day = (getattr(self.days, name).to_numpy().astype(np.int64) for name in ("year", "month", "day"))
        match step:
            case "day":
                return np.arange(len(self.days))
            case "pentad":
                label = (year * 12 + month) * 6 + pentad_of_month(day)
            case "dekad":
                label = (year * 12 + month) * 3 + dekad_of_month(day)
            case "month":
                label = year * 12 + month
            case "year":
                label = year
            case _:
                label = np.zeros(len(self.days), dtype=np.int64)
        return np.unique(label, return_inverse=True)[1].astype(np.int64)

    def _clock(self, step: str, representatives: Ints | None) -> Clock:
        if step == "hour":
            days = self._clock("day", representatives)
            start = np.repeat(days.start.to_numpy(), 24) + np.tile(np.arange(24), len(days)) * np.timedelta64(3600, "s")
            return Clock(step, pd.DatetimeIndex(start), np.ones(24 * len(days)), np.repeat(days.weight, 24))
        blocks = self.day_block[step]
        counts = np.bincount(blocks).astype(float)
        first = np.zeros(len(counts), dtype=np.int64)
        first[blocks[::-1]] = np.arange(len(blocks))[::-1]
        if step == "day":
            if representatives is not None and self.typical:
                first = representatives
            return Clock(step, self.days[first], np.full(len(counts), 24.0), counts)
        return Clock(step, self.days[first], 24.0 * counts, np.ones(len(counts)))

    @cache  # noqa: B019 - a calendar lives as long as its case
    def blocks(self, fine: str, coarse: str) -> Ints:
        """The block of the coarser clock that each step of the finer one belongs to; shape (len(fine),)."""
        if fine == coarse:
            return np.arange(len(self.clocks[fine]))
        if fine == "hour":
            return np.repeat(self.blocks("day", coarse), 24)
        first = np.zeros(len(self.clocks[fine]), dtype=np.int64)
        first[self.day_block[fine][::-1]] = np.arange(len(self.days))[::-1]
        return self.day_block[coarse][first]

    def is_finer(self, one: str, other: str) -> bool:
        """Whether `one` is a finer step than `other`."""
        return self.steps.index(one) < self.steps.index(other)

    def coupling(self, rows: str, columns: str) -> Coupling:
        """How rates on the clock `columns` make amounts on the clock `rows`.

        Finer rates are summed; coarser ones are spread evenly.
        """
        row_clock, column_clock = self.clocks[rows], self.clocks[columns]
        if self.is_finer(rows, columns):
            return Coupling(np.arange(len(row_clock)), self.blocks(rows, columns), row_clock.hours)
        block = self.blocks(columns, rows)
        factor = column_clock.hours * column_clock.weight / row_clock.weight[block]
        return Coupling(block, np.arange(len(column_clock)), factor)

    def average(self, values: Floats, coarse: str) -> Floats:
        """Mean over each block of the coarser clock of values on the base clock; shape (..., n) to (..., m)."""
        if coarse == self.base:
            return values
        base = self.clocks[self.base]
        mass = base.hours * base.weight
        block = self.blocks(self.base, coarse)
        flat = np.atleast_2d(values)
        sums = np.stack([np.bincount(block, weights=row * mass) for row in flat])
        means: Floats = sums / np.bincount(block, weights=mass)
        return means.reshape((*values.shape[:-1], means.shape[-1]))

    def share_of_days(self, step: str, days: NDArray[np.bool_]) -> Floats:
        """Share of each block's days for which `days`, shape (len(self.days),), is true."""
        if step == "hour":
            return np.repeat(self.share_of_days("day", days), 24)
        blocks = self.day_block[step]
        return np.bincount(blocks, weights=days.astype(float)) / np.bincount(blocks)

    def season(self, from_day: str, to_day: str) -> NDArray[np.bool_]:
        """Whether each day lies in the season from `MM-DD` to `MM-DD`; without both, every day does."""
        if not from_day or not to_day:
            return np.ones(len(self.days), dtype=bool)
        first, last = (int(each[:2]) * 100 + int(each[3:]) for each in (from_day, to_day))
        place = self.days.month.to_numpy() * 100 + self.days.day.to_numpy()
        inside = (place >= first) & (place <= last) if first <= last else (place >= first) | (place <= last)
        return np.asarray(inside, dtype=bool)

    def window(self, start: str, end: str) -> NDArray[np.bool_]:
        """Whether each day lies from `start` to `end`, both included."""
        return np.asarray((self.days >= pd.Timestamp(start)) & (self.days <= pd.Timestamp(end)))

    def step_of_day(self, step: str, day: int) -> int:
        """The first step of a clock that holds a day of the horizon, counted from 0, or stands for it."""
        if step == "hour":
            return 24 * int(self.day_block["day"][day])
        return int(self.day_block[step][day])

    def lagged(self, step: str, lag: float) -> tuple[Coupling, Floats]:
        """Where and when flows arrive after `lag` hours.

        A lag that is no whole number of steps splits: each part of a step arrives in the step in which it
        falls. Flows within typical days arrive within the same day, which repeats.

        Returns
        -------
        Coupling
            Arriving step, leaving step, hours of the leaving step that arrive there.
        ndarray
            Hours of each step in which flows from before the horizon arrive.
        """
        clock = self.clocks[step]
        count = len(clock)
        if self.typical and step in ("hour", "day"):
            return self._lagged_within_days(step, lag), np.zeros(count)
        edges = np.concatenate([[0.0], np.cumsum(clock.hours)])
        begin, finish = edges[:-1] + lag, edges[1:] + lag
        first = np.searchsorted(edges, begin, side="right") - 1
        last = np.searchsorted(edges, finish, side="left") - 1
        rows, columns, factors = [], [], []
        for offset in range(int(np.max(last - first, initial=0)) + 1):
            row = first + offset
            leaving = np.flatnonzero((row <= last) & (row < count))
            row = row[leaving]
            overlap = np.minimum(finish[leaving], edges[row + 1]) - np.maximum(begin[leaving], edges[row])
            kept = overlap > 0
            rows.append(row[kept])
            columns.append(leaving[kept])
            factors.append(overlap[kept])
        before = np.clip(lag - edges[:-1], 0.0, clock.hours)
        return Coupling(np.concatenate(rows), np.concatenate(columns), np.concatenate(factors)), before

    def _lagged_within_days(self, step: str, lag: float) -> Coupling:
        count = len(self.clocks[step])
        place = np.arange(count)
        if step == "day":
            return Coupling(place, place, np.full(count, 24.0))
        whole = int(np.floor(lag))
        part = lag - whole
        day, hour = place // 24, place % 24
        near, far = day * 24 + (hour + whole) % 24, day * 24 + (hour + whole + 1) % 24
        rows, columns = np.concatenate([near, far]), np.concatenate([place, place])
        factors = np.concatenate([np.full(count, 1 - part), np.full(count, part)])
        kept = factors > 0
        return Coupling(rows[kept], columns[kept], factors[kept])

    def closing(self, regulation: str) -> str:
        """The period within which a store of a regulation closes; horizon where it carries beyond."""
        if regulation not in CLOSING:
            return HORIZON
        if self.block is not None and STEPS.index("day") < STEPS.index(regulation) < STEPS.index(self.block):
            return self.block
        return regulation

    def beginning(self, before: Ints, step: str, regulation: str, *, closed: bool) -> Ints:
        """The step before each step of a store that carries through the horizon; a closed one begins with its end."""
        return np.where(before < 0, len(before) - 1, before) if closed else before

    def previous(self, step: str, period: str) -> Ints:
        """The step before each step; the first of each period is preceded by the last of it.

        With `period` = horizon the first step is preceded by -1: the start.
        """
        count = len(self.clocks[step])
        before = np.arange(-1, count - 1)
        if period == HORIZON:
            return before
        if STEPS.index(period) < STEPS.index(step):
            return np.arange(count)
        of = self.blocks(step, period)
        opens = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
        last = np.zeros(int(of.max()) + 1, dtype=np.int64)
        last[of] = np.arange(count)
        before[opens] = last[of[opens]]
        return before


def _or(bound: float, otherwise: float) -> float:
    return otherwise if np.isnan(bound) else bound
