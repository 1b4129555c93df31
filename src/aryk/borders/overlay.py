"""An episode that is not in a case: its tables laid over those of the case."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from aryk.borders.model import BorderError
from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.case.read import find_case, read_case
from aryk.case.schema.borders import BORDER_TABLES

REPLACED = ("episodes", "sightings", "regime_days")


def with_tables_of(case: str | Path, folder: Path) -> Case:
    """A case in which the border tables of a folder stand in place of its own, read and checked as a whole.

    Parameters
    ----------
    case
        A folder, or the name of a bundled case.
    folder
        Holds `episodes.csv` and `sightings.csv`, and any other table of borders (`regime_days.csv` with what was let
        through, `regimes.csv`, `truck_flows.csv`, ...). Each takes the place of the table of the same name, but
        `regimes.csv` and `references.csv`, which are added; without `regime_days.csv` no regime is in force.

    Raises
    ------
    BorderError
        If the folder has no episodes or sightings, or a file that is no table of borders.
    CaseError
        If the case with these tables makes no sense, or a sighting or a regime lies in no episode.
    """
    known = {table.name for table in BORDER_TABLES} | {"references", "series", "profiles"}
    given = {path.stem: path for path in sorted(folder.glob("*.csv"))} if folder.is_dir() else {}
    missing = [name for name in ("episodes", "sightings") if name not in given]
    strange = sorted(set(given) - known)
    if missing or strange:
        what = f"it lacks {' and '.join(f'{each}.csv' for each in missing)}" if missing else ""
        also = f"{', '.join(f'{each}.csv' for each in strange)}: no table of borders" if strange else ""
        raise BorderError(f"{folder}: {'; '.join(filter(None, [what, also]))}. Remedy: see the tables in the manual")
    added = {"regimes", "references", "series", "profiles"}
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / find_case(case).name
        shutil.copytree(find_case(case), whole)
        for name in {*REPLACED, *given} - added:
            for path in whole.rglob(f"{name}.csv"):
                path.unlink()
        own = folder.resolve().name
        laid = whole / (own if own and not (whole / own).exists() else "episode")
        laid.mkdir(exist_ok=True)
        for name, path in given.items():
            shutil.copyfile(path, laid / f"{name}.csv")
        unused = _unused(laid)
        try:
            case_with = read_case(whole)
        except CaseError as error:
            raise CaseError([*error.faults, *unused]) from None
    if unused:
        raise CaseError(unused)
    return case_with


def _unused(folder: Path) -> list[Fault]:
    """Sightings and regimes of a folder that lie in none of its episodes; what cannot be read is told elsewhere."""
    episodes = [row for _, row in _rows(folder, "episodes", ("passage", "start", "end"))]
    spans = [f"{row['passage']} from {row['start']} to {row['end']}" for row in episodes if row["start"] <= row["end"]]
    found = []
    for name, first, last, what in (
        ("sightings", "day", "day", "a sighting that lies in no episode tells nothing"),
        ("regime_days", "start", "end", "a regime that is in force in no episode changes nothing"),
    ):
        for line, row in _rows(folder, name, ("passage", first, last)):
            if not any(
                row["passage"] == each["passage"] and row[first] <= each["end"] and row[last] >= each["start"]
                for each in episodes
            ):
                said = f"{row['passage']}, {row[first]}" + (f" to {row[last]}" if first != last else "")
                remedy = "correct the passage or the day, widen the episode, or take the row out"
                place = f"{folder.name}/{name}.csv"
                found.append(Fault(place, line, first, what, said, "; ".join(spans) or "days of an episode", remedy))
    return found


def _rows(folder: Path, name: str, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Line and cells of the rows of a table that are filled in as far as needed."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig")
    except (ValueError, OSError):
        return []
    if not set(needed) <= set(frame.columns):
        return []
    rows = [(place + 2, row) for place, row in enumerate(frame.to_dict("records"))]
    return [(line, row) for line, row in rows if all(row[each].strip() for each in needed)]
