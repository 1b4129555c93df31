"""What is wrong with a network: no tool could plan it, so it is told and nothing is imported."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from aryk.case.faults import Fault, nearest, quoted
from aryk.exchange.pypsa.attributes import NOMINAL
from aryk.exchange.pypsa.branches import branches, reactance
from aryk.exchange.pypsa.components import BUS_COLUMNS, buses_of
from aryk.exchange.pypsa.constraints import TYPES
from aryk.exchange.pypsa.limits import SENSES
from aryk.exchange.pypsa.network import Network, NetworkError, Row

_AT_ALL = (*BUS_COLUMNS, "links", "processes")


def check_network(network: Network) -> None:
    """Tell everything that is wrong with a network.

    Raises
    ------
    NetworkError
        With every fault.
    """
    faults: list[Fault] = []
    _check_time(network, faults)
    _check_buses(network, faults)
    _check_capacities(network, faults)
    _check_bounds(network, faults)
    _check_constraints(network, faults)
    if not faults:
        _check_reactances(network, faults)
    if faults:
        raise NetworkError(faults)


def _check_time(network: Network, faults: list[Fault]) -> None:
    for name in ("objective", "stores", "generators"):
        wrong = ~(network.weighting(name) > 0)
        if wrong.any():
            found = quoted(map(str, network.snapshots["label"][wrong]))
            what, remedy = "weightings of 0 or below", "take these snapshots out"
            faults.append(Fault("snapshots", 0, name, what, found, "numbers above 0", remedy))
    for name in ("objective", "years"):
        wrong = ~(network.periods[name].to_numpy() > 0)
        if wrong.any():
            found = quoted(map(str, network.periods.index[wrong]))
            what, remedy = "weightings of 0 or below", "take these periods out"
            faults.append(Fault("investment_periods", 0, name, what, found, "numbers above 0", remedy))
    if len(network.periods):
        strange = sorted(set(network.period) - set(network.periods.index))
        if strange:
            found, allowed = quoted(f"{each:g}" for each in strange), quoted(map(str, network.periods.index))
            what, remedy = "snapshots of a period that is none", "correct the periods"
            faults.append(Fault("snapshots", 0, "period", what, found, allowed, remedy))


def _check_buses(network: Network, faults: list[Fault]) -> None:
    buses = network.tables["buses"].index
    known = set(buses)
    for list_name in _AT_ALL:
        for column in buses_of(network, list_name):
            optional = column not in ("bus", "bus0", "bus1")
            lost = [
                (row["name"], row[column])
                for row in network.rows(list_name)
                if row[column] not in known and not (optional and not row[column])
            ]
            if lost:
                found = quoted(f"{name}: {bus or '(empty)'}" for name, bus in lost)
                remedy = nearest(lost[0][1], buses) or "add the bus or correct the name"
                faults.append(Fault(list_name, 0, column, "no bus has this name", found, "a name from buses", remedy))


def _tell(
    network: Network,
    list_name: str,
    attribute: str,
    is_wrong: Callable[[Row], bool],
    what: str,
    allowed: str,
    remedy: str,
    faults: list[Fault],
) -> None:
    names = [row["name"] for row in network.rows(list_name) if is_wrong(row)]
    if names:
        faults.append(Fault(list_name, 0, attribute, what, quoted(names), allowed, remedy))


def _check_capacities(network: Network, faults: list[Fault]) -> None:
    for list_name, nominal in NOMINAL.items():
        for attribute in (nominal, f"{nominal}_min", f"{nominal}_max", f"{nominal}_mod"):
            if attribute in network.tables[list_name].columns:
                what, allowed, remedy = "a capacity below 0, or none", "a number of at least 0", "correct the number"
                _tell(
                    network,
                    list_name,
                    attribute,
                    lambda row, name=attribute: not row[name] >= 0,  # type: ignore[misc]
                    what,
                    allowed,
                    remedy,
                    faults,
                )
        crossing = f"{nominal}_min is above {nominal}_max, or {nominal}_set outside of both"
        _tell(
            network,
            list_name,
            f"{nominal}_max",
            lambda row, name=nominal: _is_crossing(row, name),  # type: ignore[misc]
            crossing,
            "",
            "correct the bounds",
            faults,
        )
    remedy = "correct the efficiency"
    what, allowed = "an efficiency of 0 or below", "numbers above 0"
    dispatch = "efficiency_dispatch"
    _tell(
        network,
        "storage_units",
        dispatch,
        lambda row: _least(network, row, dispatch) <= 0,
        what,
        allowed,
        remedy,
        faults,
    )
    what, allowed = "an efficiency below 0", "numbers of at least 0"
    store = "efficiency_store"
    _tell(network, "storage_units", store, lambda row: _least(network, row, store) < 0, what, allowed, remedy, faults)


def _least(network: Network, row: Row, attribute: str) -> float:
    """The least value of an attribute of a storage unit through time."""
    return float(network.course("storage_units", row, attribute).min())


def _is_crossing(row: Row, nominal: str) -> bool:
    if not row[f"{nominal}_extendable"]:
        return False
    least, most, fixed = row[f"{nominal}_min"], row[f"{nominal}_max"], row[f"{nominal}_set"]
    return bool(least > most or fixed < least or fixed > most)


_PAIRS = {
    "generators": ("p_min_pu", "p_max_pu"),
    "links": ("p_min_pu", "p_max_pu"),
    "processes": ("p_min_pu", "p_max_pu"),
    "stores": ("e_min_pu", "e_max_pu"),
}


def _check_bounds(network: Network, faults: list[Fault]) -> None:
    """Bounds that cross leave no plan; nor does a set point outside of them."""
    for list_name, (least, most) in _PAIRS.items():

        def crosses(row: Row, name: str = list_name, low: str = least, high: str = most) -> bool:
            return bool((network.course(name, row, low) > network.course(name, row, high)).any())

        what = f"{least} is above {most}, so there is no plan"
        _tell(network, list_name, least, crosses, what, f"at most {most}", "correct the bounds", faults)
    for list_name in ("generators", "links", "processes"):

        def outside(row: Row, name: str = list_name) -> bool:
            if row["p_nom_extendable"] or row["committable"] or math.isinf(row["p_nom"]):
                return False
            wanted = network.course(name, row, "p_set")
            low, high = (row["p_nom"] * network.course(name, row, each) for each in ("p_min_pu", "p_max_pu"))
            slack = 1e-9 * max(1.0, row["p_nom"])
            return bool(((wanted < low - slack) | (wanted > high + slack)).any())

        what = "p_set lies outside p_min_pu and p_max_pu, so there is no plan"
        allowed = "p_nom x p_min_pu to p_nom x p_max_pu"
        _tell(network, list_name, "p_set", outside, what, allowed, "correct p_set", faults)
    for attribute, sign in (("p_max_pu", 1.0), ("p_min_pu", -1.0)):

        def turned(row: Row, name: str = attribute, sense: float = sign) -> bool:
            return bool((sense * network.course("storage_units", row, name) < 0).any())

        what = "a storage unit that could neither give nor rest" if sign > 0 else "a storage unit that must give"
        allowed = "numbers of at least 0" if sign > 0 else "numbers of at most 0"
        _tell(network, "storage_units", attribute, turned, what, allowed, "correct the sign", faults)


def _check_constraints(network: Network, faults: list[Fault]) -> None:
    def tell(attribute: str, is_wrong: Callable[[Row], bool], what: str, allowed: str, remedy: str) -> None:
        _tell(network, "global_constraints", attribute, is_wrong, what, allowed, remedy, faults)

    tell("type", lambda row: row["type"] not in TYPES, "not a type of global constraint", quoted(TYPES), "correct it")
    tell("sense", lambda row: row["sense"] not in SENSES, "not a sense", quoted(SENSES), "correct it")
    carriers = network.tables["carriers"]
    tell(
        "carrier_attribute",
        lambda row: row["type"] == "primary_energy" and row["carrier_attribute"] not in carriers.columns,
        "carriers have no such attribute",
        quoted(str(each) for each in carriers.columns),
        "add the attribute to the carriers",
    )


def _check_reactances(network: Network, faults: list[Fault]) -> None:
    """A branch of a mesh needs a reactance."""
    place = {bus: number for number, bus in enumerate(network.tables["buses"].index)}
    found = [
        (list_name, row, reactance(network, list_name, row, values)) for list_name, row, values in branches(network)
    ]
    ends = np.array([(place[row["bus0"]], place[row["bus1"]]) for _, row, _ in found], dtype=int).reshape(-1, 2)
    told: dict[str, list[str]] = {}
    for number, (list_name, row, ohm) in enumerate(found):
        if not math.isfinite(ohm) or (ohm == 0 and _in_mesh(ends, number)):
            told.setdefault(list_name, []).append(row["name"])
    for list_name, names in told.items():
        base = "v_nom of its bus" if list_name == "lines" else "s_nom"
        what = f"no reactance in a mesh, or one that {base} makes infinite, so its flow is not determined"
        allowed = "a number above 0 (x; of direct current r)"
        remedy = f"write x (of direct current r) and {base}"
        faults.append(Fault(list_name, 0, "x", what, quoted(names), allowed, remedy))


def _in_mesh(ends: np.ndarray, number: int) -> bool:
    """Whether the ends of a branch stay joined without it."""
    above: dict[int, int] = {}

    def root(bus: int) -> int:
        while bus in above:
            bus = above[bus]
        return bus

    for place, (one, other) in enumerate(ends.tolist()):
        if place != number and root(one) != root(other):
            above[root(one)] = root(other)
    return root(int(ends[number, 0])) == root(int(ends[number, 1]))
