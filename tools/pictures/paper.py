"""A picture that stands alone: panels of lines and areas as SVG, readable on a light and on a dark screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from aryk.report.charts.axis import Across
from aryk.report.charts.frame import Frame
from aryk.report.markup import Piece, place, tag

Floats = NDArray[np.float64]

WIDTH, SKETCH, GAP = 760.0, 200.0, 6.0
TONES = {
    "blue": ("#0072b2", "#56b4e9"),
    "orange": ("#d98c00", "#f0b429"),
    "green": ("#009e73", "#2fc99b"),
    "red": ("#d55e00", "#ff7f3f"),
    "purple": ("#b0578d", "#dd9cc4"),
    "sky": ("#8cc4e8", "#2f6f99"),
    "sand": ("#e8d3a2", "#7a6a3e"),
    "quiet": ("#7b8794", "#9aa6b1"),
    "ink": ("#22303c", "#e6ebef"),
}
"""Each tone on light and on dark paper (after Okabe and Ito 2008)."""


def _style() -> str:
    def rules(dark: bool) -> str:
        paper, ink, quiet, grid, tick = (
            ("#10181f", "#e6ebef", "#a9b4be", "#2a3640", "#5d6b78")
            if dark
            else ("#ffffff", "#22303c", "#5d6b78", "#e4e9ed", "#9aa6b1")
        )
        parts = [
            f".paper{{fill:{paper}}}text{{fill:{ink}}}.axis{{fill:{quiet}}}",
            f".grid{{stroke:{grid}}}.zero,.tick{{stroke:{tick}}}.halo{{stroke:{paper}}}",
        ]
        parts += [f".{name}{{stroke:{pair[dark]}}}.{name}-f{{fill:{pair[dark]}}}" for name, pair in TONES.items()]
        return "".join(parts)

    fixed = (
        "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',Arial,sans-serif}"
        ".end{text-anchor:end}.mid{text-anchor:middle}.strong{font-weight:650}"
        ".line{fill:none;stroke-width:2;stroke-linejoin:round}.thin{stroke-width:1}.dash{stroke-dasharray:6 4}"
        ".dot{stroke-dasharray:2 3}.halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}.pale{opacity:.35}"
    )
    return f"{fixed}{rules(dark=False)}@media(prefers-color-scheme:dark){{{rules(dark=True)}}}"


@dataclass(frozen=True)
class Drawn:
    """Values y over x, with the name that the legend has for them."""

    name: str
    x: Floats
    y: Floats


@dataclass(frozen=True)
class Line(Drawn):
    """Values y over x: with one x more than y they hold between two x, else they are joined by straight lines."""

    tone: str = "blue"
    look: str = ""
    """Further classes: dash, dot, thin, pale."""


@dataclass(frozen=True)
class Area(Drawn):
    """What lies on the areas before it (from 0 up), over the steps between the x."""

    tone: str = "blue"


@dataclass(frozen=True)
class Note:
    """A word at a place of a panel."""

    x: float
    y: float
    words: str
    anchor: str = ""
    shift: float = 0.0
    """Pixels down."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of the horizontal axis with a word at its top."""

    begin: float
    end: float
    words: str = ""
    tone: str = "sand"


@dataclass(frozen=True)
class Dots(Drawn):
    """Points that are not joined."""

    tone: str = "ink"


@dataclass(frozen=True)
class Panel:
    """One chart: title with unit, its axis, and what is drawn; `low` and `high` widen the vertical axis."""

    title: str
    across: Across
    lines: Sequence[Line] = ()
    areas: Sequence[Area] = ()
    dots: Sequence[Dots] = ()
    notes: Sequence[Note] = ()
    stretches: Sequence[Stretch] = ()
    low: float = 0.0
    high: float = 0.0
    height: float = 170.0
    width: float = 1.0
    """Share of the width that charts have."""


def axis(low: float, high: float, title: str, ticks: Sequence[float], form: str = "{:g}") -> Across:
    """A horizontal axis of numbers."""
    return Across(
        np.array([low, high], dtype=float), ("",), tuple((float(t), form.format(t)) for t in ticks), title, True
    )


def svg(says: str, rows: Sequence[Sequence[Panel]], sketch: tuple[Markup, float] | None = None) -> str:
    """The whole picture; `says` is its text for readers who do not see it."""
    left = SKETCH if sketch else 0.0
    content: list[Piece] = []
    top = 4.0
    for row in rows:
        height, at = max(each.height for each in row), left
        for panel in row:
            wide = (WIDTH - left) * panel.width
            content.append(_placed(panel, at, top, (wide, height)))
            at += wide
        top += height + GAP
    if sketch:
        content.insert(0, sketch[0])
        top = max(top, sketch[1])
    head = {"width": f"{WIDTH:g}", "height": place(top), "viewBox": f"0 0 {WIDTH:g} {place(top)}"}
    whole = tag(
        "svg",
        tag("style", Markup(_style())),
        tag("rect", width=WIDTH, height=top, class_="paper"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_label=says,
        **head,
    )
    return f"{whole}\n"


def _placed(panel: Panel, left: float, top: float, size: tuple[float, float]) -> Markup:
    stacked = np.sum([each.y for each in panel.areas], axis=0) if panel.areas else np.zeros(1)
    values = np.concatenate([stacked, *(each.y for each in panel.lines), *(each.y for each in panel.dots)])
    values = values[np.isfinite(values)]
    low, high = min(panel.low, float(values.min())), max(panel.high, float(values.max()))
    frame = Frame(panel.across, low, high, size)
    frame.left = max(frame.left, 44.0)
    legend = _legend(panel, size[0] - 24)
    frame.top = 24.0 + 16.0 * len(legend)
    parts: list[Piece] = []
    for stretch in panel.stretches:
        one, other = frame.x(stretch.begin), frame.x(stretch.end)
        box = {"x": one, "y": frame.top, "width": other - one, "height": frame.bottom - frame.top}
        parts.append(tag("rect", class_=f"{stretch.tone}-f pale", **box))
        parts.append(tag("text", stretch.words, x=(one + other) / 2, y=frame.top + 13, class_="axis mid"))
    parts.append(tag("text", panel.title, x=4, y=13, class_="strong"))
    parts.append(frame.backdrop(""))
    base = np.zeros(len(stacked))
    for area in panel.areas:
        parts.append(tag("path", d=_band(frame, area.x, base, base + area.y), class_=f"{area.tone}-f"))
        base = base + area.y
    for line in panel.lines:
        parts.append(tag("path", d=_path(frame, line), class_=f"line {line.tone} {line.look}".strip()))
    for dots in panel.dots:
        parts += [
            tag("circle", cx=frame.x(_calm(x)), cy=frame.y(_calm(y)), r=3.5, class_=f"{dots.tone}-f")
            for x, y in zip(dots.x, dots.y, strict=True)
        ]
    for note in panel.notes:
        at = {"x": frame.x(note.x), "y": frame.y(note.y) + note.shift}
        parts.append(tag("text", note.words, class_=f"halo {note.anchor}".strip(), **at))
    parts += [each for row in legend for each in row]
    return tag("g", *parts, transform=f"translate({place(left)} {place(top)})")


def _legend(panel: Panel, room: float) -> list[list[Markup]]:
    """Rows of signs and names below the title."""
    entries = [(each.name, f"{each.tone}-f", "") for each in panel.areas if each.name]
    entries += [(each.name, each.tone, each.look) for each in panel.lines if each.name]
    entries += [(each.name, f"{each.tone}-f", "point") for each in panel.dots if each.name]
    rows: list[list[Markup]] = []
    at = room + 1.0
    for name, tone, look in entries:
        wide = 36.0 + 6.9 * len(name)
        if at + wide > room:
            rows.append([])
            at = 8.0
        y = 13.0 + 16.0 * len(rows)
        if look == "point":
            sign = tag("circle", cx=at + 8, cy=y - 0.5, r=3.5, class_=tone)
        elif tone.endswith("-f"):
            sign = tag("rect", x=at + 1, y=y - 5, width=14, height=9, class_=tone)
        else:
            sign = tag("path", d=f"M{place(at)} {place(y)}h17", class_=f"line {tone} {look}".strip())
        rows[-1] += [sign, tag("text", name, x=at + 22, y=y + 4)]
        at += wide
    return rows


def _calm(value: float) -> float:
    """A value without what rounding left in its last digits, so that pictures are the same on every machine."""
    return 0.0 if abs(value) <= 1e-9 else float(f"{value:.7g}")


def _path(frame: Frame, line: Line) -> str:
    x, y = ([_calm(float(each)) for each in values] for values in (line.x, line.y))
    if len(x) == len(y):
        parts = [f"{place(frame.x(a))} {place(frame.y(b))}" for a, b in zip(x, y, strict=True) if np.isfinite(b)]
        return "M" + "L".join(parts)
    words, drawn = "", ""
    for a, b, value in zip(x[:-1], x[1:], y, strict=True):
        if not np.isfinite(value):
            drawn = ""
            continue
        up = place(frame.y(value))
        words += (
            f"H{place(frame.x(b))}"
            if up == drawn
            else f"{'V' if drawn else f'M{place(frame.x(a))} '}{up}H{place(frame.x(b))}"
        )
        drawn = up
    return re.sub(r"(H[\d.]+)+(H[\d.]+)", r"\2", words)


def _band(frame: Frame, x: Floats, base: Floats, top: Floats) -> str:
    """Outline of one layer, steps as steps."""
    edges = [place(frame.x(_calm(float(each)))) for each in x]
    there = "".join(f"V{place(frame.y(_calm(float(value))))}H{edges[item + 1]}" for item, value in enumerate(top))
    back = "".join(
        f"V{place(frame.y(_calm(float(base[item]))))}H{edges[item]}" for item in range(len(base) - 1, -1, -1)
    )
    return f"M{edges[0]} {place(frame.y(_calm(float(base[0]))))}{there}{back}Z"
