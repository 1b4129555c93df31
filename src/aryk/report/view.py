"""A run as the report reads it: rows by system and party, flows on the clock of a chart, totals in amounts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats
from aryk.case.schema import STEPS
from aryk.case.timeline import node_steps
from aryk.case.units import UnitError, parse

if TYPE_CHECKING:
    from aryk.runs.run import Run

PLACED = ("supplies", "demands", "stores")
MOST_STEPS = 120
"""A chart draws no more steps than these; a longer horizon is drawn by coarser ones."""


class View:
    """A run with the words and units of its case.

    Flows are rates in the unit of their carrier, amounts are in its amount unit, over the whole horizon.
    """

    def __init__(self, done: Run, record: dict[str, Any]) -> None:
        self.done, self.record = done, record
        self.case, self.timeline, self.results = done.plan.case, done.plan.timeline, done.plan.results
        self.calendar: Calendar = done.plan.calendar
        self.carriers, self.nodes, self.parties = (self.case.table(each) for each in ("carriers", "nodes", "parties"))
        self.carrier = {t: self.case.carrier_of(t).to_dict() for t in (*PLACED, "links", "processes", "nodes")}
        self.party = {t: self.case.party_of(t).to_dict() for t in (*PLACED, "links", "processes", "nodes")}
        self._records: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self._on: dict[tuple[str, str, str], dict[str, Floats]] = {}
        self._totals: dict[tuple[str, str], dict[str, float]] = {}

    # --- words ------------------------------------------------------------------------------------------

    @cached_property
    def money(self) -> str:
        """The currency."""
        return str(self.case.settings["money"])

    @cached_property
    def systems(self) -> dict[str, list[str]]:
        """The carriers of each system, in the order of the table; a carrier without one stands for itself."""
        found: dict[str, list[str]] = {}
        for carrier, system in zip(self.carriers.index, self.carriers["system"], strict=True):
            found.setdefault(system or carrier, []).append(carrier)
        return found

    def kind(self, carrier: str) -> str:
        """What a carrier is measured in: `volume`, `energy` or `other`."""
        try:
            dimensions = parse(self.carriers.at[carrier, "amount_unit"]).dimensions
        except UnitError:
            return "other"
        return "volume" if dimensions == (("volume", 1),) else "energy" if dimensions == (("energy", 1),) else "other"

    def title(self, table: str, row: str) -> str:
        """What a reader calls a row."""
        rows = self.case.table(table)
        if row not in rows.index:
            return row
        return str(rows.at[row, "title"]) or row

    def party_title(self, party: str) -> str:
        """What a reader calls a party."""
        return self.title("parties", party) if party else "all"

    def rate_unit(self, carrier: str) -> str:
        """Unit of flows."""
        return str(self.carriers.at[carrier, "rate_unit"])

    def amount_unit(self, carrier: str) -> str:
        """Unit of amounts."""
        return str(self.carriers.at[carrier, "amount_unit"])

    def basis(self, table: str, row: str) -> str:
        """Whether a row is reported, computed or assumed; "" where it does not say."""
        return str(self.case.table(table).at[row, "basis"])

    # --- rows -------------------------------------------------------------------------------------------

    def rows(self, table: str, carriers: list[str] | str) -> pd.DataFrame:
        """The rows in use of a component table that carry one of the carriers."""
        wanted = {carriers} if isinstance(carriers, str) else set(carriers)
        frame = self.case.table(table)
        return frame[[self.carrier[table][name] in wanted for name in frame.index]]

    def items(self, table: str, carriers: list[str] | str) -> list[tuple[str, dict[str, Any]]]:
        """The same rows as names and cells."""
        wanted = {carriers} if isinstance(carriers, str) else set(carriers)
        if table not in self._records:
            frame = self.case.table(table)
            self._records[table] = list(zip(map(str, frame.index), frame.to_dict("records"), strict=True))
        return [(name, cells) for name, cells in self._records[table] if self.carrier[table][name] in wanted]

    @cached_property
    def node_step(self) -> dict[str, str]:
        """The clock of each node."""
        return {str(node): str(step) for node, step in node_steps(self.case).items()}

    def nodes_of(self, carrier: str, party: str | None = None) -> list[str]:
        """Nodes of a carrier, of one party or of all."""
        rows = self.nodes[self.nodes["carrier"] == carrier]
        return list(rows.index if party is None else rows.index[rows["party"] == party])

    def chart_clock(self, carriers: list[str] | str) -> str:
        """The finest clock on which a chart of these carriers is readable.

        Hours and days of typical days follow no calendar, so such a run is drawn by dekads (its block) at least.
        """
        names = [carriers] if isinstance(carriers, str) else carriers
        own = {self.node_step[node] for name in names for node in self.nodes_of(name)} or set(
            self.carriers.loc[names, "step"]
        )
        finest = min(own & set(self.calendar.steps) or {self.calendar.base}, key=self.calendar.steps.index)
        steps = [step for step in self.calendar.steps[self.calendar.steps.index(finest) :] if step in STEPS]
        if self.calendar.typical:
            steps = [step for step in steps if step not in ("hour", "day")]
        fitting = [step for step in steps if len(self.calendar.clocks[step]) <= MOST_STEPS]
        coarse = [step for step in fitting if step != "hour" or len(self.calendar.days) <= 4]
        return (coarse or fitting or steps or [self.calendar.steps[-1]])[0]

    # --- numbers ----------------------------------------------------------------------------------------

    def on(self, table: str, quantity: str, clock: str) -> dict[str, Floats]:
        """Values of a quantity on a clock, by row: means of flows, for levels the last of each block."""
        key = (table, quantity, clock)
        if key not in self._on:
            found: dict[str, Floats] = {}
            for each in self.results.of(table, quantity):
                values = self.resampled(each.values, each.clock, clock, last=quantity == "level")
                found.update(zip((str(name) for name in each.names), values, strict=True))
            self._on[key] = found
        return self._on[key]

    def resampled(self, values: Floats, own: str, clock: str, *, last: bool = False) -> Floats:
        """Values of shape (k, n) from their own clock on another: weighted means, or the last of each block."""
        calendar = self.calendar
        if own == clock or not len(values):
            return values if own == clock else np.zeros((0, len(calendar.clocks[clock])))
        if calendar.is_finer(clock, own):
            return values[:, calendar.blocks(clock, own)]
        block, count = calendar.blocks(own, clock), len(calendar.clocks[clock])
        if last:
            at = np.zeros(count, dtype=np.int64)
            at[block] = np.arange(len(block))
            return values[:, at]
        time = calendar.clocks[own]
        mass = time.hours * time.weight
        sums = np.stack([np.bincount(block, weights=row * mass, minlength=count) for row in values])
        means: Floats = sums / np.bincount(block, weights=mass, minlength=count)
        return means

    def totals(self, table: str, quantity: str) -> dict[str, float]:
        """Amount of a flow over the horizon, by row; what is noise of the solver is 0."""
        key = (table, quantity)
        if key not in self._totals:
            found: dict[str, float] = {}
            for each in self.results.of(table, quantity):
                time = self.calendar.clocks[each.clock]
                sums = each.values @ (time.hours * time.weight)
                size = np.abs(each.values).max(initial=0.0) * self.calendar.hours
                sums = np.where(np.abs(sums) <= 1e-9 * size, 0.0, sums)
                for name, value in zip(each.names, sums, strict=True):
                    owner = str(name).rsplit("/", 1)[0] if quantity.startswith("tier_") else str(name)
                    found[str(name)] = float(value * self.case.kappa[self.carrier[table][owner]])
            self._totals[key] = found
        return self._totals[key]

    def total(self, table: str, row: str, quantity: str) -> float:
        """Amount of a flow over the horizon; NaN where the run has none."""
        return self.totals(table, quantity).get(row, float("nan"))

    def largest(self, table: str, row: str, quantity: str) -> float:
        """The largest size of a flow in any step; NaN where the run has none."""
        found = self.results.find(table, row, quantity)
        return float("nan") if found is None else float(np.abs(found[1]).max(initial=0.0))

    def mean(self, table: str, row: str, quantity: str) -> float:
        """Mean flow over the horizon; NaN where the run has none."""
        return self.total(table, row, quantity) / (
            self.calendar.hours * float(self.case.kappa[self.carrier[table][row]])
        )
