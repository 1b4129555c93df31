"""Each allocation is the optimum, step after step from the basis of the step before."""

import numpy as np
import pytest

from aryk.rivers.kernel.arrays import COST, HIGH, LOW
from aryk.rivers.kernel.simplex import BIG, ENDLESS, IMPOSSIBLE, OPTIMAL, STUCK
from tests.rivers.allocation import Steps

SEEDS = range(12)


def _network(rng, rows, columns, lossy):
    matrix = np.zeros((rows, columns))
    for j in range(columns):
        upper, lower = rng.choice(rows, 2, replace=False)
        matrix[upper, j] = 1.0 if not lossy else rng.uniform(0.5, 1.0)
        if rng.random() < 0.7:
            matrix[lower, j] = -1.0
    if lossy:
        for i in range(rows // 5):
            matrix[i, rng.choice(columns, min(4, columns))] = rng.uniform(0.2, 2.0, min(4, columns))
    return matrix


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lossy", [False, True], ids=["pure", "with losses and shares"])
def test_every_step_is_optimal_by_another_solver(seed, lossy):
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 25)), int(rng.integers(2, 50))
    matrix = _network(rng, rows, columns, lossy)
    steps = Steps(matrix)
    asked = steps.asked
    solved = 0
    for step in range(40):
        asked[:columns, LOW] = np.where(rng.random(columns) < 0.2, rng.uniform(-1, 0, columns), 0)
        asked[:columns, HIGH] = np.where(rng.random(columns) < 0.1, BIG, rng.uniform(0, 5, columns))
        asked[columns:, LOW] = -rng.uniform(0, 2, rows) * (rng.random(rows) < 0.5)
        low, meets = asked[columns:, LOW], rng.random(rows) < 0.5
        asked[columns:, HIGH] = np.where(meets, low, low + rng.uniform(0, 5, rows))
        if step % 3 == 0:
            asked[:columns, COST] = np.round(rng.uniform(-3, 3, columns))
            asked[columns:, COST] = np.round(rng.uniform(-1, 1, rows))
        status, x = steps.solve(step % 3 == 0)
        judge = steps.judge()
        if judge.status == 0:
            assert status == OPTIMAL
            assert asked[:, COST] @ x == pytest.approx(judge.fun, rel=1e-9, abs=1e-9)
            assert np.abs(steps.equations @ x).max() < 1e-10
            assert (x > asked[:, LOW] - 1e-10).all()
            assert (x < asked[:, HIGH] + 1e-10).all()
            solved += 1
        elif judge.status == 2:
            assert status == IMPOSSIBLE
        else:
            assert status in (ENDLESS, STUCK)
    assert solved or lossy or seed


@pytest.mark.parametrize("far", [1e4, 1e6, 4e8, 2e9])
def test_a_far_bound_does_not_blur_small_flows(far):
    """A capacity that is never reached says nothing about what is small."""
    rng = np.random.default_rng(7)
    rows, columns = 15, 40
    steps = Steps(_network(rng, rows, columns, lossy=False))
    asked = steps.asked
    for _ in range(30):
        asked[:columns, HIGH] = np.where(rng.random(columns) < 0.3, far, rng.uniform(0, 0.01, columns))
        asked[columns:, LOW] = -rng.uniform(0, 0.01, rows) * (rng.random(rows) < 0.5)
        asked[columns:, HIGH] = asked[columns:, LOW] + rng.uniform(0, 0.01, rows) * (rng.random(rows) < 0.5)
        asked[:columns, COST] = rng.uniform(0.5, 3, columns)
        status, x = steps.solve(True)
        judge = steps.judge()
        if judge.status == 0:
            assert status == OPTIMAL
            assert asked[:, COST] @ x == pytest.approx(judge.fun, rel=1e-9, abs=1e-11)
            assert (x > asked[:, LOW] - 1e-13).all()
            assert (x < asked[:, HIGH] + 1e-13).all()
        elif judge.status == 2:
            assert status == IMPOSSIBLE


def test_ties_do_not_make_it_run_in_circles():
    """All costs are equal and most bounds are zero: nothing but ties."""
    rng = np.random.default_rng(3)
    rows, columns = 30, 120
    matrix = _network(rng, rows, columns, lossy=False)
    steps = Steps(matrix)
    asked = steps.asked
    asked[:columns, COST] = 1.0
    for step in range(50):
        asked[:columns, HIGH] = np.where(rng.random(columns) < 0.5, 0.0, 1.0)
        asked[columns:, HIGH] = BIG
        asked[columns:, LOW] = -BIG
        asked[columns + rng.integers(rows), LOW] = 0.0 if step % 2 else 0.25
        assert steps.solve(step == 0)[0] in (OPTIMAL, IMPOSSIBLE)
