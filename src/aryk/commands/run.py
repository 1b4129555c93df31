"""`aryk run`: plan a case, write the run folder, print one screen."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path

from aryk.commands.outcome import FINE
from aryk.commands.progress import watching


def run_command(
    case: str,
    *,
    scenario: str,
    start: str | None,
    end: str | None,
    settings: list[str],
    solver: str,
    time_limit: float | None,
    out: Path | None,
    export: list[Path],
    solution: Path | None,
    as_json: bool,
) -> int:
    """Run a case.

    Raises
    ------
    CaseError, NoPlanError, SolverLimitError, RunFolderError
        See `aryk.runs.run.run`.
    """
    from aryk.commands.summary import summary_lines
    from aryk.runs.run import record_of, run

    folder = out or _new_folder(case, scenario)
    with watching(quiet=as_json) as progress:
        done = run(
            case,
            scenario=scenario,
            start=start,
            end=end,
            settings=settings,
            solver=solver,
            time_limit=time_limit,
            out=folder,
            export=export,
            solution=solution,
            progress=progress,
        )
    if as_json:
        record = record_of(done)
        values = done.indicators[["indicator", "value"]].to_dict("records")
        headline = {row["indicator"]: None if math.isnan(row["value"]) else row["value"] for row in values}
        verdicts = {
            name: frame["verdict"].value_counts().to_dict()
            for name, frame in (("hindcast", done.hindcast), ("commitments", done.commitments))
        }
        print(
            json.dumps(
                {
                    "ok": True,
                    "folder": str(folder),
                    "report": str(folder / "report.html"),
                    "run": record,
                    "indicators": headline,
                    **verdicts,
                },
                ensure_ascii=False,
                allow_nan=False,
            )
        )
        return FINE
    print("\n".join(summary_lines(done, folder)))
    return FINE


def _new_folder(case: str, scenario: str) -> Path:
    stamp = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
    return Path("runs") / f"{Path(case).resolve().name if Path(case).is_dir() else case}-{scenario}-{stamp}"
