"""From a case to its calendar and the values of its series on it; how typical days are chosen.

Each block's working and rest day is made in two steps:

1. Of the days of that kind in the block, the one nearest to their mean is taken, over all hourly series
   together (each scaled by its spread), so that what happens at the same time stays together: a windless
   evening keeps its load. (A medoid; Domínguez-Muñoz et al., Energy and Buildings 43, 2011.)
2. Each series of that day is bent to x' = m (x / max x)^p, with m the highest value on days of that kind
   in the block and p such that the mean over the day is their mean. So the energy and the peak of each
   block are kept, zeros stay zero, and no value passes the peak. A series that is constant on the chosen
   day takes the mean. One with negative values is scaled about its mean instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats, Ints
from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.case.profiles import profile_values
from aryk.case.schema import STEPS
from aryk.case.series import declared, end_of
from aryk.case.steps import StepCalendar, written_steps

_BISECTIONS = 60
NEARLY = 1e-9
"""Hours this near to the peak of their day count as its peak."""


@dataclass(frozen=True)
class Timeline:
    """A case on its calendar: every series as values on any clock, times its factor where it has one.

    `also` are the series not in use for which typical days stand too.
    """

    case: Case
    calendar: Calendar
    _hourly: pd.DataFrame | None
    _held: dict[tuple[str, str], Floats] = field(default_factory=dict, repr=False)
    factors: Mapping[str, float] = field(default_factory=dict)
    also: frozenset[str] = frozenset()

    def stands_for(self, case: Case) -> bool:
        """Whether the typical days were made for all series that a case with other rows in use names."""
        known = set(() if self._hourly is None else self._hourly.columns)
        series = case.table("series")
        return bool(self.also) and all(name in known for name in used_series(case) if series.at[name, "file"])

    def scaled(self, series: str, factor: float) -> Timeline:
        """The same days with all values of one series multiplied."""
        held = {key: values for key, values in self._held.items() if key[0] != series}
        factors = {**self.factors, series: self.factors.get(series, 1.0) * factor}
        return replace(self, _held=held, factors=factors)

    def values(self, series: str, step: str) -> Floats:
        """Mean values of a series over the blocks of a clock; shape (n,).

        Raises
        ------
        CaseError
            If a dated file does not cover the horizon.
        """
        key = (series, step)
        if key not in self._held:
            base = self.calendar.base
            if step == base:
                self._held[key] = self._on_base(series) * self.factors.get(series, 1.0)
            else:
                self._held[key] = self.calendar.average(self.values(series, base), step)
        return self._held[key]

    def table(self, names: pd.Series, step: str, default: float = 1.0) -> Floats:
        """Values of several series, one row each; "" gives the default. Shape (k, n)."""
        count = len(self.calendar.clocks[step])
        result = np.full((len(names), count), default)
        cells = names.to_numpy()
        for name in set(cells) - {""}:
            result[cells == name] = self.values(name, step)
        return result

    def course(self, names: pd.Series, step: str) -> Floats:
        """Like `table`, but shape (k, 1) where none of them varies over time."""
        if (names == "").all():
            return np.ones((len(names), 1))
        return self.table(names, step)

    def available(self, table: str, rows: pd.DataFrame, step: str) -> Floats:
        """Share of the capacity of rows of a table that is there: `available`, less outages.

        Shape (k, n), or (k, 1) where none varies over time.
        """
        share = self.course(rows["available"], step)
        outages = self.case.table("outages")
        outages = outages[outages["table"] == table] if len(outages) else outages
        for outage in outages.itertuples():
            hit = rows.index == outage.row
            if outage.group:
                hit = np.array([outage.group in tags.split() for tags in rows["groups"]], dtype=bool)
            if hit.any():
                part = self.calendar.share_of_days(step, self.calendar.window(outage.start, outage.end))
                share = np.where(hit[:, None], share * (1 - (1 - outage.share) * part), share)
        return share

    def _on_base(self, series: str) -> Floats:
        calendar = self.calendar
        row = self.case.table("series").loc[series]
        if not row["file"]:
            return self._profile(series, row["cycle"])
        if calendar.typical:
            assert self._hourly is not None
            values = _typical_values(calendar, self._hourly[series].to_numpy())
            return values if calendar.base == "hour" else np.asarray(values.reshape(-1, 24).mean(axis=1))
        return sample_file(self.case, series, *intervals(calendar))

    def _profile(self, series: str, cycle: str) -> Floats:
        calendar = self.calendar
        rows = self.case.tables["profiles"]
        rows = rows[rows["series"] == series]
        if isinstance(calendar, StepCalendar):
            rest = calendar.days.day_of_week.to_numpy() >= 5
            return np.asarray(profile_values(rows, cycle, calendar.days, rest), dtype=float)
        by_hour = cycle == "hour"
        count = 24 if by_hour else 1
        times = np.repeat(calendar.days.to_numpy(), count) + np.tile(
            np.arange(count), len(calendar.days)
        ) * np.timedelta64(3600, "s")
        values = profile_values(rows, cycle, pd.DatetimeIndex(times), np.repeat(calendar.rest, count)).reshape(
            -1, count
        )
        if calendar.base != "hour":
            values = values.mean(axis=1, keepdims=True)
        blocks = calendar.day_block["day" if calendar.base == "hour" else calendar.base]
        sums = np.stack([np.bincount(blocks, weights=column) for column in values.T], axis=1)
        means = sums / np.bincount(blocks)[:, None]
        if calendar.base == "hour" and not by_hour:
            means = np.repeat(means, 24, axis=1)
        return np.asarray(means.reshape(-1), dtype=float)


def timeline(case: Case, also: Collection[str] = ()) -> Timeline:
    """The calendar of a case, as its settings say, with its series.

    Typical days stand for the series in use, and for those in `also`.

    Raises
    ------
    CaseError
        If a dated series does not cover the horizon.
    """
    if len(case.tables["steps"]):
        return Timeline(case, written_steps(case), None)
    settings = case.settings
    base = base_step(case)
    block = settings["block"] if settings["chronology"] == "typical-days" else None
    calendar = Calendar(settings["start"], settings["end"], base, block)
    hourly = None
    if calendar.typical:
        hourly = _hourly_series(case, calendar, also)
        chosen = _representatives(calendar, hourly)
        calendar = Calendar(settings["start"], settings["end"], base, block, chosen)
    return Timeline(case, calendar, hourly, also=frozenset(also))


def node_steps(case: Case) -> pd.Series:
    """The clock of each node in use."""
    nodes = case.table("nodes")
    of_carrier = pd.Series(
        case.table("carriers")["step"].reindex(nodes["carrier"]).to_numpy(), index=nodes.index, dtype=object
    )
    return nodes["step"].where(nodes["step"] != "", of_carrier)


def base_step(case: Case) -> str:
    """The finest step that a node or process of the case lives on."""
    steps = set(node_steps(case)) | {step for step in case.table("processes")["step"] if step}
    return str(min(steps, key=STEPS.index))


def intervals(calendar: Calendar) -> tuple[np.ndarray, np.ndarray]:
    """Begin and end of each step of the finest clock in full chronology; a written step ends where the next begins."""
    clock = calendar.clocks[calendar.base]
    begin = clock.start.to_numpy()
    finish = begin + (clock.hours * 3600).astype("timedelta64[s]")
    if isinstance(calendar, StepCalendar):
        finish[:-1] = begin[1:]
    return begin, finish


def sample_file(case: Case, series: str, begin: np.ndarray, finish: np.ndarray) -> Floats:
    """Mean over each interval of a series from a file, whose values hold from their time to the next.

    Parameters
    ----------
    begin, finish
        Shape (n,), datetime64[s], on the clock of the case.

    Raises
    ------
    CaseError
        If the file does not cover an interval.
    """
    row = case.table("series").loc[series]
    frame = case.series_files[row["file"]]
    values = declared(frame, series, row["absent"]).to_numpy()
    times = frame.index.to_numpy().astype("datetime64[s]")
    offset = case.settings["utc_offset"]
    shift = np.timedelta64(
        round(3600 * ((row["utc_offset"] if row["utc_offset"] == row["utc_offset"] else offset) - offset)), "s"
    )
    begin, finish = begin.astype("datetime64[s]"), finish.astype("datetime64[s]")
    length = finish - begin
    if row["cycle"] != "none" and (length > np.timedelta64(86400, "s")).any():
        days, owner = _days_within(begin, finish)
        daily = sample_file(case, series, days, days + np.timedelta64(86400, "s"))
        return np.asarray(np.bincount(owner, weights=daily) / np.bincount(owner))
    if row["cycle"] == "none":
        begin, finish = begin + shift, finish + shift
    else:
        begin = _in_year_of(begin + shift, times, keep_weekdays=row["cycle"] == "year-weekdays")
        finish = begin + length
    edges = np.append(times, end_of(times))
    if row["cycle"] != "none":
        values, edges = np.tile(values, 2), np.append(edges, times[1:] + (edges[-1] - edges[0]))
        edges = np.append(edges, edges[len(times)] + (edges[len(times)] - edges[0]))
    outside = (begin < edges[0]) | (finish > edges[-1])
    if outside.any():
        raise CaseError([_uncovered(row, edges, begin, finish)])
    return _means(values, edges, begin, finish)


def _uncovered(row: pd.Series, edges: np.ndarray, begin: np.ndarray, finish: np.ndarray) -> Fault:
    return Fault(
        f"series/{row['file']}",
        0,
        row["series"],
        "the file does not cover the horizon",
        f"{edges[0]} to {edges[-1]}",
        f"at least {begin.min()} to {finish.max()} on the clock of the file",
        "add the missing rows, shorten the horizon, or let the file repeat: cycle year or year-weekdays in series.csv",
    )


def _means(values: Floats, edges: np.ndarray, begin: np.ndarray, finish: np.ndarray) -> Floats:
    """Exact means of a step function over intervals; one value where an interval lies in one step."""
    first = np.searchsorted(edges, begin, side="right") - 1
    last = np.searchsorted(edges, finish, side="left") - 1
    result = values[first].astype(float)
    several = np.flatnonzero(last > first)
    if len(several):
        seconds = (edges - edges[0]).astype(np.int64).astype(float)
        integral = np.concatenate([[0.0], np.cumsum(values * np.diff(seconds))])
        points = [(each[several] - edges[0]).astype(np.int64).astype(float) for each in (begin, finish)]
        low, high = (np.interp(each, seconds, integral) for each in points)
        result[several] = (high - low) / (points[1] - points[0])
    return result


def _in_year_of(times: np.ndarray, file_times: np.ndarray, *, keep_weekdays: bool) -> np.ndarray:
    """The same times of the year in the one year of a file, which may begin in any month.

    29 February becomes 28 February where the file has none.
    """
    index, start = pd.DatetimeIndex(times), pd.Timestamp(file_times[0])
    begin = (start.month, start.day)
    month, day = index.month.to_numpy(), index.day.to_numpy()
    later = (month < begin[0]) | ((month == begin[0]) & (day < begin[1]))
    year = start.year + later.astype(int)
    leap = pd.DatetimeIndex(pd.to_datetime({"year": year, "month": 1, "day": 1})).is_leap_year
    day = np.where((month == 2) & (day == 29) & ~leap, 28, day)
    moved = pd.DatetimeIndex(pd.to_datetime({"year": year, "month": month, "day": day}))
    if keep_weekdays:
        first, last = start.normalize(), start.normalize() + pd.DateOffset(years=1) - pd.Timedelta(days=1)
        step = (index.day_of_week.to_numpy() - moved.day_of_week.to_numpy() + 3) % 7 - 3
        shifted = moved + pd.to_timedelta(step, unit="D")
        step = np.where(shifted < first, step + 7, np.where(shifted > last, step - 7, step))
        moved = moved + pd.to_timedelta(step, unit="D")
    within = times - times.astype("datetime64[D]").astype("datetime64[s]")
    return np.asarray(moved.to_numpy().astype("datetime64[s]") + within)


def _days_within(begin: np.ndarray, finish: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intervals cut into days: the begin of each day, and the interval that it belongs to."""
    days = ((finish - begin) // np.timedelta64(86400, "s")).astype(np.int64)
    owner = np.repeat(np.arange(len(begin)), days)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(days) - days, days)
    return begin[owner] + within * np.timedelta64(86400, "s"), owner


def _hourly_series(case: Case, calendar: Calendar, also: Collection[str]) -> pd.DataFrame:
    """Every series from a file, in use or named besides, at each hour of each real day of the horizon."""
    hours = np.repeat(calendar.days.to_numpy(), 24) + np.tile(np.arange(24), len(calendar.days)) * np.timedelta64(
        3600, "s"
    )
    hours = hours.astype("datetime64[s]")
    series = case.table("series")
    used = used_series(case) | set(also)
    named = [name for name in series.index if series.at[name, "file"] and name in used]
    finish = hours + np.timedelta64(3600, "s")
    return pd.DataFrame({name: sample_file(case, name, hours, finish) for name in named}, index=pd.DatetimeIndex(hours))


def used_series(case: Case) -> set[str]:
    """The series that rows in use name."""
    from aryk.case.schema import TABLES

    used: set[str] = set()
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers == "series" and name != "profiles":
                used |= set(case.table(name)[column.name])
    return used - {""}


def _representatives(calendar: Calendar, hourly: pd.DataFrame) -> Ints:
    """For each typical day the index of the real day nearest to the mean of the days that it stands for."""
    kinds = calendar.day_block["day"]
    count = int(kinds.max()) + 1
    values = hourly.to_numpy().T.reshape(-1, len(kinds), 24)
    spread = values.std(axis=(1, 2))
    values = values[spread > 0] / spread[spread > 0, None, None]
    shape = values.transpose(1, 0, 2).reshape(len(kinds), -1)
    size = np.bincount(kinds).astype(float)
    mean = np.zeros((count, shape.shape[1]))
    np.add.at(mean, kinds, shape)
    mean /= size[:, None]
    distance = ((shape - mean[kinds]) ** 2).sum(axis=1)
    order = np.lexsort((distance, kinds))
    first = np.searchsorted(kinds[order], np.arange(count))
    return order[first].astype(np.int64)


def _typical_values(calendar: Calendar, hourly: Floats) -> Floats:
    """Values on the hours of the typical days that keep mean and peak of the days they stand for."""
    kinds = calendar.day_block["day"]
    days = hourly.reshape(-1, 24)
    count = int(kinds.max()) + 1
    size = np.bincount(kinds)
    mean = np.bincount(kinds, weights=days.mean(axis=1)) / size
    high, low = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(high, kinds, days.max(axis=1))
    np.minimum.at(low, kinds, days.min(axis=1))
    chosen = days[np.searchsorted(calendar.days, calendar.clocks["day"].start)]
    bent = bend(chosen, mean, high)
    return np.where((low < 0)[:, None], _stretch(chosen, mean, high), bent).reshape(-1)


def bend(day: Floats, mean: Floats, peak: Floats) -> Floats:
    """X' = peak (x / max x)^p with the given mean over each row.

    Parameters
    ----------
    day
        Shape (k, 24), not negative.
    mean, peak
        Shape (k,), wanted mean and maximum of each row.

    Returns
    -------
    ndarray
        Shape (k, 24). A row for which no p exists (constant, or more hours at zero than the mean allows)
        is scaled to the mean, as far as the peak allows.
    """
    top = day.max(axis=1)
    ratio = np.where(top[:, None] > 0, day / np.where(top > 0, top, 1.0)[:, None], 1.0)
    ratio = np.where(ratio > 1 - NEARLY, 1.0, ratio)
    wanted = np.where(peak > 0, mean / np.where(peak > 0, peak, 1.0), 0.0)
    lowest, highest = (ratio == 1.0).mean(axis=1), (ratio > 0).mean(axis=1)
    possible = (wanted > lowest) & (wanted < highest)
    below, above = np.full(len(day), -20.0), np.full(len(day), 20.0)
    for _ in range(_BISECTIONS):
        middle = (below + above) / 2
        too_high = (ratio ** np.exp(middle)[:, None]).mean(axis=1) > wanted
        below, above = np.where(too_high, middle, below), np.where(too_high, above, middle)
    bent = peak[:, None] * ratio ** np.exp((below + above) / 2)[:, None]
    own = np.where(ratio.mean(axis=1) > 0, ratio.mean(axis=1), 1.0)
    scaled = np.minimum(ratio * (mean / own)[:, None], peak[:, None])
    flat = np.broadcast_to(mean[:, None], day.shape)
    constant = (ratio.max(axis=1) == ratio.min(axis=1)) | (top <= 0)
    return np.where(possible[:, None], bent, np.where(constant[:, None], flat, scaled))


def _stretch(day: Floats, mean: Floats, peak: Floats) -> Floats:
    """X' = mean + a (x - mean x), with a such that the maximum is the peak."""
    own = day.mean(axis=1)
    spread = day.max(axis=1) - own
    factor = np.where(spread > 0, (peak - mean) / np.where(spread > 0, spread, 1.0), 0.0)
    return np.asarray(mean[:, None] + factor[:, None] * (day - own[:, None]))
