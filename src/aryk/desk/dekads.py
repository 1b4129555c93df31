"""Dekads as days: days 1-10, 11-20, 21 to the end of a month."""

from __future__ import annotations

import re

import pandas as pd

from aryk.case.cells import date_remedy
from aryk.case.faults import Fault

FIRST_DAYS = (1, 11, 21)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def first_day(day: str | pd.Timestamp) -> str:
    """The first day of the dekad that a day lies in.

    Examples
    --------
    >>> first_day("2026-06-17"), first_day("2026-02-28")
    ('2026-06-11', '2026-02-21')
    """
    time = pd.Timestamp(day)
    return str(time.replace(day=FIRST_DAYS[min((time.day - 1) // 10, 2)]).date())


def next_dekad(day: str) -> str:
    """The first day of the dekad after the one that a day lies in.

    Examples
    --------
    >>> next_dekad("2026-06-11"), next_dekad("2024-02-21")
    ('2026-06-21', '2024-03-01')
    """
    return first_day(pd.Timestamp(first_day(day)) + pd.Timedelta(days=11))


def dekad_before(day: str) -> str:
    """The first day of the dekad before the one that a day lies in.

    Examples
    --------
    >>> dekad_before("2026-06-11"), dekad_before("2026-03-01")
    ('2026-06-01', '2026-02-21')
    """
    return first_day(pd.Timestamp(first_day(day)) - pd.Timedelta(days=1))


def days_of(day: str) -> int:
    """Number of days of the dekad that begins on a day.

    Examples
    --------
    >>> days_of("2024-02-21"), days_of("2026-07-21")
    (9, 11)
    """
    return int((pd.Timestamp(next_dekad(day)) - pd.Timestamp(day)).days)


def dekad_fault(words: str, file: str, row: int, column: str, what: str) -> Fault | None:
    """What is wrong with the first day of a dekad, or nothing."""
    allowed = "the first day of a dekad, such as 2026-06-11"
    try:
        if not _DAY.fullmatch(words):
            raise ValueError
        pd.Timestamp(words)
    except ValueError:
        remedy = date_remedy(words) or "write year-month-day"
        return Fault(file, row, column, f"{what} is no day", words or "an empty cell", allowed, remedy)
    if first_day(words) != words:
        remedy = f"write {first_day(words)} or {next_dekad(words)}"
        return Fault(file, row, column, f"{what} does not begin a dekad", words, allowed, remedy)
    return None
