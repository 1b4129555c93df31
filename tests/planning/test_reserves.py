"""Spinning reserve: what stands ready, what it costs, and what holds it back, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import aryk
from aryk.planning.accounts import weighted_sum
from aryk.planning.verify import verify

AREA = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost,groups
cheap,town,80,10,ready
middle,town,60,30,ready
dear,town,50,50,
== demands
demand,node,level,groups
homes,town,100,homes
== reserves
reserve,carrier,party,requirement,demand_share,demand_group,penalty
spinning,power,B,{requirement},{share},homes,{penalty}
== reserve_terms
reserve,table,row,group
spinning,supplies,,ready
== parties
party,title,weight
A,Side A,1
B,Side B,1
"""
PLAIN = {"requirement": 0, "share": 0, "penalty": ""}


def flows(plan):
    return [plan.results.find("supplies", name, "flow")[1][0] for name in ("cheap", "middle", "dear")]


def price(plan):
    return plan.results.find("reserves", "spinning", "price")[1]


# 100 MW of load: cheap gives 80, middle 20. Its other 40 MW may stand ready: up to 40 MW of reserve cost nothing.
# Beyond, each MW of reserve needs a MW of dear (50) in place of middle (30): 20 per MWh. With 50: 80, 10, 10. The
# same 50 as half of the load.
@pytest.mark.parametrize(
    ("change", "given", "worth"),
    [
        ({"requirement": 39}, [80, 20, 0], 0),
        ({"requirement": 50}, [80, 10, 10], 20),
        ({"share": 0.5}, [80, 10, 10], 20),
        ({"requirement": 20, "share": 0.3}, [80, 10, 10], 20),
    ],
)
def test_reserve_costs_what_a_dearer_plant_costs_more(small, change, given, worth):
    plan = aryk.plan(small(AREA.format(**PLAIN | change)))
    assert flows(plan) == pytest.approx(given)
    assert price(plan) == pytest.approx(np.full(24, worth))
    assert plan.verify().passed


# At a penalty of 15 it is better to miss 10 MW than to pay 20: 10 x 15 x 24 = 3600, paid by B.
def test_reserve_is_missed_where_the_penalty_is_lower(small):
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 50, "penalty": 15})))
    assert flows(plan) == pytest.approx([80, 20, 0])
    assert plan.results.find("reserves", "spinning", "missing")[1] == pytest.approx(np.full(24, 10))
    assert price(plan) == pytest.approx(np.full(24, 15))
    assert plan.accounts.loc["B", "rules"] == pytest.approx(3600)
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective)
    assert plan.verify().passed


# Middle rises by 0.4 of 60 MW in an hour, so in a quarter of an hour by 6 MW. Of 30 MW the other 24 must stand ready at
# cheap, which then gives 56, and middle 44: each costs 30 - 10 = 20.
def test_a_slow_plant_holds_no_more_than_it_can_rise_in_time(small):
    ramp = "== plants\ntable,row,ramp_up\nsupplies,middle,0.4\n"
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 30}) + ramp))
    assert flows(plan) == pytest.approx([56, 44, 0])
    assert plan.results.find("reserves", "spinning/supplies/middle", "held")[1] == pytest.approx(np.full(24, 6))
    assert price(plan) == pytest.approx(np.full(24, 20))
    assert plan.verify().passed


# Middle in units of 20 MW with a least load of a half. What is on less the load must be at least the reserve of 35:
# 80 + 20 n - 100 >= 35, so n = 3 units are on. They give at least 3 x 10 = 30, so cheap gives 70.
def test_only_units_that_are_on_stand_ready(small):
    units = "== plants\ntable,row,commitment,unit,minimum_load\nsupplies,middle,yes,20,0.5\n"
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 35}) + units))
    assert plan.results.find("plants", "supplies/middle", "on")[1] == pytest.approx(np.full(24, 3))
    assert flows(plan) == pytest.approx([70, 30, 0])
    assert plan.verify().passed


# Half of middle is out: 30 MW, of which 20 give. 80 + 30 - 100 = 10 may stand ready, dear gives what is beyond.
def test_what_is_out_does_not_stand_ready(small):
    out = "== outages\noutage,table,row,start,end,share\no,supplies,middle,2024-01-01,2024-01-01,0.5\n"
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 15}) + out))
    assert flows(plan) == pytest.approx([80, 15, 5])
    assert plan.verify().passed


# A MW more of middle costs 366 a year, 1 a day, less than the 24 x 20 that reserve costs otherwise: 10 are built.
# With a ramp of 0.4 and a quarter of an hour 0.1 of the capacity is ready in time. A MW of reserve at cheap would
# cost 24 x 20, 10 MW more of middle cost 10: middle grows to 500 MW to hold all 50.
@pytest.mark.parametrize(("ramp", "size"), [("", 10), ("== plants\ntable,row,ramp_up\nsupplies,middle,0.4\n", 440)])
@pytest.mark.parametrize("unit", ["", ",20"])
def test_what_is_built_stands_ready(small, ramp, size, unit):
    grow = f"== expansions\nexpansion,party,maximum,upkeep{unit and ',unit'}\nmore,A,900,366{unit}\n"
    grow += "== expansion_terms\nexpansion,table,row\nmore,supplies,middle\n"
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 50}) + grow + ramp))
    assert plan.results.find("expansions", "more", "size")[1] == pytest.approx([20 if unit and size == 10 else size])
    assert plan.verify().passed


@pytest.mark.parametrize("unit", ["", ",20"])
def test_what_is_built_and_on_or_off_stands_ready_when_on(small, unit):
    grow = "== expansions\nexpansion,party,maximum,upkeep\nmore,A,300,366\n"
    grow += "== expansion_terms\nexpansion,table,row\nmore,supplies,middle\n"
    grow += f"== plants\ntable,row,commitment,ramp_up{unit and ',unit'}\nsupplies,middle,yes,2{unit}\n"
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 50}) + grow))
    assert plan.verify().passed
    assert flows(plan) == pytest.approx([80, 20, 0])
    held = plan.results.find("reserves", "spinning/supplies/middle", "held")[1]
    assert held == pytest.approx(np.full(24, 50))


TWO = AREA.replace("penalty}\n", "penalty}\nfast,power,B,5,,,\n", 1).replace(
    "supplies,,ready\n", "supplies,,ready\nfast,supplies,middle,\n"
)


# Two reserves: 5 MW within a quarter of an hour from middle alone, and 30 of both. Middle rises 6 MW in that time; both
# reserves are due at the same time, so of the 30 only 1 is left to it, and cheap holds 29: 51, 49.
def test_two_reserves_share_the_ramp_and_the_room_of_a_plant(small):
    ramp = "== plants\ntable,row,ramp_up\nsupplies,middle,0.4\n"
    plan = aryk.plan(small(TWO.format(**PLAIN | {"requirement": 30}) + ramp))
    assert flows(plan) == pytest.approx([51, 49, 0])
    assert plan.verify().passed


# When the large reserve is due in an hour, 24 MW of middle are there by then, 5 of them for the fast one: 19, so cheap
# holds 11: 69, 31 - and middle has 29 MW of room for its 24.
def test_what_is_due_sooner_counts_in_what_is_due_later(small):
    case = TWO.replace("demand_group,penalty", "demand_group,penalty,within").replace("{penalty}\n", "{penalty},1\n")
    case = case.replace("fast,power,B,5,,,\n", "fast,power,B,5,,,,0.25\n")
    ramp = "== plants\ntable,row,ramp_up\nsupplies,middle,0.4\n"
    plan = aryk.plan(small(case.format(**PLAIN | {"requirement": 30}) + ramp))
    assert flows(plan) == pytest.approx([69, 31, 0])
    assert plan.verify().passed


# A plant with daily steps holds in all hours what the evening asks for.
def test_a_plant_with_longer_steps_holds_the_most_that_is_asked_for(small):
    case = AREA.replace("supplies,,ready\n", "processes,engine,\n").replace("penalty\n", "penalty,profile\n")
    case = case.replace("{penalty}\n", "{penalty},evening\n")
    case += """
== processes
process,party,carrier,capacity,cost,step
engine,A,power,12,5,
== flows
process,node,direction
engine,works,out
== series
series,cycle
evening,hour
== profiles
series,index,value
""" + "".join(f"evening,{hour},{1 if hour == 19 else 0.25}\n" for hour in range(24))
    case = case.replace("node,carrier,party\ntown,power,A", "node,carrier,party,step\ntown,power,A,\nworks,power,A,")
    case = case.replace("homes,town,100,homes", "homes,town,100,homes\nmill,works,10,")
    with pytest.raises(aryk.NoPlanError, match="what must stand ready"):
        aryk.plan(small(case.format(**PLAIN | {"requirement": 4})))
    plan = aryk.plan(small(case.format(**PLAIN | {"requirement": 2})))
    assert plan.results.find("reserves", "spinning/processes/engine", "held")[1][19] == pytest.approx(2)
    assert plan.verify().passed


@pytest.mark.parametrize(("label", "by"), [("held", 0.1), ("held", -0.1), ("missing", 0.1), ("missing", -0.1)])
def test_a_corrupted_reserve_is_found(small, label, by):
    ramp = "== plants\ntable,row,ramp_up,commitment\nsupplies,middle,0.4,no\nsupplies,cheap,,yes\n"
    plan = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 50, "penalty": 15}) + ramp))
    assert plan.verify().passed
    good = next(each for each in plan.results.fields if each.label == f"reserves_{label}_hour")
    for item in range(len(good.names)):
        values = good.values.copy()
        values[item, 5] += by
        assert not verify(plan.timeline, plan.results.replaced(replace(good, values=values))).passed, good.names[item]


def test_units_of_reserves_are_known(small):
    data = aryk.plan(small(AREA.format(**PLAIN | {"requirement": 50, "penalty": 15}))).dataset
    units = [data[f"reserves_{each}_hour"].attrs["units"] for each in ("held", "missing", "price")]
    assert units == ["MW", "MW", "USD/MWh"]
