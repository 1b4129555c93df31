"""The part of a case that a measure can reach: what hangs together with it by links, processes and limits.

Costs of parts that nothing joins add up, so that the gain of a measure in its part is its gain in the whole. Roads for
visitors and branches of universities are planned in a second that way, apart from rivers and grids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from aryk.case.case import Case
from aryk.case.changes import Change
from aryk.case.schema import TABLES

PLANT_TABLES = (
    "heads",
    "elevations",
    "tailwaters",
    "plants",
    "operating_points",
    "outages",
    "reserves",
    "reserve_terms",
    "expansions",
    "expansion_terms",
)
"""Tables of which a part must be free: their rows join others in ways of their own."""
AT_NODES = {
    "supplies": ("node",),
    "demands": ("node",),
    "stores": ("node", "loss_to"),
    "links": ("from_node", "to_node"),
}
"""Tables of rows that stand at nodes, with the columns that name them."""
QUEUES = frozenset(("crossings", "passages", "shifts", "bookings", "truck_flows"))
"""Tables that only the simulation of the border reads."""
BESIDE = (*QUEUES, "payments")
"""Tables whose rows join nothing in a plan."""


def part_of(case: Case, changed: Case, changes: Sequence[Change]) -> tuple[Case, Case] | None:
    """The part of a case, and of the changed case, that changes reach; None where that is no part to be had alone.

    Parameters
    ----------
    changed
        The case with the changes made.
    """
    touched = {each.table for each in changes}
    if not touched <= {"nodes", "processes", "limits", "choices", "choice_options", *AT_NODES, *BESIDE}:
        return None
    begin = _nodes_at(changed, _rows_of(changed, changes))
    if not begin:
        return None
    nodes = joined_nodes(changed, joined_nodes(case, begin))
    for each in (case, changed):
        if _has_plants(each, nodes):
            return None
    return _cut(case, nodes), _cut(changed, nodes)


def reaches_plan(changes: Sequence[Change]) -> bool:
    """Whether changes alter a plan, or only how trucks queue when the border is simulated."""
    return not {each.table for each in changes} <= QUEUES


def joined_nodes(case: Case, begin: Iterable[str]) -> set[str]:
    """The nodes that hang together with some others by links, processes and limits in use."""
    bonds = _bonds(case)
    found, before = set(begin), 0
    while len(found) > before:
        before = len(found)
        for bond in bonds:
            if not found.isdisjoint(bond):
                found |= bond
    return found


def _bonds(case: Case) -> list[set[str]]:
    """Sets of nodes each of which one row joins."""
    at = _places(case)
    bonds = [nodes for (table, _), nodes in at.items() if table in ("links", "processes", "stores")]
    terms = case.resolve(case.table("limit_terms"))
    own = terms[terms["limit"].isin(case.table("limits").index)]
    for _, rows in own.groupby("limit"):
        bonds.append(set().union(*(at.get((row.table, row.row), set()) for row in rows.itertuples())))
    return bonds


def _places(case: Case) -> dict[tuple[str, str], set[str]]:
    """The nodes at which each row in use stands."""
    found: dict[tuple[str, str], set[str]] = {("nodes", str(name)): {str(name)} for name in case.table("nodes").index}
    for table, columns in AT_NODES.items():
        rows = case.table(table)
        for name, *nodes in zip(rows.index, *(rows[column] for column in columns), strict=True):
            found[table, str(name)] = {str(node) for node in nodes if node}
    running = set(case.table("processes").index)
    for name, rows in case.table("flows").groupby("process"):
        if name in running:
            found["processes", str(name)] = set(rows["node"])
    links, returned = case.table("links"), case.table("links")["loss_to"]
    for name, node in zip(links.index, returned, strict=True):
        if node:
            found["links", str(name)].add(str(node))
    return found


def _rows_of(case: Case, changes: Sequence[Change]) -> list[tuple[str, str]]:
    """The rows that changes reach, limits by their terms, payments by what they pay for."""
    rows: list[tuple[str, str]] = []
    for change in changes:
        if change.row:
            rows.append((change.table, change.row))
            continue
        frame = case.tables[change.table]
        names = zip(frame[TABLES[change.table].id], frame["groups"], strict=True)
        rows += [(change.table, str(name)) for name, tags in names if change.group in str(tags).split()]
    terms = case.resolve(case.table("limit_terms"))
    for _, name in [each for each in rows if each[0] == "limits"]:
        rows += [(str(each.table), str(each.row)) for each in terms[terms["limit"] == name].itertuples()]
    return rows


def _nodes_at(case: Case, rows: Sequence[tuple[str, str]]) -> set[str]:
    at = _places(case)
    return set().union(*(at.get(row, set()) for row in rows))


def _has_plants(case: Case, nodes: set[str]) -> bool:
    """Whether a table of plants, heads, reserves or sizes names a row of the part."""
    inside = {row for row, at in _places(case).items() if not at.isdisjoint(nodes)}
    names = {name for _, name in inside}
    for table in PLANT_TABLES:
        frame = case.tables[table]
        columns = [column.name for column in TABLES[table].columns if column.kind in ("text", "id", "list")]
        if any(cell in names for column in columns for cell in frame[column] if cell):
            return True
    return False


def _cut(case: Case, nodes: set[str]) -> Case:
    """The case with what stands at other nodes out of use."""
    at = _places(case)
    kept = {row for row, places in at.items() if places <= nodes and places}
    changed: dict[str, pd.DataFrame] = {}
    for table in ("nodes", "processes", *AT_NODES):
        frame, own = case.tables[table], TABLES[table].id
        changed[table] = frame.assign(active=["yes" if (table, str(each)) in kept else "no" for each in frame[own]])
    terms = case.resolve(case.table("limit_terms"))
    inside = {
        str(limit)
        for limit, rows in terms.groupby("limit")
        if all((str(row.table), str(row.row)) in kept for row in rows.itertuples())
    }
    for table in ("limits", "limit_terms"):
        changed[table] = case.tables[table][case.tables[table]["limit"].isin(inside)].reset_index(drop=True)
    for table in PLANT_TABLES:
        changed[table] = case.tables[table].iloc[:0]
    return case.with_tables(changed)
