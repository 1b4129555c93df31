"""Commands that plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aryk.cli.application import CaseName, Json, app, leave
from aryk.cli.options import End, Scenario, Settings, Start


@app.command()
def check(case: CaseName, json: Json = False) -> None:
    """Check a case and count its sources."""
    from aryk.commands.check import check_command

    leave(check_command(case, as_json=json))


@app.command()
def run(
    case: CaseName,
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
    settings: Settings = None,
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
    leave(
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
    scenario: Scenario = "base",
    json: Json = False,
) -> None:
    """Tell what the loss of a plant, line or supply does."""
    from aryk.commands.outage import outage_command

    leave(
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
    scenario: Scenario = "base",
    start: Start = None,
    end: End = None,
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

    leave(
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
