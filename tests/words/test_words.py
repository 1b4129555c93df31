"""Words are there in four languages, with the same blanks, and one word stands for one thing."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

import aryk
from aryk.case.schema import TABLES
from aryk.planning import wording
from aryk.runs.uncertain import PLANNED
from aryk.words.bounds import BOUNDS, OF_LOSS, OF_ROW, OF_TIER, WITH_EXPANSIONS, bound
from aryk.words.columns import COLUMNS
from aryk.words.commitments import COMMITMENTS
from aryk.words.desk import DESK
from aryk.words.everywhere import EVERYWHERE
from aryk.words.phrase import NOTHING, Phrase
from aryk.words.portfolio import PORTFOLIO
from aryk.words.reasons import QUANTITIES, REASONS
from aryk.words.settlement import SETTLEMENT
from aryk.words.terms import TERMS, UNIT_PARTS, UNITS
from aryk.words.uncertain import UNCERTAIN
from aryk.words.words import Words
from aryk.words.worth import WORTH

PAGES = {
    "everywhere": EVERYWHERE,
    "commitments": COMMITMENTS,
    "portfolio": PORTFOLIO,
    "desk": DESK,
    "worth": WORTH,
    "uncertain": UNCERTAIN,
    "settlement": SETTLEMENT,
}
ALL = {
    **PAGES,
    "reasons": REASONS,
    "quantities": QUANTITIES,
    "columns": COLUMNS,
    "bounds": BOUNDS,
    "forms": {str(place): words for place, words in enumerate((OF_ROW, OF_TIER, OF_LOSS, WITH_EXPANSIONS))},
    "units": UNITS,
    "parts of units": UNIT_PARTS,
    "terms": TERMS,
}
BLANK = re.compile(r"{(\w+)}")
LATIN = re.compile(r"[A-Za-z]{2,}")
SPELT_ALIKE = {"Aryk", "aryk", "desk", "entered", "value", "level", "flow", "run"}
"""Names, and columns and options that the desk names as they are written."""


PREPOSITIONS = {"in", "In", "from", "From"}
"""Words of English that other languages say by the case of the word beside them."""


@pytest.mark.parametrize("name", ALL)
def test_every_word_is_there_in_four_languages(name):
    for key, words in ALL[name].items():
        assert len(words) == 4, key
        assert all(words), key


@pytest.mark.parametrize("name", ALL)
def test_no_english_is_left_in_the_other_languages(name):
    for key, words in ALL[name].items():
        for each in words[1:]:
            assert not set(LATIN.findall(BLANK.sub("", each))) - SPELT_ALIKE, key


@pytest.mark.parametrize("name", ALL)
def test_blanks_of_a_word_are_those_of_its_english(name):
    for key, words in ALL[name].items():
        if words is OF_TIER or words is OF_LOSS:
            continue
        assert len({tuple(sorted(BLANK.findall(each))) for each in words}) == 1, key


def test_one_word_stands_for_one_thing_on_all_pages():
    said = defaultdict(set)
    for catalogue in PAGES.values():
        for words in catalogue.values():
            if words[0] not in PREPOSITIONS:
                said[words[0].casefold()].add(tuple(each.casefold() for each in words[1:]))
    assert {english: others for english, others in said.items() if len(others) > 1} == {}


def test_every_bound_that_the_plan_can_name_has_its_words():
    named = set(wording._GROWN.values()) | {words for _, words in wording._ROWS.values()}
    named |= {words for _, sides in wording._WORDS.values() for words in sides.values()}
    assert named <= set(BOUNDS)


def test_every_quantity_and_statistic_of_an_indicator_has_its_words():
    columns = [
        (TABLES["indicators"], "statistic"),
        *((TABLES["indicator_terms"], each) for each in ("table", "quantity")),
    ]
    assert {word for table, column in columns for word in table.by_name[column].choices} <= set(QUANTITIES)


def test_every_number_that_a_plan_reads_has_its_words():
    columns = {each.name for name in PLANNED for each in TABLES[name].columns if each.is_numeric and each.counted}
    assert columns | {"values"} <= set(COLUMNS) | {"money_year"}


def test_a_bound_is_told_by_the_title_of_its_row():
    words = Words("ru", case=aryk.read_case("tiny"))
    for english, russian in {
        "supplies.csv, river: capacity x available with what expansions add": (
            "River above the dam: мощность × доступность вместе с расширениями"
        ),
        "demands.csv, town tier 2: unserved at most in full": "town, очередь 2: недодано не больше полного спроса",
        "demands.csv, town: must be served in full at node x": "town: спрос в узле x покрывается полностью",
        "links.csv, a after the loss of b: emergency x capacity": (
            "a после потери «b»: аварийная перегрузка × пропускная способность"
        ),
        "limits.csv, share: at most its value": "share: не больше заданного",
        "what nobody has heard of": "what nobody has heard of",
    }.items():
        assert str(bound(english, {})) == english
        assert words.phrase(bound(english, {})) == russian


def test_a_phrase_holds_phrases_and_is_empty_without_words():
    inner = Phrase(("one", "один", "бір", "бир"))
    assert Words("ky").phrase(Phrase(("{x}!",) * 4, {"x": inner})) == "бир!"
    assert not NOTHING
    assert inner


def test_units_are_told_by_their_parts():
    words = Words("kk")
    assert [words.unit(each) for each in ("million USD", "USD/MWh", "GWh", "trucks/day", "furlong")] == [
        "млн USD",
        "USD/МВт·сағ",
        "ГВт·сағ",
        "көлік/тәул",
        "furlong",
    ]
    assert Words("en").unit("million USD") == "million USD"


def test_units_of_the_reference_case_are_all_known():
    words = Words("ru")
    units = set(aryk.read_case("kz-kg").tables["indicators"]["unit"])
    assert {unit for unit in units if LATIN.search(words.unit(unit).replace("USD", ""))} == set()


def test_a_key_that_no_catalogue_has_is_refused():
    with pytest.raises(KeyError):
        Words("ru").say("no such word")


def test_a_row_is_called_by_translation_then_title_then_name():
    case = aryk.read_case("kz-kg")
    assert Words("ky", case=case).title("parties", "KZ") != Words("en", case=case).title("parties", "KZ")
    assert Words("en", case=case).title("parties", "nobody") == "nobody"
    assert Words("en", case=case).case_title.startswith("Kazakhstan and Kyrgyzstan")
    assert Words("en", case=case).heading == "Rivers Chu and Talas"
