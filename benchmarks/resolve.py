"""A re-solve against a plan from nothing and against PyPSA: `python -m benchmarks.resolve`.

PyPSA's time is that of `Network.optimize` alone, which builds and solves, without reading the network.
The table goes to `results/RESOLVE.md`.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.network import network

RESULTS = Path(__file__).parent / "results" / "RESOLVE.md"
RUNS = 5
CHANGES = {
    "plant lost": "supplies.coal-n03.capacity=0",
    "fuel dearer": "supplies.gas-n05.cost=95",
    "wind halved at one node": "supplies.wind-n00.capacity=150",
    "line lost": "links.l05.capacity=0",
}


def seconds(work) -> float:
    """Median time of a function without arguments."""
    spent = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def pypsa_seconds(case, objective: float) -> float:
    """Build and solve by PyPSA, which must reach the same objective."""
    import pypsa

    from aryk.exchange.pypsa.from_case import export_case
    from aryk.exchange.pypsa.write import write_netcdf

    exported, _ = export_case(case)
    with tempfile.TemporaryDirectory() as folder:
        write_netcdf(exported, Path(folder) / "network.nc")
        other = pypsa.Network(str(Path(folder) / "network.nc"))
    begin = time.perf_counter()
    other.optimize(solver_name="highs", log_to_console=False)
    spent = time.perf_counter() - begin
    if not math.isclose(other.objective + other.objective_constant, objective, rel_tol=1e-6):
        raise AssertionError(f"PyPSA reaches {other.objective}, Aryk {objective}: not the same programme")
    return spent


def table(hours: int) -> list[str]:
    """One line for each change."""
    from aryk.planning.plan import plan

    case = network(hours)
    kept = plan(case, keep=True)
    cold, pypsa = seconds(lambda: plan(case)), statistics.median(pypsa_seconds(case, kept.objective) for _ in range(3))
    lines = []
    for title, words in CHANGES.items():
        spent = seconds(lambda words=words: kept.resolve([words]))
        lines.append(
            f"| {hours} | {title} | {spent:.2f} s | {cold:.2f} s | {pypsa:.2f} s | {100 * spent / pypsa:.0f} % |"
        )
    return lines


def main() -> None:
    """Measure and write."""
    lines = [
        "# Re-solve",
        "",
        f"Network of 30 nodes. Medians of {RUNS} runs (PyPSA: of 3). All times hold assembly, solve and results.",
        "",
        "| hours | change | re-solve | plan from nothing | PyPSA, build and solve | re-solve / PyPSA |",
        "|--:|---|--:|--:|--:|--:|",
        *table(168),
        *table(744),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
