"""Limits of a case in the making: a row with its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.draft import Draft

SENSES = {"<=": "at-most", ">=": "at-least", "==": "equal", "=": "equal"}


@dataclass(frozen=True)
class Term:
    """What a limit sums: coefficient x course x quantity of a row."""

    table: str
    row: str
    quantity: str
    coefficient: float = 1.0
    course: Floats | None = None


def add_limit(
    draft: Draft,
    wished: str,
    sense: str,
    value: float | Floats,
    terms: Sequence[Term],
    *,
    quantity: str = "amount",
    per: str = "horizon",
) -> None:
    """A limit, unless it has no terms; `value` may be a course."""
    if not terms:
        return
    name = draft.name("limits", wished)
    level, profile = (float(value), "") if isinstance(value, (int, float)) else draft.priced(value, f"{name}.value")
    draft.add("limits", limit=name, title=wished, sense=sense, value=level, profile=profile, quantity=quantity, per=per)
    for term in _merged(terms):
        course = "" if term.course is None else draft.share(term.course, f"{name}.{term.row}")
        draft.add(
            "limit_terms",
            limit=name,
            table=term.table,
            row=term.row,
            quantity=term.quantity,
            coefficient=term.coefficient,
            profile=course,
        )


def _merged(terms: Sequence[Term]) -> list[Term]:
    """Terms without course on the same quantity as one."""
    found: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        key = (term.table, term.row, term.quantity)
        if key in found:
            before = found[key]
            assert before.course is None
            assert term.course is None
            term = Term(*key, before.coefficient + term.coefficient)
        found[key] = term
    return list(found.values())
