"""Nothing but the simulation of trucks loads the compiler."""

from __future__ import annotations

import subprocess
import sys

WORDS = """
import sys
import aryk, aryk.cli, aryk.api
from aryk.borders import build, episodes, formulas, from_case, model, overlay
{more}
assert "numba" not in sys.modules, "numba is loaded"
"""


def loads(more):
    return subprocess.run([sys.executable, "-c", WORDS.format(more=more)], capture_output=True, check=False)


def test_reading_a_case_and_its_border_does_not_load_the_compiler():
    done = loads('from_case.border_of(aryk.read_case("kz-kg"), "2024-01-01", "2024-01-02")')
    assert done.returncode == 0, done.stderr.decode()


def test_the_check_can_fail():
    assert loads("import aryk.borders.simulate").returncode != 0
