"""Tornado: how far a result moves with one number after another, from its lower to its upper end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aryk.report.charts.axis import nice_ticks, tick_labels
from aryk.report.charts.bars import LABELS, ROW, WIDTH, shortened
from aryk.report.charts.frame import Mark, drawing, figure
from aryk.report.markup import Piece, tag
from aryk.report.numbers import with_unit
from aryk.report.palette import BLUE, ORANGE

COLOURS = (BLUE, ORANGE)
"""Of the lower and the upper end."""


@dataclass(frozen=True)
class Swing:
    """The result with a number at its lower and upper end; NaN: no plan there."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Legend:
    """What the chart calls the ends of a number, the result as planned, and an end without a plan."""

    lower: str
    upper: str
    planned: str
    no_plan_lower: str
    no_plan_upper: str


ENGLISH = Legend(
    "number at its lower end",
    "number at its upper end",
    "as planned",
    "no plan with the number at its lower end",
    "no plan with the number at its upper end",
)


def tornado_chart(
    title: str, says: str, unit: str, base: float, swings: Sequence[Swing], legend: Legend = ENGLISH
) -> Markup:
    """Bars to both sides of the result as planned, one row for each number; empty without any."""
    ends = ((legend.lower, legend.no_plan_lower, COLOURS[0]), (legend.upper, legend.no_plan_upper, COLOURS[1]))
    known = [value for each in swings for value in (each.low, each.high) if not math.isnan(value)]
    if not known:
        return Markup("")
    ticks = nice_ticks(min(base, *known), max(base, *known), 6)
    low, high = min(ticks[0], base, *known), max(ticks[-1], base, *known)
    size = (WIDTH, 44.0 + ROW * len(swings))
    left, right, bottom = LABELS, size[0] - 48, size[1] - 22

    def x(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low) if high > low else left

    content: list[Piece] = [tag("text", unit, x=left, y=12, class_="axis")]
    for value, label in zip(ticks, tick_labels(ticks), strict=True):
        content.append(tag("line", x1=x(value), x2=x(value), y1=18, y2=bottom, class_="grid"))
        content.append(tag("text", label, x=x(value), y=bottom + 15, class_="mid"))
    for place, each in enumerate(swings):
        top = 20 + ROW * place
        content.append(
            tag("text", tag("title", each.name), shortened(each.name, 53), x=left - 8, y=top + 14, class_="end")
        )
        for end, (words, no_plan, colour), half in zip((each.low, each.high), ends, (0.0, 0.5), strict=True):
            if math.isnan(end):
                at = x(base) + 6 + 220 * (half > 0)
                content.append(tag("text", no_plan, x=at, y=top + 14))
                continue
            one, other = sorted((x(base), x(end)))
            both_sides = (each.low - base) * (each.high - base) < 0
            told = tag("title", f"{each.name}, {words}: {with_unit(end, unit)}")
            height = ROW - 7 if both_sides else (ROW - 7) / 2
            y = top + 3 if both_sides else top + 3 + half * (ROW - 7)
            content.append(tag("rect", told, x=one, y=y, width=max(other - one, 0.0), height=height, fill=colour))
    content.append(tag("line", x1=x(base), x2=x(base), y1=16, y2=bottom, class_="goal"))
    marks = [*(Mark(name, colour, "box") for name, _, colour in ends), Mark(legend.planned, "#111", "line")]
    return figure(title, says, drawing(size, f"{title}. {says}", *content), marks)
