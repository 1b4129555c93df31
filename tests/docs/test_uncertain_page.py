"""The tool that writes what to measure next does so from a run, table and picture alike."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd
import pytest

import aryk
from aryk.runs.uncertain import name_of

sys.path.insert(0, str(Path(__file__).parents[2]))

from tools.uncertain import page, picture


@pytest.fixture(scope="module")
def found():
    return aryk.uncertain("tiny", basis="assumed", top=3)


def test_each_number_stands_with_what_the_cost_does_at_both_ends(found):
    text = page(found, None, None)
    cost = found.swings[found.swings["result"] == "objective"].set_index("place")
    for place, row in enumerate(found.numbers.head(3).to_dict("records")):
        line = next(each for each in text.splitlines() if each.startswith(f"| `{name_of(row)}`"))
        ends = [float(each) for each in re.findall(r"\| ([-+][\d.]+)", line)]
        wanted = [(cost.at[place, end] - cost.at[place, "base"]) / 1e6 for end in ("low", "high")]
        assert ends == pytest.approx(wanted, rel=5e-3)
    assert "part of the year" not in text
    assert "part of the year" in page(found, "2024-07-01", None)


def test_each_headline_result_names_what_moves_it_furthest(found):
    text = page(found, None, None)
    for title, rows in found.swings[found.swings["result"] != "objective"].groupby("title"):
        moves = rows[["low", "high"]].sub(rows["base"], axis=0).abs().max(axis=1)
        name = name_of(found.numbers.loc[rows.loc[moves.idxmax(), "place"]].to_dict())
        assert f"| {title} | " in text
        line = next(each for each in text.splitlines() if each.startswith(f"| {title} |"))
        assert f"`{name}`" in line


def test_the_picture_stands_alone(found):
    drawn = picture(found)
    assert drawn.startswith("<svg")
    assert drawn.count("<rect") == 2 * 3
    assert pd.notna(found.swings["low"]).all()
    assert "<style>" in drawn
