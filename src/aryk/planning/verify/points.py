"""Processes with operating points: what they give and take, and that their points are a plant of the size there is."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.verify.ledger import Ledger


def check_points(ledger: Ledger) -> None:
    """Each process with operating points runs at a mix of them."""
    table = ledger.case.table("operating_points")
    processes = ledger.case.table("processes")
    for name, points in table.groupby("process", sort=False):
        if name in processes.index:
            _check_mix(ledger, str(name), processes.loc[name], points)


def _check_mix(ledger: Ledger, name: str, row: pd.Series, points: pd.DataFrame) -> None:
    clock, activity = ledger.values("processes", name, "activity")
    mix = {point: ledger.values("processes", f"{name}/{point}", "points")[1] for point in points["point"].unique()}
    rates: dict[str, Floats] = defaultdict(lambda: np.zeros_like(activity))
    for each in points.itertuples():
        rates[each.node] += each.rate * mix[each.point]
    worth = _activity_of_points(ledger, row, points)
    size, scale = max(worth.values()), ledger.size_of_carrier("processes", name)
    for point, share in mix.items():
        ledger.within("share of a point not below zero", f"{name}/{point}", clock, share, 0.0, np.inf, scale / size)
    for node, rate in rates.items():
        own = ledger.size[ledger.carrier[node]]
        ledger.same("rate at a node by the points", "processes", f"{name}/{node}", "rate", rate, own)
        ledger.enter(node, clock, rate)
    told = sum(worth[point] * share for point, share in mix.items())
    ledger.same("activity by the points", "processes", name, "activity", np.asarray(told), scale)
    total = size * np.sum(list(mix.values()), axis=0)
    most = ledger.share_of("processes", name, clock)
    least, most = _units(ledger, name, clock, most)
    ledger.within("points within the plant that runs", name, clock, total, least, most, scale)


def _activity_of_points(ledger: Ledger, row: pd.Series, points: pd.DataFrame) -> dict[Any, float]:
    """What each point gives of the carrier of the process; what it takes, where no point gives."""
    given: dict[Any, float] = dict.fromkeys(points["point"], 0.0)
    taken = dict(given)
    for each in points.itertuples():
        if ledger.carrier[each.node] == row["carrier"]:
            side = given if each.rate > 0 else taken
            side[each.point] += abs(each.rate)
    return given if any(given.values()) else taken


def _units(ledger: Ledger, name: str, clock: str, most: Floats) -> tuple[Floats, Floats]:
    """Least and most of the plant that runs: of units that are on or off, those that are on."""
    if not ledger.is_committed("processes", name):
        return np.zeros_like(most), most
    plants = ledger.case.table("plants")
    plant = plants[(plants["table"] == "processes") & (plants["row"] == name)].iloc[0]
    _, on = ledger.values("plants", f"processes/{name}", "on")
    if not np.isnan(plant["unit"]):
        running = plant["unit"] * on * ledger.available("processes", name, clock)
        return running, running
    terms = ledger.case.table("expansion_terms")
    grows = ((terms["table"] == "processes") & (terms["row"] == name)).any()
    if grows and plant["commitment"] == "relaxed":
        return np.zeros_like(most), most
    on = np.rint(on) if grows else on
    return most * on, most * on
