"""Losses by resistance: tangents by hand, loops, surplus that nobody wants, and what the auditor says to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import aryk
from aryk.planning.verify import verify

LINE = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,day
== nodes
node,carrier,party,disposal,disposal_cost
east,power,A,{disposal},5
west,power,B,no,0
== supplies
supply,node,kind,capacity,cost
cheap,east,{kind},{plant},10
dear,west,dispatchable,200,50
== demands
demand,node,level
town,west,60
== links
link,from_node,to_node,capacity,capacity_back,resistance,loss_segments
wire,{ends},{capacity},{back},0.001,{segments}
"""
PLAIN = {
    "disposal": "no",
    "kind": "dispatchable",
    "plant": 200,
    "ends": "east,west",
    "capacity": 100,
    "back": 100,
    "segments": 2,
}


def of_wire(plan, quantity):
    return plan.results.find("links", "wire", quantity)[1]


# Tangents of 0.001 f^2 at 50 and 100: 0.1 f - 2.5 and 0.2 f - 10. West needs 60 = f - l / 2. On the first tangent that
# is 0.95 f + 1.25 = 60, f = 61.842, l = 3.684 (the second gives 2.368 there). East gives f + l / 2 = 63.684.
# One more MW west needs 1.05 / 0.95 MW east: its price is 10 x 1.05 / 0.95 = 11.053. The true loss is 3.824.
@pytest.mark.parametrize(("ends", "sign"), [("east,west", 1), ("west,east", -1)])
def test_the_loss_of_a_line_lies_on_its_tangent(small, ends, sign):
    plan = aryk.plan(small(LINE.format(**PLAIN | {"ends": ends})))
    flow = (60 - 1.25) / 0.95
    assert of_wire(plan, "flow") == pytest.approx([sign * flow])
    assert of_wire(plan, "loss") == pytest.approx([0.1 * flow - 2.5])
    assert plan.objective == pytest.approx(24 * 10 * (60 + 0.1 * flow - 2.5))
    assert plan.results.find("nodes", "west", "price")[1] == pytest.approx([10 * 1.05 / 0.95])
    assert plan.verify().passed


# With many lines the loss comes near to the square: f - 0.0005 f^2 = 60, f = 1000 (1 - sqrt(0.88)) = 61.917. With K
# lines the loss is too low by at most 0.001 (100 / 2 K)^2.
def test_many_tangents_come_near_to_the_square(small):
    plan = aryk.plan(small(LINE.format(**PLAIN | {"segments": 100})))
    flow = of_wire(plan, "flow")
    assert flow == pytest.approx([1000 * (1 - np.sqrt(0.88))], abs=0.001)
    assert 0 <= (0.001 * flow**2 - of_wire(plan, "loss"))[0] <= 0.001 * 0.5**2


# Three segments when nothing is written: tangents at 33.3, 66.7, 100; at f near 62 the second, 0.13333 f - 4.44444.
def test_three_lines_stand_for_the_square_where_nothing_is_written(small):
    plan = aryk.plan(small(LINE.format(**PLAIN | {"segments": ""})))
    flow = (60 - 4.0 / 1.8) / (1 - 0.2 / 3)
    assert of_wire(plan, "flow") == pytest.approx([flow])
    assert of_wire(plan, "loss") == pytest.approx([0.4 / 3 * flow - 4 / 0.9])


# What has to leave the east costs 5 to let go. 100 MW flow there whatever happens, 60 are wanted in the west. The plan
# burns what it can on the wire: the chord of a line of 100 both ways is 0.001 x 100^2 = 10 MW at any flow. So the west
# gets f - 5 = 60, f = 65, and the east lets go of 100 - 65 - 5 = 30. With disposal for nothing it may be any loss.
def test_where_the_price_is_below_zero_the_plan_loses_more_than_there_is(small):
    plan = aryk.plan(small(LINE.format(**PLAIN | {"disposal": "yes", "kind": "given", "plant": 100})))
    assert plan.results.find("nodes", "east", "price")[1] == pytest.approx([-5])
    assert of_wire(plan, "loss") == pytest.approx([10])
    assert plan.results.find("nodes", "east", "disposed")[1] == pytest.approx([30])
    assert plan.verify().passed


# The chord of a line of 100 one way alone is 0.1 f.
def test_the_chord_bounds_what_can_be_lost_too_much(small):
    plan = aryk.plan(small(LINE.format(**PLAIN | {"disposal": "yes", "kind": "given", "plant": 100, "back": 0})))
    assert of_wire(plan, "loss") == pytest.approx(0.1 * of_wire(plan, "flow"))
    assert plan.verify().passed


@pytest.mark.parametrize(("change", "passes"), [(1.01, False), (0.99, False), (1.0, True)])
def test_a_loss_beside_its_tangent_is_found(small, change, passes):
    plan = aryk.plan(small(LINE.format(**PLAIN)))
    good = next(each for each in plan.results.fields if each.label == "links_loss_day")
    report = verify(plan.timeline, plan.results.replaced(replace(good, values=change * good.values)))
    assert report.passed is passes


# The wire lets 40 MW through, 40 - l / 2 reach the west; a size z at 366 a year, 1 a day, lets more through, at most
# 100. A MWh in the west costs 50, so it is worth it: the wire grows to carry all 60, on the tangents of a line of 100.
def test_a_line_that_grows_has_the_tangents_of_its_largest_size(small):
    case = LINE.format(**PLAIN | {"capacity": 40, "back": 0, "ends": "east,west"})
    case += "== expansions\nexpansion,party,maximum,upkeep\nmore,A,60,366\n"
    plan = aryk.plan(small(case + "== expansion_terms\nexpansion,table,row\nmore,links,wire\n"))
    flow = (60 - 1.25) / 0.95
    assert of_wire(plan, "loss") == pytest.approx([0.1 * flow - 2.5])
    assert plan.results.find("expansions", "more", "size")[1] == pytest.approx([flow - 40])
    assert plan.verify().passed


TRIANGLE = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,day
== nodes
node,carrier,party
a,power,A
b,power,A
c,power,A
== supplies
supply,node,capacity,cost
plant,a,200,10
== demands
demand,node,level
town,c,90
== links
link,from_node,to_node,capacity,capacity_back,reactance,resistance
ab,a,b,100,100,0.1,{resistance}
bc,b,c,100,100,0.1,{resistance}
ac,a,c,100,100,0.1,{resistance}
"""


# Of 90 MW from a to c two thirds take the way of one link, one third that of two: 60, 30, 30.
def test_flows_part_in_a_mesh_by_reactance(small):
    plan = aryk.plan(small(TRIANGLE.format(resistance="")))
    flows = [plan.results.find("links", link, "flow")[1][0] for link in ("ab", "bc", "ac")]
    assert flows == pytest.approx([30, 30, 60])


# With losses half of each loss is taken at each end. Tangents at 33.3, 66.7 and 100, r = 0.0001: on ab and bc, near
# 30, the first, r (66.7 f - 1111.1); on ac, near 60, the second, r (133.3 f - 4444.4). Kirchhoff: ab + bc = ac. At b
# ab - bc = (l_ab + l_bc) / 2, at c bc + ac - (l_bc + l_ac) / 2 = 90: three linear equations.
def test_losses_and_meshes_hold_together(small):
    plan = aryk.plan(small(TRIANGLE.format(resistance=0.0001)))
    r, (s1, o1), (s2, o2) = 0.0001, (200 / 3, 1e4 / 9), (400 / 3, 4e4 / 9)
    half = r / 2
    equations = [
        [1, 1, -1],
        [1 - half * s1, -1 - half * s1, 0],
        [0, 1 - half * s1, 1 - half * s2],
    ]
    ab, bc, ac = np.linalg.solve(equations, [0, -2 * half * o1, 90 - half * (o1 + o2)])
    flows = [plan.results.find("links", link, "flow")[1][0] for link in ("ab", "bc", "ac")]
    assert flows == pytest.approx([ab, bc, ac])
    assert plan.verify().passed
