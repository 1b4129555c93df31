"""Lines of the map: links between nodes, and processes that carry something from one node to another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from aryk.report.numbers import percent, with_unit
from aryk.report.palette import of_use
from aryk.report.view import View

Spot = tuple[float, float]
"""Latitude and longitude in degrees."""

PLAIN = "#8fb3c9"
"""Colour of a line without a stated capacity."""
MOST_LINES = 12
"""Lines that one line of the map tells on pointing at it."""


@dataclass(frozen=True)
class Stroke:
    """A line between two nodes; `size` as of a mark. It runs from `start` to `end` in the net."""

    layer: str
    nodes: tuple[str, str]
    start: Spot
    end: Spot
    colour: str
    size: float
    title: str


def link_strokes(view: View, system: str, spots: dict[str, Spot], layer: str) -> list[Stroke]:
    """Links with two places; those between the same two nodes as one."""
    pairs: dict[tuple[str, str], list[tuple[str, float, float, float]]] = {}
    for name, row in view.items("links", view.systems[system]):
        one, other = row["from_node"], row["to_node"]
        if one not in spots or other not in spots or spots[one] == spots[other]:
            continue
        carrier = view.carrier["links"][str(name)]
        net = view.mean("links", str(name), "flow")
        hours = view.calendar.hours * float(view.case.kappa[carrier])
        both = (view.total("links", str(name), "forward") + view.total("links", str(name), "back")) / hours
        sign = 1.0 if one <= other else -1.0
        pairs.setdefault((min(one, other), max(one, other)), []).append(
            (str(name), sign * net, both, float(row["capacity"]))
        )
    largest: dict[str, float] = {}
    for (one, _), links in pairs.items():
        carrier = view.nodes.at[one, "carrier"]
        largest[carrier] = max(largest.get(carrier, 0.0), sum(each[2] for each in links))
    strokes = []
    for (one, other), links in pairs.items():
        carrier, flow = view.nodes.at[one, "carrier"], sum(each[2] for each in links)
        room = sum(each[3] for each in links)
        net = sum(each[1] for each in links)
        use = flow / room if room > 0 else float("nan")
        unit = view.rate_unit(carrier)
        lines = []
        for name, _, both, capacity in links:
            words = f"{view.title('links', name)}: mean {with_unit(both, unit)}"
            lines.append(words if np.isnan(capacity) else f"{words}, capacity {with_unit(capacity, unit)}")
        if np.isfinite(use):
            lines.append(f"mean use {percent(use)}")
        ends = (one, other) if net >= 0 else (other, one)
        colour = of_use(use) if np.isfinite(use) else PLAIN
        size = (flow / largest[carrier]) ** 0.5 if largest[carrier] > 0 else 0.0
        strokes.append(Stroke(layer, ends, spots[ends[0]], spots[ends[1]], colour, size, "\n".join(lines)))
    return strokes


def shipment_strokes(view: View, system: str, spots: dict[str, Spot], layer: str) -> list[Stroke]:
    """Processes that take at one place and give the same carrier at another, by way of a crossing if they use one."""
    legs: dict[tuple[Spot, Spot], list[tuple[float, str]]] = {}
    flows = view.case.table("flows")
    by_process = dict(list(flows[flows["node"].isin(spots)].groupby("process", sort=False)))
    for name in view.rows("processes", view.systems[system]).index:
        mean = view.mean("processes", str(name), "activity")
        if str(name) not in by_process or not mean > 0:
            continue
        carrier, unit = view.carrier["processes"][str(name)], view.rate_unit(view.carrier["processes"][str(name)])
        route = _route(view, carrier, by_process[str(name)].to_dict("records"), spots)
        for one, other in pairwise(route):
            if one != other:
                words = f"{view.title('processes', str(name))}: mean {with_unit(mean, unit)}"
                legs.setdefault((one, other), []).append((mean, words))
    most = max((sum(mean for mean, _ in told) for told in legs.values()), default=1.0)
    strokes = []
    for (one, other), told in legs.items():
        ranked = [words for _, words in sorted(told, reverse=True)]
        if len(ranked) > MOST_LINES:
            ranked = [*ranked[:MOST_LINES], f"and {len(ranked) - MOST_LINES} more"]
        size = (sum(mean for mean, _ in told) / most) ** 0.5
        strokes.append(Stroke(layer, ("", ""), one, other, PLAIN, size, "\n".join(ranked)))
    return strokes


def _route(view: View, carrier: str, flows: list[dict[str, str]], spots: dict[str, Spot]) -> list[Spot]:
    """From where the carrier is taken, by the node of another carrier that is needed most, to where it is given."""
    own = view.nodes["carrier"]
    begin = [spots[row["node"]] for row in flows if row["direction"] == "in" and own[row["node"]] == carrier]
    end = [spots[row["node"]] for row in flows if row["direction"] == "out" and own[row["node"]] == carrier]
    others = [row for row in flows if row["direction"] == "in" and own[row["node"]] != carrier]
    via = [spots[max(others, key=lambda row: float(row["coefficient"]))["node"]]] if others else []
    return [*begin[:1], *via, *end[:1]] if begin and end else []
