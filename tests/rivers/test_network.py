"""What is worked out before the first step changes nothing of the optimum."""

import numpy as np
import pytest

from aryk.rivers.affine import ENDLESS, Affine, slot
from aryk.rivers.arrays import compile_scheme
from aryk.rivers.ensemble import walk_all
from aryk.rivers.kernel.simplex import IMPOSSIBLE, OPTIMAL
from aryk.rivers.network import Network, reduce
from aryk.rivers.scheme import Scheme
from tests.rivers.judge import cost_of, optimum


def random_scheme(seed: int, steps: int = 12) -> Scheme:
    """A river with forks, side rules, springs that vary, and dear and cheap uses."""
    rng = np.random.default_rng(seed)
    scheme = Scheme(np.ones(steps), np.ones(steps))
    river = scheme.network
    nodes = int(rng.integers(3, 15))
    terms = [[] for _ in range(nodes)]
    springs = []
    for node in range(nodes):
        for _ in range(int(rng.integers(0, 3))):
            below = int(rng.integers(0, nodes))
            if below == node:
                continue
            high = Affine(float(rng.uniform(0, 6))) if rng.random() < 0.5 else ENDLESS
            reach = river.flow(f"reach {node} {below}", high=high, cost=Affine(float(rng.integers(0, 3))))
            terms[node].append((reach, -1.0))
            terms[below].append((reach, float(rng.choice([1.0, 1.0, 0.8]))))
        if rng.random() < 0.6:
            use = river.flow(
                f"use {node}",
                high=scheme.over_time(rng.uniform(0, 3, steps)),
                cost=-scheme.over_time(np.round(rng.uniform(1, 9, steps))),
            )
            terms[node].append((use, -1.0))
        if rng.random() < 0.7:
            springs.append(node)
    for node in range(nodes):
        out = river.flow(f"out {node}", cost=Affine(0.5))
        terms[node].append((out, -1.0))
        value = -scheme.over_time(rng.gamma(2, 1, steps)) if node in springs else Affine()
        river.equation(f"balance {node}", terms[node], value)
    for number in range(int(rng.integers(0, 3))):
        chosen = rng.choice(len(river.flows), min(3, len(river.flows)), replace=False)
        river.within(f"rule {number}", [(int(each), float(rng.uniform(0.5, 2))) for each in chosen], high=Affine(4.0))
    return scheme


@pytest.mark.parametrize("seed", range(40))
def test_reduced_river_has_the_optimum_of_the_river_as_written(seed):
    scheme = random_scheme(seed)
    made = compile_scheme(scheme, range(len(scheme.network.flows)))
    walked = walk_all(made, 1)
    flows, state = walked.flows[0], walked.states[0]
    for t in range(len(scheme.amount)):
        slots = np.array(scheme.slots)
        for place, values in scheme.series:
            slots[place] = values[t]
        status, cost, _ = optimum(scheme.network, slots)
        if status == 2:
            assert state[0] == IMPOSSIBLE
            assert state[1] == t
            return
        assert t < state[1] or state[0] == OPTIMAL
        assert cost_of(scheme.network, flows[t], slots) == pytest.approx(cost, rel=1e-9, abs=1e-8)
        for row in scheme.network.rows:
            if row.equation:
                value = row.low.constant + sum(f * slots[s] for s, f in row.low.slots.items())
                total = sum(flows[t, flow] * each for flow, each in row.terms.items())
                assert total == pytest.approx(value, abs=1e-9)
    assert state[0] == OPTIMAL


def test_a_reach_without_a_choice_leaves_nothing_to_decide():
    river = Network()
    spring, reach, field = (river.flow(name) for name in ("spring", "reach", "field"))
    river.equation("spring", [(spring, 1.0)], slot(0))
    river.equation("head", [(spring, 1.0), (reach, -1.0)])
    river.equation("tail", [(reach, 0.9), (field, -1.0)])
    left = reduce(river)
    assert not left.columns
    assert left.flows[field].known.slots == {0: 0.9}
    assert {check.name for check in left.checks} >= {"field"}
