"""`aryk trade`: trade, trucks and waits in agreement, and paths to a target."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching
from aryk.commands.records import records

if TYPE_CHECKING:
    from aryk.borders.paths import Path as Way
    from aryk.borders.trade import Agreement

REPLICATIONS = 4


def trade_command(
    case: str,
    *,
    statistics: str,
    target: str | None,
    scenario: str,
    measures: list[str],
    limit: float,
    replications: int | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Bring trade and waits to agreement, or tell the path to a target.

    Raises
    ------
    CaseError, BorderError, RunFolderError
        See `aryk.borders.trade.agree`, `aryk.borders.paths.path_to` and `aryk.runs.folder.written_aside`.
    """
    from aryk.borders.paths import path_to
    from aryk.borders.trade import agree
    from aryk.case.read import read_case
    from aryk.measures.apply import with_measures, with_scenario
    from aryk.runs.folder import refuse_existing

    if out is not None:
        refuse_existing(out)
    given = with_scenario(read_case(case), scenario)
    under = with_measures(given, measures)
    count = replications or REPLICATIONS
    money = str(given.settings["money"])
    with watching(quiet=as_json) as progress:
        if target is None:
            found = agree(under, statistics, base=given, replications=count, progress=progress)
            tables = {"groups": found.groups, "passages": found.passages, "steps": found.steps}
            lines = _agreement_lines(found, money)
        else:
            value, year = target_of(given, target)
            way = path_to(
                under, statistics, value, year, base=given, limit=limit, replications=count, progress=progress
            )
            tables = {"years": way.years, "groups": way.groups, "steps": way.steps}
            lines = _path_lines(way, money, limit)
    if out is not None:
        from aryk.report.trade import write_trade

        write_trade(given, statistics, tables, out)
    if as_json:
        record = {
            "ok": True,
            "statistics": statistics,
            **{name: records(each.reset_index()) for name, each in tables.items()},
        }
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return FINE
    print("\n".join(lines))
    if out is not None:
        print(f"\nreport: {out / 'report.html'}")
    return FINE


def target_of(case: Any, words: str) -> tuple[float, int]:
    """Million money and year of a target of the case, or of one that is written as `3000:2030`.

    Raises
    ------
    BorderError
        If it is neither.
    """
    from aryk.borders.model import BorderError

    targets = case.table("trade_targets")
    if words in targets.index:
        return float(targets.at[words, "value"]), int(targets.at[words, "year"])
    value, _, year = words.partition(":")
    try:
        return float(value), int(year)
    except ValueError:
        known = ", ".join(str(each) for each in targets.index) or "none"
        what = f"--target {words}: no target of the case (there are: {known}) and none like 3000:2030"
        raise BorderError(f"{what}; name one of them, or write million money, a colon and the year") from None


def _agreement_lines(found: Agreement, money: str) -> list[str]:
    lines = [
        "steps to agreement",
        f"{'step':>4}{f'trade, million {money}':>22}{'trucks/day':>12}{'wait h':>9}{'change':>9}",
    ]
    for step, row in found.steps.iterrows():
        numbers = f"{row['trade']:>22.1f}{row['trucks a day']:>12.0f}{row['wait']:>9.2f}{row['change']:>9.4f}"
        lines.append(f"{step!s:>4}{numbers}")
    lines.append("agreed" if found.converged else "NOT agreed: the last change is above the tolerance")
    lines += ["", f"{'group':<34}{'wished':>9}{'traded':>9}{'time':>8}{'money':>8}{'come':>8}{'trucks/day':>12}"]
    for name, row in found.groups.iterrows():
        factors = "".join(f"{row[each]:>8.4f}" for each in ("time", "money", "carried"))
        lines.append(f"{name!s:<34}{row['wished']:>9.1f}{row['traded']:>9.1f}{factors}{row['trucks a day']:>12.1f}")
    own = found.groups[~found.groups["transit"]]
    lines.append(f"{'trade without transit':<34}{own['wished'].sum():>9.1f}{own['traded'].sum():>9.1f}")
    return lines


def _path_lines(way: Way, money: str, limit: float) -> list[str]:
    target, year = way.target
    reached = "no growth reaches it" if math.isnan(way.growth) else f"{100 * way.growth:.1f} % a year"
    lines = [
        f"{target:g} million {money} in {year}: {100 * way.growth_without:.1f} % a year if trucks waited as now; "
        f"{reached} with the waits that it brings",
        "",
        f"{'year':>4}{'wished':>9}{'traded':>9}{'lost':>8}{'trucks/day':>12}{'wait h':>9}{'steps':>7}  binds",
    ]
    for each, row in way.years.iterrows():
        numbers = f"{row['wished']:>9.0f}{row['traded']:>9.0f}{row['lost']:>8.1f}{row['trucks a day']:>12.0f}"
        lines.append(f"{each!s:>4}{numbers}{row['wait']:>9.2f}{row['steps']:>7.0f}  {row['binds']}".rstrip())
    first = way.first_to_bind
    words = f"binds first: {first[1]} in {first[0]}" if first else "no passage binds"
    lines += ["", f"{words} (95 % of its trucks wait up to more than {limit:g} h)", ""]
    lines.append(f"{'group':<34}{'now':>8}{'then':>9}{'growth %':>10}{'trucks/day now':>16}{'then':>8}")
    for name, row in way.groups.iterrows():
        numbers = f"{row['value']:>8.1f}{row['traded']:>9.1f}{100 * row['growth wished']:>10.1f}"
        lines.append(f"{name!s:<34}{numbers}{row['trucks a day']:>16.1f}{row['trucks a day then']:>8.1f}")
    return lines
