"""The values of the basic variables from those of the others: the rows A x = s, solved in the order of the river.

The basis of a network is a forest (Ahuja, Magnanti and Orlin, Network Flows, 1993, 11.2): a row that knows all
values but one gives that one, and so on from the springs down. Rows that rules tie to each other leave a
nucleus, which is solved as equations; its column singletons come last. The order holds until the basis changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.kernels.compiled import compiled
from aryk.kernels.memory import floats, wholes


@compiled
def residual(made: Any) -> float:
    """The largest |s - A x|; endless where a value is no number."""
    value, starts = floats(made.value), wholes(made.starts)
    entries, factors = wholes(made.entries), floats(made.factors)
    worst = 0.0
    for i in range(made.rows):
        total = -value[made.columns + i]
        for e in range(starts[i], starts[i + 1]):
            total += factors[e] * value[entries[e]]
        if not abs(total) <= worst:
            worst = abs(total) if abs(total) > worst else np.inf
    return worst


@compiled
def arrange(made: Any) -> None:
    """Find the order of a new basis: rows with one unknown, the nucleus, variables of one row."""
    unknown, missing, entries, starts = (
        wholes(made.unknown),
        wholes(made.missing),
        wholes(made.entries),
        wholes(made.starts),
    )
    place_row, place_variable, basic = wholes(made.place_row), wholes(made.place_variable), wholes(made.basic)
    below, below_starts, divisor, factors = (
        wholes(made.below),
        wholes(made.below_starts),
        floats(made.divisor),
        floats(made.factors),
    )
    rows, sums = made.rows, made.columns
    for each in range(rows + sums):
        unknown[each] = 0
    for i in range(rows):
        unknown[basic[i]] = 1
    first = 0
    for i in range(rows):
        number = unknown[sums + i]
        for e in range(starts[i], starts[i + 1]):
            number += unknown[entries[e]]
        missing[i] = number
        if number == 1:
            place_row[first] = i
            first += 1
    done = 0
    while done < first:
        i = place_row[done]
        if missing[i] != 1:
            first -= 1
            place_row[done] = place_row[first]
            continue
        variable = sums + i
        for e in range(starts[i], starts[i + 1]):
            if unknown[entries[e]]:
                variable = entries[e]
        place_variable[done] = variable
        done += 1
        unknown[variable] = 0
        missing[i] = -1
        if variable < sums:
            for e in range(below_starts[variable], below_starts[variable + 1]):
                k = below[e]
                if missing[k] > 0:
                    missing[k] -= 1
                    if missing[k] == 1:
                        place_row[first] = k
                        first += 1
    made.before = done
    made.within = rows
    if done < rows:
        arrange_rest(made, done)
    for place in range(rows):
        i = place_row[place]
        divisor[place] = 1.0
        for e in range(starts[i], starts[i + 1]):
            if entries[e] == place_variable[place]:
                divisor[place] = -factors[e]
    made.arranged = 1


@compiled
def arrange_rest(made: Any, done: int) -> None:
    """Put variables that only one of the rows left holds last, and the nucleus before them, by its LU factors."""
    unknown, missing, unsolved, entries = (
        wholes(made.unknown),
        wholes(made.missing),
        wholes(made.unsolved),
        wholes(made.entries),
    )
    place_row, place_variable, starts = wholes(made.place_row), wholes(made.place_variable), wholes(made.starts)
    nucleus, factors = floats(made.nucleus), floats(made.factors)
    swapped = wholes(made.swapped)
    rows, sums = made.rows, made.columns
    for each in range(rows + sums):
        unsolved[each] = 0
    for i in range(rows):
        if missing[i] >= 0:
            for e in range(starts[i], starts[i + 1]):
                unsolved[entries[e]] += 1
    last = rows
    found = True
    while found:
        found = False
        for i in range(rows):
            if missing[i] < 0:
                continue
            variable = sums + i if unknown[sums + i] else -1
            for e in range(starts[i], starts[i + 1]):
                j = entries[e]
                if variable < 0 and unknown[j] and unsolved[j] == 1:
                    variable = j
            if variable >= 0:
                found = True
                last -= 1
                place_row[last], place_variable[last] = i, variable
                unknown[variable] = 0
                missing[i] = -1
                for e in range(starts[i], starts[i + 1]):
                    unsolved[entries[e]] -= 1
    made.within = last
    row, column = done, done
    for i in range(rows):
        if missing[i] >= 0:
            place_row[row] = i
            row += 1
    for each in range(rows + sums):
        if unknown[each] and column < last:
            place_variable[column] = each
            unsolved[each] = column - done
            column += 1
    size = last - done
    for a in range(size):
        for b in range(size):
            nucleus[a * rows + b] = 0.0
        i = place_row[done + a]
        for e in range(starts[i], starts[i + 1]):
            if unknown[entries[e]]:
                nucleus[a * rows + unsolved[entries[e]]] = factors[e]
    for k in range(size):
        best = k
        for i in range(k + 1, size):
            if abs(nucleus[i * rows + k]) > abs(nucleus[best * rows + k]):
                best = i
        swapped[k] = best
        for j in range(size if best != k else 0):
            other = nucleus[best * rows + j]
            nucleus[best * rows + j] = nucleus[k * rows + j]
            nucleus[k * rows + j] = other
        for i in range(k + 1, size):
            factor = nucleus[i * rows + k] / nucleus[k * rows + k]
            nucleus[i * rows + k] = factor
            for j in range(k + 1, size if factor != 0.0 else 0):
                nucleus[i * rows + j] -= factor * nucleus[k * rows + j]


@compiled
def fill(made: Any) -> None:
    """Set the basic variables from the values of the others, row by row; those of the nucleus by its factors."""
    value, starts = floats(made.value), wholes(made.starts)
    entries, factors = wholes(made.entries), floats(made.factors)
    place_row, place_variable, divisor = wholes(made.place_row), wholes(made.place_variable), floats(made.divisor)
    nucleus, right, swapped, wide = floats(made.nucleus), floats(made.right), wholes(made.swapped), made.rows
    before, size = made.before, made.within - made.before
    for place in range(before if size > 0 else wide, wide):
        value[place_variable[place]] = 0.0
    for place in range(wide):
        i, own = place_row[place], place_variable[place]
        within = 0 <= place - before < size
        if not within:
            value[own] = 0.0
        total = -value[made.columns + i]
        for e in range(starts[i], starts[i + 1]):
            total += factors[e] * value[entries[e]]
        if not within:
            value[own] = total / divisor[place]
            continue
        right[place - before] = -total
        if place - before < size - 1:
            continue
        for k in range(size):
            other = right[swapped[k]]
            right[swapped[k]] = right[k]
            right[k] = other
        for k in range(size):
            for j in range(k):
                right[k] -= nucleus[k * wide + j] * right[j]
        for k in range(size - 1, -1, -1):
            for j in range(k + 1, size):
                right[k] -= nucleus[k * wide + j] * right[j]
            right[k] /= nucleus[k * wide + k]
            value[place_variable[before + k]] = right[k]
