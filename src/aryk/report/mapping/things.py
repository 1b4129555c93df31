"""What stands on the map: marks at nodes and lines between them, each in a layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from aryk.report.balance import label_of
from aryk.report.mapping.lines import Spot, Stroke, link_strokes, shipment_strokes
from aryk.report.numbers import number, with_unit
from aryk.report.palette import BLUE, GREEN, ORANGE, PURPLE, SLATE
from aryk.report.view import View


@dataclass(frozen=True)
class Mark:
    """A sign at a node; `size` from 0 to 1 is its share of the largest of its layer."""

    layer: str
    node: str
    at: Spot
    shape: str
    colour: str
    size: float
    label: str
    title: str


@dataclass
class Things:
    """All marks and strokes of some carriers, and how many nodes have no place."""

    marks: list[Mark] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    unplaced: int = 0
    placed: int = 0


STORE, USER = ("square", BLUE), ("circle", GREEN)


def things(view: View, system: str) -> Things:
    """What a system puts on the map."""
    found, spots = Things(), _spots(view, system)
    found.placed = len(spots)
    found.unplaced = sum(len(view.nodes_of(carrier)) for carrier in view.systems[system]) - len(spots)
    kind = view.kind(view.systems[system][0])
    line_name = {"volume": "rivers and canals", "energy": "lines"}.get(kind, "ways")
    found.strokes += link_strokes(view, system, spots, f"{system}: {line_name}")
    if kind == "other":
        found.strokes += shipment_strokes(view, system, spots, f"{system}: shipments")
    if kind == "energy":
        found.marks += _marks(_sources(view, system, spots), f"{system}: plants and imports", "circle", ORANGE)
    elif kind == "other":
        found.marks += _marks(_sources(view, system, spots), f"{system}: sources and crossings", "diamond", PURPLE)
    if kind != "energy":
        found.marks += _marks(_users(view, system, spots), f"{system}: users", "circle", GREEN)
    found.marks += _marks(_stores(view, system, spots), f"{system}: stores", "square", BLUE)
    held = {mark.node for mark in found.marks}
    for node, at in spots.items():
        if node not in held and kind == "energy":
            found.marks.append(
                Mark(
                    f"{system}: places",
                    node,
                    at,
                    "dot",
                    SLATE,
                    0.0,
                    view.title("nodes", node),
                    view.title("nodes", node),
                )
            )
    return found


def _spots(view: View, system: str) -> dict[str, Spot]:
    nodes = view.nodes[view.nodes["carrier"].isin(view.systems[system])]
    nodes = nodes[nodes["latitude"].notna() & nodes["longitude"].notna()]
    return {str(name): (float(row["latitude"]), float(row["longitude"])) for name, row in nodes.iterrows()}


Weighed = tuple[str, Spot, float, str, str]
"""Node, place, weight, label, title."""


def _marks(items: Iterable[Weighed], layer: str, shape: str, colour: str) -> list[Mark]:
    listed = [each for each in items if each[2] > 0]
    most = max((each[2] for each in listed), default=1.0)
    return [
        Mark(layer, node, at, shape, colour, (weight / most) ** 0.5, label, title)
        for node, at, weight, label, title in listed
    ]


def _stores(view: View, system: str, spots: dict[str, Spot]) -> Iterable[Weighed]:
    for name, row in view.items("stores", view.systems[system]):
        hit = view.results.find("stores", str(name), "level")
        if row["node"] in spots and hit is not None:
            most = float(hit[1].max()) if np.isnan(row["capacity"]) else float(row["capacity"])
            unit, title = view.amount_unit(view.carrier["stores"][str(name)]), view.title("stores", str(name))
            words = f"{title}: {number(float(hit[1].min()))} to {with_unit(float(hit[1].max()), unit)}"
            yield row["node"], spots[row["node"]], most, title, words


def _sources(view: View, system: str, spots: dict[str, Spot]) -> Iterable[Weighed]:
    """Supplies and processes that give to a node, one mark for each node; sized within their unit."""
    sums: dict[str, float] = {}
    told: dict[str, list[tuple[float, str]]] = {}
    size: dict[str, float] = {}
    gives: list[tuple[str, str, str, float]] = []
    for name, row in view.items("supplies", view.systems[system]):
        gives.append(("supplies", str(name), row["node"], view.mean("supplies", str(name), "flow")))
    flows = view.case.table("flows")
    energy = view.kind(view.systems[system][0]) == "energy"
    for row in flows[(flows["direction"] == "out") & flows["node"].isin(spots)].to_dict("records") if energy else ():
        if view.results.find("processes", row["process"], "activity") is not None:
            mean = view.mean("processes", row["process"], "activity") * row["coefficient"]
            gives.append(("processes", row["process"], row["node"], mean))
    ports = view.case.table("operating_points").drop_duplicates(["process", "node"])
    for process, node in zip(ports["process"], ports["node"], strict=True) if energy else ():
        found = view.results.find("processes", f"{process}/{node}", "rate")
        if node in spots and found is not None:
            time = view.calendar.clocks[found[0]]
            gives.append(("processes", process, node, float(np.average(found[1], weights=time.hours * time.weight))))
    for table, name, node, mean in gives:
        if node in spots and mean > 0:
            carrier = view.nodes.at[node, "carrier"]
            size[carrier] = max(size.get(carrier, 0.0), sums.get(node, 0.0) + mean)
            sums[node] = sums.get(node, 0.0) + mean
            cells = view.case.table(table).loc[name].to_dict()
            sort = label_of(cells, "")
            name = f"{view.title(table, name)} ({sort})" if sort else view.title(table, name)
            words = f"{name}: mean {with_unit(mean, view.rate_unit(carrier))}"
            told.setdefault(node, []).append((mean, words))
    for node, total in sums.items():
        lines = [words for _, words in sorted(told[node], reverse=True)]
        label = view.title("nodes", node)
        yield node, spots[node], total / size[view.nodes.at[node, "carrier"]], label, "\n".join(lines)


def _users(view: View, system: str, spots: dict[str, Spot]) -> Iterable[Weighed]:
    sums: dict[str, float] = {}
    told: dict[str, list[str]] = {}
    size: dict[str, float] = {}
    for name, row in view.items("demands", view.systems[system]):
        served, node = view.total("demands", str(name), "served"), row["node"]
        if node not in spots or not served > 0:
            continue
        carrier = view.carrier["demands"][str(name)]
        missing = view.total("demands", str(name), "unserved")
        words = f"{view.title('demands', str(name))}: served {with_unit(served, view.amount_unit(carrier))}"
        words += f", not served {with_unit(missing, view.amount_unit(carrier))}" if missing > 0 else ""
        sums[node] = sums.get(node, 0.0) + served
        size[carrier] = max(size.get(carrier, 0.0), sums[node])
        told.setdefault(node, []).append(words)
    for node, total in sums.items():
        yield (
            node,
            spots[node],
            total / size[view.nodes.at[node, "carrier"]],
            view.title("nodes", node),
            "\n".join(told[node]),
        )
