"""Points in a plane, joined in order: what more of one thing costs of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aryk.report.charts.axis import nice_ticks, tick_labels
from aryk.report.charts.frame import NARROW, drawing, figure
from aryk.report.markup import Piece, tag
from aryk.report.numbers import with_unit
from aryk.report.palette import BLUE, VERMILION


@dataclass(frozen=True)
class Dot:
    """One point; `marked` stands out, `apart` is not joined with the others."""

    name: str
    x: float
    y: float
    marked: bool = False
    apart: bool = False


def points_chart(title: str, says: str, across: str, upward: str, dots: Sequence[Dot]) -> Markup:
    """Points by two numbers, those of a frontier joined by a line; empty with fewer than two."""
    if len(dots) < 2:
        return Markup("")
    size = NARROW[0], NARROW[1] + 30
    wide, high = (nice_ticks(min(values), max(values), 4) for values in ([d.x for d in dots], [d.y for d in dots]))
    labels = tick_labels(high)
    left, right, top, bottom = 16.0 + 7.0 * max(len(each) for each in labels), size[0] - 24, 26.0, size[1] - 42

    def x(value: float) -> float:
        return left + (right - left) * (value - wide[0]) / (wide[-1] - wide[0])

    def y(value: float) -> float:
        return bottom - (bottom - top) * (value - high[0]) / (high[-1] - high[0])

    content: list[Piece] = [tag("text", upward, x=4, y=13, class_="axis")]
    for value, label in zip(high, labels, strict=True):
        content.append(tag("line", x1=left, x2=right, y1=y(value), y2=y(value), class_="grid"))
        content.append(tag("text", label, x=left - 6, y=y(value) + 4, class_="end"))
    for value, label in zip(wide, tick_labels(wide), strict=True):
        content.append(tag("line", x1=x(value), x2=x(value), y1=bottom, y2=bottom + 4, class_="tick"))
        content.append(tag("text", label, x=x(value), y=bottom + 16, class_="mid"))
    content.append(tag("line", x1=left, x2=right, y1=bottom, y2=bottom, class_="tick"))
    content.append(tag("text", across, x=(left + right) / 2, y=size[1] - 6, class_="axis mid"))
    joined = sorted((each for each in dots if not each.apart), key=lambda each: each.x)
    way = "M" + "L".join(f"{x(each.x):.1f} {y(each.y):.1f}" for each in joined)
    content.append(tag("path", d=way, fill="none", stroke=BLUE, stroke_width=1.5))
    for each in dots:
        words = f"{each.name}: {with_unit(each.x, across)}, {with_unit(each.y, upward)}"
        colour = VERMILION if each.marked else "#fff" if each.apart else BLUE
        content.append(tag("circle", tag("title", words), cx=x(each.x), cy=y(each.y), r=5.0, fill=colour, stroke=BLUE))
        near_end = x(each.x) > right - 120
        if each.marked or each.apart:
            at, side = (x(each.x) - 9, "end") if near_end else (x(each.x) + 9, None)
            content.append(tag("text", each.name, x=at, y=y(each.y) - 7, class_=side))
    return figure(title, says, drawing(size, f"{title}. {says}", *content))
