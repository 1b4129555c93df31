"""Code that is kept on disk is that of the files as they are now."""

from __future__ import annotations

import os
import subprocess
import sys

INNER = """
from aryk.kernels.compiled import compiled

@compiled
def factor(x):
    return {factor} * x
"""
OUTER = """
from aryk.kernels.compiled import entrance
from inner import factor

@entrance
def doubled(x):
    return factor(x) + factor(x)

print(doubled(1.0), sum(doubled.stats.cache_hits.values()))
"""


def told(folder, factor):
    (folder / "inner.py").write_text(INNER.format(factor=factor))
    (folder / "outer.py").write_text(OUTER)
    where = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept")}
    done = subprocess.run([sys.executable, "outer.py"], cwd=folder, env=where, capture_output=True, check=True)
    return done.stdout.decode().split()


def test_code_is_kept_until_a_function_that_it_calls_changes(tmp_path):
    assert told(tmp_path, 3.0) == ["6.0", "0"]
    assert told(tmp_path, 3.0) == ["6.0", "1"]
    assert told(tmp_path, 4.0) == ["8.0", "0"]
