"""A river that is run under rules: each step's water is allotted knowing only what is there.

At each step the rules are read, then the allocation of the step is found: the flows of least cost that keep all
bounds, where cost is what the case says (values of tiers, costs of links, worth of stored water, penalties), as
in a plan that sees one step. Stores, lags and accounts carry what is left to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.calendar import HORIZON, Calendar
from aryk.case.case import Case
from aryk.case.faults import CaseError
from aryk.case.timeline import Timeline, timeline
from aryk.results.fields import Field, Results
from aryk.results.units import unit_of
from aryk.rivers.accounts import add_accounts
from aryk.rivers.arrays import Compiled, compile_scheme
from aryk.rivers.bindings import add_limits
from aryk.rivers.draft import Draft
from aryk.rivers.ensemble import Walked, walk_all
from aryk.rivers.faults import NoAllocationError
from aryk.rivers.keeping import add_flood_space, add_slots, add_stores
from aryk.rivers.kernel.simplex import ENDLESS, IMPOSSIBLE, OPTIMAL
from aryk.rivers.members import members_of
from aryk.rivers.nights import add_nights
from aryk.rivers.part import river_carrier, river_part
from aryk.rivers.past import Past
from aryk.rivers.reaches import add_balances, add_links
from aryk.rivers.rules import add_rules, read_flows
from aryk.rivers.scheme import Scheme
from aryk.rivers.uses import add_demands, add_processes, add_supplies

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class River:
    """A case made ready to be run: the scheme and its arrays, and where each result stands."""

    case: Case
    line: Timeline = field(repr=False)
    step: str
    draft: Draft = field(repr=False)
    compiled: Compiled = field(repr=False)
    kept: list[int] = field(repr=False)


@dataclass(frozen=True)
class RiverRun:
    """A river run: flows, contents, shortages and accounts over dated steps.

    Attributes
    ----------
    case, timeline
        The part of the case that is the river, on its own clock.
    members
        Results of each member of the ensemble; one where there is none.
    forced
        Whether some step had no allocation that kept all bounds, so that nodes were allowed to miss their balance
        at a high cost; what they missed stands in `nodes` as `missing` and `surplus`.
    pivots
        Changes of the basis in all steps.
    past
        What was before the first step, where it was not the case that said so.
    """

    case: Case
    timeline: Timeline = field(repr=False)
    members: tuple[Results, ...] = field(repr=False)
    forced: bool = False
    pivots: int = 0
    past: Past | None = field(default=None, repr=False)

    @property
    def results(self) -> Results:
        """Results of the first member."""
        return self.members[0]

    @property
    def step(self) -> str:
        """The clock of the run."""
        return next(each.clock for each in self.results.fields if each.clock != HORIZON)

    @property
    def calendar(self) -> Calendar:
        """The calendar of the run."""
        return self.timeline.calendar

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """All results of the first member as a labelled dataset."""
        return self.results.dataset(partial(_unit, self.case))

    def indicators(self) -> pd.DataFrame:
        """All indicators of the case over the horizon: see `aryk.results.indicators`."""
        from aryk.results.indicators import Gauge

        return Gauge(self.timeline, self.results).table()

    def crops(self) -> pd.DataFrame:
        """What crops lose where water was short: see `aryk.results.crops.crop_losses`."""
        from aryk.results.crops import crop_losses

        return crop_losses(self.timeline, self.results)


def ready_river(
    case: Case,
    *,
    carrier: str | None = None,
    groups: Sequence[str] = (),
    step: str | None = None,
    ensemble: Mapping[str, Floats] | None = None,
    forced: bool = False,
    keep: Sequence[str] | None = None,
    past: Past | None = None,
) -> River:
    """Make a case ready to be run: all that does not depend on chance is worked out once.

    Parameters
    ----------
    carrier, groups, step
        See `aryk.rivers.part.river_part`.
    ensemble
        Series that differ by member, by name; each of shape (members, steps). None: those of the table `members`.
    forced
        Whether nodes may miss their balance at a high cost.
    keep
        Names of results to keep, as `table_quantity`; None: all.
    past
        What was before the first step; None: what the case says.

    Raises
    ------
    CaseError
        If rules go in circles, a content at the start is not known, or series do not cover the horizon.
    """
    name = carrier if carrier is not None else river_carrier(case)
    part = river_part(case, name, groups, step)
    line = timeline(part)
    clock = str(part.table("carriers").at[name, "step"])
    time = line.calendar.clocks[clock]
    given = dict(ensemble) if ensemble else members_of(line, clock)
    members = len(next(iter(given.values()))) if given else 1
    scheme = Scheme(time.hours * float(part.kappa[name]), time.hours / 24.0, members)
    draft = Draft(part, line, clock, name, scheme, forced, ensemble=given, earlier=past)
    add_slots(draft)
    add_rules(draft)
    add_supplies(draft)
    add_demands(draft)
    add_links(draft)
    add_stores(draft)
    add_processes(draft)
    add_nights(draft)
    add_limits(draft)
    add_accounts(draft)
    add_flood_space(draft)
    add_balances(draft)
    read_flows(draft)
    if draft.faults:
        raise CaseError(draft.faults)
    wanted = [
        flow
        for (table, quantity, _), terms in draft.results.items()
        if keep is None or f"{table}_{quantity}" in keep
        for flow, _ in terms
    ]
    kept = list(dict.fromkeys(wanted))
    return River(part, line, clock, draft, compile_scheme(scheme, kept), kept)


def simulate_river(
    case: Case,
    *,
    carrier: str | None = None,
    groups: Sequence[str] = (),
    step: str | None = None,
    ensemble: Mapping[str, Floats] | None = None,
    threads: int | None = None,
    strict: bool = False,
    past: Past | None = None,
) -> RiverRun:
    """Run a river under its rules, step by step.

    Parameters
    ----------
    case
        As read, scenario and measures applied.
    carrier, groups, step, ensemble, past
        See `ready_river`.
    threads
        For an ensemble; None: as many as there are processors.
    strict
        Whether to stop where a step has no allocation that keeps all bounds, rather than let nodes miss their
        balance there.

    Raises
    ------
    CaseError
        See `ready_river`.
    NoAllocationError
        If a flow has no bound, or, when `strict`, a step has no allocation.

    Examples
    --------
    >>> import aryk
    >>> run = simulate_river(aryk.read_case("kz-kg"), groups=["talas"])
    >>> run.results.find("stores", "kirov", "level")[0]
    'dekad'
    """
    how = {"carrier": carrier, "groups": groups, "step": step, "ensemble": ensemble, "past": past}
    river = ready_river(case, **how)  # type: ignore[arg-type]
    walked = None if river.compiled.impossible else walk_all(river.compiled, river.draft.scheme.members, threads)
    forced = walked is None or bool((walked.states[:, 0] == IMPOSSIBLE).any())
    if forced:
        why = river, walked
        river = ready_river(case, forced=True, **how)  # type: ignore[arg-type]
        if strict:
            raise NoAllocationError(f"{_words(*why)}{_culprits(river)}")
        if river.compiled.impossible:
            raise NoAllocationError(_words(river, None))
        walked = walk_all(river.compiled, river.draft.scheme.members, threads)
    assert walked is not None
    if (walked.states[:, 0] != OPTIMAL).any():
        raise NoAllocationError(_words(river, walked))
    members = tuple(results_of(river, walked, member) for member in range(len(walked.states)))
    return RiverRun(river.case, river.line, members, forced, int(walked.states[:, 2].sum()), past)


def results_of(river: River, walked: Walked, member: int) -> Results:
    """What a member of an ensemble gave, with labels."""
    place = {flow: number for number, flow in enumerate(river.kept)}
    flows = walked.flows[member]
    by_kind: dict[tuple[str, str], dict[str, Floats]] = {}
    for (table, quantity, row), terms in river.draft.results.items():
        if all(flow in place for flow, _ in terms):
            total = np.zeros(len(flows))
            for flow, factor in terms:
                total += factor * flows[:, place[flow]]
            by_kind.setdefault((table, quantity), {})[row] = total
    stores = river.draft.scheme.stores
    for number, each in enumerate(stores):
        table, row = each.name.split(" ", 1) if " " in each.name else ("stores", each.name)
        by_kind.setdefault((table, "level"), {})[row] = walked.contents[member][:, number]
        if table == "stores":
            by_kind.setdefault(("stores", "lost"), {})[row] = (
                walked.losses[member][:, number] / river.draft.scheme.amount
            )
    fields = [
        Field(table, quantity, river.step, np.array(list(rows), dtype=object), np.stack(list(rows.values())))
        for (table, quantity), rows in by_kind.items()
    ]
    own = [each for each in stores if " " not in each.name]
    if own:
        names = np.array([each.name for each in own], dtype=object)
        fields.append(Field("stores", "initial", HORIZON, names, np.array([[each.initial] for each in own])))
    return Results(river.line.calendar, tuple(fields))


def _unit(case: Case, table: str, row: str, quantity: str) -> str:
    """Unit of a result; what only a river run has is a rate of its carrier, or an amount."""
    if table in ("limits", "accounts"):
        return ""
    return unit_of(case, table, row, "flow" if quantity in ("missing", "surplus", "lost") else quantity)


def _culprits(river: River) -> str:
    """What gives way first when nodes may miss their balance, and limits and accounts what they bind."""
    if river.compiled.impossible:
        return ""
    walked = walk_all(river.compiled, 1, 1)
    last = int(walked.states[0, 1])
    results = results_of(river, walked, 0)
    found = []
    for table, quantity in (
        ("nodes", "missing"),
        ("nodes", "surplus"),
        ("limits", "missed"),
        ("accounts", "overdrawn"),
        ("accounts", "unpaid"),
    ):
        for each in results.of(table, quantity):
            for name, values in zip(each.names, each.values, strict=True):
                steps = np.flatnonzero(values[:last] > 1e-6)
                if len(steps):
                    found.append((int(steps[0]), f"{table} {name} {quantity} {values[steps[0]]:g}"))
    first = [words for step, words in sorted(found) if step == min(place for place, _ in found)]
    return f": {', '.join(first[:6])}. Remedy: give it a way out, a penalty, or a rule that can be met" if first else ""


def _endless(river: River, walked: Walked, member: int, step: int) -> str:
    """The links whose flow has no bound."""
    place = {flow: number for number, flow in enumerate(river.kept)}
    flows = np.abs(walked.flows[member][step])
    names = [
        f"{table} {row}"
        for (table, _, row), terms in river.draft.results.items()
        if table in ("links", "supplies") and any(flow in place and flows[place[flow]] > 1e6 for flow, _ in terms)
    ]
    return ", ".join(dict.fromkeys(names[:8])) or "links"


def _words(river: River, walked: Walked | None) -> str:
    """Why a step has no allocation, in the words of the case."""
    if walked is None:
        named = ", ".join(check.name for check in river.compiled.impossible[:12])
        return f"no step has an allocation: bounds that nothing can change do not fit in {named}"
    bad = np.flatnonzero(walked.states[:, 0] != OPTIMAL)
    member, (status, step) = int(bad[0]), walked.states[bad[0]][:2]
    when = str(river.line.calendar.clocks[river.step].start[int(step)].date())
    where = f" of member {member}" if len(walked.states) > 1 else ""
    if status == ENDLESS:
        return (
            f"flows without a bound in the step of {when}{where}: {_endless(river, walked, member, int(step))}. "
            "A circle of links without a capacity gains water or value. "
            "Remedy: give a link of the circle a capacity or a cost"
        )
    reason = "no allocation keeps all bounds" if status == IMPOSSIBLE else "rounding spoils the allocation"
    return f"{reason} in the step of {when}{where}"
