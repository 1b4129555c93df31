"""Several planning years: what they repeat, what grows, and what foresight is worth."""

from __future__ import annotations

import numpy as np
import pytest

import aryk
from aryk.case.faults import CaseError
from aryk.case.read import read_case
from aryk.case.write import write_case
from aryk.case.years import Growth, present_values, with_planning_years
from aryk.planning.accounts import weighted_sum
from aryk.planning.myopic import plan_myopic

TOWN = """
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2023-01-01,2023-12-31
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost,available
gas,town,1000,50,
wind,town,0,,gust
== demands
demand,node,level,profile
homes,town,100,day
== expansions
expansion,party,capital,life,interest,from_year,maximum
wind,A,{capital},1,,{start},{maximum}
== expansion_terms
expansion,table,row
wind,supplies,wind
== series
series,cycle
day,hour
gust,hour
== profiles
series,index,value
"""
TOWN += "".join(f"day,{hour},1\ngust,{hour},{1 if hour < 12 else 0.5}\n" for hour in range(24))


# A year has 8,760 hours. Wind gives 0.75 MW of each MW on average, and saves 50 per MWh of gas: 328,500 a year for each
# MW as long as it never passes the load of 100 MW. So 10 MW of wind at 200,000 a year save 10 x 128,500; nothing is
# discounted, so two years that stand for one each cost twice what one does: 100 x 8760 x 50 = 43,800,000 less that.
def test_two_equal_years_cost_twice_one(small):
    case = small(TOWN.format(capital=200000, start="", maximum=10))
    both = aryk.plan(with_planning_years(case, [2030, 2031]))
    assert both.objective == pytest.approx(2 * (43_800_000 - 1_285_000))
    assert both.verify().passed
    assert weighted_sum(both.timeline, both.accounts) == pytest.approx(both.objective)
    one = aryk.plan(case.with_tables({"case": case.tables["case"].assign(chronology="typical-days")}))
    assert one.objective == pytest.approx(43_800_000 - 1_285_000)


# With 5 % interest and planning years 2030 and 2032, the first stands for 2030 and 2031, 1 + 1/1.05 = 1.95238; the
# second, which lasts for three years, for 2032 to 2034, 1.05^-2 + 1.05^-3 + 1.05^-4 = 2.59357. From 2032 on the
# load is 120 MW.
def test_later_years_are_worth_less_and_grow(small):
    worth = present_values([2030, 2032], 0.05, 3)
    assert worth == pytest.approx([1.952381, 2.593570], rel=1e-6)
    case = small(TOWN.format(capital=1e9, start="", maximum=10))
    grown = with_planning_years(
        case, [2030, 2032], [Growth(2032, "demands", "level", 1.2, row="homes")], interest=0.05, last_for=3
    )
    assert aryk.plan(grown).objective == pytest.approx(43_800_000 * (worth[0] + 1.2 * worth[1]))


def test_planning_years_can_be_written_and_read(small, tmp_path):
    case = small(TOWN.format(capital=200000, start="", maximum=10))
    made = with_planning_years(case, [2030, 2040], [Growth(2040, "supplies", "cost", 2, row="gas")], interest=0.03)
    write_case(made, tmp_path / "written")
    again = read_case(tmp_path / "written")
    assert aryk.plan(again).objective == pytest.approx(aryk.plan(made).objective)


# Wind can be built in 2030 only, for 400,000 a year and MW. It saves 328,500 in 2030; in 2031 gas costs twice, and it
# saves 657,000. Over both years it gains 328,500 + 657,000 - 800,000 = 185,500 for each of 10 MW; in 2030 alone it
# loses 71,500. So who knows both years builds it, and who knows 2030 alone does not.
def test_a_plant_that_pays_only_with_foresight_is_not_built_without(small):
    case = small(TOWN.format(capital=400000, start=2030, maximum=10))
    made = with_planning_years(case, [2030, 2031], [Growth(2031, "supplies", "cost", 2, row="gas")])
    foresight, myopic = aryk.plan(made), plan_myopic(made)
    assert foresight.results.find("expansions", "wind", "size")[1] == pytest.approx([10])
    assert myopic.results.find("expansions", "wind", "size")[1] == pytest.approx([0])
    assert myopic.objective == pytest.approx(3 * 43_800_000)
    assert myopic.objective - foresight.objective == pytest.approx(1_855_000)
    assert myopic.verify().passed


# Gas is dear already in 2030: each year alone builds, and what was built in 2030 stands in 2031.
def test_what_was_built_stays(small):
    case = small(TOWN.format(capital=200000, start=2030, maximum=10))
    made = with_planning_years(case, [2030, 2031], [Growth(2031, "demands", "level", 2)])
    foresight, myopic = aryk.plan(made), plan_myopic(made)
    assert myopic.objective == pytest.approx(foresight.objective)
    wind = myopic.results.find("supplies", "wind", "flow")[1]
    assert wind.reshape(2, -1).max(axis=1) == pytest.approx([10, 10])
    assert np.allclose(*wind.reshape(2, -1))


@pytest.mark.parametrize(
    ("years", "growth", "words"),
    [
        ([2030, 2030], [], "the planning years do not go forward"),
        ([2030], [Growth(2030, "supplies", "fuel", 2)], "this column cannot grow"),
        ([2030], [Growth(2030, "supplies", "cost", 2, row="gaz")], "did you mean gas"),
        ([2030], [Growth(2030, "supplies", "cost", 2, group="coal")], "growth of nothing"),
    ],
)
def test_growth_that_makes_no_sense_is_refused(small, years, growth, words):
    case = small(TOWN.format(capital=1, start="", maximum=10))
    with pytest.raises(CaseError, match=words):
        with_planning_years(case, years, growth)


def test_what_typical_days_cannot_say_is_told_at_once():
    with pytest.raises(CaseError) as caught:
        with_planning_years(aryk.read_case("tiny"), [2030])
    told = str(caught.value)
    assert "a store" in told
    assert "a lag" in told
    assert "has a longer step" in told
