"""Networks, plants and expansions whose optimum can be derived by hand or by trying everything."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

import aryk
from aryk import NoPlanError
from aryk.planning.accounts import weighted_sum
from aryk.planning.verify import verify

CARRIER = """
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
"""
ONE_HOUR = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,day
"""

TRIANGLE = (
    ONE_HOUR
    + """
== nodes
node,carrier,party
a,power,A
b,power,A
c,power,A
== supplies
supply,node,capacity,cost
cheap,a,200,10
dear,c,200,40
== demands
demand,node,level
town,c,90
== links
link,from_node,to_node,capacity,capacity_back,reactance,phase_shift
ab,a,b,{ab},{ab},1,{shift}
bc,b,c,100,100,1,
ac,a,c,100,100,1,
"""
)


# Three equal lines: from a to c one third goes the long way round (two reactances against one), two thirds direct.
# 90 MW: 30 by b, 60 direct.
def test_flows_in_a_triangle_divide_by_reactance(small):
    plan = aryk.plan(small(TRIANGLE.format(ab=100, shift="")))
    flows = {name: plan.results.find("links", name, "flow")[1] for name in ("ab", "bc", "ac")}
    assert flows["ab"] == pytest.approx([30])
    assert flows["bc"] == pytest.approx([30])
    assert flows["ac"] == pytest.approx([60])
    assert plan.verify().passed


# The way by b is limited to 10 MW, so of the cheap plant only 3 x 10 = 30 MW can be used although the direct line is
# wide; 60 MW are dear. Price at c 40, at a 10. A further MW taken at b: 1/3 of a MW less over ab... the line ab is full
# with 2/3 of what goes from a to b and 1/3 of what goes from a to c. One MW more at b and x less sent from a to c keep
# ab at 10: 2/3 = x / 3, x = 2, so 2 MW of cheap to c are replaced by dear: price 10 + 2 x (40 - 10) = 70.
def test_a_full_line_in_a_mesh_gives_a_price_above_every_plant(small):
    plan = aryk.plan(small(TRIANGLE.format(ab=10, shift="")))
    assert plan.results.find("supplies", "cheap", "flow")[1] == pytest.approx([30])
    assert plan.results.find("nodes", "c", "price")[1] == pytest.approx([40])
    assert plan.results.find("nodes", "b", "price")[1] == pytest.approx([70])


# A phase shifter in ab: around the mesh f_ab + f_bc - f_ac + shift = 0 with f_ab = f_bc = 90 - f_ac gives
# f_ac = (180 + shift) / 3 (shift in radians over a reactance of 1).
def test_a_phase_shifter_moves_flow(small):
    plan = aryk.plan(small(TRIANGLE.format(ab=100, shift=180)))
    assert plan.results.find("links", "ac", "flow")[1] == pytest.approx([(180 + np.pi) / 3])


# Two grids that only a link without reactance joins are two synchronous areas: nothing binds their angles together.
def test_areas_without_a_link_between_them_stand_apart(small):
    text = TRIANGLE.format(ab=100, shift="").replace("c,power,A\n", "c,power,A\nd,power,A\ne,power,A\n")
    text += "de,d,e,50,50,1,\nde-second,d,e,50,50,3,\nhvdc,c,d,40,40,,\n"
    text = text.replace("town,c,90\n", "town,c,90\nfar,e,24\n")
    plan = aryk.plan(small(text))
    assert plan.results.find("links", "de", "flow")[1] == pytest.approx([18])
    assert plan.results.find("links", "de-second", "flow")[1] == pytest.approx([6])
    assert plan.verify().passed


# An outage opens a line: in its step the mesh is gone and all goes the other way.
def test_a_line_that_is_out_is_open(small):
    text = TRIANGLE.format(ab=100, shift="").replace("2024-01-01,2024-01-01", "2024-01-01,2024-01-02")
    text += "== outages\noutage,table,row,start,end\nrepair,links,ac,2024-01-02,2024-01-02\n"
    plan = aryk.plan(small(text))
    assert plan.results.find("links", "ac", "flow")[1] == pytest.approx([60, 0])
    assert plan.results.find("links", "ab", "flow")[1] == pytest.approx([30, 90])
    assert plan.verify().passed


COMMITMENT = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-05
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,day
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
coal,town,100,10
gas,town,100,40
== demands
demand,node,level,profile
homes,town,100,shape
== series
series,cycle
shape,weekday
== profiles
series,index,value
shape,1,{0}
shape,2,{1}
shape,3,{2}
shape,4,{3}
shape,5,{4}
shape,6,0
shape,7,0
== plants
table,row,commitment,minimum_load,start_cost,stop_cost,minimum_up,minimum_down,ramp_up,ramp_down,ramp_start,ramp_stop,hours_before,flow_before
supplies,coal,yes,0.5,{start},{stop},{up},{down},{rise},{fall},{first},{last},{before},{flow}
"""


FREE = {"start": 5000, "stop": 100, "up": 0, "down": 0, "rise": 1, "fall": 1}
FREE |= {"first": 1, "last": 1, "before": 240, "flow": 60}


def by_trying(load, *, start, stop, up, down, rise, fall, first, last, before, flow):
    """The least cost over all states of the coal plant; its flow within the states by a small linear programme."""
    from scipy.optimize import linprog

    days, best = len(load), np.inf
    for on in itertools.product((0, 1), repeat=days):
        states = [1 if before > 0 else 0, *on]
        age = abs(before)
        cost, sound = 0.0, True
        for was, now in itertools.pairwise(states):
            if now == was:
                age += 24
                continue
            if age < (up if was else down):
                sound = False
            cost += start if now else stop
            age = 24
        if not sound:
            continue
        rows, bounds = [], []
        for day in range(days):
            was, now = states[day], states[day + 1]
            row = np.zeros(days)
            row[day] = 1
            if day:
                row[day - 1] = -1
            held = 0 if day else flow
            rows += [row, -row]
            bounds += [
                100 * (rise * 24 * was + first * (now - was)) + held,
                100 * (fall * 24 * now + last * (was - now)) - held,
            ]
        limits = [(50 * now, min(100 * now, wanted)) for now, wanted in zip(on, load, strict=True)]
        if any(low > high for low, high in limits):
            continue
        found = linprog(np.full(days, -30 * 24), A_ub=np.array(rows), b_ub=bounds, bounds=limits)
        if found.status == 0:
            best = min(best, cost + found.fun + 40 * 24 * sum(load))
    return best


@pytest.mark.parametrize(
    ("load", "given"),
    [
        ((60, 90, 20, 95, 70), {}),
        ((60, 90, 20, 95, 70), {"start": 90000}),
        ((60, 90, 20, 95, 70), {"up": 72}),
        ((60, 30, 80, 95, 70), {"down": 60, "before": -24, "flow": 0}),
        ((90, 100, 60, 100, 90), {"rise": 0.01, "fall": 0.005, "first": 0.6, "last": 0.55}),
        ((90, 20, 60, 100, 90), {"rise": 0.01, "fall": 0.02, "first": 0.5, "last": 0.5, "stop": 700}),
        ((90, 100, 60, 100, 90), {"before": -24, "flow": 0, "first": 0.5, "rise": 0.004}),
    ],
)
def test_commitment_equals_trying_every_state(small, load, given):
    values = {
        **FREE,
        **given,
    }
    plan = aryk.plan(small(COMMITMENT.format(*(each / 100 for each in load), **values)))
    assert plan.objective == pytest.approx(by_trying(load, **values), rel=1e-9)
    assert plan.verify().passed
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective, rel=1e-9)


# A relaxed plant starts partly: 60 MW need 0.6 of the unit at 5000 a start; it is never on in whole.
def test_a_relaxed_plant_starts_in_part(small):
    values = {**FREE, "stop": 0, "before": -240, "flow": 0}
    text = COMMITMENT.format(0.6, 0.6, 0.6, 0.6, 0.6, **values).replace("coal,yes", "coal,relaxed")
    plan = aryk.plan(small(text))
    assert plan.results.find("plants", "supplies/coal", "on")[1] == pytest.approx([0.6] * 5)
    assert plan.objective == pytest.approx(0.6 * 5000 + 60 * 24 * 5 * 10)


EXPANSION = (
    ONE_HOUR
    + """
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
gas,town,100,50
wind,town,0,0
== demands
demand,node,level
homes,town,50
== expansions
expansion,party,maximum,unit,capital,life,interest,upkeep
park,A,{maximum},{unit},{capital},10,0,0
== expansion_terms
expansion,table,row
park,supplies,wind
"""
)


# A MW of wind saves 50 x 24 = 1200 on the one day. Its capital is paid back over 10 years without interest: one day
# costs capital / 10 / 366. It pays up to a capital of 1200 x 3660 = 4 392 000: then all 50 MW are built, above none.
@pytest.mark.parametrize(("capital", "size"), [(4391000, 50), (4393000, 0)])
def test_capacity_is_built_as_long_as_it_pays(small, capital, size):
    plan = aryk.plan(small(EXPANSION.format(maximum="", unit="", capital=capital)))
    assert plan.results.find("expansions", "park", "size")[1] == pytest.approx([size], abs=1e-9)
    assert plan.objective == pytest.approx(min(capital / 3660, 1200) * 50)


# In units of 30 MW: one is worth it at 1 000 000 (it saves 36 000 and costs 8 197), the second saves the last 20 MW,
# 24 000, and costs as much as the first: worth it too. At 3 300 000 (27 049 a unit) the second is not.
@pytest.mark.parametrize(("capital", "size"), [(1000000, 60), (3300000, 30)])
def test_capacity_in_units_is_whole(small, capital, size):
    plan = aryk.plan(small(EXPANSION.format(maximum=200, unit=30, capital=capital)))
    assert plan.results.find("expansions", "park", "size")[1] == pytest.approx([size])
    assert plan.verify().passed


STEPS = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2030-01-01,2040-01-01
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
gas,town,100,50
solar,town,0,0
== demands
demand,node,level,profile
homes,town,10,growth
== series
series,file
growth,growth.csv
== series/growth.csv
time,growth
2030-01-01,1
2030-01-02,1
2040-01-01,2
2040-01-02,2
== stages
stage,year,present_value
1,2030,8
2,2040,4
== steps
step,start,hours,times,present_value,stage
1,2030-01-01,2,1000,8,1
2,2030-01-02,3,1000,8,1
3,2040-01-01,2,1000,4,2
4,2040-01-02,3,1000,4,2
== expansions
expansion,party,upkeep,from_year
field,A,{upkeep},{first}
== expansion_terms
expansion,table,row
field,supplies,solar
"""


# Gas alone costs 50 x 10 x 5000 x 8 in 2030 and twice the flow at half the worth in 2040: 20 + 20 million. A MW of
# solar from 2030 on saves 50 x 5000 x (8 + 4) = 3 million for the first 10 MW and 1 million for the next 10 (2040
# alone), and costs upkeep x (8 + 4). At 100 000 (1.2 million) 10 are built; from 2040 on a MW costs 400 000 and saves
# 1 million.
@pytest.mark.parametrize(("upkeep", "first", "size", "cost"), [(100000, "", 10, 22e6), (100000, 2040, 20, 28e6)])
def test_planning_years_count_by_their_present_value(small, upkeep, first, size, cost):
    plan = aryk.plan(small(STEPS.format(upkeep=upkeep, first=first)))
    assert plan.results.find("expansions", "field", "size")[1] == pytest.approx([size])
    assert plan.objective == pytest.approx(cost)
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(cost)
    assert plan.results.find("nodes", "town", "price")[1].max() == pytest.approx(50)
    assert plan.verify().passed


# A closed store with a loss: what goes in on the first day at 10 replaces 50 on the second. A tenth is lost in a day,
# so 1 MWh at the end of the first gives 0.9; the room of 5 MWh is filled.
def test_a_closed_store_on_written_steps(small):
    text = """
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost,cost_profile
gas,town,100,1,price
== demands
demand,node,level
homes,town,10
== stores
store,node,capacity,final,loss,upper_bound,cost,holding_cost
tank,town,10,closed,0.1,half,2,0.001
== series
series,file
price,a.csv
half,a.csv
== series/a.csv
time,price,half
2024-01-01,10,0.5
2024-01-02,50,0.5
== steps
step,start,hours
1,2024-01-01,24
2,2024-01-02,24
"""
    plan = aryk.plan(small(text))
    assert plan.results.find("stores", "tank", "level")[1] == pytest.approx([5, 0])
    gas = plan.results.find("supplies", "gas", "flow")[1]
    assert gas * 24 == pytest.approx([240 + 5, 240 - 4.5])
    assert plan.objective == pytest.approx(10 * 245 + 50 * 235.5 + 2 * (4.5 - 5) + 0.001 * 5 * 24)
    assert plan.verify().passed


# Cost rises with the flow: (10 + y / 2) y against 30: dearer per further MW is 10 + y, so 20 MW come from the plant
# whose cost rises, 10 from the other.
def test_rising_costs_share_the_load(small):
    text = (
        ONE_HOUR
        + """
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
flat,town,100,30
== demands
demand,node,level
homes,town,30
== processes
process,party,carrier,capacity,cost,cost_rise
hill,A,power,100,10,0.5
== flows
process,node,direction
hill,town,out
"""
    )
    plan = aryk.plan(small(text))
    assert plan.results.find("processes", "hill", "activity")[1] == pytest.approx([20], abs=1e-5)
    assert plan.objective == pytest.approx(24 * ((10 + 10) * 20 + 30 * 10))
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective, rel=1e-6)


def test_units_that_cannot_run_so_low_are_told(small):
    text = (
        ONE_HOUR
        + """
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
coal,town,100,10
== demands
demand,node,level
homes,town,30
== plants
table,row,commitment,minimum_load
supplies,coal,yes,0.5
"""
    )
    with pytest.raises(NoPlanError) as caught:
        aryk.plan(small(text))
    words = str(caught.value)
    assert "With parts of units there would be one; with whole units there is none." in words
    assert "plants.csv, supplies/coal" in words or "demands.csv, homes" in words


@pytest.mark.parametrize("commitment", ["yes", "relaxed"])
def test_a_plant_that_grows_and_is_on_or_off_passes_the_audit(small, commitment):
    from tests.planning.test_golden import GOLDEN

    for golden, old, new in (("plants", "gas,town,6,", "gas,town,4,"), ("ramps", "homes,town,12", "homes,town,19")):
        text = (GOLDEN / f"{golden}.case").read_text(encoding="utf-8").replace(old, new)
        text = text.replace("supplies,new,yes", f"supplies,new,{commitment}")
        plan = aryk.plan(small(text))
        assert plan.results.find("expansions", "new", "size")[1][0] > 0
        assert plan.verify().passed, plan.verify().table().head().to_string()
        assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective, rel=1e-9)


@pytest.mark.parametrize(
    ("label", "golden", "row", "factor"),
    [
        ("links_flow_day", "network", 0, 1.01),
        ("links_forward_day", "network", 2, 0.97),
        ("plants_on_day", "plants", 0, 0.97),
        ("plants_on_day", "plants", 1, 1.01),
        ("supplies_flow_day", "plants", 0, 1.01),
        ("supplies_flow_day", "plants", 1, 0.97),
        ("supplies_flow_day", "ramps", 1, 1.01),
        ("expansions_size_horizon", "expansion", 0, 1.01),
        ("expansions_size_horizon", "expansion", 1, 0.97),
        ("expansions_size_horizon", "expansion", 2, 0.97),
        ("processes_activity_day", "expansion", 0, 0.97),
        ("stores_level_day", "expansion", 0, 1.01),
    ],
)
def test_a_corrupted_result_is_found(small, label, golden, row, factor):
    from tests.planning.test_golden import GOLDEN

    plan = aryk.plan(small((GOLDEN / f"{golden}.case").read_text(encoding="utf-8")))
    assert plan.verify().passed
    good = next(each for each in plan.results.fields if each.label == label)
    step = int(np.argmax(np.abs(good.values[row])))
    values = good.values.copy()
    values[row, step] = values[row, step] * factor if values[row, step] else 1.0
    assert not verify(plan.timeline, plan.results.replaced(replace(good, values=values))).passed
