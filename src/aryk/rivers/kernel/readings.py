"""What a rule gives, from the numbers it reads: one small function for each kind of rule.

All that a rule reads stands in `slots`, at the places `args[first:last]`: numbers of the state, of series, of
rules before it, and constants.
"""

from __future__ import annotations

import math

from aryk.kernels.compiled import compiled
from aryk.rivers.kernel.arrays import Floats, Ints

KINDS = (
    "sum",
    "product",
    "least",
    "most",
    "mean",
    "median",
    "zones",
    "zone",
    "between",
    "slopes",
    "curve",
    "pick",
    "above",
    "below",
    "quotient",
    "polynomial",
    "any",
    "all",
    "equal",
    "magnitude",
    "exponential",
)
"""Kinds of rules; the place in this list is their number in the kernel."""
(SUM, PRODUCT, LEAST, MOST, MEAN, MEDIAN, ZONES, ZONE, BETWEEN, SLOPES, CURVE, PICK, ABOVE, BELOW) = range(14)
(QUOTIENT, POLYNOMIAL, ANY, ALL, EQUAL, MAGNITUDE, EXPONENTIAL) = range(14, 21)


@compiled
def zone(position: float, slots: Floats, args: Ints, first: int, last: int) -> int:
    """How many of the curves, from the highest down, lie above a position."""
    for place in range(first, last):
        if position >= slots[args[place]]:
            return place - first
    return last - first


@compiled
def between(slots: Floats, args: Ints, first: int, last: int) -> float:
    """A value interpolated between k curves, with 1 above and 0 below them: position, k curves, k + 2 values."""
    curves = (last - first - 3) // 2
    position = slots[args[first]]
    values = first + 1 + curves
    above = 1.0
    for each in range(curves + 1):
        curve = slots[args[first + 1 + each]] if each < curves else 0.0
        if position >= curve or each == curves:
            high, low = slots[args[values + each]], slots[args[values + each + 1]]
            if above == curve:
                return low if each < curves else high
            weight = (position - curve) / (above - curve)
            return high * weight + low * (1.0 - weight)
        above = curve
    return math.nan


@compiled
def slopes(slots: Floats, args: Ints, first: int, last: int) -> float:
    """A value by its own line within each zone: position, k curves, k + 1 pairs (upper, lower), bottom, top."""
    curves = (last - first - 5) // 3
    position = slots[args[first]]
    values = first + 1 + curves
    bottom, above = slots[args[last - 2]], slots[args[last - 1]]
    for each in range(curves + 1):
        curve = slots[args[first + 1 + each]] if each < curves else bottom
        if position >= curve or each == curves:
            high, low = slots[args[values + 2 * each]], slots[args[values + 2 * each + 1]]
            if position < curve:
                return low
            if position > above:
                return high
            if above == curve:
                return low
            return low + (high - low) * (position - curve) / (above - curve)
        above = curve
    return math.nan


@compiled
def curve(slots: Floats, args: Ints, first: int, last: int) -> float:
    """A value on a line through points: position, then points (x, y) by rising x; flat beyond the ends."""
    position = slots[args[first]]
    x, y = slots[args[first + 1]], slots[args[first + 2]]
    if position <= x:
        return y
    for place in range(first + 3, last, 2):
        next_x, next_y = slots[args[place]], slots[args[place + 1]]
        if position <= next_x:
            if next_x == x:
                return next_y
            return y + (next_y - y) * (position - x) / (next_x - x)
        x, y = next_x, next_y
    return y


@compiled
def median(slots: Floats, args: Ints, first: int, last: int) -> float:
    """The middle of several numbers."""
    size = last - first
    below, above = 0.0, 0.0
    for place in range(first, last):
        value = slots[args[place]]
        less, same = 0, 0
        for other in range(first, last):
            if slots[args[other]] < value:
                less += 1
            elif slots[args[other]] == value:
                same += 1
        if less <= (size - 1) // 2 < less + same:
            below = value
        if less <= size // 2 < less + same:
            above = value
    return 0.5 * (below + above)


@compiled
def reading(kind: int, slots: Floats, args: Ints, first: int, last: int) -> float:
    """What a rule of a kind gives."""
    if kind <= MEAN:
        total = slots[args[first]]
        for place in range(first + 1, last):
            each = slots[args[place]]
            if kind in (SUM, MEAN):
                total += each
            elif kind == PRODUCT:
                total *= each
            elif kind == LEAST:
                total = min(total, each)
            else:
                total = max(total, each)
        return total / (last - first) if kind == MEAN else total
    if kind == ZONES:
        curves = (last - first - 2) // 2
        place = zone(slots[args[first]], slots, args, first + 1, first + 1 + curves)
        return slots[args[first + 1 + curves + place]]
    if kind == ZONE:
        return float(zone(slots[args[first]], slots, args, first + 1, last))
    if kind == BETWEEN:
        return between(slots, args, first, last)
    if kind == SLOPES:
        return slopes(slots, args, first, last)
    if kind == CURVE:
        return curve(slots, args, first, last)
    if kind == PICK:
        place = round(slots[args[first]])
        if place < 0 or place >= last - first - 1:
            return math.nan
        return slots[args[first + 1 + place]]
    one = slots[args[first]]
    if kind == ABOVE:
        return 1.0 if one > slots[args[first + 1]] else 0.0
    if kind == BELOW:
        return 1.0 if one < slots[args[first + 1]] else 0.0
    if kind == EQUAL:
        return 1.0 if one == slots[args[first + 1]] else 0.0
    if kind == QUOTIENT:
        return one / slots[args[first + 1]]
    if kind == MAGNITUDE:
        return abs(one)
    if kind == EXPONENTIAL:
        return math.exp(one)
    if kind == MEDIAN:
        return median(slots, args, first, last)
    if kind == POLYNOMIAL:
        total = 0.0
        for place in range(last - 1, first, -1):
            total = total * one + slots[args[place]]
        return total
    met = 0
    for place in range(first, last):
        if slots[args[place]] != 0.0:
            met += 1
    if kind == ANY:
        return 1.0 if met > 0 else 0.0
    return 1.0 if met == last - first else 0.0
