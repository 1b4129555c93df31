"""The loop over events of one replication, from the first to the last."""

from __future__ import annotations

import math

import numpy as np
from numba import uint64

from aryk.borders.kernel import places as at
from aryk.borders.kernel.arrivals import burst_of, chosen, level_of, next_arrival
from aryk.borders.kernel.breakdowns import break_down, change, close_areas, count_servers, mend, next_failure
from aryk.borders.kernel.draws import drawn
from aryk.borders.kernel.events import INDICES, SERIALS, add, close_hole, code_of, put
from aryk.borders.kernel.moves import (
    begin,
    block,
    free_place,
    goal_of,
    has_room,
    let_go,
    line_up,
    look_at,
    passed,
    salt_of,
    step_out,
    unblock,
)
from aryk.borders.kernel.numbers import keyed, mixed, seed_of
from aryk.kernels.compiled import compiled, entrance, inlined


@compiled
def prepare(stages, sources, shapes, table, seen, times, codes, count, start, end, key):  # type: ignore[no-untyped-def]
    """Put the first arrivals and failures into the list of events, which must have room for them."""
    for here in range(len(stages)):
        count_servers(stages[here], start, 1)
        if stages[here].failure >= 0:
            time = next_failure(stages[here], table, seen, 0.0, key)
            add(times, codes, count, time, code_of(at.FAILURE, here, 0))
    for source in range(len(sources)):
        sources[source].start = mixed(uint64(key) + sources[source].key)
        sources[source].level = level_of(sources[source], key)
        time = next_arrival(sources[source], shapes, table, seen, key, 0.0, end)
        if time < end:
            add(times, codes, count, time, code_of(at.ARRIVAL, source, 0))
    count[at.STARTED] = 1


@compiled
def sample(samples, stages, passages, clock, count, until, grid, step):  # type: ignore[no-untyped-def]
    """Note the lines at each time of the grid up to a time, and let drivers look at them when it is time to."""
    while clock[at.NEXT_SAMPLE] <= until:
        taken = count[at.SAMPLES]
        for here in range(samples.shape[1]):
            samples[taken, here] = stages[here].waiting + stages[here].blocked
        count[at.SAMPLES] = taken + 1
        clock[at.NEXT_SAMPLE] = (taken + 1) * grid if taken + 1 < len(samples) else np.inf
    if clock[at.NEXT_LOOK] <= until:
        for passage in range(len(passages)):
            passages[passage].known = passages[passage].line
            passages[passage].known_capacity = passages[passage].capacity
        clock[at.NEXT_LOOK] = (math.floor(until / step) + 1.0) * step if step > 0.0 else np.inf


@inlined
def new_truck(trucks, sources, choices, passages, standing, detour, class_level, count, look, key):  # type: ignore[no-untyped-def]
    """The next truck of those that come together or stand in line at the start; gives its place and its travel, h."""
    slot = count[at.FREE_PLACE]
    if slot >= 0:
        count[at.FREE_PLACE] = trucks[slot].after
    else:
        slot = count[at.USED]
        count[at.USED] += 1
    source, truck = sources[count[at.FROM]], trucks[slot]
    truck.kind = source.kind
    truck.level = class_level[source.kind]
    truck.source = count[at.FROM]
    truck.rounds = truck.moved = 0
    count[at.PENDING] -= 1
    if count[at.OPENING] < len(standing):
        line = count[at.OPENING]
        truck.seed = seed_of(~key, source.key + uint64(line), count[at.PENDING])
        truck.passage = standing[line].passage
        if count[at.PENDING] == 0:
            line += 1
            count[at.OPENING] = line
            if line < len(standing):
                count[at.PENDING], count[at.FROM] = standing[line].count, standing[line].source
        return slot, 0.0
    truck.seed = seed_of(key, source.key, source.trucks)
    source.trucks += 1
    if source.last_choice - source.first_choice > 1 and look:
        for passage in range(len(passages)):
            passages[passage].known = passages[passage].line
            passages[passage].known_capacity = passages[passage].capacity
    choice = source.first_choice
    if source.last_choice - choice > 1:
        choice = chosen(source, choices, passages, detour, truck.seed, -1)
    truck.passage = choices[choice].passage
    return slot, choices[choice].travel


@entrance
def proceed(given, work, told, key):  # type: ignore[no-untyped-def]
    """Let events happen until the end of time (gives 0), or until there is no room for one more (gives 1).

    Parameters
    ----------
    given, work, told
        `Given`, `Work` and `Gathered`; `work` and `told` are written.
    key
        The random numbers of the replication.
    """
    end, start = given.end, given.start_of_statistics
    stages, stops, passages, flows = told.stages, told.stops, told.passages, told.flows
    trucks, times, codes, count, clock = work.trucks, work.times, work.codes, work.counters, work.clock
    lines, todo, sources, choices = work.lines, work.todo, work.sources, given.choices
    table, seen, changes = given.distributions, given.seen, given.changes
    routes, route_row, levels, stage_count = given.routes, given.route_row, given.levels, len(work.lines)

    if not count[at.STARTED]:
        prepare(stages, sources, given.shapes, table, seen, times, codes, count, start, end, key)
    while True:
        close_hole(times, codes, count)
        if len(trucks) <= count[at.USED] or len(times) < count[at.SIZE] + count[at.USED] + 16:
            return 1
        pending, place = count[at.PENDING] > 0, count[at.CHANGED]
        time = clock[at.NOW] if pending else (times[0] if count[at.SIZE] > 0 else np.inf)
        change_time = changes[place].time if place < len(changes) else np.inf
        until = min(time, change_time, end)
        if not pending and (clock[at.NEXT_SAMPLE] <= until or clock[at.NEXT_LOOK] <= until):
            sample(told.samples, stages, passages, clock, count, until, given.grid, given.information_step)
        if until >= end:
            break
        clock[at.NOW] = until
        coming, born = -1, False
        if change_time <= time:
            time = change_time
            change(stages, passages, changes[place], time, start)
            if changes[place].what == at.SET_SERVERS:
                look_at(stages, todo, count, changes[place].index)
            count[at.CHANGED] += 1
        elif pending:
            born = True
        else:
            code = codes[0]
            count[at.HOLE] = 1
            kind, index = code & 7, (code >> 3) & INDICES
            if kind == at.COMPLETION:
                truck = trucks[index]
                here = truck.stage
                stage = stages[here]
                if truck.done > time:  # a breakdown has put it off
                    add(times, codes, count, truck.done, code)
                else:
                    stage.area_busy += max(time, start)
                    if stage.virtual:
                        truck.born = time
                        truck.work = 0.0
                    if stage.level_after >= 0:
                        truck.level = stage.level_after
                    wanted = goal_of(stages, routes, route_row, truck, here)
                    if wanted < 0:
                        stage.busy -= truck.shift == stage.shift
                        told.cleared[count[at.SAMPLES], truck.passage] += 1
                        if let_go(truck, passages, time, start):
                            limit = given.class_limit[truck.kind]
                            passed(truck, flows[truck.passage, truck.kind], told.flow_bins, limit, time)
                        free_place(trucks, count, index)
                        look_at(stages, todo, count, here)
                    elif wanted == here or has_room(stages[wanted]):
                        stage.busy -= truck.shift == stage.shift
                        line_up(trucks, stages, lines, passages, index, wanted, time, start)
                        look_at(stages, todo, count, here)
                        look_at(stages, todo, count, wanted)
                    else:
                        block(trucks, stages, passages, index, wanted, time, start)
            elif kind == at.ARRIVAL:
                count[at.FROM], count[at.PENDING] = index, burst_of(sources[index])
                follows = next_arrival(sources[index], given.shapes, table, seen, key, time, end)
                if follows < end:
                    put(times, codes, count, follows, code)
                born = True
            elif kind == at.COMING:
                coming = index
            elif kind == at.RENEGE:
                truck = trucks[index]
                if truck.state == at.WAITING and (truck.serial & SERIALS) == code >> 35:
                    stops[truck.kind, truck.stage].left_line += time >= start
                    step_out(trucks, stages, lines, passages, index, time, start)
                    look_at(stages, todo, count, truck.stage)
                    flows[truck.passage, truck.kind].gave_up += let_go(truck, passages, time, start)
                    source, choice = sources[truck.source], -1
                    if source.diverts and not truck.moved:
                        choice = chosen(source, choices, passages, given.detour, truck.seed, truck.passage)
                    if choice < 0:
                        free_place(trucks, count, index)
                    else:
                        travel = given.detour[truck.passage, choices[choice].passage]
                        truck.moved = 1
                        truck.state = at.TRAVELLING
                        truck.passage = choices[choice].passage
                        add(times, codes, count, time + travel, code_of(at.COMING, index, 0))
            elif kind == at.FAILURE:
                length = break_down(trucks, stages, table, seen, index, time, start, key)
                add(times, codes, count, time + length, code_of(at.REPAIR, index, 0))
            else:
                mend(stages[index], time, start)
                follows = next_failure(stages[index], table, seen, time, key)
                add(times, codes, count, follows, code_of(at.FAILURE, index, 0))
                look_at(stages, todo, count, index)

        if born:
            look = given.information_step <= 0.0
            coming, travel = new_truck(
                trucks, sources, choices, passages, given.standing, given.detour, given.class_level, count, look, key
            )
            if travel > 0.0:
                trucks[coming].state = at.TRAVELLING
                add(times, codes, count, time + travel, code_of(at.COMING, coming, 0))
                coming = -1
        if coming >= 0:  # a truck arrives at its passage
            truck = trucks[coming]
            flow, entry = flows[truck.passage, truck.kind], stage_count + truck.passage
            truck.stage = entry
            truck.entered = truck.born = time
            truck.work = 0.0
            passages[truck.passage].inside += 1
            passages[truck.passage].area -= max(time, start)
            told.arrived[count[at.SAMPLES], truck.passage] += 1
            flow.arrived += time >= start
            wanted = goal_of(stages, routes, route_row, truck, entry)
            if wanted >= 0 and has_room(stages[wanted]):
                line_up(trucks, stages, lines, passages, coming, wanted, time, start)
                look_at(stages, todo, count, wanted)
            else:
                counts = let_go(truck, passages, time, start)
                if wanted >= 0:
                    flow.turned_away += counts
                elif counts:
                    passed(truck, flow, told.flow_bins, given.class_limit[truck.kind], time)
                free_place(trucks, count, coming)

        while count[at.TO_VISIT] > 0:  # trucks move up into what has become free
            count[at.TO_VISIT] -= 1
            here = todo[count[at.TO_VISIT]]
            stage = stages[here]
            stage.marked = 0
            while True:
                if stage.waiting > 0 and stage.servers - stage.broken > stage.busy:
                    level = 0
                    while lines[here, level, 0] < 0:
                        level += 1
                    slot = lines[here, level, 0]
                    step_out(trucks, stages, lines, passages, slot, time, start)
                    begin(trucks, stages, stops, told.stop_bins, table, seen, times, codes, count, slot, time, start)
                elif stage.wanting >= 0 and has_room(stage):
                    slot = unblock(trucks, stages, passages, here, time, start)
                    look_at(stages, todo, count, trucks[slot].stage)
                    line_up(trucks, stages, lines, passages, slot, here, time, start)
                else:
                    break
            for level in range(levels if stage.waiting > 0 and stage.patient == 0 else 0):
                slot = lines[here, level, 1]
                while slot >= 0 and trucks[slot].joined == time:
                    truck = trucks[slot]
                    patience = stops[truck.kind, here].patience
                    if patience >= 0:
                        state = keyed(truck.seed, salt_of(stage, truck), at.FOR_PATIENCE)
                        expiry = time + drawn(patience, table, seen, state)
                        add(times, codes, count, expiry, code_of(at.RENEGE, slot, truck.serial))
                    slot = truck.before
    close_areas(trucks, stages, passages, end, start)
    return 0
