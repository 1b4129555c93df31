"""`aryk rerun`: the same case with the same options again, and whether the results are the same to the last digit."""

from __future__ import annotations

import json
from pathlib import Path

from aryk.commands.outcome import FINE, INTERNAL, INVALID_INPUT
from aryk.commands.progress import watching


def rerun_command(folder: str, *, out: Path | None, as_json: bool) -> int:
    """Repeat a run from its folder alone and compare.

    Raises
    ------
    RunFolderError
        If it is no run folder.
    """
    from aryk.runs.folder import hash_of_case, hash_of_results, open_run
    from aryk.runs.run import run

    stored = open_run(folder)
    asked, recorded = stored.settings, stored.record["hashes"]
    case = stored.case()
    with watching(quiet=as_json) as progress:
        done = run(
            case,
            scenario=asked["scenario"],
            start=asked["start"],
            end=asked["end"],
            settings=asked["set"],
            solver=asked["solver"],
            out=out,
            progress=progress,
        )
    same_case = hash_of_case(case) == recorded["case"]
    same_results = hash_of_results(done.plan.results) == recorded["results"]
    gap = abs(done.plan.objective - stored.record["objective"]) / max(1.0, abs(stored.record["objective"]))
    code = FINE if same_results else INTERNAL if same_case else INVALID_INPUT
    versions = _changed_versions(done, stored.record["versions"])
    if as_json:
        print(
            json.dumps(
                {
                    "ok": same_results,
                    "same case": same_case,
                    "same results": same_results,
                    "objective gap": gap,
                    "changed versions": versions,
                    "folder": str(out) if out else None,
                }
            )
        )
        return code
    print(f"case:    {'the same as was run' if same_case else 'CHANGED since the run: its files were edited'}")
    verdict = "the same to the last digit" if same_results else f"DIFFERENT; relative gap of the objective {gap:.1e}"
    print(f"results: {verdict}")
    if versions:
        print("versions that changed: " + ", ".join(versions))
    if out:
        print(f"written: {out}")
    return code


def _changed_versions(done: object, recorded: dict[str, str]) -> list[str]:
    from aryk.runs.run import Run, record_of

    assert isinstance(done, Run)
    now = record_of(done)["versions"]
    return [
        f"{name} {recorded.get(name, '-')} -> {version}"
        for name, version in now.items()
        if recorded.get(name) != version
    ]
