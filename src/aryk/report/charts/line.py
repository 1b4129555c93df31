"""Lines over time: levels between the ends of steps, flows as steps, dots for what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import Across
from aryk.report.charts.frame import WIDE, Frame, Mark, drawing, figure
from aryk.report.markup import Piece, place, tag
from aryk.report.numbers import with_unit
from aryk.report.palette import INK


@dataclass(frozen=True)
class Line:
    """Values of shape (n,), one for each step; with `start` a level: values at the ends of the steps."""

    name: str
    values: Floats
    colour: str
    dash: bool = False
    start: float | None = None


@dataclass(frozen=True)
class Dot:
    """What was observed at a place of the horizontal axis."""

    at: float
    value: float
    title: str


def line_chart(
    title: str,
    says: str,
    unit: str,
    across: Across,
    lines: Sequence[Line],
    dots: Sequence[Dot] = (),
    *,
    size: tuple[float, float] = WIDE,
    from_zero: bool = True,
) -> Markup:
    """A chart of lines; empty where no line has a number."""
    lines = [each for each in lines if np.isfinite(each.values).any()]
    if not lines:
        return Markup("")
    everything = np.concatenate(
        [*(each.values[np.isfinite(each.values)] for each in lines), [dot.value for dot in dots]]
    )
    low, high = float(everything.min()), float(everything.max())
    frame = Frame(across, min(low, 0.0) if from_zero else low, max(high, 0.0) if from_zero else high, size)
    content: list[Piece] = [frame.backdrop(unit)]
    for each in lines:
        content.append(
            tag(
                "path",
                d=path_of(frame, each),
                class_="line",
                stroke=each.colour,
                stroke_dasharray="6 4" if each.dash else None,
            )
        )
    for dot in dots:
        words = f"{dot.title}: {with_unit(dot.value, unit)}"
        content.append(
            tag(
                "circle",
                tag("title", words),
                cx=frame.x(dot.at),
                cy=frame.y(dot.value),
                r=4.0,
                fill="#fff",
                stroke=INK,
                stroke_width=2,
            )
        )
    marks = [Mark(each.name, each.colour, "dash" if each.dash else "line") for each in lines]
    marks += [Mark("observed", INK, "ring")] if dots else []
    hover = frame.hover(unit, [(each.name, each.colour, each.values) for each in lines])
    return figure(title, says, drawing(size, f"{title}. {says}", *content, hover=hover), marks)


def path_of(frame: Frame, line: Line) -> str:
    """The line as an SVG path; it breaks where a value is no number."""
    edges, parts, broken = frame.across.edges, [], True
    if line.start is not None:
        values = np.concatenate([[line.start], line.values])
        for at, value in zip(edges, values, strict=True):
            if not np.isfinite(value):
                broken = True
                continue
            parts.append(f"{'M' if broken else 'L'}{place(frame.x(float(at)))} {place(frame.y(float(value)))}")
            broken = False
        return "".join(parts)
    for left, right, value in zip(edges[:-1], edges[1:], line.values, strict=True):
        if not np.isfinite(value):
            broken = True
            continue
        up = place(frame.y(float(value)))
        parts.append(f"M{place(frame.x(float(left)))} {up}" if broken else f"V{up}")
        parts.append(f"H{place(frame.x(float(right)))}")
        broken = False
    return "".join(parts)
