"""What a fit may move, and a case with it moved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.case.changes import Change, apply_changes
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.held import places_of

Floats = NDArray[np.float64]
NEUTRAL = {"scale": 1.0, "add": 0.0}


@dataclass(frozen=True)
class Parameter:
    """A number that a fit may move: which cells, how, between which bounds, and where it begins."""

    name: str
    title: str
    table: str
    row: str
    group: str
    column: str
    operation: str
    low: float
    high: float
    start: float
    scenario: str = ""

    def moves(self, scenario: str) -> bool:
        """Whether it is moved in runs of a scenario."""
        return self.scenario in ("", scenario)

    def change(self, value: float) -> Change:
        """The change that a value of the parameter makes."""
        return Change(
            self.table, self.row, self.group, self.column, self.operation, f"{value:.12g}", f"parameter {self.name}"
        )


def parameters_of(case: Case, scenarios: Sequence[str], only: Sequence[str] = ()) -> tuple[Parameter, ...]:
    """What a fit to some scenarios may move: numbers of all scenarios, and inputs of these alone.

    Parameters
    ----------
    only
        Names of parameters; none: all.

    Raises
    ------
    CaseError
        If the case names nothing that a fit may move, or has no parameter of a name.
    """
    rows = case.table("fit_parameters")
    known = list(rows.index)
    faults = [
        Fault("fit_parameters.csv", 0, "parameter", "no such parameter", name, quoted(known), nearest(name, known))
        for name in only
        if name not in known
    ]
    chosen = [
        row
        for row in rows.to_dict("records")
        if row["scenario"] in ("", *scenarios)
        and (not only or row["parameter"] in only)
        and places_of(case, row["table"], row["row"], row["group"])
    ]
    if not chosen and not faults:
        what = "nothing that a fit may move"
        remedy = "name the numbers that are weak, with bounds, in fit_parameters.csv"
        faults.append(Fault("fit_parameters.csv", 0, "parameter", what, "no row", "at least one row", remedy))
    if faults:
        raise CaseError(faults)
    return tuple(_parameter(case, row) for row in chosen)


def _parameter(case: Case, row: dict[str, str | float]) -> Parameter:
    table, name, group, column, operation = (
        str(row[each]) for each in ("table", "row", "group", "column", "operation")
    )
    low, high, start = (float(row[each]) for each in ("low", "high", "start"))
    if math.isnan(start):
        start = NEUTRAL.get(operation, math.nan)
    if math.isnan(start):
        start = float(case.tables[table][column].iloc[places_of(case, table, name, group)[0]])
    return Parameter(
        name=str(row["parameter"]),
        title=str(row["title"]),
        table=table,
        row=name,
        group=group,
        column=column,
        operation=operation,
        low=low,
        high=high,
        start=0.5 * (low + high) if math.isnan(start) else start,
        scenario=str(row["scenario"]),
    )


def moved(case: Case, scenario: str, parameters: Sequence[Parameter], values: Floats) -> Case:
    """The case of a scenario with parameters at values, shape (k,); cells are checked, the case as a whole is not."""
    changes = [
        each.change(float(value)) for each, value in zip(parameters, values, strict=True) if each.moves(scenario)
    ]
    return apply_changes(case, changes, judge=False)
