"""Hindcast: what really happened against what the run says."""

from __future__ import annotations

import math

import pandas as pd

from aryk.results.indicators import Gauge

COLUMNS = (
    "observation",
    "title",
    "start",
    "end",
    "unit",
    "observed",
    "run",
    "error",
    "relative",
    "tolerance",
    "verdict",
    "basis",
    "reference",
)


def hindcast(gauge: Gauge) -> pd.DataFrame:
    """Each observation whose window lies within the horizon, with error and verdict.

    The verdict is `agrees` (relative error within the tolerance), `off`, or `not in this run` where the
    run has nothing to hold against it. The relative error is that of the observed value.
    """
    case, calendar = gauge.case, gauge.calendar
    first, last = (str(day.date()) for day in (calendar.days[0], calendar.days[-1]))
    units = case.table("indicators")["unit"]
    rows = []
    for row in case.table("observations").to_dict("records"):
        if row["start"] < first or row["end"] > last:
            continue
        run = gauge.value(row["indicator"], row["start"], row["end"])
        error = run - row["value"]
        relative = (
            error / abs(row["value"]) if row["value"] else (0.0 if error == 0 else math.copysign(math.inf, error))
        )
        verdict = "not in this run" if math.isnan(run) else "agrees" if abs(relative) <= row["tolerance"] else "off"
        rows.append(
            {
                **{
                    name: row[name]
                    for name in ("observation", "title", "start", "end", "tolerance", "basis", "reference")
                },
                "unit": units[row["indicator"]],
                "observed": row["value"],
                "run": run,
                "error": error,
                "relative": relative,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))
