"""Numbers as a reader wants them: three figures or so, thin spaces between thousands, a true minus."""

from __future__ import annotations

import math

THIN = "\u202f"
MINUS = "\u2212"
ABSENT = "\u2013"
"""Stands where the run has no such number."""

_LARGER = {"MWh": (1e3, "GWh"), "t": (1e3, "kt"), "persons": (1e3, "thousand persons"), "m3": (1e6, "hm3")}


def number(value: float) -> str:
    """A number in words for a table.

    >>> number(1234567.8), number(0.0), number(-3.14159)
    ('1\u202f234\u202f568', '0', '\u22123.14')
    """
    if math.isnan(value):
        return ABSENT
    if math.isinf(value):
        return "\u221e" if value > 0 else f"{MINUS}\u221e"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 1e15 or size < 1e-4:
        base, power = f"{value:.1e}".split("e")
        raised = str(int(power)).translate(
            str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
        )
        return f"{base}\u00b710{raised}".replace("-", MINUS)
    if size >= 99.95:
        text = f"{value:,.0f}"
    elif size >= 9.995:
        text = f"{value:.1f}"
    elif size >= 0.9995:
        text = f"{value:.2f}"
    else:
        text = f"{value:.3g}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", THIN).replace("-", MINUS)


def quiet(value: float) -> float:
    """A number of a table made for people, with the noise of a solver taken as 0.

    >>> quiet(-5.8e-14), quiet(0.002)
    (0.0, 0.002)
    """
    return 0.0 if abs(value) < 1e-9 else value


def percent(share: float) -> str:
    """A share as percent.

    >>> percent(0.4234), percent(0.0004), percent(float("nan"))
    ('42\u202f%', '<0.1\u202f%', '\u2013')
    """
    if math.isnan(share):
        return ABSENT
    if math.isinf(share):
        return number(share)
    size = abs(share) * 100
    if 0 < size < 0.05:
        return f"{'<' if share > 0 else '>' + MINUS}0.1{THIN}%"
    text = f"{share * 100:.0f}" if size >= 9.95 or size == 0 else f"{share * 100:.1f}"
    grouped = f"{float(text):,.0f}" if size >= 1000 else text
    return f"{grouped}{THIN}%".replace(",", THIN).replace("-", MINUS)


def with_unit(value: float, unit: str) -> str:
    """A number and its unit, kept on one line."""
    return number(value) if math.isnan(value) or not unit else f"{number(value)}\u00a0{unit}"


def readable_unit(unit: str, largest: float) -> tuple[float, str]:
    """Divisor and unit in which numbers up to `largest` have few figures.

    >>> readable_unit("MWh", 2e6), readable_unit("hm3", 2e6)
    ((1000.0, 'GWh'), (1.0, 'hm3'))
    """
    divisor, name = _LARGER.get(unit, (1.0, unit))
    return (divisor, name) if abs(largest) >= 10 * divisor else (1.0, unit)
