"""Aggregated nodes of a model as limits: sums with a least and a most, and fixed proportions."""

from __future__ import annotations

import math
from typing import Any

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.limits import limit
from aryk.exchange.pywr.numbers import Number
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.shapes import blaming


def add_sums(book: Book, parameters: Parameters, nodes: dict[str, dict[str, Any]]) -> None:
    """All aggregated nodes."""
    for name, data in nodes.items():
        if data["type"] != "aggregatednode":
            continue
        with blaming(book.model, name):
            _sum(book, parameters, name, data)


def _sum(book: Book, parameters: Parameters, name: str, data: dict[str, Any]) -> None:
    missing = [str(each) for each in data.get("nodes", ()) if each not in book.flows]
    if missing:
        book.model.blame(name, "no node has this name", ", ".join(missing), ", ".join(list(book.flows)[:12]))
        return
    for sense, key in (("at-least", "min_flow"), ("at-most", "max_flow")):
        if data.get(key) is None:
            continue
        value = parameters.number(data[key], f"{name} {key}")
        if isinstance(value, int | float) and (math.isinf(value) or (value == 0.0 and sense == "at-least")):
            continue
        limit(book, f"{name} {key}", sense, value, [(*each[:2], each[2]) for each in book.flows[name]])
    if data.get("factors"):
        _proportions(book, parameters, name, data)


def _proportions(book: Book, parameters: Parameters, name: str, data: dict[str, Any]) -> None:
    """The flow of each node over its factor is the same: f_n x_0 - f_0 x_n = 0."""
    members, factors = list(data["nodes"]), [parameters.number(each, f"{name} factor") for each in data["factors"]]
    if len(members) != len(factors):
        book.model.blame(name, "as many factors as nodes are needed", str(len(factors)), str(len(members)))
        return
    for number in range(1, len(members)):
        minus = book.rule("product", [factors[0], -1.0], f"{name} first factor")
        terms: list[tuple[str, str, Number]] = []
        for member, factor in ((members[0], factors[number]), (members[number], minus)):
            for table, row, each in book.flows[member]:
                scaled = factor if each == 1.0 else book.rule("product", [factor, each], f"{name} factor")
                terms.append((table, row, scaled))
        limit(book, f"{name} proportion {number}", "equal", 0.0, terms)
