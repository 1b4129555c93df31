"""What an outage does, by hand on a small case, and on days of the bundled ones."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from aryk import read_case
from aryk.case.changes import apply_changes, parse_setting
from aryk.case.faults import CaseError
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.planning.plan import plan
from aryk.runs import screening
from aryk.runs.outage import lost_rows, outage
from aryk.runs.screening import screen
from aryk.runs.window import Window, around, windowed

TOWN = """
== nodes
node,carrier,party
a,power,A
== tiers
tiers,tier,share,value
homes,1,1,1000
== supplies
supply,node,capacity,cost,groups
plant,a,10,5,thermal
backup,a,4,50,thermal
idle,a,3,60,
== demands
demand,node,level,tiers
town,a,8,homes
"""
RIVER = """
== case
case,title,money,start,end
small,Small,USD,2024-01-01,2024-02-29
== nodes
node,carrier,party,disposal
lake,water,A,yes
== supplies
supply,node,kind,capacity,cost
river,lake,given,2,
pump,lake,dispatchable,5,1
== stores
store,node,capacity,initial,final,final_minimum
lake,lake,100,50,at-least,48
== demands
demand,node,level
field,lake,3
== limits
limit,sense,value,quantity,per
licence,at-most,6,amount,horizon
== limit_terms
limit,table,row,quantity
licence,supplies,pump,flow
"""


@pytest.fixture
def town(small):
    return small(TOWN)


# A day without the plant: 4 MW of 8 come from the backup at 50 and 3 from the idle plant at 60, 1 is missed at 1000.
# Before, all 8 came from the plant at 5.
def test_an_outage_costs_what_the_hand_says(town):
    done = outage(town, ["plant"], "2024-01-02", 1)
    missed = done.unserved().iloc[0]
    assert (missed["demand"], missed["hours"], missed["without"]) == ("town", 24, 0)
    assert missed["unserved"] == pytest.approx(24)
    assert missed["peak"] == pytest.approx(1)
    assert done.by_hour("town").to_numpy() == pytest.approx([0] * 24 + [1] * 24)
    assert done.cost == pytest.approx(24 * (4 * 50 + 3 * 60 + 1 * 1000 - 8 * 5))
    moved = done.moved().set_index("row")["change"]
    assert moved.to_dict() == pytest.approx({"backup": 96, "idle": 72})
    assert done.money().to_numpy().sum() == pytest.approx(done.cost)
    price = done.prices().iloc[0]
    assert (price["with"], price["without"]) == pytest.approx((1000, 5))


def test_the_loss_of_what_does_not_run_costs_nothing(town):
    done = outage(town, ["idle"], "2024-01-02", 1)
    assert done.cost == pytest.approx(0)
    assert done.unserved().empty
    assert done.moved().empty


def test_all_single_outages_come_worst_first_and_idle_rows_are_left_out(town):
    screened = screen(town, "2024-01-02", "2024-01-02")
    ranking = screened.ranking
    assert not screened.without.calendar.typical
    assert list(ranking["row"]) == ["plant"]
    assert ranking["cost"].iloc[0] == pytest.approx(outage(town, ["plant"], "2024-01-02", 1).cost)
    assert ranking["unserved"].iloc[0] == "24 MWh power"
    assert list(screen(town, "2024-01-02", "2024-01-02", groups=["backup"]).ranking["row"]) == []


# Each of the 60 days costs what one costs above: 4 MW at 45 more, 3 at 55 more, 1 at 995 more.
def test_a_long_screening_is_planned_in_typical_days(small, monkeypatch):
    monkeypatch.setattr(screening, "HOURLY", 20)
    days = (
        TOWN + "\n== case\ncase,title,money,start,end,chronology\nsmall,Small,USD,2024-01-01,2024-02-29,typical-days\n"
    )
    screened = screen(small(days), "2024-01-01", "2024-02-29")
    assert screened.without.calendar.typical
    assert list(screened.ranking["row"]) == ["plant"]
    assert screened.ranking["cost"].iloc[0] == pytest.approx(60 * 24 * (4 * 45 + 3 * 55 + 995))


def test_a_name_stands_for_a_row_for_a_tag_and_for_the_parts_of_one_plant(town):
    assert lost_rows(town, ["plant"]) == [("supplies", "plant")]
    assert lost_rows(town, ["thermal", "plant"]) == [("supplies", "plant"), ("supplies", "backup")]
    kz_kg = read_case("kz-kg")
    assert lost_rows(kz_kg, ["bishkek-chp"]) == [("processes", "bishkek-chp"), ("supplies", "bishkek-chp-condensing")]
    assert lost_rows(kz_kg, ["toktogul-frunze-500"]) == [("links", "toktogul-frunze-500")]


def test_a_name_that_stands_for_nothing_is_refused_with_its_neighbour(town):
    with pytest.raises(CaseError, match="did you mean plant"):
        outage(town, ["plnt"], "2024-01-02", 1)


def test_days_outside_the_horizon_are_refused(town):
    with pytest.raises(CaseError, match="the days do not lie in the horizon"):
        outage(town, ["plant"], "2024-01-02", 2)


def test_the_window_takes_contents_and_sums_from_the_plan(small):
    made = plan(small(RIVER))
    window = around(made.calendar, "2024-02-05", "2024-02-05", 3)
    assert window == Window("2024-02-01", "2024-02-10")
    cut = windowed(made, window)
    level = made.results.find("stores", "lake", "level")[1]
    assert cut.table("stores").at["lake", "initial"] == pytest.approx(level[30])
    pumped = made.results.find("supplies", "pump", "flow")[1] * 0.0864
    outside = pumped.sum() - pumped[31:41].sum()
    assert cut.table("limits").at["licence", "value"] == pytest.approx(6 - outside)
    assert str(cut.settings["chronology"]) == "full"
    assert plan(cut).verify().passed


def test_worth_of_water_keeps_the_lake_from_being_emptied_for_nothing(small):
    made = plan(small(RIVER))
    cut = plan(windowed(made, Window("2024-02-01", "2024-02-10")))
    worth = cut.case.table("stores").at["lake", "end_value"]
    price = made.results.find("stores", "lake", "price")[1]
    assert worth == pytest.approx(price[40])
    assert worth == pytest.approx(1)


@pytest.mark.parametrize("final", ["at-least", "cyclic"])
def test_a_window_that_ends_with_the_horizon_ends_as_the_case_says(small, final):
    text = RIVER if final == "at-least" else RIVER.replace("at-least,48", "cyclic,")
    made = plan(small(text))
    cut = plan(windowed(made, Window("2024-02-21", "2024-02-29")))
    ends = [each.results.find("stores", "lake", "level")[1][-1] for each in (made, cut)]
    assert ends == pytest.approx([48, 48] if final == "at-least" else [50, 50])


@pytest.mark.parametrize(("day", "end"), [("2024-02-11", "2024-02-20"), ("2024-02-25", "2024-02-29")])
def test_windows_hold_whole_dekads(small, day, end):
    assert around(plan(small(RIVER)).calendar, day, day, 0).end == end


def test_days_of_kz_kg_without_the_bishkek_plant_are_verified_and_every_money_has_a_party():
    words = ["case.kz-kg.start=2024-02-03", "case.kz-kg.end=2024-02-05"]
    case = read_case("kz-kg")
    short = apply_changes(case, [parse_setting(case, each) for each in words])
    done = outage(short, ["bishkek-chp"], "2024-02-04", 1)
    assert done.outage.verify().passed
    assert done.cost > 0
    assert done.money().to_numpy().sum() == pytest.approx(done.cost, rel=1e-4)
    gone = done.outage.results.find("processes", "bishkek-chp", "activity")[1]
    days = done.outage.calendar.clocks["hour"].start.normalize()
    assert gone[days == pd.Timestamp("2024-02-04")].max() < 1e-6
    assert any("bishkek-chp-boilers" in note for note in done.notes)


def test_the_command_tells_the_same_in_words_and_in_json(capsys):
    asked = ["outage", "tiny", "--out", "gas-down", "--from", "2024-07-04", "--days", "2"]
    assert guarded(app, asked) == 0
    words = capsys.readouterr().out
    assert "homes-down" in words
    assert guarded(app, [*asked, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["lost"] == [{"table": "supplies", "row": "gas-down"}]
    assert sum(record["by_hour"]["homes-down"].values()) == pytest.approx(record["unserved"][0]["unserved"], rel=1e-5)
    assert guarded(app, ["outage", "tiny", "--screen", "--from", "2024-07-04", "--days", "2"]) == 0
    assert capsys.readouterr().out.splitlines()[4].startswith("gas-down")


def test_the_command_refuses_two_questions_at_once(capsys):
    assert guarded(app, ["outage", "tiny", "--from", "2024-07-04"]) == 1
    assert "choose one" in capsys.readouterr().err
    assert guarded(app, ["outage", "tiny", "--out", "gas-down", "--from", "4 July"]) == 1
    assert "2024-02-02" in capsys.readouterr().err
