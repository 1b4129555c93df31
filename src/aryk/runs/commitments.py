"""Commitments: what was promised against what the run says."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from aryk.case.references import values_with_basis
from aryk.measures.apply import share_in_place
from aryk.results.indicators import Gauge
from aryk.words.phrase import NOTHING, Phrase
from aryk.words.reasons import reason

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
LEAST = 1e-9
"""A miss by less than this part of the target is what a solver leaves."""
IN_PLACE = "measures in place"
"""Unit of a count of measures."""
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
    return standing(gauge).table


@dataclass(frozen=True)
class Standing:
    """Where agreements stand.

    Attributes
    ----------
    table
        See `commitments`.
    reasons
        By agreement, why the verdict is what it is, where the run says so and not the case.
    """

    table: pd.DataFrame = field(repr=False)
    reasons: dict[str, Phrase]


def standing(gauge: Gauge) -> Standing:
    """Each agreement with its verdict, and the reasons as phrases that can be told in four languages.

    See `commitments`.
    """
    rows = []
    reasons: dict[str, Phrase] = {}
    units = gauge.case.table("indicators")["unit"]
    basis = _bases(gauge)
    for row in gauge.case.table("agreements").to_dict("records"):
        name = str(row["indicator"])
        tied = bool(name or row["measures"])
        run, gap = math.nan, math.nan
        verdict, why = "not measurable", NOTHING
        if tied:
            run, why = _measured(gauge, row)
            if not math.isnan(run):
                gap = _gap(str(row["sense"]), float(row["target"]), run)
                gap = 0.0 if gap <= LEAST * abs(float(row["target"])) else gap
                verdict, why = _verdict(gauge, row, run, gap, why)
            reasons[str(row["agreement"])] = why
        rows.append(
            {
                **{each: row[each] for each in _COPIED},
                "unit": units[name] if name else IN_PLACE if tied else row["target_unit"],
                "target_basis": basis.get(str(row["agreement"]), ""),
                "run": run,
                "gap": gap,
                "verdict": verdict,
                "why": str(why) if tied else row["why_not_measurable"],
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Standing(table, {name: why for name, why in reasons.items() if why})


def _bases(gauge: Gauge) -> dict[str, str]:
    """What the target of each agreement rests on."""
    values = values_with_basis(gauge.case)
    own = values[(values["table"] == "agreements") & (values["column"] == "target")]
    return {str(row): str(basis) for row, basis in zip(own["row"], own["basis"], strict=True)}


def _measured(gauge: Gauge, row: dict[str, str | float]) -> tuple[float, Phrase]:
    """The number of the run that tells, and what to know of it; NaN and the reason where it cannot be told."""
    last = str(gauge.calendar.days[-1].date())
    if _after(str(row["date"]), last):
        return math.nan, reason("made after", date=str(row["date"]))
    if not row["indicator"]:
        listed = str(row["measures"]).split()
        count = sum(share_in_place(gauge.case, gauge.results, name) for name in listed)
        return count, NOTHING if count else reason("none in place", count=str(len(listed)))
    indicator = gauge.case.table("indicators").loc[row["indicator"]]
    if not gauge.calendar.season(indicator["from_day"], indicator["to_day"]).any():
        return math.nan, reason("no day")
    run = gauge.value(str(row["indicator"]))
    if math.isnan(run):
        idle = dormant(gauge, str(row["indicator"]))
        return (0.0, reason("not in use")) if idle else (run, reason("nothing tells"))
    yearly = indicator["statistic"] == "total" and not indicator["from_day"]
    if yearly and gauge.calendar.years < WHOLE_YEAR:
        return math.nan, reason("part of a year", days=str(len(gauge.calendar.days)))
    return run, NOTHING


def dormant(gauge: Gauge, indicator: str) -> bool:
    """Whether an indicator speaks of flows that are written in the case, but not in use."""
    terms = gauge.case.table("indicator_terms")
    own = terms[terms["indicator"] == indicator]
    return bool(len(own)) and all(str(each or "flow") in _FLOWS for each in own["quantity"])


def _verdict(gauge: Gauge, row: dict[str, str | float], run: float, gap: float, why: Phrase) -> tuple[str, Phrase]:
    target = abs(float(row["target"]))
    if gap == 0:
        return "kept", why
    if gap <= float(row["tolerance"]) * target:
        return "at risk", reason("within tolerance")
    due = str(row["due"])
    until = last_day(due)
    if until is not None and until > gauge.calendar.days[-1]:
        done, wanted = _progress(gauge, row, run)
        if not math.isnan(done) and done >= wanted:
            return "on course", _way(done, wanted)
        if not math.isnan(done):
            return "at risk", reason("not due and", due=due, more=_way(done, wanted))
        return "at risk", reason("not due; also", due=due, more=why) if why else reason("not due", due=due)
    if why and not due:
        return "at risk", reason("no date", why=why)
    return "missed", why


def _way(done: float, gone: float) -> Phrase:
    return reason("on the way", done=f"{done:.0%}", gone=f"{gone:.0%}")


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
