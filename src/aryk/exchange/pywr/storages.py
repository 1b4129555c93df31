"""Storages of a model as stores: what they hold, at the start and at most, what keeping is worth, where they stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.numbers import Number, fixed
from aryk.exchange.pywr.parameters import Parameters
from aryk.exchange.pywr.pieces import slots
from aryk.exchange.pywr.places import Places


def add_store(book: Book, parameters: Parameters, name: str, data: dict[str, Any], places: Places) -> None:
    """A storage that water flows through."""
    row = book.stores[name][1]
    most = parameters.number(data.get("max_volume", 0.0), f"{name} max_volume")
    least = parameters.number(data.get("min_volume"), f"{name} min_volume")
    book.sizes[name] = most
    initial = initial_volume(book, parameters, name, data, most)
    cost = _store_cost(book, parameters, name, data)
    node = _store_place(book, name, data, places)
    cells: dict[str, Any] = {"store": row, "title": name, "node": node, "initial": initial, "final": "free"}
    cells |= size(book, parameters, data, ("stores", row), most, least, initial)
    if isinstance(cost, int | float):
        cells["cost"] = -float(cost)
    else:
        cells["cost"] = book.use(book.rule("product", [cost, -1.0], f"{name} cost"), "stores", row, "cost")
    book.draft.add("stores", **cells)


def initial_volume(book: Book, parameters: Parameters, name: str, data: dict[str, Any], most: Number) -> float:
    """What a storage holds at the start: an amount, or a share of what it holds at most."""
    given, share = data.get("initial_volume"), data.get("initial_volume_pc")
    if given is None and share is None and data["type"] == "rollingvirtualstorage":
        return 0.0
    if share is not None and fixed(most):
        return float(parameters.number(share, f"{name} initial_volume_pc")) * float(most)  # type: ignore[arg-type]
    if given is None:
        book.model.blame(name, "the volume at the start is not known", "(empty)", "initial_volume or initial_volume_pc")
        return 0.0
    found = parameters.number(given, f"{name} initial_volume")
    if not fixed(found):
        book.model.blame(name, "the volume at the start is one number", str(given)[:60])
        return 0.0
    return float(found)  # type: ignore[arg-type]


def size(
    book: Book,
    parameters: Parameters,
    data: dict[str, Any],
    own: tuple[str, str],
    most: Number,
    least: Number,
    initial: float,
) -> dict[str, Any]:
    """What a store or account holds at most and at least; by rules where its content at the start lies outside."""
    if isinstance(most, int | float) and initial > most + 1e-9:
        book.use(np.full(book.steps, float(most)), *own, "capacity")
        most = initial
    elif not isinstance(most, int | float):
        book.use(most, *own, "capacity")
        most = size_at_first(parameters, data, most, initial)
    cells = {"capacity": float(most)}
    if isinstance(least, int | float) and least > initial:
        book.use(np.full(book.steps, float(least)), *own, "minimum")
    elif not (isinstance(least, int | float) and least == 0.0):
        cells["minimum"] = book.use(least, *own, "minimum")
    return cells


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


def _store_place(book: Book, name: str, data: dict[str, Any], places: Places) -> str:
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
