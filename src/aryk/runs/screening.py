"""The loss of each single plant and link, one after another, ranked.

Each loss is a re-solve from the basis of the plan without losses, over the days around it (`aryk.runs.window`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.measures.apply import BASE
from aryk.planning.plan import NoPlanError, Plan
from aryk.runs.outage import (
    LEAST,
    LOSABLE,
    MOVED,
    Progress,
    Row,
    days_without,
    lost_rows,
    under_scenario,
    with_outage,
    with_shared,
)
from aryk.runs.window import Window

HOURLY = 40
"""Days that are planned hour by hour, at most; more are planned in the typical days of the case."""


@dataclass(frozen=True)
class Screening:
    """Single outages, worst first.

    Attributes
    ----------
    ranking
        Columns table, row, title, unserved (amounts by unit, as words), cost (money of the case; inf: no plan).
    start, end
        First and last day of each outage.
    window
        The days that were planned.
    without
        Their plan without an outage.
    """

    ranking: pd.DataFrame
    start: str
    end: str
    window: Window
    without: Plan


def screen(
    case: Case | str | Path,
    start: str,
    end: str,
    *,
    groups: Sequence[str] = (),
    scenario: str = BASE,
    progress: Progress | None = None,
) -> Screening:
    """The loss of each single plant and link through some days, worst first.

    A row that does not run on these days is not tried: its loss changes nothing. Parts of one plant are lost together,
    once. Days up to `HOURLY` are planned hour by hour, more of them, as a winter, in the typical days of the case.

    Parameters
    ----------
    start, end
        First and last day.
    groups
        Only rows with one of these tags, or names; empty: all of the carriers that flow by the hour.

    Raises
    ------
    CaseError, NoPlanError
        See `outage`.
    """
    tell = progress or (lambda stage, words: None)
    under = under_scenario(case, scenario)
    listed = lost_rows(under, groups, shared=False) if groups else _hourly_rows(under)
    _, without, window = days_without(under, start, end, progress, longest=HOURLY)
    before = _missed(without)
    rows: list[tuple[str, str, str, str, float]] = []
    tried = set()
    for place, (table, name) in enumerate(listed):
        tell("screen", f"{place + 1} of {len(listed)}: {name}")
        lost = with_shared(under, [(table, name)])
        if frozenset(lost) in tried or not any(_runs(without, row) for row in lost):
            continue
        tried.add(frozenset(lost))
        title = under.table(table).at[name, "title"]
        try:
            made = without.resolve(with_outage(without.case, lost, start, end))
        except NoPlanError:
            rows.append((table, name, title, "no plan", np.inf))
            continue
        more = _missed(made).sub(before, fill_value=0.0)
        words = ", ".join(f"{amount:,.0f} {unit}" for unit, amount in more.items() if amount > 0.5)
        rows.append((table, name, title, words or "0", made.objective - without.objective))
    frame = pd.DataFrame(rows, columns=["table", "row", "title", "unserved", "cost"])
    ranking = frame.sort_values("cost", ascending=False, ignore_index=True, kind="stable")
    return Screening(ranking, start, end, window, without)


def _hourly_rows(case: Case) -> list[Row]:
    """Plants and links of the carriers that flow by the hour."""
    hourly = set(case.table("carriers").index[case.table("carriers")["step"] == "hour"])
    return [(table, str(row)) for table in LOSABLE for row, each in case.carrier_of(table).items() if each in hourly]


def _runs(made: Plan, row: Row) -> bool:
    """Whether a row flows at all in a plan."""
    quantities = ("forward", "back") if row[0] == "links" else (MOVED[row[0]],)
    found = [made.results.find(*row, quantity) for quantity in quantities]
    return any(each is not None and bool(np.abs(each[1]).max(initial=0.0) > LEAST) for each in found)


def _missed(made: Plan) -> pd.Series:
    """Amount not served, by unit."""
    case = made.case
    sums: dict[str, float] = {}
    for each in made.results.of("demands", "unserved"):
        clock = made.calendar.clocks[each.clock]
        carriers = case.carrier_of("demands").reindex(each.names)
        amounts = each.values @ (clock.hours * clock.weight) * case.kappa.reindex(carriers).to_numpy()
        for carrier, amount in zip(carriers, amounts, strict=True):
            words = f"{case.table('carriers').at[carrier, 'amount_unit']} {carrier}"
            sums[words] = sums.get(words, 0.0) + float(amount)
    return pd.Series(sums, dtype=float)
