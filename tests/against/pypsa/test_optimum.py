"""The plan of an imported network has PyPSA's optimum, and its prices where they are unique."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pypsa
import pytest

import aryk
from aryk.case.read import read_case
from aryk.case.write import write_case
from aryk.exchange.pypsa.read import STANDARD_TYPES
from tests.against.pypsa.compare import Optimum, imported, keep, known, prices, quiet, solved, written
from tests.against.pypsa.mixed import mixed
from tests.against.pypsa.networks import FEATURES

NETWORKS = {**FEATURES, **{f"mixed-{seed}": partial(mixed, seed) for seed in range(1, 13)}}
NAMES = sorted(NETWORKS)
LIVE = ("commitment", "meshed-lines", "mixed-13")
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
    if not optimum.kept:
        unique = _unique(case, plan, optimum.prices)
        optimum = Optimum(optimum.objective, unique)
        keep(name, n, optimum)
    own, compared = prices(plan, case), 0
    for bus, values in optimum.prices.items():
        for step, price in enumerate(values):
            if price is not None:
                compared += 1
                assert own[bus][step] == pytest.approx(price, abs=1e-4, rel=1e-6), (bus, step)
    assert compared or not optimum.prices


def _unique(case, plan, found):
    """Prices that do not move when all demands move a little, the others None."""
    if not found:
        return {}
    more, less = (prices(aryk.plan(_with_demands(case, factor)), case) for factor in (1 + TINY, 1 - TINY))
    return {
        bus: [
            price if np.isclose(more[bus][step], less[bus][step], rtol=100 * TINY) else None
            for step, price in enumerate(values)
        ]
        for bus, values in found.items()
        if bus in more
    }


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


@pytest.mark.parametrize("types", ["line_types", "transformer_types"])
def test_standard_types_are_those_of_pypsa(types):
    kept = pd.read_csv(STANDARD_TYPES / f"{types}.csv", index_col=0).drop(columns="reference")
    theirs = getattr(pypsa.Network(), types)
    assert set(kept.index) == set(theirs.index)
    assert np.allclose(kept, theirs.loc[kept.index, kept.columns].astype(float), rtol=1e-12)
