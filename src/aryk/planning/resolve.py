"""A changed case solved again from the basis of the plan before.

The changed case is assembled anew: that is a small part of a solve, and no rule has to know which of its arrays a
cell reaches. What is saved is the work of the solver, which begins at the last optimum, and the timeline where no
series, calendar or step changed. The answer is the optimum of the changed case, the same as of a plan without a
plan before; where several plans are equally good, it may be another of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aryk.case.case import Case
from aryk.case.changes import Change, apply_changes, parse_setting
from aryk.case.schema import TABLES
from aryk.case.timeline import Timeline, base_step, timeline
from aryk.planning.assemble import assemble
from aryk.planning.loaded import Loaded
from aryk.planning.model import Near
from aryk.planning.solve import load

if TYPE_CHECKING:
    from aryk.planning.plan import Plan, Progress

Changes = Case | str | Change | Iterable[str | Change]
"""A changed case, or what changes: `Change`s, or words such as `supplies.gas.cost=30`."""

_MAKING_TIME = ("series", "profiles", "stages", "steps")
_CLOCK_SETTINGS = ["start", "end", "chronology", "block", "utc_offset"]


def resolve(
    plan: Plan,
    changes: Changes,
    *,
    hold_heads: bool = False,
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The plan of a changed case, solved from the basis of `plan`.

    Parameters
    ----------
    changes
        What differs from the case of `plan`, or the changed case itself.
    hold_heads
        Keep the heads of turbines that agreed in `plan`: one linear programme instead of several, right where the plan
        of stores changes little.
    time_limit
        Seconds for the solver.
    options
        Options of HiGHS; None: those of `plan`.
    progress
        Called with a stage and a line of words.

    Raises
    ------
    CaseError
        If a change does not fit, or the changed case makes no sense.
    NoPlanError, SolverOptionError, SolverLimitError
        See `aryk.planning.plan.plan`.
    """
    tell = progress or (lambda stage, words: None)
    case = changed_case(plan.case, changes)
    tell("calendar", "")
    line = timeline_after(plan.timeline, case)
    return resolve_on(plan, line, hold_heads=hold_heads, time_limit=time_limit, options=options, progress=progress)


def resolve_on(
    plan: Plan,
    line: Timeline,
    *,
    hold_heads: bool = False,
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The plan of a case on a timeline, solved from the basis of `plan`; see `resolve`."""
    from aryk.planning.plan import solved

    tell = progress or (lambda stage, words: None)
    tell("assemble", repr(line.calendar))
    heads = plan.heads.assumed if plan.heads else None
    model = assemble(line, heads, watched=plan.start.watched, near=near_of(plan))
    matrix = model.program.matrix()
    basis = plan.start.basis_for(model) if matrix.linear else None
    loaded = plan.start.loaded
    if loaded is None:
        loaded = Loaded(matrix, load(matrix))
    else:
        loaded.take(matrix)
    if basis is not None:
        loaded.highs.setBasis(basis)
    own = plan.start.options if options is None else options
    held = plan.heads if hold_heads else None
    return solved(model, loaded, "choose", time_limit, own, tell, keep=plan.start.loaded is not None, heads=held)


def near_of(plan: Plan) -> dict[str, Near] | None:
    """Where the shares of choices lie in a plan."""
    return plan.shares.near if plan.shares else None


def changed_case(case: Case, changes: Changes) -> Case:
    """The case that changes make of a case.

    Raises
    ------
    CaseError
        If a change does not fit, or the changed case makes no sense.
    """
    if isinstance(changes, Case):
        return changes
    listed = [changes] if isinstance(changes, (str, Change)) else list(changes)
    return apply_changes(case, [parse_setting(case, each) if isinstance(each, str) else each for each in listed])


def timeline_after(line: Timeline, case: Case) -> Timeline:
    """The timeline of a changed case: that of the case before, where nothing that makes it changed.

    Typical days stand for all series in use, so that a series which comes into use makes them anew, unless they were
    made with an eye on it.
    """
    old = line.case
    changed = {name for name in case.tables if case.tables[name] is not old.tables[name]}
    same = (
        changed.isdisjoint(_MAKING_TIME)
        and case.series_files is old.series_files
        and case.settings[_CLOCK_SETTINGS].equals(old.settings[_CLOCK_SETTINGS])
        and base_step(case) == base_step(old)
        and (line.stands_for(case) or all(_series_named(case, name) == _series_named(old, name) for name in changed))
    )
    return replace(line, case=case) if same else timeline(case)


def _series_named(case: Case, table: str) -> set[str]:
    """The series that rows in use of a table name."""
    columns = [column.name for column in TABLES[table].columns if column.refers == "series"]
    return {name for column in columns for name in case.table(table)[column]}
