"""A dotty plot: the misfit of every set that was tried against each of its numbers (Beven and Binley 1992)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.markup import Piece, tag
from aryk.report.palette import BLUE, GRID, INK, QUIET, VERMILION

ACROSS, WIDE, HIGH = 3, 300.0, 170.0
MOST = 2.5
"""Sets whose misfit is beyond this many times the least stand at the upper edge."""


@dataclass(frozen=True)
class Panel:
    """One number: its values in all sets, shape (n,), bounds, and the best."""

    name: str
    values: Floats
    low: float
    high: float
    best: float


def dotty_plot(panels: Sequence[Panel], misfits: Floats, good: np.ndarray) -> Markup:
    """All panels as one picture that stands alone."""
    rows = -(-len(panels) // ACROSS)
    least = float(misfits.min())
    heights = np.minimum(misfits / least if least > 0 else 1.0 + misfits, MOST)
    content: list[Piece] = []
    for number, panel in enumerate(panels):
        left, top = (number % ACROSS) * WIDE + 42.0, (number // ACROSS) * HIGH + 24.0
        content += _panel(panel, heights, good, left, top)
    size = ACROSS * WIDE, rows * HIGH + 8.0
    return tag(
        "svg",
        tag("rect", x=0, y=0, width=size[0], height=size[1], fill="#fff"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size[0]:g} {size[1]:g}",
        font_family="sans-serif",
        font_size="11",
        role="img",
        aria_label="Misfit over the least, against each number",
    )


def _panel(panel: Panel, heights: Floats, good: np.ndarray, left: float, top: float) -> list[Piece]:
    width, height = WIDE - 62.0, HIGH - 58.0

    def x(value: float) -> float:
        return left + width * (value - panel.low) / (panel.high - panel.low)

    def y(times: float) -> float:
        return top + height * (MOST - times) / (MOST - 1.0)

    pieces: list[Piece] = [tag("text", panel.name, x=left, y=top - 8, fill=INK, font_weight="bold")]
    for times in (1.0, 1.5, 2.0, 2.5):
        pieces.append(tag("line", x1=left, x2=left + width, y1=y(times), y2=y(times), stroke=GRID))
        pieces.append(tag("text", f"{times:g}", x=left - 6, y=y(times) + 4, fill=QUIET, text_anchor="end"))
    for value, anchor in ((panel.low, "start"), (panel.high, "end")):
        pieces.append(tag("text", f"{value:g}", x=x(value), y=top + height + 15, fill=QUIET, text_anchor=anchor))
    for kind, colour, radius in ((False, QUIET, 1.5), (True, BLUE, 2.2)):
        pieces += [
            tag("circle", cx=x(float(value)), cy=y(float(times)), r=radius, fill=colour, fill_opacity=0.6)
            for value, times in zip(panel.values[good == kind], heights[good == kind], strict=True)
        ]
    pieces.append(tag("circle", cx=x(panel.best), cy=y(1.0), r=4, fill=VERMILION))
    pieces.append(
        tag("text", f"{panel.best:.3g}", x=x(panel.best), y=top + height + 15, fill=VERMILION, text_anchor="middle")
    )
    return pieces
