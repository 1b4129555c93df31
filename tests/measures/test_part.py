"""A measure brings in its part of the case what it brings in the whole."""

from __future__ import annotations

import pytest

import aryk
from aryk.case.changes import apply_changes
from aryk.measures.apply import measure_changes
from aryk.measures.part import part_of, reaches_plan
from aryk.measures.worth import gains_in_part, worth_of_measures, yearly_gains

CASE = """
== nodes
node,carrier,party,groups,active
town,power,A,,
lake,water,A,,
field,water,B,,
shop,goods,B,,
store,goods,A,,
stall,goods,B,new,no
== supplies
supply,node,capacity,cost,active,groups
gas,town,100,50,,
rain,lake,20,1,,
works,store,90,4,,
mine,store,30,2,no,
stand,stall,10,1,no,new
== demands
demand,node,level,kind,tiers,active,groups
homes,town,40,,,,
crops,field,30,market,worth,,
buyers,shop,60,market,price,,
visitors,stall,5,market,price,no,new
== tiers
tiers,tier,share,value
worth,1,1,100
price,1,1,100
== links
link,from_node,to_node,capacity,cost
ditch,lake,field,15,0
road,store,shop,40,3
== payments
payment,payer,payee,table,row,price
bought,B,A,links,road,7
== measures
measure,party,capital,life
wide-road,A,1,20
mining,A,1,20
deep-ditch,B,1,20
unit,A,1,20
market,B,1,20
== measure_changes
measure,table,row,group,column,operation,value
wide-road,links,road,,capacity,add,10
mining,supplies,mine,,active,set,yes
deep-ditch,links,ditch,,capacity,add,3
unit,supplies,gas,,cost,set,40
market,nodes,,new,active,set,yes
market,supplies,,new,active,set,yes
market,demands,,new,active,set,yes
"""


def parts(case, name):
    changes = measure_changes(case, [name])
    return part_of(case, apply_changes(case, changes), changes)


@pytest.mark.parametrize("name", ["wide-road", "mining", "deep-ditch", "unit", "market"])
def test_gain_in_the_part_is_that_in_the_whole(small, name):
    case = small(CASE)
    found = parts(case, name)
    assert found is not None
    assert len(found[1].table("nodes")) < len(case.table("nodes"))
    whole = yearly_gains(aryk.plan(case), aryk.plan(case, measures=[name]))
    assert gains_in_part(*found).to_dict() == pytest.approx(whole.to_dict(), rel=1e-9, abs=1e-6)
    (cash,) = worth_of_measures(case, [name])
    own = cash.table["gain"].groupby("party").agg(lambda each: max(each, key=abs))
    for party, gain in whole.items():
        if abs(gain) > 1:
            assert own[party] == pytest.approx(gain)


def test_a_limit_joins_what_it_counts(small):
    """Power and goods under one limit are one part: what is built for one takes room from the other."""
    text = CASE + "== limits\nlimit,sense,value,quantity\nboth,at-most,3000,amount\n"
    text += "== limit_terms\nlimit,table,row\nboth,supplies,gas\nboth,supplies,works\n"
    case = small(text)
    found = parts(case, "wide-road")
    assert found is not None
    assert {"town", "shop", "store"} <= set(found[1].table("nodes").index)
    assert "lake" not in found[1].table("nodes").index
    assert "both" in found[1].table("limits").index


def test_a_plant_is_planned_in_the_whole(small):
    case = small(CASE + "== plants\ntable,row,commitment,start_cost\nsupplies,gas,relaxed,10\n")
    assert parts(case, "unit") is None
    assert parts(case, "deep-ditch") is not None


def test_what_only_queues_read_does_not_reach_the_plan():
    case = aryk.read_case("kz-kg")
    assert not reaches_plan(measure_changes(case, ["kegen-round-the-clock"]))
    assert reaches_plan(measure_changes(case, ["rebuild-kegen"]))
