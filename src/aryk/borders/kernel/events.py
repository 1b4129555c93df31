"""The list of future events: a binary heap by time.

The event at the top stays in place while it is dealt with; the first event that is put in then takes its place, which
spares half of the work where a completion is followed by the next one. Behind the last event all times are infinite, so
that two children can be compared without asking whether both are there, and the time of no event is that of never.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from aryk.borders.kernel import places as at
from aryk.kernels.compiled import compiled, inlined

INDICES = (1 << 32) - 1
SERIALS = (1 << 28) - 1
NONE, ONE = np.uint64(0), np.uint64(1)
"""Places have no sign, so that none is asked for."""


@inlined
def code_of(kind, index, serial):  # type: ignore[no-untyped-def]
    """Kind, index and serial number of an event in one number."""
    return kind | (index << 3) | ((serial & SERIALS) << 35)


@inlined
def sink(times, codes, size, time, code):  # type: ignore[no-untyped-def]
    """Put an event at the top and let it sink to its place."""
    place, child, size = NONE, ONE, uint64(size)
    while child < size:
        child += uint64(times[child + ONE] < times[child])
        if time <= times[child]:
            break
        times[place] = times[child]
        codes[place] = codes[child]
        place = child
        child = place + place + ONE
    times[place] = time
    codes[place] = code


@inlined
def put(times, codes, count, time, code):  # type: ignore[no-untyped-def]
    """Put an event in; the arrays must have room for it."""
    if count[at.HOLE]:
        count[at.HOLE] = 0
        sink(times, codes, count[at.SIZE], time, code)
    else:
        place = uint64(count[at.SIZE])
        count[at.SIZE] += 1
        while place > NONE:
            above = (place - ONE) >> ONE
            if times[above] <= time:
                break
            times[place] = times[above]
            codes[place] = codes[above]
            place = above
        times[place] = time
        codes[place] = code


@compiled
def add(times, codes, count, time, code):  # type: ignore[no-untyped-def]
    """The same as `put`, for events that are rare."""
    put(times, codes, count, time, code)


@inlined
def close_hole(times, codes, count):  # type: ignore[no-untyped-def]
    """Take the event at the top away for good, where no other has taken its place."""
    if count[at.HOLE]:
        count[at.HOLE] = 0
        size = count[at.SIZE] - 1
        count[at.SIZE] = size
        time = times[size]
        times[size] = np.inf
        if size > 0:
            sink(times, codes, size, time, codes[size])
