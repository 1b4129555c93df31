"""Commands on folders of cases and runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aryk.cli.application import Json, RunFolder, app, leave


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to make.")],
    like: Annotated[str | None, typer.Option(metavar="CASE", help="Begin with a copy of this case.")] = None,
    json: Json = False,
) -> None:
    """Make an empty case."""
    from aryk.commands.new import new_command

    leave(new_command(folder, like=like, as_json=json))


@app.command()
def rerun(
    run_folder: RunFolder,
    out: Annotated[Path | None, typer.Option(help="Also write the repeated run to this folder.")] = None,
    json: Json = False,
) -> None:
    """Repeat a run from its folder."""
    from aryk.commands.rerun import rerun_command

    leave(rerun_command(run_folder, out=out, as_json=json))


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="RUN_A", help="Folder of a run.")],
    b: Annotated[str, typer.Argument(metavar="RUN_B", help="Folder of another run.")],
    json: Json = False,
) -> None:
    """Show in what two runs differ."""
    from aryk.commands.compare import compare_command

    leave(compare_command(a, b, as_json=json))


@app.command()
def show(
    run_folder: RunFolder,
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="Part of the case, such as water or power.")],
    row: Annotated[str | None, typer.Argument(metavar="ROW", help="One row of it, such as kirov.")] = None,
    json: Json = False,
) -> None:
    """Show results in the terminal."""
    from aryk.commands.show import show_command

    leave(show_command(run_folder, system, row, as_json=json))
