"""The answer of another solver, read back by the names that an exported programme gives to columns and rows.

Two forms are read:

- what HiGHS writes with `--solution_file`: sections of values and duals of columns and rows;
- lines `name value`, as Gurobi and SCIP write them, with remarks after `#`; values of columns only.

Nothing is believed: the objective and the rows are computed from the values of the columns. Without duals, the
programme is solved from the point of the file, so that there are prices. Where turbines have heads, the file answers
only the first of several programmes; the others are solved from there, until heads and plan agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import highspy
import numpy as np

from aryk.case.case import Case
from aryk.case.timeline import timeline
from aryk.planning.assemble import assemble
from aryk.planning.export import names
from aryk.planning.labels import labelled
from aryk.planning.loaded import Loaded, Start
from aryk.planning.plan import Plan, solved
from aryk.planning.program import Floats, Grid, Matrix
from aryk.planning.solve import Solution, load, solve

TOLERANCE = 1e-6
"""How far, as share of the size of a row or bound, a value may miss it."""
MOST_TOLD = 5
_SECTIONS = {"# Primal solution values": "primal", "# Dual solution values": "dual", "# Basis": ""}
Values = dict[str, float]
Progress = Callable[[str, str], None]


class SolutionFileError(ValueError):
    """A solution file that does not fit the programme; the message says what to do."""


@dataclass
class _Written:
    """What a file holds, by section and kind."""

    columns: Values = field(default_factory=dict)
    column_duals: Values = field(default_factory=dict)
    row_duals: Values = field(default_factory=dict)


def plan_from_file(case: Case, path: Path, *, progress: Progress | None = None) -> Plan:
    """The plan of a case whose programme another solver has solved.

    Raises
    ------
    SolutionFileError
        If the file cannot be read, names do not fit, or its values break a bound or row.
    CaseError, NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`.
    """
    tell = progress or (lambda stage, words: None)
    written = _read(path)
    tell("calendar", "")
    line = timeline(case)
    tell("assemble", repr(line.calendar))
    model = assemble(line)
    matrix = model.program.matrix()
    tell("solution", str(path))
    columns = model.program.columns
    value = _placed(path, written.columns, columns, "column")
    activity = _activity(matrix, value)
    _check(path, matrix, value, activity, columns, model.program.rows)
    if model.heads or model.near:
        tell("heads", "the file holds the plan for heads and shares of the start: solved on until they and plan agree")
        return solved(model, _loaded_at(matrix, value), "choose", None, None, tell, keep=False)
    found = Solution(
        "optimal",
        _objective(matrix, value),
        value,
        np.zeros_like(value),
        activity,
        np.zeros_like(activity),
        0.0,
        0,
        f"file {path.name}",
    )
    if written.column_duals and written.row_duals:
        duals = _placed(path, written.column_duals, columns, "column")
        prices = _placed(path, written.row_duals, model.program.rows, "row")
        found = replace(found, reduced_cost=duals, row_dual=prices)
    else:
        tell("prices", "the file holds no duals: solved from its values")
        found, best = _priced(matrix, found)
        if found.objective - best > TOLERANCE * max(1.0, abs(best)):
            tell(
                "prices", f"the values cost {found.objective - best:,.6g} more than the optimum, whose prices are taken"
            )
    size = (*matrix.shape, len(matrix.value))
    start = Start(tuple(columns), tuple(model.program.rows), highspy.HighsBasis())
    return Plan(case, line, labelled(model, found), found.objective, found, size, start)


def _read(path: Path) -> _Written:
    written = _Written()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SolutionFileError(f"{path} cannot be read as text: {error}. Remedy: name a solution file") from None
    if lines and lines[0].lstrip().startswith("<"):
        raise SolutionFileError(f"{path} is XML. Remedy: let the solver write lines of a name and a value")
    section, kind = "primal", "columns"
    for place, line in enumerate(lines, start=1):
        if line in _SECTIONS or line == "Model status":
            section, kind = _SECTIONS.get(line, ""), ""
        elif line.startswith(("# Columns", "# Rows")):
            kind = line.split()[1].lower()
        elif line.strip() and not line.startswith("#"):
            held = {("primal", "columns"): written.columns, ("dual", "columns"): written.column_duals}
            held[("dual", "rows")] = written.row_duals
            if (section, kind) in held:
                _enter(held[section, kind], line, f"{path}, line {place}")
    if not written.columns:
        raise SolutionFileError(
            f"{path} holds no values of columns. Remedy: write lines of a name and a value, or the file of HiGHS"
        )
    return written


def _enter(held: Values, line: str, where: str) -> None:
    parts = line.split()
    try:
        name, number = parts[0], float(parts[1])
    except (IndexError, ValueError):
        raise SolutionFileError(f"{where}: not a name and a number: {line.strip()[:60]}") from None
    if not np.isfinite(number):
        raise SolutionFileError(f"{where}: {name} is not finite. Remedy: use the file of a solve that ended well")
    held[name] = number


def _placed(path: Path, held: Values, grids: Iterable[Grid], kind: str) -> Floats:
    """Values in the order of the programme."""
    known = [name for grid in grids for name in names(grid)]
    if len(set(known)) < len(known):
        twice = next(name for place, name in enumerate(known) if name in known[:place])
        raise SolutionFileError(
            f"{path}: two {kind}s of the programme have the name {twice}. Remedy: rename one of the rows of the case "
            "so that they differ in letters and figures"
        )
    missing, unknown = [name for name in known if name not in held], sorted(set(held) - set(known))
    for words, those, remedy in (
        (f"{kind}s of the programme are missing", missing, "let the solver write zeros too"),
        (f"names stand for no {kind} of the programme", unknown, "use the file that this case and scenario exported"),
    ):
        if those:
            shown = ", ".join(those[:MOST_TOLD]) + (", ..." if len(those) > MOST_TOLD else "")
            raise SolutionFileError(f"{path}: {len(those):,} {words}: {shown}. Remedy: {remedy}")
    return np.array([held[name] for name in known])


def _activity(matrix: Matrix, value: Floats) -> Floats:
    """A x."""
    entries = matrix.value * np.repeat(value, np.diff(matrix.start))
    return np.asarray(np.bincount(matrix.index, weights=entries, minlength=matrix.shape[0]), dtype=float)


def _objective(matrix: Matrix, value: Floats) -> float:
    squares = 0.0 if matrix.square is None else float(matrix.square @ value**2)
    return float(matrix.cost @ value) + squares + matrix.offset


def _check(path: Path, matrix: Matrix, value: Floats, activity: Floats, columns: list[Grid], rows: list[Grid]) -> None:
    """Refuse values that break a bound, a row or a whole number."""
    size = np.zeros(matrix.shape[0])
    np.maximum.at(size, matrix.index, np.abs(matrix.value * np.repeat(value, np.diff(matrix.start))))
    for kind, number, lower, upper, scale, grids in (
        ("column", value, matrix.lower, matrix.upper, np.abs(value), columns),
        ("row", activity, matrix.row_lower, matrix.row_upper, size, rows),
    ):
        missed = np.maximum(lower - number, number - upper) / np.maximum(1.0, scale)
        worst = int(np.argmax(missed)) if len(missed) else -1
        if worst >= 0 and missed[worst] > TOLERANCE:
            told = f"{number[worst]:.9g}, allowed {lower[worst]:.9g} to {upper[worst]:.9g}"
            raise SolutionFileError(
                f"{path}: the {kind} {_name(grids, worst)} is {told}. Remedy: solve the programme that this case and "
                "scenario exported, to a smaller feasibility tolerance"
            )
    if matrix.integer is not None:
        off = np.where(matrix.integer, np.abs(value - np.rint(value)), 0.0)
        if off.max() > TOLERANCE:
            name = _name(columns, int(np.argmax(off)))
            raise SolutionFileError(f"{path}: the column {name} is no whole number. Remedy: solve it as one")


def _name(grids: list[Grid], place: int) -> str:
    grid = next(each for each in grids if each.offset <= place < each.offset + each.size)
    return names(grid)[place - grid.offset]


def _priced(matrix: Matrix, found: Solution) -> tuple[Solution, float]:
    """The same values with the duals of the optimum, whole numbers held as they are; and its objective."""
    held = matrix
    if matrix.integer is not None:
        whole, fixed = matrix.integer, np.rint(found.value)
        lower, upper = (np.where(whole, fixed, each) for each in (matrix.lower, matrix.upper))
        held = replace(matrix, integer=None, lower=lower, upper=upper)
    priced = solve(_loaded_at(held, found.value).highs)
    return replace(found, reduced_cost=priced.reduced_cost, row_dual=priced.row_dual), priced.objective


def _loaded_at(matrix: Matrix, value: Floats) -> Loaded:
    """A programme in HiGHS that begins from values of its columns."""
    loaded = Loaded(matrix, load(matrix))
    point = highspy.HighsSolution()
    point.col_value = list(value)
    loaded.highs.setSolution(point)
    return loaded
