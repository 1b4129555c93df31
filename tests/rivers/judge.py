"""HiGHS as the judge of an allocation: the whole network as it was written down, nothing worked out before."""

import numpy as np
from scipy.optimize import linprog

from aryk.rivers.network import Network


def optimum(network: Network, slots: np.ndarray) -> tuple[int, float, np.ndarray]:
    """Status of the judge (0: optimal, 2: infeasible, 3: unbounded), cost and flows."""
    rows, columns = len(network.rows), len(network.flows)
    matrix = np.zeros((rows, columns + rows))
    for number, row in enumerate(network.rows):
        for flow, coefficient in row.terms.items():
            matrix[number, flow] = coefficient
        matrix[number, columns + number] = -1.0

    def value(affine):
        return affine.constant + sum(factor * slots[slot] for slot, factor in affine.slots.items())

    everything = [*network.flows, *network.rows]
    bounds = [(value(each.low), value(each.high)) for each in everything]
    cost = [value(each.cost) for each in everything]
    result = linprog(cost, A_eq=matrix, b_eq=np.zeros(rows), bounds=bounds, method="highs")
    return result.status, result.fun, None if result.x is None else result.x[:columns]


def cost_of(network: Network, flows: np.ndarray, slots: np.ndarray) -> float:
    """What flows cost, with the sums of rows that have a price."""
    total = 0.0
    for flow, each in zip(flows, network.flows, strict=True):
        total += flow * (each.cost.constant + sum(f * slots[s] for s, f in each.cost.slots.items()))
    for row in network.rows:
        price = row.cost.constant + sum(f * slots[s] for s, f in row.cost.slots.items())
        total += price * sum(flows[flow] * coefficient for flow, coefficient in row.terms.items())
    return total
