"""The page on trade: how trade, trucks and waits come to agree, and the path to a target."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from aryk.case.calendar import Floats
from aryk.report.charts.axis import Across
from aryk.report.charts.line import Line, line_chart
from aryk.report.markup import joined
from aryk.report.page import Section, page
from aryk.report.palette import BLUE, VERMILION
from aryk.report.tables import figures, note, table, text

if TYPE_CHECKING:
    from aryk.case.case import Case

FOOT = "Made by Aryk. This file needs no network."


def write_trade(case: Case, statistics: str, tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write tables and report of an agreement of trade and waits, or of a path, into a new folder.

    Raises
    ------
    RunFolderError
        If the folder is there already.
    """
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        for name, frame in tables.items():
            frame.to_csv(aside / f"{name}.csv")
        (aside / "report.html").write_text(trade_page(case, statistics, tables), encoding="utf-8")


def trade_page(case: Case, statistics: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """The page as one HTML text: of a path where `tables` has years, of one year where not."""
    money = str(case.settings["money"])
    path = "years" in tables
    sections = [_years(tables["years"], money)] if path else [_steps(tables["steps"], money)]
    sections.append(_path_groups(tables["groups"], money) if path else _groups(tables["groups"], money))
    title = str(case.settings["title"] or case.name)
    return page(f"Trade and waits: {title}", f"values as {statistics} data have them", sections, FOOT)


def _counted(index: pd.Index, title: str) -> Across:
    places = np.asarray(index, dtype=float)
    edges = np.array([places[0] - 0.5, *(places + 0.5)])
    labels = tuple(f"{each:g}" for each in places)
    return Across(edges, labels, tuple(zip((float(each) for each in places), labels, strict=True)), title, True)


def _steps(steps: pd.DataFrame, money: str) -> Section:
    across = _counted(steps.index, "step")
    unit = f"million {money}"
    chart = joined(
        [
            line_chart("Trade", "By step.", unit, across, [Line("trade", _of(steps, "trade"), BLUE)], from_zero=False),
            line_chart("Mean wait", "By step.", "h", across, [Line("wait", _of(steps, "wait"), VERMILION)]),
        ]
    )
    heads = [
        figures("Step"),
        figures("Trade", unit),
        figures("Trucks", "a day"),
        figures("Mean wait", "h"),
        figures("Largest change", "share"),
    ]
    rows: list[Any] = [
        [float(str(step)), *(float(row[each]) for each in ("trade", "trucks a day", "wait", "change"))]
        for step, row in steps.iterrows()
    ]
    lead = "Waits are simulated with the trucks of the trade, trade answers to the waits, until both agree."
    return Section("steps", "Steps to agreement", lead, joined([chart, table("Steps", heads, rows)]))


def _of(frame: pd.DataFrame, column: str) -> Floats:
    return np.asarray(frame[column], dtype=np.float64)


def _years(years: pd.DataFrame, money: str) -> Section:
    across, unit = _counted(years.index, "year"), f"million {money}"
    chart = joined(
        [
            line_chart(
                "Trade to the target",
                "Wished: what would be traded if trucks waited as in the base.",
                unit,
                across,
                [Line("wished", _of(years, "wished"), BLUE, dash=True), Line("traded", _of(years, "traded"), BLUE)],
            ),
            line_chart("Mean wait", "Over all passages.", "h", across, [Line("wait", _of(years, "wait"), VERMILION)]),
        ]
    )
    heads = [
        text("Year"),
        figures("Wished", unit),
        figures("Traded", unit),
        figures("Lost", unit),
        figures("Trucks", "a day"),
        figures("Mean wait", "h"),
        figures("Steps to agree"),
        text("Binds"),
    ]
    rows: list[Any] = [
        [
            str(year),
            *(float(row[each]) for each in ("wished", "traded", "lost", "trucks a day", "wait", "steps")),
            str(row["binds"] or "-"),
        ]
        for year, row in years.iterrows()
    ]
    return Section("years", "The path", "", joined([chart, table("Year by year", heads, rows)]))


def _groups(groups: pd.DataFrame, money: str) -> Section:
    heads = [
        text("Group"),
        figures("Wished", f"million {money}"),
        figures("Traded", f"million {money}"),
        figures("Factor of time"),
        figures("Factor of money"),
        figures("Share that comes"),
        figures("Trucks", "a day"),
    ]
    names = ("wished", "traded", "time", "money", "carried", "trucks a day")
    rows: list[Any] = [
        [str(row["title"] or name), *(float(row[each]) for each in names)] for name, row in groups.iterrows()
    ]
    return Section("groups", "Groups of goods", "", joined([_words(), table("Groups of goods", heads, rows)]))


def _words() -> Markup:
    return note(
        "Factors are against the border with which the trade was seen. Trucks are those of the values over tonnes and "
        "loads; the border counts more, since many are lighter."
    )


def _path_groups(groups: pd.DataFrame, money: str) -> Section:
    heads = [
        text("Group"),
        figures("Now", f"million {money}"),
        figures("Then", f"million {money}"),
        figures("Growth wished", "% a year"),
        figures("Growth traded", "% a year"),
        figures("Trucks now", "a day"),
        figures("Trucks then", "a day"),
    ]
    rows: list[Any] = [
        [
            str(row["title"]),
            float(row["value"]),
            float(row["traded"]),
            100 * float(row["growth wished"]),
            100 * float(row["growth traded"]),
            float(row["trucks a day"]),
            float(row["trucks a day then"]),
        ]
        for _, row in groups.iterrows()
    ]
    return Section("groups", "Growth by group of goods", "", table("Growth by group of goods", heads, rows))
