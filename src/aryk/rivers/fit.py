"""How well a run fits what was observed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def efficiency(observed: Floats, run: Floats) -> float:
    """Nash-Sutcliffe efficiency: 1 is a perfect fit, 0 is as good as the mean of what was observed.

    Nash and Sutcliffe (Journal of Hydrology 10, 1970), eq. 3. Both have shape (n,); NaN where nothing varies.

    Examples
    --------
    >>> import numpy as np
    >>> efficiency(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    1.0
    """
    spread = float(((observed - observed.mean()) ** 2).sum()) if len(observed) else 0.0
    return 1.0 - float(((run - observed) ** 2).sum()) / spread if spread > 0 else math.nan


def kling_gupta(observed: Floats, run: Floats) -> float:
    """Kling-Gupta efficiency: 1 is a perfect fit; -0.41 is as good as the mean of what was observed.

    Gupta, Kling, Yilmaz and Martinez (Journal of Hydrology 377, 2009), eq. 9. Both have shape (n,); NaN with fewer than
    three values, or where nothing varies.

    Examples
    --------
    >>> import numpy as np
    >>> round(kling_gupta(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])), 3)
    -0.414
    """
    if len(observed) < 3 or observed.std() == 0 or run.std() == 0 or observed.mean() == 0:
        return math.nan
    together = float(np.corrcoef(observed, run)[0, 1])
    spread, mean = float(run.std() / observed.std()), float(run.mean() / observed.mean())
    return 1.0 - math.sqrt((together - 1.0) ** 2 + (spread - 1.0) ** 2 + (mean - 1.0) ** 2)


def bias(observed: Floats, run: Floats) -> float:
    """Mean error as share of the mean of what was observed.

    Examples
    --------
    >>> import numpy as np
    >>> bias(np.array([10.0, 30.0]), np.array([11.0, 33.0]))
    0.1
    """
    return (
        float(run.mean() - observed.mean()) / float(observed.mean()) if len(observed) and observed.mean() else math.nan
    )
