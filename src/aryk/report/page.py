"""The page: sections put into the template with its style and script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aryk.words.words import Words


@dataclass(frozen=True)
class Section:
    """A part of the report: `id` for the table of contents, `lead` says what it tells."""

    id: str
    title: str
    lead: str | Markup
    body: Markup


def page(title: str, subtitle: str, sections: Sequence[Section], foot: str, *, language: str = "en") -> str:
    """The whole report as one HTML text."""
    jinja = Environment(
        loader=PackageLoader("aryk.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    plain = (
        {name: Markup(jinja.loader.get_source(jinja, name)[0]) for name in ("style.css", "page.js")}
        if jinja.loader
        else {}
    )
    return jinja.get_template("page.html.j2").render(
        language=language,
        contents=Words(language).say("contents"),
        title=title,
        subtitle=subtitle,
        sections=[each for each in sections if each.body],
        foot=foot,
        style=plain["style.css"],
        script=plain["page.js"],
    )
