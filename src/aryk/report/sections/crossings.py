"""Crossings: what trucks wait in the plan and at the border, what lanes would do, and a jam that was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from aryk.report.border import crossings_map, episode_chart, lanes_chart
from aryk.report.markup import joined, tag
from aryk.report.page import Section
from aryk.report.tables import figures, note, table, text
from aryk.report.view import View

if TYPE_CHECKING:
    from aryk.borders.hindcast import EpisodeRun
    from aryk.runs.waits import Waits

REPLICATIONS = 2
WORLDS = 8


def crossings(view: View) -> Section | None:
    """Waits at crossings with the trucks of the plan; none where the run did not simulate them."""
    waits = view.done.waits
    if waits is None or waits.rounds.empty:
        return None
    last = waits.rounds[waits.rounds["round"] == waits.rounds["round"].max()].set_index("passage")
    words = "agree" if waits.agreed else "do NOT agree"
    lead = (
        f"The border was simulated with the trucks of the plan; plan and border {words}: they differ by "
        f"{100 * waits.gap:.0f} % of the cost of waiting after {_times(int(waits.rounds['round'].max()))}."
    )
    blocks = [crossings_map(view.case, last), _table(view, last), _rounds(view, waits)]
    blocks += _lanes(view, last)
    jam = _jam(view)
    if jam is not None:
        blocks += [
            tag("h3", jam.episode.title),
            note(
                "Foretold from the first line that was seen; what came after is not known to the simulation. Circles: "
                "lines that were seen."
            ),
            episode_chart(jam),
        ]
    return Section("crossings", "Waits at crossings", lead, joined(blocks))


def _table(view: View, last: pd.DataFrame) -> Markup:
    heads = [
        text("Passage"),
        figures("Trucks of the plan", "a day"),
        figures("Mean wait", "h"),
        figures("95 % wait less than", "h"),
        figures("Waiting in the plan", f"{view.money} a truck"),
        figures("Waiting at the border", f"{view.money} a truck"),
    ]
    names = ("trucks a day", "wait", "wait p95", "plan", "border")
    rows: list[Any] = [
        [view.title("passages", str(name)), *(float(row[each]) for each in names)] for name, row in last.iterrows()
    ]
    return table("Waits with the trucks of the plan", heads, rows)


def _times(rounds: int) -> str:
    return "one plan" if rounds == 1 else f"{rounds} plans"


def _rounds(view: View, waits: Waits) -> Markup:
    """How the gap closed, where there was more than one round."""
    from aryk.runs.waits import gap_of

    rounds = [(number, gap_of(rows)) for number, rows in waits.rounds.groupby("round")]
    if len(rounds) < 2:
        return Markup("")
    rows: list[Any] = [[f"{number}", 100 * gap] for number, gap in rounds]
    return table("Rounds", [text("Round"), figures("Plan and border differ by", "%")], rows)


def _lanes(view: View, last: pd.DataFrame) -> list[Markup]:
    """What lanes do at the passage whose trucks wait longest in all."""
    from aryk.borders.design import lanes_curve

    worst = str((last["wait"] * last["trucks a day"]).idxmax())
    days = view.calendar.days
    curve = lanes_curve(
        view.case, worst, start=str(days[0].date()), end=str(days[-1].date()), replications=REPLICATIONS
    )
    title = view.title("passages", worst)
    return [tag("h3", f"Lanes at {title}"), note("With the trucks of the case."), lanes_chart(view.case, curve)]


def _jam(view: View) -> EpisodeRun | None:
    """The episode for testing of which most lines were seen, with the habits of drivers that the case holds."""
    from aryk.borders.episodes import episodes_of
    from aryk.borders.hindcast import Habits, replay

    if view.case.table("episodes").empty:
        return None
    found = [each for each in episodes_of(view.case) if each.use == "test"]
    if not found:
        return None
    episode = max(found, key=lambda each: len(each.sightings))
    flows = view.case.table("truck_flows")
    own = flows[flows["passage"] == episode.passage]
    if own.empty:
        return None
    habits = Habits(1.0, float(own["stays_away"].iloc[0]), float(own["tolerance"].iloc[0]))
    return replay(view.case, episode, habits, worlds=WORLDS, replications=5)
