"""`aryk uncertain`: which numbers behind a plan matter most."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.money import in_money
from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.progress import watching
from aryk.commands.records import records
from aryk.commands.summary import number

if TYPE_CHECKING:
    import pandas as pd

    from aryk.runs.uncertain import Uncertain

BASES = ("reported", "computed", "assumed")
MOVERS = 10
"""Numbers that are told of each result, those that move it most by slope."""


def uncertain_command(
    case: str,
    *,
    scenario: str,
    measures: list[str],
    top: int,
    each: int,
    basis: str,
    languages: Sequence[str],
    out: Path | None,
    as_json: bool,
) -> int:
    """Rank the numbers of a case by how far they move its plan.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, RunFolderError
        See `aryk.runs.uncertain.uncertain` and `aryk.runs.folder.written_aside`.
    """
    from aryk.commands.languages import unknown_language
    from aryk.report.languages import page_name
    from aryk.runs.folder import refuse_existing
    from aryk.runs.uncertain import uncertain

    wrong = unknown_language(languages)
    if wrong:
        return told(INVALID_INPUT, "command", wrong, as_json=as_json)
    if basis not in ("", *BASES):
        words = (
            f"no number has the basis {basis}\nallowed: {', '.join(BASES)}\nremedy: leave --basis out for all numbers"
        )
        return told(INVALID_INPUT, "command", words, as_json=as_json)
    if out is not None:
        refuse_existing(out)
    with watching(quiet=as_json) as progress:
        found = uncertain(
            case, scenario=scenario, measures=measures, top=top, each=each, basis=basis, progress=progress
        )
    if out is not None:
        _write(found, out, scenario, languages)
    if as_json:
        record: dict[str, Any] = {
            "ok": True,
            "money": str(found.plan.case.settings["money"]),
            "numbers": records(found.numbers),
            "moves": records(_moves(found)),
            "swings": records(found.swings),
        }
        if out is not None:
            record["folder"] = str(out)
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return FINE
    print("\n".join(_lines(found, top)))
    if out is not None:
        print(f"\nreport: {out / page_name(languages[0], languages)}")
    return FINE


def _lines(found: Uncertain, top: int) -> list[str]:
    from aryk.runs.uncertain import name_of

    money, unit = _money(found)
    lines = [
        f"cost less gain of all: {number(found.plan.objective / unit)} {money}; {len(found.numbers):,} numbers",
        "",
        f"{'number':<46}{'value':>10} {'':<12}{'basis':<10}{'off by':>7}{'moves the cost by, ' + money:>32}",
    ]
    for row in found.numbers.head(max(top, 10)).to_dict("records"):
        value = f"{number(row['value']):>10} {row['unit'][:11]:<12}{row['basis'] or '-':<10}"
        share = f"{100 * row['share']:.0f} %"
        lines.append(f"{name_of(row)[:45]:<46}{value}{share:>7}{number(row['effect'] / unit):>32}")
    if found.swings.empty:
        return lines
    names = [name_of(row) for row in found.numbers.to_dict("records")]
    cost = found.swings[(found.swings["result"] == "objective") & (found.swings["place"] < found.top)]
    lines += [
        "",
        f"planned again, {money} dearer (+) or cheaper (-):",
        f"{'with the number at its':<46}{'lower end':>20}{'upper end':>20}",
    ]
    for row in cost.to_dict("records"):
        ends = "".join(f"{_dearer(row[end] - row['base'], unit):>20}" for end in ("low", "high"))
        lines.append(f"{names[row['place']][:45]:<46}{ends}")
    return [*lines, "", *_furthest(found, names)]


def _money(found: Uncertain) -> tuple[str, float]:
    return in_money(found.plan.objective, str(found.plan.case.settings["money"]))


def _dearer(more: float, unit: float) -> str:
    if math.isnan(more):
        return "no plan"
    return f"{'+' if more > 0 else ''}{number(more / unit)}"


def _furthest(found: Uncertain, names: list[str]) -> list[str]:
    """For each other result the number that moves it furthest."""
    money, unit = _money(found)
    lines = [f"{'result':<46}{'as planned':>14}  moved furthest by"]
    for result, rows in found.swings.groupby("result", sort=False):
        if result == "objective":
            continue
        moves = rows[["low", "high"]].sub(rows["base"], axis=0).abs().max(axis=1)
        if not moves.notna().any() or moves.max() <= 1e-6 * max(1e-9, abs(rows["base"].iloc[0])):
            continue
        row = rows.loc[moves.idxmax()]
        in_money = row["unit"] == found.plan.case.settings["money"]
        base, low, high = (number(row[name] / (unit if in_money else 1.0)) for name in ("base", "low", "high"))
        told_in = money if in_money else row["unit"]
        lines.append(f"{row['title'][:45]:<46}{base:>14}  {names[int(row['place'])]}: {low} to {high} {told_in}")
    return lines if len(lines) > 1 else []


def _moves(found: Uncertain) -> pd.DataFrame:
    """The numbers that move each result most by slope: result, number, and by how much at its upper end."""
    import pandas as pd

    from aryk.runs.uncertain import name_of

    names = [name_of(row) for row in found.numbers.to_dict("records")]
    rows = [
        (result, row["title"], row["unit"], row["value"], names[place], found.moves[result].iloc[place])
        for result, row in found.results.iterrows()
        for place in found.movers(str(result), MOVERS)
    ]
    return pd.DataFrame(rows, columns=["result", "title", "unit", "value", "number", "moves"])


def _write(found: Uncertain, folder: Path, scenario: str, languages: Sequence[str]) -> None:
    from aryk.report.languages import write_pages
    from aryk.report.uncertain import uncertain_page
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        found.numbers.to_csv(aside / "numbers.csv", index=False)
        _moves(found).to_csv(aside / "moves.csv", index=False)
        found.swings.to_csv(aside / "swings.csv", index=False)
        write_pages(aside, languages, lambda language: uncertain_page(found, scenario, language))
