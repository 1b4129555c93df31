"""Nodes of a model as supplies, demands, links and stores of the case."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.memory import ENDLESS_SUPPLY, keep
from aryk.exchange.pywr.numbers import Number, fixed, is_fixed
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.pieces import INPUTS, PIECEWISE, SPLITS, STORES, SUMS, VIRTUAL, Ports, slots
from aryk.exchange.pywr.places import Places
from aryk.exchange.pywr.shapes import blaming
from aryk.exchange.pywr.storages import add_store

ENDLESS = math.inf


def name_parts(book: Book, nodes: dict[str, dict[str, Any]]) -> None:
    """Give each piece of each node the name of its row, so that parameters can speak of it before it is made."""
    for name, data in nodes.items():
        with blaming(book.model, name):
            _name(book, name, data)
    for name, data in nodes.items():
        book.flows |= {each: parts for each, parts in _inner(book, name, data) if each not in nodes}
    for name, data in nodes.items():
        if data["type"] == "aggregatednode":
            with blaming(book.model, name):
                members = [each for each in data.get("nodes", ()) if each in book.flows]
                weights = data.get("flow_weights") or [1.0] * len(members)
                book.flows[name] = [
                    (table, row, factor * float(weight))
                    for each, weight in zip(members, weights, strict=False)
                    for table, row, factor in book.flows[each]
                ]


def _name(book: Book, name: str, data: dict[str, Any]) -> None:
    kind = data["type"]
    if kind in INPUTS:
        book.flows[name] = [("supplies", book.draft.name("supplies", name), 1.0)]
    elif kind in STORES:
        book.stores[name] = ("stores", book.draft.name("stores", name))
    elif kind in VIRTUAL:
        book.stores[name] = ("accounts", book.draft.name("accounts", name))
    elif kind in PIECEWISE or kind in SPLITS:
        parts = range(_pieces(data))
        book.flows[name] = [("links", book.draft.name("links", f"{name} {part}"), 1.0) for part in parts]
    elif kind == "aggregatedstorage":
        book.sums[name] = list(data.get("storage_nodes", ()))
    elif kind not in SUMS:
        book.flows[name] = [("links", book.draft.name("links", name), 1.0)]


def _inner(book: Book, name: str, data: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, float]]]]:
    """The flows of what Pywr makes within a node, by the names that it gives them."""
    parts = book.flows.get(name, [])
    match data["type"]:
        case "breaklink":
            return [(f"{name} (link)", parts)]
        case "losslink":
            gross = [("links", book.draft.name("links", f"{name} gross"), 1.0)]
            lost = [(*gross[0][:2], 1.0), (*parts[0][:2], -1.0)]
            return [(f"{name} Net", parts), (f"{name} Gross", gross), (f"{name} Output", lost)]
        case "delaynode" | "delay":
            way = [("links", book.draft.name("links", f"{name} way"), 1.0)]
            return [(f"{name} Input", parts), (f"{name} Output", way)]
        case kind if kind in PIECEWISE or kind in SPLITS:
            return [(f"{name} Sublink {place}", [part]) for place, part in enumerate(parts)]
        case _:
            return []


def _pieces(data: dict[str, Any]) -> int:
    match data["type"]:
        case "piecewiselink":
            return int(data.get("nsteps", len(data.get("costs", data.get("max_flows", ())))))
        case "rivergauge":
            return 2
        case "riversplit":
            return int(data.get("nsteps", 1)) + len(data.get("factors", ())) - 1
        case "riversplitwithgauge":
            return 2 + len(data.get("factors", ())) - 1
        case _:
            return int(data.get("nsteps", 1)) + int(data.get("extra_slots", 1))


def add_nodes(book: Book, parameters: Parameters, nodes: dict[str, dict[str, Any]], ports: Ports) -> None:
    """All nodes that water flows through."""
    places = Places(book, ports, nodes)
    for stores in (True, False):
        for name, data in nodes.items():
            if (data["type"] in STORES) == stores:
                with blaming(book.model, name):
                    _add(book, parameters, name, data, places)
    for begin, finish in ports.bridges:
        book.draft.add(
            "links",
            link=book.draft.name("links", f"{begin} to {finish}"),
            from_node=places.of(begin),
            to_node=places.of(finish),
        )


def _add(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    """A node, by its type."""
    kind = data["type"]
    if kind in STORES:
        add_store(book, parameters, name, data, places)
    elif kind in INPUTS:
        _input(book, parameters, name, data, places)
    elif kind == "output":
        place = places.node(f"{name} end", disposal=True)
        _link(book, parameters, name, data, places.inlet(name), place, book.flows[name][0][1])
    elif kind in PIECEWISE:
        _piecewise(book, parameters, name, data, places)
    elif kind in SPLITS:
        _split(book, parameters, name, data, places)
    elif kind in ("delaynode", "delay"):
        _delay(book, parameters, name, data, places)
    elif kind == "losslink":
        _loss(book, parameters, name, data, places)
    elif kind not in VIRTUAL and kind not in SUMS:
        _link(book, parameters, name, data, places.inlet(name), places.outlet(name), book.flows[name][0][1])


def _link(
    book: Book, parameters: Parameters, name: str, data: dict[str, Any], begin: str, finish: str, row: str, **more: Any
) -> None:
    """A flow with least and most, and a cost."""
    most = _most(parameters, data.get("max_flow"), f"{name} max_flow")
    least = parameters.number(data.get("min_flow"), f"{name} min_flow")
    cost = parameters.number(data.get("cost"), f"{name} cost")
    cells: dict[str, Any] = {}
    if not (fixed(most) and math.isinf(float(most))):  # type: ignore[arg-type]
        if isinstance(most, np.ndarray) and (most >= 0).all():
            cells |= {"capacity": 1.0, "available": book.course(most, f"{name} max_flow")}
        else:
            cells["capacity"] = book.use(most, "links", row, "capacity")
    if not (fixed(least) and least == 0.0):
        cells["minimum"] = book.use(least, "links", row, "minimum")
    if not (fixed(cost) and cost == 0.0):
        cells["cost"] = book.use(cost, "links", row, "cost")
    book.draft.add("links", link=row, title=name, from_node=begin, to_node=finish, **cells, **more)


def _most(parameters: Parameters, given: Any, where: str) -> Number:
    return ENDLESS if given is None else parameters.number(given, where)


def _input(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    row = book.flows[name][0][1]
    cells: dict[str, Any] = {"supply": row, "title": name, "node": places.outlet(name)}
    least: Number
    if data["type"] == "input":
        most = _most(parameters, data.get("max_flow"), f"{name} max_flow")
        least = parameters.number(data.get("min_flow"), f"{name} min_flow")
        same = data.get("min_flow") is not None and data.get("min_flow") == data.get("max_flow")
    else:
        most = least = parameters.number(data.get("flow"), f"{name} flow")
        same = True
    if isinstance(most, np.ndarray) and (most < 0).any():
        first = str(book.model.start[int(np.argmax(np.atleast_2d(most < 0).any(axis=0)))].date())
        book.model.blame(name, "a flow below 0", f"{float(most.min()):g}, first on {first}", "0 or more")
        return
    cost = parameters.number(data.get("cost"), f"{name} cost")
    cells["kind"] = "given" if same else "dispatchable"
    if isinstance(most, np.ndarray):
        cells |= {"capacity": 1.0, "available": book.course(most, f"{name} flow")}
    elif isinstance(most, float | int):
        cells["capacity"] = 1e8 if math.isinf(most) else float(most)
    else:
        cells["capacity"] = book.use(most, "supplies", row, "capacity")
    if not same and not (fixed(least) and least == 0.0):
        cells["minimum"] = book.use(least, "supplies", row, "minimum")
    if not (fixed(cost) and cost == 0.0):
        cells["cost"] = book.use(cost, "supplies", row, "cost")
    book.draft.add("supplies", **cells)


def _piecewise(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    begin, finish = places.inlet(name), places.outlet(name)
    for (_, row, _), (most, cost) in zip(book.flows[name], _steps(data, len(book.flows[name])), strict=True):
        _link(book, parameters, row, {"max_flow": most, "cost": cost}, begin, finish, row)


def _steps(data: dict[str, Any], count: int) -> list[tuple[Any, Any]]:
    """Most flow and cost of each piece."""
    if data["type"] in ("rivergauge", "riversplitwithgauge"):
        most, cost = [data.get("mrf", 0.0), None], [data.get("mrf_cost", 0.0), data.get("cost", 0.0)]
    else:
        most, cost = list(data.get("max_flows") or ()), list(data.get("costs") or ())
    most += [None] * (count - len(most))
    cost += [0.0] * (count - len(cost))
    return list(zip(most, cost, strict=True))


def _split(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    """Pieces to the first outlet; the last ones may also leave by outlets of their own, in fixed proportion."""
    names = slots(data)[1]
    begin, finish = places.inlet(name), places.outlet(name, names[0])
    extra = len(names) - 1
    rows = [row for _, row, _ in book.flows[name]]
    own = len(rows) - extra
    for number, (row, (most, cost)) in enumerate(zip(rows, _steps(data, len(rows)), strict=True)):
        if number < own:
            _link(book, parameters, row, {"max_flow": most, "cost": cost}, begin, finish, row)
            continue
        fork = places.node(f"{name} fork {number - own + 1}")
        _link(book, parameters, row, {"max_flow": most, "cost": cost}, begin, fork, row)
        for target in (finish, places.outlet(name, names[1 + number - own])):
            book.draft.add("links", link=book.draft.name("links", f"{row} on"), from_node=fork, to_node=target)
    factors = data.get("factors")
    if factors is None:
        return
    tied = [(row, factor) for row, factor in zip(rows[own - 1 :], factors, strict=False) if factor is not None]
    for row, factor in tied[1:]:
        limit = book.draft.name("limits", f"{name} share {row}")
        step = book.model.every or "hour"
        book.draft.add("limits", limit=limit, party=PARTY, sense="equal", value=0.0, quantity="rate", per=step)
        first = parameters.number(tied[0][1], name)
        second = parameters.number(factor, name)
        if not (fixed(first) and fixed(second)):
            book.model.refuse(name, "shares that vary are not carried over", str(factors))
            return
        book.draft.add("limit_terms", limit=limit, table="links", row=tied[0][0], coefficient=float(second))  # type: ignore[arg-type]
        book.draft.add("limit_terms", limit=limit, table="links", row=row, coefficient=-float(first))  # type: ignore[arg-type]


def _delay(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    """The way takes time; the flow of the node is what arrives."""
    days = float(data.get("days", 0) or 0)
    count = int(data.get("timesteps", 0) or 0)
    length = float(book.model.days[0])
    if (book.model.days != length).any() and not days and count >= 1:
        _delay_of_rates(book, parameters, name, data, places, count)
        return
    if book.model.every == "month" or (book.model.days != length).any():
        book.model.blame(name, "a delay in days needs steps of one length", f"{days:g} days", "timesteps")
        return
    if not days:
        days = count * length
    if days <= 0 or days % length:
        found, allowed = f"{days:g} days", f"a multiple of {length:g} days"
        book.model.blame(name, "a delay is a whole number of steps, at least one", found, allowed)
        return
    row, middle = book.flows[f"{name} Output"][0][1], places.node(f"{name} arrival")
    initial = float(data.get("initial_flow", 0.0))
    ends = {"from_node": places.inlet(name), "to_node": middle}
    book.draft.add("links", link=row, title=f"{name}, way", **ends, lag=24.0 * days, initial_flow=initial)
    book.draft.add("links", link=book.flows[name][0][1], title=name, from_node=middle, to_node=places.outlet(name))


def _delay_of_rates(
    book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places, count: int
) -> None:
    """Over steps of unequal length: what leaves is what came in so many steps before, as a rate."""
    into, out = book.flows[f"{name} Output"][0][1], book.flows[name][0][1]
    gone, there = places.node(f"{name} taken", disposal=True), places.node(f"{name} given")
    book.draft.add("links", link=into, title=f"{name}, way", from_node=places.inlet(name), to_node=gone)
    book.draft.add("links", link=out, title=name, from_node=there, to_node=places.outlet(name))
    book.draft.add(
        "supplies", supply=book.draft.name("supplies", name), title=name, node=there, capacity=ENDLESS_SUPPLY
    )
    before = parameters.flow(f"{name} Output", name, back=count, initial=float(data.get("initial_flow", 0.0)))
    keep(book, out, before)


def _loss(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    """Loss first, then the link: limits and cost are of what is left."""
    factor = parameters.number(data.get("loss_factor", 0.0), f"{name} loss_factor")
    gross = str(data.get("loss_factor_type", "net")).lower() == "gross"
    if gross:
        loss = factor
    elif is_fixed(factor):
        loss = factor / (1.0 + factor)  # type: ignore[operator]
    else:
        whole = book.rule("sum", [factor, 1.0], f"{name} whole")
        loss = book.rule("quotient", [factor, whole], f"{name} loss")
    row, middle = book.flows[f"{name} Gross"][0][1], places.node(f"{name} net")
    share = book.use(loss, "links", row, "loss")
    book.draft.add("links", link=row, title=f"{name}, loss", from_node=places.inlet(name), to_node=middle, loss=share)
    _link(book, parameters, name, data, middle, places.outlet(name), book.flows[name][0][1])
