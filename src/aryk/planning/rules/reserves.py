"""Reserves: capacity that stands ready in each step, beyond what flows.

    sum over plants of r_ps + missing_s  >=  requirement profile_s + demand_share (wanted demand)_s
    x_ps + sum over reserves of r_ps  <=  capacity available_s           of a plant that is on or off: U u_s available_s
    sum of r_ps over reserves due no later  <=  ramp_up within capacity     on or off: ramp_up within U u_s

One column r >= 0 for each reserve, plant of its terms and step of the plant; the last row only for plants with a
ramp. x is what the plant gives, u_s the units of size U that are on, capacity that with what expansions add. A plant
that grows and is on or off without units has x + r <= M u_s besides, with M the largest capacity that can be reached.
A plant without commitment can hold reserve from a standstill: write `commitment` for those that cannot. The
requirement holds in each step of the finest clock among its plants; a plant with longer steps holds the same in all
of them. What is missing costs `penalty`; without one nothing may be missing. (Morales-Espana, Latorre and Ramos, IEEE
Transactions on Power Systems 28, 2013; here reserve upwards.)

Dual of the requirement: the price of reserve, in money per amount (rate x hour).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.case import Case
from aryk.planning.fleet import FLOWS, Fleet, States, committed, plants_of, size
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion
from aryk.planning.rules.demand import wanted

Plants = list[tuple[Fleet, States | None]]


def add(model: Model, plants: Plants) -> None:
    """All reserves in use."""
    reserves, held = model.case.table("reserves"), holders(model.case)
    if reserves.empty:
        return
    made = []
    for table, family in FLOWS.items():
        for flow in [grid for grid in model.program.columns if grid.family == family]:
            own = held[(held["table"] == table) & held["row"].isin(flow.names)]
            if len(own):
                names = own["reserve"] + "/" + own["table"] + "/" + own["row"]
                grid = model.program.add_columns("reserves.held", flow.clock, names.to_numpy(), flow.steps)
                own = own.assign(within=reserves["within"].reindex(own["reserve"]).to_numpy())
                _room(model, plants, own.reset_index(drop=True), grid, flow)
                _ramp(model, plants, own.reset_index(drop=True), grid, flow)
                made.append((own["reserve"].to_numpy(), grid))
    for clock, rows in _by_clock(model, reserves, made):
        _requirements(model, rows, clock, made)


def holders(case: Case) -> pd.DataFrame:
    """One row for each reserve in use and plant in use that may hold it: `reserve`, `table`, `row`."""
    records: dict[tuple[str, str, str], None] = {}
    terms = case.table("reserve_terms")
    for term in terms[terms["reserve"].isin(case.table("reserves").index)].itertuples():
        rows = [term.row] if term.row else case.members(term.table, term.group)
        records |= {(term.reserve, term.table, row): None for row in rows if row in case.table(term.table).index}
    return pd.DataFrame(list(records), columns=["reserve", "table", "row"], dtype=object)


def required(model: Model, reserves: pd.DataFrame, clock: str) -> Floats:
    """What must stand ready; shape (k, n)."""
    need = reserves["requirement"].to_numpy()[:, None] * model.timeline.table(reserves["profile"], clock)
    demands, carrier = model.case.table("demands"), model.case.carrier_of("demands")
    for place, (share, group, own) in enumerate(
        zip(reserves["demand_share"], reserves["demand_group"], reserves["carrier"], strict=True)
    ):
        tagged = np.array([not group or group in tags.split() for tags in demands["groups"]], dtype=bool)
        rows = demands[tagged & (carrier == own).to_numpy()]
        if share > 0 and len(rows):
            need[place] += share * wanted(model, rows, clock).sum(axis=0)
    return np.asarray(need)


def _by_clock(
    model: Model, reserves: pd.DataFrame, made: list[tuple[np.ndarray, Grid]]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Reserves by the finest clock among their plants; without plants that of the carrier."""
    steps = model.calendar.steps
    own = model.case.table("carriers")["step"]
    finest = {}
    for name, carrier in zip(reserves.index, reserves["carrier"], strict=True):
        clocks = [grid.clock for names, grid in made if name in names] or [str(own[carrier])]
        finest[name] = min(clocks, key=steps.index)
    for clock in dict.fromkeys(finest.values()):
        yield clock, reserves[[finest[name] == clock for name in reserves.index]]


def _requirements(model: Model, reserves: pd.DataFrame, clock: str, made: list[tuple[np.ndarray, Grid]]) -> None:
    names, steps = reserves.index.to_numpy(), len(model.calendar.clocks[clock])
    need = required(model, reserves, clock)
    rows = model.program.add_rows("reserves.requirement", clock, names, steps, need, np.inf)
    for owners, grid in made:
        item = reserves.index.get_indexer(owners)
        held = np.flatnonzero(item >= 0)
        if len(held):
            model.program.add_terms(
                rows,
                grid,
                1.0,
                row_items=item[held],
                column_items=held,
                column_steps=model.calendar.blocks(clock, grid.clock),
            )
    soft = np.flatnonzero(reserves["penalty"].notna().to_numpy())
    if len(soft):
        own = reserves.iloc[soft]
        kappa, weight = model.kappa(own["carrier"]), model.weight(own["party"])
        cost = model.money(clock, own["penalty"], kappa, weight)
        missing = model.program.add_columns("reserves.missing", clock, names[soft], steps, cost=cost)
        model.program.add_terms(rows, missing, 1.0, row_items=soft)


def _room(model: Model, plants: Plants, held: pd.DataFrame, grid: Grid, flow: Grid) -> None:
    """What a plant gives and holds is no more than what runs."""
    table = flow.family.split(".")[0]
    names = held["row"].unique()
    share = model.timeline.available(table, model.case.table(table).loc[names], flow.clock)
    for rows, own in _within_what_runs(model, plants, "reserves.room", flow, names, names, share, joined=True):
        item = pd.Index(flow.names).get_indexer(own)
        model.program.add_terms(rows, flow, 1.0, column_items=item)
        _add_held(model, rows, own, grid, held)


def _ramp(model: Model, plants: Plants, held: pd.DataFrame, grid: Grid, flow: Grid) -> None:
    """What a plant holds can be there in time, with all that must be there no later."""
    own = plants_of(model.case, flow.family.split(".")[0]).set_index("row")["ramp_up"]
    limit = own.reindex(held["row"]).to_numpy(dtype=float) * held["within"].to_numpy()
    for reserve in held["reserve"].unique():
        chosen = (held["reserve"] == reserve).to_numpy() & ~np.isnan(limit)
        if chosen.any():
            names, share = held["row"].to_numpy()[chosen], limit[chosen, None]
            sooner = held["within"] <= held["within"][chosen].iloc[0]
            told = np.array([f"{reserve}/{name}" for name in names], dtype=object)
            for rows, of in _within_what_runs(model, plants, "reserves.ramp", flow, names, told, share, joined=False):
                _add_held(model, rows, of, grid, held[sooner])


def _add_held(model: Model, rows: Grid, names: np.ndarray, grid: Grid, held: pd.DataFrame) -> None:
    """Write what plants hold into the rows of plants `names`; the index of `held` is the item."""
    item = pd.Index(names).get_indexer(held["row"])
    inside = item >= 0
    model.program.add_terms(rows, grid, 1.0, row_items=item[inside], column_items=held.index.to_numpy()[inside])


def _within_what_runs(
    model: Model,
    plants: Plants,
    family: str,
    flow: Grid,
    names: np.ndarray,
    told: np.ndarray,
    share: Floats,
    *,
    joined: bool,
) -> Iterator[tuple[Grid, np.ndarray]]:
    """Rows, and their plants, <= share x capacity, or share x the units that are on.

    `told` are the names of the rows; with `joined` those that grow and are on or off also have a row of 0 when off.
    """
    table = flow.family.split(".")[0]
    groups = [(fleet, states) for fleet, states in plants if states is not None and fleet.flow == flow]
    in_size = ~committed(model.case, table, names)
    for fleet, _ in groups:
        in_size |= np.isin(names.astype(str), fleet.rows["row"][fleet.joined].to_numpy(dtype=str))
    share = np.broadcast_to(share, (len(names), flow.steps))
    if in_size.any():
        own = model.case.table(table)["capacity"].reindex(names[in_size]).to_numpy()[:, None]
        rows = model.program.add_rows(family, flow.clock, told[in_size], flow.steps, -np.inf, share[in_size] * own)
        if expansion.growing(model, table, "capacity", names[in_size]).any():
            expansion.add_sizes(model, rows, table, "capacity", -share[in_size], names[in_size])
        yield rows, names[in_size]
    for fleet, states in groups:
        chosen = fleet.rows["row"].isin(names).to_numpy() & (joined | ~fleet.joined)
        if chosen.any():
            part = fleet.of(chosen)
            place = pd.Index(names).get_indexer(part.rows["row"])
            unit = np.where(part.joined[:, None], part.largest[:, None], share[place] * size(part)[:, None])
            rows = model.program.add_rows(f"{family}_on", flow.clock, told[place], flow.steps, -np.inf, 0.0)
            model.program.add_terms(rows, states[0], -unit, column_items=np.flatnonzero(chosen))
            yield rows, names[place]
