"""The folder of a desk: a table for each dekad, and the state that the next one goes on from.

desk.json            case, scenario, days and tags that the desk was opened for
case/                the case as it was read at the opening
2026-06-11/          one folder for each dekad; when it is planned anew, 2026-06-11-2, and the last one counts
    record.json      what was asked, versions, hashes
    entered.csv      what was seen, as it was entered
    state.json       what the river was left with, and what each line had so far
    inflow.csv       expected inflow and members
    flows.csv  accounts.csv  balances.csv  chances.csv
    enter.csv        what to fill in for the next dekad
    table-LANGUAGE.xlsx  table-LANGUAGE.html

A folder of a dekad is complete or not there.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aryk.desk.entries import Entry
from aryk.desk.state import Seen, State, Told
from aryk.rivers.past import Past, Spells
from aryk.runs.folder import RunFolderError

FORMAT = 1
_DEKAD = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d+))?")
ENTRY_COLUMNS = ("table", "row", "quantity", "dekad", "value")


@dataclass(frozen=True)
class DeskFolder:
    """A desk that was opened."""

    path: Path
    opened: dict[str, Any]

    def dekads(self) -> dict[str, Path]:
        """The folder of each dekad that was planned, the last revision of each, in order of days."""
        found: dict[str, tuple[int, Path]] = {}
        for each in self.path.iterdir():
            match = _DEKAD.fullmatch(each.name)
            if match and (each / "record.json").is_file():
                number = int(match[2] or 1)
                if number > found.get(match[1], (0, each))[0]:
                    found[match[1]] = (number, each)
        return {day: found[day][1] for day in sorted(found)}

    def place(self, day: str) -> Path:
        """Where a new table of a dekad goes: beside those that are there."""
        number = 1
        while (self.path / (day if number == 1 else f"{day}-{number}")).exists():
            number += 1
        return self.path / (day if number == 1 else f"{day}-{number}")


def open_desk(path: Path) -> DeskFolder | None:
    """The desk in a folder, or None where there is no folder.

    Raises
    ------
    RunFolderError
        If the folder is something else, or of another version.
    """
    if not path.exists():
        return None
    record = path / "desk.json"
    if not record.is_file():
        raise RunFolderError(
            f"{path} is there and is no desk: it has no desk.json. Remedy: name another folder with --desk"
        )
    opened = json.loads(record.read_text(encoding="utf-8"))
    if opened.get("format") != FORMAT:
        raise RunFolderError(f"{path} was made by another version of Aryk. Remedy: open a new desk with --desk")
    return DeskFolder(path, opened)


def state_to_text(state: State) -> str:
    """A state as JSON; numbers are kept to the last digit."""
    past = state.past
    flows = [
        [table, row, each.begin.astype(str).tolist(), each.end.astype(str).tolist(), each.rate.tolist()]
        for (table, row), each in past.flows.items()
    ]
    record = {
        "day": past.day,
        "origin": past.origin,
        "contents": dict(past.contents),
        "balances": [[table, row, value] for (table, row), value in past.balances.items()],
        "flows": flows,
        "history": [_plain(asdict(each)) for each in state.history],
        "seen": [_plain(asdict(each)) for each in state.seen],
        "foreseen": {name: values.tolist() for name, values in state.foreseen.items()},
    }
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def state_from_text(text: str) -> State:
    """The state that `state_to_text` wrote."""
    record = json.loads(text)
    flows = {
        (table, row): Spells(np.array(begin, "datetime64[s]"), np.array(end, "datetime64[s]"), np.array(rate, float))
        for table, row, begin, end, rate in record["flows"]
    }
    balances = {(table, row): float(value) for table, row, value in record["balances"]}
    past = Past(record["day"], record["origin"], record["contents"], flows, balances)
    history = tuple(Told(**_numbers(each)) for each in record["history"])
    seen = tuple(Seen(**_numbers(each)) for each in record["seen"])
    return State(past, history, seen, {name: np.array(values, float) for name, values in record["foreseen"].items()})


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in record.items()}


def _numbers(record: dict[str, Any]) -> dict[str, Any]:
    return {name: float("nan") if value is None else value for name, value in record.items()}


def write_entries(path: Path, entries: Sequence[Entry]) -> None:
    """Entries as a CSV file that the desk reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ENTRY_COLUMNS)
        for each in entries:
            value = "run" if math.isnan(each.value) else repr(each.value)
            writer.writerow([each.table, each.row, each.quantity, each.dekad, value])


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """A table of results as CSV, with all digits."""
    frame.to_csv(path, index=False, lineterminator="\n")
