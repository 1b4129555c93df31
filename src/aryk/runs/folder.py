"""The run folder: everything a run needs to be believed and repeated. It is complete or not there.

run.json            case, scenario, options, versions, hashes of inputs and results, headline facts
case/               the case as read, before scenario and settings
results.nc          all results (NetCDF, CF attributes)
indicators.csv      hindcast.csv   commitments.csv   accounts.csv   verification.csv
waits.csv           wait-curves.csv: how trucks of the plan and of the border came to agree, where the case asks for it
log.txt             stages with their time
report.html         the report
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from aryk.case.case import Case
from aryk.case.timeline import Timeline, timeline
from aryk.results.fields import Results, from_dataset
from aryk.results.units import unit_of

FORMAT = 1
TABLES = ("indicators", "hindcast", "commitments", "accounts", "verification")


class RunFolderError(ValueError):
    """A folder that is no run, or cannot become one; the message says what to do."""


def refuse_existing(folder: Path) -> None:
    """Tell a folder that is there already.

    Raises
    ------
    RunFolderError
        If it is.
    """
    if folder.exists():
        raise RunFolderError(f"{folder} is there already; nothing was written. Remedy: name another folder with --out")


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """A folder to write into that becomes `folder` when all went well, and vanishes when not.

    Raises
    ------
    RunFolderError
        If `folder` is there already.
    """
    refuse_existing(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield aside
        aside.chmod(0o755)
        aside.replace(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def hash_of_case(case: Case) -> str:
    """A fingerprint of every cell of a case."""
    digest = hashlib.sha256()
    for name, frame in sorted(case.tables.items()):
        digest.update(name.encode())
        digest.update(frame.to_csv(index=False, lineterminator="\n").encode())
    for name, frame in sorted(case.series_files.items()):
        digest.update(name.encode())
        digest.update(frame.index.to_numpy().astype("datetime64[s]").tobytes())
        digest.update(",".join(map(str, frame.columns)).encode())
        digest.update(frame.to_numpy(dtype=float).tobytes())
    return digest.hexdigest()


def hash_of_results(results: Results) -> str:
    """A fingerprint of every number of a run."""
    digest = hashlib.sha256()
    for each in sorted(results.fields, key=lambda field: field.label):
        digest.update(each.label.encode())
        digest.update("\0".join(map(str, each.names)).encode())
        digest.update((each.values + 0.0).astype("<f8").tobytes())
    return digest.hexdigest()


def write_results(case: Case, results: Results, path: Path) -> None:
    """All results as NetCDF, compressed without loss."""
    dataset = results.dataset(partial(unit_of, case))
    encoding = {
        name: {"zlib": True, "complevel": 1, "shuffle": True} for name in dataset.data_vars if dataset[name].ndim == 2
    }
    dataset.to_netcdf(path, engine="netcdf4", encoding=encoding)


@dataclass(frozen=True)
class StoredRun:
    """A run read back from its folder."""

    folder: Path
    record: dict[str, Any]

    @property
    def settings(self) -> dict[str, Any]:
        """What was asked for: scenario, horizon, settings, solver."""
        asked: dict[str, Any] = self.record["asked"]
        return asked

    def case(self) -> Case:
        """The case as it was read."""
        from aryk.case.read import read_case

        return read_case(self.folder / "case")

    def timeline(self) -> Timeline:
        """The case that was planned, on its calendar."""
        from aryk.runs.run import asked_case
        from aryk.runs.waits import with_waits

        case, curves = asked_case(self.case(), self.settings), self.curves()
        return timeline(case if curves is None else with_waits(case, curves))

    def curves(self) -> pd.DataFrame | None:
        """The cost of waiting by trucks a day with which the run was planned; None where it asked for none."""
        path = self.folder / "wait-curves.csv"
        return pd.read_csv(path) if path.is_file() else None

    def results(self, line: Timeline) -> Results:
        """The results on a calendar from `timeline`."""
        import xarray

        with xarray.open_dataset(self.folder / "results.nc", engine="netcdf4", decode_timedelta=False) as dataset:
            return from_dataset(dataset.load(), line.calendar)

    def table(self, name: str) -> pd.DataFrame:
        """One of the CSV tables of the run."""
        return pd.read_csv(self.folder / f"{name}.csv", keep_default_na=False, na_values=[""])


def open_run(folder: str | Path) -> StoredRun:
    """A run folder.

    Raises
    ------
    RunFolderError
        If it is none, or of a later version.
    """
    path = Path(folder)
    if not (path / "run.json").is_file():
        raise RunFolderError(
            f"{folder} is no run folder: it has no run.json. "
            "Remedy: name a folder that `aryk run` made, such as runs/..."
        )
    record = json.loads((path / "run.json").read_text(encoding="utf-8"))
    if record.get("format") != FORMAT:
        raise RunFolderError(
            f"{folder} was written by another version of Aryk (format {record.get('format')}, here {FORMAT}). "
            "Remedy: run it anew"
        )
    return StoredRun(path, record)
