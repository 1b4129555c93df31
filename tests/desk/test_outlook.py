"""Inflows to come: quantiles of an autoregression, years that were seen, and files."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from aryk.case.faults import CaseError
from aryk.desk.outlook import MEMBERS, outlook
from aryk.desk.written import written_outlook
from aryk.rivers.part import river_part
from tests.desk.cases import MEAN, PERSISTENCE, SPREAD, valley, with_table

SHARES = (np.arange(MEMBERS) + 0.5) / MEMBERS


def part(**tables):
    return river_part(valley(**tables), step="dekad")


def test_members_are_the_quantiles_of_a_lognormal_autoregression():
    """ln Q_k of member p = ln 20 + 0.4 q(p) sqrt(1 - 0.7^(2k)) where nothing was seen."""
    made = outlook(part(), "2021-06-01")
    steps = np.arange(1, made.expected.shape[1] + 1)
    expected = MEAN * np.exp(SPREAD * norm.ppf(SHARES)[:, None] * np.sqrt(1 - PERSISTENCE ** (2 * steps)))
    assert made.members[:, 0] == pytest.approx(expected, rel=1e-12)
    assert made.expected[0] == pytest.approx(MEAN, rel=1e-12)


def test_what_was_seen_fades_by_the_persistence():
    made = outlook(part(), "2021-06-01", seen={"river": 30.0})
    steps = np.arange(1, made.expected.shape[1] + 1)
    assert made.expected[0] == pytest.approx(MEAN * 1.5 ** (PERSISTENCE**steps), rel=1e-12)


def test_members_hold_what_a_simulated_autoregression_gives():
    """200,000 paths z_k = r z_(k-1) + sqrt(1 - r2) e from the score seen; flows at three leads against the members."""
    seen = 34.0
    made = outlook(part(), "2021-06-01", seen={"river": seen})
    draws = np.random.default_rng(1)
    score = np.full(200_000, np.log(seen / MEAN) / SPREAD)
    for lead in range(6):
        score = PERSISTENCE * score + np.sqrt(1 - PERSISTENCE**2) * draws.standard_normal(len(score))
        if lead in (0, 2, 5):
            flows = MEAN * np.exp(SPREAD * score)
            assert made.members[:, 0, lead] == pytest.approx(np.quantile(flows, SHARES), rel=0.01)


def test_the_middle_member_is_the_expectation():
    for how in ({"seen": {"river": 5.0}}, {"expected": "dry"}, {"expected": "norm"}, {}):
        made = outlook(part(), "2021-06-01", **how)
        assert made.members[MEMBERS // 2] == pytest.approx(made.expected, rel=1e-9)


def test_a_dry_outlook_is_the_dry_curve():
    made = outlook(part(), "2021-06-01", expected="dry")
    assert made.expected[0] == pytest.approx(MEAN * np.exp(-1.2815515655446004 * SPREAD), rel=1e-12)


def test_an_outlook_that_is_not_there_is_told():
    with pytest.raises(CaseError, match="there is no outlook of this name") as caught:
        outlook(part(), "2021-06-01", expected="dri")
    assert "did you mean dry?" in str(caught.value)


def test_years_that_were_seen_are_members_as_they_were():
    days = pd.date_range("1990-01-01", "1992-12-31", freq="D", unit="s")
    values = days.year.to_numpy() - 1980.0 + days.month.to_numpy() / 100
    case = valley(
        outlooks=[{"outlook": f"y{year}", "year": year} for year in (1990, 1991, 1992)],
        outlook_terms=[{"outlook": f"y{year}", "supply": "river", "series": "gauge"} for year in (1990, 1991, 1992)],
    )
    case = with_table(
        case, "series", [*case.tables["series"].to_dict("records"), {"series": "gauge", "file": "gauge.csv"}]
    )
    held = {**case.series_files, "gauge.csv": pd.DataFrame({"gauge": values}, index=days.rename("time"))}
    object.__setattr__(case, "series_files", held)
    made = outlook(river_part(case, step="dekad"), "2021-06-11")
    assert made.source.spread == "years"
    assert made.members[:, 0, 0] == pytest.approx([10.06, 11.06, 12.06])
    assert made.members[:, 0, 2] == pytest.approx([10.07, 11.07, 12.07])


def written(tmp_path, text):
    path = tmp_path / "forecast.csv"
    path.write_text(text)
    return written_outlook(path, part(), "2021-06-01")


def test_quantiles_of_a_file_are_read_at_the_shares_of_the_members(tmp_path):
    text = "supply,dekad,value,quantile\n" + "".join(f"river,2021-06-11,{10 + 100 * q},{q}\n" for q in (0.1, 0.5, 0.9))
    made = written(tmp_path, text)
    between = np.interp(norm.ppf(SHARES), norm.ppf([0.1, 0.5, 0.9]), [20, 60, 100])
    assert made.members[:, 0, 1] == pytest.approx(between)
    assert made.expected[0, 1] == pytest.approx(60)
    assert made.expected[0, 0] == pytest.approx(MEAN)
    assert np.ptp(made.members[:, 0, 0]) > 1, "dekads that are not written keep the spread of the case"


def test_members_of_a_file_are_members(tmp_path):
    made = written(tmp_path, "supply,dekad,value,member\nriver,2021-06-01,5,a\nriver,2021-06-01,9,b\n")
    assert made.members[:, 0, 0].tolist() == [5, 9]
    assert made.expected[0, 0] == 7


def test_one_number_moves_its_dekad_and_keeps_the_spread(tmp_path):
    made = written(tmp_path, "supply,dekad,value\nriver,2021-06-01,40\n")
    usual = outlook(part(), "2021-06-01")
    assert made.expected[0, 0] == 40
    assert made.expected[0, 1] == pytest.approx(MEAN)
    assert made.members[:, 0, 0] / 40 == pytest.approx(usual.members[:, 0, 0] / MEAN, rel=1e-9)


FAULTY = """supply,dekad,value,quantile,member
rivr,2021-06-01,3,,
river,2021-06-02,3,,
river,2021-05-21,3,,
river,2021-06-11,-1,,
river,2021-06-11,a,,
river,2021-06-21,3,0.5,
river,2021-06-21,3,0.5,
river,2021-06-21,3,,m
river,2021-07-01,3,2,
"""


def test_all_faults_of_a_forecast_are_told_at_once(tmp_path):
    with pytest.raises(CaseError) as caught:
        written(tmp_path, FAULTY)
    words = str(caught.value)
    for part_of in (
        "row 2, column supply: no supply of this river has this name",
        "row 3, column dekad: the dekad does not begin a dekad",
        "row 4, column dekad: a dekad that is not planned",
        "row 5, column value: a flow below zero",
        "row 6, column value: not a number",
        "row 8, column dekad: written twice",
        "some rows name a member and some do not",
        "row 10, column quantile: a share outside its bounds",
    ):
        assert part_of in words
