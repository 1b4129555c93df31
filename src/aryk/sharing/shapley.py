"""Shapley value: each party gets its mean contribution over all orders in which the parties may come together.

    phi_i = sum over S without i of  |S|! (n - |S| - 1)! / n!  (v(S + i) - v(S))

Shapley, L. S. (1953), A value for n-person games. Sampled: Castro, J., Gomez, D., Tejada, J. (2009), Polynomial
calculation of the Shapley value based on sampling, with each order taken forth and back (antithetic).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import comb

import numpy as np

from aryk.sharing.game import Floats, Game, GameError, Ints, sizes


def shapley(game: Game) -> Floats:
    """The Shapley value; shape (n,).

    Examples
    --------
    >>> from aryk.sharing.game import Game
    >>> gloves = Game.of("LRr", lambda who: min("L" in who, len(who & set("Rr"))))
    >>> shapley(gloves).round(6).tolist()
    [0.666667, 0.166667, 0.166667]
    """
    count = game.count
    weight = np.array([1.0 / (count * comb(count - 1, size)) for size in range(count)])
    size = sizes(count)
    gained = np.empty(count)
    for place in range(count):
        pairs = game.values.reshape(-1, 2, 1 << place)
        without = size.reshape(-1, 2, 1 << place)[:, 0]
        gained[place] = np.sum(weight[without] * (pairs[:, 1] - pairs[:, 0]))
    return gained


@dataclass(frozen=True)
class Sampled:
    """A Shapley value from some orders.

    Attributes
    ----------
    value
        Mean contribution of each party, shape (n,). It sums to the gain of all.
    error
        Standard error of each, shape (n,).
    orders
        Orders that were tried.
    solved
        Different coalitions that were valued.
    """

    value: Floats
    error: Floats
    orders: int
    solved: int


def shapley_sampled(
    count: int,
    value: Callable[[int], float],
    *,
    orders: int = 1000,
    precision: float = 0.0,
    seed: int = 1,
) -> Sampled:
    """The Shapley value of many parties from random orders, each forth and back, with its standard errors.

    Parameters
    ----------
    count
        Number of parties.
    value
        Gain of a coalition by its mask; it is asked once for each.
    orders
        Most orders, an even number of at least 4.
    precision
        Stop when the largest standard error is at most this part of the gain of all.
    seed
        Of the random orders.

    Raises
    ------
    GameError
        If there are too few orders or no parties.
    """
    check_orders(count, orders)
    known: dict[int, float] = {0: 0.0}

    def valued(mask: int) -> float:
        if mask not in known:
            known[mask] = float(value(mask))
        return known[mask]

    total, square, pairs = np.zeros(count), np.zeros(count), 0
    whole = valued((1 << count) - 1)
    error = np.full(count, np.inf)
    for order in islice(orders_of(count, seed), orders // 2):
        mean = (_contributions(order, valued) + _contributions(order[::-1], valued)) / 2
        pairs += 1
        step = mean - total
        total = total + step / pairs
        square = square + step * (mean - total)
        if pairs > 1:
            error = np.sqrt(square / (pairs * (pairs - 1)))
            if pairs >= 10 and error.max() <= precision * abs(whole):
                break
    return Sampled(total, error, 2 * pairs, len(known) - 1)


def check_orders(count: int, orders: int) -> None:
    """Refuse a number of orders of which no error can be told.

    Raises
    ------
    GameError
        If it is odd or below 4, or there are no parties.
    """
    if count < 1 or orders < 4 or orders % 2:
        words = f"{orders} orders of {count} parties cannot be sampled, each forth and back"
        raise GameError(f"{words}. Allowed: an even number of orders from 4. Remedy: 40 orders")


def orders_of(count: int, seed: int = 1) -> Iterator[Ints]:
    """Random orders of parties without end, each to be taken forth and back; the same for the same seed."""
    random = np.random.default_rng(seed)
    while True:
        yield random.permutation(count)


def coalitions_of(order: Sequence[int] | Ints) -> list[int]:
    """The masks of the coalitions that grow while parties come together in an order.

    Examples
    --------
    >>> coalitions_of([2, 0, 1])
    [4, 5, 7]
    """
    masks, mask = list[int](), 0
    for party in order:
        mask |= 1 << int(party)
        masks.append(mask)
    return masks


def sampled_coalitions(count: int, orders: int, seed: int = 1) -> set[int]:
    """The masks that `shapley_sampled` asks for with these orders and seed, and no precision.

    Raises
    ------
    GameError
        See `check_orders`.
    """
    check_orders(count, orders)
    drawn = islice(orders_of(count, seed), orders // 2)
    return {mask for order in drawn for way in (order, order[::-1]) for mask in coalitions_of(way)}


def _contributions(order: np.ndarray, value: Callable[[int], float]) -> Floats:
    gained, before = np.empty(len(order)), 0.0
    for party, mask in zip(order, coalitions_of(order), strict=True):
        now = value(mask)
        gained[party] = now - before
        before = now
    return gained
