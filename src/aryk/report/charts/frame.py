"""The frame that charts over time share: scales, grid, axes, title, legend, and the values shown on hover."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import Across, nice_ticks, tick_labels
from aryk.report.markup import Piece, joined, place, tag
from aryk.report.palette import INK

WIDE, NARROW = (1080.0, 330.0), (530.0, 250.0)
"""Width and height of a chart on its own, and of one beside another."""


@dataclass(frozen=True)
class Mark:
    """One entry of a legend: `shape` is line, dash, box or dot."""

    name: str
    colour: str
    shape: str = "line"


class Frame:
    """Scales of one chart; x in the units of its axis, y in its unit."""

    def __init__(self, across: Across, low: float, high: float, size: tuple[float, float] = WIDE) -> None:
        self.across, self.size = across, size
        high = high if high > low else low + 1.0
        room = 0.04 * (high - low)
        self.low, self.high = (low - room if low < 0 else low), high + room
        self.ticks = [each for each in nice_ticks(low, high, 5) if self.low <= each <= self.high]
        self._labels = tick_labels(self.ticks)
        self.left = 16.0 + 7.0 * max(len(each) for each in self._labels)
        self.right, self.top, self.bottom = size[0] - 18, 26.0, size[1] - (40.0 if across.title else 26.0)

    def x(self, value: float) -> float:
        """Place of a value of the horizontal axis."""
        first, last = float(self.across.edges[0]), float(self.across.edges[-1])
        return self.left + (self.right - self.left) * (value - first) / (last - first)

    def y(self, value: float) -> float:
        """Place of a value of the vertical axis."""
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def backdrop(self, unit: str) -> Markup:
        """Grid, ticks and the unit."""
        parts = []
        for value, label in zip(self.ticks, self._labels, strict=True):
            at = self.y(value)
            zero = "zero" if abs(value) < 1e-12 else "grid"
            parts.append(tag("line", x1=self.left, x2=self.right, y1=at, y2=at, class_=zero))
            parts.append(tag("text", label, x=self.left - 6, y=at + 4, class_="end"))
        parts.append(tag("line", x1=self.left, x2=self.right, y1=self.bottom, y2=self.bottom, class_="tick"))
        for at, label, anchor in self.across.fitting(self.left, self.right):
            parts.append(tag("line", x1=at, x2=at, y1=self.bottom, y2=self.bottom + 4, class_="tick"))
            parts.append(tag("text", label, x=at, y=self.bottom + 16, class_=anchor or None))
        parts.append(tag("text", unit, x=4, y=13, class_="axis"))
        if self.across.title:
            parts.append(
                tag("text", self.across.title, x=(self.left + self.right) / 2, y=self.size[1] - 5, class_="axis mid")
            )
        return joined(parts)

    def hover(self, unit: str, series: Sequence[tuple[str, str, Floats]]) -> str:
        """Values for the script that shows them: places of the edges, labels of the steps, name, colour and values."""
        return json.dumps(
            {
                "x": [float(place(self.x(float(each)))) for each in self.across.edges],
                "t": list(self.across.labels),
                "u": unit,
                "s": [[name, colour, [_short(float(each)) for each in values]] for name, colour, values in series],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


def _short(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def drawing(size: tuple[float, float], says: str, *content: Piece, hover: str | None = None) -> Markup:
    """An SVG with a text that says what is seen."""
    return tag(
        "svg",
        *content,
        viewBox=f"0 0 {place(size[0])} {place(size[1])}",
        role="img",
        aria_label=says,
        data_hover=hover,
        style=f"min-width:{place(min(size[0] * 0.62, 640))}px;max-width:{place(size[0] * 1.1)}px",
    )


def figure(title: str, says: str, picture: Markup, marks: Sequence[Mark] = ()) -> Markup:
    """A drawing with its title, a line that says what is seen, and its legend."""
    parts = [tag("figcaption", tag("b", title), tag("span", says) if says else ""), tag("div", picture, class_="wide")]
    if marks:
        parts.append(tag("ul", *[_entry(each) for each in marks], class_="legend"))
    return tag("figure", *parts)


def _entry(mark: Mark) -> Markup:
    match mark.shape:
        case "box":
            sign = tag("rect", x=1, y=2, width=14, height=11, fill=mark.colour, stroke="#fff")
        case "dot":
            sign = tag("circle", cx=8, cy=7.5, r=4, fill=mark.colour, stroke=INK)
        case "ring":
            sign = tag("circle", cx=8, cy=7.5, r=4, fill="#fff", stroke=mark.colour, stroke_width=2)
        case "diamond":
            sign = tag("path", d="M8 2L13.5 7.5L8 13L2.5 7.5Z", fill=mark.colour, stroke=INK)
        case shape:
            sign = tag(
                "line",
                x1=0,
                x2=16,
                y1=8,
                y2=8,
                stroke=mark.colour,
                stroke_width=2.5,
                stroke_dasharray="5 3" if shape == "dash" else None,
            )
    return tag("li", tag("svg", sign, width=16, height=15, aria_hidden="true"), mark.name)


def side_by_side(figures: Sequence[Markup]) -> Markup:
    """Small charts in two columns."""
    return tag("div", *figures, class_="pair") if figures else Markup("")
