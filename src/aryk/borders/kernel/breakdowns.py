"""What happens to servers: shifts and regimes by date, breakdowns, and the hours that they are there."""

from __future__ import annotations

from numba import uint64

from aryk.borders.kernel import places as at
from aryk.borders.kernel.draws import drawn
from aryk.borders.kernel.numbers import GAMMA, keyed
from aryk.kernels.compiled import compiled


@compiled
def count_servers(stage, time, sign):  # type: ignore[no-untyped-def]
    """Put the number of servers into the area under it from a time on (sign 1), or take it out (sign -1)."""
    servers = stage.servers - stage.broken
    if 0 < servers < at.ENDLESS // 2:
        stage.area_servers -= sign * servers * time


@compiled
def change(stages, passages, due, counted):  # type: ignore[no-untyped-def]
    """A change of servers, pace, routes or known capacity."""
    if due.what == at.SET_CAPACITY:
        passages[due.index].capacity = due.value
        return
    stage = stages[due.index]
    if due.what == at.SET_SERVERS:
        count_servers(stage, counted, -1)
        stage.servers = int(due.value)
        count_servers(stage, counted, 1)
        if stage.handover:
            stage.shift += 1
            stage.busy = 0
    elif due.what == at.SET_PACE:
        stage.slowness = 1.0 / due.value
    else:
        stage.mode = int(due.value)


@compiled
def next_failure(stage, table, seen, time, key):  # type: ignore[no-untyped-def]
    """When a stage breaks down next."""
    salt = stage.salt + uint64(2 * stage.failures) * GAMMA
    return time + drawn(stage.failure, table, seen, keyed(key, salt, at.FOR_FAILURE))


@compiled
def break_down(trucks, stages, table, seen, here, counted, key):  # type: ignore[no-untyped-def]
    """Servers fail, busy ones first; the trucks in them wait with their work half done. Gives the time of repair."""
    stage = stages[here]
    salt = stage.salt + uint64(2 * stage.failures + 1) * GAMMA
    length = drawn(stage.repair, table, seen, keyed(key, salt, at.FOR_FAILURE))
    count_servers(stage, counted, -1)
    stage.broken = stage.lost
    count_servers(stage, counted, 1)
    paused = 0
    for slot in range(len(trucks)):
        if trucks[slot].state == at.SERVED and trucks[slot].stage == here and paused < stage.lost:
            trucks[slot].done += length
            paused += 1
    return length


@compiled
def mend(stage, counted):  # type: ignore[no-untyped-def]
    """Servers work again."""
    count_servers(stage, counted, -1)
    stage.broken = 0
    stage.failures += 1
    count_servers(stage, counted, 1)


@compiled
def close_areas(trucks, stages, passages, end):  # type: ignore[no-untyped-def]
    """Bring all areas to the end of time."""
    for slot in range(len(trucks)):
        truck = trucks[slot]
        if truck.state == at.WAITING:
            stages[truck.stage].area_waiting += end
        elif truck.state == at.SERVED:
            stages[truck.stage].area_busy += end
        elif truck.state == at.BLOCKED:
            stages[truck.stage].area_blocked += end
        if truck.state not in (at.FREE, at.TRAVELLING):
            passages[truck.passage].stayed += end - truck.entered
    for here in range(len(stages) - len(passages)):
        count_servers(stages[here], end, -1)
    for passage in range(len(passages)):
        passages[passage].area += end * passages[passage].inside
