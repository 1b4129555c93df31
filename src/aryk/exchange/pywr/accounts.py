"""Virtual storages of a model as accounts: licences that flows draw from, and that begin anew."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.nodes import CARRIER, initial_volume, size_at_first
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.pieces import VIRTUAL


def add_accounts(book: Book, parameters: Parameters, nodes: dict[str, dict[str, Any]]) -> None:
    """All virtual storages."""
    for name, data in nodes.items():
        if data["type"] not in VIRTUAL:
            continue
        missing = [str(each) for each in data.get("nodes", ()) if each not in book.flows]
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
    fixed = isinstance(most, int | float)
    cells["capacity"] = float(most) if fixed else size_at_first(parameters, data, most, initial)  # type: ignore[arg-type]
    if not isinstance(most, int | float):
        book.use(most, "accounts", row, "capacity")
    if not (isinstance(least, int | float) and least == 0.0):
        cells["minimum"] = book.use(least, "accounts", row, "minimum")
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
    first = f"{int(data.get('reset_month', 1)):02d}-{int(data.get('reset_day', 1)):02d}"
    match kind:
        case "annualvirtualstorage":
            return {"renewal": "year", "from_day": first}
        case "seasonalvirtualstorage":
            end = pd.Timestamp(2001, int(data.get("end_month", 12)), int(data.get("end_day", 31))) - pd.Timedelta(
                days=1
            )
            return {"renewal": "year", "from_day": first, "to_day": f"{end.month:02d}-{end.day:02d}"}
        case "monthlyvirtualstorage":
            if data.get("initial_months"):
                book.model.refuse(name, "months before the start are not carried over", str(data["initial_months"]))
            return {"renewal": "months", "length": float(data.get("months", 1))}
        case "rollingvirtualstorage":
            steps = data.get("timesteps") or int(float(data.get("days", 0)) // float(book.model.days[0]))
            return {"renewal": "window", "length": float(steps)}
        case _:
            return {}
