"""What a plan would build is told by size, by what it adds and by what it costs."""

from __future__ import annotations

import json

import pytest

import aryk
from aryk.cli import app
from aryk.commands.outcome import guarded
from aryk.runs.built import built
from tests.measures.test_choice import CASE

OWN = """
== expansions
expansion,party,maximum,capital,life,interest,upkeep
gas,A,,1000,10,0,50
== expansion_terms
expansion,table,row,column,coefficient
gas,supplies,oil,capacity,2
"""


@pytest.fixture
def case(small):
    return small(CASE.format(field=10, line=1))


# The field saves far more than its 10 million over 20 years at 10 %: it is built in full, a year costs 1.1746 million.
def test_a_measure_that_pays_is_told_with_its_cost(case):
    made = aryk.plan(case, scenario="free")
    rows = built(made.case, made.results)
    assert rows.loc["field", "size"] == pytest.approx(1)
    assert rows.loc["field", "adds"] == "10 MW sun"
    assert rows.loc["field", "capital"] == pytest.approx(10e6)
    assert rows.loc["field", "yearly"] == pytest.approx(10e6 * 0.1 / (1 - 1.1**-20))


# Oil of 12 MW and 6 MW by the line leave 22 of the 40 wanted: eleven units of 2 MW, each 100 a year of capital and 50
# of upkeep.
def test_a_size_adds_its_coefficient_times(small):
    text = CASE.format(field=10, line=1).replace("oil,town,100,80,yes", "oil,town,12,80,yes") + OWN
    made = aryk.plan(small(text))
    rows = built(made.case, made.results)
    assert rows.loc["gas", "size"] == pytest.approx(11)
    assert rows.loc["gas", "adds"] == "22 MW oil"
    assert rows.loc["gas", "capital"] == pytest.approx(11 * 1000)
    assert rows.loc["gas", "yearly"] == pytest.approx(11 * 150)


def test_a_case_without_a_choice_tells_nothing(case):
    made = aryk.plan(case)
    assert built(made.case, made.results).empty


def test_summary_report_and_show_tell_the_same(case, tmp_path, capsys):
    from aryk.case.write import write_case

    write_case(case, tmp_path / "case")
    assert guarded(app, ["run", str(tmp_path / "case"), "--scenario", "free", "--out", str(tmp_path / "run")]) == 0
    words = capsys.readouterr().out
    assert "built by choice: " in words
    assert "10 MW sun" in words
    assert "What the plan would build" in (tmp_path / "run" / "report.html").read_text()
    assert guarded(app, ["show", str(tmp_path / "run"), "expansions"]) == 0
    assert "10 MW sun" in capsys.readouterr().out
    assert guarded(app, ["show", str(tmp_path / "run"), "expansions", "--json"]) == 0
    told = {row["expansion"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert told["field"]["size"] == pytest.approx(1)


def test_a_run_without_a_choice_has_no_such_section(case, tmp_path):
    from aryk.case.write import write_case

    write_case(case, tmp_path / "case")
    assert guarded(app, ["run", str(tmp_path / "case"), "--out", str(tmp_path / "run")]) == 0
    assert "What the plan would build" not in (tmp_path / "run" / "report.html").read_text()
