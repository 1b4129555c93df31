"""Demand: what is taken, in tiers of falling value.

    need:    sum of flows in  =  D_s - sum over tiers of u_ts,   0 <= u_ts <= share_t D_s,   cost value_t u_ts
    market:  sum of flows in  =  sum over tiers of x_ts,         0 <= x_ts <= share_t D_s,   gain value_t x_ts

with D_s = level profile_s. A need without tiers must be served in full and has no column. One column for
each demand, tier and step of the node's clock.

Dual: the reduced cost of u, money per rate: value_t less the price of the carrier.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.model import Model


def add(model: Model) -> None:
    """All demands in use."""
    demands = model.case.table("demands")
    clocks = model.node_clock.reindex(demands["node"]).reset_index(drop=True)
    for clock, places in model.by_clock(clocks):
        rows = demands.iloc[places]
        level = wanted(model, rows, clock)
        kappa = model.kappa(model.case.carrier_of("demands").iloc[places])
        need = (rows["kind"] == "need").to_numpy()
        hours = model.calendar.clocks[clock].hours
        model.constant(rows["node"][need], (level * kappa * hours)[need], clock)
        for kind, family, sign in (("need", "demands.unserved", 1.0), ("market", "demands.served", -1.0)):
            _add_tiers(model, rows, level, clock, kind, family, sign)


def wanted(model: Model, rows: pd.DataFrame, clock: str) -> Floats:
    """The wanted flow of demands; shape (k, n)."""
    return np.asarray(rows["level"], dtype=float)[:, None] * model.timeline.table(rows["profile"], clock)


def tiers_of(demands: pd.DataFrame, tiers: pd.DataFrame) -> pd.DataFrame:
    """One row for each demand and tier: `demand`, `place` among the demands, `tier`, `share`, `value`."""
    placed = pd.DataFrame(
        {"demand": demands.index, "place": np.arange(len(demands)), "tiers": demands["tiers"].to_numpy()}
    )
    return placed.merge(tiers[["tiers", "tier", "share", "value"]].reset_index(drop=True), on="tiers").sort_values(
        ["place", "tier"], ignore_index=True
    )


def _add_tiers(
    model: Model, rows: pd.DataFrame, level: Floats, clock: str, kind: str, family: str, sign: float
) -> None:
    tiered = tiers_of(rows, model.case.table("tiers"))
    tiered = tiered[(rows["kind"].to_numpy() == kind)[tiered["place"]]]
    if not len(tiered):
        return
    owner = pd.Index(tiered["demand"])
    kappa = model.kappa(model.case.carrier_of("demands").reindex(owner))
    weight = model.weight(model.case.party_of("demands").reindex(owner))
    upper = level[tiered["place"].to_numpy()] * tiered["share"].to_numpy()[:, None]
    cost = model.money(clock, sign * tiered["value"].to_numpy(), kappa, weight)
    names = [f"{demand}/{tier:g}" for demand, tier in zip(tiered["demand"], tiered["tier"], strict=True)]
    grid = model.program.add_columns(family, clock, names, level.shape[1], 0.0, upper, cost)
    nodes = rows["node"].reindex(owner)
    model.to_balance(nodes, grid, range(len(names)), sign * kappa)
