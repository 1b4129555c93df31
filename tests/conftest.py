"""How tests write a small case: blocks of CSV in one text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aryk.case.case import Case
from aryk.case.read import read_case

PREAMBLE = {
    "case": "case,title,money,money_year,start,end\nsmall,Small,USD,2024,2024-01-01,2024-01-02\n",
    "parties": "party,title\nA,Side A\nB,Side B\n",
    "carriers": "carrier,title,amount_unit,rate_unit,step,system\n"
    "water,Water,hm3,m3/s,day,water\npower,Power,MWh,MW,hour,power\ngoods,Goods,t,t/day,day,goods\n",
}
_BLOCK = re.compile(r"^== (\w+(?:/[\w.-]+)?)\n", re.MULTILINE)


def write_small_case(folder: Path, text: str) -> Path:
    """Write a case of blocks `== table` + CSV, blanks around commas allowed; missing blocks take the preamble."""
    parts = _BLOCK.split(text)
    tables = {**PREAMBLE, **dict(zip(parts[1::2], parts[2::2], strict=True))}
    for name, body in tables.items():
        lines = [
            ",".join(cell.strip() for cell in line.split(",")) for line in body.strip().splitlines() if line.strip()
        ]
        path = folder / (name if "/" in name else f"{name}.csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path):
    """A function from blocks of CSV to a case."""

    def make(text: str) -> Case:
        folder = tmp_path / f"case-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return read_case(write_small_case(folder, text))

    return make
