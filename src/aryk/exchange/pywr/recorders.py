"""Recorders of a model as indicators of the case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.model import kind_of
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.past import missing
from aryk.exchange.pywr.places import CARRIER

FLOWS = {"totalflownode": "total", "meanflownode": "mean", "numpyarraynode": "mean"}
DEFICITS = {"totaldeficitnode": "total", "deficitfrequencynode": "share", "numpyarraynodedeficit": "mean"}
VOLUMES = {"minimumvolumestorage": "min", "meanvolumestorage": "mean", "numpyarraystorage": "last"}
SILENT = ("csv", "tables", "progress", "numpyarrayparameter", "numpyarrayindexparameter", "rollingmeanflownode")
"""Recorders that only write files, show progress, or keep what varies over time: a river run keeps all its results."""
LINEAR = ("total", "mean", "last", "first", "share")
"""Statistics of which the sum is the statistic of the terms together."""


@dataclass(frozen=True)
class Told:
    """What a recorder tells: a statistic of terms, each table, row, quantity and factor."""

    statistic: str
    terms: tuple[tuple[str, str, str, float], ...]


def add_recorders(book: Book, parameters: Parameters) -> None:
    """Flows, what is missing of them, and volumes as indicators; recorders of other kinds are told by name."""
    made: dict[str, Told | None] = {}
    for name, data in book.model.recorders.items():
        if isinstance(data, dict):
            told = _told(book, parameters, name, data, made)
            if told is not None:
                _indicator(book, name, told, str(data.get("comment", "")))


def _told(
    book: Book, parameters: Parameters, name: str, data: dict[str, Any], made: dict[str, Told | None]
) -> Told | None:
    if name in made:
        return made[name]
    made[name] = None
    kind = kind_of(data, "recorder")
    node = str(data.get("node", data.get("storage_node", "")))
    if kind in FLOWS and node in book.flows:
        factor = float(data.get("factor", 1.0))
        terms = tuple((table, row, "", each * factor) for table, row, each in book.flows[node])
        made[name] = Told(FLOWS[kind], terms)
    elif kind in DEFICITS:
        row = missing(parameters, node, name)
        made[name] = None if row is None else Told(DEFICITS[kind], (("links", row, "", 1.0),))
    elif kind in {**VOLUMES, **FLOWS} and node in book.stores:
        table, row = book.stores[node]
        if table == "stores":
            made[name] = Told(VOLUMES.get(kind, "last"), ((table, row, "level", 1.0),))
    elif kind == "aggregated":
        made[name] = _together(book, parameters, name, data, made)
    elif kind not in SILENT:
        book.model.refuse(name, "recorders of this type are not carried over", str(data.get("type")))
    return made[name]


def _together(
    book: Book, parameters: Parameters, name: str, data: dict[str, Any], made: dict[str, Told | None]
) -> Told | None:
    """The sum or mean of other recorders, where it is one statistic of all their terms."""
    given = book.model.recorders
    how = str(data.get("recorder_agg_func", data.get("agg_func", "mean"))).lower()
    parts = [
        _told(book, parameters, str(each), given[str(each)], made) if str(each) in given else None
        for each in data.get("recorders", ())
    ]
    told = [each for each in parts if each is not None]
    if len(told) < max(1, len(parts)) or len({each.statistic for each in told}) > 1 or how not in ("sum", "mean"):
        book.model.refuse(name, "these recorders are not put together", f"{how} of {data.get('recorders')}"[:80])
        return None
    if told[0].statistic not in LINEAR and len(told) > 1:
        book.model.refuse(name, "these recorders are not put together", f"{how} of {told[0].statistic}")
        return None
    share = 1.0 / len(told) if how == "mean" else 1.0
    terms = tuple((*term[:3], term[3] * share) for each in told for term in each.terms)
    return replace(told[0], terms=terms)


def _indicator(book: Book, name: str, told: Told, title: str) -> None:
    own = book.draft.name("indicators", name)
    unit = "Ml" if told.statistic == "total" or told.terms[0][2] == "level" else "Ml/day"
    unit = "1" if told.statistic == "share" else unit
    book.draft.add(
        "indicators", indicator=own, title=title or name, unit=unit, system=CARRIER, statistic=told.statistic
    )
    summed: dict[tuple[str, str, str], float] = {}
    for table, row, quantity, factor in told.terms:
        summed[table, row, quantity] = summed.get((table, row, quantity), 0.0) + factor
    for (table, row, quantity), factor in summed.items():
        cells = {"quantity": quantity} if quantity else {}
        book.draft.add("indicator_terms", indicator=own, table=table, row=row, coefficient=factor, **cells)
