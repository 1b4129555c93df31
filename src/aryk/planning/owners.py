"""Whose the columns of a programme are: the party that bears their cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aryk.case.case import Case
from aryk.planning.program import Grid, Ints

NOBODY = -1
_WITH_PARTY = ("limits", "reserves", "expansions", "nodes")


def owners_of(case: Case, columns: Sequence[Grid], parties: Sequence[str]) -> Ints:
    """The place among `parties` of the party that bears the cost of each column, or `NOBODY`; shape (columns,)."""
    place = {name: item for item, name in enumerate(parties)}
    owners = []
    for grid in columns:
        table = grid.family.split(".")[0]
        own = [place.get(_party(case, table, str(name)), NOBODY) for name in grid.names]
        owners.append(np.repeat(np.array(own, dtype=np.int64), grid.steps))
    return np.concatenate([np.empty(0, dtype=np.int64), *owners])


def _party(case: Case, table: str, name: str) -> str:
    if table == "plants":
        table, _, name = name.partition("/")
    if table in _WITH_PARTY:
        rows = case.table(table)
        name = name if name in rows.index else name.rpartition("/")[0]
        return str(rows["party"].get(name, ""))
    owners = case.party_of(table)
    return str(owners[name] if name in owners.index else owners[name.rpartition("/")[0]])
