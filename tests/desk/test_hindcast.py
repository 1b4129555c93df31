"""The desk against a year that is over: what came is the year, and chances are judged by it."""

import numpy as np
import pandas as pd
import pytest

from aryk.desk.hindcast import COLUMNS, desk_hindcast, scores
from aryk.rivers.part import river_part
from aryk.rivers.run import simulate_river
from tests.desk.cases import valley


@pytest.fixture(scope="module")
def dry():
    """A year as dry as one in ten, of which the desk expects the norm."""
    case = valley()
    supplies = case.tables["supplies"].assign(available="flow-low")
    part = river_part(case.with_tables({"supplies": supplies}), step="dekad")
    return part, desk_hindcast(part, "2021-06-01", "2021-09-21")


def test_what_came_is_the_run_of_the_year(dry):
    part, table = dry
    run = simulate_river(part)
    clock = run.calendar.clocks["dekad"]
    amount = clock.hours * 0.0036
    served = run.results.find("demands", "wheat", "served")[1] * amount
    level = run.results.find("stores", "lake", "level")[1]
    gate = run.results.find("links", "gate", "flow")[1] * amount
    end = int(np.flatnonzero(clock.start == "2021-09-21")[0])
    for day in ("2021-06-01", "2021-08-11"):
        own = table[table["day"] == day].set_index("part")
        first = int(np.flatnonzero(clock.start == day)[0])
        assert own.at["use", "came"] == pytest.approx(served[first : end + 1].sum())
        assert own.at["storage", "came"] == pytest.approx(level[end])
        season = int(np.flatnonzero(clock.start == "2021-04-01")[0])
        assert own.at["delivery", "came"] == pytest.approx(gate[season : end + 1].sum())


def test_the_last_table_of_a_season_knows_nearly_all(dry):
    """One dekad before the end the lake is known but for its inflow; in June the norm tells too much."""
    _, table = dry
    lake = table[table["part"] == "storage"].set_index("day")
    miss = (lake["expected"] - lake["came"]).abs()
    assert miss.iloc[-1] < 0.25 * miss.iloc[0]
    assert lake["expected"].iloc[0] > lake["came"].iloc[0]


def test_a_year_as_expected_is_told_as_it_comes():
    """With inflows of the norm, every table tells what comes."""
    table = desk_hindcast(river_part(valley(), step="dekad"), "2021-07-01", "2021-08-01")
    assert table["expected"].to_numpy() == pytest.approx(table["came"].to_numpy(), rel=1e-6, abs=1e-6)


def test_scores_of_a_perfect_and_of_a_blind_teller():
    rows = [["d", "a", "use", 1.0, 0.0, 2.0, 1.0, 1.0, 1.0], ["d", "b", "use", 1.0, 0.0, 2.0, 3.0, 0.0, 0.0]]
    table = pd.DataFrame(rows, columns=COLUMNS)
    assert scores(table).to_dict() == pytest.approx({"inside": 0.5, "brier": 0.0, "even": 0.25})
    assert scores(table.assign(chance=0.5))["brier"] == pytest.approx(scores(table)["even"])
