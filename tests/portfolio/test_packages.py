"""A package whose parts cost no more is left out; one that is cheaper, or that others need, is looked at."""

from __future__ import annotations

import pytest

from aryk.portfolio.budgets import affordable, asked_budgets
from aryk.portfolio.candidates import candidates_of
from aryk.portfolio.choose import choose
from aryk.portfolio.packages import without_packages
from tests.portfolio.grids import GRID, ROADS

PLANTS = """
measure,party,capital,upkeep,life,lead_time,needs
both,{payer},{capital},0,20,{works},{needs}
one,A,1,0,20,2,
two,A,2,0,20,3,
"""
CHANGES = """
measure,table,row,group,column,operation,value
both,supplies,,new,active,set,yes
one,supplies,sun,,active,set,yes
two,supplies,wind,,active,set,yes
"""


def case_with(small, capital="3.1", works="3", payer="A", needs=""):
    text = GRID[: GRID.index("== measures")]
    for line in (
        "supply,node,capacity,cost,active",
        "old,a,60,40,",
        "coal,b,80,70,",
        "peak,c,50,200,",
        "hydro,c,15,3,no",
    ):
        text = text.replace(line, line + (",groups" if line.startswith("supply") else ","))
    text = text.replace("sun,a,20,1,no", "sun,a,20,1,no,new").replace("wind,b,30,2,no", "wind,b,30,2,no,new")
    measures = PLANTS.format(capital=capital, works=works, payer=payer, needs="one" if needs else "")
    return small(f"{text}== measures{measures}== measure_changes{CHANGES}")


def kept(case):
    return without_packages(case, candidates_of(case))


def test_a_package_that_saves_nothing_is_left_out_with_its_parts_named(small):
    choice = kept(case_with(small))
    assert choice.names == ("one", "two")
    assert choice.left_out["both"] == "does what 2 others do together, which cost no more: one, two"


@pytest.mark.parametrize(
    "other", [{"capital": "2.9"}, {"works": "2"}, {"payer": "B"}], ids=["cheaper", "sooner", "paid by another"]
)
def test_a_package_that_is_better_than_its_parts_is_looked_at(small, other):
    assert "both" in kept(case_with(small, **other)).names


def test_the_best_portfolio_is_the_same_with_and_without_the_package(small):
    case = case_with(small)
    words = ["3.2e6"]
    whole = choose(case, asked_budgets(case, words), others=0)
    parts = choose(case, asked_budgets(case, words), measures=["one", "two"], others=0)
    assert whole.gain == pytest.approx(parts.gain, rel=1e-9)
    assert {each.name for each in whole.chosen} == {each.name for each in parts.chosen}


def test_a_measure_beyond_the_budget_is_forgotten_by_those_that_exclude_it(small):
    text = ROADS.replace("measure,party,capital,life", "measure,party,capital,life,excludes")
    text = text.replace("road-west,A,1,10", "road-west,A,1,10,").replace("road-east,B,1,10", "road-east,B,1,10,")
    text = text.replace("tunnel,A,1.9,10", "tunnel,A,1.9,10,barn").replace("barn,B,0.1,10", "barn,B,0.1,10,")
    case = small(text)
    budgets = asked_budgets(case, ["1e6"])
    choice = affordable(candidates_of(case), budgets)
    assert "tunnel" in choice.left_out
    assert all("tunnel" not in each.excludes for each in choice.candidates)
    assert choose(case, budgets, others=0).capital <= 1e6
