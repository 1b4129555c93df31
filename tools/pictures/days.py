"""A border through days: arrivals, shifts, regimes as a fluid line, booked slots."""

from __future__ import annotations

import math

import numpy as np

from aryk.borders.formulas import fluid_line
from aryk.borders.results import BorderRun
from aryk.borders.simulate_case import simulate_case
from aryk.report.charts.axis import Across
from pictures.paper import Floats, Line, Panel, Stretch
from pictures.picture import Picture, small

PAGE = "how-to/border-rules.md"
REPLICATIONS = 40


def _run(name: str, scenario: str = "base", replications: int = REPLICATIONS) -> BorderRun:
    return simulate_case(small(name, scenario), replications=replications, threads=1)


def _axis(hours: int, every: int, title: str) -> Across:
    ticks = tuple(
        (float(at), f"{at % 24}:00" if every < 24 else f"day {at // 24 + 1}") for at in range(0, hours, every)
    )
    return Across(np.arange(hours + 1.0), ("",) * hours, ticks, title, every < 24)


def _course(case_name: str, series: str, hours: int) -> Floats:
    table = small(case_name).tables["profiles"]
    values = table.loc[(table["series"] == series).to_numpy()].sort_values("index")["value"].to_numpy(float)
    return np.tile(values, hours // len(values) + 1)[:hours]


def _band(run: BorderRun, hours: int) -> tuple[Floats, Floats, Floats]:
    lines = run.lines[:, : hours + 1, 0]
    low, high = np.quantile(lines, [0.05, 0.95], axis=0)
    return lines.mean(axis=0), low, high


def arrivals() -> Picture:
    """Trucks by weekday and hour, in bursts, some days more than others."""
    weeks, hours = 120, 144
    run = _run("border-arrivals", replications=weeks)
    came = run.arrived[1 : hours + 1, 0]
    week = np.repeat([1.1, 1.1, 1.1, 1.1, 0.9, 0.6], 24)
    rate = 200.0 / 24.0 * week * _course("border-arrivals", "hours", hours)
    spread = np.sqrt(rate * (2 * 3.0 - 1) + (0.2 * rate) ** 2) / math.sqrt(weeks)
    cleared = run.cleared[0, 1 : hours + 1, 0]
    x = np.arange(hours + 1.0)
    panel = Panel(
        "Trucks that come in an hour",
        _axis(hours, 24, ""),
        [
            Line("leave the gate in one week", x, cleared, "orange", "thin"),
            Line(f"come, mean of {weeks} weeks", x, came, "blue"),
            Line("formula", x, rate, "ink", "dash"),
        ],
        height=240.0,
    )
    caption = (
        f"200 trucks a day times a factor of the weekday and of the hour: up to {rate.max():.0f} an hour on working "
        "days, a "
        "third less on Sunday (day 6). They come three at a time on average, and days differ by 20 %, so a single "
        "week is rough: up to "
        f"{cleared.max():.0f} an hour pass."
    )
    near = {"arrivals": (came, rate, spread)}
    return Picture(PAGE, "arrivals", caption, [[panel]], {}, small("border-arrivals"), ("border-arrivals",), near)


def shifts() -> Picture:
    """A line grows while the gate is closed, and by day it is worked off."""
    run, hours = _run("border-shifts"), 96
    day = np.zeros(24)
    day[8:12], day[12], day[13:20] = 10.0, 5.0, 10.0
    can = np.tile(day, 4)
    come = 90.0 / 24.0 * _course("border-shifts", "hours", hours)
    fluid = fluid_line(come, can).line
    mean, _, high = _band(run, hours)
    x = np.arange(hours + 1.0)
    closed = [Stretch(24.0 * each + 20.0, 24.0 * each + 32.0, "closed") for each in range(3)]
    closed.insert(0, Stretch(0.0, 8.0, "closed"))
    flows = Panel(
        "Trucks an hour",
        _axis(hours, 12, ""),
        [Line("come", x, come, "ink", "dash"), Line("can be served", x, can, "green")],
        stretches=closed,
        height=140.0,
    )
    line = Panel(
        "Trucks in line",
        _axis(hours, 12, "hour of four days"),
        [
            Line("95 of 100 days below", x, high, "sky"),
            Line("mean", x, mean, "blue"),
            Line("fluid line", x, fluid, "red", "dash"),
        ],
        stretches=[Stretch(each.begin, each.end) for each in closed],
        height=190.0,
    )
    night = slice(28, 31)
    gap = run.lines[:, night, 0] - run.lines[:, [24], 0]
    steady, grown = gap.mean(axis=0), fluid[night] - fluid[24]
    error = gap.std(axis=0, ddof=1) / math.sqrt(REPLICATIONS)
    caption = (
        f"At eight in the morning {mean[32]:.0f} trucks stand at the gate; it serves 10 an hour, at noon half of its "
        "lanes. The "
        f"line of the night is gone by about {_gone(mean[32:44])}:00. The fluid line (what comes less what can be "
        "served) tells "
        "the same, without what chance adds."
    )
    near = {"growth by night": (steady, grown, error)}
    held = {"fluid": (np.maximum(fluid - high[: len(fluid)], 0.0), np.zeros(len(fluid)))}
    return Picture(PAGE, "shifts", caption, [[flows], [line]], held, small("border-shifts"), ("border-shifts",), near)


def _gone(mean: Floats) -> int:
    return 8 + int(np.argmax(mean < 0.1 * mean[0]))


def regime() -> Picture:
    """A ceiling for some days makes a jam that lasts much longer."""
    run, hours = _run("border-regime"), 24 * 14
    can = np.full(hours, 2 / 0.1667)
    can[48:120] = 4.0
    come = np.full(hours, 220.0 / 24.0)
    fluid = fluid_line(come, can)
    mean, low, high = _band(run, hours)
    x = np.arange(hours + 1.0)
    top = Panel(
        "Trucks an hour",
        _axis(hours, 24, ""),
        [Line("come", x, come, "ink", "dash"), Line("can be served", x, can, "green")],
        stretches=[Stretch(48.0, 120.0, "few let in")],
        height=140.0,
        high=13.0,
    )
    below = Panel(
        "Trucks in line",
        _axis(hours, 24, ""),
        [
            Line("95 of 100 below", x[::4], high[::4], "sky"),
            Line("mean", x[::4], mean[::4], "blue"),
            Line("5 of 100 below", x[::4], low[::4], "sky"),
            Line("fluid line", x[::4], fluid.line[::4], "red", "dash"),
        ],
        stretches=[Stretch(48.0, 120.0)],
        height=200.0,
    )
    peak = int(fluid.line.argmax())
    over = int(np.argmax((fluid.line <= 0) & (np.arange(hours + 1) > peak)))
    lasts = "lasts" if not over else f"is gone {(over - 120) / 24:.1f} days later"
    caption = (
        f"Three days in which 4 trucks an hour are let in instead of 12 make a line of {mean[120]:.0f} trucks (fluid: "
        f"{fluid.line[120]:.0f}). Since only 2.8 an hour more can be served than come, it {lasts}. Who joins at its "
        "peak waits "
        f"{fluid.wait[120]:.0f} hours."
    )
    growth = run.lines[:, 120, 0] - run.lines[:, 48, 0]
    near = {
        "growth": (
            np.array([growth.mean()]),
            np.array([72 * (220 / 24 - 4.0)]),
            np.array([growth.std(ddof=1) / math.sqrt(REPLICATIONS)]),
        )
    }
    return Picture(PAGE, "regime", caption, [[top], [below]], {}, small("border-regime"), ("border-regime",), near)


def slots() -> Picture:
    """Slots take the rush from the road to the yard at home, and pass no more trucks."""
    without, booked, hours = _run("border-slots"), _run("border-slots", "slots"), 72
    x = np.arange(hours + 1.0)
    lines = [run.lines[:, : hours + 1, 0].mean(axis=0) for run in (without, booked)]
    tables = [run.passages().iloc[0] for run in (without, booked)]
    rush = 230.0 / 24.0 * _course("border-slots", "hours", hours)
    top = Panel(
        "Trucks an hour",
        _axis(hours, 12, ""),
        [
            Line("want to come", x, rush, "ink", "dash"),
            Line("slots", x, np.full(hours, 11.0), "orange"),
            Line("can be served", x, np.full(hours, 12.0), "green", "dot"),
        ],
        height=150.0,
    )
    below = Panel(
        "Trucks in line at the gate, mean",
        _axis(hours, 12, "hour of three days"),
        [Line("without slots", x, lines[0], "blue"), Line("with slots", x, lines[1], "orange")],
        height=180.0,
    )
    caption = (
        f"With 11 slots an hour at a gate that serves 12, trucks come evenly: they wait {60 * tables[1]['wait']:.0f} "
        "minutes at the "
        f"gate instead of {60 * tables[0]['wait']:.0f}, and {60 * tables[1]['wait for a slot']:.0f} at home. Each "
        "day passes "
        f"{tables[1]['through a day']:.0f} trucks, {tables[0]['through a day']:.0f} without slots: slots move the "
        "wait, they do "
        "not open lanes."
    )
    passed = booked.flows[:, 0]["through"].sum(axis=1)
    held = {
        "Little's law": (np.array([run.little_residual for run in (without, booked)]), np.zeros(2)),
        "no more than the slots": (np.maximum(passed - 11.0 * hours, 0.0), np.zeros(len(passed))),
    }
    return Picture(PAGE, "slots", caption, [[top], [below]], held, small("border-slots"), ("border-slots",))


DRAWN = (arrivals, shifts, regime, slots)
