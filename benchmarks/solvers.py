"""Which method of HiGHS solves what in which time: `python -m benchmarks.solvers`.

Each solve runs in a process of its own: `python -m benchmarks.solvers CASE METHOD`, CASE being a number of hours of
the network or the name of a bundled case. The table goes to `results/SOLVERS.md`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "SOLVERS.md"
CASES = {
    "168": "network, 168 hours",
    "744": "network, 744 hours",
    "2184": "network, 2,184 hours",
    "744 sizes": "network, 744 hours, sizes chosen",
    "kz-kg": "kz-kg, a year in typical days",
    "kz-kg build": "kz-kg, the same, sizes chosen",
}
METHODS = ("windows", "boxes", "simplex", "ipm", "ipm without crossover", "pdlp")
LIMIT = 240.0


def solve_once(name: str, method: str) -> dict[str, float | str]:
    """Seconds of the solve, objective, largest residual of the audit."""
    from aryk import read_case
    from aryk.measures.apply import with_scenario
    from aryk.planning.plan import plan
    from aryk.planning.solve import SolverLimitError, SolverOptionError
    from benchmarks.network import network

    kind, _, more = name.partition(" ")
    case = network(int(kind), sizes=bool(more)) if kind.isdigit() else with_scenario(read_case(kind), more or "base")
    options = {"run_crossover": "off"} if "without" in method else None
    try:
        made = plan(case, solver=method.split(maxsplit=1)[0], time_limit=LIMIT, options=options)
    except SolverOptionError:
        return {"error": "does not apply"}
    except SolverLimitError:
        return {"error": "no answer in time"}
    rows, columns, _ = made.size
    worst = made.verify().largest.relative
    return {
        "rows": rows,
        "columns": columns,
        "seconds": made.solution.seconds,
        "objective": made.objective,
        "residual": worst,
    }


def table() -> str:
    """All cases by all methods, as Markdown."""
    lines = [
        "# Methods of HiGHS",
        "",
        f"Seconds of the solve, and the largest residual of the audit (1e-06 is allowed). Limit: {LIMIT:g} s.",
        "",
        "| case | columns | " + " | ".join(METHODS) + " |",
        "|---|--:|" + "---|" * len(METHODS),
    ]
    for name, title in CASES.items():
        cells, columns = [], 0
        for method in METHODS:
            command = [sys.executable, "-m", "benchmarks.solvers", name, method]
            found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            print(name, method, found, file=sys.stderr, flush=True)
            columns = int(found.get("columns", columns))
            cells.append(
                str(found["error"]) if "error" in found else f"{found['seconds']:.1f} s, {found['residual']:.0e}"
            )
        lines.append(f"| {title} | {columns:,} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(solve_once(sys.argv[1], sys.argv[2])))
    else:
        RESULTS.write_text(table(), encoding="utf-8")
        print(RESULTS.read_text(encoding="utf-8"))
