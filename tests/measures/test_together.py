"""Measures that need others are valued with them: a road in two halves, by hand."""

from __future__ import annotations

import pytest

from aryk.case.changes import apply_changes
from aryk.cli import app
from aryk.commands.outcome import FINE, guarded
from aryk.measures.apply import is_in_place, measure_changes
from aryk.measures.ranking import ranking
from aryk.measures.together import asked_measures, needed_by, title_of, with_needed
from aryk.measures.worth import worth_of_measures
from aryk.report.worth import worth_page
from tests.conftest import write_small_case

NEEDS = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2023-01-01,2023-12-31,0.1
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,year
== nodes
node,carrier,party
hill,power,A
pass,power,A
town,power,B
== supplies
supply,node,capacity,cost
sun,hill,10,0
gas,town,100,50
== demands
demand,node,level
homes,town,40
== links
link,from_node,to_node,capacity,active
upper,hill,pass,10,no
lower,pass,town,10,no
== measures
measure,title,party,capital,upkeep,lead_time,life,needs,basis
first,First half,A,10,0,1,20,second,reported
second,Second half,B,5,0,1,20,,
third,A toll,B,1,0,1,20,first,
talk,Talks,A,,,,,,
after,After talks,A,1,0,1,20,talk,
== measure_changes
measure,table,row,column,operation,value
first,links,upper,active,set,yes
second,links,lower,active,set,yes
third,supplies,gas,cost,add,0
talk,supplies,gas,capacity,add,1
after,supplies,gas,capacity,add,1
"""
SAVED = 10 * 8760 * 50
"""Gas that a year of both halves replaces, 4.38 million USD."""
ANNUITY = (1 - 1.1**-20) / 0.1


def test_a_half_is_worth_what_both_bring_less_what_both_cost(small):
    """First needs second: 15 million are spent, 10 MW of gas saved in each of 20 years. Second alone only costs."""
    case = small(NEEDS)
    found = list(worth_of_measures(case, asked_measures(case, ["first", "second"])))
    table = ranking(case, found)
    assert list(table.index) == ["first+second", "second"]
    assert table.at["first+second", "present value"] == pytest.approx((SAVED * ANNUITY - 15e6) / 1e6)
    assert table.at["first+second", "capital"] == pytest.approx(15)
    assert table.at["first+second", "needed"] == "second"
    assert table.at["second", "present value"] == pytest.approx(-5)


def test_all_holds_each_measure_with_what_it_needs(small):
    """A toll needs the first half, and by it the second; what needs talks of unknown cost cannot be told."""
    case = small(NEEDS)
    assert asked_measures(case, ["all"]) == ["first+second", "second", "third+first+second"]


def test_the_same_measures_are_valued_once(small):
    case = small(NEEDS)
    assert asked_measures(case, ["second+first", "first", "second", "all"]) == [
        "second+first",
        "second",
        "third+first+second",
    ]


def test_what_is_in_place_is_not_built_again(small):
    case = small(NEEDS)
    built = apply_changes(case, measure_changes(case, ["second"]))
    assert is_in_place(built, "second")
    assert not is_in_place(case, "second")
    assert with_needed(built, "first") == ["first"]


def test_the_row_says_what_is_needed_and_by_what(small):
    case = small(NEEDS)
    assert title_of(case, "first+second") == "First half; with Second half, needed for it"
    assert title_of(case, "talk+second") == "Talks; Second half"
    assert needed_by(case, "second") == ["first", "third"]
    page = worth_page(case, list(worth_of_measures(case, ["first+second", "second"])))
    assert "First half; with Second half, needed for it" in page
    assert "needed by: First half; A toll" in page


def test_the_command_values_a_measure_with_what_it_needs(tmp_path, capsys):
    (tmp_path / "small").mkdir()
    folder = str(write_small_case(tmp_path / "small", NEEDS))
    assert guarded(app, ["worth", folder, "--measures", "first", "--out", str(tmp_path / "out")]) == FINE
    assert "First half; with Second half, needed for it" in capsys.readouterr().out
    assert (
        guarded(app, ["worth", folder, "--measures", "all", "--out", str(tmp_path / "x"), "--language", "ru,ky"]) == 0
    )
    assert f"{tmp_path / 'x' / 'report-ru.html'}: the same" in capsys.readouterr().out
    assert "вместе с необходимым" in (tmp_path / "x" / "report-ru.html").read_text(encoding="utf-8")
    assert (tmp_path / "x" / "report-ky.html").exists()
    assert guarded(app, ["worth", folder, "--measures", "all", "--language", "fr"]) == 1
