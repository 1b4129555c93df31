"""The loss of each secured link, by a new calculation of all flows of its grid without it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.verify.ledger import Ledger


def check_security(ledger: Ledger) -> None:
    """After the loss of a secured link all other links of its grid keep within their emergency capacities."""
    links = ledger.case.table("links")
    links = links[links["reactance"].notna()]
    clocks: dict[str, list[str]] = {}
    for name in links.index:
        clocks.setdefault(ledger.values("links", str(name), "flow")[0], []).append(str(name))
    for clock, names in clocks.items():
        if links.loc[names, "secured"].any():
            _Grid(ledger, links.loc[names], clock).check()


class _Grid:
    """Links with reactance on one clock."""

    def __init__(self, ledger: Ledger, rows: pd.DataFrame, clock: str) -> None:
        self.ledger, self.rows, self.clock = ledger, rows, clock
        names = [str(name) for name in rows.index]
        self.flow = np.stack([ledger.values("links", name, "flow")[1] for name in names])
        share = np.stack([ledger.available("links", name, clock) for name in names])
        self.closed = share != 0
        most, back = (
            np.stack([ledger.capacity("links", name, column, clock) for name in names])
            for column in ("capacity", "capacity_back")
        )
        emergency = share * rows["emergency"].to_numpy()[:, None]
        self.most, self.back = (
            np.where(np.isinf(each), np.inf, np.where(np.isinf(each), 0.0, each) * emergency) for each in (most, back)
        )
        places = {
            node: place for place, node in enumerate(pd.unique(rows[["from_node", "to_node"]].to_numpy().ravel()))
        }
        self.begin, self.finish = (rows[end].map(places).to_numpy() for end in ("from_node", "to_node"))
        self.count = len(places)

    def check(self) -> None:
        """Every loss of a secured link that is closed."""
        for pattern in np.unique(self.closed, axis=1).T:
            when = np.flatnonzero((self.closed == pattern[:, None]).all(axis=0))
            for lost in np.flatnonzero(pattern & self.rows["secured"].to_numpy()):
                left = pattern.copy()
                left[lost] = False
                flow = self._without(int(lost), left, when)
                low, high = -self.back[left][:, when], self.most[left][:, when]
                beyond = np.maximum(np.maximum(low - flow, flow - high), 0.0).max(axis=0, initial=0.0)
                name = str(self.rows.index[lost])
                residual = np.zeros(self.flow.shape[1])
                residual[when] = np.nan_to_num(beyond, nan=np.inf)
                scale = self.ledger.size_of("links", name)
                self.ledger.note("limits kept after a loss", residual, scale, name, self.clock)

    def _without(self, lost: int, left: np.ndarray, when: np.ndarray) -> Floats:
        """Flows on the links that are left, with what nodes give and take as it was; shape (left, len(when))."""
        from scipy.sparse import csc_array  # heavy, and most cases secure nothing
        from scipy.sparse.csgraph import connected_components
        from scipy.sparse.linalg import splu

        change = np.zeros((self.count, len(when)))
        np.add.at(change, self.begin[lost], self.flow[lost, when])
        np.add.at(change, self.finish[lost], -self.flow[lost, when])
        ease = 1 / self.rows["reactance"].to_numpy()[left]
        begin, finish = self.begin[left], self.finish[left]
        nodal = csc_array((self.count, self.count))
        for one, other, sign in ((begin, begin, 1), (finish, finish, 1), (begin, finish, -1), (finish, begin, -1)):
            nodal = nodal + csc_array((sign * ease, (one, other)), shape=nodal.shape)
        grid = connected_components(nodal, directed=False)[1]
        known = np.unique(grid, return_index=True)[1]
        free = np.setdiff1d(np.arange(self.count), known)
        angle = np.zeros_like(change)
        if len(free):
            angle[free] = splu(csc_array(nodal[:, free][free])).solve(change[free])
        if grid[self.begin[lost]] != grid[self.finish[lost]]:
            return np.full((int(left.sum()), len(when)), np.nan)
        return np.asarray(self.flow[left][:, when] + ease[:, None] * (angle[begin] - angle[finish]))
