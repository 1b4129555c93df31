"""`aryk choose` as a user meets it: text, JSON, tables, report in four languages, faults."""

from __future__ import annotations

import json

import pytest

from aryk.cli import app
from aryk.commands.outcome import guarded
from tests.conftest import write_small_case
from tests.portfolio.grids import GRID


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "grid"
    place.mkdir()
    return str(write_small_case(place, GRID))


def run(*words):
    return guarded(app, ["choose", *words])


def test_answer_is_told_with_what_is_proved(folder, capsys):
    assert run(folder, "--budget", "0.9e6", "--measures", "ac,sun,bc-more,cheap", "--others", "1") == 0
    said = capsys.readouterr().out
    assert "measures, capital" in said
    assert "programmes solved" in said
    assert "days in the horizon: 2;" in said


def test_json_and_folder_hold_the_same_measures(folder, tmp_path, capsys):
    out = tmp_path / "choice"
    words = ["--budget", "2027=0.5e6", "--budget", "2028=0.5e6", "--measures", "ac,bc-more,cheap"]
    assert run(folder, *words, "--out", str(out), "--language", "ru", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    chosen = {row["measure"] for row in record["measures"] if row["chosen"]}
    assert chosen
    assert (out / "measures.csv").read_text(encoding="utf-8").count("True") == len(chosen)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Что строить" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_faults_name_what_to_do(folder, capsys):
    assert run(folder, "--budget", "-5", "--budget", "Z=1e6") == 1
    said = capsys.readouterr().err
    assert "a budget is below 0" in said
    assert "no party has this name" in said
    assert run(folder, "--budget", "1e6", "--measures", "sunn") == 1
    assert "did you mean sun?" in capsys.readouterr().err
    assert run(folder) == 1
    assert "there is no budget" in capsys.readouterr().err
    assert run(folder, "--budget", "1", "--slack", "2", "--language", "xx") == 1
    assert "there is no report in xx" in capsys.readouterr().err
