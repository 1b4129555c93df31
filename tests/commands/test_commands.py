"""The command line: what it prints, writes and returns."""

from __future__ import annotations

import json

import pytest

from aryk.cli import app
from aryk.commands.outcome import guarded


@pytest.fixture
def aryk(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = guarded(app, list(words))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return call


def test_check_counts_sources(aryk):
    code, out, _ = aryk("check", "tiny")
    assert code == 0
    assert "no faults" in out
    assert out.splitlines()[-1].startswith("all values")


def test_run_prints_one_screen_and_writes_where_told(aryk, tmp_path):
    code, out, err = aryk("run", "tiny", "--scenario", "dry", "--out", "result")
    assert code == 0
    assert len(out.splitlines()) <= 50
    assert out.splitlines()[-1] == "report: result/report.html"
    assert (tmp_path / "result" / "report.html").is_file()
    assert [line.split("]")[1].split()[0] for line in err.splitlines()][:4] == ["read", "calendar", "assemble", "solve"]


def test_run_names_its_own_folder(aryk, tmp_path):
    assert aryk("run", "tiny")[0] == 0
    (made,) = (tmp_path / "runs").iterdir()
    assert made.name.startswith("tiny-base-20")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["run", "nowhere"], 1, "there is no case of this name"),
        (["run", "tiny", "--scenario", "dri"], 1, "did you mean dry?"),
        (["run", "tiny", "--set", "stores.reservoir.initial=much"], 1, "not a number"),
        (["run", "tiny", "--set", "reservoir=5"], 1, "table.row.column=value"),
        (["run", "tiny", "--start", "2024-08-01"], 1, "the horizon ends before it starts"),
        (["run", "tiny", "--end", "2024-07-20"], 1, "the file does not cover the horizon"),
        (["run", "tiny", "--set", "stores.reservoir.final_minimum=100"], 2, "There is no plan that keeps every limit"),
        (["run", "kz-kg", "--time-limit", "0.1"], 3, "HiGHS stopped without an answer"),
        (["show", "nowhere", "water"], 1, "is no run folder"),
        (["fly"], 1, "remedy: aryk --help"),
    ],
)
def test_endings_have_their_code_and_leave_no_run(aryk, tmp_path, words, code, message):
    found, out, err = aryk(*words)
    assert found == code
    assert message in err
    assert out == ""
    assert not list(tmp_path.glob("runs/*/run.json"))
    if code != 2:
        assert not list(tmp_path.rglob("*.csv"))


def test_an_internal_fault_is_told_as_ours(aryk, monkeypatch):
    monkeypatch.setattr("aryk.case.read.read_case", lambda name: 1 / 0)
    code, _, err = aryk("check", "tiny")
    assert code == 4
    assert "This is a fault of Aryk, not of your case" in err


def test_json_everywhere(aryk):
    for words in (
        ["check", "tiny"],
        ["run", "tiny", "--out", "a"],
        ["run", "tiny", "--scenario", "dry", "--out", "b"],
        ["compare", "a", "b"],
        ["show", "a", "water"],
        ["show", "a", "water", "reservoir"],
        ["rerun", "a"],
        ["new", "empty"],
    ):
        code, out, err = aryk(*words, "--json")
        assert code == 0, (words, out, err)
        assert json.loads(out)["ok"] is True
    code, out, _ = aryk("check", "empty", "--json")
    assert code == 1
    assert json.loads(out)["faults"]


def test_compare_shows_inputs_first(aryk):
    aryk("run", "tiny", "--out", "a")
    aryk("run", "tiny", "--out", "b", "--set", "stores.reservoir.capacity=80")
    code, out, _ = aryk("compare", "a", "b")
    assert code == 0
    assert out.index("inputs: 2 differences") < out.index("indicators:")
    assert "stores.reservoir.capacity" in out
    assert "100                -> 80" in out


def test_rerun_finds_an_edited_case(aryk, tmp_path):
    aryk("run", "tiny", "--out", "a")
    assert aryk("rerun", "a")[0] == 0
    table = tmp_path / "a" / "case" / "stores.csv"
    table.write_text(table.read_text().replace(",100,", ",90,"))
    _code, out, _ = aryk("rerun", "a")
    assert "CHANGED since the run" in out


def test_show_prints_a_table_and_a_chart(aryk):
    aryk("run", "tiny", "--out", "a")
    _, out, _ = aryk("show", "a", "water")
    assert "reservoir" in out
    _, out, _ = aryk("show", "a", "water", "reservoir")
    assert "level [hm3], by day" in out
    assert "█" in out
    assert aryk("show", "a", "water", "reservoyr")[2].endswith("did you mean reservoir?\n")


def test_exported_programmes_have_names_of_the_case(aryk, tmp_path):
    assert aryk("run", "tiny", "--out", "a", "--export-lp", "p.lp", "--export-mps", "p.mps")[0] == 0
    assert "stores.level(reservoir,0)" in (tmp_path / "p.lp").read_text()
    assert "stores.level(reservoir,0)" in (tmp_path / "p.mps").read_text()


def test_new_never_writes_over_a_folder(aryk, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "case.csv").write_text("mine")
    code, _, err = aryk("new", "mine")
    assert code == 1
    assert "there already and not empty" in err
    assert (tmp_path / "mine" / "case.csv").read_text() == "mine"


def test_ctrl_c_leaves_nothing_and_says_so(aryk, monkeypatch, tmp_path):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("aryk.planning.plan.load", interrupted)
    code, _, err = aryk("run", "tiny")
    assert code == 130
    assert err.endswith("Stopped by Ctrl-C. Nothing was written.\n")
    assert not list(tmp_path.rglob("*.*"))
