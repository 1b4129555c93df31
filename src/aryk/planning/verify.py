"""Every balance and limit recomputed from the tables and the results alone, without the matrix.

Each check gives its largest residual, where it stands, and the scale of the flows it is held against: for
balances and bounds the largest flow (as amount in a step) of that carrier, for limits the sum of their terms. A run
in which the largest relative residual exceeds `TOLERANCE` is not a result.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.timeline import Timeline, node_steps
from aryk.case.units import conversion
from aryk.planning.rules.storage import Keeping, keeping
from aryk.results.fields import Results

TOLERANCE = 1e-6
LEAST_SCALE = 0.1
"""Where nothing flows, a residual is held against this: the solver itself is exact to 1e-7 only."""


@dataclass(frozen=True)
class Residual:
    """The largest residual of one check: `relative` = `residual` / `scale`, at `row` in the step from `when`."""

    check: str
    residual: float
    scale: float
    relative: float
    row: str
    when: str


@dataclass(frozen=True)
class Verification:
    """All checks of a run, worst first."""

    residuals: tuple[Residual, ...]

    @property
    def largest(self) -> Residual:
        """The worst of all."""
        return self.residuals[0]

    @property
    def passed(self) -> bool:
        """Whether every residual stays within the tolerance."""
        return self.largest.relative <= TOLERANCE

    def table(self) -> pd.DataFrame:
        """One row for each check."""
        return pd.DataFrame([vars(each) for each in self.residuals])


def verify(timeline: Timeline, results: Results) -> Verification:
    """Recompute a plan's balances, contents, bounds and limits."""
    return _Auditor(timeline, results).verification()


class _Auditor:
    def __init__(self, timeline: Timeline, results: Results) -> None:
        self.timeline, self.case, self.calendar, self.results = timeline, timeline.case, timeline.calendar, results
        self.node_step = node_steps(self.case).to_dict()
        self.carrier = self.case.table("nodes")["carrier"].to_dict()
        self.net: dict[str, Floats] = {
            node: np.zeros(len(self.calendar.clocks[step])) for node, step in self.node_step.items()
        }
        self.scale: dict[str, float] = defaultdict(float)
        self.found: list[Residual] = []

    def verification(self) -> Verification:
        """Run all checks."""
        self._supplies()
        self._demands()
        self._links()
        self._processes()
        self._stores()
        self._disposal()
        self._balances()
        self._limits()
        return Verification(tuple(sorted(self.found, key=lambda each: -each.relative)))

    # --- amounts -------------------------------------------------------------------------------------

    def _values(self, table: str, row: str, quantity: str) -> tuple[str, Floats]:
        found = self.results.find(table, row, quantity)
        if found is None:
            raise KeyError(f"the results hold no {quantity} of {table} {row}")
        return found

    def _enter(self, node: str, clock: str, flow: Floats, lag: float = 0.0, before: float = 0.0) -> None:
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
        self.scale[self.carrier[node]] = max(self.scale[self.carrier[node]], float(np.abs(amount).max(initial=0.0)))

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

    def _note(self, check: str, residual: Floats, scale: float, row: str, clock: str) -> None:
        worst = int(np.argmax(residual)) if len(residual) else 0
        value = float(residual[worst]) if len(residual) else 0.0
        scale = max(scale, LEAST_SCALE)
        relative = value / scale
        held = next((place for place, each in enumerate(self.found) if each.check == check), None)
        when = str(self.calendar.clocks[clock].start[min(worst, len(self.calendar.clocks[clock]) - 1)])
        new = Residual(check, max(value, 0.0), scale, max(relative, 0.0), row, when)
        if held is None:
            self.found.append(new)
        elif new.relative > self.found[held].relative:
            self.found[held] = new

    def _bounds(
        self,
        check: str,
        row: str,
        clock: str,
        value: Floats,
        lower: Floats | float,
        upper: Floats | float,
        scale: float,
    ) -> None:
        outside = np.maximum(np.maximum(lower - value, value - upper), 0.0)
        outside = np.where(np.isnan(value), np.inf, outside)
        self._note(check, outside, max(scale, float(np.abs(value).max(initial=0.0))), row, clock)

    # --- components ----------------------------------------------------------------------------------

    def _supplies(self) -> None:
        for name, row in self.case.table("supplies").iterrows():
            clock, flow = self._values("supplies", str(name), "flow")
            most = row["capacity"] * self._series(row["available"], clock)
            least = {"given": most, "dispatchable": np.minimum(row["minimum"], most)}.get(
                row["kind"], np.zeros_like(most)
            )
            self._bounds("supply within its bounds", str(name), clock, flow, least, most, float(most.max(initial=0.0)))
            self._enter(row["node"], clock, flow)
            if row["kind"] == "curtailable":
                self._same("what is curtailed is what is not used", "supplies", str(name), "curtailed", most - flow)

    def _same(self, check: str, table: str, row: str, quantity: str, expected: Floats) -> None:
        """A field must be what others make it."""
        clock, value = self._values(table, row, quantity)
        scale = float(np.abs(expected).max(initial=0.0))
        self._note(check, np.nan_to_num(np.abs(value - expected), nan=np.inf), scale, row, clock)

    def _series(self, name: str, clock: str, default: float = 1.0) -> Floats:
        if not name:
            return np.full(len(self.calendar.clocks[clock]), default)
        return self.timeline.values(name, clock)

    def _demands(self) -> None:
        tiers = dict(list(self.case.table("tiers").groupby("tiers")))
        for key, row in self.case.table("demands").iterrows():
            name = str(key)
            clock, served = self._values("demands", name, "served")
            wanted = row["level"] * self._series(row["profile"], clock)
            scale = float(np.abs(wanted).max(initial=0.0))
            self._bounds("demand not served beyond what is wanted", name, clock, served, 0.0, wanted, scale)
            quantity = "tier_unserved" if row["kind"] == "need" else "tier_served"
            total = np.zeros_like(wanted)
            for tier in tiers[row["tiers"]].itertuples() if row["tiers"] else ():
                _, part = self._values("demands", f"{name}/{tier.tier:g}", quantity)
                self._bounds("tier within its share", name, clock, part, 0.0, wanted * tier.share, scale)
                total += part
            if row["kind"] == "need":
                self._same("unserved is the sum of its tiers", "demands", name, "unserved", total)
            expected = wanted - total if row["kind"] == "need" else total
            self._bounds("tiers sum to the demand", name, clock, served - expected, 0.0, 0.0, scale)
            self._enter(row["node"], clock, -served)

    def _links(self) -> None:
        for key, row in self.case.table("links").iterrows():
            name = str(key)
            clock, forward = self._values("links", name, "forward")
            _, back = self._values("links", name, "back")
            available = self._series(row["available"], clock)
            most = np.inf if np.isnan(row["capacity"]) else row["capacity"] * available
            if row["minimum"] > 0:
                self._bounds(
                    "link within its bounds", name, clock, forward, np.minimum(row["minimum"], most), most, 0.0
                )
            self._bounds("link within its bounds", name, clock, forward, 0.0, most, 0.0)
            self._bounds("link within its bounds", name, clock, back, 0.0, row["capacity_back"] * available, 0.0)
            self._same("flow is forward less back", "links", name, "flow", forward - back)
            self._enter(row["from_node"], clock, -forward)
            self._enter(
                row["to_node"], clock, (1 - row["loss"]) * forward, row["lag"], row["initial_flow"] * (1 - row["loss"])
            )
            self._enter(row["to_node"], clock, -back)
            self._enter(row["from_node"], clock, (1 - row["loss"]) * back)
            if row["loss_to"]:
                self._enter(row["loss_to"], clock, row["loss"] * row["loss_return"] * (forward + back))

    def _processes(self) -> None:
        flows = self.case.table("flows")
        for key, row in self.case.table("processes").iterrows():
            clock, activity = self._values("processes", str(key), "activity")
            most = np.inf if np.isnan(row["capacity"]) else row["capacity"] * self._series(row["available"], clock)
            self._bounds(
                "process within its bounds", str(key), clock, activity, np.minimum(row["minimum"], most), most, 0.0
            )
            for flow in flows[flows["process"] == key].itertuples():
                rate = flow.coefficient * self._series(flow.profile, clock) * activity
                self._enter(flow.node, clock, rate if flow.direction == "out" else -rate, flow.lag)

    def _disposal(self) -> None:
        for key, row in self.case.table("nodes").iterrows():
            if row["disposal"]:
                clock, disposed = self._values("nodes", str(key), "disposed")
                self._bounds("disposal not below zero", str(key), clock, disposed, 0.0, np.inf, 0.0)
                self._enter(str(key), clock, -disposed)

    # --- stores --------------------------------------------------------------------------------------

    def _stores(self) -> None:
        for key, row in self.case.table("stores").iterrows():
            name = str(key)
            clock, net = self._values("stores", name, "net")
            keep = keeping(self.calendar, clock, row["regulation"])
            _, level = self._values("stores", name, "level")
            start = self.results.find("stores", name, "initial")
            before = np.where(keep.before < 0, start[1][0] if start else 0.0, level[keep.before])
            if start:
                self._ends(name, row, level, float(start[1][0]), keep.clock)
            taken, given = self._doors(name, net)
            self._bounds(
                "store within the capacity of its doors", name, clock, taken, 0.0, _or_infinite(row["in_capacity"]), 0.0
            )
            self._bounds(
                "store within the capacity of its doors",
                name,
                clock,
                given,
                0.0,
                _or_infinite(row["out_capacity"]),
                0.0,
            )
            self._bounds(
                "content within its bounds", name, keep.clock, level, row["minimum"], _or_infinite(row["capacity"]), 0.0
            )
            self._content(name, row, keep, clock, before, level, taken, given)
            self._rules(name, row, keep.clock, level)
            self._same("net is in less out", "stores", name, "net", taken - given)
            self._enter(row["node"], clock, given - taken)
            if row["loss_to"]:
                lost = before * (1 - (1 - row["loss"]) ** keep.days)
                self._enter(
                    row["loss_to"], keep.clock, lost / (24 * keep.days) / self.case.kappa[self.carrier[row["node"]]]
                )

    def _doors(self, name: str, net: Floats) -> tuple[Floats, Floats]:
        taken, given = self.results.find("stores", name, "in"), self.results.find("stores", name, "out")
        if taken is None or given is None:
            return np.maximum(net, 0.0), np.maximum(-net, 0.0)
        return taken[1], given[1]

    def _rules(self, name: str, row: pd.Series, clock: str, level: Floats) -> None:
        """What is told to lie outside the rule curves is what does."""
        for column, quantity, sign in (("lower_rule", "below", 1.0), ("upper_rule", "above", -1.0)):
            if row[column]:
                curve = self._series(row[column], clock) * row["capacity"]
                outside = np.maximum(sign * (curve - level), 0.0)
                self._same("content outside the rules as told", "stores", name, quantity, outside)

    def _ends(self, name: str, row: pd.Series, level: Floats, start: float, clock: str) -> None:
        known = row["initial"] if not np.isnan(row["initial"]) else start
        scale = max(abs(start), float(level.max()))
        first, most = np.array([start]), _or_infinite(row["capacity"])
        self._bounds("content at the start as given", name, clock, first, known, known, scale)
        if np.isnan(row["initial"]):
            self._bounds("content at the start as given", name, clock, first, row["minimum"], most, scale)
        least = {"cyclic": start, "at-least": row["final_minimum"]}.get(row["final"], 0.0)
        self._bounds("content at the end as agreed", name, clock, level[-1:], least, np.inf, scale)

    def _content(
        self,
        name: str,
        row: pd.Series,
        keep: Keeping,
        clock: str,
        before: Floats,
        level: Floats,
        taken: Floats,
        given: Floats,
    ) -> None:
        time = self.calendar.clocks[clock]
        block = self.calendar.blocks(clock, keep.clock)
        kappa = self.case.kappa[self.carrier[row["node"]]]
        change = (
            (taken * row["in_efficiency"] - given / row["out_efficiency"])
            * time.hours
            * time.weight
            / keep.times[block]
            * kappa
        )
        gained = np.bincount(block, weights=change, minlength=len(level))
        evaporated = np.zeros_like(level)
        if row["evaporation"]:
            filled = (before + level) / 2 / row["capacity"] if row["capacity"] > 0 else np.zeros_like(level)
            surface = row["area_empty"] + (row["area_full"] - row["area_empty"]) * filled
            amount_unit = self.case.table("carriers")["amount_unit"][self.carrier[row["node"]]]
            evaporated = (
                self._series(row["evaporation"], keep.clock)
                * keep.days
                * surface
                * 1000
                * conversion("m3", amount_unit)
            )
        residual = np.abs(before * (1 - row["loss"]) ** keep.days + gained - evaporated - level)
        scale = max(float(np.abs(level).max()), float(np.abs(change).max(initial=0.0)), float(before.max(initial=0.0)))
        self._note("content follows from the content before", residual, scale, name, keep.clock)

    # --- balances and limits -------------------------------------------------------------------------

    def _balances(self) -> None:
        for node, net in self.net.items():
            carrier = self.carrier[node]
            self._note(f"balance of {carrier}", np.abs(net), self.scale[carrier], node, self.node_step[node])

    def _limits(self) -> None:
        terms = self.case.resolve(self.case.table("limit_terms"))
        by_limit = dict(list(terms.groupby("limit")))
        for key, row in self.case.table("limits").iterrows():
            total, scale = self._limit_sum(row, by_limit.get(key))
            value = row["value"] * self._series(row["profile"], row["per"])
            short, over = (self.results.find("limits", str(key), each) for each in ("short", "over"))
            for missed, miss in ((short, value - total), (over, total - value)):
                if missed and row["penalty"] > 0:
                    self._bounds(
                        "what is missed is no more than the miss",
                        str(key),
                        row["per"],
                        missed[1],
                        0.0,
                        np.maximum(miss, 0.0),
                        scale,
                    )
            total = total + (short[1] if short else 0.0) - (over[1] if over else 0.0)
            lower = -np.inf if row["sense"] == "at-most" else value
            upper = np.inf if row["sense"] == "at-least" else value
            held = self.calendar.share_of_days(row["per"], self.calendar.season(row["from_day"], row["to_day"])) > 0
            outside = np.where(held, np.maximum(np.maximum(lower - total, total - upper), 0.0), 0.0)
            self._note(
                "limit kept, or missed as told",
                outside,
                max(scale, float(np.abs(value).max(initial=0.0))),
                str(key),
                row["per"],
            )

    def _limit_sum(self, limit: pd.Series, terms: pd.DataFrame | None) -> tuple[Floats, float]:
        per = self.calendar.clocks[limit["per"]]
        days = self.calendar.season(limit["from_day"], limit["to_day"])
        total, scale = np.zeros(len(per)), 0.0
        for term in terms.itertuples() if terms is not None else ():
            found = self.results.find(term.table, term.row, term.quantity)
            if found is None:
                continue
            clock, flow = found
            time, block = self.calendar.clocks[clock], self.calendar.blocks(clock, limit["per"])
            if limit["quantity"] == "level":
                last = np.flatnonzero(np.append(block[1:] != block[:-1], True))
                part = term.coefficient * flow[last]
            else:
                kappa = (
                    self.case.kappa[self.case.carrier_of(term.table)[term.row]]
                    if limit["quantity"] == "amount"
                    else 1.0
                )
                amount = (
                    term.coefficient
                    * kappa
                    * flow
                    * time.hours
                    * time.weight
                    * self.calendar.share_of_days(clock, days)
                )
                part = np.bincount(block, weights=amount, minlength=len(per)) / per.weight
            if limit["quantity"] == "rate":
                hours = per.hours * self.calendar.share_of_days(limit["per"], days)
                part = np.where(hours > 0, part / np.where(hours > 0, hours, 1.0), 0.0)
            total += part
            scale = max(scale, float(np.abs(part).max(initial=0.0)))
        return total, scale


def _or_infinite(value: float) -> float:
    return np.inf if np.isnan(value) else float(value)
