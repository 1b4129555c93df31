"""What a reader sees of a page, and cases that call everything by names in Cyrillic."""

from __future__ import annotations

import re
from html import unescape

import pandas as pd

from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES

NEVER_READ = re.compile(r"<(style|script|code)\b.*?</\1>", re.DOTALL)
TOLD = re.compile(r'(?:title|aria-label)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[A-Za-z][A-Za-z]+")
NAMES = {"Aryk", "USD"}
"""Names that are the same in every language."""


def english_words(page: str) -> set[str]:
    """Words in Latin letters that a reader or a screen reader meets, but for identifiers of a case and names."""
    body = NEVER_READ.sub(" ", page)
    told = " ".join([*TOLD.findall(body), TAG.sub(" ", body)])
    return set(WORD.findall(unescape(told))) - NAMES


def with_cyrillic_titles(case: Case) -> Case:
    """A case that calls every row of every table by a title in Russian, Kazakh and Kyrgyz."""
    rows = []
    for table, frame in case.tables.items():
        if "title" not in frame.columns or table in ("references", "sources", "translations"):
            continue
        for place, row in enumerate(frame.iloc[:, 0]):
            for language in ("ru", "kk", "ky"):
                words = {"table": table, "row": str(row), "language": language, "text": "title"}
                rows.append({**words, "title": f"Строка {place} ({language.translate(CYRILLIC)})"})
    return case.with_tables(
        {"translations": typed_frame(TABLES["translations"], pd.DataFrame(rows).to_dict("records"))}
    )


CYRILLIC = str.maketrans("rukky", "рукку")
