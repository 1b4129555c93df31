"""Commitments: what was promised against what the run says."""

from __future__ import annotations

import math

import pandas as pd

from aryk.results.indicators import Gauge

COLUMNS = (
    "agreement",
    "title",
    "sector",
    "due",
    "unit",
    "sense",
    "target",
    "run",
    "gap",
    "verdict",
    "why",
    "status",
    "status_date",
    "reference",
)
WHOLE_YEAR = 0.98
NOTHING = 1e-9
"""A miss by less than this part of the target is what a solver leaves."""
_COPIED = ("agreement", "title", "sector", "due", "sense", "target", "status", "status_date", "reference")


def commitments(gauge: Gauge) -> pd.DataFrame:
    """Each agreement with its verdict.

    - `kept`;
    - `at risk`: missed by no more than its tolerance, or missed but not due before the horizon ends;
    - `missed`;
    - `not measurable`, with the reason. A yearly total is not held against a run of less than a year, and no
      run is held against what was agreed after its horizon.

    `gap` is by how much the target is missed, in its unit; 0 when it is kept.
    """
    rows = []
    units = gauge.case.table("indicators")["unit"]
    for row in gauge.case.table("agreements").to_dict("records"):
        name = row["indicator"]
        run, gap = math.nan, math.nan
        verdict, why = "not measurable", row["why_not_measurable"]
        if name:
            why = _why_not(gauge, row)
            if not why:
                run = gauge.value(name)
                gap = _gap(row["sense"], float(row["target"]), run)
                gap = 0.0 if gap <= NOTHING * abs(float(row["target"])) else gap
                verdict, why = _verdict(gauge, row, gap)
        rows.append(
            {
                **{each: row[each] for each in _COPIED},
                "unit": units[name] if name else row["target_unit"],
                "run": run,
                "gap": gap,
                "verdict": verdict,
                "why": why,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _why_not(gauge: Gauge, row: dict[str, str | float]) -> str:
    """Why the run cannot tell whether an agreement with an indicator is kept, or nothing."""
    last = str(gauge.calendar.days[-1].date())
    indicator = gauge.case.table("indicators").loc[row["indicator"]]
    if _after(str(row["date"]), last):
        return f"it was made after the run ends ({row['date']})"
    if math.isnan(gauge.value(str(row["indicator"]))):
        return "the run has none of the components that would tell"
    yearly = indicator["statistic"] == "total" and not indicator["from_day"]
    if yearly and gauge.calendar.years < WHOLE_YEAR:
        return f"the target is for a year, the run covers {len(gauge.calendar.days)} days"
    return ""


def _verdict(gauge: Gauge, row: dict[str, str | float], gap: float) -> tuple[str, str]:
    target = abs(float(row["target"]))
    if gap == 0:
        return "kept", ""
    if gap <= float(row["tolerance"]) * target:
        return "at risk", "missed by less than the tolerance"
    if _after(str(row["due"]), str(gauge.calendar.days[-1].date())):
        return "at risk", f"not reached, but not due before {row['due']}"
    return "missed", ""


def _after(date: str, last: str) -> bool:
    """Whether a date, perhaps only a year or a month, lies wholly after a day."""
    return date[:4].isdigit() and date > last[: len(date)]


def _gap(sense: str, target: float, run: float) -> float:
    match sense:
        case "at-least":
            return max(target - run, 0.0)
        case "at-most":
            return max(run - target, 0.0)
    return abs(run - target)
