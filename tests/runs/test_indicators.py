"""Indicators, hindcast and commitments against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

import aryk
from aryk.results.indicators import Gauge
from aryk.runs.commitments import commitments
from aryk.runs.hindcast import hindcast

# A lake of 10 hm3 gains 1 m3/s (0.0864 hm3 a day) and gives nothing: after day n it holds 10 + 0.0864 n.
LAKE = (
    """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-25
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,dekad
== nodes
node,carrier,party
lake,water,A
== supplies
supply,node,kind,capacity,available,
river,lake,given,1,step,
== stores
store,node,capacity,initial,final
lake,lake,100,10,free
== series
series,cycle
step,dekad
== profiles
series,index,value
"""
    + "".join(f"step,{index},{2 if index == 2 else 1}\n" for index in range(1, 37))
    + """
== indicators
indicator,title,unit,statistic,from_day,to_day,scale
inflow,Inflow,hm3,total,,,1
inflow-mid,Inflow 6 to 15 January,hm3,total,01-06,01-15,1
mean,Mean inflow,m3/s,mean,,,1
largest,Largest inflow,l/s,max,,,1000
content,Content,hm3,last,,,1
begin,Content before,hm3,first,,,1
nothing,Not in this run,MWh,total,,,1
== indicator_terms
indicator,table,row,quantity
inflow,supplies,river,
inflow-mid,supplies,river,
mean,supplies,river,
largest,supplies,river,
content,stores,lake,level
begin,stores,lake,level
nothing,supplies,dry-well,
== observations
observation,title,indicator,start,end,value,tolerance
read-5,On 5 January,content,2024-01-05,2024-01-05,10.4,0.01
read-12,On 12 January,content,2024-01-12,2024-01-12,9,0.01
later,After the run,content,2024-02-12,2024-02-12,9,0.01
== agreements
agreement,date,due,indicator,sense,target,tolerance,why_not_measurable
kept,2023,2023,largest,at-most,2000,,
close,,2023-12,content,at-least,13.2,0.1,
far,2024-01-25,2024-01-20,content,at-least,20,0.1,
this-year,2024-01-25,2024,content,at-least,20,0.1,
ahead,,2030,content,at-least,20,0.1,
later,2024-02,2030,content,at-least,5,0.1,
yearly,,,inflow,at-least,30,,
word,,,,,,,nobody measures friendship
"""
)
DRY = LAKE.replace("river,lake,given,1,step,", "river,lake,given,1,step,yes\ndry-well,lake,dispatchable,1,,no").replace(
    "kind,capacity,available,\n", "kind,capacity,available,active\n"
)
DAY = 0.0864


@pytest.fixture
def gauge(small):
    plan = aryk.plan(small(DRY))
    return Gauge(plan.timeline, plan.results)


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("inflow", DAY * (10 + 2 * 10 + 5)),
        ("inflow-mid", DAY * (5 + 2 * 5)),
        ("mean", (10 + 20 + 5) / 25),
        ("largest", 2000),
        ("content", 10 + DAY * 35),
        ("begin", 10),
    ],
)
def test_statistics_count_days_and_units(gauge, indicator, value):
    assert gauge.value(indicator) == pytest.approx(value)


def test_content_between_two_steps_is_read_in_proportion_of_days(gauge):
    assert gauge.value("content", "2024-01-05", "2024-01-05") == pytest.approx(10 + DAY * 5)
    assert gauge.value("content", "2024-01-12", "2024-01-12") == pytest.approx(10 + DAY * (10 + 2 * 2))
    assert gauge.value("begin", "2024-01-13", "2024-01-20") == pytest.approx(10 + DAY * (10 + 2 * 2))


def test_an_indicator_without_its_components_is_not_in_this_run(gauge):
    assert math.isnan(gauge.value("nothing"))


def test_hindcast_tells_agreement_error_and_leaves_other_times_out(gauge):
    table = hindcast(gauge).set_index("observation")
    assert list(table.index) == ["read-5", "read-12"]
    assert table.loc["read-5", "verdict"] == "agrees"
    assert table.loc["read-12", "verdict"] == "off"
    assert table.loc["read-12", "error"] == pytest.approx(1 + DAY * 14)
    assert table.loc["read-12", "relative"] == pytest.approx((1 + DAY * 14) / 9)


def test_commitments_are_kept_at_risk_missed_or_not_measurable(gauge):
    table = commitments(gauge).set_index("agreement")
    assert dict(table["verdict"]) == {
        "kept": "kept",
        "close": "at risk",
        "far": "missed",
        "this-year": "at risk",
        "ahead": "at risk",
        "later": "not measurable",
        "yearly": "not measurable",
        "word": "not measurable",
    }
    assert table.loc["far", "gap"] == pytest.approx(20 - 10 - DAY * 35)
    assert table.loc["yearly", "why"] == "the target is for a year, the run covers 25 days"
    assert table.loc["ahead", "why"] == "not reached, but not due before 2030"
    assert table.loc["later", "why"] == "it was made after the run ends (2024-02)"
    assert table.loc["word", "why"] == "nobody measures friendship"


HOURLY = (
    """
== nodes
node,carrier,party
grid,power,A
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-20
== supplies
supply,node,capacity,cost
plant,grid,100,1
== demands
demand,node,level,profile
town,grid,1,hours
== stores
store,node,capacity,regulation
battery,grid,500,dekad
== limits
limit,sense,value,quantity,per,from_day,to_day
fill,at-least,240,level,dekad,01-01,01-10
== limit_terms
limit,table,row,quantity
fill,stores,battery,level
== series
series,cycle
hours,hour
== profiles
series,index,value
"""
    + "".join(f"hours,{hour},{hour + 1}\n" for hour in range(24))
    + """
== indicators
indicator,title,unit,statistic
first-load,Load at the start,MW,first
last-load,Load at the end,MW,last
first-content,Content at the start,MWh,first
last-content,Content on the tenth,MWh,last
== indicator_terms
indicator,table,row,quantity
first-load,demands,town,served
last-load,demands,town,served
first-content,stores,battery,level
last-content,stores,battery,level
"""
)


# The battery closes within each dekad and must hold 240 MWh at the end of the first: so it holds them at its start too.
def test_first_and_last_are_those_of_the_window(small):
    plan = aryk.plan(small(HOURLY))
    gauge = Gauge(plan.timeline, plan.results)
    assert gauge.value("first-load") == 1
    assert gauge.value("last-load") == 24
    assert gauge.value("first-content") == pytest.approx(240)
    assert gauge.value("last-content", "2024-01-01", "2024-01-10") == pytest.approx(240)
