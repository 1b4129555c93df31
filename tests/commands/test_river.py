"""`aryk river` and `aryk river-fit` on the reference case."""

import csv
import json

import pytest

from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded


@pytest.fixture
def aryk(capsys):
    def run(*words):
        code = guarded(app, list(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_river_tells_accounts_limits_and_fit(aryk):
    code, words, _ = aryk("river", "kz-kg", "--scenario", "2023", "--group", "talas", "--json")
    record = json.loads(words)
    assert code == FINE
    assert {each["account"] for each in record["accounts"]} >= {"talas-share", "talas-quota"}
    assert {each["kind"] for each in record["fit"]} == {"amounts", "contents", "flows"}
    by_name = {each["indicator"]: each["value"] for each in record["indicators"]}
    assert by_name["kirov-flood-days"] == 0
    assert by_name["talas-delivery"] == pytest.approx(344.7, abs=0.5)
    assert record["forced"] == {}


def test_deliveries_of_both_years_are_told_within_their_tolerance(aryk):
    for year in ("2023", "2024"):
        record = json.loads(aryk("river", "kz-kg", "--scenario", year, "--json")[1])
        deliveries = [each for each in record["observations"] if "-delivery-20" in each["observation"]]
        amounts = [each for each in deliveries if each["kind"] == "amounts"]
        assert len(amounts) >= 2
        assert all(each["verdict"] == "agrees" for each in amounts), amounts


def test_flows_of_another_year_are_run_and_what_stays_is_said(aryk, tmp_path):
    folder = tmp_path / "year"
    (folder / "series").mkdir(parents=True)
    (folder / "stores.csv").write_text("store,initial\nkirov,250\n", encoding="utf-8")
    days = [f"2022-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 11, 21)]
    rows = "".join(f"{day},9.5\n" for day in days)
    (folder / "series" / "flows.csv").write_text(f"time,supplies.talas-ak-tash\n{rows}", encoding="utf-8")
    asked = ("river", "kz-kg", "--scenario", "2024", "--group", "talas", "--over", str(folder))
    code, words, _ = aryk(*asked, "--start", "2022-01-01", "--end", "2022-12-31", "--json")
    record = json.loads(words)
    assert code == FINE
    assert any("stores start with the content written for 2024-01-01" in note for note in record["notes"])
    kept = next(note for note in record["notes"] if "inflows stay" in note)
    assert "besh-tash" in kept
    assert "talas-ak-tash" not in kept
    code, _, words = aryk(*asked, "--start", "2021-01-01", "--end", "2021-12-31")
    assert code == INVALID_INPUT
    assert "does not cover the horizon" in words


def test_fit_writes_what_it_found_and_refuses_to_write_over_it(aryk, tmp_path):
    out = tmp_path / "fit"
    asked = ("river-fit", "kz-kg", "--train", "2023", "--test", "2024", "--group", "talas", "--trials", "10")
    code, words, _ = aryk(*asked, "--parameter", "talas-from-june", "--out", str(out))
    assert code == FINE
    assert "train 2023: contents, hm3" in words
    assert "test 2024: amounts, hm3" in words
    names = {path.name for path in out.iterdir()}
    assert names == {
        *("parameters.csv", "observations.csv", "fit.csv", "trials.csv", "scenario_changes.csv"),
        *("dotty.svg", "fit.json"),
    }
    with (out / "scenario_changes.csv").open(encoding="utf-8") as file:
        (change,) = csv.DictReader(file)
    assert (change["table"], change["row"], change["column"]) == ("rule_terms", "talas-practice/2", "number")
    assert 0.7 <= float(change["value"]) <= 1.35
    code, _, words = aryk(*asked, "--out", str(out))
    assert code == INVALID_INPUT
    assert "is there already" in words
    over = tmp_path / "fitted"
    over.mkdir()
    (out / "scenario_changes.csv").rename(over / "scenario_changes.csv")
    (over / "scenarios.csv").write_text("scenario,start,end\nfitted,2023-01-01,2023-12-31\n", encoding="utf-8")
    code, words, _ = aryk("river", "kz-kg", "--over", str(over), "--scenario", "fitted", "--group", "talas", "--json")
    assert code == FINE
    assert json.loads(words)["scenario"] == "fitted"
