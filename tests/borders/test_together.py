"""Features that meet at one stage, against Markov chains of a few states: none has a formula of its own.

Each chain is written down from the rules of the manual alone and solved exactly; the simulation must tell the same
within four standard errors.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aryk.borders.distributions import exponential
from aryk.borders.model import Border, Change, Choice, Passage, Source, Stage, TruckClass
from aryk.borders.simulate import simulate
from aryk.borders.simulate_case import simulate_case
from aryk.case.case import typed_frame
from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.measures.apply import with_scenario
from tests.borders.queues import chain
from tests.borders.test_theory import LONG, agrees


def stationary(states, moves):
    """Shares of time in each state, given the moves (rate, next state) out of each."""
    place = {state: number for number, state in enumerate(states)}
    generator = np.zeros((len(states), len(states)))
    for state, number in place.items():
        for rate, other in moves(state):
            generator[number, place[other]] += rate
            generator[number, number] -= rate
    balance = np.vstack([generator.T[:-1], np.ones(len(states))])
    found = np.linalg.solve(balance, np.eye(len(states))[-1])
    assert found.min() > -1e-12
    return dict(zip(states, found, strict=True))


@pytest.mark.parametrize("room", [0, 2])
def test_blocking_by_a_stage_that_breaks_down(room):
    """An endless line, two stages with one server, room between them, the second fails also while it is idle.

    State: trucks past the first stage (room + 1 in front and in service, one more blocks the first), second up or down.
    """
    first, second, fail, repair = 1.0, 1.3, 0.08, 0.25
    most = room + 2

    def moves(state):
        count, up = state
        if count < most:
            yield first, (count + 1, up)
        if up and count:
            yield second, (count - 1, up)
        yield (fail, (count, 0)) if up else (repair, (count, 1))

    shares = stationary([(count, up) for count in range(most + 1) for up in (0, 1)], moves)
    through = second * sum(share for (count, up), share in shares.items() if count and up)
    blocked = sum(share for (count, _), share in shares.items() if count == most)
    stages = (
        Stage("a", exponential(1 / first)),
        Stage(
            "b", exponential(1 / second), 1, space=room, failure=exponential(1 / fail), repair=exponential(1 / repair)
        ),
    )
    run = simulate(chain(20.0, *stages), 6000, replications=30, start_of_statistics=100.0, grid=100.0, seed=12)
    agrees(run.stops["started"][:, :, 1].sum(axis=1) / 5900.0, through)
    agrees(run.stages["area_blocked"][:, 0] / 5900.0, blocked)


def test_priority_of_impatient_drivers():
    """One server, two levels, nobody in service is sent away, both give up while they wait.

    State: level in service (0, 1, or 2: idle), trucks of each level in line, cut where hardly anybody stands.
    """
    rates, serve, leave, most = (0.7, 0.9), 1.2, (0.25, 0.6), 22

    def moves(state):
        busy, one, two = state
        if busy == 2:
            yield rates[0], (0, 0, 0)
            yield rates[1], (1, 0, 0)
            return
        if one < most:
            yield rates[0], (busy, one + 1, two)
        if two < most:
            yield rates[1], (busy, one, two + 1)
        if one:
            yield leave[0] * one, (busy, one - 1, two)
            yield serve, (0, one - 1, two)
        if two:
            yield leave[1] * two, (busy, one, two - 1)
        if not one:
            yield serve, (1, 0, two - 1) if two else (2, 0, 0)

    states = [(2, 0, 0), *itertools.product((0, 1), range(most + 1), range(most + 1))]
    shares = stationary(states, moves)
    assert sum(share for (_, one, two), share in shares.items() if most in (one, two)) < 1e-7
    gate = Passage(
        "gate",
        (Stage("a", exponential(1 / serve), 1, patience={"x": exponential(4.0), "y": exponential(1 / 0.6)}),),
    )
    sources = tuple(Source(name, name, (Choice("gate"),), rate) for name, rate in zip(("x", "y"), rates, strict=True))
    run = simulate(Border((gate,), (TruckClass("x", 0), TruckClass("y", 1)), sources), 20000, **LONG)
    for kind in range(2):
        line = sum(state[1 + kind] * share for state, share in shares.items())
        agrees(run.flows["gave_up"][:, 0, kind] / run.flows["arrived"][:, 0, kind], leave[kind] * line / rates[kind])


def test_blocking_with_both_stages_closed_at_night():
    """Two stages, no room between them, an endless line; both closed from 8 to 24 h of each day.

    The Markov chain is carried through time by exp(Q t): by day all moves, by night no truck begins, but those
    in service are finished, and one that is done and finds nobody at the second stage blocks the first until the
    morning. Trucks of a day follow from the periodic state.
    """
    from scipy.linalg import expm

    # state: first 0 idle, 1 serves, 2 blocked; second 0 idle, 1 serves
    states = list(itertools.product((0, 1, 2), (0, 1)))
    first, second, day, night = 1.0, 0.7, 8.0, 16.0

    def generator(opened):
        made = np.zeros((len(states) + 1, len(states) + 1))  # the last column counts trucks that begin at the second

        def move(state, rate, other, began):
            here, there = states.index(state), states.index(other)
            made[here, there] += rate
            made[here, here] -= rate
            made[here, -1] += rate * began

        for one, two in states:
            if one == 1:
                if two == 0 and opened:
                    move((one, two), first, (1, 1), 1)
                elif two == 1 or not opened:
                    move((one, two), first, (2, two), 0)
            if two == 1:
                if one == 2 and opened:
                    move((one, two), second, (1, 1), 1)
                else:
                    move((one, two), second, (one, 0), 0)
        return made

    def opens(state):
        """At the morning the first stage takes a truck, and one that stood blocked goes on."""
        one, two = state
        if one == 2 and two == 0:
            return (1, 1), 1
        return (max(one, 1), two), 0

    by_day, by_night = expm(generator(True) * day), expm(generator(False) * night)
    shares, count = np.eye(len(states) + 1)[states.index((0, 0))], 0.0
    for _ in range(60):
        shares[-1] = 0.0
        morning = np.zeros_like(shares)
        for state, share in zip(states, shares[:-1], strict=True):
            other, began = opens(state)
            morning[states.index(other)] += share
            morning[-1] += share * began
        shares = morning @ by_day @ by_night
        count = float(shares[-1])
    stages = (Stage("a", exponential(1 / first), 1), Stage("b", exponential(1 / second), 1, space=0))
    border = chain(20.0, *stages)
    changes = [
        Change(24.0 * each + hour, "gate", stage, servers=servers)
        for each in range(300)
        for hour, servers in ((0.0, 1), (day, 0))
        for stage in ("b", "a")
    ]
    run = simulate(
        replace(border, changes=tuple(changes)), 24 * 300, replications=30, start_of_statistics=240.0, seed=4
    )
    agrees(run.stops["started"][:, :, 1].sum(axis=1) / 290.0, count)


def test_slots_go_on_while_the_gate_is_closed():
    """More trucks than slots, all booked: while the gate is closed a day the line grows by the slots that are kept.

    Slots of a day: 11 an hour from 0 to 24 h; a tenth is lost. A truck comes an hour after its slot on average, so that
    what comes from 24 h after the start on has settled (e^-24).
    """
    case = read_case(Path(__file__).parents[2] / "docs" / "cases" / "border-slots")
    case = with_scenario(case, "slots")
    flows = case.tables["truck_flows"].assign(trucks=900.0)
    booked = case.tables["bookings"].assign(
        slots=11.0, from_hour=0.0, to_hour=24.0, no_show=0.1, walk_ins=0.0, exempt="", lateness=1.0
    )
    closed = {"regime": "closed", "stage": "documents", "title": "Closed", "servers": 0.0}
    days = {
        "passage": "gate",
        "start": "2021-06-04",
        "hour": 6.0,
        "end": "2021-06-05",
        "end_hour": 6.0,
        "regime": "closed",
    }
    case = case.with_tables(
        {
            "truck_flows": flows,
            "bookings": booked,
            "regimes": typed_frame(TABLES["regimes"], [closed]),
            "regime_days": typed_frame(TABLES["regime_days"], [days]),
        }
    )
    run = simulate_case(case, "2021-06-01", "2021-06-06", replications=40, seed=8)
    begin = 3 * 24 + 6
    agrees((run.lines[:, begin + 24, 0] - run.lines[:, begin + 1, 0]).astype(float), 23 * 11 * 0.9)
    assert not run.cleared[:, begin + 3 : begin + 24, 0].any()
    assert run.little_residual < 1e-9
