"""`aryk commitments` prints verdicts and changes, and writes tables and a page in four languages."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded
from tests.conftest import write_small_case
from tests.runs.keep.test_keep import GRID

ROWS = "less,Less <coal>,2030,coal-mean,at-most,70,\nnone,Hardly any coal,2023,coal-mean,at-most,-10,"


@pytest.fixture
def grid(tmp_path):
    folder = tmp_path / "grid"
    folder.mkdir()
    return str(write_small_case(folder, GRID.replace("AGREEMENT", ROWS)))


def test_verdicts_and_changes_are_told_on_one_page(grid, capsys):
    assert guarded(app, ["commitments", grid]) == FINE
    out = capsys.readouterr().out
    assert "0 kept, 1 on course, 0 at risk, 1 missed, 0 not measurable" in out
    assert "  sun: -1.677 (B 0.0802, A -1.76); capital 1 million; decide by 2029-12-31" in out
    assert "  by another operation alone: 3.514" in out
    assert "cannot be reached by what was tried: 0 MW is nearest" in out


def test_only_the_named_ones_without_changes(grid, capsys):
    assert guarded(app, ["commitments", grid, "--only", "none", "--no-changes", "--json"]) == FINE
    record = json.loads(capsys.readouterr().out)
    assert [row["agreement"] for row in record["verdicts"]] == ["none"]
    assert record["changes"] == []


def test_tables_and_pages_are_written_in_each_language(grid, tmp_path, capsys):
    out = tmp_path / "out"
    assert guarded(app, ["commitments", grid, "--out", str(out), "--language", "en,ru,kk,ky", "--tries", "1"]) == FINE
    capsys.readouterr()
    pages = {each: (out / f"report-{each}.html").read_text(encoding="utf-8") for each in ("en", "ru", "kk", "ky")}
    for language, page in pages.items():
        assert f'<html lang="{language}">' in page
        assert "Less &lt;coal&gt;" in page
        assert "<svg" in page
        assert "http" not in page.replace("http://www.w3.org", "")
    assert "не выполнено" in pages["ru"]
    changes = pd.read_csv(out / "changes.csv").set_index("agreement")
    assert changes.at["less", "measures"] == "sun"
    assert changes.at["none", "change"] == "impossible"
    assert len(pd.read_csv(out / "ways.csv")) == 4
    assert len(pd.read_csv(out / "commitments.csv")) == 2


def test_what_is_not_there_is_refused(grid, capsys):
    assert guarded(app, ["commitments", grid, "--language", "de"]) == INVALID_INPUT
    assert "there is no language de\nallowed: en, ru, kk, ky" in capsys.readouterr().err
    assert guarded(app, ["commitments", grid, "--only", "lesss"]) == INVALID_INPUT
    err = capsys.readouterr().err
    assert "there is no agreement of this name" in err
    assert "less" in err
