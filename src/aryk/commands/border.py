"""`aryk border` and `aryk border-hindcast`: waits at crossings, and lines of the past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching
from aryk.commands.records import records

if TYPE_CHECKING:
    from aryk.borders.results import BorderRun
    from aryk.case.case import Case


def border_command(
    case: str,
    *,
    scenario: str,
    measures: list[str],
    start: str | None,
    end: str | None,
    passages: list[str],
    replications: int | None,
    precision: float,
    lanes: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Simulate the crossings of a case.

    Raises
    ------
    CaseError, BorderError, RunFolderError
        See `aryk.simulate_border` and `aryk.runs.folder.written_aside`.
    """
    from aryk.borders.design import lanes_curve
    from aryk.borders.simulate_case import simulate_case, waits
    from aryk.case.read import read_case
    from aryk.measures.apply import with_measures, with_scenario
    from aryk.runs.folder import refuse_existing

    if out is not None:
        refuse_existing(out)
    given = read_case(case)
    under = with_measures(with_scenario(given, scenario), measures)
    with watching(quiet=as_json) as progress:
        run = simulate_case(
            under,
            start,
            end,
            passages=passages,
            replications=replications,
            precision=precision,
            progress=lambda done: progress("simulate", f"{done} replications"),
        )
        curve = None
        if lanes is not None:
            progress("lanes", lanes)
            curve = lanes_curve(under, lanes, start=start, end=end)
    table = waits(under, run)
    asked = {
        "case": given.name,
        "scenario": scenario,
        "measures": measures,
        "start": str(run.start.date()) if run.start is not None else "",
        "hours": run.hours,
        "replications": run.replications,
        "seed": run.seed,
        "precision": precision,
        "precise": run.precise,
        "little_residual": run.little_residual,
    }
    if out is not None:
        _write(out, given, under, run, table, curve, asked)
    if as_json:
        record: dict[str, Any] = {"ok": True, "run": asked, "passages": records(table.reset_index())}
        if curve is not None:
            record["lanes"] = records(curve.reset_index())
        if out is not None:
            record["folder"] = str(out)
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return FINE
    print("\n".join(_lines(under, run, table, curve, given_replications=replications is not None)))
    if out is not None:
        print(f"\nreport: {out / 'report.html'}")
    return FINE


def hindcast_command(case: str, *, episodes: list[str], tables: Path | None, out: Path | None, as_json: bool) -> int:
    """Hold simulated lines against what was seen.

    Raises
    ------
    CaseError, BorderError, RunFolderError
        See `aryk.borders.hindcast` and `aryk.borders.overlay.with_tables_of`.
    """
    from aryk.borders.episodes import episodes_of
    from aryk.borders.habits import calibrate
    from aryk.borders.hindcast import replay
    from aryk.borders.overlay import with_tables_of
    from aryk.case.read import read_case
    from aryk.runs.folder import refuse_existing

    if out is not None:
        refuse_existing(out)
    own = read_case(case)
    training = [each for each in episodes_of(own) if each.use == "train"]
    held = own if tables is None else with_tables_of(case, tables)
    wanted = episodes_of(held, tuple(episodes))
    with watching(quiet=as_json) as progress:
        kept, tried = calibrate(own, training, progress=lambda done, of: progress("train", f"{done} of {of}"))
        runs = []
        for each in wanted:
            progress("replay", each.name)
            runs.append(replay(held, each, *kept))
    told = pd.concat([run.against() for run in runs], ignore_index=True)
    use = {each.name: each.use for each in wanted}
    told.insert(1, "use", [use[name] for name in told["episode"]])
    if out is not None:
        from aryk.report.border import write_hindcast

        write_hindcast(held, runs, told, tried, out)
    if as_json:
        record = {
            "ok": True,
            "habits": vars(kept[0]),
            "as_good": [vars(each) for each in kept],
            "sightings": records(told),
        }
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return FINE
    names = ", ".join(each.name for each in training)
    best = kept[0]
    print(f"set on {names}: trucks x {best.level:g}, {100 * best.stays_away:.0f} % of drivers stay away from waits")
    print(
        f"beyond {best.tolerance:g} h; {len(kept)} of {len(tried)} sets of habits do as well as can be told, the bands"
    )
    print("are those of all of them\n")
    print(f"{'episode':<10}{'use':<7}{'day':<12}{'what':<9}{'seen':>6}{'p5':>7}{'p50':>7}{'p95':>7}  within")
    for row in records(told):
        numbers = "".join(f"{row[name]:>7.0f}" for name in ("p5", "p50", "p95"))
        within = "yes" if row["within"] else "no"
        head = f"{row['episode']:<10}{row['use']:<7}{row['day']:<12}{row['what']:<9}"
        print(f"{head}{row['seen']:>6.0f}{numbers}  {within}")
    for kind, rows in told[told["what"] == "waiting"].groupby("use"):
        print(
            f"\n{kind}: {int(rows['within'].sum())} of {len(rows)} lines within the 90 % band; mean miss of the median "
            f"{rows['miss'].abs().mean():.0f} trucks, of an unchanged line {rows['unchanged'].mean():.0f}"
        )
    if out is not None:
        print(f"\nreport: {out / 'report.html'}")
    return FINE


def _lines(
    case: Case, run: BorderRun, table: pd.DataFrame, curve: pd.DataFrame | None, *, given_replications: bool
) -> list[str]:
    days = run.hours / 24
    first = f" from {run.start:%Y-%m-%d}" if run.start is not None else ""
    money = case.settings["money"]
    lines = [
        f"{days:.0f} days{first}, {run.replications} replications; Little's law holds to {run.little_residual:.0e}"
        + ("" if run.precise or given_replications else "; the precision asked for is not reached"),
        "",
        f"{'passage':<20}{'trucks/day':>11}{'wait h':>8}{'+/-':>6}{'p50':>7}{'p95':>8}{'p99':>8}{'line':>7}"
        f"{'cost, million ' + money:>19}",
    ]
    for name, row in table.iterrows():
        waits = f"{row['wait']:>8.2f}{row['wait +/-']:>6.2f}{row['wait p50']:>7.2f}{row['wait p95']:>8.2f}"
        rest = f"{row['wait p99']:>8.2f}{row['mean line']:>7.1f}{row['cost'] / 1e6:>19.2f}"
        lines.append(f"{name!s:<20}{row['through a day']:>11.0f}{waits}{rest}")
    narrow = run.stage_table()["waiting"].groupby(level=0).idxmax()
    by_stage: dict[str, list[str]] = {}
    for passage, stage in narrow:
        if passage in table.index:
            by_stage.setdefault(stage, []).append(passage)
    every = len(by_stage) == 1 and len(narrow) > 1
    words = {stage: "at all passages" if every else ", ".join(names) for stage, names in by_stage.items()}
    lines += ["", *(f"most wait for {stage}: {names}" for stage, names in words.items())]
    if curve is not None:
        lines += ["", f"{'lanes':>5}{'wait h':>9}{'p95':>9}{'cost, million ' + money:>20}"]
        for count, row in curve.iterrows():
            lines.append(f"{count!s:>5}{row['wait']:>9.2f}{row['wait p95']:>9.2f}{row['cost'] / 1e6:>20.2f}")
    return lines


def _write(
    folder: Path,
    given: Case,
    under: Case,
    run: BorderRun,
    table: pd.DataFrame,
    curve: pd.DataFrame | None,
    asked: dict[str, Any],
) -> None:
    from aryk import __version__
    from aryk.case.write import write_case
    from aryk.report.border import border_page
    from aryk.runs.folder import hash_of_case, written_aside

    with written_aside(folder) as aside:
        record = {**asked, "aryk": __version__, "hash": hash_of_case(given)}
        (aside / "run.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        write_case(given, aside / "case")
        table.to_csv(aside / "passages.csv")
        run.classes().to_csv(aside / "classes.csv")
        run.stage_table().to_csv(aside / "stages.csv")
        for passage in table.index:
            run.line(str(passage)).to_csv(aside / f"line-{passage}.csv", index_label="time")
        if curve is not None:
            curve.to_csv(aside / "lanes.csv")
        (aside / "report.html").write_text(border_page(under, run, table, curve), encoding="utf-8")
