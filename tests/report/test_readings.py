"""What the report reads off a run agrees with the run: balances close, limits sum up, totals are amounts."""

from __future__ import annotations

import numpy as np
import pytest

from aryk.report.balance import parts, stacked
from aryk.report.held import limits
from aryk.report.view import View
from aryk.results.indicators import Gauge
from aryk.runs.run import record_of


@pytest.fixture
def view(whole_run):
    return View(whole_run, record_of(whole_run))


@pytest.mark.parametrize("which", ["whole_run", "water_run"])
def test_what_enters_a_node_leaves_it(which, request):
    done = request.getfixturevalue(which)
    view = View(done, record_of(done))
    for carrier in view.carriers.index:
        for clock in {view.node_step[node] for node in view.nodes_of(carrier)}:
            found = parts(view, carrier, clock)
            for node in view.nodes_of(carrier):
                own = [each.values for each in found if each.node == node and each.kind != "missing"]
                if own:
                    assert np.allclose(np.sum(own, axis=0), 0.0, atol=1e-6), node


def test_sources_of_a_party_meet_its_demand_less_losses(view):
    found = parts(view, "power", "hour")
    stack, demand = stacked(view, found, view.nodes_of("power", "B"))
    assert np.allclose(np.sum(list(stack.values()), axis=0), demand)
    assert "exchange with A" in stack
    assert stack["not served"].max() > 0


def test_limits_sum_what_their_indicator_counts(view, whole_run):
    season = next(each for each in limits(view) if each.name == "season")
    gauge = Gauge(whole_run.plan.timeline, whole_run.plan.results)
    assert np.isclose(season.total.sum(), gauge.value("given"))
    assert season.value.tolist() == [0.9, 0.9]
    assert (season.price >= 0).all()
    assert season.agreement == "share"
    assert season.unit == "hm3"


def test_a_limit_from_above_that_binds_has_a_worth(view):
    cut = next(each for each in limits(view) if each.name == "cut")
    assert cut.binding == 48
    assert np.allclose(cut.use, 1.0)
    assert (cut.price > 0).all()


def test_totals_are_amounts_and_means_are_rates(view):
    assert np.isclose(view.total("supplies", "river", "flow"), 10 * 0.0036 * 48)
    assert np.isclose(view.mean("supplies", "river", "flow"), 10)
    assert np.isnan(view.total("supplies", "nobody", "flow"))


def test_flows_on_a_coarser_clock_keep_their_amount(view):
    hourly, daily = view.on("supplies", "flow", "hour")["coal"], view.on("supplies", "flow", "day")["coal"]
    assert np.isclose(hourly.mean(), daily.mean())
    assert len(daily) == 2


def test_the_level_on_a_coarser_clock_is_that_at_its_end(view):
    daily, whole = view.on("stores", "level", "day")["lake"], view.on("stores", "level", "year")["lake"]
    assert whole[-1] == daily[-1]
