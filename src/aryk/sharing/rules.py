"""Rules that divide a gain by a formula: Nash bargaining, separable costs and remaining benefits, proportions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from aryk.sharing.game import Floats, Gains, Game, GameError, checked


def nash(game: Gains, weights: ArrayLike | None = None, threat: ArrayLike | None = None) -> Floats:
    """The bargain that maximises the product of (gain - threat)^weight; shape (n,).

    As money can be paid, it is x_i = d_i + w_i / sum(w) (v(N) - sum(d)).
    Nash, J. F. (1950), The bargaining problem; with weights: Kalai, E. (1977), Nonsymmetric Nash solutions.

    Parameters
    ----------
    weights
        Bargaining power of each party, above 0; None: all alike.
    threat
        What each gets without a bargain; None: what it gains alone.

    Raises
    ------
    GameError
        If a weight is not above 0, or the threats sum to more than all gain.

    Examples
    --------
    >>> from aryk.sharing.game import Game
    >>> two = Game.of("AB", lambda who: 12.0 if len(who) == 2 else 0.0)
    >>> nash(two, weights=[1, 2]).tolist()
    [4.0, 8.0]
    """
    power = np.ones(game.count) if weights is None else checked(game, weights)
    check_powers(power)
    least = game.alone if threat is None else checked(game, threat)
    surplus = game.whole - least.sum()
    if surplus < -1e-9 * max(1.0, game.largest):
        raise GameError(f"all together gain {game.whole:g}, the threats sum to {least.sum():g}: there is no bargain")
    return np.asarray(least + surplus * power / power.sum())


def separable(game: Gains) -> Floats:
    """Each gets what it gains alone, the rest is split by what each adds to all others; shape (n,).

        x_i = v(i) + (v(N) - sum v(j)) (m_i - v(i)) / sum (m_j - v(j)),   m_i = v(N) - v(N without i)

    Of savings this is separable costs - remaining benefits, the tradition of water projects (Inter-Agency Committee on
    Water Resources 1950; Straffin, P. D., Heaney, J. P. 1981, equation 4): see `separable_costs`.

    Raises
    ------
    GameError
        If nobody adds anything, but there is a gain to divide.
    """
    added = game.marginal - game.alone
    surplus = game.whole - game.alone.sum()
    if abs(added.sum()) <= 1e-12 * max(1.0, game.largest):
        if abs(surplus) <= 1e-9 * max(1.0, game.largest):
            return game.alone.copy()
        raise GameError("no party adds anything to all others: the rest cannot be split by what they add")
    return np.asarray(game.alone + surplus * added / added.sum())


def separable_costs(costs: ArrayLike, benefits: ArrayLike | None = None) -> Floats:
    """Cost of each purpose of a joint work by separable costs - remaining benefits; shape (n,).

        y_i = s_i + (c(N) - sum s_j) b_i / sum b_j,   s_i = c(N) - c(N without i),   b_i = min(benefit_i, c(i)) - s_i

    Parameters
    ----------
    costs
        Cost of each coalition by its mask, shape (2^n,).
    benefits
        Benefit of each purpose; None: no less than its cost alone.

    Raises
    ------
    GameError
        If a purpose is worth less than its separable cost, or the joint work is worth nothing.
    """
    given = np.asarray(costs, dtype=float)
    count = int(given.size).bit_length() - 1
    game = Game(tuple(f"purpose {place + 1}" for place in range(count)), given)
    worth = game.alone if benefits is None else np.minimum(checked(game, benefits), game.alone)
    remaining = worth - game.marginal
    scale = max(1.0, np.abs(given).max())
    if (remaining < -1e-12 * scale).any():
        place = int(np.argmin(remaining))
        words = f"purpose {place + 1} is worth {worth[place]:g}, less than its separable cost {game.marginal[place]:g}"
        raise GameError(f"{words}. Remedy: leave it out of the work")
    joint = game.whole - game.marginal.sum()
    if remaining.sum() <= 1e-12 * scale and abs(joint) > 1e-9 * scale:
        raise GameError("no purpose has a remaining benefit: the joint cost cannot be split")
    return np.asarray(game.marginal + (joint * remaining / remaining.sum() if remaining.sum() > 0 else 0.0))


def equal_nonseparable(game: Gains) -> Floats:
    """Each gets what it adds to all others, what is then too much or too little is split equally; shape (n,)."""
    return np.asarray(game.marginal + (game.whole - game.marginal.sum()) / game.count)


def proportional(game: Gains, by: ArrayLike) -> Floats:
    """Each gets what it gains alone, the rest is split in proportion to `by`: use, cost alone, people ...; shape (n,).

    Raises
    ------
    GameError
        If `by` is below 0 somewhere, or 0 everywhere.
    """
    share = checked(game, by)
    check_amounts(share)
    return np.asarray(game.alone + (game.whole - game.alone.sum()) * share / share.sum())


def check_powers(weights: ArrayLike) -> None:
    """Refuse bargaining weights that are not above 0.

    Raises
    ------
    GameError
        If one is not.
    """
    power = np.asarray(weights, dtype=float)
    if not (power > 0).all() or not np.isfinite(power).all():
        wrong = ", ".join(f"{each:g}" for each in power if not (each > 0 and np.isfinite(each)))
        raise GameError(
            f"a bargaining weight is not above 0: {wrong}. Allowed: numbers above 0. Remedy: leave the party out"
        )


def check_amounts(amounts: ArrayLike) -> None:
    """Refuse amounts in proportion to which nothing can be split.

    Raises
    ------
    GameError
        If one is below 0, or all are 0.
    """
    by = np.asarray(amounts, dtype=float)
    if not np.isfinite(by).all() or (by < 0).any() or not by.sum() > 0:
        raise GameError(f"cannot split in proportion to {by.tolist()}. Allowed: numbers from 0, not all 0")
