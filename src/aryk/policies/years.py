"""Years that a river might have: an autoregression on the quantile curves of a case, or years that were seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from aryk.case.case import Case, typed_frame
from aryk.case.faults import CaseError, Fault
from aryk.case.schema import TABLES
from aryk.desk.outlook import Dekads, supplies_of

Floats = NDArray[np.float64]
DEKAD = "dekad"
FILE = "inflow-of-a-path.csv"


def paths(case: Case, count: int, seed: int = 1) -> tuple[list[str], Floats]:
    """Inflows of years that might come, dekad by dekad.

    z_k = r z_(k-1) + sqrt(1 - r2) e_k with the persistence r of each supply and the same e_k for all (rivers of one
    mountain range), read on the quantile curves of the case (Thomas and Fiering 1962, on normal scores). The first
    scores of the paths are spread evenly over the shares. Of a case with years that were seen, those are taken.

    Parameters
    ----------
    case
        The part of a case that is a river, on dekads.
    count
        Number of paths.

    Returns
    -------
    list of str, ndarray
        Names of supplies; rates of shape (count, supplies, dekads).

    Raises
    ------
    CaseError
        If the case has no outlooks.
    """
    day = str(case.settings["start"])
    dekads, names = Dekads(case, day), supplies_of(case)
    known = case.table("outlooks")
    curves = [dekads.curves(name) for name in names]
    years = [str(name) for name in known.index if not np.isnan(known.at[name, "year"])]
    if years:
        chosen = [years[number % len(years)] for number in range(count)]
        rows = [[dekads.expected(name, year, None)[1:] for name in names] for year in chosen]
        return names, np.array(rows)
    if not any(curve is not None for curve in curves):
        what, remedy = "a rule needs years that differ", "write quantiles or years that were seen into outlooks.csv"
        raise CaseError([Fault("outlooks.csv", 0, "", what, "no outlooks", "quantiles or years", remedy)])
    draws = np.random.default_rng(seed)
    first = ndtri((draws.permutation(count) + draws.uniform(size=count)) / count)
    steps = len(dekads.expected(names[0], "scenario", None))
    shocks = draws.standard_normal((count, steps))
    made = np.zeros((count, len(names), steps - 1))
    for place, (name, curve) in enumerate(zip(names, curves, strict=True)):
        if curve is None:
            made[:, place] = dekads.expected(name, "scenario", None)[1:]
            continue
        wide = np.sqrt(1.0 - curve.persistence**2)
        for path in range(count):
            score = np.zeros(steps)
            score[0] = first[path]
            for k in range(1, steps):
                score[k] = curve.persistence * score[k - 1] + wide * shocks[path, k]
            made[path, place] = curve.flow(score)[1:]
    return names, made


def even(count: int) -> Floats:
    """Shares in the middle of equal parts.

    >>> even(4).tolist()
    [0.125, 0.375, 0.625, 0.875]
    """
    return np.asarray((np.arange(count) + 0.5) / count)


def with_path(case: Case, names: list[str], rates: Floats, starts: pd.DatetimeIndex) -> Case:
    """The case with one path of inflows as series of a file, so that plans and runs read the same.

    Parameters
    ----------
    rates
        Shape (supplies, dekads).
    """
    titles = [f"path-of-{name}" for name in names]
    held = pd.DataFrame(dict(zip(titles, rates, strict=True)), index=starts.rename("time"))
    supplies = case.tables["supplies"].copy()
    for name, title in zip(names, titles, strict=True):
        here = (supplies["supply"] == name).to_numpy()
        supplies.loc[here, "capacity"] = 1.0
        supplies.loc[here, "available"] = title
    added = typed_frame(TABLES["series"], [{"series": title, "file": FILE} for title in titles])
    series = pd.concat([case.tables["series"], added], ignore_index=True)
    changed = case.with_tables({"supplies": supplies, "series": series})
    object.__setattr__(changed, "series_files", {**case.series_files, FILE: held})
    return changed
