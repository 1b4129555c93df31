"""A Pywr model as it is written: JSON, with the files that it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.faults import CaseError, Fault, report
from aryk.exchange.pywr.scenarios import Scenarios, scenarios_of

Floats = NDArray[np.float64]
KNOWN = ["metadata", "timestepper", "nodes", "edges", "parameters", "recorders", "tables", "solver"]
OLD_STEPS = {"d": "D", "MS": "M", "ME": "M", "A": "Y", "AS": "Y", "YS": "Y", "YE": "Y", "QS": "Q", "QE": "Q"}
"""Names of steps that pandas gave up, or gives to instants, and those of the period that they stand for."""
KNOWN += ["scenarios", "scenario_combinations", "includes"]


class ModelError(CaseError):
    """A model that is wrong, or of which something cannot be carried over; `faults` holds every reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__(faults)
        self.args = (report(self.faults).replace("in the case", "in the model", 1),)


@dataclass
class Model:
    """The parts of a model, and what was found to be wrong or left out.

    Attributes
    ----------
    start, days
        When each step begins, and how many days it lasts; shape (steps,).
    day
        The day for which profiles are read: the first of a step of so many days, the last of a week, month or year.
    every
        `day`, `month`, or `` for steps of several days.
    """

    path: Path
    title: str
    nodes: list[dict[str, Any]]
    edges: list[list[Any]]
    parameters: dict[str, Any]
    recorders: dict[str, Any]
    tables: dict[str, Any]
    start: pd.DatetimeIndex
    day: pd.DatetimeIndex
    days: Floats
    every: str
    scenarios: Scenarios = field(default_factory=lambda: Scenarios({}, np.zeros((1, 0), dtype=np.int64)))
    refused: list[Fault] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The name of its file, for messages."""
        return self.path.name

    def refuse(self, name: str, what: str, found: str, remedy: str = "take it out of the model") -> None:
        """Note something that cannot be carried over."""
        self.refused.append(Fault(self.file, 0, name, what, found, "", remedy))

    def blame(self, name: str, what: str, found: str, allowed: str = "", remedy: str = "correct it") -> None:
        """Note something that is wrong."""
        self.wrong.append(Fault(self.file, 0, name, what, found, allowed, remedy))

    def beside(self, name: str, given: dict[str, Any]) -> Path | None:
        """The file that a parameter or table names, beside the model; None: noted as wrong."""
        path = self.path.parent / str(given.get("url", ""))
        if not path.is_file():
            what = "the file that it reads is not there"
            self.blame(name, what, str(given.get("url")), "a file beside the model")
            return None
        for kind, told in (given.get("checksum") or {}).items():
            known = kind in hashlib.algorithms_guaranteed
            if not known or hashlib.new(kind, path.read_bytes()).hexdigest() != str(told).lower():
                what = "the file is not the one that the model was made with"
                self.blame(name, what, f"{path.name}, {kind}", str(told))
                return None
        return path


def kind_of(data: dict[str, Any], ending: str) -> str:
    """The type of a node, parameter or recorder in small letters, without its ending.

    >>> kind_of({"type": "MonthlyProfileParameter"}, "parameter")
    'monthlyprofile'
    """
    return str(data.get("type", "")).lower().removesuffix(ending)


def read_model(path: Path) -> Model:
    """Read a model.

    Raises
    ------
    ModelError
        If there is no file, it is not JSON, or it has no nodes or no time.
    """
    if not path.is_file():
        raise ModelError(
            [Fault(str(path), 0, "", "no such file", str(path), "a Pywr model, .json", "correct the path")]
        )
    data, refused = _with_includes(path, _json(path, path.name))
    if isinstance(data, dict) and data.get("models"):
        what, remedy = "models of several models are not carried over", "join them, or import one at a time"
        raise ModelError([Fault(path.name, 0, "models", what, f"{len(data['models'])} models", "nodes", remedy)])
    if not isinstance(data, dict) or not data.get("nodes") or not data.get("timestepper"):
        what = "a model needs nodes and a timestepper"
        found = ", ".join(data) if isinstance(data, dict) else type(data).__name__
        raise ModelError([Fault(path.name, 0, "", what, found, "nodes, edges, timestepper", "add them")])
    from aryk.exchange.pywr.shapes import shape_faults

    wrong = shape_faults(path.name, data)
    if wrong:
        raise ModelError(wrong)
    start, day, days, every = _steps(path, data["timestepper"])
    model = Model(
        path,
        str((data.get("metadata") or {}).get("title", "") or path.stem),
        [dict(node) for node in data["nodes"]],
        [list(edge) for edge in data.get("edges") or ()],
        _by_name(data.get("parameters")),
        _by_name(data.get("recorders")),
        _by_name(data.get("tables")),
        start,
        day,
        days,
        every,
    )
    model.scenarios = scenarios_of(data.get("scenarios"), data.get("scenario_combinations"), model.blame)
    for file in refused:
        model.refuse("includes", "classes of your own are not carried over", file)
    for part in data:
        if part not in KNOWN:
            model.refuse(part, f"{part} are not carried over", f"{len(data[part])} entries")
    return model


def _json(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as reason:
        raise ModelError([Fault(name, 0, "", "this is not JSON", str(reason), "JSON", "correct the file")]) from None


def _with_includes(path: Path, data: Any) -> tuple[Any, list[str]]:
    """The model with the parts of those that it includes; and included files of classes."""
    refused = []
    for name in data.get("includes", ()) if isinstance(data, dict) else ():
        file = path.parent / str(name)
        if file.suffix == ".py":
            refused.append(str(name))
            continue
        if not file.is_file():
            what, allowed = "the model that it includes is not there", "a file beside the model"
            raise ModelError([Fault(path.name, 0, "includes", what, str(name), allowed, "correct it")])
        more = _json(file, str(name))
        for part, entries in more.items() if isinstance(more, dict) else ():
            if part in ("nodes", "edges", "scenarios"):
                data[part] = [*data.get(part, ()), *entries]
            elif part in ("parameters", "recorders", "tables") and isinstance(entries, dict):
                data[part] = {**data.get(part, {}), **entries}
    return data, refused


def _by_name(given: Any) -> dict[str, Any]:
    if isinstance(given, list):
        return {str(entry["name"]): entry for entry in given}
    return {str(name): entry for name, entry in (given or {}).items()}


def _steps(path: Path, given: dict[str, Any]) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex, Floats, str]:
    """Begins of the steps, the days for which profiles are read, lengths in days, and their kind."""
    try:
        first, last = pd.Timestamp(given["start"]), pd.Timestamp(given["end"])
    except (KeyError, ValueError, TypeError) as reason:
        what = "the timestepper needs a start and an end"
        raise ModelError([Fault(path.name, 0, "timestepper", what, str(reason), "dates", "write both")]) from None
    step = str(given.get("timestep", 1))
    try:
        periods = pd.period_range(first, last, freq=f"{step}D" if step.isdigit() else OLD_STEPS.get(step, step))
    except (TypeError, ValueError):
        periods = pd.PeriodIndex([], freq="D")
    days = np.round((periods.to_timestamp(how="e") - periods.to_timestamp(how="s")).total_seconds()) / 86400.0
    if len(periods) == 0 or (days < 1.0).any():
        what, allowed = "steps of this kind are not carried over", "days (1, 7, 7D), weeks (W-THU), M, Q or Y"
        found = f"{step} from {first.date()} to {last.date()}"
        raise ModelError([Fault(path.name, 0, "timestepper", what, found, allowed, "choose another step")])
    kind = {"D": "day", "M": "month"}.get(str(periods.freqstr), "")
    start = periods.to_timestamp(how="s")
    day = pd.DatetimeIndex(pd.to_datetime({"year": periods.year, "month": periods.month, "day": periods.day}))
    return start, day, np.asarray(days, dtype=float), kind
