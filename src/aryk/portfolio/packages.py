"""Measures that are a package of others: what they do, others do one by one.

All pools of a programme are such a package of single pools. Where the parts cost no more together, a choice among
them is a choice of the package too, and it need not be looked at. With it any two parts would change the same rows
through it, and all sets of them would have to be compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from aryk.case.case import Case
from aryk.case.held import rows_of
from aryk.measures.apply import measure_changes
from aryk.portfolio.candidates import Candidate, Choice

NEARLY = 1e-9
Cell = tuple[str, str, str, str, str]


def without_packages(case: Case, choice: Choice) -> Choice:
    """The choice without packages whose parts cost no more together, to any payer, and take no longer."""
    cells = {name: _cells(case, name) for name in choice.names}
    needed = {name for each in choice.candidates for name in each.needs}
    by_name = {each.name: each for each in choice.candidates}
    left_out: dict[str, str] = {}
    for whole in choice.candidates:
        names = [name for name in choice.names if name not in left_out and cells[name] < cells[whole.name]]
        parts = [by_name[name] for name in names]
        together = frozenset[Cell]().union(*(cells[name] for name in names))
        if whole.name not in needed and together == cells[whole.name] and _no_dearer(parts, whole):
            left_out[whole.name] = f"does what {len(names)} others do together, which cost no more: {', '.join(names)}"
    return choice.without(left_out)


def _no_dearer(parts: Sequence[Candidate], whole: Candidate) -> bool:
    """Whether parts can stand together wherever the whole can, for no more money of anybody and in no more time."""
    names = {each.name for each in parts}
    free = all(
        each.needs <= names | whole.needs
        and not each.excludes & names
        and each.excludes <= whole.excludes | names | {whole.name}
        for each in parts
    )
    payers = {party for each in (*parts, whole) for party in each.shares}
    paid = all(_most(sum(each.paid_by(party) for each in parts), whole.paid_by(party)) for party in payers)
    yearly = _most(sum(each.weighted for each in parts), whole.weighted)
    return free and paid and yearly and all(each.works <= whole.works for each in parts)


def _most(value: float, limit: float) -> bool:
    return value <= limit * (1 + NEARLY)


def _cells(case: Case, measure: str) -> frozenset[Cell]:
    """The cells that a measure changes, and how."""
    return frozenset(
        (change.table, row, change.column, change.operation, change.value)
        for change in measure_changes(case, [measure])
        for row in rows_of(case, change.table, change.row, change.group)
    )
