"""Cells: what is read as what, and what is said of the rest."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aryk.case.cells import CellError, check_bounds, number_remedy, parse_cell
from aryk.case.schema import Column

NUMBER = Column("capacity", "number", "the most it holds", unit="amount", minimum=0)
SHARE = Column("share", "number", "part", unit="1", required=True, minimum=0, maximum=1)
DATE = Column("start", "date", "first day")
SEASON_DAY = Column("from_day", "season-day", "first day of the season")
NAME = Column("node", "id", "short name", required=True)


def refusal(column: Column, cell: str) -> CellError:
    with pytest.raises(CellError) as caught:
        parse_cell(column, cell)
    return caught.value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_as_it_was_written(value):
    assert parse_cell(Column("x", "number", ""), repr(value)) == value


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_are_read_exactly(value):
    assert parse_cell(Column("x", "integer", ""), str(value)) == value


@given(st.floats(0, 999, allow_nan=False).map(lambda value: round(value, 3)))
def test_the_remedy_of_a_decimal_comma_is_the_number_that_was_meant(value):
    cell = f"{value:.2f}".replace(".", ",")
    remedy = refusal(NUMBER, cell).remedy
    assert float(remedy.split()[1].rstrip(";")) == float(cell.replace(",", "."))


@given(st.integers(1000, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "'"]))
def test_the_remedy_of_gaps_between_thousands_is_the_number_without_them(value, gap):
    cell = f"{value:,}".replace(",", gap)
    assert refusal(NUMBER, cell).remedy == f"write {value} without gaps between the thousands"


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("1,500", "write 1.500 if the comma is a decimal comma, 1500 if it is not"),
        ("0,125", "write 0.125; a spreadsheet with Russian settings writes decimal commas"),
        ("1,234,567.5", "write 1234567.5 without commas between the thousands"),
        ("12,5 %", "write the share, 0.125"),
        ("300 MW", "write only 300 here; a unit goes into the header, such as capacity [MW]"),
        ("300МВт", "write digits with a decimal point, or leave the cell empty"),
        ("\u22122,5", "write the minus sign of the keyboard: -2.5"),
        ("1_000", "write digits with a decimal point"),
        ("inf", "leave the cell empty for no limit or not known"),
        ("nan", "leave the cell empty for no limit or not known"),
        ("-", "write digits with a decimal point, or leave the cell empty"),
    ],
)
def test_what_is_no_number_is_refused_with_its_remedy(cell, remedy):
    error = refusal(NUMBER, cell)
    assert (error.what, error.allowed, error.remedy) == ("not a number", "a number of at least 0", remedy)


def test_a_value_of_a_series_is_never_told_to_be_left_empty():
    assert number_remedy(None, "n/a") == "write digits with a decimal point"
    assert number_remedy(None, "5 MW") == "write digits with a decimal point"


def test_empty_is_not_a_number_unless_one_is_needed():
    assert math.isnan(parse_cell(NUMBER, ""))
    assert refusal(SHARE, "").what == "an empty cell where a value is needed"
    assert refusal(NAME, "").allowed == "a name such as kirov"


def test_whole_numbers_are_asked_for_where_rows_are_counted():
    assert refusal(Column("tier", "integer", "", minimum=1), "1.5").remedy == "write 2 or another whole number"


@given(st.floats(-10, 10))
def test_bounds_are_part_of_what_is_allowed(value):
    if 0 <= value <= 1:
        check_bounds(SHARE, value)
    else:
        with pytest.raises(CellError, match="outside its bounds"):
            check_bounds(SHARE, value)


def test_a_percentage_in_a_share_is_told_as_share():
    with pytest.raises(CellError) as caught:
        check_bounds(SHARE, 25.0)
    assert caught.value.remedy == "write a share: 0.25 for 25 %"


@given(st.dates())
def test_every_day_is_read_and_its_russian_form_is_translated(day):
    assert parse_cell(DATE, day.isoformat()) == day.isoformat()
    assert refusal(DATE, f"{day.day:02d}.{day.month:02d}.{day.year:04d}").remedy == f"write {day.isoformat()}"


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("2023-02-29", "2023-02 has the days 1 to 28"),
        ("2024-4-1", "write 2024-04-01"),
        ("2024/04/01", "write 2024-04-01"),
        ("2024-04-01 00:00", "write 2024-04-01"),
        ("2024-13-01", "write year-month-day"),
        ("20240401", "write year-month-day"),
        ("1 April", "write year-month-day"),
    ],
)
def test_what_is_no_day_is_refused_with_its_remedy(cell, remedy):
    assert refusal(DATE, cell).remedy == remedy


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("01.04", "write 04-01"),
        ("4-1", "write 04-01"),
        ("06-31", "month 06 has the days 1 to 30"),
        ("02-30", "month 02 has the days 1 to 29"),
        ("13-01", "write two digits for the month and two for the day"),
        ("April", "write two digits for the month and two for the day"),
    ],
)
def test_what_is_no_day_of_the_year_is_refused_with_its_remedy(cell, remedy):
    assert refusal(SEASON_DAY, cell).remedy == remedy


def test_the_leap_day_is_a_day_of_the_year():
    assert parse_cell(SEASON_DAY, "02-29") == "02-29"


@pytest.mark.parametrize("cell", ["kirov", "bishkek-chp", "line_2", "a.b", "2024"])
def test_names_are_letters_digits_and_three_signs(cell):
    assert parse_cell(NAME, cell) == cell


@pytest.mark.parametrize("cell", ["Киров", "two words", "a/b", "-a", "a,b"])
def test_other_names_are_refused(cell):
    assert refusal(NAME, cell).remedy == "put the full wording into the column title"


def test_a_choice_near_to_one_that_is_allowed_is_suggested():
    column = Column("kind", "choice", "how it flows", choices=("given", "dispatchable"))
    assert refusal(column, "givn").remedy == "did you mean given?"
    assert refusal(column, "river").remedy == "choose one; meaning: how it flows"
