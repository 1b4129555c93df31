"""Expansion: capacity that the plan may add.

    minimum <= z <= maximum          size of an expansion; z = unit v with v whole where it comes in units
    x_s  <=  share_s (capacity + sum over its expansions of coefficient standing_s z)
    x_s  >=  least_s (capacity + the same sum)

for each flow or content x whose capacity grows; share_s is what is available, least_s what must run at least, and
standing_s the part of the step that lies in the years in which the expansion stands. A size costs its upkeep and what
pays its capital back with the interest of the works (`aryk.case.annuity`), in each year in which it stands, each year
by its present value.

Dual of the first row: the worth of one more unit of capacity in that step, money per rate.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aryk.case.annuity import paid_back
from aryk.case.calendar import HORIZON, Calendar, Floats, Ints
from aryk.planning.model import Growth, Model
from aryk.planning.program import Grid
from aryk.planning.solve import Solution


def add(model: Model) -> None:
    """The sizes of all expansions in use."""
    rows = model.case.table("expansions")
    if rows.empty:
        return
    weight = model.weight(rows["party"])
    lower, upper = rows["minimum"].to_numpy()[:, None], rows["maximum"].fillna(np.inf).to_numpy()[:, None]
    cost = yearly_cost(rows)[:, None] * weight * years_of(model.calendar, rows)[:, None]
    sizes = model.program.add_columns("expansions.size", HORIZON, rows.index.to_numpy(), 1, lower, upper, cost)
    whole = np.flatnonzero(rows["unit"].notna().to_numpy())
    if len(whole):
        units = model.program.add_columns("expansions.units", HORIZON, rows.index.to_numpy()[whole], 1)
        model.program.make_integer(units)
        built = model.program.add_rows("expansions.built", HORIZON, rows.index.to_numpy()[whole], 1, 0.0, 0.0)
        model.program.add_terms(built, sizes, 1.0, column_items=whole)
        model.program.add_terms(built, units, -rows["unit"].to_numpy()[whole, None])
    terms = terms_of(model.case.table("expansion_terms"), rows)
    place = {name: item for item, name in enumerate(rows.index)}
    model.growth = Growth(sizes, rows, terms.assign(place=[place[name] for name in terms["expansion"]]))


def terms_of(terms: pd.DataFrame, expansions: pd.DataFrame) -> pd.DataFrame:
    """The terms of expansions in use."""
    return terms[terms["expansion"].isin(expansions.index)]


def yearly_cost(expansions: pd.DataFrame) -> Floats:
    """Money per unit of size and year: annuity of the capital and upkeep; shape (k,)."""
    capital, life, interest, works, upkeep = (
        expansions[name].to_numpy(dtype=float) for name in ("capital", "life", "interest", "lead_time", "upkeep")
    )
    years = np.where(np.isnan(life) | (life <= 0), 1.0, life)
    return np.asarray(capital * paid_back(interest, years, works) + upkeep)


def years_of(calendar: Calendar, expansions: pd.DataFrame) -> Floats:
    """Years in which each expansion stands, by their present value; shape (k,)."""
    return np.array(
        [
            calendar.yearly_value(first, last)
            for first, last in zip(expansions["from_year"], expansions["to_year"], strict=True)
        ]
    )


def growing(model: Model, table: str, column: str, names: np.ndarray) -> np.ndarray:
    """Whether the capacity of each row grows; shape (k,)."""
    terms = model.growth.of(table, column)
    return np.isin(names.astype(str), terms["row"].to_numpy(dtype=str)) if len(terms) else np.zeros(len(names), bool)


def opened(model: Model, table: str, column: str, names: np.ndarray, bound: Floats, free: float) -> Floats:
    """A bound of columns, left free where rows with expansions take its place; shape as `bound`."""
    grows = growing(model, table, column, names)
    return np.where(grows[:, None], free, bound) if grows.any() else bound


def cap(
    model: Model,
    columns: Grid,
    column: str,
    share: Floats,
    own: Floats,
    *,
    least: bool = False,
    only: np.ndarray | None = None,
) -> None:
    """Rows x - share x sum of coefficient x size <= share x own capacity, or >= with `least`.

    Parameters
    ----------
    column
        The capacity column that grows.
    share
        What is available, or what must run at least; below 0 for what runs backwards. Shape (k, n) or (k, 1).
    own
        Capacity without expansions, shape (k,).
    only
        Which columns it is for; None: all whose capacity grows.
    """
    table = columns.family.split(".")[0]
    grows = growing(model, table, column, columns.names)
    items = np.flatnonzero(grows if only is None else grows & only)
    if not len(items):
        return
    share = np.broadcast_to(share, (columns.items, columns.steps))[items]
    bound = share * np.nan_to_num(own)[items, None]
    family = f"{columns.family}.{'least' if least else 'most'}"
    lower, upper = (bound, np.inf) if least else (-np.inf, bound)
    rows = model.program.add_rows(family, columns.clock, columns.names[items], columns.steps, lower, upper)
    model.program.add_terms(rows, columns, 1.0, column_items=items)
    add_sizes(model, rows, table, column, -share)


def add_sizes(
    model: Model, rows: Grid, table: str, column: str, factor: Floats, names: np.ndarray | None = None
) -> None:
    """Write factor x coefficient x standing x size of the expansions of each row into rows; factor has shape (k, n).

    `names` are the components of the rows, where they are not their names; one may stand several times.
    """
    sizes = model.growth.sizes
    if sizes is None:
        return
    owners = pd.DataFrame({"row": rows.names if names is None else names, "item": np.arange(rows.items)})
    terms = owners.merge(model.growth.of(table, column), on="row")
    item = terms["item"].to_numpy()
    standing = standing_of(model.calendar, rows.clock, model.growth.rows.iloc[terms["place"]])
    value = (
        np.broadcast_to(factor, (rows.items, rows.steps))[item] * terms["coefficient"].to_numpy()[:, None] * standing
    )
    model.program.add_terms(
        rows,
        sizes,
        value,
        row_items=item,
        column_items=terms["place"].to_numpy(),
        row_steps=np.arange(rows.steps),
        column_steps=np.zeros(rows.steps, dtype=np.int64),
    )


def standing_of(calendar: Calendar, clock: str, expansions: pd.DataFrame) -> Floats:
    """Share of each step in which each expansion stands; shape (k, n)."""
    return np.array(
        [
            calendar.standing(clock, first, last)
            for first, last in zip(expansions["from_year"], expansions["to_year"], strict=True)
        ]
    ).reshape(len(expansions), len(calendar.clocks[clock]))


def largest(model: Model, table: str, column: str, names: np.ndarray, own: Floats) -> Floats:
    """The largest capacity that each row can reach; shape (k,). Infinite where no maximum is set."""
    most = np.nan_to_num(own).astype(float)
    terms = model.growth.of(table, column)
    if len(terms):
        maximum = (
            model.growth.rows["maximum"].fillna(np.inf).to_numpy()[terms["place"]] * terms["coefficient"].to_numpy()
        )
        place: dict[str, Ints] = {str(name): np.array([item]) for item, name in enumerate(names)}
        for row, more in zip(terms["row"], maximum, strict=True):
            if row in place:
                most[place[row]] += more
    return most


def grown(model: Model, table: str, column: str, rows: pd.DataFrame, clock: str, solution: Solution) -> Floats:
    """The capacity of rows with what a solution adds to it; shape (k, n)."""
    steps = len(model.calendar.clocks[clock])
    capacity = np.repeat(rows[column].to_numpy(dtype=float)[:, None], steps, axis=1)
    terms = model.growth.of(table, column)
    if model.growth.sizes is None or terms.empty:
        return capacity
    size = model.growth.sizes.of(solution.value)[:, 0]
    standing = standing_of(model.calendar, clock, model.growth.rows.iloc[terms["place"]])
    added = standing * (size[terms["place"]] * terms["coefficient"].to_numpy())[:, None]
    place = {name: item for item, name in enumerate(rows.index)}
    for row, more in zip(terms["row"], added, strict=True):
        if row in place:
            capacity[place[row]] += more
    return capacity
