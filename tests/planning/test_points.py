"""Processes with operating points: CHP regions by hand and by trying every pair of corners, fuel and CO2 by limits."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import aryk
from aryk.planning.verify import verify

CHP = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== carriers
carrier,title,amount_unit,rate_unit,step
electricity,Electricity,MWh,MW,day
heat,Heat,MWh,MW,day
gas,Gas,MWh,MW,day
== nodes
node,carrier,party
grid,electricity,A
town,heat,A
pipe,gas,A
== supplies
supply,node,capacity,cost
well,pipe,9000,20
== demands
demand,node,kind,level,tiers
market,grid,market,1000,price
homes,town,need,{heat},
== tiers
tiers,tier,share,value
price,1,1,{price}
== processes
process,party,carrier,capacity
chp,A,electricity,{capacity}
== operating_points
process,point,node,rate
chp,condensing,grid,100
chp,condensing,pipe,-250
chp,full-heat,grid,80
chp,full-heat,town,90
chp,full-heat,pipe,-250
chp,least,grid,40
chp,least,pipe,-120
"""
ON = "== plants\ntable,row,commitment\nprocesses,chp,yes\n"
POINTS = {"condensing": (100, 0, 250), "full-heat": (80, 90, 250), "least": (40, 0, 120), "off": (0, 0, 0)}


def rate(plan, node):
    return plan.results.find("processes", f"chp/{node}", "rate")[1]


# Heat of 45 MW is half of what full-heat gives, so full-heat has half of the mix. For the other half, with gas at 20,
# condensing is worth 100 p - 5000, least 40 p - 2400, off nothing. At p = 60 that is 1000, 0, 0: condensing; power is
# 0.5 x 80 + 0.5 x 100 = 90. At p = 45: -500, -600, 0: off, power 40; a plant that is on or off must be on for the heat,
# and then condensing is better: 90. At p = 40: -1000, -800, 0: off and 40 MW, or on with least and 0.5 x 80 + 20 = 60.
@pytest.mark.parametrize(
    ("price", "plants", "power"), [(60, "", 90), (45, "", 40), (45, ON, 90), (40, "", 40), (40, ON, 60)]
)
def test_an_extraction_turbine_runs_at_the_corner_that_the_price_of_power_chooses(small, price, plants, power):
    plan = aryk.plan(small(CHP.format(heat=45, price=price, capacity=100) + plants))
    assert rate(plan, "grid") == pytest.approx([power])
    assert rate(plan, "town") == pytest.approx([45])
    assert plan.results.find("processes", "chp", "activity")[1] == pytest.approx([power])
    assert plan.verify().passed


# One more MW of heat at p = 60 turns 1/90 of the plant from condensing, worth 1000, to full-heat, worth
# 80 x 60 - 5000 = -200: 1200 / 90 = 13.33 per MWh.
def test_the_price_of_heat_is_the_power_that_it_costs(small):
    plan = aryk.plan(small(CHP.format(heat=45, price=60, capacity=100)))
    assert plan.results.find("nodes", "town", "price")[1] == pytest.approx([1200 / 90])


def cheapest_pair(heat, price, size, points):
    """The least cost of one hour over all mixes of two points that give the heat, the whole plant shared out."""
    best = np.inf
    for (p1, q1, f1), (p2, q2, f2) in combinations([POINTS[each] for each in points], 2):
        if q1 == q2:
            continue
        share = (heat / size - q2) / (q1 - q2)
        if -1e-12 <= share <= 1 + 1e-12:
            power, fuel = share * p1 + (1 - share) * p2, share * f1 + (1 - share) * f2
            best = min(best, size * (20 * fuel - price * power))
    return best


@pytest.mark.parametrize("heat", [1, 30, 45, 89])
@pytest.mark.parametrize("price", [10, 45, 48, 60, 90])
@pytest.mark.parametrize("capacity", [100, 150])
def test_the_optimum_is_the_best_of_all_pairs_of_corners(small, heat, price, capacity):
    case = CHP.format(heat=heat, price=price, capacity=capacity)
    free, on = aryk.plan(small(case)), aryk.plan(small(case + ON))
    assert free.objective == pytest.approx(24 * cheapest_pair(heat, price, capacity / 100, POINTS), rel=1e-9)
    names = [name for name in POINTS if name != "off"]
    assert on.objective == pytest.approx(24 * cheapest_pair(heat, price, capacity / 100, names), rel=1e-9)
    assert free.verify().passed
    assert on.verify().passed


EXPANDED = """
== expansions
expansion,party,maximum,upkeep{unit_head}
bigger,A,500,366{unit}
== expansion_terms
expansion,table,row
bigger,processes,chp
"""


# 45 MW of heat need half of a plant of 100 MW: a size of 50. It costs 366 a year, 1 a day, for each MW. Power is
# worth nothing, so no larger plant pays; fuel is 125 MW at 20: 24 x 2500 + 50 = 60050 a day.
@pytest.mark.parametrize("plants", ["", ON])
def test_a_plant_from_nothing_is_built_as_large_as_the_heat_needs(small, plants):
    case = CHP.format(heat=45, price=0, capacity=0) + EXPANDED.format(unit_head="", unit="") + plants
    plan = aryk.plan(small(case))
    assert plan.results.find("expansions", "bigger", "size")[1] == pytest.approx([50])
    assert plan.objective == pytest.approx(24 * 2500 + 50)
    assert plan.verify().passed


# In units of 30 MW two are built, 54 MW of heat at most. Both must be on for 45 MW (one gives 27): 60 MW run, 0.6 of
# the drawing. Full-heat takes 0.5 of it, the other 0.1 is least, with the least fuel: 0.5 x 250 + 0.1 x 120 = 137.
def test_units_that_are_on_run_at_their_points(small):
    case = CHP.format(heat=45, price=0, capacity=0) + EXPANDED.format(unit_head=",unit", unit=",30")
    plan = aryk.plan(small(case + "== plants\ntable,row,commitment,unit\nprocesses,chp,yes,30\n"))
    assert plan.results.find("plants", "processes/chp", "on")[1] == pytest.approx([2])
    assert rate(plan, "pipe") == pytest.approx([-137])
    assert plan.objective == pytest.approx(24 * 137 * 20 + 60)
    assert plan.verify().passed


OUTAGE = "== outages\noutage,table,row,start,end,share\nrepair,processes,chp,2024-01-01,2024-01-01,0.75\n"


# In a partial outage three quarters of the region are there: 45 MW of heat need 0.5, and 0.25 is left for condensing.
@pytest.mark.parametrize("plants", ["", ON])
def test_an_outage_shrinks_the_region(small, plants):
    plan = aryk.plan(small(CHP.format(heat=45, price=60, capacity=100) + OUTAGE + plants))
    assert rate(plan, "grid") == pytest.approx([0.5 * 80 + 0.25 * 100])
    assert plan.verify().passed


def test_too_much_heat_is_told_in_the_words_of_the_points(small):
    with pytest.raises(aryk.NoPlanError, match=r"processes\.csv, chp: operating points, at most the capacity"):
        aryk.plan(small(CHP.format(heat=95, price=60, capacity=100)))


@pytest.mark.parametrize("plants", ["", ON])
@pytest.mark.parametrize("label", ["processes_points_day", "processes_rate_day", "processes_activity_day"])
def test_a_corrupted_point_is_found(small, label, plants):
    plan = aryk.plan(small(CHP.format(heat=45, price=60, capacity=100) + plants))
    good = next(each for each in plan.results.fields if each.label == label)
    for item in range(len(good.names)):
        values = good.values.copy()
        values[item, 0] += 0.01
        assert not verify(plan.timeline, plan.results.replaced(replace(good, values=values))).passed, good.names[item]


def test_units_of_points_and_rates_are_known(small):
    dataset = aryk.plan(small(CHP.format(heat=45, price=60, capacity=100))).dataset
    assert dataset["processes_points_day"].attrs["units"] == "1"
    assert dataset["processes_rate_day"].attrs["units"] == "MW"


EMISSIONS = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-02
== carriers
carrier,title,amount_unit,rate_unit,step
electricity,Electricity,MWh,MW,day
heat,Heat,MWh,MW,day
co2,Carbon dioxide,t,t/h,day
== nodes
node,carrier,party,disposal,disposal_cost
grid,electricity,A,no,0
town,heat,A,no,0
stacks,co2,A,no,0
air,co2,A,yes,{price}
== links
link,from_node,to_node
emitted,stacks,air
== demands
demand,node,level
lamps,grid,50
homes,town,40
== processes
process,party,carrier,capacity,cost
chp,A,electricity,100,30
coal,A,electricity,100,10
gas,A,electricity,100,40
boiler,A,heat,100,15
== flows
process,node,direction,coefficient
coal,grid,out,1
coal,stacks,out,1
gas,grid,out,1
gas,stacks,out,0.4
boiler,town,out,1
boiler,stacks,out,0.25
== operating_points
process,point,node,rate
chp,full,grid,100
chp,full,town,100
chp,full,stacks,50
{limits}
"""
BUDGET = """
== limits
limit,sense,value,quantity
budget,at-most,{budget},amount
== limit_terms
limit,table,row
budget,links,emitted
"""


# Two days, 50 MW of power and 40 of heat. Without a price coal gives the power (10) and the boiler the heat (15), which
# emits 50 + 10 = 60 t/h, 2880 t. CHP costs 30 for a MW of both: 5 more than coal and boiler, and emits 0.5 rather than
# 1.25, so it pays from 5 / 0.75 = 6.67 per tonne on; then 40 MW come from it and 10 from coal, which gas would replace
# from (40 - 10) / 0.6 = 50 per tonne on. A price of 20 leaves 20 + 10 = 30 t/h: 1440 t.
@pytest.mark.parametrize(("price", "emitted"), [(0, 60), (20, 30), (60, 24)])
def test_a_price_of_co2_moves_the_plants(small, price, emitted):
    plan = aryk.plan(small(EMISSIONS.format(price=price, limits="")))
    assert plan.results.find("links", "emitted", "flow")[1] == pytest.approx([emitted] * 2)
    assert plan.verify().passed


# A budget of 45 t/h over two days instead: 15 less than 60, by CHP for 20 MW. Its dual is the cost of a tonne saved.
def test_a_budget_of_co2_has_the_price_of_what_saves_the_last_tonne(small):
    plan = aryk.plan(small(EMISSIONS.format(price=0, limits=BUDGET.format(budget=45 * 48))))
    assert plan.results.find("links", "emitted", "flow")[1].sum() == pytest.approx(90)
    assert plan.results.find("limits", "budget", "price")[1] == pytest.approx([-5 / 0.75])
    assert plan.verify().passed
