"""The plan of an imported network has PyPSA's optimum, and its prices where they are unique."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

import aryk
from aryk.case.read import read_case
from aryk.case.write import write_case
from tests.against.pypsa.compare import imported, known, prices, quiet, solved, written
from tests.against.pypsa.mixed import mixed
from tests.against.pypsa.networks import FEATURES

NETWORKS = {**FEATURES, **{f"mixed-{seed}": partial(mixed, seed) for seed in range(1, 13)}}
NAMES = sorted(NETWORKS)
LIVE = ("commitment", "meshed-lines", "mixed-13", "stores-in-periods")
TINY = 1e-5


def built(name: str):
    with quiet():
        return mixed(int(name.split("-")[1])) if name.startswith("mixed-") else FEATURES[name]()


@pytest.mark.parametrize("name", NAMES)
def test_optimum_and_prices_are_those_of_pypsa(name, tmp_path):
    n = built(name)
    case = imported(written(n, tmp_path, as_netcdf=NAMES.index(name) % 2 == 0))
    plan, optimum = aryk.plan(case), known(name, n)
    assert plan.objective == pytest.approx(optimum.objective, rel=1e-6)
    assert plan.verify().passed, plan.verify().table().head().to_string()
    if optimum.prices:
        compared = _same_prices(case, plan, optimum.prices)
        assert compared > 0


def _same_prices(case, plan, expected) -> int:
    """Compare prices that do not move when all demands move a little; how many there were."""
    own = prices(plan, case)
    more, less = (prices(aryk.plan(_with_demands(case, factor)), case) for factor in (1 + TINY, 1 - TINY))
    compared = 0
    for bus, price in own.items():
        unique = np.isclose(more[bus], less[bus], rtol=100 * TINY) if bus in expected else np.zeros(0, dtype=bool)
        if unique.any():
            assert price[unique] == pytest.approx(np.array(expected[bus])[unique], abs=1e-4, rel=1e-6), bus
            compared += int(unique.sum())
    return compared


def _with_demands(case, factor):
    demands = case.tables["demands"].copy()
    demands["level"] *= factor
    return case.with_tables({"demands": demands})


@pytest.mark.parametrize("name", LIVE)
def test_what_is_kept_of_pypsa_is_what_pypsa_finds(name, tmp_path):
    n = built(name)
    case = imported(written(n, tmp_path, as_netcdf=True))
    kept = known(name, n) if name in NAMES else None
    fresh = solved(n)
    assert aryk.plan(case).objective == pytest.approx(fresh.objective, rel=1e-6)
    if kept is not None:
        assert kept.objective == pytest.approx(fresh.objective, rel=1e-9)


@pytest.mark.parametrize("name", ["angle-limits", "inflow-and-spill", "strange-names", "growth", "weightings"])
def test_a_case_from_pypsa_keeps_its_optimum_on_disk(name, tmp_path):
    case = imported(written(built(name), tmp_path, as_netcdf=True))
    write_case(case, tmp_path / "case")
    assert aryk.plan(read_case(tmp_path / "case")).objective == pytest.approx(aryk.plan(case).objective, rel=1e-12)
