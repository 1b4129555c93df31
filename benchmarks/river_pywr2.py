"""A model by Pywr 2 with inflows by scenario: prints scenario-steps per second, keeps the volumes.

Pywr 2 turns the model of Pywr 1 into its own; inflows become time series with a column for each scenario. The rate is
that of a run that keeps nothing; the volumes are those of a second run.
"""

import csv
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np


def converted(data, flows, folder):
    """The model in the words of Pywr 2."""
    import pyarrow as pa
    from pywr import convert_model_from_v1_json_string

    plain = json.loads(json.dumps(data))
    for node in plain["nodes"]:
        if node["name"] in flows:
            node["flow"] = 0.0
    schema, wrong = convert_model_from_v1_json_string(json.dumps(plain))
    assert not wrong, [str(each) for each in wrong]
    model = json.loads(schema.to_json_string())
    members, steps = next(iter(flows.values())).shape
    times = np.datetime64(data["timestepper"]["start"]) + np.arange(steps)
    series = []
    for number, (name, values) in enumerate(flows.items()):
        path = Path(folder) / f"flow{number}.arrow"
        table = pa.table({"time": times.astype("datetime64[ms]"), **{f"{m}": values[m] for m in range(members)}})
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        series.append({"type": "Arrow", "meta": {"name": name}, "path": str(path), "time_col": "time"})
        node = next(each for each in model["network"]["nodes"] if each["meta"]["name"] == name)
        node["flow"] = {"type": "TimeSeries", "name": name, "columns": {"type": "Scenario", "name": "member"}}
    model["network"]["time_series"] = series
    model["scenarios"] = {"groups": [{"name": "member", "size": members}]}
    return model


def volumes(model, folder, shape):
    """Volumes of all storages; shape (members, steps)."""
    from pywr import ModelSchema

    names = [each["meta"]["name"] for each in model["network"]["nodes"] if each["type"] == "Storage"]
    metrics = [{"type": "Node", "name": name, "attribute": "Volume"} for name in names]
    model["network"]["metric_sets"] = [{"meta": {"name": "volumes"}, "metrics": metrics}]
    output = {"type": "CSV", "meta": {"name": "volumes"}, "filename": "volumes.csv", "format": "Long"}
    model["network"]["outputs"] = [{**output, "metric_set": "volumes"}]
    ModelSchema.from_json_string(json.dumps(model)).build(None, folder).run("clp")
    found = {name: [] for name in names}
    with (Path(folder) / "volumes.csv").open() as file:
        for row in csv.DictReader(file):
            found[row["name"]].append((int(row["simulation_id"]), float(row["value"])))
    kept = {}
    for name, values in found.items():
        order = sorted(range(len(values)), key=lambda place: (values[place][0], place))
        kept[name] = np.array([values[place][1] for place in order]).reshape(shape)
    return kept


def main():
    """Convert, run, keep."""
    from pywr import ModelSchema

    path, given, out, solver = sys.argv[1:5]
    flows = dict(np.load(given))
    data = json.loads(Path(path).read_text())
    shape = next(iter(flows.values())).shape
    with tempfile.TemporaryDirectory() as folder:
        schema = converted(data, flows, folder)
        model = ModelSchema.from_json_string(json.dumps(schema)).build(None, folder)
        begin = time.perf_counter()
        model.run(solver)
        spent = time.perf_counter() - begin
        np.savez(out, **volumes(schema, folder, shape))
    print(shape[0] * shape[1] / spent)


if __name__ == "__main__":
    main()
