"""Head: water that falls further gives more power.

    power of each water_s  =  that of `flows`  x  h_s / reference_head
    h_s  =  z(mean of the contents before and after s)  -  elevation of the water below_s

z is the elevation of a store by its content, from straight lines. Below is the water of another store, an elevation
that does not change, or one that rises with the mean release of the turbines of the store in the step of its content.
Where activity is counted in water, what the turbine gives in other carriers is multiplied by h_s / reference_head;
where it is counted in power, the water is divided by it.

Head times release is no linear programme. It is solved as a row of linear ones: in each the heads are those that the
contents of the plan before gave, and a content is worth besides what a little more of it would have saved by its head,

    worth of l_b  =  sum over turbines, steps s of b and nodes of  price_s  x  d(flow_s) / d(h_s)  x  d(h_s) / d(l_b)

so that a plan which repeats itself meets the first-order conditions of the problem with heads. The step of a content
that swings to and fro is halved (Griffith and Stewart, Management Science 7, 1961, pp. 379-392). It ends when assumed
and planned heads agree within 0.1 % in every step in which water flows. The rise of the tailwater with the release is
taken from the plan before, but has no worth of its own. The plan is a local optimum: a better one may lie far away.

Dual: none of its own; the price of a content holds the worth of its head.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats
from aryk.case.case import Case
from aryk.planning.model import Model


def add(model: Model, assumed: Mapping[str, Floats] | None = None) -> None:
    """The heads that the programme takes for granted: those given, where they fit, else those of the start.

    `assumed` holds the head (m) of turbines in each step of their clock, shape (n,).
    """
    turbines = turbines_of(model.case)
    if turbines.empty:
        return
    from aryk.planning.rules.process import clocks_of, places_of

    processes = model.case.table("processes").loc[turbines.index]
    places = places_of(model.case)
    places = places[places["process"].isin(turbines.index)]
    clocks = clocks_of(processes, places, model.node_clock)
    for name, clock in zip(turbines.index, clocks, strict=True):
        steps = len(model.calendar.clocks[clock])
        given = (assumed or {}).get(name)
        at_start = np.full(steps, _head_at_start(model.case, turbines.loc[name]))
        model.heads[name] = given if given is not None and len(given) == steps else at_start


def turbines_of(case: Case) -> pd.DataFrame:
    """The rows of `heads` whose turbine and stores are in use."""
    rows = case.table("heads")
    if rows.empty:
        return rows
    stores = case.table("stores").index
    used = rows["process"].isin(case.table("processes").index) & rows["store"].isin(stores)
    return rows[used & ((rows["below"] == "") | rows["below"].isin(stores))]


def curve(case: Case, table: str, store: str) -> tuple[Floats, Floats]:
    """Contents (or releases) and elevations of a store, rising; two arrays of shape (k,)."""
    rows = case.table(table)
    by = {"elevations": "content", "tailwaters": "release"}[table]
    rows = rows[rows["store"] == store].sort_values(by)
    return rows[by].to_numpy(dtype=float), rows["elevation"].to_numpy(dtype=float)


def share(model: Model, flows: pd.DataFrame, clock: str) -> Floats:
    """What multiplies the coefficient of each flow in each step; shape (k, n), or (k, 1) where there is no head."""
    known = [place for place, name in enumerate(flows["process"]) if name in model.heads]
    if not known:
        return np.ones((len(flows), 1))
    turbines = model.case.table("heads")
    result = np.ones((len(flows), len(model.calendar.clocks[clock])))
    power = exponents(model.case, flows.iloc[known])
    for place, each in zip(known, power, strict=True):
        name = flows["process"].iloc[place]
        result[place] = (model.heads[name] / turbines.at[name, "reference_head"]) ** each
    return result


def exponents(case: Case, flows: pd.DataFrame) -> Floats:
    """-1 for water of a turbine counted in power, 1 for power of one counted in water, else 0; shape (k,)."""
    carrier = case.table("nodes")["carrier"]
    water = carrier.reindex(
        case.table("stores")["node"].reindex(case.table("heads")["store"].reindex(flows["process"]))
    )
    counted = case.table("processes")["carrier"].reindex(flows["process"])
    is_water = carrier.reindex(flows["node"]).to_numpy() == water.to_numpy()
    in_water = counted.to_numpy() == water.to_numpy()
    return np.where(in_water, np.where(is_water, 0.0, 1.0), np.where(is_water, -1.0, 0.0))


def averaging(calendar: Calendar, rows: str, columns: str) -> tuple[np.ndarray, np.ndarray, Floats]:
    """How means on the clock `rows` follow from values on the clock `columns`: row, column and share."""
    each = calendar.coupling(rows, columns)
    total = np.bincount(each.row, weights=each.factor, minlength=len(calendar.clocks[rows]))
    return each.row, each.column, each.factor / total[each.row]


def _head_at_start(case: Case, turbine: pd.Series) -> float:
    """The head with the contents at the start, half full where they are free, and nothing released."""
    above = _elevation_at_start(case, turbine["store"])
    if turbine["below"]:
        return above - _elevation_at_start(case, turbine["below"])
    if not np.isnan(turbine["tailwater"]):
        return float(above - turbine["tailwater"])
    return above - float(curve(case, "tailwaters", turbine["store"])[1][0])


def _elevation_at_start(case: Case, store: str) -> float:
    row = case.table("stores").loc[store]
    middle = (row["minimum"] + row["capacity"]) / 2
    content = middle if np.isnan(row["initial"]) else row["initial"]
    return float(np.interp(content, *curve(case, "elevations", store)))
