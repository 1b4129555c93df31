"""The border that the tables of a case describe, on given days."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from aryk.borders.bookings import booked_routes, booked_stages, booking_of
from aryk.borders.calendar import changes_of, hours_between
from aryk.borders.distributions import Distribution, deterministic, exponential, with_spread
from aryk.borders.kernel.arrays import Floats
from aryk.borders.model import Border, BorderError, Change, Choice, Passage, Source, Stage, TruckClass
from aryk.case.case import Case
from aryk.case.profiles import profile_values
from aryk.case.timeline import sample_file


def away_from(passage: str) -> str:
    """The name of what drivers do who stay away from a line: wait at home, or go through another country."""
    return f"away from {passage}"


def is_away(passage: str) -> bool:
    """Whether a passage is none, but stands for the drivers who stay away."""
    return passage.startswith("away from ")


def without_stops(name: str) -> Passage:
    """A passage that nobody waits at."""
    return Passage(name, (Stage("away", deterministic(0.0), None),))


def border_of(
    case: Case,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
    *,
    passages: Collection[str] = (),
    regimes: bool = True,
) -> Border:
    """The crossings of a case from the first hour of one day to the last of another.

    Parameters
    ----------
    case
        A case with rows in `passages` and `truck_flows`; under a scenario and measures, if any.
    start, end
        First day and last day, included.
    passages
        Only these; empty: all in use.
    regimes
        Whether `regime_days` apply.

    Raises
    ------
    BorderError
        If the case has no passage in use, or trucks come to a stage without servers.
    """
    first, hours = pd.Timestamp(start), hours_between(start, end)
    kept = {name: row for name, row in records(case, "passages").items() if not passages or name in passages}
    if not kept:
        found = ", ".join(records(case, "passages")) or "none"
        wanted = ", ".join(passages) or "at least one"
        raise BorderError(f"no such passage in use in {case.name}: wanted {wanted}, found {found}; see passages.csv")
    classes = _classes(case)
    ways = {name: _passage(case, name, row, classes) for name, row in kept.items()}
    detour = {
        (str(row["passage"]), str(row["other"])): float(row["hours"])
        for row in case.table("detours").to_dict("records")
        if row["passage"] in kept and row["other"] in kept
    }
    sources = _sources(case, kept, classes, detour, first, hours)
    for name in dict.fromkeys(choice.passage for source in sources for choice in source.choices):
        if is_away(name):
            ways[name] = without_stops(name)
    changes: list[Change] = []
    for name, way in ways.items():
        changes += changes_of(case, name, way, first, hours, regimes=regimes)
    return Border(
        tuple(ways.values()),
        tuple(classes),
        tuple(sources),
        tuple(changes),
        detour=detour,
        information_step=1.0,
    )


def records(case: Case, table: str) -> dict[str, dict[str, Any]]:
    """The rows in use of a table by their name."""
    frame = case.table(table)
    return {str(name): row for name, row in zip(frame.index, frame.to_dict("records"), strict=True)}


def _filled(value: Any, default: float) -> float:
    return default if math.isnan(float(value)) else float(value)


def _classes(case: Case) -> list[TruckClass]:
    return [
        TruckClass(name, int(_filled(row["level"], 0)), _filled(row["limit"], math.inf))
        for name, row in records(case, "truck_classes").items()
    ]


def _passage(case: Case, name: str, row: Mapping[str, Any], classes: list[TruckClass]) -> Passage:
    """A passage with the stages of its chain, its lanes and its pace."""
    stages = [each for each in case.table("chain_stages").to_dict("records") if each["chain"] == row["chain"]]
    own = {
        (str(each["stage"]), str(each["truck_class"])): each
        for each in case.table("chain_shares").to_dict("records")
        if each["chain"] == row["chain"]
    }
    patience = {kind: float(each["patience"]) for kind, each in records(case, "truck_classes").items()}
    made = []
    for place, stage in enumerate(sorted(stages, key=lambda each: each["place"])):
        key = str(stage["stage"])
        shares = {each.name: _own(own, key, each.name, "share", stage["share"]) for each in classes}
        service = {each.name: _service(own, stage, each.name) for each in classes}
        servers = None if math.isnan(stage["servers"]) else int(stage["servers"])
        if servers is not None and stage["per"] == "lane":
            servers *= int(row["lanes"])
        failing = not math.isnan(stage["failure"])
        waits: dict[str, Distribution] = {
            kind: exponential(value if not math.isnan(value) else 1e9) for kind, value in patience.items()
        }
        leaves = place == 0 and any(not math.isnan(value) for value in patience.values())
        made.append(
            Stage(
                key,
                service,
                servers,
                space=None if math.isnan(stage["space"]) else int(stage["space"]),
                share=shares,
                patience=waits if leaves else None,
                failure=exponential(stage["failure"]) if failing else None,
                repair=exponential(stage["repair"]) if failing else None,
                lost=1 if failing else None,
                pace=float(row["pace"]),
            )
        )
    booking = booking_of(case, name)
    if booking is None:
        return Passage(name, tuple(made))
    return Passage(name, (*booked_stages(booking, list(patience)), *made), booked_routes(booking))


def _own(own: Mapping[tuple[str, str], Mapping[str, Any]], stage: str, kind: str, column: str, usual: float) -> float:
    row = own.get((stage, kind))
    return float(usual) if row is None or math.isnan(row[column]) else float(row[column])


def _service(own: Mapping[tuple[str, str], Mapping[str, Any]], stage: Mapping[str, Any], kind: str) -> Distribution:
    mean = _own(own, str(stage["stage"]), kind, "service", stage["service"])
    return with_spread(str(stage["distribution"]), mean, float(stage["spread"]))


def _sources(
    case: Case,
    kept: Mapping[str, Any],
    classes: list[TruckClass],
    detour: Mapping[tuple[str, str], float],
    first: pd.Timestamp,
    hours: int,
) -> list[Source]:
    mixes = case.table("truck_mixes").to_dict("records")
    known, made = {each.name for each in classes}, []
    for flow, row in records(case, "truck_flows").items():
        passage = str(row["passage"])
        if passage not in kept or row["trucks"] == 0:
            continue
        others = [each for each in str(row["others"]).split() if each in kept]
        away = float(row["stays_away"])
        choices = (
            Choice(passage),
            *(Choice(each, travel=detour[passage, each], habit=0.0) for each in others),
            *((Choice(away_from(passage), travel=float(row["tolerance"]), habit=0.0),) if away > 0 else ()),
        )
        shape = factors(case, [str(row["season"]), str(row["week"]), str(row["hours"])], first, hours)
        for each in mixes:
            if each["mix"] != row["mix"] or each["truck_class"] not in known or each["share"] == 0:
                continue
            made.append(
                Source(
                    f"{flow} {each['truck_class']}",
                    str(each["truck_class"]),
                    choices,
                    float(row["trucks"]) / 24.0 * float(each["share"]),
                    shape=shape,
                    burst=float(row["burst"]),
                    day_spread=float(row["day_spread"]),
                    level_spread=float(row["level_spread"]),
                    level_key=flow,
                    informed=max(float(row["informed"]) if others else 0.0, away),
                    choice_scale=float(row["blur"]),
                    diverts=bool(row["diverts"]) and bool(others),
                )
            )
    return made


def factors(case: Case, names: Collection[str], first: pd.Timestamp, hours: int) -> Floats:
    """The product of series at each hour from a day on; empty names are left out."""
    times = pd.date_range(first, periods=hours, freq="h")
    product = np.ones(hours)
    for name in names:
        if not name:
            continue
        row = case.table("series").loc[name]
        if row["file"]:
            begin = times.to_numpy().astype("datetime64[s]")
            product *= sample_file(case, name, begin, begin + np.timedelta64(3600, "s"))
        else:
            profiles = case.table("profiles")
            rest = times.day_of_week.to_numpy() >= 5
            rows = profiles[(profiles["series"] == name).to_numpy()]
            product *= profile_values(rows, str(row["cycle"]), times, rest)
    return product
