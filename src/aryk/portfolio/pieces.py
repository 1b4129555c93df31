"""What measures change in a programme, and which of them change it together.

Measures that touch the same columns or rows, or that need each other, form a group, and the programme of each set
within a group is made once. What measures of different groups change adds up; a programme with as many measures as can
stand together is compared with that sum, and where it differs, the groups at fault are joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.sparse import csc_array

from aryk.case.calendar import Floats, Ints
from aryk.case.changes import Change
from aryk.case.faults import CaseError
from aryk.case.held import rows_of
from aryk.measures.apply import measure_changes
from aryk.portfolio.budgets import Budget
from aryk.portfolio.candidates import Choice, ChoiceError
from aryk.portfolio.union import Spread
from aryk.portfolio.workshop import Names, Workshop

MOST_SETS = 4096
"""Sets within a group that are looked at."""
_NOTHING: Names = frozenset()


@dataclass(frozen=True)
class Piece:
    """The touched columns and rows of a group with one set of its measures in place.

    `terms` holds the coefficients of the touched columns in all rows, shape (rows, columns of the group).
    """

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    terms: csc_array


@dataclass
class Group:
    """Measures that change the programme together.

    Attributes
    ----------
    columns, rows
        What they touch, as places in the space of all programmes.
    data
        Columns of which cost or coefficients change.
    pieces
        The programme there for each set that may stand.
    senseless
        Sets with which the case makes no sense, with the reason.
    """

    names: tuple[str, ...]
    columns: Ints
    rows: Ints
    data: Ints
    entered: Ints
    pieces: dict[Names, Piece] = field(repr=False)
    senseless: dict[Names, str] = field(default_factory=dict)

    def part(self, chosen: Names) -> Names:
        """Those of some measures that belong to it."""
        return frozenset(self.names) & chosen


@dataclass(frozen=True)
class _Difference:
    """A programme where it differs from that without measures."""

    columns: Ints
    rows: Ints
    data: Ints
    entered: Ints
    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    terms: csc_array


class Pieces:
    """All groups of a choice."""

    def __init__(self, workshop: Workshop, choice: Choice, budgets: Collection[Budget]) -> None:
        self.workshop, self.choice, self.budgets = workshop, choice, tuple(budgets)
        self._known: dict[Names, _Difference | str] = {}
        self.base = workshop.spread(())
        groups = _linked_by_rows(workshop, choice)
        while True:
            self._groups = [self._group(names) for names in groups]
            joined = self._overlapping() or self._not_adding_up()
            if not joined:
                break
            groups = _joined(groups, joined)
        self.groups = tuple(self._groups)

    def __iter__(self) -> Iterable[Group]:
        return iter(self.groups)

    def _group(self, names: tuple[str, ...]) -> Group:
        sets = self._sets(names)
        found = {chosen: self._difference(chosen) for chosen in sets}
        good = {chosen: each for chosen, each in found.items() if isinstance(each, _Difference)}
        wrong = {chosen: each for chosen, each in found.items() if isinstance(each, str)}
        columns, rows, data, entered = (
            np.unique(np.concatenate([getattr(each, name) for each in good.values()] or [np.empty(0, np.int64)]))
            for name in ("columns", "rows", "data", "entered")
        )
        pieces = {chosen: self._piece(each, columns, rows) for chosen, each in good.items()}
        return Group(names, columns, rows, data, entered, pieces, wrong)

    def _sets(self, names: tuple[str, ...]) -> list[Names]:
        """The sets of a group that may stand and can be paid for; the empty one among them."""
        if 2 ** len(names) > 16 * MOST_SETS:
            raise ChoiceError(self._too_many(names))
        own = {each.name: each for each in self.choice.candidates}
        found = []
        for count in range(len(names) + 1):
            for each in combinations(names, count):
                chosen = frozenset(each)
                paid = all(
                    budget.year or sum(own[name].paid_by(budget.party) for name in each) <= budget.amount * (1 + 1e-9)
                    for budget in self.budgets
                )
                if paid and self.choice.allows(chosen):
                    found.append(chosen)
        if len(found) > MOST_SETS:
            raise ChoiceError(self._too_many(names))
        return found

    def _too_many(self, names: tuple[str, ...]) -> str:
        return (
            f"{len(names)} measures change the same rows, which makes too many sets to compare: {', '.join(names)}\n"
            "remedy: name fewer of them with --measures, or say in measures.csv which exclude each other"
        )

    def _difference(self, chosen: Names) -> _Difference | str:
        """What some measures change, or why they make no sense."""
        if chosen not in self._known:
            self.workshop.tell("measure", ", ".join(sorted(chosen)) or "none")
            try:
                self._known[chosen] = self._compared(self.workshop.spread(chosen))
            except CaseError as error:
                self._known[chosen] = error.faults[0].what
        return self._known[chosen]

    def _compared(self, spread: Spread) -> _Difference:
        self.base = self.base.widened(len(spread.cost), len(spread.row_lower))
        columns, rows, data, entered = spread.differs(self.base)
        cost, lower, upper = (each[columns] for each in (spread.cost, spread.lower, spread.upper))
        row_lower, row_upper = spread.row_lower[rows], spread.row_upper[rows]
        terms = csc_array(spread.terms[:, columns])
        return _Difference(columns, rows, data, entered, cost, lower, upper, row_lower, row_upper, terms)

    def _piece(self, own: _Difference, columns: Ints, rows: Ints) -> Piece:
        """A set of a group over all that the group touches."""
        base = self.base
        here, there = np.searchsorted(columns, own.columns), np.searchsorted(rows, own.rows)
        cost, lower, upper = (each[columns].copy() for each in (base.cost, base.lower, base.upper))
        row_lower, row_upper = base.row_lower[rows].copy(), base.row_upper[rows].copy()
        for whole, part in ((cost, own.cost), (lower, own.lower), (upper, own.upper)):
            whole[here] = part
        row_lower[there], row_upper[there] = own.row_lower, own.row_upper
        terms = _with_columns(csc_array(base.terms[:, columns]), here, own.terms)
        return Piece(cost, lower, upper, row_lower, row_upper, terms)

    def _overlapping(self) -> list[tuple[str, ...]]:
        """Groups of which one changes the data of a column that another touches, or both open the same row."""
        count = len(self.base.cost)
        data, touched = np.full(count, -1), np.full(count, -1)
        opened = np.full(len(self.base.row_lower), -1)
        free = ~(np.isfinite(self.base.row_lower) | np.isfinite(self.base.row_upper))
        found: list[tuple[str, ...]] = []
        for place, group in enumerate(self._groups):
            others = {*data[group.columns], *touched[group.data], *opened[group.rows[free[group.rows]]]} - {-1, place}
            found += [(self._groups[int(other)].names[0], group.names[0]) for other in others]
            data[group.data], touched[group.columns] = place, place
            opened[group.rows[free[group.rows]]] = place
        return found

    def _not_adding_up(self) -> list[tuple[str, ...]]:
        """Groups whose changes do not add up to those of all of them together."""
        for chosen in self._packed():
            try:
                spread = self.workshop.spread(chosen)
            except CaseError:
                if len(chosen) < 2:
                    continue
                return [tuple(sorted(chosen))]
            self.base = self.base.widened(len(spread.cost), len(spread.row_lower))
            columns, rows, _, entered = self._summed(chosen).differs(spread)
            if not len(columns) and not len(rows):
                continue
            guilty = [
                group.names[0]
                for group in self._groups
                if group.part(chosen)
                and (
                    np.isin(columns, group.columns).any()
                    or np.isin(rows, group.rows).any()
                    or np.isin(entered, np.concatenate([group.rows, group.entered])).any()
                )
            ]
            return [tuple(guilty if len(guilty) > 1 else sorted(chosen))]
        return []

    def _packed(self) -> list[Names]:
        """Sets as large as can be in which any two measures that may stand together do so at least once."""
        names = list(self.choice.names)
        needs = {each.name: each.needs for each in self.choice.candidates}
        able = [
            frozenset({one, other}) | needs[one] | needs[other]
            for one, other in combinations(names, 2)
            if self._fits(frozenset({one, other}) | needs[one] | needs[other])
        ]
        found: list[Names] = []
        for pair in able:
            if any(pair <= each for each in found):
                continue
            chosen = pair
            for name in names:
                more = chosen | {name} | needs[name]
                if more != chosen and self._fits(more):
                    chosen = more
            found.append(chosen)
        return found

    def _fits(self, chosen: Names) -> bool:
        """Whether a set may stand and each group knows its part."""
        return self.choice.allows(chosen) and all(group.part(chosen) in group.pieces for group in self._groups)

    def _summed(self, chosen: Names) -> Spread:
        """The programme with some measures, as the sum of what the groups change."""
        base = self.base
        cost, lower, upper, row_lower, row_upper = (
            each.copy() for each in (base.cost, base.lower, base.upper, base.row_lower, base.row_upper)
        )
        places, parts = [], []
        for group in self._groups:
            piece = group.pieces[group.part(chosen)]
            columns, rows = group.columns, group.rows
            cost[columns] = np.where(piece.cost != base.cost[columns], piece.cost, cost[columns])
            for whole, own, old in (
                (lower, piece.lower, base.lower[columns]),
                (upper, piece.upper, base.upper[columns]),
            ):
                whole[columns] = _added(whole[columns], own, old)
            for whole, own, old in (
                (row_lower, piece.row_lower, base.row_lower[rows]),
                (row_upper, piece.row_upper, base.row_upper[rows]),
            ):
                whole[rows] = _added(whole[rows], own, old)
            if len(group.data):
                places.append(group.data)
                parts.append(csc_array(piece.terms[:, np.searchsorted(columns, group.data)]))
        terms = base.terms
        for place, part in zip(places, parts, strict=True):
            terms = _with_columns(terms, place, part)
        return Spread(cost, lower, upper, row_lower, row_upper, terms)


def _added(sums: Floats, own: Floats, old: Floats) -> Floats:
    """Sums with what a group adds; where one of both is infinite, what the group says."""
    finite = np.isfinite(own) & np.isfinite(old)
    with np.errstate(invalid="ignore"):
        more = np.where(finite, sums + (own - old), own)
    return np.asarray(np.where(own == old, sums, more))


def _with_columns(terms: csc_array, places: Ints, own: csc_array) -> csc_array:
    """A matrix with some columns replaced; rows of `own` may be fewer."""
    if not len(places):
        return terms
    keep = np.ones(terms.shape[1], dtype=bool)
    keep[places] = False
    column = np.repeat(np.arange(terms.shape[1]), np.diff(terms.indptr))
    kept = keep[column]
    new = places[np.repeat(np.arange(own.shape[1]), np.diff(own.indptr))]
    entries = np.concatenate([terms.data[kept], own.data])
    rows = np.concatenate([terms.indices[kept], own.indices])
    columns = np.concatenate([column[kept], new])
    return csc_array((entries, (rows, columns)), shape=(max(terms.shape[0], own.shape[0]), terms.shape[1]))


def _linked_by_rows(workshop: Workshop, choice: Choice) -> list[tuple[str, ...]]:
    """Measures that need each other or change the same rows of the case, but for summands of one column."""
    groups: list[tuple[str, ...]] = [(name,) for name in choice.names]
    links: list[tuple[str, ...]] = [
        (each.name, other) for each in choice.candidates for other in each.needs if other in choice.names
    ]
    seen: dict[tuple[str, str], list[tuple[str, Change]]] = {}
    for name in choice.names:
        for change in measure_changes(workshop.case, [name]):
            for row in rows_of(workshop.case, change.table, change.row, change.group):
                seen.setdefault((change.table, row), []).append((name, change))
    for own in seen.values():
        columns = {change.column for _, change in own}
        if len(columns) > 1 or any(change.operation != "add" for _, change in own):
            links.append(tuple(dict.fromkeys(name for name, _ in own)))
    return _joined(groups, links)


def _joined(groups: list[tuple[str, ...]], links: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Groups with those joined that a link holds together, in the order of their names."""
    found = {name: list(group) for group in groups for name in group}
    order = [name for group in groups for name in group]
    for link in links:
        whole = list(dict.fromkeys(name for each in link for name in found[each]))
        for name in whole:
            found[name] = whole
    done: list[tuple[str, ...]] = []
    for name in order:
        group = tuple(found[name])
        if group not in done:
            done.append(group)
    return done
