"""Link: one carrier from node to node, with capacity each way, loss, cost and lag.

    minimum <= f_s <= capacity available_s          forward, at its beginning
    0 <= g_s <= capacity_back available_s           back, at its beginning
    from_node:  - f_s + (1 - loss) g_s      to_node:  (1 - loss) f_(s - lag) - g_s
    loss_to:    loss loss_return (f_s + g_s)

One column for each link, way and step (the finer of the clocks of both ends). A link that runs both ways
without loss, cost and minimum, and of which no limit counts one way alone, has one signed column,
-capacity_back <= f <= capacity. Water that left before the start (`initial_flow`) arrives after it; what leaves
too late arrives after the end and is counted there.

Dual: the reduced cost, money per rate: the worth of one more unit of capacity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.schema import STEPS
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion


def add(model: Model) -> None:
    """All links in use."""
    links = model.case.table("links")
    parted = named_one_way(model)
    for clock, places in model.by_clock(clocks_of(links, model.node_clock)):
        rows = links.iloc[places]
        returns = (rows["capacity_back"] > 0) | expansion.growing(
            model, "links", "capacity_back", rows.index.to_numpy()
        )
        signed = returns & is_free(rows) & ~rows.index.isin(parted)
        back = (returns & ~signed).to_numpy()
        grid = _columns(model, rows, clock, "links.forward", rows["capacity"], signed)
        _ends(model, rows, grid, "from_node", "to_node")
        if back.any():
            returning = rows[back]
            grid = _columns(model, returning, clock, "links.back", returning["capacity_back"], None)
            _ends(model, returning, grid, "to_node", "from_node")


def named_one_way(model: Model) -> list[str]:
    """Links of which a limit counts one way: they need a column for each."""
    terms = model.case.resolve(model.case.table("limit_terms"))
    return list(terms["row"][(terms["table"] == "links") & terms["quantity"].isin(["forward", "back"])])


def clocks_of(links: pd.DataFrame, node_clock: pd.Series) -> pd.Series:
    """The clock of each link: the finer one of its ends."""
    place = {step: each for each, step in enumerate(STEPS)}
    ends = [node_clock.reindex(links[column]).map(place).to_numpy() for column in ("from_node", "to_node")]
    return pd.Series([STEPS[each] for each in np.minimum(*ends).astype(int)], dtype=object)


def is_free(links: pd.DataFrame) -> pd.Series:
    """Whether nothing is lost, paid or demanded on the way, so that one signed column can serve both ways."""
    return (links["loss"] == 0) & (links["cost"] == 0) & (links["minimum"] == 0)


def add_flow(model: Model, rows: Grid, links: np.ndarray, factor: np.ndarray) -> None:
    """Write factor x flow (forward less back) of a link into each row; factor has shape (k, n) or (k, 1)."""
    for family, sign in (("links.forward", 1.0), ("links.back", -1.0)):
        for grid in [each for each in model.program.columns if (each.family, each.clock) == (family, rows.clock)]:
            item = pd.Index(grid.names).get_indexer(links)
            held = np.flatnonzero(item >= 0)
            model.program.add_terms(rows, grid, sign * factor[held], row_items=held, column_items=item[held])


def flows_of(model: Model, links: np.ndarray, clock: str, value: Floats) -> Floats:
    """The flow (forward less back) of links on a clock by the values of all columns; shape (k, n)."""
    flow = np.zeros((len(links), len(model.calendar.clocks[clock])))
    for family, sign in (("links.forward", 1.0), ("links.back", -1.0)):
        for grid in [each for each in model.program.columns if (each.family, each.clock) == (family, clock)]:
            item = pd.Index(grid.names).get_indexer(links)
            flow[item >= 0] += sign * grid.of(value)[item[item >= 0]]
    return flow


def _columns(
    model: Model, rows: pd.DataFrame, clock: str, family: str, capacity: pd.Series, signed: pd.Series | None
) -> Grid:
    available = model.timeline.available("links", rows, clock)
    names, column = rows.index.to_numpy(), "capacity" if signed is not None else "capacity_back"
    upper = np.where(
        np.isnan(capacity.to_numpy())[:, None], np.inf, capacity.fillna(0.0).to_numpy()[:, None] * available
    )
    lower = np.zeros_like(upper)
    if signed is not None:
        both = signed.to_numpy()[:, None]
        back = -rows["capacity_back"].to_numpy()[:, None] * available
        back = expansion.opened(model, "links", "capacity_back", names, back, -np.inf)
        lower = np.where(both, back, np.minimum(rows["minimum"].to_numpy()[:, None], upper))
    upper = expansion.opened(model, "links", column, names, upper, np.inf)
    kappa, weight = (
        model.kappa(model.case.carrier_of("links").reindex(rows.index)),
        model.weight(model.case.party_of("links").reindex(rows.index)),
    )
    cost = model.money(clock, rows["cost"], kappa, weight)
    steps = len(model.calendar.clocks[clock])
    grid = model.program.add_columns(family, clock, names, steps, lower, upper, cost)
    expansion.cap(model, grid, column, available, capacity.to_numpy())
    if signed is not None and signed.any():
        expansion.cap(
            model,
            grid,
            "capacity_back",
            -available,
            rows["capacity_back"].to_numpy(),
            least=True,
            only=signed.to_numpy(),
        )
    return grid


def _ends(model: Model, rows: pd.DataFrame, grid: Grid, begin: str, finish: str) -> None:
    kappa = model.kappa(model.case.carrier_of("links").reindex(rows.index))
    loss = rows["loss"].to_numpy()[:, None]
    model.to_balance(rows[begin], grid, range(len(rows)), -kappa)
    lags = rows["lag"].to_numpy()
    for lag in np.unique(lags):
        items = np.flatnonzero(lags == lag)
        arriving = kappa[items] * (1 - loss[items])
        model.to_balance(rows[finish].iloc[items], grid, items, arriving, lag)
        if lag > 0:
            _arrivals_from_before(model, rows.iloc[items], grid.clock, arriving, lag)
    lost = np.flatnonzero((rows["loss_to"] != "").to_numpy())
    if len(lost):
        returned = kappa[lost] * loss[lost] * rows["loss_return"].to_numpy()[lost, None]
        model.to_balance(rows["loss_to"].iloc[lost], grid, lost, returned)


def _arrivals_from_before(model: Model, rows: pd.DataFrame, clock: str, arriving: np.ndarray, lag: float) -> None:
    """What left before the start comes in as a constant."""
    _, hours = model.calendar.lagged(clock, lag)
    flow = rows["initial_flow"].to_numpy()[:, None]
    amounts = flow * arriving * hours
    for node_clock, places in model.by_clock(model.node_clock.reindex(rows["to_node"]).reset_index(drop=True)):
        block = model.calendar.blocks(clock, node_clock)
        sums = np.zeros((len(places), len(model.calendar.clocks[node_clock])))
        np.add.at(sums.T, block, amounts[places].T)
        model.constant(rows["to_node"].iloc[places], -sums, node_clock)
