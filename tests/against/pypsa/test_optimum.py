"""The plan of an imported network has PyPSA's optimum."""

from __future__ import annotations

import pytest

import aryk
from tests.against.pypsa.compare import imported, solved, written
from tests.against.pypsa.networks import FEATURES

NAMES = sorted(FEATURES)


@pytest.mark.parametrize("name", NAMES)
def test_optimum_of_each_feature_is_that_of_pypsa(name, tmp_path):
    n = FEATURES[name]()
    path = written(n, tmp_path, as_netcdf=NAMES.index(name) % 2 == 0)
    plan = aryk.plan(imported(path))
    assert plan.objective == pytest.approx(solved(n), rel=1e-6)
    assert plan.verify().passed, plan.verify().table().head().to_string()
