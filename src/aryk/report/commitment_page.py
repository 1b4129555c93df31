"""The page on commitments: where each stands, and what it would take to keep those that are not kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import number, with_unit
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, GREEN, GRID, ORANGE, VERMILION
from aryk.report.tables import Cell, Head, badge, figures, filled, fixed, folded, note, table, text
from aryk.runs.commitments import VERDICTS
from aryk.runs.keep.register import Register, payers
from aryk.runs.keep.ways import Keeping
from aryk.words.commitments import COMMITMENTS
from aryk.words.phrase import Phrase
from aryk.words.words import Words

ORDER = ("missed", "at risk", "on course", "kept")
COLOURS = {"missed": VERMILION, "at risk": ORANGE, "on course": BLUE, "kept": GREEN, "not measurable": GRID}
FULL = 200.0
"""Percent of a target beyond which a bar is cut."""


def commitment_page(found: Register, scenario: str, language: str) -> str:
    """The register of commitments with its changes as one HTML text.

    Parameters
    ----------
    language
        en, ru, kk or ky. What rows are called, and what agreements say of themselves, is taken from the table
        `translations` where it has it.
    """
    say = Words(language, COMMITMENTS, case=found.plan.case)
    days = found.plan.calendar.days
    subtitle = f"{say('scenario')} {say.scenario(scenario)}, {days[0].date()} \u2013 {days[-1].date()}"
    sections = [_standing(found, say), _changes(found, say), _rest(found, say), _how_far(say)]
    return page(f"{say('page')}: {say.case_title}", subtitle, sections, say("foot"), language=language)


def _standing(found: Register, say: Words) -> Section:
    told, counts = found.verdicts, found.verdicts["verdict"].value_counts()
    measured = [row for verdict in ORDER for row in told[told["verdict"] == verdict].to_dict("records")]
    rows: list[list[Cell]] = [
        [
            badge(say(row["verdict"]), row["verdict"]),
            say.title("agreements", row["agreement"]),
            say.term(row["sector"]),
            row["due"],
            say(row["sense"], value=with_unit(row["target"], say.unit(row["unit"]))),
            badge(say(row["target_basis"]), row["target_basis"]) if row["target_basis"] else "",
            with_unit(row["run"], say.unit(row["unit"])),
            _why(found, row, say),
        ]
        for row in measured
    ]
    heads = [
        fixed(say("verdict")),
        text(say("commitment")),
        text(say("sector")),
        fixed(say("due")),
        text(say("target")),
        fixed(say("basis")),
        fixed(say("run")),
        text(say("reason")),
    ]
    top = [badge(f"{counts.get(verdict, 0)} {say(verdict)}", verdict) for verdict in VERDICTS]
    body = [
        tag("p", joined(top, " ")),
        _by_sector(told, say),
        _reached(measured, say),
        table(say("standing"), *filled(heads, rows)),
        _sources(found, measured, say),
    ]
    return Section("standing", say("standing"), say("standing lead"), joined(body))


def _by_sector(told: pd.DataFrame, say: Words) -> Markup:
    """How many commitments of each sector have which verdict, the largest sector first."""
    counts = pd.crosstab(told["sector"], told["verdict"])
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    kinds = [each for each in (*ORDER[::-1], "not measurable") if each in counts]
    bars = [
        Bar(say.term(str(sector)) or say("no sector"), {say(each): float(counts.at[sector, each]) for each in kinds})
        for sector in order
    ]
    return bar_chart(say("by sector"), "", say("count"), bars, {say(each): COLOURS[each] for each in kinds})


def _reached(measured: Iterable[dict[str, Any]], say: Words) -> Markup:
    """What is reached in percent of the target, for what must be at least so much."""
    bars = [
        Bar(
            say.title("agreements", row["agreement"]),
            {say(row["verdict"]): min(FULL, 100.0 * float(row["run"]) / float(row["target"]))},
            100.0,
        )
        for row in measured
        if row["sense"] == "at-least" and float(row["target"]) > 0
    ]
    colours = {say(verdict): COLOURS[verdict] for verdict in ORDER}
    says = say("reached says", full=number(FULL))
    return bar_chart(say("reached"), says, "%", bars, colours, mark=say("target line"))


def _why(found: Register, row: dict[str, Any], say: Words) -> str:
    """Why a verdict is what it is, as the run or the case says it."""
    if row["agreement"] in found.reasons:
        return say.phrase(found.reasons[row["agreement"]])
    return say.text("agreements", row["agreement"], "why_not_measurable", row["why"]) if row["why"] else ""


def _sources(found: Register, rows: Iterable[dict[str, Any]], say: Words) -> Markup:
    """What sources report of commitments, on demand."""
    references = found.plan.case.table("references")["title"]
    cells: list[list[Cell]] = [
        [
            say.title("agreements", row["agreement"]),
            say.text("agreements", row["agreement"], "status", row["status"]),
            row["status_date"],
            references.get(row["reference"], row["reference"]),
        ]
        for row in rows
    ]
    heads = [text(say("commitment")), text(say("status")), fixed(say("status of")), text(say("source"))]
    shown = filled(heads, cells)
    return folded(say("sources"), table(say("sources"), *shown)) if len(shown[0]) > 1 else Markup("")


def _changes(found: Register, say: Words) -> Section:
    frame = found.changes()
    if frame.empty:
        return Section("changes", say("changes"), "", Markup(""))
    yearly = say("a year", money=say.money)
    heads = [
        text(say("commitment")),
        text(say("change")),
        fixed(say("reaches")),
        figures(say("cost"), yearly),
        figures(say("by operation"), yearly),
        figures(say("capital"), say.money),
        text(say("payers")),
        fixed(say("decide")),
        text(say("to know")),
    ]
    rows = [(found.keeping[row["agreement"]], row) for row in frame.to_dict("records")]
    kept = [_change(found, keeping, row, say) for keeping, row in rows if keeping.cheapest]
    short = [_short(keeping, row, say) for keeping, row in rows if not keeping.cheapest]
    priced = frame[frame["cost"].notna()].sort_values("cost", ascending=False, kind="stable")
    bars = [
        Bar(say.title("agreements", row["agreement"]), {say("cost"): row["cost"]}) for row in priced.to_dict("records")
    ]
    body = [
        bar_chart(say("cost chart"), say("cost says"), yearly, bars, {say("cost"): BLUE}),
        table(say("changes"), *filled(heads, kept), absent=say("unknown")),
        table(say("impossible"), [text(say("commitment")), fixed(say("nearest")), text(say("held"))], short),
    ]
    return Section("changes", say("changes"), say("changes lead"), joined(body))


def _change(found: Register, keeping: Keeping, row: dict[str, Any], say: Words) -> list[Cell]:
    measures = "; ".join(say.title("measures", name) for name in str(row["measures"]).split())
    paid = payers(keeping.cheapest.by_party) if keeping.cheapest else []
    late = "" < str(row["decide_by"]) < str(found.plan.calendar.days[0].date())
    return [
        say.title("agreements", row["agreement"]),
        measures or say("operation"),
        with_unit(row["value"], say.unit(row["unit"])),
        row["cost"],
        row["operation_cost"],
        row["capital"] if row["measures"] else 0.0,
        _lines(f"{say.title('parties', party)}: {number(money)}" for party, money in paid),
        badge(say("too late", date=row["decide_by"]), "missed") if late else row["decide_by"],
        _lines(_held(keeping, row, say)),
    ]


def _short(keeping: Keeping, row: dict[str, Any], say: Words) -> list[Cell]:
    """What cannot be reached: how near what was tried comes, and what holds it back."""
    nearest = with_unit(row["value"], say.unit(row["unit"])) if keeping.tried else say("nothing")
    return [say.title("agreements", row["agreement"]), nearest, _lines(_held(keeping, row, say))]


def _held(keeping: Keeping, row: dict[str, Any], say: Words) -> Iterable[str]:
    """What holds a commitment back, and what to know of the answer."""
    unit = say.unit(row["unit"])
    for words, amount in keeping.binding:
        yield say.phrase(words) + ("" if amount == 0 else f" ({'+' if amount > 0 else ''}{with_unit(amount, unit)})")
    yield from (_sentence(each, say) for each in keeping.why)


def _sentence(phrase: Phrase, say: Words) -> str:
    words = say.phrase(phrase)
    return words[:1].upper() + words[1:]


def _lines(words: Iterable[str]) -> Cell:
    return joined([tag("div", each) for each in words])


def _rest(found: Register, say: Words) -> Section:
    rest = found.verdicts[found.verdicts["verdict"] == "not measurable"].to_dict("records")
    rows: list[list[Cell]] = [
        [
            say.title("agreements", row["agreement"]),
            say.term(row["sector"]),
            row["due"],
            _why(found, row, say),
        ]
        for row in rest
    ]
    heads: list[Head] = [text(say("commitment")), text(say("sector")), fixed(say("due")), text(say("reason"))]
    body = [table(say("rest"), *filled(heads, rows)), _sources(found, rest, say)] if rows else []
    return Section("rest", say("rest"), say("rest lead"), joined(body))


def _how_far(say: Words) -> Section:
    return Section("limits", say("how far"), "", note(say("limits")))
