"""A case on its way to a scheme: where each row of its tables stands among the flows of the river."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.case.faults import Fault
from aryk.case.timeline import Timeline
from aryk.rivers.affine import ZERO, Affine, slot
from aryk.rivers.past import Past as Earlier
from aryk.rivers.scheme import Scheme

Floats = NDArray[np.float64]
Sum = list[tuple[int, float]]
"""Flows of the network, each with its factor."""


class Reading(NamedTuple):
    """A flow that rules read: the mean over `steps` steps, the last of them `back` before; `initial` where none is."""

    table: str
    row: str
    back: int
    steps: int
    initial: float


@dataclass
class Draft:
    """What has been written down of a river.

    Attributes
    ----------
    balance
        At each node what comes in (factor above 0) and goes out.
    known
        At each node what comes in by itself.
    results
        Table, quantity and row of each result, as a sum of flows.
    ruled
        The slot of the rule that sets a table's row and column.
    steady
        What rules that read nothing give, by slot.
    scaled
        Columns whose number is multiplied by their rule.
    states
        Slots of contents and fillings, by table, row and quantity.
    readings
        Slots of flows of steps before, as rules read them.
    dearest
        The largest cost written down so far; what is forced costs more.
    ensemble
        Series that differ by member; each of shape (members, steps).
    kept_free
        Stores with an `upper_bound`: net flow out, what could be drawn at most, and the minimum.
    earlier
        What was before the first step; None: what the case says.
    """

    case: Case
    line: Timeline
    step: str
    carrier: str
    scheme: Scheme
    forced: bool = False
    balance: dict[str, Sum] = field(default_factory=lambda: defaultdict(list))
    known: dict[str, Affine] = field(default_factory=lambda: defaultdict(Affine))
    moving: list[tuple[str, int, Affine]] = field(default_factory=list)
    results: dict[tuple[str, str, str], Sum] = field(default_factory=dict)
    ruled: dict[tuple[str, str, str], int] = field(default_factory=dict)
    steady: dict[int, float] = field(default_factory=dict)
    scaled: set[tuple[str, str, str]] = field(default_factory=set)
    states: dict[tuple[str, str, str], int] = field(default_factory=dict)
    readings: dict[Reading, int] = field(default_factory=dict)
    ensemble: dict[str, Floats] = field(default_factory=dict)
    kept_free: dict[str, tuple[int, Affine, Affine]] = field(default_factory=dict)
    earlier: Earlier | None = None
    faults: list[Fault] = field(default_factory=list)
    dearest: float = 1.0

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.scheme.amount)

    def number(self, table: str, row: str, column: str, value: float) -> Affine:
        """A number of a row, what a rule puts in its place, or the number times what a rule gives."""
        place = self.ruled.get((table, row, column))
        if place is None:
            return Affine(float(value))
        given = Affine(self.steady[place]) if place in self.steady else slot(place)
        return given * float(value) if (table, row, column) in self.scaled else given

    def course(self, series: str) -> Affine:
        """A series as a number over time; "" is 1."""
        if not series:
            return Affine(1.0)
        if series in self.ensemble:
            return self.scheme.over_time(self.ensemble[series])
        return self.scheme.over_time(self.line.values(series, self.step))

    def times(self, one: Affine, series: str) -> Affine:
        """A number times a series."""
        return one if not series else self.scheme.product(one, self.course(series))

    def price(self, *costs: Affine) -> Affine:
        """The sum of costs, remembered so that what is forced costs more than all of them."""
        total = ZERO
        for cost in costs:
            total = total + cost
        self.dearest = max(self.dearest, abs(total.constant), *(abs(each) for each in total.slots.values()), 0.0)
        return total

    def flow(self, name: str, low: Affine, high: Affine, cost: Affine = ZERO) -> int:
        """A flow to decide."""
        return self.scheme.network.flow(name, low, high, cost)

    def tell(self, table: str, quantity: str, row: str, terms: Sum) -> None:
        """Name a result."""
        self.results[table, quantity, row] = terms

    def found(self, table: str, row: str, quantity: str) -> Sum | None:
        """The flows behind a quantity of a row, or None where the river has none."""
        return self.results.get((table, quantity, row))
