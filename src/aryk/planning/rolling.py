"""A horizon planned hour by hour in windows of days, each of which knows only its own days.

The plan of the whole horizon with typical days (the yearly plan) says what a window cannot know: how much each store
should hold at its end, or what a content is worth there; how much of a budget it may use; what is built. Each window
begins with what the one before left: contents, water on its way, what plants do. It is planned for some days beyond
those that are kept, the overlap, so that it does not act as if the world ended.

The days that are kept end with a block of the coarsest clock on which a store is kept, a store closes, or flows of a
finer clock meet; a longer block may be cut, its flows are joined as means.
(Rolling horizon: Sethi and Sorger, Annals of Operations Research 29, 1991.)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import pandas as pd

from aryk.case.calendar import CLOSING, Calendar, Floats, Ints
from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.case.schema import STEPS
from aryk.case.timeline import Timeline, node_steps, timeline
from aryk.planning.accounts import accounts, weighted_sum
from aryk.planning.allowances import Allowances, Seen, missed
from aryk.planning.assemble import assemble
from aryk.planning.carried import Targets, carried_over, is_target
from aryk.planning.joined import Joined, place_of_steps
from aryk.planning.loaded import Loaded
from aryk.planning.model import Model
from aryk.planning.plan import NoPlanError, Plan, plan, solved
from aryk.planning.rules import head
from aryk.planning.rules.link import clocks_of as clocks_of_links
from aryk.planning.rules.process import clocks_of, flows_of, places_of
from aryk.planning.solve import load
from aryk.planning.verify import Verification, verify
from aryk.results.fields import Results

Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Roll:
    """A horizon planned in windows.

    Attributes
    ----------
    case
        The case, in full chronology.
    results
        What was kept of all windows, on the calendar of the whole horizon.
    windows
        First day, last day kept and last day planned of each window, and the seconds that it took.
    yearly
        The plan with typical days that the windows followed.
    """

    case: Case
    timeline: Timeline = field(repr=False)
    results: Results = field(repr=False)
    windows: pd.DataFrame = field(repr=False)
    yearly: Plan = field(repr=False)

    @property
    def calendar(self) -> Calendar:
        """The calendar of the whole horizon."""
        return self.timeline.calendar

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """Money by party and kind: see `aryk.planning.accounts`."""
        return accounts(self.timeline, self.results)

    @cached_property
    def objective(self) -> float:
        """Sum over parties of weight x (cost - gain), in the money of the case."""
        return weighted_sum(self.timeline, self.accounts)

    def verify(self) -> Verification:
        """Every balance and limit of the whole horizon recomputed: see `aryk.planning.verify`."""
        return verify(self.timeline, self.results)


def roll(
    case: Case,
    *,
    window_days: int = 14,
    overlap_days: int = 7,
    targets: str = "contents",
    solver: str = "choose",
    progress: Progress | None = None,
) -> Roll:
    """Plan a case window by window.

    Parameters
    ----------
    case
        As read, scenario and measures applied.
    window_days
        Days that are planned at once, the overlap among them.
    overlap_days
        Days at the end of a window that the next one plans again.
    targets
        contents: a store that misses the content of the yearly plan at the end of a window pays for it;
        values: what it holds there is worth what the yearly plan says.
    solver
        One of `aryk.planning.solve.SOLVERS`.
    progress
        Called with a stage and a line of words.

    Raises
    ------
    CaseError
        If the case cannot be cut into windows, or windows and targets do not make sense.
    NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`; the message names the window.
    """
    tell = progress or (lambda stage, words: None)
    _check(case, window_days, overlap_days, targets)
    tell("yearly", "plan with typical days")
    yearly = plan(_with(case, "case", {"chronology": "typical-days"}), solver=solver, progress=progress)
    whole = timeline(_with(case, "case", {"chronology": "full"}))
    work = _Work(whole, yearly, targets, solver)
    cuts, first, rows = boundaries(case, whole.calendar), 0, []
    for kept, last in spans(cuts, len(whole.calendar.days), window_days, overlap_days):
        begin, end = whole.calendar.days[first], whole.calendar.days[last]
        tell("window", f"{begin.date()} to {end.date()}")
        start = time.perf_counter()
        work.window(first, kept, last)
        days = (begin.date(), whole.calendar.days[kept].date(), end.date())
        rows.append((*map(str, days), time.perf_counter() - start))
        first = kept + 1
    windows = pd.DataFrame(rows, columns=["start", "kept", "end", "seconds"])
    return Roll(whole.case, whole, work.joined(), windows, yearly)


def _check(case: Case, window_days: int, overlap_days: int, targets: str) -> None:
    faults = []
    if not 0 <= overlap_days < window_days:
        what, allowed = "the overlap leaves no day of the window", f"0 to {window_days - 1} days"
        faults.append(Fault("windows", 0, "overlap", what, f"{overlap_days}", allowed, "choose other lengths"))
    if targets not in ("contents", "values"):
        allowed, remedy = "contents, values", "choose one of the two"
        faults.append(Fault("windows", 0, "targets", "not one of the words allowed here", targets, allowed, remedy))
    if len(case.tables["steps"]):
        what, remedy = "a case with steps of its own has no days", "take the rows out of steps.csv"
        faults.append(Fault("steps.csv", 0, "", what, "", "a case with a calendar", remedy))
    plants = case.table("plants")
    several = plants[(plants["commitment"] != "no") & plants["unit"].notna()]
    for name in several["row"]:
        what = "windows cannot hand over how long each of several units was on"
        remedy = "leave unit empty, or write commitment no"
        faults.append(Fault("plants.csv", 0, "unit", what, str(name), "plants of one unit", remedy))
    if faults:
        raise CaseError(faults)


def _with(case: Case, table: str, cells: dict[str, object]) -> Case:
    return case.with_tables({table: case.tables[table].assign(**cells)})


def boundaries(case: Case, calendar: Calendar) -> Ints:
    """The days, counted from 0, with which kept days may end.

    Raises
    ------
    CaseError
        If a store, or flows that meet, need blocks of a year.
    """
    coarsest = max(["day", *_clocks_that_bind(case)], key=STEPS.index)
    if coarsest == "year":
        what, remedy = "windows cannot cut a balance of a year", "give its nodes a finer step in nodes.csv"
        raise CaseError([Fault("windows", 0, "", what, "year", "month or finer", remedy)])
    block = calendar.day_block[coarsest]
    return np.flatnonzero(np.append(block[1:] != block[:-1], True))


def _clocks_that_bind(case: Case) -> list[str]:
    """Clocks whose blocks must stay whole: of stores, of what closes, and of nodes that meet a finer clock."""
    clock, stores = node_steps(case), case.table("stores")
    found = [str(each) for each in clock.reindex([*stores["node"], *(node for node in stores["loss_to"] if node)])]
    found += [each for each in stores["regulation"] if each in CLOSING]
    links, processes, places = case.table("links"), case.table("processes"), places_of(case)
    of_link = clocks_of_links(links, clock)
    meetings = [(node, own) for end in ("from_node", "to_node") for node, own in zip(links[end], of_link, strict=True)]
    if len(processes):
        of_process = dict(zip(processes.index, clocks_of(processes, places, clock), strict=True))
        meetings += [(node, of_process[name]) for name, node in zip(places["process"], places["node"], strict=True)]
    found += [clock[node] for node, own in meetings if STEPS.index(own) < STEPS.index(clock[node])]
    return found


def spans(cuts: Ints, days: int, window: int, overlap: int) -> list[tuple[int, int]]:
    """Last day kept and last day planned of each window, counted from 0."""
    made, first = [], 0
    while first < days:
        reach = cuts[(cuts >= first) & (cuts < first + window - overlap)]
        kept = int(reach[-1]) if len(reach) else int(cuts[cuts >= first][0])
        last = min(max(kept + overlap, first + window - 1), days - 1)
        made.append((days - 1 if last == days - 1 else kept, last))
        first = made[-1][0] + 1
    return made


class _Work:
    """The windows, one after another."""

    def __init__(self, whole: Timeline, yearly: Plan, targets: str, solver: str) -> None:
        self.whole, self.yearly, self.solver = whole, yearly, solver
        self.kept = Joined(whole.calendar)
        self.targets = Targets(yearly, targets)
        self.bare = Model.of(whole)

    def window(self, first: int, kept: int, last: int) -> None:
        """Plan the days from `first` to `last`, and keep those up to `kept`."""
        so_far = Seen(self.whole, self.kept.results())
        allowed = Allowances(so_far, Seen(self.yearly.timeline, self.yearly.results), first, last)
        case = carried_over(so_far, self.yearly, first, last)
        case = self.targets.written(case, self.whole.calendar, last)
        limits = case.tables["limits"].set_index("limit", drop=False)
        limits.loc[allowed.penalties().index, "penalty"] = allowed.penalties()
        case = case.with_tables({"limits": limits.reset_index(drop=True)})
        made = self._planned(case, partial(self._amend, allowed, so_far, first))
        targets = frozenset(str(name) for name in made.case.table("limits").index if is_target(str(name)))
        self.kept.take(made.calendar, made.results, kept - first + 1, targets)

    def _planned(self, case: Case, amend: Callable[[Model], None]) -> Plan:
        line = timeline(case)
        model = assemble(line, amend=amend)
        matrix = model.program.matrix()
        quiet: Progress = lambda stage, words: None  # noqa: E731
        try:
            return solved(model, Loaded(matrix, load(matrix)), self.solver, None, None, quiet, keep=False)
        except NoPlanError as error:
            days = line.calendar.days
            words = f"no plan for the window from {days[0].date()} to {days[-1].date()}:\n{error}"
            raise NoPlanError(words, error.write_model) from None

    def _amend(self, allowed: Allowances, so_far: Seen, first: int, model: Model) -> None:
        """What a window takes over that no cell of its case can say."""
        allowed.write(model)
        if first > 0:
            self._arrivals(so_far, first, model)
        self._close(model)

    def _close(self, model: Model) -> None:
        """A closed store ends the horizon with no more than it began with."""
        stores = self.whole.case.table("stores")
        closed = stores.index[(stores["final"] == "closed") & ~stores["regulation"].isin(CLOSING)]
        if model.calendar.days[-1] != self.whole.calendar.days[-1]:
            return
        for grid in [each for each in model.program.columns if each.family == "stores.level"]:
            most = np.full((grid.items, grid.steps), np.inf)
            for item in np.flatnonzero(np.isin(grid.names, closed)):
                most[item, -1] = model.case.table("stores").at[grid.names[item], "final_minimum"]
            model.program.cap_columns(grid, most)

    def _arrivals(self, so_far: Seen, first: int, model: Model) -> None:
        """What left before the window and arrives in it enters its balances as a constant."""
        case, bare = self.whole.case, self.bare
        links = case.table("links")
        for name, row in links[links["lag"] > 0].iterrows():
            found = so_far.results.find("links", str(name), "forward")
            if found is not None:
                self._arrive(model, first, row["to_node"], *found, float(row["lag"]), 1.0 - row["loss"])
                before = bare.calendar.lagged(found[0], float(row["lag"]))[1] * row["initial_flow"]
                self._enter(model, first, row["to_node"], found[0], before * (1.0 - row["loss"]))
        flows = flows_of(case.table("flows"), case.table("processes"))
        flows = flows[flows["lag"] > 0]
        for name in flows["process"].unique():
            fall = so_far.results.find("processes", name, "head")
            if fall is not None:
                bare.heads[name] = np.where(fall[1] > 0, fall[1], 1.0)
        for place, row in enumerate(flows.itertuples()):
            found = so_far.results.find("processes", row.process, "activity")
            if found is not None:
                course = self.whole.values(row.profile, found[0]) if row.profile else 1.0
                course = course * head.share(bare, flows.iloc[[place]], found[0])[0]
                self._arrive(model, first, row.node, found[0], found[1] * course, row.lag, row.coefficient)

    def _arrive(self, model: Model, first: int, node: str, clock: str, flow: Floats, lag: float, share: float) -> None:
        calendar = self.whole.calendar
        before = calendar.clocks[clock].start < calendar.days[first]
        each, _ = calendar.lagged(clock, lag)
        hours = np.bincount(
            each.row, weights=np.where(before, flow, 0.0)[each.column] * each.factor, minlength=len(flow)
        )
        self._enter(model, first, node, clock, np.asarray(share * hours, dtype=float))

    def _enter(self, model: Model, first: int, node: str, clock: str, hours: Floats) -> None:
        """Rate x hours that arrive in each step of a clock of the whole horizon, into the balance of a node."""
        calendar, own = self.whole.calendar, str(model.node_clock[node])
        kappa = model.case.kappa[model.case.table("nodes").at[node, "carrier"]]
        inside = calendar.clocks[clock].start >= calendar.days[first]
        block = calendar.blocks(clock, own)
        amounts = np.bincount(block, weights=np.where(inside, hours, 0.0) * kappa, minlength=len(calendar.clocks[own]))
        place = place_of_steps(model.calendar, calendar, own)
        model.constant(pd.Series([node]), np.asarray(-amounts[place][None, :], dtype=float), own)

    def joined(self) -> Results:
        """The results of the whole horizon."""
        closed = self.whole.case.table("stores")
        closed = closed[closed["final"] == "closed"]
        self.kept.without("stores", "initial", frozenset(map(str, closed.index)))
        for each in missed(Seen(self.whole, self.kept.results())):
            self.kept.put(each)
        return self.kept.results()
