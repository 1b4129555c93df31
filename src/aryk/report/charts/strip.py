"""A strip chart: how far the run lies from each observation, one strip for each system."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aryk.report.charts.frame import Mark, drawing, figure
from aryk.report.markup import Piece, place, tag
from aryk.report.numbers import percent
from aryk.report.palette import BLUE, INK, VERMILION

STEP = 9.0
"""Room for one dot, in both directions."""


@dataclass(frozen=True)
class Hit:
    """One observation: relative error of the run, and whether it lies within its tolerance."""

    system: str
    name: str
    relative: float
    agrees: bool


def strip_chart(title: str, says: str, hits: Sequence[Hit], most: float = 1.0) -> Markup:
    """Dots at their relative error; what lies beyond `most` stands in the margin."""
    if not hits:
        return Markup("")
    left, right, width = 110.0, 850.0, 1080.0

    def x(share: float) -> float:
        return left + (right - left) * (max(-most, min(most, share)) + most) / (2 * most) + (90 if share > most else 0)

    content: list[Piece] = []
    top = 26.0
    for system in dict.fromkeys(each.system for each in hits):
        places = _stacked([(x(each.relative), each) for each in hits if each.system == system])
        height = max(3, max(level for _, level, _ in places) + 1) * STEP + 8
        content.append(tag("rect", x=left - 8, y=top, width=width - left, height=height - 4, class_="strip"))
        content.append(tag("text", system, x=left - 16, y=top + height / 2 + 2, class_="end strong"))
        content += [_dot(at, top + height - 12 - level * STEP, each) for at, level, each in places]
        top += height
    for share in (-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0):
        at = x(share * most)
        content.insert(0, tag("line", x1=at, x2=at, y1=22, y2=top, class_="zero" if share == 0 else "grid"))
        sign = "+" if share > 0 else ""
        content.append(tag("text", f"{sign}{percent(share * most)}", x=at, y=top + 14, class_="mid"))
    content.append(tag("text", f"more than +{percent(most)}", x=right + 52, y=top + 14))
    content.append(tag("text", "run below what was observed", x=left, y=14, class_="axis"))
    content.append(tag("text", "run above it", x=right, y=14, class_="axis end"))
    content.append(tag("text", "relative error of the run", x=(left + right) / 2, y=top + 32, class_="axis mid"))
    marks = [Mark("agrees: within the tolerance of the observation", BLUE, "dot"), Mark("off", VERMILION, "diamond")]
    return figure(title, says, drawing((width, top + 38), f"{title}. {says}", *content), marks)


def _stacked(items: list[tuple[float, Hit]]) -> list[tuple[float, int, Hit]]:
    """Each item with the lowest level on which it touches no other."""
    ends: list[float] = []
    placed = []
    for at, each in sorted(items, key=lambda item: item[0]):
        level = next((place for place, end in enumerate(ends) if at - end >= STEP), len(ends))
        ends[level : level + 1] = [at]
        placed.append((at, level, each))
    return placed


def _dot(at: float, up: float, hit: Hit) -> Markup:
    words = tag(
        "title", f"{hit.name}: {percent(hit.relative)}" if math.isfinite(hit.relative) else f"{hit.name}: observed 0"
    )
    if hit.agrees:
        return tag("circle", words, cx=at, cy=up, r=3.8, fill=BLUE)
    a, b, c, d = place(at - 4.6), place(at + 4.6), place(up - 4.6), place(up + 4.6)
    return tag(
        "path",
        words,
        d=f"M{a} {place(up)}L{place(at)} {c}L{b} {place(up)}L{place(at)} {d}Z",
        fill=VERMILION,
        stroke=INK,
        stroke_width=0.5,
    )
