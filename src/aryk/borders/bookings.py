"""Electronic queues: slots that drivers book before they come, as two stages in front of a chain.

A truck first waits for a slot, at home and not at the border; slots follow each other at even distances. A driver who
does not come loses the slot and books anew. Then the truck is on the way, for as long as it comes late. Those without a
slot go to the line at once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from aryk.borders.distributions import deterministic, exponential
from aryk.borders.model import ByClass, Change, Stage
from aryk.case.case import Case

SLOT, ON_THE_WAY = "slot", "on the way"
"""Names of the two stages; no stage of a chain may have them."""

Row = Mapping[str, Any]


def booking_of(case: Case, passage: str) -> Row | None:
    """The electronic queue in use at a passage, if there is one."""
    for row in case.table("bookings").to_dict("records"):
        if row["passage"] == passage:
            return {str(name): value for name, value in row.items()}
    return None


def booked_stages(row: Row, classes: Collection[str]) -> tuple[Stage, Stage]:
    """The wait for a slot, which none takes before the first day of the queue, and the way to the border."""
    dated = bool(row["start"])
    slot = Stage(
        SLOT,
        deterministic(1.0 / float(row["slots"])),
        share=dict.fromkeys(classes, 0.0) if dated else shares_with_slot(row, classes),
        virtual=True,
    )
    lateness = float(row["lateness"])
    way = Stage(
        ON_THE_WAY,
        exponential(lateness) if lateness > 0 else deterministic(0.0),
        None,
        share=0.0,
        virtual=True,
        level_after=0 if row["first"] else None,
    )
    return slot, way


def shares_with_slot(row: Row, classes: Collection[str]) -> dict[str, float]:
    """Shares of trucks that book, by class.

    Examples
    --------
    >>> shares_with_slot({"walk_ins": 0.1, "exempt": "empty"}, ["loaded", "empty"])
    {'loaded': 0.9, 'empty': 0.0}
    """
    exempt = str(row["exempt"]).split()
    return {each: 0.0 if each in exempt else 1.0 - float(row["walk_ins"]) for each in classes}


def booked_routes(row: Row) -> dict[str | tuple[str, str], dict[str, float]]:
    """From the slot to the border, or to a new slot."""
    missed = float(row["no_show"])
    return {SLOT: {SLOT: missed, ON_THE_WAY: 1.0 - missed} if missed > 0 else {ON_THE_WAY: 1.0}}


def booking_changes(row: Row, classes: Collection[str], first: pd.Timestamp, hours: int) -> list[Change]:
    """When slots begin and end by date and by hour of the day, on the clock of a simulation."""
    name = str(row["passage"])
    made = []
    begin = _hours(row["start"], first, -math.inf)
    end = _hours(row["end"], first, math.inf) + (24.0 if row["end"] else 0.0)
    booked: dict[str, ByClass] = {SLOT: shares_with_slot(row, classes)}
    none: dict[str, ByClass] = {SLOT: 0.0}
    if row["start"] and begin < hours:
        made.append(Change(max(begin, 0.0), name, shares=booked))
    if end < hours:
        made.append(Change(max(end, 0.0), name, shares=none))
    opens, closes = float(row["from_hour"]), float(row["to_hour"])
    if (opens, closes) != (0.0, 24.0):
        midnight = (first - first.normalize()) / pd.Timedelta(hours=1)
        made.append(Change(0.0, name, SLOT, servers=int(opens <= midnight < closes)))
        for day in range(0, hours + 24, 24):
            made.append(Change(day + opens - midnight, name, SLOT, servers=1))
            made.append(Change(day + closes - midnight, name, SLOT, servers=0))
    return [each for each in made if 0 <= each.time < hours]


def _hours(day: object, first: pd.Timestamp, otherwise: float) -> float:
    return (pd.Timestamp(str(day)) - first) / pd.Timedelta(hours=1) if day else otherwise
