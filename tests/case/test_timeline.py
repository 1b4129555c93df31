"""Series on the clock of a case: files of any step, years that repeat, gaps that were declared."""

from __future__ import annotations

import numpy as np
import pytest

from aryk.case.faults import CaseError
from aryk.case.timeline import timeline

CASE = """
== case
case,title,money,money_year,start,end,utc_offset
small,Small,USD,2024,{start},{end},{clock}
== carriers
carrier,title,amount_unit,rate_unit,step
water,Water,hm3,m3/s,{step}
== nodes
node,carrier,party,disposal
weir,water,A,yes
== supplies
supply,node,kind,capacity,available
river,weir,given,1,flow
== series
series,file,cycle,absent,utc_offset
flow,flow.csv,{cycle},{absent},{offset}
== series/flow.csv
time,flow
{rows}
"""


def values(small, rows, step="day", start="2024-01-01", end="2024-01-04", cycle="none", absent="", clock=0, offset=""):
    text = CASE.format(
        rows="\n".join(rows), step=step, start=start, end=end, cycle=cycle, absent=absent, clock=clock, offset=offset
    )
    return list(timeline(small(text)).values("flow", step))


DAYS = [f"2024-01-{day:02d},{day}" for day in range(1, 5)]


def test_daily_values_stand_on_their_days(small):
    assert values(small, DAYS) == [1, 2, 3, 4]


def test_daily_values_hold_through_the_hours_of_their_day(small):
    assert values(small, DAYS, step="hour")[22:26] == [1, 1, 2, 2]


def test_coarser_steps_take_the_mean_weighted_by_time(small):
    hours = [f"2024-01-01T{hour:02d}:00,{hour}" for hour in range(24)]
    assert values(small, hours, end="2024-01-01") == [11.5]
    uneven = ["2024-01-01T00:00,6", "2024-01-01T06:00,2"]
    assert values(small, [*uneven, "2024-01-02T00:00,9"], end="2024-01-01") == [3]


def test_last_dekad_lasts_to_the_end_of_its_month(small):
    rows = [f"2024-12-{day:02d},{day}" for day in (1, 11, 21)]
    assert values(small, rows, step="dekad", start="2024-12-01", end="2024-12-31") == [1, 11, 21]


def test_last_month_lasts_to_its_end(small):
    rows = ["2024-11-01,5", "2024-12-01,6"]
    assert values(small, rows, step="month", start="2024-11-01", end="2024-12-31") == [5, 6]


def test_a_year_repeats_by_date_and_29_february_takes_the_day_before(small):
    rows = [
        f"2023-{month:02d}-{day:02d},{month * 100 + day}"
        for month in range(1, 13)
        for day in range(1, 29 if month == 2 else 31 if month in (4, 6, 9, 11) else 32)
    ]
    assert values(small, rows, start="2024-02-27", end="2024-03-02", cycle="year") == [227, 228, 228, 301, 302]
    assert values(small, rows, start="2024-12-30", end="2025-01-02", cycle="year") == [1230, 1231, 101, 102]


def test_a_year_can_repeat_by_weekday(small):
    import datetime

    first = datetime.date(2023, 1, 1)
    rows = [
        f"{first + datetime.timedelta(days=day)},{(first + datetime.timedelta(days=day)).isoweekday()}"
        for day in range(365)
    ]
    found = values(small, rows, start="2024-01-01", end="2024-12-31", cycle="year-weekdays")
    assert found == [
        datetime.date(2024, 1, 1).isoweekday() + 0
        if day == 0
        else (datetime.date(2024, 1, 1) + datetime.timedelta(days=day)).isoweekday()
        for day in range(366)
    ]


def test_files_in_another_zone_are_shifted(small):
    before = [f"2023-12-31T{hour:02d}:00,{76 + hour}" for hour in range(24)]
    rows = before + [f"2024-01-01T{hour:02d}:00,{100 + hour}" for hour in range(24)]
    found = values(small, rows, step="hour", end="2024-01-01", clock=6, offset=0)
    assert found == list(range(94, 118))


@pytest.mark.parametrize(("absent", "filled"), [("zero", 0), ("previous", 1), ("interpolate", 2)])
def test_a_declared_gap_means_what_was_declared(small, absent, filled):
    assert values(small, ["2024-01-01,1", "2024-01-02,", "2024-01-03,3", "2024-01-04,4"], absent=absent) == [
        1,
        filled,
        3,
        4,
    ]


def test_a_file_that_does_not_cover_the_horizon_is_refused(small):
    with pytest.raises(CaseError, match="does not cover the horizon"):
        values(small, DAYS, end="2024-01-05")


def test_parquet_and_csv_give_the_same(small, tmp_path):
    import pandas as pd

    from aryk.case.read import read_case
    from tests.conftest import write_small_case

    text = CASE.format(
        rows="\n".join(DAYS),
        step="day",
        start="2024-01-01",
        end="2024-01-04",
        cycle="none",
        absent="",
        clock=0,
        offset="",
    )
    folder = write_small_case(tmp_path / "p", text.replace("flow,flow.csv", "flow,flow.parquet"))
    (folder / "series" / "flow.csv").unlink()
    pd.DataFrame({"time": pd.date_range("2024-01-01", periods=4), "flow": np.arange(1.0, 5.0)}).to_parquet(
        folder / "series" / "flow.parquet"
    )
    assert list(timeline(read_case(folder)).values("flow", "day")) == [1, 2, 3, 4]


def test_a_year_may_begin_in_any_month_and_leap_days_do_not_shift_it(small):
    import datetime

    for first, length in ((datetime.date(2023, 4, 1), 366), (datetime.date(2024, 4, 1), 365)):
        days = [first + datetime.timedelta(days=day) for day in range(length)]
        rows = [f"{day},{day.month * 100 + day.day}" for day in days]
        found = values(small, rows, start="2025-02-27", end="2025-04-02", cycle="year")
        assert found[:3] == [227, 228, 301]
        assert found[-3:] == [331, 401, 402]


def test_a_repeated_year_keeps_its_months_apart_in_a_leap_year(small):
    import datetime

    days = [datetime.date(2023, 1, 1) + datetime.timedelta(days=day) for day in range(365)]
    rows = [f"{day},{0 if day.month <= 2 else 29}" for day in days]
    assert values(small, rows, step="month", start="2024-01-01", end="2024-03-31", cycle="year") == [0, 0, 29]
    assert values(small, rows, step="dekad", start="2024-02-11", end="2024-03-10", cycle="year") == [0, 0, 29]
