"""Measures that the plan may choose, by hand and against the same measures in place."""

from __future__ import annotations

import pytest

import aryk
from aryk import CaseError
from aryk.measures.apply import with_measures, with_scenario

CASE = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-12-31,0.1
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,year
== nodes
node,carrier,party
town,power,A
far,power,B
== supplies
supply,node,capacity,cost,active
oil,town,100,80,yes
sun,town,10,0,no
hydro,far,100,5,yes
== demands
demand,node,level
homes,town,40
== links
link,from_node,to_node,capacity
line,far,town,8
== limits
limit,sense,value,quantity,per
contract,at-most,6,rate,year
== limit_terms
limit,table,row
contract,links,line
== measures
measure,party,capital,upkeep,life
field,A,{field},0,20
second-line,B,{line},1000,40
cheap-talk,A,,,
== measure_changes
measure,table,row,column,operation,value
field,supplies,sun,active,set,yes
second-line,links,line,capacity,add,12
second-line,limits,contract,value,set,20
cheap-talk,demands,homes,level,scale,0.9
== scenarios
scenario,choose,measures
base,,
free,field second-line,
talk,cheap-talk,
== sources
table,row,column
"""


# In the year 8784 h. The field saves 10 MW x 80 = 7.03 million a year; its annuity over 20 years at 10 % is 0.11746 of
# the capital: it pays below 59.8 million. The line carries 6 MW by contract, with the measure 20 (capacity 8 + 12,
# contract 6 + 14): the further 14 MW save 75 each, 9.22 million a year; annuity over 40 years 0.10226 of the capital.
@pytest.mark.parametrize(
    ("field", "line", "built"),
    [(59, 80, (1, 1)), (61, 80, (0, 1)), (59, 95, (1, 0)), (61, 95, (0, 0))],
)
def test_a_measure_is_built_as_long_as_it_pays(small, field, line, built):
    case = small(CASE.format(field=field, line=line))
    plan = aryk.plan(case, scenario="free")
    sizes = tuple(plan.results.find("expansions", name, "size")[1][0] for name in ("field", "second-line"))
    assert sizes == pytest.approx(built, abs=1e-6)
    assert plan.verify().passed
    measures = [name for name, size in zip(("field", "second-line"), built, strict=True) if size]
    fixed = aryk.plan(case, measures=measures)
    paid = plan.accounts["investment"].sum()
    assert plan.objective - paid == pytest.approx(fixed.objective, rel=1e-9)
    assert paid == pytest.approx(
        built[0] * 0.1174596 * field * 1e6 + built[1] * (0.1022594 * line * 1e6 + 1000), rel=1e-6
    )


def test_what_cannot_be_built_in_part_is_told(small):
    with pytest.raises(CaseError) as caught:
        with_scenario(small(CASE.format(field=1, line=1)), "talk")
    words = str(caught.value)
    assert "the plan cannot choose a share of cheap-talk: this change cannot be made in part" in words
    assert "the plan cannot choose cheap-talk: its capital is not known" in words


def test_a_chosen_measure_can_also_be_in_place(small):
    case = with_measures(small(CASE.format(field=1, line=1)), ["field"])
    assert aryk.plan(case).results.find("supplies", "sun", "flow")[1] == pytest.approx([10])
