"""Tables: numbers to the right, a unit in each head, badges for what a number rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from aryk.report.markup import joined, tag
from aryk.report.numbers import ABSENT, number, percent

Cell = str | float | Markup | None
"""None: not known, an empty cell. NaN: not in this run."""

LONG = 24
"""Rows from which a table scrolls within its own frame (never on paper)."""


@dataclass(frozen=True)
class Head:
    """The head of a column; `kind` says how its cells are written."""

    title: str
    unit: str = ""
    kind: Literal["text", "fixed", "number", "percent"] = "text"


def text(title: str) -> Head:
    """A column of words."""
    return Head(title)


def fixed(title: str) -> Head:
    """A column of short words that stay on one line: dates, choices."""
    return Head(title, "", "fixed")


def figures(title: str, unit: str = "") -> Head:
    """A column of numbers."""
    return Head(title, unit, "number")


def shares(title: str) -> Head:
    """A column of percentages."""
    return Head(title, "", "percent")


def largest_first(rows: Sequence[Sequence[Cell]], column: int) -> list[Sequence[Cell]]:
    """Rows by the size of the number in a column; rows without one stand last."""

    def size(row: Sequence[Cell]) -> float:
        cell = row[column]
        return abs(cell) if isinstance(cell, float) and not math.isnan(cell) else -1.0

    return sorted(rows, key=size, reverse=True)


def filled(heads: Sequence[Head], rows: Sequence[Sequence[Cell]]) -> tuple[list[Head], list[list[Cell]]]:
    """Heads and rows without the columns that are empty in every row.

    >>> heads, rows = filled([text("who"), figures("cost")], [["a", float("nan")], ["b", None]])
    >>> [each.title for each in heads], rows
    (['who'], [['a'], ['b']])
    """
    used = [place for place in range(len(heads)) if any(not _empty(row[place]) for row in rows)]
    return [heads[place] for place in used], [[row[place] for place in used] for row in rows]


def _empty(cell: Cell) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def table(
    caption: str,
    heads: Sequence[Head],
    rows: Sequence[Sequence[Cell]],
    *,
    total: Sequence[Cell] | None = None,
    absent: str = "not in this run",
) -> Markup:
    """A sortable table with its caption; empty string where there are no rows.

    Parameters
    ----------
    absent
        What is told of a cell without a number.
    """
    if not rows:
        return Markup("")
    top = tag("tr", *[_head(each) for each in heads])
    body = [_row(heads, row, absent) for row in rows]
    parts = [tag("caption", caption), tag("thead", top), tag("tbody", *body)]
    if total is not None:
        parts.append(tag("tfoot", _row(heads, total, absent)))
    return tag(
        "div",
        tag("table", *parts, class_="sortable"),
        class_="scroll long" if len(rows) > LONG else "scroll",
        tabindex="0" if len(rows) > LONG else None,
    )


_CLASS = {"text": None, "fixed": "w", "number": "n", "percent": "n"}


def _head(head: Head) -> Markup:
    unit = tag("span", head.unit, class_="unit") if head.unit else ""
    return tag("th", head.title, " " if unit else "", unit, scope="col", class_=_CLASS[head.kind])


def _row(heads: Sequence[Head], cells: Sequence[Cell], absent: str) -> Markup:
    return tag("tr", *[_cell(head, cell, absent) for head, cell in zip(heads, cells, strict=True)])


def _cell(head: Head, cell: Cell, absent: str) -> Markup:
    kind = _CLASS[head.kind]
    if cell is None or isinstance(cell, str):
        return tag("td", cell or "", class_=kind)
    if kind != "n":
        return tag("td", number(cell), class_=kind)
    if math.isnan(cell):
        return tag("td", ABSENT, class_="n absent", title=absent, data_v="")
    return tag("td", percent(cell) if head.kind == "percent" else number(cell), class_="n", data_v=f"{cell:.6g}")


def badge(word: str, kind: str | None = None) -> Markup:
    """A word on a coloured ground; `kind` chooses the colour and is the word itself if left out."""
    return tag("span", word, class_=f"badge b-{(kind or word).replace(' ', '-')}") if word else Markup("")


def basis(word: str) -> Markup:
    """The badge of a basis: reported, computed, assumed, or none."""
    return badge(word) if word else badge("no source", "none")


def folded(title: str, *content: Markup) -> Markup:
    """Something long that opens on demand; empty if there is nothing in it."""
    inside = joined(content)
    return tag("details", tag("summary", title), inside) if inside else Markup("")


def note(*words: str | Markup) -> Markup:
    """A line of explanation."""
    return tag("p", *words, class_="note")
