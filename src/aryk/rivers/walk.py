"""From step to step: what is known, what the rules say, the allocation, and what is left in the stores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.compiled import allocating, kernel
from aryk.rivers.readings import reading
from aryk.rivers.simplex import BIG, IMPOSSIBLE, OPTIMAL, Tableau, Work, optimise, price, renew

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEAR = 1e-9
"""A content this near to a bound, as share of the capacity (at least of 1), stands at it."""


class Sums(NamedTuple):
    """Affine numbers: `constant[k]` + the sum of `factor` x slot from `start[k]` to `start[k + 1]`."""

    constant: Floats
    start: Ints
    slot: Ints
    factor: Floats


class Rules(NamedTuple):
    """Rules in the order in which they are read; see `aryk.rivers.readings`."""

    kind: Ints
    slot: Ints
    start: Ints
    args: Ints


class Stores(NamedTuple):
    """What keeps an amount: reservoirs, groundwater and accounts.

    `content`, `filling`, `room`, `there` and `lost` are slots: content, content as share of the capacity, the most
    that may flow in (below 0) and out, and what is lost, as rates. `capacity`, `minimum` and `depth` are early sums.
    `draw` is the output that says what is drawn. `reset`, `active` and `carry` belong to accounts, as do `window` and
    `renewed`, what one that is renewed to its initial balance begins anew with.
    """

    content: Ints
    filling: Ints
    room: Ints
    there: Ints
    lost: Ints
    capacity: Ints
    minimum: Ints
    depth: Ints
    area_empty: Floats
    area_full: Floats
    loss: Floats
    draw: Ints
    initial: Floats
    initial_filling: Floats
    reset: Floats
    to_initial: Flags
    carry: Floats
    active: Flags
    window: Ints
    used_before: Floats
    renewed: Floats


class Lags(NamedTuple):
    """Flows that arrive later: the output that leaves, the slot where it arrives; entries by arriving step."""

    leaving: Ints
    arriving: Ints
    start: Ints
    step: Ints
    share: Floats
    before: Floats


class Decisions(NamedTuple):
    """Bounds and costs of the variables of the allocation: fixed ones, and those that are late sums."""

    low: Floats
    high: Floats
    cost: Floats
    low_of: Ints
    low_sum: Ints
    high_of: Ints
    high_sum: Ints
    cost_of: Ints
    cost_sum: Ints
    moving_row: Ints
    moving_column: Ints
    moving_sum: Ints
    check_low: Ints
    check_high: Ints
    check_value: Ints


class Outputs(NamedTuple):
    """Flows and sums by what is left: a late sum (-1: none) and factors of variables."""

    known: Ints
    start: Ints
    variable: Ints
    factor: Floats
    kept: Ints
    previous: Ints
    previous_slot: Ints


class Course(NamedTuple):
    """A river as arrays: all that is needed to walk through its steps.

    What varies over time has the steps before all else but the members, so that a step finds it in one place.
    """

    slots: Floats
    series_slot: Ints
    series: Floats
    member_slot: Ints
    members: Floats
    amount: Floats
    days: Floats
    rules: Rules
    early: Sums
    late: Sums
    stores: Stores
    lags: Lags
    decisions: Decisions
    outputs: Outputs


@kernel
def add_up(sums: Sums, slots: Floats, values: Floats) -> None:
    """Values of affine numbers; shape (k,)."""
    constant, start, factor, slot = sums.constant, sums.start, sums.factor, sums.slot
    for k in range(constant.shape[0]):
        total = constant[k]
        for e in range(start[k], start[k + 1]):
            total += factor[e] * slots[slot[e]]
        values[k] = total


@kernel
def open_stores(
    stores: Stores, amount: float, days: float, t: int, slots: Floats, early: Floats, content: Floats, lost: Floats
) -> None:
    """Say what each store may take and give at a step, after what it loses by itself."""
    loss, depth, active, stores_capacity = stores.loss, stores.depth, stores.active, stores.capacity
    stores_minimum, stores_lost, area_empty, room = stores.minimum, stores.lost, stores.area_empty, stores.room
    there, area_full = stores.there, stores.area_full
    per = 1.0 / amount
    for s in range(content.shape[0]):
        capacity, minimum = early[stores_capacity[s]], early[stores_minimum[s]]
        lost[s] = 0.0
        if loss[s] > 0.0:
            lost[s] = content[s] * (1.0 - (1.0 - loss[s]) ** days)
            if stores_lost[s] >= 0:
                slots[stores_lost[s]] = lost[s] * per
        if depth[s] >= 0:
            full = content[s] / capacity if capacity > 0.0 else 0.0
            area = area_empty[s] + (area_full[s] - area_empty[s]) * full
            evaporated = early[depth[s]] * area * days
            lost[s] += min(evaporated, max(content[s] - lost[s], 0.0))
        left = content[s] - lost[s]
        if not active[t, s]:
            slots[room[s]], slots[there[s]] = -BIG, BIG
        elif capacity == minimum:
            slots[room[s]], slots[there[s]] = 0.0, 0.0
        else:
            slots[room[s]] = min(max((left - capacity) * per, -BIG), 0.0)
            slots[there[s]] = max((left - minimum) * per, 0.0)


@kernel
def close_stores(
    stores: Stores,
    amount: float,
    t: int,
    early: Floats,
    out: Floats,
    content: Floats,
    filling: Floats,
    lost: Floats,
    ring: Floats,
) -> None:
    """Draw from each store what the allocation says."""
    active, stores_window, stores_capacity, stores_minimum = (
        stores.active,
        stores.window,
        stores.capacity,
        stores.minimum,
    )
    draw = stores.draw
    for s in range(content.shape[0]):
        capacity, minimum = early[stores_capacity[s]], early[stores_minimum[s]]
        if active[t, s]:
            drawn = out[draw[s]] * amount
            now = content[s] - lost[s] - drawn
            window = stores_window[s]
            if window > 0:
                place = t % window
                now = min(capacity, max(minimum, now + ring[s, place]))
                ring[s, place] = drawn
            near = NEAR * max(1.0, capacity) if capacity < BIG else NEAR
            if abs(now - capacity) < near:
                now = capacity
            elif abs(now - minimum) < near:
                now = minimum
            content[s] = now
        filling[s] = content[s] / capacity if capacity != 0.0 else np.nan


@kernel
def begins(stores: Stores, t: int) -> bool:
    """Whether an account or period begins anew at a step, so that its size is that of this step."""
    reset, found = stores.reset, False
    for s in range(reset.shape[1]):
        if reset[t, s] > 0.0:
            found = True
    return found


@kernel
def reset_accounts(stores: Stores, t: int, early: Floats, content: Floats, filling: Floats) -> None:
    """Open the accounts of a new year or season: the entitlement, and what may be carried over."""
    reset, stores_capacity, renewed, to_initial = stores.reset, stores.capacity, stores.renewed, stores.to_initial
    carry = stores.carry
    for s in range(content.shape[0]):
        if reset[t, s] > 0.0:
            capacity = early[stores_capacity[s]]
            opening = renewed[s] if to_initial[s] or (t == 0 and reset[t, s] > 1.0) else capacity
            content[s] = opening + carry[s] * content[s] * (1.0 if t > 0 else 0.0)
            filling[s] = content[s] / capacity if capacity != 0.0 else np.nan


@kernel
def arrive(lags: Lags, steps: int, t: int, slots: Floats, history: Floats) -> None:
    """What arrives at a step of what left in steps before."""
    before, leaving, start, arriving = lags.before, lags.leaving, lags.start, lags.arriving
    share, step = lags.share, lags.step
    for k in range(leaving.shape[0]):
        total = before[t, k]
        for e in range(start[k * steps + t], start[k * steps + t + 1]):
            total += share[e] * history[k, step[e]]
        slots[arriving[k]] = total


@kernel
def bind(decisions: Decisions, late: Floats, low: Floats, high: Floats, cost: Floats) -> bool:
    """Set the bounds and costs of a step; returns whether a cost has changed."""
    low_of, high_of, decisions_low, decisions_high = decisions.low_of, decisions.high_of, decisions.low, decisions.high
    cost_of, cost_sum, low_sum, high_sum = decisions.cost_of, decisions.cost_sum, decisions.low_sum, decisions.high_sum
    for each in range(low.shape[0]):
        low[each], high[each] = decisions_low[each], decisions_high[each]
    for k in range(low_of.shape[0]):
        variable = low_of[k]
        low[variable] = max(low[variable], late[low_sum[k]])
    for k in range(high_of.shape[0]):
        variable = high_of[k]
        high[variable] = min(high[variable], late[high_sum[k]])
    repriced = False
    for k in range(cost_of.shape[0]):
        value = late[cost_sum[k]]
        if cost[cost_of[k]] != value:
            cost[cost_of[k]] = value
            repriced = True
    return repriced


@kernel
def turn(decisions: Decisions, late: Floats, made: Tableau, work: Work) -> bool:
    """Set the coefficients that vary over time; returns whether the tableau was made anew for it."""
    moving_row, moving_column, moving_sum = decisions.moving_row, decisions.moving_column, decisions.moving_sum
    changed = False
    for k in range(moving_row.shape[0]):
        i, j = moving_row[k], moving_column[k]
        value = late[moving_sum[k]]
        if made.rows.matrix[i, j] != value:
            made.rows.matrix[i, j] = value
            changed = True
    if changed:
        renew(made)
        work.order.known[0] = 0
    return changed


@kernel
def fits(decisions: Decisions, late: Floats) -> bool:
    """Whether what is known before the step lies within its bounds."""
    check_value, check_low, check_high = decisions.check_value, decisions.check_low, decisions.check_high
    for k in range(check_value.shape[0]):
        value = late[check_value[k]]
        low, high = late[check_low[k]], late[check_high[k]]
        near = NEAR * (1.0 + abs(value))
        if value < low - near or value > high + near:
            return False
    return True


@kernel
def tell(outputs: Outputs, late: Floats, x: Floats, out: Floats) -> None:
    """All flows and sums of the network from the variables that were decided."""
    known, start, factor, variable = outputs.known, outputs.start, outputs.factor, outputs.variable
    for o in range(known.shape[0]):
        total = late[known[o]] if known[o] >= 0 else 0.0
        for e in range(start[o], start[o + 1]):
            total += factor[e] * x[variable[e]]
        out[o] = total


@allocating
def walk(
    course: Course,
    made: Tableau,
    work: Work,
    member: int,
    flows: Floats,
    contents: Floats,
    losses: Floats,
    state: Ints,
) -> None:
    """Walk through all steps of one member of an ensemble.

    Parameters
    ----------
    made, work
        The tableau to begin with, and room to work in it.
    member
        Which series to follow, of those that differ.
    flows, contents, losses
        Receive the kept outputs, contents and losses of stores at each step; shape (steps, k), (steps, stores).
    state
        Receives the status of the last step, the number of steps walked, and of changes of the basis; shape (3,).
    """
    counts = made.counts
    steps, size = course.amount.shape[0], course.decisions.low.shape[0]
    stores, outputs = course.stores, course.outputs
    slots = course.slots.copy()
    low, high, cost, x = np.zeros(size), np.zeros(size), course.decisions.cost.copy(), np.zeros(size)
    early, late = np.zeros(course.early.constant.shape[0]), np.zeros(course.late.constant.shape[0])
    out = np.zeros(outputs.known.shape[0])
    content, filling = stores.initial.copy(), stores.initial_filling.copy()
    lost = np.zeros(content.shape[0])
    longest = 1
    for s in range(content.shape[0]):
        longest = max(longest, stores.window[s])
    ring = np.zeros((content.shape[0], longest))
    for s in range(content.shape[0]):
        for place in range(longest):
            ring[s, place] = stores.used_before[s]
    history = np.zeros((course.lags.leaving.shape[0], steps))
    work.order.known[0] = 0
    price(made, cost)
    began = counts[1]
    fresh = True
    for t in range(steps):
        for k in range(course.series_slot.shape[0]):
            slots[course.series_slot[k]] = course.series[t, k]
        for k in range(course.member_slot.shape[0]):
            slots[course.member_slot[k]] = course.members[member, t, k]
        if t == 0 or begins(stores, t):
            add_up(course.early, slots, early)
        reset_accounts(stores, t, early, content, filling)
        for s in range(content.shape[0]):
            slots[stores.content[s]] = content[s]
            full = filling[s]
            slots[stores.filling[s]] = 1.0 if np.isnan(full) else min(max(full, 0.0), 1.0)
        arrive(course.lags, steps, t, slots, history)
        rules = course.rules
        for r in range(rules.kind.shape[0]):
            slots[rules.slot[r]] = reading(rules.kind[r], slots, rules.args, rules.start[r], rules.start[r + 1])
        add_up(course.early, slots, early)
        open_stores(stores, course.amount[t], course.days[t], t, slots, early, content, lost)
        add_up(course.late, slots, late)
        state[1] = t
        if not fits(course.decisions, late):
            state[0] = IMPOSSIBLE
            return
        repriced = bind(course.decisions, late, low, high, cost) or fresh
        repriced = turn(course.decisions, late, made, work) or repriced
        fresh = False
        state[0] = optimise(made, work, low, high, cost, x, repriced)
        tell(outputs, late, x, out)
        if state[0] != OPTIMAL:
            for k in range(outputs.kept.shape[0]):
                flows[t, k] = out[outputs.kept[k]]
            return
        close_stores(stores, course.amount[t], t, early, out, content, filling, lost, ring)
        for k in range(course.lags.leaving.shape[0]):
            history[k, t] = out[course.lags.leaving[k]]
        for k in range(outputs.previous.shape[0]):
            slots[outputs.previous_slot[k]] = out[outputs.previous[k]]
        for k in range(outputs.kept.shape[0]):
            flows[t, k] = out[outputs.kept[k]]
        for s in range(content.shape[0]):
            contents[t, s] = content[s]
            losses[t, s] = lost[s]
    state[1] = steps
    state[2] = counts[1] - began
