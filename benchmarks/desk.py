"""How long a day at the desk takes, and write `results/DESK.md`: `python -m benchmarks.desk`.

Whole processes as a user starts them, side by side in each of the rounds; ratios are those of medians.
"""

from __future__ import annotations

import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "DESK.md"
RUNS = 5
ARYK = [sys.executable, "-c", "from aryk.cli import main; main()"]
WORDS = {
    "`aryk check kz-kg`": ["check", "kz-kg"],
    "`aryk river kz-kg --scenario today`, one year": ["river", "kz-kg", "--scenario", "today"],
    "`aryk desk kz-kg --date 2026-06-11`, opens the desk": ["desk", "kz-kg", "--date", "2026-06-11"],
    "`aryk desk kz-kg --date 2026-06-21`, the next dekad": ["desk", "kz-kg", "--date", "2026-06-21"],
}


def rounds() -> dict[str, list[float]]:
    """Wall times of each command in each round, one after the other in one folder."""
    times: dict[str, list[float]] = {name: [] for name in WORDS}
    for _ in range(RUNS):
        folder = tempfile.mkdtemp()
        try:
            for name, words in WORDS.items():
                begin = time.perf_counter()
                subprocess.run([*ARYK, *words], cwd=folder, capture_output=True, check=True)
                times[name].append(time.perf_counter() - begin)
        finally:
            shutil.rmtree(folder)
    return times


def page(times: dict[str, list[float]], load: float) -> str:
    """The results as Markdown."""
    import numba
    import numpy as np

    middle = {name: statistics.median(each) for name, each in times.items()}
    river = middle[list(WORDS)[1]]
    rows = [
        f"| {name} | {value:.2f} s | {min(times[name]):.2f} to {max(times[name]):.2f} s | {value / river:.2f} |"
        for name, value in middle.items()
    ]
    lines = [
        "# A day at the desk",
        "",
        f"`python -m benchmarks.desk`, {datetime.date.today()}, {os.cpu_count()} cores, {load:.1f} processes beside it "
        f"on average, Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}. "
        f"Wall time of whole processes, medians of {RUNS} rounds.",
        "",
        "| what | median | range | over a river run |",
        "|---|--:|--:|--:|",
        *rows,
        "",
        "A desk runs the expected inflow and 21 members to the end of the water year, and writes tables in two "
        "languages as pages and workbooks. Opening it also keeps a copy of the case.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write."""
    load = os.getloadavg()[0]
    subprocess.run([*ARYK, "river", "kz-kg", "--scenario", "today"], capture_output=True, check=True)
    RESULTS.write_text(page(rounds(), load), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
