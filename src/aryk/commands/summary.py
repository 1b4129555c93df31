"""The summary of a run: one screen."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aryk.results.indicators import DUST
from aryk.runs.commitments import VERDICTS

if TYPE_CHECKING:
    from aryk.runs.run import Run

WIDTH = 100
MOST_HEADLINES = 21
MOST_BUILT = 8


def number(value: float) -> str:
    """A number for people: four figures, thousands apart.

    >>> number(12345.678), number(0.01234), number(float("nan"))
    ('12,346', '0.01234', '-')
    """
    if math.isnan(value):
        return "-"
    if abs(value) < DUST:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def summary_lines(done: Run, folder: Path) -> list[str]:
    """What happened, headline numbers, money, trust, and where the report is."""
    made, record = done.plan, done
    days = made.calendar.days
    seconds = made.solution.seconds
    lines = [
        f"{done.case.tables['case']['title'].iloc[0]}",
        f"scenario {record.asked['scenario']}, {days[0].date()} to {days[-1].date()}, "
        f"{made.size[1]:,} columns, solved in {seconds:.0f} s",
        "",
    ]
    lines += _headline(done.indicators, list(dict.fromkeys(made.case.table("carriers")["system"])))
    lines += [*_built(done), "", *_money(done), "", *_trust(done)]
    lines += [f"note: {each}" for each in done.notes]
    lines += ["", f"report: {folder / 'report.html'}"]
    return lines


def _headline(indicators: pd.DataFrame, systems: list[str]) -> list[str]:
    """The first few headline numbers of each system, in the order of the carriers, so that all fit one screen."""
    shown = indicators[indicators["headline"] & indicators["value"].notna()]
    order = shown["system"].map(lambda system: systems.index(system) if system in systems else len(systems))
    shown = shown.assign(order=order).sort_values("order", kind="stable")
    most = max(2, MOST_HEADLINES // max(1, shown["system"].nunique()))
    lines = []
    for system, rows in shown.groupby("system", sort=False):
        lines.append(f"{system}")
        for row in rows.head(most).to_dict("records"):
            title = row["title"] if len(row["title"]) <= WIDTH - 30 else row["title"][: WIDTH - 33] + "..."
            lines.append(f"  {title:<{WIDTH - 30}}{number(row['value']):>12} {row['unit']}")
    return lines


def _built(done: Run) -> list[str]:
    """What the plan would build, where it could choose."""
    from aryk.runs.built import built

    rows = built(done.plan.case, done.plan.results)
    if rows.empty:
        return []
    chosen = rows[rows["size"] > 0]
    lines = [f"built by choice: {len(chosen)} of {len(rows)}"]
    for row in chosen.sort_values("capital", ascending=False).head(MOST_BUILT).to_dict("records"):
        lines.append(f"  {row['title'][:44]:<46}{number(row['size']):>8}  {row['adds']}")
    return lines


def _money(done: Run) -> list[str]:
    accounts = done.plan.accounts
    scale, word = next(
        (each for each in ((1e6, "million "), (1e3, "thousand ")) if accounts.abs().max().max() >= 10 * each[0]),
        (1.0, ""),
    )
    money = word + str(done.plan.case.settings["money"])
    shown = accounts[accounts.index != ""] / scale
    cost = shown.drop(columns=["payments", "market gain", "activity gain", "shortage", "stored value"]).sum(axis=1)
    lines = [f"{money:<28}" + "".join(f"{party:>12}" for party in shown.index)]
    for title, values in (
        ("costs", cost),
        ("value of shortage", shown["shortage"]),
        ("gain of markets, activity", -shown["market gain"] - shown["activity gain"]),
        ("value left in stores", -shown["stored value"]),
        ("payments received", -shown["payments"]),
        ("net gain", -shown.sum(axis=1)),
    ):
        lines.append(
            f"  {title:<26}"
            + "".join(
                f"{value + 0.0:>12,.0f}".replace("-0", " 0") if abs(value) < 0.5 else f"{value:>12,.0f}"
                for value in values
            )
        )
    return lines


def _trust(done: Run) -> list[str]:
    worst = done.verification.largest
    seen = done.hindcast["verdict"].value_counts()
    held = done.commitments["verdict"].value_counts()
    values = done.values.loc["all"]
    share = 100 * values / max(1, values.sum())
    return [
        f"every balance closes: largest residual {worst.relative:.0e} of the flow scale ({worst.check})",
        f"hindcast: {seen.get('agrees', 0)} of {len(done.hindcast)} observations agree, {seen.get('off', 0)} are off, "
        f"{seen.get('not in this run', 0)} not in this run",
        "commitments: "
        + ", ".join(f"{held.get(each, 0)} {each}" for each in VERDICTS if each != "on course" or held.get(each, 0)),
        "values: "
        + ", ".join(f"{share[each]:.0f} % {each}" for each in ("reported", "computed", "assumed"))
        + f", {share['none']:.0f} % without a source",
    ]
