"""`aryk settle` prints what acting together is worth, and refuses what cannot be settled."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded
from tests.conftest import write_small_case
from tests.sharing.valleys import PAYMENT, THREE, TWO, fan


@pytest.fixture
def valley(tmp_path):
    def make(text: str) -> str:
        folder = tmp_path / "valley"
        folder.mkdir()
        make.folder = str(write_small_case(folder, text))
        return make.folder

    return make


def test_settlement_is_told_on_one_page(valley, capsys):
    assert guarded(app, ["settle", valley(TWO + PAYMENT), "--by", "people:A=1,B=3"]) == FINE
    out = capsys.readouterr().out
    assert "acting together is worth 21,120 USD" in out
    assert "by people" in out
    assert out.count("10,560") >= 5
    lines = out.splitlines()
    paid = lines[lines.index("payments by Shapley value, USD (below 0: pays)") + 1 :][:2]
    assert [line.split() for line in paid] == [["A", "16,560"], ["B", "-16,560"]]
    assert "A to B: water, hm3" in out


def test_settlement_is_written_as_tables_and_a_page_of_charts(valley, tmp_path, capsys):
    out = tmp_path / "out"
    dry = """
== scenarios
scenario,title
dry,A dry year
== scenario_changes
scenario,table,row,column,operation,value
dry,stores,lake,initial,set,0.5
"""
    assert guarded(app, ["settle", valley(THREE + dry), "--also", "dry", "--out", str(out)]) == FINE
    assert f"report: {out / 'report.html'}" in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("<figure") == 4
    assert "Upper + Left" in page
    assert "Not drawn, as somebody loses: equal rest." in page
    assert "Payments by scenario" in page
    paid = pd.read_csv(out / "payments.csv").set_index(["scenario", "party"])
    assert paid.groupby("scenario").sum().to_numpy() == pytest.approx(0, abs=1e-6)
    coalitions = pd.read_csv(out / "coalitions.csv")
    assert len(coalitions) == 14
    divisions = pd.read_csv(out / "divisions.csv").set_index(["scenario", "party"])
    assert divisions.loc["base", "shapley"].to_dict() == pytest.approx({"A": 6000, "B": 4080, "C": 1920})
    whole = coalitions[coalitions["coalition"] == "A + B + C"].set_index("scenario")["gain"]
    assert divisions["shapley"].groupby("scenario").sum().to_dict() == pytest.approx(whole.to_dict())
    assert guarded(app, ["settle", valley.folder, "--out", str(out)]) == INVALID_INPUT


def test_settlement_as_json_holds_all_coalitions(valley, capsys):
    assert guarded(app, ["settle", valley(THREE), "--rule", "nucleolus", "--json"]) == FINE
    record = json.loads(capsys.readouterr().out)["scenarios"]["base"]
    assert record["coalitions"]["A + B"] == pytest.approx(8160)
    assert record["divisions"]["shapley"]["A"] == pytest.approx(6000)
    assert sum(record["payments"]["nucleolus"].values()) == pytest.approx(0, abs=1e-6)
    crossing = {(row["from"], row["to"], row["carrier"]): row for row in record["crossing"]}
    assert crossing["A", "B", "water"]["winter together"] == pytest.approx(0.432)
    assert record["solved"] == 7


def test_dry_year_is_set_beside(valley, capsys):
    """Half the water: apart A burns 120 MWh of gas for 4,800 and B has no crops.

    Together B has half of its crops, 12,960, and all 240 MWh come from coal, 4,800. The gain is 12,960.
    """
    text = TWO + "== scenarios\nscenario,title\ndry,Half the water\n== scenario_changes\n"
    text += "scenario,table,row,column,operation,value\ndry,stores,lake,initial,scale,0.5\n"
    assert guarded(app, ["settle", valley(text), "--also", "dry"]) == FINE
    out = capsys.readouterr().out
    assert "by scenario" in out
    dry = next(line.split() for line in out.splitlines() if line.startswith("  dry"))
    assert dry[1] == "12,960"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--rule", "justice"], "there is no rule justice"),
        (["--weights", "A"], "not a number for a party: A"),
        (["--weights", "A=1"], "weights must be told for each party once"),
        (["--by", "people:A=many,B=1"], "not a number for "),
        (["--by", "people:A=-1,B=1"], "Allowed: numbers from 0, not all 0"),
        (["--weights", "A=0,B=1"], "a bargaining weight is not above 0"),
        (["--parties", "A,X"], "there is no party of this name"),
        (["--system", "watr"], "did you mean water?"),
        (["--orders", "3"], "Allowed: an even number of orders from 4"),
        (["--orders", "0"], "Allowed: an even number of orders from 4"),
        (["--orders", "4", "--rule", "nucleolus"], "choose another with --rule: shapley, nash, separable, equal"),
    ],
)
def test_what_cannot_be_settled_is_refused(valley, capsys, options, words):
    assert guarded(app, ["settle", valley(TWO), *options]) == INVALID_INPUT
    assert words in capsys.readouterr().err


def test_parties_that_are_apart_already_are_not_settled(valley, capsys):
    text = TWO + "== separations\nseparation,party,other\nwall,A,B\n"
    text += "== scenarios\nscenario,title,apart\nalone,Each for itself,wall\n"
    assert guarded(app, ["settle", valley(text), "--scenario", "alone"]) == INVALID_INPUT
    assert "parties are apart already" in capsys.readouterr().err


def test_sampled_settlement_tells_its_errors_and_what_it_does_not_know(valley, tmp_path, capsys):
    out = tmp_path / "out"
    given = ["settle", valley(fan(4)), "--orders", "4"]
    assert guarded(app, [*given, "--out", str(out), "--language", "en,ru"]) == FINE
    told = capsys.readouterr().out
    assert "sampled: 4 orders, " in told
    assert "of 31 coalitions; +/- is the standard error" in told
    assert "coalitions that were solved would leave; others may" in told
    assert "nucleolus  " not in told
    divisions = pd.read_csv(out / "divisions.csv")
    assert divisions["error of shapley"].abs().max() < 1e-6
    assert "The Shapley value is sampled: 4 orders" in (out / "report-en.html").read_text(encoding="utf-8")
    assert "Вектор Шепли оценён" in (out / "report-ru.html").read_text(encoding="utf-8")
    assert guarded(app, [*given, "--json"]) == FINE
    record = json.loads(capsys.readouterr().out)["scenarios"]["base"]
    assert record["sampled"] == {"orders": 4, "of": 31}
    assert set(record["errors"]) == set(record["parties"])
    assert len(record["coalitions"]) == record["solved"] < 31
    stable = {row["rule"]: row["in core"] for row in record["stability"]}
    assert stable["shapley"] is None


def test_nucleolus_of_many_parties_is_refused_before_any_plan(valley, capsys):
    assert guarded(app, ["settle", valley(fan(13)), "--rule", "nucleolus"]) == INVALID_INPUT
    assert "those of 14 parties would be sampled" in capsys.readouterr().err


def test_large_sums_are_told_in_millions(valley, capsys):
    text = TWO.replace("fields,1,1,30000", "fields,1,1,30000000")
    assert guarded(app, ["settle", valley(text)]) == FINE
    assert "acting together is worth 25.92 million USD" in capsys.readouterr().out
