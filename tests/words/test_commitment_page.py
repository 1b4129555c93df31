"""The page of commitments is whole in every language."""

from __future__ import annotations

import pytest

from aryk.report.commitment_page import commitment_page
from aryk.runs.keep.register import register
from tests.runs.keep.test_keep import GRID
from tests.words.reading import english_words, with_cyrillic_titles

ROWS = """less,Less coal,,2030,coal-mean,at-most,70,,,
behind,Behind,2023-12-31,2024-01-20,coal-mean,at-most,20,,120,
hardly,Hardly any coal,,2023,coal-mean,at-most,-10,,,
sunny,Much sun,,2023,sun,at-least,100,,,
high,A price,,2023,price,at-least,100,,,
load,A high load of coal,,2023,coal-most,at-least,90,,,
later,Made later,2031,2035,coal-mean,at-most,70,,,
built,Both are built,,2023,,at-least,2,sun wind,,
cheap,No more than there is,,2030,coal-mean,at-least,80.0000001,,,
kept,Enough coal,,2023,coal-mean,at-least,10,,,
talks,Talks,,,,,,,,What was said is not in the model"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    from aryk.case.read import read_case
    from tests.conftest import write_small_case

    head = "agreement,title,date,due,indicator,sense,target,measures,baseline,why_not_measurable"
    text = GRID.replace("agreement,title,due,indicator,sense,target,measures", head).replace("AGREEMENT", ROWS)
    text += "== translations\ntable,row,text,language,title\n"
    for language, words in (("ru", "Сказанного нет в модели"), ("kk", "Айтылған жоқ"), ("ky", "Айтылган жок")):
        text += f"agreements,talks,why_not_measurable,{language},{words}\n"
    case = read_case(write_small_case(tmp_path_factory.mktemp("grid"), text))
    own = case.tables["translations"]
    case = with_cyrillic_titles(case)
    import pandas as pd

    case = case.with_tables({"translations": pd.concat([case.tables["translations"], own], ignore_index=True)})
    return register(case)


@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_no_english_is_left_on_the_page(found, language):
    assert english_words(commitment_page(found, "base", language)) == set()


def test_the_case_meets_every_kind_of_row(found):
    """Otherwise the test above would pass for want of anything to read."""
    assert set(found.changes()["change"]) == {"operation", "measures", "impossible", ""}
    assert found.changes()["held_back_by"].ne("").any()
    assert set(found.verdicts["verdict"]) >= {"kept", "missed", "at risk", "on course", "not measurable"}


def test_reasons_and_bounds_are_told_in_the_language_of_the_page(found):
    page = commitment_page(found, "base", "ru")
    assert "принято после конца расчёта (2031)" in page
    assert "Сказанного нет в модели" in page
    assert "пройдено" in page
    assert "не менее 100\u00a0ГВт·ч" in page


def test_the_english_page_says_what_the_tables_say(found):
    page = commitment_page(found, "base", "en")
    for why in found.verdicts["why"]:
        assert why in page
