"""Who gets what of a step: priorities, shares, minimum flows, amounts for a season."""

from __future__ import annotations

import numpy as np

from pictures.paper import Area, Line, Panel
from pictures.picture import Picture, seen

PAGE = "how-to/river-rules.md"


def priority() -> Picture:
    """What is worth more is served first."""
    run = seen("priority")
    inflow = run.inflow("inflow")
    drawn = {
        "town/1.0": ("town: 2 million USD/hm3", "purple", 3.0),
        "fields/1.0": ("core of the norm: 160,000", "green", 8.4),
        "fields/2.0": ("rest of the norm: 40,000", "orange", 5.6),
        "lake/1.0": ("lake: 5,000", "sky", 4.0),
    }
    areas, held, left = [], {}, inflow
    for row, (name, tone, wanted) in drawn.items():
        served = run("demands", row, "tier_served")
        areas.append(Area(name, run.x, served, tone))
        held[row] = (served, np.minimum(wanted, left))
        left = left - held[row][1]
    short = run.served("fields") < 14.0 - 1e-9
    caption = (
        f"As the river falls from {inflow.max():g} to {inflow.min():g} m3/s, the lake loses its water first, then the "
        f"rest of the norm, then its core. The town keeps its {run.served('town').min():g} m3/s. Fields are short in "
        f"{short.sum()} of {len(short)} dekads."
    )
    panel = Panel(
        "Served, m3/s", run.across, [Line("inflow of the river", run.x, inflow, "ink", "dash")], areas, height=250.0
    )
    return Picture(PAGE, "priority", caption, [[panel]], held, run.run.case, ("priority",))


def shares() -> Picture:
    """A share of what comes, at each step."""
    run = seen("shares")
    inflow, upper, lower = run.inflow("inflow"), run.flow("canal"), run.flow("river")
    caption = (
        f"Of each dekad's inflow the lower side gets 42 %: {lower.min():.2f} m3/s of {inflow.min():g}, and "
        f"{lower.max():.2f} of {inflow.max():g}. The upper side takes the other 58 %."
    )
    panel = Panel(
        "Flow, m3/s",
        run.across,
        [Line("42 % of the inflow", run.x, 0.42 * inflow, "ink", "dash")],
        [Area("lower side", run.x, lower, "blue"), Area("upper side", run.x, upper, "green")],
        height=220.0,
    )
    return Picture(
        PAGE, "shares", caption, [[panel]], {"lower side": (lower, 0.42 * inflow)}, run.run.case, ("shares",)
    )


def minimum_flow() -> Picture:
    """The river below gets its minimum before the rest of the norm, after its core."""
    run = seen("minimum-flow")
    inflow, river = run.inflow("inflow"), run.flow("river")
    core, rest = (run("demands", f"fields/{tier}.0", "tier_served") for tier in (1, 2))
    missed = run("limits", "ecology", "missed")
    short = core < 9.8 - 1e-9
    caption = (
        "Missing the minimum of 5 m3/s costs 1,000 USD an hour and m3/s (278,000 USD/hm3), more than any water of the "
        "fields is worth. So the river keeps it while the rest of the norm goes first, and then the core "
        f"({short.sum()} of {len(short)} dekads). Only when the river itself brings {inflow.min():g} m3/s, "
        f"{missed.max():g} is missed."
    )
    panel = Panel(
        "Flow at the weir, m3/s",
        run.across,
        [
            Line("inflow", run.x, inflow, "ink", "dash"),
            Line("minimum flow", run.x, np.full(len(inflow), 5.0), "red", "dot"),
        ],
        [
            Area("river below", run.x, river, "blue"),
            Area("core of the norm", run.x, core, "green"),
            Area("rest of the norm", run.x, rest, "orange"),
        ],
        height=240.0,
    )
    after = np.maximum(inflow - 5.0, 0.0)
    held = {
        "missed": (missed, np.maximum(5.0 - river, 0.0)),
        "core": (core, np.minimum(after, 9.8)),
        "rest": (rest, np.clip(after - 9.8, 0.0, 4.2)),
    }
    return Picture(PAGE, "minimum-flow", caption, [[panel]], held, run.run.case, ("minimum-flow",))


def season() -> Picture:
    """What was missed of a season's amount is asked for in the steps that are left."""
    run = seen("season")
    river, inflow, amount = run.flow("river"), run.inflow("inflow"), run.amount
    value = 158.112
    delivered = np.concatenate([[0.0], np.cumsum(river * amount)])
    due = (value - delivered[:-1]) / np.cumsum(amount[::-1])[::-1]
    even = value * np.concatenate([[0.0], np.cumsum(amount)]) / amount.sum()
    wanted = np.clip(due, 0.0, inflow - np.minimum(6.0, inflow))
    behind = (even - delivered).max()
    caption = (
        f"In the dry May and June the lower side gets less than its part; at most {behind:.1f} hm3 are missing. What "
        "is "
        f"missing raises the part of each later dekad, from {due[0]:.1f} to {due.max():.1f} m3/s, and the season "
        "ends with "
        f"{delivered[-1]:.1f} of {value:.1f} hm3."
    )
    top = Panel(
        "Flow to the lower side, m3/s",
        run.across,
        [
            Line("due", run.x, due, "red", "dash"),
            Line("delivered", run.x, river, "blue"),
            Line("river, less the core of upper fields", run.x, inflow - 6.0, "quiet", "dot"),
        ],
    )
    below = Panel(
        "Delivered since 1 April, hm3",
        run.across,
        [Line("even parts", run.x, even, "red", "dash"), Line("delivered", run.x, delivered, "blue")],
    )
    return Picture(PAGE, "season", caption, [[top], [below]], {"delivered": (river, wanted)}, run.run.case, ("season",))


DRAWN = (priority, shares, minimum_flow, season)
