"""A horizon planned in windows: joined without a seam, never better than all days at once, and as good where it can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import aryk
from aryk.case.faults import CaseError
from aryk.planning.rolling import boundaries, spans
from aryk.planning.verify import TOLERANCE, verify


@pytest.mark.parametrize("targets", ["contents", "values"])
@pytest.mark.parametrize(("window", "overlap"), [(1, 0), (3, 1), (6, 3)])
def test_windows_join_and_are_never_better_than_all_days_at_once(targets, window, overlap):
    rolled = aryk.roll("tiny", window_days=window, overlap_days=overlap, targets=targets)
    assert rolled.verify().largest.relative < 1e-9
    assert rolled.objective >= aryk.plan("tiny").objective - 1e-6


def test_one_window_is_the_plan_of_all_days(small):
    rolled = aryk.roll("tiny", window_days=10, overlap_days=0)
    assert len(rolled.windows) == 1
    assert rolled.objective == pytest.approx(aryk.plan("tiny").objective, rel=1e-9)


def test_a_seam_that_does_not_fit_is_found():
    rolled = aryk.roll("tiny", window_days=4, overlap_days=2)
    level = next(each for each in rolled.results.fields if each.label == "stores_level_day")
    moved = replace(level, values=level.values + np.where(np.arange(level.values.shape[1]) >= 2, 1.0, 0.0))
    assert verify(rolled.timeline, rolled.results.replaced(moved)).largest.relative > TOLERANCE


BUDGET = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-02-09
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost,cost_profile
contract,town,100,{price},
gas,town,200,{gas}
== demands
demand,node,level,profile
homes,town,100,winter
== series
series,cycle
winter,dekad
dear,dekad
== limits
limit,sense,value,quantity,per
budget,{sense},{value},amount,{per}
== limit_terms
limit,table,row
budget,supplies,contract
== profiles
series,index,value
"""
for name, values in (("dear", [1, 0.5, 0.8, 1.2] * 9), ("winter", [0.5, 1, 0.75, 1] * 9)):
    BUDGET += "".join(f"{name},{dekad},{value}\n" for dekad, value in zip(range(1, 37), values, strict=True))


# A contract gives energy at 10, 40,000 MWh in all of 40 days. The town needs 50, 100, 75 and 100 MW in the four dekads
# (the third has 11 days, the fourth 9): 12,000, 24,000, 19,800 and 21,600 MWh. Gas costs 90, 45, 72 and 108 then, so
# that the contract goes to the fourth and first dekad in full, and 6,400 MWh to the third. 24,000 MWh of gas at 45 and
# 13,400 at 72 remain: 40,000 x 10 + 1,080,000 + 964,800 = 2,444,800. No window alone could know that.
def test_a_budget_of_the_horizon_is_used_up_by_the_last_window(small):
    case = small(BUDGET.format(sense="at-most", value=40000, per="horizon", price=10, gas="90,dear"))
    rolled = aryk.roll(case, window_days=7, overlap_days=2)
    assert rolled.objective == pytest.approx(2_444_800)
    assert rolled.verify().passed
    used = rolled.results.find("supplies", "contract", "flow")[1]
    assert used.sum() == pytest.approx(40000)
    assert used[10 * 24 : 20 * 24].sum() == pytest.approx(0, abs=1e-6)


# A contract that must be taken, at least 70,000 MWh at a price above that of gas: it is taken bit by bit, not at the
# end where the town could not use all of it (its last dekad needs 21,600 MWh).
def test_what_must_be_taken_over_the_horizon_is_taken(small):
    text = BUDGET.format(sense="at-least", value=70000, per="horizon", price=130, gas="90,dear")
    rolled = aryk.roll(small(text), window_days=7, overlap_days=2)
    assert rolled.verify().passed
    assert rolled.results.find("supplies", "contract", "flow")[1].sum() == pytest.approx(70000)


def test_limits_of_months_that_windows_cut_hold(small):
    text = BUDGET.format(sense="at-most", value=60, per="month", price=10, gas="90,dear").replace(
        "amount,month", "rate,month"
    )
    rolled = aryk.roll(small(text), window_days=9, overlap_days=4)
    assert rolled.verify().passed
    used = rolled.results.find("supplies", "contract", "flow")[1]
    assert used[: 31 * 24].mean() == pytest.approx(60)
    assert rolled.objective == pytest.approx(aryk.plan(small(text)).objective)


RIVER = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-20
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,day
power,Power,MWh,MW,hour
== nodes
node,carrier,party,disposal
lake,water,A,yes
river,water,A,yes
field,water,A,yes
grid,power,A,no
== supplies
supply,node,kind,capacity,cost
inflow,lake,given,30,
gas,grid,dispatchable,100,60
coal,grid,dispatchable,40,20
== demands
demand,node,kind,level,profile,tiers
town,grid,need,60,day,
crop,field,need,25,,crops
== tiers
tiers,tier,share,value
crops,1,1,3000
== stores
store,node,capacity,initial,final,loss
lake,lake,60,30,{final},{loss}
== links
link,from_node,to_node,capacity,lag,initial_flow,loss
reach,river,field,80,31,20,0.1
== processes
process,party,carrier,capacity
turbine,A,power,40
== flows
process,node,direction,coefficient,lag
turbine,lake,in,1.5,
turbine,river,out,1.5,5
turbine,grid,out,1,
== plants
table,row,commitment,minimum_load,start_cost,minimum_up,minimum_down,ramp_up,ramp_down,hours_before,flow_before
supplies,coal,yes,0.5,2000,12,8,0.4,0.4,20,30
== series
series,cycle
day,hour
== profiles
series,index,value
"""
RIVER += "".join(f"day,{hour},{1 + 0.4 * np.sin(hour / 4):.3f}\n" for hour in range(24))


@pytest.mark.parametrize(
    ("final", "initial", "loss"), [("cyclic", "30", "0.01"), ("closed", "", ""), ("free", "30", "")]
)
def test_water_under_way_and_plants_that_run_are_handed_over(small, final, initial, loss):
    text = RIVER.format(final=final, loss=loss).replace("lake,lake,60,30,", f"lake,lake,60,{initial},")
    case = small(text)
    rolled = aryk.roll(case, window_days=5, overlap_days=2)
    assert rolled.verify().passed, rolled.verify().table().head(3).to_string()
    whole = aryk.plan(case)
    assert rolled.objective >= whole.objective * (1 - 1e-6)


def test_heads_follow_through_the_windows(small):
    text = RIVER.format(final="cyclic", loss="") + (
        "== heads\nprocess,store,tailwater,reference_head\nturbine,lake,400,60\n"
        "== elevations\nstore,content,elevation\nlake,0,440\nlake,60,480\n"
    )
    rolled = aryk.roll(small(text), window_days=6, overlap_days=2)
    assert rolled.verify().passed, rolled.verify().table().head(3).to_string()
    assert np.ptp(rolled.results.find("processes", "turbine", "head")[1]) > 0


def test_kept_days_end_with_the_blocks_of_stores_and_of_flows_that_meet(small):
    case = small(
        RIVER.format(final="cyclic", loss="").replace("water,Water,hm3,m3/s,day", "water,Water,hm3,m3/s,dekad")
    )
    calendar = aryk.plan(case).calendar
    assert list(boundaries(case, calendar)) == [9, 19]
    assert spans(np.array([9, 19]), 20, 5, 2) == [(9, 11), (19, 19)]
    assert spans(np.arange(20), 20, 14, 7) == [(6, 13), (19, 19)]
    assert aryk.roll(case, window_days=5, overlap_days=2).verify().passed


@pytest.mark.parametrize(
    ("window", "overlap", "targets", "words"),
    [
        (7, 7, "contents", "the overlap leaves no day of the window"),
        (7, -1, "contents", "the overlap leaves no day of the window"),
        (7, 2, "hopes", "not one of the words allowed here"),
    ],
)
def test_windows_that_make_no_sense_are_refused(window, overlap, targets, words):
    with pytest.raises(CaseError, match=words):
        aryk.roll("tiny", window_days=window, overlap_days=overlap, targets=targets)


NIGHT = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-04
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== nodes
node,carrier,party,disposal
grid,power,A,yes
== supplies
supply,node,capacity,cost
gas,grid,100,90
coal,grid,40,30
== demands
demand,node,level,profile
town,grid,40,evening
== plants
table,row,commitment,minimum_load,minimum_up,hours_before
supplies,coal,yes,1,12,-9
== series
series,cycle
evening,hour
== profiles
series,index,value
"""
NIGHT += "".join(f"evening,{hour},{1 if hour >= 20 else 0}\n" for hour in range(24))


# The town takes 40 MW from 20 to 24 h. Coal must run for 12 hours once on, 40 x 30 x 12 = 14,400; gas for four hours
# costs 40 x 90 x 4 = 14,400 as well, 4 hours of coal 4,800. A window of one day sees four hours and starts coal at
# 20 h; the next day must then bear the other eight hours.
def test_a_plant_started_in_one_window_stays_on_in_the_next(small):
    rolled = aryk.roll(small(NIGHT), window_days=1, overlap_days=0)
    on = rolled.results.find("plants", "supplies/coal", "on")[1].reshape(4, 24)
    assert on[0].sum() == pytest.approx(4)
    assert on[1, :8] == pytest.approx(1)
    assert on[1, 8] == pytest.approx(0)
    assert rolled.verify().passed


# Coal at 30 may rise by 10 of its 100 MW in an hour. The town takes 20 MW on the first day and 100 on the second. The
# first window does not know that, and ends at 20 MW; so on the second day coal gives 30, 40 ... 100 MW, gas the rest.
def test_a_ramp_goes_on_from_the_last_hour_of_the_window_before(small):
    text = NIGHT[: NIGHT.index("== plants")].replace("coal,grid,40,30", "coal,grid,100,30")
    text = text.replace("town,grid,40,evening", "town,grid,100,days").replace("2024-01-04", "2024-01-02")
    text += "== plants\ntable,row,ramp_up\nsupplies,coal,0.1\n== series\nseries,cycle\ndays,day\n"
    text += "== profiles\nseries,index,value\n"
    text += "".join(f"days,{day},{0.2 if day == 1 else 1}\n" for day in range(1, 367))
    rolled = aryk.roll(small(text), window_days=1, overlap_days=0)
    coal = rolled.results.find("supplies", "coal", "flow")[1]
    assert coal[:24] == pytest.approx(20)
    assert coal[24:33] == pytest.approx([30, 40, 50, 60, 70, 80, 90, 100, 100])
    assert rolled.verify().passed
