"""The command `aryk` without its commands, and what their options share."""

from __future__ import annotations

from typing import Annotated

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


def leave(code: int) -> None:
    """End with an exit code.

    Raises
    ------
    typer.Exit
        Always.
    """
    raise typer.Exit(code)
