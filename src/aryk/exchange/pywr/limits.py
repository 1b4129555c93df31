"""A sum of flows that is bound at each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.numbers import Number


def limit(book: Book, name: str, sense: str, value: Number, terms: Sequence[tuple[str, str, Number]]) -> None:
    """Hold a sum of flows, each with its factor, at least, at most or equal to a value."""
    row = book.draft.name("limits", name)
    cells: dict[str, Any] = {"value": 0.0}
    if isinstance(value, np.ndarray):
        cells = {"value": 1.0, "profile": book.course(value, name)}
    else:
        cells["value"] = book.use(value, "limits", row, "value")
    step = book.model.every or "hour"
    book.draft.add("limits", limit=row, title=name, party=PARTY, sense=sense, quantity="rate", per=step, **cells)
    for table, each, coefficient in terms:
        more: dict[str, Any] = {}
        if isinstance(coefficient, np.ndarray):
            more = {"profile": book.course(coefficient, f"{name} factor")}
        elif isinstance(coefficient, int | float):
            more = {"coefficient": float(coefficient)}
        else:
            book.use(coefficient, "limit_terms", f"{row}/{table}/{each}", "coefficient")
        book.draft.add("limit_terms", limit=row, table=table, row=each, **more)
