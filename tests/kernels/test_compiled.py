"""Code that is kept on disk is that of the files as they are now."""

from __future__ import annotations

import os
import subprocess
import sys

import numba
import numpy as np

from aryk.kernels.compiled import compiled, entrance, inlined

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


def judged():
    """The same functions by numba alone and as kernels."""

    def made(within, outer):
        @within
        def bent(x):
            return max(x * x - 0.5, abs(x) ** 1.5)

        @within
        def added(values, first):
            total = 0.0
            for each in values[first:]:
                total += bent(each) if each in (1.0, 2.0) else -bent(round(each))
            return total

        @outer
        def summed(values):
            return added(values, 0) / 3.0 + bent(values[0]) + added(values, 2)

        return summed, added

    return made(compiled, entrance), made(inlined, entrance), made(numba.njit, numba.njit)


def test_kernels_give_what_numba_gives_by_itself():
    values = np.random.default_rng(1).normal(size=50).round(1)
    kernel, small, plain = (each[0](values) for each in judged())
    assert kernel == plain == small != 0.0


def test_a_function_of_numba_may_call_a_kernels_part():
    (_, part), _, (_, plain) = judged()

    @numba.njit
    def by_part(values):
        return part(values, 1)

    assert by_part(np.arange(4.0)) == plain(np.arange(4.0), 1) != 0.0
