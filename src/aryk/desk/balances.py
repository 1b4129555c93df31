"""What stands on the running accounts of a river at the desk, and what is withheld for a debt."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.desk.lines import Board
from aryk.desk.state import State
from aryk.results.fields import Results
from aryk.rivers.run import RiverRun

Floats = NDArray[np.float64]
OWING = 1e-6
"""A debt below this amount is what rounding leaves."""
COLUMNS = [
    "account",
    "title",
    "party",
    "binding",
    "balance",
    "entitled now",
    "withheld now",
    "delivered now",
    "lapsed now",
    "balance after",
    "balance at end",
    "chance of debt",
]


def balances_of(desk: Board, run: RiverRun, state: State, amount: Floats) -> pd.DataFrame:
    """One row for each account of which the run keeps a balance.

    Parameters
    ----------
    run
        From the day of the state on; its first member is the expectation.
    amount
        What a rate of 1 makes in each dekad that is shown; shape (dekads,).
    """
    rows = []
    for name, own in desk.case.table("accounts").iterrows():
        found = run.results.find("accounts", str(name), "level")
        if found is None or not len(amount):
            continue
        level = found[1]
        now = {each: _now(run.results, str(name), each, amount[0]) for each in ("entitled", "due", "unpaid", "lapsed")}
        last = [member.find("accounts", str(name), "level") for member in run.members[1:]]
        ends = [each[1][len(amount) - 1] for each in last if each is not None]
        delivered = _now(run.results, str(name), "delivered", amount[0])
        rows.append(
            {
                "account": str(name),
                "title": str(own["title"] or name),
                "party": str(own["party"]),
                "binding": bool(own["binding"]),
                "balance": state.past.balances.get(("accounts", str(name)), _first(own)),
                "entitled now": now["entitled"],
                "withheld now": now["due"] - now["unpaid"],
                "delivered now": delivered,
                "lapsed now": now["lapsed"],
                "balance after": float(level[0]),
                "balance at end": float(level[len(amount) - 1]),
                "chance of debt": float(np.mean(np.array(ends) < -OWING)) if ends else math.nan,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _now(results: Results, name: str, quantity: str, amount: float) -> float:
    found = results.find("accounts", name, quantity)
    return 0.0 if found is None else float(found[1][0] * amount)


def _first(row: pd.Series) -> float:
    """The balance on the first day of the case."""
    for each in ("initial", "capacity"):
        if not math.isnan(row[each]):
            return float(row[each])
    return 0.0
