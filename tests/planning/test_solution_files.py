"""A solution of another solver is labelled, priced and audited like one of our own; what does not fit is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import highspy
import numpy as np
import pytest

from aryk import read_case
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.planning.plan import plan
from aryk.planning.solution_files import SolutionFileError, plan_from_file


@pytest.fixture(scope="module")
def tiny():
    return read_case("tiny")


@pytest.fixture(scope="module")
def own(tiny, tmp_path_factory):
    """The plan by HiGHS from the case, and the files of a HiGHS that saw the exported programme only."""
    folder = tmp_path_factory.mktemp("files")
    made = plan(tiny, export=[folder / "tiny.mps"])
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.readModel(str(folder / "tiny.mps"))
    other.run()
    other.writeSolution(str(folder / "tiny.sol"), 0)
    text = (folder / "tiny.sol").read_text()
    columns = text.split("# Columns")[1].split("# Rows")[0].splitlines()[1:]
    (folder / "plain.sol").write_text("# Objective value = 1\n" + "\n".join(columns) + "\n")
    return made, folder


@pytest.fixture
def files(own, tmp_path):
    shutil.copytree(own[1], tmp_path / "f")
    return tmp_path / "f"


def changed(path: Path, old: str, new: str) -> Path:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.mark.parametrize("file", ["tiny.sol", "plain.sol"])
def test_a_solution_read_back_is_the_plan(own, files, tiny, file):
    read = plan_from_file(tiny, files / file)
    assert read.objective == pytest.approx(own[0].objective, rel=1e-9)
    assert read.verify().passed
    assert read.accounts.sum().sum() == pytest.approx(own[0].accounts.sum().sum(), rel=1e-6)
    prices = [each.results.find("nodes", "town-down", "price")[1] for each in (read, own[0])]
    assert np.allclose(*prices)
    assert read.resolve(["supplies.gas-down.cost=50"]).objective > read.objective


def test_a_missing_name_is_told(files, tiny):
    changed(files / "plain.sol", "supplies.flow(coal_up,0) 0\n", "")
    with pytest.raises(SolutionFileError, match=r"1 columns of the programme are missing: supplies.flow\(coal_up,0\)"):
        plan_from_file(tiny, files / "plain.sol")


def test_an_unknown_name_is_told(files, tiny):
    changed(files / "plain.sol", "supplies.flow(coal_up,0) 0\n", "supplies.flow(coal_up,0) 0\nx1 4\n")
    with pytest.raises(SolutionFileError, match="1 names stand for no column of the programme: x1"):
        plan_from_file(tiny, files / "plain.sol")


def test_values_that_break_a_bound_or_a_balance_are_refused(files, tiny):
    changed(files / "plain.sol", "supplies.flow(coal_up,0) 0\n", "supplies.flow(coal_up,0) 21\n")
    with pytest.raises(SolutionFileError, match=r"supplies.flow\(coal_up,0\) is 21, allowed 0 to 20"):
        plan_from_file(tiny, files / "plain.sol")
    changed(files / "plain.sol", "supplies.flow(coal_up,0) 21\n", "supplies.flow(coal_up,0) 2\n")
    with pytest.raises(SolutionFileError, match=r"the row balance\(town_up,0\)"):
        plan_from_file(tiny, files / "plain.sol")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no values"),
        ("<?xml version='1.0'?>", "is XML"),
        ("supplies.flow(coal_up,0) many\n", "line 1: not a name and a number"),
        ("supplies.flow(coal_up,0) nan\n", "is not finite"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, tiny, text, words):
    (tmp_path / "x.sol").write_text(text)
    with pytest.raises(SolutionFileError, match=words):
        plan_from_file(tiny, tmp_path / "x.sol")


def test_the_command_takes_a_solution_file(own, files, tmp_path, capsys):
    words = ["run", "tiny", "--solution", str(files / "tiny.sol"), "--out", str(tmp_path / "run"), "--json"]
    assert guarded(app, words) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["run"]["solver"]["name"] == "file tiny.sol"
    assert record["run"]["objective"] == pytest.approx(own[0].objective, rel=1e-9)
    assert guarded(app, ["run", "tiny", "--solution", "nothing.sol"]) == 1
    assert "nothing.sol" in capsys.readouterr().err
