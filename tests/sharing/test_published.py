"""Games of the literature to their published figures."""

from __future__ import annotations

import numpy as np
import pytest

from aryk.sharing.core import in_core, least_core, leavers
from aryk.sharing.game import Game
from aryk.sharing.nucleolus import is_nucleolus, nucleolus
from aryk.sharing.rules import equal_nonseparable, proportional, separable, separable_costs
from aryk.sharing.shapley import shapley, shapley_sampled
from tests.sharing.games import AIRCRAFT, TVA, bankruptcy, council, skane_costs, talmud


@pytest.mark.parametrize(
    ("estate", "shares"), [(100, [100 / 3, 100 / 3, 100 / 3]), (200, [50, 75, 75]), (300, [50, 100, 150])]
)
def test_three_creditors_get_what_the_talmud_says(estate, shares):
    assert nucleolus(bankruptcy(estate, [100, 200, 300])) == pytest.approx(shares, abs=1e-9)


@pytest.mark.parametrize("estate", [40, 333.3, 700, 1333, 2000])
def test_nucleolus_of_eight_creditors_is_the_consistent_division(estate):
    claims = [20, 60, 100, 150, 300, 300, 420, 700]
    assert nucleolus(bankruptcy(estate, claims)) == pytest.approx(talmud(estate, claims), abs=1e-8)


def test_costs_of_the_tva_are_divided_as_by_straffin_and_heaney():
    game = Game.of_costs(("navigation", "flood control", "power"), TVA)
    alone = TVA[[1, 2, 4]]
    assert alone - shapley(game) == pytest.approx([117829, 100756.5, 193998.5], abs=1e-6)
    assert alone - nucleolus(game) == pytest.approx([116234, 93540, 202810], abs=1e-6)
    assert separable_costs(TVA) == pytest.approx([117476, 99157, 195951], abs=0.5)
    assert alone - separable(game) == pytest.approx(separable_costs(TVA), abs=1e-6)
    assert alone - equal_nonseparable(game) == pytest.approx([119424, 107973, 185187], abs=1e-6)
    assert all(in_core(game, division(game)) for division in (shapley, nucleolus, separable))


def test_water_of_skane_is_divided_as_by_young_okada_and_hashimoto():
    costs = skane_costs()
    game = Game.of_costs("AHKLMT", costs)
    alone = costs[[1, 2, 4, 8, 16, 32]]
    assert alone - shapley(game) == pytest.approx([20.01, 10.71, 6.61, 10.37, 16.94, 19.18], abs=0.007)
    assert separable_costs(costs) == pytest.approx([19.54, 13.28, 5.62, 10.90, 16.66, 17.82], abs=0.008)
    # 18.60 and 19.21 for the last two are printed in the working paper of 1979, which fail Kohlberg's criterion
    found = alone - nucleolus(game)
    assert found[:4] == pytest.approx([20.35, 12.06, 5.00, 8.61], abs=0.006)
    assert is_nucleolus(game, nucleolus(game))
    assert not is_nucleolus(game, alone - np.array([20.35, 12.06, 5.00, 8.61, 18.60, 19.20]))
    assert not in_core(game, shapley(game)), "the Shapley value lies outside the core here"
    by_people = proportional(game, [85.0, 176.3, 26.8, 69.0, 287.3, 59.5])
    assert by_people.sum() == pytest.approx(game.whole)
    assert least_core(game).excess < 0


def test_runway_is_paid_for_by_who_needs_its_length():
    """Littlechild and Owen (1973): each piece of the runway is paid equally by the movements that need it."""
    costs, planes = [each[0] for each in AIRCRAFT.values()], [each[1] for each in AIRCRAFT.values()]
    fee, paid, before = [], 0.0, 0.0
    for place, cost in enumerate(costs):
        paid += (cost - before) / sum(planes[place:])
        fee.append(paid)
        before = cost
    assert fee == pytest.approx([each[2] for each in AIRCRAFT.values()], abs=0.006)
    # the same game with one movement of each type, by the general method
    names = tuple(AIRCRAFT)
    longest = Game.of(names, lambda who: -max(AIRCRAFT[name][0] for name in who))
    steps = np.diff([0, *costs]) / np.arange(len(costs), 0, -1)
    assert -shapley(longest) == pytest.approx(np.cumsum(steps), rel=1e-12)


def test_nucleolus_of_a_runway_follows_littlechild():
    """Littlechild (1974): the smallest of c_k / (k + 1) and, for all, c_n / n is paid by the smallest, then again."""
    costs = [each[0] for each in AIRCRAFT.values()]
    count, paid, done, taken = len(costs), [0.0] * len(costs), 0, 0.0
    while done < count:
        ends = [(costs[k] - taken) / (k + 2 - done) for k in range(done, count - 1)]
        ends.append((costs[-1] - taken) / (count - done))
        best = min(range(len(ends)), key=lambda place: (ends[place], -place))
        for place in range(done, done + best + 1):
            paid[place] = ends[best]
            taken += ends[best]
        done += best + 1
    game = Game.of(tuple(AIRCRAFT), lambda who: -max(AIRCRAFT[name][0] for name in who))
    assert -nucleolus(game, individual=False) == pytest.approx(paid, abs=1e-6)


def test_gloves_go_to_who_is_scarce():
    gloves = Game.of("LRr", lambda who: float(min("L" in who, len(who & set("Rr")))))
    assert shapley(gloves) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert nucleolus(gloves) == pytest.approx([1, 0, 0], abs=1e-12)
    assert leavers(gloves, shapley(gloves))["coalition"].tolist() == ["L + R", "L + r"]


def test_power_in_the_security_council():
    game = council()
    power = shapley(game)
    assert power[:5] == pytest.approx([421 / 2145] * 5, rel=1e-12)
    assert power[5:] == pytest.approx([4 / 2145] * 10, rel=1e-10)
    assert nucleolus(game) == pytest.approx([0.2] * 5 + [0.0] * 10, abs=1e-12)


def test_sampled_power_lies_within_its_error():
    game = council()
    sampled = shapley_sampled(15, lambda mask: float(game.values[mask]), orders=4000, seed=7)
    exact = shapley(game)
    assert sampled.value.sum() == pytest.approx(1, abs=1e-12)
    assert (np.abs(sampled.value - exact) <= 4 * sampled.error + 1e-3).all()
    assert sampled.error[:5].max() < 0.01


def test_sampling_stops_when_it_is_precise_enough():
    game = bankruptcy(300, [100, 200, 300])
    sampled = shapley_sampled(3, lambda mask: float(game.values[mask]), orders=100_000, precision=0.02)
    assert sampled.orders < 100_000
    assert sampled.error.max() <= 0.02 * 300
    assert sampled.solved == 7, "each coalition is valued once"


def test_core_of_a_majority_is_empty():
    majority = Game.of("ABC", lambda who: float(len(who) > 1))
    assert least_core(majority).excess == pytest.approx(1 / 3)
    assert not in_core(majority, [1 / 3, 1 / 3, 1 / 3])
