"""`aryk outage`: what the loss of a plant, line or supply does."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.progress import watching
from aryk.commands.summary import number

if TYPE_CHECKING:
    from aryk.runs.outage import Outage
    from aryk.runs.screening import Screening

MOST = 8


def outage_command(
    case: str,
    *,
    out: str,
    screen: bool,
    start: str,
    days: int,
    end: str | None,
    groups: str,
    scenario: str,
    as_json: bool,
) -> int:
    """Tell what an outage does, or rank all of them.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError
        See `aryk.runs.outage.outage`.
    """
    from aryk.runs.outage import outage
    from aryk.runs.screening import screen as rank

    if screen == bool(out):
        words = "choose one: --out NAMES for one outage, or --screen for each plant and line alone"
        return told(INVALID_INPUT, "command", f"{words}\nremedy: aryk outage --help", as_json=as_json)
    try:
        first = pd.to_datetime(start, format="%Y-%m-%d")
        last = pd.to_datetime(end, format="%Y-%m-%d") if end else first + pd.Timedelta(days=days - 1)
    except ValueError:
        words = f"not a day: {start if end is None else f'{start} or {end}'}\nremedy: write it as 2024-02-02"
        return told(INVALID_INPUT, "command", words, as_json=as_json)
    with watching(quiet=as_json) as progress:
        if screen:
            tags = [each for each in groups.split(",") if each]
            began, ended = str(first.date()), str(last.date())
            screened = rank(case, began, ended, groups=tags, scenario=scenario, progress=progress)
        else:
            names = [each.strip() for each in out.split(",") if each.strip()]
            length = int((last - first).days) + 1
            done = outage(case, names, str(first.date()), length, scenario=scenario, progress=progress)
    if screen:
        return _show_ranking(screened, as_json=as_json)
    print(_as_json(done) if as_json else "\n".join(_lines(done)))
    return FINE


def _show_ranking(screened: Screening, *, as_json: bool) -> int:
    ranking, settings, window = screened.ranking, screened.without.case.settings, screened.window
    typical = screened.without.calendar.typical
    if as_json:
        rows = [{**row, "cost": row["cost"] if math.isfinite(row["cost"]) else None} for row in _records(ranking)]
        record = {
            "ok": True,
            "start": screened.start,
            "end": screened.end,
            "window": [window.start, window.end],
            "chronology": "typical-days" if typical else "full",
            "money": str(settings["money"]),
            "outages": rows,
        }
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return FINE
    print(f"each alone out from {screened.start} to {screened.end}")
    print(f"planned {'in typical days' if typical else 'hour by hour'} from {window.start} to {window.end}\n")
    print(f"{'lost':<44}{'cost, ' + str(settings['money']):>14}  not served")
    for row in _records(ranking):
        print(f"{row['row'][:42]:<44}{number(row['cost']):>14}  {row['unserved']}")
    return FINE


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = frame.to_dict("records")
    return records


def _as_json(done: Outage) -> str:
    money = done.money()
    missed = done.unserved()
    record = {
        "ok": True,
        "lost": [{"table": table, "row": row} for table, row in done.lost],
        "start": done.start,
        "end": done.end,
        "window": [done.window.start, done.window.end],
        "cost": done.cost,
        "money": str(done.without.case.settings["money"]),
        "unserved": _records(missed),
        "by_hour": {
            name: {str(time): round(float(value), 6) for time, value in done.by_hour(name).items() if value > 0}
            for name in missed["demand"]
        },
        "moved": _records(done.moved()),
        "cost_by_party": {str(party): row.to_dict() for party, row in money.iterrows() if row.abs().sum() > 0},
        "prices": _records(done.prices()),
        "people": None,
        "notes": list(done.notes),
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _lines(done: Outage) -> list[str]:
    settings = done.without.case.settings
    lines = [
        f"out from {done.start} to {done.end}: " + ", ".join(f"{row} ({table})" for table, row in done.lost),
        f"planned hour by hour from {done.window.start} to {done.window.end}",
        "",
        f"cost to all sides: {number(done.cost)} {settings['money']}",
        "",
        *_missed_lines(done),
        "",
        *_moved_lines(done),
        "",
        *_money_lines(done),
        "",
        *_price_lines(done),
        "",
    ]
    return [*lines, *(f"note: {each}" for each in done.notes)]


def _missed_lines(done: Outage) -> list[str]:
    missed = done.unserved()
    if missed.empty:
        return ["not served: nothing is missed"]
    lines = [f"{'not served':<40}{'amount':>12}{'without':>12} {'':<6}{'peak':>9} {'':<7}{'hours':>6}"]
    for row in _records(missed.head(2 * MOST)):
        lines.append(
            f"  {str(row['demand'])[:37]:<38}{number(row['unserved']):>12}{number(row['without']):>12} {row['unit']:<6}"
            f"{number(row['peak']):>9} {row['peak_unit']:<7}{number(row['hours']):>6}"
        )
    sums = missed.groupby(["carrier", "unit"], sort=False)[["unserved", "without"]].sum()
    for (carrier, unit), row in sums.iterrows():
        lines.append(f"  all {carrier:<34}{number(row['unserved']):>12}{number(row['without']):>12} {unit}")
    return lines


def _moved_lines(done: Outage) -> list[str]:
    lines = [f"{'what others did':<48}{'change':>12} {'':<6}{'peak':>10}"]
    for carrier, rows in done.moved().groupby("carrier", sort=False):
        lines.append(f"  {carrier}")
        for row in _records(rows.head(MOST)):
            label = f"{row['row']} ({row['table']})"
            change, peak = number(row["change"]), number(row["peak"])
            lines.append(f"    {label[:43]:<44}{change:>12} {row['unit']:<6}{peak:>10} {row['peak_unit']}")
    return lines


def _money_lines(done: Outage) -> list[str]:
    money = done.money()
    lines = [f"{'cost by party (below 0: gain)':<32}{'shortage':>14}{'payments':>14}{'other':>14}{'all':>14}"]
    for party, row in money.iterrows():
        if row.abs().sum() > 0:
            parts = (row["shortage"], row["payments"], row.drop(["shortage", "payments"]).sum(), row.sum())
            lines.append(f"  {party or '(no party)':<30}" + "".join(f"{number(float(each)):>14}" for each in parts))
    return lines


def _price_lines(done: Outage) -> list[str]:
    prices = done.prices()
    lines = [f"{'mean price on the days of the outage':<40}{'with':>12}{'without':>12}"]
    rises = prices[(prices["with"] - prices["without"]).abs() > 0.005].head(MOST)
    for row in _records(rises):
        both = "".join(f"{number(row[each]):>12}" for each in ("with", "without"))
        lines.append(f"  {row['node']:<38}{both} {row['unit']}")
    return lines if len(rises) else ["prices: none changes"]
