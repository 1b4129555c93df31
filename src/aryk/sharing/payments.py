"""What payments make of the cost of each party, column by column: what it pays less what it is paid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aryk.case.calendar import Floats
from aryk.planning.model import Model
from aryk.planning.program import Grid

FAMILIES = {
    ("supplies", "flow"): {"supplies.flow": 1.0},
    ("demands", "served"): {"demands.served": 1.0, "demands.unserved": -1.0},
    ("demands", "unserved"): {"demands.unserved": 1.0},
    ("stores", "net"): {"stores.net": 1.0, "stores.in": 1.0, "stores.out": -1.0},
    ("links", "flow"): {"links.forward": 1.0, "links.back": -1.0},
    ("links", "forward"): {"links.forward": 1.0},
    ("links", "back"): {"links.back": 1.0},
    ("processes", "activity"): {"processes.activity": 1.0},
}
"""Columns whose sum is what is paid for, but for constants. A link with one column for both ways counts as net flow."""


def payment_costs(model: Model, columns: Sequence[Grid], parties: Sequence[str]) -> Floats:
    """Money that each party pays for a flow of 1 in each column; shape (parties, columns)."""
    case = model.case
    place = {name: item for item, name in enumerate(parties)}
    paid = np.zeros((len(parties), sum(grid.size for grid in columns)))
    places: dict[tuple[str, str], list[tuple[Grid, int]]] = {}
    for grid in columns:
        for number, name in enumerate(grid.names):
            row = str(name).rpartition("/")[0] if grid.family.startswith("demands.") else str(name)
            places.setdefault((grid.family, row), []).append((grid, number))
    for term in case.resolve(case.table("payments")).to_dict("records"):
        table, row = str(term["table"]), str(term["row"])
        kappa = float(case.kappa[case.carrier_of(table)[row]])
        for family, sign in FAMILIES[table, str(term["quantity"])].items():
            for grid, number in places.get((family, row), []):
                clock = model.calendar.clocks[grid.clock]
                money = sign * float(term["price"]) * kappa * clock.hours * clock.weight * clock.value
                begin = grid.offset + number * grid.steps
                for party, way in ((term["payer"], 1.0), (term["payee"], -1.0)):
                    paid[place[str(party)], begin : begin + grid.steps] += way * money
    return paid
