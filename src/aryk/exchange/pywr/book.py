"""The case in the making: its rows, and rules for numbers that depend on the state of the river."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from aryk.exchange.pypsa.draft import Draft
from aryk.exchange.pywr.model import Floats, Model
from aryk.exchange.pywr.numbers import Number, Ruled, State, as_course, folded, is_fixed

FIXED_ONLY = ("zones", "zone", "between", "slopes")
"""Kinds that are not worked out beforehand: they read a content anyway."""


@dataclass
class Book:
    """What has been carried over of a model.

    Attributes
    ----------
    parts
        The nodes of the model and their pieces by name: table, row and quantity of their flow, each with its factor.
    stores
        Stores and accounts by name of the node: table, row; and how much they hold.
    missing
        Links whose flow is what is missing of the most of a node, by name of the node.
    owed
        Node, link and the most of the node as it is written, for each of them.
    """

    model: Model
    draft: Draft = field(default_factory=Draft)
    flows: dict[str, list[tuple[str, str, float]]] = field(default_factory=dict)
    stores: dict[str, tuple[str, str]] = field(default_factory=dict)
    sizes: dict[str, Number] = field(default_factory=dict)
    sums: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    owed: list[tuple[str, str, Any]] = field(default_factory=list)
    _members: dict[bytes, str] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.model.start)

    def rule(self, kind: str, numbers: Sequence[Number], name: str) -> Number:
        """What a rule of a kind gives; a number where nothing of it depends on the state."""
        if is_fixed(*numbers) and kind not in FIXED_ONLY:
            return folded(kind, [each for each in numbers if not isinstance(each, State | Ruled)])
        if kind in ("zones", "zone"):
            numbers = _falling(kind, numbers)
        own = self.draft.name("rules", name)
        self.draft.add("rules", rule=own, title=name, kind=kind)
        for place, number in enumerate(numbers, start=1):
            cells: dict[str, Any] = {}
            match number:
                case State():
                    cells = {name: value for name, value in asdict(number).items() if value is not None}
                case Ruled(rule):
                    cells = {"of_rule": rule}
                case float() | int():
                    cells = {"number": float(number)}
                case _:
                    cells = {"series": self.course(number, name)}
            self.draft.add("rule_terms", rule=own, place=place, **cells)
        return Ruled(own)

    def course(self, number: float | Floats, wished: str) -> str:
        """The series of a fixed number; where members differ, the series that each of them takes in its place."""
        values = as_course(number, self.steps)
        if values.ndim == 1:
            return self.draft.course(values, wished)
        key = values.tobytes()
        if key not in self._members:
            own = self._members[key] = self.draft.name("series", wished)
            self.draft.courses[own] = values[0] + 0.0
            for member, each in enumerate(values[1:], start=2):
                course = self.draft.course(each, f"{wished} {member}")
                self.draft.add("members", series=own, member=member, course=course)
        return self._members[key]

    def use(self, number: Number, table: str, row: str, column: str) -> float:
        """A number for a cell, or 0 and a rule that sets it."""
        if isinstance(number, float | int):
            return float(number)
        ruled = number if isinstance(number, Ruled) else self.rule("sum", [number, 0.0], f"{row}-{column}")
        if not isinstance(ruled, Ruled):
            ruled = self._constant_rule(number, f"{row}-{column}")
        self.draft.add("rule_uses", table=table, row=row, column=column, rule=ruled.rule)
        return 0.0

    def _constant_rule(self, number: Number, name: str) -> Ruled:
        own = self.draft.name("rules", name)
        self.draft.add("rules", rule=own, title=name, kind="sum")
        assert isinstance(number, np.ndarray)
        self.draft.add("rule_terms", rule=own, place=1, series=self.course(number, name))
        return Ruled(own)


def _falling(kind: str, numbers: Sequence[Number]) -> list[Number]:
    """The numbers of a rule by zone, with no curve above the one before: what lies above both is in the first zone."""
    position, *rest = numbers
    count = len(rest) if kind == "zone" else (len(rest) - 1) // 2
    curves = list(rest[:count])
    for place in range(1, count):
        if is_fixed(curves[place - 1], curves[place]):
            curves[place] = folded("least", [curves[place - 1], curves[place]])  # type: ignore[list-item]
    return [position, *curves, *rest[count:]]
