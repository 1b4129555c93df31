"""The allocation of one step: a linear programme solved from the basis of the step before.

    minimise  c x + k s   subject to   s = A x,   l <= x <= u,   f <= s <= g

Every row has a variable of its own, s, so the rows are equations without a right-hand side: what flows in by
itself is a bound of s. The programme is solved by the dual simplex method for bounded variables (Lemke, Naval
Research Logistics 1, 1954). From one step to the next only bounds and costs change, which leaves the tableau as it
is: a step whose basis stays the optimal one costs the values of its rows. Values do not come from the tableau but
from A (`aryk.rivers.kernel.values`).
"""

from __future__ import annotations

from typing import Any

from aryk.kernels.compiled import compiled, entrance
from aryk.kernels.memory import floats, wholes
from aryk.rivers.kernel.arrays import COST, HIGH, LOW, Floats, Ints
from aryk.rivers.kernel.basis import price, renew
from aryk.rivers.kernel.pivot import leaving_row, pivot
from aryk.rivers.kernel.values import arrange, fill, residual

OPTIMAL, IMPOSSIBLE, ENDLESS, STUCK = 0, 1, 2, 3
BIG = 1e9
"""Stands for no bound. A result beyond half of it has no bound."""
_COST_TOLERANCE = 1e-11
_SMALLEST = 1e-3
"""Values below this count as this where it is said what is small."""
_TOLERANCE = 1e-11


@compiled
def start(made: Any) -> None:
    """Forget what was: all sums basic, everything else at its lower bound; the table is to be made anew."""
    upper, basic = wholes(made.upper), wholes(made.basic)
    for each in range(made.rows + made.columns):
        upper[each] = 0
    for i in range(made.rows):
        basic[i] = made.columns + i
    made.since_anew = made.changes = made.anew = 0


@compiled
def settle(made: Any, tolerance: float, far: float) -> bool:
    """Put each variable that is not basic at the bound that its reduced cost asks for.

    Returns whether one of them stands where it has no bound.
    """
    nonbasic, reduced, upper = wholes(made.nonbasic), floats(made.reduced), wholes(made.upper)
    low, high, value = floats(made.low), floats(made.high), floats(made.value)
    away = False
    for j in range(made.columns):
        variable = nonbasic[j]
        up = upper[variable] != 0
        if reduced[j] > tolerance:
            up = False
        elif reduced[j] < -tolerance:
            up = True
        elif up:
            up = high[variable] < far or low[variable] <= -far
        else:
            up = low[variable] <= -far and high[variable] < far
        upper[variable] = 1 if up else 0
        value[variable] = high[variable] if up else low[variable]
        away = away or abs(value[variable]) >= far
    return away


@compiled
def scale_of(made: Any, asked: Floats, repriced: bool) -> float:
    """The largest bound that is one; -1 where two bounds cross. Notes the largest cost where `repriced`."""
    scale, size = 1e-3, made.rows + made.columns
    if repriced:
        made.dearest = 1e-6
        for each in range(size):
            made.dearest = max(made.dearest, abs(asked[3 * each + COST]))
    for each in range(size):
        below, above = asked[3 * each + LOW], asked[3 * each + HIGH]
        if below > above + 1e-11 * abs(above) + 1e-12:
            return -1.0
        if below > -BIG:
            scale = max(scale, abs(below))
        if above < BIG:
            scale = max(scale, abs(above))
    return scale


@compiled
def clip(made: Any, asked: Floats, far: float) -> None:
    """Take the bounds, with `far` for those that are none."""
    low, high = floats(made.low), floats(made.high)
    for each in range(made.rows + made.columns):
        low[each], high[each] = max(asked[3 * each + LOW], -far), min(asked[3 * each + HIGH], far)


@compiled
def farthest(made: Any) -> float:
    """The largest value without its sign: rounding errs by shares of it, so that it says what is small."""
    value, most = floats(made.value), _SMALLEST
    for each in range(made.rows + made.columns):
        most = max(most, abs(value[each]))
    return most


@compiled
def optimise(made: Any, asked: Floats, repriced: bool) -> int:
    """Solve for new bounds, and new costs where `repriced`, from the basis that is there.

    Bounds that are none are stand-ins of ten thousand times the scale; where the optimum needs more, or none is found,
    they are made larger.

    Parameters
    ----------
    asked
        Lower bound, upper bound and cost of all variables, x before s; shape (3 n + 3 m,). What is beyond `BIG`
        counts as no bound.

    Returns
    -------
    int
        OPTIMAL, IMPOSSIBLE, ENDLESS (a value has no bound; also where nothing fits but for values without a bound) or
        STUCK (rounding spoils every pivot).
    """
    scale = scale_of(made, asked, repriced)
    if scale < 0.0:
        return IMPOSSIBLE
    far, patience = min(1e4 * scale, BIG), 5 * (made.rows + 20)
    anew, turn, tolerance, away = made.since_anew > made.rows + 100, 0, 0.0, False
    clip(made, asked, far)
    unsettled, changed, renewed, again = True, False, False, 0
    while turn < 20 * patience:
        if anew:
            renew(made)
        if anew or repriced:
            price(made, asked)
            anew = repriced = False
        if unsettled:
            away = settle(made, _COST_TOLERANCE * made.dearest, far)
            if made.arranged == 0:
                arrange(made)
            fill(made)
            tolerance, unsettled, changed = _TOLERANCE * farthest(made), False, False
        row = leaving_row(made, tolerance, turn > patience)
        turn += 1
        if row >= 0 and pivot(made, row, turn > patience, tolerance):
            tolerance, changed = _TOLERANCE * farthest(made), True
            continue
        if row < 0 and changed and away and again < 3:
            again += 1
            unsettled = True
            continue
        found = row < 0 and (not changed or residual(made) <= tolerance)
        strays = row < 0 and farthest(made) > 0.5 * far
        if found and not strays:
            return OPTIMAL
        if not found and not renewed and (row < 0 or made.since_anew > 0):
            anew = unsettled = renewed = True
            continue
        if far >= BIG or (row < 0 and not strays):
            return IMPOSSIBLE if row >= 0 else (ENDLESS if strays else STUCK)
        far = min(1e3 * far, BIG)
        clip(made, asked, far)
        turn, unsettled, renewed, again = 0, True, False, 0
    return STUCK


@entrance
def solve(held: Any, asked: Floats, fresh: bool, repriced: bool, told: Ints) -> None:
    """Solve one allocation.

    Parameters
    ----------
    held, asked, repriced
        As in `optimise`; the record of a tableau, shape (1,); shape (3 n + 3 m,).
    fresh
        Whether to forget the basis that is there.
    told
        Receives the status; shape (1,). The values stand in the tableau.
    """
    made = held[0]
    if fresh:
        start(made)
        renew(made)
    told[0] = optimise(made, floats(asked.ctypes.data), repriced or fresh)
