"""Cash of a measure over its years: capital, loans, upkeep and gains of each party; what it is worth.

Works begin in year 0 and last for the lead time, in whole years and at least one; the capital is spent evenly in them.
Use follows, for the years of life, each with the same upkeep and gain. All cash of a year counts at once: its present
value is cash / (1 + r)^year. Prices are those of the money year.

Owners pay a part of their profit to the treasury of their own party: gain less upkeep, interest and an even part of the
capital for each year of life, when losses of years before are made up for. A party is both, so that its own worth does
not depend on it. Who pays nothing for a measure has no profit from it that is taxed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from aryk.case.annuity import length_of_works, paid_back
from aryk.case.case import Case

Floats = NDArray[np.float64]
MILLION = 1e6
WORKS = ("capital", "upkeep", "gain")
"""Kinds of cash of the works themselves, whoever lends for them."""
COLUMNS = ("capital", "borrowed", "interest", "paid back", "upkeep", "gain")
"""Kinds of cash; above 0 is received."""
TAX = "tax"
"""What owners pay to the treasury of their own party: within the party it cancels."""
NOBODY = ""
"""Whose penalties of limits without a party are."""


LARGEST = 250.0
"""Powers of ten to which cash may grow while a rate is looked for."""


class FinanceError(ValueError):
    """A measure of which cost or life is not known, so that its worth cannot be told."""


def present_value(cash: ArrayLike, rate: float) -> float:
    """Worth of yearly cash today.

    Examples
    --------
    >>> round(present_value([-100, 60, 60], 0.1), 4)
    4.1322
    """
    flows = np.asarray(cash, dtype=float)
    return float(flows @ (1 + rate) ** -np.arange(len(flows), dtype=float))


def internal_rate(cash: ArrayLike) -> float:
    """The rate at which cash is worth nothing; NaN where there is none above -1, or more than one.

    There is just one where cash changes sign once (Descartes' rule of signs).

    Examples
    --------
    >>> round(internal_rate([-100, 60, 60]), 6)
    0.130662
    """
    from scipy.optimize import brentq

    flows = np.asarray(cash, dtype=float)
    signs = np.sign(flows[flows != 0])
    if len(signs) < 2 or (np.diff(signs) != 0).sum() != 1:
        return math.nan
    low, high = max(-0.9999, 10.0 ** (-LARGEST / len(flows)) - 1), 1.0
    while present_value(flows, high) * present_value(flows, low) > 0 and high < 1e9:
        high *= 10
    if present_value(flows, high) * present_value(flows, low) > 0:
        return math.nan
    return float(brentq(lambda rate: present_value(flows, rate), low, high, xtol=1e-14))


def payback(cash: ArrayLike, rate: float = 0.0) -> float:
    """Years until cash, discounted by a rate, is back for good; part of a year by proportion, infinite if never.

    Examples
    --------
    >>> payback([-100, 40, 40, 40])
    2.5
    """
    flows = np.asarray(cash, dtype=float)
    sums = np.cumsum(flows * (1 + rate) ** -np.arange(len(flows), dtype=float))
    short = np.flatnonzero(sums < 0)
    if not len(short):
        return 0.0
    last = int(short[-1])
    if last == len(sums) - 1:
        return math.inf
    return last + float(-sums[last] / (sums[last + 1] - sums[last]))


@dataclass(frozen=True)
class Cash:
    """Cash of each party in each year, in the money of the case.

    Attributes
    ----------
    table
        By year and party (rows) and kind (`COLUMNS`, and `TAX` as owners have it); above 0 is received.
    rate
        At which cash is discounted.
    """

    measure: str
    table: pd.DataFrame
    rate: float

    def net(self, party: str | None = None, kinds: Sequence[str] = COLUMNS) -> Floats:
        """Cash of each year, of a party with its treasury or of all, by all kinds but tax or by those named."""
        own = self.table if party is None else self.table.xs(party, level="party", drop_level=False)
        return np.asarray(own[list(kinds)].sum(axis=1).groupby(level="year").sum(), dtype=float)

    def worth(self) -> pd.DataFrame:
        """Present value, internal rate and payback (plain and discounted) of each party, and of all together.

        `before loans` is the internal rate of capital, upkeep and gain alone: cash with loans often changes sign more
        than once, and then has no rate of its own. `after tax` and `treasury` say how the present value lies with the
        owners and with the treasury.
        """
        rows = {}
        for name in [*self.table.index.unique("party"), "all"]:
            whom = None if name == "all" else name
            cash, tax = self.net(whom), present_value(self.net(whom, [TAX]), self.rate)
            rows[name] = {
                "present value": present_value(cash, self.rate),
                "internal rate": internal_rate(cash),
                "before loans": internal_rate(self.net(whom, WORKS)),
                "payback": payback(cash),
                "discounted payback": payback(cash, self.rate),
                "after tax": present_value(cash, self.rate) + tax,
                "treasury": 0.0 - tax,
            }
        return pd.DataFrame.from_dict(rows, orient="index")


def cash_of(case: Case, measure: str, gains: Mapping[str, float], rate: float | None = None) -> Cash:
    """Cash of a measure, or of several together (`one+other`), given what each party gains in a year of use.

    Each is built and kept as it says of itself; use begins when the last of them works and lasts until the first has
    reached its life.

    Parameters
    ----------
    gains
        Money a year for each party; parties that are not named gain nothing.
    rate
        At which cash is discounted; None: the interest of the case.

    Raises
    ------
    FinanceError
        If capital or life of a measure are not known.
    """
    parts = [_Part.of(case, name) for name in measure.split("+")]
    works, end = max(each.works for each in parts), min(each.works + each.life for each in parts)
    years = max(each.years for each in parts)
    found = {}
    for party in [*case.table("parties").index, NOBODY]:
        own = [each.of_party(party, years) for each in parts]
        cash = sum((each[list(COLUMNS)] for each in own[1:]), start=own[0][list(COLUMNS)])
        cash["gain"] = _in_use(years, works, end - works, float(gains.get(party, 0.0)))
        if not (cash != 0).any(axis=None):
            continue
        share = float(case.table("parties")["tax"].get(party, 0.0))
        worn = sum(each["worn"].to_numpy() for each in own)
        profit = cash[["gain", "upkeep", "interest"]].sum(axis=1).to_numpy() - worn
        pays = bool((cash["capital"] != 0).any() or (cash["upkeep"] != 0).any())
        cash[TAX] = -share * taxable(profit) if pays else 0.0
        found[party] = cash
    table = pd.concat(found, names=["party", "year"]).swaplevel().sort_index() if found else _nothing()
    return Cash(measure, table, float(case.settings["interest"]) if rate is None else rate)


def taxable(profit: ArrayLike) -> Floats:
    """Profit of each year that is taxed: what is left of it when losses of years before are made up for.

    Examples
    --------
    >>> taxable([-30, 20, 20, 10]).tolist()
    [0.0, 0.0, 10.0, 10.0]
    """
    sums = np.cumsum(np.asarray(profit, dtype=float))
    best = np.maximum(np.maximum.accumulate(sums), 0.0)
    return np.diff(best, prepend=0.0)


@dataclass(frozen=True)
class _Part:
    """One measure of those that are worth something together."""

    works: int
    life: int
    capital: float
    upkeep: float
    payers: pd.DataFrame

    @classmethod
    def of(cls, case: Case, measure: str) -> _Part:
        row = case.table("measures").loc[measure]
        unknown = [each for each in ("capital", "life") if math.isnan(row[each])]
        if unknown:
            raise FinanceError(f"the worth of {measure} cannot be told. Remedy: write its {' and '.join(unknown)}")
        works = int(length_of_works(row["lead_time"]))
        upkeep = 0.0 if math.isnan(row["upkeep"]) else float(row["upkeep"])
        payers = _payers(case, measure, str(row["party"]))
        return cls(works, math.ceil(row["life"]), row["capital"] * MILLION, upkeep, payers)

    @property
    def years(self) -> int:
        """Years until all is used up and paid back."""
        terms = [0 if math.isnan(each) else math.ceil(each) for each in self.payers["term"]]
        return max(self.works + self.life, 1 + max(terms, default=0))

    def of_party(self, party: str, years: int) -> pd.DataFrame:
        """What a party spends, borrows and pays back; `worn` is its part of the capital, spread over the life."""
        cash = pd.DataFrame(0.0, index=range(years), columns=[*COLUMNS, "worn"])
        if party in self.payers.index:
            pays = self.payers.loc[party]
            spent = np.zeros(years)
            spent[: self.works] = pays["share"] * self.capital / self.works
            cash["capital"] = -spent
            cash["upkeep"] = _in_use(years, self.works, self.life, -pays["share"] * self.upkeep)
            cash["worn"] = _in_use(years, self.works, self.life, pays["share"] * self.capital / self.life)
            for kind, flow in loan(spent * pays["loan"], pays["rate"], pays["grace"], pays["term"]).items():
                cash[kind] = flow
        return cash


def loan(drawn: ArrayLike, rate: float, grace: float, term: float) -> dict[str, Floats]:
    """Cash of a loan: interest on what is owed at the end of the year before; equal parts paid back after the grace.

    At its own rate a loan is worth nothing today.

    Examples
    --------
    >>> flows = loan([100, 0, 0, 0], 0.1, 1, 3)
    >>> [values.tolist() for values in flows.values()]
    [[100.0, 0.0, 0.0, 0.0], [0.0, -10.0, -10.0, -5.0], [0.0, 0.0, -50.0, -50.0]]
    """
    borrowed = np.asarray(drawn, dtype=float)
    interest, back, owed = np.zeros(len(borrowed)), np.zeros(len(borrowed)), 0.0
    if borrowed.any():
        first, last = math.floor(grace) + 1, math.ceil(term)
        first = max(first, int(np.flatnonzero(borrowed)[-1]) + 1)
        last = max(last, first)
        for year in range(len(borrowed)):
            interest[year] = 0.0 - rate * owed
            if first <= year <= last:
                back[year] = -owed / (last - year + 1)
            owed += borrowed[year] + back[year]
    return {"borrowed": borrowed, "interest": interest, "paid back": back}


def yearly_cost(case: Case, measure: str) -> float:
    """Money for each year of use that a measure must gain to be worth nothing more and nothing less.

    Capital paid back over the life with the interest of the works, and upkeep; what is not known counts as 0. A gain of
    so much a year has the present value 0 in `cash_of`, at the interest of the case and without loans.
    """
    row, interest = case.table("measures").loc[measure], float(case.settings["interest"])
    rate = 0.0 if math.isnan(interest) else interest
    capital, life = float(row["capital"]) * MILLION, float(row["life"])
    upkeep = 0.0 if math.isnan(row["upkeep"]) else float(row["upkeep"])
    if math.isnan(capital) or not life > 0:
        return upkeep
    return capital * float(paid_back(rate, math.ceil(life), row["lead_time"])) + upkeep


def shares_of(case: Case, measure: str) -> pd.Series:
    """The share of each party in what a measure costs; without financing the owner bears all."""
    return _payers(case, measure, str(case.table("measures").at[measure, "party"]))["share"]


def _in_use(years: int, works: int, life: int, money: float) -> Floats:
    flow = np.zeros(years)
    flow[works : works + life] = money
    return flow


def _payers(case: Case, measure: str, owner: str) -> pd.DataFrame:
    """Shares and loans of who pays for a measure, by party; without financing the owner pays all."""
    rows = case.table("financing")
    own = rows[rows["measure"] == measure].set_index("party")
    if len(own):
        return own[["share", "loan", "rate", "grace", "term"]]
    one = {"share": 1.0, "loan": 0.0, "rate": 0.0, "grace": 0.0, "term": math.nan}
    return pd.DataFrame([one] if owner else [], index=[owner] if owner else [], columns=list(one))


def _nothing() -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([], names=["year", "party"])
    return pd.DataFrame(columns=[*COLUMNS, TAX], index=index, dtype=float)
