"""Checks of sense for heads of turbines, and for elevations of the water above and below them."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

Curve = list[tuple[float, float, int]]
"""Content or release, elevation, and place of each row, by content or release."""


def check_heads(case: Case, rows: dict[str, Rows]) -> None:
    """A turbine with a head stands at its store, and water falls through it whatever the contents are."""
    levels, tails = (_curves(rows[name], by) for name, by in (("elevations", "content"), ("tailwaters", "release")))
    _check_rising(rows["elevations"], levels, "content")
    _check_rising(rows["tailwaters"], tails, "release")
    _check_stores(case, rows, levels)
    nodes = {str(row["store"]): row["node"] for _, row in rows["stores"]}
    carrier = {str(row["node"]): row["carrier"] for _, row in rows["nodes"]}
    taken = {(row["process"], row["node"]) for _, row in rows["flows"] if row["direction"] == "in"}
    for place, row in rows["heads"]:
        tell, store, below = rows["heads"].tell, str(row["store"]), str(row["below"])
        if (row["process"], nodes[store]) not in taken:
            what, allowed = f"the turbine takes no water from {nodes[store]}, the node of {store}", "a store above it"
            tell(place, "store", what, store, allowed, "correct the store, or add the flow to flows.csv")
        if below and (below == store or carrier[str(nodes[below])] != carrier[str(nodes[store])]):
            what, allowed = "no store below", "another store of the same carrier"
            tell(place, "below", what, below, allowed, "correct the store, or leave the cell empty")
        if not float(row["reference_head"]) > 0:
            what, remedy = "a head that is no fall", "write the head at which the coefficients in flows.csv hold"
            tell(place, "reference_head", what, f"{row['reference_head']:g}", "a number above 0", remedy)
        fixed = not math.isnan(float(row["tailwater"]))
        for name in [each for each in (store, below) if each and each not in levels]:
            remedy = "write its elevations by content in elevations.csv"
            tell(place, "store", f"how high {name} stands is not known", name, "a store in elevations.csv", remedy)
        if (below and fixed) or not (below or fixed or store in tails):
            _tell_tailwater(rows["heads"], place, twice=bool(below))
        else:
            _check_fall(rows["heads"], place, row, levels, tails)
    _check_used(case, rows)


def _tell_tailwater(rows: Rows, place: int, *, twice: bool) -> None:
    what = f"how high the water below stands is {'told twice' if twice else 'not told'}"
    found = "tailwater and below" if twice else "an empty cell"
    remedy = "write tailwater, or below, or rows of the store above in tailwaters.csv"
    rows.tell(place, "tailwater", what, found, "one of the three", remedy)


def _curves(rows: Rows, by: str) -> dict[str, Curve]:
    curves: dict[str, Curve] = {}
    for place, row in rows:
        curves.setdefault(str(row["store"]), []).append((float(row[by]), float(row["elevation"]), place))
    return {store: sorted(points) for store, points in curves.items()}


def _check_rising(rows: Rows, curves: dict[str, Curve], by: str) -> None:
    for store, points in curves.items():
        if len(points) < 2:
            what, remedy = f"one point of {store} makes no curve", f"write a second {by} and its elevation"
            rows.tell(points[0][2], by, what, f"{points[0][0]:g}", "at least two points", remedy)
        for (_, low, _), (x, high, place) in itertools.pairwise(points):
            if high < low or (high == low and by == "content"):
                what, allowed = f"the water of {store} stands no higher at {by} {x:g}", f"above {low:g}"
                rows.tell(place, "elevation", what, f"{high:g}", allowed, "correct the elevation")


def _check_stores(case: Case, rows: dict[str, Rows], levels: dict[str, Curve]) -> None:
    """The curve of a store reaches from its minimum to its capacity, which is fixed."""
    terms = case.tables["expansion_terms"]
    growing = set(terms["row"][(terms["table"] == "stores").to_numpy() & (terms["column"] != "in_capacity").to_numpy()])
    for place, row in rows["stores"]:
        points = levels.get(str(row["store"]))
        if points is None:
            continue
        capacity, tell = float(row["capacity"]), rows["stores"].tell
        if math.isnan(capacity) or row["store"] in growing:
            what = "a store with elevations needs a capacity that does not grow"
            remedy = "write the capacity, or take its rows out of elevations.csv"
            tell(place, "capacity", what, row["store"], "a fixed capacity", remedy)
            continue
        least = 0.0 if math.isnan(float(row["minimum"])) else float(row["minimum"])
        if points[0][0] > least or points[-1][0] < capacity:
            what = f"the elevations of {row['store']} do not reach from its minimum to its capacity"
            found, allowed = f"{points[0][0]:g} to {points[-1][0]:g}", f"{least:g} or less to {capacity:g} or more"
            rows["elevations"].tell(points[-1][2], "content", what, found, allowed, "add the missing points")


def _check_fall(
    rows: Rows, place: int, row: dict[str, str | float], levels: dict[str, Curve], tails: dict[str, Curve]
) -> None:
    """The lowest water above stands higher than the highest below."""
    store, below = str(row["store"]), str(row["below"])
    if store not in levels or (below and below not in levels):
        return
    fixed = float(row["tailwater"])
    highest = levels[below][-1][1] if below else tails[store][-1][1] if math.isnan(fixed) else fixed
    lowest = levels[store][0][1]
    if not lowest > highest:
        what = "the water above can stand no higher than that below, so that nothing falls"
        found, allowed = f"{lowest:g} m above, {highest:g} m below", "a fall at every content"
        rows.tell(place, "store", what, found, allowed, "correct the elevations")


def _check_used(case: Case, rows: dict[str, Rows]) -> None:
    """Elevations without a turbine would do nothing."""
    if not case.as_written:
        return
    heads = rows["heads"].frame
    for name, used in (("elevations", {*heads["store"], *heads["below"]}), ("tailwaters", set(heads["store"]))):
        told: set[str] = set()
        for place, row in rows[name]:
            store = str(row["store"])
            if store not in used | told:
                told.add(store)
                remedy = "name the store in heads.csv, or take its rows out"
                rows[name].tell(place, "store", "no turbine in heads.csv uses this store", store, "", remedy)
