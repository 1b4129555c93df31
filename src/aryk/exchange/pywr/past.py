"""Parameters that remember: flows of steps before, and what was missing of them."""

from __future__ import annotations

from typing import Any

from aryk.exchange.pywr.limits import limit
from aryk.exchange.pywr.memory import free_link
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
    row, ends = free_link(book, f"{node} missing", f"{node}, missing", f"{node}, not had")
    book.missing[node] = row
    book.draft.add("links", link=row, title=f"{node}, missing", **ends)
    book.owed.append((node, row, data["max_flow"]))
    return row


def settle(parameters: Parameters) -> None:
    """Hold what is missing of each node, once the most of it can be read, as it may itself read what is missing."""
    book = parameters.book
    for node, row, given in book.owed:
        most = parameters.number(given, f"{node} max_flow")
        limit(book, f"{node} missing", "equal", most, [*book.flows[node], ("links", row, 1.0)])


PAST: dict[str, Reader] = {
    "flow": flow,
    "rollingmeanflownode": mean,
    "flowdelay": delayed,
    "deficit": deficit,
}
