"""What measures are worth: the plan with each of them against the plan without, and the cash that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from aryk.case.case import Case
from aryk.case.changes import apply_changes
from aryk.case.timeline import Timeline, timeline, used_series
from aryk.measures.apply import measure_changes, series_with
from aryk.measures.finance import Cash, cash_of
from aryk.measures.part import part_of, reaches_plan
from aryk.planning.plan import Plan, plan


def worth_of_measures(
    case: Case,
    measures: Sequence[str],
    *,
    rate: float | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> Iterator[Cash]:
    """The cash of each of some measures, alone on top of a case.

    The gain of a party in a year of use is what it spends less in the plan with the measure, payments made, divided by
    the years of the horizon. It stays the same in all years of use: prices and needs are those of the horizon.

    Parameters
    ----------
    measures
        Names, or names joined by + for those that are worth something only together; each has a capital and a life.
    rate
        At which cash is discounted; None: the interest of the case.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError
        If a measure is not there or does not fit, or there is no plan.
    FinanceError
        If the capital or life of a measure are not known.
    """
    tell = progress or (lambda stage, words: None)
    changes = {name: measure_changes(case, name.split("+")) for name in measures}
    for name in measures:
        cash_of(case, name, {})
    whole: Plan | None = None
    for name in measures:
        tell("measure", name)
        changed = apply_changes(case, changes[name])
        if not reaches_plan(changes[name]):
            yield cash_of(case, name, {}, rate)
            continue
        part = part_of(case, changed, changes[name])
        if part is not None:
            gains = gains_in_part(*part)
        else:
            whole = plan(case, progress=tell, line=line_for(case, measures)) if whole is None else whole
            gains = yearly_gains(whole, whole.resolve(changed))
        yield cash_of(case, name, gains.to_dict(), rate)


def yearly_gains(without: Plan, made: Plan) -> pd.Series:
    """What each party spends less a year in one plan than in another.

    Where all parties weigh 1 the gains sum to what the objective falls by in a year: payments cancel.
    """
    return (without.accounts.sum(axis=1) - made.accounts.sum(axis=1)) / without.calendar.years


def line_for(case: Case, measures: Sequence[str]) -> Timeline:
    """Days on which plans with and without measures can be compared."""
    return timeline(case, also=series_with(case, [part for name in measures for part in name.split("+")]))


def gains_in_part(case: Case, changed: Case) -> pd.Series:
    """What each party spends less a year in the part of a changed case than in that of the case, which may be empty."""
    line = timeline(changed, also=used_series(case))
    made = plan(changed, line=line)
    if len(case.table("nodes")):
        return yearly_gains(plan(case, line=replace(line, case=case)), made)
    return -made.accounts.sum(axis=1) / made.calendar.years


def money_of(made: Plan) -> pd.Series:
    """Cost of each party with what it pays and is paid."""
    return made.accounts.drop(index="").sum(axis=1)
