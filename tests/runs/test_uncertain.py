"""What should be measured next: the ranking, the ends, and the uncertainty of each number."""

from __future__ import annotations

import json

import numpy as np
import pytest

import aryk
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.planning.numbers import Number
from aryk.runs.uncertain import numbers_of, share_of, uncertain

# 10 MW for 48 hours from the cheap plant (8 MW at 20) and the dear one (the rest at 50), and 3 MW that stand idle.
TOWN = """
== nodes
node,carrier,party
grid,power,A
== supplies
supply,node,kind,capacity,cost,active,basis
cheap,grid,dispatchable,8,20,,assumed
dear,grid,dispatchable,100,50,,reported
planned,grid,dispatchable,50,1,no,assumed
== demands
demand,node,level,basis
town,grid,10,computed
== indicators
indicator,title,unit,system,headline
burnt,Burnt by the dear plant,MWh,power,yes
== indicator_terms
indicator,table,row
burnt,supplies,dear
== uncertainties
uncertainty,of_basis,table,row,column,share
all,,,,,0.01
assumed,assumed,,,,0.2
costs,,supplies,,cost,0.3
dear,,supplies,dear,,0.4
"""


# Slopes for 100 %: level 24,000, cheap capacity -11,520, cheap cost 7,680, dear cost 4,800; see test_slopes.
def test_effects_are_slopes_times_shares(small):
    found = uncertain(small(TOWN), top=0, each=0)
    effects = {f"{row.row}.{row.column}": (row.share, row.effect) for row in found.numbers.itertuples()}
    assert effects == {
        "town.level": (0.01, pytest.approx(240)),
        "cheap.capacity": (0.2, pytest.approx(2304)),
        "cheap.cost": (0.3, pytest.approx(2304)),
        "dear.cost": (0.4, pytest.approx(1920)),
        "dear.capacity": (0.4, pytest.approx(0)),
    }
    assert list(found.numbers["effect"]) == sorted(found.numbers["effect"], reverse=True)
    assert found.swings.empty


# By 1 % more level the dear plant burns 4.8 MWh more; by 20 % more of the cheap one 1.6 MW x 48 hours less; prices move
# nothing, and the gain of A falls by what costs rise.
def test_each_result_has_slopes_of_its_own(small):
    found = uncertain(small(TOWN), top=0)
    names = [f"{row.row}.{row.column}" for row in found.numbers.itertuples()]
    moves = dict(zip(names, found.moves["burnt"], strict=True))
    assert moves == {
        "town.level": pytest.approx(4.8),
        "cheap.capacity": pytest.approx(-76.8),
        "cheap.cost": 0,
        "dear.cost": 0,
        "dear.capacity": 0,
    }
    gains = dict(zip(names, found.moves["gain of A"], strict=True))
    assert [gains[each] for each in ("town.level", "cheap.capacity", "dear.cost")] == pytest.approx(
        [-240, 2304, -1920], rel=1e-6
    )
    assert [names[place] for place in found.movers("burnt", 5)] == ["cheap.capacity", "town.level"]
    assert {names[place] for place in found.swings["place"]} == {
        "cheap.capacity",
        names[found.movers("gain of A", 1)[0]],
    }


# With 6.4 or 9.6 MW of the cheap plant the dear one burns 3.6 or 0.4 MW for 48 hours.
def test_both_ends_are_planned_again(small):
    found = uncertain(small(TOWN), top=2)
    capacity = found.numbers.index[found.numbers["column"] == "capacity"][0]
    burnt = found.swings[(found.swings["result"] == "burnt") & (found.swings["place"] == capacity)].iloc[0]
    assert tuple(burnt[["low", "base", "high"]]) == pytest.approx((172.8, 96, 19.2))
    cost = found.swings[(found.swings["result"] == "objective") & (found.swings["place"] == capacity)].iloc[0]
    assert cost["high"] - cost["base"] == pytest.approx(-2304)
    assert found.plan.resolve([]).objective == pytest.approx(found.plan.objective)


def test_an_end_without_a_plan_is_told(small):
    case = small(TOWN.replace("dear,grid,dispatchable,100", "dear,grid,dispatchable,2.5"))
    found = uncertain(case, top=5)
    row = found.swings[
        (found.swings["result"] == "objective")
        & (
            found.swings["place"]
            == found.numbers.index[found.numbers["row"].eq("dear") & found.numbers["column"].eq("capacity")][0]
        )
    ].iloc[0]
    assert np.isnan(row["low"])
    assert row["high"] == pytest.approx(row["base"])


def test_the_row_that_says_most_counts():
    case = aryk.read_case("kz-kg")
    assert share_of(case, Number("tiers", "a/1", "value"), "assumed") == 0.5
    assert share_of(case, Number("tiers", "a/1", "value"), "reported") == 0.05


def test_a_case_that_says_nothing_takes_the_defaults():
    case = aryk.read_case("tiny")
    number = Number("supplies", "gas-down", "cost")
    assert [share_of(case, number, basis) for basis in ("reported", "computed", "assumed")] == [0.05, 0.1, 0.3]


def test_only_numbers_in_use_are_listed(small):
    rows = {each.row for each, _, _ in numbers_of(small(TOWN))}
    assert rows == {"cheap", "dear", "town"}


def test_the_command_writes_tables_and_page(tmp_path, capsys):
    words = ["uncertain", "tiny", "--top", "1", "--out", str(tmp_path / "u"), "--json"]
    assert guarded(app, words) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["numbers"][0]["row"] == "reservoir"
    assert {each["result"] for each in record["swings"]} >= {"objective", "gain of UP", "water-missing"}
    assert {each.name for each in (tmp_path / "u").iterdir()} == {
        "numbers.csv",
        "moves.csv",
        "swings.csv",
        "report.html",
    }
    assert "http" not in (tmp_path / "u" / "report.html").read_text(encoding="utf-8").replace("http://www.w3.org", "")
    assert guarded(app, words) == 1
    assert "is there already" in capsys.readouterr().out
    assert guarded(app, ["uncertain", "tiny", "--basis", "guessed"]) == 1
    assert "allowed: reported, computed, assumed" in capsys.readouterr().err
