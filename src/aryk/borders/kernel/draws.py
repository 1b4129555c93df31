"""Times drawn from distributions."""

from __future__ import annotations

import math

from numba import uint64

from aryk.borders.kernel import places as at
from aryk.borders.kernel.numbers import GAMMA, HALF, half_unit, mixed, normal, unit
from aryk.kernels.compiled import compiled, inlined

MOST_FACTORS = 24
"""Numbers of 32 bits whose product is told from 0 for certain; even."""


@inlined
def draw(row, table, seen, state):  # type: ignore[no-untyped-def]
    """A time from row `row` of a table of distributions; `seen` holds the values of empirical ones.

    Columns of the table: kind, then up to four parameters as `aryk.borders.distributions` writes them.
    """
    if table[row, 0] == at.EXPONENTIAL:
        return -table[row, 1] * math.log(unit(state))
    if table[row, 0] == at.ERLANG:
        return table[row, 2] * phases(int(table[row, 1]), state)
    if table[row, 0] == at.DETERMINISTIC:
        return table[row, 1]
    return drawn(row, table, seen, state)


@compiled
def drawn(row, table, seen, state):  # type: ignore[no-untyped-def]
    """The same for all kinds, where it is not the quickest that counts."""
    kind, a, b, c = int(table[row, 0]), table[row, 1], table[row, 2], table[row, 3]
    if kind == at.EXPONENTIAL:
        return -a * math.log(unit(state))
    if kind == at.DETERMINISTIC:
        return a
    if kind == at.ERLANG:
        return b * phases(int(a), state)
    if kind == at.GAMMA:
        return b * gamma(a, state)
    if kind == at.LOGNORMAL:
        score, state = normal(state)
        return math.exp(a + b * score)
    u = unit(state)
    if kind == at.WEIBULL:
        return b * (-math.log(u)) ** (1.0 / a)
    if kind == at.UNIFORM:
        return a + (b - a) * u
    if kind == at.TRIANGULAR:
        if u * (c - a) < b - a:
            return a + math.sqrt(u * (c - a) * (b - a))
        return c - math.sqrt((1.0 - u) * (c - a) * (c - b))
    if kind == at.EMPIRICAL:
        place = int(u * b)
        return seen[int(a) + (place if place < int(b) else place - 1)]
    assert kind == at.MIXED  # two exponential ones, the first with probability a
    mean = b if u < a else c
    return -mean * math.log(unit(mixed(uint64(state) + GAMMA)))


@inlined
def phases(count, state):  # type: ignore[no-untyped-def]
    """The sum of exponential times of mean 1: minus the logarithm of a product, two factors from each 64 bits."""
    total = 0.0
    while count > 0:
        product = 1.0
        for _ in range((count if count < MOST_FACTORS else MOST_FACTORS) // 2):
            state = uint64(state) + GAMMA
            bits = mixed(state)
            product *= half_unit(bits >> uint64(32)) * half_unit(bits & HALF)
        if count < MOST_FACTORS and count % 2:
            state = uint64(state) + GAMMA
            product *= unit(mixed(state))
        total -= math.log(product)
        count -= MOST_FACTORS
    return total


@compiled
def gamma(shape, state):  # type: ignore[no-untyped-def]
    """A gamma number of scale 1 by rejection (Marsaglia and Tsang 2000, ACM TOMS 26, p. 363)."""
    boost = 1.0
    if shape < 1.0:
        state = uint64(state) + GAMMA
        boost = unit(mixed(state)) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        score, state = normal(state)
        v = 1.0 + c * score
        v *= v * v
        square = score * score
        state = uint64(state) + GAMMA
        u = unit(mixed(state))
        if v > 0.0 and (u < 1.0 - 0.0331 * square * square or math.log(u) < 0.5 * square + d - d * v + d * math.log(v)):
            return d * v * boost
