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
    first_of,
    free_place,
    goal_of,
    has_room,
    has_server,
    let_go,
    line_up,
    look_at,
    passed,
    salt_of,
    step_out,
    step_to,
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
def sample(samples, on_road, stages, passages, clock, count, until, grid, step):  # type: ignore[no-untyped-def]
    """Note the lines at each time of the grid up to a time, and let drivers look at them when it is time to."""
    while clock[at.NEXT_SAMPLE] <= until:
        taken = count[at.SAMPLES]
        for here in range(samples.shape[1]):
            line = stages[here].waiting + stages[here].blocked
            samples[taken, here] = line
            on_road[taken, stages[here].passage] += 0 if stages[here].virtual else line
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


@inlined
def next_quiet(given, clock, count):  # type: ignore[no-untyped-def]
    """Until when nothing happens but what trucks do: no sample, no look, no change, not the end."""
    time, place = given.end, count[at.CHANGED]
    sampled, looked = clock[at.NEXT_SAMPLE], clock[at.NEXT_LOOK]
    time = sampled if sampled < time else time
    time = looked if looked < time else time
    change_time = given.changes[place].time if place < len(given.changes) else time
    return change_time if change_time < time else time


@compiled
def give_patience(trucks, stops, lines, stage, table, seen, times, codes, count, here, time):  # type: ignore[no-untyped-def]
    """Note when those who have just joined a line will leave it."""
    for level in range(lines.shape[1]):
        slot = lines[here, level, 1]
        while slot >= 0 and trucks[slot].joined == time:
            truck = trucks[slot]
            patience = stops[truck.kind, here].patience
            if patience >= 0:
                state = keyed(truck.seed, salt_of(stage, truck), at.FOR_PATIENCE)
                expiry = time + drawn(patience, table, seen, state)
                add(times, codes, count, expiry, code_of(at.RENEGE, slot, truck.serial))
            slot = truck.before


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
    end, start, step = given.end, given.start_of_statistics, given.information_step
    stages, stops, passages, flows = told.stages, told.stops, told.passages, told.flows
    trucks, times, codes, count, clock = work.trucks, work.times, work.codes, work.counters, work.clock
    lines, todo, sources, choices = work.lines, work.todo, work.sources, given.choices
    table, seen, changes = given.distributions, given.seen, given.changes
    routes, route_row, stage_count = given.routes, given.route_row, len(work.lines)

    if not count[at.STARTED]:
        prepare(stages, sources, given.shapes, table, seen, times, codes, count, start, end, key)
    quiet = -1.0
    while True:
        close_hole(times, codes, count)
        if len(trucks) <= count[at.USED] or len(times) < count[at.SIZE] + count[at.USED] + 16:
            return 1
        born = count[at.PENDING] > 0
        time = clock[at.NOW] if born else times[0]
        counted = time if time > start else start
        going, entering, changing = -1, False, False
        if time >= quiet:
            place = count[at.CHANGED]
            change_time = changes[place].time if place < len(changes) else np.inf
            changing = change_time <= time
            time = change_time if changing else time
            if not born and (clock[at.NEXT_SAMPLE] <= time or clock[at.NEXT_LOOK] <= time):
                until = time if time < end else end
                sample(told.samples, told.on_road, stages, passages, clock, count, until, given.grid, step)
            if time >= end:
                break
            if changing:
                counted = time if time > start else start
                change(stages, passages, changes[place], counted)
                if changes[place].what == at.SET_SERVERS:
                    look_at(stages, todo, count, changes[place].index)
                count[at.CHANGED] += 1
            quiet = next_quiet(given, clock, count)
        clock[at.NOW] = time
        if not born and not changing:
            code = codes[0]
            count[at.HOLE] = 1
            kind, index = code & 7, (code >> 3) & INDICES
            if kind == at.COMPLETION:
                truck = trucks[index]
                if truck.done > time:  # a breakdown has put it off
                    add(times, codes, count, truck.done, code)
                else:
                    stage = stages[truck.stage]
                    stage.area_busy += counted
                    if stage.virtual:
                        truck.born = time
                        truck.work = 0.0
                    if stage.level_after >= 0:
                        truck.level = stage.level_after
                    going = index
            elif kind == at.ARRIVAL:
                count[at.FROM], count[at.PENDING] = index, burst_of(sources[index])
                follows = next_arrival(sources[index], given.shapes, table, seen, key, time, end)
                if follows < end:
                    put(times, codes, count, follows, code)
                born = True
            elif kind == at.COMING:
                going, entering = index, True
            elif kind == at.RENEGE:
                truck = trucks[index]
                if truck.state == at.WAITING and (truck.serial & SERIALS) == code >> 35:
                    stops[truck.kind, truck.stage].left_line += counted <= time
                    step_out(trucks, stages, lines, passages, index, time, counted)
                    look_at(stages, todo, count, truck.stage)
                    flows[truck.passage, truck.kind].gave_up += let_go(truck, passages, time, counted)
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
                length = break_down(trucks, stages, table, seen, index, counted, key)
                add(times, codes, count, time + length, code_of(at.REPAIR, index, 0))
            else:
                mend(stages[index], counted)
                follows = next_failure(stages[index], table, seen, time, key)
                add(times, codes, count, follows, code_of(at.FAILURE, index, 0))
                look_at(stages, todo, count, index)

        if born and not changing:
            look = step <= 0.0
            going, travel = new_truck(
                trucks, sources, choices, passages, given.standing, given.detour, given.class_level, count, look, key
            )
            entering = True
            if travel > 0.0:
                trucks[going].state = at.TRAVELLING
                add(times, codes, count, time + travel, code_of(at.COMING, going, 0))
                going = -1
        moved, follower = -1, -1  # trucks that go into service now: the one that moves, and one that has waited for it
        if going >= 0:
            truck = trucks[going]
            if entering:  # it arrives at its passage
                truck.stage = stage_count + truck.passage
                truck.entered, truck.born = counted, time
                truck.work = 0.0
                passages[truck.passage].inside += 1
                passages[truck.passage].area -= counted
                told.arrived[count[at.SAMPLES], truck.passage] += 1
                flows[truck.passage, truck.kind].arrived += counted <= time
            here, leaves = truck.stage, not entering
            wanted = goal_of(stages, routes, route_row, truck, here)
            if wanted >= 0 and (wanted == here or has_room(stages[wanted])):
                if wanted != here and has_server(stages[wanted]):
                    step_to(truck, stage_count, wanted, time)
                    moved = going
                else:
                    line_up(trucks, stages, lines, passages, going, wanted, time, counted)
                    if wanted == here or not stages[wanted].patient:
                        look_at(stages, todo, count, wanted)
            elif wanted >= 0 and leaves:
                block(trucks, stages, passages, going, wanted, time, counted)
                leaves = False
            else:
                counts, flow = let_go(truck, passages, time, counted), flows[truck.passage, truck.kind]
                told.cleared[count[at.SAMPLES], truck.passage] += leaves
                if wanted >= 0:
                    flow.turned_away += counts
                elif counts:
                    passed(truck, flow, told.flow_bins, given.class_limit[truck.kind], time)
                free_place(trucks, count, going)
            if leaves:  # its server is free
                stage = stages[here]
                stage.busy -= truck.shift == stage.shift
                if stage.waiting > 0 and wanted != here and has_server(stage):
                    follower = first_of(lines, here)
                    step_out(trucks, stages, lines, passages, follower, time, counted)
                if stage.wanting >= 0:
                    look_at(stages, todo, count, here)

        while True:  # trucks move up into what has become free
            if moved >= 0:
                slot, moved = moved, -1
            elif follower >= 0:
                slot, follower = follower, -1
            elif count[at.TO_VISIT] == 0:
                break
            else:
                here = todo[count[at.TO_VISIT] - 1]
                stage = stages[here]
                if stage.waiting > 0 and has_server(stage):
                    slot = first_of(lines, here)
                    step_out(trucks, stages, lines, passages, slot, time, counted)
                elif stage.wanting >= 0 and has_room(stage):
                    slot = unblock(trucks, stages, passages, here, time, counted)
                    freed = trucks[slot].stage
                    line_up(trucks, stages, lines, passages, slot, here, time, counted)
                    look_at(stages, todo, count, freed)
                    continue
                else:
                    count[at.TO_VISIT] -= 1
                    stage.marked = 0
                    if stage.waiting > 0 and not stage.patient:
                        give_patience(trucks, stops, lines, stage, table, seen, times, codes, count, here, time)
                    continue
            begin(trucks, stages, stops, told.stop_bins, table, seen, times, codes, count, slot, time, counted)
    close_areas(trucks, stages, passages, end)
    return 0
