"""Assembly and hand-over against the bare solve of the same matrix; memory; growth with the number of hours.

Each measurement runs in a process of its own: `python -m benchmarks.assembly STEP ...`.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5


def peak_mb() -> float:
    """Peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def assemble_once(hours: int, arrays: str | None) -> dict[str, float]:
    """Build the case (not measured), then assemble and hand over."""
    from aryk.case.timeline import timeline
    from aryk.planning.assemble import assemble
    from aryk.planning.solve import load
    from benchmarks.network import network

    case = network(hours)
    before = peak_mb()
    begin = time.perf_counter()
    line = timeline(case)
    model = assemble(line)
    matrix = model.program.matrix()
    built = time.perf_counter()
    highs = load(matrix)
    done = time.perf_counter()
    peak = peak_mb()
    if arrays:
        import numpy as np

        np.savez(
            arrays,
            **{
                name: getattr(matrix, name)
                for name in ("cost", "lower", "upper", "row_lower", "row_upper", "start", "index", "value")
            },
        )
    rows, columns = matrix.shape
    del highs
    return {
        "rows": rows,
        "columns": columns,
        "coefficients": len(matrix.value),
        "case MB": before,
        "assembly s": built - begin,
        "hand-over s": done - built,
        "peak MB": peak,
    }


def hold(arrays: str) -> dict[str, float]:
    """A process that does nothing but load the finished arrays and hand them to HiGHS."""
    import numpy as np

    from aryk.planning.program import Matrix
    from aryk.planning.solve import load

    with np.load(arrays) as stored:
        matrix = Matrix(**{name: stored[name] for name in stored.files})
    highs = load(matrix)
    assert highs.getNumCol() == len(matrix.cost)
    return {"peak MB": peak_mb()}


def bare(arrays: str, solver: str, limit: str) -> dict[str, float]:
    """The bare solve: arrays from disk, HiGHS, nothing else."""
    import numpy as np

    from aryk.planning.program import Matrix
    from aryk.planning.solve import load

    with np.load(arrays) as stored:
        matrix = Matrix(**{name: stored[name] for name in stored.files})
    highs = load(matrix)
    highs.setOptionValue("solver", solver)
    highs.setOptionValue("time_limit", float(limit))
    begin = time.perf_counter()
    highs.run()
    seconds = time.perf_counter() - begin
    return {
        "solve s": seconds,
        "peak MB": peak_mb(),
        "optimal": float(highs.modelStatusToString(highs.getModelStatus()) == "Optimal"),
    }


def apart(*words: str) -> dict[str, float]:
    """Run a step of this file in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.assembly", *words], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def median(records: list[dict[str, float]]) -> dict[str, float]:
    """Median of each figure."""
    return {name: statistics.median(each[name] for each in records) for name in records[0]}


def table(hours: int = 8760, solver: str = "ipm", limit: float = 3600.0) -> dict[str, dict[str, float]]:
    """All measurements."""
    small = round(hours / 240) * 24
    with tempfile.TemporaryDirectory() as folder:
        arrays, small_arrays = str(Path(folder) / "arrays.npz"), str(Path(folder) / "small.npz")
        apart("assemble", str(hours), arrays)
        apart("assemble", str(small), small_arrays)
        full = median([apart("assemble", str(hours)) for _ in range(RUNS)])
        tenth = median([apart("assemble", str(small)) for _ in range(RUNS)])
        held = median([apart("hold", arrays) for _ in range(RUNS)])
        solved_tenth = apart("bare", small_arrays, solver, str(limit))
        solved = apart("bare", arrays, solver, str(limit))
    return {"full": full, "tenth": tenth, "held": held, "solved": solved, "solved tenth": solved_tenth}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["assemble", hours]:
            print(json.dumps(assemble_once(int(hours), None)))
        case ["assemble", hours, arrays]:
            print(json.dumps(assemble_once(int(hours), arrays)))
        case ["hold", arrays]:
            print(json.dumps(hold(arrays)))
        case ["bare", arrays, solver, limit]:
            print(json.dumps(bare(arrays, solver, limit)))
        case _:
            print(json.dumps(table(), indent=2))
