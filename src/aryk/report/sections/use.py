"""Use of capacity: which supplies, links and processes are full, and when."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import time_axis
from aryk.report.charts.heat import USE_OF_CAPACITY, heat_map
from aryk.report.numbers import percent
from aryk.report.tables import note
from aryk.report.view import View

QUANTITY = {"supplies": "flow", "demands": "served", "links": "flow", "processes": "activity"}
WORDS = {"supplies": "Supplies", "demands": "Demands", "links": "Links", "processes": "Processes"}
FULL, IDLE = 0.98, 0.005
Band = tuple[float, str, Floats, str]
"""Mean use, name, use in each step of shape (n,), word at the end."""


def use_map(view: View, carrier: str, name: str, most: int = 28) -> Markup:
    """How far rows with a stated capacity are used through the year.

    Where there are too many rows, those that are always full or never used are only counted.
    """
    clock = view.chart_clock(carrier)
    bands = _bands(view, carrier, name, clock)
    if len(bands) < 2 or len(view.calendar.clocks[clock]) < 2:
        return Markup("")
    what = f"{WORDS[name].lower()} of {view.title('carriers', carrier).lower()}"
    full, idle = sum(band[0] >= FULL for band in bands), sum(band[0] <= IDLE for band in bands)
    if full == len(bands):
        return note(f"All {full} {what} with a stated capacity are used in full throughout.")
    says = f"Flow as a share of the capacity at hand, mean of each {clock}; most used first."
    if len(bands) > most:
        bands = [band for band in bands if IDLE < band[0] < FULL]
        says += f" Not drawn: {full} that are always full, {idle} that are never used"
        says += f", {len(bands) - most} that are used least." if len(bands) > most else "."
    return heat_map(
        f"Use of capacity: {what}",
        says,
        time_axis(view.calendar, clock),
        [band[1:] for band in bands[:most]],
        USE_OF_CAPACITY,
        absent="closed or out of season",
        last="mean use",
    )


def _bands(view: View, carrier: str, name: str, clock: str) -> list[Band]:
    flows = view.on(name, QUANTITY[name], clock)
    bands: list[Band] = []
    for row, cells in view.items(name, carrier):
        if str(row) not in flows or not cells["capacity"] > 0 or (name == "supplies" and cells["kind"] == "given"):
            continue
        flow = np.abs(flows[str(row)])
        share = view.timeline.values(cells["available"], clock) if cells["available"] else np.ones(len(flow))
        room = np.where(share > 1e-9, cells["capacity"] * share, np.nan)
        if np.isfinite(room).any():
            mean = float(flow[np.isfinite(room)].sum() / np.nansum(room))
            bands.append((mean, view.title(name, str(row)), flow / room, percent(mean)))
    return sorted(bands, key=lambda band: -band[0])
