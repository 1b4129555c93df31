"""The pages on worth, uncertain numbers and acting together are whole in every language."""

from __future__ import annotations

import pytest

from aryk.case.read import read_case
from aryk.measures.apply import with_scenario
from aryk.measures.worth import worth_of_measures
from aryk.report.settle import settle_page
from aryk.report.uncertain import uncertain_page
from aryk.report.worth import worth_page
from aryk.runs.uncertain import uncertain
from aryk.sharing.settle import settle
from tests.conftest import write_small_case
from tests.measures.test_together import NEEDS
from tests.sharing.valleys import THREE
from tests.words.reading import english_words, with_cyrillic_titles

OTHERS = ("ru", "kk", "ky")


def read(folder, text):
    return with_cyrillic_titles(read_case(write_small_case(folder, text)))


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    dry = "== scenarios\nscenario,title\ndry,A dry year\n"
    dry += "== scenario_changes\nscenario,table,row,column,operation,value\ndry,stores,lake,initial,set,0.5\n"
    case = read(tmp_path_factory.mktemp("valley"), THREE + dry)
    shares = {"люди": {"A": 1.0, "B": 2.0, "C": 3.0}}
    return {name: settle(with_scenario(case, name), shares=shares) for name in ("base", "dry")}


@pytest.fixture(scope="module")
def moved():
    return uncertain(with_cyrillic_titles(read_case("tiny")), top=3)


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_on_the_page_of_a_settlement(settled, language):
    for rule in settled["base"].divisions:
        assert english_words(settle_page(settled, rule, language)) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_on_the_page_of_uncertain_numbers(moved, language):
    named = {"harvest", "homes"}
    """Names of tiers, which have no titles."""
    assert english_words(uncertain_page(moved, "base", language)) <= named


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_on_the_page_of_measures(tmp_path, language):
    case = read(tmp_path, NEEDS)
    found = list(worth_of_measures(case, ["first+second", "second"]))
    assert english_words(worth_page(case, found, language)) == set()
