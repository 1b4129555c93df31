"""`aryk new`: the empty template of a case."""

from __future__ import annotations

import json
from pathlib import Path

from aryk.commands.outcome import FINE, INVALID_INPUT, told


def new_command(folder: Path, *, as_json: bool) -> int:
    """Write the template and say what to do with it."""
    from aryk.case.write import write_template

    try:
        written = write_template(folder)
    except FileExistsError as error:
        return told(INVALID_INPUT, "folder", str(error), as_json=as_json)
    if as_json:
        print(json.dumps({"ok": True, "folder": str(folder), "files": [path.name for path in written]}))
        return FINE
    print(f"{folder}: {len(written) - 1} empty tables and README.md, which explains every column.")
    print(f"Begin with case.csv, parties.csv, carriers.csv and nodes.csv, then: aryk check {folder}")
    return FINE
