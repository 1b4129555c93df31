"""How fast trucks queue, next to Ciw: `python -m benchmarks.border` writes `results/BORDER.md`.

Both simulate the same borders on one thread, in turn, and must tell the same mean wait. Customers per second count
those that have passed. The first call, which compiles, is measured in a process of its own with an empty cache.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parent / "results" / "BORDER.md"
ROUNDS = 5
ROOT = Path(__file__).parent.parent


def three():
    """Three servers, all times exponential."""
    from tests.borders.queues import chain

    from aryk.borders.distributions import exponential
    from aryk.borders.model import Stage

    return chain(2.4, Stage("a", exponential(1.0), 3))


def borders():
    """Name, border, hours for Aryk and for Ciw, and the ratio that is asked for."""
    from tests.borders.queues import chain

    from aryk.borders.distributions import exponential
    from aryk.borders.model import Border, Change, Stage

    names, days = "abcde", 4000
    shape = [0.5] * 6 + [1.2] * 6 + [1.5] * 6 + [0.8] * 6
    five = chain(6.0, *(Stage(name, exponential(0.25), 3, handover=True) for name in names), shape=shape)
    changes = tuple(
        Change(24.0 * day + hour, "gate", name, servers=count)
        for name in names
        for day in range(days)
        for hour, count in ((12.0, 2), (24.0, 3))
    )
    five = Border(five.passages, five.classes, five.sources, changes)
    return (
        ("M/M/3", three(), 400_000.0, 6_000.0, 200),
        ("five stages in series, shifts, daily profile", five, 24.0 * days, 24.0 * 40, 100),
    )


def ours(given, border, seed):
    """Seconds, trucks and mean wait of one replication on one thread."""
    from aryk.borders.replicate import replicate

    begun = time.perf_counter()
    told = replicate(given, 1000 + seed)
    spent = time.perf_counter() - begun
    stops = told.stops[:, : len(border.passages[0].stages)]
    return spent, told.flows["through"].sum(), stops["wait"].sum() / told.flows["through"].sum()


def theirs(border, hours, seed):
    """The same of Ciw."""
    import ciw
    from tests.against.ciw.judge import ciw_network

    ciw.seed(seed)
    simulation = ciw.Simulation(ciw_network(border, hours))
    begun = time.perf_counter()
    simulation.simulate_until_max_time(hours)
    spent = time.perf_counter() - begun
    records = simulation.get_all_records()
    passed = sum(each.node == len(border.passages[0].stages) for each in records)
    return spent, passed, sum(each.waiting_time for each in records) / passed


def ratios():
    """A row for each border."""
    from aryk.borders.build import kernel_arrays

    for name, border, hours, their_hours, asked in borders():
        given = kernel_arrays(border, hours, grid=hours)
        ours(given, border, 0)
        rows = [(ours(given, border, seed), theirs(border, their_hours, seed)) for seed in range(1, ROUNDS + 1)]
        fast = statistics.median(trucks / spent for (spent, trucks, _), _ in rows)
        slow = statistics.median(trucks / spent for _, (spent, trucks, _) in rows)
        each = statistics.median((a[1] / a[0]) / (b[1] / b[0]) for a, b in rows)
        waits = [np.mean([row[side][2] for row in rows]) for side in (0, 1)]
        yield name, fast, slow, each, asked, waits


def year():
    """Seconds of a hundred replications of the year of kz-kg on all cores, building the border included."""
    from aryk.borders.simulate_case import simulate_case
    from aryk.case.read import read_case

    case = read_case("kz-kg")
    simulate_case(case, "2024-01-01", "2024-01-02", replications=1)
    begun = time.perf_counter()
    run = simulate_case(case, replications=100)
    return time.perf_counter() - begun, int(run.flows["arrived"].sum()), run.little_residual


def first_call():
    """Seconds of the first replication with nothing compiled, and with what is kept on disk."""
    words = (
        "import time; from benchmarks.border import three; from aryk.borders.build import kernel_arrays;"
        "from aryk.borders.replicate import replicate; g = kernel_arrays(three(), 100.0);"
        "t = time.perf_counter(); replicate(g, 1); print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as cache:
        return [_told(words, env={**os.environ, "NUMBA_CACHE_DIR": cache}) for _ in range(2)]


def _told(words, *more, **how):
    """The number that a process of its own prints."""
    command = [sys.executable, "-c", words, *more]
    return float(subprocess.run(command, check=True, capture_output=True, cwd=ROOT, **how).stdout)


def memory():
    """Peak memory in MB of a process with ten thousand and with ten million trucks."""
    words = (
        "import sys; from benchmarks.border import three; from aryk.borders.build import kernel_arrays;"
        "from aryk.borders.replicate import replicate; h = float(sys.argv[1]) / 2.4;"
        "replicate(kernel_arrays(three(), h, grid=h), 1);"
        "from pathlib import Path; told = Path('/proc/self/status').read_text();"
        "print(float(told.split('VmHWM:')[1].split()[0]) / 1024)"
    )
    return [_told(words, trucks) for trucks in ("10000", "10000000")]


def main() -> None:
    """Measure and write."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numba", "ciw", "numpy"))
    load = os.getloadavg()[0]
    lines = [
        "# Queues at borders: Aryk and Ciw",
        "",
        f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}; load of the "
        f"machine at the start {load:.1f}. One thread, {ROUNDS} rounds in turn, medians. `python -m benchmarks.border`",
        "",
        "| border | Aryk, trucks a second | Ciw | ratio | asked | mean wait of a truck: Aryk, Ciw |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for name, fast, slow, ratio, asked, waits in ratios():
        both = f"{waits[0]:.3f} h, {waits[1]:.3f} h"
        lines.append(f"| {name} | {fast:,.0f} | {slow:,.0f} | {ratio:,.0f} | {asked} | {both} |")
    cold, warm = first_call()
    spent, trucks, residual = year()
    small, large = memory()
    lines += [
        "",
        "| what | measured | asked |",
        "|---|--:|--:|",
        f"| a year of kz-kg, both directions, 100 replications ({trucks:,} trucks) | {spent:.0f} s | 30 s |",
        f"| first call with compilation | {cold:.1f} s | 8 s |",
        f"| first call from the cache | {warm:.1f} s | |",
        f"| peak memory with ten thousand trucks, with ten million | {small:.0f} MB, {large:.0f} MB | equal |",
        f"| Little's law in the year: largest difference | {residual:.0e} | |",
    ]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
