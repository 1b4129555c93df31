"""The command line. Each command lives in `aryk.commands`; this page only says what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="aryk",
    help="Plans what neighbouring countries share: rivers and reservoirs, power and heat, crossings, trade, travel.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

importing = typer.Typer(help="Turn another tool's model into a case.", no_args_is_help=True, rich_markup_mode=None)
exporting = typer.Typer(help="Turn a case into another tool's model.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")

CaseName = Annotated[str, typer.Argument(metavar="CASE", help="Folder of a case, or a bundled case such as kz-kg.")]
RunFolder = Annotated[str, typer.Argument(metavar="RUN", help="Folder of a run.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Partial = Annotated[bool, typer.Option("--partial", help="Leave out what cannot be carried over, and say so.")]


@app.command()
def check(case: CaseName, json: Json = False) -> None:
    """Check a case and count its sources."""
    from aryk.commands.check import check_command

    _exit(check_command(case, as_json=json))


@app.command()
def run(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the run; it must not be there yet. Default: runs/CASE-SCENARIO-TIME.")
    ] = None,
    solver: Annotated[str, typer.Option(help="choose, simplex, windows, ipm, hipo or pdlp.")] = "choose",
    time_limit: Annotated[float | None, typer.Option(help="Seconds for the solver.")] = None,
    export_lp: Annotated[
        Path | None, typer.Option(help="Write the programme with names of the case to this .lp file.")
    ] = None,
    export_mps: Annotated[
        Path | None, typer.Option(help="Write the programme with names of the case to this .mps file.")
    ] = None,
    solution: Annotated[
        Path | None, typer.Option(help="Take the answer of another solver from this file instead of solving.")
    ] = None,
    json: Json = False,
) -> None:
    """Plan a case and write a report."""
    from aryk.commands.run import run_command

    export = [path for path in (export_lp, export_mps) if path is not None]
    _exit(
        run_command(
            case,
            scenario=scenario,
            start=start,
            end=end,
            settings=settings or [],
            solver=solver,
            time_limit=time_limit,
            out=out,
            export=export,
            solution=solution,
            as_json=json,
        )
    )


@app.command()
def outage(
    case: CaseName,
    start: Annotated[str, typer.Option("--from", metavar="DAY", help="First day, such as 2024-02-02.")],
    out: Annotated[
        str, typer.Option(metavar="NAMES", help="What is lost: plants, lines, supplies or tags, joined by commas.")
    ] = "",
    days: Annotated[int, typer.Option(min=1, help="How many days it lasts.")] = 7,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day; instead of --days.")] = None,
    screen: Annotated[bool, typer.Option("--screen", help="Try each plant and line alone, worst first.")] = False,
    groups: Annotated[str, typer.Option(metavar="NAMES", help="With --screen: only these rows or tags.")] = "",
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    json: Json = False,
) -> None:
    """Tell what the loss of a plant, line or supply does."""
    from aryk.commands.outage import outage_command

    _exit(
        outage_command(
            case,
            out=out,
            screen=screen,
            start=start,
            days=days,
            end=end,
            groups=groups,
            scenario=scenario,
            as_json=json,
        )
    )


@app.command()
def roll(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    window: Annotated[int, typer.Option(help="Days that are planned at once.")] = 14,
    overlap: Annotated[int, typer.Option(help="Days at the end of a window that the next one plans again.")] = 7,
    targets: Annotated[
        str, typer.Option(help="What the yearly plan says at the end of a window: contents of stores, or values.")
    ] = "contents",
    whole: Annotated[bool, typer.Option("--whole", help="Also plan all days at once, and tell the gap.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the results to this NetCDF file; it must not be there yet.")
    ] = None,
    json: Json = False,
) -> None:
    """Plan a case hour by hour in overlapping windows of days."""
    from aryk.commands.roll import roll_command

    _exit(
        roll_command(
            case,
            scenario=scenario,
            start=start,
            end=end,
            window_days=window,
            overlap_days=overlap,
            targets=targets,
            whole=whole,
            out=out,
            as_json=json,
        )
    )


@app.command()
def river(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Lay tables and series of this folder over the case; may be repeated."),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only nodes with this tag; may be repeated.")
    ] = None,
    step: Annotated[str | None, typer.Option(help="day, pentad, dekad or month. Default: that of the carrier.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the results to this NetCDF file; it must not be there yet.")
    ] = None,
    json: Json = False,
) -> None:
    """Run a river step by step under its rules."""
    from aryk.commands.river import river_command

    _exit(
        river_command(
            case,
            scenario=scenario,
            start=start,
            end=end,
            settings=settings or [],
            over=over or [],
            groups=group or [],
            step=step,
            out=out,
            as_json=json,
        )
    )


@app.command("river-fit")
def river_fit(
    case: CaseName,
    train: Annotated[list[str], typer.Option(metavar="SCENARIO", help="Fit to what it saw; may be repeated.")],
    test: Annotated[
        list[str] | None, typer.Option(metavar="SCENARIO", help="Hold the fit against what it saw; may be repeated.")
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="FOLDER", help="Lay tables and series of this folder over the case; may be repeated."),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only nodes with this tag; may be repeated.")
    ] = None,
    step: Annotated[str | None, typer.Option(help="day, pentad, dekad or month. Default: that of the carrier.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Move only this parameter; may be repeated.")
    ] = None,
    trials: Annotated[int, typer.Option(min=10, help="Runs of each training scenario, about.")] = 400,
    seed: Annotated[int, typer.Option(help="Of the search; the same seed gives the same fit.")] = 1,
    tolerance: Annotated[
        float, typer.Option(min=0.0, help="Sets whose misfit is so much above the least, as share, fit equally well.")
    ] = 0.2,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, picture and changes; new.")] = None,
    json: Json = False,
) -> None:
    """Fit the weak numbers of a river to some years and judge the fit on others."""
    from aryk.commands.river_fit import river_fit_command

    _exit(
        river_fit_command(
            case,
            train=train,
            test=test or [],
            over=over or [],
            groups=group or [],
            step=step,
            only=parameter or [],
            trials=trials,
            seed=seed,
            tolerance=tolerance,
            out=out,
            as_json=json,
        )
    )


@app.command("river-rules")
def river_rules(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only nodes with this tag; may be repeated.")
    ] = None,
    years: Annotated[int, typer.Option(min=2, help="Years that are planned to learn from.")] = 24,
    test_years: Annotated[int, typer.Option(min=1, help="Other years in which plan and rules are compared.")] = 12,
    kind: Annotated[
        str, typer.Option(help="values: by dekad and filling; curves: one value in each zone between rule curves.")
    ] = "values",
    out: Annotated[
        Path | None, typer.Option(help="Write the tables of the rules to this folder; not there yet.")
    ] = None,
    json: Json = False,
) -> None:
    """Learn from plans what stored water is worth, as rules of a river."""
    from aryk.commands.river_rules import river_rules_command

    if kind not in ("values", "curves"):
        raise typer.BadParameter(f"{kind} is no kind of rule: values, curves")
    _exit(
        river_rules_command(
            case,
            scenario=scenario,
            start=start,
            end=end,
            groups=group or [],
            years=years,
            test_years=test_years,
            kind=kind,
            out=out,
            as_json=json,
        )
    )


@app.command()
def pools(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only nodes with this tag; may be repeated.")
    ] = None,
    measures: Annotated[
        str, typer.Option(metavar="NAMES", help="Only these measures, joined by commas. Default: those of stores.")
    ] = "",
    years: Annotated[int, typer.Option(min=1, help="Years in which each is run.")] = 12,
    learn: Annotated[
        int, typer.Option(min=2, help="Years that are planned to learn the worth of water in stores without one.")
    ] = 8,
    json: Json = False,
) -> None:
    """Rank pools and measures on a river by what they bring for their money."""
    from aryk.commands.pools import pools_command

    _exit(
        pools_command(
            case,
            scenario=scenario,
            start=start,
            end=end,
            groups=group or [],
            measures=[each for each in measures.split(",") if each],
            years=years,
            learn=learn,
            as_json=json,
        )
    )


@app.command()
def desk(
    case: CaseName,
    date: Annotated[str, typer.Option(metavar="DAY", help="First day of the dekad to plan, such as 2026-06-11.")],
    entered: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What was seen: a CSV file, or a workbook of the desk that was filled in."),
    ] = None,
    forecast: Annotated[
        str, typer.Option(metavar="WHAT", help="scenario, norm, an outlook of the case, or a CSV file.")
    ] = "scenario",
    folder: Annotated[
        Path | None, typer.Option("--desk", metavar="FOLDER", help="Folder of the desk. Default: desks/CASE.")
    ] = None,
    scenario: Annotated[
        str,
        typer.Option(help="Scenario of the case. Default: that of the desk, or the first whose days hold the date."),
    ] = "",
    start: Annotated[str | None, typer.Option(help="First day of the water year; instead of the scenario's.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day of the water year, included.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Last day of the table. Default: end of the season.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only nodes with this tag; may be repeated.")
    ] = None,
    languages: Annotated[str, typer.Option(metavar="NAMES", help="en, ru, kk, ky, joined by commas.")] = "en,ru",
    revise: Annotated[
        bool, typer.Option("--revise", help="Plan the last dekad anew; the earlier table is kept.")
    ] = False,
    json: Json = False,
) -> None:
    """Plan the coming dekads: releases, canal limits, accounts of the sides."""
    from aryk.commands.desk import desk_command

    _exit(
        desk_command(
            case,
            desk=folder,
            asked={
                "date": date,
                "scenario": scenario,
                "start": start,
                "end": end,
                "groups": tuple(group or ()),
                "forecast": forecast,
                "entered": entered,
                "until": until,
                "revise": revise,
            },
            languages=[each for each in languages.split(",") if each],
            as_json=json,
        )
    )


@app.command()
def border(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, such as 2024-08-01.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")] = None,
    measures: Annotated[str, typer.Option(metavar="NAMES", help="Measures in place, joined by commas.")] = "",
    passages: Annotated[str, typer.Option(metavar="NAMES", help="Only these passages, joined by commas.")] = "",
    replications: Annotated[
        int | None, typer.Option(min=1, help="How many; without it as many as the precision needs, 100 at most.")
    ] = None,
    precision: Annotated[
        float, typer.Option(help="95 % interval of the mean wait at which to stop, as a share of it.")
    ] = 0.05,
    lanes: Annotated[
        str | None, typer.Option(metavar="PASSAGE", help="Also tell the waits at this passage by its lanes.")
    ] = None,
    design: Annotated[
        str, typer.Option(metavar="MEASURES", help="Tell what each is worth: names joined by commas, a+b, or all.")
    ] = "",
    staff: Annotated[
        str | None, typer.Option(metavar="PASSAGE", help="Tell the fewest lanes, staff and hours for --target.")
    ] = None,
    target: Annotated[float, typer.Option(help="Hours that 95 % of trucks may wait, for --staff.")] = 12.0,
    out: Annotated[Path | None, typer.Option(help="Write tables and report to this folder; not there yet.")] = None,
    json: Json = False,
) -> None:
    """Tell how long trucks wait at border crossings."""
    from aryk.commands.border import border_command

    if design or staff is not None:
        _exit(_design(design, staff, target, case, scenario, measures, start, end, replications, out, as_json=json))
    _exit(
        border_command(
            case,
            scenario=scenario,
            measures=[each for each in measures.split(",") if each],
            start=start,
            end=end,
            passages=[each for each in passages.split(",") if each],
            replications=replications,
            precision=precision,
            lanes=lanes,
            out=out,
            as_json=json,
        )
    )


def _design(
    design: str,
    staff: str | None,
    target: float,
    case: str,
    scenario: str,
    measures: str,
    start: str | None,
    end: str | None,
    replications: int | None,
    out: Path | None,
    *,
    as_json: bool,
) -> int:
    from aryk.commands.design import design_command, staff_command

    how: dict[str, Any] = {
        "scenario": scenario,
        "measures": [each for each in measures.split(",") if each],
        "start": start,
        "end": end,
        "replications": replications,
        "out": out,
        "as_json": as_json,
    }
    if staff is not None:
        return staff_command(case, staff, target, **how)
    return design_command(case, [each for each in design.split(",") if each], **how)


@app.command()
def trade(
    case: CaseName,
    statistics: Annotated[str, typer.Option(help="Whose values of trade_values.csv to follow.")] = "KZ",
    target: Annotated[
        str | None, typer.Option(metavar="TARGET", help="The path to this target of the case, or to 3000:2030.")
    ] = None,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    measures: Annotated[str, typer.Option(metavar="NAMES", help="Measures in place, joined by commas.")] = "",
    limit: Annotated[float, typer.Option(help="Hours; a passage binds where 5 % of its trucks wait longer.")] = 24.0,
    replications: Annotated[int | None, typer.Option(min=1, help="How many in each step; without it 4.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write tables and report to this folder; not there yet.")] = None,
    json: Json = False,
) -> None:
    """Bring trade and waits at the border to agreement."""
    from aryk.commands.trade import trade_command

    _exit(
        trade_command(
            case,
            statistics=statistics,
            target=target,
            scenario=scenario,
            measures=[each for each in measures.split(",") if each],
            limit=limit,
            replications=replications,
            out=out,
            as_json=json,
        )
    )


@app.command("border-hindcast")
def border_hindcast(
    case: CaseName,
    episodes: Annotated[str, typer.Option(metavar="NAMES", help="Only these episodes, joined by commas.")] = "",
    tables: Annotated[
        Path | None,
        typer.Option("--with", metavar="FOLDER", help="Take episodes, sightings and regime_days from this folder."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write tables and report to this folder; not there yet.")] = None,
    json: Json = False,
) -> None:
    """Hold simulated lines of trucks against those seen."""
    from aryk.commands.border import hindcast_command

    names = [each for each in episodes.split(",") if each]
    _exit(hindcast_command(case, episodes=names, tables=tables, out=out, as_json=json))


@app.command()
def uncertain(
    case: CaseName,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    measures: Annotated[str, typer.Option(metavar="NAMES", help="Measures in place, joined by commas.")] = "",
    top: Annotated[int, typer.Option(min=0, help="How many numbers are planned again at both ends.")] = 10,
    basis: Annotated[str, typer.Option(help="Only numbers that are reported, computed or assumed.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write tables and report to this folder; not there yet.")] = None,
    json: Json = False,
) -> None:
    """Tell which numbers of a plan matter most."""
    from aryk.commands.uncertain import uncertain_command

    names = [each for each in measures.split(",") if each]
    _exit(uncertain_command(case, scenario=scenario, measures=names, top=top, basis=basis, out=out, as_json=json))


@app.command()
def settle(
    case: CaseName,
    parties: Annotated[
        str, typer.Option(metavar="NAMES", help="Who may act together, joined by commas. Default: all owners.")
    ] = "",
    system: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Act together in this system only, such as water; may be repeated."),
    ] = None,
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    also: Annotated[
        list[str] | None, typer.Option(metavar="SCENARIO", help="Compare with this scenario too; may be repeated.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
    ] = None,
    rule: Annotated[str, typer.Option(help="Rule of the payments shown.")] = "shapley",
    weights: Annotated[str, typer.Option(metavar="A=2,B=1", help="Power of each party in the Nash bargain.")] = "",
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME:A=2,B=1", help="One more rule: in proportion to these numbers; may be repeated."),
    ] = None,
    json: Json = False,
) -> None:
    """Tell what acting together is worth, and to whom."""
    from aryk.commands.settle import settle_command

    _exit(
        settle_command(
            case,
            parties=[each.strip() for each in parties.split(",") if each.strip()],
            systems=system or [],
            scenario=scenario,
            also=also or [],
            start=start,
            end=end,
            settings=settings or [],
            rule=rule,
            weights=weights,
            by=by or [],
            as_json=json,
        )
    )


@app.command()
def worth(
    case: CaseName,
    measures: Annotated[str, typer.Option(metavar="NAMES", help="Measures of the case, joined by commas.")] = "",
    scenario: Annotated[str, typer.Option(help="Scenario of the case.")] = "base",
    start: Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last day, included.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
    ] = None,
    rate: Annotated[float | None, typer.Option(help="Yearly rate of discount. Default: interest of the case.")] = None,
    years: Annotated[bool, typer.Option("--years", help="Also the cash of each party by year.")] = False,
    json: Json = False,
) -> None:
    """Tell what measures cost and bring to each party."""
    from aryk.commands.worth import worth_command

    _exit(
        worth_command(
            case,
            measures=[each.strip() for each in measures.split(",") if each.strip()],
            scenario=scenario,
            start=start,
            end=end,
            settings=settings or [],
            rate=rate,
            years=years,
            as_json=json,
        )
    )


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to make.")],
    like: Annotated[str | None, typer.Option(metavar="CASE", help="Begin with a copy of this case.")] = None,
    json: Json = False,
) -> None:
    """Make an empty case."""
    from aryk.commands.new import new_command

    _exit(new_command(folder, like=like, as_json=json))


@app.command()
def rerun(
    run_folder: RunFolder,
    out: Annotated[Path | None, typer.Option(help="Also write the repeated run to this folder.")] = None,
    json: Json = False,
) -> None:
    """Repeat a run from its folder."""
    from aryk.commands.rerun import rerun_command

    _exit(rerun_command(run_folder, out=out, as_json=json))


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="RUN_A", help="Folder of a run.")],
    b: Annotated[str, typer.Argument(metavar="RUN_B", help="Folder of another run.")],
    json: Json = False,
) -> None:
    """Show in what two runs differ."""
    from aryk.commands.compare import compare_command

    _exit(compare_command(a, b, as_json=json))


@app.command()
def show(
    run_folder: RunFolder,
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="Part of the case, such as water or power.")],
    row: Annotated[str | None, typer.Argument(metavar="ROW", help="One row of it, such as kirov.")] = None,
    json: Json = False,
) -> None:
    """Show results in the terminal."""
    from aryk.commands.show import show_command

    _exit(show_command(run_folder, system, row, as_json=json))


@importing.command("pypsa")
def import_pypsa(
    source: Annotated[Path, typer.Argument(metavar="NETWORK", help="NetCDF file or CSV folder that PyPSA exported.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the case; it must not be there yet.")],
    partial: Partial = False,
    json: Json = False,
) -> None:
    """Turn a PyPSA network into a case."""
    from aryk.commands.exchange import import_pypsa_command

    _exit(import_pypsa_command(source, out, partial=partial, as_json=json))


@importing.command("pywr")
def import_pywr(
    source: Annotated[Path, typer.Argument(metavar="MODEL", help="JSON file of a Pywr 1 model.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the case; it must not be there yet.")],
    partial: Partial = False,
    json: Json = False,
) -> None:
    """Turn a Pywr model into a case."""
    from aryk.commands.exchange import import_pywr_command

    _exit(import_pywr_command(source, out, partial=partial, as_json=json))


@exporting.command("pypsa")
def export_pypsa(
    case: CaseName,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="File ending in .nc, or CSV folder; it must not be there yet.")
    ],
    partial: Partial = False,
    json: Json = False,
) -> None:
    """Turn a case into a PyPSA network."""
    from aryk.commands.exchange import export_pypsa_command

    _exit(export_pypsa_command(case, out, partial=partial, as_json=json))


def _exit(code: int) -> None:
    raise typer.Exit(code)


def main() -> None:
    """Entry point of the command `aryk`."""
    import gc

    from aryk.commands.outcome import guarded

    gc.set_threshold(200_000, 20, 20)  # tables are many small objects without cycles; looking for some costs a fifth
    code = guarded(app)
    gc.freeze()  # at the end nothing needs to be looked through once more
    raise SystemExit(code)
