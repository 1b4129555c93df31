"""The functions of `import aryk` that put several rooms together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.case.case import Case
from aryk.case.read import read_case
from aryk.measures.apply import BASE, with_measures, with_scenario
from aryk.planning.plan import Plan
from aryk.planning.plan import plan as plan_case
from aryk.planning.rolling import Roll
from aryk.planning.rolling import roll as roll_case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aryk.borders.results import BorderRun
    from aryk.portfolio.choose import Portfolio
    from aryk.rivers.run import RiverRun
    from aryk.sharing.settle import Settlement


def plan(
    case: Case | str | Path,
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    solver: str = "choose",
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    progress: Callable[[str, str], None] | None = None,
    keep: bool = False,
) -> Plan:
    """Plan a case under a scenario and with measures in place.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    solver, time_limit, options, progress, keep
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
    return plan_case(under, solver=solver, time_limit=time_limit, options=options, progress=progress, keep=keep)


def roll(
    case: Case | str | Path,
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    window_days: int = 14,
    overlap_days: int = 7,
    targets: str = "contents",
    solver: str = "choose",
    progress: Callable[[str, str], None] | None = None,
) -> Roll:
    """Plan a case hour by hour in overlapping windows of days, each of which knows only its own days.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    window_days, overlap_days, targets, solver, progress
        See `aryk.planning.rolling.roll`.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError
        See `aryk.planning.rolling.roll`.

    Examples
    --------
    >>> import aryk
    >>> rolled = aryk.roll("tiny", window_days=3, overlap_days=1)
    >>> rolled.verify().passed, rolled.objective > aryk.plan("tiny").objective
    (True, True)
    """
    given = case if isinstance(case, Case) else read_case(case)
    under = with_measures(with_scenario(given, scenario), measures) if measures else with_scenario(given, scenario)
    return roll_case(
        under,
        window_days=window_days,
        overlap_days=overlap_days,
        targets=targets,
        solver=solver,
        progress=progress,
    )


def plan_many(
    case: Case | str | Path,
    scenarios: Iterable[str],
    *,
    time_limit: float | None = None,
    options: dict[str, Any] | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> Iterator[tuple[str, Plan]]:
    """Plan a case under several scenarios, one after another, each from the basis of the one before.

    Each plan is given away as soon as it is there, with the name of its scenario; `dict(...)` keeps them all.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    scenarios
        Names of scenarios. Neighbours in this order should be alike: a scenario with days of its own is planned
        from nothing.
    time_limit, options, progress
        See `aryk.planning.plan.plan`.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`.

    Examples
    --------
    >>> import aryk
    >>> plans = dict(aryk.plan_many("tiny", ["base", "dry"]))
    >>> plans["dry"].objective > plans["base"].objective
    True
    """
    given = case if isinstance(case, Case) else read_case(case)
    cases = {name: with_scenario(given, name) for name in dict.fromkeys(scenarios)}
    return _in_turn(cases, {"time_limit": time_limit, "options": options, "progress": progress})


def coalition(case: Case | str | Path, parties: Collection[str], systems: Collection[str] = ()) -> Case:
    """The case in which only some parties act together: see `aryk.sharing.coalition.coalition`.

    Raises
    ------
    CaseError
        See `aryk.sharing.coalition.coalition`.

    Examples
    --------
    >>> import aryk
    >>> apart = aryk.coalition("tiny", [])
    >>> float(apart.table("links").loc["wire", "capacity"])
    0.0
    """
    from aryk.sharing.coalition import coalition as of_coalition

    return of_coalition(case if isinstance(case, Case) else read_case(case), parties, systems)


def settle(
    case: Case | str | Path,
    parties: Sequence[str] = (),
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    systems: Sequence[str] = (),
    shares: Mapping[str, Mapping[str, float]] | None = None,
    weights: Mapping[str, float] | None = None,
    orders: int | None = None,
    seed: int = 1,
    progress: Callable[[str, str], None] | None = None,
) -> Settlement:
    """Tell what acting together is worth to each party, and how it may be divided.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    parties, systems, shares, weights, orders, seed, progress
        See `aryk.sharing.settle.settle`.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, GameError
        See `aryk.sharing.settle.settle`.

    Examples
    --------
    >>> import aryk
    >>> settlement = aryk.settle("tiny")
    >>> round(settlement.game.value(["UP", "DOWN"]))
    100694
    >>> bool(abs(settlement.payments("shapley").sum()) < 1e-6)
    True
    """
    from aryk.sharing.settle import settle as settle_case

    given = case if isinstance(case, Case) else read_case(case)
    under = with_measures(with_scenario(given, scenario), measures) if measures else with_scenario(given, scenario)
    return settle_case(
        under,
        parties,
        systems=systems,
        shares=shares,
        weights=weights,
        orders=orders,
        seed=seed,
        progress=progress,
    )


def choose(
    case: Case | str | Path,
    budgets: Sequence[str | float] = (),
    *,
    scenario: str = BASE,
    candidates: Sequence[str] = (),
    against: Sequence[str] = (),
    others: int = 3,
    gap: float = 0.01,
    progress: Callable[[str, str], None] | None = None,
) -> Portfolio:
    """Choose what to build together under budgets.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    budgets
        Money, as the command takes it: 500e6 in all, "KZ=300e6" of a party, "2027=100e6" of a year of works,
        "KZ:2027=50e6" of both; none: those of the table `budgets`.
    candidates, against, others, gap, progress
        See `aryk.portfolio.choose.choose`; candidates are its `measures`.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, ChoiceError
        See `aryk.portfolio.choose.choose`.

    Examples
    --------
    >>> import aryk
    >>> portfolio = aryk.choose("tiny", [50e6])
    >>> [each.name for each in portfolio.chosen], portfolio.most  # a higher dam does not pay in these ten days
    ([], 0.0)
    """
    from aryk.portfolio.budgets import asked_budgets
    from aryk.portfolio.choose import choose as choose_from

    given = with_scenario(case if isinstance(case, Case) else read_case(case), scenario)
    words = [each if isinstance(each, str) else repr(float(each)) for each in budgets]
    return choose_from(
        given,
        asked_budgets(given, words) if words else (),
        measures=candidates,
        against=against,
        others=others,
        gap=gap,
        progress=progress,
    )


def simulate_river(
    case: Case | str | Path,
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    carrier: str | None = None,
    groups: Sequence[str] = (),
    step: str | None = None,
    ensemble: Mapping[str, NDArray[np.float64]] | None = None,
    threads: int | None = None,
    strict: bool = False,
) -> RiverRun:
    """Run a river under its rules step by step, each step knowing only what is there.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    carrier, groups, step, ensemble, threads, strict
        See `aryk.rivers.run.simulate_river`.

    Raises
    ------
    CaseError, NoAllocationError
        See `aryk.rivers.run.simulate_river`.

    Examples
    --------
    >>> import aryk
    >>> run = aryk.simulate_river("kz-kg", scenario="dry", groups=["talas"])
    >>> run.results.find("stores", "kirov", "level")[1].shape
    (36,)
    """
    from aryk.rivers.run import simulate_river as simulate

    given = case if isinstance(case, Case) else read_case(case)
    under = with_measures(with_scenario(given, scenario), measures) if measures else with_scenario(given, scenario)
    return simulate(under, carrier=carrier, groups=groups, step=step, ensemble=ensemble, threads=threads, strict=strict)


def _in_turn(cases: dict[str, Case], how: dict[str, Any]) -> Iterator[tuple[str, Plan]]:
    made: Plan | None = None
    for name, under in cases.items():
        made = plan_case(under, keep=True, **how) if made is None else made.resolve(under, **how)
        yield name, made


def simulate_border(
    case: Case | str | Path,
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    start: str | None = None,
    end: str | None = None,
    passages: Collection[str] = (),
    replications: int | None = None,
    precision: float = 0.05,
    seed: int = 1,
) -> BorderRun:
    """Let the trucks of a case queue at its border crossings.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    start, end
        First and last day; None: those of the scenario or case.
    passages, replications, precision, seed
        See `aryk.borders.simulate_case.simulate_case`.

    Raises
    ------
    CaseError
        If the case makes no sense.
    BorderError
        If it has no such passages, or trucks come to a stage that never has a server.

    Examples
    --------
    >>> import aryk
    >>> run = aryk.simulate_border("kz-kg", end="2024-01-31", passages=["kegen-to-kz"], replications=4)
    >>> bool(run.passages().loc["kegen-to-kz", "wait"] > 0)
    True
    """
    from aryk.borders.simulate_case import simulate_case

    given = case if isinstance(case, Case) else read_case(case)
    under = with_measures(with_scenario(given, scenario), measures) if measures else with_scenario(given, scenario)
    return simulate_case(
        under, start, end, passages=passages, replications=replications, precision=precision, seed=seed
    )
