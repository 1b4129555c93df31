"""Pages on borders: waits at crossings on a map, lines through time, lanes against waits, lines of the past."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from aryk.borders.from_case import is_away
from aryk.report.charts.axis import Across, span_axis
from aryk.report.charts.line import Dot, Line, line_chart
from aryk.report.mapping.draw import Sheet, draw, extent_of
from aryk.report.mapping.things import Mark
from aryk.report.markup import joined, tag
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, SKY, USE, VERMILION
from aryk.report.tables import figures, fixed, note, table, text

if TYPE_CHECKING:
    from aryk.borders.hindcast import EpisodeRun
    from aryk.borders.results import BorderRun
    from aryk.case.case import Case

FOOT = "Made by Aryk. This file needs no network."
LINES = 6
"""Passages whose line is drawn: those with the most truck hours lost."""

WAITS = (
    (6.0, USE[0][1], "less than 6 h"),
    (24.0, USE[2][1], "6 to 24 h"),
    (math.inf, USE[-1][1], "a day and more"),
)
"""Waits below which a colour of the map holds, h."""


def border_page(case: Case, run: BorderRun, passages: pd.DataFrame, lanes: pd.DataFrame | None) -> str:
    """The report of a simulation of borders as one HTML text."""
    assert run.start is not None
    end = run.start + pd.Timedelta(hours=run.hours - 1)
    sections = [_waits(case, run, passages), _lines(run, passages), _stages(run)]
    if lanes is not None:
        sections.append(_lanes(case, lanes))
    title = str(case.settings["title"] or case.name)
    return page(f"Borders: {title}", f"{run.start:%Y-%m-%d} to {end:%Y-%m-%d}", sections, FOOT)


def _waits(case: Case, run: BorderRun, passages: pd.DataFrame) -> Section:
    money = str(case.settings["money"])
    rows: list[Any] = [
        [
            str(name),
            *(float(row[each]) for each in ("through a day", "wait", "wait +/-", "wait p50", "wait p95", "wait p99")),
            *(float(row[each]) for each in ("mean line", "longest line km", "spoiled")),
            float(row["cost"]) / 1e6,
        ]
        for name, row in passages.iterrows()
    ]
    heads = [
        text("Passage"),
        figures("Trucks", "a day"),
        figures("Mean wait", "h"),
        figures("+/- (95 %)", "h"),
        figures("Half wait less than", "h"),
        figures("95 % less than", "h"),
        figures("99 % less than", "h"),
        figures("Mean line", "trucks"),
        figures("Longest line, one year in 20", "km"),
        figures("Loads spoiled", "trucks"),
        figures("Cost of waiting", f"million {money}"),
    ]
    lead = (
        f"{run.replications} replications. The wait is the time at the border without the time in service. Truck hours "
        f"counted in two ways agree to {run.little_residual:.0e} (Little's law)."
    )
    return Section(
        "waits", "Waits at crossings", lead, joined([crossings_map(case, passages), table("Waits", heads, rows)])
    )


def crossings_map(case: Case, passages: pd.DataFrame) -> Markup:
    """Crossings with the wait that 95 % of trucks stay below, in the worse direction."""
    places = case.table("crossings")
    of_crossing = case.table("passages")["crossing"]
    worst = passages.groupby(of_crossing.reindex(passages.index))["wait p95"].max()
    known = [str(name) for name in worst.index if not np.isnan(places.at[name, "latitude"])]
    if not known:
        return Markup("")
    largest = max(float(worst[name]) for name in known) or 1.0
    marks = []
    for name in known:
        wait, row = float(worst[name]), places.loc[name]
        colour, layer = next((each, words) for bound, each, words in WAITS if wait < bound)
        label = str(row["title"] or name)
        spot = (float(row["latitude"]), float(row["longitude"]))
        words = f"{label}: 95 % of trucks wait less than {wait:.1f} h in the worse direction"
        marks.append(Mark(layer, name, spot, "circle", colour, wait / largest, label, words))
    says = "The larger the circle, the longer the wait that 95 % of trucks stay below, in the worse direction."
    extent = extent_of([mark.at for mark in marks])
    return draw(Sheet("Waits at crossings", says, marks, [], extent), "border-map")


def _lines(run: BorderRun, passages: pd.DataFrame) -> Section:
    lost = (passages["wait"] * passages["through a day"]).sort_values(ascending=False)
    charts = [band_chart(f"Line at {name}", run.line(str(name))) for name in lost.index[:LINES]]
    words = "Trucks that wait, by day: the middle replication and the band of nine in ten."
    return Section("lines", "Lines through time", words, joined(charts))


def band_chart(title: str, bands: pd.DataFrame, dots: list[Dot] | None = None, *, hours: float = 24.0) -> Markup:
    """A line of trucks through time with its band, and what was seen of it."""
    daily = bands if hours < 24 else bands.resample("D").mean()
    across = span_axis(pd.Timestamp(daily.index[0]), len(daily), hours)
    says = "Line: half of the replications lie above. Dashed: one in twenty lies above, one in twenty below."
    lines = [
        Line("one in twenty above", daily["p95"].to_numpy(), SKY, dash=True),
        Line("middle", daily["p50"].to_numpy(), BLUE),
        Line("one in twenty below", daily["p5"].to_numpy(), SKY, dash=True),
    ]
    return line_chart(title, says, "trucks", across, lines, dots or [])


def _stages(run: BorderRun) -> Section:
    rows: list[Any] = []
    for (passage, stage), row in run.stage_table().iterrows():
        if is_away(str(passage)):
            continue
        numbers = [float(row[each]) for each in ("trucks a day", "busy", "blocked", "waiting", "wait", "wait p95")]
        rows.append([str(passage), str(stage), *numbers])
    heads = [
        fixed("Passage"),
        fixed("Stage"),
        figures("Trucks", "a day"),
        figures("Busy", "share"),
        figures("Blocked", "share"),
        figures("Waiting", "trucks"),
        figures("Mean wait", "h"),
        figures("95 % less than", "h"),
    ]
    narrow = []
    for each in run.border.passages:
        if is_away(each.name):
            continue
        stages = run.bottlenecks(each.name)
        days = stages[stages != ""].value_counts()
        if len(days):
            words = ", ".join(f"{stage} {count} days" for stage, count in days.items())
            narrow.append(tag("li", f"{each.name}: {words}"))
    body = joined(
        [
            note("Where most trucks of a passage wait, by day:"),
            tag("ul", *narrow),
            table("Stages: how busy their servers are, and how long they are blocked by the next", heads, rows),
        ]
    )
    return Section("stages", "Stages and bottlenecks", "", body)


def _lanes(case: Case, lanes: pd.DataFrame) -> Section:
    return Section("lanes", "Lanes against waits", "", lanes_chart(case, lanes))


def lanes_chart(case: Case, lanes: pd.DataFrame) -> Markup:
    """Waits by the number of lanes, as a chart and a table."""
    edges = np.array([lanes.index[0] - 0.5, *(np.asarray(lanes.index, dtype=float) + 0.5)])
    ticks = tuple((float(count), f"{count}") for count in lanes.index)
    across = Across(edges, tuple(f"{count} lanes" for count in lanes.index), ticks, "lanes", True)
    chart = line_chart(
        "Wait by the number of lanes",
        "The same trucks with other lanes.",
        "h",
        across,
        [
            Line("95 % of trucks wait less", lanes["wait p95"].to_numpy(), VERMILION),
            Line("mean", lanes["wait"].to_numpy(), BLUE),
        ],
    )
    heads = [
        figures("Lanes"),
        figures("Mean wait", "h"),
        figures("95 % less than", "h"),
        figures("Cost of waiting", f"million {case.settings['money']}"),
    ]
    rows: list[Any] = [
        [float(count), row["wait"], row["wait p95"], row["cost"] / 1e6] for count, row in lanes.iterrows()
    ]
    return joined([chart, table("Lanes", heads, rows)])


def write_hindcast(case: Case, runs: list[EpisodeRun], told: pd.DataFrame, tried: pd.DataFrame, folder: Path) -> None:
    """Write tables and report of a hindcast of lines into a new folder.

    Raises
    ------
    RunFolderError
        If the folder is there already.
    """
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        told.to_csv(aside / "sightings.csv", index=False)
        tried.to_csv(aside / "tried.csv", index=False)
        for run in runs:
            run.bands().to_csv(aside / f"line-{run.episode.name}.csv", index_label="time")
        (aside / "report.html").write_text(_hindcast_page(case, runs, told), encoding="utf-8")


def episode_chart(run: EpisodeRun) -> Markup:
    """The line of an episode as simulated, with what was seen of it."""
    episode = run.episode
    dots = [
        Dot(seen.time / 24.0, seen.waiting, f"{seen.day}, seen")
        for seen in episode.sightings
        if not np.isnan(seen.waiting)
    ]
    return band_chart(f"Trucks in line at {episode.passage}", run.bands(), dots, hours=1.0)


def _hindcast_page(case: Case, runs: list[EpisodeRun], told: pd.DataFrame) -> str:
    sections = []
    for run in runs:
        episode = run.episode
        chart = episode_chart(run)
        rows: list[Any] = [
            [row["day"], row["what"], *(float(row[each]) for each in ("seen", "p5", "p50", "p95")), _yes(row["within"])]
            for row in told[told["episode"] == episode.name].to_dict("records")
        ]
        heads = [
            fixed("Day"),
            fixed("What"),
            figures("Seen"),
            figures("One in 20 less"),
            figures("Middle"),
            figures("One in 20 more"),
            fixed("Within"),
        ]
        use = "Used to set the habits of drivers." if episode.use == "train" else "Not used to set anything."
        lead = (
            f"{use} The line begins with {episode.standing:.0f} trucks, as seen; what came after is not known to the "
            "simulation."
        )
        body = joined([chart, table("Seen and simulated", heads, rows)])
        sections.append(Section(f"episode-{episode.name}", episode.title, lead, body))
    habits = runs[0].habits[0] if runs else None
    words = (
        f"trucks x {habits.level:g}, {habits.stays_away:.0%} stay away beyond {habits.tolerance:g} h" if habits else ""
    )
    return page(f"Lines of the past: {case.settings['title'] or case.name}", words, sections, FOOT)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
