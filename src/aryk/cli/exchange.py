"""Commands on other tools' models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aryk.cli.application import CaseName, Json, Partial, exporting, importing, leave


@importing.command("pypsa")
def import_pypsa(
    source: Annotated[Path, typer.Argument(metavar="NETWORK", help="NetCDF file or CSV folder that PyPSA exported.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the case; it must not be there yet.")],
    partial: Partial = False,
    json: Json = False,
) -> None:
    """Turn a PyPSA network into a case."""
    from aryk.commands.exchange import import_pypsa_command

    leave(import_pypsa_command(source, out, partial=partial, as_json=json))


@importing.command("pywr")
def import_pywr(
    source: Annotated[Path, typer.Argument(metavar="MODEL", help="JSON file of a Pywr 1 model.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the case; it must not be there yet.")],
    partial: Partial = False,
    json: Json = False,
) -> None:
    """Turn a Pywr model into a case."""
    from aryk.commands.exchange import import_pywr_command

    leave(import_pywr_command(source, out, partial=partial, as_json=json))


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

    leave(export_pypsa_command(case, out, partial=partial, as_json=json))
