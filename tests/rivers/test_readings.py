"""Each kind of rule gives what its sentence in the schema says."""

import math

import numpy as np
import pytest

from aryk.case.schema.river import RULE_KINDS
from aryk.kernels.compiled import entrance
from aryk.kernels.memory import floats, wholes
from aryk.rivers.kernel.readings import KINDS, reading

READINGS = {
    "sum": [([1.0, 2.0, 4.5], 7.5)],
    "product": [([2.0, 3.0, -0.5], -3.0)],
    "least": [([2.0, -1.0, 5.0], -1.0)],
    "most": [([2.0, -1.0, 5.0], 5.0)],
    "mean": [([2.0, -1.0, 5.0], 2.0)],
    "median": [([5.0, 1.0, 2.0], 2.0), ([5.0, 1.0, 2.0, 2.0], 2.0), ([4.0, 1.0], 2.5)],
    # position, curves 0.6 and 0.3, values by zone; a position on a curve belongs to the zone above it
    "zones": [
        ([p, 0.6, 0.3, 9.0, 5.0, 1.0], v) for p, v in ((0.7, 9.0), (0.6, 9.0), (0.5, 5.0), (0.3, 5.0), (0.1, 1.0))
    ],
    "zone": [([p, 0.6, 0.3], v) for p, v in ((1.0, 0.0), (0.6, 0.0), (0.59, 1.0), (0.0, 2.0))],
    # values at 1, 0.6, 0.3 and 0
    "between": [
        ([p, 0.6, 0.3, 10.0, 6.0, 3.0, 1.0], v)
        for p, v in ((1.0, 10.0), (0.8, 8.0), (0.6, 6.0), (0.45, 4.5), (0.15, 2.0), (0.0, 1.0))
    ],
    # zone above 0.5: 10 at 1 to 8 at 0.5; below: 4 at 0.5 to 0 at the bottom, 0.1
    "slopes": [
        ([p, 0.5, 10.0, 8.0, 4.0, 0.0, 0.1, 1.0], v)
        for p, v in ((1.0, 10.0), (0.75, 9.0), (0.5, 8.0), (0.3, 2.0), (0.05, 0.0))
    ],
    "curve": [
        ([x, 0.0, 1.0, 10.0, 3.0, 20.0, 3.5], v)
        for x, v in ((-5.0, 1.0), (5.0, 2.0), (10.0, 3.0), (15.0, 3.25), (99.0, 3.5))
    ],
    "pick": [([n, 7.0, 8.0, 9.0], v) for n, v in ((0.0, 7.0), (2.0, 9.0))],
    "above": [([2.0, 1.0], 1.0), ([1.0, 1.0], 0.0)],
    "below": [([0.5, 1.0], 1.0), ([1.0, 1.0], 0.0)],
    "equal": [([1.0, 1.0], 1.0), ([1.0, 1.5], 0.0)],
    "quotient": [([3.0, 4.0], 0.75)],
    "polynomial": [([2.0, 1.0, 3.0, 0.5], 9.0)],
    "any": [([0.0, 0.0], 0.0), ([0.0, 2.0], 1.0)],
    "all": [([1.0, 0.0], 0.0), ([1.0, 2.0], 1.0)],
    "magnitude": [([-3.0], 3.0)],
    "exponential": [([0.0], 1.0), ([-2.0], math.exp(-2.0))],
}


@entrance
def read(kind, slots, args):
    return reading(kind, floats(slots.ctypes.data), wholes(args.ctypes.data), 0, len(args))


@pytest.mark.parametrize("kind", KINDS)
def test_rule_gives_what_it_says(kind):
    for terms, wanted in READINGS[kind]:
        slots = np.array(terms)
        assert read(KINDS.index(kind), slots, np.arange(len(terms))) == pytest.approx(wanted, abs=1e-12)


def test_place_that_is_not_there_gives_no_number():
    assert np.isnan(read(KINDS.index("pick"), np.array([5.0, 1.0]), np.arange(2)))


def test_kinds_of_the_schema_are_those_of_the_kernel():
    assert set(RULE_KINDS) == set(KINDS)
