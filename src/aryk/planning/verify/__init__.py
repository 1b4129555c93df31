"""Every balance and limit recomputed from the tables and the results alone, without the matrix.

Each check gives its largest residual, where it stands, and the flow scale it is held against: the largest flow
of the carrier, as an amount in a step for balances; for contents also the largest content; for limits also the
value and the sum of the terms. Where a carrier does not flow, but for rounding, the largest flow that its rows
declare takes the place of the largest flow. A run in which the largest relative residual exceeds `TOLERANCE` is not
a result.
"""

from __future__ import annotations

from aryk.case.timeline import Timeline
from aryk.planning.verify.choices import check_choices
from aryk.planning.verify.contents import check_stores
from aryk.planning.verify.flows import (
    check_balances,
    check_demands,
    check_disposal,
    check_links,
    check_processes,
    check_supplies,
)
from aryk.planning.verify.heads import check_heads
from aryk.planning.verify.ledger import Ledger
from aryk.planning.verify.limits import check_limits
from aryk.planning.verify.losses import check_losses
from aryk.planning.verify.network import check_voltages
from aryk.planning.verify.plants import check_expansions, check_plants
from aryk.planning.verify.points import check_points
from aryk.planning.verify.reserves import check_reserves
from aryk.planning.verify.security import check_security
from aryk.planning.verify.verdict import TOLERANCE, Residual, Verification
from aryk.results.fields import Results

__all__ = ["TOLERANCE", "Residual", "Verification", "verify"]

CHECKS = (
    check_supplies,
    check_demands,
    check_links,
    check_processes,
    check_points,
    check_stores,
    check_heads,
    check_losses,
    check_voltages,
    check_security,
    check_plants,
    check_reserves,
    check_expansions,
    check_choices,
    check_disposal,
    check_balances,
    check_limits,
)
"""In this order: balances are struck when every flow is entered."""


def verify(timeline: Timeline, results: Results) -> Verification:
    """Recompute a plan's balances, contents, bounds and limits."""
    ledger = Ledger(timeline, results)
    for check in CHECKS:
        check(ledger)
    return ledger.verdict()
