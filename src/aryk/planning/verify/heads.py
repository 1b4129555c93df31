"""Heads of turbines: those that were assumed are those that the contents and releases of the plan give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.rules.storage import keeping
from aryk.planning.verify.ledger import Ledger

AGREEMENT = 1e-3
"""How far, in parts of the head, the assumed head may differ where water flows."""


def head_share(ledger: Ledger, flow: Any) -> Floats | float:
    """What the head makes of the coefficient of a flow in each step."""
    turbine = _turbine(ledger, flow.process)
    if turbine is None:
        return 1.0
    water = ledger.carrier[ledger.case.table("stores")["node"][turbine["store"]]]
    counted = ledger.case.table("processes")["carrier"][flow.process]
    _, head = ledger.values("processes", flow.process, "head")
    if counted == water:
        return 1.0 if ledger.carrier[flow.node] == water else head / turbine["reference_head"]
    return turbine["reference_head"] / head if ledger.carrier[flow.node] == water else 1.0


def check_heads(ledger: Ledger) -> None:
    """The head of each turbine, where it runs, is that of the water above and below it."""
    for name in ledger.case.table("heads").index:
        turbine = _turbine(ledger, str(name))
        if turbine is None:
            continue
        clock, assumed = ledger.values("processes", str(name), "head")
        _, activity = ledger.values("processes", str(name), "activity")
        step, above = _elevation(ledger, turbine["store"])
        planned = _on_clock(ledger, above, step, clock)
        if turbine["below"]:
            other, below = _elevation(ledger, turbine["below"])
            planned = planned - _on_clock(ledger, below, other, clock)
        elif np.isnan(turbine["tailwater"]):
            planned = planned - _on_clock(ledger, _tailwater(ledger, turbine["store"], step), step, clock)
        else:
            planned = planned - turbine["tailwater"]
        runs = np.abs(activity) > 1e-6 * np.abs(activity).max(initial=0.0)
        beyond = np.maximum(np.abs(assumed / planned - 1) - AGREEMENT, 0.0)
        ledger.note("head is that of the water above and below", np.where(runs, beyond, 0.0), 1.0, str(name), clock)


def _turbine(ledger: Ledger, process: str) -> pd.Series | None:
    """The row of a turbine in use whose stores are in use."""
    rows = ledger.case.table("heads")
    if process not in rows.index or process not in ledger.case.table("processes").index:
        return None
    row = rows.loc[process]
    stores = ledger.case.table("stores").index
    return row if row["store"] in stores and row["below"] in (*stores, "") else None


def _elevation(ledger: Ledger, store: str) -> tuple[str, Floats]:
    """Clock of the content, and elevation at the mean content of each step."""
    row = ledger.case.table("stores").loc[store]
    closed = row["final"] == "closed"
    keep = keeping(ledger.calendar, ledger.node_step[row["node"]], row["regulation"], closed=closed)
    _, level = ledger.values("stores", store, "level")
    start = ledger.results.find("stores", store, "initial")
    before = np.where(keep.before < 0, start[1][0] if start else 0.0, level[keep.before])
    points = ledger.case.table("elevations")
    points = points[points["store"] == store].sort_values("content")
    return keep.clock, np.interp((before + level) / 2, points["content"], points["elevation"])


def _tailwater(ledger: Ledger, store: str, step: str) -> Floats:
    """Elevation below the turbines of a store by what they release together, mean over each step of its content."""
    rows, flows = ledger.case.table("heads"), ledger.case.table("flows")
    node = ledger.case.table("stores")["node"][store]
    release = np.zeros(len(ledger.calendar.clocks[step]))
    for name in rows.index[(rows["store"] == store) & (rows["below"] == "") & rows["tailwater"].isna()]:
        if _turbine(ledger, str(name)) is None:
            continue
        clock, activity = ledger.values("processes", str(name), "activity")
        for flow in flows[(flows["process"] == name) & (flows["node"] == node)].itertuples():
            if flow.direction == "in":
                rate = flow.coefficient * ledger.series(flow.profile, clock) * head_share(ledger, flow) * activity
                release += _on_clock(ledger, rate, clock, step)
    points = ledger.case.table("tailwaters")
    points = points[points["store"] == store].sort_values("release")
    return np.asarray(np.interp(release, points["release"], points["elevation"]))


def _on_clock(ledger: Ledger, values: Floats, clock: str, wanted: str) -> Floats:
    """Means on another clock."""
    if clock == wanted:
        return values
    own, other = ledger.calendar.clocks[clock], ledger.calendar.clocks[wanted]
    if len(own) < len(other):
        return np.asarray(values[ledger.calendar.blocks(wanted, clock)])
    block, mass = ledger.calendar.blocks(clock, wanted), own.hours * own.weight
    return np.bincount(block, weights=values * mass, minlength=len(other)) / np.bincount(block, weights=mass)
