"""Results of windows of days put together to results of the whole horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aryk.case.calendar import HORIZON, Calendar, Floats, Ints
from aryk.results.fields import Field, Results

AT_END = ("level", "initial", "below", "above")
"""Quantities that stand at the end of a step, or once; all others are means over it."""
SUMMED = ("rent",)
MISSED = ("short", "over")


@dataclass
class _Part:
    """A field under way: sums of value x hours, and the hours that are in them."""

    field: Field
    total: Floats
    hours: Floats


class Joined:
    """What the windows that were planned so far say of the whole horizon.

    Parameters
    ----------
    calendar
        Of the whole horizon, in full chronology.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._parts: dict[str, _Part] = {}

    def take(self, window: Calendar, results: Results, days: int, left_out: frozenset[str]) -> None:
        """Take over the first `days` days of a window; rows of limits in `left_out` are the window's own affair.

        What limits are missed by is left out: it is told of the whole horizon alone.
        """
        for each in results.fields:
            if each.table == "limits" and each.quantity in MISSED:
                continue
            own = [item for item, name in enumerate(each.names) if each.table != "limits" or str(name) not in left_out]
            if own:
                self._take(window, each, days, np.array(own, dtype=np.int64))

    def _take(self, window: Calendar, each: Field, days: int, rows: Ints) -> None:
        part = self._part(each, rows)
        item = {str(name): place for place, name in enumerate(each.names)}
        rows = np.array([item[str(name)] for name in part.field.names], dtype=np.int64)
        own, whole = window.clocks[each.clock], self.calendar.clocks[each.clock]
        inside = window.share_of_days(each.clock, np.arange(len(window.days)) < days)
        steps = np.flatnonzero(inside > 0)
        place = np.searchsorted(whole.start, own.start[steps], side="right") - 1
        hours = (own.hours * inside)[steps]
        values = each.values[rows][:, steps]
        if each.quantity in AT_END:
            begun = each.quantity == "initial" and part.hours[place].any()
            if not begun:
                part.total[:, place], part.hours[place] = values, 1.0
            return
        weight = inside[steps] if each.quantity in SUMMED else hours
        np.add.at(part.total.T, place, (values * weight).T)
        np.add.at(part.hours, place, hours)

    def _part(self, each: Field, rows: Ints) -> _Part:
        if each.label not in self._parts:
            steps = len(self.calendar.clocks[each.clock])
            empty = Field(each.table, each.quantity, each.clock, each.names[rows], np.zeros((0, 0)))
            self._parts[each.label] = _Part(empty, np.zeros((len(rows), steps)), np.zeros(steps))
        return self._parts[each.label]

    def results(self) -> Results:
        """What there is so far; 0 in steps that are still to come."""
        fields = []
        for part in self._parts.values():
            each = part.field
            often = part.hours if each.quantity not in (*AT_END, *SUMMED) else np.ones(len(part.hours))
            values = np.where(often > 0, part.total / np.where(often > 0, often, 1.0), 0.0)
            fields.append(Field(each.table, each.quantity, each.clock, each.names, values))
        return Results(self.calendar, tuple(fields))

    def without(self, table: str, quantity: str, names: frozenset[str]) -> None:
        """Take rows out of the fields of a quantity."""
        for label, part in list(self._parts.items()):
            each = part.field
            if (each.table, each.quantity) != (table, quantity):
                continue
            kept = np.flatnonzero([str(name) not in names for name in each.names])
            if len(kept):
                field = Field(each.table, each.quantity, each.clock, each.names[kept], each.values)
                self._parts[label] = _Part(field, part.total[kept], part.hours)
            else:
                del self._parts[label]

    def put(self, each: Field) -> None:
        """Let a field hold what was computed for the whole horizon."""
        hours = self.calendar.clocks[each.clock].hours if each.quantity not in (*AT_END, *SUMMED) else 1.0
        steps = len(self.calendar.clocks[each.clock])
        self._parts[each.label] = _Part(each, each.values * hours, np.full(steps, 1.0) * hours)


def place_of_steps(window: Calendar, whole: Calendar, clock: str) -> Ints:
    """The step of the whole horizon that each step of a window is, or is a part of."""
    start = window.clocks[clock].start
    if clock == HORIZON:
        return np.zeros(len(start), dtype=np.int64)
    return np.asarray(np.searchsorted(whole.clocks[clock].start, start, side="right") - 1)
