"""Travellers choose by a logit: shares, prices and worth against closed formulas and another optimiser."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import aryk
from aryk.case.read import read_case
from aryk.planning.accounts import weighted_sum
from aryk.planning.choosing import AGREEMENT
from aryk.planning.rolling import roll
from aryk.planning.verify import verify
from aryk.results.fields import Field
from tests.conftest import write_small_case

CLOSE = 2e-4
"""Shares are right to the root of what the plan agrees to, some steps apart."""

BASE = """
== carriers
carrier,title,amount_unit,rate_unit,step
people,People,persons,persons/day,month
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-31
== nodes
node,carrier,party
home,people,A
lake,people,B
== supplies
supply,node,capacity,kind
go,home,100,given
== demands
demand,node,kind,level,tiers
stay,lake,market,200,worth
== tiers
tiers,tier,share,value
worth,1,1,500
"""


def ways(costs, capacities=None, constants=None, spread=10.0, kind="given", value=500.0):
    capacities = capacities or [""] * len(costs)
    constants = constants or [0.0] * len(costs)
    text = BASE.replace("100,given", f"100,{kind}").replace("1,1,500", f"1,1,{value!r}")
    rows = zip(costs, capacities, strict=True)
    text += "== links\nlink,from_node,to_node,cost,capacity\n"
    text += "".join(f"w{place},home,lake,{cost!r},{capacity}\n" for place, (cost, capacity) in enumerate(rows))
    text += f"== choices\nchoice,node,spread\nway,home,{spread!r}\n== choice_options\nchoice,link,constant\n"
    return text + "".join(f"way,w{place},{constant!r}\n" for place, constant in enumerate(constants))


def flows(plan, count):
    return np.array([plan.results.find("links", f"w{place}", "flow")[1][0] for place in range(count)])


def logit(costs, spread):
    weight = np.exp(-(np.asarray(costs) - min(costs)) / spread)
    return weight / weight.sum()


# P_i = exp(-c_i / mu) / sum of exp(-c_k / mu) (McFadden 1974), c with what travellers mind of a way. With costs 50, 57
# and 77 and mu = 10 the odds of the first two are e^0.7 to 1.
def test_shares_are_those_of_the_logit(small):
    plan = aryk.plan(small(ways([50.0, 60.0, 75.0], constants=[0.0, -3.0, 2.0])))
    found = flows(plan, 3)
    assert found / 100 == pytest.approx(logit([50, 57, 77], 10), abs=CLOSE)
    assert found[0] / found[1] == pytest.approx(math.exp(0.7), rel=1e-3)
    assert plan.verify().passed


# The cost of a traveller is -mu ln sum of exp(-c / mu), and so is the price at the node of the choice (Williams 1977,
# Environment and Planning A 9; Small and Rosen 1981, Econometrica 49): 31 days x 100 persons of it, less 500 each.
def test_cost_of_all_is_the_log_of_the_sum(small):
    plan = aryk.plan(small(ways([50.0, 60.0, 75.0])))
    whole = -10 * math.log(sum(math.exp(-each / 10) for each in (50, 60, 75)))
    assert plan.objective == pytest.approx(31 * 100 * (whole - 500), rel=1e-9)
    assert plan.results.find("nodes", "home", "price")[1][0] == pytest.approx(500 - whole, rel=1e-5)


@settings(deadline=None, max_examples=10, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(st.floats(0, 200), min_size=2, max_size=6),
    st.floats(2, 50),
)
def test_shares_are_those_of_the_logit_at_any_costs(tmp_path_factory, costs, spread):
    case = read_case(write_small_case(tmp_path_factory.mktemp("ways"), ways(costs, spread=spread)))
    assert flows(aryk.plan(case), len(costs)) / 100 == pytest.approx(logit(costs, spread), abs=CLOSE)


# A way that is full takes its capacity; the odds of the others stay exp(-(c_i - c_k) / mu). Its rent is what a
# traveller more would gain: his cost on another way, mu ln f_i + c_i, less that on the full one.
def test_a_full_way_leaves_the_odds_of_the_others(small):
    plan = aryk.plan(small(ways([50.0, 57.0, 77.0], capacities=["", 20, ""])))
    found = flows(plan, 3)
    assert found[1] == pytest.approx(20)
    assert found[0] / found[2] == pytest.approx(math.exp(2.7), rel=1e-3)
    rent = plan.results.find("links", "w1", "rent")[1][0] / 31
    worth = [10 * math.log(each) + cost for each, cost in zip(found, (50, 57, 77), strict=True)]
    assert -rent == pytest.approx(worth[0] - worth[1], rel=1e-3)


# dP_i / dc_i = -P_i (1 - P_i) / mu, dP_i / dc_k = P_i P_k / mu: elasticities -c_i (1 - P_i) / mu and c_k P_k / mu
# (Train 2009, Discrete Choice Methods with Simulation, equations 3.12 to 3.14).
def test_elasticities_are_those_of_the_logit(small):
    plan = aryk.plan(small(ways([50.0, 60.0, 75.0])))
    dearer = plan.resolve(["links.w0.cost=52.5"])
    share = logit([51.25, 60, 75], 10)
    change = (flows(dearer, 3) - flows(plan, 3)) / (flows(dearer, 3) + flows(plan, 3)) * 2
    assert change[0] == pytest.approx(-51.25 * (1 - share[0]) / 10 * (2.5 / 51.25), rel=1e-2)
    assert change[1] == pytest.approx(51.25 * share[0] / 10 * (2.5 / 51.25), rel=1e-2)
    assert change[1] == pytest.approx(change[2], abs=1e-3)


NESTED = (
    BASE.replace("lake,people,B\n", "lake,people,B\nroads,people,A\n")
    + """
== links
link,from_node,to_node,cost
go,home,roads,0
stay,home,lake,70
road,roads,lake,50
pass,roads,lake,60
== choices
choice,node,spread
whether,home,20
which,roads,10
== choice_options
choice,link
whether,go
whether,stay
which,road
which,pass
"""
)


# A nest is a choice behind a choice: those who go bear -10 ln(e^-5 + e^-6) = 46.867, so that exp(-46.867 / 20) to
# exp(-70 / 20) go, and of them logit(50, 60) at 10 take the road (McFadden 1978, Spatial Interaction Theory).
def test_a_choice_behind_a_choice_is_a_nested_logit(small):
    plan = aryk.plan(small(NESTED))
    inner = -10 * math.log(math.exp(-5) + math.exp(-6))
    go = logit([inner, 70], 20)[0]
    found = {name: plan.results.find("links", name, "flow")[1][0] / 100 for name in ("go", "road", "pass")}
    assert found["go"] == pytest.approx(go, abs=CLOSE)
    assert found["road"] == pytest.approx(go * logit([50, 60], 10)[0], abs=CLOSE)


# Fewer travel where the worth of the last visit is below its cost: the cost of one more is
# -10 ln(e^-5 + e^-6 + e^-7.5) = 46.285 however many there are.
@pytest.mark.parametrize(("value", "come"), [(46.3, 100.0), (46.27, 0.0)])
def test_the_last_traveller_costs_as_much_as_the_first(small, value, come):
    plan = aryk.plan(small(ways([50.0, 60.0, 75.0], kind="curtailable", value=value)))
    assert flows(plan, 3).sum() == pytest.approx(come, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_full_ways_are_those_of_another_optimiser(small, seed):
    """The convex programme min sum of c f + mu f ln(f / 100) under capacities, by scipy's SLSQP."""
    chance, count = np.random.default_rng(seed), 2 + seed % 4
    costs, most = chance.uniform(0, 60, count), chance.uniform(5, 60, count)
    most[-1] = 100.0
    text = ways([float(each) for each in costs], capacities=[float(each) for each in most], spread=15.0)
    plan = aryk.plan(small(text))

    def cost(part):
        return float((part * (costs + 15 * np.log(part))).sum())

    best = minimize(
        cost,
        np.minimum(most / 100, 1 / count) * 0.9,
        jac=lambda part: costs + 15 * (np.log(part) + 1),
        bounds=[(1e-9, each / 100) for each in most],
        constraints={"type": "eq", "fun": lambda part: part.sum() - 1, "jac": lambda part: np.ones(count)},
        options={"ftol": 1e-11, "maxiter": 500},
    )
    assert best.success
    assert flows(plan, count) / 100 == pytest.approx(best.x, abs=1e-3)
    assert plan.objective / 3100 + 500 == pytest.approx(best.fun, abs=1e-6)


def test_a_closed_way_is_not_taken(small):
    plan = aryk.plan(small(ways([50.0, 60.0], capacities=[0, ""])))
    assert flows(plan, 2) == pytest.approx([0, 100])
    assert plan.shares is not None
    assert plan.shares.gap <= AGREEMENT


def test_accounts_close_and_a_wrong_worth_is_found(small):
    plan = aryk.plan(small(ways([50.0, 60.0, 75.0], constants=[1.0, 2.0, -3.0])))
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective, rel=1e-12)
    told = next(iter(plan.results.of("choices", "split")))
    wrong = Field(told.table, told.quantity, told.clock, told.names, told.values + 0.1)
    assert not verify(plan.timeline, plan.results.replaced(wrong)).passed
    assert replace(plan, results=plan.results.replaced(wrong)).accounts["choosing"].sum() != pytest.approx(
        plan.accounts["choosing"].sum()
    )


def test_a_changed_plan_is_that_of_its_own(small):
    plan = aryk.plan(small(ways([50.0, 60.0, 75.0])))
    again, anew = plan.resolve(["links.w2.cost=40"]), aryk.plan(small(ways([50.0, 60.0, 40.0])))
    assert again.objective == pytest.approx(anew.objective, rel=1e-9)
    assert flows(again, 3) == pytest.approx(flows(anew, 3), abs=100 * CLOSE)


def test_windows_one_after_another_have_the_shares_of_all_days_at_once(small):
    case = small(ways([50.0, 60.0, 75.0]).replace("persons/day,month", "persons/day,day"))
    rolled = roll(case, window_days=10, overlap_days=3)
    for place, share in enumerate(logit([50, 60, 75], 10)):
        assert rolled.results.find("links", f"w{place}", "flow")[1] / 100 == pytest.approx(share, abs=CLOSE)
    assert rolled.objective == pytest.approx(aryk.plan(case).objective, rel=1e-8)
    assert rolled.verify().passed
