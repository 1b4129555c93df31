"""Days, pentads, dekads and months: limits mean the same on each clock, and the rivers of kz-kg tell the same year."""

import numpy as np
import pandas as pd
import pytest

import aryk
from aryk.results.indicators import Gauge
from aryk.rivers.run import simulate_river
from aryk.rivers.told.travel import far_stores
from aryk.runs.run import asked_case
from tests.rivers.balances import worst_residual
from tests.rivers.cases import river_case
from tests.rivers.test_river import HM3, nodes, value

STEPS = ("day", "pentad", "dekad", "month")
MONTHS = np.array([31, 28, 31])
DEKADS = np.array([10, 10, 11, 10, 10, 8, 10, 10, 11])
SHARES = np.array([1.0, 2.0, 3.0, 2.0, 1.0, 1.0, 4.0, 4.0, 2.0])


def promised(step, **limit):
    """10 m3/s that a lake may keep; what is promised by dekads has a course, and a use is worth less than keeping."""
    return river_case(
        step=step,
        series={"course": np.repeat(SHARES, DEKADS)},
        nodes=nodes("lake", "field"),
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 10.0}],
        stores=[
            {"store": "lake", "node": "lake", "capacity": 900.0, "initial": 100.0, "final": "free", "end_value": 2.0}
        ],
        links=[
            {"link": "canal", "from_node": "lake", "to_node": "field"},
            {"link": "rest", "from_node": "lake", "to_node": "sea"},
        ],
        demands=[{"demand": "field", "node": "field", "level": 9.0, "tiers": "some"}],
        tiers=[{"tiers": "some", "tier": 1, "share": 1.0, "value": limit.pop("worth")}],
        limits=[{"limit": "promise", "profile": "course", "penalty": 50.0, **limit}],
        limit_terms=[{"limit": "promise", "table": "links", "row": "canal"}],
    )


def by_month(run, row="canal"):
    """Amounts of a link in each month."""
    clock = run.calendar.clocks[run.step]
    amounts = value(run, "links", row, "flow") * clock.hours * 0.0036
    return np.bincount(pd.DatetimeIndex(clock.start).month - 1, weights=amounts)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sense", ["at-least", "at-most"])
def test_amounts_of_dekads_are_those_of_their_profile_on_every_clock(step, sense):
    """1, 2, 3 ... hm3 in the dekads: months hold 6, 4 and 10; at least where keeping is worth more, else at most."""
    worth = {"at-least": 0.0, "at-most": 9.0}[sense]
    run = simulate_river(promised(step, sense=sense, value=1.0, quantity="amount", per="dekad", worth=worth))
    assert by_month(run) == pytest.approx([6.0, 4.0, 10.0], abs=1e-9)


@pytest.mark.parametrize("step", STEPS)
def test_amounts_out_of_season_do_not_count_on_a_longer_step(step):
    """From 11 January to 10 March: 5, 4 and 4 hm3."""
    season = {"from_day": "01-11", "to_day": "03-10"}
    run = simulate_river(
        promised(step, sense="at-least", value=1.0, quantity="amount", per="dekad", worth=0.0, **season)
    )
    assert by_month(run) == pytest.approx([5.0, 4.0, 4.0], abs=1e-9)


@pytest.mark.parametrize("step", ["day", "pentad"])
def test_a_rate_at_most_of_dekads_holds_on_each_shorter_step(step):
    """A river bed that carries 4 m3/s carries no more on a day, even if the rest of the dekad is dry."""
    case = promised(step, sense="at-most", value=4.0, quantity="rate", per="dekad", worth=9.0, profile="")
    assert value(simulate_river(case), "links", "canal", "flow") == pytest.approx(4.0)


@pytest.fixture(scope="module")
def runs():
    case = asked_case(aryk.read_case("kz-kg"), {"scenario": "2024", "start": None, "end": None})
    return {step: simulate_river(case, groups=["chu", "talas"], step=step) for step in STEPS}


@pytest.mark.parametrize("step", STEPS)
def test_the_rivers_add_up_on_every_clock(runs, step):
    assert not runs[step].forced
    assert worst_residual(runs[step]) < 1e-9


ALIKE = {
    "chu-inflow": (1e-9, STEPS),
    "talas-inflow": (1e-9, STEPS),
    "talas-delivery": (0.03, STEPS),
    "kirov-storage": (0.05, STEPS),
    "kluchevka-flow": (0.03, STEPS),
    "kz-irrigation-served": (0.03, STEPS),
    "chu-border-flow": (0.04, STEPS),
    "chu-delivery": (0.01, STEPS[1:]),
    "kg-irrigation-served": (0.035, STEPS[1:]),
}
"""How far indicators of 2024 may be from the run on dekads, and on which clocks.

Return flows come out of groundwater and lags a little earlier or later; flows that vary within a month are served by
their mean on longer steps. On days the water of Orto-Tokoy comes after the day that decides on it: the Chu canals and
fields get less.
"""


@pytest.mark.parametrize("name", ALIKE)
def test_the_year_is_the_same_on_every_clock(runs, name):
    near, steps = ALIKE[name]
    told = {step: Gauge(run.timeline, run.results).value(name) for step, run in runs.items()}
    for step in steps:
        assert told[step] == pytest.approx(told["dekad"], rel=near), (step, told)


def test_a_small_store_gives_the_same_water_on_every_clock():
    """10 m3/s of which 6 are wanted: what is kept after the quarter is 4 m3/s over 90 days."""
    for step in STEPS:
        case = promised(step, sense="at-most", value=900.0, quantity="amount", per="horizon", worth=9.0, profile="")
        case = case.with_tables({"demands": case.tables["demands"].assign(level=6.0)})
        level = value(simulate_river(case), "stores", "lake", "level")
        assert level[-1] == pytest.approx(100.0 + 4.0 * HM3 * MONTHS.sum())


def test_reservoirs_whose_water_comes_after_its_step_are_named(runs):
    assert "orto-tokoy" in far_stores(runs["day"])
    assert "kirov" not in far_stores(runs["dekad"])
    assert not far_stores(runs["month"])
