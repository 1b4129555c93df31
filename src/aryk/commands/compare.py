"""`aryk compare`: two runs, inputs first."""

from __future__ import annotations

import json

import pandas as pd

from aryk.commands.outcome import FINE
from aryk.commands.summary import number

MOST = 40


def compare_command(one: str, other: str, *, as_json: bool) -> int:
    """Show in what two runs differ.

    Raises
    ------
    RunFolderError
        If one is no run folder.
    """
    from aryk.runs.compare import input_differences, output_differences
    from aryk.runs.folder import open_run

    a, b = open_run(one), open_run(other)
    inputs, outputs = input_differences(a, b), output_differences(a, b)
    if as_json:
        tables = {
            name: json.loads(frame.to_json(orient="records"))
            for name, frame in (("inputs", inputs), ("indicators", outputs))
        }
        print(json.dumps({"ok": True, "a": str(a.folder), "b": str(b.folder), **tables}, ensure_ascii=False))
        return FINE
    for letter, each in (("a", a), ("b", b)):
        print(f"{letter}: {each.folder} ({each.record['case']}, {each.settings['scenario']})")
    print()
    _show_inputs(inputs)
    _show_outputs(outputs)
    return FINE


def _counted(differences: pd.DataFrame) -> str:
    return f"{len(differences) or 'no'} difference{'' if len(differences) == 1 else 's'}"


def _show_inputs(inputs: pd.DataFrame) -> None:
    print(f"inputs: {_counted(inputs)}")
    for row in inputs.head(MOST).to_dict("records"):
        place = ".".join(part for part in (row["table"], row["row"], row["column"]) if part)
        print(f"  {place:<58} {row['a'] or '(empty)':<18} -> {row['b'] or '(empty)'}")
    if len(inputs) > MOST:
        print(f"  ... and {len(inputs) - MOST} more (--json shows all)")


def _show_outputs(outputs: pd.DataFrame) -> None:
    print(f"\nindicators: {_counted(outputs)}")
    if not len(outputs):
        return
    print(f"  {'':<58}{'a':>12}{'b':>12}{'b - a':>12}")
    for row in outputs.head(MOST).to_dict("records"):
        title = f"{row['title']} [{row['unit']}]" if isinstance(row["title"], str) else row["indicator"]
        title = title if len(title) < 58 else title[:54] + "..."
        print(f"  {title:<58}{number(row['a']):>12}{number(row['b']):>12}{number(row['difference']):>12}")
    if len(outputs) > MOST:
        print(f"  ... and {len(outputs) - MOST} more (--json shows all)")
