"""Accounts of a river: entitlements, licences and quotas as contents that flows draw from."""

from __future__ import annotations

import math

import numpy as np

from aryk.rivers.affine import ENDLESS, ZERO, Affine, slot
from aryk.rivers.bindings import FAR, season_share
from aryk.rivers.debts import Book, has_rules_of_debt, keep_book
from aryk.rivers.draft import Draft, Floats, Sum
from aryk.rivers.scheme import Kept


def add_accounts(draft: Draft) -> None:
    """Entitlements, licences and quotas as contents that flows draw from."""
    terms = draft.case.resolve(draft.case.table("account_terms"))
    for name, row in draft.case.table("accounts").to_dict("index").items():
        drawn: Sum = []
        gained: Sum = []
        for term in terms[terms["account"] == name].itertuples():
            flows = draft.found(str(term.table), str(term.row), str(term.quantity)) or []
            gains = term.part == "entitled" or (not term.part and float(term.coefficient) < 0)
            part = gained if gains else drawn
            part += [(flow, each * float(term.coefficient)) for flow, each in flows]
        if not drawn and not gained:
            continue
        if gained:
            draft.tell("accounts", "entitled", str(name), [(flow, -each) for flow, each in gained])
        if drawn:
            draft.tell("accounts", "delivered", str(name), drawn)
        if has_rules_of_debt(row):
            _book(draft, str(name), row, drawn, gained)
        else:
            _account(draft, str(name), row, [*drawn, *gained])


def _book(draft: Draft, name: str, row: dict[str, object], drawn: Sum, gained: Sum) -> None:
    """An account whose debt is paid back, whose carry-over has a limit, or whose credit lapses."""
    size = float(str(row["capacity"]))
    initial = _first(row)
    renewed = initial if row["renewed_to"] == "initial" or math.isnan(size) else size
    reset, active = _renewals(draft, row)
    if draft.earlier is None:
        initial = renewed if reset[0] else initial
        reset[0] = 0.0
    else:
        initial = draft.earlier.balances.get(("accounts", name), initial)
    far = ZERO if active.all() else draft.scheme.over_time(np.where(active, 0.0, FAR))
    keep_book(draft, Book(name, row, drawn, gained, initial, renewed, reset, active, far))


def _first(row: dict[str, object]) -> float:
    """The balance at the start."""
    size, initial = float(str(row["capacity"])), float(str(row["initial"]))
    return initial if not math.isnan(initial) else (0.0 if math.isnan(size) else size)


def _account(draft: Draft, name: str, row: dict[str, object], summed: Sum) -> None:
    scheme = draft.scheme
    size = float(str(row["capacity"]))
    initial = _first(row)
    reset, active = _renewals(draft, row)
    renewed = initial
    if draft.earlier is not None and ("accounts", name) in draft.earlier.balances:
        initial, reset[0] = _carried(draft, name, row, renewed, bool(reset[0])), 0.0
    content, filling = (draft.states["accounts", name, each] for each in ("content", "filling"))
    room, there = scheme.slot(), scheme.slot()
    window = int(float(str(row["length"]))) if row["renewal"] == "window" else 0
    binding = bool(row["binding"])
    capacity = draft.number("accounts", name, "capacity", math.inf if math.isnan(size) else size)
    minimum = draft.number("accounts", name, "minimum", float(str(row["minimum"])))
    scheme.stores.append(
        Kept(
            f"accounts {name}",
            summed,
            content,
            filling,
            room,
            there,
            -1,
            capacity,
            minimum,
            initial,
            initial / size if size else math.nan,
            reset=reset,
            to_initial=row["renewed_to"] == "initial",
            carry=float(str(row["carry_over"])),
            active=active,
            window=max(window - 1, 0),
            used_before=(size - initial) / (window - 1) if window > 1 else 0.0,
            renewed=renewed,
        )
    )
    draft.tell("accounts", "drawn", name, summed)
    if not binding:
        return
    slack: Sum = []
    penalty = float(str(row["penalty"]))
    if not math.isnan(penalty) or draft.forced:
        price = draft.price(Affine(penalty)) if not math.isnan(penalty) else Affine(50.0 * draft.dearest)
        over = draft.flow(f"accounts {name} overdrawn", ZERO, ENDLESS, price)
        slack.append((over, -1.0))
        draft.tell("accounts", "overdrawn", name, [(over, 1.0)])
    far = ZERO if active.all() else scheme.over_time(np.where(active, 0.0, FAR))
    low = -ENDLESS if capacity.is_constant and math.isinf(capacity.constant) else slot(room) - far
    scheme.network.within(f"accounts {name}", [*summed, *slack], low, slot(there) + far)


def _carried(draft: Draft, name: str, row: dict[str, object], initial: float, renewed: bool) -> float:
    """What stands on an account that goes on from the past, begun anew where the first step renews it."""
    assert draft.earlier is not None
    balance = draft.earlier.balances["accounts", name]
    if not renewed:
        return balance
    size = float(str(row["capacity"]))
    opening = initial if row["renewed_to"] == "initial" or math.isnan(size) else size
    return opening + float(str(row["carry_over"])) * balance


def _renewals(draft: Draft, row: dict[str, object]) -> tuple[Floats, np.ndarray]:
    """Steps in which an account begins anew (2: it had begun before the start), and steps in which it counts."""
    starts = draft.line.calendar.clocks[draft.step].start
    reset, active = np.zeros(draft.steps), np.ones(draft.steps, dtype=bool)
    first = str(row["from_day"]) or "01-01"
    month, day = int(first[:2]), int(first[3:])
    if row["renewal"] == "year":
        passed = np.asarray(starts.month) * 100 + np.asarray(starts.day) >= month * 100 + day
        year = np.asarray(starts.year) - (~passed)
        reset[1:] = np.diff(year) > 0
        exact = starts[0].month == month and starts[0].day == day
        reset[0] = 1.0 if exact else 0.0
    elif row["renewal"] == "months":
        number = np.asarray(starts.year) * 12 + np.asarray(starts.month)
        begins = np.concatenate([[True], np.diff(number) > 0])
        counted = number[0]
        if draft.earlier is not None:
            counted = int(draft.earlier.origin[:4]) * 12 + int(draft.earlier.origin[5:7])
            begins[0] = number[0] != counted and starts[0].day == 1
        reset = np.where(begins & ((number - counted) % int(float(str(row["length"]))) == 0), 1.0, 0.0)
        if draft.earlier is None:
            reset[0] = 0.0
    elif row["renewal"] == "series":
        reset = np.where(draft.line.values(str(row["renewed_at"]), draft.step) != 0.0, 1.0, 0.0)
    if row["counts_in"]:
        active = draft.line.values(str(row["counts_in"]), draft.step) != 0.0
    elif row["to_day"]:
        active = season_share(draft, {"from_day": first, "to_day": str(row["to_day"])}) > 0
    return reset, active
