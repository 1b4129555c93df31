"""`aryk import` and `aryk export`: other tools' models into cases, and cases into other tools' models."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from aryk.commands.outcome import FINE

if TYPE_CHECKING:
    from aryk.case.faults import Fault


def import_pypsa_command(source: Path, out: Path, *, partial: bool, as_json: bool) -> int:
    """Turn a PyPSA network into a case.

    Raises
    ------
    NetworkError
        If there is no network, it is wrong, or not all of it can be carried over.
    RunFolderError
        If `out` is there already.
    """
    from aryk.case.write import write_case
    from aryk.exchange.pypsa.to_case import import_network
    from aryk.runs.folder import written_aside

    found = import_network(source, partial=partial)
    with written_aside(out) as aside:
        write_case(found.case, aside)
    rows = {name: len(frame) for name, frame in found.case.tables.items() if len(frame)}
    if as_json:
        left_out = [asdict(fault) for fault in found.left_out]
        record = {"ok": True, "case": str(out), "rows": rows, "left_out": left_out, "ignored": list(found.ignored)}
        print(json.dumps(record, ensure_ascii=False))
        return FINE
    _warn(found.left_out)
    if found.ignored:
        print(f"ignored, because PyPSA does not know them: {', '.join(found.ignored)}", file=sys.stderr)
    print(f"{out}: {sum(rows.values()):,} rows in {len(rows)} tables. Next: aryk run {out}")
    return FINE


def import_pywr_command(source: Path, out: Path, *, partial: bool, as_json: bool) -> int:
    """Turn a Pywr model into a case.

    Raises
    ------
    ModelError
        If there is no model, it is wrong, or not all of it can be carried over.
    RunFolderError
        If `out` is there already.
    """
    from aryk.case.write import write_case
    from aryk.exchange.pywr.to_case import import_model
    from aryk.runs.folder import written_aside

    found = import_model(source, partial=partial)
    with written_aside(out) as aside:
        write_case(found.case, aside)
    rows = {name: len(frame) for name, frame in found.case.tables.items() if len(frame)}
    if as_json:
        left_out = [asdict(fault) for fault in found.left_out]
        print(json.dumps({"ok": True, "case": str(out), "rows": rows, "left_out": left_out}, ensure_ascii=False))
        return FINE
    _warn(found.left_out)
    print(f"{out}: {sum(rows.values()):,} rows in {len(rows)} tables. Next: aryk river {out}")
    return FINE


def export_pypsa_command(case: str, out: Path, *, partial: bool, as_json: bool) -> int:
    """Turn a case into a PyPSA network.

    Raises
    ------
    CaseError
        If there is no case, or not all of it can be carried over.
    RunFolderError
        If `out` is there already.
    """
    from aryk.case.read import read_case
    from aryk.exchange.pypsa.from_case import export_case
    from aryk.exchange.pypsa.write import write_netcdf, write_tables
    from aryk.runs.folder import RunFolderError, written_aside

    network, left_out = export_case(read_case(case), partial=partial)
    if out.exists():
        raise RunFolderError(f"{out} is there already; nothing was written. Remedy: name another file or folder")
    if out.suffix == ".nc":
        write_netcdf(network, out)
    else:
        with written_aside(out) as aside:
            write_tables(network, aside)
    components = {name: len(frame) for name, frame in network.tables.items() if len(frame)}
    if as_json:
        faults = [asdict(fault) for fault in left_out]
        print(json.dumps({"ok": True, "network": str(out), "components": components, "left_out": faults}))
        return FINE
    _warn(left_out)
    print(f"{out}: {sum(components.values()):,} components, {len(network.snapshots):,} snapshots.")
    return FINE


def _warn(left_out: Iterable[Fault]) -> None:
    for fault in left_out:
        print(f"left out: {fault}", file=sys.stderr)
