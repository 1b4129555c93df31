"""Reserves: what stands ready is asked for, fits beside what flows, and can be there in time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from aryk.case.calendar import Floats
from aryk.planning.verify.ledger import Ledger

Held = dict[str, tuple[str, Floats]]
"""Clock and reserve of each holder of one plant, by reserve."""


def check_reserves(ledger: Ledger) -> None:
    """Each reserve is held or told as missing, and each plant can hold what it holds."""
    reserves, terms = ledger.case.table("reserves"), ledger.case.table("reserve_terms")
    by_plant: dict[tuple[str, str], Held] = defaultdict(dict)
    for name, row in reserves.iterrows():
        for term in terms[terms["reserve"] == name].itertuples():
            named = [term.row] if term.row else ledger.case.members(term.table, term.group)
            for plant in named:
                if plant in ledger.case.table(term.table).index:
                    ready = ledger.values("reserves", f"{name}/{term.table}/{plant}", "held")
                    by_plant[term.table, plant][str(name)] = ready
        own = [held[str(name)] for held in by_plant.values() if str(name) in held]
        _check_requirement(ledger, str(name), row, own)
    for (table, plant), held in by_plant.items():
        _check_plant(ledger, table, plant, held)


def _check_requirement(ledger: Ledger, name: str, row: Any, held: list[tuple[str, Floats]]) -> None:
    steps = ledger.calendar.steps
    clocks = [clock for clock, _ in held] or [ledger.case.table("carriers")["step"][row["carrier"]]]
    clock = min(clocks, key=steps.index)
    need = row["requirement"] * ledger.series(row["profile"], clock)
    for key, demand in ledger.case.table("demands").iterrows():
        counts = not row["demand_group"] or row["demand_group"] in demand["groups"].split()
        if counts and ledger.carriers["demands"][key] == row["carrier"]:
            need = need + row["demand_share"] * demand["level"] * ledger.series(demand["profile"], clock)
    ready, scale = np.zeros_like(need), ledger.size[row["carrier"]]
    for own, values in held:
        ready += values[ledger.calendar.blocks(clock, own)]
    missing = ledger.results.find("reserves", name, "missing")
    missed = np.zeros_like(need) if missing is None else missing[1]
    ledger.within("reserve ready, or missed as told", name, clock, ready + missed, need, np.inf, scale)
    if row["penalty"] > 0:
        most = np.maximum(need - ready, 0.0)
        ledger.within("reserve missed no more than it is", name, clock, missed, 0.0, most, scale)


def _check_plant(ledger: Ledger, table: str, name: str, held: Held) -> None:
    clock, flow = ledger.values(table, name, "flow" if table == "supplies" else "activity")
    scale = ledger.size_of_carrier(table, name)
    capacity = ledger.capacity(table, name, "capacity", clock)
    plants = ledger.case.table("plants")
    own = plants[(plants["table"] == table) & (plants["row"] == name)]
    if ledger.is_committed(table, name):
        unit, terms = own["unit"].iloc[0], ledger.case.table("expansion_terms")
        _, on = ledger.values("plants", f"{table}/{name}", "on")
        grows = ((terms["table"] == table) & (terms["row"] == name)).any()
        if not (grows and np.isnan(unit) and own["commitment"].iloc[0] == "relaxed"):
            capacity = (capacity if np.isnan(unit) else unit) * on
    total = sum(values for _, values in held.values())
    most = capacity * ledger.available(table, name, clock)
    for reserve, (_, values) in held.items():
        ledger.within("reserve not below zero", f"{reserve}/{table}/{name}", clock, values, 0.0, np.inf, scale)
    ledger.within("flow and reserve within what runs", name, clock, flow + total, -np.inf, most, scale)
    if own["ramp_up"].notna().any():
        within = ledger.case.table("reserves")["within"]
        for reserve in held:
            sooner = sum(values for each, (_, values) in held.items() if within[each] <= within[reserve])
            ramp = own["ramp_up"].iloc[0] * within[reserve] * capacity
            ledger.within("reserve there in time", name, clock, np.asarray(sooner), -np.inf, ramp, scale)
