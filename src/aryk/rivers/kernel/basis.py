"""The tableau of a basis: made from the rows, and changed by one variable at a time.

The table is kept in full for the variables that may enter the basis, with one bit for each entry that is not
zero, so that a change of the basis touches nothing but the rows and columns that meet: in a river those of one
reach between two reservoirs. Its entries are 0, 1 and -1 as long as no water is lost, so that nothing is ever
rounded; with losses it is made anew from A after as many changes as it has rows, and whenever the rows do not
add up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.cpython.unsafe import numbers as unsafe

from aryk.kernels.compiled import compiled, inlined
from aryk.kernels.memory import bits, floats, wholes
from aryk.rivers.kernel.arrays import COST, Floats

trailing_zeros: Any = unsafe.trailing_zeros
ONE = np.uint64(1)
NONE = np.uint64(0)
_ZERO = 1e-12


@inlined
def lowest(given: Any) -> int:
    """Place of the lowest bit that is set."""
    return int(trailing_zeros(given))


@inlined
def bit(place: int) -> Any:
    """The bit of a place within its word."""
    return ONE << np.uint64(place & 63)


@compiled
def exchange(made: Any, row: int, column: int) -> None:
    """Make the variable of a column basic in place of that of a row; drop the column of one that never comes back."""
    table, in_row, in_column = floats(made.table), bits(made.in_row), bits(made.in_column)
    basic, nonbasic, reduced = wholes(made.basic), wholes(made.nonbasic), floats(made.reduced)
    wide, words, deep = made.columns, made.words, made.deep
    source, at, own = row * wide, column >> 6, bit(column)
    inverse, price = 1.0 / table[source + column], reduced[column]
    leaving = basic[row]
    forget = wholes(made.fixed)[leaving]
    in_row[row * words + at] &= ~own
    for w in range(words):
        left = in_row[row * words + w]
        while left:
            j = (w << 6) + lowest(left)
            left &= left - ONE
            table[source + j] *= -inverse
            reduced[j] += price * table[source + j]
    for v in range(deep):
        rows = in_column[column * deep + v]
        while rows:
            i = (v << 6) + lowest(rows)
            rows &= rows - ONE
            if i == row:
                continue
            target = i * wide
            factor = table[target + column]
            for w in range(words):
                left = in_row[row * words + w]
                known = in_row[i * words + w]
                while left:
                    j = (w << 6) + lowest(left)
                    this = bit(j)
                    left ^= this
                    value = table[target + j] + factor * table[source + j]
                    if abs(value) <= _ZERO:
                        value = 0.0
                    if (value != 0.0) != ((known & this) != NONE):
                        known ^= this
                        in_column[j * deep + v] ^= bit(i)
                    table[target + j] = value
                in_row[i * words + w] = known
            if forget:
                table[target + column] = 0.0
                in_row[i * words + at] &= ~own
            else:
                table[target + column] = factor * inverse
        if forget:
            in_column[column * deep + v] = NONE
    reduced[column] = price * inverse
    table[source + column] = 0.0 if forget else inverse
    if not forget:
        in_row[row * words + at] |= own
    basic[row] = nonbasic[column]
    nonbasic[column] = leaving
    made.arranged = 0


@compiled
def renew(made: Any) -> None:
    """Make the table anew from A for the basis that it has: set it to A, then exchange all sums that are not basic."""
    table, in_row, in_column = floats(made.table), bits(made.in_row), bits(made.in_column)
    starts, entries, factors = wholes(made.starts), wholes(made.entries), floats(made.factors)
    basic, nonbasic, wanted = wholes(made.basic), wholes(made.nonbasic), wholes(made.wanted)
    rows, columns, words, deep = made.rows, made.columns, made.words, made.deep
    for each in range(rows + columns):
        wanted[each] = 0
    for each in range(rows * words):
        in_row[each] = NONE
    for each in range(columns * deep):
        in_column[each] = NONE
    for each in range(rows * columns):
        table[each] = 0.0
    for j in range(columns):
        nonbasic[j] = j
    for i in range(rows):
        wanted[basic[i]] = 1
        basic[i] = columns + i
        for e in range(starts[i], starts[i + 1]):
            j = entries[e]
            table[i * columns + j] = factors[e]
            if factors[e] != 0.0:
                in_row[i * words + (j >> 6)] |= bit(j)
                in_column[j * deep + (i >> 6)] |= bit(i)
    made.arranged = 0
    allowed = 0.1
    waiting = True
    while waiting:
        waiting, progress = False, False
        for j in range(columns):
            if wanted[nonbasic[j]] == 0:
                continue
            best, size, largest = -1, 0.0, 0.0
            for v in range(deep):
                left = in_column[j * deep + v]
                while left:
                    i = (v << 6) + lowest(left)
                    left &= left - ONE
                    each = abs(table[i * columns + j])
                    largest = max(largest, each)
                    if each > size and wanted[basic[i]] == 0:
                        best, size = i, each
            if best >= 0 and size > max(allowed * largest, 1e-9):
                exchange(made, int(best), j)
                progress = True
            else:
                waiting = True
        if not progress:
            allowed *= 0.01
            waiting = waiting and allowed >= 1e-8
    made.since_anew = 0
    made.anew += 1


@compiled
def price(made: Any, asked: Floats) -> None:
    """Reduced costs of the basis from the costs of all variables."""
    table, in_row, reduced = floats(made.table), bits(made.in_row), floats(made.reduced)
    basic, nonbasic, wide, words = wholes(made.basic), wholes(made.nonbasic), made.columns, made.words
    for j in range(wide):
        reduced[j] = asked[3 * nonbasic[j] + COST]
    for i in range(made.rows):
        cost = asked[3 * basic[i] + COST]
        for w in range(words if cost != 0.0 else 0):
            left = in_row[i * words + w]
            while left:
                j = (w << 6) + lowest(left)
                left &= left - ONE
                reduced[j] += cost * table[i * wide + j]
