"""What a river run does not read is said, and it is really not read."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import aryk
from aryk.cli import app
from aryk.commands.outcome import FINE, guarded
from aryk.rivers.run import simulate_river
from aryk.rivers.told.unread import UNREAD, unread
from tests.docs.test_rule_pictures import OF_PLANS

CASE = Path(__file__).parents[2] / "docs" / "cases" / "hydropower"


def changed(table: str, column: str):
    """The case of a power plant at a dam with one of these columns filled in, in the first row that may have it."""
    case = aryk.read_case(str(CASE))
    frame = case.tables[table].copy()
    place = int(np.flatnonzero(frame["direction"] == "out")[0]) if table == "flows" else 0
    value = case.tables["series"]["series"].iloc[0] if column == "minimum_share" else 24.0
    cells = frame[column].astype(object)
    cells.iloc[place] = value
    return case.with_tables({table: frame.assign(**{column: cells.astype(frame[column].dtype)})})


@pytest.mark.parametrize(("table", "column"), UNREAD)
def test_the_run_is_the_same_with_what_it_does_not_read(table, column):
    plain, other = simulate_river(aryk.read_case(str(CASE))), simulate_river(changed(table, column))
    for field in plain.results.fields:
        for name, values in zip(field.names, field.values, strict=True):
            hit = other.results.find(field.table, name, field.quantity)
            assert hit is not None
            np.testing.assert_array_equal(hit[1], values)


@pytest.mark.parametrize(("table", "column"), UNREAD)
def test_what_is_not_read_is_named_with_its_rows(table, column):
    found = unread(changed(table, column))
    assert list(found) == [f"{table}.{column}"]
    assert found[f"{table}.{column}"][0] == ["turbine"]


def test_nothing_is_said_where_nothing_is_left_unread():
    assert unread(aryk.read_case(str(CASE))) == {}


def test_columns_that_change_flows_of_a_process_are_all_told():
    """Of what the manual calls columns of plans, those that a process or its flows would run by."""
    bind = {("processes", name) for name in OF_PLANS["processes"]} | {("flows", name) for name in OF_PLANS["flows"]}
    assert set(UNREAD) == bind - {("processes", "step"), ("processes", "technology"), ("processes", "fuel")}


def test_the_command_says_so_in_one_line(capsys):
    words = ["river", str(CASE), "--set", "processes.turbine.cost_rise=0.5"]
    assert guarded(app, words) == FINE
    notes = [line for line in capsys.readouterr().out.splitlines() if "does not read" in line]
    assert notes == [
        "note: a river run does not read processes.cost_rise of turbine: an amount costs the same at every activity"
    ]
    assert guarded(app, [*words, "--json"]) == FINE
    assert any("processes.cost_rise" in note for note in json.loads(capsys.readouterr().out)["notes"])
