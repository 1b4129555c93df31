"""Virtual storages of a model as accounts: licences that flows draw from, and that begin anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.model import Floats
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.pieces import VIRTUAL
from aryk.exchange.pywr.places import CARRIER
from aryk.exchange.pywr.shapes import blaming
from aryk.exchange.pywr.storages import initial_volume, size


def add_accounts(book: Book, parameters: Parameters, nodes: dict[str, dict[str, Any]]) -> None:
    """All virtual storages."""
    for name, data in nodes.items():
        if data["type"] not in VIRTUAL:
            continue
        with blaming(book.model, name):
            missing = [str(each) for each in data["nodes"] if each not in book.flows]
            if missing:
                book.model.blame(name, "no node has this name", ", ".join(missing), ", ".join(list(book.flows)[:12]))
                continue
            _account(book, parameters, name, data)


def _account(book: Book, parameters: Parameters, name: str, data: dict[str, Any]) -> None:
    row = book.stores[name][1]
    most = parameters.number(data.get("max_volume", 0.0), f"{name} max_volume")
    least = parameters.number(data.get("min_volume"), f"{name} min_volume")
    book.sizes[name] = most
    initial = initial_volume(book, parameters, name, data, most)
    cells: dict[str, Any] = {"initial": initial}
    cells |= size(book, parameters, data, ("accounts", row), most, least, initial)
    if data.get("reset_to_initial_volume"):
        cells["renewed_to"] = "initial"
    cells |= _renewal(book, name, data)
    title = {"account": row, "title": name, "carrier": CARRIER, "party": PARTY}
    book.draft.add("accounts", **title, **cells)
    factors = data.get("factors") or [1.0] * len(data["nodes"])
    for member, factor in zip(data["nodes"], factors, strict=False):
        for table, each, own in book.flows[member]:
            book.draft.add("account_terms", account=row, table=table, row=each, coefficient=float(factor) * own)


def _renewal(book: Book, name: str, data: dict[str, Any]) -> dict[str, Any]:
    kind = data["type"]
    if kind == "rollingvirtualstorage":
        return {"renewal": "window", "length": float(_window(book, name, data))}
    if kind == "virtualstorage":
        return {}
    dated = (book.model.start == book.model.day).all()
    first = f"{int(data.get('reset_month', 1)):02d}-{int(data.get('reset_day', 1)):02d}"
    match kind:
        case "annualvirtualstorage" if dated:
            return {"renewal": "year", "from_day": first}
        case "seasonalvirtualstorage" if dated:
            end = pd.Timestamp(2001, int(data.get("end_month", 12)), int(data.get("end_day", 31)))
            end -= pd.Timedelta(days=1)
            return {"renewal": "year", "from_day": first, "to_day": f"{end.month:02d}-{end.day:02d}"}
        case "monthlyvirtualstorage" if dated and not data.get("initial_months"):
            return {"renewal": "months", "length": float(data.get("months", 1))}
    if kind == "monthlyvirtualstorage":
        reset, active = by_months(book.model.day, int(data.get("months", 1)), int(data.get("initial_months", 0))), None
    else:
        days = (int(data.get("reset_month", 1)), int(data.get("reset_day", 1)))
        ends = (int(data.get("end_month", 12)), int(data.get("end_day", 31)))
        reset, active = by_days(book.model.day, days, ends if kind == "seasonalvirtualstorage" else None)
    cells: dict[str, Any] = {"counts_in": book.course(active, f"{name} counts")} if active is not None else {}
    if reset.any():
        cells |= {"renewal": "series", "renewed_at": book.course(reset, f"{name} renewed")}
    return cells


def _window(book: Book, name: str, data: dict[str, Any]) -> int:
    """The steps of a rolling licence, of which days have the first word."""
    if data.get("days"):
        steps = int(float(data["days"]) // float(book.model.days[0]))
    else:
        steps = int(data.get("timesteps") or 0)
    if steps < 2:
        book.model.blame(name, "a rolling licence needs two steps or more", str(steps), "timesteps, or days")
        return 2
    return steps


Day = tuple[int, int]
"""Month and day of the month."""


def by_months(day: pd.DatetimeIndex, months: int, passed: int) -> Floats:
    """1 at steps at which so many months are over, `passed` of them before the first step; else 0.

    >>> by_months(pd.date_range("2021-01-31", periods=5, freq="ME"), 2, 1).tolist()
    [0.0, 1.0, 0.0, 1.0, 0.0]
    """
    month = day.month.to_numpy()
    count = passed + np.cumsum(np.append(0, month[1:] != month[:-1]))
    new = np.append(True, month[1:] != month[:-1])
    return np.where(new & (count > 0) & (count % months == 0), 1.0, 0.0)


def by_days(day: pd.DatetimeIndex, first: Day, last: Day | None) -> tuple[Floats, Floats | None]:
    """1 at steps that are the first of their year to have come to a day; and those in which a season counts.

    A season ends with the first step of its year that has come to its last day. A run that starts before the first
    day of a season, or after it, starts outside or inside of it, as the year goes on from there.

    >>> by_days(pd.date_range("2021-02-28", periods=3, freq="ME"), (3, 10), None)[0].tolist()
    [0.0, 1.0, 0.0]
    """
    reset, active = np.zeros(len(day)), np.ones(len(day))
    begun = ended = 0
    now = True
    for step, (year, own) in enumerate(zip(day.year, zip(day.month, day.day, strict=True), strict=True)):
        if step == 0 and own > first:
            begun = year
        if year != begun and own >= first:
            reset[step], begun, now = 1.0, year, True
        if last is not None and year != ended:
            if step == 0:
                if begun == year and last <= first:
                    ended = year
                elif begun != year and last >= first:
                    now = False
            elif own >= last:
                ended, now = year, False
        active[step] = 1.0 if now else 0.0
    return reset, None if last is None else active
