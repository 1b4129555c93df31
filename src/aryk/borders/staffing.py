"""Lanes, staff and hours: the least of each with which trucks wait no longer than a target through the year."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.borders.design import with_lanes
from aryk.borders.from_case import records
from aryk.borders.model import BorderError
from aryk.borders.simulate_case import simulate_case
from aryk.case.case import Case, typed_frame
from aryk.case.profiles import profile_values
from aryk.case.schema import TABLES

LENGTHS = (24, 20, 16, 12, 8)
"""Hours of a day with full staff that are tried."""


@dataclass(frozen=True)
class Roster:
    """How a passage is staffed: so many lanes through the busy hours, so many through the others (0: closed)."""

    lanes: int
    others: int
    from_hour: int
    hours: int

    @property
    def lane_hours(self) -> int:
        """Hours of staffed lanes in a day."""
        return self.lanes * self.hours + self.others * (24 - self.hours)


def with_roster(case: Case, passage: str, roster: Roster) -> Case:
    """The case with a passage staffed by a roster, in place of its own shifts; stages that count by lane follow it.

    Raises
    ------
    BorderError
        See `with_lanes`.
    """
    staffed = with_lanes(case, passage, roster.lanes)
    kept = staffed.tables["shifts"]
    kept = kept[kept["passage"] != passage]
    if roster.hours >= 24:
        return staffed.with_tables({"shifts": kept})
    chain = records(staffed, "passages")[passage]["chain"]
    stages = staffed.table("chain_stages")
    by_lane = stages[(stages["chain"] == chain) & (stages["per"] == "lane") & stages["servers"].notna()]["stage"]
    rows: list[dict[str, str | float]] = [
        {"passage": passage, "stage": str(stage), "from_hour": begin, "to_hour": end, "share": share}
        for stage in by_lane
        for begin, end, share in _spans(roster)
    ]
    return staffed.with_tables({"shifts": pd.concat([kept, typed_frame(TABLES["shifts"], rows)], ignore_index=True)})


def _spans(roster: Roster) -> list[tuple[float, float, float]]:
    """The hours of a day with the share of the lanes that is staffed in each."""
    busy = {(roster.from_hour + step) % 24 for step in range(roster.hours)}
    shares = [1.0 if hour in busy else roster.others / roster.lanes for hour in range(24)]
    bounds = [0, *(hour for hour in range(1, 24) if shares[hour] != shares[hour - 1]), 24]
    return [(float(begin), float(end), shares[begin]) for begin, end in itertools.pairwise(bounds)]


def busiest(case: Case, passage: str, hours: int) -> int:
    """The hour from which most trucks come to a passage in so many hours."""
    rates = np.zeros(24)
    for row in records(case, "truck_flows").values():
        if row["passage"] == passage:
            rates += float(row["trucks"]) * _by_hour(case, str(row["hours"]))
    windows = [sum(rates[(first + step) % 24] for step in range(hours)) for first in range(24)]
    return int(np.argmax(windows))


def _by_hour(case: Case, series: str) -> np.ndarray:
    if not series or case.table("series").loc[series, "file"]:
        return np.ones(24)
    rows = case.table("profiles")
    times = pd.date_range("2024-01-01", periods=24, freq="h")
    cycle = str(case.table("series").loc[series, "cycle"])
    return profile_values(rows[(rows["series"] == series).to_numpy()], cycle, times, np.zeros(24, bool))


def rosters(
    case: Case,
    passage: str,
    target: float,
    *,
    most: int = 12,
    start: str | None = None,
    end: str | None = None,
    replications: int = 5,
    seed: int = 1,
    progress: Callable[[str, str], None] | None = None,
) -> pd.DataFrame:
    """Rosters of a passage with which 95 % of trucks wait at most `target` hours, fewest lane hours first.

    For the fewest lanes that keep the target day and night, and for one and two more, the hours with full staff are
    shortened and the lanes of the other hours reduced as far as the target allows. Each roster meets the same trucks;
    with fewer lane hours they wait no shorter, so a length stops at the first that fails.

    Parameters
    ----------
    target
        Hours.
    most
        Lanes that are tried at most.
    start, end
        First and last day; None: those of the case.
    replications, seed
        See `simulate_case`.

    Returns
    -------
    Columns lanes, lanes in the other hours, from hour, hours with full staff, lane hours and staff hours a day (a staff
    hour: one place of work at a stage that counts by lane), wait and wait p95 in hours.

    Raises
    ------
    BorderError
        If not even `most` lanes keep the target: another stage is the narrowest then.
    """
    tell = progress or (lambda stage, words: None)
    places = _places(case, passage)

    def tried(roster: Roster) -> dict[str, float]:
        words = f"{roster.lanes} lanes for {roster.hours} h, {roster.others} for the others"
        tell("roster", words)
        staffed = with_roster(case, passage, roster)
        run = simulate_case(staffed, start, end, passages=[passage], replications=replications, seed=seed)
        row = run.passages().loc[passage]
        return {
            "lanes": roster.lanes,
            "lanes in other hours": roster.others,
            "from hour": roster.from_hour,
            "hours with full staff": roster.hours,
            "lane hours a day": roster.lane_hours,
            "staff hours a day": roster.lane_hours * places,
            "wait": float(row["wait"]),
            "wait p95": float(row["wait p95"]),
        }

    fewest, last = 0, {}
    found: list[dict[str, float]] = []
    for lanes in range(1, most + 1):
        last = tried(Roster(lanes, lanes, 0, 24))
        if last["wait p95"] <= target:
            fewest = lanes
            found.append(last)
            break
    if not fewest:
        raise BorderError(
            f"{passage}: with {most} lanes day and night 95 % of trucks still wait up to {last['wait p95']:.1f} h, not "
            f"{target:g} h; a stage that does not count by lane is the narrowest: see the table of stages"
        )
    for lanes in range(fewest, min(fewest + 2, most) + 1):
        for others in range(lanes - 1, -1, -1):
            kept = list(_kept(case, passage, lanes, others, target, tried))
            found += kept
            if not kept:
                break
    frame = pd.DataFrame(found).sort_values(["lane hours a day", "lanes", "wait p95"], kind="stable", ignore_index=True)
    return frame.astype(dict.fromkeys(frame.columns[:5], int))


def _kept(
    case: Case,
    passage: str,
    lanes: int,
    others: int,
    target: float,
    tried: Callable[[Roster], dict[str, float]],
) -> Iterator[dict[str, float]]:
    """The rosters with so many lanes that keep the target, from long hours to short ones."""
    for hours in LENGTHS[1:]:
        row = tried(Roster(lanes, others, busiest(case, passage, hours), hours))
        if row["wait p95"] > target:
            return
        yield row


def _places(case: Case, passage: str) -> float:
    """Places of work for each lane."""
    if passage not in records(case, "passages"):
        raise BorderError(f"{passage}: no passage in use; there are {', '.join(records(case, 'passages'))}")
    chain = records(case, "passages")[passage]["chain"]
    stages = case.table("chain_stages")
    own = stages[(stages["chain"] == chain) & (stages["per"] == "lane")]
    return float(own["servers"].fillna(0.0).sum())
