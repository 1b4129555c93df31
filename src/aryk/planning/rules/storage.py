"""Storage: what a store holds at the end of a step is what it held, less losses, plus what came in.

    l_b (1 + e_b / 2)  =  l_p ((1 - loss)^(d_b) - e_b / 2)  -  E_b
                          +  sum over s in b of n h_s kappa (eta_in i_s - o_s / eta_out)
    minimum <= l_b <= capacity, or capacity lower_bound_b <= l_b <= capacity upper_bound_b
    initial, final: the content at the start; at the end at least that of the start, at least `final_minimum`, or free

p is the step before b, d_b its length in days and n how often s occurs in b. Evaporation is linear in the
surface, and the surface in the content: e_b = depth_b (area_full - area_empty) / capacity taken at the mean of
both contents, E_b = depth_b area_empty. What is lost (l_p (1 - (1 - loss)^(d_b))) comes out at `loss_to`.

final = closed: the first step of the horizon (with planning years and regulation year: of each of them) follows its
last, so the content at the start is that of the end. With planning years and regulation year a store that is not
closed begins each of them with `initial`.

Regulation: up to month the store closes within each such period: p of its first step is its last. Beyond,
it carries through the horizon. With typical days the content stands on
- the hours of the typical day, which closes, for regulation day;
- the typical days in a row, each as long as the days it stands for, up to the length of the block;
- the blocks, beyond that.

A store without losses at the door has one signed column (net) for each step of its node's clock, else two
(in, out). Rule curves are soft: below lower_rule or above upper_rule each amount and day costs `rule_cost`. An amount
given costs `cost`, an amount taken gains it, an amount kept for an hour costs `holding_cost`, each times its course.

Dual of the content row: less the value of one more amount in the store (water value, money per amount).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import CLOSING, HORIZON, Calendar, Floats, Ints
from aryk.case.schema import STEPS
from aryk.case.timeline import Timeline
from aryk.case.units import UnitError, conversion
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules import expansion


@dataclass(frozen=True)
class Keeping:
    """How the contents of a group of stores follow each other.

    Attributes
    ----------
    clock
        The clock of the contents.
    before
        The step before each step, -1: the start.
    days
        Time that passes in each step.
    times
        How often each step occurs: 1, except within typical days.
    """

    clock: str
    before: Ints
    days: Floats
    times: Floats

    @property
    def lasts(self) -> Ints:
        """The last step of the horizon, and of each planning year that begins anew."""
        starts = np.flatnonzero(self.before < 0)
        return np.append(starts[1:], len(self.before)) - 1


def keeping(calendar: Calendar, node_clock: str, regulation: str, *, closed: bool = False) -> Keeping:
    """On which clock stores of a regulation at nodes of a clock keep their content, and in what order."""
    period = calendar.closing(regulation)
    clock = node_clock
    if calendar.typical and node_clock in ("hour", "day"):
        assert calendar.block is not None
        beyond = period == HORIZON or STEPS.index(period) > STEPS.index(calendar.block)
        clock = calendar.block if beyond else "hour" if (period == "day" and node_clock == "hour") else "day"
    time = calendar.clocks[clock]
    within_day = calendar.typical and period == "day" and clock in ("hour", "day")
    times = time.weight if within_day or not calendar.contiguous else np.ones(len(time))
    before = calendar.previous(clock, period)
    if period == HORIZON:
        before = calendar.beginning(before, clock, regulation, closed=closed)
    return Keeping(clock, before, time.hours * time.weight / times / 24, times)


def net_hours(calendar: Calendar, keep: Keeping, node_clock: str) -> Floats:
    """Hours that each step of the node's clock counts in its step of the contents."""
    fine = calendar.clocks[node_clock]
    return fine.hours * fine.weight / keep.times[calendar.blocks(node_clock, keep.clock)]


def groups(stores: pd.DataFrame, node_clock: pd.Series) -> list[tuple[str, str, bool, bool, Ints]]:
    """Stores that are kept alike: clock of the node, regulation, closed or not, lossless at the door or not, places."""
    clock = node_clock.reindex(stores["node"]).to_numpy()
    regulation = np.where(stores["regulation"].isin((*CLOSING, "year")), stores["regulation"], HORIZON)
    lossless = ((stores["in_efficiency"] == 1) & (stores["out_efficiency"] == 1)).to_numpy()
    labels = pd.MultiIndex.from_arrays([clock, regulation, (stores["final"] == "closed").to_numpy(), lossless])
    return [(*label, np.flatnonzero(labels == label)) for label in labels.unique()]


def add(model: Model) -> None:
    """All stores in use."""
    stores = model.case.table("stores")
    for clock, regulation, closed, lossless, places in groups(stores, model.node_clock):
        rows = stores.iloc[places]
        keep = keeping(model.calendar, clock, regulation, closed=closed)
        level = _contents(model, rows, keep)
        content = model.program.add_rows(
            "stores.content", keep.clock, rows.index.to_numpy(), len(keep.before), 0.0, 0.0
        )
        model.program.add_terms(content, level, 1.0)
        _carry(model, rows, keep, level, content)
        _exchange(model, rows, keep, clock, content, lossless)
        _rules(model, rows, keep, level)


def _contents(model: Model, rows: pd.DataFrame, keep: Keeping) -> Grid:
    count = len(keep.before)
    lower, upper = content_bounds(model.timeline, rows, keep.clock)
    weight = model.weight(model.case.party_of("stores").reindex(rows.index))
    holding = model.price(rows, "holding_cost", "holding_profile", keep.clock)
    cost = np.array(np.broadcast_to(model.money(keep.clock, holding, np.ones(len(rows)), weight), (len(rows), count)))
    names = rows.index.to_numpy()
    named = (rows["lower_bound"] != "").to_numpy()
    lower = np.where(named[:, None], expansion.opened(model, "stores", "capacity", names, lower, -np.inf), lower)
    upper = expansion.opened(model, "stores", "capacity", names, upper, np.inf)
    if -1 in keep.before:
        last = keep.lasts
        lower[:, last] = np.maximum(lower[:, last], final_minimum(rows)[:, None])
        cost[:, -1] -= rows["end_value"].to_numpy() * weight[:, 0]
    grid = model.program.add_columns("stores.level", keep.clock, names, count, lower, upper, cost)
    own = rows["capacity"].to_numpy()
    most = model.timeline.table(rows["upper_bound"], keep.clock)
    least = model.timeline.table(rows["lower_bound"], keep.clock, default=0.0)
    expansion.cap(model, grid, "capacity", most, own)
    expansion.cap(model, grid, "capacity", least, own, least=True, only=named)
    return grid


def content_bounds(timeline: Timeline, rows: pd.DataFrame, clock: str) -> tuple[Floats, Floats]:
    """Least and most content of stores without expansions; two arrays of shape (k, n)."""
    capacity = rows["capacity"].to_numpy()[:, None]
    share = timeline.table(rows["upper_bound"], clock)
    upper = np.where(np.isnan(capacity), np.inf, np.nan_to_num(capacity) * share)
    lower = np.broadcast_to(rows["minimum"].to_numpy()[:, None], share.shape)
    named = (rows["lower_bound"] != "").to_numpy()[:, None]
    bound = np.nan_to_num(capacity) * timeline.table(rows["lower_bound"], clock, default=0.0)
    return np.where(named, bound, lower), upper


def final_minimum(rows: pd.DataFrame) -> Floats:
    """The content below which a store must not end; -infinity where that is not known before the plan."""
    cyclic = np.where(rows["final"] == "cyclic", rows["initial"], np.nan)
    return np.nan_to_num(np.where(rows["final"] == "at-least", rows["final_minimum"], cyclic), nan=-np.inf)


def _carry(model: Model, rows: pd.DataFrame, keep: Keeping, level: Grid, content: Grid) -> None:
    """What is left of the content before, less evaporation; and where the losses come out."""
    kept = (1 - rows["loss"].to_numpy()[:, None]) ** keep.days
    slope, constant = evaporation(model, rows, keep)
    program = model.program
    program.add_terms(content, level, slope / 2)
    program.add_to_rows(content, np.arange(len(rows)), -constant)
    inside = np.flatnonzero(keep.before >= 0)
    program.add_terms(content, level, (slope / 2 - kept)[:, inside], row_steps=inside, column_steps=keep.before[inside])
    starts = np.flatnonzero(keep.before < 0)
    initial = None
    if len(starts):
        initial = _initial(model, rows, level)
        program.add_terms(
            content,
            initial,
            (slope / 2 - kept)[:, starts],
            row_steps=starts,
            column_steps=np.zeros(len(starts), dtype=int),
        )
    leaking = np.flatnonzero((rows["loss_to"] != "").to_numpy())
    if len(leaking):
        _losses(model, rows.iloc[leaking], leaking, keep, level, initial, (1 - kept)[leaking])


def evaporation(model: Model, rows: pd.DataFrame, keep: Keeping) -> tuple[Floats, Floats]:
    """Evaporated amount as slope x content + constant; two arrays of shape (k, n)."""
    depth = model.timeline.table(rows["evaporation"], keep.clock, default=0.0) * keep.days
    units = model.case.table("carriers")["amount_unit"].map(cubic_metres)
    volume = units.reindex(model.case.carrier_of("stores").reindex(rows.index)).to_numpy()
    amount = depth * 1000 * np.where(rows["evaporation"] != "", volume, 0.0)[:, None]
    empty, full = rows["area_empty"].to_numpy()[:, None], rows["area_full"].to_numpy()[:, None]
    capacity = rows["capacity"].to_numpy()[:, None]
    slope = np.where(capacity > 0, (full - empty) / np.where(capacity > 0, capacity, 1.0), 0.0)
    return amount * slope, amount * empty


def cubic_metres(unit: str) -> float:
    """Amounts in a unit that a cubic metre makes; 0 for a unit that is no volume."""
    try:
        return conversion("m3", unit)
    except UnitError:
        return 0.0


def _initial(model: Model, rows: pd.DataFrame, level: Grid) -> Grid:
    known = rows["initial"].notna().to_numpy()
    lower = np.where(known, rows["initial"], rows["minimum"])[:, None]
    upper = np.where(known, rows["initial"], rows["capacity"].fillna(np.inf))[:, None]
    initial = model.program.add_columns("stores.initial", HORIZON, rows.index.to_numpy(), 1, lower, upper)
    returning = np.flatnonzero(~known & (rows["final"] == "cyclic").to_numpy())
    if len(returning):
        final = model.program.add_rows("stores.cyclic", HORIZON, rows.index.to_numpy()[returning], 1, 0.0, np.inf)
        last = [level.steps - 1]
        model.program.add_terms(final, level, 1.0, column_items=returning, column_steps=last)
        model.program.add_terms(final, initial, -1.0, column_items=returning)
    return initial


def _losses(
    model: Model, rows: pd.DataFrame, items: Ints, keep: Keeping, level: Grid, initial: Grid | None, lost: Floats
) -> None:
    """Losses of each step enter the balance of `loss_to` evenly over the step."""
    calendar = model.calendar
    rate = lost / (24 * keep.days)
    for clock, places in model.by_clock(model.node_clock.reindex(rows["loss_to"]).reset_index(drop=True)):
        targets = np.array([model.node_place[name] for name in rows["loss_to"].iloc[places]])
        each = calendar.coupling(clock, keep.clock)
        before = keep.before[each.column]
        inside, starts = np.flatnonzero(before >= 0), np.flatnonzero(before < 0)
        value = rate[places][:, each.column] * each.factor
        model.program.add_terms(
            model.balances[clock],
            level,
            value[:, inside],
            row_items=targets,
            column_items=items[places],
            row_steps=each.row[inside],
            column_steps=before[inside],
        )
        if initial is not None and len(starts):
            model.program.add_terms(
                model.balances[clock],
                initial,
                value[:, starts],
                row_items=targets,
                column_items=items[places],
                row_steps=each.row[starts],
                column_steps=np.zeros(len(starts), dtype=int),
            )


def _exchange(model: Model, rows: pd.DataFrame, keep: Keeping, clock: str, content: Grid, lossless: bool) -> None:
    """What the store takes from its node and gives to it."""
    program, calendar = model.program, model.calendar
    kappa = model.kappa(model.case.carrier_of("stores").reindex(rows.index))
    steps = len(calendar.clocks[clock])
    hours = net_hours(calendar, keep, clock)
    block = calendar.blocks(clock, keep.clock)
    names = rows.index.to_numpy()
    most_in, most_out = (
        expansion.opened(model, "stores", name, names, rows[name].fillna(np.inf).to_numpy()[:, None], np.inf)
        for name in ("in_capacity", "out_capacity")
    )
    weight = model.weight(model.case.party_of("stores").reindex(rows.index))
    cost = model.money(clock, model.price(rows, "cost", "cost_profile", clock), kappa, weight)
    sides = [("stores.net", -most_out, most_in, 1.0, np.ones((len(rows), 1)))]
    if not lossless:
        gain, spend = rows["in_efficiency"].to_numpy()[:, None], 1 / rows["out_efficiency"].to_numpy()[:, None]
        sides = [
            ("stores.in", np.zeros_like(most_in), most_in, 1.0, gain),
            ("stores.out", np.zeros_like(most_out), most_out, -1.0, spend),
        ]
    for family, lower, upper, sign, share in sides:
        grid = program.add_columns(family, clock, names, steps, lower, upper, -sign * cost)
        if family != "stores.out":
            expansion.cap(model, grid, "in_capacity", np.ones((1, 1)), rows["in_capacity"].to_numpy())
        if family != "stores.in":
            own, out = rows["out_capacity"].to_numpy(), family == "stores.out"
            expansion.cap(model, grid, "out_capacity", np.full((1, 1), 1.0 if out else -1.0), own, least=not out)
        program.add_terms(content, grid, -sign * share * kappa * hours, row_steps=block)
        model.to_balance(rows["node"], grid, range(len(rows)), -sign * kappa)


def _rules(model: Model, rows: pd.DataFrame, keep: Keeping, level: Grid) -> None:
    """Rule curves as soft bounds."""
    calendar = model.calendar
    weight = model.weight(model.case.party_of("stores").reindex(rows.index))
    time = calendar.clocks[keep.clock]
    days = time.hours * time.weight * time.value / 24
    for column, family, sign in (("lower_rule", "stores.below", 1.0), ("upper_rule", "stores.above", -1.0)):
        items = np.flatnonzero((rows[column] != "").to_numpy())
        if not len(items):
            continue
        bound = rule_curve(model, rows.iloc[items], column, keep.clock)
        lower, upper = (bound, np.inf) if sign > 0 else (-np.inf, bound)
        names = rows.index.to_numpy()[items]
        cost = rows["rule_cost"].to_numpy()[items, None] * weight[items] * days
        missed = model.program.add_columns(family, keep.clock, names, level.steps, cost=cost)
        rule = model.program.add_rows(
            family.replace("stores", "stores.rule"), keep.clock, names, level.steps, lower, upper
        )
        model.program.add_terms(rule, level, 1.0, column_items=items)
        model.program.add_terms(rule, missed, sign)


def rule_curve(model: Model, rows: pd.DataFrame, column: str, clock: str) -> Floats:
    """A rule curve as contents; shape (k, n)."""
    capacity = np.asarray(rows["capacity"], dtype=float)
    return np.asarray(model.timeline.table(rows[column], clock) * capacity[:, None])
