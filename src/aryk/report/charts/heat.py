"""Heat maps: rows over time, with no value, zero and little told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import Across
from aryk.report.charts.bars import shortened
from aryk.report.charts.frame import Mark, drawing, figure
from aryk.report.markup import Piece, tag
from aryk.report.numbers import number

ROW, LABELS, WIDTH = 18.0, 338.0, 1080.0
Shade = tuple[float, str, str]
"""Values up to the first get the colour; the last word goes to the legend."""

SHORTAGE: tuple[Shade, ...] = (
    (1e-9, "#eef3f6", "no shortage"),
    (0.05, "#fee391", "up to 5 %"),
    (0.2, "#fe9929", "5 to 20 %"),
    (0.5, "#cc4c02", "20 to 50 %"),
    (np.inf, "#662506", "above 50 %"),
)
USE_OF_CAPACITY: tuple[Shade, ...] = (
    (0.01, "#eef3f6", "not used"),
    (0.25, "#deebf7", "up to 25 %"),
    (0.5, "#9ecae1", "25 to 50 %"),
    (0.8, "#4292c6", "50 to 80 %"),
    (0.98, "#08519c", "80 to 98 %"),
    (np.inf, "#41004d", "full"),
)


def heat_map(
    title: str,
    says: str,
    across: Across,
    rows: Sequence[tuple[str, Floats, str]],
    shades: Sequence[Shade],
    *,
    absent: str = "",
    last: str = "",
) -> Markup:
    """One band for each row: name, shares of shape (n,), and a word at its end under the head `last`.

    Values that are NaN stay white, which the legend calls `absent`.
    """
    if not rows:
        return Markup("")
    size = (WIDTH, 40.0 + ROW * len(rows))
    left, right, bottom = LABELS, WIDTH - 82, size[1] - 20
    first, end = float(across.edges[0]), float(across.edges[-1])
    x = left + (right - left) * (across.edges - first) / (end - first)
    content: list[Piece] = [tag("text", last, x=WIDTH, y=13, class_="axis end")] if last else []
    for item, (name, values, words) in enumerate(rows):
        top = 18 + ROW * item
        content.append(tag("text", tag("title", name), shortened(name, 47), x=left - 8, y=top + 13, class_="end"))
        for step, value in enumerate(values):
            if np.isfinite(value):
                told = f"{name}, {across.labels[step]}: {number(100 * float(value))} %"
                colour = next(shade[1] for shade in shades if value <= shade[0])
                content.append(
                    tag(
                        "rect",
                        tag("title", told),
                        x=float(x[step]),
                        y=top,
                        width=float(x[step + 1] - x[step]),
                        height=ROW - 1,
                        fill=colour,
                    )
                )
        content.append(tag("text", words, x=WIDTH, y=top + 13, class_="end"))
    content += [
        tag("text", label, x=at, y=bottom + 14, class_=anchor or None)
        for at, label, anchor in across.fitting(left, right)
    ]
    marks = [Mark(words, colour, "box") for _, colour, words in shades]
    if absent and any(np.isnan(values).any() for _, values, _ in rows):
        marks.append(Mark(f"white: {absent}", "#ffffff", "box"))
    return figure(title, says, drawing(size, f"{title}. {says}", *content), marks)
