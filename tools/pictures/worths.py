"""What waiting costs: the next truck of a plan, and trade that answers to it."""

from __future__ import annotations

import numpy as np

from aryk.borders.curves import cost_of, wait_curves
from aryk.borders.simulate_case import simulate_case
from aryk.borders.trade import agree, times_of
from pictures.paper import Dots, Line, Panel, axis
from pictures.picture import Picture, small

PAGE = "how-to/border-rules.md"


def curve() -> Picture:
    """What each further truck a day costs in waiting."""
    case = small("border-trade")
    found = wait_curves(case, replications=2)
    widths, slopes, waits = (found[name].to_numpy(float) for name in ("trucks", "cost", "wait"))
    ends = np.concatenate([np.cumsum(widths[:-1]), [310.0]])
    begins = np.concatenate([[0.0], ends[:-1]])
    panel = Panel(
        "Cost of the next truck a day, USD",
        axis(0.0, 310.0, "trucks a day", (0, 50, 100, 150, 200, 250, 300)),
        [
            Line(
                "piece of the curve that a plan takes", np.concatenate([[0.0], ends]), np.minimum(slopes, 300.0), "blue"
            )
        ],
        height=200.0,
    )
    below = Panel(
        "Mean wait at the end of each piece, hours",
        axis(0.0, 310.0, "trucks a day", (0, 50, 100, 150, 200, 250, 300)),
        dots=[Dots("simulated", ends[:-1], waits[:-1], "ink")],
        height=160.0,
    )
    trucks = np.linspace(0.0, ends[-2], 30)
    inside = np.clip(trucks[:, None] - begins, 0.0, ends - begins) @ slopes
    half = int(np.searchsorted(ends, 200.0))
    caption = (
        f"At 200 trucks a day one more costs {slopes[half]:.0f} USD a day, itself and the wait it brings to all "
        "others; the last "
        f"piece before the gate is full (288) costs {slopes[-2]:,.0f} (above the picture). A plan sends trucks where "
        "the next one costs least."
    )
    held = {
        "cost of a day": (cost_of(found, trucks), inside),
        "rising": (np.minimum(np.diff(slopes), 0.0), np.zeros(len(slopes) - 1)),
    }
    return Picture(PAGE, "curve", caption, [[panel], [below]], held, small("border-trade"), ("border-trade",))


def trade() -> Picture:
    """Trade that would grow, and what the line at the gate leaves of it."""
    case = small("border-trade")
    before = times_of(case, simulate_case(case, replications=2, threads=1))
    growth = np.array([1.0, 1.15, 1.3, 1.45, 1.6, 1.8])
    rows = [agree(case, "", growth=float(each), before=before, replications=2) for each in growth]
    wished = 2191.5 * growth
    traded = np.array([each.trade for each in rows])
    days = np.array([each.times.wait["out", "load"] / 24.0 for each in rows])
    stayed = np.array([each.times.carried["out"] for each in rows]) / before.carried["out"]
    told = wished * 0.98 ** (days - before.wait["out", "load"] / 24.0) * stayed
    left = Panel(
        "Trade of a year, million USD",
        axis(2100.0, 4000.0, "wished, million USD", (2200, 2600, 3000, 3400, 3800)),
        [Line("wished", wished, wished, "quiet", "dash"), Line("traded", wished, traded, "blue")],
        dots=[Dots("in agreement", wished, traded, "blue")],
        height=220.0,
    )
    right = Panel(
        "Mean wait, days",
        axis(2100.0, 4000.0, "wished, million USD", (2200, 2600, 3000, 3400, 3800)),
        [Line("", wished, days, "red")],
        height=160.0,
    )
    caption = (
        f"Up to 288 trucks a day trade grows as wished. Of {wished[-1]:,.0f} million USD wished {traded[-1]:,.0f} "
        "are traded: trucks "
        f"wait {days[-1]:.1f} days, each day costs 2 % of the trade, and {1 - stayed[-1]:.0%} of it stays away."
    )
    return Picture(
        PAGE, "trade", caption, [[left], [right]], {"traded": (traded, told)}, small("border-trade"), ("border-trade",)
    )


DRAWN = (curve, trade)
