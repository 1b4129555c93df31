"""What of a Pywr model is carried over, refused and wrong is told by name, all at once."""

import json

import netCDF4
import numpy as np
import pandas as pd
import pytest

from aryk.case.read import read_case
from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded
from aryk.exchange.pywr.model import ModelError
from aryk.exchange.pywr.to_case import import_model
from aryk.rivers.run import simulate_river
from tests.against.pywr.models import MODELS
from tests.against.pywr.parts import SEA, dam, model, spring, town


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
        {"wanted": {"type": "keatingstreamflow", "node": "spring"}},
    )
    data["recorders"] = {
        "dry": {"type": "AnnualTotalFlow", "nodes": ["town"]},
        "both": {"type": "aggregated", "recorders": ["dry"]},
    }
    data["bisection"] = {"parameter": "wanted"}
    return data


def test_all_that_is_not_carried_over_is_told_at_once(tmp_path):
    words = told(written(tmp_path, strange()))
    assert words.startswith("5 faults in the model")
    for name in ("mill", "wanted", "dry", "both", "bisection"):
        assert f"model.json, column {name}: " in words


def test_partial_leaves_out_and_says_so(tmp_path):
    found = import_model(written(tmp_path, strange()), partial=True)
    assert [fault.column for fault in found.left_out] == ["bisection", "both", "dry", "mill", "wanted"]
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
        (lambda data: data.update(includes=["none.json"]), "the model that it includes is not there"),
        (lambda data: data["timestepper"].update(timestep="h"), "steps of this kind are not carried over"),
        (lambda data: data.update(scenarios=[{"name": "wet"}]), "a scenario needs a name and a size"),
        (
            lambda data: data.update(scenarios=[{"name": "wet", "size": 2}], scenario_combinations=[[2]]),
            "a combination that there is not",
        ),
        (
            lambda data: data["nodes"][2].update(
                max_flow={"type": "constantscenario", "scenario": "dry", "values": [1.0]}
            ),
            "no scenario has this name",
        ),
        (
            lambda data: data.update(
                scenarios=[{"name": "wet", "size": 2}],
                nodes=[
                    *data["nodes"][:2],
                    town(most={"type": "constantscenario", "scenario": "wet", "values": [1.0]}),
                    *data["nodes"][3:],
                ],
            ),
            "as many futures as the scenario has are needed",
        ),
        (
            lambda data: data["nodes"][2].update(max_flow={"type": "rollingmeanflownode", "node": "spring"}),
            "a time before needs at least one step",
        ),
        (
            lambda data: data["nodes"][2].update(
                max_flow={"type": "storagethreshold", "storage_node": "dam", "threshold": 1.0, "predicate": "NE"}
            ),
            "this compares nothing",
        ),
    ],
)
def test_wrong_model_is_told(change, words, tmp_path):
    data = json.loads(json.dumps(MODELS["reservoir"]))
    change(data)
    assert words in told(written(tmp_path, data))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["nodes"][1].update(colour=3), "nothing is known of this of the node"),
        (lambda data: data["nodes"][0].update(conversion_factor=0.5), "found:   conversion_factor"),
        (
            lambda data: data["nodes"][2].update(max_flow={"type": "constant", "value": 1.0, "factor": 2.0}),
            "nothing is known of this of the parameter",
        ),
        (
            lambda data: data["nodes"][2].update(max_flow={"type": "monthlyprofile", "values": ["a"] * 12}),
            "the parameter is not written as Pywr reads it",
        ),
        (lambda data: data["nodes"][1].update(outputs="two"), "is not written as Pywr reads it"),
        (lambda data: data["edges"].append(["dam"]), "this is not written as a model has it"),
        (lambda data: data.update(parameters=[1.0]), "column parameters: this is not written as a model has it"),
        (lambda data: data.update(metadata=3), "column metadata: this is not written as a model has it"),
        (lambda data: data["timestepper"].update(end=[]), "the timestepper needs a start and an end"),
        (
            lambda data: data["nodes"][2].update(
                max_flow={"type": "interpolatedvolume", "node": "dam", "volumes": [0.0, 9.0], "values": [1.0]}
            ),
            "as many values as points are needed",
        ),
        (
            lambda data: data["nodes"][2].update(
                max_flow={
                    "type": "interpolatedvolume",
                    "node": "dam",
                    "volumes": [0.0, 9.0],
                    "values": [1.0, 2.0],
                    "interp_kwargs": {"bounds_error": False},
                }
            ),
            "beyond its points there is no number",
        ),
        (
            lambda data: data["nodes"].append({"name": "lot", "type": "RollingVirtualStorage", "nodes": ["sea"]}),
            "a rolling licence needs two steps or more",
        ),
    ],
)
def test_what_is_not_understood_is_never_passed_over(change, words, tmp_path):
    data = json.loads(json.dumps(MODELS["reservoir"]))
    change(data)
    assert words in told(written(tmp_path, data))


def test_options_of_a_file_that_are_not_known_are_told(tmp_path):
    (tmp_path / "flow.csv").write_text("day,flow\n2021-01-25,1.0\n")
    data = json.loads(json.dumps(MODELS["reservoir"]))
    data["nodes"][0]["flow"] = {"type": "dataframe", "url": "flow.csv", "converters": {}, "column": "flow"}
    assert "nothing is known of this of the file" in told(written(tmp_path, data))


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


def test_workbooks_and_hdf_files_are_carried_over(tmp_path):
    """A frame as pandas keeps it in HDF: axes and blocks as arrays, kinds as attributes."""
    days = pd.date_range("2021-01-25", periods=120, freq="D").as_unit("ns")
    values = np.round(10.0 + 5.0 * np.sin(np.arange(120.0)), 4)
    pd.DataFrame({"flow": values}, index=days.rename("day")).to_excel(tmp_path / "flow.xlsx")
    with netCDF4.Dataset(tmp_path / "flow.h5", "w") as file:
        group = file.createGroup("flows")
        for name, size in (("rows", 120), ("columns", 1)):
            group.createDimension(name, size)
        columns = group.createVariable("axis0", "i8", ("columns",))
        rows = group.createVariable("axis1", "i8", ("rows",))
        items = group.createVariable("block0_items", "i8", ("columns",))
        block = group.createVariable("block0_values", "f8", ("rows", "columns"))
        rows.kind = "datetime64"
        columns[:], items[:], rows[:], block[:] = [0], [0], days.asi8, values[:, None]
    ways = [
        {"type": "dataframe", "url": "flow.xlsx", "index_col": 0, "parse_dates": True, "column": "flow"},
        {"type": "dataframe", "url": "flow.h5", "key": "flows"},
        {"type": "tablesarray", "url": "flow.h5", "where": "/flows", "node": "block0_values"},
    ]
    for flow in ways:
        data = json.loads(json.dumps(MODELS["reservoir"]))
        data["nodes"][0]["flow"] = flow
        run = simulate_river(import_model(written(tmp_path, data)).case)
        assert run.results.find("supplies", "spring", "flow")[1] == pytest.approx(values)
    data["nodes"][0]["flow"] = {**ways[2], "checksum": {"md5": "0" * 32}}
    assert "the file is not the one that the model was made with" in told(written(tmp_path, data))
    data["nodes"][0]["flow"] = {**ways[2], "node": "block1_values"}
    assert "the file has no such array" in told(written(tmp_path, data))


def test_included_models_are_joined(tmp_path):
    data = json.loads(json.dumps(MODELS["reservoir"]))
    town_of = {"nodes": [data["nodes"].pop(2)], "edges": [data["edges"].pop(1)]}
    (tmp_path / "town.json").write_text(json.dumps(town_of))
    joined = import_model(written(tmp_path, {**data, "includes": ["town.json"]})).case
    whole = import_model(written(tmp_path, MODELS["reservoir"])).case
    levels = [simulate_river(case).results.find("stores", "dam", "level")[1] for case in (joined, whole)]
    assert levels[0] == pytest.approx(levels[1], abs=1e-9)
    assert "classes of your own" in told(written(tmp_path, {**MODELS["reservoir"], "includes": ["own.py"]}))


def test_recorders_become_indicators(tmp_path):
    data = json.loads(json.dumps(MODELS["reservoir that runs dry"]))
    data["recorders"] = {
        "served": {"type": "totalflownode", "node": "town"},
        "short": {"type": "TotalDeficitNodeRecorder", "node": "town"},
        "often": {"type": "DeficitFrequencyNode", "node": "town"},
        "both": {"type": "aggregated", "recorder_agg_func": "sum", "recorders": ["served", "short"]},
    }
    run = simulate_river(import_model(written(tmp_path, data)).case)
    values = run.indicators().set_index("indicator")["value"]
    flow = run.results.find("links", "town", "flow")[1]
    assert values["served"] == pytest.approx(flow.sum())
    assert values["short"] == pytest.approx(14.0 * 120 - flow.sum())
    assert values["often"] == pytest.approx((flow < 14.0 - 1e-6).mean())
    assert values["both"] == pytest.approx(14.0 * 120)


def test_futures_are_members_of_the_case_that_is_kept(tmp_path, capsys):
    recorders = {"served": {"type": "totalflownode", "node": "town"}}
    path, out = written(tmp_path, {**MODELS["futures of inflow and use"], "recorders": recorders}), tmp_path / "case"
    assert guarded(app, ["import", "pywr", str(path), str(out)]) == FINE
    kept = simulate_river(read_case(out), threads=2)
    assert len(kept.members) == 6
    assert guarded(app, ["river", str(out), "--json"]) == FINE
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["members"] == 6
    assert all(each["least"] <= each["value"] <= each["most"] for each in told["indicators"])
    assert guarded(app, ["river", str(out)]) == FINE
    assert "6 members" in capsys.readouterr().out
    made = simulate_river(import_model(path).case, threads=1)
    for one, other in zip(kept.members, made.members, strict=True):
        assert one.find("stores", "dam", "level")[1] == pytest.approx(other.find("stores", "dam", "level")[1], abs=1e-6)


def test_what_is_no_model_is_told(tmp_path):
    assert "this is not JSON" in told(written(tmp_path, "{"))
    assert "needs nodes and a timestepper" in told(written(tmp_path, {"nodes": []}))
    assert "no such file" in told(tmp_path / "none.json")
    assert "models of several models" in told(written(tmp_path, {"models": {"one": {}}, "timestepper": {}}))


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
