"""`aryk check`: every fault of a case and of each scenario, and the sources of its values."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from aryk.commands.outcome import FINE

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.faults import Fault


def check_command(name: str, *, as_json: bool) -> int:
    """Check a case and print what it is made of.

    Raises
    ------
    CaseError
        With every fault.
    """
    from aryk.case.read import read_case
    from aryk.case.references import shares, values_with_basis

    case = read_case(name)
    check_scenarios(case)
    values = values_with_basis(case)
    counts = shares(values)
    rows = {name: len(frame) for name, frame in case.tables.items() if len(frame)}
    if as_json:
        print(
            json.dumps(
                {"ok": True, "case": case.name, "rows": rows, "values": counts.to_dict(orient="index")},
                ensure_ascii=False,
            )
        )
        return FINE
    print(f"{case.name}: no faults. {sum(rows.values()):,} rows in {len(rows)} tables, {len(values):,} values.\n")
    print(f"{'table':<18}{'rows':>7}{'reported':>10}{'computed':>10}{'assumed':>10}{'none':>8}")
    for table, count in rows.items():
        if table in counts.index:
            found = counts.loc[table]
            print(
                f"{table:<18}{count:>7}{found['reported']:>10}{found['computed']:>10}{found['assumed']:>10}{found['none']:>8}"
            )
        else:
            print(f"{table:<18}{count:>7}")
    total = counts.loc["all"]
    part = 100 * total / max(1, total.sum())
    print(
        f"{'all values':<18}{'':>7}"
        + "".join(f"{share:>{width}.1f}%" for share, width in zip(part, (9, 9, 9, 7), strict=True))
    )
    return FINE


def check_scenarios(case: Case) -> None:
    """Apply every measure, separation and scenario, so that each change is known to fit; all faults at once.

    Raises
    ------
    CaseError
        With every fault of a change, and every series that does not cover the horizon of a scenario.
    """
    from aryk.case.changes import apply_changes
    from aryk.case.faults import CaseError
    from aryk.measures.apply import separation_changes, with_measures, with_scenario

    faults: set[Fault] = set()
    faulty: list[str] = []
    for name in case.tables["measures"]["measure"]:
        try:
            with_measures(case, [name])
        except CaseError as error:
            faults |= set(error.faults)
            faulty.append(name)
    for name in case.tables["separations"]["separation"]:
        try:
            apply_changes(case, separation_changes(case, [name]))
        except CaseError as error:
            faults |= set(error.faults)
    base = _uncovered(case)
    faults |= base
    sound = _without(case, faulty)
    for name in case.tables["scenarios"]["scenario"]:
        try:
            under = with_scenario(sound, name)
        except CaseError as error:
            faults |= set(error.faults)
            continue
        told = {(fault.file, fault.column) for fault in base}
        faults |= {
            replace(fault, what=f"{fault.what} of scenario {name}")
            for fault in _uncovered(under)
            if (fault.file, fault.column) not in told
        }
    if faults:
        raise CaseError(faults)


def _without(case: Case, measures: list[str]) -> Case:
    """The case with scenarios that leave out measures whose faults are told already."""
    if not measures:
        return case
    scenarios = case.tables["scenarios"].copy()
    scenarios["measures"] = [
        " ".join(word for word in cell.split() if word not in measures) for cell in scenarios["measures"]
    ]
    return case.with_tables({"scenarios": scenarios})


def _uncovered(case: Case) -> set[Fault]:
    """Each dated series in use whose file does not cover the horizon."""
    import numpy as np

    from aryk.case.faults import CaseError
    from aryk.case.steps import written_steps
    from aryk.case.timeline import intervals, sample_file

    series, horizon = case.tables["series"], case.tables["case"].iloc[0]
    dated = series["series"][(series["file"] != "") & series["cycle"].isin(["", "none"])]
    start, end = (np.array([horizon[each]], dtype="datetime64[s]") for each in ("start", "end"))
    end = end + np.timedelta64(1, "D")
    if len(case.tables["steps"]):
        start, end = intervals(written_steps(case))
    faults: set[Fault] = set()
    for name in sorted(set(dated) & _series_in_use(case)):
        try:
            sample_file(case, name, start, end)
        except CaseError as error:
            faults |= set(error.faults)
    return faults


def _series_in_use(case: Case) -> set[str]:
    """The series that rows in use name."""
    from aryk.case.schema import TABLES

    used: set[str] = set()
    for name, table in TABLES.items():
        columns = [column.name for column in table.columns if column.refers == "series" and name != "profiles"]
        frame = case.tables[name]
        if not columns or frame.empty:
            continue
        active = frame["active"].tolist() if "active" in frame.columns else ["yes"] * len(frame)
        for column in columns:
            used |= {cell for cell, use in zip(frame[column].tolist(), active, strict=True) if use != "no"}
    return used
