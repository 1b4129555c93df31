"""Balance: at every node and in every block of its clock, what comes in equals what goes out.

    sum over s in b of  (w_s / w_b) h_s kappa (in_s - out_s)  =  demand_b

One row for each node in use and each block b of its clock, in amounts for one occurrence of the block.
All other rules write their flows into these rows. Disposal x >= 0 leaves where a node allows it.

Dual: the price of the carrier there and then, in money per amount (after division by w_b).
"""

from __future__ import annotations

from aryk.planning.model import Model


def add_rows(model: Model) -> None:
    """The empty balances."""
    for clock, places in model.by_clock(model.node_clock):
        names = model.node_clock.index[places]
        model.node_place.update({name: item for item, name in enumerate(names)})
        steps = len(model.calendar.clocks[clock])
        model.balances[clock] = model.program.add_rows("balance", clock, names.to_numpy(), steps, 0.0, 0.0)


def add_disposal(model: Model) -> None:
    """Surplus that leaves unused, at the nodes that allow it."""
    nodes = model.case.table("nodes")
    nodes = nodes[nodes["disposal"]]
    for clock, places in model.by_clock(model.node_clock.reindex(nodes.index)):
        rows = nodes.iloc[places]
        kappa, weight = model.kappa(rows["carrier"]), model.weight(rows["party"])
        steps = len(model.calendar.clocks[clock])
        cost = model.money(clock, rows["disposal_cost"], kappa, weight)
        grid = model.program.add_columns("nodes.disposed", clock, rows.index.to_numpy(), steps, cost=cost)
        model.to_balance(rows["node"], grid, range(len(rows)), -kappa)
