"""A run that goes on from the past of another gives what the other gave."""

import numpy as np
import pytest

import aryk
from aryk.rivers.past import Spells, past_of
from aryk.rivers.run import simulate_river
from tests.rivers.cases import river_case

HM3 = 0.0864


def on_from(case, day, **how):
    """A whole run, the part of it from a day on, and a run that begins there with the past of the whole."""
    whole = simulate_river(case, **how)
    past = past_of(whole, day)
    later = simulate_river(case.with_tables({"case": case.tables["case"].assign(start=day)}), past=past, **how)
    return whole, later


def same(whole, later, tolerance=1e-9):
    count = len(later.calendar.clocks[later.step])
    compared = 0
    for each in later.results.fields:
        if each.clock == "horizon":
            continue
        for name, values in zip(each.names, each.values, strict=True):
            expected = whole.results.find(each.table, str(name), each.quantity)[1][-count:]
            assert values == pytest.approx(expected, abs=tolerance * (1 + np.abs(expected).max())), (each.label, name)
            compared += 1
    return compared


@pytest.mark.parametrize("day", ["2024-01-11", "2024-04-01", "2024-06-21", "2024-10-01", "2024-12-21"])
def test_talas_goes_on_as_if_it_had_never_stopped(day):
    whole, later = on_from(aryk.read_case("kz-kg"), day, groups=["talas"])
    assert same(whole, later) > 100


def test_a_chain_of_restarts_is_the_whole_run():
    case = aryk.read_case("kz-kg")
    run = whole = simulate_river(case, groups=["talas"])
    for day in ("2024-02-11", "2024-05-21", "2024-07-01", "2024-09-11"):
        under = case.with_tables({"case": case.tables["case"].assign(start=day)})
        run = simulate_river(under, groups=["talas"], past=past_of(run, day))
    assert same(whole, run) > 100


def licensed(**account):
    return river_case(
        end="2021-06-30",
        nodes=[{"node": "lake"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 10.0}],
        stores=[{"store": "lake", "node": "lake", "initial": 50.0, "final": "free", "end_value": 2.0}],
        links=[{"link": "canal", "from_node": "lake", "to_node": "sea", "capacity": 8.0, "cost": -3.0}],
        accounts=[{"account": "licence", "carrier": "water", **account}],
        account_terms=[{"account": "licence", "table": "links", "row": "canal"}],
    )


@pytest.mark.parametrize(
    "account",
    [
        {"capacity": 20.0, "renewal": "months", "length": 2, "carry_over": 0.5},
        {"capacity": 40.0, "renewal": "year", "from_day": "03-01", "carry_over": 0.25},
        {"initial": 30.0},
        {"capacity": 9.0, "minimum": -4.0, "renewal": "months", "renewed_to": "initial", "initial": 6.0},
    ],
)
@pytest.mark.parametrize("day", ["2021-02-17", "2021-03-01", "2021-05-01"])
def test_accounts_go_on(account, day):
    whole, later = on_from(licensed(**account), day)
    same(whole, later)


def delivering(**limit):
    return river_case(
        end="2021-06-30",
        nodes=[{"node": "lake"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 10.0}],
        stores=[{"store": "lake", "node": "lake", "initial": 50.0, "final": "free", "end_value": 2.0}],
        links=[{"link": "canal", "from_node": "lake", "to_node": "sea"}],
        limits=[{"limit": "promise", "sense": "at-least", "penalty": 100.0, **limit}],
        limit_terms=[{"limit": "promise", "table": "links", "row": "canal"}],
    )


@pytest.mark.parametrize(
    "limit",
    [
        {"value": 60.0},
        {"value": 12.0, "per": "month"},
        {"value": 5.0, "per": "dekad"},
        {"value": 55.0, "from_day": "02-10", "to_day": "05-20"},
        {"value": 4.0, "quantity": "rate", "per": "month"},
    ],
)
@pytest.mark.parametrize("day", ["2021-02-17", "2021-03-01", "2021-05-11"])
def test_limits_over_a_running_period_go_on(limit, day):
    whole, later = on_from(delivering(**limit), day)
    same(whole, later)


def test_water_under_way_arrives_after_its_lag():
    """3.5 days on the way: a wave let go on days 8 and 9 is split over days 11 to 13, half to each side."""
    flows = np.zeros(90)
    flows[7:9] = 6.0
    case = river_case(
        series={"wave": flows},
        nodes=[{"node": "top"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "top", "kind": "given", "capacity": 1.0, "available": "wave"}],
        links=[{"link": "reach", "from_node": "top", "to_node": "sea", "lag": 84.0}],
    )
    _, later = on_from(case, "2021-01-10")
    assert later.results.find("nodes", "sea", "disposed")[1][:6] == pytest.approx([0, 3, 6, 3, 0, 0], abs=1e-12)


def test_rules_read_the_flow_of_the_step_before_across_the_restart():
    case = river_case(
        nodes=[{"node": "lake"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 10.0}],
        stores=[{"store": "lake", "node": "lake", "initial": 50.0, "final": "free", "end_value": 1.0}],
        links=[{"link": "canal", "from_node": "lake", "to_node": "sea", "cost": -3.0}],
        rules=[{"rule": "slowly", "kind": "sum"}],
        rule_terms=[
            {"rule": "slowly", "place": 1, "number": 0.5, "table": "links", "row": "canal"},
            {"rule": "slowly", "place": 2, "number": 4.0},
        ],
        rule_uses=[{"table": "links", "row": "canal", "column": "capacity", "rule": "slowly"}],
    )
    whole, later = on_from(case, "2021-01-04")
    assert later.results.find("links", "canal", "flow")[1][0] == pytest.approx(7.5)
    same(whole, later)


def test_past_of_a_day_within_a_step_is_refused():
    run = simulate_river(delivering(value=60.0), step="dekad")
    with pytest.raises(ValueError, match="no step of the run ends before 2021-02-15"):
        past_of(run, "2021-02-15")


def test_spells_keep_what_still_hangs_over():
    days = np.array(["2024-01-01", "2024-01-03", "2024-01-05"], dtype="datetime64[s]")
    old = Spells(days[:1], days[1:2], np.array([1.0]))
    new = Spells(days[1:2], days[2:], np.array([2.0]))
    joined = old.joined(new, np.datetime64("2024-01-04", "s"))
    assert joined.end[-1] == np.datetime64("2024-01-04", "s")
    assert len(joined.since(np.datetime64("2024-01-03", "s")).rate) == 1
