"""`aryk commitments`: which commitments a plan keeps, and what it would take to keep the others."""

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
    from aryk.runs.keep.register import Register


def commitments_command(
    case: str,
    *,
    scenario: str,
    start: str | None,
    end: str | None,
    settings: Sequence[str],
    only: Sequence[str],
    tries: int,
    changes: bool,
    out: Path | None,
    languages: Sequence[str],
    as_json: bool,
) -> int:
    """Hold the register of agreements against a plan and look for the cheapest change for each that is not kept.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, RunFolderError
        See `aryk.runs.keep.register.register` and `aryk.runs.folder.written_aside`.
    """
    from aryk.case.read import read_case
    from aryk.commands.languages import unknown_language
    from aryk.report.languages import page_name
    from aryk.runs.folder import refuse_existing
    from aryk.runs.keep.register import register
    from aryk.runs.run import asked_case

    wrong = unknown_language(languages)
    if wrong:
        return told(INVALID_INPUT, "command", wrong, as_json=as_json)
    if out is not None:
        refuse_existing(out)
    given = read_case(case)
    with watching(quiet=as_json) as progress:
        under = asked_case(given, {"scenario": scenario, "start": start, "end": end, "set": list(settings)})
        found = register(under, only=only, tries=tries, changes=changes, progress=progress)
    if out is not None:
        _write(found, out, scenario, languages)
    if as_json:
        record: dict[str, Any] = {
            "ok": True,
            "money": str(under.settings["money"]),
            "verdicts": records(found.verdicts),
            "changes": records(found.changes()),
        }
        if out is not None:
            record["folder"] = str(out)
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return FINE
    print("\n".join(_lines(found, scenario)))
    if out is not None:
        print(f"\nreport: {out / page_name(languages[0], languages)}")
    return FINE


def _lines(found: Register, scenario: str) -> list[str]:
    from aryk.runs.commitments import VERDICTS
    from aryk.words.reasons import REASONS

    case, days = found.plan.case, found.plan.calendar.days
    counts = found.verdicts["verdict"].value_counts()
    assumed = found.verdicts[(found.verdicts["target_basis"] == "assumed") & found.verdicts["run"].notna()]
    lines = [
        str(case.settings["title"] or case.name),
        f"scenario {scenario}, {days[0].date()} to {days[-1].date()}",
        "",
        ", ".join(f"{counts.get(each, 0)} {each}" for each in VERDICTS),
        f"{len(assumed)} of the measured targets are assumed: no source states a number (marked *)",
        "",
        f"{'verdict':<11}{'commitment':<42}{'due':<11}{'target':>11} {'run':>11}  unit",
    ]
    for verdict in VERDICTS[-2::-1]:
        for row in found.verdicts[found.verdicts["verdict"] == verdict].to_dict("records"):
            mark = "*" if row["target_basis"] == "assumed" else " "
            values = f"{number(float(row['target'])):>11}{mark}{number(float(row['run'])):>11}"
            lines.append(f"{verdict:<11}{row['title'][:40]:<42}{row['due']:<11}{values}  {row['unit']}")
    late = sum(why.words is REASONS["made after"] for why in found.reasons.values())
    if late:
        lines += ["", f"{late} were made after the run ends: take a later scenario or --start and --end"]
    return [*lines, *_change_lines(found)]


def _change_lines(found: Register) -> list[str]:
    frame = found.changes()
    if frame.empty:
        return []
    money = found.plan.case.settings["money"]
    titles = dict(zip(found.verdicts["agreement"], found.verdicts["title"], strict=True))
    lines = ["", f"the cheapest change that would keep each, million {money} a year (below 0: saves)"]
    for row in frame.to_dict("records"):
        lines.append(f"{titles[row['agreement']]}")
        match row["change"]:
            case "operation":
                lines.append(f"  another operation: {_money(row['cost'])}{_who(row)}")
            case "measures":
                late = str(row["decide_by"]) < str(found.plan.calendar.days[0].date())
                date = f"; {'too late, was to be decided by' if late else 'decide by'} {row['decide_by']}"
                date = date if row["decide_by"] else ""
                lines.append(
                    f"  {row['measures'].replace(' ', ', ')}: {_money(row['cost'])}{_who(row)}; "
                    f"capital {_money(row['capital'])} million{date}"
                )
                if not math.isnan(row["operation_cost"]):
                    lines.append(f"  by another operation alone: {_money(row['operation_cost'])}")
            case "impossible":
                reached = f"{number(row['value'])} {row['unit']}"
                lines.append(f"  cannot be reached by what was tried: {reached} is nearest")
        if row["held_back_by"]:
            lines += [f"  held back by {each}" for each in str(row["held_back_by"]).split("; ")]
        if row["why"]:
            lines.append(f"  {row['why']}")
    return lines


def _money(value: float) -> str:
    return "not known" if math.isnan(value) else number(value)


def _who(row: dict[str, Any]) -> str:
    return f" ({row['payers']})" if row["payers"] else ""


def _write(found: Register, folder: Path, scenario: str, languages: Sequence[str]) -> None:
    from aryk.report.commitment_page import commitment_page
    from aryk.report.languages import write_pages
    from aryk.runs.folder import written_aside

    with written_aside(folder) as aside:
        found.verdicts.to_csv(aside / "commitments.csv", index=False, lineterminator="\n")
        found.changes().to_csv(aside / "changes.csv", index=False, lineterminator="\n")
        found.ways().to_csv(aside / "ways.csv", index=False, lineterminator="\n")
        write_pages(aside, languages, lambda language: commitment_page(found, scenario, language))
