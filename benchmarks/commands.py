"""Whole processes as a user starts them: wall time, median of five."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
ARYK = str(Path(sys.executable).parent / "aryk")
COMMANDS = {
    "aryk --help": [ARYK, "--help"],
    "import aryk": [sys.executable, "-c", "import aryk"],
    "aryk check kz-kg": [ARYK, "check", "kz-kg"],
    "aryk run kz-kg": [ARYK, "run", "kz-kg", "--out", "run"],
}


def seconds(words: list[str]) -> float:
    """Wall time of one process in an empty folder."""
    folder = tempfile.mkdtemp()
    try:
        begin = time.perf_counter()
        subprocess.run(words, cwd=folder, capture_output=True, check=True)
        return time.perf_counter() - begin
    finally:
        shutil.rmtree(folder)


def table() -> dict[str, float]:
    """Median seconds of each command."""
    return {name: statistics.median(seconds(words) for _ in range(RUNS)) for name, words in COMMANDS.items()}
