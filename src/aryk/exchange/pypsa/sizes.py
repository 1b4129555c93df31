"""Capacities that may be extended: rows of expansions and their terms."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from aryk.exchange.pypsa.attributes import NOMINAL
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.draft import PARTY, Draft
from aryk.exchange.pypsa.network import Row

HOURS_OF_A_YEAR = 8760.0
Term = tuple[str, str, str, float]
"""What a size adds to: table, row, column and coefficient."""


def is_extendable(list_name: str, row: Row) -> bool:
    """Whether the capacity of a component is a decision."""
    return bool(row[f"{NOMINAL[list_name]}_extendable"])


def own_capacity(list_name: str, row: Row) -> float:
    """The capacity that a component has without any expansion; infinite where it has no limit."""
    return 0.0 if is_extendable(list_name, row) else float(row[NOMINAL[list_name]])


def extend(draft: Draft, time: Time, list_name: str, row: Row, terms: Sequence[Term]) -> None:
    """A row of expansions with its terms, where the component is extendable."""
    if not is_extendable(list_name, row):
        return
    nominal = NOMINAL[list_name]
    fixed = row[f"{nominal}_set"]
    least, most = row[f"{nominal}_min"], row[f"{nominal}_max"]
    if not math.isnan(fixed):
        least, most = fixed, fixed
    first, last = _years(time, row)
    name = draft.name("expansions", row["name"])
    draft.add(
        "expansions",
        expansion=name,
        title=row["name"],
        party=PARTY,
        minimum=least,
        maximum=most,
        unit=row[f"{nominal}_mod"] or None,
        upkeep=periodic_cost(time, row, upkeep=True),
        from_year=first,
        to_year=last,
    )
    draft.capacity[list_name, row["name"]] = name
    for table, owner, column, coefficient in terms:
        draft.add("expansion_terms", expansion=name, table=table, row=owner, column=column, coefficient=coefficient)


def _years(time: Time, row: Row) -> tuple[float | None, float | None]:
    """The first and the last planning year in which a component stands; None: no limit."""
    if not time.periods:
        return None, None
    first = math.ceil(row["build_year"])
    end = row["build_year"] + row["lifetime"]
    return (first if first >= 1 else None), (None if math.isinf(end) else math.ceil(end) - 1)


def periodic_cost(time: Time, row: Row, *, upkeep: bool) -> float:
    """Cost of each unit of capacity over the horizon (of each period): capital as annuity, and upkeep."""
    base, overnight = float(row["capital_cost"]), float(row["overnight_cost"])
    if not math.isnan(overnight):
        base = overnight * annuity(float(row["discount_rate"]), float(row["lifetime"])) * horizon_years(time)
    return base + (float(row["fom_cost"]) if upkeep else 0.0)


def annuity(rate: float, life: float) -> float:
    """The yearly payment for each unit of money borrowed over a life.

    >>> round(annuity(0.05, 20), 6)
    0.080243
    >>> annuity(0.0, 20)
    0.05
    """
    if rate == 0:
        return 0.0 if math.isinf(life) else 1 / life
    if math.isinf(life):
        return max(rate, 0.0)
    return float(rate / (1 - (1 + rate) ** -life))


def horizon_years(time: Time) -> float:
    """Years that the snapshots stand for; with investment periods those of the first one."""
    inside = time.period == time.periods[0] if time.periods else np.ones(len(time.hours), dtype=bool)
    return float(time.objective[inside].sum()) / HOURS_OF_A_YEAR
