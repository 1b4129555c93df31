"""Recorders of a model as indicators of the case."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.model import kind_of
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.past import missing
from aryk.exchange.pywr.places import CARRIER
from aryk.exchange.pywr.shapes import blaming

FLOWS = {"totalflownode": "total", "meanflownode": "mean"}
DEFICITS = {"totaldeficitnode": "total", "deficitfrequencynode": "share"}
VOLUMES = {"minimumvolumestorage": "min", "meanvolumestorage": "mean"}
COURSES = ("numpyarraynode", "numpyarraynodedeficit", "numpyarraystorage")
"""Recorders of each step: of the steps they tell what `temporal_agg_func` says."""
OVER_TIME = {"mean": "mean", "max": "max", "min": "min", "median": "percentile"}
DURATION = ("flowdurationcurve", "storagedurationcurve", "seasonalflowdurationcurve")
ENDS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SILENT = ("csv", "tables", "progress", "numpyarrayparameter", "numpyarrayindexparameter", "rollingmeanflownode")
"""Recorders that only write files, show progress, or keep what varies over time: a river run keeps all its results."""
LINEAR = ("total", "mean", "last", "first", "share")
"""Statistics of which the sum is the statistic of the terms together."""


@dataclass(frozen=True)
class Told:
    """What a recorder tells: a statistic of terms, each table, row, quantity and factor; a percentile; a season."""

    statistic: str
    terms: tuple[tuple[str, str, str, float], ...]
    percentile: float | None = None
    season: tuple[str, str] | None = None


def add_recorders(book: Book, parameters: Parameters) -> None:
    """Flows, what is missing of them, and volumes as indicators; recorders of other kinds are told by name."""
    made: dict[str, Told | None] = {}
    for name, data in book.model.recorders.items():
        with blaming(book.model, name):
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
    if kind in (*FLOWS, *DEFICITS, *VOLUMES, *COURSES):
        terms = _terms(book, parameters, name, data, node, missed="deficit" in kind)
        if terms is not None:
            statistic = {**FLOWS, **DEFICITS, **VOLUMES}.get(kind) or _over_time(book, name, data)
            made[name] = (
                None if statistic is None else Told(statistic, terms, 50.0 if statistic == "percentile" else None)
            )
    elif kind in DURATION:
        _durations(book, parameters, name, data, node)
    elif kind == "aggregated":
        made[name] = _together(book, parameters, name, data, made)
    elif kind not in SILENT:
        book.model.refuse(name, "recorders of this type are not carried over", str(data.get("type")))
    return made[name]


def _terms(
    book: Book, parameters: Parameters, name: str, data: dict[str, Any], node: str, *, missed: bool
) -> tuple[tuple[str, str, str, float], ...] | None:
    """The flow of a node, what is missing of it, or the content of a storage; None: it is not told."""
    if missed:
        row = missing(parameters, node, name)
        return None if row is None else (("links", row, "", 1.0),)
    if node in book.flows:
        factor = float(data.get("factor", 1.0))
        return tuple((table, row, "", each * factor) for table, row, each in book.flows[node])
    stores = [book.stores[each] for each in book.sums.get(node, [node]) if each in book.stores]
    if any(table != "stores" for table, _ in stores):
        return None
    if not stores:
        book.model.blame(name, "no node has this name", node, ", ".join([*book.flows, *book.stores][:12]))
        return None
    if not data.get("proportional"):
        return tuple((table, row, "level", 1.0) for table, row in stores)
    size = sum(each if isinstance(each := book.sizes[one], float) else math.nan for one in book.sums.get(node, [node]))
    if math.isnan(size) or size <= 0.0:
        book.model.refuse(name, "shares of a size that varies are not carried over", node)
        return None
    return tuple((table, row, "level", 1.0 / size) for table, row in stores)


def _over_time(book: Book, name: str, data: dict[str, Any]) -> str | None:
    """The statistic of the steps that a recorder tells; None: noted as left out."""
    how = str(data.get("temporal_agg_func", "mean")).lower()
    if how not in OVER_TIME:
        book.model.refuse(name, "this is not told of the steps", how, f"one of {', '.join(OVER_TIME)}")
    return OVER_TIME.get(how)


def _durations(book: Book, parameters: Parameters, name: str, data: dict[str, Any], node: str) -> None:
    """Each point of a duration curve as an indicator of its own; of a season where its months follow each other."""
    terms = _terms(book, parameters, name, data, node, missed=False)
    months = sorted(int(each) for each in data.get("months") or ())
    if terms is None or (months and months != list(range(months[0], months[-1] + 1))):
        if terms is not None:
            book.model.refuse(name, "a season whose months do not follow each other is not carried over", str(months))
        return
    season = (f"{months[0]:02d}-01", f"{months[-1]:02d}-{ENDS[months[-1] - 1]}") if months else None
    for each in parameters.listed(data["percentiles"], f"{name} percentiles"):
        told = Told("percentile", terms, each, season)
        _indicator(book, f"{name} p{each:g}", told, str(data.get("comment") or f"{name}, {each:g} %"))


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
    cells: dict[str, Any] = {} if told.percentile is None else {"threshold": told.percentile}
    if told.season is not None:
        cells |= dict(zip(("from_day", "to_day"), told.season, strict=True))
    title = title or name
    book.draft.add(
        "indicators", indicator=own, title=title, unit=unit, system=CARRIER, statistic=told.statistic, **cells
    )
    summed: dict[tuple[str, str, str], float] = {}
    for table, row, quantity, factor in told.terms:
        summed[table, row, quantity] = summed.get((table, row, quantity), 0.0) + factor
    for (table, row, quantity), factor in summed.items():
        cells = {"quantity": quantity} if quantity else {}
        book.draft.add("indicator_terms", indicator=own, table=table, row=row, coefficient=factor, **cells)
