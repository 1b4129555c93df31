"""A river fitted to observations of some years and judged on others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault
from aryk.rivers.faults import NoAllocationError
from aryk.rivers.fitting.parameters import Parameter, moved, parameters_of
from aryk.rivers.fitting.search import Tried, search
from aryk.rivers.part import river_carrier, river_part
from aryk.rivers.run import simulate_river
from aryk.rivers.told.observed import fits, observed

Floats = NDArray[np.float64]
SOFT = 3.0
"""Errors beyond this many tolerances are softened (Cauchy's loss), so that one wild reading does not rule a fit."""
NEAR_BOUND = 0.02
"""A parameter this near to a bound, as share of its range, stands at it."""
BANDS = 20
"""At most so many sets are run to tell the band of what fits equally well."""


@dataclass(frozen=True)
class RiverFit:
    """Numbers fitted to observations, how well, and what fits equally well.

    Attributes
    ----------
    train, test
        Scenarios that were fitted to, and that were not.
    tried
        All sets that were tried; the first are the numbers as they stand.
    observations
        Each observation by scenario: observed, before, after, and the band of sets that fit equally well.
    fits
        NSE, KGE and bias of each kind of observation by scenario, before and after.
    """

    train: tuple[str, ...]
    test: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    tried: Tried = field(repr=False)
    tolerance: float
    seed: int
    observations: pd.DataFrame = field(repr=False)
    fits: pd.DataFrame = field(repr=False)

    def ranges(self) -> pd.DataFrame:
        """Each parameter: bounds, start, best, the range of sets that fit equally well, and what to think of it.

        `says` is `at its bound` where the best stands there, `not told` where sets over four fifths of the bounds
        fit equally well, else `told`.
        """
        good = self.tried.sets[self.tried.equally_good(self.tolerance)]
        rows = []
        for place, each in enumerate(self.parameters):
            best, low, high = float(self.tried.best[place]), float(good[:, place].min()), float(good[:, place].max())
            whole = each.high - each.low
            at_bound = min(best - each.low, each.high - best) <= NEAR_BOUND * whole
            says = "at its bound" if at_bound else "not told" if high - low >= 0.8 * whole else "told"
            rows.append((each.name, each.title, each.low, each.high, each.start, best, low, high, says))
        columns = ["parameter", "title", "low", "high", "start", "best", "good_low", "good_high", "says"]
        return pd.DataFrame(rows, columns=columns)

    def changes(self) -> pd.DataFrame:
        """The best numbers as rows of `scenario_changes`, for a scenario called fitted."""
        rows = [
            {
                "scenario": "fitted",
                "table": each.table,
                "row": each.row,
                "group": each.group,
                "column": each.column,
                "operation": each.operation,
                "value": f"{value:.4g}",
                "reference": "",
                "basis": "assumed",
                "note": f"{each.name}: fitted to {' '.join(self.train)}; begins at {each.start:g}, "
                f"bounds {each.low:g} to {each.high:g}"
                + (f"; an input of {each.scenario} alone" if each.scenario else ""),
            }
            for each, value in zip(self.parameters, self.tried.best, strict=True)
        ]
        return pd.DataFrame(rows)

    def dots(self) -> pd.DataFrame:
        """Every set that was tried, its misfit, and whether it fits as well as the best: a dotty plot as a table."""
        frame = pd.DataFrame(self.tried.sets, columns=[each.name for each in self.parameters])
        return frame.assign(misfit=self.tried.misfits, good=self.tried.equally_good(self.tolerance))


def misfit_of(scaled: Floats, moved_by: Floats) -> float:
    """Mean softened square of errors, each in parts of its tolerance, and of how far numbers are from their start.

    A number is held to lie at its start with a spread of half its range, as an observation lies at its value with
    its tolerance: it is moved only as far as what was observed asks for it.

    Parameters
    ----------
    scaled
        Errors in parts of their tolerance, shape (n,).
    moved_by
        Distance of each number from its start in half ranges, shape (k,).

    Examples
    --------
    >>> import numpy as np
    >>> misfit_of(np.zeros(3), np.zeros(2)), misfit_of(np.zeros(4), np.array([1.0, 1.0]))
    (0.0, 0.5)
    """
    return float((SOFT**2 * np.log1p((scaled / SOFT) ** 2)).sum() + (moved_by**2).sum()) / len(scaled)


def fit_cases(
    cases: Mapping[str, Case],
    train: Sequence[str],
    test: Sequence[str] = (),
    *,
    groups: Sequence[str] = (),
    step: str | None = None,
    only: Sequence[str] = (),
    trials: int = 400,
    seed: int = 1,
    tolerance: float = 0.2,
    progress: Callable[[str], None] | None = None,
) -> RiverFit:
    """Fit the weak numbers of a river to what was observed in some scenarios, and hold the fit against others.

    The misfit is the mean of softened squares of errors in parts of their tolerance (Cauchy's loss), and of the
    distance of numbers from where they began: see `misfit_of`. Sets whose misfit is within `tolerance` of the least
    fit equally well, in the sense of Beven and Binley (Hydrological Processes 6, 1992): nothing tells them apart.

    Parameters
    ----------
    cases
        The case under each scenario, by name.
    groups, step
        See `aryk.rivers.part.river_part`.
    only
        Parameters to move; none: all of `fit_parameters`.
    trials
        Runs of each training scenario, about.

    Raises
    ------
    CaseError
        If nothing may be moved, or nothing was observed in a training scenario.
    """
    parts = {name: river_part(case, river_carrier(case), groups, step) for name, case in cases.items()}
    parameters = parameters_of(parts[train[0]], train, only)
    low, high, start = (np.array([getattr(each, end) for each in parameters]) for end in ("low", "high", "start"))
    asked = 0

    def seen(name: str, values: Floats) -> pd.DataFrame:
        return observed(parts[name], simulate_river(moved(parts[name], name, parameters, values), threads=1))

    _refuse_unseen({name: (parts[name], seen(name, start)) for name in train})

    def misfit(values: Floats) -> float:
        nonlocal asked
        asked += 1
        try:
            errors = np.concatenate([seen(name, values)["scaled"].to_numpy(float) for name in train])
            found = misfit_of(errors, (values - start) / (0.5 * (high - low)))
        except NoAllocationError:
            found = float("inf")
        if progress is not None and asked % 20 == 0:
            progress(f"{asked} of {trials} trials")
        return found

    tried = search(misfit, low, high, start, trials, seed)
    good = np.flatnonzero(tried.equally_good(tolerance))
    chosen = tried.sets[good[np.argsort(tried.misfits[good], kind="stable")]]
    chosen = chosen[np.unique(np.linspace(0, len(chosen) - 1, min(len(chosen), BANDS)).round().astype(int))]
    tables, measures = [], []
    for name in (*train, *test):
        before, after = seen(name, start), seen(name, tried.best)
        band = np.array([seen(name, values)["run"].to_numpy(float) for values in chosen])
        judged = after.rename(columns={"run": "after"}).drop(columns="scaled")
        judged.insert(judged.columns.get_loc("after"), "before", before["run"])
        judged = judged.assign(good_low=band.min(axis=0), good_high=band.max(axis=0))
        tables.append(judged.assign(scenario=name, part="train" if name in train else "test"))
        measures += [
            fits(table).assign(scenario=name, part="train" if name in train else "test", numbers=numbers)
            for numbers, table in (("before", before), ("after", after))
        ]
    return RiverFit(
        tuple(train),
        tuple(test),
        parameters,
        tried,
        tolerance,
        seed,
        pd.concat(tables, ignore_index=True),
        pd.concat(measures, ignore_index=True),
    )


def _refuse_unseen(given: Mapping[str, tuple[Case, pd.DataFrame]]) -> None:
    """A year without observations cannot be fitted to."""
    faults = []
    for name, (case, seen) in given.items():
        if not len(seen):
            start, end = (str(case.settings[each]) for each in ("start", "end"))
            what = f"nothing that the river tells was observed from {start} to {end} (scenario {name})"
            remedy = "write what was observed, with indicators whose terms are all in the river"
            faults.append(Fault("observations.csv", 0, "start", what, "no row", "at least one row", remedy))
    if faults:
        raise CaseError(faults)
