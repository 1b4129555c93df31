"""What a window of a rolling horizon takes over: from the window before it, and from the yearly plan at its end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from aryk.case.calendar import CLOSING, Calendar
from aryk.case.case import Case
from aryk.planning.allowances import Seen
from aryk.planning.plan import Plan
from aryk.results.indicators import Gauge

TARGET = "target of "
"""What the names of limits begin with that hold contents at the end of a window; no limit of a case has a blank."""
DEAR = 10.0
"""How many times the highest value of its water a store pays for what it misses at the end of a window."""


def is_target(limit: str) -> bool:
    """Whether a limit is the target of a window."""
    return limit.startswith(TARGET)


def carried_over(so_far: Seen, yearly: Plan, first: int, last: int) -> Case:
    """The case of the days from `first` to `last`, as the days before left it.

    Parameters
    ----------
    so_far
        What was kept of the days before, on the calendar of the whole horizon.
    yearly
        The plan that says with what stores begin and what is built.
    """
    case, calendar = so_far.timeline.case, so_far.timeline.calendar
    horizon = {"start": str(calendar.days[first].date()), "end": str(calendar.days[last].date())}
    tables = {"case": case.tables["case"].assign(**horizon, chronology="full")}
    tables["stores"] = _stores(so_far, yearly, first, last)
    if len(case.tables["expansions"]):
        tables["expansions"] = _built(case, yearly)
    if first > 0:
        tables["links"] = case.tables["links"].assign(initial_flow=np.nan)
        if len(case.tables["plants"]):
            tables["plants"] = _plants(so_far, first)
    return case.with_tables(tables)


def _carrying(case: Case) -> Iterable[str]:
    """Stores that carry through the horizon."""
    stores = case.table("stores")
    return [str(name) for name in stores.index[~stores["regulation"].isin(CLOSING)]]


def _stores(so_far: Seen, yearly: Plan, first: int, last: int) -> pd.DataFrame:
    """Stores that begin with what they hold; only the last window is bound by what they must end with."""
    case, calendar = so_far.timeline.case, so_far.timeline.calendar
    stores = case.tables["stores"].set_index("store", drop=False)
    for name in _carrying(case):
        begin = _beginning(yearly, name)
        stores.at[name, "initial"] = begin
        if first > 0:
            clock, level = _found(so_far, "stores", name, "level")
            step = int(calendar.day_block[clock][first - 1]) if clock != "hour" else 24 * first - 1
            stores.at[name, "initial"] = level[step]
        ends = last == len(calendar.days) - 1
        if ends and stores.at[name, "final"] in ("", "cyclic", "closed"):
            stores.at[name, "final"], stores.at[name, "final_minimum"] = "at-least", begin
        elif not ends:
            stores.at[name, "final"], stores.at[name, "final_minimum"] = "free", np.nan
            stores.at[name, "end_value"] = 0.0
    return stores.reset_index(drop=True)


def _found(seen: Seen, table: str, row: str, quantity: str) -> tuple[str, np.ndarray]:
    found = seen.results.find(table, row, quantity)
    if found is None:
        raise KeyError(f"the results hold no {quantity} of {table} {row}")
    return found


def _beginning(yearly: Plan, store: str) -> float:
    """The content at the start of the horizon."""
    start = yearly.results.find("stores", store, "initial")
    if start is not None:
        return float(start[1][0])
    return float(_found(Seen(yearly.timeline, yearly.results), "stores", store, "level")[1][-1])


def _built(case: Case, yearly: Plan) -> pd.DataFrame:
    """Expansions of the size that the yearly plan chose."""
    rows = case.tables["expansions"].set_index("expansion", drop=False)
    for name in case.table("expansions").index:
        size = float(_found(Seen(yearly.timeline, yearly.results), "expansions", name, "size")[1][0])
        rows.loc[name, ["minimum", "maximum", "unit"]] = [size, size, np.nan]
    return rows.reset_index(drop=True)


def _plants(so_far: Seen, first: int) -> pd.DataFrame:
    """Plants with the flow of the step before, and how long they have been on or off."""
    case, calendar = so_far.timeline.case, so_far.timeline.calendar
    plants = case.tables["plants"].copy()
    for place, row in case.tables["plants"].iterrows():
        if row["row"] not in case.table(row["table"]).index:
            continue
        clock, flow = _found(so_far, row["table"], row["row"], "activity" if row["table"] == "processes" else "flow")
        own = calendar.clocks[clock]
        step = int(np.searchsorted(own.start, calendar.days[first])) - 1
        plants.at[place, "flow_before"] = flow[step]
        if row["commitment"] in ("yes", "relaxed"):
            on = np.rint(_found(so_far, "plants", f"{row['table']}/{row['row']}", "on")[1][: step + 1])
            same = np.flatnonzero(on != on[-1])
            since = int(same[-1]) + 1 if len(same) else 0
            hours = float(own.hours[since : step + 1].sum())
            if not len(same) and np.sign(row["hours_before"]) == (1 if on[-1] else -1):
                hours += abs(row["hours_before"])
            plants.at[place, "hours_before"] = hours if on[-1] else -hours
    return plants


class Targets:
    """What the yearly plan says of contents at the end of a window."""

    def __init__(self, yearly: Plan, kind: str) -> None:
        self.yearly, self.kind = yearly, kind
        self.gauge = Gauge(yearly.timeline, yearly.results)

    def written(self, case: Case, whole: Calendar, last: int) -> Case:
        """The case of a window with a target for each store, or with the worth of what it holds in the end."""
        if last == len(whole.days) - 1:
            return case
        return self._contents(case, last) if self.kind == "contents" else self._values(case, last)

    def _contents(self, case: Case, last: int) -> Case:
        limits: list[dict[str, str | float]] = []
        terms: list[dict[str, str | float]] = []
        for name in _carrying(case):
            level, price = (self.yearly.results.find("stores", name, each) for each in ("level", "price"))
            if level is None or price is None:
                continue
            dear = DEAR * float(np.abs(price[1]).max(initial=0.0)) or 1.0
            content = self.gauge.content(name, *level, last, begins=False)
            target: dict[str, str | float] = {"limit": f"{TARGET}{name}", "sense": "at-least", "quantity": "level"}
            limits.append({**target, "value": content, "per": "horizon", "penalty": dear})
            terms.append({"limit": f"{TARGET}{name}", "table": "stores", "row": name, "quantity": "level"})
        return case.with_rows({"limits": limits, "limit_terms": terms})

    def _values(self, case: Case, last: int) -> Case:
        stores = case.tables["stores"].set_index("store", drop=False)
        weight, party = case.table("parties")["weight"], case.party_of("stores")
        for name in _carrying(case):
            price = self.yearly.results.find("stores", name, "price")
            if price is not None:
                worth = float(price[1][self.yearly.calendar.step_of_day(price[0], last)])
                stores.at[name, "end_value"] = worth / float(weight[party[name]] or 1.0)
        return case.with_tables({"stores": stores.reset_index(drop=True)})
