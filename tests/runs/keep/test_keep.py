"""What it takes to keep a commitment: limits against indicators, prices by hand, measures against enumeration."""

from __future__ import annotations

import itertools
import math

import pytest

import aryk
from aryk.case.annuity import annuity
from aryk.measures.apply import with_measures
from aryk.planning.plan import plan
from aryk.results.indicators import Gauge
from aryk.runs.keep.limit import NoLimitError, with_commitment
from aryk.runs.keep.near import distances
from aryk.runs.keep.register import register
from aryk.runs.keep.search import keep
from tests.planning.test_heads import lake

DAYS = 10
GRID = """
== nodes
node,carrier,party
grid,power,A
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-01-10,0.05
== supplies
supply,node,kind,capacity,cost,active,groups
coal,grid,dispatchable,100,10,,plants
gas,grid,dispatchable,30,50,,plants
sun,grid,dispatchable,40,5,no,plants
wind,grid,dispatchable,20,5,no,plants
== demands
demand,node,kind,level
town,grid,need,80
== indicators
indicator,title,unit,party,statistic,from_day,to_day,scale
coal,Coal,GWh,A,total,,,0.001
coal-spring,Coal in three days,GWh,A,total,01-03,01-05,0.001
coal-mean,Coal in the mean,MW,A,mean,,,
coal-most,Coal at most,MW,A,max,,,
coal-least,Coal at least,MW,A,min,,,
sun,Sun,GWh,A,total,,,0.001
price,Price,USD/MWh,A,mean,,,
== indicator_terms
indicator,table,row,quantity
coal,supplies,coal,
coal-spring,supplies,coal,
coal-mean,supplies,coal,
coal-most,supplies,coal,
coal-least,supplies,coal,
sun,supplies,sun,
price,nodes,grid,price
== measures
measure,title,party,status,capital,upkeep,lead_time,life
sun,Sun,B,under-construction,1,0,1,20
wind,Wind,A,planned,5,1000,2,20
== measure_changes
measure,table,row,column,operation,value
sun,supplies,sun,active,set,yes
wind,supplies,wind,active,set,yes
== agreements
agreement,title,due,indicator,sense,target,measures
AGREEMENT
"""
HOURS = 24 * DAYS
FULL = 80 * HOURS / 1000
"""GWh of coal in the plan as it is."""


def grid(small, *rows: str):
    return small(GRID.replace("AGREEMENT", "\n".join(rows)))


@pytest.mark.parametrize(
    ("indicator", "sense", "target", "dearer"),
    [
        ("coal", "at-most", FULL - 2.4, 2400 * 40),
        ("coal-spring", "at-most", 80 * 72 / 1000 - 0.72, 720 * 40),
        ("coal-mean", "at-most", 70, 10 * HOURS * 40),
        ("coal-most", "at-most", 60, 20 * HOURS * 40),
        ("coal", "equal", FULL - 2.4, 2400 * 40),
        ("coal-least", "at-most", 60, 20 * 24 * 40),
    ],
)
def test_keeping_by_operation_costs_the_dearer_fuel(small, indicator, sense, target, dearer):
    """Each MWh of coal that may not be burnt is one of gas, at 40 USD more; a smallest value needs one day only."""
    made = plan(grid(small, f"less-coal,Less coal,2030,{indicator},{sense},{target},"))
    way = keep(made, "less-coal", tries=0).cheapest
    assert way is not None
    assert way.measures == ()
    assert way.cost == pytest.approx(dearer / made.calendar.years, rel=1e-6)
    assert way.by_party["A"] == pytest.approx(way.cost)


@pytest.mark.parametrize("indicator", ["coal", "coal-spring", "coal-mean", "coal-most"])
def test_the_limit_holds_the_number_that_the_indicator_tells(small, indicator):
    case = grid(small, f"less-coal,Less coal,2030,{indicator},at-most,{0.7 * FULL if indicator == 'coal' else 3},")
    made = plan(case)
    held = with_commitment(case, "less-coal", 1e9, made)
    again = made.resolve(held.case)
    short = again.results.find("limits", held.limit, "over")
    value = Gauge(again.timeline, again.results).value(indicator)
    target = float(case.table("agreements").at["less-coal", "target"])
    missed = float(short[1].max()) / held.factor if short else 0.0
    assert value - missed == pytest.approx(target, rel=1e-9)
    assert again.verify().passed


def test_what_binds_is_told_in_the_unit_of_the_indicator(small):
    made = plan(grid(small, "less-coal,Less coal,2030,coal,at-most,1,"))
    found = keep(made, "less-coal", tries=0)
    assert found.operation.value == pytest.approx(50 * HOURS / 1000)
    assert sum(amount for _, amount in found.binding) == pytest.approx(50 * HOURS / 1000, rel=1e-3)


def test_what_cannot_be_reached_is_the_most_there_is_and_says_what_binds(small):
    """Gas gives 30 MW at most, so that coal falls to 50 MW and no lower: 80 of demand less 30."""
    made = plan(grid(small, "less-coal,Less coal,2030,coal-mean,at-most,20,"))
    found = keep(made, "less-coal", tries=0)
    assert found.cheapest is None
    assert found.operation.value == pytest.approx(50)
    told = {str(words).partition(":")[0]: amount for words, amount in found.binding}
    assert told["supplies.csv, gas"] == pytest.approx(-30, rel=1e-3)
    assert sum(amount for _, amount in found.binding) == pytest.approx(50, rel=1e-3)


def cost_of(case, made, target: float, measures) -> float:
    """What a set of measures costs a year, from a plan of its own with the limit written by hand."""
    with_them = with_measures(case, measures) if measures else case
    try:
        other = plan(with_commitment(with_them, "less-coal", 1e6, made).case)
    except aryk.NoPlanError:
        return math.inf
    if Gauge(other.timeline, other.results).value("coal-mean") > target + 1e-6:
        return math.inf
    rows = case.table("measures").loc[list(measures)]
    yearly = sum(
        1e6
        * row["capital"]
        * annuity(0.05, row["life"])
        * sum(1.05**year for year in range(int(row["lead_time"])))
        / row["lead_time"]
        + row["upkeep"]
        for _, row in rows.iterrows()
    )
    return (other.objective - made.objective) / made.calendar.years + yearly


@pytest.mark.parametrize("target", [70, 55, 45, 20, 5, -1])
def test_the_cheapest_change_is_that_of_enumeration(small, target):
    case = grid(small, f"less-coal,Less coal,2030,coal-mean,at-most,{target},")
    made = plan(case)
    found = keep(made, "less-coal")
    sets = [each for size in range(3) for each in itertools.combinations(("sun", "wind"), size)]
    costs = {each: cost_of(case, made, target, each) for each in sets}
    best = min(
        cost
        for each, cost in costs.items()
        if not any(part < set(each) and costs[tuple(part)] < math.inf for part in ({"sun"}, {"wind"}))
    )
    if math.isinf(best):
        assert found.cheapest is None
    else:
        assert found.cheapest.cost == pytest.approx(best, rel=1e-6, abs=1e-3)
        assert sum(found.cheapest.by_party.values()) == pytest.approx(found.cheapest.cost)


def test_who_owns_a_measure_pays_for_it(small):
    made = plan(grid(small, "less-coal,Less coal,2030,coal-mean,at-most,45,"))
    way = keep(made, "less-coal").cheapest
    assert way.measures == ("sun",)
    assert way.by_party["B"] == pytest.approx(1e6 * annuity(0.05, 20))
    assert way.by_party["A"] == pytest.approx(-5 * 40 * HOURS / made.calendar.years)


def test_what_is_not_in_use_is_nothing_until_its_measure_is(small):
    made = plan(grid(small, "sun,Sun,2030,sun,at-least,3,"))
    found = register(made.case)
    row = found.verdicts.set_index("agreement").loc["sun"]
    assert (row["run"], row["gap"]) == (0, 3)
    assert found.keeping["sun"].cheapest.measures == ("sun",)
    assert found.keeping["sun"].operation is None
    assert row["verdict"] == "on course"
    assert "begun" in row["why"]


def test_measures_are_counted_and_the_cheapest_missing_ones_are_named(small):
    case = grid(small, "plants,New plants,2030,,at-least,1,sun wind", "both,Both,2030,,at-least,2,sun wind")
    found = register(case)
    assert list(found.verdicts["run"]) == [0, 0]
    assert found.keeping["plants"].cheapest.measures == ("sun",)
    assert set(found.keeping["both"].cheapest.measures) == {"sun", "wind"}
    there = register(with_measures(case, ["sun"]))
    assert list(there.verdicts["verdict"]) == ["kept", "at risk"]
    assert list(there.verdicts["run"]) == [1, 1]
    assert there.keeping["both"].cheapest.measures == ("wind",)


def test_a_price_is_no_choice_of_the_plan(small):
    case = grid(small, "cheap,Cheap power,2030,price,at-most,5,")
    made = plan(case)
    with pytest.raises(NoLimitError, match="cannot hold price of nodes"):
        with_commitment(case, "cheap", 1.0, made)
    assert keep(made, "cheap", tries=0).cheapest is None


def test_measures_without_a_way_to_the_indicator_are_not_tried(small):
    text = GRID.replace("grid,power,A\n", "grid,power,A\nisle,power,B\n").replace(
        "wind,grid,dispatchable", "wind,isle,dispatchable"
    )
    case = small(text.replace("AGREEMENT", "less-coal,Less coal,2030,coal-mean,at-most,20,"))
    assert distances(case, "coal", ["sun", "wind"]) == {"sun": 0}
    assert distances(case, "sun", ["sun", "wind"]) == {"sun": -1}


def test_a_baseline_tells_whether_a_commitment_is_on_course(small):
    """Half of the time has gone by; coal runs at 80 MW, on the way from 120 or from 200 to 60 or to 20."""
    text = GRID.replace("agreement,title,due,", "agreement,title,date,baseline,due,")
    rows = [
        "behind,Behind,2023-12-31,120,2024-01-20,coal-mean,at-most,20,",
        "ahead,Ahead,2023-12-31,200,2024-01-20,coal-mean,at-most,20,",
    ]
    found = register(small(text.replace("AGREEMENT", "\n".join(rows))), changes=False).verdicts.set_index("agreement")
    assert found.at["behind", "verdict"] == "at risk"
    assert found.at["behind", "why"].endswith("40% of the way at 50% of the time")
    assert found.at["ahead", "verdict"] == "on course"
    assert found.at["ahead", "why"] == "67% of the way at 50% of the time"


def test_the_cheapest_change_of_a_lake_is_planned_until_its_heads_agree(small):
    text = (
        lake()
        + """
== indicators
indicator,title,unit,system,statistic,scale
left,Power left in the grid,MWh,power,total,1
== indicator_terms
indicator,table,row,quantity,coefficient
left,demands,buyers,served,1
== agreements
agreement,title,due,indicator,sense,target
less,Less power,2023,left,at-most,3000
"""
    )
    made = plan(small(text))
    found = keep(made, "less")
    own = made.resolve(with_commitment(made.case, "less", 1e6, made).case)
    assert own.heads.rounds > 1
    assert found.cheapest.cost == pytest.approx((own.objective - made.objective) / made.calendar.years, rel=1e-6)
