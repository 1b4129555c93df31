"""The page on commitments: where each stands, and what it would take to keep those that are not kept."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.commitment_words import CommitmentWords
from aryk.report.markup import joined, tag
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, ORANGE, VERMILION
from aryk.report.tables import badge, figures, fixed, note, table, text
from aryk.runs.commitments import VERDICTS
from aryk.runs.keep.register import Register

ORDER = ("missed", "at risk", "on course", "kept")
COLOURS = {"missed": VERMILION, "at risk": ORANGE, "on course": BLUE, "kept": "#009e73"}
FULL = 200.0
"""Percent of a target beyond which a bar is cut."""


def commitment_page(found: Register, scenario: str, language: str) -> str:
    """The register of commitments with its changes as one HTML text.

    Parameters
    ----------
    language
        en, ru, kk or ky. Titles of agreements are taken from the table `translations` where it has them.
    """
    words, case = CommitmentWords(language), found.plan.case
    days = found.plan.calendar.days
    title = str(case.settings["title"] or case.name)
    subtitle = f"{words.say('scenario')} {scenario}, {days[0].date()} \u2013 {days[-1].date()}"
    titles = _titles(found, language)
    sections = [_standing(found, words, titles), _changes(found, words, titles), _rest(found, words, titles)]
    return page(f"{words.say('page')}: {title}", subtitle, sections, words.say("foot"), language=language)


def _titles(found: Register, language: str) -> dict[str, str]:
    rows = found.plan.case.tables["translations"]
    own = rows[(rows["table"] == "agreements") & (rows["language"] == language)]
    given = dict(zip(found.verdicts["agreement"], found.verdicts["title"], strict=True))
    return {str(name): str(title or name) for name, title in {**given, **dict(zip(own["row"], own["title"]))}.items()}  # noqa: B905


def _standing(found: Register, words: CommitmentWords, titles: dict[str, str]) -> Section:
    told, counts = found.verdicts, found.verdicts["verdict"].value_counts()
    references = found.plan.case.table("references")["title"]
    rows = [
        [
            badge(words.say(row["verdict"]), row["verdict"]),
            titles[row["agreement"]],
            row["sector"],
            row["due"],
            words.say(row["sense"]),
            row["target"],
            badge(words.say(row["target_basis"]), row["target_basis"]) if row["target_basis"] else "",
            row["run"],
            row["unit"],
            row["why"],
            row["status"],
            references.get(row["reference"], row["reference"]),
        ]
        for row in _in_order(told)
    ]
    heads = [
        fixed(words.say("verdict")),
        text(words.say("commitment")),
        text(words.say("sector")),
        fixed(words.say("due")),
        fixed(words.say("must be")),
        figures(words.say("target")),
        fixed(words.say("basis")),
        figures(words.say("run")),
        text(words.say("unit")),
        text(words.say("why")),
        text(words.say("status")),
        text(words.say("source")),
    ]
    top = tag(
        "p",
        *[
            piece
            for verdict in VERDICTS
            for piece in (badge(f"{counts.get(verdict, 0)} {words.say(verdict)}", verdict), " ")
        ],
    )
    body = joined([top, _reached(told, words, titles), table(words.say("standing"), heads, rows)])
    return Section("standing", words.say("standing"), words.say("standing lead"), body)


def _in_order(told: pd.DataFrame) -> list[dict[str, Any]]:
    return [row for verdict in ORDER for row in told[told["verdict"] == verdict].to_dict("records")]


def _reached(told: pd.DataFrame, words: CommitmentWords, titles: dict[str, str]) -> Markup:
    """What is reached in percent of the target, for what must be at least so much."""
    bars = [
        Bar(
            titles[str(row["agreement"])],
            {words.say(str(row["verdict"])): min(FULL, 100.0 * float(row["run"]) / float(row["target"]))},
            100.0,
        )
        for row in _in_order(told)
        if row["sense"] == "at-least" and float(row["target"]) > 0
    ]
    colours = {words.say(verdict): COLOURS[verdict] for verdict in ORDER}
    return bar_chart(words.say("reached"), "", "%", bars, colours, mark=words.say("target line"))


def _changes(found: Register, words: CommitmentWords, titles: dict[str, str]) -> Section:
    money = str(found.plan.case.settings["money"])
    measures = found.plan.case.table("measures")["title"]
    frame = found.changes()
    rows = []
    for row in frame.to_dict("records"):
        listed = ", ".join(str(measures.get(name) or name) for name in str(row["measures"]).split())
        rows.append(
            [
                titles[row["agreement"]],
                listed or words.say(row["change"]),
                row["value"],
                row["unit"],
                row["cost"],
                row["operation_cost"],
                row["capital"],
                row["payers"],
                row["decide_by"],
                row["held_back_by"] or row["why"],
            ]
        )
    heads = [
        text(words.say("commitment")),
        text(words.say("change")),
        figures(words.say("reaches")),
        text(words.say("unit")),
        figures(words.say("cost"), words.say("a year", money=money)),
        figures(words.say("by operation"), words.say("a year", money=money)),
        figures(words.say("capital"), words.say("million", money=money)),
        text(words.say("payers")),
        fixed(words.say("decide")),
        text(words.say("held")),
    ]
    priced = frame[frame["cost"].notna()].sort_values("cost", ascending=False, kind="stable")
    bars = [Bar(titles[row["agreement"]], {words.say("cost"): row["cost"]}) for row in priced.to_dict("records")]
    chart = bar_chart(words.say("cost chart"), "", words.say("a year", money=money), bars, {words.say("cost"): BLUE})
    return Section(
        "changes",
        words.say("changes"),
        words.say("changes lead"),
        joined([chart, table(words.say("changes"), heads, rows)]) if rows else Markup(""),
    )


def _rest(found: Register, words: CommitmentWords, titles: dict[str, str]) -> Section:
    rest = found.verdicts[found.verdicts["verdict"] == "not measurable"]
    references = found.plan.case.table("references")["title"]
    rows = [
        [
            titles[row["agreement"]],
            row["sector"],
            row["due"],
            row["why"],
            row["status"],
            row["status_date"],
            references.get(row["reference"], row["reference"]),
        ]
        for row in rest.to_dict("records")
    ]
    heads = [text(words.say(each)) for each in ("commitment", "sector", "due", "why", "status")]
    heads += [fixed(""), text(words.say("source"))]
    body = table(words.say("rest"), heads, rows)
    return Section("rest", words.say("rest"), "", body or note(""))
