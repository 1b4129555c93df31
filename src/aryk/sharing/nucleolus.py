"""Nucleolus: the division whose most dissatisfied coalitions are as little dissatisfied as can be, one after another.

Schmeidler, D. (1969), The nucleolus of a characteristic function game. Found by a sequence of linear programmes
(Maschler, Peleg, Shapley 1979): each settles the excess of coalitions that cannot do better (those with a dual above
0), and with them of all coalitions in their span, so that there are at most n programmes. At last the settled excesses
are solved as one set of equations, which takes the solver's tolerance out of the answer.
"""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import ArrayLike

from aryk.sharing.excess import EXACT, LargestExcess
from aryk.sharing.game import Floats, Game, GameError, checked, excesses, single_masks
from aryk.sharing.span import Span


def nucleolus(game: Game, *, individual: bool = True) -> Floats:
    """The nucleolus; shape (n,).

    Parameters
    ----------
    individual
        Whether nobody may get less than alone; False: the prenucleolus.

    Raises
    ------
    GameError
        If all together gain less than each alone, so that somebody would get less than alone.

    Examples
    --------
    Three creditors of 100, 200 and 300 and an estate of 200 (Aumann and Maschler 1985):

    >>> from aryk.sharing.game import Game
    >>> claim = {"a": 100, "b": 200, "c": 300}
    >>> left = Game.of("abc", lambda who: max(0, 200 - sum(claim[name] for name in claim if name not in who)))
    >>> nucleolus(left).round(6).tolist()
    [50.0, 75.0, 75.0]
    """
    count, scale = game.count, max(1.0, float(np.abs(game.values).max()))
    spare = game.whole - game.alone.sum()
    if individual and spare < -1e-9 * scale:
        raise GameError(
            f"all together gain {game.whole:g}, each alone {game.alone.sum():g} in all: nobody can be kept whole. "
            "Remedy: individual=False"
        )
    if count == 1 or (individual and spare <= 1e-12 * scale):
        return np.asarray(game.alone + max(spare, 0.0) / count)
    programme, span = LargestExcess(game, individual=individual), Span(count)
    span.add((1 << count) - 1)
    levels: list[tuple[float, list[int]]] = []
    at_least = game.alone if individual else np.full(count, -np.inf)
    division = np.zeros(count)
    while span.rank < count:
        level = programme.solve(span.outside())
        if not len(level.tight):
            raise GameError("the programme of the largest excess settles nothing")
        levels.append((level.excess, [int(mask) for mask in level.tight]))
        for mask in levels[-1][1]:
            span.add(mask)
            programme.settle(mask, level.excess)
        division = level.division
    return _sharpened(game, division, levels, at_least)


def _sharpened(game: Game, division: Floats, levels: list[tuple[float, list[int]]], at_least: Floats) -> Floats:
    """The division that solves the settled excesses as equations, one unknown excess for each level."""
    rows, right = [np.append(np.ones(game.count), np.zeros(len(levels)))], [game.whole]
    for place, (_, masks) in enumerate(levels):
        for mask in masks:
            row = np.zeros(game.count + len(levels))
            row[: game.count] = [mask >> party & 1 for party in range(game.count)]
            row[game.count + place] = 1.0
            rows.append(row)
            right.append(game.values[mask])
    scale = float(np.abs(game.values).max())
    for party in np.flatnonzero(division <= at_least + 5 * EXACT * scale):
        row = np.zeros(game.count + len(levels))
        row[party] = 1.0
        rows.append(row)
        right.append(at_least[party])
    found = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)[0]
    missed = np.abs(np.array(rows) @ found - np.array(right)).max()
    sharp = np.asarray(found[: game.count])
    if missed <= 1e-12 * scale and np.abs(sharp - division).max() <= 1e-6 * scale:
        return sharp
    return np.asarray(division + (game.whole - division.sum()) / game.count)


def is_nucleolus(game: Game, division: ArrayLike, *, individual: bool = True, tolerance: float = 1e-8) -> bool:
    """Whether a division is the nucleolus, by the balanced collections of Kohlberg's criterion.

    At every level t, the coalitions with an excess of t or more have weights above 0 with which they cover each party
    just once; parties that get no more than alone may be covered less.
    Kohlberg, E. (1971), On the nucleolus of a characteristic function game; as a programme for each level: Solymosi,
    T., Sziklai, B. (2016), Characterization sets for the nucleolus in balanced games.

    Parameters
    ----------
    tolerance
        In parts of the largest value: excesses that differ by less count as equal.
    """
    shares, count = checked(game, division), game.count
    left, scale = excesses(game, shares), max(float(np.abs(game.values).max()), 1e-300)
    if abs(left[-1]) > tolerance * scale:
        return False
    alone = np.flatnonzero(shares <= game.alone + tolerance * scale) if individual else np.array([], dtype=int)
    if individual and (shares < game.alone - tolerance * scale).any():
        return False
    span = Span(count)
    span.add((1 << count) - 1)
    held: list[int] = []
    while True:
        outside = span.outside()
        outside[0] = False
        if not outside.any():
            return True
        top = left[outside].max()
        new = np.flatnonzero(outside & (left >= top - tolerance * scale))
        held += [int(mask) for mask in new]
        if not _balanced(count, held, [int(mask) for mask in single_masks(count)[alone]]):
            return False
        for mask in new:
            span.add(int(mask))


def _balanced(count: int, masks: list[int], spare: list[int]) -> bool:
    """Whether weights above 0 of `masks`, from 0 of `spare` and any of all together cover each party once."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    free = highspy.kHighsInf
    for _ in range(count):
        highs.addRow(0.0, 0.0, 0, np.array([], dtype=np.int32), np.array([]))
    highs.addRow(1.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
    # weights are t + w with one t for all and w from 0; they are normed to a sum of 1, all together may be taken off
    together = np.zeros(count + 1)
    for mask in masks:
        column = np.array([mask >> party & 1 for party in range(count)] + [1.0])
        together += column
        _column(highs, 0.0, 0.0, free, column)
    for mask in spare:
        _column(highs, 0.0, 0.0, free, np.array([mask >> party & 1 for party in range(count)] + [0.0]))
    _column(highs, 0.0, -free, free, np.append(-np.ones(count), 0.0))
    _column(highs, -1.0, 0.0, 1.0, together)
    highs.run()
    solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return solved and -float(highs.getInfo().objective_function_value) > 1e-9


def _column(highs: highspy.Highs, cost: float, lower: float, upper: float, values: Floats) -> None:
    places = np.flatnonzero(values)
    highs.addCol(cost, lower, upper, len(places), places.astype(np.int32), values[places])
