"""All that the founding articles name is a measure of kz-kg, with cost, time, owner, effect and basis."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from tools.founding import FOUNDING, UNPRICED, measures_of
from tools.measures import COST, PAGE, page, undocumented

from aryk.case.case import Case
from aryk.case.changes import apply_changes
from aryk.case.read import read_case
from aryk.measures.apply import measure_changes, with_measures
from aryk.measures.finance import cash_of


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("kz-kg")


@pytest.mark.parametrize("item", FOUNDING)
def test_what_the_articles_name_is_a_measure(case, item):
    assert measures_of(item, case.table("measures").index)


def test_every_measure_has_cost_time_owner_and_effect(case):
    measures = case.table("measures").drop(index=list(UNPRICED))
    assert measures[list(COST)].notna().all(axis=None), measures[measures[list(COST)].isna().any(axis=1)].index
    assert (measures["party"] != "").all()
    assert set(case.table("measure_changes")["measure"]) == set(case.table("measures").index)


def test_every_number_of_a_measure_has_a_basis_and_a_reference(case):
    assert undocumented(case).empty


def test_all_capital_is_paid_by_somebody_and_all_that_is_lent_is_paid_back(case):
    for name, row in case.table("measures").drop(index=list(UNPRICED)).iterrows():
        table = cash_of(case, str(name), {}).table
        if row["capital"] > 0:
            assert table["capital"].sum() == pytest.approx(-1e6 * row["capital"])
            assert table["borrowed"].sum() == pytest.approx(-table["paid back"].sum())


@pytest.mark.parametrize("seed", range(6))
def test_any_set_of_measures_gives_one_case_in_any_order_of_its_changes(case, seed):
    """Changes shuffled one by one, not only measures by name: nothing depends on the order of the tables."""
    chance = random.Random(seed)
    names = [name for name in case.table("measures").index if name != "equeue-karasu"]
    chosen = chance.sample(names, chance.randint(2, 25))
    changes = measure_changes(case, chosen)
    chance.shuffle(changes)
    one, other = apply_changes(case, changes), with_measures(case, chosen)
    for table, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[table])


def test_the_page_of_measures_is_current():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "Remedy: python tools/measures.py"
