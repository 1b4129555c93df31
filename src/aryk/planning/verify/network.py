"""Kirchhoff's voltage law, by the angles that the flows on a tree of links give to all nodes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats, Ints
from aryk.planning.verify.ledger import Ledger, largest


def check_voltages(ledger: Ledger) -> None:
    """Along each link with reactance the angle falls by reactance x flow and the phase shift, as the nodes say."""
    links = ledger.case.table("links")
    links = links[links["reactance"].notna()]
    clocks: dict[str, list[str]] = {}
    for name in links.index:
        clocks.setdefault(ledger.values("links", str(name), "flow")[0], []).append(str(name))
    for clock, names in clocks.items():
        rows = links.loc[names]
        steps = len(ledger.calendar.clocks[clock])
        closed = np.stack([ledger.available("links", name, clock) != 0 for name in names])
        fall = np.stack([_fall(ledger, name, row, clock) for name, row in rows.iterrows()])
        for pattern in np.unique(closed, axis=1).T:
            when = np.flatnonzero((closed == pattern[:, None]).all(axis=0))
            residual = np.zeros((len(names), steps))
            residual[np.ix_(np.flatnonzero(pattern), when)] = _residuals(rows[pattern], fall[pattern][:, when])
            scale = largest(fall) or 1.0
            for name, each in zip(names, residual, strict=True):
                ledger.note("voltage law", each, scale, name, clock)


def _fall(ledger: Ledger, name: object, row: pd.Series, clock: str) -> Floats:
    """How much the angle falls along a link."""
    _, flow = ledger.values("links", str(name), "flow")
    shift = np.pi / 180 * row["phase_shift"] * ledger.series(row["phase_course"], clock)
    return np.asarray(row["reactance"] * flow + shift)


def _residuals(rows: pd.DataFrame, fall: Floats) -> Floats:
    """What the angles of the ends of each link say against what it says itself; shape (k, n)."""
    begin, finish = rows["from_node"].to_numpy(), rows["to_node"].to_numpy()
    place = {node: each for each, node in enumerate(dict.fromkeys([*begin, *finish]))}
    first, last = (np.array([place[node] for node in ends], dtype=np.int64) for ends in (begin, finish))
    angle = _angles(first, last, fall, len(place))
    return np.asarray(np.abs(angle[first] - angle[last] - fall))


def _angles(first: Ints, last: Ints, fall: Floats, count: int) -> Floats:
    """Angle of each node, going out from one node of each grid link by link; shape (count, n)."""
    angle = np.full((count, fall.shape[1]), np.nan)
    while np.isnan(angle[:, 0]).any():
        angle[int(np.flatnonzero(np.isnan(angle[:, 0]))[0])] = 0.0
        moved = True
        while moved:
            moved = False
            for here, there, sign in ((first, last, -1.0), (last, first, 1.0)):
                known = ~np.isnan(angle[here, 0]) & np.isnan(angle[there, 0])
                for link in np.flatnonzero(known):
                    angle[there[link]] = angle[here[link]] + sign * fall[link]
                    moved = True
    return angle
