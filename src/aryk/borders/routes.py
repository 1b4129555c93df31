"""Which way trucks go through a passage: shares from stage to stage, and how often a truck comes to each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aryk.borders.model import OUT, ByClass, Passage

Floats = NDArray[np.float64]


def shares_of(passage: Passage, kind: str, changed: Mapping[str, ByClass] | None = None) -> Floats:
    """Shares of trucks of a class by the stage to which they go next.

    Row 0 is the way in and row i + 1 leads on from stage i; the last column is the way out. `changed` holds shares of
    trucks that stop, in place of those of the stages.

    Examples
    --------
    >>> from aryk.borders.distributions import exponential
    >>> from aryk.borders.model import Passage, Stage
    >>> chain = Passage("p", (Stage("documents", exponential(1)), Stage("x-ray", exponential(1), share=0.25)))
    >>> shares_of(chain, "loaded").tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.25, 0.75], [0.0, 0.0, 1.0]]
    """
    count = len(passage.stages)
    stops = [_stop(passage, place, kind, changed or {}) for place in range(count)]
    names = {stage.name: place for place, stage in enumerate(passage.stages)} | {OUT: count}
    rows = np.zeros((count + 1, count + 1))
    for row in range(count + 1):
        name = passage.stages[row - 1].name if row else ""
        given = passage.routes.get((name, kind), passage.routes.get(name))
        if given is not None:
            for goal, share in given.items():
                rows[row, names[goal]] += share
            continue
        left = 1.0
        for place in range(row, count):
            rows[row, place] = left * stops[place]
            left *= 1.0 - stops[place]
        rows[row, count] = left
    return rows


def _stop(passage: Passage, place: int, kind: str, changed: Mapping[str, ByClass]) -> float:
    stage = passage.stages[place]
    if stage.name not in changed:
        return stage.share_of(kind)
    share = changed[stage.name]
    return float(share.get(kind, stage.share_of(kind))) if isinstance(share, Mapping) else float(share)


def visits(shares: Floats) -> Floats:
    """How often a truck comes to each stage: the solution of v = way in + v P (Jackson 1957, eq. 1).

    Examples
    --------
    >>> visits(np.array([[1.0, 0.0], [0.5, 0.5]])).tolist()  # half of the trucks come back once more
    [2.0]
    """
    between = shares[1:, :-1]
    return np.asarray(np.linalg.solve(np.eye(len(between)) - between.T, shares[0, :-1]), dtype=np.float64)
