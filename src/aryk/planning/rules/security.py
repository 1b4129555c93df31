"""Security: the loss of one link must not overload the others (N-1).

    - emergency_k capacity_back_k available_ks  <=  f_ks + LODF_kl f_ls  <=  emergency_k capacity_k available_ks
    LODF_kl  =  PTDF_kl / (1 - PTDF_ll)

for each link l that is `secured`, each other link k of its grid whose flow changes, and each step. PTDF_kl is what
flows on k of one unit that is sent from the begin of l to its end, (theta_i - theta_j) / x_k with B theta the unit
sent and taken; LODF_kl is the part of the flow of l that moves to k when l is lost. Flows f are forward less back;
capacities are those with what expansions add. Each pattern of open links has its own factors. Supplies, demands and
losses stay as they were when the link is lost. A link whose loss would part the grid has no such factor and is
refused.
(Wood, Wollenberg and Sheble, Power Generation, Operation and Control, 2014, ch. 7, outage and shift factors.)

Dual: the worth of one more unit of emergency capacity of k after the loss of l, money per rate.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats, Ints
from aryk.case.faults import CaseError, Fault
from aryk.case.grids import bridges
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion
from aryk.planning.rules.link import add_flow, clocks_of

ROUNDING = 1e-9
"""Factors below are what rounding leaves of a zero: the links stand in no mesh together."""


def add(model: Model) -> None:
    """All losses of secured links."""
    links = model.case.table("links")
    for clock, places in model.by_clock(clocks_of(links, model.node_clock)):
        rows = links.iloc[places]
        rows = rows[rows["reactance"].notna().to_numpy()]
        if rows["secured"].any():
            _secure(model, rows, clock)


def _secure(model: Model, rows: pd.DataFrame, clock: str) -> None:
    share = model.timeline.available("links", rows, clock)
    share = np.broadcast_to(share, (len(rows), len(model.calendar.clocks[clock])))
    lost, factor, pattern = _factors(model, rows, clock, share != 0)
    loss, other = np.nonzero((factor != 0).any(axis=2))
    if len(loss):
        _Pairs(model, rows, clock, lost[loss], other, factor[loss, other][:, pattern], share[other]).add()


class _Pairs:
    """Pairs of a link that is lost and another that takes over; `factor` and `share` have shape (pairs, steps)."""

    def __init__(
        self, model: Model, rows: pd.DataFrame, clock: str, lost: Ints, other: Ints, factor: Floats, share: Floats
    ) -> None:
        self.model, self.clock, self.factor = model, clock, factor
        self.lost, self.other = rows.index.to_numpy()[lost], rows.index.to_numpy()[other]
        self.rows = rows.iloc[other]
        self.most = self.rows["emergency"].to_numpy()[:, None] * share
        self.names = np.array(
            [f"{k} after the loss of {one}" for one, k in zip(self.lost, self.other, strict=True)], dtype=object
        )

    def add(self) -> None:
        """One row with two bounds for each pair; where a capacity grows, a row for that side."""
        upper, lower = self._bound("capacity"), -self._bound("capacity_back")
        more, back = (
            expansion.growing(self.model, "links", column, self.other) for column in ("capacity", "capacity_back")
        )
        above = np.where((self.factor == 0) | more[:, None], np.inf, upper)
        below = np.where((self.factor == 0) | back[:, None], -np.inf, lower)
        self._rows("links.secured", np.arange(len(self.names)), below, above)
        for family, column, items, bounds, sign in (
            ("links.secured.most", "capacity", np.flatnonzero(more), (-np.inf, upper), -1.0),
            ("links.secured.least", "capacity_back", np.flatnonzero(back), (lower, np.inf), 1.0),
        ):
            if len(items):
                low, high = (np.broadcast_to(each, upper.shape)[items] for each in bounds)
                held = self.factor[items] != 0
                grid = self._rows(family, items, np.where(held, low, -np.inf), np.where(held, high, np.inf))
                expansion.add_sizes(
                    self.model, grid, "links", column, sign * self.most[items] * held, self.other[items]
                )

    def _bound(self, column: str) -> Floats:
        """Emergency capacity without expansions; infinite where there is no limit."""
        own = self.rows[column].to_numpy()[:, None]
        return np.asarray(np.where(np.isnan(own), np.inf, self.most * np.nan_to_num(own)))

    def _rows(self, family: str, items: Ints, lower: Floats, upper: Floats) -> Grid:
        """Rows of the flow on the other link after the loss."""
        factor = self.factor[items]
        grid = self.model.program.add_rows(family, self.clock, self.names[items], factor.shape[1], lower, upper)
        add_flow(self.model, grid, self.other[items], (factor != 0).astype(float))
        add_flow(self.model, grid, self.lost[items], factor)
        return grid


def _factors(model: Model, rows: pd.DataFrame, clock: str, closed: np.ndarray) -> tuple[Ints, Floats, Ints]:
    """Places of secured links, what part of the flow of each moves to each link, and the pattern of each step.

    The parts have shape (secured, links, patterns of open links); 0: none.

    Raises
    ------
    CaseError
        If with what is open in a step the loss of a secured link would part the grid.
    """
    secured = np.flatnonzero(rows["secured"].to_numpy())
    kinds, which = np.unique(closed, axis=1, return_inverse=True)
    found = np.zeros((len(secured), len(rows), kinds.shape[1]))
    begin, finish = rows["from_node"].tolist(), rows["to_node"].tolist()
    for kind in range(kinds.shape[1]):
        apart = np.flatnonzero(rows["secured"].to_numpy() & bridges(begin, finish, kinds[:, kind]))
        if len(apart):
            when = model.calendar.clocks[clock].start[int(np.flatnonzero(which.reshape(-1) == kind)[0])]
            raise CaseError([_parted(str(rows.index[place]), str(when)) for place in apart])
        there = kinds[secured, kind]
        factors = outage_factors(begin, finish, rows["reactance"].to_numpy(), kinds[:, kind], secured[there])
        found[there, :, kind] = np.where(np.abs(factors) > ROUNDING, factors, 0.0)
    return secured, found, which.reshape(-1)


def _parted(name: str, when: str) -> Fault:
    what = f"with what is out of service on {when} the loss of {name} would part the grid"
    remedy = "write secured no, or change the outage or the series available"
    return Fault("links.csv", 0, "secured", what, name, "a link in a mesh at all times", remedy)


def outage_factors(begin: list[str], finish: list[str], reactance: Floats, closed: np.ndarray, lost: Ints) -> Floats:
    """The part of the flow of each lost link that moves to each link.

    Parameters
    ----------
    begin, finish
        The ends of each link.
    reactance, closed
        Shape (k,).
    lost
        Places of the links that are lost, one at a time; none of them is a bridge.

    Returns
    -------
    ndarray
        Shape (len(lost), k); 0 on the lost link itself, on open links and in other grids.

    Examples
    --------
    Of three equal links in a ring all that flows on the first moves to the other two, the other way round:

    >>> ring = (["a", "b", "c"], ["b", "c", "a"])
    >>> outage_factors(*ring, np.ones(3), np.ones(3, dtype=bool), np.array([0])).round(9).tolist()
    [[0.0, -1.0, -1.0]]
    """
    from scipy.sparse import coo_array, csc_array, diags_array  # heavy, and most cases secure nothing
    from scipy.sparse.csgraph import connected_components
    from scipy.sparse.linalg import splu

    place = {node: each for each, node in enumerate(dict.fromkeys([*begin, *finish]))}
    there = np.flatnonzero(closed)
    ends = [np.array([place[node] for node in nodes], dtype=np.int64) for nodes in (begin, finish)]
    count = len(there)
    row, column = np.tile(np.arange(count), 2), np.concatenate([each[there] for each in ends])
    sign = np.repeat([1.0, -1.0], count)
    incidence = csc_array(coo_array((sign, (row, column)), shape=(count, len(place))))
    ease = 1 / reactance[there]
    laplacian = incidence.T @ diags_array(ease) @ incidence
    _, grid = connected_components(laplacian, directed=False)
    free = np.ones(len(place), dtype=bool)
    free[np.unique(grid, return_index=True)[1]] = False
    angle = np.zeros((len(place), len(lost)))
    at = np.searchsorted(there, lost)
    if free.any() and len(lost):
        angle[free] = splu(csc_array(laplacian[:, free][free])).solve(incidence[at][:, free].toarray().T)
    shifted = ease[:, None] * (incidence @ angle)
    own = shifted[at, np.arange(len(lost))]
    factors = np.zeros((len(lost), len(begin)))
    factors[:, there] = (shifted / (1 - own)).T
    factors[np.arange(len(lost)), lost] = 0.0
    return factors
