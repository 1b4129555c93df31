"""Measures near an indicator: those that change what it counts, or what stands few links and processes away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aryk.case.case import Case
from aryk.case.held import held_column
from aryk.case.schema import TABLES
from aryk.measures.apply import measure_changes

FAR = 1_000_000
AT_NODES = ("supplies", "demands", "stores", "links")
"""Tables whose rows name their nodes themselves."""
Place = tuple[str, str]
_TERMS = {"limits": "limit_terms", "expansions": "expansion_terms"}


def distances(case: Case, indicator: str, measures: Iterable[str]) -> dict[str, int]:
    """Links and processes between what an indicator counts and what each measure changes; those without a way are out.

    -1: the measure changes, or puts into use, what the indicator counts. What is not in use counts as it is written.
    """
    nodes = _nodes_of_rows(case)
    terms = case.tables["indicator_terms"]
    counted = {
        place
        for term in terms[terms["indicator"] == indicator].to_dict("records")
        for place in _rows(case, str(term["table"]), str(term["row"]), str(term["group"]))
    }
    away = _away(nodes, {node for place in counted for node in nodes.get(place, ())})
    found = {}
    for name in measures:
        nearest = FAR
        for change in measure_changes(case, [name]):
            for place in _rows(case, change.table, change.row, change.group):
                reached = _with_terms(case, place)
                if reached & counted:
                    nearest = -1
                    break
                ends = {node for each in reached for node in nodes.get(each, ())}
                nearest = min([nearest, *(away.get(node, FAR) for node in ends)])
        if nearest < FAR:
            found[name] = nearest
    return found


def _rows(case: Case, table: str, row: str, group: str) -> list[Place]:
    """Rows by name or tag, in use or not."""
    frame = case.tables[table]
    if row:
        return [(table, row)]
    if "groups" not in frame.columns:
        return []
    names = held_column(frame, TABLES[table].key[0])
    return [
        (table, str(name))
        for name, tags in zip(names, held_column(frame, "groups"), strict=True)
        if group in str(tags).split()
    ]


def _with_terms(case: Case, place: Place) -> set[Place]:
    """A row, and the rows that a limit or expansion sums."""
    table = _TERMS.get(place[0])
    if table is None:
        return {place}
    frame = case.tables[table]
    own = frame[frame[place[0].removesuffix("s")] == place[1]]
    groups = own["group"] if "group" in own else [""] * len(own)
    return {
        place,
        *(
            each
            for name, row, group in zip(own["table"], own["row"], groups, strict=True)
            for each in _rows(case, str(name), str(row), str(group))
        ),
    }


def _nodes_of_rows(case: Case) -> dict[Place, list[str]]:
    """The nodes at which each component stands, in use or not."""
    found: dict[Place, list[str]] = defaultdict(list)
    for table in AT_NODES:
        frame = case.tables[table]
        ends = [name for name in ("node", "from_node", "to_node") if name in frame.columns]
        for name, *nodes in zip(frame.iloc[:, 0], *(frame[end] for end in ends), strict=True):
            found[table, str(name)] += [str(node) for node in nodes]
    flows = case.tables["flows"]
    for process, node in zip(flows["process"], flows["node"], strict=True):
        found["processes", str(process)].append(str(node))
    for name in case.tables["nodes"]["node"]:
        found["nodes", str(name)].append(str(name))
    return found


def _away(nodes: dict[Place, list[str]], begin: set[str]) -> dict[str, int]:
    """Links and processes from the first nodes to each other one."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for (table, _), ends in nodes.items():
        if table in ("links", "processes"):
            for node in ends:
                neighbours[node].update(ends)
    away = dict.fromkeys(begin, 0)
    front = list(begin)
    while front:
        node = front.pop(0)
        for other in neighbours[node]:
            if other not in away:
                away[other] = away[node] + 1
                front.append(other)
    return away
