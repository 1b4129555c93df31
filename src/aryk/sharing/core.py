"""The core: divisions that no coalition can better by leaving; and how far a division is from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from aryk.sharing.excess import LargestExcess
from aryk.sharing.game import Floats, Gains, Game

TOLERANCE = 1e-9
"""In parts of the largest value: what counts as no gain at all."""


@dataclass(frozen=True)
class LeastCore:
    """The least core: `excess` is what its worst-off coalition still gains by leaving; the core is empty if above 0."""

    excess: float
    division: Floats


def least_core(game: Game) -> LeastCore:
    """The smallest largest excess of all coalitions but nobody and all, and a division that has it.

    Maschler, M., Peleg, B., Shapley, L. S. (1979), Geometric properties of the kernel, nucleolus, and related solution
    concepts.

    Examples
    --------
    >>> from aryk.sharing.game import Game
    >>> majority = Game.of("ABC", lambda who: float(len(who) > 1))
    >>> round(least_core(majority).excess, 9)
    0.333333333
    """
    if game.count == 1:
        return LeastCore(0.0, game.values[1:].copy())
    open_ = np.ones(1 << game.count, dtype=bool)
    open_[[0, -1]] = False
    level = LargestExcess(game, individual=False).solve(open_)
    return LeastCore(level.excess, level.division)


def in_core(game: Gains, division: ArrayLike) -> bool:
    """Whether a division gives away just what all gain, and no coalition that is known gains by leaving.

    Of a game of which some coalitions are known only, `False` is certain and `True` is no proof.
    """
    left = game.excess(division)
    slack = TOLERANCE * max(1.0, game.largest)
    return bool(abs(left[-1]) <= slack and left.max() <= slack)


def leavers(game: Gains, division: ArrayLike, most: int = 10) -> pd.DataFrame:
    """The known coalitions that gain by leaving a division, the one with the largest gain first.

    Returns
    -------
    DataFrame
        `coalition` in words, `gain` of leaving in all, `each` for every member, `value` alone, `share` by the division.
    """
    left = game.excess(division)
    slack = TOLERANCE * max(1.0, game.largest)
    order = [int(place) for place in np.argsort(-left, kind="stable")[:most] if left[place] > slack]
    masks = [int(mask) for mask in game.known[order]]
    return pd.DataFrame(
        {
            "coalition": [game.name(mask) for mask in masks],
            "gain": left[order],
            "each": [gain / mask.bit_count() for gain, mask in zip(left[order], masks, strict=True)],
            "value": game.gains[order],
            "share": game.gains[order] - left[order],
        }
    )
