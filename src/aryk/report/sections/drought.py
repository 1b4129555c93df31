"""What crops lose where water is short: stress, yields and money by fields and by crop."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from aryk.report.markup import tag
from aryk.report.tables import figures, folded, note, shares, table, text
from aryk.report.view import View
from aryk.results.crops import by_demand, crop_losses


def drought(view: View, carrier: str) -> list[Markup]:
    """Drought stress of the fields that take a carrier; nothing where the case has no crops."""
    losses = crop_losses(view.timeline, view.results)
    losses = losses[losses["demand"].map(view.carrier["demands"]) == carrier]
    if losses.empty:
        return []
    million = f"million {view.money}"
    fields = by_demand(losses)
    rows: list[list[Any]] = [
        [
            view.title("demands", str(name)),
            row["party"],
            float(row["area"]),
            float(row["stress"]),
            float(1.0 - row["ratio"]),
            float(row["money"]) / 1e6,
        ]
        for name, row in fields.iterrows()
    ]
    heads = [
        text("Fields"),
        text("Party"),
        figures("area", "ha"),
        shares("stress, 1 - ETa/ETm"),
        shares("yield lost"),
        figures("lost", million),
    ]
    crops = _by_crop(view, losses)
    sides = fields.groupby("party")["money"].sum()
    words = "; ".join(f"{party} {value / 1e6:,.1f}" for party, value in sides.items())
    return [
        tag("h3", "What crops lose"),
        table("Drought stress of fields, and what it costs", heads, rows),
        note(
            f"Lost by side, {million}: {words}. Yield response by stage of growth (FAO 33); fields served in full lose "
            "nothing, so yields are those of the practised supply."
        ),
        folded("By crop", crops),
    ]


def _by_crop(view: View, losses: pd.DataFrame) -> Markup:
    """The same by crop, dearest first."""
    titles = view.case.table("crops")["title"]
    rows: list[list[Any]] = []
    for crop, own in losses.groupby("crop"):
        area = own["area"].sum()
        ratio = float((own["ratio"] * own["area"]).sum() / area) if area else 1.0
        worst = own.loc[own["money"].idxmax(), "worst_stage"]
        rows.append(
            [str(titles.get(crop) or crop), float(area), 1.0 - ratio, str(worst), float(own["money"].sum()) / 1e6]
        )
    rows.sort(key=lambda row: -row[-1])
    heads = [
        text("Crop"),
        figures("area", "ha"),
        shares("yield lost"),
        text("worst stage of the dearest loss"),
        figures("lost", f"million {view.money}"),
    ]
    return table("What crops lose, by crop", heads, rows)
