"""What crosses between parties, and what a payment is in water or power instead of money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.case import Case
from aryk.case.timeline import Timeline
from aryk.sharing.settle import Settlement, Situation

SUMMER = range(4, 10)


def crossing(settlement: Settlement) -> pd.DataFrame:
    """What runs over links and through processes from party to party, apart and together, by half of the year.

    Returns
    -------
    DataFrame
        A row for each pair and carrier with a flow: `from`, `to`, `carrier`, `unit`, and net amounts `summer apart`,
        `summer together` (April to September), `winter apart`, `winter together`. Below 0: it runs the other way.
    """
    parts = {name: _amounts(each) for name, each in _situations(settlement).items()}
    keys = list(dict.fromkeys(key for part in parts.values() for key in part))
    units = settlement.case.table("carriers")["amount_unit"]
    rows = []
    for one, other, carrier in keys:
        row: dict[str, object] = {"from": one, "to": other, "carrier": carrier, "unit": units[carrier]}
        for half in ("summer", "winter"):
            row |= {
                f"{half} {name}": part.get((one, other, carrier), {}).get(half, 0.0) for name, part in parts.items()
            }
        rows.append(row)
    named = ["from", "to", "carrier", "unit"]
    amounts = [f"{half} {name}" for half in ("summer", "winter") for name in parts]
    table = pd.DataFrame(rows, columns=[*named, *amounts])
    return table[(table[amounts].abs() > 1e-6).any(axis=1)].reset_index(drop=True)


def _situations(settlement: Settlement) -> dict[str, Situation]:
    return {"apart": settlement.apart, "together": settlement.together}


def _amounts(situation: Situation) -> dict[tuple[str, str, str], dict[str, float]]:
    """Net amounts by pair of parties and carrier, each pair in the order of the table of parties."""
    case, calendar = situation.timeline.case, situation.timeline.calendar
    order = {name: place for place, name in enumerate(case.table("parties").index)}
    sums: dict[tuple[str, str, str], dict[str, float]] = {}
    for table, quantity, ways in (("links", "flow", _links(case)), ("processes", "activity", _processes(situation))):
        for each in situation.results.of(table, quantity):
            clock = calendar.clocks[each.clock]
            summer = np.isin(pd.DatetimeIndex(clock.start).month, list(SUMMER))
            for name, flow in zip(each.names, each.values, strict=True):
                for way in ways.get(str(name), []):
                    sign = 1.0 if order[way.giver] < order[way.taker] else -1.0
                    one, other = (way.giver, way.taker) if sign > 0 else (way.taker, way.giver)
                    share = way.course if isinstance(way.course, float) else way.course(each.clock)
                    amount = sign * flow * share * clock.hours * clock.weight * float(case.kappa[way.carrier])
                    held = sums.setdefault((one, other, way.carrier), {"summer": 0.0, "winter": 0.0})
                    held["summer"] += float(amount[summer].sum())
                    held["winter"] += float(amount[~summer].sum())
    return sums


@dataclass(frozen=True)
class _Way:
    """From whom to whom a flow runs; `course` is its rate for each unit of flow or activity."""

    giver: str
    taker: str
    carrier: str
    course: float | Callable[[str], Floats]


def _links(case: Case) -> dict[str, list[_Way]]:
    """The links between nodes of two parties."""
    owner, carriers = case.table("nodes")["party"], case.carrier_of("links")
    ways = {}
    for row in case.table("links").itertuples():
        giver, taker = str(owner[row.from_node]), str(owner[row.to_node])
        if giver != taker:
            ways[str(row.Index)] = [_Way(giver, taker, str(carriers[row.Index]), 1.0)]
    return ways


def _processes(situation: Situation) -> dict[str, list[_Way]]:
    """Processes that give a carrier to a node of another party than that from which they take it."""
    case, line = situation.timeline.case, situation.timeline
    nodes, flows = case.table("nodes"), case.table("flows")
    flows = flows.assign(owner=nodes["party"].reindex(flows["node"]).to_numpy())
    flows = flows.assign(carrier=nodes["carrier"].reindex(flows["node"]).to_numpy())
    ways: dict[str, list[_Way]] = {}
    for (name, carrier), own in flows.groupby([flows["process"].to_numpy(), "carrier"], sort=False):
        givers = own.loc[own["direction"] == "in", "owner"].unique()
        if len(givers) != 1:
            continue
        for _, row in own[(own["direction"] == "out") & (own["owner"] != givers[0])].iterrows():
            course = partial(_course, line, row["profile"], float(row["coefficient"]))
            ways.setdefault(str(name), []).append(_Way(str(givers[0]), str(row["owner"]), str(carrier), course))
    return ways


def _course(line: Timeline, profile: str, coefficient: float, clock: str) -> Floats:
    """Rate at the node for each unit of activity, over the steps of a clock."""
    return np.asarray(coefficient * line.table(pd.Series([profile]), clock)[0])


def in_kind(settlement: Settlement, rule: str) -> pd.DataFrame:
    """What each payment by a rule is in amounts of carriers, at the mean price that the users of the receiver see.

    Who pays gives that amount beyond what the joint plan has, and no money. The price is that of the joint plan, so
    this holds for amounts that are small beside the flows.

    Returns
    -------
    DataFrame
        A row for each party that is paid and carrier with a price: `party`, `money`, `carrier`, `price`, `amount`,
        `unit`.
    """
    paid = settlement.payments(rule)
    units = settlement.case.table("carriers")["amount_unit"]
    prices = _prices(settlement.together)
    rows = [
        {
            "party": party,
            "money": float(money),
            "carrier": carrier,
            "price": price,
            "amount": float(money) / price,
            "unit": units[carrier],
        }
        for party, money in paid.items()
        for (owner, carrier), price in prices.items()
        if owner == party and money > 1e-9 * abs(settlement.game.whole) and price > 0
    ]
    return pd.DataFrame(rows, columns=["party", "money", "carrier", "price", "amount", "unit"])


def _prices(situation: Situation) -> dict[tuple[str, str], float]:
    """Mean price by party and carrier, by what demands are served."""
    case, calendar = situation.timeline.case, situation.timeline.calendar
    demands = case.table("demands")
    price = {
        str(name): values
        for each in situation.results.of("nodes", "price")
        for name, values in zip(each.names, each.values, strict=True)
    }
    carriers, parties = case.carrier_of("demands"), case.party_of("demands")
    sums: dict[tuple[str, str], tuple[float, float]] = {}
    for each in situation.results.of("demands", "served"):
        clock = calendar.clocks[each.clock]
        for name, served in zip(each.names, each.values, strict=True):
            amount = served * clock.hours * clock.weight
            key = (str(parties[name]), str(carriers[name]))
            money, total = sums.get(key, (0.0, 0.0))
            sums[key] = (money + float(amount @ price[demands["node"][name]]), total + float(amount.sum()))
    return {key: money / total for key, (money, total) in sums.items() if total > 0}
