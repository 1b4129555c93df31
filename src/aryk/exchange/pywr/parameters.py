"""Parameters of a model as numbers: constants and profiles by step, rules for what depends on contents and flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from aryk.exchange.pywr.book import Book
from aryk.exchange.pywr.frames import from_file, of_scenario
from aryk.exchange.pywr.model import Floats, kind_of
from aryk.exchange.pywr.numbers import Number, State

Reader = Callable[["Parameters", dict[str, Any], str], Number]
"""Turns a parameter of one type, and its name, into a number."""


SILENT: tuple[str, ...] = (
    "name",
    "type",
    "comment",
    "tags",
    "is_variable",
    "variable_indices",
    "variable_days_of_year_range",
)
SILENT += ("use_max_flow",)
"""What a parameter may say that its value does not depend on: words, and what an optimiser may vary."""


class Seen(dict[str, Any]):
    """A parameter as it is written, and what of it was read."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """A value, or what stands for it."""
        self.read.add(key)
        return super().get(key, default)


def _within(given: Any) -> list[dict[str, Any]]:
    """Parameters with names, anywhere within a part of a model."""
    if isinstance(given, list):
        return [each for part in given for each in _within(part)]
    if not isinstance(given, dict):
        return []
    own = [given] if "name" in given and "type" in given else []
    return own + [each for part in given.values() for each in _within(part)]


@dataclass
class Parameters:
    """Reads parameters by name or as they stand, each once; `readers` by type in small letters."""

    book: Book
    readers: Mapping[str, Reader]
    _made: dict[str, Number] = field(default_factory=dict)
    _under_way: list[str] = field(default_factory=list)
    _named_inline: dict[str, dict[str, Any]] | None = None

    def number(self, given: Any, where: str) -> Number:
        """The number that a value of the model means: a number, a name, or a parameter in place."""
        if given is None:
            return 0.0
        if isinstance(given, int | float):
            return float(given)
        if isinstance(given, str):
            return self._named(given, where)
        if isinstance(given, dict):
            own = str(given.get("name", "")) or where
            return self._read(given, own)
        self.book.model.blame(where, "this is no number and no parameter", str(given)[:60])
        return 0.0

    def _named(self, name: str, where: str) -> Number:
        model = self.book.model
        if name in self._made:
            return self._made[name]
        if name in self._under_way:
            model.blame(name, "parameters that read each other in a circle", " reads ".join([*self._under_way, name]))
            return 0.0
        if name not in model.parameters and name in self._inline():
            return self.number(self._inline()[name], name)
        if name not in model.parameters:
            model.blame(where, "no parameter has this name", name, ", ".join(list(model.parameters)[:12]))
            return 0.0
        self._under_way.append(name)
        given = model.parameters[name]
        self._made[name] = self._read(given, name) if isinstance(given, dict) else self.number(given, name)
        self._under_way.pop()
        return self._made[name]

    def _inline(self) -> dict[str, dict[str, Any]]:
        """Parameters that stand where they are used and have a name, for others to speak of."""
        if self._named_inline is None:
            model = self.book.model
            places = [*model.parameters.values(), *(part for node in model.nodes for part in node.values())]
            self._named_inline = {str(each["name"]): each for place in places for each in _within(place)}
        return self._named_inline

    def _read(self, data: dict[str, Any], name: str) -> Number:
        kind = kind_of(data, "parameter")
        if "type" not in data and {"url", "table", "value", "values"} & set(data):
            kind = "constant"
        reader = self.readers.get(kind)
        if reader is None:
            self.book.model.refuse(name, "parameters of this type are not carried over", str(data.get("type")))
            return 0.0
        seen = Seen(data)
        try:
            number = reader(self, seen, name)
        except KeyError as missing:
            self.book.model.blame(name, "the parameter lacks something", str(missing).strip("'"))
            return 0.0
        except (TypeError, ValueError, IndexError, AttributeError) as reason:
            self.book.model.blame(name, "the parameter is not written as Pywr reads it", str(reason)[:80])
            return 0.0
        unread = sorted(each for each in set(data) - seen.read if each not in SILENT and not each.endswith("_bounds"))
        if unread and not {"url", "table", "data"} & set(data):
            self.book.model.blame(
                name, "nothing is known of this of the parameter", ", ".join(unread), "", "take it out"
            )
        return number

    def array(self, data: dict[str, Any], name: str) -> np.ndarray:
        """Numbers as they stand, or from a file; with as many axes as they are written with."""
        given = data.get("values")
        if isinstance(given, dict):
            return self.array(given, name)
        if given is not None:
            return np.asarray(given, dtype=float)
        if "url" in data or "table" in data or "data" in data:
            found = from_file(self.book.model, name, {**data, "scenario": None})
            return np.zeros(0) if found is None else np.asarray(found, dtype=float)
        return np.zeros(0)

    def values(self, data: dict[str, Any], name: str) -> list[float]:
        """A list of numbers: as they stand, or from a file."""
        return [float(each) for each in self.array(data, name).ravel()]

    def listed(self, given: Any, name: str) -> list[float]:
        """A list of numbers, or what stands for one."""
        return self.values(given if isinstance(given, dict) else {"values": given}, name)

    def curves(self, data: dict[str, Any], name: str) -> list[Number]:
        """The control curves of a parameter, from the highest down."""
        given = data.get("control_curves", data.get("control_curve"))
        listed = given if isinstance(given, list) else [given]
        return [self.number(each, f"{name} curve {place}") for place, each in enumerate(listed, start=1)]

    def filling(self, node: Any, name: str) -> Number:
        """The content of a store as share of what it holds."""
        node = node.get("name") if isinstance(node, dict) else node
        book = self.book
        if node in book.sums:
            members = book.sums[node]
            total = book.rule("sum", [self.content(each, name) for each in members], f"{node} content")
            size = book.rule("sum", [book.sizes[each] for each in members], f"{node} size")
            return book.rule("quotient", [total, size], f"{node} filling")
        if node not in book.stores:
            book.model.blame(name, "no storage has this name", str(node), ", ".join(book.stores))
            return 0.0
        return State(*book.stores[node], "filling")

    def content(self, node: Any, name: str) -> Number:
        """The content of a store, or of several."""
        if node in self.book.sums:
            return self.book.rule("sum", [self.content(each, name) for each in self.book.sums[node]], f"{node} content")
        if node not in self.book.stores:
            self.book.model.blame(name, "no storage has this name", str(node), ", ".join(self.book.stores))
            return 0.0
        return State(*self.book.stores[node], "content")

    def flow(self, node: Any, name: str, back: int = 1, steps: int = 1, initial: float = 0.0) -> Number:
        """The flow of a node `back` steps before, or its mean over `steps` up to there; `initial` where none is."""
        parts = self.book.flows.get(str(node))
        if parts is None:
            self.book.model.blame(name, "no node has this name", str(node), ", ".join(list(self.book.flows)[:12]))
            return 0.0
        states = []
        for place, (table, row, factor) in enumerate(parts):
            past = (back, steps, initial / factor if place == 0 else 0.0)
            states.append(State(table, row, "flow", *(past if past != (1, 1, 0.0) else (None, None, None))))
        if len(parts) == 1 and parts[0][2] == 1.0:
            return states[0]
        scaled = [
            self.book.rule("product", [state, factor], f"{node} flow") if factor != 1.0 else state
            for state, (_, _, factor) in zip(states, parts, strict=True)
        ]
        return self.book.rule("sum", scaled, f"{node} flow")

    def by_scenario(self, data: dict[str, Any], futures: np.ndarray, name: str) -> Number:
        """Numbers by future of the scenario that a parameter names, as numbers by member.

        Parameters
        ----------
        futures
            Shape (futures,) or (futures, steps).
        """
        chosen = of_scenario(self.book.model, name, str(data["scenario"]), len(futures))
        if chosen is None:
            return 0.0
        values: Floats = futures[chosen]
        return values[:, None] if values.ndim == 1 else values
