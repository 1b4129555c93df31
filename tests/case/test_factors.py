"""Factors of a scenario multiply courses month by month, whatever they are written as."""

import numpy as np
import pandas as pd
import pytest

from aryk.case.case import typed_frame
from aryk.case.factors import with_factors
from aryk.case.schema import TABLES
from aryk.case.timeline import timeline
from tests.rivers.cases import river_case

YEAR = 365


def given(factors, *, series=None, profiles=(), available=""):
    listed = [{"series": "course", "cycle": "none", "file": "series.csv"}] if series is not None else []
    case = river_case(
        end="2021-12-31",
        series=series,
        nodes=[{"node": "spring", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "spring", "kind": "given", "capacity": 1.0, "available": available}],
        scenarios=[{"scenario": "warm"}],
        scenario_factors=[{"scenario": "warm", "table": "supplies", "column": "available", **row} for row in factors],
    )
    if profiles:
        listed = [{"series": "course", "cycle": profiles[0]}]
        rows = [{"series": "course", **row} for row in profiles[1]]
        tables = {"series": typed_frame(TABLES["series"], listed), "profiles": typed_frame(TABLES["profiles"], rows)}
        files = {
            **case.files,
            **{name: pd.DataFrame({"file": "x", "row": range(len(each))}) for name, each in tables.items()},
        }
        case = type(case)(case.name, {**case.tables, **tables}, files, case.series_files)
    return case


def course(case):
    under = with_factors(case, "warm")
    line = timeline(under)
    return line.values(under.table("supplies").at["river", "available"], "day")


MONTH = pd.date_range("2021-01-01", periods=YEAR).month.to_numpy()


def test_dated_values_are_multiplied_by_the_month_in_which_they_begin():
    values = np.random.default_rng(3).uniform(1, 9, YEAR)
    case = given([{"row": "river", "months": "7-8", "factor": 0.8}], series={"course": values}, available="course")
    assert course(case) == pytest.approx(values * np.where((MONTH == 7) | (MONTH == 8), 0.8, 1.0), rel=1e-12)


def test_months_may_run_over_the_new_year():
    values = np.ones(YEAR)
    case = given([{"row": "river", "months": "11-2", "factor": 1.5}], series={"course": values}, available="course")
    assert course(case) == pytest.approx(np.where((MONTH >= 11) | (MONTH <= 2), 1.5, 1.0))


def test_profile_of_dekads_is_multiplied_at_each_place():
    rows = [{"index": float(place), "value": float(place)} for place in range(1, 37)]
    case = given([{"row": "river", "months": "4", "factor": 2.0}], profiles=("dekad", rows), available="course")
    day = pd.date_range("2021-01-01", periods=YEAR).day.to_numpy()
    dekad = (MONTH - 1) * 3 + np.minimum((day - 1) // 10, 2) + 1
    assert course(case) == pytest.approx(dekad * np.where(MONTH == 4, 2.0, 1.0))


def test_day_of_the_year_that_falls_into_two_months_has_a_factor_in_each():
    """Day 60 is 1 March in 2021 and 29 February in 2024."""
    rows = [{"index": float(place), "value": 1.0} for place in range(1, 367)]
    case = given([{"row": "river", "months": "3", "factor": 3.0}], profiles=("day", rows), available="course")
    assert course(case) == pytest.approx(np.where(MONTH == 3, 3.0, 1.0))
    leap = case.with_tables({"case": case.tables["case"].assign(start="2024-01-01", end="2024-12-31")})
    months = pd.date_range("2024-01-01", periods=366).month.to_numpy()
    assert course(leap) == pytest.approx(np.where(months == 3, 3.0, 1.0))


def test_factors_stand_alone_where_there_was_no_course():
    case = given([{"row": "river", "months": "6", "factor": 0.5}, {"row": "river", "months": "7", "factor": 0.25}])
    assert course(case) == pytest.approx(np.where(MONTH == 6, 0.5, np.where(MONTH == 7, 0.25, 1.0)))


def test_series_that_others_use_too_stays_as_it_was():
    values = np.full(YEAR, 4.0)
    case = given([{"row": "river", "factor": 0.5}], series={"course": values}, available="course")
    under = with_factors(case, "warm")
    assert timeline(under).values("course", "day") == pytest.approx(values)
    assert with_factors(case, "other") is case
