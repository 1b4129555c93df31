"""Corners in which plans went wrong or were refused for nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import aryk
from aryk import CaseError
from aryk.planning.verify import verify

BOTH_WAYS = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== nodes
node,carrier,party
n,water,A
m,water,B
== supplies
supply,node,capacity,cost
dear,m,10,5
cheap,n,10,1
== demands
demand,node,level
town,m,5
== links
link,from_node,to_node,capacity,capacity_back
reach,{ends},8,8
== limits
limit,sense,value,quantity,per
way,{sense},2,rate,day
== limit_terms
limit,table,row,quantity
way,links,reach,{way}
"""


@pytest.mark.parametrize(("ends", "way"), [("n,m", "forward"), ("m,n", "back")])
def test_a_limit_on_one_way_binds_a_link_that_runs_both_ways(small, ends, way):
    plan = aryk.plan(small(BOTH_WAYS.format(ends=ends, sense="at-most", way=way)))
    assert plan.results.find("links", "reach", way)[1] == pytest.approx([2])
    assert plan.results.find("supplies", "dear", "flow")[1] == pytest.approx([3])
    assert plan.verify().passed


STORE = """
== case
case,title,money,money_year,start,end,chronology
small,Small,USD,2024,2023-12-17,2024-03-05,{chronology}
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,{step}
== nodes
node,carrier,party
lake,water,A
== supplies
supply,node,capacity,cost
river,lake,10,5
== demands
demand,node,level
town,lake,5
== stores
store,node,capacity,regulation,loss
lake,lake,10,{regulation},0.01
"""


@pytest.mark.parametrize("chronology", ["full", "typical-days"])
@pytest.mark.parametrize("step", ["hour", "day", "dekad", "month"])
@pytest.mark.parametrize("regulation", ["day", "pentad", "dekad", "month", "season", "years"])
def test_every_regulation_works_on_every_clock(small, chronology, step, regulation):
    plan = aryk.plan(small(STORE.format(chronology=chronology, step=step, regulation=regulation)))
    assert plan.verify().passed, plan.verify().table().head(2).to_string()
    hours = plan.calendar.hours
    assert plan.objective == pytest.approx(5 * 5 * 0.0036 * hours)


def test_a_limit_by_day_on_a_need_known_by_dekad_is_refused(small):
    with pytest.raises(CaseError, match="counts by day, but town is known by dekad only"):
        aryk.plan(
            small("""
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,dekad
power,Power,MWh,MW,day
== nodes
node,carrier,party
lake,water,A
grid,power,A
== supplies
supply,node,capacity
river,lake,10
plant,grid,10
== demands
demand,node,level
town,lake,5
== limits
limit,sense,value,quantity,per
each-day,at-least,4,rate,day
== limit_terms
limit,table,row,quantity
each-day,demands,town,served
""")
        )


DAILY = """
== case
case,title,money,money_year,start,end,chronology
small,Small,USD,2024,2024-01-01,2024-01-20,typical-days
== nodes
node,carrier,party,disposal
weir,water,A,yes
== supplies
supply,node,kind,capacity,available
river,weir,given,1,flow
== series
series,file,cycle
flow,flow.csv,none
== series/flow.csv
time,flow
""" + "".join(f"2024-01-{day:02d}T{hour:02d}:00,{day}\n" for day in range(1, 22) for hour in range(24))


def test_typical_days_work_where_a_day_is_the_finest_step(small):
    plan = aryk.plan(small(DAILY))
    clock = plan.calendar.clocks["day"]
    flow = plan.results.find("supplies", "river", "flow")[1]
    assert flow @ clock.weight == pytest.approx(sum(range(1, 21)))


RULED = (
    """
== nodes
node,carrier,party,disposal
lake,water,A,yes
== supplies
supply,node,kind,capacity,available
river,lake,curtailable,1,
== demands
demand,node,level,tiers
town,lake,0.5,all
== tiers
tiers,tier,share,value
all,1,1,9
== stores
store,node,capacity,final,lower_rule,rule_cost
lake,lake,1,free,half,0.01
== series
series,cycle
half,weekday
== profiles
series,index,value
"""
    + "".join(f"half,{day},0.9\n" for day in range(1, 8))
    + """
== limits
limit,party,sense,value,quantity,per,penalty
much,A,at-least,3,rate,day,1
== limit_terms
limit,table,row
much,supplies,river
"""
)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("stores_initial_horizon", 5.0),
        ("stores_below_day", 0.4),
        ("limits_short_day", 9.0),
        ("limits_short_day", -1.0),
        ("supplies_curtailed_day", 1.0),
        ("demands_unserved_day", 0.3),
    ],
)
def test_the_auditor_recomputes_what_is_told_beside_the_flows(small, label, value):
    plan = aryk.plan(small(RULED))
    assert plan.verify().passed
    good = next(each for each in plan.results.fields if each.label == label)
    corrupted = replace(good, values=np.full_like(good.values, value))
    assert not verify(plan.timeline, plan.results.replaced(corrupted)).passed


def test_a_reservoir_without_capacity_has_no_surface(small):
    plan = aryk.plan(
        small(
            """
== nodes
node,carrier,party,disposal
lake,water,A,yes
== supplies
supply,node,kind,capacity
river,lake,given,1
== stores
store,node,capacity,final,evaporation,area_full
lake,lake,0,free,air,5
== series
series,cycle
air,weekday
== profiles
series,index,value
"""
            + "".join(f"air,{day},3\n" for day in range(1, 8))
        )
    )
    assert plan.verify().passed
