"""Money is neither made nor lost: costs of parties sum to the objective, payments to zero, under every rule."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aryk.case.case import typed_frame
from aryk.case.read import read_case
from aryk.case.schema import TABLES
from aryk.planning.accounts import weighted_sum
from aryk.planning.plan import plan
from aryk.sharing.settle import RULES, settle
from tests.conftest import write_small_case
from tests.planning.drawn_cases import drawn_case
from tests.sharing.valleys import THREE

FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
EXACT = 1e-9
PAID = [("links", "wire_0", "flow"), ("supplies", "gas_0", "flow"), ("demands", "fields1_0", "served")]


def with_payments(case, random):
    """The case in which parties pay each other for what runs, in both directions, and a sum each year."""
    rows = [
        {
            "payment": f"p{place}",
            "payer": "AB"[place % 2],
            "payee": "BA"[place % 2],
            "table": table,
            "row": row,
            "quantity": quantity,
            "price": random.uniform(1, 50),
            "fixed": random.uniform(0, 1e4),
        }
        for place, (table, row, quantity) in enumerate(PAID)
    ]
    return case.with_tables({"payments": typed_frame(TABLES["payments"], rows)})


@given(st.integers(0, 10**6))
@FEW
def test_costs_of_parties_sum_to_the_objective_and_payments_to_zero(seed):
    made = plan(with_payments(drawn_case(seed, 3), np.random.default_rng(seed)))
    book = made.accounts
    moved = book.abs().to_numpy().sum()
    assert weighted_sum(made.timeline, book) == pytest.approx(made.objective, abs=EXACT * moved)
    assert book["payments"].sum() == pytest.approx(0, abs=EXACT * book["payments"].abs().sum())
    assert (book["payments"].abs() > 1).sum() >= 2
    alike = book.drop(columns="payments").to_numpy().sum()
    assert book.to_numpy().sum() == pytest.approx(alike, abs=EXACT * moved)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return read_case(write_small_case(tmp_path_factory.mktemp("valleys"), THREE))


def uneven(case, seed):
    """The three valleys with other costs, capacities and values."""
    random = np.random.default_rng(seed)
    frames = {}
    for table, columns in {"supplies": ["capacity", "cost"], "tiers": ["value"], "stores": ["initial"]}.items():
        frame = case.tables[table].copy()
        for column in columns:
            frame[column] *= random.uniform(0.4, 1.3, len(frame))
        frames[table] = frame
    return case.with_tables(frames)


@given(st.integers(0, 10**6), st.lists(st.floats(0.1, 9), min_size=3, max_size=3))
@FEW
def test_under_every_rule_all_is_divided_and_payments_sum_to_zero(three, seed, by):
    parties = dict(zip("ABC", by, strict=True))
    done = settle(uneven(three, seed), shares={"use": parties}, weights=parties)
    moved = done.apart.accounts.abs().to_numpy().sum() + done.together.accounts.abs().to_numpy().sum()
    near = EXACT * moved
    assert done.apart.cost.sum() - done.together.cost.sum() == pytest.approx(done.game.whole, abs=near)
    assert done.gains.sum() == pytest.approx(done.game.whole, abs=near)
    assert set(done.divisions) >= {"shapley", "nash", "by use"}
    assert set(done.divisions) <= {*RULES, "by use"}
    for rule in done.divisions:
        assert done.divisions[rule].sum() == pytest.approx(done.game.whole, abs=near), rule
        paid = done.payments(rule)
        assert paid.sum() == pytest.approx(0, abs=near), rule
        assert (done.gains + paid).loc[list("ABC")].to_numpy() == pytest.approx(
            done.divisions[rule].loc[list("ABC")].to_numpy(), abs=near
        )


def test_who_is_no_player_is_kept_whole(three):
    done = settle(three, ["A", "B"])
    for rule in done.divisions:
        paid = done.payments(rule)
        assert paid.sum() == pytest.approx(0, abs=1e-6)
        assert (done.gains + paid)["C"] == pytest.approx(0, abs=1e-6)
        assert not math.isnan(paid["C"])
    assert isinstance(done.gains, pd.Series)
