"""Stacked areas: what adds up, above the line what comes in, below it what goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import Across
from aryk.report.charts.frame import WIDE, Frame, Mark, drawing, figure
from aryk.report.charts.line import Line, path_of
from aryk.report.markup import Piece, place, tag
from aryk.report.palette import colours


def area_chart(
    title: str,
    says: str,
    unit: str,
    across: Across,
    parts: Mapping[str, Floats],
    lines: Sequence[Line] = (),
    *,
    size: tuple[float, float] = WIDE,
    palette: Mapping[str, str] | None = None,
) -> Markup:
    """Parts stacked in their order, lines over them; empty where all is 0.

    Parts have shape (n,); what is below 0 in a step is stacked downwards.
    """
    parts = {name: values for name, values in parts.items() if np.abs(values).max(initial=0.0) > 0}
    if not parts:
        return Markup("")
    colour = palette or colours(parts)
    up = np.zeros(len(across.labels))
    down = np.zeros(len(across.labels))
    layers: list[tuple[str, Floats, Floats]] = []
    for name, values in parts.items():
        rise, fall = np.maximum(values, 0.0), np.minimum(values, 0.0)
        if rise.any():
            layers.append((name, up.copy(), up + rise))
        if fall.any():
            layers.append((name, down.copy(), down + fall))
        up, down = up + rise, down + fall
    tops = [each.values.max() for each in lines]
    frame = Frame(across, float(min(down.min(), 0.0)), float(max([up.max(), *tops])), size)
    content: list[Piece] = [frame.backdrop(unit)]
    for name, base, top in layers:
        content.append(tag("path", tag("title", name), d=_band(frame, base, top), fill=colour[name], class_="band"))
    content.append(tag("line", x1=frame.left, x2=frame.right, y1=frame.y(0), y2=frame.y(0), class_="zero"))
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
    marks = [Mark(each.name, each.colour, "dash" if each.dash else "line") for each in lines]
    marks += [Mark(name, colour[name], "box") for name in reversed(parts)]
    told = [(each.name, each.colour, each.values) for each in lines]
    told += [(name, colour[name], values) for name, values in reversed(parts.items())]
    return figure(title, says, drawing(size, f"{title}. {says}", *content, hover=frame.hover(unit, told)), marks)


def _band(frame: Frame, base: Floats, top: Floats) -> str:
    """Outline of one layer, steps as steps."""
    edges = [place(frame.x(float(each))) for each in frame.across.edges]
    there = "".join(f"V{place(frame.y(float(value)))}H{edges[item + 1]}" for item, value in enumerate(top))
    back = "".join(f"V{place(frame.y(float(base[item])))}H{edges[item]}" for item in range(len(base) - 1, -1, -1))
    return f"M{edges[0]} {place(frame.y(float(base[0])))}{there}{back}Z"
