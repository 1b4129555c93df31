"""Worth of cash by formulas, loans that are worth nothing at their own rate, shares of a consortium."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aryk
from aryk.case.read import read_case
from aryk.measures.finance import (
    FinanceError,
    cash_of,
    internal_rate,
    loan,
    payback,
    present_value,
    taxable,
    yearly_cost,
)
from aryk.measures.worth import worth_of_measures, yearly_gains

CASE = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-12-31,0.1
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
gas,town,100,50
== demands
demand,node,level
homes,town,40
== measures
measure,party,capital,upkeep,lead_time,life
wind,A,1,20000,1,20
dam,A,10,,2.5,40
talk,A,,,,
== measure_changes
measure,table,row,column,operation,value
wind,supplies,gas,capacity,add,10
dam,supplies,gas,capacity,add,20
talk,supplies,gas,capacity,add,1
== financing
measure,party,share,loan,rate,grace,term
dam,A,0.25,,,,
dam,B,0.75,0.8,0.05,3,15
"""


def test_worth_of_a_plant_is_that_of_the_annuity_formula(small):
    """Capital 1 million in year 0, 120,000 less 20,000 of upkeep in years 1 to 20: -1e6 + 1e5 (1 - 1.1^-20) / 0.1."""
    cash = cash_of(small(CASE), "wind", {"A": 120_000})
    expected = -1e6 + 1e5 * (1 - 1.1**-20) / 0.1
    worth = cash.worth().loc["A"]
    assert worth["present value"] == pytest.approx(expected, rel=1e-12)
    assert worth["payback"] == pytest.approx(10)
    assert worth["discounted payback"] == math.inf
    rate = worth["internal rate"]
    assert (1 - (1 + rate) ** -20) / rate == pytest.approx(10, rel=1e-9)


def test_rate_before_loans_does_not_know_who_lends(small):
    """10 million in years 0 to 2, 900,000 in years 3 to 42: (1 - q^-3) / (1 - 1/q) / 0.3 = sum of 0.9 q^-t, q = 1 + r.

    With the loan of B cash of all is above 0 in year 3, before it is paid back, and below 0 after that: no rate.
    """
    loan = "dam,B,0.75,0.8,0.05,3,15"
    found = [
        cash_of(small(text), "dam", {"A": 900_000}).worth()
        for text in (CASE.replace(loan, "dam,B,0.75,0.8,0.05,3,6"), CASE.replace(loan, "dam,B,0.75,,,,"))
    ]
    lent, paid = (each.loc["all"] for each in found)
    assert math.isnan(lent["internal rate"])
    assert lent["before loans"] == pytest.approx(paid["internal rate"], rel=1e-12)
    assert paid["before loans"] == pytest.approx(paid["internal rate"], rel=1e-12)
    growth = 1 + paid["before loans"]
    spent = sum(10 / 3 * growth**-year for year in range(3))
    assert sum(0.9 * growth**-year for year in range(3, 43)) == pytest.approx(spent, rel=1e-9)


@pytest.mark.parametrize("lead_time", ["", "1", "2.5", "6"])
@pytest.mark.parametrize("interest", ["0", "0.1"])
def test_a_gain_of_the_yearly_cost_is_worth_nothing(small, lead_time, interest):
    text = CASE.replace("wind,A,1,20000,1,20", f"wind,A,1,20000,{lead_time},20").replace(
        "12-31,0.1", f"12-31,{interest}"
    )
    case = small(text)
    cost = yearly_cost(case, "wind")
    assert cash_of(case, "wind", {"A": cost}).worth().at["all", "present value"] == pytest.approx(0, abs=1e-6)


def test_consortium_pays_by_shares_and_loans_are_paid_back(small):
    cash = cash_of(small(CASE), "dam", {"A": 5e5, "B": 1e6})
    table = cash.table
    assert table["capital"].groupby("party").sum().to_dict() == pytest.approx({"A": -2.5e6, "B": -7.5e6})
    assert table["capital"].groupby("year").sum()[:4].tolist() == pytest.approx([-1e7 / 3] * 3 + [0])
    borrowed, back = (table[each].groupby("party").sum()["B"] for each in ("borrowed", "paid back"))
    assert borrowed == pytest.approx(0.8 * 7.5e6)
    assert back == pytest.approx(-borrowed)
    assert table.xs("B", level="party")["paid back"][:4].tolist() == [0, 0, 0, 0]
    assert table.xs("B", level="party")["paid back"][16:].abs().sum() == 0
    assert table["gain"].groupby("party").sum().to_dict() == pytest.approx({"A": 40 * 5e5, "B": 40 * 1e6})
    assert cash.net().sum() == pytest.approx(sum(cash.net(party).sum() for party in "AB"))


AT_LEISURE = settings(deadline=None)


@AT_LEISURE
@given(
    st.lists(st.one_of(st.just(0.0), st.floats(1, 1e6)), min_size=1, max_size=5).filter(any),
    st.floats(0, 0.3),
    st.integers(0, 8),
    st.integers(1, 20),
)
def test_a_loan_is_worth_nothing_at_its_own_rate(drawn, rate, grace, more):
    flows = loan([*drawn, *[0.0] * 40], rate, grace, grace + more)
    assert present_value(sum(flows.values()), rate) == pytest.approx(0, abs=1e-6 * sum(drawn))
    assert flows["paid back"].sum() == pytest.approx(-sum(drawn))


@AT_LEISURE
@given(st.floats(1, 1e6), st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda flows: sum(flows) > 1))
def test_cash_is_worth_nothing_at_its_internal_rate(spent, gains):
    cash = np.array([-spent, *gains])
    rate = internal_rate(cash)
    if not math.isnan(rate):
        scale = float(np.abs(cash) @ (1 + rate) ** -np.arange(len(cash), dtype=float))
        assert present_value(cash, rate) == pytest.approx(0, abs=1e-6 * scale)


def test_cash_that_changes_sign_twice_has_no_one_rate():
    assert math.isnan(internal_rate([-100, 230, -132]))
    assert math.isnan(internal_rate([-100, -5]))
    assert payback([-100, 50, 20]) == math.inf
    assert payback([0, 10]) == 0


def test_what_is_not_known_is_said(small):
    with pytest.raises(FinanceError, match="write its capital and life"):
        cash_of(small(CASE), "talk", {})


def test_financing_of_the_reference_case_is_that_of_its_sources():
    cash = cash_of(read_case("kz-kg"), "kambarata-1", {})
    capital = cash.table["capital"].groupby("party").sum()
    assert (capital / capital.sum()).to_dict() == pytest.approx({"KG": 0.34, "KZ": 0.33, "UZ": 0.33})


TAXED = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-12-31,0.1
== parties
party,title,tax
A,Side A,0.2
B,Side B,
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost
gas,town,100,50
== demands
demand,node,level
homes,town,40
== measures
measure,party,capital,upkeep,lead_time,life
wind,A,0.0001,10,1,2
sun,A,0.0001,0,2,4
== measure_changes
measure,table,row,column,operation,value
wind,supplies,gas,capacity,add,10
sun,supplies,gas,capacity,add,10
== financing
measure,party,share,loan,rate,grace,term
wind,A,1,0.5,0.1,1,2
"""


# Capital 100, half of it borrowed at 10 %: interest 5 and 5, paid back 50 in year 2. Gain 90, upkeep 10. Profit 90 - 10
# - 5 - 100 / 2 = 25 in both years of use, of which 5 is tax. Cash -50, 75, 25: worth -50 + 75 / 1.1 + 25 / 1.21 =
# 38.8430; tax 5 / 1.1 + 5 / 1.21 = 8.6777. B gains 7 in both years, pays nothing and is not taxed: 7 / 1.1 + 7 / 1.21.
def test_cash_tax_and_worth_are_those_of_a_computation_by_hand(small):
    cash = cash_of(small(TAXED), "wind", {"A": 90, "B": 7})
    own = cash.table.xs("A", level="party")
    assert own["capital"].tolist() == [-100, 0, 0]
    assert own["borrowed"].tolist() == [50, 0, 0]
    assert own["interest"].tolist() == pytest.approx([0, -5, -5])
    assert own["paid back"].tolist() == pytest.approx([0, 0, -50])
    assert own["tax"].tolist() == pytest.approx([0, -5, -5])
    assert cash.net("A").tolist() == pytest.approx([-50, 75, 25])
    worth = cash.worth()
    assert worth.loc["A", "present value"] == pytest.approx(38.8429752)
    assert worth.loc["A", "treasury"] == pytest.approx(8.6776860)
    assert worth.loc["A", "after tax"] == pytest.approx(38.8429752 - 8.6776860)
    assert worth.loc["B", "present value"] == worth.loc["B", "after tax"] == pytest.approx(12.1487603)
    assert worth.loc["all", "treasury"] == pytest.approx(8.6776860)


@AT_LEISURE
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_losses_are_made_up_for_before_profit_is_taxed(profit):
    """Taxed in all is the largest sum that profit ever reached; no year is taxed below zero."""
    base = taxable(profit)
    assert (base >= 0).all()
    assert base.sum() == pytest.approx(max(0.0, float(np.cumsum(profit).max())), abs=1e-6)


def test_measures_together_are_used_from_the_last_begin_to_the_first_end(small):
    """Wind works in years 1 and 2, sun from 2 to 5: together they bring their gain in year 2 alone."""
    cash = cash_of(small(TAXED), "wind+sun", {"A": 50})
    assert cash.table["gain"].tolist() == [0, 0, 50, 0, 0, 0]
    assert cash.table["capital"].tolist() == [-150, -50, 0, 0, 0, 0]
    assert cash.table["upkeep"].tolist() == [0, -10, -10, 0, 0, 0]


TRADED = """
== parties
party,title,weight
A,Side A,1
B,Side B,1
== nodes
node,carrier,party
east,power,A
west,power,B
== supplies
supply,node,capacity,cost
cheap,east,100,10
dear,west,100,50
== demands
demand,node,level
town-east,east,20
town-west,west,30
== links
link,from_node,to_node,capacity,cost
wire,east,west,10,2
== payments
payment,payer,payee,table,row,price
bought,B,A,links,wire,20
== measures
measure,party,capital,upkeep,lead_time,life
second,A,1,,1,30
third,B,1,,1,30
== measure_changes
measure,table,row,column,operation,value
second,links,wire,capacity,add,8
third,links,wire,capacity,add,4
"""


@pytest.mark.parametrize("names", ["second", "third", "second+third"])
def test_gains_of_parties_close_with_the_objective(small, names):
    """The gains sum to what the objective falls by in a year; a year of 366 days has 183 times two days."""
    case = small(TRADED)
    without, made = aryk.plan(case), aryk.plan(case, measures=names.split("+"))
    gains = yearly_gains(without, made)
    saved = (without.objective - made.objective) / without.calendar.years
    assert saved > 0
    assert float(gains.sum()) == pytest.approx(saved, rel=1e-9)
    (cash,) = worth_of_measures(case, [names], rate=0.05)
    assert cash.table["gain"].groupby("party").max().reindex(["A", "B"]).to_dict() == pytest.approx(
        gains[["A", "B"]].to_dict(), rel=1e-9
    )
    assert cash.net().sum() == pytest.approx(sum(cash.net(party).sum() for party in cash.table.index.unique("party")))
