"""Commitments: what was promised against what the run says."""

from __future__ import annotations

import math

import pandas as pd

from aryk.case.references import values_with_basis
from aryk.measures.apply import share_in_place
from aryk.results.indicators import Gauge

COLUMNS = (
    "agreement",
    "title",
    "sector",
    "due",
    "unit",
    "sense",
    "target",
    "target_basis",
    "run",
    "gap",
    "verdict",
    "why",
    "status",
    "status_date",
    "reference",
)
VERDICTS = ("kept", "on course", "at risk", "missed", "not measurable")
WHOLE_YEAR = 0.98
NOTHING = 1e-9
"""A miss by less than this part of the target is what a solver leaves."""
IN_PLACE = "measures in place"
"""Unit of a count of measures."""
NOT_IN_USE = "what would tell is not in use in this run"
_COPIED = ("agreement", "title", "sector", "due", "sense", "target", "status", "status_date", "reference")
_FLOWS = ("flow", "served", "net", "forward", "back", "activity")


def commitments(gauge: Gauge) -> pd.DataFrame:
    """Each agreement with its verdict.

    - `kept`;
    - `on course`: not reached and not due before the horizon ends, but at least as far from its baseline as a straight
      line to the target would be at the end of the horizon;
    - `at risk`: missed by no more than its tolerance, or missed but not due before the horizon ends, or neither in
      use nor with a date;
    - `missed`;
    - `not measurable`, with the reason. A yearly total is not held against a run of less than a year, and no
      run is held against what was agreed after its horizon.

    An indicator of what is written in the case but not in use in the run, such as a plant that is not built, is 0. An
    agreement that is carried out by measures is held against how many of them are in place.

    `gap` is by how much the target is missed, in its unit; 0 when it is kept. `target_basis` says what the target
    rests on.
    """
    rows = []
    units = gauge.case.table("indicators")["unit"]
    basis = _bases(gauge)
    for row in gauge.case.table("agreements").to_dict("records"):
        name = str(row["indicator"])
        tied = bool(name or row["measures"])
        run, gap = math.nan, math.nan
        verdict, why = "not measurable", row["why_not_measurable"]
        if tied:
            run, why = _measured(gauge, row)
            if not math.isnan(run):
                gap = _gap(str(row["sense"]), float(row["target"]), run)
                gap = 0.0 if gap <= NOTHING * abs(float(row["target"])) else gap
                verdict, why = _verdict(gauge, row, run, gap, why)
        rows.append(
            {
                **{each: row[each] for each in _COPIED},
                "unit": units[name] if name else IN_PLACE if tied else row["target_unit"],
                "target_basis": basis.get(str(row["agreement"]), ""),
                "run": run,
                "gap": gap,
                "verdict": verdict,
                "why": why,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _bases(gauge: Gauge) -> dict[str, str]:
    """What the target of each agreement rests on."""
    values = values_with_basis(gauge.case)
    own = values[(values["table"] == "agreements") & (values["column"] == "target")]
    return {str(row): str(basis) for row, basis in zip(own["row"], own["basis"], strict=True)}


def _measured(gauge: Gauge, row: dict[str, str | float]) -> tuple[float, str]:
    """The number of the run that tells, and what to know of it; NaN and the reason where it cannot be told."""
    last = str(gauge.calendar.days[-1].date())
    if _after(str(row["date"]), last):
        return math.nan, f"it was made after the run ends ({row['date']})"
    if not row["indicator"]:
        listed = str(row["measures"]).split()
        count = sum(share_in_place(gauge.case, gauge.results, name) for name in listed)
        return count, "" if count else f"none of {len(listed)} measures is in place in this run"
    indicator = gauge.case.table("indicators").loc[row["indicator"]]
    if not gauge.calendar.season(indicator["from_day"], indicator["to_day"]).any():
        return math.nan, "the run has no day of its season"
    run = gauge.value(str(row["indicator"]))
    if math.isnan(run):
        return (0.0, NOT_IN_USE) if dormant(gauge, str(row["indicator"])) else (run, "the run has nothing that tells")
    yearly = indicator["statistic"] == "total" and not indicator["from_day"]
    if yearly and gauge.calendar.years < WHOLE_YEAR:
        return math.nan, f"the target is for a year, the run covers {len(gauge.calendar.days)} days"
    return run, ""


def dormant(gauge: Gauge, indicator: str) -> bool:
    """Whether an indicator speaks of flows that are written in the case, but not in use."""
    terms = gauge.case.table("indicator_terms")
    own = terms[terms["indicator"] == indicator]
    return bool(len(own)) and all(str(each or "flow") in _FLOWS for each in own["quantity"])


def _verdict(gauge: Gauge, row: dict[str, str | float], run: float, gap: float, why: str) -> tuple[str, str]:
    target = abs(float(row["target"]))
    if gap == 0:
        return "kept", why
    if gap <= float(row["tolerance"]) * target:
        return "at risk", "missed by less than the tolerance"
    due = str(row["due"])
    until = last_day(due)
    if until is not None and until > gauge.calendar.days[-1]:
        done, wanted = _progress(gauge, row, run)
        if not math.isnan(done) and done >= wanted:
            return "on course", f"{done:.0%} of the way at {wanted:.0%} of the time"
        behind = "" if math.isnan(done) else f": {done:.0%} of the way at {wanted:.0%} of the time"
        return "at risk", f"not reached, but not due before {due}{behind or (why and f'; {why}')}"
    if why and not due:
        return "at risk", f"{why}, and no date was promised"
    return "missed", why


def _progress(gauge: Gauge, row: dict[str, str | float], run: float) -> tuple[float, float]:
    """Shares of the way from baseline to target, and of the time from agreement to due date, that have gone by."""
    base, target = float(row["baseline"]), float(row["target"])
    first, last = first_day(str(row["date"])), last_day(str(row["due"]))
    if math.isnan(base) or base == target or row["sense"] == "equal" or first is None or last is None:
        return math.nan, math.nan
    gone = (gauge.calendar.days[-1] - first) / (last - first) if last > first else 1.0
    return (run - base) / (target - base), float(min(1.0, max(0.0, gone)))


def first_day(date: str) -> pd.Timestamp | None:
    """The first day of a date, perhaps only a year or a month; None for what is no date.

    >>> first_day("2024-02"), first_day("soon")
    (Timestamp('2024-02-01 00:00:00'), None)
    """
    return pd.Timestamp(f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]) if date[:4].isdigit() else None


def last_day(date: str) -> pd.Timestamp | None:
    """The last day of a date, perhaps only a year or a month; None for what is no date.

    >>> last_day("2024-02"), last_day("2030")
    (Timestamp('2024-02-29 00:00:00'), Timestamp('2030-12-31 00:00:00'))
    """
    first = first_day(date)
    if first is None or len(date) > 7:
        return first
    return first + (pd.offsets.YearEnd() if len(date) == 4 else pd.offsets.MonthEnd())


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
