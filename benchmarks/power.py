"""The same power network by Aryk and by PyPSA: whole processes from a file to results in memory, in turn.

    python -m benchmarks.power                             24, 168 and 744 hours, five runs of each; re-solves
    python -m benchmarks.power --hours 24 168 744 8760     and a year, one run

Both read the same NetCDF file, use the same HiGHS of the same environment with its own defaults, and must reach the
same optimum (1e-6). Peak memory is that of the whole process. Results: `results/POWER.md`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "POWER.md"
SAME = 1e-6
LIMITS = {24: 0.25, 168: 0.25, 744: 0.5, 8760: 0.4}
RESOLVES = 100
LONG = 5000
"""Hours from which one run of each is enough: PyPSA takes a quarter of an hour for a year."""


def write_network(hours: int, path: str, nodes: int = 30, seed: int = 7) -> None:
    """A meshed network of 30 buses with coal, gas, wind, sun, pumped storage and shedding, as PyPSA writes it."""
    import numpy as np
    import pandas as pd
    import pypsa

    random = np.random.default_rng(seed)
    n = pypsa.Network()
    n.set_snapshots(pd.date_range("2023-01-01", periods=hours, freq="h"))
    names, time_ = [f"n{place:02d}" for place in range(nodes)], np.arange(hours)
    pairs = [(names[a], names[(a + step) % nodes]) for a in range(nodes) for step in (1, 7)]
    n.add("Carrier", "AC")
    n.add("Bus", names, v_nom=220.0, carrier="AC")
    n.add(
        "Line",
        [f"line-{place}" for place in range(len(pairs))],
        bus0=[a for a, _ in pairs],
        bus1=[b for _, b in pairs],
        x=random.uniform(5, 60, len(pairs)),
        s_nom=random.uniform(150, 500, len(pairs)),
    )
    daily = 1 + 0.25 * np.sin(2 * np.pi * (time_ % 24 - 8) / 24) + 0.1 * np.cos(2 * np.pi * time_ / 8760)
    noise = 1 + 0.05 * random.standard_normal((hours, nodes))
    load = pd.DataFrame(random.uniform(300, 900, nodes) * daily[:, None] * noise, n.snapshots, names).add_prefix(
        "load-"
    )
    n.add("Load", load.columns, bus=names, p_set=load)
    for plant, low, high, cheap, dear in (("coal", 200, 900, 15, 35), ("gas", 100, 500, 45, 90)):
        size, cost = random.uniform(low, high, nodes), random.uniform(cheap, dear, nodes)
        n.add("Generator", [f"{plant}-{name}" for name in names], bus=names, p_nom=size, marginal_cost=cost)
    walk = np.cumsum(random.standard_normal((hours, nodes // 2)), axis=0) / np.sqrt(time_ + 50)[:, None]
    day = np.clip(np.sin(np.pi * ((time_ % 24) - 6) / 12), 0, 1)[:, None]
    for plant, buses, share in (
        ("wind", names[::2], np.clip(0.35 + 0.25 * walk, 0, 1)),
        ("sun", names[1::2], day * random.uniform(0.5, 1, (hours, nodes // 2))),
    ):
        available = pd.DataFrame(share, n.snapshots, [f"{plant}-{bus}" for bus in buses])
        n.add("Generator", available.columns, bus=buses, p_nom=random.uniform(100, 600, 15), p_max_pu=available)
    n.add("Generator", [f"shed-{name}" for name in names], bus=names, p_nom=2000, marginal_cost=3000.0)
    n.add(
        "StorageUnit",
        [f"pump-{name}" for name in names[1::3]],
        bus=names[1::3],
        p_nom=random.uniform(50, 200, nodes // 3),
        max_hours=6,
        efficiency_store=0.87,
        efficiency_dispatch=0.87,
        cyclic_state_of_charge=True,
    )
    n.export_to_netcdf(path)


def by_pypsa(path: str) -> dict[str, float]:
    """The whole way with PyPSA's default call."""
    begin = time.perf_counter()
    import logging
    import warnings

    import pypsa

    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    n = pypsa.Network(path)
    n.optimize(solver_name="highs", include_objective_constant=False)
    return _measured(float(n.objective), begin, float(n.model.solver_model.getRunTime()))


def by_aryk(path: str) -> dict[str, float]:
    """The whole way with Aryk."""
    begin = time.perf_counter()
    from aryk.exchange.pypsa.to_case import import_network
    from aryk.planning.plan import plan

    case = import_network(Path(path)).case
    read = time.perf_counter()
    made = plan(case)
    around = time.perf_counter() - read - made.solution.seconds
    return {**_measured(made.objective, begin, made.solution.seconds), "around s": around}


def again_by_aryk(path: str) -> dict[str, float]:
    """Re-solves from the last basis: another load, the loss of a plant, another price of fuel, in turn."""
    from aryk.exchange.pypsa.to_case import import_network
    from aryk.planning.plan import plan

    made = plan(import_network(Path(path)).case)
    begin = time.perf_counter()
    for number in range(RESOLVES):
        name = f"n{number % 30:02d}"
        change = (
            f"demands.load-{name}.level={0.9 + 0.002 * number}",
            f"processes.coal-{name}.capacity={5 * number}",
            f"processes.gas-{name}.cost={40 + number / 5}",
        )[number % 3]
        last = made.resolve([change])
    return _measured(last.objective, begin, 0.0)


def _measured(objective: float, begin: float, solver: float) -> dict[str, float]:
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"objective": objective, "s": seconds, "solver s": solver, "MB": peak}


def write(path: str) -> dict[str, float]:
    """Write the network that a path names by its hours."""
    write_network(int(Path(path).stem.rpartition("-")[2]), path)
    return {}


STEPS = {"write": write, "pypsa": by_pypsa, "aryk": by_aryk, "again": again_by_aryk}


def apart(step: str, path: str) -> dict[str, float]:
    """One way in a process of its own; wall time from its start to its end."""
    begin = time.perf_counter()
    words = [sys.executable, "-m", "benchmarks.power", "--step", step, "--file", path]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return {**found, "wall s": time.perf_counter() - begin}


def compared(hours: int, runs: int, folder: str) -> list[str]:
    """Both ways in turn, as lines of the table."""
    path = str(Path(folder) / f"network-{hours}.nc")
    apart("write", path)
    found: dict[str, list[dict[str, float]]] = {"pypsa": [], "aryk": []}
    for _ in range(runs):
        for way, held in found.items():
            held.append(apart(way, path))
    one, other = ({name: statistics.median(run[name] for run in found[way]) for name in found[way][0]} for way in found)
    assert abs(one["objective"] - other["objective"]) <= SAME * abs(one["objective"]), (one, other)
    ratio = other["wall s"] / one["wall s"]
    return [
        f"| {hours} | {one['wall s']:.2f} | {one['solver s']:.2f} | {other['wall s']:.2f} | {other['solver s']:.2f} | "
        f"{ratio:.2f} | {LIMITS.get(hours, 0.5):g} | "
        f"{one['MB']:.0f} | {other['MB']:.0f} | {other['MB'] / one['MB']:.2f} | "
        f"{other['around s']:.2f} | {100 * other['around s'] / other['solver s']:.1f} % | "
        f"{100 * other['around s'] / one['solver s']:.1f} % |"
    ]


def main() -> None:
    """Measure and write, or do one step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, nargs="+", default=[24, 168, 744])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--step", choices=sorted(STEPS))
    parser.add_argument("--file")
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(STEPS[asked.step](asked.file)))
        return
    # what this process holds would count for its children, so it imports nothing that is large
    lines = [
        "# Power networks by Aryk and by PyPSA",
        "",
        f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"PyPSA {version('pypsa')}, HiGHS {version('highspy')} for both. "
        f"Medians of {asked.runs} alternating runs; from {LONG:,} hours on one run.",
        "",
        "| hours | PyPSA, s | of it HiGHS | Aryk, s | of it HiGHS | ratio | allowed | PyPSA, MB | Aryk, MB | ratio | "
        "assembly, hand-over, read-back, s | of Aryk's HiGHS | of PyPSA's HiGHS |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for hours in asked.hours:
            lines += compared(hours, asked.runs if hours < LONG else 1, folder)
            print(lines[-1], flush=True)
        path = str(Path(folder) / "network-168.nc")
        apart("write", path)
        built, again = apart("pypsa", path), apart("again", path)
        each = again["s"] / RESOLVES
        lines += [
            "",
            f"{RESOLVES} re-solves at 168 hours (load, loss of a plant, price of fuel): {each:.3f} s each, "
            f"{each / built['wall s']:.3f} of PyPSA's whole way ({built['wall s']:.2f} s; 0.1 allowed).",
            "",
        ]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
