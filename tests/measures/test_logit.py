"""The logit by hand: shares sum to one, answers to costs are derivatives, constants give back what was seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aryk.case.read import read_case
from aryk.measures.logit import LogitError, constants_for, cost_of_a_traveller, elasticities, shares

COSTS = st.lists(st.floats(0, 300), min_size=2, max_size=7)
AT_LEISURE = settings(deadline=None)


@AT_LEISURE
@given(COSTS, st.floats(1, 60), st.floats(-1000, 1000))
def test_only_differences_of_costs_count(costs, spread, more):
    part = shares(costs, spread)
    assert part.sum() == pytest.approx(1)
    assert shares(np.array(costs) + more, spread) == pytest.approx(part, rel=1e-6)


@AT_LEISURE
@given(COSTS, st.floats(5, 60))
def test_cost_falls_with_each_way_and_its_slope_is_the_share(costs, spread):
    """d cost / d c_i = P_i (Williams, Daly and Zachary), by central differences."""
    whole = cost_of_a_traveller(costs, spread)
    assert whole <= min(costs) + 1e-9
    assert cost_of_a_traveller([*costs, 100.0], spread) <= whole
    for place, part in enumerate(shares(costs, spread)):
        moved = [np.array(costs) + step * (np.arange(len(costs)) == place) for step in (1e-3, -1e-3)]
        slope = (cost_of_a_traveller(moved[0], spread) - cost_of_a_traveller(moved[1], spread)) / 2e-3
        assert slope == pytest.approx(part, abs=1e-6)


@AT_LEISURE
@given(st.lists(st.floats(1, 100), min_size=2, max_size=5), st.floats(10, 60))
def test_elasticities_are_the_slopes_of_the_shares(costs, spread):
    found, base = elasticities(costs, spread), shares(costs, spread)
    for place, cost in enumerate(costs):
        moved = [np.array(costs) + step * cost * (np.arange(len(costs)) == place) for step in (1e-5, -1e-5)]
        slope = (shares(moved[0], spread) - shares(moved[1], spread)) / 2e-5 / base
        assert found[:, place] == pytest.approx(slope, rel=1e-4, abs=1e-6)


@AT_LEISURE
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 1000)), min_size=2, max_size=7), st.floats(1, 60))
def test_constants_give_back_the_shares_that_were_seen(ways, spread):
    costs, seen = (np.array(each) for each in zip(*ways, strict=True))
    constants = constants_for(costs, seen, spread)
    assert constants[0] == 0
    assert shares(costs + constants, spread) == pytest.approx(seen / seen.sum(), rel=1e-6)


def test_a_closed_way_is_taken_by_none():
    assert shares([50, np.inf, 50], 10).tolist() == [0.5, 0, 0.5]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: shares([1, 2], 0), "a spread of 0"),
        (lambda: shares([np.inf, np.inf], 1), "all ways are closed"),
        (lambda: constants_for([1, 2], [1, 0], 1), "a way that nobody takes"),
        (lambda: constants_for([1, 2], [1], 1), "2 costs, but 1 shares"),
    ],
)
def test_what_no_logit_has_is_refused(wrong, words):
    with pytest.raises(LogitError, match=words):
        wrong()


def test_constants_of_the_reference_case_give_what_was_counted():
    """179 thousand persons at Kegen in 2025, both ways, of 480 thousand visits grown by 1.1864; a fifth east."""
    case = read_case("kz-kg")
    links, options = case.table("links"), case.table("choice_options").set_index("link")
    spread = case.table("choices")["spread"]

    def taken(names, choice):
        return shares((links["cost"][names] + options["constant"][names]).to_numpy(), spread[choice])

    _, east, kegen = taken(
        ["korday-road-almaty-west", "korday-road-almaty-east", "kegen-road-almaty-east"], "almaty-to-issyk-kul"
    )
    assert 2 * 480 * 1.1864 * kegen == pytest.approx(179, rel=1e-3)
    at_karakol = 196 / (377 + 336 + 196 + 27)
    assert east + kegen == pytest.approx(at_karakol, rel=0.01)
    for choice, names in (
        ("kz-rest-to-issyk-kul", ["korday-road-kz-rest-west", "korday-road-kz-rest-east"]),
        ("far-to-issyk-kul", ["far-way-issyk-kul-west", "far-way-issyk-kul-east"]),
    ):
        assert taken(names, choice)[1] == pytest.approx(at_karakol, rel=0.01)
