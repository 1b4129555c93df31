"""A phrase that may be told in any of the languages later on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Catalogue = Mapping[str, tuple[str, str, str, str]]
"""Words by key, in the order of `aryk.case.schema.desk.LANGUAGES`; blanks stand in braces."""


@dataclass(frozen=True)
class Row:
    """A row of a case in a phrase.

    Attributes
    ----------
    text
        What stands for it in English text without a page around it.
    """

    table: str
    row: str
    text: str


@dataclass(frozen=True)
class Phrase:
    """Words of a catalogue with what fills their blanks; as text they are English.

    Attributes
    ----------
    words
        In the order of the languages.
    parts
        What fills the blanks: texts, rows of the case, or phrases.

    Examples
    --------
    >>> late = Phrase(("due {when}", "срок {when}", "мерзімі {when}", "мөөнөтү {when}"), {"when": "2030"})
    >>> str(late), late.told(1, lambda row: row.text)
    ('due 2030', 'срок 2030')
    """

    words: tuple[str, str, str, str]
    parts: Mapping[str, str | Row | Phrase] = field(default_factory=dict)

    @classmethod
    def plain(cls, text: str) -> Phrase:
        """A text that is the same in every language."""
        return cls(("{text}", "{text}", "{text}", "{text}"), {"text": text})

    def told(self, place: int, title: Callable[[Row], str]) -> str:
        """The phrase in the language of a place, with what rows are called there."""

        def filled(part: str | Row | Phrase) -> str:
            if isinstance(part, Row):
                return title(part)
            return part.told(place, title) if isinstance(part, Phrase) else part

        return self.words[place].format(**{name: filled(part) for name, part in self.parts.items()})

    def __str__(self) -> str:
        return self.told(0, lambda row: row.text)

    def __bool__(self) -> bool:
        return bool(str(self))


NOTHING = Phrase(("", "", "", ""))
"""Nothing to be said."""
