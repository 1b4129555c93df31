"""The page on measures: what each costs and brings, side by side, and to whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from aryk.measures.ranking import cash_flows, ranking
from aryk.measures.together import TOGETHER, needed_by
from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.languages import write_pages
from aryk.report.markup import joined, tag
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, VERMILION
from aryk.report.tables import Cell, badge, figures, filled, fixed, note, shares, table, text
from aryk.words.words import Words
from aryk.words.worth import WORTH

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.measures.finance import Cash

DUST = 1e-6
"""Million money below which nothing is told."""
WHOLE_YEAR = 358
"""Days from which a horizon counts as a year."""
SHOWN = 30
"""Measures in a chart; the table has all."""


def write_worth(case: Case, found: Sequence[Cash], folder: Path, languages: Sequence[str] = ("en",)) -> None:
    """Write `worth.csv`, `cash.csv` and the page in some languages into a new folder.

    Raises
    ------
    RunFolderError
        If the folder is there already.
    """
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        ranking(case, found).to_csv(aside / "worth.csv", lineterminator="\n")
        cash_flows(found).to_csv(aside / "cash.csv", lineterminator="\n")
        write_pages(aside, languages, lambda language: worth_page(case, found, language))


def worth_page(case: Case, found: Sequence[Cash], language: str = "en") -> str:
    """The page as one HTML text, in English, Russian, Kazakh or Kyrgyz."""
    say = Words(language, WORTH, case=case)
    ranked = ranking(case, found)
    rate = found[0].rate if found else 0.0
    start, end = str(case.settings["start"]), str(case.settings["end"])
    subtitle = say("subtitle", start=start, end=end, money=say.money, rate=f"{100 * rate:g}")
    sections = [
        _charts(say, ranked),
        _table(case, say, ranked),
        Section("limits", say("how far"), "", _limits(case, say)),
    ]
    return page(f"{say('page')}: {say.case_title}", subtitle, sections, say("foot"), language=language)


def _limits(case: Case, say: Words) -> Markup:
    days = (pd.Timestamp(case.settings["end"]) - pd.Timestamp(case.settings["start"])).days + 1
    short = say("short", days=str(days)) if days < WHOLE_YEAR else ""
    return note(f"{short} {say('limits')}".lstrip())


def _title(say: Words, measure: str, held: str) -> str:
    """What a measure is called, or those that stand together, what is needed last."""
    needed = held.split()
    own = "; ".join(say.title("measures", name) for name in measure.split(TOGETHER) if name not in needed)
    others = ", ".join(say.title("measures", name) for name in needed)
    return say("together", measures=own, needed=others) if needed else own


def _charts(say: Words, ranked: pd.DataFrame) -> Section:
    per = ranked[ranked["per million"].notna()].sort_values("per million", ascending=False, kind="stable")
    colours = {say("good"): BLUE, say("bad"): VERMILION}
    unit = say("per million unit", money=say.money)
    charts = [
        bar_chart(say("per million"), say("per million says"), unit, _bars(say, per, "per million"), colours),
        bar_chart(
            say("present value"), say("present value says"), say.money, _bars(say, ranked, "present value"), colours
        ),
    ]
    words = say("shown", half=str(SHOWN // 2), count=str(len(ranked))) if len(ranked) > SHOWN else ""
    return Section("charts", say("charts"), say("charts lead"), joined([*charts, note(words) if words else ""]))


def _bars(say: Words, ranked: pd.DataFrame, column: str) -> list[Bar]:
    some = ranked if len(ranked) <= SHOWN else pd.concat([ranked.head(SHOWN // 2), ranked.tail(SHOWN // 2)])
    return [
        Bar(_title(say, str(name), held), {say("good" if value >= 0 else "bad"): float(value)})
        for name, held, value in zip(some.index, some["needed"], some[column], strict=True)
    ]


def _table(case: Case, say: Words, ranked: pd.DataFrame) -> Section:
    parties = [column for column in ranked.columns if column.startswith("present value ")]
    heads = [
        text(say("measure")),
        fixed(say("cost is")),
        figures(say("capital"), say.money),
        figures(say("gain a year"), say.money),
        figures(say("present value"), say.money),
        *(
            figures(say("of it", party=say.title("parties", column.removeprefix("present value "))), say.money)
            for column in parties
        ),
        figures(say("for each million")),
        shares(say("before loans")),
        figures(say("payback"), say.unit("years")),
    ]
    rows: list[list[Cell]] = []
    for name, row in ranked.iterrows():
        cells: list[Cell] = [
            _named(case, say, str(name), row["needed"]),
            badge(say(row["basis"]), row["basis"]) if row["basis"] else "",
            float(row["capital"]),
            float(row["gain"]),
            float(row["present value"]),
            *(_cell(row[column]) for column in parties),
            _cell(row["per million"]),
            _cell(row["before loans"]),
            say("never") if math.isinf(row["payback"]) else float(row["payback"]),
        ]
        rows.append(cells)
    return Section("table", say("table"), say("table lead"), table(say("measures"), *filled(heads, rows)))


def _named(case: Case, say: Words, measure: str, held: str) -> Markup:
    """A measure with its name, what it needs, and what needs it."""
    lines: list[str | Markup] = [_title(say, measure, held), " ", tag("code", measure)]
    others = needed_by(case, measure)
    if others:
        words = say("needed by", measures="; ".join(say.title("measures", name) for name in others))
        lines.append(tag("div", words, class_="note"))
    return joined(lines)


def _cell(value: float) -> Cell:
    """A number, empty where there is none; what rounding leaves of a cancelled sum is 0."""
    return "" if math.isnan(value) else 0.0 if abs(value) < DUST else float(value)
