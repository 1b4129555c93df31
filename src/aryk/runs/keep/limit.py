"""A commitment as a limit of the plan: the indicator that tells whether it is kept must reach its target.

    sum over terms of  scale coefficient quantity  >=, <= or =  target

over the season of the indicator, as `aryk.results.indicators` sums it:

- a total is a limit of an amount over the horizon, a mean one of a rate;
- a largest value that must not be passed, or a smallest one that must be reached, is a limit of each step;
- a largest value that must be reached (or a smallest one that must not be passed) somewhere is asked of the mean of one
  day, the one nearest to it in the plan before: enough to keep it, perhaps not the cheapest way;
- a content at the end is a limit of a level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from aryk.case.case import Case
from aryk.planning.plan import Plan
from aryk.planning.rules.limits import LIMITED
from aryk.results.indicators import Gauge
from aryk.words.phrase import Phrase
from aryk.words.reasons import quantity as named
from aryk.words.reasons import reason

PREFIX = "commitment-"
"""Before the name of an agreement: the limit that holds it."""


class NoLimitError(ValueError):
    """A commitment that cannot be written as a limit.

    Attributes
    ----------
    why
        What the message says, in four languages.
    """

    def __init__(self, why: Phrase) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Held:
    """A case with a commitment as a soft limit.

    Attributes
    ----------
    limit
        Name of the limit.
    exact
        Whether the limit asks no more than the commitment does.
    factor
        Units of the limit in one unit of the indicator.
    """

    case: Case
    limit: str
    exact: bool
    factor: float


def with_commitment(case: Case, agreement: str, penalty: float, made: Plan) -> Held:
    """The case in which a commitment is a limit that may be missed at a penalty.

    Parameters
    ----------
    penalty
        Money for each unit of the indicator that is missed (of a rate: for each unit through all of its time).
    made
        A plan of the case or of one near it, to choose a day where one is enough.

    Raises
    ------
    NoLimitError
        If the agreement has no indicator, or one that no limit can hold.
    """
    row = case.tables["agreements"].set_index("agreement").loc[agreement]
    if not row["indicator"]:
        raise NoLimitError(reason("no indicator"))
    indicator = case.table("indicators").loc[row["indicator"]]
    terms = case.resolve(case.table("indicator_terms"))
    terms = terms[terms["indicator"] == row["indicator"]]
    _check(indicator, terms)
    quantity, per, season, exact = _kind(case, str(row["indicator"]), indicator, terms, str(row["sense"]), made)
    scale = float(indicator["scale"])
    calendar = made.calendar
    days = calendar.season(*season) if season[0] else calendar.window(str(calendar.days[0]), str(calendar.days[-1]))
    hours = 24.0 * float(days.sum()) if quantity == "rate" else 1.0
    party = str(indicator["party"]) or str(case.table("parties").index[0])
    name = f"{PREFIX}{agreement}"
    limit: dict[str, str | float] = {
        "limit": name,
        "title": str(row["title"]),
        "party": party,
        "sense": _turned(str(row["sense"])) if scale < 0 else str(row["sense"]),
        "value": float(row["target"]) / scale,
        "quantity": quantity,
        "per": per,
        "from_day": season[0],
        "to_day": season[1],
        "penalty": abs(penalty * scale) / hours,
        "agreement": agreement,
    }
    return Held(_with_limit(case, limit, terms, name), name, exact, 1.0 / scale)


def _check(indicator: pd.Series, terms: pd.DataFrame) -> None:
    statistic = str(indicator["statistic"])
    if not len(terms):
        raise NoLimitError(reason("would tell unused"))
    if statistic in ("share", "first", "days-above", "days-below"):
        raise NoLimitError(reason("no such statistic", statistic=named(statistic)))
    for table, quantity in sorted(set(zip(terms["table"], terms["quantity"], strict=True))):
        if (table, quantity) not in LIMITED:
            raise NoLimitError(reason("no such quantity", quantity=named(quantity), table=named(table)))
        if (quantity == "level") != (statistic == "last"):
            raise NoLimitError(reason("no such pair", statistic=named(statistic), quantity=named(quantity)))


def _kind(
    case: Case, name: str, indicator: pd.Series, terms: pd.DataFrame, sense: str, made: Plan
) -> tuple[str, str, tuple[str, str], bool]:
    """Quantity, period and season of the limit, and whether it asks no more than the commitment."""
    season = (str(indicator["from_day"]), str(indicator["to_day"]))
    match indicator["statistic"]:
        case "total":
            return "amount", "horizon", season, True
        case "mean":
            return "rate", "horizon", season, True
        case "last":
            return "level", "horizon", ("", ""), True
    upper = (indicator["statistic"] == "max") == (float(indicator["scale"]) > 0)
    if sense == ("at-most" if upper else "at-least"):
        clocks = made.calendar.steps
        own = {hit[0] for hit in (made.results.find(*each) for each in _places(terms)) if hit is not None}
        return "rate", max(own or {clocks[0]}, key=clocks.index), season, True
    day = _nearest_day(case, name, terms, season, made, largest=upper)
    return "rate", "horizon", (day, day), False


def _places(terms: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(terms["table"], terms["row"], terms["quantity"], strict=True))


def _nearest_day(
    case: Case, name: str, terms: pd.DataFrame, season: tuple[str, str], made: Plan, *, largest: bool
) -> str:
    """The day of the season on which the sum of the terms is largest, or smallest, in a plan; the first without it."""
    calendar = made.calendar
    inside = calendar.season(*season)
    total = pd.Series(0.0, index=calendar.days)
    for term, place in zip(terms.to_dict("records"), _places(terms), strict=True):
        hit = made.results.find(*place)
        if hit is None:
            continue
        clock, values = hit
        day = calendar.day_block["day"]
        daily = calendar.average(values, "day")[day] if clock == "hour" else values[calendar.day_block[clock]]
        total += float(term["coefficient"]) * daily
    own = total[inside]
    best = own.idxmax() if largest else own.idxmin()
    return f"{best:%m-%d}"


def _with_limit(case: Case, limit: dict[str, str | float], terms: pd.DataFrame, name: str) -> Case:
    rows = [
        {
            "limit": name,
            "table": each["table"],
            "row": each["row"],
            "quantity": each["quantity"],
            "coefficient": float(each["coefficient"]) if not math.isnan(float(each["coefficient"])) else 1.0,
        }
        for each in terms.to_dict("records")
    ]
    return case.with_rows({"limits": [limit], "limit_terms": rows})


def _turned(sense: str) -> str:
    return {"at-least": "at-most", "at-most": "at-least"}.get(sense, sense)


def gauge_of(made: Plan) -> Gauge:
    """Reads indicators off a plan."""
    return Gauge(made.timeline, made.results)
