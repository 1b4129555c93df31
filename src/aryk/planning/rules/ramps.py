"""Ramps: how fast the flow of a plant may change.

    x_s - x_(s-1)  <=  U (ramp_up h_s u_(s-1) + ramp_start (u_s - u_(s-1)))
    x_(s-1) - x_s  <=  U (ramp_down h_s u_s + ramp_stop (u_(s-1) - u_s))

Without commitment u is 1 throughout and U the capacity, with what it grows by. A plant that is on or off and grows
without units has two rows for each way, one for running and one for a start or stop, with the largest capacity M that
can be reached to lift each:

    x_s - x_(s-1)  <=  ramp_up h_s capacity + M (1 - u_(s-1)),     x_s - x_(s-1)  <=  ramp_start capacity + M (1 - v_s)

The first step is bound where `flow_before` is known. Ramps begin anew with each planning year; with typical days the
last hour of a day comes before its first.
(Carrion and Arroyo, IEEE Transactions on Power Systems 21, 2006, eqs. 18-20.)

Dual: money per rate: the worth of one more unit of change in that step.
"""

from __future__ import annotations

import numpy as np

from aryk.case.calendar import Floats, Ints
from aryk.planning.fleet import Fleet, States, on_before, size
from aryk.planning.program import Grid
from aryk.planning.rules import expansion


def add(plants: list[tuple[Fleet, States | None]]) -> None:
    """The ramps of all plants that have some."""
    for fleet, states in plants:
        if states is None:
            _free_ramps(fleet)
        else:
            _ramps(fleet, states, ~fleet.joined)
            _joined_ramps(fleet, states, fleet.joined)


def _limits(fleet: Fleet, hours: Floats) -> tuple[Floats, Floats, Floats, Floats, np.ndarray, np.ndarray]:
    """Ramps up, down, at start and at stop as shares of the capacity, and who has limits up and down."""
    up, down, start, stop = (
        fleet.rows[name].to_numpy()[:, None] for name in ("ramp_up", "ramp_down", "ramp_start", "ramp_stop")
    )
    rising, falling = ~(np.isnan(up) & np.isnan(start))[:, 0], ~(np.isnan(down) & np.isnan(stop))[:, 0]
    return (
        np.where(np.isnan(up), 1.0, up * hours),
        np.where(np.isnan(down), 1.0, down * hours),
        np.where(np.isnan(start), 1.0, start),
        np.where(np.isnan(stop), 1.0, stop),
        rising,
        falling,
    )


def _steps(fleet: Fleet) -> tuple[Ints, Ints, np.ndarray]:
    """Steps with a step before them to ramp from, that step, and the first step of the horizon as a mask."""
    anew = fleet.model.calendar.anew(fleet.flow.clock)
    inside = np.flatnonzero((fleet.before >= 0) & ~anew)
    first = fleet.before < 0
    return inside, fleet.before[inside], first


def _ramp_rows(fleet: Fleet, family: str, constant: Floats, first_known: np.ndarray) -> Grid:
    """Rows x_s - x_(s-1) <= constant, turned round for falls; free where there is nothing to ramp from."""
    inside, _, first = _steps(fleet)
    held = np.zeros((len(fleet.rows), fleet.flow.steps), dtype=bool)
    held[:, inside] = True
    held |= first & first_known[:, None]
    upper = np.where(held, constant, np.inf)
    return fleet.model.program.add_rows(family, fleet.flow.clock, fleet.rows["row"], fleet.flow.steps, -np.inf, upper)


def _change(fleet: Fleet, rows: Grid, sign: float) -> None:
    """Write sign (x_s - x_(s-1)) into rows."""
    inside, before, first = _steps(fleet)
    program = fleet.model.program
    here = np.sort(np.concatenate([inside, np.flatnonzero(first)]))
    program.add_terms(rows, fleet.flow, sign, column_items=fleet.items, row_steps=here, column_steps=here)
    program.add_terms(rows, fleet.flow, -sign, column_items=fleet.items, row_steps=inside, column_steps=before)


def _flow_before(fleet: Fleet) -> tuple[Floats, np.ndarray]:
    """Flow before the start, shape (k, 1), and for which plants it is known."""
    before = fleet.rows["flow_before"].to_numpy()
    return np.nan_to_num(before)[:, None], ~np.isnan(before)


def _free_ramps(fleet: Fleet) -> None:
    """Ramps of plants without states."""
    hours = fleet.model.calendar.clocks[fleet.flow.clock].hours
    up, down, _, _, rising, falling = _limits(fleet, hours)
    table = fleet.flow.family.split(".")[0]
    for family, chosen, share, sign in (("plants.rise", rising, up, 1.0), ("plants.fall", falling, down, -1.0)):
        part = fleet.of(chosen)
        if not len(part.rows):
            continue
        before, known = _flow_before(part)
        _, _, first = _steps(part)
        own = np.nan_to_num(part.rows["own"].to_numpy(), nan=np.inf)[:, None]
        limit = np.where(np.isfinite(own), share[chosen] * own, np.inf)
        rows = _ramp_rows(part, family, limit + np.where(first, sign * before, 0.0), known)
        _change(part, rows, sign)
        if part.grows.any():
            expansion.add_sizes(part.model, rows, table, "capacity", -share[chosen] * np.ones(rows.steps))


def _ramps(fleet: Fleet, states: States, chosen: np.ndarray) -> None:
    """Ramps of plants whose units are on or off."""
    hours = fleet.model.calendar.clocks[fleet.flow.clock].hours
    up, down, start, stop, rising, falling = _limits(fleet, hours)
    for family, ramped, running, change, sign in (
        ("plants.rise", rising, up, start, 1.0),
        ("plants.fall", falling, down, stop, -1.0),
    ):
        items = np.flatnonzero(chosen & ramped)
        part = fleet.of(chosen & ramped)
        if not len(items):
            continue
        inside, before, first = _steps(part)
        flow, known = _flow_before(part)
        unit = size(part)[:, None]
        run, turn = running[items] * unit * np.ones(part.flow.steps), change[items] * unit * np.ones(part.flow.steps)
        here, there = (turn, run - turn) if sign > 0 else (run - turn, turn)
        units = np.nan_to_num(on_before(part))[:, None]
        rows = _ramp_rows(part, family, np.where(first, sign * flow + there * units, 0.0), known)
        _change(part, rows, sign)
        program, now = part.model.program, np.sort(np.concatenate([inside, np.flatnonzero(first)]))
        program.add_terms(rows, states[0], -here[:, now], column_items=items, row_steps=now, column_steps=now)
        program.add_terms(rows, states[0], -there[:, inside], column_items=items, row_steps=inside, column_steps=before)


def _joined_ramps(fleet: Fleet, states: States, chosen: np.ndarray) -> None:
    """Ramps of plants that grow and are on or off: one row for running, one for the start or stop."""
    hours = fleet.model.calendar.clocks[fleet.flow.clock].hours
    up, down, start, stop, rising, falling = _limits(fleet, hours)
    on, starts, stops = states
    for family, ramped, share, state, at_before, sign in (
        ("plants.rise", rising, up, on, True, 1.0),
        ("plants.rise_start", rising, start, starts, False, 1.0),
        ("plants.fall", falling, down, on, False, -1.0),
        ("plants.fall_stop", falling, stop, stops, False, -1.0),
    ):
        items = np.flatnonzero(chosen & ramped)
        part = fleet.of(chosen & ramped)
        if not len(items):
            continue
        inside, before, first = _steps(part)
        flow, known = _flow_before(part)
        most = part.largest[:, None]
        own = np.nan_to_num(part.rows["own"].to_numpy())[:, None]
        share_of = share[items] * np.ones(part.flow.steps)
        units = np.nan_to_num(on_before(part))[:, None] if at_before else 0.0
        rows = _ramp_rows(part, family, share_of * own + most + np.where(first, sign * flow - most * units, 0.0), known)
        _change(part, rows, sign)
        program, table = part.model.program, part.flow.family.split(".")[0]
        now = np.sort(np.concatenate([inside, np.flatnonzero(first)]))
        at, of = (inside, before) if at_before else (now, now)
        program.add_terms(rows, state, most * np.ones(len(at)), column_items=items, row_steps=at, column_steps=of)
        expansion.add_sizes(part.model, rows, table, "capacity", -share_of)
