"""When trucks come and where they go: rates by the hour, bursts, days unlike others, and the choice of a crossing."""

from __future__ import annotations

import math

import numpy as np
from numba import uint64

from aryk.borders.kernel import places as at
from aryk.borders.kernel.draws import draw, gamma
from aryk.borders.kernel.numbers import GAMMA, keyed, mixed, normal, unit
from aryk.kernels.compiled import compiled

CLOSED = 1e6
"""Hours that a driver expects where nobody is let through."""
UNLIKELY, FAR = 0.999, 7.0
"""Numbers below the first do not make up for a cost that is worse by the second, in scales of the noise: exp(-exp(-7))
is above 0.999."""


@compiled
def level_of(source, key):  # type: ignore[no-untyped-def]
    """The factor of a replication on the rate of a source, lognormal with mean 1."""
    if source.level_spread <= 0.0:
        return 1.0
    variance = math.log(1.0 + source.level_spread * source.level_spread)
    score, _ = normal(keyed(key, source.level_key, at.FOR_LEVEL))
    return math.exp(score * math.sqrt(variance) - 0.5 * variance)


@compiled
def see_day(source, key, day):  # type: ignore[no-untyped-def]
    """Draw the factor of a day on the rate of a source, gamma with mean 1, and keep it until the next."""
    spread = source.day_spread * source.day_spread
    state = keyed(mixed(uint64(key)), source.key + uint64(day) * GAMMA, at.FOR_DAY)
    source.day_factor = gamma(1.0 / spread, state) * spread
    source.day = day


@compiled
def next_arrival(source, shapes, table, seen, key, time, end):  # type: ignore[no-untyped-def]
    """The next time at which trucks of a source come.

    An interval of mean 1 is passed in operational time, the integral of the rate (Gerhardt and Nelson 2009,
    "Transforming renewal processes for simulation of nonstationary arrival processes", section 3).
    """
    state = keyed(source.start, uint64(source.number) * GAMMA, at.FOR_SERVICE)
    source.number += 1
    left = draw(source.interval, table, seen, state)
    scale = source.scale * source.level
    if scale <= 0.0:
        return np.inf
    daily = source.day_spread > 0.0
    if source.shape_length == 1 and not daily:
        rate = scale * shapes[source.shape_start]
        return time + left / rate if rate > 0.0 else np.inf
    hour = int(time)
    while time < end:
        if daily and hour // 24 != source.day:
            see_day(source, key, hour // 24)
        rate = scale * source.day_factor * shapes[source.shape_start + hour % source.shape_length]
        room = (hour + 1 - time) * rate
        if left < room:
            return time + left / rate
        left -= room
        hour += 1
        time = float(hour)
    return np.inf


@compiled
def burst_of(source):  # type: ignore[no-untyped-def]
    """How many trucks come together: geometric, at least one."""
    if source.burst <= 1.0:
        return 1
    state = keyed(source.start, uint64(source.number) * GAMMA, at.FOR_BURST)
    return 1 + int(math.log(unit(state)) / math.log(1.0 - 1.0 / source.burst))


@compiled
def chosen(source, choices, passages, detour, seed, without):  # type: ignore[no-untyped-def]
    """The place in the list of choices that a driver takes, never the passage `without`; -1: there is none.

    An informed driver takes the least of travel and expected wait (trucks known to wait over capacity in force),
    blurred by Gumbel noise of the scale of the source (McFadden 1974); the others follow habit. A driver who has left
    a line knows all lines.
    """
    first, last = source.first_choice, source.last_choice
    if last - first == 1:
        return first if choices[first].passage != without else -1
    if without < 0 and unit(mixed(keyed(seed, 0, at.FOR_INFORMATION))) >= source.informed:
        u = unit(mixed(keyed(seed, 0, at.FOR_CHOICE)))
        while first < last - 1 and u >= choices[first].habit:
            first += 1
        return first
    best, least = -1, np.inf
    state = keyed(seed, 1 + without, at.FOR_CHOICE)
    for place in range(first, last):
        passage = passages[choices[place].passage]
        state += GAMMA
        if choices[place].passage == without:
            continue
        cost = passage.known / passage.known_capacity if passage.known_capacity > 0.0 else CLOSED
        cost += choices[place].travel if without < 0 else detour[without, choices[place].passage]
        if source.blur > 0.0:
            u = unit(mixed(state))
            if u < UNLIKELY and cost - least > source.blur * FAR:
                continue
            cost += source.blur * math.log(-math.log(u))
        if cost < least:
            best, least = place, cost
    return best
