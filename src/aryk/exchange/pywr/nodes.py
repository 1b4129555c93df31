"""Nodes of a model as supplies, demands, links and stores of the case."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.numbers import Number, is_fixed
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.pieces import INPUTS, PIECEWISE, SPLITS, STORES, SUMS, VIRTUAL, Ports, slots

CARRIER = "water"
ENDLESS = math.inf


def name_parts(book: Book, nodes: dict[str, dict[str, Any]]) -> None:
    """Give each piece of each node the name of its row, so that parameters can speak of it before it is made."""
    for name, data in nodes.items():
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
    for name, data in nodes.items():
        if data["type"] == "aggregatednode":
            members = [each for each in data.get("nodes", ()) if each in book.flows]
            weights = data.get("flow_weights") or [1.0] * len(members)
            book.flows[name] = [
                (table, row, factor * float(weight))
                for each, weight in zip(members, weights, strict=False)
                for table, row, factor in book.flows[each]
            ]


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
    places = _Places(book, ports, nodes)
    for name, data in nodes.items():
        kind = data["type"]
        if kind in STORES:
            _store(book, parameters, name, data, places)
    for name, data in nodes.items():
        kind = data["type"]
        if kind in INPUTS:
            _input(book, parameters, name, data, places)
        elif kind == "output":
            place = places.node(f"{name} end", disposal=True)
            _link(book, parameters, name, data, places.inlet(name), place, book.flows[name][0][1])
        elif kind in PIECEWISE:
            _piecewise(book, parameters, name, data, places)
        elif kind in SPLITS:
            _split(book, parameters, name, data, places)
        elif kind in ("delaynode", "delay"):
            _delay(book, name, data, places)
        elif kind == "losslink":
            _loss(book, parameters, name, data, places)
        elif kind not in STORES and kind not in VIRTUAL and kind not in SUMS:
            _link(book, parameters, name, data, places.inlet(name), places.outlet(name), book.flows[name][0][1])
    for begin, finish in ports.bridges:
        book.draft.add(
            "links",
            link=book.draft.name("links", f"{begin} to {finish}"),
            from_node=places.of(begin),
            to_node=places.of(finish),
        )


class _Places:
    """Places of the model as nodes of the case, each made when it is first asked for."""

    def __init__(self, book: Book, ports: Ports, nodes: dict[str, dict[str, Any]]) -> None:
        self.book, self.ports = book, ports
        self.made: dict[str, str] = {}
        self.ends: dict[str, int] = {}
        for place in [*ports.inlets.values()]:
            self.ends[f"in {place}"] = self.ends.get(f"in {place}", 0) + 1
        for place in [*ports.outlets.values()]:
            self.ends[f"out {place}"] = self.ends.get(f"out {place}", 0) + 1
        self.bridged = {place for pair in ports.bridges for place in pair}

    def of(self, place: str) -> str:
        if place not in self.made:
            self.made[place] = self.node(place)
        return self.made[place]

    def node(self, name: str, *, disposal: bool = False) -> str:
        own = self.book.draft.name("nodes", name)
        cells = {"disposal": "yes"} if disposal else {}
        self.book.draft.add("nodes", node=own, title=name, carrier=CARRIER, party=PARTY, **cells)
        return own

    def inlet(self, name: str, slot: str = "0") -> str:
        return self.of(self.ports.inlets.get((name, slot), f"{name} {slot} without inflow"))

    def outlet(self, name: str, slot: str = "0") -> str:
        return self.of(self.ports.outlets.get((name, slot), f"{name} {slot} without outflow"))

    def alone(self, name: str, slot: str, side: str) -> bool:
        """Whether a storage may stand at the place of its inlet (outlet): no other inlet (outlet) shares it."""
        ports = self.ports.inlets if side == "in" else self.ports.outlets
        place = ports.get((name, slot))
        return place is not None and self.ends[f"{side} {place}"] == 1


def _fixed(number: Number) -> bool:
    return isinstance(number, int | float)


def _link(
    book: Book, parameters: Parameters, name: str, data: dict[str, Any], begin: str, finish: str, row: str, **more: Any
) -> None:
    """A flow with least and most, and a cost."""
    most = _most(parameters, data.get("max_flow"), f"{name} max_flow")
    least = parameters.number(data.get("min_flow"), f"{name} min_flow")
    cost = parameters.number(data.get("cost"), f"{name} cost")
    cells: dict[str, Any] = {}
    if not (_fixed(most) and math.isinf(float(most))):  # type: ignore[arg-type]
        if isinstance(most, np.ndarray) and (most >= 0).all():
            cells |= {"capacity": 1.0, "available": book.course(most, f"{name} max_flow")}
        else:
            cells["capacity"] = book.use(most, "links", row, "capacity")
    if not (_fixed(least) and least == 0.0):
        cells["minimum"] = book.use(least, "links", row, "minimum")
    if not (_fixed(cost) and cost == 0.0):
        cells["cost"] = book.use(cost, "links", row, "cost")
    book.draft.add("links", link=row, title=name, from_node=begin, to_node=finish, **cells, **more)


def _most(parameters: Parameters, given: Any, where: str) -> Number:
    return ENDLESS if given is None else parameters.number(given, where)


def _input(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: _Places) -> None:
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
    if not same and not (_fixed(least) and least == 0.0):
        cells["minimum"] = book.use(least, "supplies", row, "minimum")
    if not (_fixed(cost) and cost == 0.0):
        cells["cost"] = book.use(cost, "supplies", row, "cost")
    book.draft.add("supplies", **cells)


def _piecewise(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: _Places) -> None:
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


def _split(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: _Places) -> None:
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
        if not (_fixed(first) and _fixed(second)):
            book.model.refuse(name, "shares that vary are not carried over", str(factors))
            return
        book.draft.add("limit_terms", limit=limit, table="links", row=tied[0][0], coefficient=float(second))  # type: ignore[arg-type]
        book.draft.add("limit_terms", limit=limit, table="links", row=row, coefficient=-float(first))  # type: ignore[arg-type]


def _delay(book: Book, name: str, data: dict[str, Any], places: _Places) -> None:
    """The way takes time; the flow of the node is what arrives."""
    days = float(data.get("days", 0) or 0)
    count = int(data.get("timesteps", 0) or 0)
    length = float(book.model.days[0])
    if book.model.every == "month":
        book.model.refuse(name, "delays over months are not carried over", f"{count or days:g}")
        return
    if not days:
        days = count * length
    if days <= 0 or days % length:
        found, allowed = f"{days:g} days", f"a multiple of {length:g} days"
        book.model.blame(name, "a delay is a whole number of steps, at least one", found, allowed)
        return
    row, middle = book.draft.name("links", f"{name} way"), places.node(f"{name} arrival")
    initial = float(data.get("initial_flow", 0.0))
    ends = {"from_node": places.inlet(name), "to_node": middle}
    book.draft.add("links", link=row, title=f"{name}, way", **ends, lag=24.0 * days, initial_flow=initial)
    book.draft.add("links", link=book.flows[name][0][1], title=name, from_node=middle, to_node=places.outlet(name))


def _loss(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: _Places) -> None:
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
    row, middle = book.draft.name("links", f"{name} gross"), places.node(f"{name} net")
    share = book.use(loss, "links", row, "loss")
    book.draft.add("links", link=row, title=f"{name}, loss", from_node=places.inlet(name), to_node=middle, loss=share)
    _link(book, parameters, name, data, middle, places.outlet(name), book.flows[name][0][1])


def _store(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: _Places) -> None:
    row = book.stores[name][1]
    most = parameters.number(data.get("max_volume", 0.0), f"{name} max_volume")
    least = parameters.number(data.get("min_volume"), f"{name} min_volume")
    book.sizes[name] = most
    initial = initial_volume(book, parameters, name, data, most)
    cost = _store_cost(book, parameters, name, data)
    node = _store_place(book, name, data, places)
    cells: dict[str, Any] = {"store": row, "title": name, "node": node, "initial": initial, "final": "free"}
    cells["capacity"] = float(most) if _fixed(most) else size_at_first(parameters, data, most, initial)  # type: ignore[arg-type]
    if not _fixed(most):
        book.use(most, "stores", row, "capacity")
    if not (_fixed(least) and least == 0.0):
        cells["minimum"] = book.use(least, "stores", row, "minimum")
    if isinstance(cost, int | float):
        cells["cost"] = -float(cost)
    else:
        cells["cost"] = book.use(book.rule("product", [cost, -1.0], f"{name} cost"), "stores", row, "cost")
    book.draft.add("stores", **cells)


def initial_volume(book: Book, parameters: Parameters, name: str, data: dict[str, Any], most: Number) -> float:
    """What a storage holds at the start: an amount, or a share of what it holds at most."""
    given, share = data.get("initial_volume"), data.get("initial_volume_pc")
    if share is not None and _fixed(most):
        return float(parameters.number(share, f"{name} initial_volume_pc")) * float(most)  # type: ignore[arg-type]
    if given is None:
        book.model.blame(name, "the volume at the start is not known", "(empty)", "initial_volume or initial_volume_pc")
        return 0.0
    found = parameters.number(given, f"{name} initial_volume")
    if not _fixed(found):
        book.model.blame(name, "the volume at the start is one number", str(given)[:60])
        return 0.0
    return float(found)  # type: ignore[arg-type]


def size_at_first(parameters: Parameters, data: dict[str, Any], most: Number, initial: float) -> float:
    """What a storage of a size that varies holds before the first step: it is filled to the share that is told."""
    share = parameters.number(data.get("initial_volume_pc"), "initial_volume_pc")
    if isinstance(share, float) and share > 0.0 and initial > 0.0:
        return initial / share
    return float(np.ravel(most)[0]) if isinstance(most, np.ndarray) else max(initial, 1.0)


def _store_cost(book: Book, parameters: Parameters, name: str, data: dict[str, Any]) -> Number:
    """The cost of a storage; Pywr looks at the cost above a curve only where a model file gives no other."""
    above = data.get("above_curve_cost")
    if above is None or data.get("cost") is not None:
        return parameters.number(data.get("cost"), f"{name} cost")
    curve = parameters.number(data["control_curve"], f"{name} control_curve") if "control_curve" in data else 1.0
    return book.rule("zones", [parameters.filling(name, name), curve, float(above), 0.0], f"{name} cost by curve")


def _store_place(book: Book, name: str, data: dict[str, Any], places: _Places) -> str:
    """The node of a storage: the place of an inlet or outlet that nothing else shares, else one of its own."""
    inlets, outlets = slots(data)
    own = ""
    for side, listed in (("in", inlets), ("out", outlets)):
        for slot in listed:
            ports = places.ports.inlets if side == "in" else places.ports.outlets
            place = ports.get((name, slot))
            if place is None:
                continue
            if not own:
                own = (
                    places.made.get(place, "") if places.alone(name, slot, side) and place not in places.bridged else ""
                )
                if not own:
                    own = places.node(name)
                    if places.alone(name, slot, side) and place not in places.made and place not in places.bridged:
                        places.made[place] = own
                        continue
                else:
                    continue
            elif places.alone(name, slot, side) and place not in places.made and place not in places.bridged:
                places.made[place] = own
                continue
            ends = (places.of(place), own) if side == "in" else (own, places.of(place))
            title = f"into {name}" if side == "in" else f"out of {name}"
            row = book.draft.name("links", f"{title} {slot}" if slot != "0" else title)
            book.draft.add("links", link=row, title=title, from_node=ends[0], to_node=ends[1])
    return own or places.node(name)
