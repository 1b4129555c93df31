"""Horizontal bars: sums to compare, split in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from aryk.report.charts.axis import nice_ticks, tick_labels
from aryk.report.charts.frame import Mark, drawing, figure
from aryk.report.markup import Piece, tag
from aryk.report.numbers import with_unit

ROW, LABELS, WIDTH = 22.0, 380.0, 1080.0


@dataclass(frozen=True)
class Bar:
    """Parts by name, and a mark across the bar (what was agreed or wanted)."""

    name: str
    parts: Mapping[str, float]
    mark: float | None = None


WIDER, LATIN = 0.2, 0x24F
"""By what share letters beyond this one, the last of the Latin alphabet, are wider on the mean."""


def shortened(words: str, most: int) -> str:
    """Words of at most so many letters; those of other alphabets than Latin are wider."""
    wide = 1 + WIDER * sum(ord(letter) > LATIN for letter in words) / max(1, len(words))
    kept = int(most / wide)
    return words if len(words) <= kept else words[: kept - 1].rstrip(" ,.-") + "\u2026"


def bar_chart(
    title: str, says: str, unit: str, bars: Sequence[Bar], colour: Mapping[str, str], *, mark: str = ""
) -> Markup:
    """Bars from 0, one row each; empty without bars."""
    if not bars:
        return Markup("")
    ends = [sum(each.parts.values()) for each in bars] + [each.mark for each in bars if each.mark is not None]
    ticks = nice_ticks(min(0.0, *ends) if ends else 0.0, float(np.max([*ends, 0.0])), 6)
    size = (WIDTH, 40.0 + ROW * len(bars))
    left, right, bottom = LABELS, size[0] - 90, size[1] - 22

    def x(value: float) -> float:
        return left + (right - left) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    content: list[Piece] = [tag("text", unit, x=left, y=12, class_="axis")]
    for value, label in zip(ticks, tick_labels(ticks), strict=True):
        content.append(tag("line", x1=x(value), x2=x(value), y1=18, y2=bottom, class_="grid"))
        content.append(tag("text", label, x=x(value), y=bottom + 15, class_="mid"))
    for place, each in enumerate(bars):
        top, at = 20 + ROW * place, 0.0
        content.append(
            tag("text", tag("title", each.name), shortened(each.name, 53), x=left - 8, y=top + 14, class_="end")
        )
        for name, value in each.parts.items():
            one, other = sorted((x(at), x(at + value)))
            words = f"{each.name}: {name} {with_unit(value, unit)}"
            content.append(
                tag(
                    "rect",
                    tag("title", words),
                    x=one,
                    y=top + 3,
                    width=max(other - one, 0.0),
                    height=ROW - 7,
                    fill=colour[name],
                )
            )
            at += value
        if each.mark is not None:
            content.append(tag("line", x1=x(each.mark), x2=x(each.mark), y1=top, y2=top + ROW - 1, class_="goal"))
        content.append(tag("text", with_unit(at, ""), x=x(max(at, each.mark or 0.0, 0.0)) + 6, y=top + 14))
    used = [name for name in colour if any(each.parts.get(name) for each in bars)]
    marks = [Mark(name, colour[name], "box") for name in used] + ([Mark(mark, "#111", "line")] if mark else [])
    return figure(title, says, drawing(size, f"{title}. {says}", *content), marks)
