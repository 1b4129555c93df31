"""Members of an ensemble that a case writes down: series that take the place of others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aryk.case.timeline import Timeline

Floats = NDArray[np.float64]


def members_of(line: Timeline, step: str) -> dict[str, Floats]:
    """Each series that differs by member, by name; shape (members, steps).

    Parameters
    ----------
    line
        The case, on the clock of its river.
    step
        The clock.
    """
    rows = line.case.table("members").reset_index()
    if rows.empty:
        return {}
    count = int(rows["member"].max())
    found = {}
    for series, own in rows.groupby("series"):
        values = np.tile(line.values(str(series), step), (count, 1))
        for number, course in zip(own["member"].astype(int), own["course"], strict=True):
            values[number - 1] = line.values(str(course), step)
        found[str(series)] = values
    return found
