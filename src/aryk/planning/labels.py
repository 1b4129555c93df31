"""Arrays of a solved programme as fields with labels: what flows, what is kept, what is missed, what it is worth."""

from __future__ import annotations

import numpy as np

from aryk.case.calendar import Floats
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules.demand import wanted
from aryk.planning.rules.expansion import grown
from aryk.planning.rules.points import points_of
from aryk.planning.rules.storage import keeping
from aryk.planning.solve import Solution
from aryk.results.fields import Field, Results


def labelled(model: Model, solution: Solution) -> Results:
    """Solution arrays as fields by table, quantity and clock."""
    fields: list[Field] = []
    grids = model.program.columns
    for grid in grids:
        values = grid.of(solution.value)
        match grid.family:
            case "supplies.flow":
                fields += [_field(grid, values), _field(grid, grid.of(solution.reduced_cost), "rent")]
                fields += _curtailed(model, grid, values, solution)
            case "demands.unserved" | "demands.served":
                fields.append(_field(grid, values, f"tier_{grid.family.split('.')[1]}"))
            case "links.forward":
                fields += [
                    _field(grid, grid.of(solution.reduced_cost), "rent"),
                    *_link_flows(grid, grids, values, solution),
                ]
            case "links.back" | "stores.in" | "stores.out":
                pass
            case "processes.activity":
                fields += [_field(grid, values), _field(grid, grid.of(solution.reduced_cost), "rent")]
                fields += _heads(model, grid)
            case _:
                fields.append(_field(grid, values))
    fields += _net_of_doors(grids, solution)
    fields += _rates(model, grids, solution)
    fields += _demands(model, fields)
    for grid in model.program.rows:
        clock = model.calendar.clocks[grid.clock]
        weight = clock.weight * clock.value
        if grid.family == "balance":
            fields.append(Field("nodes", "price", grid.clock, grid.names, grid.of(solution.row_dual) / weight))
        elif grid.family == "stores.content":
            fields.append(
                Field("stores", "price", grid.clock, grid.names, -grid.of(solution.row_dual) / _times(model, grid))
            )
        elif grid.family == "reserves.requirement":
            kappa = model.kappa(model.case.table("reserves")["carrier"].reindex(grid.names))
            price = grid.of(solution.row_dual) / (weight * clock.hours * kappa)
            fields.append(Field("reserves", "price", grid.clock, grid.names, price))
        elif grid.family == "limits":
            fields.append(Field("limits", "price", grid.clock, grid.names, grid.of(solution.row_dual) / weight))
    return Results(model.calendar, tuple(_merged(fields)))


def _times(model: Model, grid: Grid) -> Floats:
    """How often each content of a group of stores occurs, by the worth of money then; shape (n,)."""
    store = model.case.table("stores").loc[grid.names[0]]
    closed = store["final"] == "closed"
    keep = keeping(model.calendar, str(model.node_clock[store["node"]]), store["regulation"], closed=closed)
    return keep.times * model.calendar.clocks[keep.clock].value


def _field(grid: Grid, values: Floats, quantity: str | None = None) -> Field:
    table, own = grid.family.split(".")
    return Field(table, quantity or own, grid.clock, grid.names, values)


def _heads(model: Model, grid: Grid) -> list[Field]:
    names = [name for name in grid.names if name in model.heads]
    if not names:
        return []
    values = np.stack([model.heads[name] for name in names])
    return [Field("processes", "head", grid.clock, np.array(names, dtype=object), values)]


def _curtailed(model: Model, grid: Grid, flow: Floats, solution: Solution) -> list[Field]:
    rows = model.case.table("supplies").loc[list(grid.names)]
    items = np.flatnonzero((rows["kind"] == "curtailable").to_numpy())
    if not len(items):
        return []
    chosen = rows.iloc[items]
    capacity = grown(model, "supplies", "capacity", chosen, grid.clock, solution)
    most = capacity * model.timeline.available("supplies", chosen, grid.clock)
    return [Field("supplies", "curtailed", grid.clock, grid.names[items], most - flow[items])]


def _link_flows(grid: Grid, grids: list[Grid], forward: Floats, solution: Solution) -> list[Field]:
    back = np.zeros_like(forward)
    for other in grids:
        if other.family == "links.back" and other.clock == grid.clock:
            item = {name: place for place, name in enumerate(grid.names)}
            back[[item[name] for name in other.names]] = other.of(solution.value)
    signed = np.minimum(forward, 0.0)
    return [
        Field("links", "flow", grid.clock, grid.names, forward - back),
        Field("links", "forward", grid.clock, grid.names, forward - signed),
        Field("links", "back", grid.clock, grid.names, back - signed),
    ]


def _net_of_doors(grids: list[Grid], solution: Solution) -> list[Field]:
    fields = []
    doors = {
        (grid.clock, tuple(grid.names), grid.family): grid
        for grid in grids
        if grid.family in ("stores.in", "stores.out")
    }
    for (clock, names, family), grid in doors.items():
        fields.append(_field(grid, grid.of(solution.value)))
        if family == "stores.in":
            other = doors[clock, names, "stores.out"]
            fields.append(_field(grid, grid.of(solution.value) - other.of(solution.value), "net"))
    return fields


def _rates(model: Model, grids: list[Grid], solution: Solution) -> list[Field]:
    """What each process with operating points gives to each of its nodes, named `process/node`; below 0: takes."""
    fields, points = [], points_of(model.case)
    for grid in [each for each in grids if each.family == "processes.points"]:
        item = {name: place for place, name in enumerate(grid.names)}
        names = points["process"] + "/" + points["point"]
        own = points[names.isin(item).to_numpy()]
        ports, owner = np.unique((own["process"] + "/" + own["node"]).to_numpy(dtype=str), return_inverse=True)
        values = np.zeros((len(ports), grid.steps))
        mix = grid.of(solution.value)[[item[name] for name in own["process"] + "/" + own["point"]]]
        np.add.at(values, owner, own["rate"].to_numpy()[:, None] * mix)
        fields.append(Field("processes", "rate", grid.clock, ports.astype(object), values))
    return fields


def _demands(model: Model, fields: list[Field]) -> list[Field]:
    """Served and unserved flow of each demand, summed over its tiers."""
    demands = model.case.table("demands")
    clocks = model.node_clock.reindex(demands["node"]).reset_index(drop=True)
    made = []
    for clock, places in model.by_clock(clocks):
        rows = demands.iloc[places]
        item = {name: place for place, name in enumerate(rows.index)}
        level = wanted(model, rows, clock)
        sums = {"tier_unserved": np.zeros_like(level), "tier_served": np.zeros_like(level)}
        for each in fields:
            if each.table == "demands" and each.clock == clock:
                owners = [item[str(name).rsplit("/", 1)[0]] for name in each.names]
                np.add.at(sums[each.quantity], owners, each.values)
        need = (rows["kind"] == "need").to_numpy()
        names = rows.index.to_numpy()
        made.append(
            Field(
                "demands",
                "served",
                clock,
                names,
                np.where(need[:, None], level - sums["tier_unserved"], sums["tier_served"]),
            )
        )
        made.append(Field("demands", "unserved", clock, names[need], sums["tier_unserved"][need]))
    return made


def _merged(fields: list[Field]) -> list[Field]:
    """Fields of one label (stores come in several groups) joined into one."""
    by_label: dict[str, list[Field]] = {}
    for each in fields:
        by_label.setdefault(each.label, []).append(each)
    return [
        parts[0]
        if len(parts) == 1
        else Field(
            parts[0].table,
            parts[0].quantity,
            parts[0].clock,
            np.concatenate([each.names for each in parts]),
            np.concatenate([each.values for each in parts]),
        )
        for parts in by_label.values()
    ]
