"""Losses of links with resistance: on the tangents of the square of their flow, where more loss would cost."""

from __future__ import annotations

from typing import Any

import numpy as np

from aryk.case.calendar import Floats
from aryk.planning.verify.ledger import Ledger, largest


def check_losses(ledger: Ledger) -> None:
    """The loss of a link with resistance is that of its tangents; half of it is lacking at each end.

    More loss than that is a fault where it costs: it counts with the price there, as share of the largest price.
    """
    links = ledger.case.table("links")
    for name, row in links[links["resistance"] > 0].iterrows():
        clock, loss = ledger.values("links", str(name), "loss")
        _, flow = ledger.values("links", str(name), "flow")
        share = ledger.available("links", str(name), clock)
        most, back = (_reach(ledger, str(name), row, column) * share for column in ("capacity", "capacity_back"))
        least = np.zeros_like(flow)
        for place in range(1, int(row["loss_segments"]) + 1):
            for way, reach in ((1.0, most), (-1.0, back)):
                point = way * reach * place / row["loss_segments"]
                least = np.maximum(least, row["resistance"] * (point**2 + 2 * point * (flow - point)))
        chord = row["resistance"] * (most * flow - back * flow + most * back)
        scale = ledger.size_of("links", str(name))
        ledger.within("loss between tangents and chord", str(name), clock, loss, least, chord, scale)
        price = (_price(ledger, row["from_node"], clock) + _price(ledger, row["to_node"], clock)) / 2
        dear = np.maximum(price, 0.0) / (largest(price) or 1.0)
        ledger.note(
            "loss on its tangents where it costs", np.maximum(loss - least, 0.0) * dear, scale, str(name), clock
        )
        for end in ("from_node", "to_node"):
            ledger.enter(row[end], clock, -loss / 2)


def _reach(ledger: Ledger, name: str, row: Any, column: str) -> float:
    """The largest flow one way: the capacity with all that expansions may add."""
    terms, maximum = ledger.case.table("expansion_terms"), ledger.case.table("expansions")["maximum"]
    own = terms[(terms["table"] == "links") & (terms["row"] == name) & (terms["column"] == column)]
    added = [term.coefficient * maximum[term.expansion] for term in own.itertuples() if term.expansion in maximum.index]
    return float(row[column] + sum(added))


def _price(ledger: Ledger, node: str, clock: str) -> Floats:
    """The price at a node in each step of a clock that is no coarser than its own."""
    own, price = ledger.values("nodes", node, "price")
    return price[ledger.calendar.blocks(clock, own)]
