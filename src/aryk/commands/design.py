"""`aryk border --design` and `--staff`: what designs of a border are worth, and the least staff that keeps a target."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching
from aryk.commands.records import records

if TYPE_CHECKING:
    from aryk.borders.worth import Design
    from aryk.case.case import Case

EVERY = "all"
MILLION = 1e6
REPLICATIONS = 10
STAFF_REPLICATIONS = 3


def design_command(
    case: str,
    designs: list[str],
    *,
    scenario: str,
    measures: list[str],
    start: str | None,
    end: str | None,
    replications: int | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Tell what designs take off the cost of waiting, and what they cost.

    Raises
    ------
    CaseError, BorderError, RunFolderError
        See `aryk.borders.worth.worth` and `aryk.runs.folder.written_aside`.
    """
    from aryk.borders.worth import worth
    from aryk.case.read import read_case
    from aryk.measures.apply import with_measures, with_scenario
    from aryk.runs.folder import refuse_existing

    if out is not None:
        refuse_existing(out)
    given = with_scenario(read_case(case), scenario)
    under = with_measures(given, measures)
    chosen = designs_of(given, designs, measures)
    with watching(quiet=as_json) as progress:
        table = worth(under, chosen, start=start, end=end, replications=replications or REPLICATIONS, progress=progress)
    titles = {name: each.title for name, each in chosen.items()}
    table.insert(0, "title", [titles.get(str(name), "as it is") for name in table.index])
    _write(out, table, "designs")
    if as_json:
        print(json.dumps({"ok": True, "designs": records(table.reset_index())}, ensure_ascii=False, allow_nan=False))
        return FINE
    print("\n".join(_design_lines(table, str(given.settings["money"]))))
    return FINE


def designs_of(case: Case, names: list[str], others: list[str]) -> dict[str, Design]:
    """The designs that are named, each on top of other measures; `a+b` puts two measures in place together.

    Raises
    ------
    CaseError
        If a measure is not there, or the case with it makes no sense.
    """
    from aryk.borders.worth import Design
    from aryk.measures.apply import with_measures
    from aryk.measures.finance import yearly_cost

    rows = case.tables["measures"].set_index("measure", drop=False)
    found = {}
    for name in changing_borders(case) if names == [EVERY] else names:
        parts = name.split("+")
        changed = with_measures(case, [*others, *parts])
        listed = [rows.loc[part] for part in parts]
        title = " and ".join(str(row["title"] or row["measure"]) for row in listed)
        unknown = any(
            (math.isnan(row["capital"]) and math.isnan(row["upkeep"])) or (row["capital"] > 0 and not row["life"] > 0)
            for row in listed
        )
        yearly = math.nan if unknown else sum(yearly_cost(case, part) for part in parts)
        found[name] = Design(title, changed, yearly)
    return found


def changing_borders(case: Case) -> list[str]:
    """The measures of a case that change how trucks pass its borders."""
    from aryk.case.schema.borders import BORDER_TABLES

    tables = {table.name for table in BORDER_TABLES}
    changes = case.tables["measure_changes"]
    named = set(changes.loc[changes["table"].isin(tables), "measure"])
    return [str(name) for name in case.tables["measures"]["measure"] if name in named]


def staff_command(
    case: str,
    passage: str,
    target: float,
    *,
    scenario: str,
    measures: list[str],
    start: str | None,
    end: str | None,
    replications: int | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Tell the fewest lanes, staff and hours with which 95 % of trucks wait no longer than a target.

    Raises
    ------
    CaseError, BorderError, RunFolderError
        See `aryk.borders.staffing.rosters` and `aryk.runs.folder.written_aside`.
    """
    from aryk.borders.staffing import rosters
    from aryk.case.read import read_case
    from aryk.measures.apply import with_measures, with_scenario
    from aryk.runs.folder import refuse_existing

    if out is not None:
        refuse_existing(out)
    under = with_measures(with_scenario(read_case(case), scenario), measures)
    with watching(quiet=as_json) as progress:
        table = rosters(
            under,
            passage,
            target,
            start=start,
            end=end,
            replications=replications or STAFF_REPLICATIONS,
            progress=progress,
        )
    _write(out, table, "rosters")
    if as_json:
        print(json.dumps({"ok": True, "rosters": records(table.reset_index())}, ensure_ascii=False, allow_nan=False))
        return FINE
    print(f"{passage}: 95 % of trucks wait {target:g} h at most\n")
    print(f"{'lanes':>5}{'hours':>12}{'other hours':>13}{'lane hours':>12}{'staff hours':>13}{'wait h':>9}{'p95':>8}")
    for row in table.to_dict("records"):
        first, length = int(row["from hour"]), int(row["hours with full staff"])
        words = "all" if length == 24 else f"{first}-{(first + length) % 24 or 24}"
        head = f"{row['lanes']:>5}{words:>12}{row['lanes in other hours']:>13}{row['lane hours a day']:>12}"
        print(f"{head}{row['staff hours a day']:>13.0f}{row['wait']:>9.2f}{row['wait p95']:>8.2f}")
    return FINE


def _design_lines(table: pd.DataFrame, money: str) -> list[str]:
    width = max(len(str(name)) for name in table.index) + 2
    lines = [
        f"{'':<{width}}{'trucks':>7}{'wait':>8}{'p95':>8}{'waiting':>9}{'avoided':>9}{'+/-':>7}{'gain':>8}{'cost':>7}"
        f"{'gain per':>10}",
        f"{'design':<{width}}{'a day':>7}{'h':>8}{'h':>8}" + f"{f'million {money} a year':>40}" + f"{'cost':>10}",
    ]
    for name, row in table.iterrows():
        waits = f"{row['trucks a day']:>7.0f}{row['wait']:>8.2f}{row['wait p95']:>8.2f}"
        numbers = [row[each] / MILLION for each in ("cost of waiting", "avoided", "avoided +/-", "gain", "yearly cost")]
        words = "".join(f"{_number(value):>{wide}}" for value, wide in zip(numbers, (9, 9, 7, 8, 7), strict=True))
        lines.append(f"{name!s:<{width}}{waits}{words}{_number(row['gain per cost']):>10}")
    return lines


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _write(out: Path | None, table: pd.DataFrame, name: str) -> None:
    if out is None:
        return
    from aryk.runs.folder import written_aside

    with written_aside(out) as aside:
        table.to_csv(aside / f"{name}.csv")
