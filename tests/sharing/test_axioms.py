"""What the divisions promise, over random games."""

from __future__ import annotations

import itertools

import highspy
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aryk.sharing.core import in_core, least_core
from aryk.sharing.game import Game, GameError, excesses, sums
from aryk.sharing.nucleolus import is_nucleolus, nucleolus
from aryk.sharing.rules import equal_nonseparable, nash, proportional, separable
from aryk.sharing.shapley import shapley, shapley_sampled
from tests.sharing.games import games

MANY = settings(max_examples=150, deadline=None)
DIVISIONS = (
    shapley,
    nucleolus,
    nash,
    equal_nonseparable,
    lambda game: proportional(game, np.arange(1, game.count + 1)),
)


def swapped(game: Game, one: int, other: int) -> Game:
    """The game in which two parties stand in each other's place."""
    order = list(range(game.count))
    order[one], order[other] = other, one
    masks = np.array(
        [sum((mask >> old & 1) << new for new, old in enumerate(order)) for mask in range(1 << game.count)]
    )
    return Game(game.parties, game.values[masks])


@given(games())
@MANY
def test_all_that_is_gained_is_divided(game):
    for divide in DIVISIONS:
        assert divide(game).sum() == pytest.approx(game.whole, abs=1e-8)


@given(games(), st.data())
@MANY
def test_names_do_not_matter(game, data):
    one, other = data.draw(st.permutations(range(game.count)))[:2]
    for divide in (shapley, nucleolus, nash):
        expected = divide(game)
        expected[[one, other]] = expected[[other, one]]
        assert divide(swapped(game, one, other)) == pytest.approx(expected, abs=1e-7)


@given(games(most=4), st.floats(-5, 5))
@MANY
def test_who_adds_nothing_gets_what_it_brings(game, own):
    values = np.concatenate([game.values, game.values + own])
    larger = Game((*game.parties, "dummy"), values)
    assert shapley(larger)[-1] == pytest.approx(own, abs=1e-9)
    assert nucleolus(larger, individual=False)[-1] == pytest.approx(own, abs=1e-7)


@given(games(least=3, most=4, cooperative=False), st.integers(0, 2**31))
@MANY
def test_shapley_of_a_sum_is_the_sum(game, seed):
    other = np.random.default_rng(seed).normal(size=len(game.values))
    other[0] = 0.0
    both = Game(game.parties, game.values + other)
    assert shapley(both) == pytest.approx(shapley(game) + shapley(Game(game.parties, other)), abs=1e-9)


@given(games(most=4, cooperative=False))
@MANY
def test_shapley_is_the_mean_over_all_orders(game):
    total = np.zeros(game.count)
    orders = list(itertools.permutations(range(game.count)))
    for order in orders:
        mask = 0
        for party in order:
            total[party] += game.values[mask | 1 << party] - game.values[mask]
            mask |= 1 << party
    assert shapley(game) == pytest.approx(total / len(orders), abs=1e-9)


def test_a_gain_that_is_small_beside_a_coalition_is_divided_whole():
    """All together gain 1e-7, three of four 4: what a party has is near its bound, but not at it."""
    values = np.zeros(16)
    values[14], values[15] = 4.0, 1e-7
    game = Game(tuple("ABCD"), values)
    division = nucleolus(game)
    assert division.sum() == pytest.approx(1e-7, rel=1e-6)
    assert division == pytest.approx([0, 1e-7 / 3, 1e-7 / 3, 1e-7 / 3], abs=1e-9)


@given(games(most=6))
@MANY
def test_nucleolus_meets_kohlbergs_criterion_and_nothing_beside_it_does(game):
    division = nucleolus(game)
    assert is_nucleolus(game, division)
    assert (division >= game.alone - 1e-9 * max(1.0, np.abs(game.values).max())).all()
    beside = division.copy()
    beside[0] += 1e-4 * np.abs(game.values).max() + 1e-4
    beside[-1] -= 1e-4 * np.abs(game.values).max() + 1e-4
    assert not is_nucleolus(game, beside)


@given(games(least=3, most=4))
@MANY
def test_nucleolus_is_that_of_the_plain_scheme_with_all_rows(game):
    assert nucleolus(game) == pytest.approx(plain_nucleolus(game), abs=1e-5 * max(1.0, np.abs(game.values).max()))


def plain_nucleolus(game: Game) -> np.ndarray:
    """All rows at once; a coalition is settled when no division with the least excess does better by it."""
    settled: dict[int, float] = {}
    everyone = (1 << game.count) - 1
    while True:
        free = [mask for mask in range(1, everyone) if mask not in settled]
        least, division = plain(game, settled, free, None)
        held = [mask for mask in free if plain(game, settled, free, (mask, least))[0] >= -1e-6]
        settled |= dict.fromkeys(held, least)
        rows = [[mask >> place & 1 for place in range(game.count)] for mask in (*settled, everyone)]
        if np.linalg.matrix_rank(np.array(rows)) == game.count or not held:
            return division


def plain(game, settled, free, asked):
    """The least largest excess; or, with that given, how far the excess of one coalition can fall below it."""
    highs, infinite = highspy.Highs(), highspy.kHighsInf
    highs.setOptionValue("output_flag", False)
    for low in game.alone:
        highs.addVar(float(low), infinite)
    highs.addVar(*((-infinite, infinite) if asked is None else (asked[1], asked[1])))
    if asked is None:
        highs.changeColCost(game.count, 1.0)
    else:
        for place in range(game.count):
            highs.changeColCost(place, -float(asked[0] >> place & 1))

    def row(mask, low, high, excess):
        places = [place for place in range(game.count) if mask >> place & 1] + ([game.count] if excess else [])
        highs.addRow(low, high, len(places), np.array(places, dtype=np.int32), np.ones(len(places)))

    row((1 << game.count) - 1, game.whole, game.whole, False)
    for mask in free:
        row(mask, game.values[mask], infinite, True)
    for mask, excess in settled.items():
        row(mask, game.values[mask] - excess - 1e-9, game.values[mask] - excess + 1e-9, False)
    highs.run()
    found = np.array(highs.getSolution().col_value)
    if asked is None:
        return float(found[-1]), found[:-1]
    return game.values[asked[0]] - sums(found[:-1])[asked[0]] - asked[1], found[:-1]


@given(games(most=6))
@MANY
def test_nucleolus_lies_in_the_core_where_there_is_one(game):
    least = least_core(game)
    assert excesses(game, least.division)[1:-1].max(initial=-np.inf) <= least.excess + 1e-7 * np.abs(game.values).max()
    assume(least.excess <= 0)
    assert in_core(game, nucleolus(game))


@given(games(cooperative=False), st.floats(0.5, 20), st.floats(-30, 30))
@MANY
def test_other_units_and_what_each_has_anyway_change_nothing_else(game, factor, own):
    moved = Game(game.parties, factor * game.values + sums(np.full(game.count, own)))
    for divide in (shapley, lambda each: nucleolus(each, individual=False)):
        assert divide(moved) == pytest.approx(factor * divide(game) + own, abs=1e-6 * factor * 100)


@given(games(), st.lists(st.floats(0.1, 10), min_size=5, max_size=5))
@MANY
def test_nash_bargain_has_the_largest_product(game, weights):
    weights = weights[: game.count]
    gained = nash(game, weights) - game.alone
    assume(gained.min() > 1e-6)
    best = np.dot(weights, np.log(gained))
    for one, other in itertools.permutations(range(game.count), 2):
        moved = gained.copy()
        step = 0.01 * gained[other]
        moved[one], moved[other] = moved[one] + step, moved[other] - step
        assert np.dot(weights, np.log(moved)) <= best + 1e-12


@given(games(least=2, most=2))
@MANY
def test_two_parties_halve_what_they_gain_together(game):
    half = game.alone + (game.whole - game.alone.sum()) / 2
    for divide in (shapley, nucleolus, nash, separable, equal_nonseparable):
        assert divide(game) == pytest.approx(half, abs=1e-8)


def test_games_that_are_none_are_refused():
    with pytest.raises(GameError, match="2 parties have 4 coalitions"):
        Game(("A", "B"), np.zeros(3))
    with pytest.raises(GameError, match="a party stands twice: A, A"):
        Game(("A", "A"), np.zeros(4))
    with pytest.raises(GameError, match=r"the value of A \+ B is not a finite number"):
        Game(("A", "B"), np.array([0, 1, 1, np.nan]))
    with pytest.raises(GameError, match="nobody gains 3"):
        Game(("A",), np.array([3.0, 1.0]))
    poor = Game(("A", "B"), np.array([0, 5, 5, 8.0]))
    for divide in (nucleolus, nash):
        with pytest.raises(GameError, match="gain 8"):
            divide(poor)
    assert nucleolus(poor, individual=False) == pytest.approx([4, 4])
    with pytest.raises(GameError, match="not above 0"):
        nash(Game(("A", "B"), np.array([0, 0, 0, 8.0])), weights=[1, 0])
    with pytest.raises(GameError, match="numbers from 0, not all 0"):
        proportional(poor, [0, 0])
    with pytest.raises(GameError, match="one for each party"):
        excesses(poor, [1, 2, 3])
    with pytest.raises(GameError, match="Allowed: an even number"):
        shapley_sampled(3, float, orders=3)
    with pytest.raises(GameError, match="no party of this game: C"):
        poor.mask(["C"])
