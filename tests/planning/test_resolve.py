"""A re-solve gives the optimum that a plan from nothing gives, whatever changed; and it begins where the last ended."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aryk import read_case
from aryk.api import plan_many
from aryk.case.case import typed_frame
from aryk.case.changes import parse_setting
from aryk.case.faults import CaseError
from aryk.case.schema import TABLES
from aryk.planning.plan import NoPlanError, plan
from aryk.planning.resolve import changed_case
from tests.planning.random_cases import cases

MANY = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
BOUNDS = ("supplies.s-w0.capacity=3", "demands.d-e0.level=20", "processes.turbine.capacity=2", "nodes.e0.disposal=no")
COSTS = ("supplies.s-e0.cost=31", "processes.turbine.cost=-3", "parties.A.weight=3", "limits.soft-share.penalty=11")
SIDES = (
    "limits.soft-share.value=7",
    "demands.d-w0.level=2",
    "demands.d-w0.profile=week",
    "limits.soft-share.sense=equal",
)
COEFFICIENTS = ("flows.turbine/e0/out.coefficient=1.5", "flows.turbine/w0/in.profile=course", "stores.r-w0.loss=0.01")
STRUCTURE = (
    "supplies.s-w0.active=no",
    "demands.d-e0.active=no",
    "stores.r-e0.active=no",
    "stores.r-w0.out_efficiency=0.8",
    "links.l-e0-e1.capacity_back=3",
    "limits.soft-share.per=day",
    "demands.d-e0.kind=market",
    "case.random.chronology=full",
    "case.random.end=2025-01-20",
)


def closely(value):
    return pytest.approx(value, rel=1e-9, abs=1e-6)


@given(cases(), st.lists(st.sampled_from(BOUNDS + COSTS + SIDES + COEFFICIENTS + STRUCTURE), max_size=5), st.booleans())
@MANY
def test_a_re_solve_reaches_the_optimum_of_a_plan_from_nothing(case, words, keep):
    first = plan(case, keep=keep)
    there = {name for table in ("stores", "links") for name in case.tables[table].iloc[:, 0]}
    chosen = [each for each in words if each.split(".")[0] not in ("stores", "links") or each.split(".")[1] in there]
    changes = [parse_setting(case, each) for each in chosen]
    try:
        again = first.resolve(changes)
        alone = plan(again.case)
    except (CaseError, NoPlanError):
        assume(False)
    assert again.objective == closely(alone.objective)
    assert again.verify().passed
    assert again.resolve(case).objective == closely(first.objective)


@pytest.fixture(scope="module")
def tiny():
    return read_case("tiny")


@pytest.fixture(scope="module", params=[False, True], ids=["not-kept", "kept"])
def first(request, tiny):
    return plan(tiny, keep=request.param)


def with_a_plant(case, **cells):
    """A case in which the way the coal plant is run has a row."""
    row = {"table": "supplies", "row": "coal-up", **cells}
    plants = typed_frame(TABLES["plants"], [row])
    return replace(
        case.with_tables({"plants": plants}),
        files={**case.files, "plants": pd.DataFrame({"file": ["plants.csv"], "row": [2]})},
    )


def test_without_a_change_nothing_is_left_to_do(first):
    assert first.resolve([]).solution.iterations == 0


def test_a_small_change_takes_fewer_iterations_than_a_plan_from_nothing(first):
    again = first.resolve("supplies.coal-up.cost=61")
    assert again.solution.iterations < plan(again.case).solution.iterations / 2


@pytest.mark.parametrize(
    "words",
    [
        "supplies.gas-down.cost=80",
        "supplies.gas-down.capacity=30",
        "demands.homes-up.level=14",
        "flows.turbine/town-up/out.coefficient=0.9",
        "links.wire.loss=0.05",
        "supplies.solar-down.available=day-shape",
        "stores.reservoir.end_value=200",
        "plants.supplies/coal-up.ramp_up=0.1",
    ],
)
def test_a_change_of_one_cell_reaches_the_solver(first, words):
    table, *_ = words.split(".")
    case = with_a_plant(first.case) if table == "plants" else first.case
    again = first.resolve(changed_case(case, words))
    assert again.objective == closely(plan(again.case).objective)
    assert again.objective != closely(first.objective)


def test_a_changed_profile_reaches_the_solver(first):
    profiles = first.case.tables["profiles"]
    flat = first.case.with_tables({"profiles": profiles.assign(value=1.0)})
    again = first.resolve(flat)
    assert again.objective == closely(plan(flat).objective) != first.objective


def test_whole_numbers_are_planned_from_nothing_and_left_behind_again(first):
    whole = with_a_plant(first.case, commitment="yes", minimum_load=0.5, start_cost=300.0)
    committed = first.resolve(whole)
    assert committed.objective == closely(plan(whole).objective)
    assert committed.objective > first.objective
    cheap = committed.resolve(["supplies.coal-up.cost=20"])
    assert cheap.objective == closely(plan(cheap.case).objective)
    assert cheap.objective < committed.objective
    assert committed.resolve(first.case).objective == closely(first.objective)


def test_a_changed_structure_begins_from_what_is_known_of_the_basis(first):
    again = first.resolve(["supplies.coal-up.active=no"])
    alone = plan(again.case)
    assert again.size == alone.size != first.size
    assert again.objective == closely(alone.objective)
    assert again.solution.iterations < alone.solution.iterations


def test_each_re_solve_changes_the_case_of_its_own_plan_and_of_no_other(first):
    dear = first.resolve(["supplies.gas-down.cost=80"])
    broken = first.resolve(["supplies.coal-up.capacity=0"])
    assert broken.objective == closely(plan(broken.case).objective)
    both = dear.resolve(["supplies.coal-up.capacity=0"])
    assert both.objective == closely(plan(both.case).objective)
    assert both.objective > max(dear.objective, broken.objective) > first.objective
    assert first.resolve([]).objective == closely(first.objective)


def test_the_calendar_is_made_again_only_when_what_makes_it_changed(first):
    assert first.resolve(["supplies.coal-up.capacity=0"]).calendar is first.calendar
    assert first.resolve([f"case.{first.case.name}.end=2024-07-09"]).calendar is not first.calendar
    assert first.resolve(["supplies.solar-down.available="]).calendar is not first.calendar


def test_another_horizon_is_planned_from_nothing(first):
    shorter = first.resolve([f"case.{first.case.name}.end=2024-07-08"])
    assert shorter.objective == closely(plan(shorter.case).objective)


def test_a_changed_case_may_be_given_itself(first):
    changed = changed_case(first.case, "supplies.gas-down.cost=50")
    assert first.resolve(changed).objective == first.resolve("supplies.gas-down.cost=50").objective


def test_where_no_plan_is_left_the_message_says_why_and_the_next_re_solve_is_right(small):
    case = small(
        """
== nodes
node,carrier,party
a,power,A
== supplies
supply,node,capacity,cost
plant,a,10,5
== demands
demand,node,level
town,a,8
"""
    )
    made = plan(case, keep=True)
    with pytest.raises(NoPlanError, match="town"):
        made.resolve(["supplies.plant.capacity=7"])
    assert made.resolve(["supplies.plant.cost=10"]).objective == closely(2 * made.objective)


def test_a_time_limit_counts_anew_for_each_re_solve_and_for_no_later_one(tiny):
    made = plan(tiny, keep=True)
    highs = made.start.loaded.highs
    spent = highs.getRunTime()
    again = made.resolve(["supplies.coal-up.cost=61"], time_limit=5.0)
    assert again.start.loaded.highs is highs
    assert highs.getOptionValue("time_limit")[1] == pytest.approx(spent + 5.0)
    again.resolve(["supplies.coal-up.cost=62"])
    assert highs.getOptionValue("time_limit")[1] == float("inf")


def test_a_change_that_does_not_fit_is_refused_by_name(first):
    with pytest.raises(CaseError, match="coal-upp"):
        first.resolve(["supplies.coal-upp.cost=1"])


def test_many_scenarios_are_each_planned_as_if_alone(tiny):
    names = ["base", *tiny.table("scenarios").index]
    plans = dict(plan_many(tiny, names))
    assert list(plans) == list(dict.fromkeys(names))
    for made in plans.values():
        assert made.objective == closely(plan(made.case).objective)


def test_an_unknown_scenario_is_told_before_any_is_planned(tiny):
    with pytest.raises(CaseError, match="wet-wet"):
        plan_many(tiny, ["base", "wet-wet"])
