"""What designs are worth, and the least staff that keeps a target."""

from __future__ import annotations

import math

import pytest

from aryk.borders.design import with_lanes
from aryk.borders.model import BorderError
from aryk.borders.simulate_case import costs, simulate_case
from aryk.borders.staffing import Roster, rosters, with_roster
from aryk.borders.worth import DAYS_OF_A_YEAR, Design, worth
from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.design import changing_borders, designs_of
from aryk.commands.outcome import guarded
from tests.borders.test_case import SMALL
from tests.conftest import write_small_case

MONTH = {"start": "2024-01-01", "end": "2024-01-31"}


@pytest.fixture
def open_always(tmp_path):
    case = read_case(write_small_case(tmp_path, SMALL))
    return case.with_tables({name: case.tables[name].iloc[:0] for name in ("shifts", "regime_days")})


def test_a_design_that_changes_nothing_is_worth_nothing(open_always):
    table = worth(open_always, {"same": Design("same", open_always, 1e5)}, replications=3, **MONTH)
    assert table.loc["same", ["avoided", "avoided +/-", "gain", "gain per cost"]].tolist() == [0.0, 0.0, 0.0, 0.0]


def test_what_is_avoided_is_the_difference_of_two_simulations_for_a_year(open_always):
    wider = with_lanes(open_always, "out", 3)
    table = worth(open_always, {"wider": Design("wider", wider, 1e5)}, replications=4, **MONTH)
    both = [costs(each, simulate_case(each, replications=4, **MONTH))["cost"].sum() for each in (open_always, wider)]
    assert table.loc["wider", "avoided"] == pytest.approx((both[0] - both[1]) * DAYS_OF_A_YEAR / 31)
    assert table.loc["wider", "avoided +/-"] < table.loc["wider", "avoided"]
    assert table.loc["wider", "gain per cost"] == pytest.approx(table.loc["wider", "gain"] / 1e5)


def test_trucks_that_come_only_now_gain_half(open_always):
    flows = open_always.tables["truck_flows"].assign(stays_away=1.0, tolerance=0.3, trucks=280.0)
    shy = open_always.with_tables({"truck_flows": flows})
    table = worth(shy, {"wider": Design("wider", with_lanes(shy, "out", 4))}, replications=4, **MONTH)
    before, after = table.loc["none"], table.loc["wider"]
    assert after["trucks a day"] > before["trucks a day"] + 1
    each = [row["cost of waiting"] / row["trucks a day"] / DAYS_OF_A_YEAR for row in (before, after)]
    trucks = (before["trucks a day"] + after["trucks a day"]) / 2 * DAYS_OF_A_YEAR
    assert after["gain"] == pytest.approx(trucks * (each[0] - each[1]))
    assert math.isnan(after["yearly cost"])


def test_a_roster_staffs_its_hours_and_closes_the_others(open_always):
    case = with_roster(open_always, "out", Roster(3, 0, 20, 8))
    run = simulate_case(case, "2024-01-01", "2024-01-20", replications=5)
    hourly = run.cleared[:, 1:-1, 0].sum(axis=0).reshape(-1, 24)
    assert hourly[:, 6:20].sum() == 0
    assert hourly[:, 21:24].sum() > 0
    assert Roster(3, 1, 6, 16).lane_hours == 3 * 16 + 8


def test_rosters_keep_the_target_and_the_first_has_the_fewest_lane_hours(open_always):
    target = 0.6
    table = rosters(open_always, "out", target, replications=3, **MONTH)
    assert (table["wait p95"] <= target).all()
    assert table["lane hours a day"].is_monotonic_increasing
    best = table.iloc[0]
    again = with_roster(
        open_always,
        "out",
        Roster(*(int(best[n]) for n in ("lanes", "lanes in other hours", "from hour", "hours with full staff"))),
    )
    run = simulate_case(again, replications=3, passages=["out"], **MONTH)
    assert run.passages().loc["out", "wait p95"] == best["wait p95"]
    fewest = int(table["lanes"].min())
    if fewest > 1:
        narrow = simulate_case(with_lanes(open_always, "out", fewest - 1), replications=3, passages=["out"], **MONTH)
        assert narrow.passages().loc["out", "wait p95"] > target
    with pytest.raises(BorderError, match="a stage that does not count by lane is the narrowest"):
        rosters(open_always, "out", 0.0001, most=2, replications=2, start="2024-01-01", end="2024-01-05")
    with pytest.raises(BorderError, match="nowhere: no passage in use"):
        rosters(open_always, "nowhere", 1.0)


def test_measures_of_the_reference_case_that_change_the_border_are_found_with_their_cost():
    case = read_case("kz-kg")
    names = changing_borders(case)
    assert {"rebuild-karasu", "freight-checkpoint-besagash", "equeue-karasu", "logistics-complex"} <= set(names)
    assert "kegen-round-the-clock" in names
    both = designs_of(case, ["rebuild-karasu+freight-checkpoint-aksu"], [])["rebuild-karasu+freight-checkpoint-aksu"]
    measures = case.table("measures").loc[["rebuild-karasu", "freight-checkpoint-aksu"]]
    assert both.yearly == pytest.approx(
        sum(
            1e6
            * row["capital"]
            / row["lead_time"]
            * sum(1.08**year for year in range(int(row["lead_time"])))
            * 0.08
            / (1 - 1.08 ** -row["life"])
            + row["upkeep"]
            for _, row in measures.iterrows()
        ),
        rel=1e-12,
    )


def test_the_command_tells_designs_and_staff(tmp_path, capsys, monkeypatch):
    text = SMALL.replace(
        "== regimes",
        "== measures\nmeasure,capital,upkeep,life\nwider,1,10000,20\n== measure_changes\n"
        "measure,table,row,column,operation,value\nwider,passages,out,lanes,set,3\n== regimes",
    )
    folder = write_small_case(tmp_path / "case", text) if (tmp_path / "case").mkdir() is None else None
    monkeypatch.chdir(tmp_path)
    days = ["--from", "2024-01-08", "--to", "2024-01-31", "--replications", "2"]
    assert guarded(app, ["border", str(folder), "--design", "all", *days, "--out", "worth"]) == 0
    assert "wider" in capsys.readouterr().out
    assert (tmp_path / "worth" / "designs.csv").is_file()
    assert guarded(app, ["border", str(folder), "--staff", "out", "--target", "40", *days]) == 0
    assert "95 % of trucks wait 40 h at most" in capsys.readouterr().out
    assert guarded(app, ["border", str(folder), "--design", "widr", *days]) == 1
    assert "measures" in capsys.readouterr().err
