"""What holds a grid of links together: its bridges, without which it would fall into two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def bridges(begin: Sequence[str], finish: Sequence[str], closed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which links have no way round them.

    Parameters
    ----------
    begin, finish
        The ends of each link.
    closed
        Whether each link is there; shape (k,).

    Returns
    -------
    ndarray
        Shape (k,). Links that are not there are no bridges. (Tarjan, Information Processing Letters 2, 1974.)

    Examples
    --------
    >>> bridges(["a", "b", "c", "c"], ["b", "c", "a", "d"], np.ones(4, dtype=bool)).tolist()
    [False, False, False, True]
    """
    at: dict[str, list[tuple[str, int]]] = {}
    for link in np.flatnonzero(closed).tolist():
        at.setdefault(begin[link], []).append((finish[link], link))
        at.setdefault(finish[link], []).append((begin[link], link))
    found = np.zeros(len(begin), dtype=bool)
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    for root, first in at.items():
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        trail = [(root, -1, iter(first))]
        while trail:
            node, came, ways = trail[-1]
            for other, link in ways:
                if link == came:
                    continue
                if other in order:
                    lowest[node] = min(lowest[node], order[other])
                else:
                    order[other] = lowest[other] = len(order)
                    trail.append((other, link, iter(at[other])))
                    break
            else:
                trail.pop()
                if trail:
                    above = trail[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                    found[came] = lowest[node] > order[above]
    return found
