"""One map as SVG: projection, graticule, scale bar, layers with toggles, labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aryk.report.charts.axis import nice_ticks
from aryk.report.charts.frame import Mark as Entry
from aryk.report.charts.frame import drawing, figure
from aryk.report.mapping.labels import Box, Wish, placed
from aryk.report.mapping.lines import PLAIN, Spot, Stroke
from aryk.report.mapping.things import Mark
from aryk.report.markup import Piece, joined, place, tag
from aryk.report.palette import INK, USE

WIDTH, HIGHEST, LOWEST = 1080.0, 720.0, 240.0
FEW = 10
"""A map with fewer places than these is drawn less high."""
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Extent:
    """South, west, north, east in degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, spot: Spot) -> bool:
        """Whether a place lies within."""
        return self.south <= spot[0] <= self.north and self.west <= spot[1] <= self.east


def extent_of(spots: Sequence[Spot], margin: float = 0.09) -> Extent:
    """The extent of places with a margin; never narrower than a tenth of a degree."""
    south, north = min(each[0] for each in spots), max(each[0] for each in spots)
    west, east = min(each[1] for each in spots), max(each[1] for each in spots)
    high, wide = max(north - south, 0.1), max(east - west, 0.1)
    return Extent(south - margin * high, west - margin * wide, north + margin * high, east + margin * wide)


class Projection:
    """Equirectangular, true to scale at the middle latitude."""

    def __init__(self, extent: Extent, highest: float = HIGHEST) -> None:
        self.extent = extent
        self.narrow = math.cos(math.radians((extent.south + extent.north) / 2))
        wide, high = (extent.east - extent.west) * self.narrow, extent.north - extent.south
        self.scale = min(WIDTH / wide, highest / high)
        self.size = (WIDTH, max(high * self.scale, LOWEST))
        self._left = (WIDTH - wide * self.scale) / 2
        self._top = (self.size[1] - high * self.scale) / 2
        across, along = self._left / self.scale / self.narrow, self._top / self.scale
        self.seen = Extent(extent.south - along, extent.west - across, extent.north + along, extent.east + across)

    def __call__(self, spot: Spot) -> tuple[float, float]:
        """Place on the drawing of a latitude and longitude."""
        x = self._left + (spot[1] - self.extent.west) * self.narrow * self.scale
        return x, self._top + (self.extent.north - spot[0]) * self.scale


@dataclass(frozen=True)
class Sheet:
    """What one map shows."""

    title: str
    says: str
    marks: Sequence[Mark]
    strokes: Sequence[Stroke]
    extent: Extent


def draw(sheet: Sheet, name: str) -> Markup:
    """A map with a box to tick for each layer; `name` is its id on the page."""
    extent = sheet.extent
    marks = [each for each in sheet.marks if extent.holds(each.at)]
    strokes = [each for each in sheet.strokes if extent.holds(each.start) or extent.holds(each.end)]
    places = {each.at for each in marks} | {each.start for each in strokes} | {each.end for each in strokes}
    to = Projection(extent, HIGHEST if len(places) >= FEW else 0.6 * HIGHEST)
    layers = list(dict.fromkeys([each.layer for each in strokes] + [each.layer for each in marks]))
    content: list[Piece] = [_backdrop(to)]
    content += [
        tag(
            "g",
            *[_stroke(to, each) for each in sorted(strokes, key=lambda each: each.size) if each.layer == layer],
            class_=f"l{number}",
        )
        for number, layer in enumerate(layers)
    ]
    content += [
        tag(
            "g",
            *[_mark(to, each) for each in sorted(marks, key=lambda each: -each.size) if each.layer == layer],
            class_=f"l{number}",
        )
        for number, layer in enumerate(layers)
    ]
    wishes = [
        Wish(each.label, *to(each.at), _radius(each), each.size + (0.4 if each.shape == "square" else 0.0), each.layer)
        for each in marks
    ]
    bar = Box(to.size[0] - 240, to.size[1] - 46, to.size[0], to.size[1])
    content += [
        tag("text", each.text, x=each.x, y=each.y, class_=f"l{layers.index(each.layer)}")
        for each in placed(wishes, to.size, [bar])
    ]
    content.append(_scale_bar(to))
    picture = drawing(to.size, f"{sheet.title}. {sheet.says}", *content)
    shown = figure(sheet.title, sheet.says, picture, _legend(marks, strokes))
    return tag("div", _toggles(name, layers), shown, class_="map", id=name)


def _toggles(name: str, layers: Sequence[str]) -> Markup:
    """Boxes to tick, which work by style alone."""
    if len(layers) < 2:
        return Markup("")
    boxes = [
        tag("label", tag("input", type="checkbox", checked=True, class_=f"t{number}"), layer)
        for number, layer in enumerate(layers)
    ]
    rules = "".join(
        f"#{name}:has(.t{number}:not(:checked)) .l{number}{{display:none}}" for number in range(len(layers))
    )
    return joined([tag("style", Markup(rules)), tag("fieldset", *boxes, class_="toggles")])


def _backdrop(to: Projection) -> Markup:
    extent, parts = to.seen, [tag("rect", x=0, y=0, width=to.size[0], height=to.size[1], class_="sea")]
    for degree in nice_ticks(extent.west, extent.east, 7):
        at = to((extent.north, degree))[0]
        if 0 < at < to.size[0]:
            parts.append(tag("line", x1=at, x2=at, y1=0, y2=to.size[1], class_="geo"))
            parts.append(
                tag(
                    "text",
                    f"{degree:g}\u00b0 E" if degree >= 0 else f"{-degree:g}\u00b0 W",
                    x=at + 3,
                    y=to.size[1] - 4,
                    class_="geo",
                )
            )
    for degree in nice_ticks(extent.south, extent.north, max(2, int(to.size[1] / 90))):
        at = to((degree, extent.west))[1]
        if 12 < at < to.size[1]:
            parts.append(tag("line", x1=0, x2=to.size[0], y1=at, y2=at, class_="geo"))
            parts.append(
                tag(
                    "text",
                    f"{degree:g}\u00b0 N" if degree >= 0 else f"{-degree:g}\u00b0 S",
                    x=3,
                    y=at - 3,
                    class_="geo",
                )
            )
    return joined(parts)


def _scale_bar(to: Projection) -> Markup:
    per_km = to.scale / KM_PER_DEGREE
    power = 10 ** math.floor(math.log10(200 / per_km))
    length = max(each * power for each in (1, 2, 5) if each * power * per_km <= 200)
    right, base = to.size[0] - 20, to.size[1] - 22
    left = right - length * per_km
    line = tag(
        "path",
        d=f"M{place(left)} {place(base - 4)}V{place(base)}H{place(right)}V{place(base - 4)}",
        fill="none",
        stroke=INK,
    )
    ground = tag("rect", x=left - 6, y=base - 20, width=right - left + 12, height=26, fill="#fff", fill_opacity="0.8")
    return joined([ground, line, tag("text", f"{length:g} km", x=(left + right) / 2, y=base - 6, class_="mid")])


def _radius(mark: Mark) -> float:
    return 2.2 if mark.shape == "dot" else 3.0 + 9.0 * mark.size


def _mark(to: Projection, mark: Mark) -> Markup:
    x, y = to(mark.at)
    radius, words = _radius(mark), tag("title", mark.title)
    style: dict[str, str | float] = {"fill": mark.colour, "fill_opacity": "0.85", "stroke": "#fff", "stroke_width": 1.0}
    match mark.shape:
        case "square":
            return tag("rect", words, x=x - radius, y=y - radius, width=2 * radius, height=2 * radius, **style)
        case "diamond":
            corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
            points = " ".join(f"{place(px)},{place(py)}" for px, py in corners)
            return tag("polygon", words, points=points, **style)
        case _:
            return tag("circle", words, cx=x, cy=y, r=radius, **style)


def _stroke(to: Projection, stroke: Stroke) -> Markup:
    (x1, y1), (x2, y2) = to(stroke.start), to(stroke.end)
    width = 1.2 + 6.0 * stroke.size
    line = tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke.colour, stroke_width=width, stroke_linecap="round")
    length = math.hypot(x2 - x1, y2 - y1)
    arrow: Piece = ""
    if length > 26 and stroke.size > 0:
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        mx, my, half = (x1 + x2) / 2, (y1 + y2) / 2, width / 2 + 3
        points = [
            (mx + ux * half * 1.6, my + uy * half * 1.6),
            (mx - uy * half, my + ux * half),
            (mx + uy * half, my - ux * half),
        ]
        arrow = tag(
            "polygon",
            points=" ".join(f"{place(px)},{place(py)}" for px, py in points),
            fill=stroke.colour,
            stroke="#fff",
            stroke_width=0.8,
        )
    return tag("g", tag("title", stroke.title), line, arrow)


_SHAPES = {"circle": "dot", "dot": "dot", "square": "box", "diamond": "diamond"}


def _legend(marks: Sequence[Mark], strokes: Sequence[Stroke]) -> list[Entry]:
    entries = []
    used = {each.colour for each in strokes}
    entries += [Entry(words, colour) for _, colour, words in USE if colour in used]
    if PLAIN in used:
        entries.append(Entry("no stated capacity", PLAIN))
    named: dict[tuple[str, str], list[str]] = {}
    for layer, colour, shape in dict.fromkeys((each.layer, each.colour, each.shape) for each in marks):
        named.setdefault((colour, shape), []).append(layer.split(": ", 1)[-1])
    for (colour, shape), names in named.items():
        entries.append(Entry(", ".join(dict.fromkeys(names)), colour, _SHAPES[shape]))
    return entries
