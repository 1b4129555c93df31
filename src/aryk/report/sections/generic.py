"""What every system has: its balance by party, its numbers, its largest flows, the use of its capacities."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.balance import Part, amount, parts
from aryk.report.charts.area import area_chart
from aryk.report.charts.axis import time_axis
from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import quiet, readable_unit
from aryk.report.page import Section
from aryk.report.palette import BAD, BLUE
from aryk.report.sections.use import QUANTITY, WORDS, use_map
from aryk.report.tables import Cell, basis, figures, folded, largest_first, note, table, text
from aryk.report.view import View


def generic(view: View, system: str) -> Section:
    """A system that is neither water nor energy: goods, travel, education, ..."""
    blocks = []
    for carrier in view.systems[system]:
        clock = view.chart_clock(carrier)
        found = parts(view, carrier, clock)
        blocks.append(tag("h3", view.title("carriers", carrier)))
        blocks.append(balance_table(view, carrier, found, clock))
        blocks.append(_demand_bars(view, carrier))
        for name in ("supplies", "processes", "links"):
            blocks.append(flow_areas(view, carrier, name))
        for name in ("supplies", "links", "processes"):
            blocks.append(use_map(view, carrier, name))
        blocks.append(_missing(view, carrier))
    blocks += [
        tag("h3", "Numbers and rows"),
        indicator_table(view, system),
        *_row_tables(view, system),
        group_table(view, system),
    ]
    return Section(
        f"system-{system}",
        system.capitalize(),
        "What enters, what is used, and where capacity is short.",
        joined(blocks),
    )


def indicator_table(view: View, system: str) -> Markup:
    """All indicators of a system."""
    found = view.done.indicators[view.done.indicators["system"] == system]
    rows: list[list[Cell]] = [
        [row["title"] or row["indicator"], row["party"], quiet(float(row["value"])), row["unit"], row["statistic"]]
        for row in found.to_dict("records")
    ]
    heads = [text("Indicator"), text("Party"), figures("Value"), text("Unit"), text("Statistic")]
    return table(f"Numbers of {system} that the case asks for: {len(rows)}", heads, rows)


def balance_table(view: View, carrier: str, found: list[Part], clock: str) -> Markup:
    """What enters and leaves the nodes of each party, as amounts; the rest is lost on the way."""
    kinds = ("supply", "made", "returned", "store", "exchange", "demand", "taken", "disposal")
    flows: dict[str, dict[str, float]] = {
        str(party): dict.fromkeys((*kinds, "missing"), 0.0) for party in view.parties.index
    }
    for each in found:
        party = view.party["nodes"][each.node]
        kind = each.kind
        if kind == "process":
            kind = "made" if each.values.sum() >= 0 else "taken"
        if kind == "link":
            if view.party["nodes"][each.across] == party:
                continue
            kind = "exchange"
        flows[party][kind] += amount(view, carrier, each.values, clock)
    sums = pd.DataFrame.from_dict(flows, orient="index")
    sums = sums[(sums != 0).any(axis=1)]
    if sums.empty:
        return note("Nothing flows in this run.")
    sums["lost"] = sums[list(kinds)].sum(axis=1)
    size = float(sums.abs().to_numpy().max())
    sums = sums.where(sums.abs() > 1e-9 * size, 0.0)
    divisor, unit = readable_unit(view.amount_unit(carrier), size)
    titles = {
        "supply": "supplies",
        "made": "made by processes",
        "returned": "back from losses elsewhere",
        "exchange": "from (+) or to (\u2212) other parties",
        "store": "out of (+) or into (\u2212) stores",
        "demand": "served",
        "taken": "taken by processes",
        "disposal": "left unused",
        "missing": "not served",
        "lost": "lost or on the way",
    }
    wanted = () if view.rows("demands", carrier).empty else ("demand", "missing")
    used = [each for each in titles if sums[each].abs().max() > 0 or each in wanted]
    signed = {name: -1.0 if name in ("demand", "taken", "disposal", "missing") else 1.0 for name in titles}
    heads = [text("Party"), *(figures(titles[each], unit) for each in used)]
    rows: list[list[Cell]] = [
        [view.party_title(str(party)), *(float(signed[each] * sums.at[party, each] / divisor) + 0.0 for each in used)]
        for party in sums.index
    ]
    sums.loc["all"] = sums.sum()
    sums = sums.where(sums.abs() > 1e-9 * size, 0.0)
    total: list[Cell] = ["All", *(float(signed[each] * sums.at["all", each] / divisor) + 0.0 for each in used)]
    caption = f"Balance of {view.title('carriers', carrier).lower()} by party of the node, over the horizon"
    words = []
    if sums.at["all", "exchange"]:
        words.append(note("Exchange summed over all parties is what links between them lose."))
    if (sums["lost"] < 0).any():
        words.append(note("Lost or on the way, below 0: what was on its way at the start has arrived."))
    return joined([table(caption, heads, rows, total=total), *words])


def _demand_bars(view: View, carrier: str) -> Markup:
    served, missing = view.totals("demands", "served"), view.totals("demands", "unserved")
    names = [name for name in view.rows("demands", carrier).index if name in served]
    names = sorted(names, key=lambda name: -served[name] - missing.get(name, 0.0))
    if not names or served[names[0]] + missing.get(names[0], 0.0) <= 0:
        return Markup("")
    divisor, unit = readable_unit(view.amount_unit(carrier), served[names[0]])
    bars = [
        Bar(
            view.title("demands", name),
            {"served": served[name] / divisor, "not served": missing.get(name, 0.0) / divisor},
        )
        for name in names[:18]
    ]
    return bar_chart(
        f"Largest demands: {view.title('carriers', carrier).lower()}",
        f"{len(bars)} of {len(names)} by amount over the horizon.",
        unit,
        bars,
        {"served": BLUE, "not served": BAD},
    )


def flow_areas(view: View, carrier: str, name: str) -> Markup:
    """Flows of the rows of a table through the year, the largest by name and the rest together."""
    clock = view.chart_clock(carrier)
    flows = {
        row: np.abs(values)
        for row, values in view.on(name, QUANTITY[name], clock).items()
        if view.carrier[name].get(row) == carrier
    }
    ranked = sorted(flows, key=lambda row: -float(flows[row].sum()))
    if not ranked or len(view.calendar.clocks[clock]) < 2:
        return Markup("")
    stack: dict[str, Floats] = {}
    for row in ranked[:9]:
        stack[_free(view.title(name, row), stack)] = flows[row]
    if ranked[9:]:
        stack[_free(f"{len(ranked) - 9} others", stack)] = np.sum([flows[row] for row in ranked[9:]], axis=0)
    says = (
        f"Mean of each {clock}, the largest {min(9, len(ranked))} by name."
        if len(ranked) > 9
        else f"Mean of each {clock}."
    )
    title = f"{WORDS[name]} of {view.title('carriers', carrier).lower()} through the horizon"
    return area_chart(title, says, view.rate_unit(carrier), time_axis(view.calendar, clock), stack)


def _free(name: str, taken: dict[str, Floats]) -> str:
    return name if name not in taken else f"{name} ({len(taken) + 1})"


def _missing(view: View, carrier: str) -> Markup:
    missing = {
        name: value
        for name, value in view.totals("demands", "unserved").items()
        if view.carrier["demands"][name] == carrier
    }
    if not missing:
        return Markup("")
    if sum(missing.values()) <= 0:
        return note(f"No need of {view.title('carriers', carrier).lower()} is left unserved.")
    heads = [text("Demand"), text("Party"), figures("not served", view.amount_unit(carrier))]
    rows: list[list[Cell]] = [
        [view.title("demands", name), view.party["demands"][name], value]
        for name, value in sorted(missing.items(), key=lambda item: -item[1])
        if value > 0
    ]
    return table("Needs that are not served in full", heads, rows)


def _row_tables(view: View, system: str) -> list[Markup]:
    made = []
    for name, quantity in QUANTITY.items():
        rows: list[list[Cell]] = []
        for row, cells in view.items(name, view.systems[system]):
            carrier = view.carrier[name][str(row)]
            total, largest = view.total(name, str(row), quantity), view.largest(name, str(row), quantity)
            capacity = float(cells["capacity"] if "capacity" in cells else cells["level"])
            rows.append(
                [
                    view.title(name, str(row)),
                    view.party[name][str(row)],
                    total,
                    view.amount_unit(carrier),
                    largest,
                    None if np.isnan(capacity) else capacity,
                    view.rate_unit(carrier),
                    basis(str(cells["basis"])),
                ]
            )
        limit = "Wanted at most" if name == "demands" else "Capacity"
        heads = [
            text("Row"),
            text("Party"),
            figures("Over the horizon"),
            text("Unit"),
            figures("Largest flow"),
            figures(limit),
            text("Unit"),
            text("Basis"),
        ]
        if rows:
            made.append(
                folded(
                    f"{WORDS[name]}: all {len(rows)}",
                    table(f"{WORDS[name]} of {system}", heads, largest_first(rows, 2)),
                )
            )
    return made


def group_table(view: View, system: str) -> Markup:
    """Sums of the rows that carry a tag, for each tag of a system."""
    sums: dict[tuple[str, str, str], list[float]] = {}
    for name, quantity in QUANTITY.items():
        for row, cells in view.items(name, view.systems[system]):
            total = view.total(name, str(row), quantity)
            if np.isnan(total):
                continue
            for group in str(cells["groups"]).split():
                sums.setdefault((group, name, view.carrier[name][str(row)]), []).append(total)
    rows: list[list[Cell]] = [
        [group, WORDS[name], len(values) * 1.0, float(np.sum(values)) + 0.0, view.amount_unit(carrier)]
        for (group, name, carrier), values in sums.items()
    ]
    heads = [text("Group"), text("Table"), figures("Rows"), figures("Over the horizon"), text("Unit")]
    return (
        folded(f"Sums by group: {len(rows)}", table(f"Flows of {system} by group", heads, rows)) if rows else Markup("")
    )
