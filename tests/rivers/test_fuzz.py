"""Each allocation of random networks is the optimum that HiGHS finds, step after step from the basis before."""

import numpy as np
import pytest

from tests.rivers.allocation import Steps, ask, network

KINDS = ("plain", "ties", "scales")


def first_disagreement(seed, steps=12):
    """The first step that the judge does not agree with, in words; empty: none."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    rows, columns = int(rng.integers(2, 26)), int(rng.integers(2, 70))
    matrix = network(rng, rows, columns, gains=rng.random() < 0.6, sides=int(rng.integers(0, 1 + rows // 3)))
    asked = Steps(matrix)
    for step in range(steps):
        words = asked.disagreement(ask(rng, asked, kind))
        if words:
            return f"seed {seed}, step {step}, {kind}, {rows} x {columns}: {words}"
    return ""


@pytest.mark.parametrize("block", range(6))
def test_random_networks_are_allotted_like_highs_does(block):
    assert [words for seed in range(20 * block, 20 * block + 20) if (words := first_disagreement(seed))] == []
