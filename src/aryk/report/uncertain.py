"""The page on numbers that matter: what to measure next, and how far each result moves with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from aryk.report.charts.tornado import Swing, tornado_chart
from aryk.report.markup import joined, tag
from aryk.report.numbers import readable_unit
from aryk.report.page import Section, page
from aryk.report.tables import Cell, figures, note, shares, table, text
from aryk.runs.uncertain import Uncertain, name_of, title_of

FOOT = "Made by Aryk. This file needs no network."
LISTED = 100
"""Numbers in the table, those of largest effect."""
STILL = 1e-6
"""Share of a result below which it counts as not moved."""


def uncertain_page(found: Uncertain, scenario: str) -> str:
    """The report of `aryk.uncertain` as one HTML text."""
    case, days = found.plan.case, found.plan.calendar.days
    title = str(case.settings["title"] or case.name)
    subtitle = f"scenario {scenario}, {days[0].date()} to {days[-1].date()}"
    return page(f"What to measure next: {title}", subtitle, [_ranking(found), *_tornadoes(found)], FOOT)


def _ranking(found: Uncertain) -> Section:
    case, million = found.plan.case, 1e6
    rows: list[list[Cell]] = []
    for row in found.numbers.head(LISTED).to_dict("records"):
        rows.append(
            [
                tag("code", name_of(row)),
                title_of(case, row),
                float(row["value"]),
                row["unit"],
                row["basis"],
                float(row["share"]),
                float(row["effect"]) / million,
            ]
        )
    heads = [
        text("Number"),
        text("Of"),
        figures("Value"),
        text("Unit"),
        text("Basis"),
        shares("May be off by"),
        figures("Moves the cost by", f"million {case.settings['money']}"),
    ]
    rest = len(found.numbers) - len(rows)
    unknown = int(found.numbers["effect"].isna().sum())
    words = [f"{rest:,} more numbers move less." if rest else "", f"{unknown} have no slope." if unknown else ""]
    lead = (
        "Each number moves the cost of all sides together by its slope, from the duals of the plan, times the share by "
        "which it may be off. The first ones are what to measure next."
    )
    body = [table("Numbers by their effect", heads, rows), note(" ".join(each for each in words if each))]
    return Section("ranking", "Numbers that matter most", lead, joined(body))


def _tornadoes(found: Uncertain) -> list[Section]:
    if found.swings.empty:
        return []
    names = [name_of(row) for row in found.numbers.to_dict("records")]
    charts, still = [], []
    for _, rows in found.swings.groupby("result", sort=False):
        first = rows.iloc[0]
        moves = _moves(rows)
        kept = rows[(moves > STILL * max(1e-9, abs(float(first["base"])))).to_numpy()]
        if kept.empty:
            still.append(str(first["title"]))
            continue
        divisor, unit = _divided(first["unit"], str(found.plan.case.settings["money"]), float(kept["base"].abs().max()))
        order = kept.assign(move=moves[kept.index]).sort_values("move", ascending=False, kind="stable")
        swings = [
            Swing(names[row["place"]], row["low"] / divisor, row["high"] / divisor) for row in order.to_dict("records")
        ]
        base = float(first["base"]) / divisor
        says = f"As planned: {base:,.6g} {unit}. Each bar: one number off, all others as written."
        charts.append(tornado_chart(str(first["title"]), says, unit, base, swings))
    words = note(f"Moved by none of these numbers: {', '.join(still)}.") if still else Markup("")
    lead = "Planned again with each of the first numbers at its lower and at its upper end."
    return [Section("swings", "How far results move", lead, joined([*charts, words]))]


def _moves(rows: pd.DataFrame) -> pd.Series:
    """The larger of both moves of each row; endless where there is no plan at one end."""
    ends = (rows[["low", "high"]].sub(rows["base"], axis=0)).abs()
    return ends.max(axis=1).where(ends.notna().all(axis=1), np.inf)


def _divided(unit: str, money: str, size: float) -> tuple[float, str]:
    """Divisor and unit in which a result has few figures."""
    return (1e6, f"million {money}") if unit == money and size >= 1e6 else readable_unit(unit, size)
