"""Prices: what one more unit at a place and time would cost all parties together."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import share_axis, time_axis
from aryk.report.charts.frame import NARROW, side_by_side
from aryk.report.charts.line import Line, line_chart
from aryk.report.markup import tag
from aryk.report.palette import colours
from aryk.report.tables import figures, largest_first, note, table, text
from aryk.report.view import View

POINTS = 100
"""Steps of a duration curve."""


def prices(view: View, carrier: str) -> list[Markup]:
    """Prices by party through the horizon, their duration curve, and a table by node."""
    found: dict[str, tuple[str, Floats]] = {}
    for node in view.nodes_of(carrier):
        hit = view.results.find("nodes", node, "price")
        if hit is not None:
            found[node] = hit
    by_party = {
        str(party): [node for node in view.nodes_of(carrier, str(party)) if node in found]
        for party in view.parties.index
    }
    by_party = {party: nodes for party, nodes in by_party.items() if nodes}
    if not by_party:
        return []
    unit = f"{view.money}/{view.amount_unit(carrier)}"
    ink = colours([view.party_title(party) for party in by_party])
    clock = view.chart_clock(carrier)
    course, curves = [], []
    for party, nodes in by_party.items():
        step, values = _mean_price(view, carrier, nodes, found)
        name = view.party_title(party)
        course.append(Line(name, view.resampled(values[None], step, clock)[0], ink[name]))
        curves.append(Line(name, _duration(view, step, values), ink[name]))
    heads = [
        text("Node"),
        text("Party"),
        *(figures(each, unit) for each in ("mean", "lowest", "5 % below", "median", "5 % above", "highest")),
    ]
    rows = []
    for node, (step, values) in found.items():
        time = view.calendar.clocks[step]
        mass = time.hours * time.weight
        low, middle, high = _quantiles(values, mass, (0.05, 0.5, 0.95))
        rows.append(
            [
                view.title("nodes", node),
                view.party["nodes"][node],
                float(np.average(values, weights=mass)),
                float(values.min()),
                low,
                middle,
                high,
                float(values.max()),
            ]
        )
    return [
        tag("h3", f"Prices of {view.title('carriers', carrier).lower()}"),
        note(
            "The price is what one more unit at that place and time would cost all parties together (dual of the "
            "balance). "
            "It is no tariff. A price at the value of shortage means that somebody goes without."
        ),
        side_by_side(
            [
                line_chart(
                    "Price by party",
                    f"Mean over the party's nodes, by demand; mean of each {clock}.",
                    unit,
                    time_axis(view.calendar, clock),
                    course,
                    size=NARROW,
                ),
                line_chart(
                    "How long each price holds",
                    "Prices from highest to lowest.",
                    unit,
                    share_axis(POINTS, "share of the time"),
                    curves,
                    size=NARROW,
                ),
            ]
        ),
        table("Prices by node", heads, largest_first(rows, 2)),
    ]


def _mean_price(view: View, carrier: str, nodes: list[str], found: dict[str, tuple[str, Floats]]) -> tuple[str, Floats]:
    """Price of some nodes on the finest of their clocks, weighted by demand; shape (n,)."""
    step = min({found[node][0] for node in nodes}, key=view.calendar.steps.index)
    wanted: dict[str, float] = {}
    for name, row in view.items("demands", carrier):
        wanted[row["node"]] = wanted.get(row["node"], 0.0) + max(view.total("demands", str(name), "served"), 0.0)
    weights = np.array([wanted.get(node, 0.0) for node in nodes])
    weights = weights if weights.sum() > 0 else np.ones(len(nodes))
    values = np.stack([view.resampled(found[node][1][None], found[node][0], step)[0] for node in nodes])
    return step, np.asarray(weights @ values / weights.sum())


def _duration(view: View, step: str, values: Floats) -> Floats:
    """Prices from highest to lowest at the middles of `POINTS` equal parts of the time."""
    time = view.calendar.clocks[step]
    order = np.argsort(-values, kind="stable")
    share = np.cumsum((time.hours * time.weight)[order])
    at = np.searchsorted(share / share[-1], (np.arange(POINTS) + 0.5) / POINTS)
    sorted_values: Floats = values[order][np.minimum(at, len(order) - 1)]
    return sorted_values


def _quantiles(values: Floats, mass: Floats, shares: tuple[float, ...]) -> list[float]:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(mass[order])
    return [float(values[order][np.searchsorted(total, share * total[-1])]) for share in shares]
