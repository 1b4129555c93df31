"""The balance of every node and store of a river run, added up anew from the tables of its case."""

import numpy as np


def worst_residual(run):
    """The largest residual of a node or a store in a step, as share of the largest flow; amounts in hm3, m3/s."""
    case, results = run.case, run.results
    clock = run.calendar.clocks[run.step]
    amount = clock.hours * 0.0036
    net = {name: np.zeros(len(amount)) for name in case.table("nodes").index}
    unexplained = {}
    lost_to = case.table("stores")["loss_to"]
    for name, row in case.table("supplies").iterrows():
        net[row["node"]] += _value(run, "supplies", name, "flow")
    for name, row in case.table("demands").iterrows():
        net[row["node"]] -= _value(run, "demands", name, "served")
    for name, row in case.table("stores").iterrows():
        found = results.find("stores", name, "net")
        if found is not None:
            net[row["node"]] -= found[1]
            level, first = _value(run, "stores", name, "level"), _value(run, "stores", name, "initial")[0]
            lost = _value(run, "stores", name, "lost")
            change = np.diff(np.concatenate([[first], level]))
            unexplained[name] = abs(change - (found[1] - lost) * amount).max() / amount.min()
            if lost_to[name]:
                net[lost_to[name]] += lost
    for _, row in case.table("flows").iterrows():
        sign = 1.0 if row["direction"] == "out" else -1.0
        found = results.find("processes", row["process"], "activity")
        if found is not None:
            net[row["node"]] += sign * row["coefficient"] * found[1]
    for name, row in case.table("links").iterrows():
        flow = _value(run, "links", name, "flow")
        net[row["from_node"]] -= flow
        if row["loss_to"]:
            net[row["loss_to"]] += flow * row["loss"] * row["loss_return"]
        coupling, before = run.calendar.lagged(run.step, row["lag"])
        arrived = np.zeros(len(amount))
        np.add.at(arrived, coupling.row, coupling.factor * flow[coupling.column])
        arrived = (arrived + row["initial_flow"] * before) / clock.hours
        net[row["to_node"]] += (1.0 - row["loss"]) * arrived
    for field in results.of("nodes", "disposed"):
        for name, values in zip(field.names, field.values, strict=True):
            net[name] -= values
    scale = max(abs(_value(run, "links", name, "flow")).max() for name in case.table("links").index)
    worst = max(*(abs(values).max() for values in net.values()), *unexplained.values(), 0.0)
    return worst / scale


def _value(run, table, row, quantity):
    return run.results.find(table, row, quantity)[1]
