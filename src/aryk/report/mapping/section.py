"""The maps of the report: one of everything, then one for each basin, grid and system."""

from __future__ import annotations

from aryk.report.mapping.draw import Sheet, draw, extent_of
from aryk.report.mapping.lines import Spot, Stroke
from aryk.report.mapping.things import Mark, Things, things
from aryk.report.markup import joined
from aryk.report.page import Section
from aryk.report.tables import note
from aryk.report.view import View

SMALLEST = 6
"""A basin with fewer places than these has no map of its own."""
ENOUGH = 12
"""With fewer places than these in all, the one map of all systems is enough."""

KEY = (
    "Width of a line: mean flow, by the largest of its carrier. Colour: mean use of its capacity. Arrow: net "
    "direction. "
    "Size of a mark: within its layer. Point at a thing for its name and numbers."
)


def maps(view: View) -> Section:
    """Maps from the coordinates of the nodes; nothing else is drawn, so there are no borders or coasts."""
    found = {system: things(view, system) for system in view.systems}
    unplaced = sum(each.unplaced for each in found.values())
    lead = f"Drawn from the coordinates of {sum(each.placed for each in found.values())} nodes"
    lead += f"; without coordinates and left out: {unplaced}." if unplaced else "; every node has coordinates."
    lead += " Places are joined by straight lines. Boxes above a map show and hide its layers."
    marks = [mark for each in found.values() for mark in each.marks]
    strokes = [stroke for each in found.values() for stroke in each.strokes]
    if not marks and not strokes:
        return Section("map", "Map", "", note("No node of this case has coordinates, so there is no map."))
    sheets = (
        [Sheet("Map of all systems", KEY, marks, strokes, extent_of(_spots(marks, strokes)))]
        if len(view.systems) > 1
        else []
    )
    if len(set(_spots(marks, strokes))) >= ENOUGH or not sheets:
        sheets += [sheet for system, each in found.items() for sheet in _zoomed(view, system, each)]
    return Section("map", "Map", lead, joined(draw(sheet, f"map-{place}") for place, sheet in enumerate(sheets)))


def _spots(marks: list[Mark], strokes: list[Stroke]) -> list[Spot]:
    return [*(each.at for each in marks), *(each.start for each in strokes), *(each.end for each in strokes)]


def _zoomed(view: View, system: str, found: Things) -> list[Sheet]:
    """Maps of a system: of water one for each basin, of the others one, cut to where most places are.

    A system without lines stands on the map of all systems only.
    """
    if not found.marks and not found.strokes:
        return []
    kind = view.kind(view.systems[system][0])
    if kind != "volume":
        spots = _spots(found.marks, found.strokes)
        if len(view.systems) > 1 and not found.strokes:
            return []
        return [_one(f"Map of {system}", found.marks, found.strokes, spots if kind == "energy" else _core(spots, 2.5))]
    drawn = []
    for nodes in _basins(found):
        marks = [each for each in found.marks if each.node in nodes]
        strokes = [each for each in found.strokes if each.nodes[0] in nodes]
        spots = _spots(marks, strokes)
        if len(set(spots)) >= SMALLEST:
            name = max(marks, key=lambda each: (each.shape == "square", each.size), default=None)
            title = f"Map of {system}: the basin of {name.label}" if name else f"Map of {system}"
            drawn.append(_one(title, marks, strokes, _core(spots, 1.5)))
    return drawn or [_one(f"Map of {system}", found.marks, found.strokes, _spots(found.marks, found.strokes))]


def _one(title: str, marks: list[Mark], strokes: list[Stroke], spots: list[Spot]) -> Sheet:
    """A map of some places, which says how many marks lie outside."""
    extent = extent_of(spots)
    outside = len({each.node for each in marks if not extent.holds(each.at)})
    return Sheet(title, f"Marks far away that are cut off: {outside}." if outside else "", marks, strokes, extent)


def _basins(found: Things) -> list[set[str]]:
    """Nodes that strokes connect, the largest set first."""
    of: dict[str, set[str]] = {}
    for each in found.strokes:
        joint = of.get(each.nodes[0], {each.nodes[0]}) | of.get(each.nodes[1], {each.nodes[1]})
        for node in joint:
            of[node] = joint
    for mark in found.marks:
        of.setdefault(mark.node, {mark.node})
    unique = {id(nodes): nodes for nodes in of.values()}
    return sorted(unique.values(), key=len, reverse=True)


def _core(spots: list[Spot], reach: float) -> list[Spot]:
    """The places within `reach` times the middle half from its ends, in both directions."""
    kept = spots
    for axis in (0, 1):
        values = sorted(each[axis] for each in spots)
        low, high = values[len(values) // 4], values[(3 * len(values)) // 4]
        room = reach * max(high - low, 0.3)
        kept = [each for each in kept if low - room <= each[axis] <= high + room]
    return kept or spots
