"""Where trucks wait, in long runs: formulas, secondary inspection, blocking, patience, levels, breakdowns."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from aryk.borders.formulas import allen_cunneen, cobham, wait_mmc
from aryk.borders.results import BorderRun
from aryk.borders.simulate_case import simulate_case
from aryk.case.case import Case
from pictures.paper import Dots, Floats, Line, Panel, axis
from pictures.picture import Picture, small

PAGE = "how-to/border-rules.md"
REPLICATIONS = 8
Swept = tuple[Floats, Floats]
"""Means over the replications, and their standard errors."""


def changed(case: Case, table: str, column: str, value: object, row: int = 0) -> Case:
    """A case with another number in a row of a table."""
    frame = case.tables[table].copy()
    frame.loc[frame.index[row], column] = value
    return case.with_tables({table: frame})


def swept(cases: list[Case], read: Callable[[BorderRun], Floats]) -> Swept:
    """What replications of each case say, one number for each of them."""
    values = [read(simulate_case(case, replications=REPLICATIONS, threads=1)) for case in cases]
    return (
        np.array([each.mean() for each in values]),
        np.array([np.std(each, ddof=1) / math.sqrt(len(each)) for each in values]),
    )


def _wait(run: BorderRun, kind: int = 0) -> Floats:
    flow = run.flows[:, 0, kind]
    return np.asarray(flow["wait"] / flow["through"])


def _through(run: BorderRun) -> Floats:
    return np.asarray(run.flows[:, 0]["through"].sum(axis=1) / run.hours)


def lanes() -> Picture:
    """The mean wait by the load of three lanes: formula and simulation."""
    case = small("border-lanes")
    loads = np.array([0.5, 0.6, 0.7, 0.8, 0.85, 0.9])
    many = [changed(case, "truck_flows", "trucks", 24.0 * 12.0 * load) for load in loads]
    even = [
        changed(changed(each, "chain_stages", "distribution", "gamma"), "chain_stages", "spread", 0.3) for each in many
    ]
    found, error = swept(many, _wait)
    steady, _ = swept(even, _wait)
    x = np.linspace(0.4, 0.93, 54)
    exact = np.array([wait_mmc(12.0 * load, 0.25, 3) for load in loads])
    line = np.array([wait_mmc(12.0 * load, 0.25, 3) for load in x])
    about = np.array([allen_cunneen(12.0 * load, 0.25, 3, 1.0, 0.09) for load in x])
    panel = Panel(
        "Mean wait, minutes",
        axis(0.4, 0.95, "load: trucks that come / trucks that can be served", (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)),
        [
            Line("Erlang: service times at random", x, 60.0 * line, "blue"),
            Line("Allen-Cunneen: more even service", x, 60.0 * about, "orange"),
        ],
        dots=[
            Dots("simulated", loads, 60.0 * found, "blue"),
            Dots("simulated, even", loads, 60.0 * steady, "orange"),
        ],
        height=270.0,
    )
    caption = (
        f"The last trucks cost most: from a load of 0.8 to 0.9 the mean wait grows from {60 * exact[3]:.0f} to "
        f"{60 * exact[-1]:.0f} minutes. Work that always takes about as long (spread 0.3) makes half of the wait. "
        "Dots: "
        f"simulated, {REPLICATIONS} times three months."
    )
    return Picture(
        PAGE, "lanes", caption, [[panel]], {}, small("border-lanes"), ("border-lanes",), {"wait": (found, exact, error)}
    )


def inspection() -> Picture:
    """How many trucks pass by the share that is sent to X-ray."""
    case = small("border-inspection")
    shares = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8])
    found, error = swept([changed(case, "chain_stages", "share", each, 1) for each in shares], _through)
    x = np.linspace(0.05, 0.85, 81)
    formula = np.minimum(10.0, 2.0 / x)
    exact = np.minimum(10.0, 2.0 / shares)
    panel = Panel(
        "Trucks that pass in an hour, while a line stands",
        axis(0.0, 0.85, "share of trucks sent to X-ray", (0.0, 0.2, 0.4, 0.6, 0.8)),
        [
            Line("slowest stage", x, formula, "blue"),
            Line("two lanes of documents", x, np.full(len(x), 10.0), "quiet", "dot"),
        ],
        dots=[Dots("simulated", shares, found, "ink")],
        height=240.0,
    )
    caption = (
        "Two lanes of documents pass 10 trucks an hour, one X-ray 2. Up to a share of a fifth the X-ray hardly "
        "matters; beyond, "
        "its line reaches back to the lanes (there is room for ten) and holds all trucks, also those that need no "
        "X-ray: at a "
        f"share of {shares[-1]:g} only {found[-1]:.1f} an hour pass."
    )
    clear = np.abs(shares - 0.2) > 0.05
    return Picture(
        PAGE,
        "inspection",
        caption,
        [[panel]],
        {},
        small("border-inspection"),
        ("border-inspection",),
        {"through": (found[clear], exact[clear], np.maximum(error[clear], 2e-3 * exact[clear]))},
    )


def blocking() -> Picture:
    """A stage without room in front of it stops the one before."""
    case = small("border-blocking")
    rooms = np.arange(0, 13, 2)
    found, error = swept([changed(case, "chain_stages", "space", float(room), 1) for room in rooms], _through)
    x = np.arange(0, 13)
    panel = Panel(
        "Trucks that pass in an hour, while a line stands",
        axis(0.0, 12.5, "room for trucks between the two stages", tuple(range(0, 13, 2))),
        [
            Line("10 (b + 2) / (b + 3)", x.astype(float), 10.0 * (x + 2) / (x + 3), "blue"),
            Line("without blocking", x.astype(float), np.full(len(x), 10.0), "quiet", "dot"),
        ],
        dots=[Dots("simulated", rooms.astype(float), found, "ink")],
        height=240.0,
    )
    caption = (
        "Documents and customs each serve 10 trucks an hour at random. Without room between them only "
        f"{found[0]:.2f} pass: a "
        f"truck that is done stays and blocks. Room for two brings {found[1]:.2f}, for twelve {found[-1]:.2f}."
    )
    exact = 10.0 * (rooms + 2) / (rooms + 3)
    return Picture(
        PAGE,
        "blocking",
        caption,
        [[panel]],
        {},
        small("border-blocking"),
        ("border-blocking",),
        {"through": (found, exact, error)},
    )


def patience() -> Picture:
    """Drivers who leave a line that is too long."""
    case = small("border-patience")
    hours = np.array([0.25, 0.5, 1.0, 2.0, 3.0, 4.0])

    def away(run: BorderRun) -> Floats:
        flow = run.flows[:, 0, 0]
        return np.asarray(flow["gave_up"] / flow["arrived"])

    found, error = swept([changed(case, "truck_classes", "patience", each) for each in hours], away)
    x = np.linspace(0.2, 4.2, 41)
    panel = Panel(
        "Trucks that leave the line, %",
        axis(0.0, 4.3, "mean patience of drivers, hours", (0, 1, 2, 3, 4)),
        [Line("formula", x, 100.0 * np.array([_leaving(11.0, 10.0, each) for each in x]), "blue")],
        dots=[Dots("simulated", hours, 100.0 * found, "ink")],
        height=240.0,
        high=25.0,
    )
    exact = np.array([_leaving(11.0, 10.0, each) for each in hours])
    caption = (
        f"11 trucks an hour come to a gate that serves 10. Of drivers who bear a quarter of an hour {found[0]:.0%} "
        "leave, of "
        f"those who bear four hours {found[-1]:.0%}: at least the tenth truck that cannot be served (1/11) must "
        "leave in the end."
    )
    return Picture(
        PAGE,
        "patience",
        caption,
        [[panel]],
        {},
        small("border-patience"),
        ("border-patience",),
        {"share": (found, exact, error)},
    )


def _leaving(rate: float, serve: float, patience: float) -> float:
    """Share that leaves a line of one server with exponential patience (Palm 1957)."""
    weights, total, waiting = 1.0, 1.0, 0.0
    for trucks in range(1, 2000):
        weights *= rate / (serve + (trucks - 1) / patience)
        total += weights
        waiting += (trucks - 1) * weights
    return waiting / total / patience / rate


def levels() -> Picture:
    """Who goes first waits less, who goes second more."""
    case = small("border-levels")
    shares = np.array([0.1, 0.25, 0.4, 0.55, 0.7])
    many = []
    for share in shares:
        mixes = case.tables["truck_mixes"].copy()
        mixes["share"] = [share, 1.0 - share]
        many.append(case.with_tables({"truck_mixes": mixes}))
    first, error = swept(many, _wait)
    second, other = swept(many, lambda run: _wait(run, 1))
    x = np.linspace(0.05, 0.75, 36)

    def exact(values: Floats) -> Floats:
        return np.array([cobham([8.5 * each, 8.5 * (1 - each)], [0.1, 0.1], [1.0, 1.0]) for each in values])

    panel = Panel(
        "Mean wait, minutes",
        axis(0.0, 0.8, "share of trucks that go first", (0.0, 0.2, 0.4, 0.6, 0.8)),
        [
            Line("perishable, level 0", x, 60.0 * exact(x)[:, 0], "green"),
            Line("others, level 1", x, 60.0 * exact(x)[:, 1], "orange"),
            Line("without levels", x, np.full(len(x), 60.0 * wait_mmc(8.5, 0.1, 1)), "quiet", "dot"),
        ],
        dots=[Dots("simulated", shares, 60.0 * first, "green"), Dots("", shares, 60.0 * second, "orange")],
        height=250.0,
    )
    told = exact(shares)
    caption = (
        f"At a load of 0.85 a quarter that goes first waits {60 * told[1, 0]:.0f} minutes instead of "
        f"{60 * wait_mmc(8.5, 0.1, 1):.0f}, the others {60 * told[1, 1]:.0f}. The more go first, the less it is "
        "worth to them and "
        "the more it costs the rest."
    )
    near = {"first": (first, told[:, 0], error), "second": (second, told[:, 1], other)}
    return Picture(PAGE, "levels", caption, [[panel]], {}, small("border-levels"), ("border-levels",), near)


def breakdowns() -> Picture:
    """What breakdowns take of what a stage can pass."""
    case = small("border-breakdowns")
    repairs = np.array([0.5, 2.0, 5.0, 10.0, 15.0, 20.0])
    found, error = swept([changed(case, "chain_stages", "repair", each) for each in repairs], _through)
    x = np.linspace(0.0, 21.0, 43)
    panel = Panel(
        "Trucks that pass in an hour, while a line stands",
        axis(0.0, 21.0, "mean hours of a repair; 20 hours from a repair to the next breakdown", (0, 5, 10, 15, 20)),
        [Line("10 x 20 / (20 + repair)", x, 200.0 / (20.0 + x), "blue")],
        dots=[Dots("simulated", repairs, found, "ink")],
        height=240.0,
    )
    caption = (
        f"A scanner that serves 10 trucks an hour and fails every 20 hours passes {found[1]:.1f} with repairs of two "
        "hours, and "
        f"{found[-1]:.1f} with repairs of 20 hours: the part of the time in which it works."
    )
    near = {"through": (found, 200.0 / (20.0 + repairs), error)}
    return Picture(PAGE, "breakdowns", caption, [[panel]], {}, small("border-breakdowns"), ("border-breakdowns",), near)


def choice() -> Picture:
    """Drivers who know the lines take the quicker way, mostly."""
    case = small("border-choice")
    hours = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0])
    rows = [changed(case, "detours", "hours", each) for each in hours]

    def other(run: BorderRun) -> Floats:
        arrived = run.flows["arrived"].sum(axis=2)
        return np.asarray(arrived[:, 1] / arrived.sum(axis=1))

    found, error = swept(rows, other)
    x = np.linspace(0.0, 8.0, 41)
    panel = Panel(
        "Informed drivers who take the other crossing, %",
        axis(0.0, 8.3, "hours by which the other way is longer", (0, 2, 4, 6, 8)),
        [Line("1 / (1 + exp(hours / blur))", x, 100.0 / (1.0 + np.exp(x / 1.5)), "blue")],
        dots=[Dots("simulated", hours, 100.0 * found, "ink")],
        height=230.0,
        high=55.0,
    )
    exact = 1.0 / (1.0 + np.exp(hours / 1.5))
    caption = (
        "Nobody waits at either crossing, and drivers hardly notice 1.5 hours (`blur`). Where the other way is as "
        "long, half take "
        f"it; at three hours longer {found[3]:.0%}, at eight hardly any. A line of three hours at the first crossing "
        "makes up for "
        "a way that is three hours longer."
    )
    return Picture(
        PAGE,
        "choice",
        caption,
        [[panel]],
        {},
        small("border-choice"),
        ("border-choice",),
        {"share": (found, exact, error)},
    )


DRAWN = (lanes, inspection, blocking, patience, levels, breakdowns, choice)
