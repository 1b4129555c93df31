"""The cheapest change that keeps a commitment: another operation, a measure, or several measures.

The commitment becomes a soft limit at a price that is raised until no more of it is reached, and the plan is solved
again from its basis:

1. with nothing built: what another operation costs;
2. with each of the nearest measures alone, capital (with the interest of its works, annuity over its life) and upkeep
   added;
3. with sets of those that are not enough alone and from which none can be left out: of up to `ALL` measures every such
   set; of more, those that reach most one on top of the other until it is enough, each left out again that is not
   needed.

Of what keeps the commitment the cheapest is taken. A measure that pays by itself, but that the commitment does not
need, is not added: that is a question of what to build at all. Costs are a year of all parties, against the plan
without the commitment. Ways are compared with the heads of turbines of that plan; the cheapest is planned again until
its own heads agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import pandas as pd

from aryk.case.case import Case
from aryk.case.changes import apply_changes
from aryk.case.faults import CaseError
from aryk.measures.apply import measure_changes, share_in_place
from aryk.measures.finance import shares_of, yearly_cost
from aryk.measures.worth import money_of
from aryk.planning.plan import NoPlanError, Plan
from aryk.runs.commitments import commitments
from aryk.runs.keep.bound import binding
from aryk.runs.keep.limit import NoLimitError, gauge_of, with_commitment
from aryk.runs.keep.near import distances
from aryk.runs.keep.ways import Keeping, Way
from aryk.words.phrase import Phrase
from aryk.words.reasons import reason

Progress = Callable[[str, str], None]
ALL = 4
"""Measures not enough alone of which every set is tried."""
REACHED = 1e-6
"""Part of the target by which it may be missed and still counts as reached."""
PRICE = 10.0
"""The first price of missing all of the gap, in parts of all money that moves in the plan."""
RAISE, RAISES = 1000.0, 3
"""By how much the price is raised, and how often at most, as long as more of the target is reached."""
FREE = 1e-9
"""Part of all money that moves below which a change costs nothing."""


def keep(
    made: Plan,
    agreement: str,
    *,
    tries: int = 6,
    held: pd.Series | None = None,
    progress: Progress | None = None,
) -> Keeping:
    """Find the cheapest change that keeps a commitment which a plan does not keep.

    Parameters
    ----------
    made
        The plan as it is.
    agreement
        A row of `agreements` that can be measured.
    tries
        How many of the nearest measures are tried.
    held
        Cost of each party in the plan with its heads held (`money_of`); None: found where it is needed.

    Raises
    ------
    KeyError
        If there is no such agreement.
    SolverLimitError
        If the solver stops before an answer.

    Examples
    --------
    >>> import aryk
    >>> made = aryk.plan(aryk.read_case("tiny"))
    >>> found = keep(made, "river-treaty")
    >>> found.cheapest.measures, found.cheapest.cost
    ((), 0.0)
    """
    row = made.case.tables["agreements"].set_index("agreement").loc[agreement]
    search = _Search(made, agreement, row, progress or (lambda stage, words: None), held)
    return search.of_measures() if not row["indicator"] else search.of_indicator(tries)


class _Search:
    """The ways of one commitment, tried one after the other."""

    def __init__(self, made: Plan, agreement: str, row: pd.Series, tell: Progress, held: pd.Series | None) -> None:
        self.made, self.agreement, self.row, self.tell = made, agreement, row, tell
        self.money = money_of(made)
        self.held = held
        self.moved = float(made.accounts.abs().to_numpy().sum()) + 1.0
        self.tried: dict[tuple[str, ...], Way] = {}
        self.exact: set[tuple[str, ...]] = set()
        self.last: tuple[Plan, str, float] | None = None
        self.inexact = False

    def of_measures(self) -> Keeping:
        """A commitment that measures carry out: as many of them as are missing, the cheapest ones."""
        listed = str(self.row["measures"]).split()
        there = {name: share_in_place(self.made.case, self.made.results, name) for name in listed}
        missing = [name for name in listed if there[name] < 1 - REACHED]
        lacking = math.ceil(float(self.row["target"]) - sum(there.values()) - REACHED)
        if lacking <= 0:
            return Keeping(self.agreement, (Way((), sum(there.values()), True, 0.0),), Way((), 0.0, True, 0.0), ())
        if lacking < len(missing):
            alone = [self._of_measures([name], sum(there.values())) for name in missing]
            missing = [each.measures[0] for each in sorted(alone, key=_dearness)[:lacking]]
        whole = self._of_measures(missing, sum(there.values()))
        whole = replace(whole, kept=whole.value >= float(self.row["target"]) - REACHED)
        cheapest = whole if whole.kept else None
        return Keeping(self.agreement, tuple(self.tried.values()), cheapest, tuple(listed), why=_unknown(whole))

    def _of_measures(self, measures: Sequence[str], before: float) -> Way:
        self.tell("measures", f"{self.agreement}: {' '.join(measures)}")
        made = self.made.resolve(_with(self.made.case, measures))
        way = self._priced(made, measures, before + len(measures))
        self.tried[tuple(measures)] = way
        return way

    def of_indicator(self, tries: int) -> Keeping:
        """A commitment that an indicator tells."""
        near = self._near()
        operation = self._try(())
        unable = (operation,) if isinstance(operation, Phrase) else ()
        if unable and not near:
            return Keeping(self.agreement, (), None, (), why=unable)
        if isinstance(operation, Way) and operation.kept and abs(operation.cost) <= FREE * self.moved:
            return self._answer(near)
        chosen = near[:tries]
        reasons = [each for each in (self._try((name,)) for name in chosen) if isinstance(each, Phrase)]
        weak = [name for name in chosen if (name,) in self.tried and not self.tried[name,].kept]
        if 1 < len(weak) <= ALL:
            self._sets(weak)
        elif len(weak) > ALL and not any(each.kept for each in self.tried.values()):
            self._together(weak)
        if not self.tried:
            return Keeping(self.agreement, (), None, tuple(near), why=tuple(reasons[:1]) or unable)
        return self._answer(near)

    def _near(self) -> list[str]:
        """Measures not in place with a way to the indicator, nearest and then cheapest first."""
        case = self.made.case
        chosen = set(case.tables["expansions"]["expansion"])
        free = [
            str(name)
            for name in case.table("measures").index
            if name not in chosen and share_in_place(case, self.made.results, str(name)) < 1
        ]
        away = distances(case, str(self.row["indicator"]), free)
        return sorted(away, key=lambda name: (away[name], yearly_cost(case, name)))

    def _try(self, measures: tuple[str, ...]) -> Way | Phrase:
        """A way, or why there is none."""
        if measures in self.tried:
            return self.tried[measures]
        self.tell("keep", f"{self.agreement}: {' '.join(measures) or 'operation'}")
        try:
            way = self._solved(measures, hold_heads=True)
        except NoLimitError as error:
            return error.why
        except (CaseError, NoPlanError) as error:
            return reason("does not fit", measures=" ".join(measures), fault=str(error).splitlines()[0])
        self.tried[measures] = way
        return way

    def _solved(self, measures: tuple[str, ...], *, hold_heads: bool) -> Way:
        """A way, its price of missing raised until no more of the target is reached."""
        case, price = _with(self.made.case, measures), self._price()
        held = with_commitment(case, self.agreement, price, self.made)
        made = self.made
        if not held.exact:
            made = made.resolve(case, hold_heads=hold_heads) if measures else made
            value = self._value(made)
            if self._reached(value):
                return self._priced(made, measures, value, hold_heads=hold_heads)
            held = with_commitment(case, self.agreement, price, made)
        made, value = made.resolve(held.case, hold_heads=hold_heads), math.nan
        for _ in range(RAISES):
            before, value = value, self._value(made)
            if self._reached(value) or abs(value - before) <= REACHED * max(1.0, abs(value)):
                break
            price *= RAISE
            held = with_commitment(case, self.agreement, price, made)
            made = made.resolve(held.case, hold_heads=hold_heads)
        self.inexact |= not held.exact
        self.last = (made, held.limit, held.factor)
        value = self._value(made)
        if held.exact or (self._reached(value) and _missed(made, held.limit) <= REACHED * abs(value * held.factor)):
            return self._priced(made, measures, value, hold_heads=hold_heads)
        return Way(measures, value, False)

    def _value(self, made: Plan) -> float:
        return gauge_of(made).value(str(self.row["indicator"]))

    def _price(self) -> float:
        """What missing one unit of the indicator costs."""
        target = abs(float(self.row["target"]))
        value = self._value(self.made)
        gap = abs(float(self.row["target"]) - (0.0 if math.isnan(value) else value))
        return PRICE * self.moved / max(gap, 1e-3 * target, 1e-9)

    def _money(self, hold_heads: bool) -> pd.Series:
        """Cost of each party without the commitment, with heads that agree or with these held.

        With heads held stores are free to move as if their heads did not, which saves a little in each plan.
        """
        if not (hold_heads and self.made.heads):
            return self.money
        if self.held is None:
            self.held = money_of(self.made.resolve([], hold_heads=True))
        return self.held

    def _priced(self, made: Plan, measures: Sequence[str], value: float, *, hold_heads: bool = False) -> Way:
        case, years = self.made.case, self.made.calendar.years
        rows = case.table("measures").reindex(list(measures))
        capital = float(rows["capital"].sum(skipna=False)) if len(rows) else 0.0
        lead = float(rows["lead_time"].max()) if len(rows) else 0.0
        kept = self._reached(value) if self.row["indicator"] else True
        if not kept:
            return Way(tuple(measures), value, False, capital=capital, lead_time=lead)
        paid = (money_of(made) - self._money(hold_heads)) / years
        for name in measures:
            paid = paid.add(shares_of(case, name) * yearly_cost(case, name), fill_value=0.0)
        known = not math.isnan(capital)
        cost = float(paid.sum()) if known else math.nan
        return Way(tuple(measures), value, True, cost, paid.to_dict(), capital, lead)

    def _reached(self, value: float) -> bool:
        target, sense = float(self.row["target"]), self.row["sense"]
        slack = REACHED * max(abs(target), 1.0 if target == 0 else 0.0)
        below, above = value < target - slack, value > target + slack
        return not (below and sense != "at-most") and not (above and sense != "at-least") and not math.isnan(value)

    def _sets(self, weak: Sequence[str]) -> None:
        """Every set of measures no part of which is enough; none, where all of them together are not."""
        whole = self._try(tuple(weak))
        if isinstance(whole, Way) and not whole.kept:
            return
        for size in range(2, len(weak)):
            for names in combinations(weak, size):
                parts = (self.tried.get(each) for each in combinations(names, size - 1))
                if not any(part is not None and part.kept for part in parts):
                    self._try(names)

    def _together(self, chosen: Sequence[str]) -> None:
        """Measures one on top of the other until the target is reached, then those left out that it does not need."""
        target = float(self.row["target"])
        reached = {name: self.tried[name,].value for name in chosen}
        order = sorted(
            chosen, key=lambda name: abs(target - reached[name]) if not math.isnan(reached[name]) else math.inf
        )
        held: tuple[str, ...] = ()
        for name in order:
            way = self._try(tuple(sorted({*held, name}, key=list(chosen).index)))
            if isinstance(way, Phrase):
                continue
            held = way.measures
            if way.kept:
                break
        else:
            return
        for name in held:
            less = tuple(each for each in held if each != name)
            tried = self._try(less) if len(less) > 1 else None
            if isinstance(tried, Way) and tried.kept:
                held = less

    def _needs_all(self, way: Way) -> bool:
        """Whether no part of the measures of a way, tried too, keeps the commitment."""
        return not any(
            each.kept and each.measures and set(each.measures) < set(way.measures) for each in self.tried.values()
        )

    def _agreed(self) -> list[Way]:
        """Ways that keep the commitment, the cheapest first; the first one with heads that agree with its plan."""
        while True:
            kept = [each for each in self.tried.values() if each.kept and self._needs_all(each)]
            kept.sort(key=_dearness)
            if not kept or not self.made.heads or kept[0].measures in self.exact:
                return kept
            self.exact.add(kept[0].measures)
            self.tell("heads", f"{self.agreement}: {' '.join(kept[0].measures) or 'operation'}")
            try:
                self.tried[kept[0].measures] = self._solved(kept[0].measures, hold_heads=False)
            except NoPlanError:
                self.tried[kept[0].measures] = replace(kept[0], kept=False, cost=math.nan)

    def _answer(self, near: Sequence[str]) -> Keeping:
        kept = self._agreed()
        ways = tuple(self.tried.values())
        bound: list[tuple[Phrase, float]] = []
        if not kept and self.last is not None:
            made, limit, unit = self.last
            target = float(self.row["target"])
            bound = [(words, amount / unit) for words, amount in binding(made, limit, target * unit)]
        chosen = (reason("day chosen"),) if self.inexact else ()
        words = (*chosen, *(_unknown(kept[0]) if kept else ()))
        return Keeping(self.agreement, ways, kept[0] if kept else None, tuple(near), tuple(bound), words)


def _missed(made: Plan, limit: str) -> float:
    """By how much a soft limit is missed, in its unit."""
    found = (made.results.find("limits", limit, side) for side in ("short", "over"))
    return max((float(hit[1].max()) for hit in found if hit is not None), default=0.0)


def _with(case: Case, measures: Iterable[str]) -> Case:
    listed = list(measures)
    return apply_changes(case, measure_changes(case, listed)) if listed else case


def _dearness(way: Way) -> tuple[bool, float, float]:
    """Ways of known cost first, the cheapest first; of others the one with the fewest measures."""
    unknown = math.isnan(way.cost)
    return unknown, 0.0 if unknown else way.cost, float(len(way.measures))


def _unknown(way: Way) -> tuple[Phrase, ...]:
    return (reason("cost unknown"),) if way.kept and math.isnan(way.cost) else ()


def unkept(made: Plan) -> list[str]:
    """Agreements that can be measured and are neither kept nor by another of the same target."""
    table = commitments(gauge_of(made))
    return [str(name) for name in table.loc[~table["verdict"].isin(("kept", "not measurable")), "agreement"]]
