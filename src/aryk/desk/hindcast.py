"""The desk against a year that is over: what each of its tables foresaw, and what came.

At each dekad of a season the desk knows the inflows up to the day before, and expects the rest as a norm or an outlook
says. What came is the run of the whole year with its own inflows, under the same rules: so a hindcast judges the
forecast of inflow and its spread, not the rules. Those are judged against observations (`aryk.rivers.told.observed`).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.desk.dekads import dekad_before
from aryk.desk.entries import Entry
from aryk.desk.lines import DEKAD, Board, Line, board
from aryk.desk.outlook import NORM, outlook, supplies_of
from aryk.desk.state import advanced, opened
from aryk.desk.table import SHORT, desk_table
from aryk.rivers.run import RiverRun, simulate_river

Floats = NDArray[np.float64]
COLUMNS = ["day", "line", "part", "expected", "p10", "p90", "came", "chance", "short"]


def desk_hindcast(
    case: Case,
    first: str,
    last: str,
    forecast: str = NORM,
    progress: Callable[[str, str], None] | None = None,
) -> pd.DataFrame:
    """Sit at the desk dekad by dekad through a season that is over.

    Parameters
    ----------
    case
        The part of a case that is a river, on dekads, under the scenario of the year: its inflows are what came.
    first, last
        First days of the first and of the last dekad to plan; each table goes to the end of that dekad's season.
    forecast
        `norm`, or the name of an outlook. What was seen in the dekad before moves it as at the desk.

    Returns
    -------
    DataFrame
        For each day and line of a delivery, use or storage: amount expected to the end of the season (of a delivery
        since the season began, of a storage at the end), 10 and 90 % quantiles (NaN of a delivery), what came, the
        chance of shortage that was told, and whether it was short (NaN where the line knows none).

    Raises
    ------
    CaseError, NoAllocationError
        See `aryk.desk.desk.sit`.
    """
    desk = board(case)
    came = simulate_river(case, step=DEKAD)
    flows = {name: came.results.find("supplies", name, "flow") for name in supplies_of(case)}
    seen = [
        Entry("supplies", name, "flow", dekad, float(found[1][place]))
        for name, found in flows.items()
        if found is not None
        for place, dekad in enumerate(desk.starts)
    ]
    state = opened(case)
    until = pd.Timestamp(last) + pd.Timedelta(days=9)
    rows: list[dict[str, object]] = []
    for day in [each for each in desk.starts if first <= each <= last]:
        if progress is not None:
            progress("sit", day)
        state = advanced(desk, state, day, [each for each in seen if state.past.day <= each.dekad < day])
        before = {each.row: each.value for each in seen if each.dekad == dekad_before(day)}
        made = desk_table(desk, state, outlook(case, day, expected=forecast, seen=before), str(until.date()))
        rows += _told(desk, came, day, until, made.accounts, made.chances)
    return pd.DataFrame(rows, columns=COLUMNS)


def _told(
    desk: Board, came: RiverRun, day: str, until: pd.Timestamp, accounts: pd.DataFrame, chances: pd.DataFrame
) -> list[dict[str, object]]:
    lines = {line.name: line for line in desk.lines}
    first = desk.place(day)
    past = slice(first, sum(each <= str(until.date()) for each in desk.starts))
    rows: list[dict[str, object]] = []
    for row in accounts.to_dict("records"):
        line = lines[row["line"]]
        right = desk.rights[line.limit]
        rest = float((_values(desk, came, line) * right.counts * _amounts(came))[past].sum())
        whole = float(row["delivered before"]) + rest
        entitled = right.entitled(_values(desk, came, line)[past], _read(came, past), first, keeps=line.keeps)
        due = float(row["entitled before"]) + float((entitled * _amounts(came)[past]).sum())
        told = {"expected": row["delivered at end"], "p10": math.nan, "p90": math.nan, "chance": row["chance"]}
        rows.append(_row(day, line, told, whole, float(whole < SHORT * due)))
    for row in chances.to_dict("records"):
        line = lines[row["line"]]
        values = _values(desk, came, line)[past]
        if line.part == "storage":
            rows.append(_row(day, line, row, float(values[-1]), math.nan))
            continue
        got = float((values * _amounts(came)[past]).sum())
        missing = sum(
            coefficient * found[1][past]
            for table, name, _, coefficient in line.terms
            if (found := came.results.find(table, name, "unserved")) is not None
        )
        wanted = got + float(np.sum(missing * _amounts(came)[past]))
        rows.append(_row(day, line, row, got, float(got < SHORT * wanted)))
    return rows


def _row(day: str, line: Line, told: dict[str, float], came: float, short: float) -> dict[str, object]:
    own = {name: float(told[name]) for name in ("expected", "p10", "p90", "chance")}
    return {"day": day, "line": line.name, "part": line.part, **own, "came": came, "short": short}


def _values(desk: Board, run: RiverRun, line: Line) -> Floats:
    """A line of a run over the whole horizon."""
    values = line.values(_read(run, slice(None)))
    return np.asarray(np.broadcast_to(values, len(desk.starts)))


def _read(run: RiverRun, part: slice) -> Callable[[str, str, str], Floats | None]:
    def read(table: str, row: str, quantity: str) -> Floats | None:
        found = run.results.find(table, row, quantity)
        return None if found is None else found[1][part]

    return read


def _amounts(run: RiverRun) -> Floats:
    """What a rate of 1 makes in each dekad."""
    kappa = float(run.case.kappa[run.case.table("nodes")["carrier"].iloc[0]])
    return np.asarray(run.calendar.clocks[DEKAD].hours * kappa)


def scores(table: pd.DataFrame) -> pd.Series:
    """How good the tables of a hindcast were.

    `inside`: share of what came that lay between the 10 and 90 % quantiles (0.8 where spread is right), of lines whose
    quantiles differ. `brier`: mean squared difference of the chance told and 1 where it was short, else 0 (Brier 1950).
    `even`: the same of one who always tells the share that was short.

    >>> rows = [["a", "x", "use", 5.0, 4.0, 6.0, 5.5, 0.5, 1.0], ["a", "y", "use", 5.0, 4.0, 6.0, 7.0, 0.0, 0.0]]
    >>> scores(pd.DataFrame(rows, columns=COLUMNS)).round(3).to_dict()
    {'inside': 0.5, 'brier': 0.125, 'even': 0.25}
    """
    wide = table[(table["p90"] - table["p10"]) > 1e-3 * table["p90"].abs()]
    inside = ((wide["came"] >= wide["p10"]) & (wide["came"] <= wide["p90"])).mean()
    told = table.dropna(subset=["chance", "short"])
    brier = ((told["chance"] - told["short"]) ** 2).mean()
    share = told["short"].mean()
    return pd.Series({"inside": inside, "brier": brier, "even": share * (1.0 - share)})
