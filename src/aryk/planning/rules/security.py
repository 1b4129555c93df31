"""Security: the loss of one link must not overload the others (N-1).

    - emergency_k capacity_back_k available_ks  <=  f_ks + LODF_kl f_ls  <=  emergency_k capacity_k available_ks
    LODF_kl  =  PTDF_kl / (1 - PTDF_ll)

for each link l that is `secured`, each other link k of its grid whose flow changes, and each step. PTDF_kl is what
flows on k of one unit that is sent from the begin of l to its end, (theta_i - theta_j) / x_k with B theta the unit
sent and taken; LODF_kl is the part of the flow of l that moves to k when l is lost. Flows f are forward less back;
capacities are those with what expansions add. Each pattern of open links has its own factors. Supplies, demands and
losses stay as they were when the link is lost. A link whose loss would part the grid has no such factor and is
refused.

Where these are many rows, the programme holds only those that its plan would break: it is solved without, the rows that
are broken in some step are added, and so on, until none is broken. The plan then keeps all of them.
(Wood, Wollenberg and Sheble, Power Generation, Operation and Control, 2014, ch. 7, outage and shift factors.)

Dual: the worth of one more unit of emergency capacity of k after the loss of l, money per rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats, Ints
from aryk.case.faults import CaseError, Fault
from aryk.case.grids import bridges
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion
from aryk.planning.rules.link import add_flow, clocks_of, flows_of
from aryk.planning.solve import Solution

ROUNDING = 1e-9
"""Factors below are what rounding leaves of a zero: the links stand in no mesh together."""
AT_ONCE = 50_000
"""So many rows are written at once; of more only those that a plan would break, see `aryk.planning.secured`."""
BEYOND = 1e-7
"""What a flow may exceed its bound by, in parts of it."""
_PIECE = 200


def add(model: Model) -> None:
    """All losses of secured links, or where they are many those of `model.watched`."""
    links = model.case.table("links")
    for clock, places in model.by_clock(clocks_of(links, model.node_clock)):
        rows = links.iloc[places]
        rows = rows[rows["reactance"].notna().to_numpy()]
        if rows["secured"].any():
            _secure(model, rows, clock)


def _secure(model: Model, rows: pd.DataFrame, clock: str) -> None:
    steps = len(model.calendar.clocks[clock])
    share = np.broadcast_to(model.timeline.available("links", rows, clock), (len(rows), steps))
    lost, factor, pattern = _factors(model, rows, clock, share != 0)
    loss, other = np.nonzero((factor != 0).any(axis=2))
    pairs = Pairs(rows, clock, lost[loss], other, factor[loss, other], pattern, share)
    if model.watched is not None and len(loss) * steps > AT_ONCE:
        model.unwatched.append(pairs.some(~np.isin(pairs.names, list(model.watched))))
        pairs = pairs.some(np.isin(pairs.names, list(model.watched)))
    if len(pairs.lost):
        _Rows(model, pairs).add()


@dataclass(frozen=True)
class Pairs:
    """Pairs of a link that is lost and another that takes over, all on one clock.

    Attributes
    ----------
    rows
        The links with reactance on this clock.
    lost, other
        Their places in `rows`, shape (pairs,).
    factor
        What part of the flow of the lost one moves to the other; shape (pairs, patterns of open links).
    pattern
        The pattern in each step.
    share
        What is available of each link in each step; shape (links, steps).
    """

    rows: pd.DataFrame
    clock: str
    lost: Ints
    other: Ints
    factor: Floats
    pattern: Ints
    share: Floats

    @property
    def names(self) -> np.ndarray:
        """What a row of each is called."""
        link = self.rows.index.to_numpy()
        words = [f"{link[k]} after the loss of {link[one]}" for one, k in zip(self.lost, self.other, strict=True)]
        return np.array(words, dtype=object)

    def some(self, chosen: np.ndarray) -> Pairs:
        """Those pairs, by places or marks."""
        return replace(self, lost=self.lost[chosen], other=self.other[chosen], factor=self.factor[chosen])

    def most(self) -> Floats:
        """What may flow on the other link after the loss, in parts of its capacity; shape (pairs, steps)."""
        return np.asarray(self.rows["emergency"].to_numpy()[self.other][:, None] * self.share[self.other])

    def overloaded(self, model: Model, solution: Solution) -> list[str]:
        """The pairs of which a plan breaks a bound in some step."""
        flow = flows_of(model, self.rows.index.to_numpy(), self.clock, solution.value)
        most, back = (
            np.nan_to_num(expansion.grown(model, "links", column, self.rows, self.clock, solution), nan=np.inf)
            for column in ("capacity", "capacity_back")
        )
        found: list[str] = []
        for begin in range(0, len(self.lost), _PIECE):
            piece = self.some(np.arange(begin, min(begin + _PIECE, len(self.lost))))
            factor, share = piece.factor[:, self.pattern], piece.most()
            after = flow[piece.other] + factor * flow[piece.lost]
            with np.errstate(invalid="ignore"):
                high, low = (np.where(share > 0, share * each[piece.other], 0.0) for each in (most, back))
            beyond = np.maximum(after - high, -low - after) > BEYOND * np.maximum(1.0, np.maximum(high, low))
            found += piece.names[(beyond & (factor != 0)).any(axis=1)].tolist()
        return found


class _Rows:
    """Pairs as rows of the programme."""

    def __init__(self, model: Model, pairs: Pairs) -> None:
        self.model, self.clock, self.names = model, pairs.clock, pairs.names
        self.factor, self.most = pairs.factor[:, pairs.pattern], pairs.most()
        link = pairs.rows.index.to_numpy()
        self.lost, self.other = link[pairs.lost], link[pairs.other]
        self.rows = pairs.rows.iloc[pairs.other]

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
