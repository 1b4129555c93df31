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

from aryk.planning.model import Model


def add(model: Model) -> None:
    """All supplies in use."""
    case = model.case
    supplies, carriers, parties = case.table("supplies"), case.carrier_of("supplies"), case.party_of("supplies")
    clocks = model.node_clock.reindex(supplies["node"]).reset_index(drop=True)
    for clock, places in model.by_clock(clocks):
        rows = supplies.iloc[places]
        upper = rows["capacity"].to_numpy()[:, None] * model.timeline.table(rows["available"], clock)
        kind = rows["kind"].to_numpy()[:, None]
        lower = np.select([kind == "given", kind == "dispatchable"], [upper, rows["minimum"].to_numpy()[:, None]], 0.0)
        lower = np.minimum(lower, upper)
        kappa, weight = model.kappa(carriers.iloc[places]), model.weight(parties.iloc[places])
        cost = model.money(clock, rows["cost"], kappa, weight)
        grid = model.program.add_columns(
            "supplies.flow", clock, rows.index.to_numpy(), upper.shape[1], lower, upper, cost
        )
        model.to_balance(rows["node"], grid, range(len(rows)), kappa)
