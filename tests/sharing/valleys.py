"""Two and three valleys on a river, small enough to be solved by hand.

Day 1 is summer, day 2 is winter. The dam of A holds 0.864 hm3, which is 10 m3/s for one day. A turbine makes 1 MW of
1 m3/s; water may also be let down beside it. In winter A needs 10 MW, or burns gas at 40 USD/MWh. In summer the fields
of B, below, take up to 10 m3/s at 30,000 USD/hm3. B has a coal plant of 10 MW at 20 USD/MWh, and needs nothing.
"""

NODES = """
== nodes
node,carrier,party,disposal
dam,water,A,
below,water,A,
field-b,water,B,yes
grid-a,power,A,
grid-b,power,B,
"""
REST = """
== supplies
supply,node,kind,capacity,cost
gas,grid-a,,10,40
coal,grid-b,,10,20
== stores
store,node,capacity,initial,final
lake,dam,2,0.864,free
== processes
process,party,carrier,capacity
turbine,A,power,10
== flows
process,node,direction,coefficient
turbine,dam,in,1
turbine,below,out,1
turbine,grid-a,out,1
== series
series,unit,cycle
summer,1,day
winter,1,day
== profiles
series,index,value
"""
DAYS = "".join(f"summer,{day},{int(day == 1)}\nwinter,{day},{int(day == 2)}\n" for day in range(1, 367))
TWO = f"""{NODES}
== links
link,from_node,to_node,kind,capacity,capacity_back
outlet,dam,below,outlet,20,
river,below,field-b,river,,
wire,grid-b,grid-a,line,10,
== demands
demand,node,level,profile,tiers
town,grid-a,10,winter,town
fields,field-b,10,summer,fields
== tiers
tiers,tier,share,value
town,1,1,500
fields,1,1,30000
{REST}{DAYS}"""
PAYMENT = """
== payments
payment,payer,payee,table,row,quantity,price
wire,A,B,links,wire,flow,25
"""
TREATY = """
== limits
limit,party,sense,value,quantity,per,from_day,to_day,penalty
summer-water,A,at-least,0.3456,amount,horizon,01-01,01-01,200000
== limit_terms
limit,table,row
summer-water,links,river
"""
SEPARATION = """
== separations
separation,party,other,system
contract,A,B,power
== separation_changes
separation,table,row,column,operation,value
contract,links,wire,capacity,set,4
"""
THREE = f"""
== parties
party,title
A,Upper
B,Left
C,Right
{NODES}field-c,water,C,yes
== links
link,from_node,to_node,kind,capacity
outlet,dam,below,outlet,20
left,below,field-b,river,
right,below,field-c,river,
== demands
demand,node,level,profile,tiers
town,grid-a,10,winter,town
fields-b,field-b,5,summer,fields-b
fields-c,field-c,5,summer,fields-c
== tiers
tiers,tier,share,value
town,1,1,500
fields-b,1,1,30000
fields-c,1,1,20000
{REST}{DAYS}"""

BELOW = (
    """
== nodes
node,carrier,party,disposal
dam,water,A,
below,water,A,
weir,water,B,
field-b,water,B,yes
grid-a,power,A,
grid-b,power,B,yes
== links
link,from_node,to_node,kind,capacity,capacity_back
outlet,dam,below,outlet,20,
river,below,weir,river,,
wire,grid-b,grid-a,line,10,
== demands
demand,node,level,profile,tiers
town,grid-a,10,winter,town
city,grid-b,10,summer,town
== tiers
tiers,tier,share,value
town,1,1,500
== supplies
supply,node,kind,capacity,cost
gas,grid-a,,10,40
coal,grid-b,,20,100
== stores
store,node,capacity,initial,final
lake,dam,2,0.864,free
== separations
separation,party,other,system
all,A,B,
== processes
process,party,carrier,capacity
turbine,A,power,10
mill,B,power,10
== flows
process,node,direction,coefficient
turbine,dam,in,1
turbine,below,out,1
turbine,grid-a,out,1
mill,weir,in,1
mill,field-b,out,1
mill,grid-b,out,1
== series
series,unit,cycle
summer,1,day
winter,1,day
== profiles
series,index,value
"""
    + DAYS
)
"""B has a mill that makes as much power of the same water, in summer in place of coal at 100 USD/MWh. A treaty leaves
the wire open."""


def fan(users: int) -> str:
    """A dam of A and users B01, B02 ... below, each with room for a share of the summer water of its own.

    User i takes up to 10 / users m3/s at 20,000 + 500 i USD/hm3. A must burn gas at 40 USD/MWh in winter for the water
    it lets down in summer.
    """
    names = [f"B{each:02d}" for each in range(1, users + 1)]
    nodes = "".join(f"field-{name},water,{name},yes\n" for name in names)
    links = "".join(f"river-{name},below,field-{name},river,\n" for name in names)
    demands = "".join(f"fields-{name},field-{name},{10 / users!r},summer,tier-{name}\n" for name in names)
    tiers = "".join(f"tier-{name},1,1,{20000 + 500 * place}\n" for place, name in enumerate(names, 1))
    parties = "".join(f"{name},User {name}\n" for name in names)
    return f"""
== parties
party,title
A,Upper
{parties}
== nodes
node,carrier,party,disposal
dam,water,A,
below,water,A,
grid-a,power,A,
{nodes}
== links
link,from_node,to_node,kind,capacity
outlet,dam,below,outlet,20
{links}
== demands
demand,node,level,profile,tiers
town,grid-a,10,winter,town
{demands}
== tiers
tiers,tier,share,value
town,1,1,500
{tiers}
{REST.replace("coal,grid-b,,10,20", "").replace(chr(10) * 2, chr(10))}{DAYS}"""
