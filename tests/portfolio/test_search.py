"""The best portfolio is the one that planning every set would find, and no bound is ever passed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aryk.case.case import typed_frame
from aryk.case.schema import TABLES
from aryk.measures.choice import with_choice
from aryk.planning.plan import plan
from aryk.portfolio.budgets import Budget, affordable
from aryk.portfolio.candidates import candidates_of
from tests.conftest import write_small_case
from tests.portfolio.grids import GRID, ROADS, bounds_hold, enumerated, may_stand, nearly, searched

UNITS = """
== case
case,title,money,money_year,start,end,interest
small,Small,USD,2024,2024-01-01,2024-01-01,0.05
== nodes
node,carrier,party
a,power,A
== supplies
supply,node,capacity,cost,active
big,a,100,10,
small,a,40,30,
sun,a,20,1,no
wind,a,30,2,no
== demands
demand,node,level,tiers
da,a,60,t
== tiers
tiers,tier,share,value
t,1,1,500
== plants
table,row,minimum_load,start_cost,running_cost,commitment
supplies,big,0.5,5000,100,yes
== measures
measure,party,capital,upkeep,life
sun,A,0.4,0,20
wind,A,0.7,0,20
more,A,0.2,0,20
== measure_changes
measure,table,row,column,operation,value
sun,supplies,sun,active,set,yes
wind,supplies,wind,active,set,yes
more,supplies,small,capacity,add,30
"""


@pytest.mark.parametrize("words", [["0.9e6"], ["A=0.8e6", "B=0.5e6"], ["0"]])
def test_best_of_twelve_is_that_of_enumeration(small, words):
    search = searched(small(GRID), words)
    found, costs = search.best(), enumerated(search)
    assert nearly(found.net, min(costs.values()))
    assert found.chosen in costs
    assert nearly(costs[found.chosen], found.net)
    assert found.gap <= search.rounding
    assert bounds_hold(search, costs)
    assert len(search.trials) < max(3, len(costs) / 4)


def test_halves_that_bring_nothing_apart_are_built_together(small):
    search = searched(small(ROADS), ["2.1e6"])
    found, costs = search.best(), enumerated(search)
    assert found.chosen == {"road-west", "road-east"}
    assert costs[frozenset({"road-west"})] > costs[frozenset()]
    assert nearly(found.net, min(costs.values()))
    assert bounds_hold(search, costs)


def test_plants_that_are_on_or_off_are_bounded_by_their_relaxation(small):
    search = searched(small(UNITS), ["1e6"])
    found, costs = search.best(), enumerated(search)
    assert np.isclose(found.net, min(costs.values()), rtol=1e-6)
    assert bounds_hold(search, costs)


def test_choice_is_that_of_a_mixed_integer_plan(small):
    case = small(GRID)
    names = ["sun", "wind", "hydro", "ac", "bc-more"]
    chosen = with_choice(case, names)
    capital = case.table("measures")["capital"]
    tables = {
        "expansions": chosen.tables["expansions"].assign(unit=1.0),
        "limits": pd.concat(
            [
                chosen.tables["limits"],
                typed_frame(
                    TABLES["limits"],
                    [{"limit": "budget", "sense": "at-most", "value": 2.9, "quantity": "size"}],
                ),
            ],
            ignore_index=True,
        ),
        "limit_terms": typed_frame(
            TABLES["limit_terms"],
            [
                {
                    "limit": "budget",
                    "table": "expansions",
                    "row": name,
                    "quantity": "size",
                    "coefficient": float(capital[name]),
                }
                for name in names
            ],
        ),
    }
    whole = plan(chosen.with_tables(tables))
    built = {name for name in names if whole.results.find("expansions", name, "size")[1][0] > 0.5}
    from aryk.portfolio.budgets import asked_budgets
    from aryk.portfolio.search import Search
    from aryk.portfolio.workshop import Workshop

    search = Search(Workshop(case, names), candidates_of(case, names), asked_budgets(case, ["2.9e6"]))
    found = search.best()
    assert nearly(found.net, whole.objective)
    assert found.chosen == built


def test_budgets_of_years_hold_works_in_line(small):
    search = searched(small(GRID), ["2025=0.5e6", "2026=0.6e6"])
    found = search.best()
    costs = enumerated(search, may_stand_in_years)
    assert nearly(found.net, min(costs.values()))
    own = {each.name: each for each in search.choice.candidates}
    for year, most in ((2025, 0.5e6), (2026, 0.6e6)):
        spent = sum(
            own[name].capital / own[name].works
            for name, begin in found.begin.items()
            if begin <= year < begin + own[name].works
        )
        assert spent <= most * (1 + 1e-6)


def test_what_needs_a_measure_that_takes_too_long_is_left_out_with_it(small):
    """The budgets name two years; works of the link last three, and what needs it cannot stand without it."""
    case = small(GRID)
    measures = case.tables["measures"].copy()
    first, second, third = measures["measure"].iloc[:3]
    measures.loc[0, "lead_time"] = 3.0
    measures.loc[1, "needs"], measures.loc[2, "needs"] = first, f"{first} {second}"
    choice = affordable(
        candidates_of(case.with_tables({"measures": measures})), [Budget(1e9, year=2025), Budget(1e9, year=2026)]
    )
    assert not {first, second, third} & {each.name for each in choice.candidates}
    assert "works last 3 years" in choice.left_out[first]
    assert choice.left_out[second] == f"needs {first}, left out too"
    names = {each.name for each in choice.candidates}
    assert all(each.needs <= names for each in choice.candidates)


def may_stand_in_years(search, chosen):
    """By trying every order of starts in two years."""
    from itertools import product

    own = {each.name: each for each in search.choice.candidates}
    if not search.choice.allows(chosen):
        return False
    names = sorted(chosen)
    for begins in product((2025, 2026), repeat=len(names)):
        starts = dict(zip(names, begins, strict=True))
        ends = {name: begin + own[name].works for name, begin in starts.items()}
        if any(end > 2027 for end in ends.values()):
            continue
        if any(ends[other] > ends[name] for name in names for other in own[name].needs):
            continue
        kept = all(
            sum(own[name].capital / own[name].works for name in names if starts[name] <= budget.year < ends[name])
            <= budget.amount * (1 + 1e-9)
            for budget in search.master.budgets
        )
        if kept:
            return True
    return False


def test_what_needs_comes_with_it_and_what_excludes_never_does(small):
    search = searched(small(GRID), ["1e9"])
    chosen = search.best().chosen
    assert chosen
    assert not {"saving", "hydro"} <= chosen
    assert not {"ab-much", "ab-more"} <= chosen


MEASURES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                ("supplies", "old", "capacity", "add", (5.0, 30.0)),
                ("supplies", "old", "cost", "set", (20.0, 39.0)),
                ("supplies", "coal", "capacity", "set", (60.0, 120.0)),
                ("supplies", "sun", "active", "set", None),
                ("supplies", "hydro", "active", "set", None),
                ("links", "ab", "capacity", "add", (1.0, 20.0)),
                ("links", "ab", "loss", "set", (0.0, 0.04)),
                ("links", "bc", "capacity", "scale", (1.5, 3.0)),
                ("links", "ac", "active", "set", None),
                ("demands", "dc", "level", "scale", (0.7, 0.95)),
                ("supplies", "peak", "active", "close", None),
            ]
        ),
        st.floats(0, 1),
        st.floats(0.05, 1.0),
        st.sampled_from(["A", "B"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=MEASURES, share=st.floats(0.2, 1.0), capacities=st.tuples(st.floats(5, 90), st.floats(1, 40)))
def test_any_measures_are_chosen_as_by_enumeration(tmp_path_factory, drawn, share, capacities):
    from aryk.case.read import read_case

    measures, changes = ["measure,party,capital,upkeep,life"], ["measure,table,row,column,operation,value"]
    for place, ((table, row, column, operation, span), where, capital, party) in enumerate(drawn):
        measures.append(f"m{place},{party},{capital:.4f},0,20")
        value = "yes" if span is None else f"{span[0] + where * (span[1] - span[0]):.4f}"
        value, operation = ("no", "set") if operation == "close" else (value, operation)
        changes.append(f"m{place},{table},{row},{column},{operation},{value}")
    text = GRID[: GRID.index("== measures")]
    text = text.replace("coal,b,80", f"coal,b,{capacities[0]:.3f}").replace("ab,a,b,5", f"ab,a,b,{capacities[1]:.3f}")
    text += "== measures\n" + "\n".join(measures) + "\n== measure_changes\n" + "\n".join(changes) + "\n"
    case = read_case(write_small_case(tmp_path_factory.mktemp("case"), text))
    total = sum(capital for _, _, capital, _ in drawn) * 1e6
    search = searched(case, [f"{share * total:.0f}"])
    found, costs = search.best(), enumerated(search, may_stand)
    assert nearly(found.net, min(costs.values()))
    assert bounds_hold(search, costs)
