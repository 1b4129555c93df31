"""Plants: which units are on, what starts and stops cost, and how long they must stay.

    least_s U u_s  <=  x_s  <=  available_s U u_s                   u_s units of size U that are on
    v_s >= u_s - u_(s-1),   w_s >= u_(s-1) - u_s                    starts and stops
    sum of v over the last minimum_up hours  <=  u_s                once on, on for so long
    sum of w over the last minimum_down hours  <=  N - u_s          once off, off for so long

u is whole with commitment yes, any number from 0 to N with relaxed. Where capacity grows and comes in units, N is the
number built; where it grows without units, the state is joined to the size by the largest capacity M that can be
reached:

    x_s <= M u_s,   x_s <= available_s capacity,   x_s >= least_s capacity - M (1 - u_s)

A start costs `start_cost`, a stop `stop_cost`, each unit that is on `running_cost` for each hour. s - 1 is the step
before; with typical days the last hour of the same day. Before the first step the plant was on or off for
`hours_before`; without it the first step is free.
(Carrion and Arroyo, IEEE Transactions on Power Systems 21, 2006; Rajan and Takriti, IBM Report RC23628, 2005.)

Dual: of the first row, money per rate: the worth of one more unit of room in that step, with u as it is.
"""

from __future__ import annotations

import numpy as np

from aryk.case.calendar import Floats, Ints
from aryk.planning.fleet import Fleet, States, fleets, on_before, size, units_of
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion


def add(model: Model) -> list[tuple[Fleet, States | None]]:
    """All plants in use; each group with the columns of its states, None where it has none."""
    made: list[tuple[Fleet, States | None]] = []
    for fleet in fleets(model):
        for kind in ("no", "relaxed", "yes"):
            part = fleet.of((fleet.rows["commitment"] == kind).to_numpy())
            if len(part.rows):
                made.append((part, _run(part) if kind != "no" else None))
    return made


def _run(fleet: Fleet) -> States:
    states = _states(fleet)
    _loads(fleet, states, ~fleet.joined)
    _joined_loads(fleet, states, fleet.joined)
    _number_built(fleet, states, fleet.grows & ~fleet.joined)
    return states


def _states(fleet: Fleet) -> States:
    """Columns for units on, starts and stops; what follows what."""
    model, rows, flow = fleet.model, fleet.rows, fleet.flow
    clock = model.calendar.clocks[flow.clock]
    party = model.case.party_of(flow.family.split(".")[0]).reindex(rows["row"])
    weight = model.weight(party) * (clock.weight * clock.value)[None, :]
    count = units_of(fleet)[:, None]
    lower, upper = (np.array(np.broadcast_to(each, (len(rows), flow.steps))) for each in (0.0, count))
    _history(fleet, clock.hours, lower, upper)
    running = rows["running_cost"].to_numpy()[:, None] * weight * clock.hours
    on = model.program.add_columns("plants.on", flow.clock, fleet.names, flow.steps, lower, upper, running)
    start, stop = (
        model.program.add_columns(
            f"plants.{kind}",
            flow.clock,
            fleet.names,
            flow.steps,
            0.0,
            count,
            rows[f"{kind}_cost"].to_numpy()[:, None] * weight,
        )
        for kind in ("start", "stop")
    )
    if (rows["commitment"] == "yes").all():
        model.program.make_integer(on)
    _transitions(fleet, on, start, stop)
    _least_times(fleet, on, start, stop, clock.hours)
    return on, start, stop


def _history(fleet: Fleet, hours: Floats, lower: Floats, upper: Floats) -> None:
    """What the time before the start still obliges to."""
    passed = np.concatenate([[0.0], np.cumsum(hours)[:-1]])
    if not (fleet.before < 0).any():
        return
    for place, row in enumerate(fleet.rows.itertuples()):
        if row.hours_before > 0:
            lower[place] = np.where(row.hours_before + passed < row.minimum_up - 1e-9, upper[place], lower[place])
        elif row.hours_before < 0:
            upper[place] = np.where(-row.hours_before + passed < row.minimum_down - 1e-9, 0.0, upper[place])


def _transitions(fleet: Fleet, on: Grid, start: Grid, stop: Grid) -> None:
    program, first = fleet.model.program, fleet.before < 0
    known = np.nan_to_num(on_before(fleet))
    free = np.isnan(on_before(fleet))[:, None] & first
    for grid, sign in ((start, 1.0), (stop, -1.0)):
        bound = np.where(free, -np.inf, np.where(first, -sign * known[:, None], 0.0))
        rows = program.add_rows(f"{grid.family}s", on.clock, fleet.names, on.steps, bound, np.inf)
        program.add_terms(rows, grid, 1.0)
        program.add_terms(rows, on, -sign)
        inside = np.flatnonzero(~first)
        program.add_terms(rows, on, sign, row_steps=inside, column_steps=fleet.before[inside])


def _least_times(fleet: Fleet, on: Grid, start: Grid, stop: Grid, hours: Floats) -> None:
    program, count = fleet.model.program, units_of(fleet)
    for grid, column, family, sign in (
        (start, "minimum_up", "plants.up", -1.0),
        (stop, "minimum_down", "plants.down", 1.0),
    ):
        for least in np.unique(fleet.rows[column]):
            items = np.flatnonzero((fleet.rows[column] == least).to_numpy() & (least > 0))
            if not len(items):
                continue
            bound = np.zeros((len(items), 1)) if sign < 0 else count[items, None]
            rows = program.add_rows(family, on.clock, fleet.names[items], on.steps, -np.inf, bound)
            program.add_terms(rows, on, sign, column_items=items)
            for step, earlier in window(fleet.before, hours, float(least)):
                program.add_terms(rows, grid, 1.0, column_items=items, row_steps=step, column_steps=earlier)


def window(before: Ints, hours: Floats, least: float) -> list[tuple[Ints, Ints]]:
    """Pairs of a step and each earlier one, itself included, that begins less than `least` hours before it."""
    step = np.arange(len(before))
    earlier, passed = step.copy(), np.zeros(len(before))
    pairs = []
    for _ in range(len(before)):
        held = passed < least - 1e-9
        step, earlier, passed = step[held], earlier[held], passed[held]
        if not len(step):
            break
        pairs.append((step, earlier))
        previous_step = before[earlier]
        inside = previous_step >= 0
        step, earlier, passed = step[inside], previous_step[inside], passed[inside] + hours[previous_step[inside]]
    return pairs


def _loads(fleet: Fleet, states: States, chosen: np.ndarray) -> None:
    """Flow of the units that are on, between least and most."""
    if not chosen.any():
        return
    part, items = fleet.of(chosen), np.flatnonzero(chosen)
    unit = size(part)[:, None]
    for family, share, lower, upper in (
        ("plants.most", part.most, -np.inf, 0.0),
        ("plants.least", part.least, 0.0, np.inf),
    ):
        rows = part.model.program.add_rows(family, part.flow.clock, part.names, part.flow.steps, lower, upper)
        part.model.program.add_terms(rows, part.flow, 1.0, column_items=part.items)
        part.model.program.add_terms(rows, states[0], -share * unit, column_items=items)


def _number_built(fleet: Fleet, states: States, chosen: np.ndarray) -> None:
    """No more units on, started or stopped than are built."""
    if not chosen.any():
        return
    part, items = fleet.of(chosen), np.flatnonzero(chosen)
    unit = size(part)[:, None]
    own = np.nan_to_num(part.rows["own"].to_numpy())[:, None] / unit
    for state in states:
        rows = part.model.program.add_rows(
            f"{state.family}.built", state.clock, part.rows["row"], state.steps, -np.inf, own
        )
        part.model.program.add_terms(rows, state, 1.0, column_items=items)
        share = np.broadcast_to(-1.0 / unit, (len(items), state.steps))
        expansion.add_sizes(part.model, rows, part.flow.family.split(".")[0], "capacity", share)


def _joined_loads(fleet: Fleet, states: States, chosen: np.ndarray) -> None:
    """Flow of a plant that grows: at most the capacity, and 0 when off."""
    if not chosen.any():
        return
    part, items = fleet.of(chosen), np.flatnonzero(chosen)
    most = part.largest[:, None]
    program, flow = part.model.program, part.flow
    off = program.add_rows("plants.off", flow.clock, part.names, flow.steps, -np.inf, 0.0)
    program.add_terms(off, flow, 1.0, column_items=part.items)
    program.add_terms(off, states[0], -most, column_items=items)
    own = np.nan_to_num(part.rows["own"].to_numpy())[:, None]
    least = program.add_rows("plants.least", flow.clock, part.rows["row"], flow.steps, part.least * own - most, np.inf)
    program.add_terms(least, flow, 1.0, column_items=part.items)
    program.add_terms(least, states[0], -most, column_items=items)
    expansion.add_sizes(part.model, least, flow.family.split(".")[0], "capacity", -part.least)
