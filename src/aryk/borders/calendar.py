"""Shifts and regimes by date as changes of stages on the clock of a simulation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from aryk.borders.bookings import booking_changes, booking_of
from aryk.borders.model import ByClass, Change, Passage, Stage
from aryk.case.case import Case
from aryk.case.sense.borders import weekdays_of


def hours_between(start: str | pd.Timestamp, end: str | pd.Timestamp) -> int:
    """The hours from the first of one day to the last of another.

    Examples
    --------
    >>> hours_between("2024-02-28", "2024-02-29")
    48
    """
    return int((pd.Timestamp(end) - pd.Timestamp(start)).days + 1) * 24


def changes_of(
    case: Case, name: str, passage: Passage, first: pd.Timestamp, hours: int, *, regimes: bool
) -> list[Change]:
    """What changes at a passage and when: for each stage, its servers, its pace and its shares over time.

    A shift takes a share of the servers, and a regime a factor on top; both are combined at each hour at which one of
    them begins or ends. The clock starts at `first`, which may be any hour of a day.
    """
    shifts = [row for row in case.table("shifts").to_dict("records") if row["passage"] == name]
    spans = _spans(case, name, first) if regimes else []
    marks = {0.0}
    if shifts:
        bounds = {float(row[column]) for row in shifts for column in ("from_hour", "to_hour")}
        midnight = since_midnight(first)
        marks |= {24.0 * day + hour - midnight for day in range(hours // 24 + 2) for hour in bounds}
    marks |= {time for begin, end, _ in spans for time in (begin, end)}
    clipped = sorted({max(mark, 0.0) for mark in marks if mark < hours})
    made: list[Change] = []
    before: dict[str, tuple[Any, ...]] = {
        stage.name: (stage.servers, stage.pace, stage.share) for stage in passage.stages
    }
    for time in clipped:
        rows = [row for begin, end, regime in spans if begin <= time < end for row in _rows(case, regime)]
        shares: dict[str, ByClass] = {}
        for stage in passage.stages:
            if stage.virtual:
                continue
            servers, pace, share = stage.servers, stage.pace, stage.share
            if servers is not None:
                servers = round(servers * _shift_share(shifts, stage.name, first, time))
            for row in rows:
                if row["stage"] not in ("", stage.name):
                    continue
                pace *= float(row["pace"])
                if servers is not None and row["servers"] != 1:
                    servers = math.ceil(servers * float(row["servers"]) - 1e-9)
                if not math.isnan(row["ceiling"]) and servers:
                    pace = float(row["ceiling"]) * _mean_service(stage) / servers
                if not math.isnan(row["share"]):
                    share = float(row["share"])
            if before[stage.name][:2] != (servers, pace):
                made.append(Change(time, name, stage.name, servers=servers, pace=pace))
            if before[stage.name][2] != share:
                shares[stage.name] = share
            before[stage.name] = (servers, pace, share)
        if shares:
            made.append(Change(time, name, shares=shares))
    booking = booking_of(case, name)
    if booking is not None:
        made += booking_changes(booking, list(case.table("truck_classes").index), first, hours)
    return made


def since_midnight(moment: pd.Timestamp) -> float:
    """The hours from the last midnight to a moment.

    Examples
    --------
    >>> since_midnight(pd.Timestamp("2024-03-04 08:30"))
    8.5
    """
    return float((moment - moment.normalize()) / pd.Timedelta(hours=1))


def _mean_service(stage: Stage) -> float:
    """The mean time in service over the classes, h."""
    services = stage.service.values() if isinstance(stage.service, Mapping) else [stage.service]
    return float(np.mean([each.mean for each in services]))


def _spans(case: Case, name: str, first: pd.Timestamp) -> list[tuple[float, float, str]]:
    """Begin, end and regime of each stretch of days of a passage, in hours from the start."""
    found = []
    for row in case.table("regime_days").to_dict("records"):
        if row["passage"] == name:
            begin, end = ((pd.Timestamp(row[day]) - first) / pd.Timedelta(hours=1) for day in ("start", "end"))
            begin, end = begin + float(row["hour"]), end + float(row["end_hour"])
            found.append((begin, end, str(row["regime"])))
    return found


def _rows(case: Case, regime: str) -> list[dict[str, Any]]:
    return [row for row in case.table("regimes").to_dict("records") if row["regime"] == regime]


def _shift_share(shifts: list[dict[str, Any]], stage: str, first: pd.Timestamp, time: float) -> float:
    """The share of the servers of a stage that work at a time; without shifts of its own, those of the passage."""
    own = [row for row in shifts if row["stage"] == stage] or [row for row in shifts if not row["stage"]]
    if not own:
        return 1.0
    moment = first + pd.Timedelta(hours=time)
    hour = moment.hour + moment.minute / 60
    for row in own:
        if moment.isoweekday() in weekdays_of(str(row["weekdays"])) and row["from_hour"] <= hour < row["to_hour"]:
            return float(row["share"])
    return 0.0
