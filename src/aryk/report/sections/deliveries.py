"""What was delivered against what was agreed."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.report.charts.axis import time_axis
from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.charts.frame import NARROW, side_by_side
from aryk.report.charts.line import Line, line_chart
from aryk.report.held import Held
from aryk.report.markup import tag
from aryk.report.palette import BLUE, VERMILION
from aryk.report.tables import Cell, figures, fixed, note, table, text
from aryk.report.view import View


def deliveries(view: View, held: list[Held]) -> list[Markup]:
    """Rules that write down an agreement: run against agreed, by period and in all."""
    if not held:
        return []
    rows: list[list[Cell]] = []
    pictures: list[Markup] = []
    for each in held:
        counted = each.inside
        total, value = each.total[counted], each.value[counted]
        gap = np.where(
            each.missed[counted] > 1e-6 * max(1.0, float(np.abs(value).max(initial=0.0))), each.missed[counted], 0.0
        )
        rows.append(
            [
                each.title,
                view.title("agreements", each.agreement),
                each.sense.replace("-", " "),
                each.per,
                float(total.sum()) if each.quantity == "amount" else float(total.mean()),
                float(value.sum()) if each.quantity == "amount" else float(value.mean()),
                each.unit,
                float((gap > 0).sum()),
                float(gap.sum()),
            ]
        )
        if len(total) > 1:
            across = time_axis(view.calendar, each.per)
            word = "agreed" if each.sense == "equal" else f"agreed ({each.sense.replace('-', ' ')})"
            lines = [Line("run", each.total, BLUE), Line(word, each.value, VERMILION, dash=True)]
            pictures.append(
                line_chart(
                    each.title,
                    f"{each.quantity.capitalize()} of each {each.per}.",
                    each.unit,
                    across,
                    lines,
                    size=NARROW,
                )
            )
    heads = [
        text("Rule"),
        text("Agreement"),
        fixed("Sense"),
        fixed("For each"),
        figures("Run"),
        figures("Agreed"),
        text("Unit"),
        figures("Periods missed"),
        figures("Missed by"),
    ]
    bars = [
        Bar(str(row[0]), {"run": float(row[4] or 0)}, float(row[5] or 0))
        for row in rows
        if row[3] in ("horizon", "year") and row[5] and row[6] == view.amount_unit(held[0].carrier)
    ]
    chart = bar_chart(
        "Delivered against agreed", "Black mark: what was agreed.", held[0].unit, bars, {"run": BLUE}, mark="agreed"
    )
    words = note(
        "Run and agreed are sums over the periods (means for flows). A rule with agreed 0 compares one sum with a "
        "share of another: the run keeps it where it is not below 0."
    )
    return [
        tag("h3", "Deliveries against what was agreed"),
        chart,
        side_by_side(pictures),
        table("Rules that write down an agreement", heads, rows),
        words,
    ]
