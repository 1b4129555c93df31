"""Supply: what enters the system.

    minimum <= x_s <= capacity available_s        dispatchable
    x_s = capacity available_s                    given
    0 <= x_s <= capacity available_s              curtailable

One column for each supply and step of its node's clock; bounds are bounds. It enters the balance of its
node with kappa h_s and costs `cost` for each amount.

Dual: the reduced cost, money per rate: what one more unit of capacity in that step would be worth.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.model import Model


def add(model: Model) -> None:
    """All supplies in use."""
    case = model.case
    supplies, carriers, parties = case.table("supplies"), case.carrier_of("supplies"), case.party_of("supplies")
    clocks = model.node_clock.reindex(supplies["node"]).reset_index(drop=True)
    for clock, places in model.by_clock(clocks):
        rows = supplies.iloc[places]
        upper = rows["capacity"].to_numpy()[:, None] * model.timeline.course(rows["available"], clock)
        lower = least(rows, upper)
        steps = len(model.calendar.clocks[clock])
        kappa, weight = model.kappa(carriers.iloc[places]), model.weight(parties.iloc[places])
        cost = model.money(clock, rows["cost"], kappa, weight)
        grid = model.program.add_columns("supplies.flow", clock, rows.index.to_numpy(), steps, lower, upper, cost)
        model.to_balance(rows["node"], grid, range(len(rows)), kappa)


def least(rows: pd.DataFrame, most: Floats) -> Floats:
    """The least flow of supplies, from the most; shape (k, n) or (k, 1)."""
    kind, minimum = rows["kind"].to_numpy()[:, None], rows["minimum"].to_numpy()[:, None]
    if not (kind == "given").any() and not minimum.any():
        return np.zeros((len(rows), 1))
    lower = np.select([kind == "given", kind == "dispatchable"], [most, minimum], 0.0)
    return np.asarray(np.minimum(lower, most))
