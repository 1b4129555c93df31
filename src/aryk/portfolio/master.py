"""The master programme: which measures, begun when, under budgets, as far as the bounds of the plans so far can tell.

    minimise   theta  +  sum of yearly cost x years x b                            b: whether a measure is chosen
    theta     >=  C(S_k) + sum over groups and sets T of  part_k(g, T) w(g, T)     for each plan k
    sum over T of w(g, T)  =  1,      b_m  =  sum over T with m of w(g, T)         for each group
    sum of share x capital x b  <=  budget                                         of a party, over all years
    sum of share x capital / works x begun in the years before  <=  budget         of a party, in a year
    b_m <= b_n                where m needs n, and n ends its works no later
    b_m + b_n <= 1            where both exclude each other
    distance of b from each set that has been planned >= 1

Whole numbers b and starts; solved by HiGHS to the end. Its optimum bounds all sets that have not been planned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.sparse import csc_array

from aryk.measures.finance import MILLION
from aryk.planning.program import Matrix
from aryk.planning.solve import SolverLimitError, load
from aryk.portfolio.budgets import SPENT, Budget, years_of_works
from aryk.portfolio.candidates import Candidate, Choice
from aryk.portfolio.pieces import Group
from aryk.portfolio.priced import Bound
from aryk.portfolio.workshop import Names

MOST = 1e5
"""What prices that say nothing stand for, in parts of the scale: any set is then looked at before the search ends."""


@dataclass(frozen=True)
class Proposal:
    """What the master programme would build.

    Attributes
    ----------
    net
        The least net cost of all sets that have not been planned, as far as is proved.
    begin
        The first year of works of each measure, where budgets name years.
    """

    chosen: Names
    net: float
    begin: Mapping[str, int]


@dataclass
class _Rows:
    """Rows of a programme, one by one."""

    entries: list[tuple[int, int, float]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, terms: Mapping[int, float], lower: float, upper: float) -> None:
        place = len(self.lower)
        self.entries += [(place, column, value) for column, value in terms.items() if value]
        self.lower.append(lower)
        self.upper.append(upper)


class Master:
    """The master programme of a choice.

    Attributes
    ----------
    years
        Years in which works are paid; none where no budget names one.
    """

    def __init__(self, choice: Choice, budgets: Sequence[Budget], groups: Sequence[Group], span: float) -> None:
        self.choice, self.budgets, self.groups, self.span = choice, tuple(budgets), tuple(groups), span
        self.years = years_of_works(budgets)
        self._place = {name: place for place, name in enumerate(choice.names)}
        count = len(choice.names)
        self._sets: dict[tuple[int, Names], int] = {}
        for place, group in enumerate(self.groups):
            if len(group.names) > 1:
                for chosen in group.pieces:
                    self._sets[place, chosen] = count
                    count += 1
        self._starts: dict[tuple[str, int], int] = {}
        for each in choice.candidates:
            for year in self.years[: max(0, len(self.years) - each.works + 1)]:
                self._starts[each.name, year] = count
                count += 1
        self._theta, self._nearest, self._count = count, count + 1, count + 2
        self._fixed = _Rows()
        self._relations()
        self._spending()

    def net_of(self, chosen: Names) -> float:
        """What some measures cost to build and keep over the horizon, with the weights of those who pay."""
        return sum(each.weighted for each in self.choice.candidates if each.name in chosen) * self.span

    def propose(
        self,
        bounds: Collection[Bound],
        planned: Collection[Names],
        reference: float,
        scale: float,
        *,
        caps: Mapping[str, float] | None = None,
        ceiling: float | None = None,
        unlike: Collection[Names] = (),
    ) -> Proposal | None:
        """The set of least net cost of those not planned yet; None where there is none.

        Parameters
        ----------
        bounds
            Of the plans so far.
        planned
            Sets that are known.
        reference, scale
            Cost and money by which the programme is made small numbers.
        caps
            To what criteria are held.
        ceiling
            Net cost that must not be passed; then the set is sought that is most unlike those of `unlike`.

        Raises
        ------
        SolverLimitError
            If HiGHS does not find its end.
        """
        rows = _Rows(list(self._fixed.entries), list(self._fixed.lower), list(self._fixed.upper))
        for bound in bounds:
            self._bounded(rows, bound, reference, scale, caps)
        for chosen in planned:
            self._other_than(rows, chosen)
        cost = np.zeros(self._count)
        yearly = {self._place[each.name]: each.weighted * self.span / scale for each in self.choice.candidates}
        if ceiling is None:
            cost[self._theta] = 1.0
            for place, value in yearly.items():
                cost[place] = value
        else:
            cost[self._nearest] = -1.0
            rows.add({self._theta: 1.0, **yearly}, -np.inf, (ceiling - reference) / scale)
            for chosen in unlike:
                self._distant(rows, chosen)
        found = self._solved(rows, cost, far=ceiling is not None)
        if found is None:
            return None
        values, least = found
        chosen = frozenset(name for name, place in self._place.items() if values[place] > 0.5)
        begin = {name: year for (name, year), place in self._starts.items() if values[place] > 0.5}
        if ceiling is not None:
            least = values[self._theta] + sum(value * values[place] for place, value in yearly.items())
        return Proposal(chosen, reference + scale * float(least), begin)

    def schedule(
        self, chosen: Names, others: Sequence[str], worth: Mapping[str, float] | None = None
    ) -> Mapping[str, int] | None:
        """First years of works with which a set keeps all budgets and relations; None: it cannot.

        What is worth more a year (without `worth`: what costs more) is in use earlier.
        """
        rows = _Rows(list(self._fixed.entries), list(self._fixed.lower), list(self._fixed.upper))
        for names, value in ((chosen, 1.0), (others, 0.0)):
            for name in names:
                if name not in self._place:
                    return None
                rows.add({self._place[name]: 1.0}, value, value)
        cost = np.zeros(self._count)
        for (name, year), column in self._starts.items():
            each = self.choice.candidates[self._place[name]]
            value = each.capital / MILLION if worth is None else worth.get(name, 0.0)
            cost[column] = (year - self.years[0]) * value
        found = self._solved(rows, cost, far=False)
        if found is None:
            return None
        return {name: year for (name, year), column in self._starts.items() if found[0][column] > 0.5}

    def _solved(self, rows: _Rows, cost: np.ndarray, *, far: bool) -> tuple[np.ndarray, float] | None:
        lower, upper = np.zeros(self._count), np.ones(self._count)
        lower[self._theta], upper[self._theta] = -MOST, np.inf  # a set that nothing is known of is looked at
        upper[self._nearest] = np.inf if far else 0.0
        whole = np.zeros(self._count, dtype=bool)
        whole[: len(self._place)] = True
        whole[list(self._starts.values())] = True
        at = np.array(rows.entries, dtype=float).reshape(-1, 3)
        terms = csc_array(
            (at[:, 2], (at[:, 0].astype(int), at[:, 1].astype(int))), shape=(len(rows.lower), self._count)
        )
        start, index = terms.indptr.astype(np.int32), terms.indices.astype(np.int32)
        limits = np.array(rows.lower), np.array(rows.upper)
        highs = load(Matrix(cost, lower, upper, *limits, start, index, terms.data, integer=whole))
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            words = highs.modelStatusToString(status)
            raise SolverLimitError(f"HiGHS did not end the choice of a portfolio: {words}")
        return np.asarray(highs.getSolution().col_value), float(highs.getInfo().mip_dual_bound)

    def _relations(self) -> None:
        """What needs, what excludes, and which sets of a group there are."""
        for each in self.choice.candidates:
            own = self._place[each.name]
            for name in sorted(each.needs):
                self._fixed.add({own: 1.0, self._place[name]: -1.0}, -np.inf, 0.0)
            for name in sorted(each.excludes):
                if each.name < name:
                    self._fixed.add({own: 1.0, self._place[name]: 1.0}, -np.inf, 1.0)
        for place, group in enumerate(self.groups):
            if len(group.names) == 1:
                if frozenset(group.names) not in group.pieces:
                    self._fixed.add({self._place[group.names[0]]: 1.0}, 0.0, 0.0)
                continue
            sets = {chosen: self._sets[place, chosen] for chosen in group.pieces}
            self._fixed.add(dict.fromkeys(sets.values(), 1.0), 1.0, 1.0)
            for name in group.names:
                inside = {column: -1.0 for chosen, column in sets.items() if name in chosen}
                self._fixed.add({self._place[name]: 1.0, **inside}, 0.0, 0.0)

    def _spending(self) -> None:
        """Budgets over all years, and of single years with the years in which works begin."""
        for budget in self.budgets:
            if budget.year is None:
                paid = {self._place[each.name]: each.paid_by(budget.party) / MILLION for each in self.choice.candidates}
                self._fixed.add(paid, -np.inf, _most(budget))
                continue
            terms: dict[int, float] = {}
            for (name, begin), column in self._starts.items():
                each = self.choice.candidates[self._place[name]]
                if begin <= budget.year < begin + each.works:
                    terms[column] = each.paid_by(budget.party) / each.works / MILLION
            self._fixed.add(terms, -np.inf, _most(budget))
        if not self.years:
            return
        for each in self.choice.candidates:
            self._fixed.add({self._place[each.name]: -1.0, **self._own(each, 1.0)}, 0.0, 0.0)
            for name in sorted(each.needs):
                other = self.choice.candidates[self._place[name]]
                late = float(len(self.years) + max(each.works, other.works))
                ends = {column: year - self.years[0] + each.works for year, column in self._begins(each)}
                first = {column: -(year - self.years[0] + other.works) for year, column in self._begins(other)}
                self._fixed.add({**ends, **first, self._place[each.name]: -late}, -late, np.inf)

    def _own(self, each: Candidate, value: float) -> dict[int, float]:
        return {column: value for _, column in self._begins(each)}

    def _begins(self, each: Candidate) -> list[tuple[int, int]]:
        return [(year, column) for (name, year), column in self._starts.items() if name == each.name]

    def _bounded(
        self, rows: _Rows, bound: Bound, reference: float, scale: float, caps: Mapping[str, float] | None
    ) -> None:
        """Theta is no less than what the prices of a plan prove."""
        constant = (bound.constant(caps) - reference) / scale
        if not constant > -MOST:
            return
        terms = {self._theta: 1.0}
        for place, (group, part) in enumerate(zip(self.groups, bound.parts, strict=True)):
            if len(group.names) > 1:
                for chosen, value in part.items():
                    terms[self._sets[place, chosen]] = -_kept(value / scale)
            else:
                none, one = part[frozenset()], part.get(frozenset(group.names), 0.0)
                constant += _kept(none / scale)
                terms[self._place[group.names[0]]] = -(_kept(one / scale) - _kept(none / scale))
        rows.add(terms, constant, np.inf)

    def _other_than(self, rows: _Rows, chosen: Names) -> None:
        """Another set than one that is known."""
        terms = {place: -1.0 if name in chosen else 1.0 for name, place in self._place.items()}
        rows.add(terms, 1.0 - len(chosen), np.inf)

    def _distant(self, rows: _Rows, chosen: Names) -> None:
        """How far a set is from another, in money of capital that is spent otherwise."""
        terms = {self._nearest: 1.0}
        inside = 0.0
        for each in self.choice.candidates:
            size = each.capital / MILLION
            terms[self._place[each.name]] = size if each.name in chosen else -size
            inside += size if each.name in chosen else 0.0
        rows.add(terms, -np.inf, inside)


def _most(budget: Budget) -> float:
    return budget.amount * (1 + SPENT) / MILLION


def _kept(value: float) -> float:
    """A part of a bound within numbers that the solver can take; a part that is cut off above proves less."""
    return float(np.clip(value, -2 * MOST, MOST))
