"""Columns without a bound have a most that no plan passes, so that canals without a capacity have a price too."""

from __future__ import annotations

from itertools import combinations

import highspy
import numpy as np
import pytest

from aryk.planning.solve import load
from aryk.portfolio.reach import reach_of
from tests.portfolio.grids import GRID, ROADS, bounds_hold, enumerated, nearly, searched

RIVER = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-04-01,2024-04-30,0.05
== carriers
carrier,title,amount_unit,rate_unit,step,system
water,Water,hm3,m3/s,dekad,water
== nodes
node,carrier,party
spring,water,A
head,water,A
fields,water,B
lake,water,B
== supplies
supply,node,capacity,cost,active
melt,spring,40,,
karst,spring,5,,no
== links
link,from_node,to_node,capacity,loss
canal,spring,head,,0.3
ditch,head,fields,,0.2
river,head,lake,,
== stores
store,node,capacity,initial,final,active
dam,head,30,10,cyclic,no
== demands
demand,node,level,tiers
crops,fields,25,t
fish,lake,3,t
== tiers
tiers,tier,share,value
t,1,1,50
== measures
measure,party,capital,life
lining,A,2,20
again,A,3,20
ditch-lining,B,1,20
dam,A,6,40
karst,A,0.5,20
== measure_changes
measure,table,row,column,operation,value
lining,links,canal,loss,set,0.15
again,links,canal,loss,add,-0.05
ditch-lining,links,ditch,loss,set,0.1
dam,stores,dam,active,set,yes
karst,supplies,karst,active,set,yes
"""


def largest(search, chosen):
    """The most that each column of the programme with some measures can be, by a programme of its own."""
    model = search.workshop.model(chosen)
    matrix = model.program.matrix()
    places = search.workshop.columns.places(model.program.columns)
    highs = load(matrix)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    count = len(matrix.cost)
    for own, place in enumerate(places):
        cost = np.zeros(count)
        cost[own] = 1.0
        highs.changeColsCost(count, np.arange(count, dtype=np.int32), cost)
        highs.run()
        ended = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        yield place, highs.getInfo().objective_function_value if ended else np.inf


@pytest.mark.parametrize(
    "text", [RIVER, GRID.replace("ac,a,c,20,20", "ac,a,c,,20"), ROADS.replace("10,0,no", ",0,no")], ids=["a", "b", "c"]
)
def test_no_programme_passes_the_reach(small, text):
    search = searched(small(text), ["100e6"])
    reach = reach_of(search.pieces.base, search.pieces.groups)
    names = search.choice.names
    sets = [frozenset(each) for count in (0, 1, 2) for each in combinations(names, count)] + [frozenset(names)]
    for chosen in sets:
        if search.choice.allows(chosen) and all(group.part(chosen) in group.pieces for group in search.pieces.groups):
            for place, most in largest(search, chosen):
                assert np.isinf(reach[place]) or most <= reach[place] + 1e-9 * max(1.0, most)


def test_canals_without_a_capacity_have_a_price_in_every_plan(small):
    search = searched(small(RIVER), ["100e6"])
    found, costs = search.best(), enumerated(search)
    assert nearly(found.net, min(costs.values()))
    assert bounds_hold(search, costs)
    assert all(np.isfinite(value) for bound in search.bounds for part in bound.parts for value in part.values())


def test_what_can_go_round_has_no_reach_and_is_chosen_all_the_same(small):
    text = RIVER.replace("river,head,lake,,", "river,head,lake,,0.1\npump,lake,head,,")
    text = text.replace("karst,A,0.5,20", "karst,A,0.5,20\nbed,B,0.5,20")
    text = text.replace("karst,supplies,karst", "bed,links,river,loss,set,0.02\nkarst,supplies,karst")
    search = searched(small(text), ["100e6"])
    reach = reach_of(search.pieces.base, search.pieces.groups)
    assert np.isinf(reach).any()
    costs = enumerated(search)
    assert nearly(search.best().net, min(costs.values()))
    assert bounds_hold(search, costs)
