"""What each year of use pays back of a capital.

    capital k i / (1 - (1 + i)^-life)        with k = ((1 + i)^w - 1) / (w i)

i is the interest, w the years of works, in which the capital is spent evenly and nothing is gained: k is what a unit of
it has grown to by the last of them. With i = 0 it is capital / life.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def annuity(interest: ArrayLike, life: ArrayLike) -> Floats:
    """The part of a debt that is paid each year so that it is paid back over a life with interest.

    Examples
    --------
    >>> annuity([0.0, 0.1], [4, 2]).round(6).tolist()
    [0.25, 0.57619]
    """
    rate, years = np.broadcast_arrays(np.asarray(interest, dtype=float), np.asarray(life, dtype=float))
    safe = np.where(rate > 0, rate, 1.0)
    return np.asarray(np.where(rate > 0, safe / -np.expm1(-years * np.log1p(safe)), 1 / years))


def length_of_works(lead_time: ArrayLike) -> NDArray[np.int64]:
    """Years in which a capital is spent: whole ones and at least one, also where the lead time is not known.

    Examples
    --------
    >>> length_of_works([0, 2.5, float("nan")]).tolist()
    [1, 3, 1]
    """
    years = np.nan_to_num(np.asarray(lead_time, dtype=float), nan=1.0)
    return np.asarray(np.maximum(1, np.ceil(years)), dtype=np.int64)


def during_works(interest: ArrayLike, lead_time: ArrayLike) -> Floats:
    """What a unit of capital, spent evenly in the years of works, has grown to by the last of them.

    Examples
    --------
    >>> during_works(0.1, [1, 3]).round(6).tolist()
    [1.0, 1.103333]
    """
    works, rate = length_of_works(lead_time).astype(float), np.asarray(interest, dtype=float)
    safe = np.where(rate > 0, rate, 1.0)
    return np.asarray(np.where(rate > 0, np.expm1(works * np.log1p(safe)) / (works * safe), 1.0))


def paid_back(interest: ArrayLike, life: ArrayLike, lead_time: ArrayLike) -> Floats:
    """The part of a capital that each year of use pays back, with the interest of the works.

    Examples
    --------
    >>> float(paid_back(0.1, 2, 1).round(6))
    0.57619
    """
    return annuity(interest, life) * during_works(interest, lead_time)
