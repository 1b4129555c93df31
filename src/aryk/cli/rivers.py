"""Commands on rivers as they are run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aryk.cli.application import CaseName, Json, app, leave
from aryk.cli.options import End, Group, Over, Scenario, Settings, Start, Step


@app.command()
def river(
    case: CaseName,
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    settings: Settings = None,
    over: Over = None,
    group: Group = None,
    step: Step = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the results to this NetCDF file; it must not be there yet.")
    ] = None,
    json: Json = False,
) -> None:
    """Run a river step by step under its rules."""
    from aryk.commands.river import river_command

    leave(
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
    over: Over = None,
    group: Group = None,
    step: Step = None,
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
    """Fit weak numbers of a river and judge them elsewhere."""
    from aryk.commands.river_fit import river_fit_command

    leave(
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
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    group: Group = None,
    years: Annotated[int, typer.Option(min=2, help="Years that are planned to learn from.")] = 24,
    test_years: Annotated[int, typer.Option(min=1, help="Other years in which plan and rules are compared.")] = 12,
    kind: Annotated[
        str,
        typer.Option(help="values: by dekad and filling; tuned: these times a factor; curves: by zones of filling."),
    ] = "values",
    out: Annotated[
        Path | None, typer.Option(help="Write the tables of the rules to this folder; not there yet.")
    ] = None,
    json: Json = False,
) -> None:
    """Learn from plans what stored water is worth, as rules of a river."""
    from aryk.commands.river_rules import river_rules_command

    if kind not in ("values", "curves", "tuned"):
        raise typer.BadParameter(f"{kind} is no kind of rule: values, curves, tuned")
    leave(
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
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    group: Group = None,
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

    leave(
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
    group: Group = None,
    languages: Annotated[str, typer.Option(metavar="NAMES", help="en, ru, kk, ky, joined by commas.")] = "en,ru",
    revise: Annotated[
        bool, typer.Option("--revise", help="Plan the last dekad anew; the earlier table is kept.")
    ] = False,
    json: Json = False,
) -> None:
    """Plan the coming dekads: releases, canal limits, accounts of the sides."""
    from aryk.commands.desk import desk_command

    leave(
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
