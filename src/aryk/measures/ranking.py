"""Measures side by side: the best first, with what each brings to whom."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from aryk.case.case import Case
from aryk.case.references import values_with_basis
from aryk.measures.finance import MILLION, Cash, present_value
from aryk.measures.together import TOGETHER, needed, title_of

WEAKER = ("", "reported", "computed", "assumed")
"""Bases, the weakest last."""


def ranking(case: Case, found: Sequence[Cash]) -> pd.DataFrame:
    """Measures by their present value for all parties together, the highest first.

    Returns
    -------
    DataFrame
        By measure: title, `needed` (of those that stand together what another of them needs), sector, weakest basis of
        its capital; capital, gain (a year of use), present value of all parties and of each (`present value PARTY`),
        `per million` (present value for each million of present value of capital; NaN without capital), money in
        millions; internal rate, the same `before loans`, payback and discounted payback (years).
    """
    values = values_with_basis(case)
    own = values[(values["table"] == "measures") & (values["column"] == "capital")]
    basis = dict(zip(own["row"], own["basis"], strict=True))
    rows = [_row(case, each, basis) for each in found]
    frame = pd.DataFrame(rows, index=pd.Index([each.measure for each in found], name="measure"))
    return frame.sort_values("present value", ascending=False, kind="stable")


def _row(case: Case, cash: Cash, basis: Mapping[str, str]) -> dict[str, str | float]:
    measures = case.table("measures").loc[cash.measure.split(TOGETHER)]
    worth = cash.worth()
    whole, table = worth.loc["all"], cash.table
    spent = -present_value(cash.net(kinds=["capital"]), cash.rate) if len(table) else 0.0
    gains = cash.net(kinds=["gain"]) if len(table) else [0.0]
    parties = [each for each in case.table("parties").index if each in worth.index]
    return {
        "title": title_of(case, cash.measure),
        "needed": " ".join(needed(case, cash.measure)),
        "sector": str(measures["sector"].iloc[0]),
        "basis": max((basis.get(str(name), "assumed") for name in measures.index), key=WEAKER.index),
        "capital": float(measures["capital"].sum()),
        "gain": max((float(each) for each in gains), key=abs) / MILLION,
        "present value": float(whole["present value"]) / MILLION,
        "per million": float(whole["present value"]) / spent if spent > 0 else math.nan,
        "internal rate": float(whole["internal rate"]),
        "before loans": float(whole["before loans"]),
        "payback": float(whole["payback"]),
        "discounted payback": float(whole["discounted payback"]),
        "treasury": float(whole["treasury"]) / MILLION,
        **{f"present value {party}": float(worth.loc[party, "present value"]) / MILLION for party in parties},
    }


def cash_flows(found: Sequence[Cash]) -> pd.DataFrame:
    """Cash of all measures by measure, year, party and kind, one row for each year and party."""
    parts = {each.measure: each.table for each in found if len(each.table)}
    return pd.concat(parts, names=["measure"]) if parts else pd.DataFrame()
