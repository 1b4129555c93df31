"""`aryk choose`: what to build together under budgets, and how sure that is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.progress import watching
from aryk.commands.records import records
from aryk.commands.summary import number

if TYPE_CHECKING:
    from aryk.portfolio.choose import Portfolio

MILLION = 1e6
WHOLE_YEAR = 358
"""Days from which a horizon counts as a year."""


def choose_command(
    case: str,
    *,
    budgets: Sequence[str],
    measures: Sequence[str],
    against: Sequence[str],
    others: int,
    slack: float,
    gap: float,
    plans: int,
    asked: dict[str, Any],
    language: str,
    out: Path | None,
    as_json: bool,
) -> int:
    """Choose a portfolio, print it, and write its tables and report.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, ChoiceError, RunFolderError
        See `aryk.portfolio.choose.choose` and `aryk.runs.folder.written_aside`.
    """
    from aryk.case.read import read_case
    from aryk.case.schema.desk import LANGUAGES
    from aryk.portfolio.budgets import asked_budgets
    from aryk.portfolio.choose import choose
    from aryk.runs.folder import refuse_existing
    from aryk.runs.run import asked_case

    wrong = [
        f"{name} is not a share: {value:g}\nremedy: write it as 0.03 for 3 %"
        for name, value in (("--slack", slack), ("--gap", gap))
        if not 0 <= value < 1
    ]
    if language not in LANGUAGES:
        wrong.append(f"there is no report in {language}\nallowed: {', '.join(LANGUAGES)}\nremedy: choose one of these")
    if wrong:
        return told(INVALID_INPUT, "command", "\n".join(wrong), as_json=as_json)
    if out is not None:
        refuse_existing(out)
    under = asked_case(read_case(case), asked)
    held = asked_budgets(under, budgets)
    with watching(quiet=as_json) as progress:
        made = choose(
            under,
            held,
            measures=measures,
            against=against,
            others=others,
            slack=slack,
            gap=gap,
            most=plans,
            progress=progress,
        )
    if out is not None:
        _write(made, out, str(asked["scenario"]), language)
    if as_json:
        print(json.dumps(_record(made, out), ensure_ascii=False, allow_nan=False))
        return FINE
    print("\n".join(_lines(made, str(asked["scenario"]))))
    if out is not None:
        print(f"\nreport: {out / 'report.html'}")
    return FINE


def _lines(made: Portfolio, scenario: str) -> list[str]:
    money, days = str(made.case.settings["money"]), _days(made)
    lines = [
        str(made.case.tables["case"]["title"].iloc[0]),
        f"scenario {scenario}, {days[0]} to {days[1]}; million {money}",
        "",
        *_verdict(made, money),
        "",
        *_budget_lines(made),
        "",
        *_measure_lines(made),
        "",
        *_party_lines(made),
    ]
    for part in (_alternative_lines(made), _frontier_lines(made)):
        lines += ["", *part] if part else []
    if made.choice.left_out:
        lines += ["", f"not chosen from: {len(made.choice.left_out)} measures (with --out: left-out.csv says why)"]
    return lines


def _days(made: Portfolio) -> tuple[str, str, int]:
    from aryk.case.timeline import timeline

    days = timeline(made.case).calendar.days
    return str(days[0].date()), str(days[-1].date()), len(days)


def _verdict(made: Portfolio, money: str) -> list[str]:
    proved = f"no other portfolio gains more than {_million(made.most)}" if made.found.gap > 0 else "proved to be best"
    words = [
        f"{len(made.chosen)} of {len(made.choice.candidates)} measures, capital {_million(made.capital)}: "
        f"gain {_million(made.gain)} a year after all they cost",
        f"{proved}; {made.plans} programmes solved",
    ]
    length = _days(made)[2]
    if length < WHOLE_YEAR:
        words.append(f"note: days in the horizon: {length}; what they save is taken for the saving of a whole year")
    if not made.chosen:
        words[0] = "no measure is worth what it costs within the budgets"
    return words


def _budget_lines(made: Portfolio) -> list[str]:
    from aryk.portfolio.tables import budgets_table

    lines = [f"{'budget':<34}{'amount':>12}{'spent':>12}"]
    for each, row in zip(made.budgets, budgets_table(made).to_dict("records"), strict=True):
        lines.append(f"  {each.words:<32}{_million(row['amount']):>12}{_million(row['spent']):>12}")
    return lines


def _measure_lines(made: Portfolio) -> list[str]:
    years = bool(made.waiting and made.waiting[0].begin is not None)
    end = f"{'works':>12}{'in use':>8}" if years else ""
    lines = [
        f"{'to build, in this order':<48}{'capital':>10}{'a year':>10}{'lost if a year late':>21}{'also in':>9}{end}"
    ]
    by_name = {each.name: each for each in made.chosen}
    for each in made.waiting:
        own = by_name[each.measure]
        often = sum(each.measure in other.chosen for other in made.alternatives)
        times = f"{each.begin}-{each.use - 1:<4}"[-9:] if years and each.use else ""
        lines.append(
            f"  {own.title[:45]:<46}{_million(own.capital):>10}{_million(own.yearly):>10}"
            f"{_million(each.lost) if math.isfinite(each.lost) else 'no plan':>21}"
            f"{f'{often}/{len(made.alternatives)}':>9}" + (f"{times:>12}{each.use:>8}" if years else "")
        )
    return lines


def _party_lines(made: Portfolio) -> list[str]:
    heads = ("capital", "yearly cost", "saved a year", "gain a year")
    lines = [f"{'party':<24}" + "".join(f"{each:>15}" for each in heads)]
    for party, row in made.parties.iterrows():
        if row.abs().max() >= 1.0:
            lines.append(f"  {party:<22}" + "".join(f"{_million(float(row[each])):>15}" for each in heads))
    return lines


def _alternative_lines(made: Portfolio) -> list[str]:
    from aryk.portfolio.tables import alternatives_table

    if not made.alternatives:
        return []
    lines = [f"{'nearly as good':<24}{'gain a year':>14}{'capital':>12}{'spent otherwise':>18}"]
    for row in alternatives_table(made).to_dict("records")[1:]:
        name = f"portfolio {row['portfolio']}"
        cells = (row["gain_a_year"], row["capital"], row["spent_otherwise"])
        lines.append(f"  {name:<22}" + "".join(f"{_million(c):>{w}}" for c, w in zip(cells, (14, 12, 18), strict=True)))
        for word in ("with", "without"):
            if row[word]:
                lines.append(f"    {word:<8}{', '.join(row[word].split())}")
    return lines


def _frontier_lines(made: Portfolio) -> list[str]:
    if not made.points:
        return []
    lines = [f"{'less of it costs':<44}{'at most':>14}{'gain a year':>14}{'one less costs':>18}{'capital':>12}"]
    for criterion in made.criteria:
        lines.append(
            f"  {criterion.title}, {criterion.unit}; without measures {number(made.watched_without[criterion.name])}"
        )
        for each in made.points:
            if each.criterion not in ("", criterion.name):
                continue
            capital = _million(sum(one.capital for one in made.choice.candidates if one.name in each.chosen))
            gain = _million((made.cost_without - each.net) / made.years)
            name = "the best portfolio" if not each.criterion else f"held to {number(each.cap)}"
            lines.append(
                f"    {name:<40}{number(each.watched[criterion.name]):>14}"
                f"{gain:>14}{number(each.price):>18}{capital:>12}"
            )
    return lines


def _million(value: float) -> str:
    return number(value / MILLION)


def _record(made: Portfolio, out: Path | None) -> dict[str, Any]:
    from aryk.portfolio import tables

    record: dict[str, Any] = {
        "ok": True,
        "money": str(made.case.settings["money"]),
        "gain_a_year": made.gain,
        "gain_at_most": made.most,
        "capital": made.capital,
        "programmes": made.plans,
        "measures": records(tables.measures_table(made)),
        "left_out": records(tables.left_out_table(made)),
        "budgets": records(tables.budgets_table(made)),
        "parties": records(made.parties.reset_index(names="party")),
        "alternatives": records(tables.alternatives_table(made)),
        "frontier": records(tables.frontier_table(made)),
    }
    if out is not None:
        record["folder"] = str(out)
    return record


def _write(made: Portfolio, folder: Path, scenario: str, language: str) -> None:
    from aryk.portfolio import tables
    from aryk.report.portfolio import portfolio_page
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        for name, frame in (
            ("measures", tables.measures_table(made)),
            ("left-out", tables.left_out_table(made)),
            ("budgets", tables.budgets_table(made)),
            ("parties", made.parties.reset_index(names="party")),
            ("alternatives", tables.alternatives_table(made)),
            ("frontier", tables.frontier_table(made)),
        ):
            if len(frame.columns):
                frame.to_csv(aside / f"{name}.csv", index=False)
        (aside / "report.html").write_text(portfolio_page(made, scenario, language), encoding="utf-8")
