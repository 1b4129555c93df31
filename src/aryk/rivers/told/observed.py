"""What a river run says of each observation, and how well it fits, series by series."""

from __future__ import annotations

import math

import pandas as pd

from aryk.case.case import Case
from aryk.results.indicators import Gauge
from aryk.rivers.fit import bias, efficiency, kling_gupta
from aryk.rivers.run import RiverRun

COLUMNS = (
    "observation",
    "title",
    "indicator",
    "start",
    "end",
    "kind",
    "unit",
    "observed",
    "run",
    "scaled",
    "verdict",
)
KINDS = {"last": "contents", "first": "contents", "total": "amounts"}
"""Observations of one kind are in one unit; all other statistics are of flows."""


def whole_indicators(case: Case, run: RiverRun) -> set[str]:
    """Indicators of which the river has every term."""
    terms = case.resolve(case.table("indicator_terms"))
    there = [
        run.results.find(table, row, quantity) is not None
        for table, row, quantity in zip(terms["table"], terms["row"], terms["quantity"], strict=True)
    ]
    return {str(name) for name, group in terms.assign(there=there).groupby("indicator") if group["there"].all()}


def observed(case: Case, run: RiverRun) -> pd.DataFrame:
    """Each observation within the run of which the river has every term.

    Columns: observation, title, indicator, kind (contents, amounts, flows), unit, start, end, observed, run,
    scaled (the error in parts of its tolerance) and verdict (agrees, off).
    """
    gauge, whole = Gauge(run.timeline, run.results), whole_indicators(case, run)
    first, last = (str(day.date()) for day in (run.calendar.days[0], run.calendar.days[-1]))
    indicators = case.table("indicators")
    rows = []
    for row in case.table("observations").to_dict("records"):
        if row["start"] < first or row["end"] > last or row["indicator"] not in whole:
            continue
        value = gauge.value(row["indicator"], row["start"], row["end"])
        if math.isnan(value):
            continue
        error = value - row["value"]
        allowed = row["tolerance"] * abs(row["value"]) or 1.0
        own = indicators.loc[row["indicator"]]
        rows.append(
            {
                **{name: row[name] for name in ("observation", "title", "indicator", "start", "end")},
                "kind": KINDS.get(own["statistic"], "flows"),
                "unit": own["unit"],
                "observed": row["value"],
                "run": value,
                "scaled": error / allowed,
                "verdict": "agrees" if abs(error) <= row["tolerance"] * abs(row["value"]) else "off",
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def fits(seen: pd.DataFrame) -> pd.DataFrame:
    """Fit of each kind of observation: how many, how many agree, NSE, KGE and bias.

    Parameters
    ----------
    seen
        As `observed` gives it.
    """
    rows = []
    for (kind, unit), group in seen.groupby(["kind", "unit"], sort=True):
        values, run = group["observed"].to_numpy(float), group["run"].to_numpy(float)
        rows.append(
            {
                "kind": kind,
                "unit": unit,
                "observations": len(group),
                "agree": int((group["verdict"] == "agrees").sum()),
                "nse": efficiency(values, run),
                "kge": kling_gupta(values, run),
                "bias": bias(values, run),
            }
        )
    return pd.DataFrame(rows, columns=["kind", "unit", "observations", "agree", "nse", "kge", "bias"])
