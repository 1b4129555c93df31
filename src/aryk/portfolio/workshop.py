"""Programmes and plans with some measures in place, all on the same days and with the same heads of turbines.

Typical days stand for the series of all candidates, in use or not, so that plans differ by their measures alone. Heads
are those that agree in the plan without measures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from aryk.case.calendar import Floats
from aryk.case.case import Case
from aryk.case.changes import apply_changes
from aryk.case.faults import CaseError
from aryk.case.timeline import Timeline, base_step, timeline
from aryk.measures.apply import measure_changes, series_with, with_measures
from aryk.planning.assemble import assemble
from aryk.planning.labels import labelled
from aryk.planning.loaded import Loaded, Start
from aryk.planning.model import Model
from aryk.planning.plan import plan
from aryk.planning.program import Matrix
from aryk.planning.solve import Solution, load, solve
from aryk.portfolio.candidates import ChoiceError
from aryk.portfolio.union import Labels, Spread
from aryk.portfolio.watched import CRITERION, MISSED, Criterion, add_criteria
from aryk.results.fields import Results

Names = frozenset[str]
Tell = Callable[[str, str], None]
_MAKING_TIME = ("series", "profiles", "stages", "steps")
_CLOCK = ["start", "end", "chronology", "block", "utc_offset"]


@dataclass(frozen=True)
class Trial:
    """A plan with some measures in place.

    Attributes
    ----------
    cost
        Sum over parties of weight x (cost - gain) without what the measures cost to build and keep; infinite where
        there is no plan.
    prices
        What each row of the space of all programmes is worth, money for each unit of its bound.
    floor
        The least cost that the prices prove; below `cost` where plants are on or off.
    bound
        Which rows of that space bind something there.
    watched
        Value of each criterion.
    caps
        What each criterion was held to; infinite where it was not.
    slopes
        What one unit more of each cap is worth, at most 0.
    """

    chosen: Names
    cost: float
    prices: Floats = field(repr=False)
    floor: float
    bound: np.ndarray = field(repr=False)
    watched: Mapping[str, float]
    caps: Mapping[str, float]
    slopes: Mapping[str, float] = field(default_factory=dict)

    @property
    def feasible(self) -> bool:
        """Whether there is a plan."""
        return bool(np.isfinite(self.cost))


class Workshop:
    """Makes programmes of a case with measures, and plans them.

    Attributes
    ----------
    base
        The plan without measures.
    years
        Years of the horizon.
    penalties
        Money for a unit by which a criterion misses its cap.
    solved
        How many programmes were solved, the plan without measures included.
    """

    def __init__(
        self, case: Case, measures: Collection[str], criteria: Collection[Criterion] = (), tell: Tell | None = None
    ) -> None:
        self.case, self.criteria = case, tuple(criteria)
        self.tell = tell or (lambda stage, words: None)
        self.columns, self.rows = Labels(), Labels()
        for name in measures:
            self._check_time(apply_changes(case, measure_changes(case, [name]), judge=False), name)
        self._line = timeline(case, also=series_with(case, list(measures)))
        self.tell("plan", "without measures")
        self.base = plan(case, progress=self.tell, line=self._line)
        self.years = self.base.calendar.yearly_value(np.nan, np.nan)
        self._heads = self.base.heads.assumed if self.base.heads else None
        self._start = self.base.start
        self.penalties: dict[str, float] = {}
        self.solved = 1

    def _check_time(self, changed: Case, name: str) -> None:
        """A measure that changes days or series would make plans that cannot be compared."""
        same = (
            all(changed.tables[each] is self.case.tables[each] for each in _MAKING_TIME)
            and changed.settings[_CLOCK].equals(self.case.settings[_CLOCK])
            and base_step(changed) == base_step(self.case)
        )
        if not same:
            raise ChoiceError(
                f"{name} changes the days, steps or series of the plan, so that it cannot be compared. "
                "Remedy: leave it out with --measures, or let it change components"
            )

    def model(self, chosen: Iterable[str], caps: Mapping[str, float] | None = None) -> Model:
        """The programme with some measures in place.

        Raises
        ------
        CaseError
            If the case makes no sense with them.
        """
        names = frozenset(chosen)
        case = with_measures(self.case, sorted(names)) if names else self.case
        line = replace(self._line, case=case)
        held = dict(caps or {})
        return assemble(line, self._heads, amend=lambda model: add_criteria(model, self.criteria, held, self.penalties))

    def spread(self, chosen: Iterable[str]) -> Spread:
        """The programme with some measures in place, in the space of all."""
        model = self.model(chosen)
        return Spread.of(model, model.program.matrix(), self.columns, self.rows)

    def trial(self, chosen: Names, caps: Mapping[str, float] | None = None) -> Trial:
        """The plan with some measures in place, solved from the last basis.

        Raises
        ------
        SolverLimitError
            If HiGHS stopped before an answer.
        """
        return self._trial(chosen, caps)[0]

    def results(self, chosen: Names, caps: Mapping[str, float] | None = None) -> tuple[Timeline, Results]:
        """The same plan with all its results."""
        _, model, solution = self._trial(chosen, caps)
        assert model is not None
        assert solution is not None
        return model.timeline, labelled(model, solution)

    def _trial(self, chosen: Names, caps: Mapping[str, float] | None) -> tuple[Trial, Model | None, Solution | None]:
        limits = {each.name: float((caps or {}).get(each.name, np.inf)) for each in self.criteria}
        try:
            model = self.model(chosen, limits)
        except CaseError:
            return self._none(chosen, limits), None, None
        matrix = model.program.matrix()
        if matrix.square is not None:
            raise ChoiceError(
                "portfolios are chosen over linear programmes: this case has rising costs. "
                "Remedy: leave cost_rise empty in processes.csv"
            )
        self.solved += 1
        solution = self._solve(model, matrix)
        if solution.status == "unbounded":
            raise ChoiceError(f"with {', '.join(sorted(chosen))} cost can fall without bound. Remedy: see aryk check")
        if solution.status != "optimal":
            return self._none(chosen, limits), None, None
        priced = solution
        if matrix.integer is not None:
            priced = solve(load(replace(matrix, integer=None)))
        places = self.rows.places(model.program.rows)
        self.columns.places(model.program.columns)
        prices, bound = np.zeros(self.rows.count), np.zeros(self.rows.count, dtype=bool)
        prices[places] = priced.row_dual
        bound[places] = np.isfinite(matrix.row_lower) | np.isfinite(matrix.row_upper)
        watched, slopes = _watched(model, solution.row_value), _watched(model, priced.row_dual)
        for name, missed in _missed(model, solution).items():
            watched[name] += missed
        trial = Trial(chosen, solution.objective, prices, priced.objective, bound, watched, limits, slopes)
        return trial, model, solution

    def _solve(self, model: Model, matrix: Matrix) -> Solution:
        basis = self._start.basis_for(model) if matrix.linear else None
        loaded = Loaded(matrix, load(matrix))
        solution = solve(loaded.highs, integer=matrix.integer is not None, basis=basis)
        if solution.status == "optimal" and matrix.linear:
            self._start = Start.of(model, loaded, None, keep=False)
        return solution

    def _none(self, chosen: Names, caps: Mapping[str, float]) -> Trial:
        empty = np.zeros(0)
        return Trial(chosen, np.inf, empty, np.inf, empty.astype(bool), {}, caps)


def _watched(model: Model, values: Floats) -> dict[str, float]:
    """What an array over all rows says of each criterion."""
    for grid in model.program.rows:
        if grid.family == CRITERION:
            own = grid.of(values)[:, 0]
            return {str(name): float(value) for name, value in zip(grid.names, own, strict=True)}
    return {}


def _missed(model: Model, solution: Solution) -> dict[str, float]:
    """By how much each criterion passes its cap."""
    for grid in model.program.columns:
        if grid.family == MISSED:
            own = grid.of(solution.value)[:, 0]
            return {str(name): float(value) for name, value in zip(grid.names, own, strict=True)}
    return {}
