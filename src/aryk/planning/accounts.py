"""Money of each party, from tables and results alone: costs, shortages, gains, payments.

Every cost and gain belongs to one party. The sum over parties of weight x (cost - gain) is the objective of
the plan; payments go from one party to another and cancel.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.timeline import Timeline
from aryk.planning.rules.demand import tiers_of
from aryk.planning.rules.expansion import yearly_cost, years_of
from aryk.planning.rules.limits import periods
from aryk.results.fields import Field, Results

KINDS = (
    "supply",
    "transport",
    "choosing",
    "processing",
    "starts",
    "storing",
    "investment",
    "shortage",
    "disposal",
    "rules",
    "market gain",
    "activity gain",
    "stored value",
    "payments",
)
"""What money is for. Above 0 is cost, below 0 gain."""


def accounts(timeline: Timeline, results: Results) -> pd.DataFrame:
    """Money by party (rows) and kind (columns), over the whole horizon; cost above 0, gain below.

    Penalties of limits without a party stand in the row "".
    """
    ledger = _Ledger(timeline, results)
    ledger.flows("supplies", "flow", "supply")
    ledger.flows("processes", "activity", "processing")
    ledger.squares()
    ledger.plants()
    ledger.expansions()
    ledger.links()
    ledger.choices()
    ledger.tiers()
    ledger.disposal()
    ledger.stores()
    ledger.limits()
    ledger.reserves()
    ledger.payments()
    return ledger.table


class _Ledger:
    def __init__(self, timeline: Timeline, results: Results) -> None:
        self.case, self.timeline, self.calendar, self.results = timeline.case, timeline, timeline.calendar, results
        self.table = pd.DataFrame(0.0, index=pd.Index([*self.case.table("parties").index, ""]), columns=list(KINDS))

    def book(self, kind: str, parties: pd.Series, money: Floats) -> None:
        """Add money, one sum for each of `parties`."""
        for party, sum_ in pd.Series(money, index=parties.to_numpy()).groupby(level=0).sum().items():
            self.table.loc[str(party), kind] += sum_

    def amounts(self, table: str, each: Field, rows: list[str], course: Floats | None = None) -> Floats:
        """Total amount of each row of a field over the horizon, by the worth of money in each step.

        `course`, of the shape of the values, is what each step counts besides.
        """
        clock = self.calendar.clocks[each.clock]
        kappa = self.case.kappa.reindex(self.case.carrier_of(table).reindex(rows)).to_numpy()
        values = each.values if course is None else each.values * course
        total: Floats = values @ (clock.hours * clock.weight * clock.value) * kappa
        return total

    def flows(self, table: str, quantity: str, kind: str) -> None:
        """Cost of supplies, processes and carrying; a cost per amount below 0 is a gain."""
        for each in self.results.of(table, quantity):
            names = list(each.names)
            rows = self.case.table(table).loc[names]
            cost = rows["cost"].to_numpy()
            course = self.timeline.course(rows["cost_profile"], each.clock) if "cost_profile" in rows else None
            money = cost * self.amounts(table, each, names, course)
            parties = self.case.party_of(table).reindex(names)
            self.book(kind, parties, np.where(cost < 0, 0.0, money))
            self.book("activity gain", parties, np.where(cost < 0, money, 0.0))

    def squares(self) -> None:
        """What the rise of the cost with the activity adds."""
        for each in self.results.of("processes", "activity"):
            names = list(each.names)
            rise = self.case.table("processes")["cost_rise"].reindex(names).to_numpy()
            money = rise * self.amounts("processes", each, names, each.values)
            self.book("processing", self.case.party_of("processes").reindex(names), money)

    def plants(self) -> None:
        """Cost of starts, stops and being on."""
        plants = self.case.table("plants")
        if plants.empty:
            return
        plants = plants.set_index(plants["table"] + "/" + plants["row"])
        for quantity, column in (("start", "start_cost"), ("stop", "stop_cost"), ("on", "running_cost")):
            for each in self.results.of("plants", quantity):
                clock = self.calendar.clocks[each.clock]
                counted = clock.weight * clock.value * (clock.hours if quantity == "on" else 1.0)
                rows = plants.loc[list(each.names)]
                parties = [
                    self.case.party_of(table)[row] for table, row in zip(rows["table"], rows["row"], strict=True)
                ]
                self.book("starts", pd.Series(parties), rows[column].to_numpy() * (each.values @ counted))

    def expansions(self) -> None:
        """Yearly cost of what is built."""
        for each in self.results.of("expansions", "size"):
            rows = self.case.table("expansions").loc[list(each.names)]
            money = yearly_cost(rows) * years_of(self.calendar, rows) * each.values[:, 0]
            self.book("investment", rows["party"], money)

    def links(self) -> None:
        """Cost of carrying, both ways."""
        for quantity in ("forward", "back"):
            self.flows("links", quantity, "transport")

    def choices(self) -> None:
        """What travellers mind or like of their ways, and the worth of having several to choose from."""
        for each in self.results.of("choices", "split"):
            owners = [str(name).rsplit("/", 1)[0] for name in each.names]
            money = self.amounts("choices", each, owners)
            self.book("choosing", self.case.party_of("choices").reindex(owners), money)

    def tiers(self) -> None:
        """Value of shortage of needs, gain of markets."""
        tiered = tiers_of(self.case.table("demands"), self.case.table("tiers"))
        value = {f"{row.demand}/{row.tier:g}": row.value for row in tiered.itertuples()}
        for quantity, kind, sign in (("tier_unserved", "shortage", 1.0), ("tier_served", "market gain", -1.0)):
            for each in self.results.of("demands", quantity):
                owners = [str(name).rsplit("/", 1)[0] for name in each.names]
                price = np.array([value[name] for name in each.names])
                self.book(
                    kind,
                    self.case.party_of("demands").reindex(owners),
                    sign * price * self.amounts("demands", each, owners),
                )

    def disposal(self) -> None:
        """Cost of surplus that leaves unused."""
        for each in self.results.of("nodes", "disposed"):
            names = list(each.names)
            cost = self.case.table("nodes")["disposal_cost"].reindex(names).to_numpy()
            self.book(
                "disposal", self.case.table("nodes")["party"].reindex(names), cost * self.amounts("nodes", each, names)
            )

    def stores(self) -> None:
        """Value of what is left at the end, cost of giving, keeping and of contents outside the rule curves."""
        stores, party = self.case.table("stores"), self.case.party_of("stores")
        for each in self.results.of("stores", "net"):
            names = list(each.names)
            rows = stores.loc[names]
            money = -rows["cost"].to_numpy() * self.amounts(
                "stores", each, names, self.timeline.course(rows["cost_profile"], each.clock)
            )
            self.book("storing", party.reindex(names), money)
        for each in self.results.of("stores", "level"):
            clock, rows = self.calendar.clocks[each.clock], stores.loc[list(each.names)]
            course = self.timeline.course(rows["holding_profile"], each.clock)
            kept = (each.values * course) @ (clock.hours * clock.weight * clock.value)
            self.book("storing", party.reindex(rows.index), rows["holding_cost"].to_numpy() * kept)
        for each in self.results.of("stores", "level"):
            carried = [item for item, name in enumerate(each.names) if self.results.find("stores", name, "initial")]
            names = [each.names[item] for item in carried]
            self.book(
                "stored value",
                party.reindex(names),
                -stores["end_value"].reindex(names).to_numpy() * each.values[carried, -1],
            )
        for quantity in ("below", "above"):
            for each in self.results.of("stores", quantity):
                clock = self.calendar.clocks[each.clock]
                days = clock.hours * clock.weight * clock.value / 24
                names = list(each.names)
                self.book(
                    "rules", party.reindex(names), stores["rule_cost"].reindex(names).to_numpy() * (each.values @ days)
                )

    def limits(self) -> None:
        """Penalties of soft limits."""
        limits = self.case.table("limits")
        for quantity in ("short", "over"):
            for each in self.results.of("limits", quantity):
                for name, missed in zip(each.names, each.values, strict=True):
                    row = limits.loc[name]
                    held = periods(
                        self.calendar, row["per"], f"{row['from_day']}/{row['to_day']}" if row["from_day"] else ""
                    )
                    hours = held.hours if row["quantity"] == "rate" else np.ones(len(held.hours))
                    worth = held.weight * self.calendar.clocks[row["per"]].value
                    self.table.loc[row["party"], "rules"] += row["penalty"] * float(missed @ (hours * worth))

    def reserves(self) -> None:
        """Penalties of missing reserve."""
        for each in self.results.of("reserves", "missing"):
            rows = self.case.table("reserves").loc[list(each.names)]
            money = rows["penalty"].to_numpy() * self.amounts("reserves", each, list(each.names))
            self.book("rules", rows["party"], money)

    def payments(self) -> None:
        """What parties pay each other."""
        rows = self.case.table("payments")
        for name, fixed in zip(rows.index, rows["fixed"], strict=True):
            self._pay(rows.loc[name], fixed * self.calendar.years)
        for term in self.case.resolve(rows).to_dict("records"):
            found = self.results.find(term["table"], term["row"], term["quantity"])
            if found is None:
                continue
            clock = self.calendar.clocks[found[0]]
            kappa = self.case.kappa[self.case.carrier_of(term["table"])[term["row"]]]
            self._pay(
                pd.Series(term), term["price"] * kappa * float(found[1] @ (clock.hours * clock.weight * clock.value))
            )

    def _pay(self, row: pd.Series, money: float) -> None:
        self.table.loc[row["payer"], "payments"] += money
        self.table.loc[row["payee"], "payments"] -= money


def weighted_sum(timeline: Timeline, table: pd.DataFrame) -> float:
    """Sum over parties of weight x (cost - gain), payments left out: the objective of the plan."""
    weight = timeline.case.table("parties")["weight"].reindex(table.index).fillna(1.0)
    return float((table.drop(columns="payments").sum(axis=1) * weight).sum())
