"""Units: what converts, what does not, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aryk.case.units import UnitError, amount_per_rate_hour, conversion, is_known, parse

KNOWN = [
    "Wh",
    "kWh",
    "MWh",
    "GWh",
    "TWh",
    "GJ",
    "TJ",
    "Gcal",
    "W",
    "kW",
    "MW",
    "GW",
    "l",
    "m3",
    "hm3",
    "km3",
    "kg",
    "t",
]
KNOWN += ["kt", "Mt", "s", "min", "h", "day", "year", "mm", "m", "km", "m2", "ha", "km2", "%", "share", ""]
unit = st.lists(st.sampled_from(KNOWN), min_size=1, max_size=3).map("/".join)


@pytest.mark.parametrize(
    ("found", "wanted", "factor"),
    [
        ("GW", "MW", 1000),
        ("Gcal", "MWh", 1.163),
        ("GJ", "MWh", 1 / 3.6),
        ("km3", "hm3", 1000),
        ("m3/s", "hm3/day", 0.0864),
        ("m3/s", "hm3/year", 31.536),
        ("l/s", "m3/h", 3.6),
        ("MWh/h", "MW", 1),
        ("kWh/day", "W", 1000 / 24),
        ("%", "share", 0.01),
        ("", "1", 1),
        ("mm/day", "m/year", 0.365),
        ("km2", "ha", 100),
        ("USD/kWh", "USD/MWh", 1000),
        ("million USD", "USD", 1e6),
        ("USD", "million USD", 1e-6),
        ("thousand t/year", "t/day", 1000 / 365),
        ("billion USD/year", "million USD/year", 1000),
        ("USD/thousand m3", "USD/hm3", 1000),
        ("trucks/day", "trucks/h", 1 / 24),
    ],
)
def test_units_convert_by_the_factor_of_the_handbook(found, wanted, factor):
    assert conversion(found, wanted) == pytest.approx(factor, rel=1e-14)


@given(unit)
def test_a_unit_is_itself(name):
    assert conversion(name, name) == 1.0


@given(unit, unit)
def test_there_and_back_again_is_one(one, other):
    if parse(one).dimensions == parse(other).dimensions:
        assert conversion(one, other) * conversion(other, one) == pytest.approx(1, rel=1e-12)
    else:
        with pytest.raises(UnitError, match="cannot be converted"):
            conversion(one, other)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [("MW", "MWh"), ("hm3", "m3/s"), ("USD", "KZT"), ("trucks", "t"), ("m3", "m2"), ("share", "MW"), ("m3/s", "s/m3")],
)
def test_what_measures_something_else_is_refused(found, wanted):
    with pytest.raises(UnitError, match="cannot be converted"):
        conversion(found, wanted)


@pytest.mark.parametrize("name", ["Mm3", "Mm3/year", "USD/Mm3", "million Mm3"])
def test_mm3_is_refused_wherever_it_stands(name):
    with pytest.raises(UnitError, match="write hm3"):
        parse(name)


@pytest.mark.parametrize("name", ["m^3", "m3*s", "3", "m3 / / s", "t,day", "m3 per s"])
def test_what_is_no_unit_is_refused_or_a_word_of_its_own(name):
    if name == "m3 / / s":
        assert parse(name).dimensions == parse("m3/s").dimensions
    else:
        with pytest.raises(UnitError, match="is not a unit"):
            parse(name)


def test_words_in_any_alphabet_are_units_of_their_own():
    assert parse("bed-nights/day").dimensions == (("bed-nights", 1), ("time", -1))
    assert conversion("машин/day", "машин/h") == pytest.approx(1 / 24)


@pytest.mark.parametrize(
    ("rate", "amount", "kappa"),
    [("m3/s", "hm3", 0.0036), ("MW", "MWh", 1), ("MW", "GJ", 3.6), ("t/day", "t", 1 / 24), ("Gcal/h", "MWh", 1.163)],
)
def test_an_hour_of_a_flow_is_its_amount(rate, amount, kappa):
    assert amount_per_rate_hour(rate, amount) == pytest.approx(kappa, rel=1e-14)


@pytest.mark.parametrize(("rate", "amount"), [("MWh", "MWh"), ("MW", "hm3"), ("t", "t/day"), ("trucks/day", "cars")])
def test_a_rate_of_something_else_is_refused(rate, amount):
    with pytest.raises(UnitError, match="per time"):
        amount_per_rate_hour(rate, amount)


def test_only_units_with_a_factor_are_known():
    assert is_known("m3/s")
    assert not is_known("trucks/day")
    assert not is_known("МВт")
