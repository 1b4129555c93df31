"""Turbines with a head: the plan agrees with its own heads, and is the optimum of the problem with heads."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest

import aryk
from aryk.planning import heads
from aryk.planning.accounts import weighted_sum
from aryk.planning.plan import plan as plan_case
from aryk.planning.solution_files import plan_from_file
from aryk.planning.verify import TOLERANCE, verify

LAKE = """
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,{step}
power,Power,MWh,MW,{step}
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-03
== nodes
node,carrier,party,disposal
lake,water,A,no
river,water,A,yes
grid,power,A,no
== supplies
supply,node,kind,capacity
inflow,lake,given,100
== demands
demand,node,kind,level,tiers
buyers,grid,market,150,prices
== tiers
tiers,tier,share,value
{tiers}
== stores
store,node,capacity,minimum,initial,final,final_minimum
lake,lake,200,50,100,at-least,100
== processes
process,party,carrier,capacity
turbine,A,{counted},
== flows
process,node,direction,coefficient
turbine,lake,in,{water}
turbine,river,out,{water}
turbine,grid,out,{power}
== heads
process,store,tailwater,reference_head
turbine,lake,{tailwater},100
== elevations
store,content,elevation
lake,50,60
lake,100,100
lake,200,140
"""
TWENTY = "\n".join(f"prices,{place + 1},0.05,{value}" for place, value in enumerate(np.linspace(60, 40, 20)))
FIVE = "\n".join(f"prices,{place + 1},0.2,{value}" for place, value in enumerate((50, 45, 40, 35, 30)))


def lake(tiers=TWENTY, *, counted="power", step="day", tailwater="0"):
    water, power = (2, 1) if counted == "power" else (1, 0.5)
    return LAKE.format(tiers=tiers, counted=counted, water=water, power=power, step=step, tailwater=tailwater)


def best_on_a_grid(tiers: str) -> float:
    """The largest gain over all releases of three days, in steps of 1 m3/s, that bring the lake back to 100 hm3.

    A release of r m3/s gives r / 2 MW at 100 m. The lake holds v + 0.0864 (100 - r) hm3 a day later.
    """
    steps = [line.split(",")[2:] for line in tiers.splitlines()]
    first, second = np.meshgrid(np.arange(301.0), np.arange(301.0), indexing="ij")
    releases = (first, second, 300 - first - second)
    content, gain, possible = np.full(first.shape, 100.0), np.zeros(first.shape), releases[2] >= 0
    for release in releases:
        after = content + (100 - release) * 0.0864
        possible &= (after >= 50) & (after <= 200)
        left = release / 2 * np.interp((content + after) / 2, [50, 100, 200], [60, 100, 140]) / 100
        for share, value in steps:
            sold = np.minimum(left, float(share) * 150)
            gain, left = gain + 24 * sold * float(value), left - sold
        content = after
    return float(np.where(possible, gain, 0.0).max())


# Three days, 100 m3/s come in, the lake must end as it began. Later water falls further if more is kept at first, but a
# day that sells more sells at lower prices. The best of all releases in steps of 1 m3/s is found by trying all of them.
# The plan may differ from it by the 0.1 % by which heads may differ, and by what half a step of the grid is worth.
@pytest.mark.parametrize("tiers", [TWENTY, FIVE])
@pytest.mark.parametrize("counted", ["power", "water"])
def test_the_plan_is_the_best_of_all_releases(small, tiers, counted):
    plan = aryk.plan(small(lake(tiers, counted=counted)))
    assert plan.objective == pytest.approx(-best_on_a_grid(tiers), rel=heads.AGREEMENT)
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective, rel=1e-9)


# With one price for any amount the lake is kept as full as it can be until the last day: nothing is released on days 1
# and 2, so that the contents are 108.64 and 117.28 hm3. On day 3 all 300 m3/s fall from the mean of 117.28 and 100 hm3,
# 108.64 hm3, which is 100 + 0.4 x 8.64 = 103.456 m: 155.184 MW for 24 hours at 50.
def test_at_one_price_all_water_waits_for_the_fullest_lake(small):
    plan = aryk.plan(small(lake("prices,1,1,50").replace("market,150", "market,1000")))
    assert plan.results.find("stores", "lake", "level")[1] == pytest.approx([108.64, 117.28, 100])
    assert plan.results.find("processes", "turbine", "activity")[1] == pytest.approx([0, 0, 155.184])
    assert plan.objective == pytest.approx(-155.184 * 24 * 50)


def test_assumed_and_planned_heads_agree_and_the_auditor_says_so(small):
    plan = aryk.plan(small(lake()))
    assert plan.heads.rounds > 1
    assert plan.heads.gap <= heads.AGREEMENT
    level = plan.results.find("stores", "lake", "level")[1]
    before = np.append(100, level[:-1])
    planned = np.interp((level + before) / 2, [50, 100, 200], [60, 100, 140])
    assert plan.results.find("processes", "turbine", "head")[1] == pytest.approx(planned, rel=heads.AGREEMENT)
    assert plan.verify().largest.relative < 1e-9


# The file of another solver answers the programme of the first heads only; the plan must not stop there.
def test_from_the_solution_of_another_solver_the_heads_come_to_agree_too(small, tmp_path):
    case = small(lake())
    plan_case(case, export=[tmp_path / "lake.mps"])
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.readModel(str(tmp_path / "lake.mps"))
    other.run()
    other.writeSolution(str(tmp_path / "lake.sol"), 0)
    plan = plan_from_file(case, tmp_path / "lake.sol")
    assert plan.heads.gap <= heads.AGREEMENT
    assert plan.objective == pytest.approx(-best_on_a_grid(TWENTY), rel=heads.AGREEMENT)
    assert plan.verify().largest.relative < 1e-9


@pytest.mark.parametrize("factor", [1.01, 0.98])
def test_a_corrupted_head_is_found(small, factor):
    plan = aryk.plan(small(lake()))
    good = next(each for each in plan.results.fields if each.quantity == "head")
    found = verify(plan.timeline, plan.results.replaced(replace(good, values=good.values * factor)))
    assert found.largest.relative > TOLERANCE


def test_a_head_that_contents_do_not_give_is_found_though_the_water_fits(small):
    plan = aryk.plan(small(lake()))
    level = next(each for each in plan.results.fields if each.label == "stores_level_day")
    found = verify(plan.timeline, plan.results.replaced(replace(level, values=level.values + 5)))
    checks = found.table().set_index("check")["relative"]
    assert checks["head is that of the water above and below"] > TOLERANCE


def test_the_reference_head_everywhere_is_a_turbine_without_head(small):
    flat = lake().replace("lake,50,60", "lake,50,99.9999").replace("lake,200,140", "lake,200,100.0001")
    without = lake()[: lake().index("== heads")]
    assert aryk.plan(small(flat)).objective == pytest.approx(aryk.plan(small(without)).objective, rel=1e-5)


def test_heads_that_never_agree_are_refused(small, monkeypatch):
    monkeypatch.setattr(heads, "MOST_ROUNDS", 1)
    with pytest.raises(heads.HeadError) as caught:
        aryk.plan(small(lake()))
    told = "the heads do not agree after 1 linear programmes: turbine at 2024-01-02 00:00:00, "
    assert str(caught.value).splitlines()[0] == told + "assumed 100 m, planned 100.259 m"


CASCADE = """
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,day
power,Power,MWh,MW,hour
== case
case,title,money,money_year,start,end,chronology
small,Small,USD,2024,2024-01-01,2024-02-09,{chronology}
== nodes
node,carrier,party,disposal
upper,water,A,yes
reach,water,A,yes
lower,water,A,yes
sea,water,A,yes
grid,power,A,no
== supplies
supply,node,kind,capacity,cost
inflow,upper,given,80,
gas,grid,dispatchable,500,70
== demands
demand,node,level,profile
town,grid,90,day
== series
series,cycle
day,hour
== stores
store,node,capacity,minimum,initial,final
high,upper,400,100,200,cyclic
low,lower,200,20,80,cyclic
== links
link,from_node,to_node,capacity,minimum,lag,initial_flow
river,reach,lower,,{minimum},20,70
== processes
process,party,carrier,capacity
unit-1,A,power,60
unit-2,A,power,40
foot,A,power,80
== flows
process,node,direction,coefficient
unit-1,upper,in,1
unit-1,reach,out,1
unit-1,grid,out,1
unit-2,upper,in,1.1
unit-2,reach,out,1.1
unit-2,grid,out,1
foot,lower,in,3
foot,sea,out,3
foot,grid,out,1
== heads
process,store,below,tailwater,reference_head
unit-1,high,low,,100
unit-2,high,,,100
foot,low,,350,40
== elevations
store,content,elevation
high,0,460
high,400,520
low,0,380
low,200,400
== tailwaters
store,release,elevation
high,0,389
high,200,393
== profiles
series,index,value
"""
CASCADE += "".join(f"day,{hour},{1 + 0.5 * np.sin(hour / 4):.3f}\n" for hour in range(24))


@pytest.mark.parametrize("chronology", ["full", "typical-days"])
def test_two_turbines_on_a_store_and_a_cascade_with_travel_time_agree(small, chronology):
    plan = aryk.plan(small(CASCADE.format(chronology=chronology, minimum=30)))
    assert plan.heads.gap <= heads.AGREEMENT
    assert plan.verify().passed
    assert weighted_sum(plan.timeline, plan.accounts) == pytest.approx(plan.objective, rel=1e-9)
    _, river = plan.results.find("links", "river", "forward")
    assert river.min() >= 30 - 1e-9


# A river below a dam may rise by a tenth of its 100 m3/s in an hour and fall by a fifth. The mill below takes 20 m3/s
# and up to 11 more towards noon, one more each hour; at noon it would take 100. What it takes pays the same always, so
# it gets all it takes but at noon, when the river can rise by 10 only, from 31 to 41; it is back at 30 an hour later.
RIVER = """
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,hour
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== nodes
node,carrier,party,disposal
dam,water,A,yes
town,water,A,no
== supplies
supply,node,capacity
inflow,dam,100
== demands
demand,node,kind,level,profile,tiers
mill,town,market,100,noon,prices
== tiers
tiers,tier,share,value
prices,1,1,10
== links
link,from_node,to_node,capacity,minimum,cost
river,dam,town,100,10,
== plants
table,row,ramp_up,ramp_down,flow_before
links,river,0.1,0.2,20
== series
series,cycle
noon,hour
== profiles
series,index,value
"""
RIVER += "".join(f"noon,{hour},{1 if hour == 12 else 0.2 + 0.01 * min(hour, 23 - hour)}\n" for hour in range(24))


def test_a_river_rises_and_falls_no_faster_than_its_ramps(small):
    plan = aryk.plan(small(RIVER))
    river = plan.results.find("links", "river", "forward")[1]
    wanted = [41 if hour == 12 else 20 + min(hour, 23 - hour) for hour in range(24)]
    assert river == pytest.approx(wanted)
    assert plan.verify().passed
    faster = next(each for each in plan.results.fields if each.label == "links_flow_hour")
    values = faster.values.copy()
    values[0, 11:13] = [10, 100]
    checks = verify(plan.timeline, plan.results.replaced(replace(faster, values=values))).table().set_index("check")
    assert checks["relative"]["ramp kept"] > TOLERANCE


def test_a_changed_case_solved_again_is_the_plan_of_the_changed_case(small):
    case = small(CASCADE.format(chronology="full", minimum=0))
    again = aryk.plan(case, keep=True).resolve(["supplies.inflow.capacity=70"])
    cold = aryk.plan(again.case)
    assert again.heads.gap <= heads.AGREEMENT
    assert again.objective == pytest.approx(cold.objective, rel=heads.AGREEMENT)
    assert again.verify().passed


def test_held_heads_are_those_of_the_plan_before_in_one_programme(small):
    made = plan_case(small(lake()))
    changed = ["demands.buyers.level=140"]
    told = []
    held = made.resolve(changed, hold_heads=True, progress=lambda stage, words: told.append(stage))
    exact = made.resolve(changed)
    assert "heads" not in told
    assert all(np.array_equal(held.heads.assumed[name], made.heads.assumed[name]) for name in made.heads.assumed)
    assert held.objective < exact.objective  # stores move as if their heads did not
    assert held.objective == pytest.approx(exact.objective, rel=0.01)
