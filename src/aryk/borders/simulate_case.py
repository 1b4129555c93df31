"""Trucks at the borders of a case, over given days."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from aryk.borders.calendar import hours_between
from aryk.borders.from_case import away_from, border_of, is_away, records
from aryk.borders.kernel.arrays import Floats
from aryk.borders.results import BorderRun
from aryk.borders.simulate import simulate
from aryk.case.case import Case


def simulate_case(
    case: Case,
    start: str | None = None,
    end: str | None = None,
    *,
    passages: Collection[str] = (),
    replications: int | None = None,
    precision: float = 0.05,
    most: int = 100,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> BorderRun:
    """Let the trucks of a case queue at its crossings.

    Parameters
    ----------
    case
        Under a scenario and measures, if any.
    start, end
        First and last day; None: those of the case.
    passages
        Only these; empty: all in use.
    replications, precision, most, seed, threads, progress
        See `aryk.borders.simulate.simulate`.

    Raises
    ------
    BorderError
        If the case has no such passages, or trucks come to a stage that never has a server.
    """
    settings = case.settings
    first, last = start or str(settings["start"]), end or str(settings["end"])
    border = border_of(case, first, last, passages=passages)
    run = simulate(
        border,
        hours_between(first, last),
        replications=replications,
        precision=precision,
        most=most,
        seed=seed,
        threads=threads,
        progress=progress,
    )
    return replace(run, start=pd.Timestamp(first))


def waits(case: Case, run: BorderRun) -> pd.DataFrame:
    """Each passage of a case: waits, lines, what they cost and how long the longest is on the road.

    Columns: those of `BorderRun.passages`, of `costs`, and `longest line km`; `stay away a day` are trucks that would
    have come were it not for the line.
    """
    table = run.passages()
    away = table[[is_away(str(name)) for name in table.index]]["arrived a day"]
    table = table[[not is_away(str(name)) for name in table.index]]
    stayed = [float(away.get(away_from(str(name)), 0.0)) for name in table.index]
    return (
        table.assign(**{"stay away a day": stayed})
        .join(costs(case, run))
        .join(line_lengths(case, run).rename("longest line km"))
    )


def prices(case: Case, run: BorderRun) -> tuple[Floats, Floats]:
    """Money of an hour in line and of an hour of waiting for a slot, passages x classes.

    An hour until a slot costs the share of an hour in line that its row of `bookings` gives.
    """
    by_class = {name: float(row["waiting_cost"]) for name, row in records(case, "truck_classes").items()}
    shares = {row["passage"]: float(row["waiting_share"]) for row in case.table("bookings").to_dict("records")}
    hour = np.array([by_class.get(each.name, 0.0) for each in run.border.classes])
    share = np.array([shares.get(each.name, 0.0) for each in run.border.passages])
    return np.ones((len(share), 1)) * hour, share[:, None] * hour


def costs(case: Case, run: BorderRun) -> pd.DataFrame:
    """What waiting costs at each passage: money of the case and spoiled loads, in the days of the run."""
    in_line, for_a_slot = prices(case, run)
    flows = run.flows
    money = flows["wait"].mean(axis=0) * in_line + flows["booked"].mean(axis=0) * for_a_slot
    spoiled = flows["spoiled"].sum(axis=2).mean(axis=0)
    names = [each.name for each in run.border.passages]
    return pd.DataFrame({"cost": money.sum(axis=1), "spoiled": spoiled}, index=names)


def line_lengths(case: Case, run: BorderRun) -> pd.Series:
    """The longest line of each passage on the road that is passed in one replication in twenty, km."""
    crossings, passages = records(case, "crossings"), records(case, "passages")
    longest = run.passages()["longest line p95"]
    metres = {name: float(crossings[str(row["crossing"])]["truck_length"]) for name, row in passages.items()}
    return pd.Series({name: value * metres.get(str(name), 0.0) / 1000 for name, value in longest.items()})
