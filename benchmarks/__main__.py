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
    asked = parser.parse_args()
    timed = commands.table()
    measured = assembly.table(solver=asked.solver, limit=asked.limit)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(page(timed, measured, asked.solver), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def page(timed: dict[str, float], measured: dict[str, dict[str, float]], solver: str) -> str:
    """The results as Markdown."""
    import highspy
    import numpy as np

    full, tenth, held = (measured[name] for name in ("full", "tenth", "held"))
    bare, bare_tenth = measured["solved"], measured["solved tenth"]
    spent, spent_tenth = (each["assembly s"] + each["hand-over s"] for each in (full, tenth))
    size = ", ".join(f"{full[name]:,.0f}" for name in ("columns", "rows", "coefficients"))
    lines = [
        "# Results of the benchmarks",
        "",
        f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"HiGHS {highspy.Highs().version()}, numpy {np.__version__}. "
        "Medians of 5 runs; the bare solves once.",
        "",
        "| what | measured | allowed |",
        "|---|---|---|",
        *(f"| `{name}` | {value:.2f} s | {LIMITS[name]:g} s |" for name, value in timed.items()),
        f"| columns, rows, coefficients of the network | {size} | |",
        f"| sampling and assembly | {full['assembly s']:.2f} s | |",
        f"| hand-over to HiGHS | {full['hand-over s']:.2f} s | |",
        f"| bare HiGHS ({solver}) of the same matrix, {ending(bare)} | {bare['solve s']:.0f} s | |",
        f"| assembly and hand-over / bare solve | {share(spent, bare)} | 5 % |",
        f"| the same with a tenth of the hours: bare HiGHS, {ending(bare_tenth)} | {bare_tenth['solve s']:.1f} s | |",
        f"| assembly and hand-over / bare solve, a tenth of the hours | {share(spent_tenth, bare_tenth)} | |",
        f"| peak memory, assembling process until HiGHS holds all | {full['peak MB']:.0f} MB | |",
        f"| peak memory, process that only loads the arrays into HiGHS | {held['peak MB']:.0f} MB | |",
        f"| ratio of both | {full['peak MB'] / held['peak MB']:.2f} | 1.5 |",
        f"| ten times the hours cost | {spent / spent_tenth:.1f} times | 11 times |",
        "",
    ]
    return "\n".join(lines)


def ending(bare: dict[str, float]) -> str:
    """How a bare solve ended."""
    return "to the optimum" if bare["optimal"] else "stopped at the limit before its optimum"


def share(spent: float, bare: dict[str, float]) -> str:
    """Time spent before the solve as a share of it; a bound where the solve was stopped."""
    sign = "" if bare["optimal"] else "less than "
    return f"{sign}{100 * spent / bare['solve s']:.2f} %"


if __name__ == "__main__":
    main()
