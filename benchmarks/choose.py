"""How many plans the choice of a portfolio of kz-kg takes, and what it finds; writes results/CHOOSE.md.

python benchmarks/choose.py --budget 500e6
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

from aryk.case.read import read_case
from aryk.commands.choose import _lines
from aryk.portfolio.budgets import asked_budgets
from aryk.portfolio.choose import choose
from aryk.runs.run import asked_case

HERE = Path(__file__).parent


def main() -> None:
    """Choose once and write what was found and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", action="append")
    parser.add_argument("--start")
    parser.add_argument("--end")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--others", type=int, default=2)
    parser.add_argument("--against", action="append", default=[])
    asked = parser.parse_args()
    words = asked.budget or ["500e6"]
    case = asked_case(read_case("kz-kg"), {"scenario": "base", "start": asked.start, "end": asked.end, "set": []})
    first, spent = time.perf_counter(), time.process_time()
    budgets, how = asked_budgets(case, words), {"gap": asked.gap, "others": asked.others, "against": asked.against}
    made = choose(case, budgets, **how, progress=_told)
    elapsed, spent = time.perf_counter() - first, time.process_time() - spent
    tools = ", ".join(f"{name} {version(name)}" for name in ("highspy", "numpy", "scipy"))
    text = [
        "# What `aryk choose kz-kg` finds",
        "",
        f"One run, Python {platform.python_version()}, {tools}, other work on the machine: {made.plans} programmes,",
        f"{spent:.0f} s of processor time, {elapsed:.0f} s in all. Budget {' '.join(words)}, gap {asked.gap:g}.",
        "",
        "```text",
        *_lines(made, "base"),
        "```",
        "",
        "Made by `python benchmarks/choose.py " + " ".join(sys.argv[1:]) + "`.",
    ]
    (HERE / "results" / "CHOOSE.md").write_text("\n".join(text) + "\n", encoding="utf-8")


def _told(stage: str, words: str) -> None:
    if stage not in ("solve", "measure"):
        print(stage, words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
