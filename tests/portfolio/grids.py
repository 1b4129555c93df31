"""Small cases with measures of all kinds, and the best set found by planning every one."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from aryk.measures.apply import with_measures
from aryk.planning.plan import NoPlanError, plan
from aryk.portfolio.budgets import affordable, asked_budgets
from aryk.portfolio.candidates import candidates_of
from aryk.portfolio.search import Search
from aryk.portfolio.workshop import Workshop

GRID = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-01-02,0.05
== carriers
carrier,title,amount_unit,rate_unit,step,system
power,Power,MWh,MW,day,power
== nodes
node,carrier,party
a,power,A
b,power,B
c,power,B
d,power,B
== supplies
supply,node,capacity,cost,active
old,a,60,40,
sun,a,20,1,no
coal,b,80,70,
wind,b,30,2,no
peak,c,50,200,
hydro,c,15,3,no
== demands
demand,node,level,tiers
da,a,50,t
db,b,70,t
dc,c,40,t
dd,d,5,t
== tiers
tiers,tier,share,value
t,1,1,1000
== links
link,from_node,to_node,capacity,capacity_back,cost,loss,active
ab,a,b,5,5,1,0.05,
bc,b,c,5,5,1,0.05,
ac,a,c,20,20,1,0,no
cd,c,d,2,2,1,0,
== measures
measure,party,capital,upkeep,life,lead_time,needs,excludes
sun,A,1,1000,20,1,,
wind,B,2,1000,20,2,,
hydro,B,1.5,0,30,1,,
ac,A,0.5,0,30,1,,
ab-more,A,0.3,0,30,1,,
ab-much,A,0.5,0,30,1,ab-more,
cheap,A,0.2,0,10,1,,
less-loss,B,0.1,0,10,1,,
saving,B,0.4,0,10,1,,hydro
bc-more,B,0.3,0,30,1,,
cd-more,B,0.2,0,30,1,,
cd-again,B,0.3,0,30,1,,
== measure_changes
measure,table,row,column,operation,value
sun,supplies,sun,active,set,yes
wind,supplies,wind,active,set,yes
hydro,supplies,hydro,active,set,yes
ac,links,ac,active,set,yes
ab-more,links,ab,capacity,add,10
ab-much,links,ab,capacity,add,20
cheap,supplies,old,cost,set,35
less-loss,links,bc,loss,set,0.01
saving,demands,dc,level,scale,0.9
bc-more,links,bc,capacity,add,15
cd-more,links,cd,capacity,add,2
cd-again,links,cd,capacity,add,3
"""
"""Twelve measures: plants, lines, dearer and cheaper fuel, losses, saving; two that need or exclude another."""

ROADS = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-01-02,0
== carriers
carrier,title,amount_unit,rate_unit,step,system
goods,Goods,t,t/day,day,goods
== nodes
node,carrier,party,active
farm,goods,A,
pass,goods,A,no
town,goods,B,
== supplies
supply,node,capacity,cost,active
corn,farm,10,1,
import,town,10,900,
== demands
demand,node,level
bread,town,8
== links
link,from_node,to_node,capacity,cost,active
west,farm,pass,10,0,no
east,pass,town,10,0,no
tunnel,farm,town,6,0,no
== stores
store,node,capacity,initial,final,active
barn,town,5,,cyclic,no
== measures
measure,party,capital,life
road-west,A,1,10
road-east,B,1,10
tunnel,A,1.9,10
barn,B,0.1,10
== measure_changes
measure,table,row,column,operation,value
road-west,nodes,pass,active,set,yes
road-west,links,west,active,set,yes
road-east,nodes,pass,active,set,yes
road-east,links,east,active,set,yes
tunnel,links,tunnel,active,set,yes
barn,stores,barn,active,set,yes
"""
"""Two halves of a road that bring nothing apart."""


def searched(case, words, criteria=(), **options):
    """The search over a case under budgets as the command takes them."""
    budgets = asked_budgets(case, words)
    choice = affordable(candidates_of(case), budgets)
    workshop = Workshop(case, choice.names, criteria)
    return Search(workshop, choice, budgets, **options)


def may_stand(search, chosen):
    """Whether a set keeps relations and budgets, judged by arithmetic alone (no years)."""
    own = {each.name: each for each in search.choice.candidates}
    if not search.choice.allows(chosen):
        return False
    return all(
        sum(own[name].paid_by(budget.party) for name in chosen) <= budget.amount * (1 + 1e-9)
        for budget in search.master.budgets
    )


def enumerated(search, allowed=may_stand):
    """Each set that may stand with its net cost, from a plan of its own by `aryk.plan`."""
    names = search.choice.names
    found = {}
    for count in range(len(names) + 1):
        for each in combinations(names, count):
            chosen = frozenset(each)
            if not allowed(search, chosen):
                continue
            try:
                made = plan(with_measures(search.workshop.case, sorted(chosen)))
            except NoPlanError:
                continue
            found[chosen] = made.objective + search.master.net_of(chosen)
    return found


def bounds_hold(search, costs):
    """Whether no bound of any plan lies above the cost of any set."""
    groups = search.pieces.groups
    return all(
        bound.least(chosen, groups) <= net - search.master.net_of(chosen) + 1e-6 * abs(net) + 1e-6
        for bound in search.bounds
        for chosen, net in costs.items()
        if all(group.part(chosen) in group.pieces for group in groups)
    )


def nearly(one, other):
    """Whether two costs are the same but for rounding."""
    return bool(np.isclose(one, other, rtol=1e-7, atol=1e-3))
