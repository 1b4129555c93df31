"""Plants as they were run: what is on, for how long, and how fast flows change."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.case.calendar import HORIZON, Floats
from aryk.planning.verify.ledger import Ledger, or_infinite


def check_plants(ledger: Ledger) -> None:
    """Each plant runs as its row says."""
    for plant in ledger.case.table("plants").itertuples():
        if plant.row in ledger.case.table(plant.table).index:
            _Plant(ledger, plant).check()


def check_expansions(ledger: Ledger) -> None:
    """Sizes lie within their bounds and, where they come in units, are whole numbers of them."""
    for name, row in ledger.case.table("expansions").iterrows():
        clock, size = ledger.values("expansions", str(name), "size")
        scale = max(1.0, float(np.abs(size).max()))
        ledger.within(
            "size within its bounds", str(name), clock, size, row["minimum"], or_infinite(row["maximum"]), scale
        )
        if row["unit"] > 0:
            units = size / row["unit"]
            ledger.note("units built are whole", np.abs(units - np.rint(units)), 1.0, str(name), clock)


class _Plant:
    def __init__(self, ledger: Ledger, plant: Any) -> None:
        self.ledger, self.plant = ledger, plant
        self.name = f"{plant.table}/{plant.row}"
        self.clock, self.flow = ledger.values(
            plant.table, plant.row, "activity" if plant.table == "processes" else "flow"
        )
        calendar = ledger.calendar
        period = "day" if calendar.typical and self.clock == "hour" else HORIZON
        self.before = calendar.previous(self.clock, period)
        self.anew = calendar.anew(self.clock)
        self.hours = calendar.clocks[self.clock].hours
        self.capacity = ledger.capacity(plant.table, plant.row, "capacity", self.clock)
        self.scale = ledger.size_of_carrier(plant.table, plant.row)

    def check(self) -> None:
        """Everything that a plant's row asks for."""
        if self.plant.commitment == "no":
            self._ramps(np.ones(len(self.flow)), np.ones(1), self.capacity)
            return
        _, on = self.ledger.values("plants", self.name, "on")
        if self.plant.commitment == "yes":
            self.ledger.note("units on are whole", np.abs(on - np.rint(on)), 1.0, self.name, self.clock)
        unit = self.capacity if np.isnan(self.plant.unit) else np.full(len(on), self.plant.unit)
        share = self.ledger.available(self.plant.table, self.plant.row, self.clock)
        row = self.ledger.case.table(self.plant.table).loc[self.plant.row]
        least, upper = self._least(row) * unit * on, share * unit * on
        if self._joined():
            least = self._least(row) * self.capacity - self._reach() * (1 - on)
            upper = np.minimum(share * self.capacity, self._reach() * on)
        self.ledger.within("flow of the units that are on", self.name, self.clock, self.flow, least, upper, self.scale)
        most = np.where(unit > 0, self.capacity / np.where(unit > 0, unit, 1.0), 1.0)
        self.ledger.within("units on are there", self.name, self.clock, on, 0.0, np.maximum(most, 1.0), 1.0)
        earlier = self._before(on, self._units_before(most))
        self._times(on, earlier, most)
        self._ramps(on, earlier, unit)

    def _least(self, row: Any) -> Floats:
        if not np.isnan(self.plant.minimum_load):
            return np.full(len(self.flow), self.plant.minimum_load)
        if self.plant.table == "processes" and row["minimum_share"]:
            return self.ledger.series(row["minimum_share"], self.clock)
        own = row["capacity"]
        return np.full(len(self.flow), row["minimum"] / own if own > 0 else 0.0)

    def _units_before(self, most: Floats) -> float:
        before = self.plant.hours_before
        return float("nan") if np.isnan(before) or before == 0 else float(most[0]) if before > 0 else 0.0

    def _before(self, values: Floats, start: float) -> Floats:
        """The value in the step before each; NaN where there is none."""
        return np.where(self.before < 0, start, values[self.before])

    def _times(self, on: Floats, earlier: Floats, most: Floats) -> None:
        """What was started within minimum_up is on still, what was stopped within minimum_down is off still."""
        change = np.nan_to_num(on - earlier)
        for column, moved, room in (("minimum_up", change, on), ("minimum_down", -change, most - on)):
            least = getattr(self.plant, column)
            if least > 0:
                recent = self._sum_back(np.maximum(moved, 0.0), least)
                check = f"{column} kept".replace("_", " ")
                self.ledger.within(check, self.name, self.clock, recent - room, -np.inf, 0.0, 1.0)
        held = self.plant.hours_before
        passed = np.concatenate([[0.0], np.cumsum(self.hours)[:-1]])
        if self.before[0] < 0 and held > 0:
            bound = held + passed < self.plant.minimum_up - 1e-9
            self.ledger.note("times before the start kept", np.where(bound, most - on, 0.0), 1.0, self.name, self.clock)
        elif self.before[0] < 0 and held < 0:
            bound = -held + passed < self.plant.minimum_down - 1e-9
            self.ledger.note("times before the start kept", np.where(bound, on, 0.0), 1.0, self.name, self.clock)

    def _sum_back(self, values: Floats, least: float) -> Floats:
        """Sum of values over each step and those before it that begin less than `least` hours earlier."""
        total = np.zeros(len(values))
        for step in range(len(values)):
            each, passed = step, 0.0
            while each >= 0 and passed < least - 1e-9:
                total[step] += values[each]
                each = int(self.before[each])
                passed += self.hours[each] if each >= 0 else 0.0
        return total

    def _ramps(self, on: Floats, earlier: Floats, unit: Floats) -> None:
        plant, flow_before = self.plant, self._before(self.flow, self.plant.flow_before)
        was = np.broadcast_to(earlier, on.shape)
        rise = self.flow - flow_before
        held = ~np.isnan(rise) & ~self.anew
        unit = np.broadcast_to(unit, on.shape)
        for steady, turning, change, stays, moves in (
            (plant.ramp_up, plant.ramp_start, rise, was, on - was),
            (plant.ramp_down, plant.ramp_stop, -rise, on, was - on),
        ):
            if np.isnan(steady) and np.isnan(turning):
                continue
            run = np.ones(len(on)) if np.isnan(steady) else steady * self.hours
            turn = 1.0 if np.isnan(turning) else turning
            room = unit * (run * stays + turn * moves)
            if self._joined():
                running = run * self.capacity + self._reach() * (1 - stays)
                room = np.fmin(running, turn * self.capacity + self._reach() * (1 - np.maximum(moves, 0.0)))
            room = np.where(np.isnan(room), np.inf, room)
            beyond = np.where(held, change - np.where(np.isfinite(room), room, np.inf), -np.inf)
            self.ledger.within("ramp kept", self.name, self.clock, np.maximum(beyond, 0.0), 0.0, 0.0, self.scale)

    def _reach(self) -> float:
        """The largest capacity that the plant could reach."""
        terms, expansions = self.ledger.case.table("expansion_terms"), self.ledger.case.table("expansions")
        own = terms[(terms["table"] == self.plant.table) & (terms["row"] == self.plant.row)]
        own = own[own["expansion"].isin(expansions.index)]
        most = expansions["maximum"].reindex(own["expansion"]).to_numpy() * own["coefficient"].to_numpy()
        return float(self.ledger.case.table(self.plant.table)["capacity"][self.plant.row] + most.sum())

    def _joined(self) -> bool:
        """Whether the plant grows without units, so that its state and its size are joined."""
        terms = self.ledger.case.table("expansion_terms")
        grows = ((terms["table"] == self.plant.table) & (terms["row"] == self.plant.row)).any()
        return bool(grows and np.isnan(self.plant.unit))
