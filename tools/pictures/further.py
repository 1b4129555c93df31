"""Pools, crops, repair, climate: rules that other pages of the manual tell."""

from __future__ import annotations

import numpy as np

from aryk.report.charts.axis import Across
from pictures.paper import Area, Line, Note, Panel, Stretch
from pictures.picture import Picture, Seen, seen, small


def _hours(run: Seen) -> Across:
    ticks = tuple((hour / 24.0, f"{hour % 24}:00") for hour in range(0, 73, 6))
    return Across(run.x, run.across.labels, ticks, "hour of three days", True)


def pool() -> Picture:
    """Night water runs past fields that take by day, unless a pool keeps it."""
    without, with_pool, daily = seen("pool"), seen("pool", "pool"), seen("pool", "pool", step="day")
    across = _hours(without)
    rows = []
    for run, words in ((without, "Without a pool"), (with_pool, "With a pool of 0.2 hm3")):
        rows.append(
            [
                Panel(
                    f"{words}: flow, m3/s",
                    across,
                    [Line("river", run.x, run.inflow("inflow"), "ink", "dash")],
                    [Area("fields get", run.x, run.served("fields"), "green")],
                    height=140.0,
                    high=17.0,
                )
            ]
        )
    rows.append(
        [
            Panel(
                "Content of the pool, hm3",
                across,
                [Line("", with_pool.x, with_pool.levels("pool"), "blue")],
                height=130.0,
            )
        ]
    )
    means = [run.served("fields")[24:].mean() for run in (without, with_pool)]
    formula = 14.0 / 24.0 * 10.0 + np.array([0.0, 0.2e6 / 86400.0])
    caption = (
        f"Fields are open 14 of 24 hours. Of a river of 10 m3/s they get {means[0]:.2f} m3/s as a mean of the day; "
        "the pool "
        f"fills at night, and they get {means[1]:.2f}. A run in steps of a day knows no hours and finds the same by "
        "the "
        f"bound: {daily.served('fields')[1]:.2f}."
    )
    held = {
        "by hours": (np.array(means), formula),
        "by days": (daily.served("fields"), np.full(3, formula[1])),
    }
    return Picture("how-to/pools-and-crops.md", "pool", caption, rows, held, small("pool", "pool"), ("pool",))


def pool_dekad() -> Picture:
    """A pool within the dekad keeps the water of a turn for the days after it."""
    without, kept = seen("pool-dekad"), seen("pool-dekad", "pool")
    rows = [
        [
            Panel(
                f"{words}: flow, m3/s",
                run.across,
                [
                    Line("canal by turns", run.x, run.inflow("inflow"), "ink", "dash"),
                    Line("wanted", run.x[[0, -1]], np.full(2, 4.0), "red", "dot"),
                ],
                [Area("fields get", run.x, run.served("fields"), "green")],
                height=150.0,
            )
        ]
        for run, words in ((without, "Without a pool"), (kept, "With a pool of 1.5 hm3"))
    ]
    level = kept.levels("pool")
    rows.append([Panel("Content of the pool, hm3", kept.across, [Line("", kept.x, level, "blue")], height=130.0)])
    means = [float(run.served("fields").mean()) for run in (without, kept)]
    caption = (
        f"The canal runs 4 days of 10. Fields that want 4 m3/s each day get {means[0]:.1f} as a mean of the dekad; "
        "with the pool "
        f"{means[1]:.2f}. A run in steps of a dekad takes the mean of the canal (4 m3/s) and does not see the turn: "
        "run such a "
        "place by days."
    )
    there = kept.inflow("inflow") + level[:-1] / kept.amount
    taken = np.minimum(there - kept.served("fields"), 1.5 / kept.amount)
    held = {
        "served": (kept.served("fields"), np.minimum(4.0, there)),
        "content": (level[1:], taken * kept.amount),
        "without": (without.served("fields"), np.minimum(4.0, without.inflow("inflow"))),
    }
    case = small("pool-dekad", "pool")
    return Picture("how-to/pools-and-crops.md", "pool-dekad", caption, rows, held, case, ("pool-dekad",))


def crops() -> Picture:
    """A lack of water costs most in the stage that responds most."""
    run = seen("crops")
    table = run.run.crops().iloc[0]
    case = run.run.case
    full = run.course("et0") * run.course("kc")
    rain = np.minimum(run.course("rain"), full)
    served, need = run.served("fields"), run.course("need")
    share = np.where(need > 0, served / np.where(need > 0, need, 1.0), 1.0)
    actual = rain + share * (full - rain)
    calendar = run.run.calendar
    kept, ends, ratios, bands = 1.0, [0.0], [1.0], []
    for stage in case.table("crop_stages").sort_values("stage").itertuples():
        window = calendar.window(f"2021-{stage.from_day}", f"2021-{stage.to_day}")
        days = calendar.share_of_days("dekad", window) * run.days
        lost = min(stage.response * (1.0 - float(actual @ days) / float(full @ days)), 1.0)
        begin, end = float(run.x[np.flatnonzero(days)[0]]), float(run.x[np.flatnonzero(days)[-1] + 1])
        bands.append(Stretch(begin, end, f"ky {stage.response:g}", "sand" if len(bands) % 2 else "sky"))
        kept *= 1.0 - lost
        ends += [begin, end]
        ratios += [ratios[-1], kept]
    ends.append(float(run.x[-1]))
    ratios.append(kept)
    water = Panel(
        "Evapotranspiration of maize, mm a day, and the four stages",
        run.across,
        [Line("with enough water", run.x, full, "red", "dash"), Line("what it gets", run.x, actual, "blue")],
        stretches=bands,
        height=200.0,
        high=9.5,
    )
    harvest = Panel(
        "Yield that is left, share of the full one",
        run.across,
        [Line("", np.array(ends), np.array(ratios), "green")],
        high=1.05,
        height=140.0,
        notes=[Note(ends[-1], kept, f"{kept:.2f}", "end", -6.0)],
    )
    caption = (
        f"Maize that lacks {table['stress']:.0%} of its water keeps {table['ratio']:.2f} of its yield: the loss of "
        "each stage "
        f"is ky times the share it lacks, most in the stage of {table['worst_stage']}. Lost: {table['tonnes']:,.0f} t, "
        f"{table['money'] / 1e6:.1f} million USD on 10,000 ha."
    )
    held = {"yield": (np.array([table["ratio"]]), np.array([kept]))}
    return Picture("how-to/pools-and-crops.md", "crops", caption, [[water], [harvest]], held, case, ("crops",))


def repair() -> Picture:
    """A dated condition: down by a date, held low, filled along a curve."""
    run, usual = seen("repair", "repair"), seen("repair")
    level, most, least = run.levels("lake"), 200.0 * run.course("drained"), 200.0 * run.course("refill")
    short = {
        year: [
            float(((each.course("need") - each.served("fields")) * each.amount)[at : at + 36].sum())
            for each in (usual, run)
        ]
        for year, at in (("2021", 0), ("2022", 36))
    }
    content = Panel(
        "Content, hm3",
        run.across,
        [
            Line("usual", run.x, usual.levels("lake"), "quiet"),
            Line("upper_bound", run.x, most, "red", "dash"),
            Line("lower_rule (refill)", run.x, least, "orange", "dash"),
            Line("with the repair", run.x, level, "blue"),
        ],
        height=220.0,
        high=205.0,
    )
    flows = Panel(
        "Release, m3/s",
        run.across,
        [Line("usual", run.x, usual.flow("gate"), "quiet"), Line("with the repair", run.x, run.flow("gate"), "blue")],
        height=150.0,
    )
    low = (level[1:] <= 10.0 + 1e-6) & (np.arange(72) < 40)
    caption = (
        "From September the content must fall below the dashed line: the gate runs at up to "
        f"{run.flow('gate')[24:36].max():.0f} "
        f"m3/s, and the lake is at 10 hm3 for {int(low.sum())} dekads. The refill curve then holds water back: "
        "missing on the "
        f"fields in 2022 are {short['2022'][1]:.0f} hm3, {short['2022'][0]:.0f} without the repair."
    )
    out = run.flow("gate")
    above = np.maximum(level[1:] - most, 0.0)
    held = {
        "content": (np.diff(level), (run.inflow("inflow") - out) * run.amount),
        "out as fast as the gate": (out[above > 1e-6], np.full(int((above > 1e-6).sum()), 30.0)),
    }
    return Picture("explanation/chu-talas.md", "repair", caption, [[content], [flows]], held, run.run.case, ("repair",))


def climate() -> Picture:
    """Factors by month on flow and on need."""
    now, later = seen("climate"), seen("climate", "later")
    months = np.asarray(now.run.calendar.clocks["dekad"].start.month)
    factor = np.select(
        [np.isin(months, (4, 5)), np.isin(months, (7, 8)), np.isin(months, (9, 10, 11, 12, 1, 2, 3))],
        [1.1, 0.8, 0.926],
        1.0,
    )
    missing = [each.course("need") * part - each.served("fields") for each, part in ((now, 1.0), (later, 1.08))]
    lost = [float((each * now.amount).sum()) for each in missing]
    factors = Panel("Factor on the flow", now.across, [Line("", now.x, factor, "orange")], height=110.0, high=1.2)
    flows = Panel(
        "Flow, m3/s",
        now.across,
        [
            Line("flow now", now.x, now.inflow("inflow"), "blue", "dash"),
            Line("flow later", now.x, later.inflow("inflow"), "blue"),
            Line("need now", now.x, now.course("need"), "green", "dash"),
            Line("need later", now.x, 1.08 * now.course("need"), "green"),
        ],
        height=200.0,
    )
    short = Panel(
        "Missing on the fields, m3/s",
        now.across,
        [Line("now", now.x, missing[0], "quiet", "dash"), Line("later", now.x, missing[1], "red")],
        height=130.0,
    )
    change = float((later.inflow("inflow") * now.amount).sum() / (now.inflow("inflow") * now.amount).sum() - 1)
    caption = (
        f"Past the peak of its glaciers the river brings more in April and May and a fifth less in July and August "
        f"({change:+.0%} in the year), while fields need 8 % more: {lost[1]:.0f} hm3 are missing instead of "
        f"{lost[0]:.0f}."
    )
    held = {
        "flow": (later.inflow("inflow"), now.inflow("inflow") * factor),
        "missing": (missing[1], np.maximum(1.08 * now.course("need") - later.inflow("inflow"), 0.0)),
    }
    return Picture(
        "explanation/chu-talas.md", "climate", caption, [[factors], [flows], [short]], held, now.run.case, ("climate",)
    )


DRAWN = (pool, pool_dekad, crops, repair, climate)
