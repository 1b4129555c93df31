"""Places of a model as nodes of the case, each made when it is first asked for."""

from __future__ import annotations

from typing import Any

from aryk.exchange.pypsa.draft import PARTY
from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.pieces import Ports

CARRIER = "water"


class Places:
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
        """The node of a place."""
        if place not in self.made:
            self.made[place] = self.node(place)
        return self.made[place]

    def node(self, name: str, *, disposal: bool = False) -> str:
        """A node of its own; with `disposal` water may leave there."""
        own = self.book.draft.name("nodes", name)
        cells = {"disposal": "yes"} if disposal else {}
        self.book.draft.add("nodes", node=own, title=name, carrier=CARRIER, party=PARTY, **cells)
        return own

    def inlet(self, name: str, slot: str = "0") -> str:
        """The node where a node of the model takes water in."""
        return self.of(self.ports.inlets.get((name, slot), f"{name} {slot} without inflow"))

    def outlet(self, name: str, slot: str = "0") -> str:
        """The node where a node of the model lets water out."""
        return self.of(self.ports.outlets.get((name, slot), f"{name} {slot} without outflow"))

    def alone(self, name: str, slot: str, side: str) -> bool:
        """Whether a storage may stand at the place of its inlet (outlet): no other inlet (outlet) shares it."""
        ports = self.ports.inlets if side == "in" else self.ports.outlets
        place = ports.get((name, slot))
        return place is not None and self.ends[f"{side} {place}"] == 1
