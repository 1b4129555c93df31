"""Quantiles of waits that were counted in bins."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from aryk.borders.kernel.bins import BINS, LEAST, PER_DOUBLING

Floats = NDArray[np.float64]


@cache
def edges() -> Floats:
    """The BINS + 1 bounds of the bins, h; the first bin has no width.

    Examples
    --------
    >>> float(edges()[1] * 2**14), len(edges()) == BINS + 1
    (1.0, True)
    """
    doublings = np.arange(BINS - 1) // PER_DOUBLING
    inside = np.arange(BINS - 1) % PER_DOUBLING
    lower = LEAST * 2.0**doublings * (1 + inside / PER_DOUBLING)
    bounds = np.concatenate([[0.0], lower, [LEAST * 2.0 ** ((BINS - 1) / PER_DOUBLING)]])
    bounds.setflags(write=False)
    return bounds


def quantiles(counts: NDArray[np.integer], shares: NDArray[np.float64] | list[float]) -> Floats:
    """The waits below which given shares of trucks stay, h; NaN where there are none.

    Parameters
    ----------
    counts
        Trucks by bin along the last axis.
    shares
        Between 0 and 1; along the last axis of the result.

    Notes
    -----
    Straight lines within a bin: off by at most `kernel.bins.ERROR` of the wait next to the quantile of the sample.
    """
    totals = np.cumsum(counts, axis=-1, dtype=float)
    flat = totals.reshape(-1, totals.shape[-1])
    bounds = edges()
    found = np.full((len(flat), len(shares)), np.nan)
    for row, total in enumerate(flat):
        if total[-1] <= 0:
            continue
        for place, share in enumerate(shares):
            wanted = share * total[-1]
            here = min(int(np.searchsorted(total, wanted, side="left")), len(total) - 1)
            before = total[here - 1] if here else 0.0
            inside = (wanted - before) / (total[here] - before) if total[here] > before else 0.0
            low, high = (0.0, 0.0) if here == 0 else (bounds[here], bounds[here + 1])
            found[row, place] = low + inside * (high - low)
    return found.reshape(*totals.shape[:-1], len(shares))
