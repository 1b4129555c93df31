"""Parameters that remember: flows of steps before, what was missing of them, and licences that are used up."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.limits import limit
from aryk.exchange.pywr.numbers import Number, State
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
    row = missing(parameters, str(data["node"]), name)
    return 0.0 if row is None else State("links", row, "flow")


def missing(parameters: Parameters, node: str, name: str) -> str | None:
    """The row of a link whose flow is what is missing of the most of a node: a way of its own, held by a limit.

    The flow of the node and that of the link sum to the most at each step. None: noted as wrong.
    """
    book = parameters.book
    if node in book.missing:
        return book.missing[node]
    data = next((each for each in book.model.nodes if each.get("name") == node), None)
    if data is None or node not in book.flows:
        book.model.blame(name, "no node has this name", node, ", ".join(list(book.flows)[:12]))
        return None
    if data.get("max_flow") is None:
        what = "what is missing is not known where there is no most"
        book.model.blame(name, what, node, "a node with max_flow")
        return None
    draft, row = book.draft, book.draft.name("links", f"{node} missing")
    book.missing[node] = row
    begin, end = draft.name("nodes", f"{node} missing"), draft.name("nodes", f"{node} not had")
    draft.add("nodes", node=begin, title=f"{node}, missing", carrier="water", party=PARTY)
    draft.add("nodes", node=end, title=f"{node}, not had", carrier="water", party=PARTY, disposal="yes")
    supply = draft.name("supplies", f"{node} missing")
    draft.add("supplies", supply=supply, title=f"{node}, missing", node=begin, capacity=1e8)
    draft.add("links", link=row, title=f"{node}, missing", from_node=begin, to_node=end)
    most = parameters.number(data["max_flow"], f"{node} max_flow")
    terms = [*book.flows[node], ("links", row, 1.0)]
    limit(book, f"{node} missing", "equal", most, terms)
    return row


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
