"""Pywr judges rivers: the same flows and volumes at every step of every model."""

import json

import numpy as np
import pytest

from aryk.exchange.pywr.to_case import import_model
from aryk.rivers.run import simulate_river
from tests.against.pywr.judge import RESULTS
from tests.against.pywr.models import MODELS

JUDGED = json.loads(RESULTS.read_text())["models"]


def flows_and_volumes(path):
    found = import_model(path)
    run = simulate_river(found.case, strict=True)
    values = {}
    for node, parts in found.flows.items():
        values[node] = sum(factor * run.results.find(table, row, "flow")[1] for table, row, factor in parts)
    for node, (table, row) in found.stores.items():
        values[node] = run.results.find(table, row, "level")[1]
    return values


@pytest.mark.parametrize("name", MODELS)
def test_flows_and_volumes_are_those_of_pywr(name, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MODELS[name]))
    own = flows_and_volumes(path)
    for node, values in JUDGED[name].items():
        if " (" in node or node.endswith((" Agg", " Aggregated")):
            continue
        assert np.abs(own[node] - np.array(values)).max() < 1e-6, node


def test_every_model_was_judged():
    assert set(JUDGED) == set(MODELS)
    assert len(MODELS) >= 40
