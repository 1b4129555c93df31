"""The order to build in: what each measure of a portfolio is worth beside all others, and when its works begin.

    lost by a year without m  =  ( net cost of S without m and what needs m  -  net cost of S ) / years

from a plan of its own for each measure. Where budgets name years, works begin so that least is lost:

    minimise  sum over m of  lost_m x years from the first year until m is in use

under the budgets of each year, no measure in use before those that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aryk.portfolio.search import Found, Search
from aryk.portfolio.workshop import Names


@dataclass(frozen=True)
class Waiting:
    """A measure of a portfolio and what waiting for it loses.

    Attributes
    ----------
    lost
        Money that a year without it loses, beside all others; infinite where there is no plan without it.
    begin, use
        First year of works and of use; None where budgets name no years.
    """

    measure: str
    lost: float
    works: int
    begin: int | None
    use: int | None


def without_each(search: Search, found: Found) -> tuple[Waiting, ...]:
    """What each measure of a portfolio is worth beside all others; in the order to build in."""
    if found.trial is None:
        return ()
    candidates = {each.name: each for each in search.choice.candidates}
    lost: dict[str, float] = {}
    for name in sorted(found.chosen):
        search.tell("waiting", name)
        rest: Names = found.chosen - {name} - {other for other in found.chosen if name in candidates[other].needs}
        trial = search.plan(rest)
        lost[name] = (search.net(trial) - found.net) / search.workshop.years if trial.feasible else float("inf")
    begin = first_years(search, found.chosen, lost)
    rows = [
        Waiting(
            name,
            value,
            candidates[name].works,
            begin.get(name),
            begin[name] + candidates[name].works if name in begin else None,
        )
        for name, value in lost.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.begin or 0, -row.lost, row.measure)))


def first_years(search: Search, chosen: Names, lost: Mapping[str, float]) -> Mapping[str, int]:
    """First years of works with which least is lost by waiting; none where budgets name no years."""
    if not search.master.years:
        return {}
    others = [each for each in search.choice.names if each not in chosen]
    largest = max([value for value in lost.values() if value < float("inf")], default=1.0) or 1.0
    worth = {name: min(value, 10 * largest) / largest for name, value in lost.items()}
    return search.master.schedule(chosen, others, worth) or {}
