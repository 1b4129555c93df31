"""`aryk import` and `aryk export`: what they print, write and return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aryk.case.read import read_case
from tests.commands.test_commands import aryk as aryk  # noqa: PLC0414 - the fixture

NETWORK = {
    "buses": "name,v_nom,carrier\nnorth,380,AC\n",
    "snapshots": ",snapshot,objective,stores,generators\n0,2030-01-01 00:00:00,1,1,1\n1,2030-01-01 01:00:00,1,1,1\n",
    "generators": "name,bus,carrier,p_nom,marginal_cost,owner\ncoal,north,coal,40,20,me\ngas,north,gas,50,60,you\n",
    "loads": "name,bus,p_set\ntown,north,45\n",
    "stores": "name,bus,e_nom,e_cyclic,sign\ntank,north,5,True,1\n",
}


@pytest.fixture
def network(tmp_path) -> Path:
    folder = tmp_path / "network"
    folder.mkdir()
    for name, text in NETWORK.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_a_network_becomes_a_case_and_goes_back(aryk, network):
    code, out, err = aryk("import", "pypsa", str(network), "case")
    assert code == 0
    assert out.startswith("case: ")
    assert err == "ignored, because PyPSA does not know them: generators.owner\n"
    assert list(read_case("case").table("processes").index) == ["coal", "gas"]
    assert aryk("run", "case", "--out", "run")[0] == 0
    assert aryk("export", "pypsa", "case", "back.nc") == (0, "back.nc: 7 components, 2 snapshots.\n", "")
    assert aryk("export", "pypsa", "case", "back") == (0, "back: 7 components, 2 snapshots.\n", "")
    assert aryk("import", "pypsa", "back.nc", "again")[0] == 0
    assert aryk("import", "pypsa", "back", "once-more")[0] == 0


def test_a_network_whose_hours_are_no_whole_days_passes_the_check(aryk, network):
    (network / "loads-p_set.csv").write_text(",town\n0,45\n1,30\n")
    assert aryk("import", "pypsa", str(network), "case")[0] == 0
    code, out, _ = aryk("check", "case")
    assert code == 0
    assert "no faults" in out
    series = Path("case/series/pypsa.csv")
    series.write_text("".join(series.read_text().splitlines(keepends=True)[:-1]))
    code, _, err = aryk("check", "case")
    assert code == 1
    assert "the file does not cover the horizon" in err


def test_what_is_there_is_not_written_over(aryk, network):
    assert aryk("import", "pypsa", str(network), "case")[0] == 0
    for words in (["import", "pypsa", str(network), "case"], ["export", "pypsa", "case", "network"]):
        code, _, err = aryk(*words)
        assert code == 1
        assert "is there already" in err


def test_what_cannot_be_carried_over_stops_and_writes_nothing(aryk, network, tmp_path):
    (network / "stores.csv").write_text(NETWORK["stores"].replace("True,1", "True,-1"))
    code, _, err = aryk("import", "pypsa", str(network), "case")
    assert code == 1
    assert "stores, column sign: a store with another sign is not carried over\n    found:   tank" in err
    assert not (tmp_path / "case").exists()
    code, _, err = aryk("import", "pypsa", str(network), "case", "--partial")
    assert code == 0
    assert "left out: stores, column sign" in err


def test_json_names_what_was_left_out(aryk, network):
    (network / "stores.csv").write_text(NETWORK["stores"].replace("True,1", "True,-1"))
    code, out, _ = aryk("import", "pypsa", str(network), "case", "--json")
    assert (code, json.loads(out)["faults"][0]["column"]) == (1, "sign")
    code, out, _ = aryk("import", "pypsa", str(network), "case", "--partial", "--json")
    record = json.loads(out)
    assert (code, record["ok"], record["ignored"]) == (0, True, ["generators.owner"])
    assert [fault["found"] for fault in record["left_out"]] == ["tank"]
    code, out, _ = aryk("export", "pypsa", "case", "back.nc", "--json")
    assert (code, json.loads(out)["components"]["stores"]) == (0, 1)


def test_a_case_that_pypsa_cannot_hold_is_told(aryk, tmp_path):
    code, _, err = aryk("export", "pypsa", "tiny", "tiny.nc")
    assert code == 1
    assert "several clocks: a network has one" in err
    assert not (tmp_path / "tiny.nc").exists()
