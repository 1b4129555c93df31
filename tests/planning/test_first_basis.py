"""A basis that is put together of windows leads to the optimum of the whole, whatever it is worth."""

from __future__ import annotations

import highspy
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import aryk.planning.plan as planning
from aryk.case.case import Case
from aryk.case.timeline import timeline
from aryk.planning import first_basis, solve, ways
from aryk.planning.assemble import assemble
from aryk.planning.coarse import Grouping, Side, coarse
from aryk.planning.plan import NoPlanError, plan
from aryk.planning.solve import SolverOptionError, load
from tests.planning.random_cases import case_of, cases

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def ring(
    days: int,
    *,
    random: int | None = 1,
    end: float = 400.0,
    budget: float = np.inf,
    sizes: bool = False,
    load: float = 1.0,
    must: bool = False,
    typical: bool = False,
) -> Case:
    """Five nodes in a ring with plants, sun, a battery, a reservoir, a link that takes five hours, and a limit.

    `sizes`: the plan chooses coal plants; `load` multiplies what is wanted; `must`: it has to be served.
    """
    draw = np.random.default_rng(random)
    hours, bounded = np.arange(24 * days), int(np.isfinite(budget))
    noise = draw.uniform(0.8, 1.2, (5, len(hours))) if random is not None else np.ones((5, len(hours)))
    level = (1 + 0.3 * np.sin(2 * np.pi * (hours % 24 - 8) / 24)) if random is not None else np.ones(len(hours))
    sun = np.clip(np.sin(np.pi * (hours % 24 - 6) / 12), 0, 1) if random is not None else np.full(len(hours), 0.4)
    names = [f"n{place}" for place in range(5)]
    series = {f"load-{name}": level * noise[place] for place, name in enumerate(names)} | {"sun": sun}
    cost = draw.uniform(10, 90, (5, 2)) if random is not None else np.arange(10.0).reshape(5, 2) + 20
    case = case_of(
        {
            "case": [
                {
                    "case": "ring",
                    "title": "Ring",
                    "money": "USD",
                    "start": "2023-01-01",
                    "end": str((pd.Timestamp("2023-01-01") + pd.Timedelta(days=days - 1)).date()),
                    "chronology": "typical-days" if typical else "full",
                }
            ],
            "parties": [{"party": "A"}],
            "carriers": [{"carrier": "power", "amount_unit": "MWh", "rate_unit": "MW", "step": "hour"}],
            "nodes": [{"node": name, "carrier": "power", "party": "A"} for name in names],
            "tiers": [{"tiers": "homes", "tier": 1.0, "share": 1.0, "value": 3000.0}],
            "demands": [
                {"demand": name, "node": name, "level": 50.0 * load, "profile": f"load-{name}"}
                | ({} if must else {"tiers": "homes"})
                for name in names
            ],
            "supplies": [
                *(
                    {"supply": f"{kind}-{name}", "node": name, "capacity": 40.0, "cost": float(cost[place, each])}
                    for place, name in enumerate(names)
                    for each, kind in enumerate(("coal", "gas"))
                ),
                {"supply": "sun", "node": "n1", "kind": "curtailable", "capacity": 120.0, "available": "sun"},
            ],
            "stores": [
                {"store": "battery", "node": "n1", "capacity": 60.0, "in_capacity": 20.0, "out_capacity": 20.0}
                | {"in_efficiency": 0.95, "out_efficiency": 0.95, "initial": 0.0},
                {"store": "reservoir", "node": "n3", "capacity": 3000.0, "in_capacity": 0.0, "out_capacity": 30.0}
                | {"initial": 2500.0, "final_minimum": end, "final": "at-least"},
            ],
            "links": [
                {
                    "link": f"l{place}",
                    "from_node": names[place],
                    "to_node": names[(place + 1) % 5],
                    "capacity": 30.0,
                    "capacity_back": 0.0 if place == 2 else 30.0,
                    "lag": 5.0 if place == 2 and random is not None else 0.0,
                }
                for place in range(5)
            ],
            "limits": [{"limit": "coal", "sense": "at-most", "value": budget, "party": "A"}] * bounded,
            "limit_terms": [
                {"limit": "coal", "table": "supplies", "row": f"coal-{name}", "coefficient": 1.0} for name in names
            ]
            * bounded,
            "expansions": [
                {"expansion": name, "party": "A", "maximum": 50.0, "capital": 9e5, "life": 20.0} for name in names
            ]
            * sizes,
            "expansion_terms": [
                {
                    "expansion": name,
                    "table": "supplies",
                    "row": f"coal-{name}",
                    "column": "capacity",
                    "coefficient": 1.0,
                }
                for name in names
            ]
            * sizes,
            "series": [{"series": name, "file": "hours.parquet"} for name in series],
        }
    )
    index = pd.date_range("2023-01-01", periods=len(hours), freq="h", unit="s")
    return Case(case.name, case.tables, case.files, {"hours.parquet": pd.DataFrame(series, index=index)})


@pytest.mark.parametrize("budget", [np.inf, 15_000.0])
@pytest.mark.parametrize("days", [4, 10])
def test_windows_reach_the_optimum_of_simplex(days, budget):
    case = ring(days, budget=budget * days / 10)
    whole, parts = plan(case, solver="simplex"), plan(case, solver="windows")
    assert parts.objective == pytest.approx(whole.objective, rel=1e-9)
    assert parts.verify().passed


def test_most_of_the_work_is_done_in_the_windows():
    case = ring(20)
    assert plan(case, solver="windows").solution.iterations < 0.3 * plan(case, solver="simplex").solution.iterations


@given(cases(chronologies=("full",)))
@SOME
def test_windows_reach_the_optimum_of_random_cases(case):
    line = timeline(case)
    assume(len(line.calendar.clocks[line.calendar.base]) > first_basis.WINDOW + first_basis.AHEAD)
    assert plan(case, solver="windows").objective == pytest.approx(
        plan(case, solver="simplex").objective, rel=1e-8, abs=1e-5
    )


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.25, 100.0]))
@settings(max_examples=10, deadline=None)
def test_a_worthless_basis_costs_time_only(seed, repair):
    case = ring(4)
    matrix = assemble(timeline(case)).program.matrix()
    draw, statuses = np.random.default_rng(seed), [highspy.HighsBasisStatus(place) for place in range(3)]
    basis = highspy.HighsBasis()
    basis.col_status = [statuses[each] for each in draw.integers(0, 3, matrix.shape[1])]
    basis.row_status = [statuses[each] for each in draw.integers(0, 3, matrix.shape[0])]
    basis.valid = basis.alien = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "REPAIR", repair)
        found = solve.solve(load(matrix), basis=basis)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(solve.solve(load(matrix)).objective, rel=1e-9)


def test_a_basis_that_leads_nowhere_is_let_go(monkeypatch):
    case = ring(10)
    expected = plan(case, solver="simplex").objective
    monkeypatch.setattr(solve, "_run_from", lambda highs, *rest: highs.clearSolver() and False)
    assert plan(case, solver="windows").objective == pytest.approx(expected, rel=1e-9)


def test_the_coarse_programme_is_exact_where_all_hours_are_alike():
    case = ring(4, random=None, end=0.0)
    model = assemble(timeline(case))
    matrix = model.program.matrix()
    sides = [
        Side.timed(model.calendar, grids, 24, first_basis.WINDOW)
        for grids in (model.program.columns, model.program.rows)
    ]
    found = coarse(matrix, *sides, Grouping(24, 1))
    assert found is not None
    assert matrix.cost @ found.value + matrix.offset == pytest.approx(plan(case, solver="simplex").objective, rel=1e-9)


def test_a_programme_without_a_plan_is_told_as_always():
    case = ring(5, end=2900.0)
    told = []
    for solver in ("simplex", "windows"):
        with pytest.raises(NoPlanError) as caught:
            plan(case, solver=solver)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_windows_are_refused_where_they_do_not_fit():
    with pytest.raises(SolverOptionError, match="needs full chronology of more than three days"):
        plan(ring(2), solver="windows")


def test_choose_takes_windows_for_large_programmes(monkeypatch):
    asked = []
    monkeypatch.setattr(planning, "first_basis", lambda *given: asked.append(given))
    case = ring(10)
    plan(case)
    assert not asked
    monkeypatch.setattr(ways, "LEAST_COLUMNS", 1_000)
    plan(case)
    assert len(asked) == 1


def test_choose_takes_interior_point_where_sizes_are_chosen(monkeypatch):
    monkeypatch.setattr(ways, "LEAST_COLUMNS", 1_000)
    case = ring(10, sizes=True)
    model = assemble(timeline(case))
    assert ways.way(model.calendar, model.program, model.program.matrix()) == "ipm"
    assert plan(case).objective == pytest.approx(plan(case, solver="simplex").objective, rel=1e-8)
