"""What the desk calls things in four languages, and how it writes numbers and days there."""

from __future__ import annotations

import math

import pandas as pd

from aryk.case.case import Case
from aryk.desk.dekads import next_dekad
from aryk.desk.outlook import Source
from aryk.words.desk import DESK
from aryk.words.words import Words

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class DeskWords(Words):
    """The words of the desk in one language.

    Examples
    --------
    >>> DeskWords("ru").say("hm3"), DeskWords("ru").number(12.34, 1), DeskWords("en").dekad("2026-06-21")
    ('млн м³', '12,3', '21–30 Jun')
    """

    def __init__(self, language: str, case: Case | None = None) -> None:
        super().__init__(language, DESK, case=case)

    def number(self, value: float, digits: int) -> str:
        """A number as it is written; nothing for NaN."""
        if math.isnan(value):
            return ""
        text = f"{value:,.{digits}f}".replace(",", "\u202f")
        if float(f"{value:.{digits}f}") == 0.0:
            text = text.removeprefix("-")
        return text if self.language == "en" else text.replace(".", ",")

    def dekad(self, day: str) -> str:
        """The days of a dekad."""
        first, last = pd.Timestamp(day), pd.Timestamp(next_dekad(day)) - pd.Timedelta(days=1)
        if self.language == "en":
            return f"{first.day}–{last.day} {MONTHS[first.month - 1]}"
        return f"{first.day:02d}–{last.day:02d}.{first.month:02d}"

    def day(self, day: str) -> str:
        """A day."""
        time = pd.Timestamp(day)
        return f"{time.day} {MONTHS[time.month - 1]} {time.year}" if self.language == "en" else f"{time:%d.%m.%Y}"

    def outlook(self, source: Source) -> str:
        """How an outlook of inflows came about."""
        known = source.expected in ("scenario", "norm")
        base = self.say(source.expected) if known else f"{self.say('as in')} {source.expected}"
        last = f", {self.say('last dekad')}" if source.seen else ""
        spread = self.say(source.spread)
        return f"{base}{last}; {spread if source.spread == 'none' else f'{source.count} {spread}'}"
