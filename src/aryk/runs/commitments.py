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


def commitments(gauge: Gauge) -> pd.DataFrame:
    """Each agreement with its verdict.

    `kept`; `at risk` (missed by no more than its tolerance); `missed`; `not measurable`, with the reason.
    `gap` is by how much the target is missed, in its unit; 0 when it is kept. A yearly total is not held
    against a run of less than a year.
    """
    rows = []
    indicators = gauge.case.table("indicators")
    for row in gauge.case.table("agreements").to_dict("records"):
        name = row["indicator"]
        run, gap, verdict, why = math.nan, math.nan, "not measurable", row["why_not_measurable"]
        if name:
            run = gauge.value(name)
            seasonal = bool(indicators.at[name, "from_day"])
            if math.isnan(run):
                why = "the run has none of the components that would tell"
            elif indicators.at[name, "statistic"] == "total" and not seasonal and gauge.calendar.years < WHOLE_YEAR:
                run, why = math.nan, f"the target is for a year, the run covers {len(gauge.calendar.days)} days"
            else:
                gap = _gap(row["sense"], float(row["target"]), run)
                allowed = float(row["tolerance"]) * abs(float(row["target"]))
                verdict, why = (
                    ("kept" if gap <= 1e-9 * abs(float(row["target"])) else "at risk" if gap <= allowed else "missed"),
                    "",
                )
        rows.append(
            {
                **{
                    each: row[each]
                    for each in (
                        "agreement",
                        "title",
                        "sector",
                        "due",
                        "sense",
                        "target",
                        "status",
                        "status_date",
                        "reference",
                    )
                },
                "unit": indicators.at[name, "unit"] if name else row["target_unit"],
                "run": run,
                "gap": gap,
                "verdict": verdict,
                "why": why,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _gap(sense: str, target: float, run: float) -> float:
    match sense:
        case "at-least":
            return max(target - run, 0.0)
        case "at-most":
            return max(run - target, 0.0)
    return abs(run - target)
