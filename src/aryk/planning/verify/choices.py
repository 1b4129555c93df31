"""Choices of travellers: the worth of each split is that of the shares in which they went."""

from __future__ import annotations

import numpy as np

from aryk.planning.verify.ledger import Ledger, largest

CLOSE = 1e-7
"""How far tangents may lie below, in parts of the spread for all who choose."""


def check_choices(ledger: Ledger) -> None:
    """The entropy of the shares, link by link from the flows, and what travellers mind of each way."""
    choices, options, links = (
        ledger.case.table("choices"),
        ledger.case.table("choice_options"),
        ledger.case.table("links").index,
    )
    for choice, row in choices.iterrows():
        own = options[(options["choice"] == choice) & options["link"].isin(links)]
        ways = list(own["link"])
        if not ways:
            continue
        found = [ledger.values("links", way, "forward") for way in ways]
        clock, flows = found[0][0], np.maximum(np.array([flow for _, flow in found]), 0.0)
        minded = own["constant"].to_numpy() @ flows
        total = flows.sum(axis=0)
        share = flows / np.where(total > 0, total, 1.0)
        entropy = (flows * np.log(np.where(share > 0, share, 1.0))).sum(axis=0)
        told = sum(ledger.values("choices", f"{choice}/{way}", "split")[1] for way in ways[: max(1, len(ways) - 1)])
        scale = row["spread"] * max(largest(total), 1e-9)
        missed = np.abs(row["spread"] * entropy + minded - told) - CLOSE * len(ways) * scale
        ledger.note("worth of choosing by the shares", np.maximum(missed, 0.0), scale, str(choice), clock)
