"""A dekad at the desk: from the state before, what was seen and what may come to a table on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.case.write import write_case
from aryk.desk.asked import Asked
from aryk.desk.dekads import dekad_before, dekad_fault, next_dekad
from aryk.desk.document import document
from aryk.desk.entries import Entry, read_entries, unit_of_entry
from aryk.desk.folder import (
    FORMAT,
    DeskFolder,
    open_desk,
    state_from_text,
    state_to_text,
    write_entries,
    write_frame,
)
from aryk.desk.lines import DEKAD, Board, board
from aryk.desk.outlook import Outlook, outlook
from aryk.desk.page import page
from aryk.desk.state import State, advanced, opened
from aryk.desk.table import DeskTable, desk_table, season_end
from aryk.desk.words import DeskWords
from aryk.desk.written import written_outlook
from aryk.rivers.part import river_part
from aryk.runs.folder import RunFolderError, hash_of_case, written_aside
from aryk.runs.run import asked_case

ENTER = ("table", "row", "quantity", "dekad", "value", "unit", "expected", "title")
"""Columns of what is to be filled in."""


@dataclass(frozen=True)
class Sitting:
    """A table that was made, and where it stands."""

    table: DeskTable
    board: Board
    folder: Path
    scenario: str
    entries: tuple[Entry, ...]


def sit(case: Case, path: Path, asked: Asked) -> Sitting:
    """Plan a dekad and write its table into the folder of the desk.

    Parameters
    ----------
    case
        As read.
    path
        The folder of the desk; it is opened if it is not there.

    Raises
    ------
    CaseError
        With all that is wrong with the date, what was entered and the forecast.
    RunFolderError
        If the folder is no desk, or its last table is of this dekad or a later one.
    NoAllocationError
        See `aryk.rivers.run.simulate_river`.
    """
    known = open_desk(path)
    _refuse_date(asked.date)
    how = _how(case, known, asked)
    part = river_part(asked_case(case, how), None, how["groups"], DEKAD)
    _refuse_outside(part, asked, how["scenario"])
    desk = board(part)
    before, kept = _before(known, asked, part)
    entries, view = _given(desk, asked, kept)
    state = advanced(desk, before, asked.date, entries)
    foreseen = view if view is not None else _foresee(part, asked, entries)
    rates = dict(zip(foreseen.supplies, foreseen.expected, strict=True))
    table = desk_table(desk, replace(state, foreseen=rates), foreseen, asked.until or season_end(desk, asked.date))
    folder = _write(case, desk, known, path, asked, how, table, entries)
    return Sitting(table, desk, folder, how["scenario"], tuple(entries))


def _refuse_date(date: str) -> None:
    fault = dekad_fault(date, "--date", 0, "", "the day")
    if fault is not None:
        raise CaseError([fault])


def _how(case: Case, known: DeskFolder | None, asked: Asked) -> dict[str, Any]:
    """Scenario, days and tags: those of the desk, or those that are asked for at its opening."""
    wanted: dict[str, Any] = {
        "scenario": asked.scenario or _scenario(case, asked),
        "start": asked.start,
        "end": asked.end,
        "groups": list(asked.groups),
    }
    if known is None:
        return wanted
    stored = {name: known.opened[name] for name in wanted}
    asked_now = {name: value for name, value in wanted.items() if value and (name != "scenario" or asked.scenario)}
    other = [f"{name} {stored[name]}, not {value}" for name, value in asked_now.items() if value != stored[name]]
    if other or known.opened["case"] != case.name:
        what = "; ".join(other) or f"case {known.opened['case']}, not {case.name}"
        raise RunFolderError(
            f"{known.path} was opened for {what}. Remedy: leave it out, or open another desk with --desk"
        )
    return stored


def _scenario(case: Case, asked: Asked) -> str:
    """The first scenario whose days hold the date; base where none does."""
    settings, rows = case.settings, case.table("scenarios")
    days = {"base": (str(settings["start"]), str(settings["end"]))}
    for name, row in rows.iterrows():
        days[str(name)] = (str(row["start"] or settings["start"]), str(row["end"] or settings["end"]))
    if asked.start and asked.end:
        return "base"
    return next((name for name, (first, last) in days.items() if first <= asked.date <= last), "base")


def _refuse_outside(part: Case, asked: Asked, scenario: str) -> None:
    first, last = str(part.settings["start"]), str(part.settings["end"])
    faults = []
    if not first <= asked.date <= last:
        remedy = "choose a scenario whose days hold it, or give --start and --end of the water year"
        what = f"the day lies outside the days of scenario {scenario}"
        faults.append(Fault("--date", 0, "", what, asked.date, f"{first} to {last}", remedy))
    if asked.until is not None and not asked.date <= asked.until <= last:
        what, allowed = "the table would end before it begins, or after the case", f"{asked.date} to {last}"
        faults.append(Fault("--until", 0, "", what, asked.until, allowed, "choose a day between"))
    if faults:
        raise CaseError(faults)


def _before(known: DeskFolder | None, asked: Asked, part: Case) -> tuple[State, Path | None]:
    """The state to go on from, and the folder of an earlier table of the same dekad."""
    if known is None:
        return opened(part), None
    made = known.dekads()
    last = max(made) if made else ""
    if asked.date < last or (asked.date == last and not asked.revise):
        remedy = f"plan {next_dekad(last)}" + ("" if asked.date < last else ", or plan it anew with --revise")
        raise RunFolderError(f"{known.path} has a table for {last} already; nothing was written. Remedy: {remedy}")
    earlier = [day for day in made if day < asked.date]
    if not earlier:
        return opened(part), made.get(asked.date)
    text = (made[earlier[-1]] / "state.json").read_text(encoding="utf-8")
    return state_from_text(text), made.get(asked.date)


def _given(desk: Board, asked: Asked, kept: Path | None) -> tuple[list[Entry], Outlook | None]:
    """What was seen, and a forecast in a file, read together so that all faults are told at once."""
    faults: list[Fault] = []
    entries: list[Entry] = []
    view = None
    source = asked.entered if asked.entered is not None else kept / "entered.csv" if kept is not None else None
    if source is not None:
        needed = (
            [line.terms[0][1] for line in desk.lines if line.part == "storage"] if asked.entered is not None else []
        )
        try:
            entries = read_entries(source, desk.case, asked.date, needed)
        except CaseError as error:
            faults += error.faults
    if asked.forecast.lower().endswith(".csv"):
        try:
            view = written_outlook(Path(asked.forecast), desk.case, asked.date)
        except CaseError as error:
            faults += error.faults
    if faults:
        raise CaseError(faults)
    return entries, view


def _foresee(part: Case, asked: Asked, entries: Sequence[Entry]) -> Outlook:
    last = dekad_before(asked.date)
    seen = {
        each.row: each.value
        for each in entries
        if each.table == "supplies" and each.dekad == last and each.value == each.value
    }
    return outlook(part, asked.date, expected=asked.forecast, seen=seen)


def _write(
    case: Case,
    desk: Board,
    known: DeskFolder | None,
    path: Path,
    asked: Asked,
    how: dict[str, Any],
    table: DeskTable,
    entries: Sequence[Entry],
) -> Path:
    if known is not None:
        place = known.place(asked.date)
        with written_aside(place) as aside:
            if hash_of_case(case) != known.opened["hash"]:
                write_case(case, aside / "case")
            _write_dekad(aside, case, desk, asked, table, entries)
        return place
    with written_aside(path) as aside:
        opened_for = {"format": FORMAT, "case": case.name, **how, "hash": hash_of_case(case)}
        (aside / "desk.json").write_text(json.dumps(opened_for, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write_case(case, aside / "case")
        (aside / asked.date).mkdir()
        _write_dekad(aside / asked.date, case, desk, asked, table, entries)
    return path / asked.date


def _write_dekad(
    place: Path, case: Case, desk: Board, asked: Asked, table: DeskTable, entries: Sequence[Entry]
) -> None:
    from aryk.desk.workbook import workbook

    write_entries(place / "entered.csv", entries)
    (place / "state.json").write_text(state_to_text(table.state), encoding="utf-8")
    write_frame(place / "flows.csv", table.flows)
    write_frame(place / "accounts.csv", table.accounts)
    write_frame(place / "balances.csv", table.balances)
    write_frame(place / "chances.csv", table.chances)
    write_frame(place / "inflow.csv", _inflow(desk, table))
    for language in asked.languages:
        rows = _to_enter(desk, table, DeskWords(language, case))
        if language == asked.languages[0]:
            write_frame(place / "enter.csv", pd.DataFrame(rows, columns=list(ENTER)))
        made = document(case, table, entries, language)
        (place / f"table-{language}.html").write_text(page(made), encoding="utf-8")
        (place / f"table-{language}.xlsx").write_bytes(workbook(made, rows, ENTER))
    (place / "record.json").write_text(_record(place, case, asked, table), encoding="utf-8")


def _inflow(desk: Board, table: DeskTable) -> pd.DataFrame:
    """Inflows of the dekads that are shown: expected, and of each member."""
    view, first = table.outlook, desk.place(table.day)
    shown = [dekad for dekad in desk.starts[first:] if dekad <= table.until]
    rows = [
        [name, dekad, view.expected[place, number], *view.members[:, place, number]]
        for place, name in enumerate(view.supplies)
        for number, dekad in enumerate(shown)
    ]
    names = [f"member {number + 1}" for number in range(len(view.members))]
    return pd.DataFrame(rows, columns=["supply", "dekad", "expected", *names])


def _to_enter(desk: Board, table: DeskTable, words: DeskWords) -> list[tuple[str | float, ...]]:
    """Rows that wait for what is seen in the coming dekad."""
    of_line = {
        line.terms[0][:2]: words.text("desk_lines", line.name, "title", "")
        for line in desk.lines
        if len(line.terms) == 1
    }
    rows: list[tuple[str | float, ...]] = []
    for name, row, quantity, value in table.ahead:
        own = str(desk.case.table(name).at[row, "title"] or row)
        title = of_line.get((name, row)) or own
        unit = unit_of_entry(desk.case, name, row, quantity)
        rows.append((name, row, quantity, table.day, "", unit, round(value, 3), title))
    return rows


def _record(place: Path, case: Case, asked: Asked, table: DeskTable) -> str:
    import aryk

    hashes = {
        name: hashlib.sha256((place / name).read_bytes()).hexdigest()
        for name in (
            "entered.csv",
            "state.json",
            "flows.csv",
            "accounts.csv",
            "balances.csv",
            "chances.csv",
            "inflow.csv",
        )
    }
    record = {
        "format": FORMAT,
        "day": asked.date,
        "until": table.until,
        "forecast": Path(asked.forecast).name,
        "outlook": table.outlook.source.words,
        "forced": table.forced,
        "aryk": aryk.__version__,
        "hashes": {"case": hash_of_case(case), **hashes},
    }
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"
