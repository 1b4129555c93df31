"""Numbers as words: minus, thousands, what is no number."""

from __future__ import annotations

import math

import pytest

from aryk.report.numbers import number, percent, quiet, readable_unit


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (1234567.0, "1\u202f234\u202f567"),
        (-1234.5, "\u22121\u202f234"),
        (99.96, "100"),
        (9.996, "10"),
        (37.05, "37"),
        (0.246, "0.246"),
        (0.9996, "1"),
        (1.9e-15, "1.9\u00b710\u207b\u00b9\u2075"),
        (100.0, "100"),
        (math.nan, "\u2013"),
        (math.inf, "\u221e"),
    ],
)
def test_number_in_words(value, words):
    assert number(value) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0\u202f%"),
        (0.0994, "9.9\u202f%"),
        (-0.62, "\u221262\u202f%"),
        (3.26, "326\u202f%"),
        (12.5, "1\u202f250\u202f%"),
        (2e-4, "<0.1\u202f%"),
    ],
)
def test_share_in_words(share, words):
    assert percent(share) == words


def test_noise_of_the_solver_is_zero_and_small_numbers_are_not():
    assert quiet(-5.8e-14) == 0
    assert quiet(1e-6) == 1e-6


def test_units_change_together_with_their_numbers():
    divisor, unit = readable_unit("MWh", 5e6)
    assert (5e6 / divisor, unit) == (5000.0, "GWh")
    assert readable_unit("MWh", 500) == (1.0, "MWh")
    assert readable_unit("bed-nights", 1e9) == (1.0, "bed-nights")
