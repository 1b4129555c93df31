"""Passages that share no trucks, which can be simulated one by one with the same result."""

from __future__ import annotations

from dataclasses import replace

from aryk.borders.model import Border


def groups(border: Border) -> list[Border]:
    """Borders of passages between which no truck can choose; all trucks keep their luck.

    Random numbers belong to names, not to places, so that a group alone gives what it gives among the others.
    """
    leader = {each.name: each.name for each in border.passages}

    def first(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for source in border.sources:
        for choice in source.choices[1:]:
            leader[first(choice.passage)] = first(source.choices[0].passage)
    together: dict[str, list[str]] = {}
    for passage in border.passages:
        together.setdefault(first(passage.name), []).append(passage.name)
    return [_part(border, set(names)) for names in together.values()]


def _part(border: Border, names: set[str]) -> Border:
    return replace(
        border,
        passages=tuple(each for each in border.passages if each.name in names),
        sources=tuple(each for each in border.sources if each.choices[0].passage in names),
        changes=tuple(each for each in border.changes if each.passage in names),
        standing=tuple(each for each in border.standing if each.passage in names),
        detour={pair: hours for pair, hours in border.detour.items() if set(pair) <= names},
    )
