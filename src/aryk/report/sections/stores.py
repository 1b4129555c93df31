"""What stores hold through the year, against what was observed, and what passes through them."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.report.balance import Part
from aryk.report.charts.axis import time_axis
from aryk.report.charts.frame import NARROW, side_by_side
from aryk.report.charts.line import Dot, Line, line_chart
from aryk.report.markup import tag
from aryk.report.observed import observed_levels
from aryk.report.palette import BLUE, INK, ORANGE, SLATE, VERMILION
from aryk.report.tables import basis, figures, folded, note, table, text
from aryk.report.view import View

MAIN_STORES = 8
"""The largest so many stores are drawn."""


def stores(view: View, carrier: str, found: list[Part], clock: str) -> list[Markup]:
    """Contents, inflow and release of the main stores, and a table of all."""
    rows, levels = view.rows("stores", carrier), view.on("stores", "level", clock)
    size = {
        str(name): float(levels[str(name)].max()) if np.isnan(row["capacity"]) else row["capacity"]
        for name, row in rows.iterrows()
        if str(name) in levels
    }
    if not size:
        return []
    main = sorted(size, key=lambda name: -size[name])[:MAIN_STORES]
    main = [name for name in main if size[name] >= 0.002 * size[main[0]]]
    seen = observed_levels(view)
    pictures = [_storage(view, name, clock, seen.get(name, [])) for name in main]
    flows = [_throughput(view, name, found, clock) for name in main]
    return [
        tag("h3", "Storage and releases"),
        note(
            "Lines join contents at the ends of steps. Dots are observations of the hindcast; the plan does not "
            "follow them, but some may have been used to set inputs."
        ),
        side_by_side([each for pair in zip(pictures, flows, strict=True) for each in pair]),
        _store_table(view, carrier),
    ]


def _storage(view: View, name: str, clock: str, dots: list[Dot]) -> Markup:
    row = view.case.table("stores").loc[name]
    own = next(each.clock for each in view.results.of("stores", "level") if name in each.names)
    clock = own if view.calendar.is_finer(clock, own) else clock
    unit, across = view.amount_unit(view.carrier["stores"][name]), time_axis(view.calendar, clock)
    levels = view.on("stores", "level", clock)[name]
    initial = view.results.find("stores", name, "initial")
    lines = [Line("content", levels, BLUE, start=float(initial[1][0]) if initial else float(levels[-1]))]
    if not np.isnan(row["capacity"]):
        lines.append(Line("capacity", np.full(len(levels), row["capacity"]), SLATE, dash=True))
    if row["minimum"] > 0:
        lines.append(Line("least content", np.full(len(levels), row["minimum"]), VERMILION, dash=True))
    for rule, words, colour in (("lower_rule", "lower rule curve", ORANGE), ("upper_rule", "upper rule curve", INK)):
        if row[rule]:
            lines.append(Line(words, row["capacity"] * view.timeline.values(row[rule], clock), colour, dash=True))
    return line_chart(f"{view.title('stores', name)}: content", "", unit, across, lines, dots, size=NARROW)


def _throughput(view: View, name: str, found: list[Part], clock: str) -> Markup:
    node = view.case.table("stores").at[name, "node"]
    own = [each for each in found if each.node == node and each.kind in ("supply", "link", "process", "returned")]
    count = len(view.calendar.clocks[clock])
    inflow = np.sum([np.maximum(each.values, 0) for each in own], axis=0) if own else np.zeros(count)
    release = np.sum([np.maximum(-each.values, 0) for each in own], axis=0) if own else np.zeros(count)
    seeping = [each.values for each in found if each.kind == "returned" and (each.table, each.row) == ("stores", name)]
    lines = [Line("inflow", inflow, SLATE), Line("release", release, BLUE)]
    lines += [Line("seeps out, to come up elsewhere", np.sum(seeping, axis=0), ORANGE)] if seeping else []
    lines = [each for each in lines if each.values.any()]
    title = f"{view.title('stores', name)}: inflow and release"
    return line_chart(
        title, "", view.rate_unit(view.carrier["stores"][name]), time_axis(view.calendar, clock), lines, size=NARROW
    )


def _store_table(view: View, carrier: str) -> Markup:
    rows = []
    for name, row in view.items("stores", carrier):
        hit = view.results.find("stores", str(name), "level")
        level = hit[1] if hit else np.array([np.nan])
        initial = view.results.find("stores", str(name), "initial")
        start = float(initial[1][0]) if initial else None
        capacity = None if np.isnan(row["capacity"]) else float(row["capacity"])
        rows.append(
            [
                view.title("stores", str(name)),
                view.party["stores"][str(name)],
                row["regulation"],
                start,
                float(level[-1]),
                float(level.min()),
                float(level.max()),
                capacity,
                basis(row["basis"]),
            ]
        )
    unit = view.amount_unit(carrier)
    heads = [
        text("Store"),
        text("Party"),
        text("Regulation"),
        *(figures(each, unit) for each in ("at the start", "at the end", "lowest", "highest", "capacity")),
        text("Basis"),
    ]
    return folded(f"All stores: {len(rows)}", table("Contents of stores", heads, rows)) if rows else Markup("")
