"""`aryk new`: the empty template of a case."""

from __future__ import annotations

import json
from pathlib import Path

from aryk.commands.outcome import FINE, INVALID_INPUT, told


def new_command(folder: Path, *, like: str | None, as_json: bool) -> int:
    """Write the template, or a copy of a case, and say what to do with it.

    Raises
    ------
    CaseError
        If there is no case to copy.
    """
    from aryk.case.write import write_template

    if like is not None:
        return _copy(folder, like, as_json=as_json)
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


def _copy(folder: Path, like: str, *, as_json: bool) -> int:
    import shutil

    from aryk.case.read import find_case

    source = find_case(like)
    if folder.exists():
        message = f"{folder} is there already; nothing was written. Remedy: name another folder"
        return told(INVALID_INPUT, "folder", message, as_json=as_json)
    shutil.copytree(source, folder)
    if as_json:
        print(json.dumps({"ok": True, "folder": str(folder), "like": like}))
        return FINE
    print(f"{folder}: a copy of {like}. Give it a name of its own in case.csv, then: aryk check {folder}")
    return FINE
