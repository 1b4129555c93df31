"""Process: what turns carriers into others.

    minimum <= y_s <= capacity available_s
    node of a flow:  +/- kappa_node coefficient profile_s y_s     out: +, in: -

One column for each process and step of its clock: its own, or the finest of its nodes. `cost` is paid for
each amount of activity (below 0: gained).

Dual: the reduced cost, money per rate of activity: the worth of one more unit of capacity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.schema import STEPS
from aryk.planning.model import Model


def add(model: Model) -> None:
    """All processes in use."""
    processes = model.case.table("processes")
    if processes.empty:
        return
    flows = flows_of(model.case.table("flows"), processes)
    for clock, places in model.by_clock(clocks_of(processes, flows, model.node_clock)):
        rows = processes.iloc[places]
        capacity = rows["capacity"].to_numpy()[:, None]
        available = model.timeline.course(rows["available"], clock)
        upper = np.where(np.isnan(capacity), np.inf, np.nan_to_num(capacity) * available)
        lower = np.minimum(rows["minimum"].to_numpy()[:, None], upper)
        steps = len(model.calendar.clocks[clock])
        cost = model.money(clock, rows["cost"], model.kappa(rows["carrier"]), model.weight(rows["party"]))
        grid = model.program.add_columns("processes.activity", clock, rows.index.to_numpy(), steps, lower, upper, cost)
        item = {name: place for place, name in enumerate(rows.index)}
        own = flows[flows["process"].isin(rows.index)]
        carrier = model.case.table("nodes")["carrier"].reindex(own["node"])
        sign = np.where(own["direction"] == "out", 1.0, -1.0)[:, None]
        profile = model.timeline.course(own["profile"], clock)
        factor = sign * model.kappa(carrier) * own["coefficient"].to_numpy()[:, None] * profile
        items = np.array([item[name] for name in own["process"]])
        for lag in np.unique(own["lag"]):
            chosen = np.flatnonzero(own["lag"] == lag)
            model.to_balance(own["node"].iloc[chosen], grid, items[chosen], factor[chosen], lag)


def flows_of(flows: pd.DataFrame, processes: pd.DataFrame) -> pd.DataFrame:
    """The flows of processes in use."""
    return flows[flows["process"].isin(processes.index)]


def clocks_of(processes: pd.DataFrame, flows: pd.DataFrame, node_clock: pd.Series) -> pd.Series:
    """The clock of each process."""
    place = node_clock.reindex(flows["node"]).map({step: each for each, step in enumerate(STEPS)}).to_numpy()
    finest = (
        pd.Series(place, index=flows["process"].to_numpy()).groupby(level=0).min().reindex(processes.index).astype(int)
    )
    own = processes["step"].to_numpy()
    return pd.Series([step or STEPS[each] for step, each in zip(own, finest, strict=True)], dtype=object)
