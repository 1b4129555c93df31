"""Plan and border agree on what waiting costs: against formulas, with the accounts closed, and repeatable."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

import aryk
from aryk.borders.curves import cost_of, pieces, wait_curves
from aryk.borders.formulas import wait_mmc
from aryk.case.case import typed_frame
from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.runs.folder import open_run
from aryk.runs.run import run
from aryk.runs.waits import TOLERANCE, gap_of, lines, scaled, trucks_alone, with_waits
from tests.conftest import write_small_case


def small(folder, waits="simulated", trucks=220):
    text = f"""
== case
case,title,money,start,end,waits
small,Two crossings,USD,2024-01-01,2024-02-29,{waits}
== carriers
carrier,amount_unit,rate_unit,step
trucks,trucks,trucks/day,day
== nodes
node,carrier,party
near,trucks,A
far,trucks,A
buyers,trucks,B
== supplies
supply,node,kind,capacity,cost
near-room,near,dispatchable,300,1
far-room,far,dispatchable,300,1
== links
link,from_node,to_node,cost
by-near,near,buyers,0
by-far,far,buyers,6
== demands
demand,node,level,tiers
goods,buyers,{trucks},need
== tiers
tiers,tier,share,value
need,1,1,1000
== crossings
crossing,title
gate,Gate
pass,Pass
== passages
passage,crossing,chain,lanes,node,charge
near-out,gate,way,1,near,1
far-out,pass,way,1,far,1
== chain_stages
chain,stage,place,distribution,service,spread,servers
way,documents,1,exponential,0.1,1,1
== truck_classes
truck_class,waiting_cost
loaded,10
== truck_mixes
mix,truck_class,share
all,loaded,1
== truck_flows
flow,passage,mix,trucks
near,near-out,all,100
far,far-out,all,100
"""
    return read_case(write_small_case(folder, text))


def dollars_a_day(trucks):
    """What so many trucks a day wait for, by M/M/1 with ten trucks an hour and 10 USD an hour."""
    return trucks * 10.0 * wait_mmc(trucks / 24.0, 0.1, 1) if trucks > 0 else 0.0


def test_pieces_of_the_curve_follow_the_queue_of_theory(tmp_path):
    curves = wait_curves(small(tmp_path), replications=20)
    own = curves[curves["passage"] == "near-out"]
    assert own["cost"].is_monotonic_increasing
    for trucks in (72.0, 132.0, 180.0):
        assert cost_of(own, np.array([trucks]))[0] == pytest.approx(dollars_a_day(trucks), rel=0.12)
    assert np.isinf(own["trucks"].iloc[-1])


def test_the_envelope_lies_below_all_points_and_touches_the_first_and_the_last():
    points = [(0.0, 0.0, 0.0), (1.0, 2.0, 0.1), (2.0, 2.5, 0.2), (3.0, 7.0, 0.3), (4.0, 9.0, 0.4)]
    frame = pd.DataFrame(pieces(points), columns=["trucks", "cost", "wait"])
    told = cost_of(frame, np.array([each[0] for each in points]))
    assert all(told <= np.array([each[1] for each in points]) + 1e-12)
    assert told[-1] == pytest.approx(9.0)
    assert frame["cost"].is_monotonic_increasing


def test_the_plan_splits_trucks_as_the_least_cost_by_theory_does(tmp_path):
    done = run(small(tmp_path))
    best = minimize_scalar(
        lambda near: dollars_a_day(near) + dollars_a_day(220 - near) + 6 * (220 - near),
        bounds=(0, 220),
        method="bounded",
    )
    flow = {name: done.plan.results.find("links", name, "forward")[1].mean() for name in ("by-near", "by-far")}
    real = dollars_a_day(flow["by-near"]) + dollars_a_day(flow["by-far"]) + 6 * flow["by-far"]
    assert 0 < flow["by-far"] < flow["by-near"]
    assert real < 1.05 * best.fun
    assert done.waits.agreed
    assert done.waits.gap <= TOLERANCE
    assert done.verification.passed


def test_without_the_setting_nothing_is_simulated_and_all_take_the_near_gate(tmp_path):
    done = run(small(tmp_path, "given"))
    assert done.waits is None
    assert done.plan.results.find("supplies", "far-room", "flow")[1].max() == pytest.approx(0.0)


def test_lines_keep_the_supply_and_put_the_charge_in_place_of_its_cost(tmp_path):
    case = small(tmp_path)
    curves = pd.DataFrame({"passage": ["near-out"] * 2, "piece": [1, 2], "trucks": [50.0, np.inf], "cost": [2.0, 9.0]})
    with_line = with_waits(case, curves)
    assert list(lines(case)["supply"]) == ["near-room", "far-room"]
    assert with_line.table("supplies").loc["near-room", ["node", "cost"]].tolist() == ["near-line", 1.0]
    links = with_line.table("links")
    assert links.loc["near-wait-1", ["capacity", "cost"]].tolist() == [50.0, 2.0]
    assert np.isnan(links.loc["near-wait-2", "capacity"])
    plan = aryk.plan(with_line)
    assert plan.results.find("links", "near-wait-1", "forward")[1].mean() == pytest.approx(50.0)


def test_curves_are_scaled_to_what_the_border_tells():
    curves = pd.DataFrame({"passage": ["a", "a", "b"], "piece": [1, 2, 1], "trucks": 1.0, "cost": [1.0, 2.0, 3.0]})
    rounds = pd.DataFrame({"passage": ["a"], "trucks a day": [10.0], "plan": [2.0], "border": [4.5]})
    assert scaled(curves, rounds)["cost"].tolist() == [1.5, 3.0, 3.0]
    assert gap_of(rounds) == pytest.approx(2.5 / 4.5)


def test_a_run_is_repeated_from_its_folder_to_the_last_digit(tmp_path, capsys, monkeypatch):
    (tmp_path / "case").mkdir()
    small(tmp_path / "case")
    monkeypatch.chdir(tmp_path)
    assert guarded(app, ["run", "case", "--out", "first"]) == 0
    stored = open_run("first")
    assert stored.record["waits"]["agreed"]
    assert len(stored.curves()) == len(pd.read_csv("first/wait-curves.csv"))
    found = stored.results(stored.timeline()).find("links", "near-wait-1", "forward")
    assert found is not None
    assert guarded(app, ["rerun", "first"]) == 0
    assert "the same to the last digit" in capsys.readouterr().out


def test_the_report_shows_waits_where_they_were_simulated_and_nothing_where_not(tmp_path):
    for waits, shown in (("simulated", True), ("given", False)):
        folder = tmp_path / waits
        folder.mkdir()
        run(small(folder, waits), out=tmp_path / f"run-{waits}")
        text = (tmp_path / f"run-{waits}" / "report.html").read_text(encoding="utf-8")
        assert ("Waits with the trucks of the plan" in text) == shown
        assert ("Wait by the number of lanes" in text) == shown
        assert (tmp_path / f"run-{waits}" / "waits.csv").is_file() == shown


def test_rounds_are_made_with_trucks_alone_where_the_case_holds_more(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    whole = small(folder)
    assert trucks_alone(whole) is None  # trucks are all there is
    water = {"carrier": "water", "amount_unit": "hm3", "rate_unit": "m3/s", "step": "day"}
    added = {
        "carriers": water,
        "nodes": {"node": "spring", "carrier": "water", "party": "A"},
        "supplies": {"supply": "river", "node": "spring", "kind": "dispatchable", "capacity": 3.0},
    }
    more = whole.with_tables(
        {
            name: pd.concat([whole.tables[name], typed_frame(TABLES[name], [row])], ignore_index=True)
            for name, row in added.items()
        }
    )
    part = trucks_alone(more)
    assert part is not None
    assert set(part.table("nodes").index) == set(whole.table("nodes").index)
    told = []
    done = run(more, progress=lambda stage, words: told.append(words))
    assert done.waits.agreed
    assert any(words.startswith("trucks alone") for words in told)
    assert sum(words.startswith("round") for words in told) == 1
    flow = done.plan.results.find("links", "by-far", "forward")[1].mean()
    assert flow == pytest.approx(run(whole).plan.results.find("links", "by-far", "forward")[1].mean(), rel=0.15)
