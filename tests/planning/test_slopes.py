"""Slopes from duals are those of the optimum itself, and no assembly shared by several numbers mixes them up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aryk
from aryk.planning.assemble import assemble
from aryk.planning.numbers import Number, scaled
from aryk.planning.plan import plan
from aryk.planning.slopes import slopes
from aryk.planning.solve import solve
from aryk.runs.uncertain import numbers_of
from tests.planning.random_cases import cases

MANY = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
AWAY = 1e-4
"""Share by which a number is moved to each side for the finite differences."""


def uneven(case, seed):
    """The case with numbers that are no multiples of each other, so that few optima meet."""
    random = np.random.default_rng(seed)
    frames = {}
    for table, columns in {
        "supplies": ["capacity", "cost"],
        "demands": ["level"],
        "tiers": ["value"],
        "stores": ["capacity", "initial"],
        "links": ["capacity", "cost"],
        "processes": ["capacity", "cost"],
        "flows": ["coefficient"],
        "limits": ["value", "penalty"],
    }.items():
        frame = case.tables[table].copy()
        for column in columns:
            frame[column] = frame[column] * (1 - 0.02 * random.random(len(frame)))
        frames[table] = frame
    return case.with_tables(frames)


@given(cases(), st.integers(0, 10**6))
@MANY
def test_slopes_are_those_of_the_optimum(case, seed):
    made = plan(uneven(case, seed), keep=True)
    numbers = [each for each, _, _ in numbers_of(made.case)]
    tried = [numbers[place] for place in np.random.default_rng(seed).permutation(len(numbers))[:8]]
    size = 1e-7 * max(1.0, abs(made.objective))

    def difference(number, sign):
        matrix = assemble(scaled(made.timeline, [number], 1 + sign * AWAY)).program.matrix()
        made.start.loaded.take(matrix)
        return (solve(made.start.loaded.highs).objective - made.objective) / (sign * AWAY)

    for number, slope in zip(tried, slopes(made, tried), strict=True):
        right = difference(number, 1)
        if abs(slope - right) > 1e-3 * abs(right) + size:
            left = difference(number, -1)
            near = 1e-3 * max(abs(left), abs(right)) + size
            assert min(left, right) - near <= slope <= max(left, right) + near, number


@given(cases(), st.integers(0, 10**6))
@settings(MANY, max_examples=1)
def test_together_or_alone_a_number_has_the_same_slope(case, seed):
    made = plan(uneven(case, seed))
    numbers = [each for each, _, _ in numbers_of(made.case)]
    together = slopes(made, numbers)
    alone = np.array([slopes(made, [each])[0] for each in numbers])
    assert together == pytest.approx(alone, rel=1e-6, abs=1e-6 * max(1.0, abs(made.objective)), nan_ok=True)


# Ten MW of power for 48 hours from the cheap plant (8 MW at 20) and the dear one (the rest at 50). By 100 % more demand
# 10 more MW come from the dear one: 10 x 48 x 50 = 24,000; a cheap plant twice as large saves 8 x 48 x 30 = 11,520; the
# costs count as often as they are paid: 8 x 48 x 20 = 7,680 and 2 x 48 x 50 = 4,800.
TWO_PLANTS = """
== nodes
node,carrier,party
grid,power,A
== supplies
supply,node,kind,capacity,cost
cheap,grid,dispatchable,8,20
dear,grid,dispatchable,100,50
== demands
demand,node,level
town,grid,10
"""


def test_two_plants_by_hand(small):
    made = plan(small(TWO_PLANTS))
    numbers = [
        Number("demands", "town", "level"),
        Number("supplies", "cheap", "capacity"),
        Number("supplies", "cheap", "cost"),
        Number("supplies", "dear", "cost"),
        Number("supplies", "dear", "capacity"),
    ]
    assert slopes(made, numbers) == pytest.approx([24_000, -11_520, 7_680, 4_800, 0])


def test_a_share_of_a_tier_leaves_the_demand_as_it_is():
    line = plan(aryk.read_case("tiny")).timeline
    frame = line.case.tables["tiers"]
    name = next(f"{row.tiers}/{row.tier:g}" for row in frame.itertuples() if 0 < row.share < 1)
    changed = scaled(line, [Number("tiers", name, "share")], 1.1).case.tables["tiers"]
    sums = [each.groupby("tiers")["share"].sum().to_numpy() for each in (changed, frame)]
    assert sums[0] == pytest.approx(sums[1])
    assert changed["share"].to_numpy() != pytest.approx(frame["share"].to_numpy())


def test_a_series_is_scaled_as_a_whole_on_the_same_days():
    line = plan(aryk.read_case("tiny")).timeline
    name = str(line.case.table("series").index[0])
    step = line.calendar.base
    assert line.scaled(name, 1.5).values(name, step) == pytest.approx(1.5 * line.values(name, step))
    assert scaled(line, [Number("series", name, "values")], 1.5).calendar is line.calendar
