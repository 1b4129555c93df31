"""How outcomes beside the cost move with numbers: by hand, and against plans of changed cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from aryk.planning.assemble import assemble
from aryk.planning.labels import labelled
from aryk.planning.numbers import Number, scaled
from aryk.planning.outcomes import Outcome
from aryk.planning.plan import plan
from aryk.planning.slopes import slopes
from aryk.planning.solve import solve
from aryk.runs.uncertain import numbers_of
from tests.planning.random_cases import cases
from tests.planning.test_slopes import AWAY, MANY, TWO_PLANTS, uneven


def of(table, row, flow, value, **kinds):
    terms = pd.DataFrame([{"table": table, "row": row, "quantity": flow, "coefficient": 1.0}])
    return Outcome(terms, value, **kinds)


NOTHING = pd.DataFrame(columns=["table", "row", "quantity", "coefficient"])


def test_two_plants_by_hand(small):
    """As in `test_slopes`: 10 MW for 48 hours, 8 from the cheap plant at 20, 2 from the dear one at 50."""
    made = plan(small(TWO_PLANTS), keep=True)
    numbers = [
        Number("demands", "town", "level"),
        Number("supplies", "cheap", "capacity"),
        Number("supplies", "cheap", "cost"),
        Number("supplies", "dear", "cost"),
    ]
    outcomes = [
        of("supplies", "dear", "flow", 96.0),
        of("supplies", "dear", "flow", 2.0, quantity="rate"),
        of("supplies", "dear", "flow", 0.096, factor=0.001),
        of("demands", "town", "served", 480.0),
        of("demands", "town", "unserved", 0.0),
        Outcome(NOTHING, -48 * (8 * 20 + 2 * 50), earns="A"),
    ]
    found = slopes(made, numbers, outcomes=outcomes)
    expected = [
        [24_000, 480, 10, 0.48, 480, 0, -24_000],
        [-11_520, -384, -8, -0.384, 0, 0, 11_520],
        [7_680, 0, 0, 0, 0, 0, -7_680],
        [4_800, 0, 0, 0, 0, 0, -4_800],
    ]
    assert found == pytest.approx(np.array(expected), rel=1e-6, abs=1e-6)


def test_a_number_that_stands_in_several_rows_at_once_is_told_apart(small):
    made = plan(small(TWO_PLANTS), keep=True)
    numbers = [each for each, _, _ in numbers_of(made.case)]
    outcomes = [of("supplies", "cheap", "flow", 384.0), of("demands", "town", "served", 480.0)]
    together = slopes(made, numbers, outcomes=outcomes)
    alone = np.array([slopes(made, [each], outcomes=outcomes)[0] for each in numbers])
    assert together == pytest.approx(alone, rel=1e-6, abs=1e-6)


def test_an_outcome_that_is_no_such_sum_has_no_slope(small):
    """96 MWh come from the dear plant: of whom 100 are told, what is told is something else."""
    made = plan(small(TWO_PLANTS), keep=True)
    found = slopes(made, [Number("demands", "town", "level")], outcomes=[of("supplies", "dear", "flow", 100.0)])
    assert found[0, 0] == pytest.approx(24_000)
    assert np.isnan(found[0, 1])


def test_parties_are_told_without_their_weights(small):
    text = "== parties\nparty,title,weight\nA,Alone,3\n" + TWO_PLANTS
    made = plan(small(text), keep=True)
    outcomes = [Outcome(NOTHING, -48 * (8 * 20 + 2 * 50), earns="A")]
    found = slopes(made, [Number("supplies", "dear", "cost")], outcomes=outcomes)
    assert found[0] == pytest.approx([3 * 4_800, -4_800])


@given(cases(), st.integers(0, 10**6))
@MANY
def test_outcomes_move_as_in_plans_of_changed_cases(case, seed):
    """Where the changed case keeps the basis of the plan, all moves in proportion: the slope is the difference."""
    made = plan(uneven(case, seed), keep=True)
    outcomes, told = outcomes_of(made)
    numbers = [each for each, _, _ in numbers_of(made.case)]
    tried = [numbers[place] for place in np.random.default_rng(seed).permutation(len(numbers))[:8]]
    found = slopes(made, tried, outcomes=outcomes)[:, 1:]
    assert not np.isnan(found).all(axis=0).any()
    base, highs = values(made.results, told), made.start.loaded.highs
    kept = 0
    for number, slope in zip(tried, found, strict=True):
        model = assemble(scaled(made.timeline, [number], 1 + AWAY))
        made.start.loaded.take(model.program.matrix())
        highs = made.start.loaded.highs
        highs.setBasis(made.start.basis)
        solution = solve(highs, basis=made.start.basis)
        if highs.getInfo().simplex_iteration_count == 0:
            kept += 1
            moved = (values(labelled(model, solution), told) - base) / AWAY
            near = 1e-3 * abs(moved) + 1e-5 * np.maximum(1.0, abs(base))
            assert (abs(slope - moved) <= near)[~np.isnan(slope)].all(), number
    event(f"basis kept for {kept} of {len(tried)}")


def outcomes_of(made):
    """Amounts of all supplies and demands, contents at the end, and where to read them."""
    case, told = made.case, []
    for table, quantity in (("supplies", "flow"), ("demands", "served")):
        kappa = case.carrier_of(table).map(case.kappa)
        told += [(table, name, quantity, "amount", kappa[name]) for name in case.table(table).index]
    told += [("stores", name, "level", "level", 1.0) for name in case.table("stores").index]
    told = [each for each in told if made.results.find(*each[:3]) is not None]
    outcomes = [
        of(*each[:3], value, quantity=each[3]) for each, value in zip(told, values(made.results, told), strict=True)
    ]
    return outcomes, told


def values(results, told):
    found = []
    for table, name, quantity, kind, kappa in told:
        clock, own = results.find(table, name, quantity)
        time = results.calendar.clocks[clock]
        found.append(own[-1] if kind == "level" else kappa * float(own @ (time.hours * time.weight)))
    return np.array(found)
