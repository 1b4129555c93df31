"""`aryk worth`: what measures cost and bring to each party, over their years."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.progress import watching
from aryk.commands.summary import number

if TYPE_CHECKING:
    from aryk.measures.finance import Cash

WHOLE_YEAR = 358
"""Days from which a horizon counts as a year."""
DUST = 1.0
"""Money a year that is nothing beside a measure."""
HEADS = (
    "capital",
    "gain a year",
    "present value",
    "after tax",
    "internal rate",
    "before loans",
    "payback",
    "discounted",
)


def worth_command(
    case: str,
    *,
    measures: Sequence[str],
    scenario: str,
    start: str | None,
    end: str | None,
    settings: Sequence[str],
    rate: float | None,
    years: bool,
    languages: Sequence[str],
    out: Path | None,
    as_json: bool,
) -> int:
    """Plan with each measure and without, and tell present value, internal rate and payback by party.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, FinanceError
        See `aryk.measures.worth.worth_of_measures`.
    RunFolderError
        If the folder is there already.
    """
    from aryk.case.read import read_case
    from aryk.commands.languages import unknown_language
    from aryk.measures.together import asked_measures, title_of
    from aryk.measures.worth import worth_of_measures
    from aryk.report.languages import page_name
    from aryk.runs.folder import refuse_existing
    from aryk.runs.run import asked_case

    if not measures or (rate is not None and not 0 <= rate < 1):
        words = "no measure is named" if not measures else f"not a yearly rate: {rate:g}"
        remedy = "--measures with names of measures.csv, or --measures all; --rate from 0 to below 1, such as 0.08"
        return told(INVALID_INPUT, "command", f"{words}\nremedy: {remedy}", as_json=as_json)
    wrong = unknown_language(languages)
    if wrong:
        return told(INVALID_INPUT, "command", wrong, as_json=as_json)
    under = asked_case(read_case(case), {"scenario": scenario, "start": start, "end": end, "set": list(settings)})
    if out is not None:
        refuse_existing(out)
    with watching(quiet=as_json) as progress:
        meant = asked_measures(under, measures)
        found = list(worth_of_measures(under, meant, rate=rate, progress=progress))
    if out is not None:
        from aryk.report.worth import write_worth

        write_worth(under, found, out, languages)
    if as_json:
        print(json.dumps({"ok": True, "measures": [_record(each) for each in found]}, allow_nan=False))
        return FINE
    from aryk.case.timeline import timeline

    days = len(timeline(under).calendar.days)
    money = str(under.settings["money"])
    found.sort(key=lambda each: -float(each.worth().loc["all", "present value"]))
    print(f"million {money}, at {100 * found[0].rate:g} % a year; gains of the horizon in every year of use\n")
    if days < WHOLE_YEAR:
        print(f"note: days in the horizon: {days}; what they gain is taken for the gain of a whole year\n")
    print(f"{'':<24}" + "".join(f"{each:>15}" for each in HEADS))
    for each in found:
        print("\n".join([title_of(under, each.measure), *_lines(each), *(_yearly(each) if years else [])]))
    if out is not None:
        print(f"\n{out / page_name(languages[0], languages)}: the same as a page; worth.csv and cash.csv beside it")
    return FINE


def _lines(cash: Cash) -> list[str]:
    lines = []
    for party, row in cash.worth().iterrows():
        own = cash.table if party == "all" else cash.table.xs(party, level="party", drop_level=False)
        gain = own["gain"].groupby(level="year").sum()
        if party != "all" and own.abs().to_numpy().max() < DUST:
            continue
        cells = [
            number(-float(own["capital"].sum()) / 1e6),
            number(float(gain[gain.abs().idxmax()]) / 1e6),
            number(float(row["present value"]) / 1e6),
            number(float(row["after tax"]) / 1e6),
            _rate(float(row["internal rate"])),
            _rate(float(row["before loans"])),
            _years(float(row["payback"])),
            _years(float(row["discounted payback"])),
        ]
        lines.append(f"  {party:<22}" + "".join(f"{each:>15}" for each in cells))
    return lines


def _rate(value: float) -> str:
    return "none" if math.isnan(value) else f"{100 * value:.1f} %"


def _years(value: float) -> str:
    return "never" if math.isinf(value) else f"{value:.1f} years"


def _yearly(cash: Cash) -> list[str]:
    """Cash of each year and party, years alike in a row told once."""
    lines = [f"    {'party':<8}{'years':>9}" + "".join(f"{each:>12}" for each in cash.table.columns)]
    for party in cash.table.index.unique("party"):
        own = cash.table.xs(party, level="party")
        group = (own.round(2) != own.round(2).shift()).any(axis=1).cumsum()
        for _, rows in own.groupby(group):
            span = f"{rows.index[0]}-{rows.index[-1]}" if len(rows) > 1 else str(rows.index[0])
            cells = "".join(f"{number(float(value) / 1e6):>12}" for value in rows.iloc[0])
            lines.append(f"    {party:<8}{span:>9}{cells}")
    return lines


def _record(cash: Cash) -> dict[str, Any]:
    def finite(value: float) -> float | None:
        return float(value) if math.isfinite(value) else None

    return {
        "measure": cash.measure,
        "rate": cash.rate,
        "worth": {
            str(party): {str(name): finite(value) for name, value in row.items()}
            for party, row in cash.worth().iterrows()
        },
        "cash": cash.table.reset_index().to_dict("records"),
    }
