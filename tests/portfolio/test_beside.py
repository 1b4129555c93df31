"""What stands beside the best portfolio: alternatives, frontier, order, faults of budgets."""

from __future__ import annotations

import pytest

from aryk.case.faults import CaseError
from aryk.portfolio.budgets import Budget, asked_budgets
from aryk.portfolio.candidates import ChoiceError
from aryk.portfolio.choose import choose
from tests.portfolio.grids import GRID, searched

DIRTY = GRID.replace("dc,c,40,t", "dc,c,60,t").replace("peak,c,50,200,", "peak,c,15,200,") + (
    "== indicators\nindicator,title,unit,statistic,groups\nsmoke,Smoke,t,total,emissions\n"
    "== indicator_terms\nindicator,table,row,quantity,coefficient\n"
    "smoke,supplies,coal,flow,1\nsmoke,supplies,old,flow,0.5\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from aryk.case.read import read_case
    from tests.conftest import write_small_case

    case = read_case(write_small_case(tmp_path_factory.mktemp("case"), DIRTY))
    return choose(case, [Budget(0.9e6)], against=["emissions", "shortage"], others=2, slack=0.6)


def test_no_point_of_the_frontier_beats_another(made):
    names = [each.name for each in made.criteria]
    values = [(each.net, *(each.watched[name] for name in names)) for each in made.points]
    assert len(made.points) > 2
    for one in values:
        assert not any(all(a <= b for a, b in zip(other, one, strict=True)) for other in values if other is not one)


def test_points_keep_their_caps(made):
    for each in made.points:
        if each.criterion:
            assert each.watched[each.criterion] <= each.cap * (1 + 1e-6)


def test_alternatives_are_within_the_slack_and_differ(made):
    best = made.cost_without - made.found.net
    seen = {made.found.chosen}
    assert made.alternatives
    for each in made.alternatives:
        assert made.cost_without - each.net >= 0.4 * best - 1e-3
        assert each.chosen not in seen
        assert each.moved > 0
        seen.add(each.chosen)


def test_what_waiting_loses_is_the_difference_of_two_plans(made):
    search = searched(made.case, ["0.9e6"])
    for each in made.waiting:
        rest = search.net(search.plan(made.found.chosen - {each.measure}))
        assert each.lost == pytest.approx((rest - made.found.net) / made.years, rel=1e-6, abs=1.0)
        assert each.lost >= -1.0


def test_parties_pay_all_and_save_what_the_plan_saves(made):
    capital = sum(each.capital for each in made.chosen)
    assert made.parties["capital"].sum() == pytest.approx(capital)
    assert made.parties["gain a year"].sum() == pytest.approx(made.gain, rel=1e-6)


def test_all_faults_of_budgets_are_told_at_once(small):
    with pytest.raises(CaseError) as told:
        asked_budgets(small(GRID), ["-5", "C=1e6", "A:27=1e6", "much", "A=1", "A=2"])
    assert len(told.value.faults) == 5
    assert "a budget is below 0" in str(told.value)
    assert "there are two budgets of A" in str(told.value)


def test_unknown_criterion_is_told_with_what_there_is(made):
    with pytest.raises(ChoiceError, match="did you mean emissions"):
        choose(made.case, [Budget(1e6)], against=["emission"])


def test_budget_is_needed(made):
    with pytest.raises(ChoiceError, match="there is no budget"):
        choose(made.case)
