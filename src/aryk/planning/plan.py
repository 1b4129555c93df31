"""A case to its best joint plan: assembled, solved, labelled, with cost and gain of each party."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import highspy
import pandas as pd

from aryk.case.calendar import Calendar
from aryk.case.case import Case
from aryk.case.timeline import Timeline, timeline
from aryk.planning.accounts import accounts
from aryk.planning.assemble import assemble
from aryk.planning.boxes import Boxes, first_boxes, run_in_boxes, wide_columns
from aryk.planning.choosing import Shares, agree_on_shares
from aryk.planning.export import check_ending, write_model
from aryk.planning.first_basis import first_basis, fits
from aryk.planning.heads import Agreement, agree
from aryk.planning.labels import labelled
from aryk.planning.loaded import Loaded, Start
from aryk.planning.model import Model
from aryk.planning.program import Matrix
from aryk.planning.secured import secure
from aryk.planning.solve import Solution, SolverOptionError, load, solve
from aryk.planning.verify import Verification, verify
from aryk.planning.ways import way
from aryk.results.fields import Results
from aryk.results.units import unit_of

if TYPE_CHECKING:
    import xarray

    from aryk.planning.resolve import Changes

Progress = Callable[[str, str], None]


class NoPlanError(RuntimeError):
    """There is no plan that keeps every limit: the message says why in the case's words.

    `write_model` writes the programme, with names of the case, to a file .lp or .mps.
    """

    def __init__(self, message: str, write_model: Callable[[Path], None] | None = None) -> None:
        self.write_model = write_model
        super().__init__(message)


@dataclass(frozen=True)
class Plan:
    """The optimum of a case.

    Attributes
    ----------
    case
        The case that was planned, scenario and measures applied.
    results
        Labelled values, prices and duals.
    objective
        Sum over parties of weight x (cost - gain), in the money of the case.
    start
        Where `resolve` begins.
    heads
        How assumed and planned heads of turbines came to agree; None where the case has none.
    shares
        How closely travellers choose by a logit; None where the case has no choices.
    """

    case: Case
    timeline: Timeline = field(repr=False)
    results: Results = field(repr=False)
    objective: float
    solution: Solution = field(repr=False)
    size: tuple[int, int, int]
    start: Start = field(repr=False)
    heads: Agreement | None = None
    shares: Shares | None = None

    @property
    def calendar(self) -> Calendar:
        """The calendar of the plan."""
        return self.timeline.calendar

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """Money by party and kind: see `aryk.planning.accounts`."""
        return accounts(self.timeline, self.results)

    @property
    def dataset(self) -> xarray.Dataset:
        """All results as a labelled dataset."""
        return self.results.dataset(partial(unit_of, self.case))

    def indicators(self) -> pd.DataFrame:
        """All indicators of the case over the horizon: see `aryk.results.indicators`."""
        from aryk.results.indicators import Gauge

        return Gauge(self.timeline, self.results).table()

    def verify(self) -> Verification:
        """Every balance and limit recomputed from tables and results alone: see `aryk.planning.verify`."""
        return verify(self.timeline, self.results)

    def resolve(
        self,
        changes: Changes,
        *,
        hold_heads: bool = False,
        time_limit: float | None = None,
        options: dict[str, Any] | None = None,
        progress: Progress | None = None,
    ) -> Plan:
        """The plan of a changed case, solved from the basis of this one: see `aryk.planning.resolve`.

        Examples
        --------
        >>> import aryk
        >>> plan = aryk.plan("tiny")
        >>> dear = plan.resolve(["supplies.gas-down.cost=90"])
        >>> dear.objective > plan.objective
        True
        """
        from aryk.planning.resolve import resolve

        return resolve(self, changes, hold_heads=hold_heads, time_limit=time_limit, options=options, progress=progress)


def plan(
    case: Case,
    *,
    solver: str = "choose",
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    export: Sequence[Path] = (),
    progress: Progress | None = None,
    keep: bool = False,
    line: Timeline | None = None,
) -> Plan:
    """Find the plan of least cost for all parties together.

    Parameters
    ----------
    case
        As read, scenario and measures applied.
    solver
        One of `aryk.planning.solve.SOLVERS`. `windows` is simplex from a basis that is put together of windows (see
        `aryk.planning.first_basis`); `boxes` finds sizes in boxes (`aryk.planning.boxes`); `choose` is what
        `aryk.planning.ways.way` says.
    time_limit
        Seconds for the solver.
    options
        Further options of HiGHS, by name.
    export
        Files to write the programme to, .lp or .mps, with names of the case.
    progress
        Called with a stage and a line of words.
    keep
        Keep the programme in HiGHS for `Plan.resolve`; it needs the memory of the solve as long as the plan lives.
    line
        The case on its days, where they are known already.

    Raises
    ------
    ExportError
        If an export is neither .lp nor .mps.
    CaseError
        If series or limits do not fit the calendar.
    NoPlanError
        If no plan keeps every limit, or cost can fall without bound.
    SolverOptionError
        If HiGHS does not know the solver or an option.
    SolverLimitError
        If HiGHS stopped before an answer, or the heads of turbines do not agree with the plan.
    """
    tell = progress or (lambda stage, words: None)
    for path in export:
        check_ending(path)
    tell("calendar", "")
    line = timeline(case) if line is None else line
    tell("assemble", repr(line.calendar))
    model = assemble(line, watched=None if export else frozenset())
    matrix = model.program.matrix()
    loaded = Loaded(matrix, load(matrix))
    for path in export:
        write_model(loaded.highs, model.program, path)
    begin = perf_counter()
    if solver == "choose":
        solver = way(model.calendar, model.program, matrix)
    basis = _first_basis(model, matrix, tell) if solver == "windows" else None
    boxes = _first_boxes(model, matrix) if solver == "boxes" else None
    spent = perf_counter() - begin
    return solved(model, loaded, solver, time_limit, options, tell, keep=keep, basis=basis, boxes=boxes, spent=spent)


def _first_basis(model: Model, matrix: Matrix, tell: Progress) -> highspy.HighsBasis | None:
    """Where simplex begins; None: without a basis."""
    if not fits(model.calendar, matrix):
        raise SolverOptionError(
            "solver windows needs full chronology of more than three days, without whole units and rising costs. "
            "Remedy: take choose, or set chronology to full in case.csv"
        )
    return first_basis(model.calendar, model.program, matrix, lambda words: tell("solve", words))


def _first_boxes(model: Model, matrix: Matrix) -> Boxes | None:
    """Where the search of sizes begins; None: without."""
    if not matrix.linear or not len(wide_columns(matrix)):
        raise SolverOptionError(
            "solver boxes needs sizes that the plan chooses, without whole units and rising costs. "
            "Remedy: take choose, or name measures under choose in scenarios.csv"
        )
    return first_boxes(model.calendar, model.program, matrix)


def solved(
    model: Model,
    loaded: Loaded,
    solver: str,
    time_limit: float | None,
    options: dict[str, Any] | None,
    tell: Progress,
    *,
    keep: bool,
    basis: highspy.HighsBasis | None = None,
    boxes: Boxes | None = None,
    spent: float = 0.0,
    heads: Agreement | None = None,
) -> Plan:
    """The plan of a loaded programme, begun from what HiGHS holds, or from `basis` or `boxes`.

    For these two `spent` seconds went by. With `heads` those of the model are held, as they agreed in another plan.

    Raises
    ------
    NoPlanError, SolverOptionError, SolverLimitError
        See `plan`.
    """
    matrix, line = loaded.matrix, model.timeline
    size = (*matrix.shape, len(matrix.value))
    tell("solve", f"{size[1]:,} columns, {size[0]:,} rows, {size[2]:,} coefficients")

    answers: list[Solution] = []
    held = model

    def answer(kind: str, basis: highspy.HighsBasis | None = None, boxes: Boxes | None = None) -> Solution:
        found = solve(
            loaded.highs,
            solver=kind,
            time_limit=None if time_limit is None else max(0.1, time_limit - spent),
            options=options,
            progress=lambda words: tell("solve", words),
            integer=loaded.matrix.integer is not None,
            basis=basis,
            search=partial(run_in_boxes, boxes, loaded.matrix) if boxes else None,
        )
        answers.append(found)
        return found

    def again(changed: Model, programme: Matrix) -> Solution:
        nonlocal held
        basis = Start.of(held, loaded, options, keep=False).basis_for(changed) if programme.linear else None
        held = changed
        loaded.take(programme)
        if basis is None:
            return answer(solver)
        loaded.highs.setBasis(basis)
        last = [each for each in answers if each.status == "optimal"][-1]
        return answer("choose", boxes=boxes and replace(boxes, size=last.value[boxes.columns], near=True))

    solution, agreement = answer(solver, basis, boxes), None
    model, solution = secure(model, solution, again, tell)
    model, solution, shares = agree_on_shares(model, solution, again, tell)
    loose = bool(model.heads) and heads is None
    while solution.status == "optimal" and (loose or (model.near and model.unwatched)):
        if loose:
            model, solution, agreement = agree(model, solution, again, tell)
        before = model
        model, solution = secure(model, solution, again, tell)
        model, solution, shares = agree_on_shares(model, solution, again, tell)
        if model is before:
            break
    if solution.status != "optimal":
        _refuse(model, loaded, solution)
    results = labelled(model, solution)
    solution = replace(solution, seconds=spent + sum(each.seconds for each in answers))
    start = Start.of(model, loaded, options, keep=keep)
    return Plan(line.case, line, results, solution.objective, solution, size, start, agreement or heads, shares)


def _refuse(model: Model, loaded: Loaded, solution: Solution) -> None:
    from aryk.planning.diagnose import why_infeasible, why_unbounded

    why = (why_unbounded if solution.status == "unbounded" else why_infeasible)(model, loaded.matrix)
    raise NoPlanError(why, lambda path: write_model(loaded.highs, model.program, path))
