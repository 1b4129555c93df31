"""`aryk worth` tells what measures cost and bring, from plans with and without them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from aryk.cli import app
from aryk.commands.outcome import FINE, INVALID_INPUT, guarded
from tests.conftest import write_small_case

CASE = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2023-01-01,2023-12-31,0.1
== carriers
carrier,title,amount_unit,rate_unit,step
power,Power,MWh,MW,year
== nodes
node,carrier,party
town,power,A
== supplies
supply,node,capacity,cost,active
gas,town,100,50,yes
wind,town,10,0,no
== demands
demand,node,level
homes,town,40
== measures
measure,title,party,capital,upkeep,lead_time,life
wind,Wind farm,A,20,100000,1,20
talk,Talks,A,,,,
== measure_changes
measure,table,row,column,operation,value
wind,supplies,wind,active,set,yes
talk,supplies,gas,capacity,add,1
== financing
measure,party,share
wind,A,0.5
wind,B,0.5
"""
SAVED = 10 * 8760 * 50
"""Gas that a year of wind replaces, 4.38 million USD."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small").mkdir()
    return str(write_small_case(tmp_path / "small", CASE))


def test_worth_is_that_of_the_gas_saved(folder, capsys):
    assert guarded(app, ["worth", folder, "--measures", "wind", "--json"]) == FINE
    (told,) = json.loads(capsys.readouterr().out)["measures"]
    annuity = (1 - 1.1**-20) / 0.1
    assert told["worth"]["A"]["present value"] == pytest.approx(-10e6 + (SAVED - 50_000) * annuity)
    assert told["worth"]["B"]["present value"] == pytest.approx(-10e6 - 50_000 * annuity)
    assert told["worth"]["B"]["internal rate"] is None
    assert told["worth"]["all"]["payback"] == pytest.approx(20e6 / (SAVED - 100_000))


def test_worth_is_a_table_with_cash_by_year(folder, capsys):
    assert guarded(app, ["worth", folder, "--measures", "wind", "--years", "--rate", "0.05"]) == FINE
    out = capsys.readouterr().out
    assert "million USD, at 5 % a year" in out
    assert "Wind farm" in out
    assert "never" in out
    assert [line.split()[:2] for line in out.splitlines() if line.startswith("    B")] == [["B", "0"], ["B", "1-20"]]


def test_a_part_of_a_year_is_said_to_be_one(folder, capsys):
    assert guarded(app, ["worth", folder, "--measures", "wind", "--end", "2023-01-31"]) == FINE
    assert "note: days in the horizon: 31;" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "no measure is named"),
        (["--measures", "wind", "--rate", "8"], "not a yearly rate: 8"),
        (["--measures", "windd"], "did you mean wind?"),
        (["--measures", "talk"], "write its capital and life"),
    ],
)
def test_what_has_no_worth_is_refused(folder, capsys, options, words):
    assert guarded(app, ["worth", folder, *options]) == INVALID_INPUT
    assert words in capsys.readouterr().err


def test_all_measures_are_ranked_and_written_to_a_folder(folder, tmp_path, capsys):
    """Talks, whose cost is not known, are left out of all; wind alone is there once, in tables and on the page."""
    out = tmp_path / "worth"
    assert guarded(app, ["worth", folder, "--measures", "all,wind", "--out", str(out)]) == FINE
    ranked, cash = pd.read_csv(out / "worth.csv", index_col="measure"), pd.read_csv(out / "cash.csv")
    assert list(ranked.index) == ["wind"]
    annuity = (1 - 1.1**-20) / 0.1
    value = (-20e6 + (SAVED - 100_000) * annuity) / 1e6
    assert ranked.loc["wind", "present value"] == pytest.approx(value)
    assert ranked.loc["wind", "per million"] == pytest.approx(value / 20)
    assert ranked.loc["wind", ["present value A", "present value B"]].sum() == pytest.approx(value)
    kinds = [name for name in cash.columns if name not in ("measure", "year", "party", "tax")]
    flows = cash[kinds].sum(axis=1).groupby(cash["year"]).sum()
    assert float((flows * 1.1 ** -flows.index.to_numpy(dtype=float)).sum()) == pytest.approx(1e6 * value)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Wind farm" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert guarded(app, ["worth", folder, "--measures", "wind", "--out", str(out)]) != FINE
    assert "report.html" in capsys.readouterr().out
