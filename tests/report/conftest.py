"""Small runs whose reports are looked at."""

from __future__ import annotations

import pytest

from aryk.runs.run import run

WATER = """
== carriers
carrier,title,amount_unit,rate_unit,step,system
water,Water,hm3,m3/s,day,water
== nodes
node,title,carrier,party
dam,Dam,water,A
fields,Fields,water,B
== supplies
supply,title,node,kind,capacity
river,River,dam,given,10
== stores
store,title,node,capacity,initial,final,loss,loss_to
lake,The lake,dam,5,1,free,0.05,fields
== links
link,title,from_node,to_node,kind,capacity,loss
canal,Canal,dam,fields,canal,12,0.1
== tiers
tiers,tier,share,value
half,1,0.5,900
half,2,0.5,100
== demands
demand,title,node,kind,level,tiers
crops,Crops,fields,need,30,half
"""

NASTY = "<script>alert(1)</script> & 'more'"

ALL = f"""
== nodes
node,title,carrier,party,latitude,longitude
dam,Dam {NASTY},water,A,42.5,75.0
fields,Fields,water,B,42.9,74.2
north,North,power,A,43.2,76.9
south,South,power,B,42.8,74.6
farm,Farm,goods,A,43.0,75.5
shop,Shop,goods,B,42.9,74.5
unplaced,Somewhere,goods,B,,
== supplies
supply,title,node,kind,capacity,cost,technology,fuel,basis
river,River,dam,given,10,0,,,reported
coal,Coal plant,north,dispatchable,100,20,steam,coal,assumed
wind,Wind farm,south,curtailable,60,0,turbine,wind,computed
grain,Grain {NASTY},farm,dispatchable,50,5,,,assumed
== stores
store,title,node,capacity,minimum,initial,final
lake,The lake,dam,5,0.5,1,free
== links
link,title,from_node,to_node,kind,capacity,capacity_back,loss
canal,Canal,dam,fields,canal,12,0,0.1
line,Line,north,south,line,40,40,0.02
road,Road,farm,shop,road,30,0,0
lane,Lane,shop,unplaced,road,,0,0
== processes
process,title,party,carrier,capacity,technology,fuel
turbine,Turbine at the dam,A,power,2,hydro,water
== flows
process,node,direction,coefficient
turbine,dam,in,2
turbine,fields,out,2
turbine,north,out,1
== tiers
tiers,tier,share,value
half,1,0.5,900
half,2,0.5,100
light,1,1,3000
trade,1,1,40
== demands
demand,title,node,kind,level,tiers
crops,Crops,fields,need,30,half
homes,Homes,south,need,120,light
bread,Bread,shop,market,45,trade
cakes,Cakes,unplaced,market,2,trade
== agreements
agreement,title,parties,sector,commitment,indicator,sense,target,why_not_measurable
share,Water for B,A-B,water,a share,given,at-least,1000,
words,Friendship,A-B,water,to be friends,,,,no number tells
== limits
limit,title,party,sense,value,quantity,per,agreement,penalty
season,Delivery to B,A,at-least,0.9,amount,day,share,500
cut,Cut of the grid,,at-most,35,rate,hour,,
== limit_terms
limit,table,row
season,links,canal
cut,links,line
== indicators
indicator,title,unit,system,party,statistic,headline,from_day,to_day
given,Water given to B,hm3,water,B,total,yes,,
level,Level of the lake,hm3,water,A,last,yes,,
summer,Water given to B in July,hm3,water,B,total,yes,07-01,07-31
== indicator_terms
indicator,table,row,quantity
given,links,canal,
level,stores,lake,level
summer,links,canal,
== observations
observation,title,indicator,start,end,value,tolerance,basis
seen,The lake was seen,level,2024-01-01,2024-01-01,0.7,0.01,reported
== references
reference,title,date,url
book,A book {NASTY},2020,https://example.org/book
"""


@pytest.fixture
def water_run(small):
    return run(small(WATER))


@pytest.fixture
def whole_run(small):
    return run(small(ALL))
