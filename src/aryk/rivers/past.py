"""What was before the first step of a river run: contents, water under way, what running periods have had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from aryk.case.calendar import Clock
    from aryk.rivers.run import RiverRun

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]
SECONDS = 3600.0


@dataclass(frozen=True)
class Spells:
    """A flow of the past: mean rates from `begin` to `end`, datetime64[s], oldest first; all of shape (n,)."""

    begin: Times
    end: Times
    rate: Floats

    def joined(self, later: Spells, before: np.datetime64) -> Spells:
        """These spells and later ones, up to a time; of those that hang over it the part before it."""
        begin, end = np.concatenate([self.begin, later.begin]), np.concatenate([self.end, later.end])
        kept = begin < before
        return Spells(begin[kept], np.minimum(end[kept], before), np.concatenate([self.rate, later.rate])[kept])

    def since(self, time: np.datetime64) -> Spells:
        """The spells that end after a time."""
        kept = self.end > time
        return Spells(self.begin[kept], self.end[kept], self.rate[kept])

    def latest(self, count: int) -> Spells:
        """The last spells."""
        first = max(len(self.rate) - count, 0)
        return Spells(self.begin[first:], self.end[first:], self.rate[first:])

    def arriving(self, lag: float, clock: Clock) -> Floats:
        """Mean rate at which what flowed arrives after `lag` hours, in each step of a clock; shape (steps,).

        The overlap of [begin + lag, end + lag) with the step, over the length of the step.

        Examples
        --------
        >>> from aryk.case.calendar import Calendar
        >>> day = Calendar("2024-01-02", "2024-01-03", "day").clocks["day"]
        >>> times = np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[s]")
        >>> Spells(times[:1], times[1:], np.array([8.0])).arriving(36.0, day)
        array([4., 4.])
        """
        start = clock.start.to_numpy().astype("datetime64[s]").astype(np.int64)[:, None]
        finish = start + (clock.hours * SECONDS).astype(np.int64)[:, None]
        shift = round(lag * SECONDS)
        first, last = (each.astype("datetime64[s]").astype(np.int64) + shift for each in (self.begin, self.end))
        overlap = np.clip(np.minimum(finish, last) - np.maximum(start, first), 0, None)
        return np.asarray(overlap @ self.rate / (clock.hours * SECONDS))


@dataclass(frozen=True)
class Past:
    """The state of a river on the morning of a day.

    Attributes
    ----------
    day
        The first day of what comes.
    origin
        The first day of the run that it goes on from, from which renewals by months are counted.
    contents
        Amount in each store.
    flows
        Flows of links and other rows up to the day, by table and row.
    balances
        What is still to be delivered or may still be used of `limits` over a running period, and what stands on
        `accounts`, by table and row. A limit whose period begins on the day is not among them.
    """

    day: str
    origin: str
    contents: Mapping[str, float] = field(default_factory=dict)
    flows: Mapping[tuple[str, str], Spells] = field(default_factory=dict)
    balances: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def last(self, table: str, row: str) -> float:
        """The rate of a row just before the day; 0 where it is not known."""
        spells = self.flows.get((table, row))
        return float(spells.rate[-1]) if spells is not None and len(spells.rate) else 0.0


FLOWS = {"supplies": "flow", "demands": "served", "links": "flow", "processes": "activity"}
"""The quantity of each table that rules read as its flow, and that may still be under way."""


def past_of(run: RiverRun, day: str, member: int = 0) -> Past:
    """The state of a river on the morning of a day, from a run; a run that goes on from it gives the same.

    Parameters
    ----------
    day
        The first day of a step after the first, or the day after the last.

    Raises
    ------
    ValueError
        If no step begins, and the run does not end, there.

    Examples
    --------
    >>> import aryk
    >>> from aryk.rivers.run import simulate_river
    >>> case = aryk.read_case("kz-kg")
    >>> past = past_of(simulate_river(case, groups=["talas"]), "2024-07-01")
    >>> 10 < past.contents["kirov"] < 550
    True
    """
    results, line = run.members[member], run.timeline
    clock = line.calendar.clocks[run.step]
    starts = clock.start.to_numpy().astype("datetime64[s]")
    ends = starts + (clock.hours * SECONDS).astype("timedelta64[s]")
    now = np.datetime64(day, "s")
    done = int(np.searchsorted(ends, now, side="right"))
    if not done or ends[done - 1] != now:
        raise ValueError(f"no step of the run ends before {day}")
    contents = {
        str(name): float(values[done - 1])
        for each in results.of("stores", "level")
        for name, values in zip(each.names, each.values, strict=True)
    }
    before, case = run.past, run.case
    links, terms = case.table("links"), case.table("rule_terms")
    read = int(max([*(terms["back"] + terms["steps"]), 1.0]))
    longest = now - np.timedelta64(round(SECONDS * max([*links["lag"], 0.0])), "s")
    flows: dict[tuple[str, str], Spells] = {}
    for table, quantity in FLOWS.items():
        for each in results.of(table, quantity):
            for name, values in zip(each.names, each.values, strict=True):
                spells = Spells(starts[:done], ends[:done], values[:done])
                old = before.flows.get((table, str(name))) if before is not None else None
                if old is None and table == "links" and links.at[name, "initial_flow"]:
                    rate = np.array([links.at[name, "initial_flow"]])
                    lag = np.timedelta64(round(SECONDS * links.at[name, "lag"]), "s")
                    old = Spells(starts[:1] - lag, starts[:1], rate)
                whole = spells if old is None else old.joined(spells, now)
                lagged = table == "links" and links.at[name, "lag"]
                kept = whole.since(longest) if lagged else whole.latest(0)
                flows[table, str(name)] = max(kept, whole.latest(read), key=lambda each: len(each.rate))
    balances = {
        (table, str(name)): float(values[done - 1])
        for table in ("limits", "accounts")
        for each in results.of(table, "level")
        for name, values in zip(each.names, each.values, strict=True)
        if table == "accounts" or not _begins_anew(run, str(name), done)
    }
    origin = before.origin if before is not None else str(line.calendar.days[0].date())
    return Past(day, origin, contents, flows, balances)


def _begins_anew(run: RiverRun, limit: str, step: int) -> bool:
    """Whether the period of a limit begins at a step."""
    period = str(run.case.table("limits").at[limit, "per"])
    if period == "horizon":
        return False
    clock = run.timeline.calendar.clocks[run.step]
    first = pd.Timestamp(clock.start[step - 1])
    next_ = first + pd.Timedelta(hours=float(clock.hours[step - 1]))
    match period:
        case "year":
            return bool(first.year != next_.year)
        case "month":
            return bool((first.year, first.month) != (next_.year, next_.month))
    from aryk.case.calendar import Calendar

    pair = Calendar(str(first.date()), str(next_.date()), "day").blocks("day", period)
    return bool(pair[0] != pair[-1])
