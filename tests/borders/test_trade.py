"""Trade, trucks and waits agree: against a formula, and for every start."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.optimize import brentq

from aryk.borders.formulas import wait_mmc
from aryk.borders.model import BorderError
from aryk.borders.paths import path_to
from aryk.borders.simulate_case import simulate_case
from aryk.borders.trade import LEAST_TIME, agree, times_of, trade_of, with_trade
from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.outcome import guarded
from tests.conftest import write_small_case

SMALL = """
== nodes
node,title,carrier,party
spring,Spring,water,A
== supplies
supply,node,kind,capacity
spring,spring,dispatchable,1
== crossings
crossing,title
gate,Gate
== passages
passage,crossing,chain,lanes,groups,charge
out,gate,way,1,north,10
== chain_stages
chain,stage,place,distribution,service,spread,servers
way,documents,1,exponential,0.2,1,1
== truck_classes
truck_class,waiting_cost
loaded,10
empty,4
== truck_mixes
mix,truck_class,share
usual,loaded,0.75
usual,empty,0.25
== truck_flows
flow,passage,mix,trucks
trucks,out,usual,84
== trade_responses
response,kind,value
day,per-day,-0.5
time,time,-0.5
price,money,-1
== trade_groups
group,origin,destination,way,truck_class,value_per_tonne,load,time_response,money_response
fruit,A,B,north,loaded,1000,20,{time},price
== trade_values
group,statistics,year,value
fruit,A,2024,100
fruit,B,2024,120
== trade_targets
target,value,year
more,150,2029
"""
LENGTH = {"start": "2024-01-01", "end": "2025-12-31"}


@pytest.fixture
def trading(tmp_path):
    return lambda time="day": read_case(write_small_case(tmp_path, SMALL.format(time=time)))


def test_without_growth_and_change_the_trade_is_that_of_the_statistics(trading):
    for statistics, value in (("A", 100.0), ("B", 120.0)):
        found = agree(trading(), statistics, replications=2, start="2024-01-01", end="2024-03-31")
        assert found.converged
        assert found.trade == pytest.approx(value)
        assert len(found.steps) == 1


def test_the_agreement_is_the_fixed_point_of_the_formula(trading):
    # Trucks T = T0 g (1 - 0.5)^((w(T) - w(T0)) / 24 h) with w of M/M/1: solved by bisection beside the simulation.
    growth = 1.35
    before = wait_mmc(3.5, 0.2, 1)

    def miss(factor):
        return growth * 0.5 ** ((wait_mmc(3.5 * factor, 0.2, 1) - before) / 24.0) - factor

    exact = brentq(miss, 0.5, 1.0 / 0.7 - 1e-9)
    found = agree(trading(), "A", growth=growth, replications=30, **LENGTH)
    assert found.converged
    assert found.trade / 100 == pytest.approx(exact, rel=0.01)
    assert found.trade < 100 * growth * 0.999


def test_the_same_agreement_is_reached_from_every_start(trading):
    case = trading()
    ends = []
    for level in (0.5, 1.0, 1.3):
        flows = case.tables["truck_flows"].assign(trucks=84 * level)
        times = times_of(case, simulate_case(case.with_tables({"truck_flows": flows}), replications=4, **LENGTH))
        found = agree(case, "A", growth=1.35, begin=times, replications=4, tolerance=1e-4, most=30, **LENGTH)
        assert found.converged
        ends.append(found.trade)
    assert np.ptp(ends) < 0.1


def test_charges_and_the_time_at_the_border_take_trade_by_their_elasticity(trading):
    case = trading("time")
    dearer = case.with_tables({"passages": case.tables["passages"].assign(charge=1010.0)})
    found = agree(dearer, "A", base=case, replications=2, start="2024-01-01", end="2024-03-31")
    group = found.groups.loc["fruit"]
    assert group["money"] == pytest.approx((1000 + 0.5) / (1000 + 50.5))
    quick = case.with_tables({"passages": case.tables["passages"].assign(pace=4.0)})
    found = agree(quick, "A", base=case, replications=2, start="2024-01-01", end="2024-03-31")
    ratio = max(found.times.stay["north", "loaded"], LEAST_TIME) / _stay(case)
    assert found.groups.loc["fruit", "time"] == pytest.approx(ratio**-0.5, rel=1e-9)
    assert found.trade > 100


def _stay(case):
    run = simulate_case(case, "2024-01-01", "2024-03-31", replications=2)
    return times_of(case, run).stay["north", "loaded"]


def test_classes_without_goods_of_their_own_follow_all_trucks(trading):
    case = trading()
    base = trade_of(case, "A").assign(**{"trucks a day": 10.0})
    more = with_trade(case, base, base.assign(**{"trucks a day": 15.0}))
    assert more.table("truck_flows").loc["trucks", "trucks"] == pytest.approx(84 * 1.5)
    assert dict(zip(more.table("truck_mixes")["truck_class"], more.table("truck_mixes")["share"], strict=True)) == {
        "loaded": pytest.approx(0.75),
        "empty": pytest.approx(0.25),
    }


def test_a_path_reaches_its_target_and_needs_more_growth_than_without_waits(trading):
    path = path_to(trading(), "A", 130.0, 2026, limit=3.0, replications=3, start="2024-01-01", end="2024-06-30")
    assert path.growth > path.growth_without == pytest.approx(1.3**0.5 - 1)
    assert path.years.loc[2026, "traded"] == pytest.approx(130.0, rel=0.006)
    assert path.years.loc[2024, "traded"] == pytest.approx(100.0)
    assert path.first_to_bind is not None
    assert path.first_to_bind[1] == "out"
    assert path.groups.loc["fruit", "growth wished"] == pytest.approx(path.growth)


def test_wrong_asks_name_the_remedy(trading):
    with pytest.raises(BorderError, match=r"no statistics C; there are: A, B; see trade_values.csv"):
        agree(trading(), "C")
    with pytest.raises(BorderError, match=r"a target needs a later year, not 2024"):
        path_to(trading(), "A", 140.0, 2024)


def test_the_command_tells_steps_and_path_and_writes_a_report_without_network(tmp_path, capsys, monkeypatch):
    (tmp_path / "case").mkdir()
    folder = write_small_case(tmp_path / "case", SMALL.format(time="day"))
    case = (folder / "case.csv").read_text(encoding="utf-8")
    assert "2024" in case
    monkeypatch.chdir(tmp_path)
    assert guarded(app, ["trade", "case", "--statistics", "B", "--replications", "2", "--out", "one"]) == 0
    told = capsys.readouterr().out
    assert "agreed" in told
    assert "trade without transit" in told
    assert guarded(app, ["trade", "case", "--statistics", "A", "--target", "more", "--out", "two", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [row["year"] for row in record["years"]] == list(range(2024, 2030))
    for name, word in (("one", "Steps to agreement"), ("two", "The path")):
        text = (tmp_path / name / "report.html").read_text(encoding="utf-8")
        assert word in text
        assert "http" not in text.replace("http://www.w3.org", "")
    assert (tmp_path / "two" / "years.csv").is_file()
    assert guarded(app, ["trade", "case", "--statistics", "A", "--target", "moore"]) == 1
    assert "no target of the case (there are: more) and none like 3000:2030" in capsys.readouterr().err
