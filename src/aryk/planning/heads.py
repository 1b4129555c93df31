"""Heads and the plan that makes them: linear programmes one after another until both agree; see `rules.head`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats, Ints
from aryk.planning.assemble import assemble
from aryk.planning.model import Model
from aryk.planning.program import Grid, Matrix
from aryk.planning.rules import head
from aryk.planning.rules.process import flows_of
from aryk.planning.solve import Solution, SolverLimitError

AGREEMENT = 1e-3
"""How far, in parts of the head, assumed and planned heads may differ where water flows."""
MOST_ROUNDS = 60
FLOWING = 1e-6
"""Share of the largest activity of a turbine below which no water flows."""

Again = Callable[[Model, Matrix], Solution]
Tell = Callable[[str, str], None]


class HeadError(SolverLimitError):
    """Assumed and planned heads did not come to agree."""


@dataclass(frozen=True)
class Agreement:
    """How a plan came to its heads.

    Attributes
    ----------
    rounds
        Linear programmes that were solved.
    gap
        Largest difference of assumed and planned head where water flows, as share of the head.
    assumed
        The head (m) of each turbine in each step of its clock.
    """

    rounds: int
    gap: float
    assumed: dict[str, Floats] = field(repr=False)


def agree(model: Model, solution: Solution, again: Again, tell: Tell) -> tuple[Model, Solution, Agreement]:
    """Solve again until the heads that the programme assumes are those that its plan makes.

    Parameters
    ----------
    solution
        Of `model`, optimal.
    again
        Solves a changed programme from the last basis, and raises what has no plan.

    Raises
    ------
    HeadError
        If they do not agree after `MOST_ROUNDS` programmes.
    """
    pursuit = _Pursuit(model)
    correction = 0.0
    for rounds in range(1, MOST_ROUNDS + 1):
        gap, where = pursuit.gap(model, solution)
        tell("heads", f"programme {rounds}: assumed and planned heads differ by {100 * gap:.3g} % at most")
        if gap <= AGREEMENT and rounds > 1:
            exact = replace(solution, objective=solution.objective - correction)
            return model, exact, Agreement(rounds, gap, dict(model.heads))
        heads, worth, contents = pursuit.next(model, solution)
        model = assemble(model.timeline, heads, model.amend, model.watched, model.near)
        matrix = _with_worth(model.program.matrix(), worth, contents)
        low, high = matrix.lower.copy(), matrix.upper.copy()
        pursuit.hold(matrix, contents)
        solution = again(model, matrix)
        if solution.status == "infeasible" and pursuit.held:
            pursuit.release()
            solution = again(model, replace(matrix, lower=low, upper=high))
        if solution.status != "optimal":
            break
        correction = float(worth @ (solution.value - contents))
    else:
        raise HeadError(
            f"the heads do not agree after {MOST_ROUNDS} linear programmes: {where}\n"
            "remedy: look at the curves in elevations.csv and tailwaters.csv for steep places, or give the turbine a "
            "constant head: set active to no in heads.csv"
        )
    return model, solution, Agreement(rounds + 1, np.inf, dict(model.heads))


def _with_worth(matrix: Matrix, worth: Floats, contents: Floats) -> Matrix:
    """The programme in which contents cost `worth`, counted from those of the plan before."""
    return replace(matrix, cost=matrix.cost + worth, offset=matrix.offset - float(worth @ contents))


@dataclass(frozen=True)
class _Water:
    """The contents of a store: columns at the end of each step and before it, and elevation by content."""

    clock: str
    level: Ints
    before: Ints
    curve: tuple[Floats, Floats]

    def mean(self, value: Floats) -> Floats:
        """Mean content of each step."""
        return np.asarray((value[self.level] + value[self.before]) / 2)

    def elevation(self, value: Floats) -> Floats:
        """Elevation in each step, m."""
        return np.interp(self.mean(value), *self.curve)

    def slope(self, value: Floats) -> Floats:
        """Rise of the elevation with the content, m per amount."""
        contents, elevations = self.curve
        place = np.clip(np.searchsorted(contents, self.mean(value), side="right") - 1, 0, len(contents) - 2)
        return np.asarray(np.diff(elevations) / np.diff(contents))[place]


class _Pursuit:
    """The heads of all turbines, from one programme to the next."""

    def __init__(self, model: Model) -> None:
        self.turbines = head.turbines_of(model.case)
        self.flows = flows_of(model.case.table("flows"), model.case.table("processes").loc[self.turbines.index])
        stores = [*self.turbines["store"], *self.turbines["below"]]
        self.waters = {store: _water_of(model, store) for store in dict.fromkeys(stores) if store}
        self.columns = {name: _column_of(model, "processes.activity", name) for name in self.turbines.index}
        self.limit = {store: np.full(len(water.level), np.inf) for store, water in self.waters.items()}
        self.move: dict[str, Floats] = {}
        self.tail: dict[str, Floats] = {}
        self.damping: dict[str, Floats] = {}
        self.last: Floats | None = None

    # --- what a plan makes of the heads -------------------------------------------------------------------

    def own(self, model: Model, value: Floats, *, damped: bool = False) -> dict[str, Floats]:
        """The head of each turbine that contents and releases of a plan give, m; shape (n,) each."""
        made = {}
        for name, turbine in self.turbines.iterrows():
            clock = self.columns[str(name)][0]
            above = self.waters[turbine["store"]]
            fall = self._on(model, clock, above.clock, above.elevation(value))
            if turbine["below"]:
                below = self.waters[turbine["below"]]
                fall = fall - self._on(model, clock, below.clock, below.elevation(value))
            elif not np.isnan(turbine["tailwater"]):
                fall = fall - turbine["tailwater"]
            else:
                tail = self.tail[turbine["store"]] if damped else self._tailwater(model, turbine["store"], value)
                fall = fall - self._on(model, clock, above.clock, tail)
            made[str(name)] = fall
        return made

    def _on(self, model: Model, rows: str, columns: str, values: Floats) -> Floats:
        row, column, part = head.averaging(model.calendar, rows, columns)
        steps = len(model.calendar.clocks[rows])
        return np.asarray(np.bincount(row, weights=part * values[column], minlength=steps), dtype=float)

    def _tailwater(self, model: Model, store: str, value: Floats) -> Floats:
        """Elevation below the turbines of a store by their mean release in each step of its content."""
        water = self.waters[store]
        release = np.zeros(len(water.level))
        by_release = (self.turbines["below"] == "") & self.turbines["tailwater"].isna()
        node = model.case.table("stores").at[store, "node"]
        for name in self.turbines.index[by_release & (self.turbines["store"] == store)]:
            clock, columns = self.columns[name]
            own = self.flows[(self.flows["process"] == name) & (self.flows["node"] == node)]
            taken = own[own["direction"] == "in"]
            rate = self._coefficients(model, taken, clock).sum(axis=0) * value[columns]
            release += self._on(model, water.clock, clock, rate)
        return np.interp(release, *head.curve(model.case, "tailwaters", store))

    def _coefficients(self, model: Model, flows: pd.DataFrame, clock: str) -> Floats:
        course = model.timeline.course(flows["profile"], clock)
        return np.asarray(flows["coefficient"].to_numpy()[:, None] * course * head.share(model, flows, clock))

    def gap(self, model: Model, solution: Solution) -> tuple[float, str]:
        """The largest difference of assumed and planned head where water flows, and where it is."""
        worst, where = 0.0, "all agree so far"
        for name, planned in self.own(model, solution.value).items():
            clock, columns = self.columns[name]
            activity = np.abs(solution.value[columns])
            assumed = model.heads[name]
            apart = np.where(activity > FLOWING * activity.max(initial=0.0), np.abs(assumed / planned - 1), 0.0)
            step = int(np.argmax(apart))
            if apart[step] > worst:
                when = model.calendar.clocks[clock].start[step]
                worst = float(apart[step])
                where = f"{name} at {when}, assumed {assumed[step]:.6g} m, planned {planned[step]:.6g} m"
        return worst, where

    # --- the next programme -------------------------------------------------------------------------------

    def next(self, model: Model, solution: Solution) -> tuple[dict[str, Floats], Floats, Floats]:
        """Heads to assume, worth of each column by its head, and the contents from which it counts."""
        value = solution.value
        worth, contents = np.zeros(len(value)), np.zeros(len(value))
        for water in self.waters.values():
            contents[water.level], contents[water.before] = value[water.level], value[water.before]
        for name, turbine in self.turbines.iterrows():
            self._add_worth(model, str(name), turbine, solution, worth)
        self._damp_tailwaters(model, value)
        self._limit_moves(value)
        return self.own(model, value, damped=True), worth, contents

    def _add_worth(self, model: Model, name: str, turbine: pd.Series, solution: Solution, worth: Floats) -> None:
        """Change of the objective with the contents above and below a turbine, by its head alone."""
        clock, columns = self.columns[name]
        flows = self.flows[self.flows["process"] == name]
        power = head.exponents(model.case, flows)
        by_head = np.zeros(len(columns))
        for flow, each, rate in zip(flows.itertuples(), power, self._coefficients(model, flows, clock), strict=True):
            sign = each if flow.direction == "out" else -each
            place, node_clock = model.node_place[flow.node], model.node_clock[flow.node]
            price = model.balances[node_clock].of(solution.row_dual)[place]
            row, column, hours = model.arrival(clock, node_clock, flow.lag)
            paid = np.bincount(column, weights=price[row] * hours, minlength=len(columns))
            kappa = model.case.kappa[model.case.table("nodes").at[flow.node, "carrier"]]
            by_head -= sign * kappa * rate * paid
        by_head *= solution.value[columns] / model.heads[name]
        for store, sign in ((turbine["store"], 0.5), (turbine["below"], -0.5)):
            if store:
                water = self.waters[store]
                row, column, part = head.averaging(model.calendar, clock, water.clock)
                each = np.bincount(column, weights=part * by_head[row], minlength=len(water.level))
                np.add.at(worth, water.level, sign * each * water.slope(solution.value))
                np.add.at(worth, water.before, sign * each * water.slope(solution.value))

    def _damp_tailwaters(self, model: Model, value: Floats) -> None:
        """Elevations of tailwaters follow the plan; where they swing, by half the way, a quarter ..."""
        free = (self.turbines["below"] == "") & self.turbines["tailwater"].isna()
        for store in dict.fromkeys(self.turbines["store"][free]):
            planned = self._tailwater(model, store, value)
            assumed = self.tail.get(store, planned)
            move, before = planned - assumed, self.move.get(f"tail {store}", np.zeros(len(planned)))
            damping = self.damping.get(store, np.ones(len(planned)))
            self.damping[store] = np.where(move * before < 0, damping / 2, damping)
            self.tail[store] = assumed + self.damping[store] * move
            self.move[f"tail {store}"] = move

    def _limit_moves(self, value: Floats) -> None:
        """Halve the step of contents that swing to and fro; let grow the step of those that go on."""
        if self.last is not None:
            for store, water in self.waters.items():
                move = value[water.level] - self.last[water.level]
                before = self.move.get(store, np.zeros(len(move)))
                swings, onward = move * before < 0, move * before > 0
                limit = np.where(swings, np.minimum(self.limit[store], np.abs(move)) / 2, self.limit[store])
                self.limit[store] = np.where(onward, 1.5 * limit, limit)
                self.move[store] = move
        self.last = value.copy()

    @property
    def held(self) -> bool:
        """Whether the step of some content is limited."""
        return any(np.isfinite(limit).any() for limit in self.limit.values())

    def hold(self, matrix: Matrix, contents: Floats) -> None:
        """Let contents of a programme move no further from `contents` than their steps."""
        for store, water in self.waters.items():
            low, high = (contents[water.level] + sign * self.limit[store] for sign in (-1.0, 1.0))
            matrix.lower[water.level] = np.minimum(
                np.maximum(matrix.lower[water.level], low), matrix.upper[water.level]
            )
            matrix.upper[water.level] = np.maximum(
                np.minimum(matrix.upper[water.level], high), matrix.lower[water.level]
            )

    def release(self) -> None:
        """Let all contents move as far as they can again."""
        self.limit = {store: np.full(len(limit), np.inf) for store, limit in self.limit.items()}


def _grid_of(model: Model, family: str, name: str) -> tuple[Grid, int]:
    for grid in model.program.columns:
        if grid.family == family:
            found = np.flatnonzero(grid.names == name)
            if len(found):
                return grid, int(found[0])
    raise KeyError(f"the programme has no {family} of {name}")


def _column_of(model: Model, family: str, name: str) -> tuple[str, Ints]:
    """Clock and numbers of the columns of a row."""
    grid, item = _grid_of(model, family, name)
    return grid.clock, grid.offset + item * grid.steps + np.arange(grid.steps)


def _water_of(model: Model, store: str) -> _Water:
    from aryk.planning.rules.storage import keeping

    row = model.case.table("stores").loc[store]
    closed = row["final"] == "closed"
    keep = keeping(model.calendar, str(model.node_clock[row["node"]]), row["regulation"], closed=closed)
    clock, level = _column_of(model, "stores.level", store)
    before = level[keep.before]
    if (keep.before < 0).any():
        before = np.where(keep.before < 0, _column_of(model, "stores.initial", store)[1][0], before)
    return _Water(clock, level, before, head.curve(model.case, "elevations", store))
