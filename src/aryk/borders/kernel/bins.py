"""Waits as counts in bins: quantiles within a known relative error, in memory that does not grow.

Each doubling of the wait is cut into 32 bins of equal width, which are the leading bits of the number itself (Tene
2012, "HdrHistogram"). Bin 0 holds waits of no length. Taking the middle of a bin errs by at most 1/64 of the wait.
"""

from __future__ import annotations

import numpy as np

from aryk.kernels.compiled import inlined

LEAST = 2.0**-14
"""The shortest wait that is told from none, h: 0.2 seconds."""
PER_DOUBLING = 32
BINS = 1 + 30 * PER_DOUBLING
"""Waits up to 2**16 h, seven years; longer ones go into the last bin."""
ERROR = 1 / (2 * PER_DOUBLING)
"""Largest relative error of a quantile, next to that of the sample."""
_SHIFT = 52 - 5
_FIRST = (1023 - 14) * PER_DOUBLING


@inlined
def bin_of(wait):  # type: ignore[no-untyped-def]
    """The bin of a wait, h."""
    if wait < LEAST:
        return 0
    place = 1 + (np.float64(wait).view(np.int64) >> _SHIFT) - _FIRST
    return place if place < BINS else BINS - 1
