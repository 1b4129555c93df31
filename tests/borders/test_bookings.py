"""Electronic queues: waits for slots by theory, no-shows, walk-ins, days and hours."""

from __future__ import annotations

import pytest

from aryk.borders.from_case import border_of
from aryk.borders.simulate_case import costs, simulate_case
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
crossing,title
gate,Gate
== passages
passage,crossing,chain,lanes
out,gate,way,1
== chain_stages
chain,stage,place,distribution,service,spread,servers
way,documents,1,deterministic,0.1,0,1
== truck_classes
truck_class,level,waiting_cost
loaded,1,10
empty,1,4
== truck_mixes
mix,truck_class,share
usual,loaded,0.75
usual,empty,0.25
== truck_flows
flow,passage,mix,trucks
trucks,out,usual,{trucks}
== bookings
booking,passage,slots,{columns}
queue,out,8,{cells}
"""


@pytest.fixture
def booked(tmp_path):
    def made(columns="lateness", cells="0", trucks=120):
        return read_case(write_small_case(tmp_path, SMALL.format(columns=columns, cells=cells, trucks=trucks)))

    return made


def simulated(case, start="2024-01-01", end="2024-03-31"):
    return simulate_case(case, start, end, replications=10)


def test_a_slot_is_waited_for_as_in_a_queue_with_fixed_service_and_nobody_waits_at_the_border(booked):
    # Slots every D = 1/8 h and 5 trucks an hour by chance: M/D/1 waits rho D / (2 (1 - rho)), then the slot comes.
    # A truck takes the border 0.1 h, less than the distance of slots.
    run = simulated(booked())
    row, d, rho = run.passages().loc["out"], 1 / 8, 5 / 8
    assert row["wait for a slot"] == pytest.approx(d + rho * d / (2 * (1 - rho)), rel=0.03)
    assert row["wait"] == pytest.approx(0.0, abs=1e-9)
    assert run.little_residual < 1e-9


def test_slots_that_nobody_comes_to_are_lost(booked):
    run = simulated(booked("no_show", "0.25", trucks=240))
    assert run.passages().loc["out", "through a day"] == pytest.approx(8 * 24 * 0.75, rel=0.01)


def test_lateness_is_waited_for_at_home_but_brings_the_line_back(booked):
    even, late = (simulated(booked("lateness", cells)).passages().loc["out"] for cells in ("0", "1"))
    assert late["wait for a slot"] - even["wait for a slot"] == pytest.approx(1.0, rel=0.02)
    assert late["wait"] > 0.02 > even["wait"]


def test_walk_ins_and_exempt_classes_take_no_slot(booked):
    documents = border_of(booked("walk_ins,exempt", "0.2,empty"), "2024-01-01", "2024-01-02").passages[0].stages[0]
    assert documents.name == "slot"
    assert (documents.share_of("loaded"), documents.share_of("empty")) == (0.8, 0.0)
    run = simulated(booked("walk_ins,exempt", "0.2,empty"))
    slots = run.stage_table().loc[("out", "slot"), "trucks a day"]
    assert slots == pytest.approx(120 * 0.75 * 0.8, rel=0.02)


def test_trucks_with_a_slot_go_first_where_the_table_says_so(booked):
    waits = {}
    for first in ("yes", "no"):
        run = simulated(booked("walk_ins,lateness,first", f"0.5,2,{first}", trucks=216))
        flow = run.flows[:, 0]
        waits[first] = flow["wait"].sum() / flow["through"].sum()
        assert run.border.passages[0].stages[1].level_after == (0 if first == "yes" else None)
    assert waits["yes"] == pytest.approx(waits["no"], rel=0.02)  # who goes first changes nothing in the mean


def test_slots_begin_and_end_by_date_and_hour(booked):
    case = booked("start,end,from_hour,to_hour", "2024-01-11,2024-01-20,6,18")
    changes = border_of(case, "2024-01-01", "2024-01-31").changes
    shares = [(each.time, each.shares["slot"]) for each in changes if each.shares]
    assert shares == [(240.0, {"loaded": 1.0, "empty": 1.0}), (480.0, 0.0)]
    servers = [(each.time, each.servers) for each in changes if each.stage == "slot"]
    assert servers[:3] == [(0.0, 0), (6.0, 1), (18.0, 0)]
    before = simulated(case, "2024-01-01", "2024-01-10").passages().loc["out"]
    during = simulated(case, "2024-01-12", "2024-01-18").passages().loc["out"]
    after = simulated(case, "2024-01-21", "2024-01-31").passages().loc["out"]
    assert before["wait for a slot"] == after["wait for a slot"] == 0.0
    assert during["wait for a slot"] > 1.0


def test_an_hour_until_a_slot_costs_its_share_of_an_hour_in_line(booked):
    run = simulated(booked())
    hours = run.flows["booked"][:, 0].mean(axis=0)
    for share in (0.0, 0.3):
        case = booked("waiting_share", f"{share}")
        assert costs(case, run).loc["out", "cost"] == pytest.approx(share * (10 * hours[0] + 4 * hours[1]), abs=1e-6)
