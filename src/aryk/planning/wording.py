"""Bounds and rows of a programme in the words of the case: which table, which row, which side, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aryk.planning.model import Model
from aryk.planning.program import Grid, Matrix

LAWS = (
    "balance",
    "stores.content",
    "links.voltage",
    "links.tangent",
    "links.chord",
    "processes.mix",
    "choices.tangent",
    "plants.starts",
    "plants.stops",
    "expansions.built",
)
"""Families of rows that are laws of nature: nobody can change them."""

_WORDS = {
    "supplies.flow": (
        "supplies",
        {
            "lower": "what it must give at least (given flow or minimum)",
            "upper": "what it can give at most (capacity x available)",
        },
    ),
    "demands.unserved": ("demands", {"lower": "served at most in full", "upper": "unserved at most in full"}),
    "demands.served": ("demands", {"lower": "not below zero", "upper": "what the market takes at most"}),
    "links.forward": (
        "links",
        {"lower": "least flow (minimum, or capacity_back of a lossless link)", "upper": "capacity"},
    ),
    "links.loss": ("links", {"lower": "loss not below zero", "upper": "loss"}),
    "links.back": ("links", {"lower": "not below zero", "upper": "capacity_back"}),
    "processes.activity": ("processes", {"lower": "least activity (minimum)", "upper": "capacity x available"}),
    "processes.points": ("processes", {"lower": "share of an operating point not below zero", "upper": "no limit"}),
    "stores.level": ("stores", {"lower": "least content (minimum, or content at the end)", "upper": "capacity"}),
    "stores.initial": ("stores", {"lower": "content at the start", "upper": "content at the start"}),
    "stores.net": ("stores", {"lower": "out_capacity", "upper": "in_capacity"}),
    "stores.in": ("stores", {"lower": "not below zero", "upper": "in_capacity"}),
    "stores.out": ("stores", {"lower": "not below zero", "upper": "out_capacity"}),
    "stores.below": ("stores", {"lower": "not below zero", "upper": "content below the lower rule"}),
    "stores.above": ("stores", {"lower": "not below zero", "upper": "content above the upper rule"}),
    "expansions.size": ("expansions", {"lower": "minimum", "upper": "maximum"}),
    "expansions.units": ("expansions", {"lower": "not below zero", "upper": "units"}),
    "plants.on": ("plants", {"lower": "on still, from before the start", "upper": "units that there are"}),
    "plants.start": ("plants", {"lower": "not below zero", "upper": "starts"}),
    "plants.stop": ("plants", {"lower": "not below zero", "upper": "stops"}),
    "reserves.held": ("reserves", {"lower": "reserve not below zero", "upper": "reserve"}),
    "reserves.missing": ("reserves", {"lower": "not below zero", "upper": "missing reserve"}),
    "choices.split": ("choices", {"lower": "no limit", "upper": "no limit"}),
    "limits.short": ("limits", {"lower": "not below zero", "upper": "what is missed"}),
    "limits.over": ("limits", {"lower": "not below zero", "upper": "what is missed"}),
    "nodes.disposed": ("nodes", {"lower": "disposal not below zero", "upper": "disposal"}),
}


_ROWS = {
    "expansions.built": ("expansions", "comes in whole units"),
    "links.tangent": ("links", "loss by resistance, at least the square of the flow"),
    "links.chord": ("links", "loss by resistance, at most that of the largest flow"),
    "links.secured": ("links", "emergency x capacity"),
    "links.voltage": ("links", "Kirchhoff's voltage law in a mesh of links with reactance"),
    "processes.mix": ("processes", "runs at a mix of its operating points"),
    "processes.region": ("processes", "operating points, at most the capacity x available"),
    "processes.region_on": ("processes", "operating points of the units that are on"),
    "processes.region_least": ("processes", "operating points of a plant that is on"),
    "plants.starts": ("plants", "a start for each unit that comes on"),
    "plants.stops": ("plants", "a stop for each unit that goes off"),
    "plants.up": ("plants", "minimum_up"),
    "plants.down": ("plants", "minimum_down"),
    "plants.most": ("plants", "flow of the units that are on, at most what is available"),
    "plants.least": ("plants", "flow of the units that are on, at least the minimum load"),
    "plants.off": ("plants", "no flow while off"),
    "plants.rise": ("plants", "ramp_up and ramp_start"),
    "plants.rise_start": ("plants", "ramp_start"),
    "plants.fall": ("plants", "ramp_down and ramp_stop"),
    "plants.fall_stop": ("plants", "ramp_stop"),
    "reserves.requirement": ("reserves", "what must stand ready"),
    "reserves.room": ("reserves", "flow and reserve of a plant, at most what runs"),
    "reserves.room_on": ("reserves", "flow and reserve of a plant, at most the units that are on"),
    "reserves.ramp": ("reserves", "reserve of a plant, at most its ramp_up in time"),
    "reserves.ramp_on": ("reserves", "reserve of a plant, at most its ramp_up in time"),
    "stores.rule.below": ("stores", "lower_rule"),
    "stores.rule.above": ("stores", "upper_rule"),
}
_GROWN = {
    "flow": "capacity x available",
    "secured": "emergency x capacity",
    "forward": "capacity x available",
    "back": "capacity_back x available",
    "activity": "capacity x available",
    "level": "capacity",
    "in": "in_capacity",
    "out": "out_capacity",
    "net": "in_capacity and out_capacity",
    "on": "units that are on",
    "start": "units started",
    "stop": "units stopped",
}


@dataclass(frozen=True)
class Part:
    """A group of bounds or rows that stand together in the case: one side of one row over its steps."""

    kind: str
    grid: Grid
    item: int
    side: str

    def steps_of(self, places: Iterable[int]) -> list[int]:
        """The steps of the part's row that numbers of columns or rows mean, in order."""
        first = self.grid.offset + self.item * self.grid.steps
        return sorted(place - first for place in places)


def name_of(model: Model, part: Part) -> str:
    """A part in the case's words."""
    name = str(part.grid.names[part.item])
    family = part.grid.family
    if family == "limits":
        return f"limits.csv, {name}: {model.case.table('limits').at[name, 'sense'].replace('-', ' ')} its value"
    if family == "stores.content":
        return f"stores.csv, {name}: its content follows from the content before"
    if family == "stores.cyclic":
        return f"stores.csv, {name}: at the end at least what was there at the start"
    if family == "balance":
        demands = model.case.table("demands")
        firm = demands.index[(demands["node"] == name) & (demands["tiers"] == "") & (demands["kind"] == "need")]
        if len(firm):
            return f"demands.csv, {', '.join(firm)}: must be served in full at node {name}"
        return f"nodes.csv, {name}: what comes in goes out" + (
            "" if model.case.table("nodes").at[name, "disposal"] else " (no disposal)"
        )
    if family in _ROWS:
        table, words_of_row = _ROWS[family]
        return f"{table}.csv, {name}: {words_of_row}"
    if family.endswith((".most", ".least", ".built")) and family.count(".") == 2:
        table, quantity, _ = family.split(".")
        return f"{table}.csv, {name}: {_GROWN.get(quantity, quantity)} with what expansions add"
    table, words = _WORDS[family]
    if table == "demands":
        name = " tier ".join(name.rsplit("/", 1))
    return f"{table}.csv, {name}: {words[part.side]}"


UNITLESS = (
    "links.voltage",
    "links.tangent",
    "links.chord",
    "processes.points",
    "reserves.held",
    "reserves.room",
    "reserves.room_on",
    "reserves.ramp",
    "reserves.ramp_on",
)
"""Families whose parts have names or units of their own."""


def unit_of_part(model: Model, part: Part) -> str:
    """The unit of a part's bound; "" for limits, whose table does not name it."""
    name, family = str(part.grid.names[part.item]), part.grid.family
    if part.kind == "row" and family == "limits":
        return ""
    table = "nodes" if family == "balance" else family.split(".")[0]
    if table in ("plants", "expansions") or family in UNITLESS:
        return ""
    owner = name.rsplit("/", 1)[0] if table == "demands" else name.split(" after the loss of ", maxsplit=1)[0]
    carrier = model.case.carrier_of(table)[owner]
    amount = family in ("balance", "stores.level", "stores.initial", "stores.cyclic")
    return str(model.case.table("carriers").at[carrier, "amount_unit" if amount else "rate_unit"])


def is_trivial(matrix: Matrix, part: Part, steps: list[int]) -> bool:
    """Whether a part says no more than that a flow is not below zero."""
    if part.kind != "column" or part.side != "lower":
        return False
    first = part.grid.offset + part.item * part.grid.steps
    return all(matrix.lower[first + step] == 0 for step in steps)


def described(model: Model, part: Part, steps: list[int], matrix: Matrix) -> str:
    """A part of a conflict in words, with its time and its bound."""
    first = part.grid.offset + part.item * part.grid.steps + steps[0]
    words = f"{name_of(model, part)}, {when(model, part.grid, steps)}"
    if part.grid.family in LAWS:
        return words
    source = {
        ("row", "lower"): matrix.row_lower,
        ("row", "upper"): matrix.row_upper,
        ("column", "lower"): matrix.lower,
        ("column", "upper"): matrix.upper,
    }
    bound = source[part.kind, part.side][first]
    side = "at least" if part.side == "lower" else "at most"
    return f"{words} ({side} {bound:.6g} {unit_of_part(model, part)}".rstrip() + ")"


def when(model: Model, grid: Grid, steps: list[int]) -> str:
    """The time of steps in words."""
    if grid.clock == "horizon":
        return "over the horizon"
    start = model.calendar.clocks[grid.clock].start
    form = "%Y-%m-%d %H:%M" if grid.clock == "hour" else "%Y-%m-%d"
    first, last = (start[each].strftime(form) for each in (min(steps), max(steps)))
    return f"{grid.clock} of {first}" if first == last else f"{len(steps)} {grid.clock}s from {first} to {last}"


def grid_of(grids: list[Grid], number: int) -> Grid:
    """The block that holds a column or row."""
    return next(grid for grid in grids if grid.offset <= number < grid.offset + grid.size)
