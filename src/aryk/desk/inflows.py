"""Inflows that someone saw or expects, in the place of those of a case."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.case.timeline import timeline

Floats = NDArray[np.float64]
DEKAD = "dekad"


def with_inflows(case: Case, flows: Mapping[str, Floats]) -> tuple[Case, dict[str, Floats] | None]:
    """A case whose supplies follow given flows, and the ensemble that `simulate_river` takes with it.

    Parameters
    ----------
    case
        The part of a case that is a river.
    flows
        Rates by supply, shape (dekads,) or (members, dekads); where they are NaN or end early, the supply flows as in
        the case. A supply whose capacity a rule sets stays as it is.
    """
    uses = case.table("rule_uses")
    ruled = {str(each.row) for each in uses.itertuples() if each.table == "supplies"}
    taken = {name: np.atleast_2d(values) for name, values in flows.items() if name not in ruled}
    if not taken:
        return case, None
    line = timeline(case)
    count, members = len(line.calendar.clocks[DEKAD]), max(len(values) for values in taken.values())
    rows, ensemble = case.table("supplies"), {}
    for name, values in taken.items():
        own = np.ones(count) if not rows.at[name, "available"] else line.values(str(rows.at[name, "available"]), DEKAD)
        whole = np.tile(float(rows.at[name, "capacity"]) * own, (members, 1))
        part = whole[:, : values.shape[1]]
        whole[:, : values.shape[1]] = np.where(np.isnan(values), part, values)
        ensemble[f"inflow of {name}"] = whole
    raw = case.tables["supplies"].copy()
    for name in taken:
        here = (raw["supply"] == name).to_numpy()
        raw.loc[here, "capacity"] = 1.0
        raw.loc[here, "available"] = f"inflow of {name}"
    return case.with_tables({"supplies": raw}), ensemble
