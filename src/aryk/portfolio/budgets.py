"""What may be spent: in all or by a party, over all years or in one year of works."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.measures.finance import MILLION
from aryk.portfolio.candidates import Candidate, Choice, payers_of

SPENT = 1e-9
"""Share of a budget by which sums may pass it, as they are rounded."""
FIRST_YEAR, LAST_YEAR = 1900, 2300


@dataclass(frozen=True)
class Budget:
    """The most that a party ("": all) may spend in a year of works (None: in all years together), in money."""

    amount: float
    party: str = ""
    year: int | None = None

    @property
    def words(self) -> str:
        """Whose it is and when.

        >>> Budget(1e6, "KZ", 2027).words
        'KZ in 2027'
        """
        return f"{self.party or 'all'} in {self.year}" if self.year else self.party or "all"


def written_budgets(case: Case) -> tuple[Budget, ...]:
    """The budgets of the table."""
    rows = case.table("budgets")
    return tuple(
        Budget(float(row["amount"]) * MILLION, str(row["party"]), None if math.isnan(row["year"]) else int(row["year"]))
        for row in rows.to_dict("records")
    )


def asked_budgets(case: Case, words: Sequence[str]) -> tuple[Budget, ...]:
    """Budgets as told to the command: `500e6`, `KZ=300e6`, `2027=100e6` or `KZ:2027=50e6`, in money.

    Raises
    ------
    CaseError
        If one of them cannot be read, is below 0, or is of a party that pays for nothing; all faults at once.
    """
    parties = list(case.table("parties").index)
    payers = {party for name in case.table("measures").index for party in payers_of(case, str(name))} - {""}
    faults: list[Fault] = []
    found: dict[tuple[str, int | None], Budget] = {}
    for each in words:
        left, equals, right = each.rpartition("=")
        party, year = _whose(left if equals else "", each, parties, payers, faults)
        try:
            amount = float(right)
        except ValueError:
            amount = math.nan
        if not math.isfinite(amount) or amount < 0:
            what = "a budget is below 0" if amount < 0 else "the budget is no amount of money"
            faults.append(_fault(each, what, right, "a number from 0 on", "write money, such as 500e6 or KZ=300e6"))
        elif (party, year) in found:
            what = f"there are two budgets of {found[party, year].words}"
            faults.append(_fault(each, what, each, "one for a party and a year", "keep the one that holds"))
        else:
            found[party, year] = Budget(amount, party, year)
    if faults:
        raise CaseError(faults)
    return tuple(found.values())


def _whose(
    left: str, whole: str, parties: Collection[str], payers: Collection[str], faults: list[Fault]
) -> tuple[str, int | None]:
    """The party and the year that stand before the amount."""
    party, year = "", None
    for word in left.split(":") if left else []:
        if word.strip().isdigit():
            year = int(word)
            if not FIRST_YEAR <= year <= LAST_YEAR:
                allowed = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
                faults.append(_fault(whole, "the year of a budget cannot be", word, allowed, "correct the year"))
            continue
        party = word.strip()
        if party not in parties:
            remedy = nearest(party, parties) or "choose one of these, or leave the party away for all"
            faults.append(_fault(whole, "no party has this name", party, quoted(parties), remedy))
        elif party not in payers:
            what = "this party pays for no measure, so its budget would do nothing"
            faults.append(_fault(whole, what, party, quoted(sorted(payers)), "leave it away"))
    return party, year


def _fault(whole: str, what: str, found: str, allowed: str, remedy: str) -> Fault:
    return Fault("--budget", 0, whole, what, found, allowed, remedy)


def years_of_works(budgets: Sequence[Budget], party_years: bool = True) -> tuple[int, ...]:
    """The years in which works are paid where budgets name years, from the first to the last; else none.

    >>> years_of_works([Budget(1, year=2027), Budget(1, year=2029)])
    (2027, 2028, 2029)
    """
    named = [each.year for each in budgets if each.year is not None]
    return tuple(range(min(named), max(named) + 1)) if named else ()


def affordable(choice: Choice, budgets: Sequence[Budget]) -> Choice:
    """The candidates that a budget allows at least alone, with what they need; the others are left out."""
    years = years_of_works(budgets)
    by_name = {each.name: each for each in choice.candidates}
    left_out: dict[str, str] = {}
    for each in choice.candidates:
        together = [each, *(by_name[name] for name in sorted(each.needs))]
        reason = next((words for words in (_beyond(together, budget) for budget in budgets) if words), "")
        if not reason and years and each.works > len(years):
            reason = f"its works last {each.works} years, budgets are told for {len(years)}"
        if reason:
            left_out[each.name] = reason
    return choice.without(left_out)


def _beyond(together: Sequence[Candidate], budget: Budget) -> str:
    paid = sum(each.paid_by(budget.party) / (each.works if budget.year else 1) for each in together)
    if budget.year or paid <= budget.amount * (1 + SPENT):
        return ""
    return f"costs {paid / MILLION:,.6g} million, the budget of {budget.words} is {budget.amount / MILLION:,.6g}"
