"""The auditor's book: what enters each node, how large flows are, and what each check found."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from aryk.case.calendar import Floats
from aryk.case.timeline import Timeline, node_steps
from aryk.planning.verify.verdict import Residual, Verification
from aryk.results.fields import Results

FLOWS = {"supplies": ("flow",), "demands": ("served",), "stores": ("net",), "links": ("forward", "back")}
"""The results that are flows of the carrier of their row."""
DECLARED = {
    "supplies": ("capacity",),
    "demands": ("level",),
    "stores": ("in_capacity", "out_capacity"),
    "links": ("capacity", "capacity_back"),
}
"""The columns that say how large such a flow could be."""


DUST = 1e-9
"""A largest flow below this part of the largest that is declared is what a solver leaves of nothing."""


def beyond_dust(found: float, declared: float) -> float:
    """The scale of a carrier: the largest that flows, or the largest that is declared where nothing but dust does."""
    return found if found > DUST * declared else declared


class Ledger:
    """The results under audit, with the sum of flows at each node and the worst residual of each check."""

    def __init__(self, timeline: Timeline, results: Results) -> None:
        self.timeline, self.case, self.calendar, self.results = timeline, timeline.case, timeline.calendar, results
        self.node_step = node_steps(self.case).to_dict()
        self.carrier = self.case.table("nodes")["carrier"].to_dict()
        self.net: dict[str, Floats] = {
            node: np.zeros(len(self.calendar.clocks[step])) for node, step in self.node_step.items()
        }
        self.largest_entry: dict[str, float] = defaultdict(float)
        self.carriers = {table: self.case.carrier_of(table).to_dict() for table in FLOWS}
        self.size = self._sizes()
        self._found: dict[str, Residual] = {}

    def _sizes(self) -> dict[str, float]:
        """The largest flow (rate) of each carrier; where none flows, the largest that is declared, or 1."""
        planned: dict[str, float] = defaultdict(float)
        declared: dict[str, float] = defaultdict(float)
        for table, quantities in FLOWS.items():
            carriers = self.carriers[table]
            for row, carrier in carriers.items():
                for quantity in quantities:
                    found = self.results.find(table, str(row), quantity)
                    if found is not None:
                        planned[carrier] = max(planned[carrier], largest(found[1]))
            for column in DECLARED[table]:
                for row, most in self.case.table(table)[column].items():
                    declared[carriers[row]] = max(declared[carriers[row]], largest(np.array([most])))
        return {
            carrier: beyond_dust(planned[carrier], declared[carrier] or 1.0)
            for carrier in self.case.table("carriers").index
        }

    def verdict(self) -> Verification:
        """What was found, worst first."""
        return Verification(tuple(sorted(self._found.values(), key=lambda each: -each.relative)))

    def size_of(self, table: str, row: str) -> float:
        """The flow scale (rate) of the carrier of a row."""
        return self.size[self.carriers[table][row]]

    def size_of_carrier(self, table: str, row: str) -> float:
        """The flow scale of what a row gives or is counted in, processes included."""
        return self.size[self.case.carrier_of(table)[row]]

    def is_committed(self, table: str, row: str) -> bool:
        """Whether a supply or process is on or off."""
        plants = self.case.table("plants")
        chosen = plants[(plants["table"] == table) & (plants["row"] == row)]
        return bool((chosen["commitment"] != "no").any())

    def values(self, table: str, row: str, quantity: str) -> tuple[str, Floats]:
        """Clock and values of a result that must be there.

        Raises
        ------
        KeyError
            If the results do not hold it.
        """
        found = self.results.find(table, row, quantity)
        if found is None:
            raise KeyError(f"the results hold no {quantity} of {table} {row}")
        return found

    def capacity(self, table: str, row: str, column: str, clock: str) -> Floats:
        """The capacity of a row in each step, with what expansions add; infinite where there is no limit."""
        own = self.case.table(table)[column][row]
        total = np.full(len(self.calendar.clocks[clock]), own, dtype=float)
        terms, expansions = self.case.table("expansion_terms"), self.case.table("expansions")
        for term in terms[(terms["table"] == table) & (terms["row"] == row) & (terms["column"] == column)].itertuples():
            if term.expansion in expansions.index:
                _, size = self.values("expansions", term.expansion, "size")
                first, last = expansions.loc[term.expansion, ["from_year", "to_year"]]
                standing = self.calendar.standing(clock, first, last)
                total = np.nan_to_num(total) + term.coefficient * size[0] * standing
        return np.where(np.isnan(total), np.inf, total)

    def available(self, table: str, row: str, clock: str) -> Floats:
        """Share of the capacity of a row that is there in each step."""
        rows = self.case.table(table).loc[[row]]
        return np.broadcast_to(self.timeline.available(table, rows, clock)[0], len(self.calendar.clocks[clock]))

    def share_of(self, table: str, row: str, clock: str) -> Floats:
        """Capacity times what is available; no limit stays none."""
        most = self.capacity(table, row, "capacity", clock)
        share = self.available(table, row, clock)
        return np.where(np.isinf(most), np.where(share == 0, 0.0, most), np.where(np.isinf(most), 0.0, most) * share)

    def series(self, name: str, clock: str, default: float = 1.0) -> Floats:
        """A series on a clock, or a constant where none is named."""
        if not name:
            return np.full(len(self.calendar.clocks[clock]), default)
        return self.timeline.values(name, clock)

    def enter(self, node: str, clock: str, flow: Floats, lag: float = 0.0, before: float = 0.0) -> None:
        """Add a flow (rate; below 0: leaves) to the balance of a node."""
        time, own = self.calendar.clocks[clock], self.calendar.clocks[self.node_step[node]]
        kappa = self.case.kappa[self.carrier[node]]
        if lag:
            flow = self._arriving(clock, flow, lag, before)
        if len(own) > len(time):
            amount = flow[self.calendar.blocks(self.node_step[node], clock)] * own.hours * kappa
        else:
            block = self.calendar.blocks(clock, self.node_step[node])
            amount = (
                np.bincount(block, weights=flow * time.hours * time.weight, minlength=len(own)) * kappa / own.weight
            )
        self.net[node] += amount
        carrier = self.carrier[node]
        self.largest_entry[carrier] = max(self.largest_entry[carrier], largest(amount))

    def _arriving(self, clock: str, flow: Floats, lag: float, before: float) -> Floats:
        """Mean arriving rate of each step: differences of the running total, shifted by the lag."""
        time = self.calendar.clocks[clock]
        if self.calendar.typical and clock == "day":
            return flow
        if self.calendar.typical and clock == "hour":
            days = flow.reshape(-1, 24)
            total = np.concatenate([np.zeros((len(days), 1)), np.cumsum(np.tile(days, 2), axis=1)], axis=1)
            edges = np.arange(25) - lag % 24 + 24
            shifted = np.stack([np.interp(edges, np.arange(49), row) for row in total])
            return np.diff(shifted, axis=1).reshape(-1)
        edges = np.concatenate([[0.0], np.cumsum(time.hours)])
        total = np.concatenate([[0.0], np.cumsum(flow * time.hours)])
        shifted = np.where(edges < lag, before * (edges - lag), np.interp(edges - lag, edges, total))
        arriving: Floats = np.diff(shifted) / time.hours
        return arriving

    def note(self, check: str, residual: Floats, scale: float, row: str, clock: str) -> None:
        """Keep the worst residual of a check."""
        worst = int(np.argmax(residual)) if len(residual) else 0
        value = max(float(residual[worst]), 0.0) if len(residual) else 0.0
        relative = value / scale if value else 0.0
        if check not in self._found or relative > self._found[check].relative:
            starts = self.calendar.clocks[clock].start
            when = str(starts[min(worst, len(starts) - 1)])
            self._found[check] = Residual(check, value, scale, relative, row, when)

    def within(
        self,
        check: str,
        row: str,
        clock: str,
        value: Floats,
        lower: Floats | float,
        upper: Floats | float,
        scale: float,
    ) -> None:
        """A result must lie within its bounds, and be a number."""
        outside = np.maximum(np.maximum(lower - value, value - upper), 0.0)
        self.note(check, np.where(np.isnan(value), np.inf, outside), max(scale, largest(value)), row, clock)

    def same(self, check: str, table: str, row: str, quantity: str, expected: Floats, scale: float) -> None:
        """A result must be what others make it."""
        clock, value = self.values(table, row, quantity)
        residual = np.nan_to_num(np.abs(value - expected), nan=np.inf)
        self.note(check, residual, max(scale, largest(expected)), row, clock)


def largest(values: Floats) -> float:
    """The largest absolute value of those that are finite."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def or_infinite(value: float) -> float:
    """A bound, where an empty cell stands for none."""
    return np.inf if np.isnan(value) else float(value)
