"""Limits over a time that a window cuts: what is left of them, and what of it the window may use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats
from aryk.case.case import Case
from aryk.case.timeline import Timeline
from aryk.planning.joined import place_of_steps
from aryk.planning.model import Model
from aryk.planning.rules.limits import periods
from aryk.results.fields import Field, Results

Days = np.ndarray


@dataclass(frozen=True)
class Seen:
    """Results on their timeline."""

    timeline: Timeline
    results: Results


def used(seen: Seen, limit: pd.Series, terms: pd.DataFrame, days: Days) -> float:
    """What the terms of a limit sum up to on some days, as an amount, or as rate x hours of a limit of rates."""
    calendar, total = seen.timeline.calendar, 0.0
    days = days & calendar.season(limit["from_day"], limit["to_day"])
    for term in terms.to_dict("records"):
        found = seen.results.find(term["table"], term["row"], term["quantity"])
        if found is None or term["quantity"] in ("level", "end"):
            continue
        clock = calendar.clocks[found[0]]
        hours = clock.hours * clock.weight * calendar.share_of_days(found[0], days)
        if term["profile"]:
            hours = hours * seen.timeline.values(term["profile"], found[0])
        kappa = 1.0
        if limit["quantity"] == "amount":
            case = seen.timeline.case
            kappa = float(case.kappa[case.carrier_of(term["table"])[term["row"]]])
        total += float(term["coefficient"]) * kappa * float(found[1] @ hours)
    return total


def is_cut(calendar: Calendar, per: str, first: int, last: int) -> bool:
    """Whether the days from `first` to `last` cut a period at one of their ends."""
    block = calendar.day_block[per]
    before = first > 0 and block[first - 1] == block[first]
    after = last + 1 < len(block) and block[last + 1] == block[last]
    return bool(before or after)


def cut_limits(case: Case, calendar: Calendar, first: int, last: int) -> pd.DataFrame:
    """The limits on flows and contents whose periods a window cuts."""
    limits = case.table("limits")
    chosen = (limits["quantity"] != "size") & ~limits["per"].isin(("hour", "day"))
    cut = [bool(each) and is_cut(calendar, per, first, last) for each, per in zip(chosen, limits["per"], strict=True)]
    return limits[np.array(cut, dtype=bool)]


def dearest(yearly: Seen, terms: pd.DataFrame) -> float:
    """The highest price of the carriers of some terms in the yearly plan: more than a limit on them is worth."""
    case, highest = yearly.timeline.case, 1.0
    carriers = {case.carrier_of(term.table).get(term.row) for term in terms.itertuples() if term.table != "expansions"}
    nodes = case.table("nodes")["carrier"]
    for field in yearly.results.of("nodes", "price"):
        chosen = np.isin(nodes.reindex(field.names).to_numpy(dtype=str), [str(each) for each in carriers])
        highest = max(highest, float(np.abs(field.values[chosen]).max(initial=0.0)))
    return highest


class Allowances:
    """What a window may use of limits that it cuts.

    A period that ends within the window may use all that is left of it. Of one that goes on, it may use what is left
    beyond that which the yearly plan uses after the window. So what one window leaves over, the next may use, and later
    windows find what the yearly plan means for them. A share of what is left, as the yearly plan uses it, would keep
    back for later windows more than they can use.

    Parameters
    ----------
    whole, yearly
        What was planned so far in full chronology, and the plan of the horizon with typical days.
    first, last
        First and last day of the window, counted from 0.
    """

    def __init__(self, whole: Seen, yearly: Seen, first: int, last: int) -> None:
        self.whole, self.yearly, self.first, self.last = whole, yearly, first, last
        self.case = whole.timeline.case
        terms = self.case.resolve(self.case.table("limit_terms"))
        self.terms = {str(name): rows for name, rows in terms.groupby("limit", sort=False)}
        self.cut = cut_limits(self.case, whole.timeline.calendar, first, last)

    def penalties(self) -> pd.Series:
        """What each cut limit without a penalty of its own costs in periods that go on, money per unit missed."""
        hard = self.cut[self.cut["penalty"].isna()]
        empty = self.whole.timeline.case.table("limit_terms").iloc[:0]
        return pd.Series({name: dearest(self.yearly, self.terms.get(str(name), empty)) for name in hard.index})

    def write(self, model: Model) -> None:
        """Put the allowances in place of the values of the limits in a window's programme."""
        for grid in [each for each in model.program.rows if each.family == "limits"]:
            chosen = [item for item, name in enumerate(grid.names) if name in self.cut.index]
            if not chosen:
                continue
            lower, upper = model.program.bounds_of_rows(grid)
            for item in chosen:
                low, high = self._bounds(model, str(grid.names[item]))
                lower[item], upper[item] = low, high
            model.program.bound_rows(grid, lower, upper)
        self._hold_hard(model)

    def _bounds(self, model: Model, name: str) -> tuple[Floats, Floats]:
        limit = self.cut.loc[name]
        calendar = self.whole.timeline.calendar
        season = f"{limit['from_day']}/{limit['to_day']}" if limit["from_day"] else ""
        own = periods(model.calendar, limit["per"], season)
        place = place_of_steps(model.calendar, calendar, limit["per"])
        bound = np.array([self._allowed(limit, int(period)) for period in place])
        if limit["quantity"] == "rate":
            bound = np.where(own.hours > 0, bound / np.where(own.hours > 0, own.hours, 1.0), 0.0)
        counts = own.counts & np.isfinite(bound)
        lower = np.where((limit["sense"] == "at-most") | ~counts, -np.inf, bound)
        upper = np.where((limit["sense"] == "at-least") | ~counts, np.inf, bound)
        return lower, upper

    def _goes_on(self, per: str, period: int) -> bool:
        block = self.whole.timeline.calendar.day_block[per]
        return bool(self.last + 1 < len(block) and block[self.last + 1] == period)

    def _allowed(self, limit: pd.Series, period: int) -> float:
        """What the window may use of a period: an amount, rate x hours, or a content; NaN where it has no say."""
        calendar = self.whole.timeline.calendar
        inside = calendar.day_block[limit["per"]] == period
        value = float(limit["value"])
        if limit["profile"]:
            value *= float(self.whole.timeline.values(limit["profile"], limit["per"])[period])
        if limit["quantity"] == "level":
            return np.nan if self._goes_on(limit["per"], period) else value
        season = calendar.season(limit["from_day"], limit["to_day"])
        if limit["quantity"] == "rate":
            value *= 24.0 * float((inside & season).sum())
        day = np.arange(len(inside))
        terms = self.terms.get(str(limit["limit"]), self.case.table("limit_terms").iloc[:0])
        left = value - used(self.whole, limit, terms, inside & (day < self.first))
        if not self._goes_on(limit["per"], period):
            return left
        return left - used(self.yearly, limit, terms, inside & (day > self.last))

    def _hold_hard(self, model: Model) -> None:
        """Hard limits may be missed in periods that go on, not in those that end here."""
        hard = self.cut.index[self.cut["penalty"].isna()]
        for grid in [each for each in model.program.columns if each.family in ("limits.short", "limits.over")]:
            most = np.full((grid.items, grid.steps), np.inf)
            place = place_of_steps(model.calendar, self.whole.timeline.calendar, grid.clock)
            ends = np.array([not self._goes_on(grid.clock, int(period)) for period in place])
            for item, name in enumerate(grid.names):
                if name in hard:
                    most[item, ends] = 0.0
            model.program.cap_columns(grid, most)


def missed(seen: Seen) -> list[Field]:
    """By how much soft limits miss their values over the whole horizon, as fields `short` and `over`."""
    case, calendar = seen.timeline.case, seen.timeline.calendar
    limits = case.table("limits")
    soft = limits[limits["penalty"].notna() & (limits["quantity"] != "size")]
    terms = case.resolve(case.table("limit_terms"))
    made: dict[tuple[str, str], list[tuple[str, Floats]]] = {}
    for name, limit in soft.iterrows():
        own = terms[terms["limit"] == name]
        miss = _value(seen, limit) - _sums(seen, limit, own)
        held = calendar.share_of_days(limit["per"], calendar.season(limit["from_day"], limit["to_day"])) > 0
        for quantity, sign, sense in (("short", 1.0, "at-most"), ("over", -1.0, "at-least")):
            if limit["sense"] != sense:
                outside = np.where(held, np.maximum(sign * miss, 0.0), 0.0)
                made.setdefault((quantity, limit["per"]), []).append((str(name), outside))
    return [
        Field(
            "limits", quantity, per, np.array([name for name, _ in rows], dtype=object), np.stack([v for _, v in rows])
        )
        for (quantity, per), rows in made.items()
    ]


def _value(seen: Seen, limit: pd.Series) -> Floats:
    steps = len(seen.timeline.calendar.clocks[limit["per"]])
    course = seen.timeline.values(limit["profile"], limit["per"]) if limit["profile"] else np.ones(steps)
    return np.asarray(float(limit["value"]) * course)


def _sums(seen: Seen, limit: pd.Series, terms: pd.DataFrame) -> Floats:
    """The sum of the terms of a limit in each of its periods, in the unit of its value; see `rules.limits`."""
    calendar, case = seen.timeline.calendar, seen.timeline.case
    season = f"{limit['from_day']}/{limit['to_day']}" if limit["from_day"] else ""
    held, days = periods(calendar, limit["per"], season), calendar.season(limit["from_day"], limit["to_day"])
    total = np.zeros(len(held.hours))
    for term in terms.to_dict("records"):
        at_end = limit["quantity"] == "level" or term["quantity"] == "end"
        found = seen.results.find(term["table"], term["row"], "level" if at_end else term["quantity"])
        if found is None:
            continue
        clock, block = calendar.clocks[found[0]], calendar.blocks(found[0], limit["per"])
        values = found[1] * (seen.timeline.values(term["profile"], found[0]) if term["profile"] else 1.0)
        if at_end:
            last = np.flatnonzero(np.append(block[1:] != block[:-1], True))
            total += term["coefficient"] * values[last]
            continue
        amount = term["coefficient"] * values * clock.hours * calendar.share_of_days(found[0], days)
        if limit["quantity"] == "amount":
            amount = amount * case.kappa[case.carrier_of(term["table"])[term["row"]]]
        part = np.bincount(block, weights=amount, minlength=len(total))
        total += part if limit["quantity"] == "amount" else part / np.where(held.hours > 0, held.hours, 1.0)
    return total
