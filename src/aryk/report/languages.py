"""A page in several languages: which file holds which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path


def page_name(language: str, languages: Sequence[str]) -> str:
    """The file of a page: `report.html` where it is the only one.

    >>> page_name("ru", ["ru"]), page_name("ru", ["ru", "ky"])
    ('report.html', 'report-ru.html')
    """
    return "report.html" if len(set(languages)) == 1 else f"report-{language}.html"


def write_pages(folder: Path, languages: Sequence[str], page: Callable[[str], str]) -> None:
    """Write a page in each of some languages into a folder."""
    for language in dict.fromkeys(languages):
        (folder / page_name(language, languages)).write_text(page(language), encoding="utf-8")
