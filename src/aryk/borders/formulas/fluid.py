"""Lines as a fluid: what comes minus what can be let through, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FluidLine:
    """A line without chance.

    Attributes
    ----------
    line
        Trucks at the end of each step; one more than steps, the first at the start.
    through
        Trucks let through in each step.
    wait
        How long a truck that joins at the end of each step will wait, h; NaN where it is not served within the steps.
    """

    line: Floats
    through: Floats
    wait: Floats


def fluid_line(arrivals: ArrayLike, capacity: ArrayLike, *, standing: float = 0.0, step: float = 1.0) -> FluidLine:
    """The line at a crossing whose rates change with time (Newell 1982, "Applications of Queueing Theory", ch. 2).

    L' = arrivals - capacity while there is a line, and never below 0. A lower bound of the mean line of a random
    queue with the same rates; close where arrivals exceed the capacity for long, as in a jam.

    Parameters
    ----------
    arrivals, capacity
        Trucks per hour in each step.
    standing
        Trucks in line at the start.
    step
        Length of a step, h.

    Examples
    --------
    >>> jam = fluid_line([20, 20, 0, 0], [10, 10, 10, 10])
    >>> jam.line.tolist(), jam.wait[2].item()
    ([0.0, 10.0, 20.0, 10.0, 0.0], 2.0)
    """
    come, can = np.broadcast_arrays(np.asarray(arrivals, float), np.asarray(capacity, float))
    if np.any(come < 0) or np.any(can < 0) or standing < 0 or step <= 0:
        raise ValueError("arrivals, capacity and trucks in line are 0 or more, and a step is longer than 0")
    change = np.cumsum((come - can) * step) + standing
    lowest = np.minimum.accumulate(np.minimum(change, 0.0))
    line = np.concatenate([[standing], change - lowest])
    through = come * step - np.diff(line)
    served = np.concatenate([[0.0], np.cumsum(can * step)])
    times = np.arange(len(served)) * step
    wanted = served + line
    wait = np.where(wanted <= served[-1], np.interp(wanted, served, times) - times, np.nan)
    return FluidLine(line, through, np.where(line > 0, wait, np.where(np.isnan(wait), wait, 0.0)))
