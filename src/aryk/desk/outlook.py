"""What may flow in: an expected hydrograph, what today's deviation leaves of itself, and how far years spread.

Flows are read as scores of the normal distribution on the quantile curves that a case knows: Q_k(z) is straight in
log Q between the curves of dekad k. With z_k the score of the expected flow, d the deviation of the score seen in the
last dekad, and r the persistence (lag-one autoregression of the scores, Box and Jenkins 1970; of river flow by season
Thomas and Fiering 1962),

    score of member p in dekad k = z_k + r^k d + q(p) sqrt(1 - r^(2k)),    k = 1, 2, ...

with q(p) the normal quantile. A member keeps its p through all dekads and rivers: wet everywhere or dry everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from aryk.case.case import Case
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.timeline import sample_file, timeline
from aryk.desk.dekads import dekad_before

Floats = NDArray[np.float64]
MEMBERS = 21
"""Members of an ensemble of quantiles; its middle one is the expectation."""
SCENARIO, NORM = "scenario", "norm"
DEKAD = "dekad"
NOTHING = 1e-6
"""Flows below this are none, in the rate unit."""
FARTHEST = 3.5
"""Scores are kept within this many standard deviations."""


@dataclass(frozen=True)
class Source:
    """How an outlook came about.

    Attributes
    ----------
    expected
        `scenario`, `norm`, the name of an outlook, or of a file.
    seen
        Whether flows of the last dekad moved it.
    spread
        `quantiles` of the curves of the case, `years` that were seen, `members` or `shares` of a file, or `none`.
    count
        Number of members.
    """

    expected: str
    seen: bool
    spread: str
    count: int

    @property
    def words(self) -> str:
        """The source in a sentence."""
        base = {SCENARIO: "inflows of the scenario", NORM: "the norm"}.get(self.expected, f"as in {self.expected}")
        last = ", from the flows seen in the last dekad" if self.seen else ""
        how = {
            "quantiles": f"{self.count} members by the quantiles of years",
            "years": f"{self.count} years that were seen",
            "members": f"{self.count} members of the file",
            "shares": f"{self.count} members by the quantiles of the file",
            "none": "no spread is known",
        }
        return f"{base}{last}; {how[self.spread]}"


@dataclass(frozen=True)
class Outlook:
    """Inflows of the coming dekads.

    Attributes
    ----------
    source
        What is expected, and how the members came about.
    supplies
        Names, in the order of the arrays.
    expected
        Shape (supplies, dekads), in the rate unit.
    members
        Shape (members, supplies, dekads); equally likely; none where the case knows no spread.
    """

    source: Source
    supplies: tuple[str, ...]
    expected: Floats
    members: Floats


@dataclass(frozen=True)
class Curves:
    """Quantile curves of one supply: scores of shape (q,), log flows of shape (q, dekads)."""

    scores: Floats
    logs: Floats
    persistence: float

    def flow(self, score: Floats) -> Floats:
        """Q_k(z), shape (dekads,); beyond the outer curves their slope goes on."""
        score = np.clip(score, -FARTHEST, FARTHEST)
        place = np.clip(np.searchsorted(self.scores, score) - 1, 0, max(len(self.scores) - 2, 0))
        dekads = np.arange(self.logs.shape[1])
        if len(self.scores) == 1:
            values = np.exp(self.logs[0])
        else:
            low, high = self.scores[place], self.scores[place + 1]
            one, other = self.logs[place, dekads], self.logs[place + 1, dekads]
            values = np.exp(one + (score - low) / (high - low) * (other - one))
        return np.where(values <= NOTHING, 0.0, values)

    def score(self, flow: Floats) -> Floats:
        """The inverse of `flow`, shape (dekads,); 0 where the curves do not differ."""
        logs = np.log(np.maximum(flow, NOTHING))
        scores = np.zeros(len(logs))
        for k, value in enumerate(logs):
            own = self.logs[:, k]
            if len(own) > 1 and own[-1] - own[0] > 1e-9:
                place = int(np.clip(np.searchsorted(own, value) - 1, 0, len(own) - 2))
                while own[place + 1] - own[place] <= 1e-12:
                    place += 1 if place + 2 < len(own) else -1
                part = (value - own[place]) / (own[place + 1] - own[place])
                scores[k] = self.scores[place] + part * (self.scores[place + 1] - self.scores[place])
        return np.clip(scores, -FARTHEST, FARTHEST)


def outlook(
    case: Case,
    day: str,
    *,
    expected: str = SCENARIO,
    seen: Mapping[str, float] | None = None,
    written: Mapping[str, Floats] | None = None,
    source: str = "",
) -> Outlook:
    """What may flow in from a day to the end of the horizon of a case.

    Parameters
    ----------
    case
        The river part under its scenario.
    day
        First day of the first dekad.
    expected
        `scenario`: the hydrographs of the case as it is; `norm`: the middle quantile; or the name of an outlook.
    seen
        Mean flow of supplies in the dekad before.
    written
        Expected flows by supply that take the place of others, shape (dekads,), NaN where nothing is written.
    source
        Where they are written.

    Raises
    ------
    CaseError
        If there is no outlook of this name, or a file does not cover the horizon.
    """
    known = case.table("outlooks")
    if expected not in (SCENARIO, NORM, *known.index):
        names = [SCENARIO, NORM, *map(str, known.index)]
        what, remedy = "there is no outlook of this name", nearest(expected, names) or "name one of them, or a file"
        raise CaseError([Fault("outlooks.csv", 0, "outlook", what, expected, quoted(names), remedy)])
    dekads = Dekads(case, day)
    names = supplies_of(case)
    curves = [dekads.curves(name) for name in names]
    hoped = np.stack([dekads.expected(name, expected, own) for name, own in zip(names, curves, strict=True)])
    for place, name in enumerate(names):
        own = (written or {}).get(name)
        if own is not None:
            hoped[place, 1:] = np.where(np.isnan(own), hoped[place, 1:], own)
    central, spread = hoped[:, 1:].copy(), np.repeat(hoped[None, :, 1:], MEMBERS, axis=0)
    for place, (name, curve) in enumerate(zip(names, curves, strict=True)):
        if curve is not None:
            # a forecast that was written knows already what was seen
            was = None if (written or {}).get(name) is not None else (seen or {}).get(name)
            central[place], spread[:, place] = _spread(curve, hoped[place], was)
    quantiles = any(curve is not None for curve in curves)
    years = [str(name) for name in known.index if not np.isnan(known.at[name, "year"])]
    if not quantiles:
        of_years = [[dekads.expected(name, year, None)[1:] for name in names] for year in years]
        spread = np.array(of_years).reshape(len(years), *central.shape)
    kind = "quantiles" if quantiles else "years" if years else "none"
    return Outlook(Source(source or expected, bool(seen), kind, len(spread)), tuple(names), central, spread)


def _spread(curve: Curves, hoped: Floats, seen: float | None) -> tuple[Floats, Floats]:
    """The expected flow and the members of a supply; `hoped` begins with the dekad before, the results do not."""
    base = curve.score(hoped)
    gap = 0.0 if seen is None else float(curve.score(np.full(len(hoped), seen))[0] - base[0])
    steps = np.arange(1, len(hoped))
    later = Curves(curve.scores, curve.logs[:, 1:], curve.persistence)
    middle = base[1:] + gap * curve.persistence**steps
    wide = np.sqrt(1.0 - curve.persistence ** (2.0 * steps))
    expected = later.flow(middle) if gap else hoped[1:]
    chances = (np.arange(MEMBERS) + 0.5) / MEMBERS
    return expected, np.stack([_shifted(later, middle, ndtri(chance) * wide, expected) for chance in chances])


def _shifted(curve: Curves, score: Floats, by: Floats, central: Floats) -> Floats:
    """The flow that lies `by` scores from the expected one: in proportion, so that it may lie off the curves itself."""
    own = curve.flow(score)
    moved = curve.flow(np.clip(score, -FARTHEST, FARTHEST) + by)
    ratio = np.where(own > 0, moved / np.where(own > 0, own, 1.0), 1.0)
    return np.where(own > 0, central * ratio, moved)


def supplies_of(case: Case) -> list[str]:
    """Supplies of a river whose inflow is given, in the order of their table."""
    rows = case.table("supplies")
    return [str(name) for name in rows.index[rows["kind"] == "given"]]


class Dekads:
    """Series of a case over the dekad before a day and all dekads from it on."""

    def __init__(self, case: Case, day: str) -> None:
        self.case, self.day = case, day
        settings = case.tables["case"].assign(chronology="full")
        self.line = timeline(case.with_tables({"case": settings.assign(start=day)}))
        self.longer = timeline(case.with_tables({"case": settings.assign(start=dekad_before(day))}))
        self.terms = case.table("outlook_terms")

    def series(self, name: str) -> Floats:
        """Values of a series, shape (1 + dekads,); where a file begins later, the first value stands twice."""
        try:
            return self.longer.values(name, DEKAD)
        except CaseError:
            values = self.line.values(name, DEKAD)
            return np.concatenate([values[:1], values])

    def expected(self, supply: str, outlook: str, curves: Curves | None) -> Floats:
        """The flow of a supply in the scenario, in the norm or under an outlook."""
        if outlook == NORM and curves is not None:
            return curves.flow(np.zeros(curves.logs.shape[1]))
        own = self.terms[(self.terms["outlook"] == outlook) & (self.terms["supply"] == supply)]
        if len(own):
            return self._of_term(own.iloc[0])
        row = self.case.table("supplies").loc[supply]
        factor = self.series(str(row["available"])) if row["available"] else np.ones(self._count)
        return np.asarray(float(row["capacity"]) * factor)

    def curves(self, supply: str) -> Curves | None:
        """The quantile curves of a supply; None where the case has none."""
        quantiles = self.case.table("outlooks")["quantile"].dropna().sort_values()
        own = self.terms[(self.terms["supply"] == supply) & self.terms["outlook"].isin(quantiles.index)]
        if not len(own):
            return None
        own = own.set_index("outlook", drop=False).loc[
            [name for name in quantiles.index if name in set(own["outlook"])]
        ]
        shares = quantiles.loc[own.index].to_numpy(dtype=float)
        middle = own.iloc[int(np.argmin(np.abs(shares - 0.5)))]
        logs = np.log(np.maximum(np.stack([self._of_term(row) for _, row in own.iterrows()]), NOTHING))
        return Curves(ndtri(shares), np.maximum.accumulate(logs, axis=0), float(middle["persistence"]))

    @property
    def _count(self) -> int:
        return 1 + len(self.line.calendar.clocks[DEKAD])

    def _of_term(self, term: pd.Series) -> Floats:
        year = self.case.table("outlooks").at[term["outlook"], "year"]
        name = str(term["series"])
        values = self.series(name) if np.isnan(year) else self._of_year(name, int(year))
        return np.asarray(float(term["factor"]) * values)

    def _of_year(self, name: str, year: int) -> Floats:
        """Values of a dated file, read as if the day lay in another year."""
        clock = self.longer.calendar.clocks[DEKAD]
        shift = pd.DateOffset(years=year - pd.Timestamp(self.day).year)
        finish = clock.start + pd.to_timedelta(clock.hours, unit="h")
        begin, end = (
            pd.DatetimeIndex([each + shift for each in times]).to_numpy().astype("datetime64[s]")
            for times in (clock.start, finish)
        )
        return sample_file(self.case, name, begin, end)
