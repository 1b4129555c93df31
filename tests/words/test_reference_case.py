"""The reference case calls its commitments and measures by their names in all four languages."""

from __future__ import annotations

import re

import pytest

import aryk

LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def case():
    return aryk.read_case("kz-kg")


@pytest.mark.parametrize("table", ["agreements", "measures", "parties", "carriers", "scenarios"])
def test_every_row_has_a_title_in_every_language(case, table):
    rows = case.table("translations").reset_index()
    own = rows[(rows["table"] == table) & (rows["text"] == "title")]
    for language in ("ru", "kk", "ky"):
        assert set(case.tables[table].iloc[:, 0]) == set(own.loc[own["language"] == language, "row"]), language


def test_every_headline_has_a_title_in_every_language(case):
    rows = case.table("translations").reset_index()
    indicators = case.table("indicators")
    for language in ("ru", "kk", "ky"):
        own = rows[(rows["table"] == "indicators") & (rows["language"] == language)]
        assert set(own["row"]) == set(indicators.index[indicators["headline"]]), language


def test_every_reason_of_the_register_is_told_in_every_language(case):
    rows = case.table("translations").reset_index()
    register = case.tables["agreements"]
    wanted = set(register.loc[register["why_not_measurable"] != "", "agreement"])
    for language in ("ru", "kk", "ky"):
        own = rows[(rows["text"] == "why_not_measurable") & (rows["language"] == language)]
        assert set(own["row"]) == wanted, language


def test_no_translation_is_left_in_english(case):
    rows = case.table("translations").reset_index()
    others = rows[rows["language"] != "en"]
    assert not [words for words in others["title"] if LATIN.search(words)]
