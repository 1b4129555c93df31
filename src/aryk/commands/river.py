"""`aryk river`: run a river step by step under its rules."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.outcome import FINE, INVALID_INPUT, told
from aryk.commands.records import records
from aryk.commands.summary import number

if TYPE_CHECKING:
    import pandas as pd

    from aryk.case.case import Case
    from aryk.rivers.run import RiverRun


def river_command(
    case: str,
    *,
    scenario: str,
    start: str | None,
    end: str | None,
    settings: list[str],
    over: list[str],
    groups: list[str],
    step: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Run a river and tell its indicators, limits, accounts, and how it fits what was observed.

    Raises
    ------
    CaseError, NoAllocationError
        See `aryk.rivers.run.simulate_river`.
    """
    from aryk.case.read import read_case
    from aryk.results.indicators import Gauge
    from aryk.rivers.run import simulate_river
    from aryk.rivers.told.limits import accounts_of, forced_balances, missed_limits
    from aryk.rivers.told.observed import fits, observed, whole_indicators
    from aryk.runs.folder import write_results
    from aryk.runs.run import asked_case

    if out is not None and out.exists():
        words = f"{out} is there already; nothing was written. Remedy: name another file with --out"
        return told(INVALID_INPUT, "folder", words, as_json=as_json)
    given = read_case(case, over)
    under = asked_case(given, {"scenario": scenario, "start": start, "end": end, "set": settings})
    run = simulate_river(under, groups=groups, step=step)
    whole = whole_indicators(under, run)
    indicators = Gauge(run.timeline, run.results).table().dropna(subset=["value"])
    indicators = indicators[indicators["indicator"].isin(whole)]
    seen = observed(under, run)
    tables = {
        "indicators": _over_members(run, indicators) if len(run.members) > 1 else indicators,
        "observations": seen,
        "fit": fits(seen),
        "limits": missed_limits(run),
        "accounts": accounts_of(run),
        "crops": run.crops(),
    }
    if out is not None:
        write_results(run.case, run.results, out)
    notes = [
        *_start_notes(given, scenario, run),
        *_given_notes(given, over, run),
        *_far_notes(run),
        *_unread_notes(run),
    ]
    if as_json:
        print(json.dumps(_record(run, scenario, tables, forced_balances(run), notes, out), ensure_ascii=False))
    else:
        print("\n".join(_lines(run, scenario, tables, forced_balances(run), notes, out)))
    return FINE


def _start_notes(given: Case, scenario: str, run: RiverRun) -> list[str]:
    """A run that begins on another day than the contents were written for."""
    own = given.table("scenarios")["start"].get(scenario, "") or str(given.settings["start"])
    first = str(run.calendar.days[0].date())
    if first == own:
        return []
    return [
        f"the run starts on {first}, but stores start with the content written for {own}; "
        "set it with --set stores.NAME.initial=..., or in stores.csv of a folder laid over the case"
    ]


def _given_notes(given: Case, over: list[str], run: RiverRun) -> list[str]:
    """Inflows that stay as the case has them where series of another year are laid over it."""
    files = given.table("series")["file"]
    supplies = run.case.table("supplies")
    rivers = supplies[(supplies["kind"] == "given") & (supplies["available"] != "")]
    kept = [str(name) for name, series in rivers["available"].items() if not files.get(series, "")]
    if not over or not kept or len(kept) == len(rivers):
        return []
    return [f"{len(kept)} of {len(rivers)} inflows stay as the case has them: {', '.join(kept)}"]


def _far_notes(run: RiverRun) -> list[str]:
    """Reservoirs whose water comes after the step that decides on it."""
    from aryk.rivers.told.travel import far_stores

    far = ", ".join(f"{name} ({hours:.0f} h)" for name, hours in far_stores(run).items())
    if not far:
        return []
    return [f"water of {far} reaches no use within a {run.step}; a step does not order it ahead, so uses get less"]


def _unread_notes(run: RiverRun) -> list[str]:
    """Columns that the case fills in for plans, and that this run does not read."""
    from aryk.case.faults import quoted
    from aryk.rivers.told.unread import unread

    found = unread(run.case)
    told = "; ".join(f"{column} of {quoted(rows, 5)}: {instead}" for column, (rows, instead) in found.items())
    return [f"a river run does not read {told}"] if told else []


def _over_members(run: RiverRun, indicators: pd.DataFrame) -> pd.DataFrame:
    """Mean, least and most of each indicator over the members of an ensemble; `value` is the mean."""
    import numpy as np

    from aryk.results.indicators import Gauge

    gauges = [Gauge(run.timeline, member) for member in run.members]
    values = np.array([[gauge.value(name) for name in indicators["indicator"]] for gauge in gauges])
    return indicators.assign(value=values.mean(axis=0), least=values.min(axis=0), most=values.max(axis=0))


def _record(
    run: RiverRun,
    scenario: str,
    tables: dict[str, pd.DataFrame],
    forced: dict[str, float],
    notes: list[str],
    out: Path | None,
) -> dict[str, Any]:
    spread = ["least", "most"] if len(run.members) > 1 else []
    kept = {
        "indicators": ["indicator", "title", "value", *spread, "unit"],
        "observations": ["observation", "kind", "observed", "run", "unit", "verdict"],
    }
    return {
        "ok": True,
        "case": run.case.name,
        "scenario": scenario,
        "members": len(run.members),
        **{name: records(table[kept.get(name, list(table.columns))]) for name, table in tables.items()},
        "forced": forced,
        "notes": notes,
        "out": None if out is None else str(out),
    }


def _lines(
    run: RiverRun,
    scenario: str,
    tables: dict[str, pd.DataFrame],
    forced: dict[str, float],
    notes: list[str],
    out: Path | None,
) -> list[str]:
    days = run.calendar.days
    written = len(run.case.tables["steps"]) > 0
    clock = "as they are written" if written else f"of a {next(iter(run.results.fields)).clock}"
    lines = [
        str(run.case.settings["title"] or run.case.name),
        f"scenario {scenario}, {days[0].date()} to {days[-1].date()}, run by rules in steps {clock}",
        *(f"note: {each}" for each in notes),
        "",
    ]
    lines += _indicators(tables["indicators"], len(run.members))
    lines += _accounts(tables["accounts"]) + _missed(tables["limits"])
    if len(tables["observations"]):
        lines += ["", f"{'observed':<58}{'seen':>10}{'run':>10}"]
        lines += [
            f"{row.title[:56]:<58}{number(row.observed):>10}{number(row.run):>10} {row.unit}, {row.verdict}"
            for row in tables["observations"].itertuples()
        ]
        lines += ["", f"{'fit':<22}{'observations':>14}{'agree':>8}{'NSE':>8}{'KGE':>8}{'bias':>9}"]
        lines += [
            f"{f'{fit.kind}, {fit.unit}':<22}{fit.observations:>14}{fit.agree:>8}{_share(fit.nse):>8}"
            f"{_share(fit.kge):>8}{100 * fit.bias:>8.0f} %"
            for fit in tables["fit"].itertuples()
        ]
    if len(tables["crops"]):
        lines += ["", *_crops(tables["crops"], str(run.case.settings["money"]))]
    if forced:
        lines += ["", "nodes that missed their balance, because no allocation kept all bounds:"]
        lines += [
            f"  {name:<40}{number(value):>12}" for name, value in sorted(forced.items(), key=lambda item: -item[1])
        ]
    return lines + ([f"results: {out}"] if out is not None else [])


def _indicators(indicators: pd.DataFrame, members: int) -> list[str]:
    if members == 1:
        return [f"{row.title[:70]:<72}{number(row.value):>12} {row.unit}" for row in indicators.itertuples()]
    return [
        f"{f'{members} members':<60}{'mean':>12}{'least':>12}{'most':>12}",
        *(
            f"{row.title[:58]:<60}{number(row.value):>12}{number(row.least):>12}{number(row.most):>12} {row.unit}"
            for row in indicators.itertuples()
        ),
    ]


def _accounts(accounts: pd.DataFrame) -> list[str]:
    if not len(accounts):
        return []
    return [
        "",
        f"{'accounts':<48}{'entitled':>10}{'delivered':>10}{'lowest':>10}{'end':>10}{'lapsed':>10}{'unpaid':>10}"
        f"{'beyond':>10}",
        *(
            f"{row.title[:46]:<48}{number(row.entitled):>10}{number(row.delivered):>10}{number(row.lowest):>10}"
            f"{number(row.end):>10}{number(row.lapsed):>10}{number(row.unpaid):>10}{number(row.overdrawn):>10}"
            f"{'' if row.binding else ', binds nothing'}"
            for row in accounts.itertuples()
        ),
    ]


def _missed(limits: pd.DataFrame) -> list[str]:
    if not len(limits):
        return []
    return [
        "",
        f"{'limits that were missed':<58}{'days':>10}{'worst':>10}{'amount':>10}",
        *(
            f"{row.title[:56]:<58}{number(row.days):>10}{number(row.worst):>10}{number(row.amount):>10}"
            for row in limits.itertuples()
        ),
    ]


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _crops(crops: pd.DataFrame, money: str) -> list[str]:
    """Drought stress, yields and value lost by demand and by side."""
    from aryk.results.crops import by_demand

    table = by_demand(crops)
    lines = [f"{'crops':<38}{'side':>6}{'ha':>10}{'stress':>9}{'yield':>9}{'lost, million ' + money:>20}"]
    lines += [
        f"{str(name)[:36]:<38}{row['party']:>6}{row['area']:>10,.0f}{100 * row['stress']:>7.0f} %"
        f"{100 * row['ratio']:>7.0f} %{row['money'] / 1e6:>20.2f}"
        for name, row in table.iterrows()
    ]
    sides = table.groupby("party")["money"].sum()
    lines += [f"{'in ' + str(party):<72}{value / 1e6:>20.2f}" for party, value in sides.items()]
    return lines
