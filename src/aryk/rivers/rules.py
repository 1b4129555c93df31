"""Rules of a case as rules of the kernel, each after those that it reads."""

from __future__ import annotations

import pandas as pd

from aryk.case.faults import Fault
from aryk.rivers.affine import Affine, slot
from aryk.rivers.draft import Draft

FIRST = {"stores": "content", "accounts": "content"}


def add_rules(draft: Draft) -> None:
    """Add all rules that something uses, and say where."""
    uses = draft.case.table("rule_uses")
    terms = {str(rule): rows.sort_values("place") for rule, rows in draft.case.table("rule_terms").groupby("rule")}
    kinds = draft.case.table("rules")["kind"]
    made: dict[str, int] = {}
    for use in uses.itertuples():
        place = _rule(draft, str(use.rule), kinds, terms, made, ())
        if place is not None:
            draft.ruled[str(use.table), str(use.row), str(use.column)] = place


def _rule(
    draft: Draft,
    rule: str,
    kinds: pd.Series,
    terms: dict[str, pd.DataFrame],
    made: dict[str, int],
    above: tuple[str, ...],
) -> int | None:
    if rule in made:
        return made[rule]
    if rule in above:
        what = "rules that read each other in a circle give nothing"
        ring = " reads ".join([*above[above.index(rule) :], rule])
        draft.faults.append(
            Fault("rule_terms.csv", 0, "of_rule", what, ring, "rules that read others before them", "cut the circle")
        )
        return None
    places = []
    for term in terms[rule].itertuples() if rule in terms else ():
        value = draft.times(Affine(float(term.number)), str(term.series))
        if term.of_rule:
            inner = _rule(draft, str(term.of_rule), kinds, terms, made, (*above, rule))
            if inner is None:
                return None
            value = draft.scheme.product(value, slot(inner))
        if term.table:
            quantity = str(term.quantity) or FIRST.get(str(term.table), "flow")
            state = draft.states.get((str(term.table), str(term.row), quantity))
            if state is None:
                before = draft.past.last(str(term.table), str(term.row)) if draft.past is not None else 0.0
                state = draft.scheme.slot(before)
                draft.states[str(term.table), str(term.row), quantity] = state
            value = draft.scheme.product(value, slot(state))
        places.append(draft.scheme.place_of(value))
    if not places:
        return None
    made[rule] = draft.scheme.rule(str(kinds[rule]), places)
    return made[rule]


def read_flows(draft: Draft) -> None:
    """Join each flow that a rule reads to the slot where it reads it."""
    for (table, row, quantity), place in draft.states.items():
        if quantity != "flow":
            continue
        own = {"demands": "served", "processes": "activity"}.get(table, "flow")
        terms = draft.found(table, row, own)
        if terms is None:
            continue
        if len(terms) == 1 and terms[0][1] == 1.0:
            number = terms[0][0]
        else:
            number = draft.flow(f"{table} {row} as rules read it", Affine(float("-inf")), Affine(float("inf")))
            draft.scheme.network.equation(f"reading of {row}", [*terms, (number, -1.0)])
        draft.scheme.previous.append((number, place))
