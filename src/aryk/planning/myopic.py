"""Planning years one by one: each decides what to build without knowing what comes after it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.planning.plan import Plan, plan

Progress = Callable[[str, str], None]


def plan_myopic(case: Case, *, solver: str = "choose", progress: Progress | None = None) -> Plan:
    """Plan a case of several planning years stage by stage, with what was built before as it is.

    In each planning year an expansion is decided that can stand in it and in none before; it counts its cost in that
    year alone. The plan that comes back is that of all planning years with the sizes so chosen, so that its objective
    compares with that of `aryk.plan`, which knows all years.

    Parameters
    ----------
    case
        With the tables `steps` and `stages`, such as `with_planning_years` makes.

    Raises
    ------
    CaseError
        If the case has no planning years, or a limit over the horizon, which no single year can keep.
    NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`.
    """
    tell = progress or (lambda stage, words: None)
    _check(case)
    sizes: dict[str, float] = {}
    for stage in case.table("stages").sort_values("stage").itertuples():
        tell("year", f"{stage.year:g}")
        now = plan(_alone(case, int(stage.stage), sizes), solver=solver, progress=progress)
        for name, row in case.table("expansions").iterrows():
            found = now.results.find("expansions", str(name), "size")
            if found is not None and str(name) not in sizes and _stands(row, float(stage.year)):
                sizes[str(name)] = float(found[1][0])
    return plan(_built(case, sizes), solver=solver, progress=progress)


def _check(case: Case) -> None:
    faults = []
    if case.table("stages").empty:
        what, remedy = "no planning years", "write stages.csv and steps.csv, or use with_planning_years"
        faults.append(Fault("stages.csv", 0, "", what, "", "planning years", remedy))
    limits = case.table("limits")
    for name in limits.index[limits["per"] == "horizon"]:
        what, remedy = "a limit over all planning years, which no year alone can keep", "write per year"
        faults.append(Fault("limits.csv", 0, "per", what, str(name), "year or hour", remedy))
    if faults:
        raise CaseError(faults)


def _stands(expansion: pd.Series, year: float) -> bool:
    first, last = expansion["from_year"], expansion["to_year"]
    return bool((np.isnan(first) or first <= year) and (np.isnan(last) or year <= last))


def _alone(case: Case, stage: int, sizes: dict[str, float]) -> Case:
    """The case of one planning year."""
    steps, stages = (case.tables[name] for name in ("steps", "stages"))
    built = _built(case, sizes)
    return built.with_tables({"steps": steps[steps["stage"] == stage], "stages": stages[stages["stage"] == stage]})


def _built(case: Case, sizes: dict[str, float]) -> Case:
    """The case with expansions of known sizes."""
    rows = case.tables["expansions"].copy()
    for place, name in rows["expansion"].items():
        if name in sizes:
            rows.loc[place, ["minimum", "maximum", "unit"]] = [sizes[name], sizes[name], np.nan]
    return case.with_tables({"expansions": rows})
