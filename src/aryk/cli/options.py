"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Scenario = Annotated[str, typer.Option(help="Scenario of the case.")]
Start = Annotated[str | None, typer.Option(help="First day, such as 2024-04-01.")]
End = Annotated[str | None, typer.Option(help="Last day, included.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="TABLE.ROW.COLUMN=VALUE", help="Change one cell; may be repeated."),
]
Over = Annotated[
    list[str] | None,
    typer.Option(metavar="FOLDER", help="Lay tables and series of this folder over the case; may be repeated."),
]
Group = Annotated[list[str] | None, typer.Option(metavar="TAG", help="Only nodes with this tag; may be repeated.")]
Step = Annotated[str | None, typer.Option(help="day, pentad, dekad or month. Default: that of the carrier.")]
NewFolder = Annotated[Path | None, typer.Option(help="Write tables and report to this folder; not there yet.")]
Languages = Annotated[
    str,
    typer.Option("--language", metavar="NAMES", help="Languages of the report, joined by commas: en, ru, kk, ky."),
]


def names_in(words: str) -> list[str]:
    """Names that are joined by commas.

    >>> names_in("ru, ky,"), names_in("")
    (['ru', 'ky'], [])
    """
    return [each.strip() for each in words.split(",") if each.strip()]
