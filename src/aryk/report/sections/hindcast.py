"""Hindcast: what really happened against what the run says, the worst first."""

from __future__ import annotations

import math

from markupsafe import Markup

from aryk.report.charts.strip import Hit, strip_chart
from aryk.report.markup import joined, tag
from aryk.report.page import Section
from aryk.report.tables import Cell, badge, basis, figures, fixed, note, shares, table, text
from aryk.report.view import View


def hindcast(view: View) -> Section:
    """Every observation of the horizon with the error of the run."""
    found = view.done.hindcast
    if found.empty:
        words = note("No observation of the case falls in this horizon, so nothing here says whether the run is right.")
        return Section("hindcast", "Hindcast: the run against what happened", "", words)
    indicator = view.case.table("observations").set_index("observation")["indicator"]
    systems = view.case.table("indicators")["system"]
    found = found.assign(
        system=[str(systems.get(indicator.get(name, ""), "")) or "other" for name in found["observation"]]
    )
    order = {name: place for place, name in enumerate(view.systems)}
    found = found.sort_values(
        "system", key=lambda names: names.map(lambda name: order.get(name, len(order))), kind="stable"
    )
    known = found[found["verdict"] != "not in this run"]
    hits = [
        Hit(row["system"], row["title"] or row["observation"], row["relative"], row["verdict"] == "agrees")
        for row in known.to_dict("records")
    ]
    off = known[known["verdict"] == "off"]
    off = off.loc[off["relative"].abs().sort_values(ascending=False).index]
    agrees = int((known["verdict"] == "agrees").sum())
    blocks = [
        strip_chart(
            "Error of the run for each observation",
            "One mark for each observation, one strip for each system; 0 means the run met what was observed.",
            hits,
        ),
        tag("h3", f"Where the run is wrong: {len(off)} of {len(known)} observations"),
        note(
            "A plan knows the whole year ahead and shares everything for the best of all; people did not. "
            "An error may come from that, from an assumed value, or from the model. Largest relative error first."
        ),
        _table(view, "Observations that the run does not meet", off.to_dict("records"))
        or note("None: every observation lies within its tolerance."),
        tag("h3", "All observations"),
        _table(
            view,
            f"{agrees} of {len(known)} agree; {len(found) - len(known)} are not in this run",
            found.to_dict("records"),
        ),
    ]
    lead = (
        "The plan does not follow observations, but some of them may have been used to set inputs of the case; then "
        "their agreement proves little. The relative error is that of the observed value; each observation has its own "
        "tolerance."
    )
    return Section("hindcast", "Hindcast: the run against what happened", lead, joined(blocks))


def _table(view: View, caption: str, records: list[dict[str, object]]) -> Markup:
    references = view.case.table("references")["title"]
    heads = [
        text("System"),
        text("Observation"),
        text("When"),
        text("Unit"),
        figures("observed"),
        figures("run"),
        figures("error"),
        shares("relative"),
        shares("tolerance"),
        fixed("Verdict"),
        text("Basis"),
        text("Source"),
    ]
    rows: list[list[Cell]] = []
    for row in records:
        relative = float(str(row["relative"]))
        numbers = [float(str(row[name])) for name in ("observed", "run", "error")]
        shown = relative if not math.isinf(relative) else None
        days = [tag("span", str(row[name]), class_="w") for name in ("start", "end")]
        when = joined(days, " to ") if row["start"] != row["end"] else days[0]
        source = str(references.get(row["reference"], row["reference"]))
        rows.append(
            [
                str(row["system"]),
                str(row["title"] or row["observation"]),
                when,
                str(row["unit"]),
                *numbers,
                shown,
                float(str(row["tolerance"])),
                badge(str(row["verdict"])),
                basis(str(row["basis"])),
                source,
            ]
        )
    return table(caption, heads, rows)
