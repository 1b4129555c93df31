"""An episode that is not in a case: its tables laid over those of the case."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from aryk.borders.model import BorderError
from aryk.case.case import Case
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
        If the case with these tables makes no sense.
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
        (whole / "episode").mkdir(exist_ok=True)
        for name, path in given.items():
            shutil.copyfile(path, whole / "episode" / f"{name}.csv")
        return read_case(whole)
