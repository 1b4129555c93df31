"""What of a Pywr model is carried over, refused and wrong is told by name, all at once."""

import json

import numpy as np
import pandas as pd
import pytest

from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded
from aryk.exchange.pywr.model import ModelError
from aryk.exchange.pywr.to_case import import_model
from aryk.rivers.run import simulate_river
from tests.against.pywr.models import MODELS, SEA, dam, model, spring, town


def written(folder, data):
    path = folder / "model.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def told(path, **how):
    with pytest.raises(ModelError) as caught:
        import_model(path, **how)
    return str(caught.value)


def strange():
    data = model(
        [spring(), dam(), town(most="wanted"), SEA, {"name": "mill", "type": "Turbine"}],
        [["spring", "dam"], ["dam", "town"], ["dam", "sea"], ["dam", "mill"]],
        {"wanted": {"type": "rollingmeanflownode", "node": "spring", "days": 3}},
    )
    data["recorders"] = {
        "dry": {"type": "DeficitFrequencyNode", "node": "town"},
        "both": {"type": "aggregated", "recorders": ["dry"]},
    }
    data["scenarios"] = [{"name": "climate", "size": 2}]
    return data


def test_all_that_is_not_carried_over_is_told_at_once(tmp_path):
    words = told(written(tmp_path, strange()))
    assert words.startswith("5 faults in the model")
    for name in ("mill", "wanted", "dry", "both", "scenarios"):
        assert f"model.json, column {name}: " in words


def test_partial_leaves_out_and_says_so(tmp_path):
    found = import_model(written(tmp_path, strange()), partial=True)
    assert [fault.column for fault in found.left_out] == ["both", "dry", "mill", "scenarios", "wanted"]
    assert not simulate_river(found.case).forced


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["edges"].append(["spring", "dan"]), "an edge names a node that is not there"),
        (lambda data: data["edges"].append(["sea", "dam"]), "nothing can leave or enter here"),
        (lambda data: data["nodes"].append(dict(SEA)), "two nodes have this name"),
        (lambda data: data["nodes"][1].pop("initial_volume"), "the volume at the start is not known"),
        (lambda data: data["nodes"][2].update(max_flow="nothing"), "no parameter has this name"),
        (lambda data: data["nodes"][0]["flow"]["values"].__setitem__(7, -2.0), "a flow below 0"),
        (lambda data: data["nodes"][0].update(flow={"type": "monthlyprofile", "values": [1.0]}), "has twelve values"),
        (
            lambda data: (
                data["nodes"][2].update(max_flow="a"),
                data["parameters"].update(
                    a={"type": "negative", "parameter": "b"}, b={"type": "negative", "parameter": "a"}
                ),
            ),
            "read each other in a circle",
        ),
        (lambda data: data["nodes"][0].update(flow={"url": "none.csv"}), "the file that it reads is not there"),
    ],
)
def test_wrong_model_is_told(change, words, tmp_path):
    data = json.loads(json.dumps(MODELS["reservoir"]))
    change(data)
    assert words in told(written(tmp_path, data))


def test_gap_in_a_file_is_told_with_its_day(tmp_path):
    days = pd.date_range("2021-01-01", periods=200, freq="D")
    values = pd.Series(np.arange(200.0), index=days, name="flow")
    values.iloc[40] = np.nan
    values.rename_axis("day").to_csv(tmp_path / "flow.csv")
    data = json.loads(json.dumps(MODELS["reservoir"]))
    data["nodes"][0]["flow"] = {
        "type": "dataframe",
        "url": "flow.csv",
        "column": "flow",
        "index_col": "day",
        "parse_dates": True,
    }
    assert "a gap in the values" in told(written(tmp_path, data))
    assert "2021-02-10" in told(written(tmp_path, data))


def test_file_of_days_is_carried_over(tmp_path):
    days = pd.date_range("2021-01-01", periods=200, freq="D")
    frame = pd.DataFrame({"flow": np.arange(200.0)}, index=days.rename("day"))
    frame.to_csv(tmp_path / "flow.csv")
    data = json.loads(json.dumps(MODELS["reservoir"]))
    how = {"column": "flow", "index_col": "day", "parse_dates": True}
    data["nodes"][0]["flow"] = {"type": "dataframe", "url": "flow.csv", **how}
    run = simulate_river(import_model(written(tmp_path, data)).case)
    assert run.results.find("supplies", "spring", "flow")[1] == pytest.approx(np.arange(24.0, 144.0))


def test_what_is_no_model_is_told(tmp_path):
    assert "this is not JSON" in told(written(tmp_path, "{"))
    assert "needs nodes and a timestepper" in told(written(tmp_path, {"nodes": []}))
    assert "no such file" in told(tmp_path / "none.json")


def test_case_from_a_model_can_be_kept_and_run(tmp_path, capsys):
    path = written(tmp_path, MODELS["everything"])
    out = tmp_path / "case"
    assert guarded(app, ["import", "pywr", str(path), str(out)]) == FINE
    assert "Next: aryk river" in capsys.readouterr().out
    kept, made = simulate_river(read_case(out)), simulate_river(import_model(path).case)
    for field in made.results.of("stores", "level"):
        for name in field.names:
            level = kept.results.find("stores", str(name), "level")[1]
            assert level == pytest.approx(made.results.find("stores", str(name), "level")[1], abs=1e-6)
    assert guarded(app, ["river", str(out), "--json"]) == FINE
    assert json.loads(capsys.readouterr().out)["ok"]
    assert guarded(app, ["import", "pywr", str(path), str(out)]) == INVALID_INPUT
