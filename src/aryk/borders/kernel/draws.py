"""Times drawn from distributions."""

from __future__ import annotations

import math

from numba import uint64

from aryk.borders.kernel import places as at
from aryk.borders.kernel.numbers import GAMMA, mixed, normal, unit
from aryk.kernels.compiled import compiled, inlined


@inlined
def draw(row, table, seen, state):  # type: ignore[no-untyped-def]
    """A time from row `row` of a table of distributions; `seen` holds the values of empirical ones.

    Columns of the table: kind, then up to four parameters as `aryk.borders.distributions` writes them.
    """
    if table[row, 0] == at.EXPONENTIAL:
        return -table[row, 1] * math.log(unit(state))
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
        product, logarithm = 1.0, 0.0
        for _ in range(int(a)):
            state = uint64(state) + GAMMA
            product *= unit(mixed(state))
            if product < 1e-200:
                logarithm += math.log(product)
                product = 1.0
        return -b * (logarithm + math.log(product))
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
        return seen[int(a) + min(int(u * b), int(b) - 1)]
    assert kind == at.MIXED  # two exponential ones, the first with probability a
    mean = b if u < a else c
    return -mean * math.log(unit(mixed(uint64(state) + GAMMA)))


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
        v = (1.0 + c * score) ** 3
        state = uint64(state) + GAMMA
        u = unit(mixed(state))
        if v > 0.0 and (u < 1.0 - 0.0331 * score**4 or math.log(u) < 0.5 * score * score + d - d * v + d * math.log(v)):
            return d * v * boost
