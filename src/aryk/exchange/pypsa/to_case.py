"""A PyPSA network as a case: the order of construction on one page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aryk.case.case import Case
from aryk.case.checks import check_meaning, check_relations
from aryk.case.faults import Fault
from aryk.exchange.pypsa import calendar
from aryk.exchange.pypsa.branches import add_branches
from aryk.exchange.pypsa.components import add_buses, add_generators, add_links, add_loads, add_processes
from aryk.exchange.pypsa.constraints import add_constraints, add_growth
from aryk.exchange.pypsa.draft import PARTY, REFERENCE, Draft, identifier
from aryk.exchange.pypsa.network import Network, NetworkError
from aryk.exchange.pypsa.read import read_network
from aryk.exchange.pypsa.refusals import refuse
from aryk.exchange.pypsa.storages import add_stores, add_units
from aryk.exchange.pypsa.wrong import check_network


@dataclass(frozen=True)
class Imported:
    """A case from a network.

    Attributes
    ----------
    case
        The case; its plan has the optimum of the network, but for what was left out.
    left_out
        What was not carried over.
    ignored
        Columns that PyPSA does not know, as `list.column`.
    """

    case: Case
    left_out: tuple[Fault, ...]
    ignored: tuple[str, ...]


def import_network(path: Path, *, partial: bool = False) -> Imported:
    """Read a PyPSA network and turn it into a case.

    Parameters
    ----------
    path
        A NetCDF file or a folder of CSV files.
    partial
        Leave out what cannot be carried over, instead of refusing.

    Raises
    ------
    NetworkError
        If there is no network, if it is wrong, or if something cannot be carried over.
    """
    network = read_network(path)
    check_network(network)
    reduced, left_out = refuse(network)
    if left_out and not partial:
        raise NetworkError(left_out)
    ignored = tuple(f"{list_name}.{each}" for list_name, names in network.unknown.items() for each in names)
    return Imported(to_case(reduced, path.name), left_out, ignored)


def to_case(network: Network, file: str) -> Case:
    """A network, of which everything can be carried over, as a case."""
    draft, time = Draft(), calendar.time_of(network)
    name = identifier(network.name, identifier(Path(file).stem, "network"))
    draft.add(
        "case",
        case=name,
        title=network.name or name,
        money="currency",
        start=str(time.start[0].date()),
        end=str(time.start[-1].date()),
    )
    draft.add("references", reference=REFERENCE, title=f"PyPSA network {file}")
    draft.add("parties", party=PARTY, title="System")
    calendar.add(draft, network, time)
    add_buses(draft, network)
    add_loads(draft, network)
    add_generators(draft, network, time)
    add_links(draft, network, time)
    add_processes(draft, network, time)
    add_branches(draft, network, time)
    add_stores(draft, network, time)
    add_units(draft, network, time)
    add_constraints(draft, network, time)
    add_growth(draft, network, time)
    case = draft.case(name, time.start, float(time.hours[-1]))
    _check(case)
    return case


def _check(case: Case) -> None:
    """Whatever a folder would be told when it is read, is told now.

    Raises
    ------
    NetworkError
        With every fault.
    """
    faults: list[Fault] = []
    check_relations(case.tables, case.files, faults)
    if not faults:
        check_meaning(case, faults)
    if faults:
        raise NetworkError(faults)
