"""What choosing is worth to each coalition, against the closed formula of a logit."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aryk
from aryk.case.read import read_case
from aryk.planning.verify import verify
from aryk.sharing.programme import Programme
from tests.conftest import write_small_case

PERSON_DAYS = 31 * 100
HOME = (50.0, 55.0)
"""What the lakes of A cost, to its own people."""


def shores(costs, spread):
    """People of A choose between two lakes of their own and a beach of each other party; nobody is asked to pay."""
    parties = [chr(ord("B") + place) for place in range(len(costs))]
    return f"""
== carriers
carrier,title,amount_unit,rate_unit,step
people,People,persons,persons/day,month
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-31
== parties
party,title
{"".join(f"{each},{each}{chr(10)}" for each in parties)}A,A
== nodes
node,carrier,party
home,people,A
lake,people,A
pond,people,A
{"".join(f"beach-{each},people,{each}{chr(10)}" for each in parties)}== supplies
supply,node,capacity,kind
go,home,100,given
== demands
demand,node,kind,level,tiers
stay,lake,market,200,worth
fish,pond,market,200,worth
{"".join(f"swim-{each},beach-{each},market,200,worth{chr(10)}" for each in parties)}== tiers
tiers,tier,share,value
worth,1,1,500
== links
link,from_node,to_node,cost
stay,home,lake,{HOME[0]!r}
fish,home,pond,{HOME[1]!r}
{"".join(f"to-{each},home,beach-{each},{cost!r}{chr(10)}" for each, cost in zip(parties, costs, strict=True))}== choices
choice,node,spread
way,home,{spread!r}
== choice_options
choice,link,constant
way,stay,0
way,fish,0
{"".join(f"way,to-{each},0{chr(10)}" for each in parties)}"""


def gained(costs, spread):
    """What A and the owners of beaches at these costs gain: the least cost of A, -mu ln sum of exp(-c / mu), falls.

    Small and Rosen (1981), Econometrica 49, equation 5.5.
    """
    return PERSON_DAYS * (least_cost(HOME, spread) - least_cost([*HOME, *costs], spread))


def least_cost(costs, spread):
    return min(costs) - spread * math.log(sum(math.exp(-(each - min(costs)) / spread) for each in costs))


def assert_each_coalition_gains_the_log_of_the_sum(case, costs, spread):
    settled = aryk.settle(case)
    close = 1e-7 * spread * PERSON_DAYS * (len(costs) + 1)
    names = settled.parties[:-1]
    for count in range(len(names) + 1):
        for members in combinations(range(len(names)), count):
            own = [names[place] for place in members]
            expected = gained([costs[place] for place in members], spread)
            assert settled.game.value(["A", *own]) == pytest.approx(expected, abs=close)
            assert settled.game.value(own) == pytest.approx(0.0, abs=close)
    assert settled.gains.sum() == pytest.approx(settled.game.whole, rel=1e-9, abs=1e-6)
    for each in (settled.apart, settled.together):
        assert verify(each.timeline, each.results).passed


def test_each_coalition_of_three_gains_the_log_of_the_sum(small):
    """A's people at its lake: 0.622 apart, 0.506 with B, 0.426 with C, 0.368 with both."""
    costs = [60.0, 53.0]
    assert_each_coalition_gains_the_log_of_the_sum(small(shores(costs, 10.0)), costs, 10.0)


@settings(deadline=None, max_examples=5)
@given(st.lists(st.floats(20, 90), min_size=2, max_size=3), st.floats(3, 40))
def test_each_coalition_gains_the_log_of_the_sum_at_any_costs(tmp_path_factory, costs, spread):
    case = read_case(write_small_case(tmp_path_factory.mktemp("shores"), shores(costs, spread)))
    assert_each_coalition_gains_the_log_of_the_sum(case, costs, spread)


def test_worth_of_choosing_follows_from_flows_that_are_held(small):
    """Told 1e6 USD a day for choosing, a held programme still says what it costs."""
    case = small(shores([60.0], 10.0))
    joint = aryk.plan(case)
    programme = Programme(case, list(case.table("parties").index), joint)
    programme.run()
    value = programme.value
    value[programme.tangents.columns] = 1e6
    programme.hold(np.ones(len(value), dtype=bool), value)
    assert programme.run() == pytest.approx(joint.objective, rel=1e-9)
