"""Tables in HDF files, as PyTables and pandas (format `fixed`) write them, read by the library of netCDF."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd

_DAYS = re.compile(r"offsets\nDay\n\w*\n?\(I(\d+)")
"""A step of so many days, as pandas keeps it; the object itself is not made, as that could run anything."""


def frame_of(path: Path, key: str | None) -> pd.DataFrame:
    """A frame that pandas kept.

    Parameters
    ----------
    key
        Its group; None: the only one.

    Raises
    ------
    KeyError
        If there is no such group, or there are several and none is named.
    ValueError
        If the group is no frame of numbers in the format `fixed`.
    OSError
        If this is no HDF file.
    """
    with netCDF4.Dataset(str(path)) as file:
        file.set_auto_mask(False)
        group = _group(file, key)
        if "axis0" not in group.variables or "axis1" not in group.variables:
            raise ValueError(f"the group {group.path} is no frame of the format fixed")
        columns, index = _axis(group.variables["axis0"]), _axis(group.variables["axis1"])
        frame = pd.DataFrame(index=index, columns=columns, dtype=float)
        block = 0
        while f"block{block}_values" in group.variables:
            names = _axis(group.variables[f"block{block}_items"])
            frame[list(names)] = np.asarray(group.variables[f"block{block}_values"][:], dtype=float)
            block += 1
    return frame


def array_of(path: Path, where: str, name: str) -> np.ndarray:
    """An array by its group and name; shape (steps,) or (steps, futures).

    Raises
    ------
    KeyError
        If there is none.
    OSError
        If this is no HDF file.
    """
    with netCDF4.Dataset(str(path)) as file:
        file.set_auto_mask(False)
        group = file if where.strip("/") == "" else _group(file, where)
        if name not in group.variables:
            raise KeyError(f"no array {name} in {where}; there are {', '.join(group.variables)}")
        return np.asarray(group.variables[name][:], dtype=float)


def _group(file: Any, key: str | None) -> Any:
    if key is None:
        if len(file.groups) != 1:
            raise KeyError(f"a key has to be named of {', '.join(file.groups)}")
        return next(iter(file.groups.values()))
    found = file
    for part in key.strip("/").split("/"):
        if part not in found.groups:
            raise KeyError(f"no group {part}; there are {', '.join(found.groups)}")
        found = found.groups[part]
    return found


def _axis(variable: Any) -> pd.Index:
    """Labels of rows or columns."""
    kind = str(getattr(variable, "kind", ""))
    values = variable[:]
    if kind.startswith("datetime64"):
        spaced = _DAYS.search(str(getattr(variable, "freq", "")))
        times = np.asarray(values, dtype=np.int64).astype("datetime64[ns]")
        return pd.DatetimeIndex(times, freq=f"{spaced[1]}D" if spaced else None)
    if values.dtype.kind in "SO":
        values = [each.decode() if isinstance(each, bytes) else str(each) for each in values]
    return pd.Index(values)
