"""Contents of stores: how they follow each other, their bounds, rules and ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.units import conversion
from aryk.planning.rules.storage import Keeping, keeping
from aryk.planning.verify.ledger import Ledger, largest, or_infinite


def check_stores(ledger: Ledger) -> None:
    """Contents follow from what came in, what went out and what was lost, and keep within their bounds."""
    for key, row in ledger.case.table("stores").iterrows():
        name = str(key)
        clock, net = ledger.values("stores", name, "net")
        keep = keeping(ledger.calendar, clock, row["regulation"], closed=row["final"] == "closed")
        _, level = ledger.values("stores", name, "level")
        start = ledger.results.find("stores", name, "initial")
        before = np.where(keep.before < 0, start[1][0] if start else 0.0, level[keep.before])
        scale = _content_scale(ledger, name, row, level, clock)
        if start:
            _ends(ledger, name, row, level, float(start[1][0]), keep.clock, scale)
        taken, given = _doors(ledger, name, net)
        flow = ledger.size_of("stores", name)
        for through, column in ((taken, "in_capacity"), (given, "out_capacity")):
            most = ledger.capacity("stores", name, column, clock)
            ledger.within("store within the capacity of its doors", name, clock, through, 0.0, most, flow)
        least, most = _bounds(ledger, name, row, keep.clock)
        ledger.within("content within its bounds", name, keep.clock, level, least, most, scale)
        _content(ledger, name, row, keep, clock, before, level, taken, given, scale)
        _rules(ledger, name, row, keep.clock, level, scale)
        ledger.same("net is in less out", "stores", name, "net", taken - given, flow)
        ledger.enter(row["node"], clock, given - taken)
        if row["loss_to"]:
            lost = before * (1 - (1 - row["loss"]) ** keep.days)
            ledger.enter(
                row["loss_to"], keep.clock, lost / (24 * keep.days) / ledger.case.kappa[ledger.carrier[row["node"]]]
            )


def _bounds(ledger: Ledger, name: str, row: pd.Series, clock: str) -> tuple[Floats, Floats]:
    """Least and most content in each step."""
    capacity = ledger.capacity("stores", name, "capacity", clock)
    whole = np.where(np.isinf(capacity), 0.0, capacity)
    most = np.where(np.isinf(capacity), np.inf, whole * ledger.series(row["upper_bound"], clock))
    least = whole * ledger.series(row["lower_bound"], clock, default=0.0)
    return least if row["lower_bound"] else np.full(len(most), row["minimum"]), most


def _content_scale(ledger: Ledger, name: str, row: pd.Series, level: Floats, clock: str) -> float:
    """The largest content, or what the largest flow of the carrier brings in a step where that is more."""
    kappa = ledger.case.kappa[ledger.carrier[row["node"]]]
    step = float(ledger.calendar.clocks[clock].hours.min())
    return max(largest(level), float(ledger.size_of("stores", name) * kappa * step))


def _doors(ledger: Ledger, name: str, net: Floats) -> tuple[Floats, Floats]:
    taken, given = ledger.results.find("stores", name, "in"), ledger.results.find("stores", name, "out")
    if taken is None or given is None:
        return np.maximum(net, 0.0), np.maximum(-net, 0.0)
    return taken[1], given[1]


def _rules(ledger: Ledger, name: str, row: pd.Series, clock: str, level: Floats, scale: float) -> None:
    """What is told to lie outside the rule curves is what does."""
    for column, quantity, sign in (("lower_rule", "below", 1.0), ("upper_rule", "above", -1.0)):
        if row[column]:
            curve = ledger.series(row[column], clock) * row["capacity"]
            outside = np.maximum(sign * (curve - level), 0.0)
            ledger.same("content outside the rules as told", "stores", name, quantity, outside, scale)


def _ends(ledger: Ledger, name: str, row: pd.Series, level: Floats, start: float, clock: str, scale: float) -> None:
    known = row["initial"] if not np.isnan(row["initial"]) else start
    first, most = np.array([start]), or_infinite(row["capacity"])
    ledger.within("content at the start as given", name, clock, first, known, known, scale)
    if np.isnan(row["initial"]):
        ledger.within("content at the start as given", name, clock, first, row["minimum"], most, scale)
    least = {"cyclic": start, "at-least": row["final_minimum"]}.get(row["final"], -np.inf)
    ledger.within("content at the end as agreed", name, clock, level[-1:], least, np.inf, scale)


def _content(
    ledger: Ledger,
    name: str,
    row: pd.Series,
    keep: Keeping,
    clock: str,
    before: Floats,
    level: Floats,
    taken: Floats,
    given: Floats,
    scale: float,
) -> None:
    time = ledger.calendar.clocks[clock]
    block = ledger.calendar.blocks(clock, keep.clock)
    kappa = ledger.case.kappa[ledger.carrier[row["node"]]]
    change = (
        (taken * row["in_efficiency"] - given / row["out_efficiency"])
        * time.hours
        * time.weight
        / keep.times[block]
        * kappa
    )
    gained = np.bincount(block, weights=change, minlength=len(level))
    evaporated = np.zeros_like(level)
    if row["evaporation"]:
        filled = (before + level) / 2 / row["capacity"] if row["capacity"] > 0 else np.zeros_like(level)
        surface = row["area_empty"] + (row["area_full"] - row["area_empty"]) * filled
        amount_unit = ledger.case.table("carriers")["amount_unit"][ledger.carrier[row["node"]]]
        evaporated = (
            ledger.series(row["evaporation"], keep.clock) * keep.days * surface * 1000 * conversion("m3", amount_unit)
        )
    residual = np.abs(before * (1 - row["loss"]) ** keep.days + gained - evaporated - level)
    ledger.note("content follows from the content before", residual, max(scale, largest(change)), name, keep.clock)
