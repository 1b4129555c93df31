"""The values of the basic variables from those of the others: the rows A x = s, solved in the order of the river.

The basis of a network is a forest (Ahuja, Magnanti and Orlin, Network Flows, 1993, 11.2): a row that knows all
values but one gives that one, and so on from the springs down. Rows that rules tie to each other leave a
nucleus, which is solved as equations; its column singletons come last. The order holds until the basis changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Rows(NamedTuple):
    """A, and where it is not zero.

    Attributes
    ----------
    matrix
        A, shape (m, n).
    entries, starts
        Columns of A that are not zero in row i: `entries[starts[i]:starts[i + 1]]`.
    below, below_starts
        Rows of A that are not zero in column j: `below[below_starts[j]:below_starts[j + 1]]`.
    """

    matrix: Floats
    entries: Ints
    starts: Ints
    below: Ints
    below_starts: Ints


def rows_of(matrix: Floats) -> Rows:
    """A with its places."""
    filled = [np.flatnonzero(row) for row in matrix]
    below = [np.flatnonzero(column) for column in matrix.T]
    none = np.zeros(0, dtype=np.int64)
    return Rows(
        np.ascontiguousarray(matrix, dtype=float),
        np.concatenate([*filled, none]).astype(np.int64),
        np.cumsum([0, *(len(each) for each in filled)]).astype(np.int64),
        np.concatenate([*below, none]).astype(np.int64),
        np.cumsum([0, *(len(each) for each in below)]).astype(np.int64),
    )


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
def remainder(matrix: Floats, entries: Ints, starts: Ints, row: int, x: Floats) -> float:
    """A x - s of a row."""
    total = -x[matrix.shape[1] + row]
    for e in range(starts[row], starts[row + 1]):
        j = entries[e]
        total += matrix[row, j] * x[j]
    return total


@kernel
def arrange(given: Rows, held: Ints, order: Order) -> None:
    """Find the order of a new basis: rows with one unknown, the nucleus, variables of one row."""
    matrix, basic, missing = given.matrix, order.basic, order.missing
    known, row, order_variable, starts = order.known, order.row, order.variable, given.starts
    entries, below_starts, below = given.entries, given.below_starts, given.below
    rows, columns = matrix.shape
    for each in range(rows + columns):
        basic[each] = False
    for i in range(rows):
        basic[held[i]] = True
    first = 0
    for i in range(rows):
        number = 1 if basic[columns + i] else 0
        for e in range(starts[i], starts[i + 1]):
            if basic[entries[e]]:
                number += 1
        missing[i] = number
        if number == 1:
            row[first] = i
            first += 1
    done = 0
    while done < first:
        i = row[done]
        if missing[i] != 1:
            row[done] = row[first - 1]
            first -= 1
            continue
        variable = columns + i
        if not basic[variable]:
            for e in range(starts[i], starts[i + 1]):
                if basic[entries[e]]:
                    variable = entries[e]
                    break
        order_variable[done] = variable
        done += 1
        basic[variable] = False
        missing[i] = -1
        if variable < columns:
            for e in range(below_starts[variable], below_starts[variable + 1]):
                k = below[e]
                if missing[k] > 0:
                    missing[k] -= 1
                    if missing[k] == 1:
                        row[first] = k
                        first += 1
    known[1] = done
    if done < rows:
        _arrange_rest(given, order, done)
    else:
        known[2] = rows
    known[0] = 1


@kernel
def _arrange_rest(given: Rows, order: Order, done: int) -> None:
    """Put variables that only one of the rows left holds last, and the nucleus before them."""
    matrix, basic, missing, unsolved = given.matrix, order.basic, order.missing, order.unsolved
    known, nucleus, swapped, order_row = order.known, order.nucleus, order.swapped, order.row
    order_variable, starts, entries = order.variable, given.starts, given.entries
    rows, columns = matrix.shape
    last = rows
    found = True
    for each in range(rows + columns):
        if basic[each]:
            unsolved[each] = 0
    for i in range(rows):
        if missing[i] >= 0:
            if basic[columns + i]:
                unsolved[columns + i] += 1
            for e in range(starts[i], starts[i + 1]):
                if basic[entries[e]]:
                    unsolved[entries[e]] += 1
    while found:
        found = False
        for i in range(rows):
            if missing[i] < 0:
                continue
            variable = columns + i if basic[columns + i] else -1
            if variable < 0:
                for e in range(starts[i], starts[i + 1]):
                    j = entries[e]
                    if basic[j] and unsolved[j] == 1:
                        variable = j
                        break
            if variable < 0:
                continue
            found = True
            last -= 1
            order_row[last], order_variable[last] = i, variable
            basic[variable] = False
            missing[i] = -1
            for e in range(starts[i], starts[i + 1]):
                unsolved[entries[e]] -= 1
    place = done
    for i in range(rows):
        if missing[i] >= 0:
            order_row[place] = i
            place += 1
    place = done
    for each in range(rows + columns):
        if basic[each] and place < last:
            order_variable[place] = each
            place += 1
    known[2] = last
    size = last - done
    for a in range(size):
        for b in range(size):
            row, variable = order_row[done + a], order_variable[done + b]
            if variable < columns:
                nucleus[a, b] = matrix[row, variable]
            else:
                nucleus[a, b] = -1.0 if variable == columns + row else 0.0
    _factorise(nucleus, swapped, size)


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
def fill(given: Rows, held: Ints, order: Order, x: Floats) -> None:
    """Set the basic variables, `held` by row of the tableau, from the values of the others; x has shape (n + m,)."""
    matrix, entries, starts, row = given.matrix, given.entries, given.starts, order.row
    variable, known = order.variable, order.known
    if known[0] == 0:
        arrange(given, held, order)
    rows = matrix.shape[0]
    first, last = known[1], known[2]
    _in_order(matrix, entries, starts, row, variable, 0, first, x)
    if first < last:
        for place in range(first, rows):
            x[variable[place]] = 0.0
        _nucleus(given, order, first, last, x)
    _in_order(matrix, entries, starts, row, variable, last, rows, x)


@kernel
def _in_order(
    matrix: Floats, entries: Ints, starts: Ints, row: Ints, variable: Ints, first: int, last: int, x: Floats
) -> None:
    """Each row gives the one value that it does not know."""
    columns = matrix.shape[1]
    for place in range(first, last):
        i, own = row[place], variable[place]
        x[own] = 0.0
        total = -x[columns + i]
        for e in range(starts[i], starts[i + 1]):
            j = entries[e]
            total += matrix[i, j] * x[j]
        x[own] = -total / matrix[i, own] if own < columns else total


@kernel
def _nucleus(given: Rows, order: Order, first: int, last: int, x: Floats) -> None:
    """Solve the rows that know too little each, by their factors."""
    order_right, swapped, nucleus, matrix = order.right, order.swapped, order.nucleus, given.matrix
    entries, starts, variable, row = given.entries, given.starts, order.variable, order.row
    size, right = last - first, order_right
    for a in range(size):
        right[a] = -remainder(matrix, entries, starts, row[first + a], x)
    for k in range(size):
        best = swapped[k]
        right[k], right[best] = right[best], right[k]
    for k in range(size):
        for i in range(k + 1, size):
            right[i] -= nucleus[i, k] * right[k]
    for k in range(size - 1, -1, -1):
        for j in range(k + 1, size):
            right[k] -= nucleus[k, j] * right[j]
        right[k] /= nucleus[k, k]
        x[variable[first + k]] = right[k]
