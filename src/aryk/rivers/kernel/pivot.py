"""One change of the basis by the dual simplex method: which variable leaves, which enters, what moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.kernels.compiled import compiled
from aryk.kernels.memory import bits, floats, wholes
from aryk.rivers.kernel.basis import ONE, exchange, lowest


@compiled
def leaving_row(made: Any, tolerance: float, bland: bool) -> int:
    """The row whose basic variable is farthest outside its bounds (after Bland: the first variable); -1: none."""
    basic, low, high, value = wholes(made.basic), floats(made.low), floats(made.high), floats(made.value)
    chosen, most = -1, tolerance
    for i in range(made.rows):
        variable = basic[i]
        outside = max(low[variable] - value[variable], value[variable] - high[variable])
        if outside > most:
            if not bland:
                chosen, most = i, outside
            elif chosen < 0 or variable < basic[chosen]:
                chosen = i
    return chosen


@compiled
def entering_column(made: Any, row: int, sign: float, bland: bool) -> int:
    """The column that keeps all reduced costs on their side, of those not passed; -1: none.

    `sign` is 1 where the basic variable of the row must grow, else -1.
    """
    table, in_row, nonbasic, reduced = (
        floats(made.table),
        bits(made.in_row),
        wholes(made.nonbasic),
        floats(made.reduced),
    )
    low, high, upper, passed = floats(made.low), floats(made.high), wholes(made.upper), wholes(made.passed)
    chosen, least, size = -1, np.inf, 0.0
    for w in range(made.words):
        left = in_row[row * made.words + w]
        while left:
            j = (w << 6) + lowest(left)
            left &= left - ONE
            variable = nonbasic[j]
            entry = table[row * made.columns + j] * sign
            away = abs(entry)
            if passed[j] or high[variable] <= low[variable] or away < 1e-9 or (entry > 0.0) == (upper[variable] != 0):
                continue
            ratio = abs(reduced[j] / entry)
            if abs(ratio - least) <= 1e-12 * (1.0 + ratio):
                better = variable < nonbasic[chosen] if bland else away > size
            else:
                better = ratio < least
            if better:
                chosen, least, size = j, ratio, away
    return chosen


@compiled
def move(made: Any, column: int, change: float) -> None:
    """Change the value of a variable that is not basic, and of the basic ones with it."""
    table, in_column, value, basic = floats(made.table), bits(made.in_column), floats(made.value), wholes(made.basic)
    value[wholes(made.nonbasic)[column]] += change
    for v in range(made.deep):
        left = in_column[column * made.deep + v]
        while left:
            i = (v << 6) + lowest(left)
            left &= left - ONE
            value[basic[i]] += table[i * made.columns + column] * change


@compiled
def pivot(made: Any, row: int, bland: bool, tolerance: float) -> bool:
    """Bring the basic variable of a row to its bound and out of the basis; False where nothing can take its place.

    Variables on the way whose whole range does not make up for what is missing go to their other bound (long steps
    after Maros, Computational Techniques of the Simplex Method, 2003, 10.2).
    """
    table, nonbasic, upper, passed = floats(made.table), wholes(made.nonbasic), wholes(made.upper), wholes(made.passed)
    low, high, value = floats(made.low), floats(made.high), floats(made.value)
    leaving = wholes(made.basic)[row]
    grows = value[leaving] < low[leaving]
    goal = low[leaving] if grows else high[leaving]
    missing = abs(goal - value[leaving])
    flips = 0
    while True:
        column = entering_column(made, row, 1.0 if grows else -1.0, bland)
        if column < 0 or bland:
            break
        variable = nonbasic[column]
        missing -= abs(table[row * made.columns + column]) * (high[variable] - low[variable])
        if missing <= tolerance:
            break
        passed[column] = 1
        flips += 1
    for j in range(made.columns if flips else 0):
        if passed[j]:
            passed[j] = 0
            if column >= 0:
                variable = nonbasic[j]
                span = high[variable] - low[variable]
                move(made, j, -span if upper[variable] else span)
                upper[variable] = 1 - upper[variable]
    if column < 0:
        return False
    move(made, column, (goal - value[leaving]) / table[row * made.columns + column])
    value[leaving] = goal
    upper[leaving] = 0 if grows else 1
    exchange(made, row, column)
    made.since_anew += 1
    made.changes += 1
    return True
