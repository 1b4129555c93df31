"""What designs are worth: waits and their cost with and without each, for the same trucks with the same luck."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.borders.from_case import is_away
from aryk.borders.kernel.arrays import Floats
from aryk.borders.results import BorderRun, half_width
from aryk.borders.simulate_case import prices, simulate_case
from aryk.case.case import Case

DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Design:
    """A way to run or to build a border.

    Attributes
    ----------
    title
        What a reader calls it.
    case
        The case with it in place.
    yearly
        What it costs in each year of use, money; NaN: not known.
    """

    title: str
    case: Case
    yearly: float = math.nan


def worth(
    case: Case,
    designs: Mapping[str, Design],
    *,
    start: str | None = None,
    end: str | None = None,
    replications: int = 20,
    seed: int = 1,
    progress: Callable[[str, str], None] | None = None,
) -> pd.DataFrame:
    """What each design takes off the cost of waiting in a year, and what it costs.

    The gain follows the rule of half: trucks that came before gain the whole difference of the cost of a truck, those
    that come only now gain half of it on average (Williams 1977, "On the formation of travel demand models and
    economic evaluation measures of user benefit", eq. 2).

    Parameters
    ----------
    case
        Without any of the designs.
    designs
        By name.
    start, end
        First and last day; None: those of the case. Money is told for a year of days like these.
    replications, seed
        Each design meets the same trucks with the same luck, so few replications tell small differences.

    Returns
    -------
    By design, the first row without any: mean wait and the wait that 95 % of trucks stay below (h, over all passages),
    trucks a day, cost of waiting in a year, what is avoided of it with half of its 95 % interval, gain, yearly cost
    (all in money of the case), gain for each unit of cost, spoiled loads in a year.

    Raises
    ------
    BorderError
        See `simulate_case`.
    """
    rows: dict[str, dict[str, float]] = {}
    base = Design("as it is", case)
    before: Floats = np.zeros(0)
    for name, design in {"": base, **designs}.items():
        if progress:
            progress("design", name or "none")
        run = simulate_case(design.case, start, end, replications=replications, seed=seed)
        years = run.hours / 24.0 / DAYS_OF_A_YEAR
        costs, trucks = _costs(design.case, run) / years, _trucks(run) / years
        if not name:
            before, usual = costs, float(trucks.mean())
        now = float(trucks.mean())
        gain = (usual + now) / 2 * (before.mean() / max(usual, 1.0) - costs.mean() / max(now, 1.0))
        through = run.flows[:, _real(run)]
        rows[name or "none"] = {
            "wait": through["wait"].sum() / max(through["through"].sum(), 1),
            "wait p95": run.wait_below(0.95, _real(run)),
            "trucks a day": now / DAYS_OF_A_YEAR,
            "cost of waiting": float(costs.mean()),
            "avoided": float(before.mean() - costs.mean()),
            "avoided +/-": half_width(before - costs) if name else 0.0,
            "gain": gain,
            "yearly cost": design.yearly,
            "gain per cost": gain / design.yearly if design.yearly > 0 else math.nan,
            "spoiled": through["spoiled"].sum(axis=(1, 2)).mean() / years,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("design")


def _real(run: BorderRun) -> list[int]:
    return [place for place, each in enumerate(run.border.passages) if not is_away(each.name)]


def _trucks(run: BorderRun) -> Floats:
    return np.asarray(run.flows["through"][:, _real(run)].sum(axis=(1, 2)), dtype=np.float64)


def _costs(case: Case, run: BorderRun) -> Floats:
    """The cost of waiting of each replication; money."""
    in_line, for_a_slot = prices(case, run)
    flows = run.flows
    return np.asarray(
        (flows["wait"] * in_line).sum(axis=(1, 2)) + (flows["booked"] * for_a_slot).sum(axis=(1, 2)), dtype=np.float64
    )
