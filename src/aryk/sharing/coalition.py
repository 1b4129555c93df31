"""Who acts together, as a change to a case: what is apart between those who do not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from aryk.case.case import Case
from aryk.case.changes import Change, apply_changes
from aryk.case.faults import CaseError, Fault, nearest, quoted
from aryk.case.schema.sharing import NATURAL
from aryk.measures.apply import separation_changes


def coalition(case: Case, parties: Collection[str], systems: Collection[str] = ()) -> Case:
    """The case in which only `parties` act together; what stands between all others is what `separations` say.

    Between two parties that do not act together, links carry nothing where no separation speaks of them, except
    rivers and tributaries: what the upper side leaves runs down.

    Parameters
    ----------
    parties
        Those who act together; none or one: each for itself.
    systems
        Systems of carriers in which they do, such as water or power; none named: in all.

    Raises
    ------
    CaseError
        If a party or system is not there, or the changes of separations do not fit.

    Examples
    --------
    >>> import aryk
    >>> case = aryk.read_case("kz-kg")
    >>> apart, joint = aryk.coalition(case, []), aryk.coalition(case, ["KZ", "KG"])
    >>> [bool(each.table("limits").index.isin(["alone-no-sale"]).any()) for each in (apart, joint)]
    [True, False]
    """
    check_parties(case, parties, systems)
    members = set(parties)
    held = separation_changes(case, in_force(case, members, systems))
    return apply_changes(case, [*held, *_closing(case, members, systems)])


def in_force(case: Case, members: Collection[str], systems: Collection[str] = ()) -> list[str]:
    """The separations that hold when only `members` act together."""
    return [
        str(name)
        for name, row in case.table("separations").iterrows()
        if not _together(row["party"], row["other"], row["system"], members, systems)
    ]


def _together(one: str, other: str, system: str, members: Collection[str], systems: Collection[str]) -> bool:
    return one in members and other in members and (not systems or system in systems)


def _closing(case: Case, members: Collection[str], systems: Collection[str]) -> list[Change]:
    """Links that carry nothing, as nothing is said of the two parties at their ends."""
    links, nodes = case.table("links"), case.table("nodes")
    ends = [nodes["party"].reindex(links[each]).to_numpy() for each in ("from_node", "to_node")]
    system = case.table("carriers")["system"].reindex(case.carrier_of("links")).to_numpy()
    said = {(frozenset((row.party, row.other)), row.system) for row in case.table("separations").itertuples()}
    changes = []
    for name, one, other, own, kind in zip(links.index, *ends, system, links["kind"], strict=True):
        pair = frozenset((one, other))
        if one == other or kind in NATURAL or _together(one, other, own, members, systems):
            continue
        if (pair, own) in said or (pair, "") in said:
            continue
        origin = f"{one} and {other} apart"
        changes += [Change("links", str(name), "", each, "set", "0", origin) for each in _CAPACITIES]
    return changes


_CAPACITIES = ("minimum", "capacity_back", "capacity")


def upstream(case: Case) -> list[list[str]]:
    """Parties in the order in which they act on rivers: those of a level have nobody above them but earlier levels.

    Where parties lie above each other, the one that comes first in the table acts first.
    """
    links, owner = case.table("links"), case.table("nodes")["party"]
    rivers = links[links["kind"].isin(NATURAL)]
    above = {
        (one, other)
        for one, other in zip(owner.reindex(rivers["from_node"]), owner.reindex(rivers["to_node"]), strict=True)
        if one != other
    }
    left = list(case.table("parties").index)
    levels: list[list[str]] = []
    while left:
        free = [each for each in left if not any((other, each) in above for other in left)] or left[:1]
        levels.append(free)
        left = [each for each in left if each not in free]
    return levels


def natural_carriers(case: Case) -> pd.Index:
    """The carriers that run in rivers and tributaries."""
    links = case.table("links")
    return pd.Index(case.carrier_of("links")[links["kind"].isin(NATURAL)].unique())


def check_parties(case: Case, parties: Collection[str], systems: Collection[str]) -> None:
    """Refuse parties and systems that are not there.

    Raises
    ------
    CaseError
        With a fault for each of them.
    """
    known = list(case.table("parties").index)
    there = sorted({each for each in case.table("carriers")["system"] if each})
    faults = _strangers(parties, known, "party", "parties.csv") + _strangers(systems, there, "system", "carriers.csv")
    if faults:
        raise CaseError(faults)


def _strangers(names: Collection[str], known: Sequence[str], what: str, file: str) -> list[Fault]:
    return [
        Fault(
            file,
            0,
            what,
            f"there is no {what} of this name",
            name,
            quoted(known),
            nearest(name, known) or "choose one of these",
        )
        for name in names
        if name not in known
    ]
