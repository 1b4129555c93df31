"""Water: what reservoirs hold and release, what is delivered against what was agreed, and who goes short."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.report.balance import amount, parts
from aryk.report.charts.area import area_chart
from aryk.report.charts.axis import time_axis
from aryk.report.held import Held
from aryk.report.markup import joined, tag
from aryk.report.numbers import readable_unit
from aryk.report.page import Section
from aryk.report.sections.deliveries import deliveries
from aryk.report.sections.drought import drought
from aryk.report.sections.generic import balance_table, group_table, indicator_table
from aryk.report.sections.shortage import shortages
from aryk.report.sections.stores import stores
from aryk.report.sections.use import use_map
from aryk.report.tables import basis, figures, folded, shares, table, text
from aryk.report.view import View


def water(view: View, system: str, held: list[Held]) -> Section:
    """A system measured in volume."""
    blocks = []
    for carrier in view.systems[system]:
        clock = view.chart_clock(carrier)
        found = parts(view, carrier, clock)
        blocks += [
            balance_table(view, carrier, found, clock),
            *stores(view, carrier, found, clock),
            *deliveries(view, [each for each in held if each.carrier == carrier and each.agreement]),
            *shortages(view, carrier, clock),
            *drought(view, carrier),
            _hydropower(view, carrier, clock),
            use_map(view, carrier, "links", 20),
        ]
    blocks += [tag("h3", "Numbers"), indicator_table(view, system), _links(view, system), group_table(view, system)]
    lead = "Storage, releases, deliveries and shortages, by dekad or the shortest step that a chart can show."
    return Section(f"system-{system}", system.capitalize(), lead, joined(blocks))


def _hydropower(view: View, carrier: str, clock: str) -> Markup:
    """Processes that take this water and give energy."""
    nodes = set(view.nodes_of(carrier))
    flows = view.case.table("flows")
    takers = set(flows[(flows["direction"] == "in") & flows["node"].isin(nodes)]["process"])
    carrier_of = view.nodes["carrier"]
    givers: dict[str, str] = {}
    for row in flows[(flows["direction"] == "out") & flows["process"].isin(takers)].to_dict("records"):
        if row["node"] in carrier_of.index and view.kind(carrier_of[row["node"]]) == "energy":
            givers[row["process"]] = carrier_of[row["node"]]
    if not givers:
        return Markup("")
    energy = next(iter(givers.values()))
    found = [each for each in parts(view, energy, clock) if each.row in givers and each.values.max(initial=0.0) > 0]
    stack = {
        view.title("processes", each.row): each.values
        for each in sorted(found, key=lambda each: -float(each.values.sum()))
    }
    divisor, unit = readable_unit(
        view.amount_unit(energy), max((amount(view, energy, each.values, clock) for each in found), default=0.0)
    )
    rows = [
        [
            view.title("processes", each.row),
            view.party["processes"][each.row],
            amount(view, energy, each.values, clock) / divisor,
            basis(view.basis("processes", each.row)),
        ]
        for each in found
    ]
    heads = [text("Plant"), text("Party"), figures(view.title("carriers", energy), unit), text("Basis")]
    chart = area_chart(
        "Hydropower from this water",
        f"Mean of each {clock}.",
        view.rate_unit(energy),
        time_axis(view.calendar, clock),
        stack,
    )
    return joined([tag("h3", "Hydropower"), chart, table("Hydropower over the horizon", heads, rows)])


def _links(view: View, system: str) -> Markup:
    rows = []
    for name, row in view.items("links", view.systems[system]):
        mean, most = view.mean("links", str(name), "flow"), view.largest("links", str(name), "flow")
        capacity = None if np.isnan(row["capacity"]) else float(row["capacity"])
        rows.append(
            [
                view.title("links", str(name)),
                row["kind"],
                mean,
                most,
                capacity,
                most / capacity if capacity else None,
                basis(row["basis"]),
            ]
        )
    unit = view.rate_unit(view.systems[system][0])
    heads = [
        text("Reach or canal"),
        text("Kind"),
        figures("mean flow", unit),
        figures("largest flow", unit),
        figures("capacity", unit),
        shares("largest / capacity"),
        text("Basis"),
    ]
    return (
        folded(f"All rivers and canals: {len(rows)}", table("Flows of rivers and canals", heads, rows))
        if rows
        else Markup("")
    )
