"""The page on numbers that matter: what to measure next, and how far each result moves with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from aryk.report.charts.bars import Bar, bar_chart
from aryk.report.charts.tornado import Legend, Swing, tornado_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import number, percent, readable_unit, with_unit
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, GREEN, ORANGE, SLATE
from aryk.report.tables import Cell, badge, figures, filled, fixed, note, shares, table, text
from aryk.runs.headlines import GAIN_OF, OBJECTIVE
from aryk.runs.uncertain import Uncertain, name_of
from aryk.words.columns import COLUMNS
from aryk.words.uncertain import UNCERTAIN
from aryk.words.words import Words

LISTED = 100
"""Numbers in the table, those of largest effect."""
DRAWN = 15
"""Numbers in the chart of effects."""
MOVERS = 3
"""Numbers told of each result."""
BARS = 12
"""Numbers in a tornado chart, those that move the result furthest."""
STILL = 1e-6
"""Share of a result below which it counts as not moved."""
MILLION = 1e6
BASES = {"reported": GREEN, "computed": BLUE, "assumed": ORANGE, "": SLATE}


def uncertain_page(found: Uncertain, scenario: str, language: str = "en") -> str:
    """The report of `aryk.uncertain` as one HTML text, in English, Russian, Kazakh or Kyrgyz."""
    days = found.plan.calendar.days
    say = Words(language, UNCERTAIN, case=found.plan.case)
    subtitle = f"{say('scenario')} {say.scenario(scenario)}, {days[0].date()} \u2013 {days[-1].date()}"
    sections = [_ranking(found, say), *_movers(found, say), *_tornadoes(found, say)]
    return page(f"{say('page')}: {say.case_title}", subtitle, sections, say("foot"), language=language)


def _label(say: Words, row: Mapping[str, Any]) -> str:
    """A number by what it is: what a column holds, of the row that a reader knows by its title."""
    return f"{say.row(row['table'], row['row'])}: {_column(say, row['column'])}"


def _column(say: Words, column: str) -> str:
    return Words(say.language, COLUMNS).say(column) if column in COLUMNS else column


def _ranking(found: Uncertain, say: Words) -> Section:
    rows: list[list[Cell]] = []
    listed = found.numbers.head(LISTED).to_dict("records")
    for row in listed:
        rows.append(
            [
                joined([say.row(row["table"], row["row"]), " ", tag("code", name_of(row))]),
                _column(say, row["column"]),
                with_unit(float(row["value"]), say.unit(row["unit"])) if row["value"] == row["value"] else "",
                badge(_basis(say, row["basis"]), row["basis"] or "none"),
                float(row["share"]),
                float(row["effect"]) / MILLION,
            ]
        )
    heads = [
        text(say("of")),
        text(say("number")),
        fixed(say("value")),
        fixed(say("basis")),
        shares(say("off by")),
        figures(say("moves"), say.money),
    ]
    rest = len(found.numbers) - len(rows)
    unknown = int(found.numbers["effect"].isna().sum())
    words = [
        say("more", count=f"{rest:,}") if rest else "",
        say("no slope", count=str(unknown)) if unknown else "",
    ]
    body = [
        _effects(listed[:DRAWN], say),
        table(say("table"), *filled(heads, rows)),
        note(" ".join(each for each in words if each)),
    ]
    return Section("ranking", say("ranking"), say("ranking lead"), joined(body))


def _basis(say: Words, basis: str) -> str:
    return say(basis or "no source")


def _effects(rows: list[dict[str, Any]], say: Words) -> Markup:
    """The numbers of largest effect, coloured by what they rest on."""
    known = [row for row in rows if row["effect"] == row["effect"]]
    largest = max((float(row["effect"]) for row in known), default=0.0)
    divisor, unit = (MILLION, say.money) if largest >= MILLION else (1.0, say.money_unit)
    bars = [
        Bar(
            f"\u00b1{percent(float(row['share']))} {_label(say, row)}",
            {_basis(say, row["basis"]): float(row["effect"]) / divisor},
        )
        for row in known
    ]
    colours = {_basis(say, basis): colour for basis, colour in BASES.items()}
    return bar_chart(say("effects"), say("effects says"), unit, bars, colours)


def _movers(found: Uncertain, say: Words) -> list[Section]:
    """The numbers that move each result most, by slope."""
    money = str(found.plan.case.settings["money"])
    numbers = found.numbers.to_dict("records")
    rows: list[list[Cell]] = []
    for result, row in found.results.iterrows():
        places = found.movers(str(result), MOVERS)
        if places:
            moves = [float(found.moves[result].iloc[place]) for place in places]
            size = max(abs(float(row["value"])), *(abs(each) for each in moves))
            divisor, unit = _divided(row["unit"], money, size)
            lines = [
                tag(
                    "div",
                    f"{_signed(each / divisor)}  (+{percent(float(numbers[place]['share']))}) ",
                    _label(say, numbers[place]),
                )
                for place, each in zip(places, moves, strict=True)
            ]
            rows.append(
                [_result(say, str(result)), with_unit(float(row["value"]) / divisor, say.unit(unit)), joined(lines)]
            )
    if not rows:
        return []
    heads = [text(say("result")), fixed(say("planned")), text(say("moved by"))]
    return [Section("movers", say("movers"), say("movers lead"), table(say("movers"), heads, rows))]


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value)}"


def _tornadoes(found: Uncertain, say: Words) -> list[Section]:
    if found.swings.empty:
        return []
    names = [_label(say, row) for row in found.numbers.to_dict("records")]
    charts, still = [], []
    legend = Legend(
        say("lower"),
        say("upper"),
        say("as planned"),
        *(say("no plan", end=say(end)) for end in ("lower", "upper")),
    )
    for _, rows in found.swings.groupby("result", sort=False):
        first = rows.iloc[0]
        title = _result(say, str(first["result"]))
        moves = _moves(rows)
        kept = rows[(moves > STILL * max(1e-9, abs(float(first["base"])))).to_numpy()]
        if kept.empty:
            still.append(title)
            continue
        divisor, unit = _divided(first["unit"], str(found.plan.case.settings["money"]), float(kept["base"].abs().max()))
        unit = say.unit(unit)
        order = kept.assign(move=moves[kept.index]).sort_values("move", ascending=False, kind="stable").head(BARS)
        swings = [
            Swing(names[row["place"]], row["low"] / divisor, row["high"] / divisor) for row in order.to_dict("records")
        ]
        base = float(first["base"]) / divisor
        says = say("says", base=with_unit(base, unit))
        charts.append(tornado_chart(title, says, unit, base, swings, legend))
    words = note(say("still", results=", ".join(still))) if still else Markup("")
    return [Section("swings", say("swings"), say("swings lead"), joined([*charts, words]))]


def _result(say: Words, result: str) -> str:
    """What a result that was watched is called."""
    if result == OBJECTIVE:
        return say("objective")
    if result.startswith(GAIN_OF):
        return say("gain of", party=say.title("parties", result.removeprefix(GAIN_OF)))
    return say.title("indicators", result)


def _moves(rows: pd.DataFrame) -> pd.Series:
    """The larger of both moves of each row; endless where there is no plan at one end."""
    ends = (rows[["low", "high"]].sub(rows["base"], axis=0)).abs()
    return ends.max(axis=1).where(ends.notna().all(axis=1), np.inf)


def _divided(unit: str, money: str, size: float) -> tuple[float, str]:
    """Divisor and unit in which a result has few figures."""
    return (1e6, f"million {money}") if unit == money and size >= 1e6 else readable_unit(unit, size)
