"""A scheme as arrays for the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aryk.kernels.memory import Held, hold
from aryk.rivers.affine import ZERO, Affine
from aryk.rivers.kernel.arrays import COST, HIGH, LOW, tableau
from aryk.rivers.kernel.course import ACTIVE, BEGUN, COURSE, RESET, STATE
from aryk.rivers.kernel.readings import KINDS
from aryk.rivers.kernel.simplex import BIG
from aryk.rivers.network import Check, Expression, Reduced, reduce
from aryk.rivers.scheme import Scheme

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Compiled:
    """A scheme as arrays.

    Attributes
    ----------
    course, tableau, state
        What the kernel walks through, and room for what changes.
    reduced
        What is left to decide.
    checks
        Checks that vary over time, in the order of the course.
    impossible
        Checks that fail at every step.
    """

    course: Held
    tableau: Held
    state: Held
    reduced: Reduced
    checks: list[Check]
    impossible: list[Check]


class _Pool:
    """Affine numbers that the kernel adds up, each once; those from `first` on are late."""

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self.numbers: dict[tuple[float, tuple[tuple[int, float], ...]], int] = {}

    def add(self, value: Affine) -> int:
        key = (value.constant, tuple(sorted(value.slots.items())))
        return self.numbers.setdefault(key, self.first + len(self.numbers))


def compile_scheme(scheme: Scheme, kept: Sequence[int]) -> Compiled:
    """Work out what is left to decide, and write everything as arrays.

    Parameters
    ----------
    kept
        The flows whose values are to be kept at each step.
    """
    reduced = reduce(scheme.network, frozenset((row, flow) for row, flow, _ in scheme.moving))
    columns = len(reduced.columns)
    matrix = np.zeros((len(reduced.terms), columns))
    for number, terms in enumerate(reduced.terms):
        for column, coefficient in terms.items():
            matrix[number, column] = coefficient
    early = _Pool()
    stores = _stores(scheme, early)
    late = _Pool(len(early.numbers))
    fixed, ties, meeting = _bounds(reduced, late)
    checks, impossible, numbers = _checks(reduced, late)
    made = tableau(matrix, meeting)
    moving = _moving(scheme, reduced, late, made)
    outputs = _outputs(scheme, reduced, late, [*kept, *(lag.flow for lag in scheme.lags)], columns)
    sums = [*early.numbers, *late.numbers]
    steps, leaving = len(scheme.amount), len(kept)
    drawn = leaving + len(scheme.lags)
    course = hold(
        COURSE,
        series=_by_step([values for _, values in scheme.series], (steps,)),
        by_member=_by_step([values for _, values in scheme.by_member], (scheme.members, steps)),
        places=[place for place, _ in [*scheme.series, *scheme.by_member]],
        amount=scheme.amount,
        days=scheme.days,
        constant=[constant for constant, _ in sums],
        sum_starts=starts([len(terms) for _, terms in sums]),
        slot=[place for _, terms in sums for place, _ in terms],
        factor=[factor for _, terms in sums for _, factor in terms],
        kind=[KINDS.index(kind) for kind, _, _ in scheme.rules],
        rule_slot=[place for _, place, _ in scheme.rules],
        rule_starts=starts([len(args) for _, _, args in scheme.rules]),
        args=[each for _, _, args in scheme.rules for each in args],
        turns=_turns(scheme),
        fixed=fixed,
        **columns_of(("tie_what", "tie_variable", "tie_sum"), ties),
        **columns_of(("entry", "entry_sum"), moving),
        **columns_of(("check_low", "check_high", "check_value"), numbers),
        **outputs,
        **stores,
        **_lags(scheme),
        previous=[place for _, place in scheme.previous],
        steps=steps,
        steady=len(scheme.series),
        varied=len(scheme.by_member),
        slots=len(scheme.slots) + 1,
        early=len(early.numbers),
        sums=len(sums),
        rules=len(scheme.rules),
        stores=len(scheme.stores),
        longest=_longest(scheme),
        lags=len(scheme.lags),
        ties=len(ties),
        entries=len(moving),
        checks=len(numbers),
        variables=len(fixed),
        outputs=len(outputs["known"]),
        kept=len(kept),
        leaving=leaving,
        drawn=drawn,
        read=drawn + len(scheme.stores),
    )
    return Compiled(course, made, _state(scheme, course), reduced, checks, impossible)


def columns_of(names: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> dict[str, Ints]:
    """The columns of rows of whole numbers, by name.

    >>> columns_of(("one", "two"), [(1, 2), (3, 4)])["two"].tolist()
    [2, 4]
    """
    table = np.array(rows, dtype=np.int64).reshape(-1, len(names))
    return {name: table[:, place] for place, name in enumerate(names)}


def starts(counts: Sequence[int]) -> Ints:
    """Where each of several lists begins when they stand one after the other, and the end of the last."""
    return np.concatenate([[0], np.cumsum(np.array(counts, dtype=np.int64))]).astype(np.int64)


def _longest(scheme: Scheme) -> int:
    return max(1, *(store.window for store in scheme.stores), 1)


def _state(scheme: Scheme, course: Held) -> Held:
    """Room for what changes, before the first step."""
    slots, stores = np.array([*scheme.slots, 0.0]), len(scheme.stores)
    return hold(
        STATE,
        before=slots,
        slots=slots.copy(),
        values=np.zeros(len(course["constant"])),
        **{name: np.zeros(stores) for name in ("content", "filling", "lost")},
        used=np.zeros((stores, _longest(scheme))),
        left=np.zeros((len(scheme.lags), len(scheme.amount))),
        asked=course["fixed"].copy(),
        out=np.zeros(len(course["known"])),
    )


def _by_step(values: list[Floats], shape: tuple[int, ...]) -> Floats:
    """Several arrays as one, whose last axis tells them apart."""
    return np.ascontiguousarray(np.stack(values, axis=-1)) if values else np.zeros((*shape, 0))


def _bounds(reduced: Reduced, late: _Pool) -> tuple[Floats, list[tuple[int, int, int]], NDArray[np.bool_]]:
    """Bounds and costs that stay, those that are late sums, and the sums of rows whose bounds always meet."""
    variables = [*reduced.columns, *reduced.sums]
    fixed = np.zeros((len(variables), 3))
    fixed[:, LOW], fixed[:, HIGH] = -BIG, BIG
    meeting = np.zeros(len(variables), dtype=np.bool_)
    ties: list[tuple[int, int, int]] = []
    for number, variable in enumerate(variables):
        for each in variable.lows:
            if each.is_constant:
                fixed[number, LOW] = max(fixed[number, LOW], each.constant)
            else:
                ties.append((LOW, number, late.add(each)))
        for each in variable.highs:
            if each.is_constant:
                fixed[number, HIGH] = min(fixed[number, HIGH], each.constant)
            else:
                ties.append((HIGH, number, late.add(each)))
        if variable.cost.is_constant:
            fixed[number, COST] = variable.cost.constant
        else:
            ties.append((COST, number, late.add(variable.cost)))
        single = len(variable.lows) == len(variable.highs) == 1 and variable.lows[0] == variable.highs[0]
        meeting[number] = single and number >= len(reduced.columns)
    return fixed, sorted(ties), meeting


def _checks(reduced: Reduced, late: _Pool) -> tuple[list[Check], list[Check], list[tuple[int, int, int]]]:
    """Checks that vary over time, those that fail at every step, and the sums of the first."""
    checks, impossible = [], []
    numbers: list[tuple[int, int, int]] = []
    for check in reduced.checks:
        below, above = check.value - check.low, check.high - check.value
        if below.is_constant and above.is_constant:
            near = 1e-9 * (1.0 + abs(check.value.constant))
            if below.constant < -near or above.constant < -near:
                impossible.append(check)
        else:
            checks.append(check)
            finite = [Affine(max(min(each.constant, BIG), -BIG), each.slots) for each in (check.low, check.high)]
            numbers.append((late.add(finite[0]), late.add(finite[1]), late.add(check.value)))
    return checks, impossible, numbers


def _moving(scheme: Scheme, reduced: Reduced, late: _Pool, made: Held) -> list[tuple[int, int]]:
    """Coefficients that vary over time, each by the place of its entry."""
    column_of = {
        flow: next(iter(each.columns))
        for flow, each in enumerate(reduced.flows)
        if list(each.columns.values()) == [1.0]
    }
    row_of = {number: place for place, number in enumerate(reduced.kept)}
    found = []
    for row, flow, value in scheme.moving:
        first, last = made["starts"][row_of[row]], made["starts"][row_of[row] + 1]
        place = first + np.flatnonzero(made["entries"][first:last] == column_of[flow])[0]
        found.append((int(place), late.add(value)))
    return found


def _outputs(scheme: Scheme, reduced: Reduced, late: _Pool, flows: list[int], columns: int) -> dict[str, Any]:
    expressions = [reduced.flows[flow] for flow in flows]
    for store in scheme.stores:
        drawn = Expression({}, {}, ZERO)
        for flow, factor in store.draw:
            drawn = drawn.plus(reduced.flows[flow].scaled(factor, ZERO))
        expressions.append(drawn)
    expressions += [reduced.flows[flow] for flow, _ in scheme.previous]
    parts = [
        [*each.columns.items(), *((columns + row, factor) for row, factor in each.rows.items())] for each in expressions
    ]
    known = [each.known for each in expressions]
    return {
        "known": [-1 if each.is_constant and each.constant == 0.0 else late.add(each) for each in known],
        "part_starts": starts([len(each) for each in parts]),
        "part_variable": [variable for each in parts for variable, _ in each],
        "part_factor": [factor for each in parts for _, factor in each],
    }


def _lags(scheme: Scheme) -> dict[str, Any]:
    """Slots of the lags; where the arrivals of each lag at each step begin, and these; what was under way before."""
    steps = len(scheme.amount)
    orders = [np.argsort(lag.row, kind="stable") for lag in scheme.lags]
    nothing = np.zeros(0)
    return {
        "arriving": [lag.arriving for lag in scheme.lags],
        "arrival_starts": starts([count for lag in scheme.lags for count in np.bincount(lag.row, minlength=steps)]),
        "arrival_step": np.concatenate(
            [*(lag.column[order] for lag, order in zip(scheme.lags, orders, strict=True)), nothing]
        ),
        "arriving_share": np.concatenate(
            [*(lag.share[order] for lag, order in zip(scheme.lags, orders, strict=True)), nothing]
        ),
        "under_way": _by_step([np.broadcast_to(lag.before, (steps,)) for lag in scheme.lags], (steps,)),
    }


def _turns(scheme: Scheme) -> Ints:
    """What each store does at each step."""
    turns = np.full((len(scheme.amount), len(scheme.stores)), ACTIVE, dtype=np.int64)
    for place, store in enumerate(scheme.stores):
        if store.active is not None:
            turns[:, place] = np.where(store.active, ACTIVE, 0)
        if store.reset is not None:
            turns[:, place] |= np.where(store.reset > 0.0, RESET, 0) | np.where(store.reset > 1.0, BEGUN, 0)
    return turns


def _stores(scheme: Scheme, early: _Pool) -> dict[str, Any]:
    nowhere, given = len(scheme.slots), scheme.stores
    same = (
        "area_empty",
        "area_slope",
        "loss",
        "initial",
        "initial_filling",
        "carry",
        "used_before",
        "opening",
        "to_initial",
        "window",
    )
    return {
        **{name: [getattr(each, name) for each in given] for name in same},
        "content_slot": [each.content for each in given],
        "filling_slot": [each.filling for each in given],
        "room_slot": [each.room if each.room >= 0 else nowhere for each in given],
        "there_slot": [each.there if each.there >= 0 else nowhere for each in given],
        "lost_slot": [each.lost for each in given],
        "capacity": [early.add(Affine(min(each.capacity.constant, BIG), each.capacity.slots)) for each in given],
        "minimum": [early.add(each.minimum) for each in given],
        "depth": [-1 if each.depth is None else early.add(each.depth) for each in given],
    }
