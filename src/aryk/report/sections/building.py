"""What the plan would build, at what cost."""

from __future__ import annotations

from aryk.report.markup import joined
from aryk.report.page import Section
from aryk.report.tables import Cell, basis, figures, note, table, text
from aryk.report.view import View
from aryk.runs.built import built


def building(view: View) -> Section:
    """The size of each expansion that the plan could choose; no section where there was no choice."""
    rows = built(view.case, view.results)
    if rows.empty:
        return Section("building", "What the plan would build", "", joined([]))
    payer = view.parties["title"]
    cells: list[list[Cell]] = [
        [
            row["title"],
            payer.get(row["party"], row["party"]),
            row["size"],
            row["maximum"],
            row["adds"],
            row["capital"] / 1e6,
            row["yearly"] / 1e6,
            basis(row["basis"]),
        ]
        for row in rows.to_dict("records")
    ]
    heads = [
        text("Measure or expansion"),
        text("Pays"),
        figures("size"),
        figures("largest"),
        text("adds"),
        figures("capital", f"million {view.money}"),
        figures("each year", f"million {view.money}"),
        text("Basis"),
    ]
    count = int((rows["size"] > 0).sum())
    lead = f"Of {len(rows)} that it may choose it would build {count}. A measure has size 1 when it is built in full."
    words = note(
        "Each year: the capital paid back over the life at the interest of the case, and upkeep. The plan knows the "
        "whole horizon and acts for all parties as one; what it leaves out is not worth its cost in this horizon."
    )
    body = joined([table("Sizes that the plan chose", heads, cells), words])
    return Section("building", "What the plan would build", lead, body)
