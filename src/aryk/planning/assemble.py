"""Case and calendar into a program: the order of construction on one page."""

from __future__ import annotations

from aryk.case.timeline import Timeline
from aryk.planning.model import Model
from aryk.planning.rules import (
    balance,
    demand,
    expansion,
    limits,
    link,
    network,
    plants,
    process,
    ramps,
    storage,
    supply,
)


def assemble(timeline: Timeline) -> Model:
    """The program of a case, family by family.

    Raises
    ------
    CaseError
        If a series does not cover the horizon, or a limit asks for periods that the calendar does not have.
    """
    model = Model.of(timeline)
    balance.add_rows(model)
    expansion.add(model)
    supply.add(model)
    demand.add(model)
    link.add(model)
    process.add(model)
    ramps.add(plants.add(model))
    network.add(model)
    storage.add(model)
    balance.add_disposal(model)
    limits.add(model)
    return model
