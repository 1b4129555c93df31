"""Limits and agreements: kept, or missed by what is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aryk.case.calendar import Floats
from aryk.planning.verify.ledger import Ledger, largest


def check_limits(ledger: Ledger) -> None:
    """The sum of the terms keeps the value in each period of its season, or misses it by what is told."""
    terms = ledger.case.resolve(ledger.case.table("limit_terms"))
    by_limit = dict(list(terms.groupby("limit")))
    for key, row in ledger.case.table("limits").iterrows():
        total, scale = _limit_sum(ledger, row, by_limit.get(key))
        value = row["value"] * ledger.series(row["profile"], row["per"])
        short, over = (ledger.results.find("limits", str(key), each) for each in ("short", "over"))
        for missed, miss in ((short, value - total), (over, total - value)):
            if missed and row["penalty"] > 0:
                ledger.within(
                    "what is missed is no more than the miss",
                    str(key),
                    row["per"],
                    missed[1],
                    0.0,
                    np.maximum(miss, 0.0),
                    scale,
                )
        total = total + (short[1] if short else 0.0) - (over[1] if over else 0.0)
        lower = -np.inf if row["sense"] == "at-most" else value
        upper = np.inf if row["sense"] == "at-least" else value
        held = ledger.calendar.share_of_days(row["per"], ledger.calendar.season(row["from_day"], row["to_day"])) > 0
        outside = np.where(held, np.maximum(np.maximum(lower - total, total - upper), 0.0), 0.0)
        ledger.note(
            "limit kept, or missed as told",
            outside,
            max(scale, largest(value)),
            str(key),
            row["per"],
        )


def _limit_sum(ledger: Ledger, limit: pd.Series, terms: pd.DataFrame | None) -> tuple[Floats, float]:
    per = ledger.calendar.clocks[limit["per"]]
    days = ledger.calendar.season(limit["from_day"], limit["to_day"])
    total, scale = np.zeros(len(per)), 0.0
    for term in terms.itertuples() if terms is not None else ():
        at_end = term.quantity == "end" or limit["quantity"] == "level"
        found = ledger.results.find(term.table, term.row, "level" if term.quantity == "end" else term.quantity)
        if found is None:
            continue
        clock, flow = found
        flow = flow * ledger.series(term.profile, clock) if term.profile else flow
        if term.table == "expansions":
            inside = ledger.calendar.share_of_days(limit["per"], days) > 0
            part = np.where(inside, term.coefficient * flow[0], 0.0)
            total += part
            scale = max(scale, largest(part))
            continue
        time, block = ledger.calendar.clocks[clock], ledger.calendar.blocks(clock, limit["per"])
        if at_end:
            last = np.flatnonzero(np.append(block[1:] != block[:-1], True))
            part = term.coefficient * flow[last]
        else:
            kappa = (
                ledger.case.kappa[ledger.case.carrier_of(term.table)[term.row]]
                if limit["quantity"] == "amount"
                else 1.0
            )
            amount = (
                term.coefficient * kappa * flow * time.hours * time.weight * ledger.calendar.share_of_days(clock, days)
            )
            part = np.bincount(block, weights=amount, minlength=len(per)) / per.weight
        if limit["quantity"] == "rate" and not at_end:
            hours = per.hours * ledger.calendar.share_of_days(limit["per"], days)
            part = np.where(hours > 0, part / np.where(hours > 0, hours, 1.0), 0.0)
        total += part
        scale = max(scale, largest(part), _term_scale(ledger, limit["quantity"], term, float(time.hours.min())))
    return total, scale


def _term_scale(ledger: Ledger, quantity: str, term: Any, step: float) -> float:
    """What the largest flow of the carrier of a term counts in the sum in one step; 0 for what is no flow."""
    carrier = ledger.carriers.get(term.table, {}).get(term.row)
    if quantity == "level" or carrier is None:
        return 0.0
    flow = abs(term.coefficient) * ledger.size[carrier]
    return float(flow * ledger.case.kappa[carrier] * step if quantity == "amount" else flow)
