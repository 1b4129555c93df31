"""What keepers do, worked out by hand: rule curves, a reservoir drained for repair, quotas and accounts, practice."""

import numpy as np
import pandas as pd
import pytest

from aryk.case.calendar import Calendar
from aryk.results.indicators import Gauge
from aryk.rivers.run import simulate_river
from aryk.rivers.told.limits import accounts_of, missed_limits
from tests.rivers.cases import river_case
from tests.rivers.test_river import HM3, nodes, value

DAYS = 90


def lake(**store):
    return {
        "store": "lake",
        "node": "lake",
        "capacity": 50.0,
        "initial": 20.0,
        "final": "free",
        "end_value": 1.0,
        **store,
    }


def test_lake_follows_its_flood_curve_down_and_up_again():
    """10 m3/s into a lake whose curve falls from 40 to 10 hm3 over 30 days, stays and rises by 1 hm3 a day.

    Below the curve all inflow (0.864 hm3 a day) stays. Once the curve is met, the content is the curve, and the
    release is inflow less its change. On the way up the curve rises faster than the inflow: nothing is released.
    """
    curve = np.concatenate([np.linspace(40, 10, 30), np.full(20, 10.0), 10.0 + np.arange(1, 41)]) / 50.0
    case = river_case(
        series={"curve": curve},
        nodes=nodes("lake"),
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 10.0}],
        stores=[lake(upper_rule="curve", rule_cost=100.0)],
        links=[{"link": "gate", "from_node": "lake", "to_node": "sea"}],
    )
    run = simulate_river(case)
    content, expected = 20.0, []
    for limit in 50.0 * curve:
        content = min(content + 10.0 * HM3, limit)
        expected.append(content)
    assert value(run, "stores", "lake", "level") == pytest.approx(expected, abs=1e-9)
    change = np.diff(np.concatenate([[20.0], expected]))
    assert value(run, "links", "gate", "flow") == pytest.approx(10.0 - change / HM3, abs=1e-9)
    assert expected[29] == pytest.approx(10.0)
    assert value(run, "links", "gate", "flow")[60:] == pytest.approx(0.0, abs=1e-9)


def test_lake_that_must_be_empty_at_once_empties_as_fast_as_its_gate_lets_it():
    """40 hm3 must be gone, 5 m3/s come in and 9 may leave: the content falls by 4 m3/s a day."""
    case = river_case(
        series={"empty": np.zeros(DAYS)},
        nodes=nodes("lake"),
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 5.0}],
        stores=[lake(initial=40.0, upper_rule="empty", rule_cost=100.0)],
        links=[{"link": "gate", "from_node": "lake", "to_node": "sea", "capacity": 9.0}],
    )
    level = value(simulate_river(case), "stores", "lake", "level")
    assert level == pytest.approx(np.maximum(40.0 - 4.0 * HM3 * np.arange(1, DAYS + 1), 0.0), abs=1e-9)


def two_canals(**more):
    """10 m3/s for two canals: the first serves what is worth most, the second the rest."""
    tables = {
        "nodes": nodes("fork", "first", "second"),
        "supplies": [{"supply": "river", "node": "fork", "kind": "given", "capacity": 10.0}],
        "links": [
            {"link": "one", "from_node": "fork", "to_node": "first"},
            {"link": "two", "from_node": "fork", "to_node": "second"},
            {"link": "rest", "from_node": "fork", "to_node": "sea"},
        ],
        "demands": [
            {"demand": "first", "node": "first", "level": 8.0, "tiers": "dear"},
            {"demand": "second", "node": "second", "level": 8.0, "tiers": "cheap"},
        ],
        "tiers": [
            {"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0},
            {"tiers": "cheap", "tier": 1, "share": 1.0, "value": 4.0},
        ],
    }
    return river_case(**{**tables, **more})


def test_share_is_carried_over_in_full_over_two_years():
    """The second canal is entitled to 42 % of 10 m3/s and gets 2: it is owed 2.2 m3/s a day, on 1 February too."""
    account = {
        "account": "share",
        "carrier": "water",
        "minimum": -1000.0,
        "initial": 0.0,
        "binding": "no",
        "renewal": "year",
        "from_day": "02-01",
        "renewed_to": "initial",
        "carry_over": 1.0,
    }
    terms = [
        {"account": "share", "table": "links", "row": "two", "coefficient": 1.0},
        {"account": "share", "table": "supplies", "row": "river", "coefficient": -0.42},
    ]
    run = simulate_river(two_canals(accounts=[account], account_terms=terms))
    owed = 2.2 * HM3 * np.arange(1, DAYS + 1)
    assert value(run, "accounts", "share", "level") == pytest.approx(owed)
    half = simulate_river(two_canals(accounts=[{**account, "carry_over": 0.5}], account_terms=terms))
    level = value(half, "accounts", "share", "level")
    assert level[30] == pytest.approx(owed[30])
    assert level[31] == pytest.approx(0.5 * owed[30] + 2.2 * HM3)
    told = accounts_of(run).iloc[0]
    assert (told["end"], told["drawn"]) == pytest.approx((owed[-1], -2.2 * HM3 * DAYS))


def test_quota_of_a_season_stops_the_canal_when_it_is_used_up_and_debt_is_told():
    """Quota 13.824 hm3 from 1 February: at 8 m3/s (0.6912 hm3 a day) it lasts 20 days; before it nothing binds."""
    quota = {"account": "quota", "carrier": "water", "capacity": 13.824, "renewal": "year", "from_day": "02-01"}
    terms = [{"account": "quota", "table": "links", "row": "one"}]
    season = {**quota, "to_day": "12-31", "initial": 13.824}
    flow = value(simulate_river(two_canals(accounts=[season], account_terms=terms)), "links", "one", "flow")
    assert flow[:51] == pytest.approx(8.0)
    assert flow[51:] == pytest.approx(0.0, abs=1e-9)
    soft = simulate_river(two_canals(accounts=[{**season, "penalty": 1.0}], account_terms=terms))
    assert value(soft, "links", "one", "flow") == pytest.approx(8.0)
    assert accounts_of(soft)["overdrawn"].iloc[0] == pytest.approx((DAYS - 51) * 8.0 * HM3)


def test_rule_that_scales_multiplies_the_number_that_stands_there():
    """Half of 8 m3/s in January, 0.75 of it from February on."""
    marks = {"first": np.where(np.arange(DAYS) < 31, 1.0, 0.0), "later": np.where(np.arange(DAYS) < 31, 0.0, 1.0)}
    case = two_canals(
        series=marks,
        rules=[{"rule": "practice", "kind": "sum"}],
        rule_terms=[
            {"rule": "practice", "place": 1, "number": 0.5, "series": "first"},
            {"rule": "practice", "place": 2, "number": 0.75, "series": "later"},
        ],
        rule_uses=[{"table": "demands", "row": "first", "column": "level", "rule": "practice", "operation": "scale"}],
    )
    served = value(simulate_river(case), "demands", "first", "served")
    assert served == pytest.approx(np.where(np.arange(DAYS) < 31, 4.0, 6.0))


def test_days_over_a_limit_its_worst_and_its_amount():
    """At most 6 m3/s may pass; 10 less what the fields take passes: 8 on 30 days, 4 on others."""
    need = np.where(np.arange(DAYS) < 30, 0.25, 0.75)
    case = two_canals(
        series={"need": need},
        demands=[{"demand": "first", "node": "first", "level": 8.0, "profile": "need", "tiers": "dear"}],
        limits=[
            {
                "limit": "safe",
                "party": "valley",
                "sense": "at-most",
                "value": 6.0,
                "quantity": "rate",
                "per": "day",
                "penalty": 1.0,
            }
        ],
        limit_terms=[{"limit": "safe", "table": "links", "row": "rest"}],
        tiers=[{"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0}],
        links=[
            {"link": "one", "from_node": "fork", "to_node": "first"},
            {"link": "rest", "from_node": "fork", "to_node": "sea"},
        ],
        indicators=[
            {"indicator": "flood", "unit": "days", "statistic": "days-above", "threshold": 6.0},
            {"indicator": "low", "unit": "days", "statistic": "days-below", "threshold": 6.0},
        ],
        indicator_terms=[
            {"indicator": "flood", "table": "links", "row": "rest", "quantity": "flow"},
            {"indicator": "low", "table": "links", "row": "rest", "quantity": "flow"},
        ],
    )
    run = simulate_river(case)
    told = missed_limits(run).iloc[0]
    assert (told["days"], told["worst"], told["amount"]) == pytest.approx((30.0, 2.0, 30 * 2.0 * HM3))
    gauge = Gauge(run.timeline, run.results)
    assert (gauge.value("flood"), gauge.value("low")) == pytest.approx((30.0, 60.0))
    assert gauge.value("flood", "2021-01-21", "2021-02-10") == pytest.approx(10.0)


def test_days_over_a_threshold_count_whole_steps_by_their_mean():
    calendar = Calendar("2021-01-01", "2021-03-31", "dekad")
    assert len(calendar.clocks["dekad"]) == 9
    case = two_canals(
        step="dekad",
        indicators=[{"indicator": "d", "unit": "days", "statistic": "days-above", "threshold": 1.5}],
        indicator_terms=[{"indicator": "d", "table": "links", "row": "two", "quantity": "flow"}],
    )
    run = simulate_river(case)
    assert Gauge(run.timeline, run.results).value("d") == pytest.approx(
        float(len(pd.date_range("2021-01-01", "2021-03-31")))
    )


def test_limit_out_of_season_does_not_blur_what_is_small():
    """A spring gives 0.995 of the 1 m3/s that must pass: the lake gives 0.005, also while another limit sleeps."""
    at_least = {"party": "valley", "sense": "at-least", "quantity": "rate", "per": "day", "penalty": 90000.0}
    case = river_case(
        nodes=nodes("lake", "dam"),
        supplies=[{"supply": "spring", "node": "dam", "kind": "given", "capacity": 0.995}],
        stores=[lake(end_value=20000.0)],
        links=[
            {"link": "gate", "from_node": "lake", "to_node": "dam"},
            {"link": "release", "from_node": "dam", "to_node": "sea"},
        ],
        limits=[
            {"limit": "least", **at_least, "value": 1.0},
            {"limit": "summer", **at_least, "value": 0.5, "from_day": "03-15", "to_day": "03-31"},
        ],
        limit_terms=[
            {"limit": "least", "table": "links", "row": "release"},
            {"limit": "summer", "table": "links", "row": "release"},
        ],
        accounts=[
            {
                "account": "quota",
                "carrier": "water",
                "capacity": 50.0,
                "renewal": "year",
                "from_day": "03-15",
                "to_day": "03-31",
            }
        ],
        account_terms=[{"account": "quota", "table": "links", "row": "release"}],
    )
    run = simulate_river(case)
    assert value(run, "links", "gate", "flow") == pytest.approx(0.005, abs=1e-9)
    assert value(run, "links", "release", "flow") == pytest.approx(1.0, abs=1e-9)


def test_limit_whose_penalty_a_rule_takes_away_is_left_out():
    """At least 9 m3/s would have to pass by the second canal; a rule that gives 0 leaves it to the plan."""
    limit = {"limit": "plan", "party": "valley", "sense": "at-least", "value": 9.0, "quantity": "rate", "per": "day"}
    terms = [{"limit": "plan", "table": "links", "row": "two"}]
    asked = simulate_river(two_canals(limits=[{**limit, "penalty": 9.0}], limit_terms=terms))
    left = simulate_river(
        two_canals(
            limits=[{**limit, "penalty": 9.0}],
            limit_terms=terms,
            rules=[{"rule": "nothing", "kind": "sum"}],
            rule_terms=[{"rule": "nothing", "place": 1, "number": 0.0}],
            rule_uses=[{"table": "limits", "row": "plan", "column": "penalty", "rule": "nothing"}],
        )
    )
    assert value(asked, "links", "two", "flow") == pytest.approx(8.0)
    assert value(left, "links", "two", "flow") == pytest.approx(2.0)
    assert left.results.find("limits", "plan", "missed") is None
