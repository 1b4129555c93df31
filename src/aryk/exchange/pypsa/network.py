"""A PyPSA network as tables: attributes with their defaults filled in, and their courses over the snapshots."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.case.faults import CaseError, Fault, report
from aryk.exchange.pypsa.attributes import COMPONENTS
from aryk.exchange.pypsa.component import Value

Row = dict[str, Any]


class NetworkError(CaseError):
    """A network that cannot be carried over; `faults` holds every reason, by list of components and attribute."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(faults)
        self.args = (report(self.faults).replace("in the case:", "in the network:", 1),)


@dataclass(frozen=True)
class Network:
    """The raw tables of a PyPSA network.

    Attributes
    ----------
    snapshots
        One row for each: `label`, `period` (NaN without investment periods), weightings `objective`, `stores`,
        `generators`.
    periods
        Index: the investment periods; weightings `objective` and `years`. Without rows if there are none.
    tables
        Components by list name: index their names, one column for each declared attribute, defaults filled in.
    series
        Courses by list name and attribute: one row for each snapshot, one column for each component that has one.
    unknown
        Columns by list name that PyPSA does not know.
    piecewise
        Attributes by list name that are given as curves.
    """

    name: str
    snapshots: pd.DataFrame
    periods: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    series: dict[str, dict[str, pd.DataFrame]]
    unknown: dict[str, list[str]] = field(default_factory=dict)
    piecewise: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _records: dict[str, list[Row]] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.snapshots)

    def rows(self, list_name: str) -> Iterator[Row]:
        """Each active component as a dictionary, its name under `name`."""
        if list_name not in self._records:
            frame = self.tables[list_name]
            columns = ["name", *map(str, frame.columns)]
            cells = zip(frame.index, *(frame[column].tolist() for column in frame.columns), strict=True)
            records = (dict(zip(columns, each, strict=True)) for each in cells)
            self._records[list_name] = [each for each in records if each.get("active", True)]
        yield from self._records[list_name]

    def varies(self, list_name: str, name: str, attribute: str) -> bool:
        """Whether an attribute has a course that is not the same in all snapshots."""
        held = self.series.get(list_name, {}).get(attribute)
        if held is None or name not in held.columns:
            return False
        values = held[name].to_numpy()
        return bool(np.isnan(values).any() != np.isnan(values).all() or (values[:1] != values).any())

    def course(self, list_name: str, row: Row, attribute: str) -> Floats:
        """An attribute of a component in each snapshot; shape (n,)."""
        held = self.series.get(list_name, {}).get(attribute)
        if held is not None and row["name"] in held.columns:
            return np.asarray(held[row["name"]], dtype=float)
        return np.full(len(self), float(row[attribute]))

    def weighting(self, name: str) -> Floats:
        """A weighting of the snapshots: objective, stores or generators; shape (n,)."""
        return np.asarray(self.snapshots[name], dtype=float)

    @property
    def period(self) -> Floats:
        """The investment period of each snapshot; NaN without any."""
        return np.asarray(self.snapshots["period"], dtype=float)

    def without(self, list_name: str, names: Collection[str]) -> Network:
        """The network without some components."""
        frame = self.tables[list_name]
        return replace(self, tables={**self.tables, list_name: frame[~frame.index.isin(list(names))]})

    def with_default(self, list_name: str, attribute: str, names: Collection[str]) -> Network:
        """The network in which an attribute of some components has its default."""
        frame = self.tables[list_name].copy()
        frame.loc[list(names), attribute] = default_of(list_name, attribute)
        held = dict(self.series.get(list_name, {}))
        if attribute in held:
            held[attribute] = held[attribute].drop(columns=list(names), errors="ignore")
        tables, series = {**self.tables, list_name: frame}, {**self.series, list_name: held}
        return replace(self, tables=tables, series=series)


def default_of(list_name: str, attribute: str) -> Value:
    """The default of a declared attribute."""
    found = COMPONENTS[list_name].attribute(attribute)
    assert found is not None
    return found.default
