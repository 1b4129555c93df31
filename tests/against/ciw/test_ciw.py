"""Ciw and Aryk simulate the same border and must tell the same of it, but for chance.

For each stage: trucks an hour, mean wait, share that waits, median and 90 % quantile of the wait, time blocked; of all:
trucks that give up and that are turned away. Means over independent replications are compared by Welch's test. Some 350
comparisons are made with fixed seeds, so 4.5 standard errors are allowed: a right simulation fails one time in 400.
"""

from __future__ import annotations

import numpy as np
import pytest

from aryk.borders.kernel.bins import ERROR
from aryk.borders.quantiles import quantiles
from aryk.borders.simulate import simulate
from tests.against.ciw.judge import ciw_runs
from tests.against.ciw.networks import HOURS, NETWORKS, START

OURS, THEIRS = 100, 12


def our_rows(border):
    rows = []
    stages = len(border.passages[0].stages)
    span = HOURS - START
    for seed in range(OURS):
        run = simulate(border, HOURS, replications=1, seed=seed, start_of_statistics=START, grid=100.0)
        row = []
        for stage in range(stages):
            sums = run.stops[0, :, stage]
            started = sums["started"].sum()
            median, ninth = quantiles(run.stop_bins[:, stage].sum(axis=0), [0.5, 0.9])
            row += [started / span, sums["wait"].sum() / started, sums["delayed"].sum() / started, median, ninth]
            row.append(run.stages[0, stage]["area_blocked"] / span)
        row += [run.flows[name].sum() / span for name in ("gave_up", "turned_away")]
        rows.append(row)
        assert run.little_residual < 1e-9
    return np.array(rows)


@pytest.mark.parametrize("name", NETWORKS)
def test_ciw_tells_the_same(name):
    border = NETWORKS[name]
    ours, theirs = our_rows(border), ciw_runs(border, HOURS, START, range(100, 100 + THEIRS))
    off = ours.mean(axis=0) - theirs.mean(axis=0)
    error = np.sqrt(ours.var(axis=0, ddof=1) / OURS + theirs.var(axis=0, ddof=1) / THEIRS)
    binned = ERROR * np.abs(theirs.mean(axis=0))  # quantiles come from bins
    words = ["trucks", "wait", "delayed", "median", "ninth decile", "blocked"]
    for place, (distance, allowed) in enumerate(zip(off, 4.5 * error + binned * (place_is_quantile(off)), strict=True)):
        what = f"stage {place // 6}: {words[place % 6]}" if place < len(off) - 2 else "lost"
        assert abs(distance) <= allowed + 1e-9, (what, ours.mean(axis=0)[place], theirs.mean(axis=0)[place])


def place_is_quantile(row):
    places = np.arange(len(row))
    return np.isin(places % 6, [3, 4]) & (places < len(row) - 2)


def test_a_wrong_border_is_noticed():
    """The comparison can fail: 8 % more service time is seen."""
    from aryk.borders.distributions import exponential
    from aryk.borders.model import Stage
    from tests.borders.queues import chain

    ours = our_rows(chain(2.4, Stage("a", exponential(1.08), 3)))
    theirs = ciw_runs(NETWORKS["three servers"], HOURS, START, range(100, 100 + THEIRS))
    off = ours.mean(axis=0) - theirs.mean(axis=0)
    error = np.sqrt(ours.var(axis=0, ddof=1) / OURS + theirs.var(axis=0, ddof=1) / THEIRS)
    assert np.max(np.abs(off) / np.maximum(error, 1e-9)) > 4.5
