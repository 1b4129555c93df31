"""Pywr judges rivers: the same flows and volumes at every step of every model."""

import json

import numpy as np
import pytest

from aryk.exchange.pypsa.draft import identifier
from aryk.exchange.pywr.to_case import import_model
from aryk.rivers.run import simulate_river
from tests.against.pywr.files import write_files
from tests.against.pywr.judge import RESULTS
from tests.against.pywr.models import MODELS
from tests.against.pywr.recorded import PERCENTILES, RECORDED, RECORDERS

KEPT = json.loads(RESULTS.read_text())
JUDGED = KEPT["models"]


def flows_and_volumes(path):
    """By node, shape (members, steps)."""
    found = import_model(path)
    members = simulate_river(found.case, strict=True).members
    values = {}
    for node, parts in found.flows.items():
        values[node] = [
            sum(factor * each.find(table, row, "flow")[1] for table, row, factor in parts) for each in members
        ]
    for node, (table, row) in found.stores.items():
        values[node] = [each.find(table, row, "level")[1] for each in members]
    return values


@pytest.mark.parametrize("name", MODELS)
def test_flows_and_volumes_are_those_of_pywr(name, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MODELS[name]))
    write_files(tmp_path)
    own = flows_and_volumes(path)
    for node, values in JUDGED[name].items():
        if " (" in node or node.endswith((" Agg", " Aggregated")):
            continue
        judged = np.atleast_2d(values)
        assert len(own[node]) == len(judged)
        assert np.abs(np.array(own[node]) - judged).max() < 1e-6, node


def test_every_model_was_judged():
    assert set(JUDGED) == set(MODELS)
    assert len(MODELS) >= 150


@pytest.mark.parametrize("name", RECORDERS)
def test_indicators_are_the_numbers_of_the_recorders(name, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps({**RECORDED, "recorders": {**RECORDERS}}))
    values = simulate_river(import_model(path).case).indicators().set_index("indicator")["value"]
    own = identifier(name, "")
    if isinstance(KEPT["recorders"][name], list):
        told = [values[f"{own}-p{each:g}"] for each in PERCENTILES]
        assert told == pytest.approx(KEPT["recorders"][name], abs=1e-6)
    else:
        assert values[own] == pytest.approx(KEPT["recorders"][name], abs=1e-6)
