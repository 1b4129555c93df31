"""Steps and blocks of any horizon, and typical days that keep energy and peak."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aryk.case.calendar import HORIZON, Calendar
from aryk.case.schema import STEPS
from aryk.case.timeline import bend, timeline

DAYS = st.dates(datetime.date(1999, 1, 1), datetime.date(2032, 12, 31))
LENGTHS = st.integers(0, 800)


def calendar_of(start: datetime.date, length: int, base: str = "day", block: str | None = None) -> Calendar:
    return Calendar(str(start), str(start + datetime.timedelta(days=length)), base, block)


@given(DAYS, LENGTHS, st.sampled_from(STEPS))
@settings(max_examples=150, deadline=None)
def test_blocks_of_every_clock_fill_the_horizon(start, length, base):
    calendar = calendar_of(start, length, base)
    for step in calendar.steps:
        clock = calendar.clocks[step]
        assert (clock.hours * clock.weight).sum() == 24 * (length + 1)
        assert (np.diff(clock.start.to_numpy()).astype("timedelta64[h]").astype(float) == clock.hours[:-1]).all()


@given(DAYS, LENGTHS)
@settings(max_examples=150, deadline=None)
def test_dekads_are_thirds_of_months(start, length):
    calendar = calendar_of(start, length)
    first = calendar.days[0]
    for begin, hours in zip(calendar.clocks["dekad"].start, calendar.clocks["dekad"].hours, strict=True):
        assert begin.day in (1, 11, 21) or begin == first
        end = begin + pd.Timedelta(hours=hours - 24)
        assert (end.day - 1) // 10 == (begin.day - 1) // 10 or end.day == 31
        assert end.month == begin.month
        whole = begin.day in (1, 11, 21) and end != calendar.days[-1]
        if whole:
            assert hours / 24 in ({10} if begin.day < 21 else {8, 9, 10, 11})


@given(DAYS, LENGTHS)
@settings(max_examples=100, deadline=None)
def test_pentads_are_sixths_of_months_and_nest_in_dekads(start, length):
    calendar = calendar_of(start, length)
    for begin, hours in zip(calendar.clocks["pentad"].start, calendar.clocks["pentad"].hours, strict=True):
        assert begin.day in (1, 6, 11, 16, 21, 26) or begin == calendar.days[0]
        assert 1 <= hours / 24 <= 6
    blocks = calendar.blocks("pentad", "dekad")
    assert np.bincount(blocks).max() <= 2


def test_february_has_dekads_of_eight_or_nine_days():
    for year, days in ((2023, 8), (2024, 9), (1900, 8), (2000, 9)):
        assert (
            Calendar(f"{year}-02-01", f"{year}-02-28" if days == 8 else f"{year}-02-29").clocks["dekad"].hours[-1]
            == 24 * days
        )


@given(DAYS, LENGTHS, st.sampled_from(["pentad", "dekad", "month"]))
@settings(max_examples=150, deadline=None)
def test_typical_days_stand_for_every_day_once(start, length, block):
    calendar = calendar_of(start, length, "hour", block)
    day, hour = calendar.clocks["day"], calendar.clocks["hour"]
    assert day.weight.sum() == length + 1
    assert (hour.hours * hour.weight).sum() == 24 * (length + 1)
    assert len(day) <= 2 * len(calendar.clocks[block])
    rest = np.array([calendar.rest[calendar.day_block["day"] == each] for each in range(len(day))], dtype=object)
    assert all(len(set(each)) == 1 for each in rest), "working and rest days are mixed"


@given(DAYS, LENGTHS, st.sampled_from([None, "dekad"]), st.randoms())
@settings(max_examples=100, deadline=None)
def test_amounts_are_the_same_on_every_clock(start, length, block, random):
    calendar = calendar_of(start, length, "hour" if block else "day", block)
    base = calendar.clocks[calendar.base]
    values = np.array([random.uniform(0, 9) for _ in range(len(base))])
    total = values @ (base.hours * base.weight)
    for step in calendar.steps:
        clock = calendar.clocks[step]
        assert calendar.average(values, step) @ (clock.hours * clock.weight) == pytest.approx(total)
        coupling = calendar.coupling(step, calendar.base)
        amounts = np.bincount(coupling.row, weights=values[coupling.column] * coupling.factor, minlength=len(clock))
        assert amounts @ clock.weight == pytest.approx(total)


@given(DAYS, st.integers(0, 400), st.sampled_from(["day", "pentad", "dekad", "month"]), st.floats(0, 3000))
@settings(max_examples=150, deadline=None)
def test_a_lag_neither_makes_nor_loses_water(start, length, step, lag):
    calendar = calendar_of(start, length, step)
    clock = calendar.clocks[step]
    arriving, before = calendar.lagged(step, lag)
    left = np.bincount(arriving.column, weights=arriving.factor, minlength=len(clock))
    assert (left <= clock.hours + 1e-6).all()
    # what does not arrive is what leaves within the lag before the end
    assert clock.hours.sum() - left.sum() == pytest.approx(min(lag, calendar.hours), abs=1e-6)
    assert before.sum() == pytest.approx(min(lag, calendar.hours), abs=1e-6)
    came = np.bincount(arriving.row, weights=arriving.factor, minlength=len(clock)) + before
    assert came == pytest.approx(clock.hours, abs=1e-6), "a steady flow arrives as a steady flow"


@given(st.floats(0, 60))
def test_a_lag_within_typical_days_keeps_each_day_its_water(lag):
    calendar = Calendar("2024-01-03", "2024-02-20", "hour", "dekad")
    arriving, before = calendar.lagged("hour", lag)
    assert not before.any()
    days = arriving.row // 24
    assert (days == arriving.column // 24).all()
    assert np.bincount(arriving.column, weights=arriving.factor) == pytest.approx(np.ones(len(calendar.clocks["hour"])))


@given(DAYS, LENGTHS)
@settings(max_examples=60, deadline=None)
def test_seasons_over_new_year_and_within_it_fill_the_year(start, length):
    calendar = calendar_of(start, length)
    summer, winter = calendar.season("04-01", "09-30"), calendar.season("10-01", "03-31")
    assert (summer ^ winter).all()
    for step in ("dekad", "month", HORIZON):
        shares = calendar.share_of_days(step, summer) + calendar.share_of_days(step, winter)
        assert shares == pytest.approx(np.ones(len(calendar.clocks[step])))


def test_contents_close_within_their_period_and_carry_beyond():
    calendar = Calendar("2024-01-01", "2024-01-20", "day")
    assert list(calendar.previous("day", HORIZON)[:3]) == [-1, 0, 1]
    dekad = calendar.previous("day", "dekad")
    assert dekad[0] == 9
    assert dekad[10] == 19
    assert dekad[5] == 4
    assert list(calendar.previous("day", "day")) == list(range(20))


@given(
    st.lists(st.floats(0, 100), min_size=24, max_size=24).filter(lambda day: max(day) > 1),
    st.floats(0.05, 0.95),
    st.floats(1, 1000),
)
@settings(max_examples=200, deadline=None)
def test_a_bent_day_has_the_wanted_mean_and_peak(day, share, peak):
    values = np.array([day])
    ratio = values / values.max()
    mean = peak * share
    bent = bend(values, np.array([mean]), np.array([peak]))
    assert (bent >= 0).all()
    assert (bent <= peak * (1 + 1e-12)).all()
    assert (bent[ratio == 0] == 0).all() or ratio.max() == ratio.min(), "zeros stay zero"
    if (ratio > 1 - 2e-9).mean() + 1e-6 < share < (ratio > 1e-6).mean() - 1e-6:
        assert bent.max() == pytest.approx(peak)
        assert bent.mean() == pytest.approx(mean, rel=1e-6)


def test_typical_days_of_the_reference_case_keep_energy_and_peak_of_each_dekad():
    from aryk.case.read import read_case
    from aryk.case.timeline import sample_file

    case = read_case("kz-kg")
    line = timeline(case)
    calendar = line.calendar
    hours = np.repeat(calendar.days.to_numpy(), 24) + np.tile(np.arange(24), len(calendar.days)) * np.timedelta64(
        3600, "s"
    )
    dekad_of_hour = np.repeat(calendar.day_block["dekad"], 24)
    demands = case.table("demands")
    loads = sorted({name for name in demands["profile"] if name and case.table("series").at[name, "file"]})
    assert loads
    for name in loads:
        real = sample_file(
            case, name, hours.astype("datetime64[s]"), hours.astype("datetime64[s]") + np.timedelta64(3600, "s")
        )
        kept = line.values(name, "hour")
        clock = calendar.clocks["hour"]
        block = calendar.blocks("hour", "dekad")
        energy = np.bincount(block, weights=kept * clock.weight)
        assert energy == pytest.approx(np.bincount(dekad_of_hour, weights=real), rel=1e-6)
        peaks = [kept[block == each].max() for each in range(len(energy))]
        assert peaks == pytest.approx([real[dekad_of_hour == each].max() for each in range(len(energy))], rel=1e-9)
