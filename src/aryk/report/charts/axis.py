"""Axes: where the steps of a chart stand, what they are called, and where ticks go."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats
from aryk.report.numbers import THIN

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Across:
    """A horizontal axis of n steps: `edges` has shape (n + 1,), `labels` names each step."""

    edges: Floats
    labels: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]
    title: str = ""
    centred: bool = False
    """Whether a tick's label stands under its tick, or begins there as the name of a stretch does."""

    def fitting(self, left: float, right: float) -> list[tuple[float, str, str]]:
        """Place, label and anchor of the ticks between two places: every one, or every second, third ... that fits."""
        first, last = float(self.edges[0]), float(self.edges[-1])
        for stride in range(1, len(self.ticks) + 1):
            shown, end, clear = [], -math.inf, True
            for value, label in self.ticks[::stride]:
                at, width = left + (right - left) * (value - first) / (last - first), 6.4 * len(label)
                begin = at - width / 2 if self.centred else at
                if not self.centred and at + width > right + 12:
                    continue
                clear = clear and begin >= end
                end = begin + width + 4
                shown.append((at, label, "mid" if self.centred else ""))
            if clear:
                return shown
        return []


def time_axis(calendar: Calendar, clock: str) -> Across:
    """The blocks of a clock along the horizon; edges in days from its start."""
    time = calendar.clocks[clock]
    edges = np.concatenate([[0.0], np.cumsum(time.hours * time.weight) / 24.0])
    first = calendar.days[0]
    labels = tuple(_span(first, begin, finish) for begin, finish in itertools.pairwise(edges))
    return Across(edges, labels, tuple(_time_ticks(first, float(edges[-1]))))


def span_axis(first: pd.Timestamp, count: int, hours: float) -> Across:
    """So many steps of some hours from a time on; edges in days from there."""
    edges: Floats = np.linspace(0.0, count * hours / 24.0, count + 1)
    labels = tuple(_span(first, begin, finish) for begin, finish in itertools.pairwise(edges))
    return Across(edges, labels, tuple(_time_ticks(first, float(edges[-1]))))


def _span(first: pd.Timestamp, begin: float, finish: float) -> str:
    one = first + pd.Timedelta(days=begin)
    if finish - begin < 0.99:
        return f"{one.day} {MONTHS[one.month - 1]} {one.year}, {one:%H:%M}"
    last = first + pd.Timedelta(days=finish - 1)
    if one.date() == last.date():
        return f"{one.day} {MONTHS[one.month - 1]} {one.year}"
    head = f"{one.day}" if (one.month, one.year) == (last.month, last.year) else f"{one.day} {MONTHS[one.month - 1]}"
    return f"{head}\u2013{last.day} {MONTHS[last.month - 1]} {last.year}"


def _time_ticks(first: pd.Timestamp, days: float) -> list[tuple[float, str]]:
    if days <= 62:
        every = max(1, math.ceil(days / 9))
        return [
            (float(day), f"{(at := first + pd.Timedelta(days=day)).day} {MONTHS[at.month - 1]}")
            for day in range(0, int(days) + 1, every)
            if day < days
        ]
    months = pd.date_range(first.normalize(), first + pd.Timedelta(days=days), freq="MS")
    every = max(1, math.ceil(len(months) / 13))
    every = next(each for each in (1, 2, 3, 6, 12, 24, 60, 120) if each >= every or each == 120)
    ticks: list[tuple[float, str]] = []
    for month in months:
        if (month.year * 12 + month.month - 1) % every == 0:
            year = f" {month.year}" if month.month == 1 or not ticks else ""
            ticks.append(((month - first) / pd.Timedelta(days=1), f"{MONTHS[month.month - 1]}{year}"))
    return [each for each in ticks if each[0] < days]


def hours_axis() -> Across:
    """The 24 hours of a day."""
    labels = tuple(f"{hour:02d}:00\u2013{hour + 1:02d}:00" for hour in range(24))
    return Across(
        np.arange(25.0), labels, tuple((float(h), f"{h}:00") for h in range(0, 25, 4)), "hour of the day", True
    )


def share_axis(count: int, title: str) -> Across:
    """0 to 100 % in `count` equal steps."""
    edges = np.linspace(0, 100, count + 1)
    labels = tuple(f"{each:.0f} %" for each in edges[1:])
    return Across(edges, labels, tuple((float(each), f"{each} %") for each in range(0, 101, 20)), title, True)


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that cover low to high.

    >>> nice_ticks(0, 9.3)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        high = low + 1 if math.isfinite(low) else 1.0
        low = low if math.isfinite(low) else 0.0
    rough = (high - low) / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(float(each * step), 12) for each in range(first, last + 1)]


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Ticks with as many decimals as their spacing needs."""
    step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return [f"{each:,.{decimals}f}".replace(",", THIN).replace("-", "\u2212") for each in ticks]
