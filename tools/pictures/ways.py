"""Water on its way: capacity, loss and lag of links, return flow through groundwater, what rules remember."""

from __future__ import annotations

import numpy as np

from pictures.paper import Line, Panel
from pictures.picture import Picture, seen

PAGE = "how-to/river-rules.md"


def links() -> Picture:
    """A flood that is capped, loses a part, and arrives later."""
    run = seen("links")
    inflow, enters = run.inflow("inflow"), run.flow("canal")
    arrives = run("nodes", "end", "disposed")
    ground = run("nodes", "ground", "disposed")
    before = np.concatenate([[10.0, 10.0], enters])
    told = 0.9 * 0.5 * (before[1:-1] + before[:-2])
    caption = (
        f"Of a flood of {inflow.max():g} m3/s the canal takes {enters.max():g}, its capacity. Of what enters, 10 % "
        "is lost "
        f"(6 of these 10 reach the groundwater at once), and {arrives.max():g} m3/s arrive. A lag of 36 h is a day "
        "and a "
        "half: half of the water arrives one day later, half two days later, so the edges are rounded."
    )
    panel = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("river at the head", run.x, inflow, "quiet", "dash"),
            Line("enters the canal", run.x, enters, "blue"),
            Line("arrives", run.x, arrives, "green"),
            Line("reaches groundwater", run.x, ground, "orange"),
        ],
        height=240.0,
    )
    held = {
        "enters": (enters, np.minimum(inflow, 45.0)),
        "arrives": (arrives, told),
        "groundwater": (ground, 0.1 * 0.6 * enters),
    }
    return Picture(PAGE, "links", caption, [[panel]], held, run.run.case, ("links",))


def groundwater() -> Picture:
    """What sinks from a canal comes out again for months."""
    run = seen("groundwater")
    canal, level = run.flow("canal"), run.levels("water")
    sinks, drain = 0.4 * 0.8 * canal, run("nodes", "drain", "disposed")
    out = level[:-1] * (1 - (1 - 0.012) ** run.days) / run.amount
    caption = (
        f"The canal loses 40 %, of which 80 % reaches the groundwater: up to {sinks.max():.1f} m3/s. It comes out at "
        f"1.2 % a day: the drain is highest in {_month(run, int(drain.argmax()))} ({drain.max():.1f} m3/s) and still "
        f"carries {drain[-1]:.2f} m3/s at the end of March, half a year after the canal is closed."
    )
    top = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("canal at its head", run.x, canal, "quiet", "dash"),
            Line("sinks to groundwater", run.x, sinks, "orange"),
            Line("comes out at the drain", run.x, drain, "blue"),
        ],
    )
    below = Panel("Content of the groundwater, hm3", run.across, [Line("", run.x, level, "blue")], height=140.0)
    held = {
        "out": (drain, out),
        "content": (level[1:], level[:-1] * (1 - 0.012) ** run.days + sinks * run.amount),
    }
    return Picture(PAGE, "groundwater", caption, [[top], [below]], held, run.run.case, ("groundwater",))


def _month(run: object, step: int) -> str:
    starts = run.run.calendar.clocks[run.run.step].start  # type: ignore[attr-defined]
    return str(starts[step].strftime("%B"))


def memory() -> Picture:
    """A rule that reads the flows of the days before."""
    run = seen("memory")
    canal, need = run.flow("canal"), run.course("need")
    mean = np.array([canal[max(0, day - 3) : day].mean() if day else 4.0 for day in range(len(canal))])
    caption = (
        "The canal may carry 6 m3/s more than its mean of the last three days, so it takes "
        f"{int((canal[4:14] < need[4:14] - 1e-9).sum())} days to reach 25 m3/s after the fields ask for it; closing "
        "takes none. "
        "On the first day the rule reads `initial`, 4 m3/s."
    )
    panel = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("asked for", run.x, need, "quiet", "dash"),
            Line("most that the rule allows", run.x, mean + 6.0, "red", "dot"),
            Line("canal", run.x, canal, "blue"),
        ],
        height=220.0,
        high=26.0,
    )
    held = {"canal": (canal, np.minimum(need, mean + 6.0))}
    return Picture(PAGE, "memory", caption, [[panel]], held, run.run.case, ("memory",))


DRAWN = (links, groundwater, memory)
