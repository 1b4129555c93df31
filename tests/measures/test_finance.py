"""Worth of cash by formulas, loans that are worth nothing at their own rate, shares of a consortium."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aryk.case.read import read_case
from aryk.measures.finance import FinanceError, cash_of, internal_rate, loan, payback, present_value

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
