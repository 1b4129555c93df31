"""The allocation of one step: a linear programme solved from the basis of the step before.

    minimise  c x + k s   subject to   s = A x,   l <= x <= u,   f <= s <= g

Every row has a variable of its own, s, so the rows are equations without a right-hand side: what flows in by
itself is a bound of s. The programme is solved by the dual simplex method for bounded variables (Lemke, Naval
Research Logistics 1, 1954; long steps over bounds after Maros, Computational Techniques of the Simplex Method,
2003, 10.2). From one step to the next only bounds and costs change, which leaves the tableau as it is: a step
whose basis stays the optimal one costs a product of the tableau with the values at their bounds.

The tableau is kept in full for the variables that may enter the basis, with one bit for each entry that is not
zero, so that a change of the basis touches nothing but the rows and columns that meet: in a river those of one
reach between two reservoirs. Its entries are 0, 1 and -1 as long as no water is lost, so that nothing is ever
rounded; with losses it is made anew from A after as many changes as it has rows, and whenever the rows do not
add up. Values do not come from it but from A (`aryk.rivers.values`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.compiled import kernel, lowest
from aryk.rivers.values import Order, Rows, fill, order_of, rows_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]

OPTIMAL, IMPOSSIBLE, ENDLESS, STUCK = 0, 1, 2, 3
BIG = 1e9
"""Stands for no bound. A result beyond half of it has no bound."""
_ZERO = 1e-12
_COST_TOLERANCE = 1e-11
_TOLERANCE = 1e-11
_ONE = np.uint64(1)


class Tableau(NamedTuple):
    """The rows A, and the basis: x_basic = table x_nonbasic. Variables 0 to n-1 are x, n to n+m-1 are s.

    Attributes
    ----------
    rows
        A, shape (m, n).
    table
        Shape (m, n): the basic variable of each row by the variables that are not basic.
    in_row, in_column
        One bit for each entry of the table that is not zero, by row and by column.
    basic, nonbasic
        The variable of each row, and of each column, of the table.
    reduced
        Cost of a unit more of each variable that is not basic.
    upper
        Of each variable that is not basic, whether it stands at its upper bound; shape (n + m,).
    counts
        Changes of the basis since the table was made anew; in all; times it was made anew.
    fixed
        Whether the bounds of a variable always meet, so that it never enters the basis; shape (n + m,).
    wanted
        Room for the kernel; shape (n + m,).
    """

    rows: Rows
    table: Floats
    in_row: Bits
    in_column: Bits
    basic: Ints
    nonbasic: Ints
    reduced: Floats
    upper: NDArray[np.bool_]
    counts: Ints
    fixed: NDArray[np.bool_]
    wanted: NDArray[np.bool_]


class Work(NamedTuple):
    """Room for the kernel: bounds without infinities, columns passed, the largest cost; the order of the values."""

    low: Floats
    high: Floats
    passed: NDArray[np.bool_]
    dearest: Floats
    order: Order


def room(made: Tableau) -> Work:
    """Room to work in a tableau."""
    rows, columns = made.rows.matrix.shape
    size = rows + columns
    return Work(np.zeros(size), np.zeros(size), np.zeros(columns, dtype=np.bool_), np.ones(1), order_of(rows, size))


def tableau(matrix: Floats, fixed: NDArray[np.bool_] | None = None) -> Tableau:
    """The tableau in which every s is basic.

    Parameters
    ----------
    matrix
        A, shape (m, n).
    fixed
        Variables whose bounds always meet; shape (n + m,). None: none of them.

    Examples
    --------
    >>> import numpy as np
    >>> start = tableau(np.array([[1.0, -1.0]]))
    >>> start.basic.tolist(), start.nonbasic.tolist()
    ([2], [0, 1])
    """
    rows, columns = matrix.shape
    made = Tableau(
        rows_of(matrix),
        np.zeros((rows, columns)),
        np.zeros((rows, columns // 64 + 1), dtype=np.uint64),
        np.zeros((columns, rows // 64 + 1), dtype=np.uint64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(columns, dtype=np.int64),
        np.zeros(columns),
        np.zeros(rows + columns, dtype=np.bool_),
        np.zeros(3, dtype=np.int64),
        np.zeros(rows + columns, dtype=np.bool_) if fixed is None else fixed.copy(),
        np.zeros(rows + columns, dtype=np.bool_),
    )
    begin(made)
    return made


def _copied_rows(given: Rows) -> Rows:
    parts: list[Any] = [each.copy() for each in given]
    return Rows(*parts)


def copied(given: Tableau) -> Tableau:
    """A tableau of its own with the same basis, for another thread."""
    parts: list[Any] = [_copied_rows(given.rows), *(each.copy() for each in given[1:])]
    return Tableau(*parts)


def restore(into: Tableau, given: Tableau) -> None:
    """Write the basis of one tableau into another of the same shape."""
    for own, other in zip((*into.rows, *into[1:]), (*given.rows, *given[1:]), strict=True):
        own[...] = other


@kernel
def begin(made: Tableau) -> None:
    """Set the table to A, with every s basic."""
    nonbasic, basic, in_row, in_column = made.nonbasic, made.basic, made.in_row, made.in_column
    table = made.table
    matrix = made.rows.matrix
    rows, columns = matrix.shape
    for i in range(rows):
        for w in range(in_row.shape[1]):
            in_row[i, w] = np.uint64(0)
    for j in range(columns):
        nonbasic[j] = j
        for v in range(in_column.shape[1]):
            in_column[j, v] = np.uint64(0)
    for i in range(rows):
        basic[i] = columns + i
        for j in range(columns):
            value = matrix[i, j]
            table[i, j] = value
            if value != 0.0:
                in_row[i, j >> 6] |= _ONE << np.uint64(j & 63)
                in_column[j, i >> 6] |= _ONE << np.uint64(i & 63)


@kernel
def _forget(made: Tableau, column: int) -> None:
    """Drop the column of a variable that never enters the basis again."""
    in_column, in_row, table = made.in_column, made.in_row, made.table
    keep = ~(_ONE << np.uint64(column & 63))
    for v in range(in_column.shape[1]):
        bits = in_column[column, v]
        while bits:
            i = (v << 6) + lowest(bits)
            bits &= bits - _ONE
            in_row[i, column >> 6] &= keep
            table[i, column] = 0.0
        in_column[column, v] = np.uint64(0)


@kernel
def exchange(made: Tableau, row: int, column: int) -> None:
    """Make the variable of a column basic in place of that of a row."""
    table, in_row, in_column, worth = made.table, made.in_row, made.in_column, made.reduced
    basic, nonbasic, fixed = made.basic, made.nonbasic, made.fixed
    pivot = table[row, column]
    inverse = 1.0 / pivot
    words, deep = in_row.shape[1], in_column.shape[1]
    own = np.uint64(column & 63)
    at = column >> 6
    in_row[row, at] &= ~(_ONE << own)
    for w in range(words):
        bits = in_row[row, w]
        while bits:
            j = (w << 6) + lowest(bits)
            bits &= bits - _ONE
            table[row, j] *= -inverse
    for v in range(deep):
        rows = in_column[column, v]
        while rows:
            i = (v << 6) + lowest(rows)
            rows &= rows - _ONE
            if i == row:
                continue
            factor = table[i, column]
            here = _ONE << np.uint64(i & 63)
            for w in range(words):
                bits = in_row[row, w]
                known = in_row[i, w]
                while bits:
                    bit = bits & (~bits + _ONE)
                    j = (w << 6) + lowest(bits)
                    bits &= bits - _ONE
                    value = table[i, j] + factor * table[row, j]
                    if abs(value) > _ZERO:
                        if not known & bit:
                            known |= bit
                            in_column[j, i >> 6] |= here
                    else:
                        value = 0.0
                        if known & bit:
                            known &= ~bit
                            in_column[j, i >> 6] &= ~here
                    table[i, j] = value
                in_row[i, w] = known
            table[i, column] = factor * inverse
    reduced = worth[column]
    if reduced != 0.0:
        for w in range(words):
            bits = in_row[row, w]
            while bits:
                j = (w << 6) + lowest(bits)
                bits &= bits - _ONE
                worth[j] += reduced * table[row, j]
    worth[column] = reduced * inverse
    in_row[row, at] |= _ONE << own
    table[row, column] = inverse
    leaving = basic[row]
    basic[row] = nonbasic[column]
    nonbasic[column] = leaving
    if fixed[leaving]:
        _forget(made, column)


@kernel
def renew(made: Tableau) -> None:
    """Make the table anew from A for the basis that it has."""
    wanted = made.wanted
    counts, basic, in_column, nonbasic = made.counts, made.basic, made.in_column, made.nonbasic
    table = made.table
    rows, columns = made.rows.matrix.shape
    for each in range(rows + columns):
        wanted[each] = False
    for i in range(rows):
        wanted[basic[i]] = True
    begin(made)
    waiting = True
    allowed = 0.1
    while waiting:
        waiting = False
        progress = False
        for j in range(columns):
            if not wanted[nonbasic[j]]:
                continue
            best, size, largest = -1, 0.0, 0.0
            for v in range(in_column.shape[1]):
                bits = in_column[j, v]
                while bits:
                    i = (v << 6) + lowest(bits)
                    bits &= bits - _ONE
                    value = abs(table[i, j])
                    largest = max(largest, value)
                    if value > size and not wanted[basic[i]]:
                        best, size = i, value
            if best >= 0 and size > max(allowed * largest, 1e-9):
                exchange(made, best, j)
                progress = True
            else:
                waiting = True
        if not progress:
            allowed *= 0.01
            if allowed < 1e-8:
                waiting = False
    counts[0] = 0
    counts[2] += 1


@kernel
def price(made: Tableau, cost: Floats) -> None:
    """Reduced costs of the basis from the costs of all variables; shape (n + m,)."""
    reduced, nonbasic, basic, in_row = made.reduced, made.nonbasic, made.basic, made.in_row
    table = made.table
    rows, columns = made.rows.matrix.shape
    for j in range(columns):
        reduced[j] = cost[nonbasic[j]]
    for i in range(rows):
        each = cost[basic[i]]
        if each != 0.0:
            for w in range(in_row.shape[1]):
                bits = in_row[i, w]
                while bits:
                    j = (w << 6) + lowest(bits)
                    bits &= bits - _ONE
                    reduced[j] += each * table[i, j]


@kernel
def clip(low: Floats, high: Floats, work: Work, far: float) -> None:
    """Copy the bounds to where the kernel works, with `far` for no bound."""
    work_low, work_high = work.low, work.high
    for each in range(low.shape[0]):
        work_low[each] = max(low[each], -far)
        work_high[each] = min(high[each], far)


@kernel
def settle(made: Tableau, work: Work, x: Floats, tolerance: float, far: float) -> bool:
    """Put each variable that is not basic at the bound its reduced cost asks for, and the basic ones where they fall.

    Returns whether one of them stands where it has no bound.
    """
    low, high, upper, basic = work.low, work.high, made.upper, made.basic
    nonbasic, made_reduced = made.nonbasic, made.reduced
    columns = made.rows.matrix.shape[1]
    away = False
    for j in range(columns):
        variable = nonbasic[j]
        reduced = made_reduced[j]
        if reduced > tolerance:
            upper[variable] = False
        elif reduced < -tolerance:
            upper[variable] = True
        elif upper[variable]:
            if high[variable] >= far and low[variable] > -far:
                upper[variable] = False
        elif low[variable] <= -far and high[variable] < far:
            upper[variable] = True
        value = high[variable] if upper[variable] else low[variable]
        x[variable] = value
        if abs(value) >= far:
            away = True
    fill(made.rows, basic, work.order, x)
    return away


@kernel
def leaving_row(basic: Ints, low: Floats, high: Floats, x: Floats, tolerance: float, bland: bool) -> int:
    """The row whose basic variable is farthest outside its bounds (after Bland: the first variable); -1: none."""
    chosen, most = -1, tolerance
    for i in range(basic.shape[0]):
        variable = basic[i]
        outside = max(low[variable] - x[variable], x[variable] - high[variable])
        if outside > tolerance and bland:
            if chosen < 0 or variable < basic[chosen]:
                chosen = i
        elif outside > most:
            chosen, most = i, outside
    return chosen


@kernel
def entering_column(made: Tableau, work: Work, row: int, sign: float, bland: bool) -> int:
    """The column that keeps all reduced costs on their side, of those not passed; -1: none.

    `sign` is 1 where the basic variable of the row must grow, else -1.
    """
    low, high, passed, in_row = work.low, work.high, work.passed, made.in_row
    nonbasic, table, upper, reduced = made.nonbasic, made.table, made.upper, made.reduced
    chosen, least, size = -1, np.inf, 0.0
    for w in range(in_row.shape[1]):
        bits = in_row[row, w]
        while bits:
            j = (w << 6) + lowest(bits)
            bits &= bits - _ONE
            variable = nonbasic[j]
            if passed[j] or high[variable] - low[variable] <= 0.0:
                continue
            entry = table[row, j] * sign
            if abs(entry) < 1e-9:
                continue
            if (entry > 0.0) == upper[variable]:
                continue
            ratio = abs(reduced[j] / entry)
            close = abs(ratio - least) <= 1e-12 * (1.0 + ratio)
            if bland:
                better = (ratio < least and not close) or (close and variable < nonbasic[chosen])
            else:
                better = (ratio < least and not close) or (close and abs(entry) > size)
            if better:
                chosen, least, size = j, ratio, abs(entry)
    return chosen


@kernel
def move(made: Tableau, column: int, change: float, x: Floats) -> None:
    """Change the value of a variable that is not basic, and of the basic ones with it."""
    nonbasic, in_column, basic, table = made.nonbasic, made.in_column, made.basic, made.table
    x[nonbasic[column]] += change
    for v in range(in_column.shape[1]):
        bits = in_column[column, v]
        while bits:
            i = (v << 6) + lowest(bits)
            bits &= bits - _ONE
            x[basic[i]] += table[i, column] * change


@kernel
def residual(given: Rows, x: Floats) -> float:
    """The largest |s - A x|, by the matrix as it was given."""
    matrix, entries, starts = given.matrix, given.entries, given.starts
    rows, columns = matrix.shape
    worst = 0.0
    for i in range(rows):
        total = -x[columns + i]
        for e in range(starts[i], starts[i + 1]):
            j = entries[e]
            total += matrix[i, j] * x[j]
        worst = max(worst, abs(total))
    return worst


@kernel
def pivot(made: Tableau, work: Work, x: Floats, row: int, bland: bool, tolerance: float) -> bool:
    """Bring the basic variable of a row to its bound and out of the basis; False where nothing can take its place."""
    low, high, passed, basic = work.low, work.high, work.passed, made.basic
    upper, counts, nonbasic, in_row = made.upper, made.counts, made.nonbasic, made.in_row
    table = made.table
    leaving = basic[row]
    grows = x[leaving] < low[leaving]
    sign = 1.0 if grows else -1.0
    goal = low[leaving] if grows else high[leaving]
    missing = abs(goal - x[leaving])
    flips = 0
    while True:
        column = entering_column(made, work, row, sign, bland)
        if column < 0 or bland:
            break
        variable = nonbasic[column]
        room = abs(table[row, column]) * (high[variable] - low[variable])
        if room >= missing - tolerance:
            break
        missing -= room
        passed[column] = True
        flips += 1
    if flips:
        for w in range(in_row.shape[1]):
            bits = in_row[row, w]
            while bits:
                j = (w << 6) + lowest(bits)
                bits &= bits - _ONE
                if passed[j]:
                    passed[j] = False
                    variable = nonbasic[j]
                    if column >= 0:
                        span = high[variable] - low[variable]
                        move(made, j, -span if upper[variable] else span, x)
                        upper[variable] = not upper[variable]
    if column < 0:
        return False
    move(made, column, (goal - x[leaving]) / table[row, column], x)
    x[leaving] = goal
    upper[leaving] = not grows
    exchange(made, row, column)
    work.order.known[0] = 0
    counts[0] += 1
    counts[1] += 1
    return True


@kernel
def optimise(made: Tableau, work: Work, low: Floats, high: Floats, cost: Floats, x: Floats, repriced: bool) -> int:
    """Solve for new bounds, and new costs where `repriced`, from the basis that is there.

    Parameters
    ----------
    low, high, cost
        Of all variables, x before s; shape (n + m,). What is beyond `BIG` counts as no bound.
    x
        Receives the values; shape (n + m,).

    Returns
    -------
    int
        OPTIMAL, IMPOSSIBLE, ENDLESS (a value has no bound) or STUCK (rounding spoils every pivot).
    """
    dearest = work.dearest
    rows, columns = made.rows.matrix.shape
    if repriced:
        price(made, cost)
        dearest[0] = 1e-6
        for each in range(rows + columns):
            dearest[0] = max(dearest[0], abs(cost[each]))
    nothing = _COST_TOLERANCE * dearest[0]
    scale = 1e-3
    for each in range(rows + columns):
        if low[each] > high[each] + 1e-11 * abs(high[each]) + 1e-12:
            return IMPOSSIBLE
        if low[each] > -BIG:
            scale = max(scale, abs(low[each]))
        if high[each] < BIG:
            scale = max(scale, abs(high[each]))
    far = min(1e4 * scale, BIG)
    while True:
        clip(low, high, work, far)
        status = _reach(made, work, cost, x, nothing, far, scale)
        if status != ENDLESS or far >= BIG:
            return status
        far = min(far * 1e3, BIG)


@kernel
def _finish(made: Tableau, work: Work, cost: Floats, x: Floats, far: float) -> int:
    counts, basic = made.counts, made.basic
    for each in range(x.shape[0]):
        if abs(x[each]) > 0.5 * far:
            return ENDLESS
    if counts[0] > basic.shape[0] + 100:
        renew(made)
        work.order.known[0] = 0
        price(made, cost)
    return OPTIMAL


@kernel
def _reach(made: Tableau, work: Work, cost: Floats, x: Floats, nothing: float, far: float, scale: float) -> int:
    basic, low, high, counts = made.basic, work.low, work.high, made.counts
    away = settle(made, work, x, nothing, far)
    tolerance = _TOLERANCE * (far if away else scale)
    patience = 5 * (basic.shape[0] + 20)
    changed = False
    renewed = False
    for turn in range(20 * patience):
        bland = turn > patience
        row = leaving_row(basic, low, high, x, tolerance, bland)
        if row >= 0 and pivot(made, work, x, row, bland, tolerance):
            changed = True
            continue
        spoiled = False
        if row < 0:
            if changed and away:
                away = settle(made, work, x, nothing, far)
                changed = False
                tolerance = _TOLERANCE * (far if away else scale)
                continue
            spoiled = changed and residual(made.rows, x) > tolerance
            if not spoiled:
                return _finish(made, work, cost, x, far)
        elif renewed or counts[0] == 0:
            return IMPOSSIBLE
        if spoiled and renewed:
            return STUCK
        renew(made)
        work.order.known[0] = 0
        price(made, cost)
        away = settle(made, work, x, nothing, far)
        tolerance = _TOLERANCE * (far if away else scale)
        changed, renewed = False, True
    return STUCK
