"""A river of 100 nodes and 20 reservoirs, day by day, by Aryk and by Pywr: `python -m benchmarks.river`.

Pywr 1 runs where `--pywr PYTHON` says (an environment that has it), Pywr 2 where `--pywr2 PYTHON` says, in turn with
Aryk, on the same model file and the same inflows. Rates are scenario-steps per second of the walk alone: reading and
compiling are told apart, and measured in processes of their own.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).parent / "results" / "RIVER.md"
JUDGES = {"Pywr 1": Path(__file__).parent / "river_pywr.py", "Pywr 2": Path(__file__).parent / "river_pywr2.py"}
SOLVERS = {"Pywr 1": ("glpk-edge", "glpk"), "Pywr 2": ("clp",)}
FIRST = """
import time
begin, spent = time.perf_counter(), time.process_time()
import numpy as np, aryk
from aryk.rivers.run import simulate_river
case = aryk.read_case("kz-kg")
read = time.perf_counter(), time.process_time()
simulate_river(case, groups=["talas"])
print(time.perf_counter() - read[0], time.process_time() - read[1])
"""


def model(size: int, steps: int, *, rules: bool) -> dict[str, Any]:
    """`size` sub-basins of five nodes each: catchment, reservoir, link, town, river; `rules` on half of them."""
    rng = np.random.default_rng(7)
    nodes: list[dict[str, Any]] = [{"name": "sea", "type": "Output"}]
    edges = []
    for i in range(size):
        ruled = rules and i % 2 == 0
        size_of, mean = float(rng.uniform(300, 900)), float(rng.uniform(4, 9))
        below = f"dam {(i - 1) // 2}" if i else "sea"
        most: Any = round(mean * float(rng.uniform(0.6, 1.3)), 3)
        if ruled:
            most = {
                "type": "aggregated",
                "agg_func": "product",
                "parameters": [
                    {"type": "constant", "value": most},
                    {
                        "type": "controlcurve",
                        "storage_node": f"dam {i}",
                        "control_curves": [0.6, 0.3],
                        "values": [1.0, 0.8, 0.5],
                    },
                ],
            }
        flow = {"type": "arrayindexed", "values": inflow(i, 0, steps, mean)}
        nodes += [
            {"name": f"spring {i}", "type": "Catchment", "flow": flow},
            {
                "name": f"dam {i}",
                "type": "Storage",
                "max_volume": size_of,
                "initial_volume": 0.55 * size_of,
                "cost": -1.0 - 0.01 * i,
            },
            {"name": f"canal {i}", "type": "LossLink", "loss_factor": 0.1, "max_flow": 12.0}
            if ruled
            else {"name": f"canal {i}", "type": "Link", "max_flow": 12.0},
            {"name": f"town {i}", "type": "Output", "max_flow": most, "cost": -100.0 - 3.1 * i},
            {"name": f"river {i}", "type": "Link", "cost": 0.01},
        ]
        edges += [
            [f"spring {i}", f"dam {i}"],
            [f"dam {i}", f"canal {i}"],
            [f"canal {i}", f"town {i}"],
            [f"dam {i}", f"river {i}"],
            [f"river {i}", below],
        ]
    if rules:
        for i in range(0, size - 2, 4):
            pair = [f"town {i}", f"town {i + 2}"]
            nodes.append({"name": f"share {i}", "type": "AggregatedNode", "nodes": pair, "factors": [1.0, 1.5]})
    end = str(np.datetime64("2011-01-01") + steps - 1)
    return {
        "metadata": {"title": "river"},
        "timestepper": {"start": "2011-01-01", "end": end, "timestep": 1},
        "nodes": nodes,
        "edges": edges,
    }


def inflow(node: int, member: int, steps: int, mean: float) -> list[float]:
    """A river with a summer flood and daily noise that lasts for days."""
    rng = np.random.default_rng([node, member])
    noise = np.exp(0.5 * np.convolve(rng.standard_normal(steps + 9), np.ones(10) / np.sqrt(10), "valid"))
    course = 1.0 + 0.8 * np.sin((np.arange(steps) - 100) / 58.1)
    return np.round(mean * course * noise / 1.13, 4).tolist()


def members_of(data: dict[str, Any], members: int, steps: int) -> dict[str, np.ndarray]:
    """Inflows of each catchment, shape (members, steps)."""
    rng = np.random.default_rng(7)
    found = {}
    for i in range(sum(node["name"].startswith("dam") for node in data["nodes"])):
        rng.uniform(300, 900)
        mean = float(rng.uniform(4, 9))
        rng.uniform(0.6, 1.3)
        found[f"spring {i}"] = np.array([inflow(i, member, steps, mean) for member in range(members)])
    return found


def by_aryk(
    path: Path, flows: dict[str, np.ndarray], threads: int = 1
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Seconds of Aryk, and contents of the reservoirs; shape (members, steps)."""
    from aryk.exchange.pywr.to_case import import_model
    from aryk.rivers.ensemble import walk_all
    from aryk.rivers.run import ready_river

    begin = time.perf_counter()
    found = import_model(path)
    available = found.case.table("supplies")["available"]
    ensemble = {str(available[found.flows[name][0][1]]): values for name, values in flows.items()}
    river = ready_river(found.case, ensemble=ensemble, keep=["stores_net"])
    ready = time.perf_counter() - begin
    members, steps = next(iter(flows.values())).shape
    begin, worked = time.perf_counter(), time.process_time()
    walked = walk_all(river.compiled, members, threads)
    spent, worked = time.perf_counter() - begin, time.process_time() - worked
    assert (walked.states[:, 0] == 0).all(), walked.states
    contents = {each.name: walked.contents[:, :, place] for place, each in enumerate(river.draft.scheme.stores)}
    named = {name: contents[row] for name, (table, row) in found.stores.items() if table == "stores"}
    facts = {"rate": members * steps / spent, "ready": ready, "seconds": spent, "processor": worked}
    facts["changes"] = float(walked.states[:, 2].sum()) / (members * steps)
    facts["rows"], facts["columns"] = map(float, river.compiled.tableau["table"].shape)
    return facts, named


def by_pywr(
    python: str, judge: str, path: Path, flows: dict[str, np.ndarray], solver: str
) -> tuple[float, dict[str, np.ndarray]]:
    """Rate of a Pywr, and contents of the reservoirs."""
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "flows.npz", **flows)
        out = Path(folder) / "out.npz"
        files = [str(JUDGES[judge]), str(path), str(Path(folder) / "flows.npz"), str(out)]
        told = subprocess.run([python, "-W", "ignore", *files, solver], check=True, capture_output=True, text=True)
        with np.load(out) as kept:
            return float(told.stdout.split()[-1]), {name: kept[name] for name in kept.files}


def first_calls(repeats: int) -> list[str]:
    """Seconds, and seconds of the processor, of a river's first run in a process: compiling, and with code kept."""
    cold, warm = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            where = {**os.environ, "NUMBA_CACHE_DIR": folder}
            for found in (cold, warm):
                told = subprocess.run(
                    [sys.executable, "-c", FIRST], env=where, check=True, capture_output=True, text=True
                )
                found.append([float(each) for each in told.stdout.split()])
    lines = ["", "| first run in a process | seconds | of the processor |", "|---|--:|--:|"]
    for name, found in (("compiles", cold), ("code is kept", warm)):
        wall, own = np.median(np.array(found), axis=0)
        lines.append(f"| {name} | {wall:.1f} | {own:.1f} |")
    return lines


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pywr", help="a Python that has Pywr 1")
    parser.add_argument("--pywr2", help="a Python that has Pywr 2")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--note", default="", help="a sentence about the machine, for the page")
    asked = parser.parse_args()
    lines = [
        "# A river, day by day",
        "",
        f"{datetime.date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}. "
        f"Medians of {asked.repeats}; scenario-steps per second, one thread unless said; quotients are of runs in "
        f"turn on the same model (two years, a hundred scenarios). {asked.note}".rstrip(),
        "",
        "| what | pure network | with losses, shares and curves on half of it |",
        "|---|--:|--:|",
    ]
    judges = {name: python for name, python in (("Pywr 1", asked.pywr), ("Pywr 2", asked.pywr2)) if python}
    versions = ", ".join(f"{name}: {version_of(python)}" for name, python in judges.items())
    lines[2] += f" {versions}." if versions else ""
    columns = [measure(rules, judges, asked.repeats) for rules in (False, True)]
    for name in columns[0]:
        lines.append(f"| {name} | {columns[0][name]} | {columns[1][name]} |")
    lines += ["", "| sub-basins | nodes | microseconds a step | a step and node |", "|--:|--:|--:|--:|", *growth()]
    lines += first_calls(min(3, asked.repeats))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def version_of(python: str) -> str:
    """The version of Pywr in an environment."""
    words = "import importlib.metadata as m; print(m.version('pywr'))"
    return subprocess.run([python, "-c", words], check=True, capture_output=True, text=True).stdout.strip()


def measure(rules: bool, judges: dict[str, str], repeats: int) -> dict[str, str]:
    """One column of the table."""
    facts: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        years = 3653
        path.write_text(json.dumps(model(20, years, rules=rules)))
        data = json.loads(path.read_text())
        flows = members_of(data, 100, years)
        by_aryk(path, flows)
        pairs = [(by_aryk(path, flows)[0], by_aryk(path, flows, 2)[0]) for _ in range(repeats)]
        one = pairs[0][0]
        facts["rows and columns left to decide"] = f"{one['rows']:.0f} x {one['columns']:.0f}"
        facts["changes of the basis a step"] = f"{one['changes']:.2f}"
        facts["Aryk, 10 years, 100 scenarios"] = f"{statistics.median(each['rate'] for each, _ in pairs):,.0f}"
        for name, fact in (
            ("the same, two threads / one", [two["rate"] / one["rate"] for one, two in pairs]),
            ("processor time of one thread / of both", [one["processor"] / two["processor"] for one, two in pairs]),
        ):
            facts[name] = f"{statistics.median(fact):.2f}"
        short = 2 * 365
        path.write_text(json.dumps(model(20, short, rules=rules)))
        flows = members_of(json.loads(path.read_text()), 100, short)
        for judge, python in judges.items():
            worst = 0.0
            for solver in SOLVERS[judge]:
                quotients, rates = [], []
                for _ in range(repeats):
                    theirs, contents = by_pywr(python, judge, path, flows, solver)
                    own, volumes = by_aryk(path, flows)
                    quotients.append(own["rate"] / theirs)
                    rates.append(theirs)
                    worst = max(worst, *(float(np.abs(volumes[name] - contents[name]).max()) for name in contents))
                facts[f"{judge}, {solver}"] = f"{statistics.median(rates):,.0f}"
                facts[f"Aryk / {judge}, {solver}"] = f"{statistics.median(quotients):.1f}"
            facts[f"largest difference to {judge} of a volume of up to 900"] = f"{worst:.1e}"
    return facts


def growth() -> list[str]:
    """Time of a step by the size of the river."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (10, 20, 50, 100, 200, 400):
            path = Path(folder) / "model.json"
            steps = 365
            path.write_text(json.dumps(model(size, steps, rules=False)))
            flows = members_of(json.loads(path.read_text()), 4, steps)
            rates = [by_aryk(path, flows)[0]["rate"] for _ in range(3)]
            spent = 1e6 / statistics.median(rates)
            lines.append(f"| {size} | {5 * size} | {spent:.1f} | {1000 * spent / (5 * size):.1f} ns |")
    return lines


if __name__ == "__main__":
    main()
