"""Which numbers behind a plan matter most: what to measure next.

Each number of the case that a plan reads has an uncertainty: how far it may be off, by its basis or by a row of
`uncertainties`. Its effect is the slope of the objective (`aryk.planning.slopes`) times that. The same is told of every
headline indicator and of the gain of every party, by duals of their own. The numbers of largest effect, on the cost and
on each of these, are then put to their lower and upper end and planned again, one at a time, so that kinks count too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.held import held_places
from aryk.case.read import read_case, row_units
from aryk.case.references import values_with_basis
from aryk.case.schema import TABLES
from aryk.case.timeline import used_series
from aryk.measures.apply import BASE, with_measures, with_scenario
from aryk.planning.numbers import Number, scaled
from aryk.planning.plan import NoPlanError, Plan, plan
from aryk.planning.resolve import resolve_on
from aryk.planning.slopes import slopes
from aryk.runs.headlines import headlines, outcomes_of

Progress = Callable[[str, str], None]
STILL = 1e-4
"""Part of a result by which a number must move it to count as moving it."""
DEFAULT_SHARES = {"reported": 0.05, "computed": 0.10, "assumed": 0.30, "": 0.30}
"""How far a number of each basis may be off where the case does not say."""
PLANNED = (
    "case",
    "supplies",
    "demands",
    "tiers",
    "stores",
    "links",
    "processes",
    "flows",
    "operating_points",
    "heads",
    "elevations",
    "tailwaters",
    "plants",
    "outages",
    "expansions",
    "expansion_terms",
    "reserves",
    "reserve_terms",
    "limits",
    "limit_terms",
)
"""Tables whose numbers a plan reads."""


@dataclass(frozen=True)
class Uncertain:
    """The numbers of a case by what they move.

    Attributes
    ----------
    plan
        With every number as written.
    numbers
        A row for each number: `table`, `row`, `column`, `value`, `unit`, `basis`, `reference`, `share` (how far it may
        be off), `slope` (money by which the cost rises for 100 % more of it), `effect` (slope times share, without
        sign), those of largest effect first.
    moves
        By how much each result rises, by its slope, with each number at its upper end: a row for each of `numbers`, a
        column for each result but the cost; NaN where the result is no sum over flows, such as a largest value.
    swings
        Some of them put to both ends: `place` in `numbers`, `result`, `title`, `unit`, `low`, `base`, `high`.
        `low` and `high` are the result with the number at its lower and upper end; NaN where no plan is left there.
    top
        The first so many numbers are among them, for the cost; the others are there for another result.
    """

    plan: Plan = field(repr=False)
    numbers: pd.DataFrame
    moves: pd.DataFrame
    swings: pd.DataFrame
    top: int

    def movers(self, result: str, most: int) -> list[int]:
        """The places of the numbers that move a result most by slope, and that move it at all."""
        if result not in self.moves:
            return []
        size = self.moves[result].abs().fillna(0.0)
        least = STILL * abs(float(self.results.at[result, "value"]))
        order = np.argsort(-size.to_numpy(), kind="stable")[:most]
        return [int(place) for place in order if size.iloc[place] > max(least, 1e-9)]

    @cached_property
    def results(self) -> pd.DataFrame:
        """What is watched, by `result`: `title`, `unit`, `value` as planned; the cost first."""
        return headlines(self.plan).set_index("result")


def uncertain(
    case: Case | str | Path,
    *,
    scenario: str = BASE,
    measures: Sequence[str] = (),
    top: int = 10,
    each: int = 1,
    basis: str = "",
    progress: Progress | None = None,
) -> Uncertain:
    """Rank the numbers of a case by how far they move its plan.

    Parameters
    ----------
    case
        A case, a folder, or the name of a bundled case.
    top
        How many numbers are put to both ends and planned again: those that move the cost most.
    each
        How many more for each other result: those that move it most.
    basis
        Only numbers of this basis; "": all.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError
        See `aryk.planning.plan.plan`.

    Examples
    --------
    >>> import aryk
    >>> found = aryk.uncertain("tiny", top=1)
    >>> [str(word) for word in found.numbers.loc[0, ["table", "row", "column"]]]
    ['stores', 'reservoir', 'initial']
    """
    tell = progress or (lambda stage, words: None)
    given = case if isinstance(case, Case) else read_case(case)
    under = with_measures(with_scenario(given, scenario), list(measures))
    made = plan(under, progress=progress, keep=True)
    listed = [found for found in numbers_of(under) if basis in ("", found[1])]
    ranked, moves = _ranked(made, listed, tell)
    found = Uncertain(made, ranked, moves, _swings(made, ranked.iloc[:0], tell), min(top, len(ranked)))
    places = {*range(found.top), *(place for result in moves for place in found.movers(str(result), each))}
    return replace(found, swings=_swings(made, ranked.loc[sorted(places)], tell))


def numbers_of(case: Case) -> list[tuple[Number, str, str]]:
    """The numbers that a plan of a case reads and that are not 0, with basis and reference of each."""
    values = values_with_basis(case)
    found = []
    for table, rows in values[values["table"].isin(PLANNED)].groupby("table", sort=False):
        schema, frame = TABLES[str(table)], case.tables[str(table)]
        places = held_places(schema, frame)
        active = _in_use(case, str(table))
        for row, column, basis, reference in zip(
            rows["row"], rows["column"], rows["basis"], rows["reference"], strict=True
        ):
            place = places[row][0]
            if active[place] and schema.by_name[column].is_numeric and frame[column].iloc[place] != 0:
                found.append((Number(str(table), row, column), basis, reference))
    series = case.table("series")
    used = used_series(case)
    found += [
        (Number("series", str(name), "values"), str(row["basis"]), str(row["reference"]))
        for name, row in series.iterrows()
        if name in used
    ]
    return found


def _in_use(case: Case, table: str) -> np.ndarray:
    """Which rows of a table as written are in use, they and the component that they belong to."""
    frame = case.tables[table]
    used = np.ones(len(frame), dtype=bool)
    if "active" in frame.columns:
        used &= (frame["active"] != "no").to_numpy()
    for column in TABLES[table].columns:
        if column.refers in TABLES and "active" in case.tables[column.refers].columns and column.kind == "text":
            known = set(case.table(column.refers).index) | {""}
            used &= frame[column.name].isin(known).to_numpy()
    if table == "tiers":
        used &= frame["tiers"].isin(set(case.table("demands")["tiers"])).to_numpy()
    return used


def _ranked(made: Plan, listed: list[tuple[Number, str, str]], tell: Progress) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Numbers by effect, and by how much each result rises with each of them."""
    case = made.case
    numbers = [number for number, _, _ in listed]
    outcomes = outcomes_of(made)
    found = slopes(made, numbers, outcomes=list(outcomes.values()), progress=tell)
    rows = [
        {
            "table": number.table,
            "row": number.row,
            "column": number.column,
            "value": _value(case, number),
            "unit": _unit(case, number),
            "basis": basis,
            "reference": reference,
            "share": share_of(case, number, basis),
        }
        for number, basis, reference in listed
    ]
    frame = pd.DataFrame(rows, columns=["table", "row", "column", "value", "unit", "basis", "reference", "share"])
    found = found.reshape(len(numbers), 1 + len(outcomes))
    frame["slope"] = found[:, 0]
    frame["effect"] = (frame["slope"] * frame["share"]).abs()
    moves = pd.DataFrame(found[:, 1:] * frame[["share"]].to_numpy(dtype=float), columns=list(outcomes))
    order = np.lexsort((np.arange(len(frame)), -frame["effect"].fillna(0.0).to_numpy()))
    return frame.iloc[order].reset_index(drop=True), moves.iloc[order].reset_index(drop=True)


def share_of(case: Case, number: Number, basis: str) -> float:
    """How far a number may be off, as share of its value: the row of `uncertainties` that says most about it."""
    best, most = DEFAULT_SHARES[basis], -1
    for row in case.table("uncertainties").to_dict("records"):
        asked = {"row": number.row, "column": number.column, "table": number.table, "of_basis": basis}
        if all(row[name] in ("", value) for name, value in asked.items()):
            said = sum(weight for weight, name in zip((8, 4, 2, 1), asked, strict=True) if row[name])
            if said > most:
                best, most = float(row["share"]), said
    return best


def name_of(row: Mapping[str, Any]) -> str:
    """The number of a row of `Uncertain.numbers` as `--set` would name it."""
    return f"{row['table']}.{row['row']}.{row['column']}"


def title_of(case: Case, row: Mapping[str, Any]) -> str:
    """What a reader calls the row in which a number stands; "" where the table has no titles.

    A tier is called by the demand that it is of, the first where there are several.
    """
    frame = case.tables[row["table"]]
    if "title" not in frame.columns:
        return ""
    own = str(frame["title"].iloc[held_places(TABLES[row["table"]], frame)[row["row"]][0]])
    if row["table"] != "tiers":
        return own
    name, _, tier = row["row"].partition("/")
    demands = case.table("demands")
    titles = list(demands["title"][demands["tiers"] == name])
    return f"{titles[0]}, {own or tier}" if titles else own


def _place(case: Case, number: Number) -> int:
    return held_places(TABLES[number.table], case.tables[number.table])[number.row][0]


def _value(case: Case, number: Number) -> float:
    if number.table == "series":
        return float("nan")
    return float(case.tables[number.table][number.column].iloc[_place(case, number)])


def _unit(case: Case, number: Number) -> str:
    if number.table == "series":
        return ""
    table, frame = TABLES[number.table], case.tables[number.table]
    place = _place(case, number)
    return row_units(table, frame.iloc[[place]], table.by_name[number.column], dict(case.tables))[0]


def _swings(made: Plan, ranked: pd.DataFrame, tell: Progress) -> pd.DataFrame:
    base = headlines(made)
    parts = []
    for count, (place, row) in enumerate(zip(ranked.index, ranked.to_dict("records"), strict=True), 1):
        number = Number(row["table"], row["row"], row["column"])
        tell("ends", f"{count} of {len(ranked)}: {number.table}.{number.row}.{number.column}")
        swing = base.rename(columns={"value": "base"})
        swing.insert(0, "place", int(place))
        for end, sign in (("low", -1), ("high", 1)):
            try:
                other = resolve_on(made, scaled(made.timeline, [number], 1 + sign * row["share"]))
                values = headlines(other).set_index("result")["value"]
                swing[end] = swing["result"].map(values).to_numpy(dtype=float)
            except NoPlanError:
                swing[end] = np.nan
        parts.append(swing)
    columns = ["place", "result", "title", "unit", "low", "base", "high"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
