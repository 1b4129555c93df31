"""A NetCDF file as plain arrays, times decoded; without the libraries that xarray brings along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TIME = re.compile(r"(microsecond|millisecond|second|minute|hour|day)s? since (.+)")
_SECONDS = {"microsecond": 1e-6, "millisecond": 1e-3, "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}


@dataclass(frozen=True)
class Variable:
    """An array with the names of its dimensions."""

    dimensions: tuple[str, ...]
    values: NDArray[Any]


@dataclass(frozen=True)
class Held:
    """All variables and global attributes of a file."""

    variables: dict[str, Variable]
    attributes: dict[str, Any]


def read_netcdf(path: Path) -> Held:
    """Read a file whole.

    Raises
    ------
    OSError, ValueError
        If it is no NetCDF file, or a time in it cannot be told.
    """
    import netCDF4

    with netCDF4.Dataset(path) as file:
        file.set_auto_mask(False)
        attributes = {name: file.getncattr(name) for name in file.ncattrs()}
        variables = {name: _variable(each) for name, each in file.variables.items()}
    return Held(variables, attributes)


def _variable(found: Any) -> Variable:
    import netCDF4

    values = np.asarray(found[:])
    dimensions = tuple(found.dimensions)
    if values.dtype.kind == "S":
        values, dimensions = np.asarray(netCDF4.chartostring(values)), dimensions[:-1]
    if "units" in found.ncattrs() and (match := _TIME.fullmatch(str(found.getncattr("units")))):
        values = _times(values, *match.groups())
    elif "dtype" in found.ncattrs() and found.getncattr("dtype") == "bool":
        values = values.astype(bool)
    return Variable(dimensions, values)


def _times(values: NDArray[Any], unit: str, since: str) -> NDArray[Any]:
    """Counts since a time as times, to the microsecond."""
    begin = np.datetime64(since.strip().replace(" ", "T").removesuffix("Z"), "us")
    passed = np.rint(values.astype(float) * _SECONDS[unit] * 1e6).astype("timedelta64[us]")
    return np.asarray(begin + passed)
