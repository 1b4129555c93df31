"""Numbers of a case: which rows and columns of the programme each reaches, and the case with some of them moved.

Numbers that touch different rows and columns can be moved at once, and what each of them changes is told apart by the
names of the rows and columns in which the change lies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from aryk.case.case import Case
from aryk.case.held import held_places, row_names
from aryk.case.schema import TABLES
from aryk.case.timeline import Timeline
from aryk.planning.program import Floats, Grid
from aryk.planning.resolve import timeline_after

Label = tuple[str, str]
"""A table and the name of one of its rows."""


class Number(NamedTuple):
    """A number of a case: a cell, or with table `series` all values of a series by one factor."""

    table: str
    row: str
    column: str


def scaled(line: Timeline, numbers: Iterable[Number], factor: float) -> Timeline:
    """The same days with some numbers multiplied; nothing is checked.

    Where a share of a tier changes, the other tiers of its set share what is left, so that the demand stays.
    """
    cells: dict[tuple[str, str], Floats] = {}
    case = line.case
    for number in numbers:
        if number.table == "series":
            line = line.scaled(number.row, factor)
            continue
        frame = case.tables[number.table]
        held = cells.setdefault((number.table, number.column), frame[number.column].to_numpy(dtype=float, copy=True))
        places = held_places(TABLES[number.table], frame)[number.row]
        if (number.table, number.column) == ("tiers", "share"):
            _share_out(held, frame["tiers"].to_numpy(), places[0], factor)
        else:
            held[places] *= factor
    if not cells:
        return line
    frames = {table: case.tables[table].copy(deep=False) for table, _ in cells}
    for (table, column), values in cells.items():
        frames[table][column] = values
    return timeline_after(line, case.with_tables(frames))


def _share_out(shares: Floats, sets: np.ndarray, place: int, factor: float) -> None:
    own = shares[place]
    others = (sets == sets[place]) & (np.arange(len(sets)) != place)
    if own < 1:
        shares[others] *= (1 - own * factor) / (1 - own)
    shares[place] = own * factor


def label_of(grid: Grid, item: int) -> Label:
    """The row of the case to which a row or column of the programme belongs."""
    table = "nodes" if grid.family == "balance" else grid.family.partition(".")[0]
    return table, str(grid.names[item]).partition("/")[0]


def apart(case: Case, numbers: Sequence[Number]) -> list[list[int]]:
    """Groups of numbers of which no two touch the same rows and columns."""
    groups: list[tuple[list[int], set[Label]]] = []
    alone: list[list[int]] = []
    limits = limits_on_demands(case)
    known = [(touched(case, number, limits), place) for place, number in enumerate(numbers)]
    for labels, place in sorted(known, key=lambda each: -len(each[0])):
        if not labels:
            alone.append([place])
            continue
        for members, taken in groups:
            if taken.isdisjoint(labels):
                members.append(place)
                taken |= labels
                break
        else:
            groups.append(([place], set(labels)))
    return alone + [members for members, _ in groups]


def limits_on_demands(case: Case) -> dict[str, set[Label]]:
    """The limits in whose value a demand stands: what is served of a need is what is wanted less what is not served."""
    terms = case.resolve(case.table("limit_terms"))
    own = terms[terms["table"] == "demands"]
    found: dict[str, set[Label]] = defaultdict(set)
    for demand, limit in zip(own["row"], own["limit"], strict=True):
        found[str(demand)].add(("limits", str(limit)))
    return found


def touched(case: Case, number: Number, limits: Mapping[str, set[Label]]) -> set[Label]:
    """The rows of the case whose columns, balances and limits a number stands in; empty where that is not known.

    `limits` are those of `limits_on_demands`.
    """
    table, row = number.table, number.row
    match table:
        case "supplies" | "stores":
            return {(table, row), ("nodes", str(case.table(table).at[row, "node"]))}
        case "demands":
            return {(table, row), ("nodes", str(case.table(table).at[row, "node"])), *limits.get(row, ())}
        case "links":
            return {(table, row), *(("nodes", str(case.table(table).at[row, end])) for end in ("from_node", "to_node"))}
        case "processes":
            return {(table, row), *(("nodes", node) for node in _ports(case)[row])}
        case "flows":
            process, node, *_ = row.split("/")
            return {("processes", process), ("nodes", node)}
        case "tiers":
            of = case.table("demands")
            own = of[of["tiers"] == row.partition("/")[0]]
            return {
                *(("demands", str(name)) for name in own.index),
                *(("nodes", str(node)) for node in own["node"]),
                *(label for name in own.index for label in limits.get(str(name), ())),
            }
        case "limits":
            return {(table, row)}
        case "limit_terms":
            frame = case.tables[table]
            terms = case.resolve(frame.iloc[held_places(TABLES[table], frame)[row]])
            return {
                *(("limits", str(name)) for name in terms["limit"]),
                *zip(terms["table"], terms["row"], strict=True),
            }
        case "series":
            return _touched_by_series(case, row, limits)
    return set()


def _touched_by_series(case: Case, series: str, limits: Mapping[str, set[Label]]) -> set[Label]:
    """What the rows touch that name a series; empty where one of them is not known."""
    labels: set[Label] = set()
    for name, table in TABLES.items():
        frame = case.tables[name]
        own = [column.name for column in table.columns if column.refers == "series" and name != "profiles"]
        hit = frame[own].eq(series).any(axis=1).to_numpy() if own else np.zeros(len(frame), dtype=bool)
        for row in np.array(row_names(table, frame), dtype=object)[hit] if hit.any() else ():
            if table.id in frame.columns and "active" in frame.columns and row not in case.table(name).index:
                continue
            each = touched(case, Number(name, str(row), ""), limits)
            if not each:
                return set()
            labels |= each
    return labels


def _ports(case: Case) -> dict[str, list[str]]:
    ports: dict[str, list[str]] = defaultdict(list)
    flows = case.table("flows")
    for process, node in zip(flows["process"], flows["node"], strict=True):
        ports[str(process)].append(str(node))
    return ports
