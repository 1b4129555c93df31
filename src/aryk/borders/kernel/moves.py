"""The rules by which a truck moves: into a line, into service, from stage to stage, out of a passage.

`counted` is the time of the event, or the begin of statistics where that is later: nothing before it is counted.
"""

from __future__ import annotations

from numba import uint64

from aryk.borders.kernel import places as at
from aryk.borders.kernel.bins import bin_of
from aryk.borders.kernel.draws import draw
from aryk.borders.kernel.events import code_of, put
from aryk.borders.kernel.numbers import GAMMA, keyed, mixed, unit
from aryk.kernels.compiled import inlined


@inlined
def salt_of(stage, truck):  # type: ignore[no-untyped-def]
    """What tells the random numbers of a truck at a stage apart from others, also when it comes back."""
    return stage.salt + uint64(truck.rounds) * GAMMA


@inlined
def goal_of(stages, routes, route_row, truck, here):  # type: ignore[no-untyped-def]
    """The stage to which a truck goes from a stage or an entry; -1: out."""
    place = route_row[stages[here].mode, truck.kind, here]
    if not routes[place].last:
        u = unit(mixed(keyed(truck.seed, salt_of(stages[here], truck), at.FOR_ROUTE)))
        while not routes[place].last and u >= routes[place].share:
            place += 1
    return routes[place].goal


@inlined
def has_room(stage):  # type: ignore[no-untyped-def]
    """Whether a truck can come into a stage now: to a free server or to a place in the line."""
    free = stage.servers - stage.broken - stage.busy
    return stage.waiting < stage.space + (free if free > 0 else 0)


@inlined
def look_at(stages, todo, count, here):  # type: ignore[no-untyped-def]
    """Note that trucks may be able to move up at a stage."""
    if not stages[here].marked:
        stages[here].marked = 1
        todo[count[at.TO_VISIT]] = here
        count[at.TO_VISIT] += 1


@inlined
def has_server(stage):  # type: ignore[no-untyped-def]
    """Whether a server is free."""
    return stage.servers - stage.broken > stage.busy


@inlined
def step_to(truck, stage_count, here, time):  # type: ignore[no-untyped-def]
    """A truck is at a stage from now on; whether in line or in service is for others to say."""
    truck.rounds += here <= truck.stage < stage_count
    truck.stage = here
    truck.joined = time


@inlined
def line_up(trucks, stages, lines, passages, slot, here, time, counted):  # type: ignore[no-untyped-def]
    """A truck stands at the end of the line of its level in front of a stage."""
    truck, stage = trucks[slot], stages[here]
    step_to(truck, len(lines), here, time)
    truck.state = at.WAITING
    truck.serial += 1
    last = lines[here, truck.level, 1]
    truck.before = last
    truck.after = -1
    if last >= 0:
        trucks[last].after = slot
    else:
        lines[here, truck.level, 0] = slot
    lines[here, truck.level, 1] = slot
    stage.waiting += 1
    stage.area_waiting -= counted
    passages[truck.passage].line += 1 - stage.virtual


@inlined
def step_out(trucks, stages, lines, passages, slot, time, counted):  # type: ignore[no-untyped-def]
    """A truck leaves its line, into service or away."""
    truck = trucks[slot]
    stage = stages[truck.stage]
    if truck.before >= 0:
        trucks[truck.before].after = truck.after
    else:
        lines[truck.stage, truck.level, 0] = truck.after
    if truck.after >= 0:
        trucks[truck.after].before = truck.before
    else:
        lines[truck.stage, truck.level, 1] = truck.before
    truck.serial += 1
    stage.waiting -= 1
    stage.area_waiting += counted
    passages[truck.passage].line -= 1 - stage.virtual


@inlined
def first_of(lines, here):  # type: ignore[no-untyped-def]
    """The truck that is served next at a stage at which trucks wait."""
    level = 0
    while lines[here, level, 0] < 0:
        level += 1
    return lines[here, level, 0]


@inlined
def begin(trucks, stages, stops, bins, table, seen, times, codes, count, slot, time, counted):  # type: ignore[no-untyped-def]
    """A truck goes into service; a wait of no length is left out of the bins, since `started` tells of it."""
    truck = trucks[slot]
    stage, stop = stages[truck.stage], stops[truck.kind, truck.stage]
    state = keyed(truck.seed, salt_of(stage, truck), at.FOR_SERVICE)
    length = draw(stop.service, table, seen, state) * stage.slowness
    truck.state = at.SERVED
    truck.shift = stage.shift
    truck.done = time + length
    truck.work += length
    stage.busy += 1
    stage.area_busy -= counted
    put(times, codes, count, time + length, code_of(at.COMPLETION, slot, 0))
    if counted <= time:
        wait = time - truck.joined
        stop.started += 1.0
        stop.worked += length
        if wait > 0.0:
            stop.wait += wait
            stop.wait_squared += wait * wait
            stop.delayed += 1.0
            stop.longest = wait if wait > stop.longest else stop.longest
            bins[truck.kind, truck.stage, bin_of(wait)] += 1


@inlined
def block(trucks, stages, passages, slot, wanted, time, counted):  # type: ignore[no-untyped-def]
    """A truck stays at its server because the next stage is full."""
    truck = trucks[slot]
    truck.state = at.BLOCKED
    truck.after = -1
    last = stages[wanted].last_wanting
    if last >= 0:
        trucks[last].after = slot
    else:
        stages[wanted].wanting = slot
    stages[wanted].last_wanting = slot
    stages[truck.stage].blocked += 1
    stages[truck.stage].area_blocked -= counted
    passages[truck.passage].line += 1


@inlined
def unblock(trucks, stages, passages, wanted, time, counted):  # type: ignore[no-untyped-def]
    """The first truck that waits for room at a stage leaves its server; gives its place."""
    slot = stages[wanted].wanting
    truck = trucks[slot]
    stages[wanted].wanting = truck.after
    if truck.after < 0:
        stages[wanted].last_wanting = -1
    stage = stages[truck.stage]
    stage.blocked -= 1
    stage.area_blocked += counted
    stage.busy -= truck.shift == stage.shift
    passages[truck.passage].line -= 1
    return slot


@inlined
def let_go(truck, passages, time, counted):  # type: ignore[no-untyped-def]
    """A truck is no longer at its passage; gives whether it counts."""
    passage = passages[truck.passage]
    passage.inside -= 1
    passage.area += counted
    passage.stayed += counted - truck.entered
    return counted <= time


@inlined
def passed(truck, flow, bins, limit, time):  # type: ignore[no-untyped-def]
    """A truck has come through: what it lost."""
    stay = time - truck.born
    wait = stay - truck.work if stay > truck.work else 0.0
    flow.through += 1
    flow.wait += wait
    flow.wait_squared += wait * wait
    flow.stay += stay
    flow.spoiled += stay > limit
    flow.booked += truck.born - truck.entered
    bins[truck.passage, truck.kind, bin_of(wait)] += 1


@inlined
def free_place(trucks, count, slot):  # type: ignore[no-untyped-def]
    """Give the place of a truck in memory to the next one."""
    truck = trucks[slot]
    truck.state = at.FREE
    truck.serial += 1
    truck.after = count[at.FREE_PLACE]
    count[at.FREE_PLACE] = slot
