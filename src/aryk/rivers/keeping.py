"""Stores of a river: what they take and give, what evaporates and seeps, and their rule curves."""

from __future__ import annotations

import math

from aryk.case.calendar import CLOSING
from aryk.case.faults import Fault
from aryk.case.schema import STEPS
from aryk.case.units import conversion
from aryk.rivers.affine import ENDLESS, ZERO, Affine, slot
from aryk.rivers.draft import Draft
from aryk.rivers.scheme import Kept

M3_PER_MM_KM2 = 1000.0
BEFORE_ALL = 20.0
"""Content in the flood space costs this many times the dearest other cost: less than a balance that is missed."""


def add_slots(draft: Draft) -> None:
    """A slot for the content and the filling of each store and account, for rules to read."""
    for table in ("stores", "accounts"):
        for name in draft.case.table(table).index:
            for quantity in ("content", "filling"):
                draft.states[table, str(name), quantity] = draft.scheme.slot()


def add_stores(draft: Draft) -> None:
    """All stores that keep water beyond a step."""
    for name, row in draft.case.table("stores").to_dict("index").items():
        if row["regulation"] in CLOSING and STEPS.index(row["regulation"]) <= STEPS.index(draft.step):
            continue
        _store(draft, str(name), row)


def _store(draft: Draft, name: str, row: dict[str, float]) -> None:
    scheme = draft.scheme
    capacity = draft.number("stores", name, "capacity", math.inf if math.isnan(row["capacity"]) else row["capacity"])
    minimum = draft.number("stores", name, "minimum", row["minimum"])
    size = float(row["capacity"])
    if row["lower_bound"]:
        place = scheme.rule(
            "most", [scheme.place_of(minimum), scheme.place_of(draft.times(Affine(size), str(row["lower_bound"])))]
        )
        minimum = slot(place)
    initial = _initial(draft, name, row)
    room, there = scheme.slot(), scheme.slot()
    endless = capacity.is_constant and math.isinf(capacity.constant)
    net, draw = _doors(draft, name, row, -ENDLESS if endless else slot(room), slot(there))
    lost = _seepage(draft, row)
    content, filling = (draft.states["stores", name, each] for each in ("content", "filling"))
    depth = None
    if row["evaporation"]:
        amount = str(draft.case.table("carriers").at[draft.carrier, "amount_unit"])
        depth = draft.course(str(row["evaporation"])) * (M3_PER_MM_KM2 * conversion("m3", amount))
    _curves(draft, name, row, net, slot(there), minimum)
    if row["upper_bound"]:
        draft.kept_free[name] = (net, slot(there), minimum)
    scheme.stores.append(
        Kept(
            name,
            draw,
            content,
            filling,
            room,
            there,
            lost,
            capacity,
            minimum,
            initial,
            initial / size if size else math.nan,
            depth,
            float(row["area_empty"]),
            _slope(row),
            float(row["loss"]),
        )
    )


def _initial(draft: Draft, name: str, row: dict[str, float]) -> float:
    if draft.earlier is not None and name in draft.earlier.contents:
        return float(draft.earlier.contents[name])
    if not math.isnan(row["initial"]):
        return float(row["initial"])
    if str(row["regulation"]) in CLOSING:
        return float(row["minimum"])
    what = "a river that is run needs to know what the store holds at the start"
    remedy = "write the content on the first day"
    draft.faults.append(Fault("stores.csv", 0, "initial", f"{name}: {what}", "an empty cell", "an amount", remedy))
    return float(row["minimum"])


def _doors(
    draft: Draft, name: str, row: dict[str, float], room: Affine, there: Affine
) -> tuple[int, list[tuple[int, float]]]:
    """Net flow out of the store, priced; returns it, and what is drawn from the content."""
    node, hours = str(row["node"]), draft.line.calendar.clocks[draft.step].hours
    price = draft.times(draft.number("stores", name, "cost", row["cost"]), str(row["cost_profile"]))
    keeping = Affine(float(row["holding_cost"]))
    if row["holding_cost"]:
        keeping = draft.scheme.product(keeping, draft.scheme.over_time(hours.astype(float)))
        keeping = draft.times(keeping, str(row["holding_profile"]))
    cost = draft.price(price, Affine(float(row["end_value"])), -keeping)
    take, give = float(row["in_efficiency"]), float(row["out_efficiency"])
    most_in, most_out = (
        math.inf if math.isnan(row[each]) else float(row[each]) for each in ("in_capacity", "out_capacity")
    )
    if take == give == 1.0:
        net = draft.flow(f"stores {name}", room, there, cost)
        if math.isfinite(most_in) or math.isfinite(most_out):
            door = draft.flow(f"stores {name} doors", Affine(-most_in), Affine(most_out))
            draft.scheme.network.equation(f"stores {name} doors", [(net, 1.0), (door, -1.0)])
        draft.balance[node].append((net, 1.0))
        draft.tell("stores", "net", name, [(net, -1.0)])
        return net, [(net, 1.0)]
    taken = draft.flow(f"stores {name} in", ZERO, Affine(most_in), -cost)
    given = draft.flow(f"stores {name} out", ZERO, Affine(most_out), cost)
    draft.balance[node] += [(given, 1.0), (taken, -1.0)]
    draft.tell("stores", "net", name, [(taken, 1.0), (given, -1.0)])
    net = draft.flow(f"stores {name}", room, there)
    draw = [(given, 1.0 / give), (taken, -take)]
    draft.scheme.network.equation(f"stores {name} content", [*draw, (net, -1.0)])
    return net, [(net, 1.0)]


def _slope(row: dict[str, float]) -> float:
    """Surface that each amount of content adds, by the size of the table: rules and bounds do not change the valley."""
    size = float(row["capacity"])
    return (float(row["area_full"]) - float(row["area_empty"])) / size if size > 0.0 else 0.0


def _seepage(draft: Draft, row: dict[str, float]) -> int:
    """The slot of what the store loses by itself, which comes out at `loss_to`; -1: it is gone."""
    if not row["loss"] or not row["loss_to"]:
        return -1
    place = draft.scheme.slot()
    draft.known[str(row["loss_to"])] = draft.known[str(row["loss_to"])] + slot(place)
    return place


def _curves(draft: Draft, name: str, row: dict[str, float], net: int, there: Affine, minimum: Affine) -> None:
    """Soft rule curves: each amount outside at the end of the step costs `rule_cost` a day.

    What is left at the end of a step is there - net + minimum, as rates; below the curve it takes a stand-in.
    """
    if not row["rule_cost"] or not (row["lower_rule"] or row["upper_rule"]):
        return
    scheme, size = draft.scheme, float(row["capacity"])
    cost = draft.price(scheme.over_time(float(row["rule_cost"]) * scheme.days))
    per = scheme.over_time(1.0 / scheme.amount)
    for column, sign in (("lower_rule", 1.0), ("upper_rule", -1.0)):
        if not row[column]:
            continue
        level = scheme.product(draft.times(Affine(size), str(row[column])) - minimum, per)
        outside = draft.flow(f"stores {name} {column}", ZERO, ENDLESS, cost)
        bounds = {"low": level - there} if sign > 0 else {"high": level - there}
        scheme.network.within(f"stores {name} {column}", [(net, -1.0), (outside, sign)], **bounds)
        draft.tell("stores", "below" if sign > 0 else "above", name, [(outside, 1.0)])


def add_flood_space(draft: Draft) -> None:
    """Content above `upper_bound` is let out as fast as the ways out allow, before anything else is looked at.

    A flood that is larger than the ways out may fill the space up to the capacity.
    """
    scheme = draft.scheme
    cost = Affine(BEFORE_ALL * draft.dearest)
    per = scheme.over_time(1.0 / scheme.amount)
    for name, (net, there, minimum) in draft.kept_free.items():
        row = draft.case.table("stores").loc[name]
        most = draft.times(Affine(float(row["capacity"])), str(row["upper_bound"]))
        above = draft.flow(f"stores {name} upper_bound", ZERO, ENDLESS, cost)
        high = scheme.product(most - minimum, per) - there
        scheme.network.within(f"stores {name} upper_bound", [(net, -1.0), (above, -1.0)], high=high)
        draft.tell("stores", "flooded", name, [(above, 1.0)])
