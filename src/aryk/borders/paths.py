"""Paths to a target of trade: growth that is needed, trucks that it brings, and where the border binds first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from aryk.borders.from_case import is_away
from aryk.borders.model import BorderError
from aryk.borders.simulate_case import simulate_case
from aryk.borders.trade import Agreement, agree, times_of, trade_of
from aryk.case.case import Case

CLOSE = 0.005
"""Share of the target by which the trade of its year may miss it."""
STEPS = 6
"""Corrections of the growth, at most."""


@dataclass(frozen=True)
class Path:
    """A way from the trade of a year to a target.

    Attributes
    ----------
    target
        Million money, and its year.
    growth_without
        Growth of a year that would reach it if trucks waited as in the base.
    growth
        Growth of a year, waits of the base, that reaches it with the waits that it brings; NaN: none does.
    years
        By year: wished and traded (million money), lost to waiting, trucks a day, mean wait (h), passages that bind.
    groups
        By group: value of the base and of the target year, tonnes and trucks of both, growth of a year as wished and as
        traded.
    steps
        Convergence: year, step, trade, change.
    """

    target: tuple[float, int]
    growth_without: float
    growth: float
    years: pd.DataFrame
    groups: pd.DataFrame
    steps: pd.DataFrame

    @property
    def first_to_bind(self) -> tuple[int, str] | None:
        """The first year in which a passage binds, and which; None: none does."""
        binding = self.years[self.years["binds"] != ""]
        return None if binding.empty else (int(str(binding.index[0])), str(binding["binds"].iloc[0]))


def path_to(
    case: Case,
    statistics: str,
    target: float,
    year: int,
    *,
    base: Case | None = None,
    limit: float = 24.0,
    replications: int = 2,
    seed: int = 1,
    start: str | None = None,
    end: str | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> Path:
    """The path from the trade of the base to a target: all groups grow alike, as buyers and sellers wish it.

    A passage binds where 95 % of its trucks wait longer than `limit` hours at most, so that lines outlast a day.

    Parameters
    ----------
    case
        The border as it would be.
    statistics
        Whose values are followed.
    target, year
        Million money, and when.
    base
        The border with which the trade was seen; None: `case`.

    Raises
    ------
    BorderError
        If the year does not lie after that of the values, or see `agree`.
    """
    groups = trade_of(case, statistics)
    own = groups[~groups["transit"]]
    now, first = float(own["wished"].sum()), int(own["year"].max())
    if year <= first:
        raise BorderError(f"the values of the trade are those of {first}; a target needs a later year, not {year}")
    tell = progress or (lambda stage, words: None)
    tell("base", "waits of the base")
    begun = base or case
    before = times_of(begun, simulate_case(begun, start, end, replications=replications, seed=seed))

    def agreed(factor: float, begin: Agreement | None) -> Agreement:
        return agree(
            case,
            statistics,
            base=base,
            growth=factor,
            before=before,
            begin=begin.times if begin else None,
            replications=replications,
            seed=seed,
            start=start,
            end=end,
            progress=progress,
        )

    plain = (target / now) ** (1.0 / (year - first))
    rate, reached, last = plain, float("nan"), None
    for _ in range(STEPS):
        tell("growth", f"{100 * (rate - 1):.2f} % a year")
        last = agreed(rate ** (year - first), last)
        if abs(last.trade - target) <= CLOSE * target:
            reached = rate
            break
        rate *= (target / last.trade) ** (1.0 / (year - first))
    rows, steps, found = [], [], None
    for each in range(first, year + 1):
        tell("year", str(each))
        found = agreed(rate ** (each - first), found)
        rows.append({"year": each, **_row(found, limit)})
        steps.append(found.steps.reset_index().assign(year=each))
    assert found is not None
    return Path(
        (target, year),
        plain - 1.0,
        reached - 1.0,
        pd.DataFrame(rows).set_index("year"),
        _by_group(groups, agreed(1.0, None), found, year - first),
        pd.concat(steps, ignore_index=True),
    )


def _row(found: Agreement, limit: float) -> dict[str, float | str]:
    own, table = found.groups[~found.groups["transit"]], found.passages
    real = table[[not is_away(str(name)) for name in table.index]]
    binding = real[real["wait p95"] > limit].sort_values("wait p95", ascending=False)
    return {
        "wished": float(own["wished"].sum()),
        "traded": float(own["traded"].sum()),
        "lost": float((own["wished"] - own["traded"]).sum()),
        "trucks a day": float(real["through a day"].sum()),
        "wait": float((real["wait"] * real["through a day"]).sum() / max(real["through a day"].sum(), 1e-9)),
        "steps": float(len(found.steps)),
        "change": float(found.steps["change"].iloc[-1]),
        "binds": " ".join(str(name) for name in binding.index),
    }


def _by_group(groups: pd.DataFrame, base: Agreement, found: Agreement, years: int) -> pd.DataFrame:
    now, then = base.groups, found.groups
    return pd.DataFrame(
        {
            "title": groups["title"].where(groups["title"] != "", groups.index.to_series()),
            "way": groups["way"],
            "transit": groups["transit"],
            "value": groups["wished"],
            "wished": then["wished"],
            "traded": then["traded"],
            "growth wished": (then["wished"] / groups["wished"]) ** (1 / years) - 1,
            "growth traded": (then["traded"] / groups["wished"]) ** (1 / years) - 1,
            "trucks a day": now["trucks a day"],
            "trucks a day then": then["trucks a day"],
        }
    )
