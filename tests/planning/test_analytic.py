"""Plans whose optimum can be derived by hand; the derivation stands above each test."""

from __future__ import annotations

import numpy as np
import pytest

import aryk

TWO_TOWNS = """
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,day
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-01
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
link,from_node,to_node,capacity,loss,cost
wire,east,west,{capacity},{loss},{cost}
"""


# East makes power at 10, west at 50. A line of 25 MW with a loss of 4 % and a cost of 2 per MWh brings 24 MW west:
# one MWh there through the line costs (10 + 2) / 0.96 = 12.5 < 50, so the line is full. Cheap runs 20 + 25 = 45, dear
# 30 - 24 = 6. Prices are those of the marginal plants, 10 and 50. One more MW of line saves 0.96 x 50 - 12 = 36 per
# MWh, 864 over the day. Cost: 24 x (45 x 10 + 25 x 2 + 6 x 50) = 19200.
def test_two_towns_trade_until_the_line_is_full(small):
    plan = aryk.plan(small(TWO_TOWNS.format(capacity=25, loss=0.04, cost=2)))
    assert plan.objective == pytest.approx(19200)
    assert plan.results.find("supplies", "cheap", "flow")[1] == pytest.approx([45])
    assert plan.results.find("nodes", "east", "price")[1] == pytest.approx([10])
    assert plan.results.find("nodes", "west", "price")[1] == pytest.approx([50])
    assert plan.results.find("links", "wire", "rent")[1] == pytest.approx([-864])


# With a wide line west buys all in the east: its price is that of the east and the way, (10 + 2) / 0.96 = 12.5.
def test_prices_differ_by_cost_and_loss_of_a_line_that_is_not_full(small):
    plan = aryk.plan(small(TWO_TOWNS.format(capacity=90, loss=0.04, cost=2)))
    assert plan.results.find("nodes", "west", "price")[1] == pytest.approx([12.5])
    assert plan.results.find("links", "wire", "flow")[1] == pytest.approx([31.25])


STOCK = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-04
== nodes
node,carrier,party
depot,goods,A
== demands
demand,node,kind,level,tiers,profile
buyers,depot,market,10,prices,
== tiers
tiers,tier,share,value
prices,1,0.4,50
prices,2,0.3,40
prices,3,0.3,30
== stores
store,node,capacity,initial,final,loss
stock,depot,100,22,free,{loss}
"""


# A stock of 22 t sold over four days to a market that pays 50 for the first 4 t of a day, 40 for the next 3, 30 for
# the last 3. Without decay the price of the stock is the same every day (Hotelling 1931 with no interest): the first
# tier takes 16 t, the remaining 6 t go to the second at 40. Gain 16 x 50 + 6 x 40 = 1040, price 40 on each day.
def test_stock_is_sold_at_one_price_on_all_days(small):
    plan = aryk.plan(small(STOCK.format(loss=0)))
    assert plan.objective == pytest.approx(-1040)
    assert plan.results.find("nodes", "depot", "price")[1] == pytest.approx([40] * 4)


# With a decay of 10 % a day, 22 t are 19.8 t when the first can be sold, and a tonne sold n days later takes 0.9^-n of
# them. Counted for each tonne of day 1 the tiers are worth: day 1 first 50; day 2 first 45; day 3 first 40.5; day 1
# second 40; day 4 first 36.45; day 2 second 36 ... In this order 4 + 4/0.9 + 4/0.81 + 3 = 16.383 t are sold, and what
# is left, 3.417 t, goes to day 4, whose first tier is not filled: its price is 50, and the price rises by 1 / 0.9 a day
# up to it (Hotelling's rule with decay in place of interest).
def test_price_of_a_decaying_stock_rises_by_the_decay(small):
    plan = aryk.plan(small(STOCK.format(loss=0.1)))
    assert plan.results.find("nodes", "depot", "price")[1] == pytest.approx(50 * 0.9 ** np.array([3, 2, 1, 0]))
    left = 22 * 0.9 - (4 + 4 / 0.9 + 4 / 0.81 + 3)
    assert plan.objective == pytest.approx(-(12 * 50 + 3 * 40 + left * 36.45))


RIVER = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-05
== nodes
node,carrier,party,disposal
spring,water,A,no
mouth,water,B,yes
== supplies
supply,node,kind,capacity,available
flow,spring,given,1,wave
== links
link,from_node,to_node,capacity,lag,loss,initial_flow
reach,spring,mouth,,{lag},0.25,4
== series
series,file,cycle
wave,wave.csv,none
== series/wave.csv
time,wave
2024-01-01,10
2024-01-02,20
2024-01-03,40
2024-01-04,20
2024-01-05,10
"""


# A wave 10, 20, 40, 20, 10 m3/s runs down a reach that takes 36 hours and loses a quarter; 4 m3/s were on the way.
# Half of each day's water arrives one day later, half two days later. Day 1: all from before; day 2: half from before,
# half of day 1; then half and half: 0.75 x (4, (4 + 10) / 2, (10 + 20) / 2, (20 + 40) / 2, (40 + 20) / 2).
def test_a_lag_splits_water_over_the_days_in_which_it_arrives(small):
    plan = aryk.plan(small(RIVER.format(lag=36)))
    assert plan.results.find("nodes", "mouth", "disposed")[1] == pytest.approx(0.75 * np.array([4, 7, 15, 30, 30]))


SERIES_OF_TWO = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-02
== nodes
node,carrier,party,disposal
upper,water,A,no
lower,water,A,yes
grid,power,A,no
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,day
power,Power,MWh,MW,day
== supplies
supply,node,kind,capacity,cost,available
river,upper,given,10,,
thermal,grid,dispatchable,100,,
dear,grid,dispatchable,1000,80,
== demands
demand,node,level,profile
town,grid,1,load
== stores
store,node,capacity,initial,final,final_minimum
high,upper,{high},0.5,at-least,0.5
low,lower,5,0.2,at-least,0.2
== processes
process,party,carrier,capacity
turbine-high,A,power,
turbine-low,A,power,
== flows
process,node,direction,coefficient
turbine-high,upper,in,1
turbine-high,lower,out,1
turbine-high,grid,out,1
turbine-low,lower,in,2
turbine-low,grid,out,1
== series
series,cycle
load,day
== profiles
series,index,value
""" + "".join(f"load,{day},{100 if day == 1 else 140}\n" for day in range(1, 367))


# A river of 10 m3/s through two reservoirs in series; the upper plant makes 1 MW, the lower 0.5 MW of each m3/s. A
# thermal plant gives 100 MW for nothing, what is beyond costs 80 per MWh. Load is 100 MW on day 1, 140 on day 2, so
# water is worth nothing on day 1 by itself and 80 x 24 h per MW on day 2. One hm3 is 11.574 m3/s for a day and makes
# 11.574 x 24 = 277.8 MWh above and 138.9 below. As long as neither reservoir is full, water of both days is worth the
# same: (277.8 + 138.9) x 80 = 33333 above, 11111 below, on both days.
def test_water_of_two_reservoirs_in_series_is_worth_what_it_makes_on_the_way_down(small):
    plan = aryk.plan(small(SERIES_OF_TWO.format(high=5)))
    assert plan.results.find("nodes", "upper", "price")[1] == pytest.approx([33333.33] * 2, rel=1e-6)
    assert plan.results.find("nodes", "lower", "price")[1] == pytest.approx([11111.11] * 2, rel=1e-6)
    # all water of two days, 20 m3/s-days, runs on day 2 and makes 20 + 10 MW of the 40 beyond 100
    assert plan.objective == pytest.approx(10 * 24 * 80)


# With the upper reservoir at its brim (0.5 hm3) the water of day 1 must run on day 1. Below it can still wait, so above
# it is worth only what the lower plant makes of it on day 2: 11111; on day 2 it is worth 33333. The brim costs
# 33333 - 11111 = 22222 for each hm3.
def test_a_full_reservoir_parts_the_price_of_water(small):
    case = SERIES_OF_TWO.format(high=0.5)
    plan = aryk.plan(small(case))
    assert plan.results.find("nodes", "upper", "price")[1] == pytest.approx([11111.11, 33333.33], rel=1e-6)
    assert plan.results.find("nodes", "lower", "price")[1] == pytest.approx([11111.11] * 2, rel=1e-6)


# A share of a river, soft: left is worth 10, right 1 for each hm3; right is due 42 % and the penalty is 5. Moving one
# hm3 to the right loses 10 - 1 = 9 and saves 5, so all water goes left and the penalty is paid on 0.42 of it.
def test_a_soft_share_is_bought_off_when_the_penalty_is_lower_than_the_gain(small):
    case = small("""
== nodes
node,carrier,party
weir,water,A
== supplies
supply,node,kind,capacity
river,weir,given,10
== demands
demand,node,kind,level,tiers
left,weir,market,20,rich
right,weir,market,20,poor
== tiers
tiers,tier,share,value
rich,1,1,10
poor,1,1,1
== limits
limit,party,sense,value,penalty
due,A,at-least,0,5
== limit_terms
limit,table,row,quantity,coefficient
due,demands,right,served,0.58
due,demands,left,served,-0.42
""")
    total = 10 * 0.0864 * 2
    assert aryk.plan(case).objective == pytest.approx(-10 * total + 5 * 0.42 * total)
