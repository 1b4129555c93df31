"""What a desk is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """What a desk is asked for.

    Attributes
    ----------
    date
        First day of the dekad to plan.
    scenario, start, end, groups
        As of `aryk river`; a scenario of "" is the first of the case whose days hold the date.
    forecast
        `scenario`, `norm`, the name of an outlook, or a CSV file.
    entered
        A file of what was seen; None: nothing.
    until
        Last day that the table shows; None: the end of the season.
    """

    date: str
    scenario: str = ""
    start: str | None = None
    end: str | None = None
    groups: tuple[str, ...] = ()
    forecast: str = "scenario"
    entered: Path | None = None
    until: str | None = None
    languages: tuple[str, ...] = ("en", "ru")
    revise: bool = False
