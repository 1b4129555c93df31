"""`aryk roll`: plan a case hour by hour in overlapping windows of days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.progress import watching
from aryk.commands.summary import number


def roll_command(
    case: str,
    *,
    scenario: str,
    start: str | None,
    end: str | None,
    window_days: int,
    overlap_days: int,
    targets: str,
    whole: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Roll through a case and tell what the windows cost.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, UnsoundError
        See `aryk.planning.rolling.roll` and `aryk.runs.run`.
    """
    from aryk.case.read import read_case
    from aryk.planning.plan import plan
    from aryk.planning.rolling import Roll, roll
    from aryk.runs.folder import write_results
    from aryk.runs.run import UnsoundError, asked_case

    if out is not None and out.exists():
        words = f"{out} is there already; nothing was written. Remedy: name another file with --out"
        return told(INVALID_INPUT, "folder", words, as_json=as_json)
    under = asked_case(read_case(case), {"scenario": scenario, "start": start, "end": end})
    with watching(quiet=as_json) as progress:
        rolled: Roll = roll(
            under, window_days=window_days, overlap_days=overlap_days, targets=targets, progress=progress
        )
        progress("verify", "")
        worst = rolled.verify().largest
        if not rolled.verify().passed:
            raise UnsoundError(f"the windows do not join: {worst.check}, {worst.row} at {worst.when}")
        at_once = plan(rolled.case, progress=progress).objective if whole else None
    if out is not None:
        write_results(rolled.case, rolled.results, out)
    record: dict[str, Any] = {
        "ok": True,
        "case": rolled.case.name,
        "scenario": scenario,
        "windows": rolled.windows[["start", "kept", "end"]].to_dict("records"),
        "cost": rolled.objective,
        "cost of the yearly plan": rolled.yearly.objective,
        "cost of all days at once": at_once,
        "largest residual": {"check": worst.check, "row": worst.row, "relative": worst.relative},
        "out": None if out is None else str(out),
    }
    if as_json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        print("\n".join(_lines(rolled, record)))
    return FINE


def _lines(rolled: Any, record: dict[str, Any]) -> list[str]:
    settings, days, windows = rolled.case.settings, rolled.calendar.days, rolled.windows
    money = settings["money"]
    lines = [
        str(settings["title"] or rolled.case.name),
        f"scenario {record['scenario']}, {days[0].date()} to {days[-1].date()}, {len(windows)} windows",
        "",
        f"{'kept':<24}  planned to",
    ]
    lines += [f"{row.start} to {row.kept}  {row.end}" for row in windows.itertuples()]
    lines += ["", _cost("cost of the windows together, hour by hour", rolled.objective, money)]
    for words, key in (
        ("of the plan with typical days", "cost of the yearly plan"),
        ("of all days at once", "cost of all days at once"),
    ):
        if record[key] is not None:
            more = rolled.objective - record[key]
            share = f", {100 * more / abs(record[key]):+.2f} %" if record[key] else ""
            lines.append(_cost(f"cost {words}", record[key], money) + f"   (windows {more:+,.0f}{share})")
    worst = record["largest residual"]
    lines += [
        "",
        f"every balance closes: largest residual {worst['relative']:.0e} of the flow scale ({worst['check']})",
    ]
    return lines + ([f"results: {record['out']}"] if record["out"] else [])


def _cost(words: str, value: float, money: str) -> str:
    return f"{words:<44}{number(value):>18} {money}"
