"""Supply: what enters the system.

    minimum <= x_s <= capacity available_s        dispatchable
    x_s = capacity available_s                    given
    0 <= x_s <= capacity available_s              curtailable

One column for each supply and step of its node's clock; bounds are bounds. It enters the balance of its
node with kappa h_s and costs `cost` cost_profile_s for each amount. available_s is the series less outages.

Dual: the reduced cost, money per rate: what one more unit of capacity in that step would be worth.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.fleet import committed as committed_rows
from aryk.planning.model import Model
from aryk.planning.rules import expansion


def add(model: Model) -> None:
    """All supplies in use."""
    case = model.case
    supplies, carriers, parties = case.table("supplies"), case.carrier_of("supplies"), case.party_of("supplies")
    clocks = model.node_clock.reindex(supplies["node"]).reset_index(drop=True)
    for clock, places in model.by_clock(clocks):
        rows = supplies.iloc[places]
        share = model.timeline.available("supplies", rows, clock)
        own, names = rows["capacity"].to_numpy(), rows.index.to_numpy()
        most = own[:, None] * share
        committed = committed_rows(model.case, "supplies", names)[:, None]
        lower = expansion.opened(model, "supplies", "capacity", names, least(rows, most), 0.0)
        lower = np.where(committed, 0.0, lower) if committed.any() else lower
        upper = expansion.opened(model, "supplies", "capacity", names, most, np.inf)
        steps = len(model.calendar.clocks[clock])
        kappa, weight = model.kappa(carriers.iloc[places]), model.weight(parties.iloc[places])
        cost = model.money(clock, model.price(rows, "cost", "cost_profile", clock), kappa, weight)
        grid = model.program.add_columns("supplies.flow", clock, names, steps, lower, upper, cost)
        model.to_balance(rows["node"], grid, range(len(rows)), kappa)
        expansion.cap(model, grid, "capacity", share, own)
        given = (rows["kind"] == "given").to_numpy()
        expansion.cap(model, grid, "capacity", share, own, least=True, only=given)


def least(rows: pd.DataFrame, most: Floats) -> Floats:
    """The least flow of supplies, from the most; shape (k, n) or (k, 1)."""
    kind, minimum = rows["kind"].to_numpy()[:, None], rows["minimum"].to_numpy()[:, None]
    if not (kind == "given").any() and not minimum.any():
        return np.zeros((len(rows), 1))
    lower = np.select([kind == "given", kind == "dispatchable"], [most, minimum], 0.0)
    return np.asarray(np.minimum(lower, most))
