"""Recorders of a model as indicators of the case."""

from __future__ import annotations

from typing import Any

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.model import kind_of
from aryk.exchange.pywr.nodes import CARRIER

FLOWS = {"totalflownode": "total", "meanflownode": "mean", "numpyarraynode": "mean"}
VOLUMES = {"minimumvolumestorage": "min", "meanvolumestorage": "mean", "numpyarraystorage": "last"}
SILENT = ("csv", "tables", "progress", "numpyarrayparameter", "numpyarrayindexparameter")
"""Recorders that only write files, show progress, or keep parameters: a river run keeps all its results."""


def add_recorders(book: Book, nodes: dict[str, dict[str, Any]]) -> None:
    """Flows and volumes as indicators; recorders of other kinds are told by name."""
    for name, data in book.model.recorders.items():
        if not isinstance(data, dict):
            continue
        kind = kind_of(data, "recorder")
        node = data.get("node", data.get("storage_node"))
        if kind in FLOWS and node in book.flows:
            _indicator(book, name, FLOWS[kind], [(table, row, "", factor) for table, row, factor in book.flows[node]])
        elif kind in {**VOLUMES, **FLOWS} and node in book.stores:
            table, row = book.stores[node]
            if table == "stores":
                _indicator(book, name, VOLUMES.get(kind, "last"), [(table, row, "level", 1.0)])
        elif kind not in SILENT:
            book.model.refuse(name, "recorders of this type are not carried over", str(data.get("type")))


def _indicator(book: Book, name: str, statistic: str, terms: list[tuple[str, str, str, float]]) -> None:
    own = book.draft.name("indicators", name)
    unit = "Ml" if statistic == "total" or terms[0][2] == "level" else "Ml/day"
    book.draft.add("indicators", indicator=own, title=name, unit=unit, system=CARRIER, statistic=statistic)
    for table, row, quantity, factor in terms:
        cells = {"quantity": quantity} if quantity else {}
        book.draft.add("indicator_terms", indicator=own, table=table, row=row, coefficient=factor, **cells)
