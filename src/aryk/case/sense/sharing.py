"""Checks of sense for separations: two parties, a system that there is, one row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aryk.case.faults import nearest, quoted

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows


def check_separations(case: Case, rows: dict[str, Rows]) -> None:
    """A separation stands between two parties, in a system of carriers, once."""
    systems = sorted({each for each in case.tables["carriers"]["system"] if each})
    seen: dict[tuple[frozenset[str], str], str] = {}
    for place, row in rows["separations"]:
        party, other, system = str(row["party"]), str(row["other"]), str(row["system"])
        if party == other:
            what, allowed = "party and other are the same party", "two parties"
            rows["separations"].tell(place, "other", what, other, allowed, "name the party that it does not act with")
        if system and system not in systems:
            what, remedy = "no carrier belongs to this system", nearest(system, systems) or "leave it empty for all"
            rows["separations"].tell(place, "system", what, system, quoted(systems), remedy)
        before = seen.setdefault((frozenset((party, other)), system), str(row["separation"]))
        if before != row["separation"]:
            what = f"{before} says already what holds between {party} and {other} in {system or 'all systems'}"
            allowed, remedy = "one row for two parties and a system", "put the changes into one separation"
            rows["separations"].tell(place, "separation", what, row["separation"], allowed, remedy)
