"""Supplies, demands and turbines of a river as flows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from aryk.rivers.affine import ENDLESS, ZERO, Affine
from aryk.rivers.draft import Draft

BY_PRODUCT = 1e-4
"""What a turbine's water is worth beside the dearest cost: it takes the turbine where both ways are free."""


def add_supplies(draft: Draft) -> None:
    """Springs give what they give; other supplies what the allocation takes of them."""
    for name, row in draft.case.table("supplies").to_dict("index").items():
        most = draft.number("supplies", name, "capacity", row["capacity"])
        most = draft.scheme.product(most, available(draft, "supplies", name, row))
        low = most if row["kind"] == "given" else draft.number("supplies", name, "minimum", row["minimum"])
        cost = draft.times(draft.number("supplies", name, "cost", row["cost"]), row["cost_profile"])
        flow = draft.flow(f"supplies {name}", low, most, draft.price(cost))
        draft.balance[row["node"]].append((flow, 1.0))
        draft.tell("supplies", "flow", name, [(flow, 1.0)])
        if row["kind"] == "curtailable":
            rest = draft.flow(f"supplies {name} curtailed", ZERO, ENDLESS)
            draft.scheme.network.equation(f"supplies {name}", [(flow, 1.0), (rest, 1.0)], most)
            draft.tell("supplies", "curtailed", name, [(rest, 1.0)])


def add_demands(draft: Draft) -> None:
    """Each tier is served as far as its value is worth it; a demand without tiers is served in full."""
    tiers = draft.case.tables["tiers"]
    for name, row in draft.case.table("demands").to_dict("index").items():
        wanted = draft.times(draft.number("demands", name, "level", row["level"]), row["profile"])
        parts = tiers[tiers["tiers"] == row["tiers"]].sort_values("tier") if row["tiers"] else None
        served: list[tuple[int, float]] = []
        if parts is None:
            served.append((draft.flow(f"demands {name}", wanted, wanted), 1.0))
        else:
            for tier in parts.itertuples():
                value = draft.number("demands", name, "value", float(tier.value))
                high = wanted * float(tier.share)
                served.append((draft.flow(f"demands {name} tier {tier.tier}", ZERO, high, draft.price(-value)), 1.0))
                draft.tell("demands", "tier_served", f"{name}/{tier.tier}", [served[-1]])
        draft.balance[row["node"]] += [(flow, -1.0) for flow, _ in served]
        draft.tell("demands", "served", name, served)
        if row["kind"] == "need":
            missing = draft.flow(f"demands {name} unserved", -ENDLESS, ENDLESS)
            draft.scheme.network.equation(f"demands {name}", [*served, (missing, 1.0)], wanted)
            draft.tell("demands", "unserved", name, [(missing, 1.0)])


def add_processes(draft: Draft) -> None:
    """Turbines and pumps: water in and out for each unit of activity; power is a by-product."""
    flows = draft.case.table("flows")
    for name, row in draft.case.table("processes").to_dict("index").items():
        own = flows[flows["process"] == name]
        capacity = draft.number(
            "processes", name, "capacity", math.inf if math.isnan(row["capacity"]) else row["capacity"]
        )
        if not (capacity.is_constant and math.isinf(capacity.constant)):
            capacity = draft.scheme.product(capacity, available(draft, "processes", name, row))
        low = draft.number("processes", name, "minimum", row["minimum"])
        per_water = float(draft.case.kappa[row["carrier"]]) / float(draft.case.kappa[draft.carrier])
        cost = draft.times(draft.number("processes", name, "cost", row["cost"]) * per_water, row["cost_profile"])
        by_product = ("processes", name, "cost") not in draft.ruled and row["cost"] == 0
        cost = Affine(-BY_PRODUCT * draft.dearest) if by_product else draft.price(cost)
        activity = draft.flow(f"processes {name}", low, capacity, cost)
        draft.tell("processes", "activity", name, [(activity, 1.0)])
        for flow in own.itertuples():
            factor = float(flow.coefficient) * (1.0 if flow.direction == "out" else -1.0)
            profile = str(getattr(flow, "profile", ""))
            if profile:
                draft.moving.append((str(flow.node), activity, draft.course(profile) * factor))
            else:
                draft.balance[str(flow.node)].append((activity, factor))


def available(draft: Draft, table: str, name: str, row: Mapping[str, object]) -> Affine:
    """Share of the capacity that is there: a series, less outages."""
    series = str(row["available"])
    if series in draft.ensemble:
        return draft.course(series)
    if not series and not len(draft.case.table("outages")):
        return Affine(1.0)
    rows = draft.case.table(table).loc[[name]]
    values = draft.line.available(table, rows, draft.step)
    return Affine(float(values[0, 0])) if values.shape[1] == 1 else draft.scheme.over_time(values[0])
