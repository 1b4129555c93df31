"""Numbers that a model takes from files: one cell, or a column over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aryk.exchange.pywr.model import Floats, Model

READ = ("url", "table", "column", "index", "index_col", "parse_dates", "dayfirst", "sheet_name", "key")


def from_file(model: Model, name: str, data: dict[str, Any]) -> float | Floats | None:
    """The number, or the numbers by step, that `url` or `table` of a parameter mean; None: noted as wrong."""
    given = dict(data)
    if "table" in given:
        table = model.tables.get(str(given.pop("table")))
        if table is None:
            model.blame(name, "no table has this name", str(data["table"]), ", ".join(model.tables))
            return None
        given = {**table, **given}
    path = model.path.parent / str(given.get("url", ""))
    frame = _read(model, name, path, given)
    if frame is None:
        return None
    column = given.get("column")
    if column is not None:
        matching = [each for each in frame.columns if str(each) == str(column)]
        if not matching:
            model.blame(name, "the file has no such column", str(column), ", ".join(map(str, frame.columns)))
            return None
        series = frame[matching[0]]
    else:
        series = frame.iloc[:, 0] if frame.shape[1] == 1 else None
    if isinstance(frame.index, pd.DatetimeIndex):
        if series is None:
            model.blame(name, "a column has to be named", ", ".join(map(str, frame.columns)), "column")
            return None
        return _over_steps(model, name, series)
    return _cell(model, name, frame, series, given)


def _read(model: Model, name: str, path: Path, given: dict[str, Any]) -> pd.DataFrame | None:
    if not path.is_file():
        model.blame(name, "the file that it reads is not there", str(given.get("url")), "a file beside the model")
        return None
    ending = "".join(path.suffixes[-2:]).lower()
    options: dict[str, Any] = {key: given[key] for key in ("index_col", "dayfirst") if key in given}
    if ending.endswith((".h5", ".hdf", ".xls")) or given.get("key"):
        model.refuse(name, "files of this kind are not carried over", path.name, "write CSV or XLSX")
        return None
    if ending.endswith((".xlsx", ".xlsm")):
        frame = pd.read_excel(path, sheet_name=given.get("sheet_name", 0), **options)
    else:
        frame = pd.read_csv(path, **options)
    if isinstance(frame.index, pd.MultiIndex):
        return frame
    wanted = given.get("parse_dates")
    if wanted and not isinstance(frame.index, pd.DatetimeIndex):
        if isinstance(wanted, list) and len(wanted) == 1 and wanted[0] in frame.columns:
            frame = frame.set_index(wanted[0])
        frame.index = pd.to_datetime(frame.index, dayfirst=bool(given.get("dayfirst", False)))
    return frame


def _cell(
    model: Model, name: str, frame: pd.DataFrame, series: pd.Series | None, given: dict[str, Any]
) -> float | Floats | None:
    """One cell by `index` and `column`; or all of a column, or of a row."""
    index = given.get("index")
    if index is None:
        return None if series is None else series.to_numpy(dtype=float)
    key = tuple(index) if isinstance(index, list) else index
    found = frame.loc[key] if key in frame.index else None
    if found is None and str(key) in [str(each) for each in frame.index]:
        found = frame.iloc[[str(each) for each in frame.index].index(str(key))]
    if found is None:
        model.blame(name, "the file has no such row", str(index), ", ".join(map(str, frame.index[:12])))
        return None
    if given.get("column") is not None:
        return float(found[given["column"]])
    values = np.atleast_1d(np.asarray(found, dtype=float))
    return float(values[0]) if len(values) == 1 else values


def _over_steps(model: Model, name: str, series: pd.Series) -> Floats | None:
    """Mean over each step of values that hold until the next."""
    index = series.index
    times = np.asarray(index, dtype="datetime64[s]")
    values = series.to_numpy(dtype=float)
    length = np.median(np.diff(times).astype(np.int64)) if len(times) > 1 else 86400
    edges = np.append(times.astype(np.int64), int(times[-1].astype(np.int64)) + int(length))
    begin = np.asarray(model.start, dtype="datetime64[s]").astype(np.int64)
    finish = begin + (model.days * 86400).astype(np.int64)
    if begin[0] < edges[0] or begin[-1] >= edges[-1]:
        found = f"{times[0]} to {times[-1]}"
        allowed = f"{model.start[0].date()} to {model.start[-1].date()}"
        model.blame(name, "the file does not cover the time of the model", found, allowed, "add the missing rows")
        return None
    inside = (edges[:-1] < finish[-1]) & (edges[1:] > begin[0])
    if np.isnan(values[inside]).any():
        found = str(index[inside][np.isnan(values[inside])][0].date())
        model.blame(name, "a gap in the values", found, "a number in each row", "fill it")
        return None
    finish = np.minimum(finish, edges[-1])
    values = np.where(np.isnan(values), 0.0, values)
    integral = np.concatenate([[0.0], np.cumsum(values * np.diff(edges))])
    total = np.interp(finish, edges, integral) - np.interp(begin, edges, integral)
    first = np.searchsorted(edges, begin, side="right") - 1
    last = np.searchsorted(edges, finish, side="left") - 1
    return np.where(first == last, values[first], total / (finish - begin))
