"""Ramps and commitment: rows of plants."""

from __future__ import annotations

import math

import numpy as np

from aryk.exchange.pypsa.activities import is_ramped
from aryk.exchange.pypsa.attributes import NOMINAL
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.draft import Draft
from aryk.exchange.pypsa.network import Network, Row


def add_plant(draft: Draft, network: Network, time: Time, list_name: str, row: Row) -> None:
    """The row of plants of a component that ramps or is switched on and off; its activity counts as PyPSA's."""
    if not (row["committable"] or is_ramped(network, list_name, row)):
        return
    process, sign = draft.activity[list_name, row["name"]]
    hours = time.step_hours

    def first(attribute: str) -> float:
        return float(network.course(list_name, row, attribute)[0])

    up, down = first("ramp_limit_up") / hours, first("ramp_limit_down") / hours
    start, stop = row["ramp_limit_start_up"], row["ramp_limit_shut_down"]
    ramps = {"ramp_up": up, "ramp_down": down, "ramp_start": start, "ramp_stop": stop}
    if sign < 0:
        ramps = {"ramp_up": down, "ramp_down": up, "ramp_start": stop, "ramp_stop": start}
    before = None if math.isnan(row["p_init"]) else sign * row["p_init"]
    if not row["committable"]:
        ramps = {key: ramps[key] for key in ("ramp_up", "ramp_down")}
        draft.add("plants", table="processes", row=process, flow_before=before, **_alone(ramps, start, stop))
        return
    draft.add(
        "plants",
        table="processes",
        row=process,
        commitment="yes",
        unit=row[f"{NOMINAL[list_name]}_mod"] or None,
        start_cost=first("start_up_cost") / start_weight(time),
        stop_cost=first("shut_down_cost") / start_weight(time),
        running_cost=first("stand_by_cost"),
        minimum_up=row["min_up_time"] * hours,
        minimum_down=row["min_down_time"] * hours,
        hours_before=None if row[f"{NOMINAL[list_name]}_mod"] and hours_before(row) > 0 else hours_before(row) * hours,
        flow_before=0.0 if hours_before(row) < 0 else before,
        **ramps,
    )


def _alone(ramps: dict[str, float], start: float, stop: float) -> dict[str, float]:
    """Ramps of what is always on, where PyPSA reads a lone limit of a start or stop as a ramp of 1."""
    found = dict(ramps)
    for name, other in (("ramp_up", start), ("ramp_down", stop)):
        if math.isnan(found[name]) and not math.isnan(other):
            found[name] = 1.0
    return found


def hours_before(row: Row) -> float:
    """Snapshots that a component was on (below 0: off) before the first.

    Of several units PyPSA takes one as on before; where that matters the component is refused.
    """
    if row["down_time_before"] > 0:
        return -float(row["down_time_before"])
    return float(row["up_time_before"]) or -max(float(row["min_down_time"]), 1.0)


def start_weight(time: Time) -> float:
    """What Aryk multiplies the cost of a start with, and PyPSA does not; NaN where it differs over time."""
    worth = time.objective * time.worth / time.hours
    return float(worth[0]) if np.allclose(worth, worth[0], rtol=1e-12, atol=0) else math.nan
