"""HTML and SVG as safe text: every word of a case is escaped on its way in."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Piece = str | Markup
VOID = ("meta", "br", "img", "input", "hr", "link")


def tag(name: str, *children: Piece, **attributes: str | float | bool | None) -> Markup:
    """An element; `class_` is the attribute class, `_` in a name becomes `-`, None and False leave it out.

    >>> str(tag("p", "a < b", class_="note"))
    '<p class="note">a &lt; b</p>'
    """
    words = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        words.append(key if value is True else f'{key}="{escape(place(value) if isinstance(value, float) else value)}"')
    head = " ".join(words)
    if name in VOID:
        return Markup(f"<{head}>")
    return Markup(f"<{head}>{''.join(escape(each) for each in children)}</{name}>")


def place(value: float) -> str:
    """A coordinate or length of a drawing: one decimal, no needless zero.

    >>> place(12.0), place(3.14159)
    ('12', '3.1')
    """
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def joined(pieces: Iterable[Piece], between: str = "") -> Markup:
    """Pieces one after the other."""
    return Markup(escape(between)).join(pieces)
