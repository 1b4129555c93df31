"""From step to step: what is known, what the rules say, the allocation, and what is left in the stores."""

from __future__ import annotations

from typing import Any

from aryk.kernels.compiled import compiled, entrance
from aryk.kernels.memory import floats, wholes
from aryk.rivers.kernel.arrays import HIGH, LOW
from aryk.rivers.kernel.basis import renew
from aryk.rivers.kernel.readings import reading
from aryk.rivers.kernel.simplex import IMPOSSIBLE, OPTIMAL, optimise, start
from aryk.rivers.kernel.stores import NEAR, begin_stores, begins, close_stores, open_stores


@compiled
def reset(course: Any, state: Any) -> None:
    """Begin a member: contents and slots as before the first step."""
    slots, before, used = floats(state.slots), floats(state.before), floats(state.used)
    for k in range(course.slots):
        slots[k] = before[k]
    for s in range(course.stores):
        floats(state.content)[s] = floats(course.initial)[s]
        floats(state.filling)[s] = floats(course.initial_filling)[s]
        for place in range(course.longest):
            used[s * course.longest + place] = floats(course.used_before)[s]


@compiled
def add_up(course: Any, state: Any, first: int, last: int) -> None:
    """Values of affine numbers from `first` to `last`."""
    values, slots, constant = floats(state.values), floats(state.slots), floats(course.constant)
    starts, factor, slot = wholes(course.sum_starts), floats(course.factor), wholes(course.slot)
    for k in range(first, last):
        total = constant[k]
        for e in range(starts[k], starts[k + 1]):
            total += factor[e] * slots[slot[e]]
        values[k] = total


@compiled
def arrive(course: Any, state: Any, t: int) -> None:
    """What arrives at a step of what left in steps before."""
    starts, share, step = wholes(course.arrival_starts), floats(course.arriving_share), wholes(course.arrival_step)
    for k in range(course.lags):
        total = floats(course.under_way)[t * course.lags + k]
        for e in range(starts[k * course.steps + t], starts[k * course.steps + t + 1]):
            total += share[e] * floats(state.left)[k * course.steps + step[e]]
        floats(state.slots)[wholes(course.arriving)[k]] = total


@compiled
def know(course: Any, state: Any, member: int, t: int) -> None:
    """Put what series say of a step into their slots."""
    slots, places, steady, varied = floats(state.slots), wholes(course.places), course.steady, course.varied
    for k in range(steady):
        slots[places[k]] = floats(course.series)[t * steady + k]
    for k in range(varied):
        slots[places[steady + k]] = floats(course.by_member)[(member * course.steps + t) * varied + k]


@compiled
def fits(course: Any, state: Any) -> bool:
    """Whether what is known before the step lies within its bounds."""
    values = floats(state.values)
    for k in range(course.checks):
        value = values[wholes(course.check_value)[k]]
        near = NEAR * (1.0 + abs(value))
        if value < values[wholes(course.check_low)[k]] - near or value > values[wholes(course.check_high)[k]] + near:
            return False
    return True


@compiled
def bind(course: Any, state: Any) -> bool:
    """Set the bounds and costs of a step; returns whether a cost has changed."""
    asked, fixed, values = floats(state.asked), floats(course.fixed), floats(state.values)
    repriced = False
    for each in range(course.variables):
        asked[3 * each + LOW], asked[3 * each + HIGH] = fixed[3 * each + LOW], fixed[3 * each + HIGH]
    for k in range(course.ties):
        what, value = wholes(course.tie_what)[k], values[wholes(course.tie_sum)[k]]
        place = 3 * wholes(course.tie_variable)[k] + what
        if what == LOW:
            asked[place] = max(asked[place], value)
        elif what == HIGH:
            asked[place] = min(asked[place], value)
        elif asked[place] != value:
            asked[place] = value
            repriced = True
    return repriced


@compiled
def turn(course: Any, state: Any, made: Any) -> bool:
    """Set the coefficients of a step; returns whether one has changed."""
    turned = False
    for k in range(course.entries):
        entry, value = wholes(course.entry)[k], floats(state.values)[wholes(course.entry_sum)[k]]
        if floats(made.factors)[entry] != value:
            floats(made.factors)[entry] = value
            turned = True
    return turned


@compiled
def tell(course: Any, state: Any, made: Any) -> None:
    """All flows and sums of the network from the variables that were decided."""
    known, starts, variable = wholes(course.known), wholes(course.part_starts), wholes(course.part_variable)
    for o in range(course.outputs):
        total = floats(state.values)[known[o]] if known[o] >= 0 else 0.0
        for e in range(starts[o], starts[o + 1]):
            total += floats(course.part_factor)[e] * floats(made.value)[variable[e]]
        floats(state.out)[o] = total


@compiled
def carry_on(course: Any, state: Any, t: int) -> None:
    """What a step leaves to the next: what is under way, flows that rules read."""
    out = floats(state.out)
    for k in range(course.lags):
        floats(state.left)[k * course.steps + t] = out[course.leaving + k]
    for k in range(course.outputs - course.read):
        floats(state.slots)[wholes(course.previous)[k]] = out[course.read + k]


@compiled
def keep(course: Any, state: Any, kept: Any, place: int) -> None:
    """Keep flows, contents and losses of a step."""
    for k in range(course.kept):
        floats(kept.flows)[place * course.kept + k] = floats(state.out)[k]
    for s in range(course.stores):
        floats(kept.contents)[place * course.stores + s] = floats(state.content)[s]
        floats(kept.losses)[place * course.stores + s] = floats(state.lost)[s]


@entrance
def walk(courses: Any, states: Any, tableaus: Any, first: int, last: int, keeps: Any) -> None:
    """Walk through all steps of the members from `first` to `last`, each from the same first basis.

    Parameters
    ----------
    courses, states, tableaus, keeps
        Records, shape (1,) each; state and tableau are of this thread alone, the last one receives the results.
    """
    course, state, made, kept = courses[0], states[0], tableaus[0], keeps[0]
    told, slots = wholes(kept.states), floats(state.slots)
    kind, rule_slot, rule_starts = wholes(course.kind), wholes(course.rule_slot), wholes(course.rule_starts)
    for member in range(first, last):
        reset(course, state)
        start(made)
        renew(made)
        status, walked = OPTIMAL, 0
        for t in range(course.steps):
            know(course, state, member, t)
            if t == 0 or begins(course, t):
                add_up(course, state, t - t, course.early)
            begin_stores(course, state, t)
            arrive(course, state, t)
            for r in range(course.rules):
                slots[rule_slot[r]] = reading(kind[r], slots, wholes(course.args), rule_starts[r], rule_starts[r + 1])
            add_up(course, state, t - t, course.early)
            open_stores(course, state, t)
            add_up(course, state, course.early, course.sums)
            status = IMPOSSIBLE
            if fits(course, state):
                repriced = bind(course, state)
                if turn(course, state, made):
                    renew(made)
                    repriced = True
                status = optimise(made, floats(state.asked), repriced or t == 0)
                tell(course, state, made)
            if status == OPTIMAL:
                close_stores(course, state, t)
                carry_on(course, state, t)
            keep(course, state, kept, member * course.steps + t)
            if status != OPTIMAL:
                break
            walked += 1
        told[3 * member], told[3 * member + 1], told[3 * member + 2] = status, walked, made.changes
