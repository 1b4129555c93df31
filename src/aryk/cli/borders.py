"""Commands on queues at borders and what they do to trade."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from aryk.cli.application import CaseName, Json, app, leave
from aryk.cli.options import NewFolder, Scenario


@app.command()
def border(
    case: CaseName,
    scenario: Scenario = "base",
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
    out: NewFolder = None,
    json: Json = False,
) -> None:
    """Tell how long trucks wait at border crossings."""
    from aryk.commands.border import border_command

    if design or staff is not None:
        leave(_design(design, staff, target, case, scenario, measures, start, end, replications, out, as_json=json))
    leave(
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
    scenario: Scenario = "base",
    measures: Annotated[str, typer.Option(metavar="NAMES", help="Measures in place, joined by commas.")] = "",
    limit: Annotated[float, typer.Option(help="Hours; a passage binds where 5 % of its trucks wait longer.")] = 24.0,
    replications: Annotated[int | None, typer.Option(min=1, help="How many in each step; without it 4.")] = None,
    out: NewFolder = None,
    json: Json = False,
) -> None:
    """Bring trade and waits at the border to agreement."""
    from aryk.commands.trade import trade_command

    leave(
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
    out: NewFolder = None,
    json: Json = False,
) -> None:
    """Hold simulated lines of trucks against those seen."""
    from aryk.commands.border import hindcast_command

    names = [each for each in episodes.split(",") if each]
    leave(hindcast_command(case, episodes=names, tables=tables, out=out, as_json=json))
