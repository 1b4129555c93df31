"""Plans with and without a measure stand on the same typical days, though the measure brings a series into use."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aryk.case.timeline import timeline
from aryk.measures.apply import series_with, with_measures
from aryk.measures.worth import line_for, worth_of_measures
from aryk.planning.plan import plan

CASE = """
== case
case,title,money,money_year,start,end,interest,chronology
small,Small,USD,2024,2024-01-01,2024-01-31,0.1,typical-days
== carriers
carrier,title,amount_unit,rate_unit,step,system
power,Power,MWh,MW,hour,power
== nodes
node,carrier,party
town,power,A
== series
series,file
load,hours.csv
wind,hours.csv
== supplies
supply,node,capacity,cost,available,active
gas,town,100,50,,
coal,town,46,20,,
wind,town,{wind},0,wind,no
== demands
demand,node,level,profile
homes,town,40,load
== measures
measure,party,capital,upkeep,lead_time,life
wind,A,1,,1,20
== measure_changes
measure,table,row,column,operation,value
wind,supplies,wind,active,set,yes
"""


def hours():
    """A month of hourly load and wind that do not go together, as CSV."""
    chance = np.random.default_rng(3)
    index = pd.date_range("2024-01-01", periods=31 * 24, freq="h")
    values = {"load": 1 + 0.3 * chance.random(len(index)), "wind": chance.random(len(index)) ** 2}
    return pd.DataFrame(values, index=index.strftime("%Y-%m-%dT%H:%M")).rename_axis("time").to_csv()


@pytest.fixture
def windy(small):
    def make(capacity):
        return small(CASE.format(wind=capacity) + "== series/hours.csv\n" + hours())

    return make


def test_a_measure_that_brings_a_series_and_nothing_else_is_worth_nothing(windy):
    (cash,) = worth_of_measures(windy(0), ["wind"])
    assert cash.table["gain"].abs().sum() == pytest.approx(0, abs=1e-6)


def test_days_that_stand_for_the_series_of_measures_are_kept_in_a_resolve(windy):
    case = windy(10)
    assert series_with(case, ["wind"]) >= {"wind"}
    line = line_for(case, ["wind"])
    made = plan(case, line=line)
    changed = with_measures(case, ["wind"])
    again = made.resolve(changed)
    assert again.calendar is line.calendar
    assert timeline(case).calendar.days.equals(line.calendar.days)
    whole = plan(changed)
    assert again.objective == pytest.approx(whole.objective, rel=1e-9)
