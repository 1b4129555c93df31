"""Values of water made to fit the river run: each store's values times a factor, chosen in the training years.

Plans price water as those who know the year, and as those who may do what keepers never do. A run that follows these
prices can keep too much or too little. So the values of each store are multiplied by a factor, one store after another,
and the factor that gains most in runs of the training years is kept; a store without a rule is one of the choices
(parameterization, simulation and optimization: Koutsoyiannis and Economou 2003). No test year is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.desk.inflows import with_inflows
from aryk.policies.guide import Guide, tables_of, with_rules, without_end
from aryk.policies.worth import gain
from aryk.policies.years import DEKAD, paths
from aryk.rivers.run import simulate_river

Floats = NDArray[np.float64]
FACTORS = (0.0, 0.5, 2.0)
"""Tried in the first round, beside 1 and no rule at all."""
STEPS = (0.7, 1.4)
"""Times the factor that was kept, tried in the second round."""


def tuned(
    case: Case,
    guides: Mapping[str, Guide],
    years: int = 24,
    seed: int = 1,
    progress: Callable[[str, str], None] | None = None,
) -> dict[str, Guide]:
    """Guides of the same stores with values that gain most in runs of the training years.

    Parameters
    ----------
    case
        The part of a case that is a river, on dekads.
    guides
        What plans of the same years taught (`aryk.policies.guide.learnt`).
    years, seed
        The training years: those of `aryk.policies.years.paths`.

    Returns
    -------
    dict
        Guides by store; a store that is run better without a rule is left out.
    """
    names, rates = paths(case, years, seed)
    flows = {name: rates[:, place] for place, name in enumerate(names)}
    factors: dict[str, float | None] = dict.fromkeys(guides, 1.0)
    best = mean_gain(case, times(guides, factors), flows)
    for turn, name in enumerate([*guides, *guides]):
        if progress is not None:
            progress("tune", f"{name}, {turn + 1} of {2 * len(guides)}")
        kept = factors[name]
        if turn < len(guides):
            tried: list[float | None] = [None, *FACTORS]
        else:
            tried = [] if not kept else [kept * step for step in STEPS]
        for factor in tried:
            found = mean_gain(case, times(guides, {**factors, name: factor}), flows)
            if found > best + 1e-9 * abs(best):
                best, factors[name] = found, factor
    return times(guides, factors)


def times(guides: Mapping[str, Guide], factors: Mapping[str, float | None]) -> dict[str, Guide]:
    """Guides with values and values of zones times a factor; those of which it is None are left out.

    >>> made = times({"lake": Guide("lake", np.ones((36, 5)), np.zeros((36, 2)), np.ones(3))}, {"lake": 2.0})
    >>> float(made["lake"].values.max())
    2.0
    """
    return {
        name: replace(own, values=own.values * factor, zones=own.zones * factor)
        for name, own in guides.items()
        if (factor := factors[name]) is not None
    }


def mean_gain(case: Case, guides: dict[str, Guide], flows: dict[str, Floats]) -> float:
    """Mean gain of runs by the values of guides over years of inflow, of shape (years, dekads) each."""
    ruled = with_rules(case, tables_of(case, guides))
    given, ensemble = with_inflows(without_end(ruled), flows)
    run = simulate_river(given, step=DEKAD, ensemble=ensemble)
    return float(np.mean([gain(run.timeline, member) for member in run.members]))
