"""Some days of a long case in full chronology, while the rest of its horizon stays as planned.

What the window takes over from the plan of the whole horizon:

- stores that carry beyond the window start with their planned content, and what they hold at its end is worth the
  planned price (value of water) at that time; a window that ends with the horizon ends as the case says;
- a sum that a limit counts over the horizon or a year may use what the plan left for these days, and what it left
  unused;
- what flowed before the window on a link with a lag arrives in it.

The window begins and ends with a dekad, so that sums by dekad stay whole. Demands of at least a sum of a month,
which the window may cut, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar
from aryk.case.case import Case
from aryk.case.changes import Change, apply_changes
from aryk.case.faults import CaseError, Fault
from aryk.planning.plan import Plan
from aryk.results.indicators import Gauge

WHOLE = ("horizon", "year")
CUT = ("month", "season")


@dataclass(frozen=True)
class Window:
    """First and last day, both included, as `2024-02-02`."""

    start: str
    end: str

    @property
    def days(self) -> int:
        """Its length."""
        return int((pd.Timestamp(self.end) - pd.Timestamp(self.start)).days) + 1


def around(calendar: Calendar, start: str, end: str, spare: int) -> Window:
    """The window of whole dekads that holds the days from `start` to `end` and `spare` days on both sides.

    Raises
    ------
    CaseError
        If these days do not lie in the horizon.
    """
    days = calendar.days
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    if last < first or first < days[0] or last > days[-1]:
        allowed = f"days from {days[0].date()} to {days[-1].date()}, the horizon of this scenario"
        found, remedy = f"{start} to {end}", "choose other days, or a scenario that holds them"
        raise CaseError([Fault("outage", 0, "", "the days do not lie in the horizon", found, allowed, remedy)])
    first, last = first - pd.Timedelta(days=spare), last + pd.Timedelta(days=spare)
    first = first.replace(day=1 + 10 * min((first.day - 1) // 10, 2))
    last = last.replace(day=10 * ((last.day + 9) // 10)) if last.day <= 20 else last + pd.offsets.MonthEnd(0)
    return Window(str(max(first, days[0]).date()), str(min(last, days[-1]).date()))


def windowed(planned: Plan, window: Window, chronology: str = "full") -> Case:
    """The case of a plan cut to a window, in full chronology or in typical days.

    Raises
    ------
    CaseError
        If the cut case makes no sense.
    """
    case = planned.case
    name = str(case.tables["case"]["case"].iloc[0])
    changes = [
        _set("case", name, "start", window.start),
        _set("case", name, "end", window.end),
        _set("case", name, "chronology", chronology),
        *_contents(planned, window),
        *_sums(planned, window),
        *_under_way(planned, window),
    ]
    return apply_changes(case, changes)


def _set(table: str, row: str, column: str, value: str | float) -> Change:
    words = value if isinstance(value, str) else repr(float(value))
    return Change(table, row, "", column, "set", words, "window")


def _contents(planned: Plan, window: Window) -> list[Change]:
    """Content at the start and worth of content at the end, of stores that carry through the horizon."""
    gauge, results, changes = Gauge(planned.timeline, planned.results), planned.results, []
    days = planned.calendar.days
    first, last = (int(np.searchsorted(days, pd.Timestamp(day))) for day in (window.start, window.end))
    stores, weight = planned.case.table("stores"), planned.case.table("parties")["weight"]
    parties = planned.case.party_of("stores")
    for name in stores.index:
        level, price = results.find("stores", name, "level"), results.find("stores", name, "price")
        if level is None or price is None or results.find("stores", name, "initial") is None:
            continue
        most = stores.at[name, "capacity"]
        content = max(gauge.content(name, *level, first, begins=True), float(stores.at[name, "minimum"]))
        changes.append(_set("stores", name, "initial", content if np.isnan(most) else min(content, float(most))))
        if last == len(days) - 1:
            changes += _own_end(planned, name)
            continue
        worth = float(price[1][planned.calendar.step_of_day(price[0], last)]) / float(weight[parties[name]])
        changes += [
            _set("stores", name, "final", "free"),
            _set("stores", name, "final_minimum", ""),
            _set("stores", name, "end_value", worth),
        ]
    return changes


def _own_end(planned: Plan, store: str) -> list[Change]:
    """A window that ends with the horizon ends as the case says; a cycle returns to the start of the horizon."""
    if planned.case.table("stores").at[store, "final"] not in ("cyclic", "closed"):
        return []
    found = planned.results.find("stores", store, "initial")
    assert found is not None
    return [
        _set("stores", store, "final", "at-least"),
        _set("stores", store, "final_minimum", float(found[1][0])),
    ]


def _sums(planned: Plan, window: Window) -> list[Change]:
    """What the plan leaves to the window of sums over a longer time."""
    limits, terms = planned.case.table("limits"), planned.case.resolve(planned.case.table("limit_terms"))
    changes = []
    for limit in limits.itertuples():
        if limit.quantity != "amount":
            continue
        if limit.per in WHOLE:
            own = terms[terms["limit"] == limit.limit].to_dict("records")
            outside = planned.calendar.season(limit.from_day, limit.to_day) & ~planned.calendar.window(*_edges(window))
            if limit.per == "year":
                outside = outside & (planned.calendar.days.year.to_numpy() == pd.Timestamp(window.start).year)
            used = sum(_amount(planned, term, outside) for term in own)
            course = planned.timeline.values(limit.profile, limit.per)[0] if limit.profile else 1.0
            changes += [_set("limits", limit.limit, "value", limit.value * course - used)]
            changes += [_set("limits", limit.limit, "profile", "")] if limit.profile else []
        elif limit.per in CUT and limit.sense != "at-most":
            changes.append(_set("limits", limit.limit, "active", "no"))
    return changes


def _edges(window: Window) -> tuple[str, str]:
    return window.start, window.end


def _amount(planned: Plan, term: dict[str, str | float], days: np.ndarray) -> float:
    """What a term of a limit counts on some days."""
    found = planned.results.find(str(term["table"]), str(term["row"]), str(term["quantity"]))
    if found is None:
        return 0.0
    clock = planned.calendar.clocks[found[0]]
    hours = clock.hours * clock.weight * planned.calendar.share_of_days(found[0], days)
    kappa = planned.case.kappa[planned.case.carrier_of(str(term["table"]))[term["row"]]]
    return float(term["coefficient"]) * float(kappa) * float(found[1] @ hours)


def _under_way(planned: Plan, window: Window) -> list[Change]:
    """What is on its way at the start, on links with a lag."""
    day = int(np.searchsorted(planned.calendar.days, pd.Timestamp(window.start))) - 1
    links = planned.case.table("links")
    if day < 0:
        return []
    changes = []
    for name in links.index[links["lag"] > 0]:
        found = planned.results.find("links", name, "forward")
        if found is not None:
            step = planned.calendar.step_of_day(found[0], day)
            changes.append(_set("links", name, "initial_flow", max(0.0, float(found[1][step]))))
    return changes
