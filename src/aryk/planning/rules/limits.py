"""Limits: sums of flows or contents over a period that must not pass, reach or meet a value.

    sum over terms and s in p of  coefficient q_s (w_s / w_p) h_s kappa  <=, >=, =  value profile_p      amount
    the same divided by the hours of p                                                                  rate
    sum over terms of  coefficient l_(end of p)                                                         level
    sum over terms of  coefficient z                                                                    size

A term counts with its course, coefficient profile_s. The content of a store at the end of a period (`end`) may stand
among amounts, the size of an expansion in any limit, so that a value may grow with what is built.

One row for each limit and each period p (`per`) of its season; of a period that the season cuts only the
days within count. With value 0 and negative coefficients it is a share of another sum. A soft limit has a
column for what is missed, at `penalty` per amount, per rate and hour, or per content.

Dual: what one more unit of the value would be worth, money per unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import Calendar, Floats, Ints
from aryk.case.faults import CaseError, Fault
from aryk.planning.model import Model
from aryk.planning.program import Grid

Key = tuple[str, str, str]
"""What limits that are assembled together share: quantity, period, season as `from/to`."""

_SIGNS = {
    ("supplies", "flow"): (("supplies.flow", 1.0),),
    ("demands", "served"): (("demands.served", 1.0),),
    ("demands", "unserved"): (("demands.unserved", 1.0),),
    ("stores", "net"): (("stores.net", 1.0), ("stores.in", 1.0), ("stores.out", -1.0)),
    ("stores", "level"): (("stores.level", 1.0),),
    ("links", "flow"): (("links.forward", 1.0), ("links.back", -1.0)),
    ("links", "forward"): (("links.forward", 1.0),),
    ("links", "back"): (("links.back", 1.0),),
    ("processes", "activity"): (("processes.activity", 1.0),),
    ("stores", "end"): (("stores.level", 1.0),),
    ("expansions", "size"): (("expansions.size", 1.0),),
}
"""Column families whose sum is a quantity of a table."""
LIMITED = frozenset(_SIGNS)
"""Tables and quantities that a limit can hold."""


@dataclass(frozen=True)
class Season:
    """The periods of a limit: how much of each step counts, and how long each period is."""

    share: Floats
    hours: Floats
    weight: Floats
    counts: np.ndarray


def groups(limits: pd.DataFrame) -> dict[Key, pd.DataFrame]:
    """Limits by quantity, period and season."""
    found: dict[Key, list[int]] = {}
    for place, row in enumerate(limits.to_dict("records")):
        key = (str(row["quantity"]), str(row["per"]), f"{row['from_day']}/{row['to_day']}" if row["from_day"] else "")
        found.setdefault(key, []).append(place)
    return {key: limits.iloc[places] for key, places in found.items()}


def periods(calendar: Calendar, per: str, season: str) -> Season:
    """The periods of limits with `per` and season; a period outside the season does not count."""
    days = calendar.season(*season.split("/")) if season else np.ones(len(calendar.days), dtype=bool)
    clock = calendar.clocks[per]
    share = calendar.share_of_days(per, days)
    return Season(share, clock.hours * share, clock.weight, share > 0)


def add(model: Model) -> None:
    """All limits in use."""
    limits = model.case.table("limits")
    terms = model.case.resolve(model.case.table("limit_terms"))
    for (quantity, per, season), rows in groups(limits).items():
        _check_period(model, rows, per)
        held = periods(model.calendar, per, season)
        grid = _rows(model, rows, quantity, per, held)
        own = terms[terms["limit"].isin(rows.index)]
        _terms(model, rows, own, grid, quantity, per, season, held)
        _soft(model, rows, grid, quantity, per, held)


def _check_period(model: Model, rows: pd.DataFrame, per: str) -> None:
    if per not in model.calendar.steps:
        raise CaseError(
            [
                Fault(
                    "limits.csv",
                    0,
                    "per",
                    f"the limit {name} counts by {per}, which the calendar of this run cannot tell apart",
                    per,
                    ", ".join(model.calendar.steps),
                    "choose one of these, or chronology full in case.csv",
                )
                for name in rows.index
            ]
        )


def _rows(model: Model, rows: pd.DataFrame, quantity: str, per: str, held: Season) -> Grid:
    value = bounds(model, rows, per)
    sense = rows["sense"].to_numpy()[:, None]
    counts = held.counts[None, :]
    lower = np.where((sense == "at-most") | ~counts, -np.inf, value)
    upper = np.where((sense == "at-least") | ~counts, np.inf, value)
    return model.program.add_rows("limits", per, rows.index.to_numpy(), value.shape[1], lower, upper)


def bounds(model: Model, rows: pd.DataFrame, per: str) -> Floats:
    """The value of each limit in each period; shape (k, n)."""
    return np.asarray(rows["value"], dtype=float)[:, None] * model.timeline.table(rows["profile"], per)


def _terms(
    model: Model,
    rows: pd.DataFrame,
    terms: pd.DataFrame,
    grid: Grid,
    quantity: str,
    per: str,
    season: str,
    held: Season,
) -> None:
    item = {name: place for place, name in enumerate(rows.index)}
    for (table, what), own in terms.groupby(["table", "quantity"], sort=False):
        owner = np.array([item[name] for name in own["limit"]], dtype=np.int64)
        amounts, counted = own["coefficient"].to_numpy(), {"end": "level", "size": "size"}.get(str(what), quantity)
        if counted == "amount":
            amounts = (
                amounts * model.case.kappa.reindex(model.case.carrier_of(str(table)).reindex(own["row"])).to_numpy()
            )
        for family, sign in _SIGNS[str(table), str(what)]:
            for columns in (each for each in model.program.columns if each.family == family):
                places, found = _positions(columns, own["row"].to_numpy())
                if not len(places):
                    continue
                first = own.iloc[places[0]]
                if counted != "size":
                    _check_finer(model, first["limit"], first["row"], columns.clock, per)
                rs, cs, factor = steps_counted(model.calendar, columns.clock, per, season, counted, held)
                course = model.timeline.course(own["profile"].iloc[places], columns.clock)
                course = course if course.shape[1] == 1 else course[:, cs]
                model.program.add_terms(
                    grid,
                    columns,
                    sign * amounts[places][:, None] * factor[None, :] * course,
                    row_items=owner[places],
                    column_items=found,
                    row_steps=rs,
                    column_steps=cs,
                )
        _served_needs(model, own, owner, amounts, grid, per, season, quantity, held, str(table), str(what))


def _positions(columns: Grid, names: np.ndarray) -> tuple[Ints, Ints]:
    """Places among the names, and items of the columns, that belong together; a demand stands with each tier."""
    owners = (
        np.array([str(name).rsplit("/", 1)[0] for name in columns.names])
        if columns.family.startswith("demands")
        else columns.names.astype(str)
    )
    order = np.argsort(owners, kind="stable")
    first = np.searchsorted(owners[order], names.astype(str), side="left")
    last = np.searchsorted(owners[order], names.astype(str), side="right")
    count = last - first
    places = np.repeat(np.arange(len(names)), count)
    within = np.arange(len(places)) - np.repeat(np.cumsum(count) - count, count)
    return places, order[np.repeat(first, count) + within]


def _served_needs(
    model: Model,
    own: pd.DataFrame,
    owner: Ints,
    amounts: Floats,
    grid: Grid,
    per: str,
    season: str,
    quantity: str,
    held: Season,
    table: str,
    what: str,
) -> None:
    """What is served of a need is the wanted flow less what is unserved: a constant and columns."""
    if (table, what) != ("demands", "served"):
        return
    from aryk.planning.rules.demand import wanted

    demands = model.case.table("demands").loc[own["row"]]
    clocks = (
        model.node_clock.reindex(demands["node"])
        .where((demands["kind"] == "need").to_numpy(), "")
        .reset_index(drop=True)
    )
    for clock, places in model.by_clock(clocks):
        _check_finer(model, own["limit"].iloc[places[0]], str(demands.index[places[0]]), clock, per)
        rs, cs, factor = steps_counted(model.calendar, clock, per, season, quantity, held)
        course = model.timeline.course(own["profile"].iloc[places], clock)
        weighted = amounts[places, None] * factor[None, :] * (course if course.shape[1] == 1 else course[:, cs])
        constant = np.zeros((len(places), grid.steps))
        np.add.at(constant.T, rs, (weighted * wanted(model, demands.iloc[places], clock)[:, cs]).T)
        model.program.add_to_rows(grid, owner[places], -constant)
        for columns in (
            each for each in model.program.columns if each.family == "demands.unserved" and each.clock == clock
        ):
            at, found = _positions(columns, demands.index.to_numpy()[places])
            model.program.add_terms(
                grid,
                columns,
                -weighted[at],
                row_items=owner[places][at],
                column_items=found,
                row_steps=rs,
                column_steps=cs,
            )


def steps_counted(
    calendar: Calendar, clock: str, per: str, season: str, quantity: str, held: Season
) -> tuple[Ints, Ints, Floats]:
    """Row step, column step and weight of a quantity on a clock in the rows of a limit."""
    if quantity == "size":
        return np.arange(len(held.counts)), np.zeros(len(held.counts), dtype=np.int64), held.counts.astype(float)
    if quantity == "level":
        block = calendar.blocks(clock, per)
        last = np.zeros(len(calendar.clocks[per]), dtype=np.int64)
        last[block] = np.arange(len(block))
        return np.arange(len(last)), last, held.counts.astype(float)
    each = calendar.coupling(per, clock)
    days = calendar.season(*season.split("/")) if season else np.ones(len(calendar.days), dtype=bool)
    factor = each.factor * calendar.share_of_days(clock, days)[each.column]
    if quantity == "rate":
        factor = np.where(held.hours[each.row] > 0, factor / np.where(held.hours > 0, held.hours, 1.0)[each.row], 0.0)
    return each.row, each.column, factor


def _check_finer(model: Model, limit: str, row: str, clock: str, per: str) -> None:
    """Refuse to count by periods that are finer than the steps by which a row is known."""
    if model.calendar.is_finer(per, clock):
        what = f"the limit {limit} counts by {per}, but {row} is known by {clock} only"
        remedy = "choose a longer period, or a finer step of the node"
        raise CaseError([Fault("limits.csv", 0, "per", what, per, f"{clock} or longer", remedy)])


def _soft(model: Model, rows: pd.DataFrame, grid: Grid, quantity: str, per: str, held: Season) -> None:
    items = np.flatnonzero(rows["penalty"].notna().to_numpy())
    if not len(items):
        return
    party = rows["party"].iloc[items]
    weight = np.where(party == "", 1.0, model.case.table("parties")["weight"].reindex(party).fillna(1.0))
    hours = held.hours if quantity == "rate" else np.ones(len(held.hours))
    worth = hours * held.weight * model.calendar.clocks[per].value
    cost = (rows["penalty"].to_numpy()[items] * weight)[:, None] * worth[None, :]
    names = rows.index.to_numpy()[items]
    upper = np.broadcast_to(np.where(held.counts, np.inf, 0.0)[None, :], cost.shape)
    sense = rows["sense"].to_numpy()[items]
    for family, sign, chosen in (("limits.short", 1.0, sense != "at-most"), ("limits.over", -1.0, sense != "at-least")):
        if chosen.any():
            missed = model.program.add_columns(family, per, names[chosen], grid.steps, 0.0, upper[chosen], cost[chosen])
            model.program.add_terms(grid, missed, sign, row_items=items[chosen])
