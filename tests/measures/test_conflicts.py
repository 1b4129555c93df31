"""Any set of measures gives the same case in any order; two that change one cell otherwise are named."""

from __future__ import annotations

import itertools

import pytest

from aryk import CaseError
from aryk.case.read import read_case
from aryk.measures.apply import measure_changes, with_measures

CASE = """
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost,groups
gas,town,100,50,plants
coal,town,100,30,plants
== demands
demand,node,level
homes,town,40
== measures
measure,party
unit-1,A
unit-2,A
better,A
worse,A
cap,A
again,A
== measure_changes
measure,table,row,group,column,operation,value
unit-1,supplies,gas,,capacity,add,20
unit-2,supplies,gas,,capacity,add,30
better,supplies,,plants,cost,scale,0.5
worse,supplies,coal,,cost,scale,3
cap,supplies,gas,,capacity,set,90
again,supplies,gas,,capacity,set,90
"""


@pytest.mark.parametrize("order", list(itertools.permutations(["unit-1", "unit-2", "better", "worse"])))
def test_order_of_measures_does_not_matter(small, order):
    supplies = with_measures(small(CASE), order).table("supplies")
    assert supplies["capacity"].to_dict() == {"gas": 150, "coal": 100}
    assert supplies["cost"].to_dict() == {"gas": 25, "coal": 45}


def test_one_value_told_twice_is_no_conflict(small):
    assert with_measures(small(CASE), ["cap", "again"]).table("supplies")["capacity"]["gas"] == 90


@pytest.mark.parametrize("order", [["unit-1", "cap"], ["cap", "unit-1"]])
def test_two_changes_of_one_cell_are_named(small, order):
    with pytest.raises(CaseError) as caught:
        with_measures(small(CASE), order)
    (fault,) = caught.value.faults
    assert fault.what == (
        "measure unit-1 and measure cap both change supplies.gas.capacity, so their order would matter"
    )
    assert (fault.row, fault.found) == (6, "add 20; set 90")
    assert fault.remedy


def test_a_group_and_a_row_meet_in_one_cell(small):
    text = CASE + "cap,supplies,,plants,cost,add,1\n"
    with pytest.raises(CaseError, match=r"measure better and measure cap both change supplies\.gas\.cost"):
        with_measures(small(text), ["better", "cap"])


def test_two_measures_of_the_reference_case_cannot_stand_together():
    """What booked slots save at a rebuilt post is not known: both measures tell the cost of a truck at Karasu."""
    case = read_case("kz-kg")
    found = []
    for pair in itertools.combinations(case.tables["measures"]["measure"], 2):
        try:
            measure_changes(case, pair)
        except CaseError as error:
            found += [(*pair, fault.what.split(" both change ")[1].split(",")[0]) for fault in error.faults]
    assert found == [("rebuild-karasu", "equeue-karasu", "supplies.karasu-trucks-to-kg.cost")]
