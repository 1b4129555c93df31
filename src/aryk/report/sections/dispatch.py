"""Dispatch: what meets demand, by fuel or technology, through the horizon and hour by hour."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.balance import Part, parts, stacked
from aryk.report.charts.area import area_chart
from aryk.report.charts.axis import hours_axis, time_axis
from aryk.report.charts.frame import NARROW, side_by_side
from aryk.report.charts.line import Line
from aryk.report.markup import tag
from aryk.report.palette import colours
from aryk.report.view import View

SEASONS = (("December to February", (12, 1, 2)), ("June to August", (6, 7, 8)))
MOST_PLACES = 8
Place = tuple[str, list[str]]
"""A name and its nodes."""


def _places(view: View, carrier: str, found: list[Part], *, linked: bool) -> list[Place]:
    """Where dispatch is shown: parties that have a demand, or, without links, nodes that have one."""
    demand: dict[str, float] = {}
    for each in found:
        if each.kind == "demand":
            demand[each.node] = demand.get(each.node, 0.0) - float(each.values.sum())
    if not linked:
        nodes = sorted((node for node in demand if demand[node] > 0), key=lambda node: -demand[node])
        return [(view.title("nodes", node), [node]) for node in nodes[:MOST_PLACES]]
    places = [(view.party_title(party), view.nodes_of(carrier, str(party))) for party in view.parties.index]
    size = {name: sum(demand.get(node, 0.0) for node in nodes) for name, nodes in places}
    return [place for place in sorted(places, key=lambda place: -size[place[0]]) if size[place[0]] > 0][:MOST_PLACES]


def dispatch(view: View, carrier: str, found: list[Part], clock: str, *, linked: bool) -> list[Markup]:
    """For each place the sources of its demand through the horizon, and on an average day of two seasons."""
    places = _places(view, carrier, found, linked=linked)
    if not places:
        return []
    hourly = parts(view, carrier, "hour") if "hour" in view.calendar.steps and view.calendar.base == "hour" else []
    sources = {name: stacked(view, found, nodes) for name, nodes in places}
    palette = colours(dict.fromkeys(label for stack, _ in sources.values() for label in stack))
    unit, across = view.rate_unit(carrier), time_axis(view.calendar, clock)
    word = view.title("carriers", carrier)
    blocks = [tag("h3", "Dispatch" if linked else "Sources at each place")]
    if len(view.calendar.clocks[clock]) < 2:
        return []
    for name, nodes in places:
        stack, demand = sources[name]
        blocks.append(
            area_chart(
                f"{name}: where {word.lower()} comes from",
                f"Mean of each {clock}. Below 0: what leaves. What stands above the demand line leaves, is lost on the "
                "way or used by plants.",
                unit,
                across,
                stack,
                [Line("demand", demand, "#111111")],
                palette=palette,
            )
        )
        blocks.append(side_by_side(_days(view, name, nodes, hourly, unit, palette)))
    return blocks


def _days(
    view: View, name: str, nodes: Collection[str], hourly: list[Part], unit: str, palette: dict[str, str]
) -> list[Markup]:
    """The average day of two seasons, hour by hour."""
    if not hourly:
        return []
    time = view.calendar.clocks["hour"]
    stack, demand = stacked(view, hourly, nodes)
    palette = {**colours(stack), **palette}
    pictures = []
    for season, months in SEASONS:
        chosen = np.isin(time.start.month.to_numpy(), months)
        if not chosen.any():
            continue
        hour, weight = time.start.hour.to_numpy()[chosen], time.weight[chosen]

        def mean(
            values: Floats, chosen: np.ndarray = chosen, hour: np.ndarray = hour, weight: np.ndarray = weight
        ) -> Floats:
            sums = np.bincount(hour, weights=values[chosen] * weight, minlength=24)
            return np.asarray(sums / np.maximum(np.bincount(hour, weights=weight, minlength=24), 1e-12), dtype=float)

        days = {label: mean(values) for label, values in stack.items()}
        line = Line("demand", mean(demand), "#111111")
        pictures.append(
            area_chart(
                f"{name}: average day, {season}", "", unit, hours_axis(), days, [line], size=NARROW, palette=palette
            )
        )
    return pictures
