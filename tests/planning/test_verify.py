"""The auditor finds what is wrong, and nothing where all is right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import aryk
from aryk.planning.accounts import accounts, weighted_sum
from aryk.planning.verify import TOLERANCE, verify

FIELDS = [
    "supplies_flow_day",
    "supplies_flow_hour",
    "demands_served_day",
    "demands_served_hour",
    "demands_tier_unserved_day",
    "demands_tier_unserved_hour",
    "links_forward_day",
    "links_forward_hour",
    "links_back_day",
    "links_back_hour",
    "processes_activity_hour",
    "stores_level_day",
    "stores_net_day",
    "stores_initial_horizon",
    "nodes_disposed_day",
]


@pytest.fixture(scope="module")
def tiny():
    return aryk.plan("tiny")


def test_a_plan_closes_its_balances(tiny):
    assert tiny.verify().largest.relative < 1e-9


def test_every_corruptible_field_is_in_the_list(tiny):
    derived = {"rent", "price", "curtailed", "unserved", "flow", "short", "over"}
    labels = {
        each.label
        for each in tiny.results.fields
        if each.quantity not in derived or each.label.startswith("supplies_flow")
    }
    assert labels == set(FIELDS)


@pytest.mark.parametrize("label", FIELDS)
@pytest.mark.parametrize("factor", [1.01, 0.97])
def test_a_corrupted_result_is_found(tiny, label, factor):
    good = next(each for each in tiny.results.fields if each.label == label)
    item, step = np.unravel_index(np.argmax(np.abs(good.values)), good.values.shape)
    values = good.values.copy()
    values[item, step] = values[item, step] * factor if values[item, step] else 1.0
    report = verify(tiny.timeline, tiny.results.replaced(replace(good, values=values)))
    assert report.largest.relative > TOLERANCE
    assert not report.passed


def test_rounding_is_no_fault_where_nothing_flows(small):
    plan = aryk.plan(
        small(
            "== nodes\nnode,carrier,party,disposal\npool,water,A,yes\n"
            "== supplies\nsupply,node,capacity\nspring,pool,3\n"
        )
    )
    flow = next(each for each in plan.results.fields if each.label == "supplies_flow_day")
    assert verify(plan.timeline, plan.results.replaced(replace(flow, values=flow.values + 1e-16))).passed
    assert not verify(plan.timeline, plan.results.replaced(replace(flow, values=flow.values + 1e-5))).passed


def test_a_result_that_is_no_number_is_found(tiny):
    good = next(each for each in tiny.results.fields if each.label == "stores_level_day")
    values = good.values.copy()
    values[0, 3] = np.nan
    assert not verify(tiny.timeline, tiny.results.replaced(replace(good, values=values))).passed


def test_money_of_all_parties_sums_to_the_objective(tiny):
    table = accounts(tiny.timeline, tiny.results)
    assert weighted_sum(tiny.timeline, table) == pytest.approx(tiny.objective, rel=1e-12)


def test_payments_cancel(tiny):
    paid = accounts(tiny.timeline, tiny.results)["payments"]
    assert paid.abs().max() > 0
    assert paid.sum() == pytest.approx(0.0, abs=1e-9 * paid.abs().max())


SMALL = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-02
== nodes
node,carrier,party
n,water,A
idle,other,A
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,day
other,Other,hm3,m3/s,day
== supplies
supply,node,capacity,cost
spring,n,1e-3,1
== demands
demand,node,level
hut,n,5e-4
none,idle,0
"""


def test_small_flows_are_held_against_small_flows(small):
    plan = aryk.plan(small(SMALL))
    assert plan.verify().passed
    flow = next(each for each in plan.results.fields if each.label == "supplies_flow_day")
    changed = replace(flow, values=flow.values * 1.001)
    assert not verify(plan.timeline, plan.results.replaced(changed)).passed
