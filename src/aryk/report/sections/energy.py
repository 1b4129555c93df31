"""Power and heat: how demand is met hour by hour, what it is worth, what flows between parties."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.balance import Part, amount, parts, stacked
from aryk.report.charts.axis import time_axis
from aryk.report.charts.line import Line, line_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import readable_unit
from aryk.report.page import Section
from aryk.report.palette import colours
from aryk.report.sections.dispatch import dispatch
from aryk.report.sections.generic import group_table, indicator_table
from aryk.report.sections.prices import prices
from aryk.report.sections.shortage import shortages
from aryk.report.tables import Cell, basis, figures, largest_first, note, shares, table, text
from aryk.report.view import View


def energy(view: View, system: str) -> Section:
    """A system measured in energy."""
    blocks = []
    for carrier in view.systems[system]:
        clock = view.chart_clock(carrier)
        found = parts(view, carrier, clock)
        linked = not view.rows("links", carrier).empty
        if len(view.systems[system]) > 1:
            blocks.append(tag("h3", view.title("carriers", carrier)))
        blocks += [
            *dispatch(view, carrier, found, clock, linked=linked),
            _source_table(view, carrier, found, clock),
            *shortages(view, carrier, clock),
            *(prices(view, carrier) if linked else []),
            *(_exchange(view, carrier, clock) if linked else []),
            _link_use(view, carrier),
            _plants(view, carrier, found, clock),
        ]
    blocks += [tag("h3", "Numbers"), indicator_table(view, system), group_table(view, system)]
    lead = "How demand is met: by fuel or technology, through the horizon and on an average day of two seasons."
    return Section(f"system-{system}", system.capitalize(), lead, joined(blocks))


def _source_table(view: View, carrier: str, found: list[Part], clock: str) -> Markup:
    """Energy by source and party."""
    parties = [str(party) for party in view.parties.index if view.nodes_of(carrier, str(party))]
    sums: dict[str, dict[str, float]] = {}
    demand: dict[str, float] = {}
    for party in parties:
        stack, wanted = stacked(view, found, view.nodes_of(carrier, party))
        demand[party] = amount(view, carrier, wanted, clock)
        for label, values in stack.items():
            sums.setdefault(label, {})[party] = amount(view, carrier, values, clock)
    sums = {label: row for label, row in sums.items() if any(abs(each) > 0 for each in row.values())}
    if not sums:
        return Markup("")
    divisor, unit = readable_unit(
        view.amount_unit(carrier), max(abs(each) for row in sums.values() for each in row.values())
    )
    rows: list[list[Cell]] = [
        [label, *(row[party] / divisor if party in row else None for party in parties)] for label, row in sums.items()
    ]
    total: list[Cell] = ["Demand, served or not", *(demand[party] / divisor for party in parties)]
    heads = [text("Source"), *(figures(view.party_title(party), unit) for party in parties)]
    return table(f"{view.title('carriers', carrier)} by source and party, over the horizon", heads, rows, total=total)


def _exchange(view: View, carrier: str, clock: str) -> list[Markup]:
    """What flows between parties over links."""
    forward, back = view.on("links", "forward", clock), view.on("links", "back", clock)
    sums: dict[tuple[str, str], list[Floats]] = {}
    for name, row in view.items("links", carrier):
        one, other = view.party["nodes"][row["from_node"]], view.party["nodes"][row["to_node"]]
        if one == other or str(name) not in forward:
            continue
        there, here = forward[str(name)], back[str(name)]
        pair = (one, other) if one < other else (other, one)
        held = sums.setdefault(pair, [np.zeros(len(there)), np.zeros(len(there))])
        first, second = (there, here) if pair == (one, other) else (here, there)
        held[0], held[1] = held[0] + first, held[1] + second
    if not sums:
        return []
    sizes = {pair: [amount(view, carrier, each, clock) for each in flows] for pair, flows in sums.items()}
    divisor, unit = readable_unit(view.amount_unit(carrier), max(max(each) for each in sizes.values()))
    names = [f"{one} to {other}" for one, other in sums]
    ink = colours(names)
    lines = [Line(name, flows[0] - flows[1], ink[name]) for name, flows in zip(names, sums.values(), strict=True)]
    chart = line_chart(
        f"Exchange of {view.title('carriers', carrier).lower()} between parties",
        f"Net flow, mean of each {clock}; below 0 it runs the other way.",
        view.rate_unit(carrier),
        time_axis(view.calendar, clock),
        lines,
    )
    rows: list[list[Cell]] = [
        [view.party_title(one), view.party_title(other), there / divisor, here / divisor, (there - here) / divisor]
        for (one, other), (there, here) in sizes.items()
    ]
    heads = [text("From"), text("To"), figures("there", unit), figures("back", unit), figures("net", unit)]
    return [tag("h3", "Exchange between parties"), chart, table("Exchange over the horizon, as sent", heads, rows)]


def _link_use(view: View, carrier: str) -> Markup:
    """Links with a capacity: how much of it is used."""
    rows: list[list[Cell]] = []
    for name, row in view.items("links", carrier):
        hit = view.results.find("links", str(name), "flow")
        if hit is None or np.isnan(row["capacity"]) or row["capacity"] <= 0:
            continue
        step, flow = hit
        time = view.calendar.clocks[step]
        mass = time.hours * time.weight / (time.hours * time.weight).sum()
        share = view.timeline.values(row["available"], step) if row["available"] else np.ones(len(flow))
        ways = np.where(flow >= 0, row["capacity"], row["capacity_back"]) * share
        use = np.divide(np.abs(flow), ways, out=np.zeros(len(flow)), where=ways > 0)
        rows.append(
            [
                view.title("links", str(name)),
                float(flow @ mass),
                float(np.abs(flow).max()),
                float(row["capacity"]),
                float(row["capacity_back"]),
                float(use @ mass),
                float((use > 0.999) @ mass),
                basis(row["basis"]),
            ]
        )
    unit = view.rate_unit(carrier)
    heads = [
        text("Link"),
        figures("mean flow", unit),
        figures("largest flow", unit),
        figures("capacity", unit),
        figures("the other way", unit),
        shares("mean use"),
        shares("time at capacity"),
        text("Basis of inputs"),
    ]
    return (
        joined([tag("h3", "Use of lines"), table("Links by use of their capacity", heads, largest_first(rows, 5))])
        if rows
        else Markup("")
    )


def _plants(view: View, carrier: str, found: list[Part], clock: str) -> Markup:
    """Each plant: energy, use of its capacity, what was not used."""
    rows: list[list[Cell]] = []
    curtailed = view.totals("supplies", "curtailed")
    made = [each for each in found if each.kind in ("supply", "process") and each.values.max(initial=0.0) > 0]
    idle = [each for each in found if each.kind == "supply" and each.values.max(initial=0.0) <= 0]
    divisor, unit = readable_unit(
        view.amount_unit(carrier), max((amount(view, carrier, each.values, clock) for each in made), default=0.0)
    )
    for each in [*made, *idle]:
        cells = view.case.table(each.table).loc[each.row]
        total = amount(view, carrier, each.values, clock)
        capacity = float(cells["capacity"])
        own = not np.isnan(capacity) and view.carrier[each.table][each.row] == carrier
        full = capacity * view.calendar.hours * float(view.case.kappa[carrier])
        unused = (
            curtailed.get(each.row, 0.0) / divisor
            if each.table == "supplies" and cells["kind"] == "curtailable"
            else None
        )
        rows.append(
            [
                view.title(each.table, each.row),
                view.party[each.table][each.row],
                str(cells["technology"]),
                str(cells["fuel"]),
                capacity if own else None,
                total / divisor,
                total / full if own and full > 0 else None,
                unused,
                float(cells["cost"]),
                basis(str(cells["basis"])),
            ]
        )
    cost_unit = f"{view.money}/{view.amount_unit(carrier)}"
    heads = [
        text("Plant"),
        text("Party"),
        text("Technology"),
        text("Fuel"),
        figures("capacity", view.rate_unit(carrier)),
        figures("energy", unit),
        shares("use of capacity"),
        figures("not used", unit),
        figures("cost", cost_unit),
        text("Basis of inputs"),
    ]
    if not rows:
        return Markup("")
    words = note(
        "Cost is per unit of the plant's own activity. \u201cNot used\u201d: wind, sun or water that was there and "
        "not taken."
    )
    return joined(
        [
            tag("h3", "Plants"),
            table(
                f"Plants and other sources of {view.title('carriers', carrier).lower()}", heads, largest_first(rows, 5)
            ),
            words,
        ]
    )
