"""The pipeline: case, scenario, plan, verify, indicators, hindcast, commitments, report, folder."""

from __future__ import annotations

import datetime
import json
import math
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

import aryk
from aryk.case.case import Case
from aryk.case.changes import Change, parse_setting
from aryk.case.read import read_case
from aryk.case.references import shares, values_with_basis
from aryk.case.write import write_case
from aryk.measures.apply import BASE, with_settings
from aryk.planning.accounts import weighted_sum
from aryk.planning.plan import NoPlanError, Plan, plan
from aryk.planning.solution_files import plan_from_file
from aryk.planning.verify import TOLERANCE, Verification, verify
from aryk.results.indicators import Gauge
from aryk.runs.commitments import commitments
from aryk.runs.folder import (
    FORMAT,
    hash_of_case,
    hash_of_results,
    refuse_existing,
    write_results,
    written_aside,
)
from aryk.runs.hindcast import hindcast
from aryk.runs.waits import Waits, agreed_plan, asked_for

Progress = Callable[[str, str], None]


class UnsoundError(RuntimeError):
    """A plan whose balances do not close: a fault of the solver or of Aryk, never a result."""


@dataclass(frozen=True)
class Run:
    """A plan with all that was computed from it.

    Attributes
    ----------
    asked
        Scenario, start, end, settings and solver, as `asked_case` takes them.
    waits
        How the waits of trucks in the plan and at the border agree; None where the case does not ask for it.
    """

    case: Case
    asked: dict[str, Any]
    plan: Plan
    verification: Verification
    indicators: pd.DataFrame
    hindcast: pd.DataFrame
    commitments: pd.DataFrame
    log: tuple[str, ...] = field(repr=False)
    waits: Waits | None = None

    @cached_property
    def values(self) -> pd.DataFrame:
        """Count of values by table and basis."""
        return shares(values_with_basis(self.plan.case))

    @cached_property
    def notes(self) -> list[str]:
        """What a reader should know before believing the run."""
        start, planned = self._own_start(), str(self.plan.calendar.days[0].date())
        filled = int(self.plan.case.table("stores")["initial"].notna().sum())
        if start == planned or not filled:
            return []
        return [
            f"the run starts on {planned}, but {filled} stores start with the content written for {start}; "
            "set it with --set stores.NAME.initial=..."
        ]

    def _own_start(self) -> str:
        """The first day that the case, or its scenario, was written for."""
        scenarios = self.case.table("scenarios")
        own = scenarios["start"].get(self.asked["scenario"], "")
        return str(own or self.case.settings["start"])


def asked_case(case: Case, asked: dict[str, Any]) -> Case:
    """The case under a scenario, a horizon and single settings.

    Raises
    ------
    CaseError
        If one of them does not fit.
    """
    name = case.tables["case"]["case"].iloc[0]
    horizon = [
        Change("case", name, "", end, "set", asked[end], f"--{end}") for end in ("start", "end") if asked.get(end)
    ]
    settings = [parse_setting(case, words) for words in asked.get("set", [])]
    return with_settings(case, asked["scenario"], [*horizon, *settings])


def run(
    case: str | Path | Case,
    *,
    scenario: str = BASE,
    start: str | None = None,
    end: str | None = None,
    settings: Sequence[str] = (),
    solver: str = "choose",
    time_limit: float | None = None,
    out: str | Path | None = None,
    export: Sequence[Path] = (),
    solution: Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Plan a case and compute everything that a report shows.

    Parameters
    ----------
    case
        A folder, the name of a bundled case, or a case.
    scenario, start, end, settings
        What to change in it; settings as `table.row.column=value`.
    out
        Where to write the run folder; None: nowhere.
    solution
        A file with the answer of another solver to the exported programme, instead of a solve.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, SolutionFileError, RunFolderError
        See `aryk.plan` and `aryk.runs.folder`.
    UnsoundError
        If the plan does not close its own balances.
    """
    log = _Log(progress)
    if out is not None:
        refuse_existing(Path(out))
    asked = {"scenario": scenario, "start": start, "end": end, "set": list(settings), "solver": solver}
    log("read", "")
    given = case if isinstance(case, Case) else read_case(case)
    under = asked_case(given, asked)
    waits = None

    def planned(each: Case) -> Plan:
        return _planned(each, given, asked, solver, time_limit, out, export, log)

    if solution is not None:
        made = plan_from_file(under, solution, progress=log)
    elif asked_for(under):
        made, waits = agreed_plan(under, planned, progress=log)
    else:
        made = planned(under)
    log("verify", "")
    verification = verify(made.timeline, made.results)
    if not verification.passed:
        worst = verification.largest
        raise UnsoundError(
            f"the plan does not close: {worst.check}, {worst.row} at {worst.when}, "
            f"residual {worst.relative:.1e} of the flow scale"
        )
    gap = abs(weighted_sum(made.timeline, made.accounts) - made.objective)
    if gap > TOLERANCE * max(1.0, float(made.accounts.abs().to_numpy().sum())):
        raise UnsoundError(f"the accounts of the parties miss the objective of the plan by {gap:.6g}")
    log("indicators", "")
    gauge = Gauge(made.timeline, made.results)
    done = Run(given, asked, made, verification, gauge.table(), hindcast(gauge), commitments(gauge), (), waits)
    if out is not None:
        log("write", str(out))
        _write(done, Path(out), log)
    return replace(done, log=tuple(log.lines))


def _planned(
    under: Case,
    given: Case,
    asked: dict[str, Any],
    solver: str,
    time_limit: float | None,
    out: str | Path | None,
    export: Sequence[Path],
    log: _Log,
) -> Plan:
    try:
        return plan(under, solver=solver, time_limit=time_limit, export=tuple(export), progress=log)
    except NoPlanError as error:
        if out is not None:
            log("write", f"{out} (evidence)")
            _write_evidence(given, asked, error, Path(out), log)
            raise NoPlanError(
                f"{error}\nevidence: {out} (the case, the programme, this text)", error.write_model
            ) from None
        raise


class _Log:
    """Stages with the time at which they begin, passed on to whoever watches."""

    def __init__(self, progress: Progress | None) -> None:
        self.lines: list[str] = []
        self._begin = time.perf_counter()
        self._progress = progress
        self._stage = ""

    def __call__(self, stage: str, words: str) -> None:
        if stage != self._stage or not words.endswith(" s"):
            self.lines.append(f"{time.perf_counter() - self._begin:8.2f} s  {stage:<10} {words}".rstrip())
        self._stage = stage
        if self._progress:
            self._progress(stage, words)


def _money(case: Case) -> str:
    """The money of a case, with its year where it is known."""
    money, year = case.settings["money"], case.settings["money_year"]
    return str(money) if math.isnan(year) else f"{money} of {year:g}"


def record_of(done: Run) -> dict[str, Any]:
    """What `run.json` holds."""
    import highspy
    import numpy
    import scipy
    import xarray

    made = done.plan
    worst = done.verification.largest
    return {
        "format": FORMAT,
        "case": done.case.name,
        "title": str(done.case.tables["case"]["title"].iloc[0]),
        "asked": done.asked,
        "horizon": [str(made.calendar.days[0].date()), str(made.calendar.days[-1].date())],
        "chronology": made.case.settings["chronology"],
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "versions": {
            "aryk": aryk.__version__,
            "python": platform.python_version(),
            "highs": highspy.Highs().version(),  # type: ignore[no-untyped-call]
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "pandas": pd.__version__,
            "xarray": xarray.__version__,
        },
        "hashes": {
            "case": hash_of_case(done.case),
            "planned": hash_of_case(made.case),
            "results": hash_of_results(made.results),
        },
        "size": {"rows": made.size[0], "columns": made.size[1], "coefficients": made.size[2]},
        "objective": made.objective,
        "money": _money(made.case),
        "solver": {
            "name": made.solution.solver,
            "seconds": round(made.solution.seconds, 3),
            "iterations": made.solution.iterations,
        },
        **({"heads": {"programmes": made.heads.rounds, "gap": made.heads.gap}} if made.heads else {}),
        **_record_of_waits(done.waits),
        "largest residual": {"check": worst.check, "row": worst.row, "when": worst.when, "relative": worst.relative},
        "notes": done.notes,
        "values": {str(basis): int(count) for basis, count in done.values.loc["all"].items()},
    }


def _record_of_waits(waits: Waits | None) -> dict[str, Any]:
    if waits is None:
        return {}
    rounds = int(waits.rounds["round"].max()) if len(waits.rounds) else 0
    return {"waits": {"rounds": rounds, "gap": waits.gap, "agreed": waits.agreed}}


def _write(done: Run, folder: Path, log: _Log) -> None:
    from aryk.report.report import write_report

    with written_aside(folder) as aside:
        write_case(done.case, aside / "case")
        write_results(done.plan.case, done.plan.results, aside / "results.nc")
        for name, frame in (
            ("indicators", done.indicators),
            ("hindcast", done.hindcast),
            ("commitments", done.commitments),
            ("accounts", done.plan.accounts.rename_axis("party").reset_index()),
            ("verification", done.verification.table()),
        ):
            frame.to_csv(aside / f"{name}.csv", index=False, lineterminator="\n")
        if done.waits is not None:
            done.waits.curves.to_csv(aside / "wait-curves.csv", index=False, lineterminator="\n")
            done.waits.rounds.to_csv(aside / "waits.csv", index=False, lineterminator="\n")
        record = record_of(done)
        (aside / "run.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        log("report", "")
        write_report(done, record, aside / "report.html")
        log("done", "")
        (aside / "log.txt").write_text("\n".join(log.lines) + "\n", encoding="utf-8")


def _write_evidence(given: Case, asked: dict[str, Any], error: NoPlanError, folder: Path, log: _Log) -> None:
    """Without a plan: the case, the programme and why it has no solution."""
    with written_aside(folder) as aside:
        write_case(given, aside / "case")
        (aside / "no-plan.txt").write_text(f"{error}\n", encoding="utf-8")
        if error.write_model is not None:
            error.write_model(aside / "program.lp")
        record = {"format": 0, "case": given.name, "asked": asked, "status": "no plan"}
        (aside / "no-plan.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        log("done", "")
        (aside / "log.txt").write_text("\n".join(log.lines) + "\n", encoding="utf-8")
