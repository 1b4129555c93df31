"""Needs that are not served: where, when and how much."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.report.charts.axis import time_axis
from aryk.report.charts.heat import SHORTAGE, heat_map
from aryk.report.markup import tag
from aryk.report.numbers import number, readable_unit
from aryk.report.tables import basis, figures, note, shares, table, text
from aryk.report.view import View


def shortages(view: View, carrier: str, clock: str) -> list[Markup]:
    """Where and when needs are not served: heat map and table; a plain word where none is missing."""
    served, missing = view.on("demands", "served", clock), view.on("demands", "unserved", clock)
    amounts = view.totals("demands", "unserved")
    name_of = view.title("carriers", carrier).lower()
    own = [name for name in missing if view.carrier["demands"].get(name) == carrier]
    short = sorted((name for name in own if amounts.get(name, 0.0) > 0), key=lambda name: -amounts[name])
    head = tag("h3", f"Shortages of {name_of}")
    if not own:
        return []
    if not short:
        return [head, note(f"No need of {name_of} is left unserved in this run.")]
    divisor, unit = readable_unit(view.amount_unit(carrier), amounts[short[0]])
    bands = []
    for name in short[:30]:
        wanted = served[name] + missing[name]
        share = np.where(
            wanted > 1e-6 * wanted.max(initial=0.0), missing[name] / np.where(wanted > 0, wanted, 1.0), np.nan
        )
        bands.append(
            (
                view.title("demands", name),
                np.where(share < 1e-6, 0.0, share),
                f"{number(amounts[name] / divisor)} {unit}",
            )
        )
    picture = heat_map(
        f"Shortages of {name_of}: share of each need that is not served",
        f"Mean of each {clock}; largest shortage first. At the right the amount over the horizon.",
        time_axis(view.calendar, clock),
        bands,
        SHORTAGE,
        absent="nothing is wanted then",
        last="missing",
    )
    heads = [
        text("Demand"),
        text("Party"),
        figures("wanted", unit),
        figures("not served", unit),
        shares("share"),
        text("Basis of inputs"),
    ]
    rows = []
    for name in short:
        wanted_amount = amounts[name] + view.total("demands", name, "served")
        rows.append(
            [
                view.title("demands", name),
                view.party["demands"][name],
                wanted_amount / divisor,
                amounts[name] / divisor,
                amounts[name] / wanted_amount,
                basis(view.basis("demands", name)),
            ]
        )
    quiet = len(own) - len(short)
    return [
        head,
        picture,
        table(f"Needs of {name_of} that are not served in full", heads, rows),
        note(f"{quiet} of {len(own)} needs are served in full."),
    ]
