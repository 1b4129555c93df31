"""Sizes that are searched in boxes are those of the optimum of the whole, wherever the search begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aryk.planning.plan as planning
from aryk.case.timeline import timeline
from aryk.planning import boxes, ways
from aryk.planning.assemble import assemble
from aryk.planning.plan import NoPlanError, plan
from aryk.planning.solve import SolverOptionError
from tests.planning.test_first_basis import ring


def test_boxes_reach_the_optimum_of_simplex():
    case = ring(8, sizes=True, load=1.6)
    whole, boxed = plan(case, solver="simplex"), plan(case, solver="boxes")
    sizes = np.concatenate([each.values.reshape(-1) for each in boxed.results.of("expansions", "size")])
    assert boxed.objective == pytest.approx(whole.objective, rel=1e-9)
    assert ((sizes > 1) & (sizes < 49)).any(), "no size lies between its bounds, so that nothing is searched"
    assert boxed.verify().passed


@given(st.lists(st.floats(0, 50), min_size=5, max_size=5), st.sampled_from([1e-4, 0.02, 0.5]))
@settings(max_examples=15, deadline=None)
def test_wherever_the_search_begins_it_ends_at_the_optimum(sizes, first):
    case = ring(5, sizes=True, load=1.6)
    expected = plan(case, solver="simplex").objective
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boxes, "FIRST", first)
        _begin_with(patch, sizes)
        assert plan(case, solver="boxes").objective == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("rounds", [0, 1])
def test_boxes_that_are_not_ended_are_taken_away(monkeypatch, rounds):
    case = ring(5, sizes=True, load=1.6)
    monkeypatch.setattr(boxes, "MOST_ROUNDS", rounds)
    _begin_with(monkeypatch, [50.0] * 5)
    assert plan(case, solver="boxes").objective == pytest.approx(plan(case, solver="simplex").objective, rel=1e-9)


def test_sizes_with_which_there_is_no_plan_are_left(monkeypatch):
    case = ring(5, sizes=True, load=1.6, must=True)
    _begin_with(monkeypatch, [0.0] * 5)
    assert plan(case, solver="boxes").objective == pytest.approx(plan(case, solver="simplex").objective, rel=1e-9)


def test_a_plan_that_was_found_in_boxes_is_solved_again_without_them():
    case = ring(5, sizes=True, load=1.6)
    made = plan(case, solver="boxes", keep=True)
    highs = made.start.loaded.highs
    assert np.array_equal(np.asarray(highs.getLp().col_upper_), made.start.loaded.matrix.upper)
    cheap = ["supplies.gas-n1.cost=1", "expansions.n0.capital=1"]
    other = made.resolve(cheap)
    assert other.objective == pytest.approx(plan(other.case, solver="simplex").objective, rel=1e-9)


def test_a_programme_without_a_plan_is_told_as_always():
    case = ring(5, sizes=True, end=2900.0)
    told = []
    for solver in ("simplex", "boxes"):
        with pytest.raises(NoPlanError) as caught:
            plan(case, solver=solver)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_boxes_are_refused_where_no_size_is_chosen():
    with pytest.raises(SolverOptionError, match="needs sizes that the plan chooses"):
        plan(ring(5), solver="boxes")


def test_choose_takes_boxes_for_sizes_in_typical_days(monkeypatch):
    monkeypatch.setattr(ways, "LEAST_COLUMNS", 500)
    case = ring(30, sizes=True, load=1.6, typical=True)
    model = assemble(timeline(case))
    assert ways.way(model.calendar, model.program, model.program.matrix()) == "boxes"
    assert plan(case).objective == pytest.approx(plan(case, solver="simplex").objective, rel=1e-9)


def _begin_with(patch: pytest.MonkeyPatch, sizes: list[float]) -> None:
    found = planning.first_boxes
    patch.setattr(planning, "first_boxes", lambda *given: replace(found(*given), size=np.array(sizes)))
