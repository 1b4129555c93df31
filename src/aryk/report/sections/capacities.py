"""Capacities that are scarce: what one more unit of each would be worth."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.report.markup import joined, tag
from aryk.report.sections.use import WORDS
from aryk.report.tables import Cell, basis, figures, largest_first, note, table, text
from aryk.report.view import View

MOST = 25


def capacities(view: View) -> Markup:
    """The capacities whose marginal worth times their size is largest."""
    worth = _worth(view, list(view.carriers.index))
    rows: list[list[Cell]] = []
    for value, name, row, unit in worth:
        cells = view.case.table(name).loc[row]
        if np.isnan(cells["capacity"]) or (name == "supplies" and cells["kind"] == "given"):
            continue
        rows.append(
            [
                view.title(name, row),
                WORDS[name],
                view.party[name][row],
                float(cells["capacity"]),
                value,
                unit,
                value * float(cells["capacity"]) / 1e6,
                basis(str(cells["basis"])),
            ]
        )
    heads = [
        text("Capacity"),
        text("Table"),
        text("Party"),
        figures("capacity"),
        figures("worth of one more", view.money),
        text("per"),
        figures("worth x capacity", f"million {view.money}"),
        text("Basis"),
    ]
    words = note(
        "What one more unit of capacity, there for the whole horizon, would save all parties together (links: in "
        "the forward direction). Measured at the margin: it falls as capacity grows."
    )
    return (
        joined(
            [
                tag("h3", "Capacities worth most"),
                table("Capacities that are scarce", heads, largest_first(rows, 6)[:MOST]),
                words,
            ]
        )
        if rows
        else Markup("")
    )


def _worth(
    view: View, carriers: list[str], names: tuple[str, ...] = ("supplies", "links", "processes")
) -> list[tuple[float, str, str, str]]:
    """Worth of one more unit of capacity over the horizon, by row: money per rate unit, table, row, unit."""
    worth = []
    for name in names:
        for each in view.results.of(name, "rent"):
            for row, rent in zip(each.names, each.values, strict=True):
                row = str(row)
                if view.carrier[name][row] not in carriers:
                    continue
                cells = view.case.table(name).loc[row]
                share = view.timeline.values(cells["available"], each.clock) if cells["available"] else 1.0
                value = float((np.maximum(-rent, 0.0) * share).sum())
                if value > 0:
                    worth.append((value, name, row, view.rate_unit(view.carrier[name][row])))
    return sorted(worth, reverse=True)
