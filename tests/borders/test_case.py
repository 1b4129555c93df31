"""The tables of a case become the border that they describe."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import aryk
from aryk.borders.calendar import changes_of, hours_between
from aryk.borders.design import fewest_lanes, lanes_curve
from aryk.borders.from_case import border_of
from aryk.borders.model import BorderError
from aryk.borders.simulate_case import simulate_case, waits
from aryk.case.read import read_case
from tests.conftest import write_small_case

SMALL = """
== nodes
node,title,carrier,party
spring,Spring,water,A
== supplies
supply,node,kind,capacity
spring,spring,dispatchable,1
== crossings
crossing,title,truck_length
gate,Gate,20
== passages
passage,crossing,chain,lanes,pace
out,gate,way,2,1
== chain_stages
chain,stage,place,distribution,service [min],spread,servers,per,share
way,documents,1,exponential,12,1,1,lane,
way,x-ray,2,deterministic,6,0,1,passage,0.5
== chain_shares
chain,stage,truck_class,share
way,x-ray,empty,0
== truck_classes
truck_class,level,waiting_cost,limit
loaded,0,10,2
empty,1,5,
== truck_mixes
mix,truck_class,share
usual,loaded,0.75
usual,empty,0.25
== truck_flows
flow,passage,mix,trucks
trucks,out,usual,120
== shifts
passage,stage,weekdays,from_hour,to_hour,share
out,documents,1-5,8,20,1
out,documents,1-5,20,24,0.5
== regimes
regime,stage,ceiling,pace,servers,share
tight,documents,3,,,
tight,x-ray,,,,1
== regime_days
passage,start,hour,end,end_hour,regime
out,2024-01-02,12,2024-01-02,18,tight
"""


@pytest.fixture
def small(tmp_path):
    return read_case(write_small_case(tmp_path, SMALL))


def test_stages_take_lanes_minutes_and_shares_of_classes(small):
    border = border_of(small, "2024-01-01", "2024-01-02")
    documents, scan = border.passages[0].stages
    assert (documents.servers, scan.servers) == (2, 1)
    assert documents.service_of("loaded").mean == pytest.approx(0.2)
    assert (scan.share_of("loaded"), scan.share_of("empty")) == (0.5, 0.0)
    rates = {source.kind: source.rate for source in border.sources}
    assert rates == {"loaded": pytest.approx(3.75), "empty": pytest.approx(1.25)}


def test_shifts_and_regimes_change_servers_pace_and_shares_at_their_hours(small):
    border = border_of(small, "2024-01-01", "2024-01-02")  # a Monday and a Tuesday
    servers = [(each.time, each.servers) for each in border.changes if each.stage == "documents"]
    assert servers == [(0, 0), (8, 2), (20, 1), (24, 0), (32, 2), (36, 2), (42, 2), (44, 1)]
    paces = {each.time: each.pace for each in border.changes if each.stage == "documents"}
    assert paces[36] == pytest.approx(3 * 0.2 / 2)  # two servers let three trucks an hour through
    assert paces[42] == 1
    shares = {each.time: each.shares["x-ray"] for each in border.changes if each.shares}
    assert shares[36] == 1.0
    assert shares[42] == {"loaded": 0.5, "empty": 0.0}


def test_a_ceiling_is_what_is_let_through(small):
    crowded = small.with_tables({"shifts": small.tables["shifts"].iloc[:0]})
    flows = crowded.tables["truck_flows"].assign(trucks=2400.0)
    days = crowded.tables["regime_days"].assign(start="2024-01-01", hour=0.0, end="2024-01-31", end_hour=24.0)
    crowded = crowded.with_tables({"truck_flows": flows, "regime_days": days})
    run = simulate_case(crowded, "2024-01-01", "2024-01-31", replications=10)
    assert run.passages().loc["out", "through a day"] == pytest.approx(72, rel=0.02)


def test_nobody_is_served_at_night(small):
    run = simulate_case(small, "2024-01-01", "2024-01-05", replications=10)
    hourly = run.cleared[:, 1:-1, 0].sum(axis=0).reshape(-1, 24)
    assert hourly[:, 2:8].sum() == 0  # those in service at midnight are done by then
    assert hourly[:, 9:20].sum() > 0


def test_waits_of_a_case_hold_costs_and_kilometres(small):
    run = simulate_case(small, "2024-01-01", "2024-01-05", replications=10)
    table = waits(small, run).loc["out"]
    flow = run.flows["wait"][:, 0].mean(axis=0)
    assert table["cost"] == pytest.approx(10 * flow[0] + 5 * flow[1])
    assert table["longest line km"] == pytest.approx(table["longest line p95"] * 0.02)
    assert table["spoiled"] > 0
    assert run.little_residual < 1e-9


def test_more_lanes_never_wait_longer(small):
    curve = lanes_curve(small, "out", (1, 2, 3), start="2024-01-01", end="2024-01-12", replications=5)
    assert list(np.sign(np.diff(curve["wait"]))) == [-1, -1]
    assert list(np.sign(np.diff(curve["cost"]))) == [-1, -1]
    open_always = small.with_tables({"shifts": small.tables["shifts"].iloc[:0]})
    lanes, tried = fewest_lanes(open_always, "out", 0.5, start="2024-01-01", end="2024-01-31", replications=5)
    assert tried.loc[lanes, "wait p95"] <= 0.5 < tried.loc[lanes - 1, "wait p95"]


def test_wrong_asks_name_the_remedy(small):
    with pytest.raises(BorderError, match=r"wanted nowhere, found out; see passages.csv"):
        border_of(small, "2024-01-01", "2024-01-02", passages=["nowhere"])
    with pytest.raises(BorderError, match="no passage in use"):
        lanes_curve(small, "nowhere")


def test_the_reference_case_has_every_crossing_both_ways():
    case = read_case("kz-kg")
    border = border_of(case, "2024-01-01", "2024-01-07")
    real = [each.name for each in border.passages if not each.name.startswith("away")]
    assert len(real) == 14
    assert {each.rsplit("-", 1)[1] for each in real} == {"kz", "kg"}
    karasu = next(each for each in border.passages if each.name == "karasu-to-kz")
    assert not changes_of(case, "karasu-to-kz", karasu, _day("2024-01-01"), 168, regimes=True)
    august = changes_of(case, "karasu-to-kz", karasu, _day("2023-08-20"), 216, regimes=True)
    admission = [(each.time, round(each.pace / 60 * 2 * 900)) for each in august if each.stage == "admission"]
    assert admission[0][0] == 0
    assert hours_between("2023-08-20", "2023-08-28") == 216


def _day(words):
    import pandas as pd

    return pd.Timestamp(words)


def test_passages_alone_and_together_give_the_same():
    alone = aryk.simulate_border("kz-kg", end="2024-01-20", passages=["kegen-to-kz"], replications=3)
    both = aryk.simulate_border("kz-kg", end="2024-01-20", passages=["kegen-to-kz", "sartobe-to-kz"], replications=3)
    names = [each.name for each in both.border.passages]
    place = names.index("kegen-to-kz")
    assert np.array_equal(alone.flows[:, 0], both.flows[:, place])


@pytest.mark.parametrize("measure", ["rebuild-karasu", "freight-checkpoint-aksu"])
def test_measures_of_the_reference_case_shorten_the_wait_at_karasu(measure):
    ask = {"start": "2024-08-01", "end": "2024-09-30", "replications": 6}
    usual = aryk.simulate_border("kz-kg", passages=["karasu-to-kz"], **ask)
    names = ["karasu-to-kz", "aksu-to-kz"] if measure.endswith("aksu") else ["karasu-to-kz"]
    better = aryk.simulate_border("kz-kg", measures=[measure], passages=names, **ask)
    assert better.passages().loc["karasu-to-kz", "wait"] < usual.passages().loc["karasu-to-kz", "wait"]


@pytest.mark.parametrize("start", ["2024-01-01 08:00", "2024-01-02 14:00", "2024-01-05 21:00", "2024-01-06 00:00"])
def test_shifts_regimes_and_slots_keep_their_hours_on_a_clock_that_starts_at_any_hour(tmp_path, start):
    """What is in force at a moment is the same, whether the clock started then or days before."""
    slots = """
== bookings
booking,passage,slots,from_hour,to_hour
queue,out,5,6,22
"""
    case = read_case(write_small_case(tmp_path, SMALL + slots))
    whole, later = pd.Timestamp("2024-01-01"), pd.Timestamp(start)
    (way,) = border_of(case, "2024-01-01", "2024-01-10").passages
    gap = int((later - whole) / pd.Timedelta(hours=1))

    def in_force(first, hours):
        now, seen = {}, []
        changes = sorted(changes_of(case, "out", way, first, hours, regimes=True), key=lambda each: each.time)
        for hour in range(hours):
            for each in [each for each in changes if hour <= each.time < hour + 1]:
                assert each.time == hour
                now.update(
                    {(each.stage, "servers"): each.servers, (each.stage, "pace"): each.pace} if each.stage else {}
                )
                now.update(each.shares or {})
            seen.append(dict(now))
        return seen

    long, short = in_force(whole, 240)[gap:], in_force(later, 240 - gap)
    usual = {(each.name, "servers"): each.servers for each in way.stages}
    usual |= {(each.name, "pace"): each.pace for each in way.stages} | {each.name: each.share for each in way.stages}
    assert [{**usual, **each} for each in long] == [{**usual, **each} for each in short]
