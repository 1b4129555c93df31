"""What reservoirs keep: content, evaporation, rule curves, zones, flood space."""

from __future__ import annotations

import numpy as np

from pictures.paper import Area, Line, Note, Panel
from pictures.picture import Picture, seen

PAGE = "how-to/river-rules.md"


def storage() -> Picture:
    """Content between its minimum and its capacity."""
    run = seen("storage")
    inflow, fields, need = run.inflow("inflow"), run.served("fields"), run.course("need")
    spill, level = run("nodes", "dam", "disposed"), run.levels("lake")
    caption = (
        f"The reservoir fills with snowmelt to its capacity of 80 hm3 and spills up to {spill.max():.1f} m3/s. In "
        "summer it "
        f"gives the fields more than the river brings, until only its minimum of 15 hm3 is left: "
        f"{_dekads(need > fields + 1e-9)} are short."
    )
    flows = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("inflow", run.x, inflow, "ink", "dash"),
            Line("wanted by fields", run.x, need, "red", "dot"),
        ],
        [Area("fields get", run.x, fields, "green"), Area("spilled", run.x, spill, "sky")],
    )
    return Picture(
        PAGE,
        "storage",
        caption,
        [[flows], [_content(run.x, run.across, level, {"capacity": 80.0, "minimum": 15.0})]],
        {"content": (np.diff(level), (inflow - fields - spill) * run.amount)},
        run.run.case,
        ("storage",),
    )


def _dekads(which: np.ndarray) -> str:
    count = int(which.sum())
    return f"{count} dekad{'s' if count != 1 else ''}"


def _content(x: np.ndarray, across: object, level: np.ndarray, marks: dict[str, float]) -> Panel:
    lines = [Line("content", x, level, "blue")]
    lines += [Line("", x[[0, -1]], np.full(2, value), "quiet", "dash") for value in marks.values()]
    notes = [Note(float(x[-1]), value, name, "end", -5.0) for name, value in marks.items()]
    return Panel("Content, hm3", across, lines, notes=notes, high=max(marks.values()) * 1.06)  # type: ignore[arg-type]


def evaporation() -> Picture:
    """Depth times a surface that shrinks with the content."""
    run = seen("evaporation")
    level, lost, depth = run.levels("lake"), run("stores", "lake", "lost"), run.course("depth")
    surface = 8.0 + (30.0 - 8.0) * level[:-1] / 120.0
    caption = (
        f"From a lake that nothing enters or leaves, {level[0] - level[-1]:.1f} of {level[0]:g} hm3 evaporate from "
        "April to "
        f"October, most in {_name(run, int(lost.argmax()))}. The surface shrinks from {surface[0]:.1f} to "
        f"{surface[-1]:.1f} km2: with that of April all season it would be "
        f"{(depth * surface[0] * run.days / 1000).sum():.1f} hm3."
    )
    top = Panel("Content, hm3", run.across, [Line("", run.x, level, "blue")], high=120.0, height=140.0)
    middle = Panel(
        "Evaporation, mm a day, and surface at the start of the step, km2",
        run.across,
        [Line("depth", run.x, depth, "orange"), Line("surface", run.x, surface, "green")],
    )
    below = Panel("Lost, m3/s", run.across, [Line("", run.x, lost, "red")], height=130.0)
    held = {
        "lost": (lost * run.amount, depth * surface * run.days / 1000.0),
        "content": (level[1:], level[:-1] - depth * surface * run.days / 1000.0),
    }
    return Picture(PAGE, "evaporation", caption, [[top], [middle], [below]], held, run.run.case, ("evaporation",))


def _name(run: object, step: int) -> str:
    return str(run.run.calendar.clocks[run.run.step].start[step].strftime("%B"))  # type: ignore[attr-defined]


def rule_curve() -> Picture:
    """Soft curves: water of little worth is kept back below the lower one."""
    run = seen("rule-curve")
    level, lower, upper = run.levels("lake"), 200.0 * run.course("lower"), 200.0 * run.course("upper")
    core, rest = (run("demands", f"fields/{tier}.0", "tier_served") for tier in (1, 2))
    need, below, above = run.course("need"), run("stores", "lake", "below"), run("stores", "lake", "above")
    cut = rest < 0.4 * need - 1e-9
    caption = (
        "Each hm3 below the lower curve costs 8,000 USD a day, 80,000 a dekad: more than the rest of the norm is worth "
        f"(30,000), less than its core (160,000). So the rest is cut in {_dekads(cut)} to stay on the curve, and the "
        "core "
        "is served from below it. Above the upper curve water is let go as long as that costs less than keeping it."
    )
    flows = Panel(
        "Fields, m3/s",
        run.across,
        [Line("wanted", run.x, need, "red", "dot")],
        [Area("core of the norm", run.x, core, "green"), Area("rest", run.x, rest, "orange")],
        height=150.0,
    )
    content = Panel(
        "Content, hm3",
        run.across,
        [
            Line("upper curve", run.x, upper, "quiet", "dash"),
            Line("lower curve", run.x, lower, "red", "dash"),
            Line("content", run.x, level, "blue"),
        ],
        high=205.0,
        height=200.0,
    )
    end = level[1:]
    held = {
        "below": (below * run.amount, np.maximum(lower - end, 0.0)),
        "above": (above * run.amount, np.maximum(end - upper, 0.0)),
    }
    return Picture(PAGE, "rule-curve", caption, [[content], [flows]], held, run.run.case, ("rule-curve",))


def zones() -> Picture:
    """The zone in which the content lies says what a canal may take."""
    run = seen("zones")
    level, canal, curve = run.levels("lake"), run.flow("canal"), run.course("curve")
    filling = level / 60.0
    told = np.where(filling[:-1] >= curve, 6.0, np.where(filling[:-1] >= 0.2, 4.0, 2.0))
    there = run.inflow("inflow") + level[:-1] / run.amount
    caption = (
        f"At the start of each dekad the filling is looked up: above the curve the canal takes 6 m3/s "
        f"({_dekads(canal > 5.99)}), below it 4 ({_dekads(abs(canal - 4) < 0.01)}), under a fifth 2 "
        f"({_dekads(abs(canal - 2) < 0.01)})."
    )
    x = run.x
    top = Panel(
        "Filling at the start of the step",
        run.across,
        [
            Line("curve of the date", x, curve, "red", "dash"),
            Line("a fifth", x[[0, -1]], np.full(2, 0.2), "orange", "dash"),
            Line("filling", x, filling, "blue"),
        ],
        high=1.0,
        height=200.0,
        notes=[
            Note(8.0, 0.92, "6 m3/s", "axis"),
            Note(8.0, 0.33, "4 m3/s", "axis"),
            Note(8.0, 0.06, "2 m3/s", "axis"),
        ],
    )
    below = Panel("Canal, m3/s", run.across, [Line("", x, canal, "green")], height=130.0, high=6.5)
    return Picture(
        PAGE, "zones", caption, [[top], [below]], {"canal": (canal, np.minimum(told, there))}, run.run.case, ("zones",)
    )


def flood() -> Picture:
    """Flood space takes what the river below cannot carry."""
    run = seen("flood")
    inflow, river, level = run.inflow("inflow"), run.flow("river"), run.levels("lake")
    bound = 200.0 * run.course("bound")
    missed = run("limits", "meadows", "missed")
    after = np.minimum(86.0, inflow + np.maximum(level[:-1] - bound, 0.0) / run.amount)
    caption = (
        f"The flood brings {inflow.max():g} m3/s. Content above the dashed line is let out as fast as the gate can, "
        "86 m3/s, "
        f"for {int((river > 85.9).sum())} days; what it cannot let out fills the flood space up to {level.max():.1f} "
        "hm3. "
        f"The soft limit of 60 m3/s (meadows) gives way to it: it is missed on {int((missed > 0.1).sum())} days. "
        "From June "
        "the line rises, and the space fills."
    )
    top = Panel(
        "Flow, m3/s",
        run.across,
        [
            Line("inflow", run.x, inflow, "ink", "dash"),
            Line("river below", run.x, river, "blue"),
            Line("gate", run.x[[0, -1]], np.full(2, 86.0), "red", "dot"),
            Line("meadows", run.x[[0, -1]], np.full(2, 60.0), "orange", "dot"),
        ],
    )
    below = Panel(
        "Content, hm3",
        run.across,
        [
            Line("capacity", run.x[[0, -1]], np.full(2, 200.0), "quiet", "dash"),
            Line("flood space begins", run.x, bound, "red", "dash"),
            Line("content", run.x, level, "blue"),
        ],
        high=205.0,
    )
    flooding = level[1:] > bound + 1e-6
    held = {
        "missed": (missed, np.maximum(river - 60.0, 0.0)),
        "river": (river[flooding], after[flooding]),
        "content": (np.diff(level), (inflow - river) * run.amount),
    }
    return Picture(PAGE, "flood-space", caption, [[top], [below]], held, run.run.case, ("flood",))


DRAWN = (storage, evaporation, rule_curve, zones, flood)
