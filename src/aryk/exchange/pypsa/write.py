"""A network into a NetCDF file or a folder of CSV files, as PyPSA reads them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from aryk.exchange.pypsa.attributes import COMPONENTS
from aryk.exchange.pypsa.network import Network

VERSION = "1.4.0"
"""The version of PyPSA whose files these are."""


def write_tables(network: Network, folder: Path) -> None:
    """Write a folder for `Network.import_from_csv_folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    head = pd.DataFrame({"pypsa_version": [VERSION]}, index=pd.Index([network.name], name="name"))
    head.to_csv(folder / "network.csv")
    for name, frame in _frames(network):
        frame.to_csv(folder / f"{name}.csv")


def write_netcdf(network: Network, path: Path) -> None:
    """Write a file for `Network.import_from_netcdf`; it is complete or not there."""
    import xarray

    variables: dict[str, xarray.DataArray] = {}
    for name, frame in _frames(network):
        list_name, _, attribute = name.partition("-")
        if attribute:
            column = f"{list_name}_t_{attribute}_i"
            coordinates = {"snapshots": frame.index.to_numpy(), column: frame.columns.to_numpy(dtype=object)}
            values = frame.to_numpy(dtype=float)
            variables[f"{list_name}_t_{attribute}"] = xarray.DataArray(values, coordinates, ("snapshots", column))
            continue
        axis = name if name in ("snapshots", "investment_periods") else f"{name}_i"
        index = frame.index.to_numpy(dtype=object) if axis.endswith("_i") else frame.index.to_numpy()
        for title in frame.columns:
            cells = frame[title].to_numpy()
            cells = cells.astype(object) if frame[title].dtype.kind not in "biufM" else cells
            variables[f"{name}_{title}"] = xarray.DataArray(cells, {axis: index}, (axis,))
        variables[f"__{name}"] = xarray.DataArray(range(len(index)), {axis: index}, (axis,))
    dataset = xarray.Dataset(variables).drop_vars([each for each in variables if each.startswith("__")])
    dataset.attrs = {"network_name": network.name, "network_pypsa_version": VERSION, "meta": "{}", "crs": "{}"}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    try:
        dataset.to_netcdf(aside)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _frames(network: Network) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table of the network by the name of its file, cells that are the default left out by columns."""
    yield "snapshots", _snapshots(network)
    if len(network.periods):
        yield "investment_periods", network.periods
    for list_name, component in COMPONENTS.items():
        frame = network.tables[list_name]
        if not len(frame):
            continue
        kept = []
        for column in map(str, frame.columns):
            declared = component.attribute(column)
            default = None if declared is None else declared.default
            cells = frame[column]
            same = cells.isna() if isinstance(default, float) and default != default else cells == default  # noqa: PLR0124
            if declared is None or not same.all():
                kept.append(column)
        yield list_name, frame[kept].rename_axis("name")
        for attribute, courses in network.series[list_name].items():
            if courses.shape[1]:
                yield f"{list_name}-{attribute}", courses


def _snapshots(network: Network) -> pd.DataFrame:
    frame = network.snapshots[["objective", "stores", "generators"]].copy()
    if len(network.periods):
        frame.insert(0, "timestep", network.snapshots["label"])
        frame.insert(0, "period", network.snapshots["period"].astype(int))
    else:
        frame.insert(0, "snapshot", network.snapshots["label"])
    return frame
