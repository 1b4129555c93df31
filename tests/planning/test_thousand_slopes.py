"""A thousand inputs of random systems: the slope from the duals against the optimum solved again on both sides.

Where both sides keep the basis of the optimum, the slope is theirs to within what a central difference leaves. Where
another basis comes in, it lies between the slopes of both sides.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from aryk.planning.assemble import assemble
from aryk.planning.numbers import Number, scaled
from aryk.planning.plan import plan
from aryk.planning.slopes import slopes
from aryk.planning.solve import solve
from aryk.runs.uncertain import numbers_of
from tests.planning.drawn_cases import drawn_case, system_of

SEEDS, SYSTEMS = (11,), 26
LEAST = 1000
"""Pairs of system and input that must be compared, over all seeds."""
STEP = 1e-4
"""Share by which an input is moved to each side."""
EXACT, KINK = 1e-5, 1e-3
"""Parts of a slope by which it may differ with the same basis (a central difference leaves STEP squared), and else."""


class Sides:
    """The optimum of each system, solved again with some inputs moved."""

    def __init__(self, made) -> None:
        self.made, self.highs = made, made.start.loaded.highs
        self.basis = made.start.basis
        self.system = [
            np.concatenate([np.repeat([system_of(str(name)) for name in grid.names], grid.steps) for grid in grids])
            for grids in (made.start.columns, made.start.rows)
        ]
        self.base, _ = self.solved([], 0.0)

    def solved(self, numbers: list[Number], by: float):
        """Objective by system, and whether each keeps the basis of the plan."""
        matrix = assemble(scaled(self.made.timeline, numbers, 1 + by)).program.matrix()
        assert matrix.offset == 0
        loaded = self.made.start.loaded
        loaded.take(matrix)
        loaded.highs.setBasis(self.basis)
        value = np.asarray(solve(loaded.highs).value)
        money = np.bincount(self.system[0], weights=matrix.cost * value, minlength=SYSTEMS)
        basis, moved = loaded.highs.getBasis(), np.zeros(SYSTEMS)
        for own, status, system in zip(
            (basis.col_status, basis.row_status),
            (self.basis.col_status, self.basis.row_status),
            self.system,
            strict=True,
        ):
            other = [one != before for one, before in zip(own, status, strict=True)]
            moved += np.bincount(system, weights=other, minlength=SYSTEMS)
        return money, moved == 0


@pytest.fixture(scope="module")
def compared():
    """Slope, slopes of both sides and whether the basis stays, of each input of each system."""
    rows = []
    for seed in SEEDS:
        made = plan(drawn_case(seed, SYSTEMS), keep=True)
        inputs = defaultdict(list)
        for number, _, _ in numbers_of(made.case):
            inputs[system_of(number.row)].append(number)
        listed = [number for own in inputs.values() for number in own]
        told = dict(zip(listed, slopes(made, listed), strict=True))
        sides = Sides(made)
        size = 1e-9 * np.maximum(1.0, np.abs(sides.base))
        for place in range(max(map(len, inputs.values()))):
            chosen = {system: own[place] for system, own in inputs.items() if place < len(own)}
            (low, stays_low), (high, stays_high) = (sides.solved(list(chosen.values()), by) for by in (-STEP, STEP))
            for system, number in chosen.items():
                left, right = (sides.base - low)[system] / STEP, (high - sides.base)[system] / STEP
                stays = bool(stays_low[system] and stays_high[system])
                rows.append((seed, number, told[number], left, right, stays, size[system] / STEP))
    return rows


def test_a_thousand_inputs_are_compared(compared):
    assert len({(seed, number) for seed, number, *_ in compared}) >= LEAST
    stay = [row for row in compared if row[5]]
    assert len(stay) >= 0.9 * len(compared)
    assert sum(abs(row[2]) > 1 for row in stay) >= LEAST / 3
    assert len({number.table for _, number, *_ in compared}) >= 9


def test_with_the_same_basis_the_slope_is_exact(compared):
    for _, number, slope, left, right, stays, size in compared:
        if stays:
            assert slope == pytest.approx((left + right) / 2, rel=EXACT, abs=size), number


def test_where_another_basis_comes_in_the_slope_lies_between_both_sides(compared):
    for _, number, slope, left, right, stays, size in compared:
        if not stays:
            near = KINK * max(abs(left), abs(right)) + size
            assert min(left, right) - near <= slope <= max(left, right) + near, number
