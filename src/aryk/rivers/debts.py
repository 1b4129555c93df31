"""Accounts in debt, as they are kept on shared rivers: debt is paid back out of what a side is entitled to later.

At each step a side is entitled to E (the terms below 0 of its account) and gets D. With the balance b at its start,

    b' = b + E - D - lapsed,            owed = max(-b, 0)

While it owes, and where the step lies in the time of paying back, D is bound by what is left of the entitlement,

    D <= E - instalment + unpaid,       0 <= unpaid <= instalment

    instalment = min(repay_rate, owed / step)             at a rate
    instalment = owed / step x days / days left           by a day

Else by the balance and the limit of debt: D <= E + (b - minimum) / step. What E does not cover stays unpaid and owed;
leaving it unpaid costs more than anything else that water may serve, so the water is withheld. When the account begins
anew, credit goes on by `carry_over`, at most `carry_most`, and debt by `debt_over`. Balances of this kind are those of
interstate compacts (Rio Grande Compact 1938, article VI: limits of accrued credits and debits, credits that spill).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.calendar import Clock
from aryk.rivers.affine import ENDLESS, ZERO, Affine, slot
from aryk.rivers.draft import Draft, Floats, Sum
from aryk.rivers.scheme import Kept

RULES_OF_DEBT = ("repay_rate", "carry_most", "debt_over")
UNPAID_COSTS = 10.0
"""An instalment that is not paid costs this many times the dearest other cost, less than water in flood space."""
LAPSE_COSTS = 1e-6
"""Of the dearest cost, for each amount that lapses: so little that nothing lapses that need not, and no use minds."""
NOTHING = 1e-9
"""Debt below this share of its limit (at least of 1) is what rounding leaves."""


@dataclass(frozen=True)
class Book:
    """An account with rules of debt: its row, what it draws and gains, how it begins.

    Attributes
    ----------
    drawn, gained
        Flows with factors above and below 0.
    initial, renewed
        Balance at the start, and what it begins anew with.
    reset, active
        Steps in which it begins anew, and in which it counts; shape (steps,).
    far
        What is added to a bound where it does not count.
    """

    name: str
    row: dict[str, object]
    drawn: Sum
    gained: Sum
    initial: float
    renewed: float
    reset: Floats
    active: NDArray[np.bool_]
    far: Affine

    def number(self, column: str) -> float:
        """A number of the row; NaN: empty."""
        return float(str(self.row[column]))


def has_rules_of_debt(row: dict[str, object]) -> bool:
    """Whether a row of `accounts` says how debt is paid back, or what lapses."""
    numbers = any(not math.isnan(float(str(row[column]))) for column in RULES_OF_DEBT)
    return numbers or bool(row["repay_by"]) or row["beyond"] == "lapse"


def keep_book(draft: Draft, book: Book) -> None:
    """Add an account with rules of debt to a river."""
    scheme, name = draft.scheme, book.name
    size = book.number("capacity")
    capacity = draft.number("accounts", name, "capacity", math.inf if math.isnan(size) else size)
    minimum = draft.number("accounts", name, "minimum", book.number("minimum"))
    content, filling = (draft.states["accounts", name, each] for each in ("content", "filling"))
    per = scheme.over_time(1.0 / scheme.amount)
    balance, changes = _begun_anew(draft, book, content, capacity, per)
    summed = [*book.drawn, *book.gained]
    if book.row["beyond"] == "lapse":
        lapsed = draft.flow(f"accounts {name} lapsed", ZERO, ENDLESS, Affine(LAPSE_COSTS * draft.dearest))
        least = scheme.product(balance - capacity, per) - book.far
        scheme.network.within(f"accounts {name} lapsed", [*summed, (lapsed, 1.0)], low=least)
        changes["lapsed"] = [*changes.get("lapsed", []), (lapsed, 1.0)]
    drawn = summed + [
        (flow, sign * each)
        for kind, sign in (("lapsed", 1.0), ("forgiven", -1.0), ("renewed", -1.0))
        for flow, each in changes.get(kind, [])
    ]
    for kind, flows in changes.items():
        draft.tell("accounts", kind, name, flows)
    draft.tell("accounts", "drawn", name, summed)
    filled = book.initial / size if size else math.nan
    kept = Kept(
        f"accounts {name}",
        drawn,
        content,
        filling,
        -1,
        -1,
        -1,
        capacity,
        minimum,
        book.initial,
        filled,
        active=book.active,
    )
    scheme.stores.append(kept)
    if book.row["binding"]:
        _bind(draft, book, balance, minimum, capacity, per)


def _begun_anew(draft: Draft, book: Book, content: int, capacity: Affine, per: Affine) -> tuple[Affine, dict[str, Sum]]:
    """The balance that a step works with, and what lapses, is forgiven and is given anew where it begins anew."""
    if not book.reset.any():
        return slot(content), {}
    scheme = draft.scheme
    mark = scheme.over_time(book.reset)
    now = scheme.product(mark, per)
    credit, debt = _parts(draft, slot(content))
    kept = credit * book.number("carry_over")
    if not math.isnan(book.number("carry_most")):
        most = scheme.constant(book.number("carry_most"))
        kept = slot(scheme.rule("least", [scheme.place_of(kept), most]))
    share = book.number("carry_over") if math.isnan(book.number("debt_over")) else book.number("debt_over")
    given = capacity if book.row["renewed_to"] == "capacity" and not _endless(capacity) else Affine(book.renewed)
    amounts = {"lapsed": credit - kept, "forgiven": debt * (1.0 - share), "renewed": given}
    flows: dict[str, Sum] = {}
    balance = slot(content)
    for kind, amount in amounts.items():
        if amount == ZERO:
            continue
        rate = scheme.product(amount, now)
        flows[kind] = [(draft.flow(f"accounts {book.name} {kind} anew", rate, rate), 1.0)]
        change = scheme.product(amount, mark)
        balance = balance - change if kind == "lapsed" else balance + change
    return slot(scheme.place_of(balance)), flows


def _parts(draft: Draft, balance: Affine) -> tuple[Affine, Affine]:
    """Credit and debt of a balance, neither below 0."""
    scheme = draft.scheme
    zero = scheme.constant(0.0)
    credit = scheme.rule("most", [scheme.place_of(balance), zero])
    return slot(credit), slot(scheme.rule("most", [scheme.place_of(-balance), zero]))


def _endless(number: Affine) -> bool:
    return number.is_constant and math.isinf(number.constant)


def _bind(draft: Draft, book: Book, balance: Affine, minimum: Affine, capacity: Affine, per: Affine) -> None:
    """What is drawn less what is gained stays within the balance; of a debt an instalment is withheld."""
    scheme, name, penalty = draft.scheme, book.name, book.number("penalty")
    zero = scheme.constant(0.0)
    room = slot(scheme.rule("most", [scheme.place_of(scheme.product(balance - minimum, per)), zero]))
    slack: Sum = []
    due, owing = _instalment(draft, book, balance, per)
    if due is not None:
        room = room - scheme.product(owing, room + due)
        price = draft.price(Affine(penalty)) if not math.isnan(penalty) else Affine(UNPAID_COSTS * draft.dearest)
        asked = slot(scheme.place_of(scheme.product(owing, due)))
        draft.tell("accounts", "due", name, [(draft.flow(f"accounts {name} due", asked, asked), 1.0)])
        unpaid = draft.flow(f"accounts {name} unpaid", ZERO, asked, price)
        slack.append((unpaid, -1.0))
        draft.tell("accounts", "unpaid", name, [(unpaid, 1.0)])
    if not math.isnan(penalty) or draft.forced:
        cost = draft.price(Affine(penalty)) if not math.isnan(penalty) else Affine(50.0 * draft.dearest)
        over = draft.flow(f"accounts {name} overdrawn", ZERO, ENDLESS, cost * (1.0 + LAPSE_COSTS))
        slack.append((over, -1.0))
        draft.tell("accounts", "overdrawn", name, [(over, 1.0)])
    low = -ENDLESS
    if book.row["beyond"] == "draw" and not _endless(capacity):
        low = scheme.product(balance - capacity, per) - book.far
    scheme.network.within(f"accounts {name}", [*book.drawn, *book.gained, *slack], low, room + book.far)


def _instalment(draft: Draft, book: Book, balance: Affine, per: Affine) -> tuple[Affine | None, Affine]:
    """What is withheld of the entitlement as a rate, and 1 where a debt is to be paid back, else 0."""
    scheme, rate = draft.scheme, book.number("repay_rate")
    clock = draft.line.calendar.clocks[draft.step]
    if not math.isnan(rate):
        part = np.ones(draft.steps)
    elif book.row["repay_by"]:
        part = parts_by_day(clock, str(book.row["repay_from"]), str(book.row["repay_by"]))
    else:
        return None, ZERO
    _, debt = _parts(draft, balance)
    least = scheme.constant(NOTHING * max(1.0, abs(book.number("minimum"))))
    owes = slot(scheme.rule("above", [scheme.place_of(debt), least]))
    owing = scheme.product(owes, scheme.over_time(((part > 0) & book.active).astype(float)))
    whole = scheme.product(debt, per)
    if not math.isnan(rate):
        whole = slot(scheme.rule("least", [scheme.place_of(whole), scheme.constant(rate)]))
    return scheme.product(whole, scheme.over_time(part)), owing


def parts_by_day(clock: Clock, from_day: str, by_day: str) -> Floats:
    """Part of a debt that each step pays back: its days over the days left until the day; shape (steps,).

    Parameters
    ----------
    from_day, by_day
        Days of the year, `MM-DD`; without the first, paying back begins on the morrow of the last.

    Examples
    --------
    >>> from aryk.case.calendar import Calendar
    >>> month = Calendar("2024-01-01", "2024-06-30", "month").clocks["month"]
    >>> parts_by_day(month, "02-01", "04-15").round(4).tolist()
    [0.0, 0.3867, 0.6739, 1.0, 0.0, 0.0]
    """
    part = np.zeros(len(clock.hours))
    for step, (start, hours) in enumerate(zip(clock.start, clock.hours, strict=True)):
        begin = pd.Timestamp(start)
        end = begin + pd.Timedelta(hours=float(hours))
        year = begin.year + (_on(begin.year, by_day) + pd.Timedelta(days=1) <= begin)
        last = _on(year, by_day) + pd.Timedelta(days=1)
        first = _on(year - 1, by_day) + pd.Timedelta(days=1)
        if from_day:
            first = _on(year - (from_day > by_day), from_day)
        first = max(first, begin)
        if first < min(end, last):
            part[step] = (min(end, last) - first) / (last - first)
    return part


def _on(year: int, day: str) -> pd.Timestamp:
    """A day of a year; 29 February is the last of February."""
    month = pd.Timestamp(year, int(day[:2]), 1)
    return month.replace(day=min(int(day[3:]), month.days_in_month))
