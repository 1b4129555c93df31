"""What stores and accounts may take and give at a step, and what is left in them after it."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.kernels.compiled import compiled
from aryk.kernels.memory import floats, wholes
from aryk.rivers.kernel.course import ACTIVE, BEGUN, RESET
from aryk.rivers.kernel.simplex import BIG

NEAR = 1e-9
"""A content this near to a bound, as share of the capacity (at least of 1), stands at it."""


@compiled
def begins(course: Any, t: int) -> bool:
    """Whether an account or period begins anew at a step, so that its size is that of this step."""
    found = False
    for s in range(course.stores):
        if wholes(course.turns)[t * course.stores + s] & RESET:
            found = True
    return found


@compiled
def begin_stores(course: Any, state: Any, t: int) -> None:
    """Open the accounts of a new year or season (the entitlement, and what may be carried over), and tell contents."""
    slots, values, content, filling = (
        floats(state.slots),
        floats(state.values),
        floats(state.content),
        floats(state.filling),
    )
    turns, capacity, carry = wholes(course.turns), wholes(course.capacity), floats(course.carry)
    for s in range(course.stores):
        turn = turns[t * course.stores + s]
        if turn & RESET:
            opening = values[capacity[s]]
            carried = carry[s] * content[s] if t > 0 else 0.0
            if wholes(course.to_initial)[s] or (t == 0 and turn & BEGUN):
                opening = floats(course.opening)[s]
            content[s] = opening + carried
            filling[s] = content[s] / values[capacity[s]] if values[capacity[s]] != 0.0 else np.nan
        slots[wholes(course.content_slot)[s]] = content[s]
        full = filling[s]
        slots[wholes(course.filling_slot)[s]] = 1.0 if np.isnan(full) else min(max(full, 0.0), 1.0)


@compiled
def open_stores(course: Any, state: Any, t: int) -> None:
    """Say what each store may take and give at a step, after what it loses by itself."""
    slots, values, content, lost = floats(state.slots), floats(state.values), floats(state.content), floats(state.lost)
    loss, depth, lost_slot = floats(course.loss), wholes(course.depth), wholes(course.lost_slot)
    days, per = floats(course.days)[t], 1.0 / floats(course.amount)[t]
    for s in range(course.stores):
        capacity, minimum = values[wholes(course.capacity)[s]], values[wholes(course.minimum)[s]]
        gone = 0.0
        if loss[s] > 0.0:
            gone = content[s] * (1.0 - (1.0 - loss[s]) ** days)
            if lost_slot[s] >= 0:
                slots[lost_slot[s]] = gone * per
        if depth[s] >= 0:
            area = floats(course.area_empty)[s] + floats(course.area_slope)[s] * content[s]
            gone += min(values[depth[s]] * area * days, max(content[s] - gone, 0.0))
        lost[s] = gone
        room = min(max((content[s] - gone - capacity) * per, -BIG), 0.0)
        there = max((content[s] - gone - minimum) * per, 0.0)
        if (wholes(course.turns)[t * course.stores + s] & ACTIVE) == 0:
            room, there = -BIG, BIG
        elif capacity == minimum:
            room, there = 0.0, 0.0
        slots[wholes(course.room_slot)[s]] = room
        slots[wholes(course.there_slot)[s]] = there


@compiled
def close_stores(course: Any, state: Any, t: int) -> None:
    """Draw from each store what the allocation says."""
    values, content, filling, used = (
        floats(state.values),
        floats(state.content),
        floats(state.filling),
        floats(state.used),
    )
    window, drawn = wholes(course.window), floats(state.out)
    for s in range(course.stores):
        capacity, minimum = values[wholes(course.capacity)[s]], values[wholes(course.minimum)[s]]
        if wholes(course.turns)[t * course.stores + s] & ACTIVE:
            taken = drawn[course.drawn + s] * floats(course.amount)[t]
            now = content[s] - floats(state.lost)[s] - taken
            if window[s] > 0:
                place = s * course.longest + t % window[s]
                now = min(capacity, max(minimum, now + used[place]))
                used[place] = taken
            near = NEAR * max(1.0, capacity) if capacity < BIG else NEAR
            if abs(now - capacity) < near:
                now = capacity
            elif abs(now - minimum) < near:
                now = minimum
            content[s] = now
        filling[s] = content[s] / capacity if capacity != 0.0 else np.nan
