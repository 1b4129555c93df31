"""Units: parsed, compared and converted, at the door of a case and nowhere else.

A unit is a product of named units with `/` for division (`m3/s`, `USD/MWh`, `t/day`); `thousand`, `million`
or `billion` may stand before each of them (`million USD/year`). Words that are not
known (`trucks`, `bed-nights`) are units of their own. `Mm3` is refused: it reads as cubic megametre.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HOUR = 3600.0
DAY = 24 * HOUR
YEAR = 365 * DAY

_ENERGY = {"Wh": 1e-6, "kWh": 1e-3, "MWh": 1.0, "GWh": 1e3, "TWh": 1e6, "GJ": 1 / 3.6, "TJ": 1e3 / 3.6, "Gcal": 1.163}
_POWER = {"W": 1e-6, "kW": 1e-3, "MW": 1.0, "GW": 1e3}
_VOLUME = {"l": 1e-3, "m3": 1.0, "hm3": 1e6, "km3": 1e9}
_MASS = {"kg": 1e-3, "t": 1.0, "kt": 1e3, "Mt": 1e6}
_TIME = {"s": 1.0, "min": 60.0, "h": HOUR, "day": DAY, "days": DAY, "year": YEAR, "years": YEAR}
_LENGTH = {"mm": 1e-3, "m": 1.0, "km": 1e3}
_AREA = {"m2": 1.0, "ha": 1e4, "km2": 1e6}
_SHARE = {"": 1.0, "-": 1.0, "1": 1.0, "share": 1.0, "%": 0.01}

_KNOWN: dict[str, tuple[tuple[tuple[str, int], ...], float]] = {
    **{name: ((("energy", 1),), factor) for name, factor in _ENERGY.items()},
    **{name: ((("energy", 1), ("time", -1)), factor / HOUR) for name, factor in _POWER.items()},
    **{name: ((("volume", 1),), factor) for name, factor in _VOLUME.items()},
    **{name: ((("mass", 1),), factor) for name, factor in _MASS.items()},
    **{name: ((("time", 1),), factor) for name, factor in _TIME.items()},
    **{name: ((("length", 1),), factor) for name, factor in _LENGTH.items()},
    **{name: ((("area", 1),), factor) for name, factor in _AREA.items()},
    **{name: ((), factor) for name, factor in _SHARE.items()},
}
_MULTIPLES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORD = re.compile(r"[^\W\d_][\w-]*")


class UnitError(ValueError):
    """A unit that cannot be read, or two that cannot be converted; the message says why."""


@dataclass(frozen=True)
class Unit:
    """Powers of dimensions and the factor to their base units."""

    dimensions: tuple[tuple[str, int], ...]
    factor: float


def parse(unit: str) -> Unit:
    """Read a unit.

    Raises
    ------
    UnitError
        If it is `Mm3` or no unit at all.

    Examples
    --------
    >>> parse("m3/s").dimensions
    (('time', -1), ('volume', 1))
    """
    powers: dict[str, int] = {}
    factor = 1.0
    for place, part in enumerate(unit.split("/")):
        sign = 1 if place == 0 else -1
        name = part.strip()
        first, blank, rest = name.partition(" ")
        if blank and first in _MULTIPLES:
            factor *= _MULTIPLES[first] ** sign
            name = rest.strip()
        if name == "Mm3":
            raise UnitError("Mm3 reads as cubic megametre; write hm3 for a million cubic metres")
        if name in _KNOWN:
            dimensions, own = _KNOWN[name]
        elif _WORD.fullmatch(name):
            dimensions, own = ((name, 1),), 1.0
        else:
            raise UnitError(f"{unit!r} is not a unit such as m3/s, MW, t/day, USD/MWh")
        for dimension, power in dimensions:
            powers[dimension] = powers.get(dimension, 0) + sign * power
        factor *= own**sign
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)), factor)


def is_known(unit: str) -> bool:
    """Whether every part of a unit is one of those that can be converted."""
    return all(part.strip() in _KNOWN for part in unit.split("/"))


def conversion(found: str, wanted: str) -> float:
    """Factor from one unit to another: value in `wanted` = value in `found` x factor.

    Raises
    ------
    UnitError
        If the two do not measure the same thing.

    Examples
    --------
    >>> conversion("GW", "MW")
    1000.0
    >>> round(conversion("Gcal", "MWh"), 6)
    1.163
    """
    one, other = parse(found), parse(wanted)
    if one.dimensions != other.dimensions:
        raise UnitError(f"{found} cannot be converted to {wanted}")
    return float(f"{one.factor / other.factor:.15g}")


def amount_per_rate_hour(rate_unit: str, amount_unit: str) -> float:
    """Amount that a flow of 1 makes in one hour (kappa of the balances).

    Raises
    ------
    UnitError
        If the rate unit is not the amount unit per time.

    Examples
    --------
    >>> amount_per_rate_hour("m3/s", "hm3")
    0.0036
    >>> amount_per_rate_hour("MW", "MWh")
    1.0
    """
    rate, amount = parse(rate_unit), parse(amount_unit)
    per_time = tuple(sorted([*amount.dimensions, ("time", -1)]))
    if rate.dimensions != per_time:
        raise UnitError(f"{rate_unit} is not {amount_unit} per time")
    return float(f"{rate.factor * HOUR / amount.factor:.15g}")
