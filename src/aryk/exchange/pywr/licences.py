"""Licences of a step and of a year: what may be taken, and what is left of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.memory import keep, memory
from aryk.exchange.pywr.numbers import Number, State
from aryk.exchange.pywr.parameters import Parameters, Reader


def same_each_step(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A licence of one step."""
    data.get("node")
    return float(data["amount"])


def annual(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What is left of a licence of a year, over the days that are left of it."""
    left = _left(parameters, data, name)
    return parameters.book.rule("quotient", [left, _days_left(parameters)], name)


def exponential(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A most times exp(-x / k), x being what is left a day over what would be left at an even pace."""
    book, pace = parameters.book, _pace(parameters, data, name)
    power = book.rule("product", [pace, -1.0 / float(data.get("k", 1.0))], f"{name} power")
    return book.rule("product", [book.rule("exponential", [power], f"{name} share"), float(data["max_value"])], name)


def hyperbola(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A value over x, x being what is left a day over what would be left at an even pace."""
    return parameters.book.rule("quotient", [float(data["value"]), _pace(parameters, data, name)], name)


def _pace(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What is left a day over what would be left at an even pace."""
    days = np.where(parameters.book.model.day.is_leap_year, 366.0, 365.0)
    even = _days_left(parameters) * float(data["amount"]) / days
    return parameters.book.rule("quotient", [_left(parameters, data, name), even], f"{name} pace")


def _days_left(parameters: Parameters) -> np.ndarray:
    day = parameters.book.model.day
    return np.asarray(np.where(day.is_leap_year, 366.0, 365.0) - day.day_of_year.to_numpy() + 1.0)


def _left(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What is left of the licence: an account where steps are days, else a number that is kept from step to step."""
    book, amount = parameters.book, float(data["amount"])
    parts = book.flows.get(str(data["node"]))
    if parts is None:
        book.model.blame(name, "no node has this name", str(data["node"]), ", ".join(list(book.flows)[:12]))
        return 0.0
    if (book.model.days != 1.0).any():
        return _kept(parameters, str(data["node"]), amount, name)
    row = book.draft.name("accounts", name)
    cells = {"capacity": amount, "initial": amount, "renewal": "year", "from_day": "01-01", "binding": "no"}
    book.draft.add("accounts", account=row, title=name, carrier="water", party=PARTY, **cells)
    for table, each, factor in parts:
        book.draft.add("account_terms", account=row, table=table, row=each, coefficient=factor)
    return book.rule("most", [State("accounts", row, "content"), 0.0], f"{name} left")


def _kept(parameters: Parameters, node: str, amount: float, name: str) -> Number:
    """What is left where a year begins within a step: the step before has drawn on it by its own flow."""
    book, day = parameters.book, parameters.book.model.day
    year = day.year.to_numpy()
    new = np.append(True, year[1:] != year[:-1])
    gone = np.where(new, day.day_of_year.to_numpy() - 1.0, np.append(0.0, book.model.days[:-1]))
    row, before = memory(book, name)
    start = book.rule("pick", [new.astype(float), before, amount], f"{name} before")
    drawn = book.rule("product", [parameters.flow(node, name), -gone], f"{name} drawn")
    left = book.rule("most", [book.rule("sum", [start, drawn], f"{name} rest"), 0.0], f"{name} left")
    keep(book, row, left)
    return left


LICENCES: dict[str, Reader] = {
    "timesteplicense": same_each_step,
    "dailylicense": same_each_step,
    "annuallicense": annual,
    "annualexponentiallicense": exponential,
    "annualhyperbolalicense": hyperbola,
}
