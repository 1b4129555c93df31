"""Parameters that remember: flows of steps before, what was missing of them, and licences that are used up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.numbers import Number, State, as_course
from aryk.exchange.pywr.parameters import Parameters, Reader


def flow(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The flow of the step before."""
    return parameters.flow(data["node"], name, initial=float(data.get("initial_value", 0.0)))


def mean(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The mean flow of some steps before."""
    initial = float(data.get("initial_flow", 0.0))
    return parameters.flow(data["node"], name, steps=steps_of(parameters, data, name), initial=initial)


def delayed(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """The flow of so many steps before."""
    initial = float(data.get("initial_flow", 0.0))
    return parameters.flow(data["node"], name, back=steps_of(parameters, data, name), initial=initial)


def steps_of(parameters: Parameters, data: dict[str, Any], name: str) -> int:
    """A time that is given in days or steps, in steps."""
    model = parameters.book.model
    days, steps = float(data.get("days") or 0), int(data.get("timesteps") or 0)
    if days:
        if (model.days != model.days[0]).any():
            model.blame(name, "a time in days needs steps of one length", f"{days:g} days", "timesteps")
            return 1
        steps = int(days // float(model.days[0]))
    if steps < 1:
        model.blame(name, "a time before needs at least one step", f"{days:g} days, {steps} steps", "timesteps, days")
        return 1
    return steps


def deficit(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What was missing at the step before of the most that a node could have had."""
    book = parameters.book
    node = next((each for each in book.model.nodes if each.get("name") == data["node"]), {})
    most = math.inf if node.get("max_flow") is None else parameters.number(node["max_flow"], f"{data['node']} max_flow")
    if isinstance(most, float) and math.isinf(most):
        book.model.blame(name, "what is missing is not known where there is no most", str(data["node"]), "max_flow")
        return 0.0
    if not isinstance(most, float | np.ndarray):
        book.model.refuse(name, "what is missing of a most that depends on contents is not carried over", data["node"])
        return 0.0
    before = np.roll(as_course(most, book.steps), 1, axis=-1)
    before[..., 0] = 0.0
    negative = book.rule("product", [parameters.flow(data["node"], name), -1.0], f"{name} flow")
    return book.rule("sum", [before, negative], name)


def same_each_step(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """A licence of one step."""
    return float(data["amount"])


def annual(parameters: Parameters, data: dict[str, Any], name: str) -> Number:
    """What is left of a licence of a year, over the days that are left of it."""
    book = parameters.book
    start = book.model.start
    if (book.model.days != 1.0).any():
        book.model.refuse(name, "a licence of a year over steps longer than a day is not carried over", "annuallicense")
        return 0.0
    parts = book.flows.get(str(data["node"]))
    if parts is None:
        book.model.blame(name, "no node has this name", str(data["node"]), ", ".join(list(book.flows)[:12]))
        return 0.0
    amount = float(data["amount"])
    row = book.draft.name("accounts", name)
    cells = {"capacity": amount, "initial": amount, "renewal": "year", "from_day": "01-01", "binding": "no"}
    book.draft.add("accounts", account=row, title=name, carrier="water", party=PARTY, **cells)
    for table, each, factor in parts:
        book.draft.add("account_terms", account=row, table=table, row=each, coefficient=factor)
    left = book.rule("most", [State("accounts", row, "content"), 0.0], f"{name} left")
    days = np.where(start.is_leap_year, 366.0, 365.0) - start.day_of_year.to_numpy() + 1.0
    return book.rule("quotient", [left, days], name)


PAST: dict[str, Reader] = {
    "flow": flow,
    "rollingmeanflownode": mean,
    "flowdelay": delayed,
    "deficit": deficit,
    "timesteplicense": same_each_step,
    "dailylicense": same_each_step,
    "annuallicense": annual,
}
