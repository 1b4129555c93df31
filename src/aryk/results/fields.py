"""Results of a plan as labelled arrays: what flows, what is kept, what is missed, what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aryk.case.calendar import Calendar, Floats

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Field:
    """One quantity of the rows of one table on one clock; `values` has shape (len(names), steps)."""

    table: str
    quantity: str
    clock: str
    names: NDArray[np.object_]
    values: Floats

    @property
    def label(self) -> str:
        """Its name in a dataset."""
        return f"{self.table}_{self.quantity}_{self.clock}"


@dataclass(frozen=True)
class Results:
    """All fields of a run, found by table, row and quantity."""

    calendar: Calendar
    fields: tuple[Field, ...]
    _place: dict[tuple[str, str, str], tuple[Field, int]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for each in self.fields:
            for item, name in enumerate(each.names):
                self._place[each.table, str(name), each.quantity] = (each, item)

    def find(self, table: str, row: str, quantity: str) -> tuple[str, Floats] | None:
        """Clock and values of a quantity of a row, or None where the run has none."""
        found = self._place.get((table, row, quantity))
        return None if found is None else (found[0].clock, found[0].values[found[1]])

    def of(self, table: str, quantity: str) -> Iterable[Field]:
        """The fields of a quantity, one for each clock."""
        return (each for each in self.fields if (each.table, each.quantity) == (table, quantity))

    def replaced(self, changed: Field) -> Results:
        """The same results with one field in place of the one that has its label."""
        return Results(self.calendar, tuple(changed if each.label == changed.label else each for each in self.fields))

    def dataset(self, unit: Callable[[str, str, str], str] | None = None) -> xarray.Dataset:
        """The results as a dataset with CF attributes: one variable for each field, one time axis for each clock.

        `unit` gives the unit of a table, row and quantity. Where all rows of a variable share it, it is the
        attribute `units`, else the coordinate `..._unit` names it for each row.
        """
        import xarray

        data, coordinates = {}, {}
        for each in self.fields:
            rows, time = f"{each.label}_row", f"time_{each.clock}"
            attributes = {"long_name": f"{each.quantity} of {each.table}", "cell_methods": f"{time}: mean"}
            if each.quantity == "level":
                attributes["cell_methods"] = f"{time}: point (end of the step)"
            if unit is not None:
                units = [unit(each.table, str(name), each.quantity) for name in each.names]
                if len(set(units)) == 1:
                    attributes["units"] = units[0] or "1"
                else:
                    long_name = {"long_name": f"unit of each row of {each.label}"}
                    coordinates[f"{each.label}_unit"] = xarray.Variable((rows,), np.array(units, dtype=str), long_name)
            data[each.label] = xarray.Variable((rows, time), each.values, attributes)
            names = each.names.astype(str)
            coordinates[rows] = xarray.Variable((rows,), names, {"long_name": f"row of {each.table}"})
        for step in sorted({each.clock for each in self.fields}):
            clock, time = self.calendar.clocks[step], f"time_{step}"
            start = clock.start.to_numpy().astype("datetime64[ns]")
            axis = {"standard_name": "time", "long_name": f"start of each {step}", "axis": "T"}
            coordinates[time] = xarray.Variable((time,), start, axis)
            length = {"long_name": "length of one occurrence", "units": "hours"}
            data[f"hours_{step}"] = xarray.Variable((time,), clock.hours, length)
            often = {"long_name": "how often the step occurs", "units": "1"}
            data[f"weight_{step}"] = xarray.Variable((time,), clock.weight, often)
        return xarray.Dataset(data, coordinates, {"Conventions": "CF-1.11", "title": "Results of Aryk"})


def from_dataset(dataset: xarray.Dataset, calendar: Calendar) -> Results:
    """Results read back from a dataset that `Results.dataset` made."""
    fields = []
    for label, values in dataset.data_vars.items():
        if not str(label).startswith(("hours_", "weight_")):
            table, *quantity, clock = str(label).split("_")
            names = dataset[f"{label}_row"].to_numpy().astype(object)
            fields.append(Field(table, "_".join(quantity), clock, names, values.to_numpy()))
    return Results(calendar, tuple(fields))
