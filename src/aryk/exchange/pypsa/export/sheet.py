"""A PyPSA network in the making: components, their courses, and what cannot be carried over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Clock, Floats
from aryk.case.case import Case
from aryk.case.faults import Fault, quoted
from aryk.case.timeline import Timeline
from aryk.exchange.pypsa.attributes import COMPONENTS
from aryk.exchange.pypsa.network import Network

LEFT_OUT = "; with --partial it is left out"


@dataclass
class Sheet:
    """Components of a network that grows.

    Attributes
    ----------
    step
        The one clock of the case.
    counted
        What the activity of rows adds to buses that count for limits: by table and row, of links also the way,
        pairs of bus and rate.
    carriers
        The carrier that a component gets because a limit asks for it, by table and row.
    """

    timeline: Timeline
    step: str
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    series: dict[str, dict[str, dict[str, Floats]]] = field(default_factory=dict)
    counted: dict[tuple[str, str], list[tuple[str, Floats]]] = field(default_factory=dict)
    carriers: dict[tuple[str, str], str] = field(default_factory=dict)
    attributes: dict[str, dict[str, float]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """The case."""
        return self.timeline.case

    @property
    def clock(self) -> Clock:
        """Its clock."""
        return self.timeline.calendar.clocks[self.step]

    @property
    def ones(self) -> Floats:
        """A one for each step."""
        return np.ones(len(self.clock))

    def course(self, series: str, default: float = 1.0) -> Floats:
        """The values of a series; of none the default."""
        return self.timeline.values(series, self.step) if series else np.full(len(self.clock), default)

    def kappa(self, carrier: str) -> float:
        """Amount of a carrier that a rate of 1 makes in an hour."""
        return float(self.case.kappa[carrier])

    def weight(self, party: str) -> float:
        """Weight of a party in the objective."""
        return float(self.case.table("parties").at[party, "weight"])

    def add(self, list_name: str, wished: str, **values: Any) -> str:
        """A component; courses that do not vary become one number. Gives its name."""
        rows = self.rows.setdefault(list_name, {})
        name, count = wished, 1
        while name in rows:
            count += 1
            name = f"{wished} {count}"
        rows[name] = {}
        for attribute, value in values.items():
            if isinstance(value, np.ndarray):
                if (value == value[0]).all():
                    rows[name][attribute] = float(value[0])
                else:
                    self.series.setdefault(list_name, {}).setdefault(attribute, {})[name] = value
            elif value is not None:
                rows[name][attribute] = value
        return name

    def refuse(self, table: str, column: str, names: Iterable[str], what: str, remedy: str) -> bool:
        """Note what cannot be carried over; whether there was something."""
        listed = list(names)
        if listed:
            self.faults.append(Fault(f"{table}.csv", 0, column, what, quoted(listed), "", remedy + LEFT_OUT))
        return bool(listed)

    def network(self, snapshots: pd.DataFrame, periods: pd.DataFrame) -> Network:
        """The network as it stands."""
        tables = {name: self._table(name) for name in COMPONENTS}
        index = range(len(snapshots))
        series = {
            name: {
                attribute: pd.DataFrame(columns, index=index)
                for attribute, columns in self.series.get(name, {}).items()
            }
            for name in COMPONENTS
        }
        return Network(self.case.name, snapshots, periods, tables, series)

    def _table(self, list_name: str) -> pd.DataFrame:
        rows, component = self.rows.get(list_name, {}), COMPONENTS[list_name]
        columns = [each.name for each in component.attributes]
        further = [*(key for row in rows.values() for key in row), *self.series.get(list_name, {})]
        data: dict[str, list[Any]] = {}
        for column in dict.fromkeys([*columns, *further]):
            declared = component.attribute(column)
            default: Any = 0.0 if declared is None else declared.default
            data[column] = [row.get(column, default) for row in rows.values()]
        return pd.DataFrame(data, index=pd.Index(list(rows), dtype=object))
