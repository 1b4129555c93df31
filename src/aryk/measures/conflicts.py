"""Two measures that change one cell: fine where the order does not matter, else named.

Several summands, several factors, or one value told twice give the same in any order. A value and anything else, or a
factor and a summand, do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aryk.case.case import Case
from aryk.case.changes import Change
from aryk.case.faults import Fault
from aryk.case.held import places_of

Cell = tuple[str, int, str]


def conflicts(case: Case, changes: Sequence[Change]) -> list[Fault]:
    """A fault for each change of a cell that another origin changes otherwise; the later one is named."""
    if len({each.origin for each in changes}) < 2:
        return []
    seen: dict[Cell, list[Change]] = {}
    faults: dict[tuple[str, str, str], Fault] = {}
    for change in changes:
        for cell in _cells(case, change):
            before = next((each for each in seen.get(cell, []) if _differ(each, change)), None)
            seen.setdefault(cell, []).append(change)
            if before is not None:
                faults.setdefault((before.origin, change.origin, change.target), _told(case, before, change, cell))
    return list(faults.values())


def _cells(case: Case, change: Change) -> Iterable[Cell]:
    """The cells that a change reaches."""
    places = places_of(case, change.table, change.row, change.group)
    return [(change.table, place, change.column) for place in places]


def _differ(one: Change, other: Change) -> bool:
    if one.origin == other.origin:
        return False
    kinds = (one.operation or "set", other.operation or "set")
    return kinds[0] != kinds[1] or (kinds[0] == "set" and one.value != other.value)


def _told(case: Case, before: Change, change: Change, cell: Cell) -> Fault:
    name = case.tables[cell[0]].iloc[cell[1], 0]
    what = f"{before.origin} and {change.origin} both change {cell[0]}.{name}.{cell[2]}, so their order would matter"
    allowed = "one value told twice, several summands, or several factors"
    remedy = "write both as add or both as scale, or take only one of the two"
    return Fault(change.file, change.line, change.cell, what, f"{_words(before)}; {_words(change)}", allowed, remedy)


def _words(change: Change) -> str:
    return f"{change.operation or 'set'} {change.value or '(empty)'}"
