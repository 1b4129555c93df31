"""`aryk desk`: the ten-day table of releases, canal limits and accounts."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.records import records

if TYPE_CHECKING:
    from aryk.desk.desk import Sitting


def desk_command(case: str, *, desk: Path | None, asked: dict[str, Any], languages: list[str], as_json: bool) -> int:
    """Plan a dekad and tell what it brings; `asked` are the fields of `aryk.desk.asked.Asked` but the languages.

    Raises
    ------
    CaseError, RunFolderError, NoAllocationError
        See `aryk.desk.desk.sit`.
    """
    from aryk.case.read import read_case
    from aryk.case.schema.desk import LANGUAGES
    from aryk.desk.asked import Asked
    from aryk.desk.desk import sit

    if not languages or set(languages) - set(LANGUAGES):
        words = f"{','.join(languages)} names a language that is not there. Allowed: {', '.join(LANGUAGES)}"
        return told(INVALID_INPUT, "option", words, as_json=as_json)
    given = read_case(case)
    place = desk if desk is not None else Path("desks") / given.name
    made = sit(given, place, Asked(**asked, languages=tuple(languages)))
    if as_json:
        print(json.dumps(_record(made), ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(_lines(made)))
    return FINE


def _record(made: Sitting) -> dict[str, Any]:
    table = made.table
    return {
        "ok": True,
        "day": table.day,
        "until": table.until,
        "scenario": made.scenario,
        "outlook": table.outlook.source.words,
        "seen": len(made.entries),
        "forced": table.forced,
        "flows": records(table.flows),
        "accounts": records(table.accounts),
        "balances": records(table.balances),
        "chances": records(table.chances),
        "folder": str(made.folder),
    }


def _lines(made: Sitting) -> list[str]:
    table = made.table
    titles = {line.name: line.title for line in table.lines}
    seen = f"{len(made.entries)} numbers entered" if made.entries else "nothing entered: storages and flows by the run"
    lines = [
        f"{table.day} to {table.until}, scenario {made.scenario}",
        f"inflow: {table.outlook.source.words}",
        f"state: {seen}",
    ]
    if table.forced:
        lines.append("in some dekads no allocation keeps all bounds")
    lines += ["", f"{'dekad of ' + table.day:<52}{'m3/s':>9}{'hm3':>10}{'8 of 10 years':>20}"]
    first = table.flows[(table.flows["dekad"] == table.day) & table.flows["part"].isin(("storage", "release", "canal"))]
    for part, rows in first.groupby("part", sort=False):
        lines.append(str(part))
        for row in rows.to_dict("records"):
            rate = "" if math.isnan(row["rate"]) else f"{row['rate']:.1f}"
            span = "" if math.isnan(row["p10"]) else f"{row['p10']:.1f} - {row['p90']:.1f}"
            lines.append(f"  {titles[row['line']][:49]:<50}{rate:>9}{row['amount']:>10.1f}{span:>20}")
    if len(table.accounts):
        heads = ("entitled", "delivered", "carried over", "planned", "at end", "chance short")
        lines += ["", f"{'accounts, hm3':<44}" + "".join(f"{head:>13}" for head in heads)]
        for row in table.accounts.to_dict("records"):
            numbers = [row[name] for name in ("entitled before", "delivered before", "carried over")]
            numbers += [row["delivered now"], row["difference at end"]]
            chance = "" if math.isnan(row["chance"]) else f"{100 * row['chance']:.0f} %"
            lines.append(
                f"  {titles[row['line']][:41]:<42}" + "".join(f"{each:>13.1f}" for each in numbers) + f"{chance:>13}"
            )
    lines += _balances(table.balances)
    short = table.chances[table.chances["chance"] > 0].sort_values("chance", ascending=False)
    if len(short):
        lines += ["", f"{'shortage to ' + table.until + ', hm3':<44}{'wanted':>13}{'expected':>13}{'chance':>13}"]
        for row in short.to_dict("records"):
            chance = f"{100 * row['chance']:.0f} %"
            lines.append(f"  {titles[row['line']][:41]:<42}{row['wanted']:>13.1f}{row['expected']:>13.1f}{chance:>13}")
    return [*lines, "", f"table: {made.folder}"]


def _balances(balances: pd.DataFrame) -> list[str]:
    """What stands on the running accounts of the case."""
    if not len(balances):
        return []
    heads = ("balance", "entitled", "withheld", "planned", "at end", "chance debt")
    lines = ["", f"{'running accounts, hm3':<44}" + "".join(f"{head:>13}" for head in heads)]
    for row in balances.to_dict("records"):
        names = ("balance", "entitled now", "withheld now", "delivered now", "balance at end")
        chance = "" if math.isnan(row["chance of debt"]) else f"{100 * row['chance of debt']:.0f} %"
        numbers = "".join(f"{row[name]:>13.1f}" for name in names)
        lines.append(f"  {row['title'][:41]:<42}{numbers}{chance:>13}{'' if row['binding'] else ', binds nothing'}")
    return lines
