"""The measures among which is chosen: their costs, who pays, what they need and what they exclude."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from aryk.case.annuity import length_of_works
from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.sense.chosen import all_needed
from aryk.measures.apply import measure_changes
from aryk.measures.conflicts import conflicts
from aryk.measures.finance import MILLION, yearly_cost


class ChoiceError(ValueError):
    """Measures that cannot be chosen from, or budgets that make no sense."""


@dataclass(frozen=True)
class Candidate:
    """A measure that may be chosen.

    Attributes
    ----------
    capital
        Money to build it.
    shares
        What part of capital and upkeep each party pays.
    yearly
        Annuity of the capital with the interest of its works, and upkeep, money a year.
    weighted
        The same with the weights of those who pay.
    works
        Years of works, in which the capital is spent evenly.
    needs, excludes
        Names of candidates: without which and beside which it cannot be; those of `needs` are all that it needs.
    """

    name: str
    title: str
    capital: float
    shares: Mapping[str, float]
    yearly: float
    weighted: float
    works: int
    life: float
    needs: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()

    def paid_by(self, party: str) -> float:
        """Capital that a party pays; "" stands for all."""
        return self.capital * (self.shares.get(party, 0.0) if party else sum(self.shares.values()))


@dataclass(frozen=True)
class Choice:
    """The candidates, and what is left out with the reason."""

    candidates: tuple[Candidate, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the candidates, in the order of the table."""
        return tuple(each.name for each in self.candidates)

    def without(self, left_out: Mapping[str, str]) -> Choice:
        """The choice with some candidates left out, by name with the reason, and those that cannot be without them."""
        gone, kept = dict(left_out), [each for each in self.candidates if each.name not in left_out]
        while lost := [each for each in kept if not each.needs.isdisjoint(gone)]:
            gone |= {each.name: f"needs {', '.join(sorted(each.needs & gone.keys()))}, left out too" for each in lost}
            kept = [each for each in kept if each.name not in gone]
        names = {each.name for each in kept}
        return Choice(tuple(replace(each, excludes=each.excludes & names) for each in kept), {**self.left_out, **gone})

    def allows(self, chosen: frozenset[str]) -> bool:
        """Whether some measures may stand together and have what they need."""
        own = [each for each in self.candidates if each.name in chosen]
        return all(each.needs <= chosen and not each.excludes & chosen for each in own)


def candidates_of(case: Case, measures: Sequence[str] = ()) -> Choice:
    """The measures among which can be chosen.

    Parameters
    ----------
    measures
        Names; none: all of the case that have a cost and are not built yet.

    Raises
    ------
    CaseError
        If a measure is not there, or one that is named has no capital or life.
    ChoiceError
        If there is nothing to choose from.
    """
    rows = case.table("measures")
    if measures:
        measure_changes(case, [])
        _refuse(case, measures)
    left_out: dict[str, str] = {}
    kept = []
    for name in rows.index:
        if measures and name not in measures:
            continue
        reason = "" if measures else _reason(rows.loc[name], case)
        if reason:
            left_out[str(name)] = reason
        else:
            kept.append(str(name))
    needs = {str(name): str(cell).split() for name, cell in zip(rows.index, rows["needs"], strict=True)}
    while missing := {name for name in kept if not all_needed(name, needs) <= set(kept)}:
        for name in missing:
            lacks = sorted(all_needed(name, needs) - set(kept))
            left_out[name] = f"needs {quoted(lacks)}, which cannot be chosen"
        kept = [name for name in kept if name not in missing]
    if not kept:
        raise ChoiceError(
            "there is no measure to choose. Remedy: write capital and life of measures in measures.csv, or name "
            "measures that may be chosen"
        )
    excludes = _excluded(case, kept)
    return Choice(tuple(_candidate(case, name, kept, needs, excludes[name]) for name in kept), left_out)


def payers_of(case: Case, measure: str) -> dict[str, float]:
    """The share of each party in capital and upkeep; without financing the owner pays all."""
    rows = case.table("financing")
    own = rows[rows["measure"] == measure]
    if len(own):
        return {str(party): float(share) for party, share in zip(own["party"], own["share"], strict=True)}
    owner = str(case.table("measures").at[measure, "party"])
    return {owner: 1.0}


def _candidate(
    case: Case, name: str, kept: Sequence[str], needs: Mapping[str, list[str]], excludes: frozenset[str]
) -> Candidate:
    row = case.table("measures").loc[name]
    yearly = yearly_cost(case, name)
    shares, weights = payers_of(case, name), case.table("parties")["weight"]
    weighted = yearly * sum(share * float(weights.get(party, 1.0)) for party, share in shares.items())
    return Candidate(
        name,
        str(row["title"] or name),
        float(row["capital"]) * MILLION,
        shares,
        yearly,
        weighted,
        int(length_of_works(row["lead_time"])),
        float(row["life"]),
        frozenset(all_needed(name, needs)),
        excludes,
    )


def _reason(row: Mapping[str, object], case: Case) -> str:
    """Why a measure is no candidate where none is named; "" if it is one."""
    if row["status"] == "built":
        return "is built already"
    unknown = [each for each in ("capital", "life") if math.isnan(float(str(row[each])))]
    if unknown:
        return f"{' and '.join(unknown)} not known"
    if not float(str(row["life"])) > 0:
        return "has no years of use"
    if not (case.table("measure_changes").index == row["measure"]).any():
        return "changes nothing"
    return ""


def _refuse(case: Case, measures: Sequence[str]) -> None:
    """All that is wrong with measures that are named."""
    raw, files = case.tables["measures"], case.files["measures"]
    known = list(raw["measure"])
    faults = []
    for name in measures:
        if name not in known:
            remedy = nearest(name, known) or "choose one of these"
            faults.append(
                Fault("--measures", 0, "measure", "there is no measure of this name", name, quoted(known), remedy)
            )
            continue
        place = known.index(name)
        for column in ("capital", "life"):
            if math.isnan(raw[column].iloc[place]):
                file, line = str(files["file"].iloc[place]), int(files["row"].iloc[place])
                what, remedy = f"{name} cannot be chosen: its {column} is not known", f"write {column}"
                faults.append(Fault(file, line, column, what, "an empty cell", "a number", remedy))
    if faults:
        raise CaseError(faults)


def _excluded(case: Case, kept: Sequence[str]) -> dict[str, frozenset[str]]:
    """For each measure those beside which it cannot be: as written, or as both change one cell."""
    rows = case.table("measures")
    changes = {name: measure_changes(case, [name]) for name in kept}
    found: dict[str, set[str]] = {name: set(str(rows.at[name, "excludes"]).split()) & set(kept) for name in kept}
    touched = {name: {(each.table, each.column) for each in own} for name, own in changes.items()}
    for place, one in enumerate(kept):
        for other in kept[place + 1 :]:
            both = touched[one] & touched[other]
            if both and conflicts(case, [*changes[one], *changes[other]]):
                found[one].add(other)
    for one in kept:
        for other in list(found[one]):
            found[other].add(one)
    return {name: frozenset(others) for name, others in found.items()}
