"""Case and calendar into a program: the order of construction on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aryk.case.calendar import Floats
from aryk.case.timeline import Timeline
from aryk.planning.model import Model, Near
from aryk.planning.rules import (
    balance,
    choice,
    demand,
    expansion,
    head,
    limits,
    link,
    losses,
    network,
    plants,
    points,
    process,
    ramps,
    reserves,
    security,
    storage,
    supply,
)


def assemble(
    timeline: Timeline,
    heads: Mapping[str, Floats] | None = None,
    amend: Callable[[Model], None] | None = None,
    watched: frozenset[str] | None = None,
    near: Mapping[str, Near] | None = None,
) -> Model:
    """The program of a case, family by family.

    Parameters
    ----------
    heads
        Those to take for granted, see `rules.head`.
    amend
        What is done to the model at last.
    watched
        Losses of links that have rows where they are many, see `rules.security`; None: all of them.
    near
        Where shares of choices are told most closely, see `rules.choice`; None: near what links cost.

    Raises
    ------
    CaseError
        If a series does not cover the horizon, or a limit asks for periods that the calendar does not have.
    """
    model = Model.of(timeline)
    model.watched = watched
    balance.add_rows(model)
    expansion.add(model)
    supply.add(model)
    demand.add(model)
    link.add(model)
    choice.add(model, near)
    head.add(model, heads)
    process.add(model)
    run = plants.add(model)
    ramps.add(run)
    points.add(model, run)
    reserves.add(model, run)
    network.add(model)
    security.add(model)
    losses.add(model)
    storage.add(model)
    balance.add_disposal(model)
    limits.add(model)
    model.amend = amend
    if amend:
        amend(model)
    return model
