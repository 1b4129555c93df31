"""A matrix to HiGHS and back: options, progress, status."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np

from aryk.planning.program import Floats, Matrix

MIP_GAP = 1e-7
"""How far, in parts of the objective, a programme with whole numbers may stay from its bound."""
SOLVERS = ("choose", "simplex", "windows", "boxes", "ipm", "hipo", "pdlp")
REPAIR = 0.25
"""Iterations that HiGHS may take from a given basis, in parts of the number of rows, before it begins without it."""
GAVE_UP = (highspy.HighsModelStatus.kNotset, highspy.HighsModelStatus.kSolveError)
"""States in which HiGHS leaves a programme when its numbers defeat it."""
Status = Literal["optimal", "infeasible", "unbounded", "limit"]
Progress = Callable[[str], None]
Search = Callable[[highspy.Highs, Callable[[], None]], None]


class SolverOptionError(ValueError):
    """An option that HiGHS does not have, or a value that it does not take."""


class SolverLimitError(RuntimeError):
    """The solver stopped before the optimum: at a time limit, or for numerical trouble."""


@dataclass(frozen=True)
class Solution:
    """Values and duals of a solved programme.

    `row_dual[i]` is the change of the objective for each unit by which the binding bound of row i rises,
    `reduced_cost[j]` the same for column j.
    """

    status: Status
    objective: float
    value: Floats
    reduced_cost: Floats
    row_value: Floats
    row_dual: Floats
    seconds: float
    iterations: int
    solver: str


def load(matrix: Matrix) -> highspy.Highs:
    """A HiGHS instance that holds the programme; no messages on the screen."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    rows, columns = matrix.shape
    status = highs.passModel(
        columns,
        rows,
        len(matrix.value),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        matrix.offset,
        matrix.cost,
        matrix.lower,
        matrix.upper,
        matrix.row_lower,
        matrix.row_upper,
        matrix.start[:-1],
        matrix.index,
        matrix.value,
        np.zeros(columns, dtype=np.int32) if matrix.integer is None else matrix.integer.astype(np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise SolverLimitError("HiGHS refused the programme: a coefficient or bound is not a finite number")
    if matrix.square is not None:
        _pass_squares(highs, matrix.square)
    return highs


def _pass_squares(highs: highspy.Highs, square: Floats) -> None:
    """Squares as a diagonal Hessian; HiGHS minimises half of it."""
    hessian = highspy.HighsHessian()
    hessian.dim_ = len(square)
    hessian.format_ = highspy.HessianFormat.kTriangular
    held = square != 0
    hessian.start_ = np.concatenate([[0], np.cumsum(held)]).astype(np.int32)
    hessian.index_ = np.flatnonzero(held).astype(np.int32)
    hessian.value_ = 2 * square[held]
    if highs.passHessian(hessian) == highspy.HighsStatus.kError:
        raise SolverLimitError("HiGHS refused the squares of the costs")


def solve(
    highs: highspy.Highs,
    *,
    solver: str = "choose",
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    progress: Progress | None = None,
    integer: bool = False,
    basis: highspy.HighsBasis | None = None,
    search: Search | None = None,
) -> Solution:
    """Solve the loaded programme.

    Parameters
    ----------
    solver
        One of `SOLVERS`; `choose`, `windows` and `boxes` are simplex, which gives a vertex: flows that are at a bound
        are exactly there. Where simplex begins is `basis`.
    time_limit
        Seconds.
    progress
        Called with a line of words about once a second.
    integer
        Whether some columns are whole numbers. They are then fixed at what was found and the programme is solved
        once more, so that there are prices: those of the plan with what is on, started and built as it is.
    basis
        Where to begin; one that leads nowhere within `REPAIR` is let go.
    search
        Runs HiGHS more than once on the way to the optimum: given HiGHS and what lets it run.

    Raises
    ------
    SolverOptionError
        If HiGHS refuses an option.
    SolverLimitError
        If it stopped before an answer.
    """
    if solver not in SOLVERS:
        raise SolverOptionError(f"there is no solver {solver!r}. Allowed: {', '.join(SOLVERS)}")
    for name, value in {
        "solver": "simplex" if solver in ("windows", "boxes") else solver,
        # HiGHS counts the time of all runs of an instance, and keeps a limit until it is told another
        "time_limit": highs.getRunTime() + time_limit if time_limit else np.inf,
        **(options or {}),
    }.items():
        if highs.setOptionValue(name, value) == highspy.HighsStatus.kError:
            if (name, value) == ("solver", "hipo"):
                raise SolverOptionError("this build of HiGHS has no hipo. Remedy: take ipm, or a HiGHS built with hipo")
            raise SolverOptionError(f"HiGHS does not take {name} = {value!r}. Remedy: see the list of HiGHS options")
    if integer:
        highs.setOptionValue("mip_rel_gap", (options or {}).get("mip_rel_gap", MIP_GAP))
    begin = time.perf_counter()
    if search:
        search(highs, lambda: _run(highs, progress))
    elif basis is None or not _run_from(highs, basis, options or {}, progress):
        _run(highs, progress)
    if highs.getModelStatus() in GAVE_UP and not search:
        _run_otherwise(highs, progress)
    status = _status(highs)
    if integer and status == "optimal":
        _fix_integers(highs)
        _run(highs, progress)
        status = _status(highs)
    seconds = time.perf_counter() - begin
    info, found = highs.getInfo(), highs.getSolution()
    return Solution(
        status,
        float(info.objective_function_value),
        np.asarray(found.col_value, dtype=float),
        np.asarray(found.col_dual, dtype=float),
        np.asarray(found.row_value, dtype=float),
        np.asarray(found.row_dual, dtype=float),
        seconds,
        int(max(info.simplex_iteration_count, info.ipm_iteration_count)),
        f"HiGHS {highs.version()}",
    )


def _fix_integers(highs: highspy.Highs) -> None:
    """Turn whole columns into continuous ones, fixed at their rounded values."""
    kinds = [int(kind) for kind in highs.getLp().integrality_]
    whole = np.flatnonzero(kinds).astype(np.int32)
    values = np.rint(np.asarray(highs.getSolution().col_value)[whole])
    highs.changeColsIntegrality(len(whole), whole, np.zeros(len(whole), dtype=np.uint8))
    highs.changeColsBounds(len(whole), whole, values, values)


def _run_from(
    highs: highspy.Highs, basis: highspy.HighsBasis, options: dict[str, Any], progress: Progress | None
) -> bool:
    """Run from a basis; False if that led nowhere, and the programme is loaded as before."""
    held: dict[str, int] = {
        "simplex_iteration_limit": max(1000, int(REPAIR * highs.getNumRow())),
        "simplex_dual_edge_weight_strategy": 1,  # Devex: exact weights of a given basis cost more than they save
    }
    own = {name: value for name, value in held.items() if name not in options}
    before = {name: highs.getOptionValue(name)[1] for name in own}
    for name, value in own.items():
        highs.setOptionValue(name, value)
    highs.setBasis(basis)
    _run(highs, progress)
    for name, old in before.items():
        highs.setOptionValue(name, old)
    if highs.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit):
        return True
    highs.clearSolver()
    return False


def _run_otherwise(highs: highspy.Highs, progress: Progress | None) -> None:
    """Run without presolve, then by interior points, where simplex gave up on numbers that differ too much in size."""
    before = {name: highs.getOptionValue(name)[1] for name in ("presolve", "solver")}
    for changed in ({"presolve": "off"}, {"presolve": before["presolve"], "solver": "ipm"}):
        highs.clearSolver()
        for name, value in changed.items():
            highs.setOptionValue(name, value)
        _run(highs, progress)
        if highs.getModelStatus() not in GAVE_UP:
            break
    for name, value in before.items():
        highs.setOptionValue(name, value)


def _run(highs: highspy.Highs, progress: Progress | None) -> None:
    """Run in a thread of its own, so that Ctrl-C is heard at once."""
    worker = threading.Thread(target=highs.run, daemon=True)
    begin = time.perf_counter()
    worker.start()
    while worker.is_alive():
        worker.join(1.0)
        if progress and worker.is_alive():
            progress(f"{time.perf_counter() - begin:.0f} s")


def _status(highs: highspy.Highs) -> Status:
    found = highs.getModelStatus()
    known = highspy.HighsModelStatus
    if found in (known.kOptimal, known.kModelEmpty):
        return "optimal"
    if found == known.kInfeasible:
        return "infeasible"
    if found == known.kUnbounded:
        return "unbounded"
    if found == known.kUnboundedOrInfeasible:
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("solver", "simplex")
        highs.run()
        return "unbounded" if highs.getModelStatus() == known.kUnbounded else "infeasible"
    raise SolverLimitError(f"HiGHS stopped without an answer: {highs.modelStatusToString(found)}")
