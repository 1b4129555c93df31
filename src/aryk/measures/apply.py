"""Scenarios and measures as functions from a case to a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aryk.case.case import Case
from aryk.case.changes import Change, apply_changes
from aryk.case.factors import with_factors
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.held import held_column, held_records
from aryk.case.schema import TABLES
from aryk.measures.conflicts import conflicts
from aryk.results.fields import Results

BASE = "base"


def with_measures(case: Case, measures: Sequence[str]) -> Case:
    """The case with measures in place, in the order of the table.

    Raises
    ------
    CaseError
        If a measure is not there, or the case with it makes no sense.
    """
    return apply_changes(case, measure_changes(case, measures))


def with_scenario(case: Case, scenario: str) -> Case:
    """The case under a scenario: its horizon, its measures, its changes and factors, and what it may choose.

    Raises
    ------
    CaseError
        If the scenario is not there or does not fit.
    """
    return with_settings(case, scenario, ())


def with_settings(case: Case, scenario: str, settings: Sequence[Change]) -> Case:
    """The case under a scenario and single changes after it.

    Raises
    ------
    CaseError
        If the scenario is not there, or it does not fit with the changes.
    """
    from aryk.measures.choice import with_choice

    changed = with_factors(apply_changes(case, [*scenario_changes(case, scenario), *settings]), scenario)
    rows = case.tables["scenarios"]
    choose = [cell for name, cell in zip(rows["scenario"], rows["choose"], strict=True) if name == scenario]
    return with_choice(changed, choose[0].split() if choose else [])


def series_with(case: Case, measures: Sequence[str]) -> set[str]:
    """The series that rows name which measures change or bring into use, each measure by itself.

    Typical days that stand for them too let plans with and without the measures be compared: see
    `aryk.case.timeline.timeline`.
    """
    found: set[str] = set()
    for name in measures:
        changes = measure_changes(case, [name])
        changed = apply_changes(case, changes, judge=False)
        for table in {change.table for change in changes}:
            for column in TABLES[table].columns:
                if column.refers == "series" and table != "profiles":
                    found |= set(changed.table(table)[column.name])
    return found - {""}


def measure_changes(case: Case, measures: Sequence[str]) -> list[Change]:
    """What measures change, the same in whatever order they are named.

    Raises
    ------
    CaseError
        If a measure is not there, or two of them change one cell so that it matters which comes first.
    """
    known = case.tables["measures"]["measure"]
    _refuse_unknown(measures, list(known), "measures")
    changes = _changes(case, "measure", [name for name in known if name in set(measures)])
    faults = conflicts(case, changes)
    if faults:
        raise CaseError(faults)
    return changes


def separation_changes(case: Case, separations: Sequence[str]) -> list[Change]:
    """What separations change, in the order of the table.

    Raises
    ------
    CaseError
        If a separation is not there.
    """
    known = case.tables["separations"]["separation"]
    _refuse_unknown(separations, list(known), "separations")
    return _changes(case, "separation", [name for name in known if name in set(separations)])


def scenario_changes(case: Case, scenario: str) -> list[Change]:
    """What a scenario changes: first its measures, then what is apart, then its horizon, then its own changes.

    Raises
    ------
    CaseError
        If the scenario is not there.
    """
    rows = case.tables["scenarios"].set_index("scenario", drop=False)
    if scenario == BASE and BASE not in rows.index:
        return []
    _refuse_unknown([scenario], list(rows.index), "scenarios")
    row = rows.loc[scenario]
    place = rows.index.get_loc(scenario)
    file, line = str(case.files["scenarios"]["file"].iloc[place]), int(case.files["scenarios"]["row"].iloc[place])
    name = case.tables["case"]["case"].iloc[0]
    horizon = [
        Change("case", name, "", end, "set", row[end], f"scenario {scenario}", file, line, end)
        for end in ("start", "end")
        if row[end]
    ]
    return [
        *measure_changes(case, row["measures"].split()),
        *separation_changes(case, row["apart"].split()),
        *horizon,
        *_changes(case, "scenario", [scenario]),
    ]


def _changes(case: Case, owner: str, names: Sequence[str]) -> list[Change]:
    frame, files = case.tables[f"{owner}_changes"], case.files[f"{owner}_changes"]
    order = {name: place for place, name in enumerate(names)}
    owners = held_column(frame, owner) if names else []
    chosen = sorted((place for place, name in enumerate(owners) if name in order), key=lambda each: order[owners[each]])
    rows, places = held_records(frame), held_records(files)
    made: dict[str, Any] = {
        "file": f"{owner}_changes.csv",
        "row": 0,
    }  # of a table that was made, no line of a file is known
    return [
        Change(
            **{each: row[each] for each in ("table", "row", "group", "column", "operation", "value")},
            origin=f"{owner} {row[owner]}",
            file=place["file"],
            line=place["row"],
        )
        for row, place in ((rows[each], places[each] if each < len(places) else made) for each in chosen)
    ]


def _refuse_unknown(names: Sequence[str], known: list[str], table: str) -> None:
    faults = [
        Fault(
            f"{table}.csv",
            0,
            table.removesuffix("s"),
            f"there is no {table.removesuffix('s')} of this name",
            name,
            quoted(known, 40),
            nearest(name, known) or "choose one of these",
        )
        for name in names
        if name not in known
    ]
    if faults:
        raise CaseError(faults)


def share_in_place(case: Case, results: Results, measure: str) -> float:
    """How much of a measure a case has: 1 where every cell that it sets holds what it sets.

    Of a measure that the plan chooses, the share that it builds. A measure that only scales or adds cannot be told: 0.
    """
    chosen = results.find("expansions", measure, "size")
    if chosen is not None:
        return float(chosen[1][0])
    return float(is_in_place(case, measure))


def is_in_place(case: Case, measure: str) -> bool:
    """Whether every cell that a measure sets holds what it sets; of one that only scales or adds it cannot be told."""
    changes = [each for each in measure_changes(case, [measure]) if each.operation in ("", "set")]
    if not changes:
        return False
    changed = apply_changes(case, changes, judge=False)
    touched = {each.table for each in changes}
    return all(changed.table(table).equals(case.table(table)) for table in touched)
