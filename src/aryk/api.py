"""The functions of `import aryk` that put several rooms together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from aryk.case.case import Case
from aryk.case.read import read_case
from aryk.measures.apply import BASE, with_measures, with_scenario
from aryk.planning.plan import Plan
from aryk.planning.plan import plan as plan_case


def plan(
    case: Case | str | Path,
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    solver: str = "choose",
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> Plan:
    """Plan a case under a scenario and with measures in place.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    solver, time_limit, options, progress
        See `aryk.planning.plan.plan`.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`.

    Examples
    --------
    >>> import aryk
    >>> plan = aryk.plan("tiny")
    >>> plan.verify().passed
    True
    """
    given = case if isinstance(case, Case) else read_case(case)
    under = with_measures(with_scenario(given, scenario), measures) if measures else with_scenario(given, scenario)
    return plan_case(under, solver=solver, time_limit=time_limit, options=options, progress=progress)
