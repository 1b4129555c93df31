"""Charts and maps: what is drawn stands where its number says, and labels keep clear of each other."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aryk.case.calendar import Calendar
from aryk.report.charts.area import area_chart
from aryk.report.charts.axis import nice_ticks, time_axis
from aryk.report.charts.frame import Frame
from aryk.report.charts.heat import SHORTAGE, heat_map
from aryk.report.charts.line import Line, line_chart
from aryk.report.mapping.draw import Projection, extent_of
from aryk.report.mapping.labels import CHARACTER, HEIGHT, Wish, placed
from aryk.report.palette import colours

DEKADS = time_axis(Calendar("2024-01-01", "2024-03-31", base="dekad"), "dekad")


def test_steps_of_a_time_axis_have_their_length_and_name():
    assert np.diff(DEKADS.edges).tolist() == [10, 10, 11, 10, 10, 9, 10, 10, 11]
    assert DEKADS.labels[5] == "21\u201329 Feb 2024"


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_cover_the_range_with_few_round_numbers(low, span):
    ticks = nice_ticks(low, low + span)
    rounding = 1e-6 * span + 1e-9 * abs(low)
    assert ticks[0] <= low + rounding
    assert ticks[-1] >= low + span - rounding
    assert 2 <= len(ticks) <= 12


def test_the_top_of_a_stack_is_the_sum_of_its_parts():
    parts = {"coal": np.full(9, 3.0), "wind": np.arange(9.0)}
    html = str(area_chart("Stack", "", "MW", DEKADS, parts))
    frame = Frame(DEKADS, 0.0, 11.0)
    wind = re.findall(r'<path d="([^"]*)"[^>]*><title>wind', html)[0]
    heights = [float(each) for each in re.findall(r"V([\d.]+)H", wind)[:9]]
    assert np.allclose(heights, [frame.y(3.0 + step) for step in range(9)], atol=0.06)


def test_what_leaves_is_stacked_below_zero():
    html = str(area_chart("Stack", "", "MW", DEKADS, {"export": -np.ones(9)}))
    frame = Frame(DEKADS, -1.0, 0.0)
    band = re.findall(r'<path d="([^"]*)"[^>]*><title>export', html)[0]
    assert float(re.findall(r"V([\d.]+)H", band)[0]) > frame.y(0.0)


def test_a_line_breaks_where_there_is_no_number():
    values = np.array([1.0, 1.0, np.nan, 2.0, 2.0, np.nan, 1.0, 1.0, 1.0])
    html = str(line_chart("Line", "", "hm3", DEKADS, [Line("run", values, "#000000")]))
    assert re.findall(r'<path d="([^"]*)"', html)[0].count("M") == 3


def test_shortage_zero_and_no_demand_look_different():
    shares = np.array([np.nan, 0.0, 0.3, np.nan, 0.0, 0.0, 0.0, 0.0, 0.0])
    html = str(heat_map("Heat", "", DEKADS, [("Crops", shares, "5 hm3")], SHORTAGE, absent="nothing is wanted then"))
    assert html.count("Crops, ") == 7
    assert html.count('fill="#cc4c02"') == 2
    assert "white: nothing is wanted then" in html


def test_empty_charts_are_not_drawn():
    assert line_chart("Line", "", "hm3", DEKADS, [Line("run", np.full(9, np.nan), "#000")]) == ""
    assert area_chart("Stack", "", "MW", DEKADS, {"coal": np.zeros(9)}) == ""


def test_colours_of_a_chart_differ():
    names = [
        "coal",
        "gas",
        "fuel oil",
        "water",
        "wind",
        "sun",
        "import",
        "exchange with A",
        "exchange with B",
        "biomass",
    ]
    assert len(set(colours(names).values())) == len(names)


wishes = st.lists(
    st.builds(
        Wish,
        st.text("abcdefgh", min_size=1, max_size=20),
        st.floats(0, 400),
        st.floats(0, 300),
        st.floats(1, 12),
        st.floats(0, 1),
    ),
    max_size=40,
)


@given(wishes)
def test_labels_of_a_map_never_overlap_and_stay_inside(asked):
    boxes = [
        (each.x, each.y - HEIGHT + 2, each.x + CHARACTER * len(each.text), each.y + 2)
        for each in placed(asked, (400.0, 300.0))
    ]
    for item, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= 400
        assert bottom <= 300
        for other in boxes[:item]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_kilometre_is_as_long_northward_as_eastward():
    to = Projection(extent_of([(42.0, 74.0), (44.0, 77.0)]))
    x, y = to((43.0, 75.5))
    north = y - to((43.5, 75.5))[1]
    east = to((43.0, 75.5 + 0.5 / np.cos(np.radians(43.0))))[0] - x
    assert np.isclose(north, east, rtol=1e-9)
    assert 0 < x < to.size[0]
    assert 0 < y < to.size[1]
