"""A calendar whose steps are written down: snapshots of another tool, planning years one after another.

The steps of the table are the clock `hour`. A planning year (stage) is the clock `year`. How long a step lasts, how
often it occurs and what money is worth in it are its own affair, so a step need not be an hour.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.calendar import HORIZON, Calendar, Clock, Coupling, Floats, Ints
from aryk.case.case import Case


class StepCalendar(Calendar):
    """A horizon of written steps.

    Parameters
    ----------
    start
        When each step begins, going forward; shape (n,).
    hours, times, present_value
        How long each lasts, how often it occurs, what one unit of money in it is worth; shape (n,).
    stage
        The planning year of each step, as numbers from 0 that do not fall; shape (n,).
    stage_value
        What one unit of money in each planning year is worth; shape (number of stages,).
    stage_year
        The year of each stage.
    """

    def __init__(
        self,
        start: pd.DatetimeIndex,
        hours: Floats,
        times: Floats,
        present_value: Floats,
        stage: Ints,
        stage_value: Floats,
        stage_year: Ints,
    ) -> None:
        self.days = pd.DatetimeIndex(start)
        self.base, self.block = "hour", None
        self.rest = np.zeros(len(start), dtype=bool)
        self.stage, self.stage_value, self.stage_year = stage, stage_value, stage_year
        self.steps = ("hour", "year", HORIZON)
        self.day_block = {"year": stage, HORIZON: np.zeros(len(start), dtype=np.int64)}
        steps = Clock("hour", start, hours, times, present_value)
        self.clocks = {"hour": steps, **{step: self._sum(step, steps) for step in ("year", HORIZON)}}

    def _sum(self, step: str, steps: Clock) -> Clock:
        blocks, total = self.day_block[step], steps.hours * steps.weight
        first = np.flatnonzero(np.append(True, blocks[1:] != blocks[:-1]))
        hours = np.asarray(np.bincount(blocks, weights=total), dtype=float)
        value = np.bincount(blocks, weights=total * steps.value) / hours
        return Clock(step, steps.start[first], hours, np.ones(len(first)), np.asarray(value, dtype=float))

    def __repr__(self) -> str:
        return f"StepCalendar({len(self.days)} steps from {self.days[0]}, {len(self.stage_year)} planning years)"

    @property
    def contiguous(self) -> bool:
        """Steps follow each other as written, whatever their lengths, and may stand for many."""
        return False

    @property
    def hours(self) -> float:
        """Length of the horizon."""
        return float(self.clocks[HORIZON].hours[0])

    @property
    def years(self) -> float:
        """What yearly money counts: the planning years, each by its present value; one where there are none."""
        return float(self.stage_value.sum())

    def standing(self, step: str, first: float, last: float) -> Floats:
        """Share of each block that lies in the planning years from `first` to `last`; NaN stands for no limit."""
        return self.share_of_days(step, self._inside(first, last)[self.stage])

    def yearly_value(self, first: float, last: float) -> float:
        """What one unit of money in each year from `first` to `last` is worth over the horizon."""
        return float(self.stage_value[self._inside(first, last)].sum())

    def _inside(self, first: float, last: float) -> NDArray[np.bool_]:
        after = np.isnan(first) | (self.stage_year >= first)
        return np.asarray(after & (np.isnan(last) | (self.stage_year <= last)))

    def blocks(self, fine: str, coarse: str) -> Ints:  # type: ignore[override]
        """The block of the coarser clock that each step of the finer one belongs to."""
        if fine == coarse:
            return np.arange(len(self.clocks[fine]))
        if fine == "hour":
            return self.day_block[coarse]
        return np.zeros(len(self.clocks[fine]), dtype=np.int64)

    def share_of_days(self, step: str, days: NDArray[np.bool_]) -> Floats:
        """Share of each block's steps for which `days`, shape (number of steps,), is true."""
        if step == "hour":
            return days.astype(float)
        blocks = self.day_block[step]
        return np.bincount(blocks, weights=days.astype(float)) / np.bincount(blocks)

    def step_of_day(self, step: str, day: int) -> int:
        """The step of a clock that holds a written step, counted from 0."""
        return int(self.blocks("hour", step)[day])

    def lagged(self, step: str, lag: float) -> tuple[Coupling, Floats]:
        """Where and when flows arrive after a lag: by the lengths of the steps, as they follow each other."""
        return super().lagged(step, lag)

    def anew(self, step: str) -> NDArray[np.bool_]:
        """The first step of each planning year but the first."""
        if step != "hour":
            return np.append(False, np.ones(len(self.clocks[step]) - 1, dtype=bool))
        return np.append(False, self.stage[1:] != self.stage[:-1])

    def beginning(self, before: Ints, step: str, regulation: str, *, closed: bool) -> Ints:
        """As of any calendar, but a store of regulation year begins each planning year anew, or closes within it."""
        if regulation != "year" or step == HORIZON:
            return super().beginning(before, step, regulation, closed=closed)
        around = self.previous(step, "year") if step == "hour" else np.arange(len(before))
        return around if closed else np.where(around >= np.arange(len(before)), -1, around)

    def previous(self, step: str, period: str) -> Ints:
        """The step before each step; the first of each period is preceded by the last of it, or by -1."""
        before = np.arange(-1, len(self.clocks[step]) - 1)
        if period == HORIZON or step != "hour":
            return before
        opens = np.flatnonzero(np.append(True, self.stage[1:] != self.stage[:-1]))
        before[opens] = np.append(opens[1:], len(self.stage)) - 1
        return before

    def window(self, start: str, end: str) -> NDArray[np.bool_]:
        """Whether each step begins from `start` to `end`, both days included."""
        first, last = pd.Timestamp(start), pd.Timestamp(end) + pd.Timedelta(days=1)
        return np.asarray((self.days >= first) & (self.days < last))


def written_steps(case: Case) -> StepCalendar:
    """The calendar of a case with rows in `steps`, in their order."""
    steps = case.table("steps").sort_values("step")
    stages = case.table("stages").sort_values("stage")
    order = {stage: place for place, stage in enumerate(stages["stage"])}
    stage = np.array([order.get(each, 0) for each in steps["stage"]], dtype=np.int64)
    start = pd.DatetimeIndex(pd.to_datetime(steps["start"], format="ISO8601")).as_unit("s")
    hours, times, value = (steps[name].to_numpy(dtype=float) for name in ("hours", "times", "present_value"))
    if not len(stages):
        return StepCalendar(start, hours, times, value, stage, np.ones(1), start.year.to_numpy()[:1])
    worth, year = stages["present_value"].to_numpy(dtype=float), stages["year"].to_numpy().astype(np.int64)
    return StepCalendar(start, hours, times, value, stage, worth, year)
