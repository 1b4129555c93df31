"""Indicators: named numbers computed from results, over the horizon or a window of days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.calendar import Floats
from aryk.case.timeline import Timeline
from aryk.results.fields import Results

Days = NDArray[np.bool_]


DUST = 1e-9
"""What is smaller is what a solver leaves of a zero."""


ABOVE = 1e-6
"""A flow or level above this counts as more than 0."""


class Gauge:
    """Reads indicators off results.

    Raises nothing for rows that are not in use: such an indicator is NaN ("not in this run").
    """

    def __init__(self, timeline: Timeline, results: Results) -> None:
        self.case, self.calendar, self.results = timeline.case, timeline.calendar, results
        terms = self.case.resolve(self.case.table("indicator_terms"))
        self._terms = {str(name): rows for name, rows in terms.groupby("indicator", sort=False)}
        self._kappa = {
            table: self.case.carrier_of(table).map(self.case.kappa)
            for table in ("supplies", "demands", "stores", "links", "processes", "nodes")
        }

    def table(self) -> pd.DataFrame:
        """All indicators over the whole horizon."""
        rows = self.case.table("indicators")
        frame = rows[["indicator", "title", "unit", "system", "party", "statistic", "headline"]].reset_index(drop=True)
        frame.insert(2, "value", [self.value(name) for name in rows.index])
        return frame

    def value(self, indicator: str, start: str | None = None, end: str | None = None) -> float:
        """One indicator over the window from `start` to `end` (both included), or over the whole horizon."""
        row, terms = self.case.table("indicators").loc[indicator], self._terms.get(indicator)
        first, last = (str(day.date()) for day in (self.calendar.days[0], self.calendar.days[-1]))
        start, end = start or first, end or last
        days = self.calendar.season(row["from_day"], row["to_day"]) & self.calendar.window(start, end)
        found = [
            (term, hit)
            for term in ([] if terms is None else terms.to_dict("records"))
            if (hit := self.results.find(term["table"], term["row"], term["quantity"])) is not None
        ]
        if not found or not days.any():
            return float("nan")
        match row["statistic"]:
            case "total":
                value = sum(self._total(term, *hit, days) for term, hit in found)
            case "share":
                value = sum(self._share(term, *hit, days) for term, hit in found)
            case "last" | "first":
                value = sum(self._at(term, *hit, start, end, row["statistic"]) for term, hit in found)
            case statistic:
                value = self._spread(found, days, statistic, float(row["threshold"]))
        value = float(value * row["scale"])
        return 0.0 if abs(value) < DUST else value

    def _total(self, term: dict[str, str | float], clock: str, values: Floats, days: Days) -> float:
        time = self.calendar.clocks[clock]
        hours = time.hours * time.weight * self.calendar.share_of_days(clock, days)
        return (
            float(term["coefficient"])
            * float(self._kappa[str(term["table"])][str(term["row"])])
            * float(values @ hours)
        )

    def _share(self, term: dict[str, str | float], clock: str, values: Floats, days: Days) -> float:
        """Share of the time in which a term is above what rounding leaves of a zero."""
        time = self.calendar.clocks[clock]
        hours = time.hours * time.weight * self.calendar.share_of_days(clock, days)
        return float(term["coefficient"]) * float(np.average(values > ABOVE, weights=hours))

    def _at(
        self, term: dict[str, str | float], clock: str, values: Floats, start: str, end: str, statistic: str
    ) -> float:
        """A content or flow at the end of `end` (last) or at the begin of `start` (first)."""
        begins = statistic == "first"
        day = int(np.searchsorted(self.calendar.days, pd.Timestamp(start if begins else end), side="right")) - 1
        if term["quantity"] == "level":
            return float(term["coefficient"]) * self.content(str(term["row"]), clock, values, day, begins=begins)
        step = self.calendar.step_of_day(clock, day)
        return float(term["coefficient"]) * float(values[step if begins or clock != "hour" else step + 23])

    def content(self, store: str, clock: str, values: Floats, day: int, *, begins: bool) -> float:
        """The content at the begin or end of a day; within a longer step in proportion of days.

        Typical days of a block follow each other, each for as many days as it stands for.
        """
        calendar = self.calendar
        before = calendar.previous(clock, calendar.closing(str(self.case.table("stores").at[store, "regulation"])))
        initial = self.results.find("stores", store, "initial")
        start = float(initial[1][0]) if initial else float(values[-1])

        def opening(step: int) -> float:
            return start if before[step] < 0 else float(values[before[step]])

        if clock == "hour":
            first = calendar.step_of_day(clock, day)
            return opening(first) if begins else float(values[first + 23])
        whole = calendar.block if calendar.block is not None and clock == "day" else clock
        block = calendar.day_block[whole]
        passed = float(np.sum(block[: day + 1] == block[day])) - (1.0 if begins else 0.0)
        for step in np.unique(calendar.day_block[clock][block == block[day]]):
            length = float(np.sum(calendar.day_block[clock] == step))
            if passed <= length:
                return opening(step) + passed / length * (float(values[step]) - opening(step))
            passed -= length
        raise AssertionError("a day lies in its own block")

    def _spread(
        self,
        found: list[tuple[dict[str, str | float], tuple[str, Floats]]],
        days: Days,
        statistic: str,
        threshold: float,
    ) -> float:
        """Mean, largest, smallest or percentile of the sum of terms on the coarsest of their clocks, or days beyond."""
        clock = max((hit[0] for _, hit in found), key=self.calendar.steps.index)
        total = np.zeros(len(self.calendar.clocks[clock]))
        for term, (own, values) in found:
            total += float(term["coefficient"]) * self._coarser(values, own, clock)
        share = self.calendar.share_of_days(clock, days)
        time = self.calendar.clocks[clock]
        if statistic == "mean":
            return float(np.average(total, weights=time.hours * time.weight * share))
        if statistic.startswith("days-"):
            beyond = total > threshold if statistic == "days-above" else total < threshold
            return float(beyond @ (time.hours * time.weight * share)) / 24.0
        within = total[share > 0]
        if statistic == "percentile":
            return float(np.percentile(within, threshold))
        return float(within.max() if statistic == "max" else within.min())

    def _coarser(self, values: Floats, fine: str, coarse: str) -> Floats:
        if fine == coarse:
            return values
        time = self.calendar.clocks[fine]
        block, mass = self.calendar.blocks(fine, coarse), time.hours * time.weight
        return np.asarray(np.bincount(block, weights=values * mass) / np.bincount(block, weights=mass))
