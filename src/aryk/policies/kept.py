"""How much of what perfect foresight would gain a rule keeps, in years that it did not learn from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from aryk.case.case import Case
from aryk.case.timeline import timeline
from aryk.desk.inflows import with_inflows
from aryk.policies.guide import without_end
from aryk.policies.practice import practised
from aryk.policies.worth import gain
from aryk.policies.years import DEKAD, paths, with_path
from aryk.rivers.run import simulate_river


def kept(
    case: Case,
    ruled: dict[str, Case],
    years: int = 12,
    seed: int = 1001,
    progress: Callable[[str, str], None] | None = None,
) -> pd.DataFrame:
    """Gain of plan, of the run as the case has it, and of runs by rules, in each of many years.

    Parameters
    ----------
    case
        The part of a case that is a river, on dekads.
    ruled
        The same with rules, by name.

    Returns
    -------
    DataFrame
        One row for each year: `plan`, `bound` (the plan that keeps to the practice of the keepers: see
        `aryk.policies.practice`), `without` and one column for each of `ruled`, in money; see `share_kept`.
    """
    from aryk.planning.plan import plan

    names, rates = paths(case, years, seed)
    starts = timeline(case).calendar.clocks[DEKAD].start
    table: dict[str, list[float]] = {"plan": [], "bound": []}
    held = practised(case, simulate_river(case, step=DEKAD))
    for year in range(years):
        if progress is not None:
            progress("compare", f"year {year + 1} of {years}")
        made = plan(with_path(without_end(case), names, rates[year], starts))
        table["plan"].append(gain(made.timeline, made.results))
        bound = plan(with_path(without_end(held), names, rates[year], starts))
        table["bound"].append(gain(made.timeline, bound.results))
    flows = {name: rates[:, place] for place, name in enumerate(names)}
    for name, under in {"without": case, **ruled}.items():
        given, ensemble = with_inflows(without_end(under), flows)
        run = simulate_river(given, step=DEKAD, ensemble=ensemble)
        table[name] = [gain(run.timeline, member) for member in run.members]
    return pd.DataFrame(table, index=pd.RangeIndex(1, years + 1, name="year"))


def share_kept(table: pd.DataFrame, rule: str, of: str = "plan") -> float:
    """(mean of the rule - mean without) / (mean of `of` - mean without); NaN where foresight gains nothing.

    >>> share_kept(pd.DataFrame({"plan": [10.0, 12.0], "without": [0.0, 2.0], "values": [5.0, 9.0]}), "values")
    0.6
    """
    mean = table.mean()
    whole = mean[of] - mean["without"]
    return float((mean[rule] - mean["without"]) / whole) if whole > 1e-9 * (1 + abs(mean[of])) else float(np.nan)
