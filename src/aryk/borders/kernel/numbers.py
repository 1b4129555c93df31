"""Random numbers that belong to a truck, a stage and a purpose, so that two designs meet the same trucks.

A number is a function of (seed, what it is for) and of nothing else: it does not matter in which order events
happen, how many stages there are, or how many threads work. The mixing function is the finaliser of SplitMix64
(Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", variant 13 of Stafford).
"""

from __future__ import annotations

import math

import numpy as np
from numba import uint64

from aryk.kernels.compiled import compiled, inlined

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_PURPOSE = np.uint64(0xD1342543DE82EF95)
_PER_UNIT = 1.0 / 9007199254740992.0
_PER_HALF = 1.0 / 4294967296.0
HALF = np.uint64(0xFFFFFFFF)
"""The lower 32 bits."""


@inlined
def mixed(z):  # type: ignore[no-untyped-def]
    """A number of 64 bits whose every bit depends on every bit of `z`."""
    z = uint64(z)
    z = (z ^ (z >> uint64(30))) * _FIRST
    z = (z ^ (z >> uint64(27))) * _SECOND
    return z ^ (z >> uint64(31))


@inlined
def unit(z):  # type: ignore[no-untyped-def]
    """A number strictly between 0 and 1 from 64 bits."""
    return (float(z >> uint64(11)) + 0.5) * _PER_UNIT


@inlined
def half_unit(bits):  # type: ignore[no-untyped-def]
    """A number strictly between 0 and 1 from 32 bits."""
    return (float(bits) + 0.5) * _PER_HALF


@inlined
def keyed(seed, salt, purpose):  # type: ignore[no-untyped-def]
    """The state from which the numbers of a seed, a place and a purpose follow."""
    return mixed(uint64(seed) + uint64(salt) + uint64(purpose) * _PURPOSE)


@compiled
def seed_of(replication_key, source_key, number):  # type: ignore[no-untyped-def]
    """The seed of a truck: the same in every design for the same replication, source and number."""
    return mixed(mixed(uint64(replication_key) ^ uint64(source_key)) + uint64(number) * GAMMA)


@compiled
def normal(state):  # type: ignore[no-untyped-def]
    """A standard normal number and the state after it (Box and Muller 1958)."""
    state = uint64(state) + GAMMA
    radius = math.sqrt(-2.0 * math.log(unit(mixed(state))))
    state += GAMMA
    return radius * math.cos(2.0 * math.pi * unit(mixed(state))), state
