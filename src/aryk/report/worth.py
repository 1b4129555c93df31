"""The page on measures: what each costs and brings, side by side, and to whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from aryk.measures.ranking import cash_flows, ranking
from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.markup import joined, tag
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, VERMILION
from aryk.report.tables import Cell, figures, note, shares, table, text

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.measures.finance import Cash

FOOT = "Made by Aryk. This file needs no network."
COLOURS = {"worth more than it costs": BLUE, "costs more than it brings": VERMILION}
SHOWN = 30
"""Measures in a chart; the table has all."""


def write_worth(case: Case, found: Sequence[Cash], folder: Path) -> None:
    """Write `worth.csv`, `cash.csv` and `report.html` into a new folder.

    Raises
    ------
    RunFolderError
        If the folder is there already.
    """
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        ranking(case, found).to_csv(aside / "worth.csv", lineterminator="\n")
        cash_flows(found).to_csv(aside / "cash.csv", lineterminator="\n")
        (aside / "report.html").write_text(worth_page(case, found), encoding="utf-8")


def worth_page(case: Case, found: Sequence[Cash]) -> str:
    """The page as one HTML text."""
    ranked = ranking(case, found)
    rate = found[0].rate if found else 0.0
    subtitle = f"{case.settings['start']} to {case.settings['end']}, money of the case at {100 * rate:g} % a year"
    sections = [_charts(case, ranked), _table(case, ranked)]
    return page(f"What measures bring: {case.settings['title'] or case.name}", subtitle, sections, FOOT)


def _charts(case: Case, ranked: pd.DataFrame) -> Section:
    money = str(case.settings["money"])
    per = ranked[ranked["per million"].notna()].sort_values("per million", ascending=False, kind="stable")
    charts = [
        bar_chart(
            "Present value for each million spent",
            "All parties together; the highest first. Below 0: it costs more than it brings.",
            f"million {money} for each million {money} of capital",
            _bars(per, "per million"),
            COLOURS,
        ),
        bar_chart(
            "Present value",
            "All parties together; the highest first.",
            f"million {money}",
            _bars(ranked, "present value"),
            COLOURS,
        ),
    ]
    lead = "Each measure alone, or with those without which it is of no use, on top of the case as it is."
    rest = len(ranked) - SHOWN
    words = note(f"The first and last {SHOWN // 2} of {len(ranked)} are shown.") if rest > 0 else Markup("")
    return Section("charts", "Which measures are worth their cost", lead, joined([*charts, words]))


def _bars(ranked: pd.DataFrame, column: str) -> list[Bar]:
    some = ranked if len(ranked) <= SHOWN else pd.concat([ranked.head(SHOWN // 2), ranked.tail(SHOWN // 2)])
    good, bad = COLOURS
    return [
        Bar(str(title), {good if value >= 0 else bad: float(value)})
        for title, value in zip(some["title"], some[column], strict=True)
    ]


def _table(case: Case, ranked: pd.DataFrame) -> Section:
    money = f"million {case.settings['money']}"
    parties = [column for column in ranked.columns if column.startswith("present value ")]
    heads = [
        text("Measure"),
        text("Cost is"),
        figures("Capital", money),
        figures("Gain a year", money),
        figures("Present value", money),
        *(figures(f"of it {column.removeprefix('present value ')}", money) for column in parties),
        figures("For each million"),
        shares("Internal rate"),
        figures("Payback", "years"),
    ]
    rows: list[list[Cell]] = []
    for name, row in ranked.iterrows():
        cells: list[Cell] = [
            joined([Markup.escape(row["title"]), " ", tag("code", str(name))]),
            row["basis"],
            float(row["capital"]),
            float(row["gain"]),
            float(row["present value"]),
            *(_cell(row[column]) for column in parties),
            _cell(row["per million"]),
            _cell(row["internal rate"]),
            "never" if math.isinf(row["payback"]) else float(row["payback"]),
        ]
        rows.append(cells)
    lead = (
        "Gains are what a party spends less in a year with the measure, payments made. What its capital rests on "
        "stands beside it; effects and needs rest on assumptions as well, see the notes of the case."
    )
    return Section("table", "All measures, the highest present value first", lead, table("Measures", heads, rows))


def _cell(value: float) -> Cell:
    return "" if math.isnan(value) else float(value)
