"""The state of the desk on the morning of a day: what the river was left with, and what each line had so far."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.desk.dekads import next_dekad
from aryk.desk.entries import Entry
from aryk.desk.inflows import with_inflows
from aryk.desk.lines import DEKAD, Board, Read, summed
from aryk.desk.outlook import supplies_of
from aryk.rivers.past import Past, Spells, past_of
from aryk.rivers.run import RiverRun, simulate_river

Floats = NDArray[np.float64]
RUN, SEEN, PARTLY = "run", "seen", "partly seen"


@dataclass(frozen=True)
class Told:
    """What a line had: its mean rate, of a storage the amount at its end; without a limit `entitled` is NaN."""

    dekad: str
    line: str
    value: float
    entitled: float
    basis: str


@dataclass(frozen=True)
class Seen:
    """A number that was seen, beside the one that the run expected."""

    dekad: str
    table: str
    row: str
    quantity: str
    expected: float
    seen: float


@dataclass(frozen=True)
class State:
    """The past of the river, the lines of earlier dekads, and how far the run was from what was seen.

    `foreseen` are the inflows that the table of this day expected, by supply, shape (dekads,): what a dekad of which
    nobody saw the inflow is taken to have had.
    """

    past: Past
    history: tuple[Told, ...] = ()
    seen: tuple[Seen, ...] = ()
    foreseen: Mapping[str, Floats] = field(default_factory=dict)


def opened(case: Case) -> State:
    """The state on the first day of a case: what its tables say."""
    start = str(case.settings["start"])
    return State(Past(start, start))


def advanced(desk: Board, state: State, day: str, entries: Sequence[Entry]) -> State:
    """The state on a later day: the run goes on to it, with what was seen laid over it dekad by dekad.

    A storage that was seen takes the place of the one that the run expected; a flow that was seen that of the run, also
    where it is still under way and in what limits have had. An inflow that was seen is what the run is given.
    """
    by_dekad: dict[str, list[Entry]] = {}
    for entry in entries:
        if not math.isnan(entry.value):
            by_dekad.setdefault(entry.dekad, []).append(entry)
    stops = sorted({next_dekad(dekad) for dekad in by_dekad if dekad >= state.past.day} | {day})
    for stop in stops:
        if stop > state.past.day:
            state = _stretch(desk, state, stop, by_dekad)
    before_start = [each for each in entries if each.dekad < state.past.day and next_dekad(each.dekad) == day]
    if before_start and not state.history:
        state = _laid_over_start(state, before_start)
    return state


def _laid_over_start(state: State, entries: Sequence[Entry]) -> State:
    """What was seen on the eve of the first day of the case."""
    contents = dict(state.past.contents)
    contents |= {each.row: each.value for each in entries if each.table == "stores" and not math.isnan(each.value)}
    return replace(state, past=replace(state.past, contents=contents))


def _stretch(desk: Board, state: State, stop: str, by_dekad: dict[str, list[Entry]]) -> State:
    """Go on to a day; entries speak of its last dekad, inflows also of those before."""
    case, begin = desk.case, state.past.day
    case_from = case.with_tables({"case": case.tables["case"].assign(start=begin)})
    dekads = [begin]
    while next_dekad(dekads[-1]) < stop:
        dekads.append(next_dekad(dekads[-1]))
    inflows: dict[str, Floats] = {}
    for name, values in state.foreseen.items():
        inflows[name] = np.append(values[: len(dekads)], np.full(max(len(dekads) - len(values), 0), np.nan))
    for number, dekad in enumerate(dekads):
        for entry in by_dekad.get(dekad, ()):
            if entry.table == "supplies" and entry.row in supplies_of(case):
                inflows.setdefault(entry.row, np.full(len(dekads), np.nan))[number] = entry.value
    given, ensemble = with_inflows(case_from, inflows)
    run = simulate_river(given, step=DEKAD, ensemble=ensemble, past=state.past)
    past = past_of(run, stop)
    last = by_dekad.get(dekads[-1], [])
    history = list(state.history)
    for number, dekad in enumerate(dekads):
        own = last if number == len(dekads) - 1 else []
        history += _told(desk, run, number, dekad, own)
    seen = tuple(_beside(run, len(dekads) - 1, entry) for entry in last)
    foreseen = {name: values[len(dekads) :] for name, values in state.foreseen.items()}
    past = _laid_over(desk, run, past, dekads[-1], len(dekads) - 1, last)
    return State(past, tuple(history), (*state.seen, *seen), foreseen)


def reader(run: RiverRun, step: int, entries: Sequence[Entry] = ()) -> Read:
    """Reads values of one step, those that were seen in place of those of the run."""
    over = {entry.key: entry.value for entry in entries}

    def read(table: str, row: str, quantity: str) -> Floats | None:
        if (table, row, quantity) in over:
            return np.array([over[table, row, quantity]])
        found = run.results.find(table, row, quantity)
        return None if found is None else found[1][step : step + 1]

    return read


def _told(desk: Board, run: RiverRun, step: int, dekad: str, entries: Sequence[Entry]) -> list[Told]:
    read, known = reader(run, step, entries), {entry.key for entry in entries}
    told = []
    for line in desk.lines:
        value = line.values(read)
        entitled = math.nan
        if line.limit:
            own = desk.rights[line.limit]
            entitled = float(own.entitled(value, read, desk.place(dekad), keeps=line.keeps)[0])
        parts = [(table, row, quantity) in known for table, row, quantity, _ in line.terms]
        basis = SEEN if all(parts) else PARTLY if any(parts) else RUN
        told.append(Told(dekad, line.name, float(value[0]), entitled, basis))
    return told


def _beside(run: RiverRun, step: int, entry: Entry) -> Seen:
    if entry.table == "limits":
        found = run.results.find("limits", entry.row, "level")
        value = float(run.case.table("limits").at[entry.row, "value"])
        expected = math.nan if found is None else value - float(found[1][step])
    else:
        own = run.results.find(entry.table, entry.row, entry.quantity)
        expected = math.nan if own is None else float(own[1][step])
    return Seen(entry.dekad, *entry.key, expected, entry.value)


def _laid_over(desk: Board, run: RiverRun, past: Past, dekad: str, step: int, entries: Sequence[Entry]) -> Past:
    """What was seen in the last dekad in the place of what the run says."""
    contents, flows, balances = dict(past.contents), dict(past.flows), dict(past.balances)
    for entry in entries:
        if entry.table == "stores" and entry.row in contents:
            contents[entry.row] = entry.value
        elif entry.table == "accounts":
            balances["accounts", entry.row] = entry.value
        elif (entry.table, entry.row) in flows:
            spells = flows[entry.table, entry.row]
            flows[entry.table, entry.row] = Spells(spells.begin, spells.end, np.append(spells.rate[:-1], entry.value))
    case, amount = desk.case, float(run.calendar.clocks[DEKAD].hours[step]) * desk.kappa
    seen, was = reader(run, step, entries), reader(run, step)
    terms = case.resolve(case.table("limit_terms"))
    for (table, name), balance in past.balances.items():
        if table == "limits":
            own = [
                (str(each.table), str(each.row), str(each.quantity), float(each.coefficient))
                for each in terms[terms["limit"] == name].itertuples()
            ]
            more = float(summed(own, seen)[0] - summed(own, was)[0])
            balances[table, name] = balance - more * amount if _counts(case, name, dekad) else balance
    for entry in entries:
        if entry.table == "limits" and ("limits", entry.row) in balances:
            balances["limits", entry.row] = float(case.table("limits").at[entry.row, "value"]) - entry.value
    return replace(past, contents=contents, flows=flows, balances=balances)


def _counts(case: Case, limit: str, dekad: str) -> bool:
    """Whether a limit counts in a dekad."""
    row = case.table("limits").loc[limit]
    first, last = str(row["from_day"]), str(row["to_day"])
    if not first or not last:
        return True
    day = dekad[5:]
    return first <= day <= last if first <= last else day >= first or day <= last
