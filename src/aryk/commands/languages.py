"""In which languages a command writes its pages."""

from __future__ import annotations

from collections.abc import Sequence


def unknown_language(languages: Sequence[str]) -> str:
    """What to say of the first language that there is none of; "" where all are known.

    >>> unknown_language(["ru", "de"]).splitlines()[0], unknown_language(["en"])
    ('there is no language de', '')
    """
    from aryk.case.schema.desk import LANGUAGES

    for language in languages:
        if language not in LANGUAGES:
            return f"there is no language {language}\nallowed: {', '.join(LANGUAGES)}\nremedy: choose one of these"
    return ""
