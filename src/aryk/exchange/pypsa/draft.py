"""A case in the making: rows of its tables, names that are names of Aryk, and its series."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES

PARTY, REFERENCE, FILE = "system", "pypsa", "pypsa.csv"
_STRANGE = re.compile(r"[^A-Za-z0-9_.-]+")
_EVIDENCE = {"reference": REFERENCE, "basis": "reported"}


def identifier(name: str, otherwise: str) -> str:
    """A name of letters, digits, `-`, `_` and `.` that is most like another.

    >>> identifier("DE1 0 gas (CHP)", "process")
    'DE1-0-gas-CHP'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _STRANGE.sub("-", plain).strip("-_.") or otherwise


@dataclass
class Draft:
    """Rows and series of a case that grows.

    Attributes
    ----------
    nodes
        The node of each bus.
    activity
        The process of each component, by list name and name, and the sign of its activity.
    capacity
        The expansion of each extendable component, by list name and name.
    store
        The store of each store and storage unit, by list name and name.
    start_content
        The content before the first step of each store, by list name and name.
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    courses: dict[str, Floats] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    activity: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    capacity: dict[tuple[str, str], str] = field(default_factory=dict)
    store: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: dict[str, set[str]] = field(default_factory=dict)
    _held: dict[bytes, str] = field(default_factory=dict)

    def name(self, table: str, wished: str) -> str:
        """A name for a row of a table that no other row of it has."""
        taken = self._taken.setdefault(table, set())
        plain = identifier(wished, TABLES[table].id if table in TABLES else table)
        found, count = plain, 1
        while found in taken:
            count += 1
            found = f"{plain}-{count}"
        taken.add(found)
        return found

    def add(self, table: str, /, **cells: Any) -> None:
        """A row of a table; cells left out are empty."""
        known = TABLES[table].by_name
        evidence = _EVIDENCE if "basis" in known else {}
        row = {key: _cell(value) for key, value in {**evidence, **cells}.items() if value is not None}
        self.rows.setdefault(table, []).append(row)

    def course(self, values: Floats, wished: str) -> str:
        """The series of these values; equal values share one."""
        values = np.asarray(values, dtype=float) + 0.0  # no negative zeros
        key = values.tobytes()
        if key not in self._held:
            self._held[key] = self.name("series", wished)
            self.courses[self._held[key]] = values
        return self._held[key]

    def share(self, values: Floats, wished: str) -> str:
        """The series of shares or factors; "" where they are 1 throughout."""
        return "" if (values == 1).all() else self.course(values, wished)

    def priced(self, values: Floats, wished: str) -> tuple[float, str]:
        """A cost and the series of its course: one number where it does not vary."""
        if (values == values[0]).all():
            return float(values[0]), ""
        return 1.0, self.course(values, wished)

    def case(self, name: str, times: pd.DatetimeIndex, last_hours: float) -> Case:
        """The case; `times` are the begins of its steps, and its last step has `last_hours`."""
        for series in self.courses:
            self.add("series", series=series, file=FILE, cycle="none")
        tables = {table: typed_frame(TABLES[table], self.rows.get(table, [])) for table in TABLES}
        files = {
            table: pd.DataFrame({"file": f"{table}.csv", "row": np.arange(len(frame)) + 2})
            for table, frame in tables.items()
        }
        held = {FILE: _file(self.courses, times, last_hours)} if self.courses else {}
        return Case(name, tables, files, held)


def _cell(value: Any) -> str | float:
    if isinstance(value, str):
        return value
    return float("nan") if value is None or np.isinf(value) else float(value)


def _file(courses: dict[str, Floats], times: pd.DatetimeIndex, last_hours: float) -> pd.DataFrame:
    """The series as a file; where its last value would end before the last step does, that value stands twice."""
    from aryk.case.series import end_of

    frame = pd.DataFrame(courses, index=pd.DatetimeIndex(times, name="time").as_unit("s"))
    finish = times[-1] + pd.Timedelta(seconds=round(3600 * last_hours))
    if pd.Timestamp(end_of(frame.index.to_numpy())) >= finish:
        return frame
    return pd.concat([frame, frame.iloc[[-1]].set_axis(pd.DatetimeIndex([finish], name="time").as_unit("s"))])
