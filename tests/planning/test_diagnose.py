"""Why there is no plan, in the case's words."""

from __future__ import annotations

import pytest

import aryk
from aryk import NoPlanError

SHORT = """
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,hour
== nodes
node,carrier,party
east,power,A
west,power,B
north,power,B
== supplies
supply,node,capacity,cost
big,east,100,10
own,west,5,10
spare,north,50,1
== demands
demand,node,level
town,west,30
hamlet,north,10
== links
link,from_node,to_node,capacity
wire,east,west,20
"""


def refusal(case) -> str:
    with pytest.raises(NoPlanError) as caught:
        aryk.plan(case)
    return str(caught.value)


def test_smallest_conflict_names_demand_line_and_plant_and_nothing_else(small):
    assert (
        refusal(small(SHORT))
        == """\
There is no plan that keeps every limit of the case.

These cannot hold together; without any one of them the others could:
  1. links.csv, wire: capacity, hour of 2024-01-01 00:00 (at most 20 MW)
  2. supplies.csv, own: what it can give at most (capacity x available), hour of 2024-01-01 00:00 (at most 5 MW)
  3. demands.csv, town: must be served in full at node west, hour of 2024-01-01 00:00

The least that would have to give way:
  1. demands.csv, town: must be served in full at node west: less by up to 5 MWh (now 30), \
48 hours from 2024-01-01 00:00 to 2024-01-02 23:00

remedy:  change one of the rows above, make a limit soft with a penalty, or give a demand tiers"""
    )


def test_conflict_of_an_agreement_with_a_reservoir_names_both(small):
    words = refusal(
        small("""
== nodes
node,carrier,party,disposal
lake,water,A,no
river,water,B,yes
== supplies
supply,node,kind,capacity
inflow,lake,given,1
== links
link,from_node,to_node,capacity
gate,lake,river,50
== stores
store,node,capacity,minimum,initial,final
lake,lake,10,1,2,free
== limits
limit,sense,value
treaty,at-least,3
== limit_terms
limit,table,row
treaty,links,gate
""")
    )
    conflict = words.split("The least")[0]
    for part in (
        "limits.csv, treaty: at least its value",
        "stores.csv, lake: content at the start",
        "stores.csv, lake: least content",
        "supplies.csv, inflow",
    ):
        assert part in conflict
    assert "gate: capacity" not in conflict
    assert (
        "limits.csv, treaty: at least its value: less by up to" in words
        or "stores.csv, lake" in words.split("The least")[1]
    )


def test_a_gain_without_end_is_named(small):
    words = refusal(
        small("""
== nodes
node,carrier,party,disposal
market,goods,A,yes
== processes
process,party,carrier,cost
printer,A,goods,-5
== flows
process,node,direction
printer,market,out
""")
    )
    assert words.startswith("Cost can fall without bound")
    assert "processes.csv, printer" in words


def test_programme_of_a_case_without_plan_can_be_written(small, tmp_path):
    with pytest.raises(NoPlanError) as caught:
        aryk.plan(small(SHORT))
    caught.value.write_model(tmp_path / "program.lp")
    assert "balance(west,0)" in (tmp_path / "program.lp").read_text()
