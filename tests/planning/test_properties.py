"""What holds for every plan: duality, complementary slackness, balances, accounts, the same answer twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from aryk.case.timeline import timeline
from aryk.planning.accounts import weighted_sum
from aryk.planning.assemble import assemble
from aryk.planning.plan import plan
from aryk.planning.solve import load, solve
from tests.planning.random_cases import cases

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def solved(case):
    matrix = assemble(timeline(case)).program.matrix()
    solution = solve(load(matrix))
    assert solution.status == "optimal"
    return matrix, solution


def bound_value(dual, lower, upper):
    """What each dual counts in the dual objective: the bound that it belongs to."""
    chosen = np.where(dual > 0, lower, upper)
    return np.where(np.abs(dual) > 1e-9, dual * np.where(np.isfinite(chosen), chosen, 0.0), 0.0)


@given(cases())
@MANY
def test_dual_objective_equals_primal_objective(case):
    matrix, solution = solved(case)
    dual = bound_value(solution.reduced_cost, matrix.lower, matrix.upper).sum()
    dual += bound_value(solution.row_dual, matrix.row_lower, matrix.row_upper).sum()
    assert dual + matrix.offset == pytest.approx(solution.objective, rel=1e-7, abs=1e-4)


@given(cases())
@MANY
def test_what_is_not_at_its_bound_has_no_price(case):
    matrix, solution = solved(case)
    for value, dual, lower, upper in (
        (solution.value, solution.reduced_cost, matrix.lower, matrix.upper),
        (solution.row_value, solution.row_dual, matrix.row_lower, matrix.row_upper),
    ):
        scale = 1 + np.abs(value)
        inside = (value > lower + 1e-6 * scale) & (value < upper - 1e-6 * scale)
        assert np.abs(dual[inside]).max(initial=0.0) < 1e-5
        at_upper_only = (value < upper + 1e-6 * scale) & (value > lower + 1e-6 * scale)
        assert dual[at_upper_only].max(initial=0.0) < 1e-5
        at_lower_only = value < upper - 1e-6 * scale
        assert dual[at_lower_only].min(initial=0.0) > -1e-5


@given(cases())
@MANY
def test_every_plan_passes_its_audit_and_its_accounts_sum_up(case):
    made = plan(case)
    report = made.verify()
    assert report.passed, report.table().head(3).to_string()
    assert weighted_sum(made.timeline, made.accounts) == pytest.approx(made.objective, rel=1e-9, abs=1e-6)


@given(cases())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_case_gives_the_same_plan_to_the_last_digit(case):
    from aryk.runs.folder import hash_of_results

    assert hash_of_results(plan(case).results) == hash_of_results(plan(case).results)


# The price of a node is what one more unit of firm demand costs: a small change of a given supply must change the
# objective by price x amount, as long as the basis stays the same (a step small enough that it nearly always does).
@given(cases(chronologies=("full",)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_prices_are_what_one_more_unit_is_worth(case):
    matrix, solution = solved(case)
    row = int(np.argmax(np.abs(solution.row_dual)))
    changed = []
    for sign in (1, -1):
        highs = load(matrix)
        step = 1e-5 * sign
        highs.changeRowBounds(row, matrix.row_lower[row] + step, matrix.row_upper[row] + step)
        changed.append((solve(highs).objective - solution.objective) / step)
    low, high = sorted(changed)
    assert low - 1e-3 * (1 + abs(low)) <= solution.row_dual[row] <= high + 1e-3 * (1 + abs(high))
