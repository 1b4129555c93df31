"""A run folder is complete or absent, and repeats itself."""

from __future__ import annotations

import json

import pytest

from aryk import NoPlanError
from aryk.runs.folder import RunFolderError, hash_of_results, open_run, written_aside
from aryk.runs.run import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("runs") / "tiny"
    run("tiny", scenario="dry", settings=["stores.reservoir.initial=70"], out=place)
    return place


def test_folder_holds_all_that_a_run_is(folder):
    expected = {
        "run.json",
        "case",
        "results.nc",
        "indicators.csv",
        "hindcast.csv",
        "commitments.csv",
        "accounts.csv",
        "verification.csv",
        "log.txt",
        "report.html",
    }
    assert {path.name for path in folder.iterdir()} == expected
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".")]


def test_run_can_be_repeated_from_its_folder_alone(folder):
    stored = open_run(folder)
    asked = stored.settings
    again = run(stored.case(), scenario=asked["scenario"], settings=asked["set"])
    assert hash_of_results(again.plan.results) == stored.record["hashes"]["results"]


def test_stored_results_are_those_of_the_plan(folder):
    stored = open_run(folder)
    results = stored.results(stored.timeline())
    assert hash_of_results(results) == stored.record["hashes"]["results"]
    assert results.find("stores", "reservoir", "initial")[1] == pytest.approx([70])


def test_results_follow_the_climate_and_forecast_conventions(folder):
    import xarray

    with xarray.open_dataset(folder / "results.nc") as dataset:
        assert dataset.attrs["Conventions"].startswith("CF-")
        assert dataset["time_day"].attrs["standard_name"] == "time"
        assert dataset["stores_level_day"].attrs["units"]
        assert all("long_name" in dataset[name].attrs for name in dataset.variables)


def test_a_folder_that_is_there_is_never_written_over(folder):
    before = sorted(path.stat().st_mtime_ns for path in folder.rglob("*"))
    exported = folder.parent / "late.lp"
    with pytest.raises(RunFolderError, match="there already"):
        run("tiny", out=folder, export=[exported])
    assert not exported.exists()
    assert before == sorted(path.stat().st_mtime_ns for path in folder.rglob("*"))


@pytest.mark.parametrize("ending", [KeyboardInterrupt, RuntimeError])
def test_what_is_interrupted_leaves_nothing(tmp_path, ending):
    def interrupted():
        with written_aside(tmp_path / "run") as aside:
            (aside / "half.txt").write_text("half")
            raise ending

    with pytest.raises(ending):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_without_a_plan_the_folder_keeps_the_evidence(tmp_path):
    with pytest.raises(NoPlanError):
        run("tiny", settings=["stores.reservoir.final_minimum=100"], out=tmp_path / "run")
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        "case",
        "no-plan.txt",
        "no-plan.json",
        "program.lp",
        "log.txt",
    }
    assert "stores.csv, reservoir" in (tmp_path / "run" / "no-plan.txt").read_text()
    assert "balance(dam,0)" in (tmp_path / "run" / "program.lp").read_text()
    with pytest.raises(RunFolderError):
        open_run(tmp_path / "run")


def test_a_run_of_another_version_is_refused(folder, tmp_path):
    record = json.loads((folder / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps({**record, "format": 99}))
    with pytest.raises(RunFolderError, match="format 99"):
        open_run(tmp_path)
