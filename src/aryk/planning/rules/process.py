"""Process: what turns carriers into others.

    minimum <= y_s <= capacity available_s
    capacity minimum_share_s <= y_s                where a series says so; below 0 it runs backwards
    node of a flow:  +/- kappa_node coefficient profile_s y_s     out: +, in: -

One column for each process and step of its clock: its own, or the finest of its nodes. A process with operating
points has no such flows. `cost` is paid for each amount of activity (below 0: gained), times its course; with
`cost_rise` a rate y costs (cost + cost_rise y) y.

Dual: the reduced cost, money per rate of activity: the worth of one more unit of capacity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.case import Case
from aryk.case.schema import STEPS
from aryk.case.timeline import Timeline
from aryk.planning.fleet import committed as committed_rows
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion, head


def add(model: Model) -> None:
    """All processes in use."""
    processes = model.case.table("processes")
    if processes.empty:
        return
    flows = flows_of(model.case.table("flows"), processes)
    for clock, places in model.by_clock(clocks_of(processes, places_of(model.case), model.node_clock)):
        rows = processes.iloc[places]
        grid = _columns(model, rows, clock)
        item = {name: place for place, name in enumerate(rows.index)}
        own = flows[flows["process"].isin(rows.index)]
        carrier = model.case.table("nodes")["carrier"].reindex(own["node"])
        sign = np.where(own["direction"] == "out", 1.0, -1.0)[:, None]
        profile = model.timeline.course(own["profile"], clock) * head.share(model, own, clock)
        factor = sign * model.kappa(carrier) * own["coefficient"].to_numpy()[:, None] * profile
        items = np.array([item[name] for name in own["process"]])
        for lag in np.unique(own["lag"]):
            chosen = np.flatnonzero(own["lag"] == lag)
            model.to_balance(own["node"].iloc[chosen], grid, items[chosen], factor[chosen], lag)


def _columns(model: Model, rows: pd.DataFrame, clock: str) -> Grid:
    own, names = rows["capacity"].to_numpy(), rows.index.to_numpy()
    share = model.timeline.available("processes", rows, clock)
    lower, upper = bounds(model.timeline, rows, clock)
    kappa, weight = model.kappa(rows["carrier"]), model.weight(rows["party"])
    cost = model.money(clock, model.price(rows, "cost", "cost_profile", clock), kappa, weight)
    committed = committed_rows(model.case, "processes", names)[:, None]
    least = model.timeline.table(rows["minimum_share"], clock, default=0.0)
    lower = np.where(committed, np.minimum(lower, 0.0), lower)
    unbound = np.where(committed & (least >= 0), 0.0, -np.inf)
    named = (rows["minimum_share"] != "").to_numpy()
    opened = named & expansion.growing(model, "processes", "capacity", names)
    if opened.any():
        lower = np.where(opened[:, None], unbound, lower)
    grid = model.program.add_columns(
        "processes.activity",
        clock,
        names,
        len(model.calendar.clocks[clock]),
        lower,
        expansion.opened(model, "processes", "capacity", names, upper, np.inf),
        cost,
    )
    if (rows["cost_rise"] > 0).any():
        rise = model.money(clock, rows["cost_rise"], kappa, weight)
        model.program.add_squares(grid, rise)
    expansion.cap(model, grid, "capacity", share, own)
    expansion.cap(model, grid, "capacity", least, own, least=True, only=named & ~committed[:, 0])
    return grid


def bounds(timeline: Timeline, rows: pd.DataFrame, clock: str) -> tuple[Floats, Floats]:
    """Least and most activity of processes without expansions and commitment; each of shape (k, n) or (k, 1)."""
    capacity = rows["capacity"].to_numpy()[:, None]
    most = np.where(np.isnan(capacity), np.inf, np.nan_to_num(capacity) * timeline.available("processes", rows, clock))
    least = np.minimum(rows["minimum"].to_numpy()[:, None], most)
    named = (rows["minimum_share"] != "").to_numpy()
    if named.any():
        share = timeline.table(rows["minimum_share"], clock, default=0.0)
        unlimited = np.where(share < 0, -np.inf, 0.0)
        least = np.where(
            named[:, None], np.where(np.isnan(capacity), unlimited, np.nan_to_num(capacity) * share), least
        )
    return least, most


def flows_of(flows: pd.DataFrame, processes: pd.DataFrame) -> pd.DataFrame:
    """The flows of processes in use."""
    return flows[flows["process"].isin(processes.index)]


def places_of(case: Case) -> pd.DataFrame:
    """`process` and `node` of all flows and operating points of processes in use."""
    used = pd.concat([case.table(name)[["process", "node"]] for name in ("flows", "operating_points")])
    return flows_of(used, case.table("processes"))


def clocks_of(processes: pd.DataFrame, places: pd.DataFrame, node_clock: pd.Series) -> pd.Series:
    """The clock of each process; `places` as of `places_of`."""
    place = node_clock.reindex(places["node"]).map({step: each for each, step in enumerate(STEPS)}).to_numpy()
    finest = (
        pd.Series(place, index=places["process"].to_numpy()).groupby(level=0).min().reindex(processes.index).astype(int)
    )
    own = processes["step"].to_numpy()
    return pd.Series([step or STEPS[each] for step, each in zip(own, finest, strict=True)], dtype=object)
