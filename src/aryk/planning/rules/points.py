"""Points: a process that runs at any mix of its operating points, such as a CHP plant.

    y_s  =  sum over its points of a_j m_js                     activity
    node n:  kappa_n sum over its points of rate_jn m_js        above 0: given, below 0: taken
    A sum of m_js  <=  capacity available_s                     m_js >= 0

m_js is the share of point j in the mix, a_j what the point gives at nodes of the carrier of the process (what it takes
there, if no point gives) and A the largest a_j. So the rates scale with the capacity: at capacity A they are as
written. Less than the whole plant may run, also none. Of a plant that is on or off (`plants`) the units that are on
run in the region, u_s of size U:

    A sum of m_js  =  available_s U u_s

and of one that is on or off and grows without units, with M the largest capacity that can be reached:

    A sum of m_js  <=  M u_s,   <=  available_s capacity,   >=  available_s capacity - M (1 - u_s)

Two points make a line (back-pressure turbine), more a polygon (extraction turbine); fuel is a node as any other.
(Lahdelma and Hakonen, European Journal of Operational Research 148, 2003.)

Dual of the region: money per rate of activity: the worth of one more unit of capacity in that step.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.planning.fleet import Fleet, States, committed, size
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion


def add(model: Model, plants: list[tuple[Fleet, States | None]]) -> None:
    """The points of all processes that have some."""
    corners = corners_of(model.case)
    if corners.empty:
        return
    for activity in [grid for grid in model.program.columns if grid.family == "processes.activity"]:
        own = corners[corners["process"].isin(activity.names)]
        if len(own):
            mix = _columns(model, own, activity)
            _region(model, own, mix, activity.clock)
            for fleet, states in plants:
                if states is not None and fleet.flow == activity:
                    _region_of_units(fleet, states, own, mix)


def points_of(case: Case) -> pd.DataFrame:
    """The operating points of processes in use, one row for each point and node."""
    points = case.table("operating_points")
    return points[points["process"].isin(case.table("processes").index)].reset_index(drop=True)


def corners_of(case: Case) -> pd.DataFrame:
    """One row for each process and point: `activity` there, and the largest activity of the process as `size`."""
    points = points_of(case)
    carrier = case.table("nodes")["carrier"].reindex(points["node"]).to_numpy()
    own = carrier == case.table("processes")["carrier"].reindex(points["process"]).to_numpy()
    rate = np.where(own, points["rate"].to_numpy(dtype=float), 0.0)
    each = points[["process", "point"]].assign(given=np.maximum(rate, 0.0), taken=np.maximum(-rate, 0.0))
    corners = each.groupby(["process", "point"], sort=False, as_index=False).sum()
    gives = corners.groupby("process")["given"].transform("max") > 0
    corners["activity"] = corners["given"].where(gives, corners["taken"])
    return corners.assign(size=corners.groupby("process")["activity"].transform("max"))


def _columns(model: Model, corners: pd.DataFrame, activity: Grid) -> Grid:
    """The share of each point, in the balances of its nodes and in the activity of its process."""
    place = {(row.process, row.point): item for item, row in enumerate(corners.itertuples())}
    names = [f"{process}/{point}" for process, point in place]
    mix = model.program.add_columns("processes.points", activity.clock, names, activity.steps)
    points = points_of(model.case)
    points = points[points["process"].isin(corners["process"])]
    items = [place[each] for each in zip(points["process"], points["point"], strict=True)]
    kappa = model.kappa(model.case.table("nodes")["carrier"].reindex(points["node"]))
    model.to_balance(points["node"], mix, items, kappa * points["rate"].to_numpy()[:, None])
    item = {name: each for each, name in enumerate(activity.names)}
    processes = corners["process"].unique()
    mean = model.program.add_rows("processes.mix", activity.clock, processes, activity.steps, 0.0, 0.0)
    model.program.add_terms(mean, activity, 1.0, column_items=[item[name] for name in processes])
    owner = pd.Index(processes).get_indexer(corners["process"])
    model.program.add_terms(mean, mix, -corners["activity"].to_numpy()[:, None], row_items=owner)
    return mix


def _region(model: Model, corners: pd.DataFrame, mix: Grid, clock: str) -> None:
    """No more than the capacity runs; of plants that are on or off and do not grow the units say so."""
    names = corners["process"].unique()
    grows = expansion.growing(model, "processes", "capacity", names)
    in_units = _in_units(model.case)
    names = names[~committed(model.case, "processes", names) | (grows & ~np.isin(names, in_units))]
    if not len(names):
        return
    rows = model.case.table("processes").loc[names]
    share = model.timeline.available("processes", rows, clock)
    upper = share * rows["capacity"].to_numpy()[:, None]
    region = model.program.add_rows("processes.region", clock, names, mix.steps, -np.inf, upper)
    _add_sum(model, region, corners, mix)
    if grows.any():
        expansion.add_sizes(model, region, "processes", "capacity", -share)


def _in_units(case: Case) -> np.ndarray:
    """Processes that come in units."""
    plants = case.table("plants")
    return np.asarray(plants["row"][(plants["table"] == "processes") & plants["unit"].notna()], dtype=object)


def _region_of_units(fleet: Fleet, states: States, corners: pd.DataFrame, mix: Grid) -> None:
    """The units that are on run in the region, those that are off do not."""
    model, on = fleet.model, states[0]
    mixed = fleet.rows["row"].isin(corners["process"]).to_numpy()
    for chosen in (mixed & ~fleet.joined, mixed & fleet.joined):
        part, items = fleet.of(chosen), np.flatnonzero(chosen)
        if not len(items):
            continue
        names, joined = part.rows["row"].to_numpy(), bool(fleet.joined[items[0]])
        most = part.largest[:, None] if joined else size(part)[:, None] * part.most
        lower = -np.inf if joined else 0.0
        region = model.program.add_rows("processes.region_on", mix.clock, names, mix.steps, lower, 0.0)
        _add_sum(model, region, corners, mix)
        model.program.add_terms(region, on, -most, column_items=items)
        if joined:
            own = part.most * np.nan_to_num(part.rows["own"].to_numpy())[:, None]
            least = model.program.add_rows("processes.region_least", mix.clock, names, mix.steps, own - most, np.inf)
            _add_sum(model, least, corners, mix)
            model.program.add_terms(least, on, -most, column_items=items)
            expansion.add_sizes(model, least, "processes", "capacity", -part.most)


def _add_sum(model: Model, rows: Grid, corners: pd.DataFrame, mix: Grid) -> None:
    """Write A x the sum of the shares of each process into its row."""
    owner = pd.Index(rows.names).get_indexer(corners["process"])
    held = np.flatnonzero(owner >= 0)
    model.program.add_terms(rows, mix, corners["size"].to_numpy()[held, None], row_items=owner[held], column_items=held)
