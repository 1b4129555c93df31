"""A forecast that someone wrote: flows by supply and dekad, with quantiles or members.

supply,dekad,value,quantile
chu-kochkor,2026-06-11,48.0,0.1
chu-kochkor,2026-06-11,61.5,0.5
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from aryk.case.case import Case
from aryk.case.cells import number_remedy
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.files import TextTable, read_cells
from aryk.desk.dekads import dekad_fault, next_dekad
from aryk.desk.outlook import MEMBERS, Outlook, Source, outlook, supplies_of

Floats = NDArray[np.float64]
COLUMNS = ("supply", "dekad", "value", "quantile", "member")


@dataclass(frozen=True)
class Row:
    """A row of the file; `member` is "" where there is none, `quantile` NaN."""

    supply: str
    dekad: str
    value: float
    quantile: float
    member: str


def written_outlook(path: Path, case: Case, day: str) -> Outlook:
    """The outlook of a file; what it does not say is as in the scenario.

    Without quantiles or members the spread is that of the quantile curves of the case. Quantiles are joined by
    straight lines between normal scores; a member of the ensemble keeps its score through all dekads and supplies.

    Raises
    ------
    CaseError
        With all that is wrong: supplies that are not there, days that begin no dekad, flows below zero.
    """
    faults: list[Fault] = []
    rows = _read(path, case, day, faults)
    if faults:
        raise CaseError(faults)
    names = supplies_of(case)
    dekads = _dekads(case, day)
    members = sorted({each.member for each in rows} - {""})
    quantiles = any(not math.isnan(each.quantile) for each in rows)
    blank = np.full((len(names), len(dekads)), np.nan)
    place = {name: number for number, name in enumerate(names)}
    when = {dekad: number for number, dekad in enumerate(dekads)}
    given: dict[tuple[int, int], list[Row]] = {}
    for each in rows:
        given.setdefault((place[each.supply], when[each.dekad]), []).append(each)
    expected = blank.copy()
    for cell, own in given.items():
        expected[cell] = _at(own, 0.5) if not members else float(np.mean([each.value for each in own]))
    written = {name: expected[place[name]] for name in names if not np.isnan(expected[place[name]]).all()}
    made = outlook(case, day, written=written, source=path.name)
    if not members and not quantiles:
        return made
    count = len(members) or MEMBERS
    base = made.expected if members or not len(made.members) else made.members
    spread = np.broadcast_to(base, (count, *blank.shape)).copy()
    for cell, own in given.items():
        of = {each.member: each.value for each in own}
        for number in range(count):
            if members:
                spread[(number, *cell)] = of.get(members[number], expected[cell])
            else:
                spread[(number, *cell)] = _at(own, (number + 0.5) / MEMBERS)
    source = Source(path.name, False, "members" if members else "shares", count)
    return Outlook(source, made.supplies, made.expected, spread)


def _at(rows: list[Row], share: float) -> float:
    """The flow at a quantile, straight between the normal scores of those that are written, flat beyond."""
    known = sorted((0.5 if math.isnan(each.quantile) else each.quantile, each.value) for each in rows)
    scores = ndtri(np.array([quantile for quantile, _ in known]))
    return float(np.interp(ndtri(share), scores, [value for _, value in known]))


def _dekads(case: Case, day: str) -> list[str]:
    dekads, end = [day], str(case.settings["end"])
    while next_dekad(dekads[-1]) <= end:
        dekads.append(next_dekad(dekads[-1]))
    return dekads


def _read(path: Path, case: Case, day: str, faults: list[Fault]) -> list[Row]:
    file = path.name
    if not path.is_file():
        remedy = "name a file, or scenario, norm, or an outlook of the case"
        faults.append(Fault(file, 0, "", "there is no such file", str(path), "a forecast as CSV", remedy))
        return []
    text = read_cells(path, file, faults)
    if text is None:
        return []
    for name in COLUMNS[:3]:
        if name not in text.header:
            faults.append(Fault(file, 1, name, "a column is missing", quoted(text.header), quoted(COLUMNS), "add it"))
    for name in text.header:
        if name not in COLUMNS:
            remedy = nearest(name, COLUMNS) or "take it out"
            faults.append(Fault(file, 1, name, "a column that is not read", name, quoted(COLUMNS), remedy))
    if faults:
        return []
    return _rows(text, case, day, faults)


def _rows(text: TextTable, case: Case, day: str, faults: list[Fault]) -> list[Row]:
    names, dekads = supplies_of(case), _dekads(case, day)
    rows: dict[tuple[str, str, float, str], Row] = {}
    kinds: set[str] = set()
    for line, cells in zip(text.lines, text.rows, strict=True):
        row = dict(zip(text.header, cells, strict=True))
        known = len(faults)
        if row["supply"] not in names:
            remedy = nearest(row["supply"], names) or "correct the name"
            what = "no supply of this river has this name"
            faults.append(Fault(text.file, line, "supply", what, row["supply"], quoted(names), remedy))
        wrong = dekad_fault(row["dekad"], text.file, line, "dekad", "the dekad")
        if wrong is not None:
            faults.append(wrong)
        elif row["dekad"] not in dekads:
            what, allowed = "a dekad that is not planned", f"{dekads[0]} to {dekads[-1]}"
            faults.append(Fault(text.file, line, "dekad", what, row["dekad"], allowed, "take the row out"))
        value = _number(text.file, line, "value", row["value"], 0.0, math.inf, faults)
        quantile = math.nan
        if row.get("quantile"):
            quantile = _number(text.file, line, "quantile", row["quantile"], 0.001, 0.999, faults)
        member = row.get("member", "")
        kinds.add("member" if member else "quantile" if row.get("quantile") else "")
        place = (row["supply"], row["dekad"], -1.0 if math.isnan(quantile) else quantile, member)
        if place in rows:
            what, found = "written twice", f"{row['supply']} of {row['dekad']}"
            faults.append(Fault(text.file, line, "dekad", what, found, "each flow once", "take one of the rows out"))
        if len(faults) == known:
            rows[place] = Row(row["supply"], row["dekad"], value, quantile, member)
    if "member" in kinds and len(kinds) > 1:
        what, remedy = "some rows name a member and some do not", "write members in all rows, or quantiles"
        faults.append(Fault(text.file, 0, "member", what, "", "members, or quantiles", remedy))
    return list(rows.values())


def _number(file: str, line: int, column: str, cell: str, least: float, most: float, faults: list[Fault]) -> float:
    allowed = f"a number of at least {least:g}" if math.isinf(most) else f"a number from {least:g} to {most:g}"
    try:
        value = float(cell)
    except ValueError:
        remedy = number_remedy(None, cell)
        faults.append(Fault(file, line, column, "not a number", cell or "an empty cell", allowed, remedy))
        return math.nan
    if not least <= value <= most or not math.isfinite(value):
        what = "a flow below zero" if column == "value" else "a share outside its bounds"
        faults.append(Fault(file, line, column, what, cell, allowed, "check the number"))
    return value
