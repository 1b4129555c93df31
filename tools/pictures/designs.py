"""What a planner asks of queues: was the past told, what are lanes worth, how few are enough, where growth ends."""

from __future__ import annotations

import numpy as np
from scipy import stats

from aryk.borders.design import fewest_lanes, lanes_curve, with_lanes
from aryk.borders.episodes import episodes_of
from aryk.borders.formulas import servers_for, wait_mmc, wait_quantile_mmc
from aryk.borders.hindcast import Habits, replay
from aryk.borders.paths import path_to
from aryk.borders.simulate_case import simulate_case
from aryk.borders.worth import Design, worth
from aryk.case.annuity import paid_back
from pictures.paper import Dots, Line, Note, Panel, Stretch, axis
from pictures.picture import Picture, small

PAGE = "how-to/border-rules.md"
RATE, SERVICE = 10.0, 0.25
"""Trucks an hour, and hours in service, of the case with lanes."""
YEAR = 365.25


def episode() -> Picture:
    """Lines of a jam as they were foretold from its first day, and as they were seen."""
    case = small("border-episode")
    (jam,) = episodes_of(case)
    run = replay(case, jam, Habits(), Habits(0.9, 0.5, 24.0), worlds=12, replications=5)
    bands, told = run.bands(), run.against()
    x = np.arange(len(bands)) / 24.0
    lines = told[told["what"] == "waiting"]
    seen = [each for each in jam.sightings if np.isfinite(each.waiting)]
    begin = 6.0 / 24.0
    panel = Panel(
        "Trucks in line",
        axis(0.0, float(x[-1]), "days after the first sighting", tuple(range(0, 11, 2))),
        [
            Line("95 of 100 below", x[::6], bands["p95"].to_numpy()[::6], "sky"),
            Line("half below", x[::6], bands["p50"].to_numpy()[::6], "blue"),
            Line("5 of 100 below", x[::6], bands["p5"].to_numpy()[::6], "sky"),
        ],
        dots=[Dots("seen", np.array([each.time / 24.0 for each in seen]), lines["seen"].to_numpy(float), "red")],
        stretches=[Stretch(begin, begin + 3.0, "4 an hour let in")],
        height=250.0,
    )
    score = []
    for each in seen:
        sample = run.told(each, "waiting")
        apart = np.abs(sample[:, None] - sample[None, :])
        score.append(np.abs(sample - each.waiting).mean() - apart.mean() / 2)
    inside = int(lines["within"].sum())
    last = lines.iloc[-1]
    caption = (
        f"From ten trucks in line and the regime alone, the line of the fourth day is foretold as "
        f"{lines['p50'].iloc[1]:.0f} "
        f"trucks ({lines['p5'].iloc[1]:.0f} to {lines['p95'].iloc[1]:.0f}), {lines['seen'].iloc[1]:.0f} were seen. "
        f"{inside} of {len(lines)} lines lie within; the last, {last['seen']:.0f}, has a score of "
        f"{last['score']:.0f} trucks, "
        f"a line said to stay at ten misses by {last['unchanged']:.0f}. The regime begins six hours after the first "
        "sighting, as it is written."
    )
    held = {"score": (lines["score"].to_numpy(float), np.array(score))}
    return Picture(PAGE, "episode", caption, [[panel]], held, case, ("border-episode",))


def designs() -> Picture:
    """What further lanes take off the cost of waiting, and what they cost."""
    case = small("border-lanes")
    more = np.array([4, 5, 6])
    built = {
        str(lanes): Design(
            f"{lanes} lanes",
            with_lanes(case, "gate", int(lanes)),
            (lanes - 3) * (4e5 * float(paid_back(case.settings["interest"], 20, 1)) + 2e4),
        )
        for lanes in more
    }
    replications = 12
    found = worth(case, built, replications=replications, seed=4)
    rows = found.loc[[str(lanes) for lanes in more]]
    hourly = float(case.table("truck_classes")["waiting_cost"].iloc[0])

    def avoided(lanes: int) -> float:
        waits = wait_mmc(RATE, SERVICE, 3) - wait_mmc(RATE, SERVICE, int(lanes))
        return float(24.0 * YEAR * RATE * hourly * waits)

    exact = np.array([avoided(int(lanes)) for lanes in more])
    half = rows["avoided +/-"].to_numpy(float)
    interest = float(case.settings["interest"])
    annuity = (more - 3) * (4e5 * interest / (1.0 - (1.0 + interest) ** -20.0) + 2e4)
    panel = Panel(
        "Thousand USD a year",
        axis(2.8, 6.2, "lanes", (3, 4, 5, 6)),
        [
            Line("cost of waiting avoided", np.array([3, *more]), np.array([0.0, *exact]) / 1e3, "green"),
            Line("cost of the lanes", np.array([3, *more]), np.array([0.0, *annuity]) / 1e3, "orange"),
        ],
        dots=[Dots("simulated", more.astype(float), rows["avoided"].to_numpy(float) / 1e3, "ink")],
        height=240.0,
    )
    ratio = rows["gain per cost"].to_numpy(float)
    caption = (
        f"The fourth lane takes {rows['avoided'].iloc[0] / 1e3:.0f} +/- {half[0] / 1e3:.0f} thousand USD a year "
        f"off the cost "
        f"of waiting and costs {annuity[0] / 1e3:.0f}: {ratio[0]:.1f} gained for each one spent. The fifth "
        f"takes only "
        f"{(rows['avoided'].iloc[1] - rows['avoided'].iloc[0]) / 1e3:.0f} more for as much again. "
        f"Dots: {replications} times three months, the same trucks for all."
    )
    near = {"avoided": (rows["avoided"].to_numpy(float), exact, half / stats.t.ppf(0.975, replications - 1))}
    held = {"yearly cost": (rows["yearly cost"].to_numpy(float), annuity)}
    return Picture(PAGE, "designs", caption, [[panel]], held, case, ("border-lanes",), near)


def fewest() -> Picture:
    """The wait that 95 % of trucks stay below, by lanes, and the fewest that keep a target."""
    case, counts = small("border-lanes"), np.array([3, 4, 5, 6])
    target = 0.25
    curve = lanes_curve(case, "gate", [int(each) for each in counts], replications=8)
    enough, _ = fewest_lanes(case, "gate", target, replications=8)
    exact = np.array([wait_quantile_mmc(RATE, SERVICE, int(each), 0.95) for each in counts])
    runs = [simulate_case(with_lanes(case, "gate", int(each)), replications=8) for each in counts]
    mean = np.array([(run.flows["wait"].sum(axis=(1, 2)) / run.flows["through"].sum(axis=(1, 2))) for run in runs])
    panel = Panel(
        "Wait that 95 % of trucks stay below, minutes",
        axis(2.8, 6.2, "lanes", (3, 4, 5, 6)),
        [
            Line("formula", counts.astype(float), 60.0 * exact, "blue"),
            Line("target", np.array([2.8, 6.2]), np.full(2, 60.0 * target), "red", "dash"),
        ],
        dots=[Dots("simulated", counts.astype(float), 60.0 * curve["wait p95"].to_numpy(float), "ink")],
        notes=[Note(float(enough), 60.0 * target, "the fewest", shift=-8.0)],
        height=230.0,
    )
    caption = (
        f"Ten trucks an hour, a quarter of an hour each: 2.5 lanes are always busy. With three 95 % of trucks "
        f"wait up to "
        f"{60 * exact[0]:.0f} minutes, with {enough} up to {60 * exact[enough - 3]:.0f}: the fewest that keep a "
        f"target of "
        f"{60 * target:.0f}. Dots: simulated, 8 times three months."
    )
    held = {"fewest": (np.array([float(enough)]), np.array([float(servers_for(RATE, SERVICE, target))]))}
    theory = np.array([wait_mmc(RATE, SERVICE, int(each)) for each in counts])
    near = {"mean wait": (mean.mean(axis=1), theory, mean.std(axis=1, ddof=1) / np.sqrt(8.0))}
    return Picture(PAGE, "fewest", caption, [[panel]], held, case, ("border-lanes",), near)


def path() -> Picture:
    """Trade on its way to a target, and the year in which the gate binds."""
    case, target, year = small("border-trade"), 3150.0, 2027
    found = path_to(case, "", target, year, limit=8.0)
    years = found.years.index.to_numpy(float)
    wished, traded, trucks = (found.years[name].to_numpy(float) for name in ("wished", "traded", "trucks a day"))
    assert found.first_to_bind is not None
    first, _ = found.first_to_bind
    ticks = tuple(range(2021, year + 1))
    top = Panel(
        "Trade of a year, million USD",
        axis(2021.0, float(year), "", ticks),
        [
            Line("wished", years, wished, "quiet", "dash"),
            Line("traded", years, traded, "blue"),
            Line("target", np.array([2021.0, year]), np.full(2, target), "red", "dot"),
        ],
        stretches=[Stretch(float(first), float(year), "the gate binds")],
        high=4000.0,
        height=200.0,
    )
    below = Panel(
        "Trucks a day",
        axis(2021.0, float(year), "", ticks),
        [
            Line("pass", years, trucks, "green"),
            Line("can pass", np.array([2021.0, year]), np.full(2, 288.0), "ink", "dot"),
        ],
        stretches=[Stretch(float(first), float(year))],
        high=320.0,
        height=160.0,
    )
    now, count = 2191.5, year - 2021
    caption = (
        f"{100 * found.growth_without:.1f} % a year would reach {target:,.0f} million USD if trucks waited as today, "
        f"{100 * found.growth:.1f} % does with the waits that the growth brings. From {first} on 5 % of trucks "
        f"wait longer "
        f"than eight hours; in {year} {wished[-1] - traded[-1]:,.0f} million are lost to the line, and "
        f"{trucks[-1]:.0f} trucks pass a day."
    )
    held = {
        "growth as if nobody waited": (np.array([found.growth_without]), np.array([(target / now) ** (1 / count) - 1])),
        "wished": (wished, now * (1.0 + found.growth) ** (years - 2021.0)),
    }
    near = {"target": (traded[-1:], np.array([target]), np.array([0.005 * target / 4.0]))}
    return Picture(PAGE, "path", caption, [[top], [below]], held, case, ("border-trade",), near)


DRAWN = (episode, designs, fewest, path)
