"""Numbers that a model takes from files or tables: one cell, a list, or columns over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aryk.exchange.pywr.files import read_file
from aryk.exchange.pywr.model import Floats, Model

DAY = 86400


def from_file(model: Model, name: str, data: dict[str, Any]) -> float | Floats | None:
    """The number, or the numbers by step, that `url`, `data` or `table` of a parameter mean; None: noted as wrong.

    Columns of a scenario give one row for each member; shape (members, steps).
    """
    given = dict(data)
    if "table" in given:
        table = model.tables.get(str(given.pop("table")))
        if table is None:
            model.blame(name, "no table has this name", str(data["table"]), ", ".join(model.tables))
            return None
        given = {**table, **given}
    frame = _embedded(given) if "data" in given else read_file(model, name, given)
    if frame is None:
        return None
    column = given.get("column")
    if column is not None:
        wanted = tuple(column) if isinstance(column, list) else column
        matching = [each for each in frame.columns if each == wanted or str(each) == str(wanted)]
        if not matching:
            model.blame(name, "the file has no such column", str(column), ", ".join(map(str, frame.columns)))
            return None
        frame = frame[[matching[0]]]
    if given.get("columns") is not None:
        words = {str(each): each for each in frame.columns}
        strange = [str(each) for each in given["columns"] if str(each) not in words]
        if strange:
            model.blame(name, "the file has no such column", ", ".join(strange), ", ".join(words))
            return None
        frame = frame[[words[str(each)] for each in given["columns"]]]
    if given.get("index") is not None or given.get("indexes") is not None:
        return _rows(model, name, frame, given)
    if isinstance(frame.index, pd.DatetimeIndex):
        return _course(model, name, frame, given)
    if frame.shape[1] > 1:
        return np.ascontiguousarray(frame.to_numpy(dtype=float))
    return np.asarray(frame.iloc[:, 0].to_numpy(dtype=float))


def _embedded(given: dict[str, Any]) -> pd.DataFrame:
    """Values that stand in the model itself."""
    frame = pd.DataFrame.from_dict(given["data"], orient=given.get("orient", "columns"))
    if given.get("parse_dates"):
        frame.index = pd.to_datetime(frame.index)
    return frame


def _rows(model: Model, name: str, frame: pd.DataFrame, given: dict[str, Any]) -> float | Floats | None:
    """One row by `index`, or several by `indexes`."""
    wanted = [given["index"]] if given.get("index") is not None else list(given["indexes"])
    words = [str(each) for each in frame.index]
    found = []
    for each in wanted:
        key: Any = tuple(each) if isinstance(each, list) else each
        if key in frame.index:
            found.append(np.ravel(frame.loc[key].to_numpy(dtype=float)))
        elif str(key) in words:
            found.append(np.ravel(frame.iloc[words.index(str(key))].to_numpy(dtype=float)))
        else:
            model.blame(name, "the file has no such row", str(each), ", ".join(words[:12]))
            return None
    values = np.concatenate(found) if given.get("index") is not None or frame.shape[1] == 1 else np.stack(found)
    return float(values.flat[0]) if values.size == 1 else values


def _course(model: Model, name: str, frame: pd.DataFrame, given: dict[str, Any]) -> Floats | None:
    """A column, or one for each future of a scenario, over the steps of the model."""
    scenario = given.get("scenario")
    if scenario is None:
        if frame.shape[1] > 1:
            model.blame(name, "a column has to be named", ", ".join(map(str, frame.columns)), "column, or scenario")
            return None
        columns: Sequence[int] = [0]
    else:
        chosen = of_scenario(model, name, str(scenario), frame.shape[1])
        if chosen is None:
            return None
        columns = [int(each) for each in chosen]
    made = {place: _over_steps(model, name, frame.iloc[:, place]) for place in dict.fromkeys(columns)}
    values = []
    for place in columns:
        each = made[place]
        if each is None:
            return None
        offset = int(given.get("timestep_offset", 0))
        values.append(each[np.clip(np.arange(len(each)) + offset, 0, len(each) - 1)])
    return values[0] if scenario is None else np.stack(values)


def of_scenario(model: Model, name: str, scenario: str, count: int) -> np.ndarray | None:
    """Which of `count` futures each member takes; None: noted as wrong."""
    sizes = model.scenarios.sizes
    if scenario not in sizes:
        model.blame(name, "no scenario has this name", scenario, ", ".join(sizes))
        return None
    if count != sizes[scenario]:
        model.blame(name, "as many futures as the scenario has are needed", str(count), str(sizes[scenario]))
        return None
    return model.scenarios.of(scenario)


def _begins(times: pd.DatetimeIndex) -> tuple[np.ndarray, int]:
    """When each row begins, and the row after the last; a date of a week, month or year stands for all of it."""
    known = times.freq is not None or len(times) < 3
    spaced = (times if known else pd.DatetimeIndex(times.to_numpy(), freq="infer")).freqstr
    if spaced is not None and not spaced.endswith("D"):
        periods = times.to_period(spaced if spaced.startswith("W") else None)
        if periods.is_unique:
            after = (periods[-1] + 1).start_time.to_datetime64().astype("datetime64[s]")
            return np.asarray(periods.start_time, dtype="datetime64[s]").astype(np.int64), int(after.astype(np.int64))
    seconds = np.asarray(times, dtype="datetime64[s]").astype(np.int64)
    length = int(np.median(np.diff(seconds))) if len(seconds) > 1 else DAY
    return seconds, int(seconds[-1]) + length


def _over_steps(model: Model, name: str, series: pd.Series) -> Floats | None:
    """Mean over each step of values that hold until the next."""
    times, finish_of_all = _begins(pd.DatetimeIndex(series.index))
    values = series.to_numpy(dtype=float)
    edges = np.append(times, finish_of_all)
    begin = np.asarray(model.start, dtype="datetime64[s]").astype(np.int64)
    finish = begin + (model.days * DAY).astype(np.int64)
    if begin[0] < edges[0] or begin[-1] >= edges[-1]:
        found = f"{series.index[0]} to {series.index[-1]}"
        allowed = f"{model.start[0].date()} to {model.start[-1].date()}"
        model.blame(name, "the file does not cover the time of the model", found, allowed, "add the missing rows")
        return None
    inside = (edges[:-1] < finish[-1]) & (edges[1:] > begin[0])
    if np.isnan(values[inside]).any():
        found = str(series.index[inside][np.isnan(values[inside])][0].date())
        model.blame(name, "a gap in the values", found, "a number in each row", "fill it")
        return None
    finish = np.minimum(finish, edges[-1])
    values = np.where(np.isnan(values), 0.0, values)
    integral = np.concatenate([[0.0], np.cumsum(values * np.diff(edges))])
    total = np.interp(finish, edges, integral) - np.interp(begin, edges, integral)
    first = np.searchsorted(edges, begin, side="right") - 1
    last = np.searchsorted(edges, finish, side="left") - 1
    return np.where(first == last, values[first], total / (finish - begin))
