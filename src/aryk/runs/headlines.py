"""What is watched of a plan: the cost of all, gains of parties, headline indicators; and what of it has slopes."""

from __future__ import annotations

import pandas as pd

from aryk.planning.outcomes import Outcome, limitable
from aryk.planning.plan import Plan
from aryk.results.indicators import Gauge

OBJECTIVE, GAIN_OF = "objective", "gain of "
"""Results that are watched beside headline indicators: the cost of all, and the gain of a party."""
_COUNTED = {"total": "amount", "mean": "rate", "last": "level"}
"""How a limit would count what an indicator of a statistic tells."""


def headlines(made: Plan) -> pd.DataFrame:
    """What is watched: `result`, `title`, `unit` and `value` of the cost of all, each party's gain, each indicator."""
    money = str(made.case.settings["money"])
    rows = [(OBJECTIVE, "Cost less gain of all", money, made.objective)]
    for party, row in made.accounts.iterrows():
        if row.abs().sum() > 0:
            rows.append((f"{GAIN_OF}{party}", f"Net gain of {party}", money, -float(row.sum())))
    table = Gauge(made.timeline, made.results).table()
    for row in table[table["headline"]].to_dict("records"):
        rows.append((row["indicator"], row["title"], row["unit"], row["value"]))
    return pd.DataFrame(rows, columns=["result", "title", "unit", "value"])


def outcomes_of(made: Plan) -> dict[str, Outcome]:
    """The results of a plan that are sums over its flows and contents: headline indicators, and gains of parties."""
    case, results = made.case, headlines(made).set_index("result")["value"]
    terms = case.resolve(case.table("indicator_terms"))
    found: dict[str, Outcome] = {}
    for name, row in case.table("indicators").iterrows():
        own = terms[terms["indicator"] == name][["table", "row", "quantity", "coefficient"]]
        kind = _COUNTED.get(str(row["statistic"]), "")
        if name in results.index and kind and limitable(own):
            season = ("", "") if kind == "level" else (str(row["from_day"]), str(row["to_day"]))
            found[str(name)] = Outcome(own, float(results[name]), kind, season, float(row["scale"]))
    for party in made.accounts.index:
        name = f"{GAIN_OF}{party}"
        if name in results.index and party:
            paid, fixed = _paid(made, str(party))
            found[name] = Outcome(paid, float(results[name]) - fixed, earns=str(party))
    return found


def _paid(made: Plan, party: str) -> tuple[pd.DataFrame, float]:
    """What a party is paid for flows, less what it pays, and what of it is fixed over the horizon."""
    rows = made.case.table("payments")
    sign = (rows["payee"] == party).astype(float) - (rows["payer"] == party).astype(float)
    fixed = float((sign * rows["fixed"].fillna(0.0)).sum()) * made.calendar.years
    terms = made.case.resolve(rows.assign(coefficient=sign * rows["price"])[sign != 0])
    return terms[["table", "row", "quantity", "coefficient"]], fixed
