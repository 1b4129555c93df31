"""Observations that can be drawn into a chart: levels of a single store."""

from __future__ import annotations

import pandas as pd

from aryk.report.charts.line import Dot
from aryk.report.view import View


def observed_levels(view: View) -> dict[str, list[Dot]]:
    """For each store the observations of its level, in its amount unit, at days from the start of the horizon.

    An observation counts where its indicator is the level of one store alone at the end or the start of a window.
    """
    terms, indicators = view.case.table("indicator_terms"), view.case.table("indicators")
    single = terms[~terms["indicator"].duplicated(keep=False) & (terms["table"] == "stores") & (terms["row"] != "")]
    single = single[single["quantity"].isin(["", "level"])]
    store = dict(zip(single["indicator"], single["row"], strict=True))
    factor = dict(zip(single["indicator"], single["coefficient"], strict=True))
    indicator_of = view.case.table("observations")["indicator"]
    found: dict[str, list[Dot]] = {}
    for row in view.done.hindcast.to_dict("records"):
        name = str(indicator_of.get(row["observation"], ""))
        if name not in store or indicators.at[name, "statistic"] not in ("last", "first"):
            continue
        last = indicators.at[name, "statistic"] == "last"
        day = pd.Timestamp(row["end"] if last else row["start"])
        scale = float(indicators.at[name, "scale"]) * float(factor[name])
        at = float((day - view.calendar.days[0]).days + (1 if last else 0))
        if scale:
            found.setdefault(str(store[name]), []).append(Dot(at, row["observed"] / scale, row["title"]))
    return found
