"""Settlements of many parties, by coalitions of random orders, agree with those of all coalitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aryk
from aryk.sharing.core import in_core, leavers
from aryk.sharing.game import Game, GameError
from aryk.sharing.partial import PartialGame, always_known
from aryk.sharing.rules import equal_nonseparable, nash, separable
from aryk.sharing.shapley import sampled_coalitions, shapley, shapley_sampled
from aryk.sharing.values import followers
from tests.sharing.games import games
from tests.sharing.valleys import BELOW, PAYMENT, SEPARATION, THREE, TREATY, TWO, fan

EXACT_RULES = ["nash", "separable", "equal"]


def some_of(game: Game, orders: int, seed: int) -> PartialGame:
    masks = sampled_coalitions(game.count, orders, seed) | set(always_known(game.count).tolist())
    return PartialGame.of(game.parties, {mask: float(game.values[mask]) for mask in masks})


@pytest.mark.parametrize("text", [TWO + PAYMENT, TWO + TREATY + SEPARATION, THREE, BELOW, fan(5)])
def test_sampled_settlement_agrees_with_that_of_all_coalitions(small, text):
    case = small(text)
    exact, sampled = aryk.settle(case), aryk.settle(case, orders=20)
    whole = exact.game.whole
    assert sampled.divisions["shapley"].sum() == pytest.approx(whole, rel=1e-9)
    gap = (sampled.divisions["shapley"] - exact.divisions["shapley"]).abs()
    assert (gap <= 4 * sampled.errors + 1e-9 * whole).all()
    for rule in EXACT_RULES:
        assert sampled.divisions[rule].to_dict() == pytest.approx(exact.divisions[rule].to_dict(), abs=1e-9 * whole)
    assert "nucleolus" not in sampled.divisions
    assert sampled.game.gains == pytest.approx(exact.game.values[sampled.game.known], abs=1e-9 * whole)
    assert exact.errors is None


def test_fourteen_parties_are_sampled_by_themselves_and_right(small):
    """User i of thirteen has water worth 20,000 + 500 i USD/hm3, less A's gas for it.

    10 / 13 m3/s for a day are 0.864 / 13 hm3, or 240 / 13 MWh of A's winter power at 40 USD/MWh. Each bargain is apart
    from the others and needs A: the Shapley value halves it. Forth and back, one of the two comes last just once: the
    mean of each pair of orders is the Shapley value itself, so the error is 0.
    """
    settled = aryk.settle(small(fan(13)))
    worth = np.array([0.864 / 13 * (20000 + 500 * user) - 240 / 13 * 40 for user in range(1, 14)])
    expected = [worth.sum() / 2, *(worth / 2)]
    assert settled.sampled.orders == 40
    assert settled.divisions["shapley"].tolist() == pytest.approx(expected, rel=1e-7)
    assert settled.errors.to_numpy() == pytest.approx(0, abs=1e-6)
    assert settled.solved == len(settled.game.known) < 600
    assert settled.stability().at["shapley", "in core"] is None, "not all coalitions were asked"
    assert settled.stability().at["nash", "in core"] is False, "A and a good user would leave an equal split"
    with pytest.raises(GameError, match="need all coalitions"):
        _ = settled.core_excess


@given(games(), st.integers(1, 99))
@settings(max_examples=150, deadline=None)
def test_known_coalitions_of_a_partial_game_are_those_of_the_whole_one(game, seed):
    some = some_of(game, 4, seed)
    scale = max(1.0, game.largest)
    assert (some.whole, some.alone.tolist()) == (game.whole, game.alone.tolist())
    assert some.marginal.tolist() == game.marginal.tolist()
    division = shapley(game)
    places = some.known - 1
    assert some.gains.tolist() == game.gains[places].tolist()
    assert some.given(division) == pytest.approx(game.given(division)[places], abs=1e-12 * scale)
    assert some.at(some.known).tolist() == game.at(some.known).tolist()
    if in_core(game, division):
        assert in_core(some, division)
    leaving = leavers(some, division, most=1 << game.count)
    assert set(leaving["coalition"]) <= set(leavers(game, division, most=1 << game.count)["coalition"])
    assert equal_nonseparable(some).tolist() == equal_nonseparable(game).tolist()
    for rule in (nash, separable):
        try:
            exact = rule(game)
        except GameError:
            continue
        assert rule(some) == pytest.approx(exact, abs=1e-9 * scale * game.count)


@given(games(), st.integers(1, 99), st.sampled_from([4, 6, 10]))
@settings(max_examples=60, deadline=None)
def test_coalitions_drawn_beforehand_are_those_that_sampling_asks_for(game, seed, orders):
    asked = set()
    shapley_sampled(game.count, lambda mask: asked.add(mask) or float(game.values[mask]), orders=orders, seed=seed)
    assert asked == sampled_coalitions(game.count, orders, seed)


@given(st.sets(st.integers(1, 255), min_size=1))
def test_each_coalition_follows_one_smallest_that_holds_it(masks):
    below = followers(masks)
    assert sorted(mask for group in below.values() for mask in group) == sorted(masks)
    for larger, group in below.items():
        for mask in group:
            holders = [each for each in masks if each != mask and each & mask == mask]
            if larger:
                assert larger in holders
                assert larger.bit_count() == min(each.bit_count() for each in holders)
            else:
                assert not holders


def test_what_cannot_be_sampled_is_refused(small):
    case = small(THREE)
    for orders in (0, 3, -2):
        with pytest.raises(GameError, match="Allowed: an even number of orders from 4"):
            aryk.settle(case, orders=orders)
    with pytest.raises(GameError, match="63 parties cannot be sampled"):
        aryk.settle(small(fan(62)))
    with pytest.raises(GameError, match="Found wrong: A, A \\+ C"):
        PartialGame.of("ABC", {0b010: 1.0, 0b100: 1.0, 0b011: 1.0, 0b110: 1.0, 0b111: 3.0})
    some = PartialGame.of("ABCD", dict.fromkeys(always_known(4).tolist(), 1.0))
    with pytest.raises(GameError, match="A \\+ B was not valued"):
        some.value("AB")
    with pytest.raises(GameError, match="not a finite number"):
        PartialGame.of("A", {1: float("nan")})
