"""Rules of a case as rules of the kernel, each after those that it reads."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.faults import Fault
from aryk.rivers.affine import ENDLESS, Affine, slot
from aryk.rivers.draft import Draft, Floats, Reading
from aryk.rivers.scheme import Lag

STEADY: dict[str, Callable[[list[float]], float]] = {"sum": math.fsum, "product": math.prod, "least": min, "most": max}
"""Kinds whose value is known once, where all that they read is."""
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
            if use.operation == "scale":
                draft.scaled.add((str(use.table), str(use.row), str(use.column)))


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
    places: list[int] = []
    constants: list[float] = []
    for term in terms[rule].itertuples() if rule in terms else ():
        value = draft.times(Affine(float(term.number)), str(term.series))
        if term.of_rule:
            inner = _rule(draft, str(term.of_rule), kinds, terms, made, (*above, rule))
            if inner is None:
                return None
            value = draft.scheme.product(value, slot(inner))
        if term.table:
            value = draft.scheme.product(value, slot(_state(draft, term)))
        constants += [value.constant] if value.is_constant else []
        places.append(draft.scheme.place_of(value))
    if not places:
        return None
    kind = str(kinds[rule])
    made[rule] = draft.scheme.rule(kind, places)
    if kind in STEADY and len(constants) == len(places):
        draft.steady[made[rule]] = STEADY[kind](constants)
    return made[rule]


def _state(draft: Draft, term: Any) -> int:
    """The slot of a content, a filling, or a flow of steps before."""
    table, row = str(term.table), str(term.row)
    quantity = str(term.quantity) or FIRST.get(table, "flow")
    if quantity != "flow":
        if (table, row, quantity) not in draft.states:  # of a part that is not run; what reads it is not run either
            draft.states[table, row, quantity] = draft.scheme.slot()
        return draft.states[table, row, quantity]
    reading = Reading(table, row, int(term.back), int(term.steps), float(term.initial))
    if reading not in draft.readings:
        known = draft.earlier is not None and (table, row) in draft.earlier.flows
        before = draft.earlier.last(table, row) if draft.earlier is not None and known else reading.initial
        draft.readings[reading] = draft.scheme.slot(before)
    return draft.readings[reading]


def read_flows(draft: Draft) -> None:
    """Join each flow that a rule reads to the slot where it reads it."""
    for reading, place in draft.readings.items():
        own = {"demands": "served", "processes": "activity"}.get(reading.table, "flow")
        terms = draft.found(reading.table, reading.row, own)
        if terms is None:
            continue
        if len(terms) == 1 and terms[0][1] == 1.0:
            number = terms[0][0]
        else:
            number = draft.flow(f"{reading.table} {reading.row} as rules read it", -ENDLESS, ENDLESS)
            draft.scheme.network.equation(f"reading of {reading.row}", [*terms, (number, -1.0)])
        if reading.back == reading.steps == 1:
            draft.scheme.previous.append((number, place))
        else:
            draft.scheme.lags.append(_mean(number, place, reading, draft))


def _mean(flow: int, place: int, reading: Reading, draft: Draft) -> Lag:
    """The mean over steps before as shares of what left in each; those before the first step are of the run before."""
    earlier = draft.earlier.flows.get((reading.table, reading.row)) if draft.earlier is not None else None
    rates = np.zeros(0) if earlier is None else earlier.rate
    here = np.arange(draft.steps)
    last = here - reading.back
    first = np.maximum(last - reading.steps + 1, -len(rates))
    counts = np.maximum(last - first + 1, 0)
    old = np.array(
        [float(rates[_from(int(a), rates) : _from(int(b) + 1, rates)].sum()) for a, b in zip(first, last, strict=True)]
    )
    before = np.where(counts == 0, reading.initial, old / np.where(counts > 0, counts, 1))
    begin = np.maximum(first, 0)
    own = np.maximum(last - begin + 1, 0)
    row = np.repeat(here, own)
    column = np.concatenate([np.arange(a, a + n) for a, n in zip(begin, own, strict=True)]).astype(np.int64)
    return Lag(flow, place, row, column, 1.0 / counts[row], before)


def _from(step: int, rates: Floats) -> int:
    """The place of a step before the first one among the rates of the steps before it; the end for later steps."""
    return max(min(step, 0) + len(rates), 0)
