"""What a river run tells beside flows and contents: limits that were missed, and where accounts stand."""

from __future__ import annotations

import math

import pandas as pd

from aryk.rivers.run import RiverRun

DUST = 1e-6
"""Flows below this are what arithmetic leaves of a zero."""

QUANTITIES = ("entitled", "delivered", "drawn", "lapsed", "forgiven", "renewed", "due", "unpaid", "overdrawn")
"""What a river run tells of an account, as rates."""


def missed_limits(run: RiverRun) -> pd.DataFrame:
    """Limits that were missed: days, worst and total.

    Columns: limit, title, days (in steps whose mean misses it), worst (rate), amount. Limits whose penalty is 0, or set
    by a rule, are left out: missing them is a choice, not a fault.
    """
    case, columns = run.case, ["limit", "title", "days", "worst", "amount"]
    uses = case.table("rule_uses")
    ruled = set(uses["row"][(uses["table"] == "limits") & (uses["column"] == "penalty")])
    limits = case.table("limits")
    kappa = float(case.kappa[str(case.table("nodes")["carrier"].iloc[0])])
    rows = []
    for field in run.results.of("limits", "missed"):
        hours = run.calendar.clocks[field.clock].hours
        for name, values in zip(field.names, field.values, strict=True):
            own = limits.loc[name]
            beyond = values > DUST
            if name in ruled or own["penalty"] == 0 or not beyond.any():
                continue
            days, amount = float(hours[beyond].sum()) / 24.0, float(values @ hours) * kappa
            rows.append((name, own["title"] or name, days, float(values.max()), amount))
    return pd.DataFrame(rows, columns=columns).sort_values("days", ascending=False, ignore_index=True)


def accounts_of(run: RiverRun) -> pd.DataFrame:
    """Each running account: what a side was entitled to and got, what it holds at the end, what was drawn beyond it.

    Columns: account, title, binding, entitled and delivered (the terms below and above 0), drawn (delivered less
    entitled), lapsed (credit that did not go on), forgiven (debt that did not), renewed (given anew), due
    (instalments of a debt) and unpaid (what the entitlement did not cover of them, so that it stays owed), lowest, end,
    overdrawn; amounts in the unit of the carrier, of the season in which the account counts. With rules of debt

        balance at the start + entitled - delivered - lapsed + forgiven + renewed = end
    """
    rows = []
    for name, own in run.case.table("accounts").iterrows():
        found = run.results.find("accounts", str(name), "level")
        if found is None:
            continue
        clock, level = found
        amount = run.calendar.clocks[clock].hours * float(run.case.kappa[own["carrier"]])
        if own["to_day"]:
            season = run.calendar.season(own["from_day"] or "01-01", own["to_day"])
            amount = amount * (run.calendar.share_of_days(clock, season) > 0)
        totals = {}
        for quantity in QUANTITIES:
            flow = run.results.find("accounts", str(name), quantity)
            totals[quantity] = 0.0 if flow is None else float(flow[1] @ amount)
        ends = {"lowest": float(level.min()), "end": float(level[-1])}
        rows.append({"account": name, "title": own["title"] or name, "binding": bool(own["binding"]), **totals, **ends})
    return pd.DataFrame(rows, columns=["account", "title", "binding", *QUANTITIES, "lowest", "end"])


def forced_balances(run: RiverRun) -> dict[str, float]:
    """Amounts by which nodes missed their balance, by node."""
    totals: dict[str, float] = {}
    kappa = float(run.case.kappa[str(run.case.table("nodes")["carrier"].iloc[0])])
    for quantity in ("missing", "surplus"):
        for field in run.results.of("nodes", quantity):
            hours = run.calendar.clocks[field.clock].hours
            for name, value in zip(field.names, field.values @ hours * kappa, strict=True):
                if value > DUST and not math.isnan(value):
                    totals[f"{name} {quantity}"] = float(value)
    return totals
