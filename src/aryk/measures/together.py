"""Measures that are worth something only together: joined by a sign, or by what one needs."""

from __future__ import annotations

from collections.abc import Sequence

from aryk.case.case import Case
from aryk.case.sense.chosen import all_needed
from aryk.measures.apply import is_in_place

TOGETHER = "+"
"""Joins names of measures that are worth something only together."""


def asked_measures(case: Case, names: Sequence[str]) -> list[str]:
    """The measures that are meant, each joined with all that it needs (column `needs`) and the case does not have yet.

    `all` stands for each of which capital and life are known, and those of all that it needs.

    Examples
    --------
    >>> import aryk
    >>> asked_measures(aryk.read_case("tiny"), ["all"])
    ['daily-pool']
    """
    rows = case.table("measures")
    known = set(rows.index[rows["capital"].notna() & rows["life"].notna()])
    meant: dict[frozenset[str], str] = {}
    for name in names:
        for each in rows.index if name == "all" else [name]:
            parts = with_needed(case, str(each))
            if name != "all" or known.issuperset(parts):
                meant.setdefault(frozenset(parts), TOGETHER.join(parts))
    return list(meant.values())


def with_needed(case: Case, measure: str) -> list[str]:
    """Names that stand together, and after them what they need and the case does not have yet.

    Parameters
    ----------
    measure
        A name, or names joined by +.
    """
    needs = _needs(case)
    parts = list(dict.fromkeys(measure.split(TOGETHER)))
    wanted = {other for each in parts for other in all_needed(each, needs)} - set(parts)
    order = list(case.table("measures").index)
    return parts + [name for name in order if name in wanted and not is_in_place(case, name)]


def needed(case: Case, measure: str) -> list[str]:
    """Those of measures joined by + that another of them needs, in their order."""
    needs = _needs(case)
    parts = measure.split(TOGETHER)
    return [name for name in parts if any(name in all_needed(other, needs) for other in parts if other != name)]


def needed_by(case: Case, measure: str) -> list[str]:
    """The measures that need a measure."""
    needs = _needs(case)
    return [name for name in needs if measure in all_needed(name, needs)]


def title_of(case: Case, measure: str) -> str:
    """The titles of a measure, or of those that stand together, what is needed last."""
    titles = case.table("measures")["title"]
    held = needed(case, measure)
    names = {name: str(titles[name] or name) for name in measure.split(TOGETHER)}
    own = "; ".join(title for name, title in names.items() if name not in held)
    return f"{own}; with {', '.join(names[name] for name in held)}, needed for it" if held else own


def _needs(case: Case) -> dict[str, list[str]]:
    cells = case.table("measures")["needs"]
    return {str(name): str(cell).split() for name, cell in cells.items()}
