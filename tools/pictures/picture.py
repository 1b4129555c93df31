"""What a picture is made of: a case in docs/cases, its run, panels, a caption, and formulas held against the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from aryk.case.case import Case
from aryk.case.read import read_case
from aryk.measures.apply import BASE, with_scenario
from aryk.report.charts.axis import Across, time_axis
from aryk.rivers.run import RiverRun, simulate_river
from pictures.paper import Floats, Panel, svg
from pictures.sketch import sketch

CASES = Path(__file__).parent.parent.parent / "docs" / "cases"


@dataclass(frozen=True)
class Picture:
    """A picture of the manual.

    Attributes
    ----------
    page, rule
        Where it stands, below docs, and the rule that it shows.
    caption
        What to see; its numbers are those of the run.
    rows
        Panels.
    held
        What the run says and what the formula of the manual says, by name; they must be equal.
    near
        The same of means that chance moves, with their standard errors.
    case
        The case that is sketched; None: no sketch.
    of
        Folders in docs/cases.
    """

    page: str
    rule: str
    caption: str
    rows: Sequence[Sequence[Panel]]
    held: Mapping[str, tuple[Floats, Floats]]
    case: Case | None = None
    of: Sequence[str] = ()
    near: Mapping[str, tuple[Floats, Floats, Floats]] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The SVG."""
        return svg(self.caption, self.rows, sketch(self.case) if self.case is not None else None)


@dataclass(frozen=True)
class Seen:
    """A river run whose numbers are read by name, on its axis of time."""

    run: RiverRun

    def __call__(self, table: str, row: str, quantity: str) -> Floats:
        """Values of a quantity of a row, shape (steps,)."""
        found = self.run.results.find(table, row, quantity)
        if found is None:
            raise KeyError(f"the run has no {quantity} of {table} {row}")
        return found[1]

    def flow(self, link: str) -> Floats:
        """What enters a link."""
        return self("links", link, "flow")

    def inflow(self, supply: str) -> Floats:
        """What a supply gives."""
        return self("supplies", supply, "flow")

    def served(self, demand: str) -> Floats:
        """What a demand gets."""
        return self("demands", demand, "served")

    def level(self, row: str, table: str = "stores") -> Floats:
        """Contents at the ends of steps."""
        return self(table, row, "level")

    def levels(self, store: str) -> Floats:
        """Contents from the start on, one more than steps."""
        return np.concatenate([self("stores", store, "initial"), self.level(store)])

    def course(self, series: str) -> Floats:
        """A series of the case, shape (steps,)."""
        return self.run.timeline.values(series, self.run.step)

    @property
    def amount(self) -> Floats:
        """Amount that a flow of 1 makes in each step."""
        carrier = next(iter(self.run.case.table("carriers").index))
        return self.run.calendar.clocks[self.run.step].hours * float(self.run.case.kappa[carrier])

    @property
    def days(self) -> Floats:
        """Length of each step."""
        return self.run.calendar.clocks[self.run.step].hours / 24.0

    @property
    def across(self) -> Across:
        """The axis of time; a first label without its year."""
        made = time_axis(self.run.calendar, self.run.step)
        years = {each.year for each in self.run.calendar.days}
        ticks = made.ticks if len(years) > 1 else tuple((at, label.split(" 20")[0]) for at, label in made.ticks)
        return Across(made.edges, made.labels, ticks, made.title, made.centred)

    @property
    def x(self) -> Floats:
        """Edges of the steps, in days from the start."""
        return self.across.edges


def small(name: str, scenario: str = BASE) -> Case:
    """A case of docs/cases under a scenario."""
    return with_scenario(_read(name), scenario)


@cache
def _read(name: str) -> Case:
    return read_case(CASES / name)


def seen(name: str, scenario: str = BASE, **how: object) -> Seen:
    """A small case, run."""
    return Seen(simulate_river(small(name, scenario), threads=1, **how))  # type: ignore[arg-type]
