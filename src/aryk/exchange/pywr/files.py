"""Files that stand beside a model: CSV, XLSX and HDF as frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from aryk.exchange.pywr.model import Model

READ: tuple[str, ...] = ("index_col", "dayfirst", "header", "skiprows", "usecols", "names", "nrows", "sep", "delimiter")
READ += ("decimal", "thousands", "encoding", "na_values", "skipfooter", "skipinitialspace", "engine")
READ += ("dtype", "date_format")
"""What is said of a CSV or XLSX file."""
OWN: tuple[str, ...] = ("url", "filetype", "checksum", "key", "sheet_name", "sheetname", "parse_dates")
OWN += ("infer_datetime_format", "column", "columns", "index", "indexes", "scenario", "timestep_offset")
OWN += ("resample_func", "comment", "tags", "name", "type", "scale", "offset", "values", "interp_day")
OWN += ("storage_node", "control_curves", "control_curve", "lower_bounds", "upper_bounds")
OWN += ("is_variable", "minimum", "maximum", "cache_dates", "keep_date_col", "low_memory")
"""What else stands beside the name of a file; it is read elsewhere, or says nothing of the numbers."""


def read_file(model: Model, name: str, given: dict[str, Any]) -> pd.DataFrame | None:
    """The frame in the file that `url` names; None: noted as wrong or left out."""
    path = model.beside(name, given)
    if path is None:
        return None
    options: dict[str, Any] = {key: given[key] for key in READ if given.get(key) is not None}
    strange = sorted(set(given) - {*READ, *OWN})
    if strange:
        what, allowed = "nothing is known of this of the file", ", ".join(READ)
        model.refuse(name, what, ", ".join(strange), f"take it out; known are {allowed}")
        return None
    try:
        return _frame(model, name, path, given, options)
    except (ValueError, KeyError, TypeError, OSError) as reason:
        model.blame(name, "the file cannot be read as the model says", f"{path.name}: {reason}")
        return None


def _frame(model: Model, name: str, path: Path, given: dict[str, Any], options: dict[str, Any]) -> pd.DataFrame | None:
    ending = str(given.get("filetype") or "".join(path.suffixes[-2:])).lower()
    if ending.endswith((".h5", ".hdf", ".hdf5", "hdf")):
        from aryk.exchange.pywr.hdf import frame_of

        return frame_of(path, given.get("key"))
    if ending.endswith((".xlsx", ".xlsm", "excel")):
        frame = pd.read_excel(path, sheet_name=given.get("sheet_name", given.get("sheetname", 0)), **options)
    elif ending.endswith((".csv", ".gz", ".txt", "csv")):
        frame = pd.read_csv(path, **options)
    else:
        model.refuse(name, "files of this kind are not carried over", path.name, "write CSV, XLSX or HDF")
        return None
    wanted = given.get("parse_dates")
    if isinstance(frame.index, pd.MultiIndex) or not wanted:
        return frame
    if isinstance(wanted, list) and len(wanted) == 1 and wanted[0] in frame.columns:
        frame = frame.set_index(wanted[0])
    if not isinstance(frame.index, pd.DatetimeIndex):
        frame.index = pd.to_datetime(frame.index, dayfirst=bool(given.get("dayfirst", False)))
    return frame
