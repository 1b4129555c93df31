"""The best portfolio of measures under budgets, and what a decision needs beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from aryk.case.case import Case
from aryk.planning.accounts import accounts
from aryk.portfolio.alternatives import Alternative, alternatives
from aryk.portfolio.budgets import Budget, affordable, written_budgets
from aryk.portfolio.candidates import Candidate, Choice, ChoiceError, candidates_of
from aryk.portfolio.frontier import Point, frontier
from aryk.portfolio.order import Waiting, without_each
from aryk.portfolio.packages import without_packages
from aryk.portfolio.search import NONE, Found, Search
from aryk.portfolio.watched import Criterion, criteria_of
from aryk.portfolio.workshop import Names, Tell, Workshop


@dataclass(frozen=True)
class Portfolio:
    """What to build, what it brings, and how sure that is.

    Attributes
    ----------
    found
        The best plan and what is proved of all others.
    cost_without
        Net cost of the plan without measures, money over the horizon.
    watched_without
        Criteria of that plan.
    parties
        By party: capital, yearly cost, saved a year (plans compared, payments made), gain a year.
    waiting
        For each measure what a year without it loses, beside all others, and its first year of works.
    alternatives
        Portfolios nearly as good that spend otherwise.
    points
        The efficient frontier between net cost and each criterion.
    years
        Years of the horizon, by which money is told for a year.
    plans
        How many programmes were solved.
    """

    case: Case = field(repr=False)
    choice: Choice = field(repr=False)
    budgets: tuple[Budget, ...]
    criteria: tuple[Criterion, ...]
    found: Found = field(repr=False)
    cost_without: float
    watched_without: Mapping[str, float]
    parties: pd.DataFrame = field(repr=False)
    waiting: tuple[Waiting, ...] = field(repr=False)
    alternatives: tuple[Alternative, ...] = field(repr=False)
    points: tuple[Point, ...] = field(repr=False)
    years: float
    plans: int

    @property
    def chosen(self) -> tuple[Candidate, ...]:
        """The measures of the portfolio, dearest first."""
        own = [each for each in self.choice.candidates if each.name in self.found.chosen]
        return tuple(sorted(own, key=lambda each: (-each.capital, each.name)))

    @property
    def gain(self) -> float:
        """What the portfolio saves a year after all it costs, with the weights of parties."""
        return (self.cost_without - self.found.net) / self.years

    @property
    def most(self) -> float:
        """What any portfolio under the budgets can gain a year at most, as is proved."""
        return (self.cost_without - self.found.least) / self.years

    @property
    def capital(self) -> float:
        """Capital of the portfolio."""
        return sum(each.capital for each in self.chosen)

    def spent(self, budget: Budget) -> float:
        """What the portfolio takes of a budget."""
        if budget.year is None:
            return sum(each.paid_by(budget.party) for each in self.chosen)
        begin = {each.measure: each.begin for each in self.waiting if each.begin is not None}
        return sum(
            each.paid_by(budget.party) / each.works
            for each in self.chosen
            if begin[each.name] <= budget.year < begin[each.name] + each.works
        )


def choose(
    case: Case,
    budgets: Sequence[Budget] = (),
    *,
    measures: Sequence[str] = (),
    against: Sequence[str] = (),
    cuts: Sequence[float] = (0.02, 0.05, 0.1, 0.2),
    others: int = 3,
    slack: float = 0.03,
    gap: float = 0.0,
    most: int = 1000,
    progress: Tell | None = None,
) -> Portfolio:
    """Choose the measures that together save most beyond what they cost, under budgets.

    Parameters
    ----------
    case
        Scenario and measures in place already.
    budgets
        What may be spent; none: those of the table `budgets`.
    measures
        Names; none: all that have a capital, a life and changes and are not built.
    against
        Criteria of the efficient frontier: shortage, waiting, an indicator, or a tag of indicators.
    cuts
        By what shares each criterion is held below that of the best portfolio.
    others
        How many alternatives are sought whose gain is at most `slack` (share) smaller.
    gap
        Share of the gain that may be left unproved.
    most
        How many plans each search may take.
    progress
        Called with a stage and a line of words.

    Raises
    ------
    ChoiceError
        If there is no budget, or nothing to choose from, or a criterion is not there.
    CaseError, NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`.
    """
    held = tuple(budgets) or written_budgets(case)
    if not held:
        raise ChoiceError("there is no budget. Remedy: --budget 500e6, or a table budgets.csv")
    criteria = criteria_of(case, against)
    choice = affordable(without_packages(case, candidates_of(case, measures)), held)
    workshop = Workshop(case, choice.names, criteria, progress)
    search = Search(workshop, choice, held, gap=gap, most=most)
    found = search.best()
    points = frontier(search, found, criteria, cuts)
    near = alternatives(search, found, others, slack)
    waiting = without_each(search, found)
    return Portfolio(
        case,
        choice,
        held,
        criteria,
        found,
        search.without.cost,
        search.without.watched,
        _parties(search, found.chosen),
        waiting,
        near,
        points,
        workshop.years,
        workshop.solved,
    )


def _parties(search: Search, chosen: Names) -> pd.DataFrame:
    """What each party pays and saves."""
    workshop = search.workshop
    money = [accounts(*workshop.results(names)).drop(index="").sum(axis=1) for names in (NONE, chosen)]
    saved = (money[0] - money[1]) / workshop.years
    own = [each for each in search.choice.candidates if each.name in chosen]
    rows = {}
    for party in saved.index:
        capital = sum(each.paid_by(str(party)) for each in own)
        yearly = sum(each.yearly * each.shares.get(str(party), 0.0) for each in own)
        rows[str(party)] = {
            "capital": capital,
            "yearly cost": yearly,
            "saved a year": float(saved[party]),
            "gain a year": float(saved[party]) - yearly,
        }
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["capital", "yearly cost", "saved a year", "gain a year"]
    )
