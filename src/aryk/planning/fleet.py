"""Plants of one table on one clock, as the rules of starts and ramps see them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import HORIZON, Calendar, Floats, Ints
from aryk.case.case import Case
from aryk.case.timeline import Timeline
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion

States = tuple[Grid, Grid, Grid]
"""Columns for units on, starts and stops."""
FLOWS = {"supplies": "supplies.flow", "processes": "processes.activity", "links": "links.forward"}


@dataclass(frozen=True)
class Fleet:
    """Plants of one table on one clock.

    Attributes
    ----------
    rows
        Their rows in `plants`, and the capacity of each as `own`.
    flow, items
        The columns that they run, and which item each has there.
    before
        The step before each step, -1: the start.
    most, least
        Share of the capacity that is there, and that must run while on; shape (k, n).
    """

    model: Model
    rows: pd.DataFrame
    flow: Grid
    items: Ints
    before: Ints
    most: Floats
    least: Floats

    @property
    def names(self) -> np.ndarray:
        """`table/row` of each plant."""
        return np.array([f"{self.flow.family.split('.')[0]}/{row}" for row in self.rows["row"]], dtype=object)

    @property
    def grows(self) -> np.ndarray:
        """Which of them grow."""
        table = self.flow.family.split(".")[0]
        return expansion.growing(self.model, table, "capacity", self.rows["row"].to_numpy())

    @property
    def joined(self) -> np.ndarray:
        """Which of them grow without units, so that the size and the state must be joined."""
        return np.asarray(self.grows & self.rows["unit"].isna().to_numpy())

    @property
    def largest(self) -> Floats:
        """The largest capacity that each can reach; shape (k,)."""
        table = self.flow.family.split(".")[0]
        own = self.rows["own"].to_numpy()
        return expansion.largest(self.model, table, "capacity", self.rows["row"].to_numpy(), own)

    def of(self, chosen: np.ndarray) -> Fleet:
        """Some of the plants."""
        return Fleet(
            self.model,
            self.rows[chosen],
            self.flow,
            self.items[chosen],
            self.before,
            self.most[chosen],
            self.least[chosen],
        )


def plants_of(case: Case, table: str) -> pd.DataFrame:
    """The plants of a table whose component is in use, with its capacity as `own`."""
    plants = case.table("plants")
    plants = plants[(plants["table"] == table) & plants["row"].isin(case.table(table).index)]
    return plants.assign(own=case.table(table)["capacity"].reindex(plants["row"]).to_numpy())


def committed(case: Case, table: str, names: np.ndarray) -> np.ndarray:
    """Whether each row of a table is on or off; shape (k,)."""
    plants = case.table("plants")
    chosen = plants[(plants["table"] == table) & (plants["commitment"] != "no")] if len(plants) else plants
    return np.isin(names.astype(str), chosen["row"].to_numpy(dtype=str)) if len(chosen) else np.zeros(len(names), bool)


def fleets(model: Model) -> list[Fleet]:
    """All plants in use, by table and clock."""
    made = []
    for table, family in FLOWS.items():
        plants = plants_of(model.case, table)
        for flow in [grid for grid in model.program.columns if grid.family == family and len(plants)]:
            item = {name: place for place, name in enumerate(flow.names)}
            rows = plants[plants["row"].isin(item)]
            if len(rows):
                made.append(fleet_of(model, table, rows, flow, np.array([item[name] for name in rows["row"]])))
    return made


def fleet_of(model: Model, table: str, rows: pd.DataFrame, flow: Grid, items: Ints) -> Fleet:
    """Plants of a table that run items of a block of columns."""
    components = model.case.table(table).loc[rows["row"]]
    steps = flow.steps
    most = np.broadcast_to(model.timeline.available(table, components, flow.clock), (len(rows), steps))
    least = least_share(model.timeline, rows, components, flow.clock)
    return Fleet(model, rows, flow, items, previous(model.calendar, flow.clock), most, least)


def previous(calendar: Calendar, clock: str) -> Ints:
    """The step before each step of plants: with typical days of hours the last of the same day, -1 at the start."""
    return calendar.previous(clock, "day" if calendar.typical and clock == "hour" else HORIZON)


def least_share(timeline: Timeline, plants: pd.DataFrame, components: pd.DataFrame, clock: str) -> Floats:
    """What must run while on, as share of the capacity; shape (k, n)."""
    steps = len(timeline.calendar.clocks[clock])
    own = components["capacity"].to_numpy()
    share = np.where(own > 0, components["minimum"].to_numpy() / np.where(own > 0, own, 1.0), 0.0)[:, None]
    result = np.array(np.broadcast_to(share, (len(components), steps)))
    if "minimum_share" in components.columns:
        named = (components["minimum_share"] != "").to_numpy()
        result[named] = timeline.table(components["minimum_share"], clock, default=0.0)[named]
    own_least = plants["minimum_load"].to_numpy()
    own_least = np.asarray(own_least, dtype=float)
    return np.asarray(np.where(np.isnan(own_least)[:, None], result, np.nan_to_num(own_least)[:, None]))


def size(fleet: Fleet) -> Floats:
    """Size of one unit of each plant; shape (k,)."""
    own = fleet.rows["own"].to_numpy()
    return np.asarray(np.where(fleet.rows["unit"].notna(), fleet.rows["unit"], own), dtype=float)


def units_of(fleet: Fleet) -> Floats:
    """Most units that can be on; shape (k,)."""
    unit, largest = fleet.rows["unit"].to_numpy(), fleet.largest
    several = np.floor(np.nan_to_num(largest, posinf=np.inf) / np.where(unit > 0, unit, 1.0) + 1e-9)
    return np.where(np.isnan(unit), 1.0, several)


def on_before(fleet: Fleet) -> Floats:
    """Units on before the start; NaN where that is free. Shape (k,)."""
    before = fleet.rows["hours_before"].to_numpy()
    return np.where(before > 0, units_of(fleet), np.where(before < 0, 0.0, np.nan))
