"""Measure everything and write `results/RESULTS.md`: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
from pathlib import Path

from benchmarks import assembly, commands

RESULTS = Path(__file__).parent / "results" / "RESULTS.md"
LIMITS = {"aryk --help": 0.3, "import aryk": 0.5, "aryk check kz-kg": 2.0, "aryk run kz-kg": 60.0}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--solver", default="ipm", help="solver of the bare solve")
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds for the bare solve")
    parser.add_argument("--solves", type=int, default=1, help="how often the bare solve is measured")
    asked = parser.parse_args()
    timed = commands.table()
    measured = assembly.table(solver=asked.solver, limit=asked.limit, solves=asked.solves)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(page(timed, measured, asked.solver, asked.solves), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def page(timed: dict[str, float], measured: dict[str, dict[str, float]], solver: str, solves: int) -> str:
    """The results as Markdown."""
    import highspy
    import numpy as np

    full, tenth = measured["assembly, full"], measured["assembly, a tenth"]
    held, bare = measured["HiGHS holding the arrays"], measured[f"bare HiGHS {solver}"]
    spent = full["assembly s"] + full["hand-over s"]
    finished = "to the optimum" if bare["optimal"] else "stopped at its limit, not yet at the optimum"
    size = ", ".join(f"{full[name]:,.0f}" for name in ("columns", "rows", "coefficients"))
    lines = [
        "# Results of the benchmarks",
        "",
        f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"HiGHS {highspy.Highs().version()}, numpy {np.__version__}. "
        f"Medians of 5 runs, of {solves} for the bare solve.",
        "",
        "| what | measured | allowed |",
        "|---|---|---|",
        *(f"| `{name}` | {value:.2f} s | {LIMITS[name]:g} s |" for name, value in timed.items()),
        f"| columns, rows, coefficients of the network | {size} | |",
        f"| sampling and assembly | {full['assembly s']:.2f} s | |",
        f"| hand-over to HiGHS | {full['hand-over s']:.2f} s | |",
        f"| bare HiGHS ({solver}), {finished} | {bare['solve s']:.0f} s | |",
        f"| assembly and hand-over / bare solve | {100 * spent / bare['solve s']:.2f} % | 5 % |",
        f"| peak memory, assembling process until HiGHS holds all | {full['peak MB']:.0f} MB | |",
        f"| peak memory, process that only loads the arrays into HiGHS | {held['peak MB']:.0f} MB | |",
        f"| ratio of both | {full['peak MB'] / held['peak MB']:.2f} | 1.5 |",
        f"| ten times the hours cost | {spent / (tenth['assembly s'] + tenth['hand-over s']):.1f} times | 11 times |",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
