"""The programme as a file for other solvers and for the eye, with names of the case."""

from __future__ import annotations

import re
from pathlib import Path

import highspy

from aryk.planning.program import Grid, Program

_UNSAFE = re.compile(r"[^A-Za-z0-9_.]")


class ExportError(ValueError):
    """A file that a programme cannot be written to."""


def check_ending(path: Path) -> None:
    """Refuse a file that is neither .lp nor .mps.

    Raises
    ------
    ExportError
        If it is neither.
    """
    if path.suffix not in (".lp", ".mps"):
        raise ExportError(f"{path}: a programme is written as .lp or .mps. Remedy: end the name in one of them")


def write_model(highs: highspy.Highs, program: Program, path: Path) -> None:
    """Write the loaded programme to `path` (.lp or .mps) with own names: family(row,step).

    Raises
    ------
    ExportError
        If the ending is neither, or the file cannot be written.
    """
    check_ending(path)
    for grid in program.columns:
        for offset, name in enumerate(names(grid)):
            highs.passColName(grid.offset + offset, name)
    for grid in program.rows:
        for offset, name in enumerate(names(grid)):
            highs.passRowName(grid.offset + offset, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if highs.writeModel(str(path)) == highspy.HighsStatus.kError:
        raise ExportError(f"{path} could not be written. Remedy: name a file in a folder you may write to")


def names(grid: Grid) -> list[str]:
    """A name for each column or row of a grid: family(row,step), steps counted from 0.

    Signs that LP files do not take become underscores.
    """
    rows = [_UNSAFE.sub("_", str(name)) for name in grid.names]
    return [f"{grid.family}({row},{step})" for row in rows for step in range(grid.steps)]
