"""Each family of equations against an LP written down once, on a case of two days.

`golden/NAME.case` is the case, `golden/NAME.lp` the programme that its rule file must give. To accept a change
on purpose: ARYK_ACCEPT_GOLDEN=1 pytest tests/planning/test_golden.py, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import aryk.planning.rules
from aryk.case.read import read_case
from aryk.case.timeline import timeline
from aryk.planning.assemble import assemble
from aryk.planning.export import write_model
from aryk.planning.solve import load
from tests.conftest import write_small_case

GOLDEN = Path(__file__).parent / "golden"
RULES = sorted(path.stem for path in Path(aryk.planning.rules.__file__).parent.glob("*.py") if path.stem != "__init__")


def programme(case_file: Path, folder: Path) -> str:
    case = read_case(write_small_case(folder / "case", case_file.read_text(encoding="utf-8")))
    model = assemble(timeline(case))
    highs = load(model.program.matrix())
    write_model(highs, model.program, folder / "program.lp")
    return "\n".join(line.rstrip() for line in (folder / "program.lp").read_text().splitlines()) + "\n"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_gives_its_golden_programme(rule, tmp_path):
    case_file = GOLDEN / f"{rule}.case"
    assert case_file.is_file(), f"the family {rule} has no golden case: write tests/planning/golden/{rule}.case"
    found = programme(case_file, tmp_path)
    golden = GOLDEN / f"{rule}.lp"
    if os.environ.get("ARYK_ACCEPT_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert golden.is_file(), f"the family {rule} has no golden programme"
    assert found == golden.read_text(encoding="utf-8")


def test_no_golden_programme_is_without_a_rule():
    assert {path.stem for path in GOLDEN.iterdir()} == set(RULES)
