"""The values of the basic variables from those of the others: the rows A x = s, solved in the order of the river.

The basis of a network is a forest (Ahuja, Magnanti and Orlin, Network Flows, 1993, 11.2): a row that knows all
values but one gives that one, and so on from the springs down. Rows that rules tie to each other leave a
nucleus, which is solved as equations; its column singletons come last. The order holds until the basis changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.compiled import kernel

if TYPE_CHECKING:
    from aryk.rivers.simplex import Tableau

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Order(NamedTuple):
    """In which order the basic variables follow from A.

    Attributes
    ----------
    known
        Whether the order fits the basis (1 or 0); rows solved before, within, and after the nucleus.
    row, variable
        Row and variable of each place in the order; shape (m,).
    missing
        Number of unknown values of each row, or of rows not yet solved of each variable; -1: done.
    basic_in
        The row of the tableau of each basic variable, else -1; shape (n + m,).
    nucleus, swapped
        Factors of the equations of the nucleus, and how its rows were exchanged.
    """

    known: Ints
    row: Ints
    variable: Ints
    missing: Ints
    unsolved: Ints
    basic: NDArray[np.bool_]
    nucleus: Floats
    swapped: Ints
    right: Floats


def order_of(rows: int, size: int) -> Order:
    """Room for the order of m rows and n + m variables."""
    return Order(
        np.zeros(4, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.zeros(size, dtype=np.bool_),
        np.zeros((rows, rows)),
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows),
    )


@kernel
def coefficient(made: Tableau, row: int, variable: int) -> float:
    """Factor of a variable in a row of A x - s = 0."""
    columns = made.matrix.shape[1]
    if variable < columns:
        return made.matrix[row, variable]
    return -1.0 if variable == columns + row else 0.0


@kernel
def without(made: Tableau, row: int, x: Floats) -> float:
    """A x - s of a row."""
    columns = made.matrix.shape[1]
    total = -x[columns + row]
    for e in range(made.starts[row], made.starts[row + 1]):
        j = made.entries[e]
        total += made.matrix[row, j] * x[j]
    return total


@kernel
def arrange(made: Tableau, order: Order) -> None:
    """Find the order of a new basis: rows with one unknown, the nucleus, variables of one row."""
    rows, columns = made.matrix.shape
    basic, missing, unsolved = order.basic, order.missing, order.unsolved
    for each in range(rows + columns):
        basic[each] = False
    for i in range(rows):
        basic[made.basic[i]] = True
    first = 0
    for i in range(rows):
        number = 1 if basic[columns + i] else 0
        for e in range(made.starts[i], made.starts[i + 1]):
            if basic[made.entries[e]]:
                number += 1
        missing[i] = number
        if number == 1:
            order.row[first] = i
            first += 1
    done = 0
    while done < first:
        i = order.row[done]
        if missing[i] != 1:
            order.row[done] = order.row[first - 1]
            first -= 1
            continue
        variable = columns + i
        if not basic[variable]:
            for e in range(made.starts[i], made.starts[i + 1]):
                if basic[made.entries[e]]:
                    variable = made.entries[e]
                    break
        order.variable[done] = variable
        done += 1
        basic[variable] = False
        missing[i] = -1
        if variable < columns:
            for e in range(made.below_starts[variable], made.below_starts[variable + 1]):
                k = made.below[e]
                if missing[k] > 0:
                    missing[k] -= 1
                    if missing[k] == 1:
                        order.row[first] = k
                        first += 1
    order.known[1] = done
    if done < rows:
        _arrange_rest(made, order, done)
    else:
        order.known[2] = rows
    order.known[0] = 1


@kernel
def _arrange_rest(made: Tableau, order: Order, done: int) -> None:
    """Put variables that only one of the rows left holds last, and the nucleus before them."""
    rows, columns = made.matrix.shape
    basic, missing, unsolved = order.basic, order.missing, order.unsolved
    last = rows
    found = True
    for each in range(rows + columns):
        if basic[each]:
            unsolved[each] = 0
    for i in range(rows):
        if missing[i] >= 0:
            if basic[columns + i]:
                unsolved[columns + i] += 1
            for e in range(made.starts[i], made.starts[i + 1]):
                if basic[made.entries[e]]:
                    unsolved[made.entries[e]] += 1
    while found:
        found = False
        for i in range(rows):
            if missing[i] < 0:
                continue
            variable = columns + i if basic[columns + i] else -1
            if variable < 0:
                for e in range(made.starts[i], made.starts[i + 1]):
                    j = made.entries[e]
                    if basic[j] and unsolved[j] == 1:
                        variable = j
                        break
            if variable < 0:
                continue
            found = True
            last -= 1
            order.row[last], order.variable[last] = i, variable
            basic[variable] = False
            missing[i] = -1
            for e in range(made.starts[i], made.starts[i + 1]):
                unsolved[made.entries[e]] -= 1
    place = done
    for i in range(rows):
        if missing[i] >= 0:
            order.row[place] = i
            place += 1
    place = done
    for each in range(rows + columns):
        if basic[each] and place < last:
            order.variable[place] = each
            place += 1
    order.known[2] = last
    size = last - done
    for a in range(size):
        for b in range(size):
            order.nucleus[a, b] = coefficient(made, order.row[done + a], order.variable[done + b])
    _factorise(order.nucleus, order.swapped, size)


@kernel
def _factorise(matrix: Floats, swapped: Ints, size: int) -> None:
    """LU factors in place, with the largest pivot of each column."""
    for k in range(size):
        best = k
        for i in range(k + 1, size):
            if abs(matrix[i, k]) > abs(matrix[best, k]):
                best = i
        swapped[k] = best
        if best != k:
            for j in range(size):
                matrix[k, j], matrix[best, j] = matrix[best, j], matrix[k, j]
        if matrix[k, k] != 0.0:
            for i in range(k + 1, size):
                if matrix[i, k] != 0.0:
                    factor = matrix[i, k] / matrix[k, k]
                    matrix[i, k] = factor
                    for j in range(k + 1, size):
                        matrix[i, j] -= factor * matrix[k, j]


@kernel
def fill(made: Tableau, order: Order, x: Floats) -> None:
    """Set the basic variables from the values of the others; x has shape (n + m,)."""
    if order.known[0] == 0:
        arrange(made, order)
    rows = made.matrix.shape[0]
    first, last = order.known[1], order.known[2]
    for place in range(first):
        _solve(made, order.row[place], order.variable[place], x)
    if first < last:
        size = last - first
        right = order.right
        for place in range(first, rows):
            x[order.variable[place]] = 0.0
        for a in range(size):
            right[a] = -without(made, order.row[first + a], x)
        for k in range(size):
            best = order.swapped[k]
            right[k], right[best] = right[best], right[k]
        for k in range(size):
            for i in range(k + 1, size):
                right[i] -= order.nucleus[i, k] * right[k]
        for k in range(size - 1, -1, -1):
            for j in range(k + 1, size):
                right[k] -= order.nucleus[k, j] * right[j]
            right[k] /= order.nucleus[k, k]
            x[order.variable[first + k]] = right[k]
    for place in range(last, rows):
        _solve(made, order.row[place], order.variable[place], x)


@kernel
def _solve(made: Tableau, row: int, variable: int, x: Floats) -> None:
    columns = made.matrix.shape[1]
    x[variable] = 0.0
    total = without(made, row, x)
    if variable < columns:
        x[variable] = -total / made.matrix[row, variable]
    else:
        x[variable] = total
