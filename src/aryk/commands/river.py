"""`aryk river`: run a river step by step under its rules."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aryk.commands.outcome import FINE, INVALID_INPUT, told
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
    groups: list[str],
    step: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Run a river and tell its indicators and how it fits what was observed.

    Raises
    ------
    CaseError, NoAllocationError
        See `aryk.rivers.run.simulate_river`.
    """
    from aryk.case.read import read_case
    from aryk.results.indicators import Gauge
    from aryk.rivers.run import simulate_river
    from aryk.runs.folder import write_results
    from aryk.runs.hindcast import hindcast
    from aryk.runs.run import asked_case

    if out is not None and out.exists():
        words = f"{out} is there already; nothing was written. Remedy: name another file with --out"
        return told(INVALID_INPUT, "folder", words, as_json=as_json)
    under = asked_case(read_case(case), {"scenario": scenario, "start": start, "end": end})
    run = simulate_river(under, groups=groups, step=step)
    gauge = Gauge(run.timeline, run.results)
    whole = _whole(under, run)
    indicators = gauge.table().dropna(subset=["value"])
    indicators = indicators[indicators["indicator"].isin(whole)]
    seen = hindcast(gauge)
    counted = seen["observation"].map(under.table("observations")["indicator"]).isin(whole)
    seen = seen[counted & (seen["verdict"] != "not in this run")]
    if out is not None:
        write_results(run.case, run.results, out)
    fits = _fits(seen)
    crops = run.crops()
    if as_json:
        print(json.dumps(_record(run, scenario, indicators, seen, fits, crops, out), ensure_ascii=False))
    else:
        print("\n".join(_lines(run, scenario, indicators, seen, fits, crops, out)))
    return FINE


def _whole(case: Case, run: RiverRun) -> set[str]:
    """Indicators of which the river has every term."""
    terms = case.resolve(case.table("indicator_terms"))
    there = [
        run.results.find(table, row, quantity) is not None
        for table, row, quantity in zip(terms["table"], terms["row"], terms["quantity"], strict=True)
    ]
    return {str(name) for name, group in terms.assign(there=there).groupby("indicator") if group["there"].all()}


def _fits(seen: pd.DataFrame) -> list[dict[str, Any]]:
    """Fit by unit: contents and amounts in one, flows in the other."""
    from aryk.rivers.fit import bias, efficiency, kling_gupta

    fits = []
    for unit, rows in seen.groupby("unit"):
        observed, run = rows["observed"].to_numpy(), rows["run"].to_numpy()
        fit = {"unit": unit, "observations": len(rows), "nse": efficiency(observed, run)}
        fits.append({**fit, "kge": kling_gupta(observed, run), "bias": bias(observed, run)})
    return fits


def forced_of(run: RiverRun) -> dict[str, float]:
    """Amounts by which nodes missed their balance, by node."""
    totals: dict[str, float] = {}
    kappa = float(run.case.kappa[str(run.case.table("nodes")["carrier"].iloc[0])])
    for quantity in ("missing", "surplus"):
        for field in run.results.of("nodes", quantity):
            hours = run.calendar.clocks[field.clock].hours
            for name, value in zip(field.names, field.values @ hours * kappa, strict=True):
                if value > 1e-6:
                    totals[f"{name} {quantity}"] = float(value)
    return totals


def _record(
    run: RiverRun,
    scenario: str,
    indicators: pd.DataFrame,
    seen: pd.DataFrame,
    fits: list[dict[str, Any]],
    crops: pd.DataFrame,
    out: Path | None,
) -> dict[str, Any]:
    def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                key: None if isinstance(value, float) and not math.isfinite(value) else value
                for key, value in row.items()
            }
            for row in rows
        ]

    return {
        "ok": True,
        "case": run.case.name,
        "scenario": scenario,
        "indicators": plain(indicators[["indicator", "title", "value", "unit"]].to_dict("records")),
        "observations": plain(seen[["observation", "observed", "run", "unit", "verdict"]].to_dict("records")),
        "fit": plain(fits),
        "crops": plain([{str(name): value for name, value in row.items()} for row in crops.to_dict("records")]),
        "forced": forced_of(run),
        "out": None if out is None else str(out),
    }


def _lines(
    run: RiverRun,
    scenario: str,
    indicators: pd.DataFrame,
    seen: pd.DataFrame,
    fits: list[dict[str, Any]],
    crops: pd.DataFrame,
    out: Path | None,
) -> list[str]:
    days = run.calendar.days
    written = len(run.case.tables["steps"]) > 0
    clock = "as they are written" if written else f"of a {next(iter(run.results.fields)).clock}"
    lines = [
        str(run.case.settings["title"] or run.case.name),
        f"scenario {scenario}, {days[0].date()} to {days[-1].date()}, run by rules in steps {clock}",
        "",
    ]
    lines += [f"{row.title[:70]:<72}{number(row.value):>12} {row.unit}" for row in indicators.itertuples()]
    if len(seen):
        lines += ["", f"{'observed':<58}{'seen':>10}{'run':>10}"]
        lines += [
            f"{row.title[:56]:<58}{number(row.observed):>10}{number(row.run):>10} {row.unit}, {row.verdict}"
            for row in seen.itertuples()
        ]
        lines += ["", f"{'fit':<12}{'observations':>14}{'NSE':>8}{'KGE':>8}{'bias':>9}"]
        lines += [
            f"{fit['unit']:<12}{fit['observations']:>14}{fit['nse']:>8.2f}{fit['kge']:>8.2f}{100 * fit['bias']:>8.0f} %"
            for fit in fits
        ]
    if len(crops):
        lines += ["", *_crop_lines(crops, str(run.case.settings["money"]))]
    forced = forced_of(run)
    if forced:
        lines += ["", "nodes that missed their balance, because no allocation kept all bounds:"]
        lines += [
            f"  {name:<40}{number(value):>12}" for name, value in sorted(forced.items(), key=lambda item: -item[1])
        ]
    return lines + ([f"results: {out}"] if out is not None else [])


def _crop_lines(crops: pd.DataFrame, money: str) -> list[str]:
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
