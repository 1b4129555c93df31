"""What cannot be carried over: told by component and attribute, and left out when asked to."""

from __future__ import annotations

from dataclasses import dataclass

from aryk.case.faults import Fault, quoted
from aryk.exchange.pypsa.attributes import COMPONENTS, NOMINAL
from aryk.exchange.pypsa.branches import BRANCHES, lacks_type
from aryk.exchange.pypsa.calendar import time_of
from aryk.exchange.pypsa.conditions import (
    MOST_LOSS,
    RUN,
    Holds,
    begins_unevenly,
    cannot_begin,
    counts_stores_in_period,
    has_mixed_sign,
    has_strange_delay,
    has_strange_infinity,
    is_fleet_with_past,
    is_joined_boundless,
    is_partial,
    joins_carriers,
    loses_too_much,
    start_costs_differ,
    steps_differ,
    varies,
)
from aryk.exchange.pypsa.network import Network, default_of
from aryk.exchange.pypsa.storages import CONTENT

_KEPT = ("stores", "storage_units")


@dataclass(frozen=True)
class Refusal:
    """Something that is not carried over.

    Left out is the component (`whole`), or the attribute, which takes its default.
    """

    lists: tuple[str, ...]
    attribute: str
    holds: Holds
    what: str
    remedy: str
    whole: bool = False


_ONE_PRICE = "one value for all snapshots"
REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        _KEPT,
        "standing_loss",
        varies("standing_loss"),
        "a loss that varies over time is not carried over",
        f"write {_ONE_PRICE}",
    ),
    Refusal(
        _KEPT,
        "standing_loss",
        loses_too_much,
        "a loss of more than half of the content in an hour, or below 0",
        f"write a number from 0 to {MOST_LOSS:g}",
    ),
    Refusal(
        (*RUN, "storage_units"),
        "marginal_cost_quadratic",
        lambda network, time, name, row: (
            network.varies(name, row["name"], "marginal_cost_quadratic")
            or network.course(name, row, "marginal_cost_quadratic")[0] < 0
        ),
        "a quadratic cost that varies over time, or lies below 0",
        f"write {_ONE_PRICE}, of at least 0",
    ),
    Refusal(
        RUN,
        "committable",
        lambda network, time, name, row: (
            row["committable"] and varies("start_up_cost", "shut_down_cost", "stand_by_cost")(network, time, name, row)
        ),
        "costs of starting, stopping or running that vary over time",
        f"write {_ONE_PRICE}",
    ),
    *(
        Refusal(
            RUN,
            each,
            varies(each),
            "a limit of ramps that varies over time is not carried over",
            f"write {_ONE_PRICE}",
        )
        for each in ("ramp_limit_up", "ramp_limit_down")
    ),
    Refusal(
        RUN,
        "p_max_pu",
        has_mixed_sign,
        "p_max_pu lies above 0 in some snapshots and below in others",
        "split the component in two, one for each sign",
        whole=True,
    ),
    *(
        Refusal(
            (name,),
            NOMINAL[name],
            has_strange_infinity,
            "bounds that are shares of an infinite capacity",
            f"write a finite {NOMINAL[name]}",
            whole=True,
        )
        for name in (*RUN, "stores")
    ),
    *(
        Refusal(
            (name,),
            CONTENT[name][0],
            lambda network, time, name, row: (
                cannot_begin(network, time, name, row) or begins_unevenly(network, time, name, row)
            ),
            "a content at the start of a store that does not stand in all investment periods, or is not cyclic in "
            "each; or that begins each period anew, with a loss, in first steps of different lengths",
            f"set {CONTENT[name][3]}",
            whole=True,
        )
        for name in _KEPT
    ),
    Refusal(
        ("links", "processes"),
        "delay",
        has_strange_delay,
        "a delay that is cyclic, or takes, or stands beside another at the same bus, or with investment periods or "
        "snapshots of different weightings",
        "set cyclic_delay to False, and use snapshots of equal weightings",
    ),
    Refusal(
        RUN,
        "committable",
        steps_differ,
        "ramps or least times, which PyPSA counts in snapshots, with snapshots of different length",
        "use snapshots of equal weightings",
    ),
    Refusal(
        RUN,
        "start_up_cost",
        start_costs_differ,
        "costs of starts, which PyPSA does not weight, with snapshots of different weightings",
        "use snapshots of equal weightings",
    ),
    Refusal(
        RUN,
        "committable",
        is_joined_boundless,
        "a committable component that may be extended without bound",
        "write p_nom_max",
    ),
    Refusal(
        RUN,
        "p_nom_mod",
        is_fleet_with_past,
        "several units of which PyPSA takes one as on before the first snapshot, or with min_down_time",
        "write one component for each unit",
        whole=True,
    ),
    Refusal(
        RUN,
        "committable",
        lambda network, time, name, row: row["committable"] and is_partial(network, time, name, row),
        "a committable component that does not stand in all investment periods",
        "write build_year and lifetime so that it does, or split the network",
    ),
    Refusal(
        BRANCHES,
        "type",
        lambda network, time, name, row: lacks_type(network, name, row),
        "a type that neither the file nor PyPSA holds",
        "write the type into the file, or x and no type",
        whole=True,
    ),
    Refusal(
        BRANCHES,
        "bus1",
        joins_carriers,
        "a branch between buses of different carriers",
        "give both buses one carrier, or use a link",
        whole=True,
    ),
    Refusal(
        ("global_constraints",),
        "type",
        counts_stores_in_period,
        "the content of stores that are not cyclic, in one of several investment periods",
        "use cyclic stores, or leave investment_period empty and all years 1",
        whole=True,
    ),
)
"""What is not carried over by more than one attribute, or in some cases only."""


def declared_refusals() -> list[Refusal]:
    """What is not carried over whatever stands beside it: see `attributes`."""
    return [
        Refusal((list_name,), each.name, _differs(each.name), each.refusal, each.remedy)
        for list_name, component in COMPONENTS.items()
        for each in component.attributes
        if each.refusal
    ]


def _differs(attribute: str) -> Holds:
    return lambda network, time, name, row: bool(
        (network.course(name, row, attribute) != default_of(name, attribute)).any()
    )


def refuse(network: Network) -> tuple[Network, tuple[Fault, ...]]:
    """The network without what cannot be carried over, and what that is."""
    faults: list[Fault] = []
    network = _without_curves(network, faults)
    _tell_bus_limits(network, faults)
    time = time_of(network)
    for refusal in (*declared_refusals(), *REFUSALS):
        for list_name in refusal.lists:
            names = [row["name"] for row in network.rows(list_name) if refusal.holds(network, time, list_name, row)]
            if names:
                faults.append(_fault(refusal, list_name, names))
                network = _left_out(network, refusal, list_name, names)
    return network, tuple(faults)


def _fault(refusal: Refusal, list_name: str, names: list[str]) -> Fault:
    remedy = f"{refusal.remedy}; with --partial "
    remedy += "it is left out" if refusal.whole else "the attribute is left out"
    return Fault(list_name, 0, refusal.attribute, refusal.what, quoted(names), "", remedy)


def _left_out(network: Network, refusal: Refusal, list_name: str, names: list[str]) -> Network:
    if refusal.whole:
        return network.without(list_name, names)
    attributes = [refusal.attribute]
    if refusal.attribute == "delay":
        attributes = [str(each) for each in network.tables[list_name].columns if str(each).startswith("delay")]
    if refusal.what.startswith("ramps"):
        attributes += [f"ramp_limit_{each}" for each in ("up", "down", "start_up", "shut_down")]
    if refusal.attribute == "start_up_cost":
        attributes += ["shut_down_cost"]
    for attribute in attributes:
        network = network.with_default(list_name, attribute, names)
    return network


def _without_curves(network: Network, faults: list[Fault]) -> Network:
    for list_name, held in network.piecewise.items():
        for attribute, names in held.items():
            what = "a curve of costs or efficiencies is not carried over"
            remedy = "write one value; with --partial that of the attribute is used"
            unique = list(dict.fromkeys(names))
            faults.append(Fault(list_name, 0, attribute, what, quoted(unique), "", remedy))
    return network


def _tell_bus_limits(network: Network, faults: list[Fault]) -> None:
    for column in network.unknown.get("buses", []):
        if column.startswith(("nom_min_", "nom_max_")):
            what = "a limit of capacities at buses by a column of theirs is not carried over"
            remedy = "use a global constraint tech_capacity_expansion_limit; with --partial it is left out"
            faults.append(Fault("buses", 0, column, what, column, "", remedy))
