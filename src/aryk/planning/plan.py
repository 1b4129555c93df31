"""A case to its best joint plan: assembled, solved, labelled, with cost and gain of each party."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats
from aryk.case.case import Case
from aryk.case.timeline import Timeline, timeline
from aryk.planning.accounts import accounts
from aryk.planning.assemble import assemble
from aryk.planning.export import write_model
from aryk.planning.model import Model
from aryk.planning.program import Grid, Matrix
from aryk.planning.rules.demand import wanted
from aryk.planning.rules.storage import keeping
from aryk.planning.solve import Solution, load, solve
from aryk.planning.verify import Verification, verify
from aryk.results.fields import Field, Results
from aryk.results.units import unit_of

if TYPE_CHECKING:
    import xarray

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
    accounts
        Money by party and kind: see `aryk.planning.accounts`.
    """

    case: Case
    timeline: Timeline = field(repr=False)
    results: Results = field(repr=False)
    objective: float
    accounts: pd.DataFrame = field(repr=False)
    solution: Solution = field(repr=False)
    size: tuple[int, int, int]

    @property
    def calendar(self) -> Calendar:
        """The calendar of the plan."""
        return self.timeline.calendar

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


def plan(
    case: Case,
    *,
    solver: str = "choose",
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    export: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Plan:
    """Find the plan of least cost for all parties together.

    Parameters
    ----------
    case
        As read, scenario and measures applied.
    solver
        `choose`, `simplex`, `ipm` or `hipo` of HiGHS.
    time_limit
        Seconds for the solver.
    options
        Further options of HiGHS, by name.
    export
        Files to write the programme to, .lp or .mps, with names of the case.
    progress
        Called with a stage and a line of words.

    Raises
    ------
    CaseError
        If series or limits do not fit the calendar.
    NoPlanError
        If no plan keeps every limit, or cost can fall without bound.
    SolverLimitError
        If HiGHS stopped before an answer.
    """
    tell = progress or (lambda stage, words: None)
    tell("calendar", "")
    line = timeline(case)
    tell("assemble", repr(line.calendar))
    model = assemble(line)
    matrix = model.program.matrix()
    highs = load(matrix)
    for path in export:
        write_model(highs, model.program, path)
    size = (*matrix.shape, len(matrix.value))
    tell("solve", f"{size[1]:,} columns, {size[0]:,} rows, {size[2]:,} coefficients")
    solution = solve(
        highs, solver=solver, time_limit=time_limit, options=options, progress=lambda words: tell("solve", words)
    )
    if solution.status != "optimal":
        _refuse(model, matrix, highs, solution)
    results = labelled(model, solution)
    return Plan(case, line, results, solution.objective, accounts(line, results), solution, size)


def _refuse(model: Model, matrix: Matrix, highs: highspy.Highs, solution: Solution) -> None:
    from aryk.planning.diagnose import why_infeasible, why_unbounded

    why = why_unbounded(model, matrix) if solution.status == "unbounded" else why_infeasible(model, matrix)
    raise NoPlanError(why, lambda path: write_model(highs, model.program, path))


def labelled(model: Model, solution: Solution) -> Results:
    """Solution arrays as fields by table, quantity and clock."""
    fields: list[Field] = []
    grids = model.program.columns
    for grid in grids:
        values = grid.of(solution.value)
        match grid.family:
            case "supplies.flow":
                fields += [_field(grid, values), _field(grid, grid.of(solution.reduced_cost), "rent")]
                fields += _curtailed(model, grid, values)
            case "demands.unserved" | "demands.served":
                fields.append(_field(grid, values, f"tier_{grid.family.split('.')[1]}"))
            case "links.forward":
                fields += [
                    _field(grid, grid.of(solution.reduced_cost), "rent"),
                    *_link_flows(grid, grids, values, solution),
                ]
            case "links.back" | "stores.in" | "stores.out":
                pass
            case "processes.activity":
                fields += [_field(grid, values), _field(grid, grid.of(solution.reduced_cost), "rent")]
            case _:
                fields.append(_field(grid, values))
    fields += _net_of_doors(grids, solution)
    fields += _demands(model, fields)
    for grid in model.program.rows:
        weight = model.calendar.clocks[grid.clock].weight
        if grid.family == "balance":
            fields.append(Field("nodes", "price", grid.clock, grid.names, grid.of(solution.row_dual) / weight))
        elif grid.family == "stores.content":
            fields.append(
                Field("stores", "price", grid.clock, grid.names, -grid.of(solution.row_dual) / _times(model, grid))
            )
        elif grid.family == "limits":
            fields.append(Field("limits", "price", grid.clock, grid.names, grid.of(solution.row_dual) / weight))
    return Results(model.calendar, tuple(_merged(fields)))


def _times(model: Model, grid: Grid) -> Floats:
    """How often each content of a group of stores occurs; shape (n,)."""
    store = model.case.table("stores").loc[grid.names[0]]
    return keeping(model.calendar, str(model.node_clock[store["node"]]), store["regulation"]).times


def _field(grid: Grid, values: Floats, quantity: str | None = None) -> Field:
    table, own = grid.family.split(".")
    return Field(table, quantity or own, grid.clock, grid.names, values)


def _curtailed(model: Model, grid: Grid, flow: Floats) -> list[Field]:
    rows = model.case.table("supplies").loc[list(grid.names)]
    items = np.flatnonzero((rows["kind"] == "curtailable").to_numpy())
    if not len(items):
        return []
    chosen = rows.iloc[items]
    most = chosen["capacity"].to_numpy()[:, None] * model.timeline.table(chosen["available"], grid.clock)
    return [Field("supplies", "curtailed", grid.clock, grid.names[items], most - flow[items])]


def _link_flows(grid: Grid, grids: list[Grid], forward: Floats, solution: Solution) -> list[Field]:
    back = np.zeros_like(forward)
    for other in grids:
        if other.family == "links.back" and other.clock == grid.clock:
            item = {name: place for place, name in enumerate(grid.names)}
            back[[item[name] for name in other.names]] = other.of(solution.value)
    signed = np.minimum(forward, 0.0)
    return [
        Field("links", "flow", grid.clock, grid.names, forward - back),
        Field("links", "forward", grid.clock, grid.names, forward - signed),
        Field("links", "back", grid.clock, grid.names, back - signed),
    ]


def _net_of_doors(grids: list[Grid], solution: Solution) -> list[Field]:
    fields = []
    doors = {
        (grid.clock, tuple(grid.names), grid.family): grid
        for grid in grids
        if grid.family in ("stores.in", "stores.out")
    }
    for (clock, names, family), grid in doors.items():
        fields.append(_field(grid, grid.of(solution.value)))
        if family == "stores.in":
            other = doors[clock, names, "stores.out"]
            fields.append(_field(grid, grid.of(solution.value) - other.of(solution.value), "net"))
    return fields


def _demands(model: Model, fields: list[Field]) -> list[Field]:
    """Served and unserved flow of each demand, summed over its tiers."""
    demands = model.case.table("demands")
    clocks = model.node_clock.reindex(demands["node"]).reset_index(drop=True)
    made = []
    for clock, places in model.by_clock(clocks):
        rows = demands.iloc[places]
        item = {name: place for place, name in enumerate(rows.index)}
        level = wanted(model, rows, clock)
        sums = {"tier_unserved": np.zeros_like(level), "tier_served": np.zeros_like(level)}
        for each in fields:
            if each.table == "demands" and each.clock == clock:
                owners = [item[str(name).rsplit("/", 1)[0]] for name in each.names]
                np.add.at(sums[each.quantity], owners, each.values)
        need = (rows["kind"] == "need").to_numpy()
        names = rows.index.to_numpy()
        made.append(
            Field(
                "demands",
                "served",
                clock,
                names,
                np.where(need[:, None], level - sums["tier_unserved"], sums["tier_served"]),
            )
        )
        made.append(Field("demands", "unserved", clock, names[need], sums["tier_unserved"][need]))
    return made


def _merged(fields: list[Field]) -> list[Field]:
    """Fields of one label (stores come in several groups) joined into one."""
    by_label: dict[str, list[Field]] = {}
    for each in fields:
        by_label.setdefault(each.label, []).append(each)
    return [
        parts[0]
        if len(parts) == 1
        else Field(
            parts[0].table,
            parts[0].quantity,
            parts[0].clock,
            np.concatenate([each.names for each in parts]),
            np.concatenate([each.values for each in parts]),
        )
        for parts in by_label.values()
    ]
