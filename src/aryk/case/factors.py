"""Courses over time multiplied month by month, as the factors of a scenario say: a case to a case."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.case import frame_of
from aryk.case.held import places_of
from aryk.case.profiles import months_at, months_of
from aryk.case.schema import TABLES

if TYPE_CHECKING:
    from aryk.case.case import Case

Floats = NDArray[np.float64]
Cell = tuple[str, int, str]
"""A cell that names a course: table, place of the row, column."""


def with_factors(case: Case, scenario: str) -> Case:
    """The case with each course that the factors of a scenario reach multiplied by them.

    A course in a file is multiplied by the month in which each value begins; one of a profile by the month of each
    place in its cycle; where there was none, the factors themselves are the course.

    Examples
    --------
    >>> import aryk
    >>> case = aryk.read_case("kz-kg")
    >>> with_factors(case, "base") is case
    True
    """
    by_cell = factors_of(case, scenario)
    if not by_cell:
        return case
    made = _Courses(case, scenario)
    cells: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for (table, place, column), factors in by_cell.items():
        frame = case.tables[table]
        named = cells[table].setdefault(column, frame[column].tolist())
        named[place] = made.course(named[place], factors)
    tables = {
        table: case.tables[table].assign(
            **{column: pd.Series(named, dtype=object) for column, named in columns.items()}
        )
        for table, columns in cells.items()
    }
    return replace(made.case().with_tables({**made.tables(), **tables}), as_written=False)


def factors_of(case: Case, scenario: str) -> dict[Cell, Floats]:
    """Factors by month, shape (12,), of each cell that a scenario reaches."""
    rows = case.tables["scenario_factors"]
    found: dict[Cell, Floats] = {}
    for row in rows[(rows["scenario"] == scenario).to_numpy()].to_dict("records"):
        months = np.array(months_of(row["months"])) - 1
        for place in places_of(case, row["table"], row["row"], row["group"]):
            factors = found.setdefault((row["table"], place, row["column"]), np.ones(12))
            factors[months] = row["factor"]
    return found


@dataclass
class _Courses:
    """New courses, each made once for a series and its factors."""

    of: Case
    scenario: str

    def __post_init__(self) -> None:
        self._made: dict[tuple[str, bytes], str] = {}
        self._series: list[dict[str, str | float]] = []
        self._profiles: list[dict[str, str | float]] = []
        self._files: dict[str, pd.DataFrame] = {}
        self._taken = set(self.of.tables["series"]["series"])

    def course(self, series: str, factors: Floats) -> str:
        """The name of a series times factors."""
        key = series, factors.tobytes()
        if key not in self._made:
            self._made[key] = self._new(series, factors)
        return self._made[key]

    def _new(self, series: str, factors: Floats) -> str:
        name = self._free(f"{series or 'months'}-{self.scenario}")
        if not series:
            self._series.append({"series": name, "cycle": "month", "unit": "1"})
            self._profiles += [
                {"series": name, "index": float(month), "value": factor}
                for month, factor in enumerate(factors.tolist(), start=1)
            ]
            return name
        rows = self.of.tables["series"]
        row = rows[(rows["series"] == series).to_numpy()].to_dict("records")[0]
        self._series.append({**row, "series": name})
        if row["file"]:
            values = self.of.series_files[row["file"]][series]
            file = self._series[-1]["file"] = f"{name}.csv"
            month = pd.DatetimeIndex(values.index).month.to_numpy()
            self._files[file] = (values * factors[month - 1]).to_frame(name)
        else:
            self._multiply_profile(series, row["cycle"], name, factors)
        return name

    def _multiply_profile(self, series: str, cycle: str, name: str, factors: Floats) -> None:
        """Each place of a profile once for each month with a factor of its own."""
        rows = self.of.tables["profiles"]
        possible = months_at(cycle)
        for row in rows[(rows["series"] == series).to_numpy()].to_dict("records"):
            months = [month for month in months_of(row["months"]) if month in possible[int(row["index"])]]
            for month in months:
                alone = {} if len(months) == 1 and not row["months"] else {"months": str(month)}
                value = row["value"] * float(factors[month - 1])
                self._profiles.append({**row, "series": name, **alone, "value": value})

    def _free(self, name: str) -> str:
        number = 1
        while (free := name if number == 1 else f"{name}-{number}") in self._taken:
            number += 1
        self._taken.add(free)
        return free

    def case(self) -> Case:
        """The case with the files of new courses, and where their rows are from."""
        files = {
            table: pd.concat(
                [
                    self.of.files[table],
                    pd.DataFrame({"file": "scenario_factors.csv", "row": 0}, index=range(len(rows))),
                ],
                ignore_index=True,
            )
            for table, rows in (("series", self._series), ("profiles", self._profiles))
        }
        return replace(self.of, series_files={**self.of.series_files, **self._files}, files={**self.of.files, **files})

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of series with those of new courses."""
        return {
            "series": _longer(self.of, "series", self._series),
            "profiles": _longer(self.of, "profiles", self._profiles),
        }


def _longer(case: Case, table: str, rows: list[dict[str, str | float]]) -> pd.DataFrame:
    columns = TABLES[table].columns
    cells = {column.name: [row.get(column.name, column.blank) for row in rows] for column in columns}
    return pd.concat([case.tables[table], frame_of(TABLES[table], cells, len(rows))], ignore_index=True)
