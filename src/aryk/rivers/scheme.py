"""A river while it is written down: its network, series, rules, stores and lags; and as arrays for the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.affine import ENDLESS, ZERO, Affine, slot
from aryk.rivers.network import Check, Expression, Network, Reduced, reduce
from aryk.rivers.readings import KINDS
from aryk.rivers.simplex import BIG, Tableau, tableau
from aryk.rivers.walk import Course, Decisions, Lags, Outputs, Rules, Stores, Sums

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kept:
    """A store or an account; amounts in the unit of the carrier, `depth` in amount per area and day.

    `draw` is what flows draw from it. Slots of -1 are not kept. `renewed` is what an account that is renewed to its
    initial balance begins anew with; None: `initial`.
    """

    name: str
    draw: list[tuple[int, float]]
    content: int
    filling: int
    room: int
    there: int
    lost: int
    capacity: Affine
    minimum: Affine
    initial: float
    initial_filling: float
    depth: Affine | None = None
    area_empty: float = 0.0
    area_full: float = 0.0
    loss: float = 0.0
    reset: Floats | None = None
    to_initial: bool = False
    carry: float = 0.0
    active: NDArray[np.bool_] | None = None
    window: int = 0
    used_before: float = 0.0
    renewed: float | None = None


@dataclass(frozen=True)
class Lag:
    """A flow that arrives later: shares of the steps before in each step, and what was under way at the start."""

    flow: int
    arriving: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    share: Floats
    before: Floats


@dataclass
class Scheme:
    """A river as it is written down.

    Attributes
    ----------
    amount
        Amount that a flow of 1 makes in each step; shape (steps,).
    days
        Length of each step; shape (steps,).
    """

    amount: Floats
    days: Floats
    members: int = 1
    network: Network = field(default_factory=Network)
    slots: list[float] = field(default_factory=list)
    series: list[tuple[int, Floats]] = field(default_factory=list)
    by_member: list[tuple[int, Floats]] = field(default_factory=list)
    rules: list[tuple[int, int, list[int]]] = field(default_factory=list)
    stores: list[Kept] = field(default_factory=list)
    lags: list[Lag] = field(default_factory=list)
    moving: list[tuple[int, int, Affine]] = field(default_factory=list)
    previous: list[tuple[int, int]] = field(default_factory=list)
    _constants: dict[float, int] = field(default_factory=dict)

    def slot(self, value: float = 0.0) -> int:
        """A new slot, with its value before the first step."""
        self.slots.append(value)
        return len(self.slots) - 1

    def constant(self, value: float) -> int:
        """The slot of a constant."""
        if value not in self._constants:
            self._constants[value] = self.slot(value)
        return self._constants[value]

    def over_time(self, values: Floats) -> Affine:
        """A number that varies over time, shape (steps,), or by member of the ensemble, shape (members, steps)."""
        if values.ndim == 1 and (values == values[0]).all():
            return Affine(float(values[0]))
        place = self.slot()
        if values.ndim == 1:
            self.series.append((place, np.ascontiguousarray(values, dtype=float)))
        else:
            self.by_member.append((place, np.ascontiguousarray(values, dtype=float)))
        return slot(place)

    def rule(self, kind: str, args: Sequence[int]) -> int:
        """The slot of what a rule gives from other slots; rules are read in the order in which they are added."""
        place = self.slot()
        self.rules.append((KINDS.index(kind), place, list(args)))
        return place

    def place_of(self, value: Affine) -> int:
        """A slot that holds an affine number."""
        if value.is_constant:
            return self.constant(value.constant)
        if value.constant == 0.0 and list(value.slots.values()) == [1.0]:
            return next(iter(value.slots))
        terms = [
            each if factor == 1.0 else self.rule("product", [self.constant(factor), each])
            for each, factor in value.slots.items()
        ]
        if value.constant:
            terms.append(self.constant(value.constant))
        return terms[0] if len(terms) == 1 else self.rule("sum", terms)

    def product(self, one: Affine, other: Affine) -> Affine:
        """The product of two numbers."""
        if one.is_constant:
            return other * one.constant
        if other.is_constant:
            return one * other.constant
        return slot(self.rule("product", [self.place_of(one), self.place_of(other)]))


@dataclass(frozen=True)
class Compiled:
    """A scheme as arrays.

    Attributes
    ----------
    course, tableau
        What the kernel walks through, and the basis that it begins with.
    reduced
        What is left to decide.
    names
        What each column and row left stands for, for messages.
    checks
        Checks that vary over time, in the order of the course.
    impossible
        Checks that fail at every step.
    """

    course: Course
    tableau: Tableau
    reduced: Reduced
    checks: list[Check]
    impossible: list[Check]


class _Pool:
    """Affine numbers that the kernel adds up, each once."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[float, tuple[tuple[int, float], ...]], int] = {}

    def add(self, value: Affine) -> int:
        key = (value.constant, tuple(sorted(value.slots.items())))
        return self.numbers.setdefault(key, len(self.numbers))

    def arrays(self) -> Sums:
        keys = list(self.numbers)
        entries = [entry for _, terms in keys for entry in terms]
        return Sums(
            np.array([constant for constant, _ in keys], dtype=float),
            np.cumsum([0, *(len(terms) for _, terms in keys)]).astype(np.int64),
            np.array([place for place, _ in entries], dtype=np.int64),
            np.array([factor for _, factor in entries], dtype=float),
        )


def compile_scheme(scheme: Scheme, kept: Sequence[int]) -> Compiled:
    """Work out what is left to decide, and write everything as arrays.

    Parameters
    ----------
    kept
        The flows whose values are to be kept at each step.
    """
    moving = {(row, flow) for row, flow, _ in scheme.moving}
    reduced = reduce(scheme.network, frozenset(moving))
    early, late = _Pool(), _Pool()
    rows, columns = len(reduced.terms), len(reduced.columns)
    matrix = np.zeros((rows, columns))
    for number, terms in enumerate(reduced.terms):
        for column, coefficient in terms.items():
            matrix[number, column] = coefficient
    decisions, fixed, checks, impossible = _decisions(scheme, reduced, late)
    wanted = [*kept, *(lag.flow for lag in scheme.lags)]
    outputs = _outputs(scheme, reduced, late, wanted, len(kept), columns)
    stores = _stores(scheme, early, len(wanted))
    course = Course(
        np.array([*scheme.slots, 0.0]),
        np.array([place for place, _ in scheme.series], dtype=np.int64),
        _by_step([values for _, values in scheme.series], (len(scheme.amount),)),
        np.array([place for place, _ in scheme.by_member], dtype=np.int64),
        _by_step([values for _, values in scheme.by_member], (scheme.members, len(scheme.amount))),
        np.ascontiguousarray(scheme.amount, dtype=float),
        np.ascontiguousarray(scheme.days, dtype=float),
        _rules(scheme),
        early.arrays(),
        late.arrays(),
        stores,
        _lags(scheme, len(kept)),
        decisions,
        outputs,
    )
    return Compiled(course, tableau(matrix, fixed), reduced, checks, impossible)


def _by_step(values: list[Floats], shape: tuple[int, ...]) -> Floats:
    """Several arrays as one, whose last axis tells them apart."""
    return np.ascontiguousarray(np.stack(values, axis=-1)) if values else np.zeros((*shape, 0))


def _rules(scheme: Scheme) -> Rules:
    return Rules(
        np.array([kind for kind, _, _ in scheme.rules], dtype=np.int64),
        np.array([place for _, place, _ in scheme.rules], dtype=np.int64),
        np.cumsum([0, *(len(args) for _, _, args in scheme.rules)]).astype(np.int64),
        np.array([each for _, _, args in scheme.rules for each in args], dtype=np.int64),
    )


def _decisions(
    scheme: Scheme, reduced: Reduced, late: _Pool
) -> tuple[Decisions, NDArray[np.bool_], list[Check], list[Check]]:
    variables = [*reduced.columns, *reduced.sums]
    size, columns = len(variables), len(reduced.columns)
    low, high, cost = np.full(size, -BIG), np.full(size, BIG), np.zeros(size)
    fixed = np.zeros(size, dtype=np.bool_)
    lows: list[tuple[int, int]] = []
    highs: list[tuple[int, int]] = []
    costs: list[tuple[int, int]] = []
    for number, variable in enumerate(variables):
        for each in variable.lows:
            if each.is_constant:
                low[number] = max(low[number], each.constant)
            else:
                lows.append((number, late.add(each)))
        for each in variable.highs:
            if each.is_constant:
                high[number] = min(high[number], each.constant)
            else:
                highs.append((number, late.add(each)))
        if variable.cost.is_constant:
            cost[number] = variable.cost.constant
        else:
            costs.append((number, late.add(variable.cost)))
        one_low, one_high = variable.lows[0], variable.highs[0]
        fixed[number] = len(variable.lows) == len(variable.highs) == 1 and one_low == one_high and number >= columns
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
    column_of = {
        flow: next(iter(each.columns))
        for flow, each in enumerate(reduced.flows)
        if list(each.columns.values()) == [1.0]
    }
    row_of = {number: place for place, number in enumerate(reduced.kept)}
    turned = [(row_of[row], column_of[flow], late.add(value)) for row, flow, value in scheme.moving]
    decisions = Decisions(
        low,
        high,
        cost,
        *_pairs(lows),
        *_pairs(highs),
        *_pairs(costs),
        *(np.array([each[place] for each in turned], dtype=np.int64) for place in range(3)),
        *(np.array([each[place] for each in numbers], dtype=np.int64) for place in range(3)),
    )
    return decisions, fixed, checks, impossible


def _pairs(values: list[tuple[int, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return (
        np.array([one for one, _ in values], dtype=np.int64),
        np.array([other for _, other in values], dtype=np.int64),
    )


def _outputs(scheme: Scheme, reduced: Reduced, late: _Pool, flows: list[int], kept: int, columns: int) -> Outputs:
    expressions = [reduced.flows[flow] for flow in flows]
    for store in scheme.stores:
        drawn = Expression({}, {}, ZERO)
        for flow, factor in store.draw:
            drawn = drawn.plus(reduced.flows[flow].scaled(factor, ZERO))
        expressions.append(drawn)
    expressions += [reduced.flows[flow] for flow, _ in scheme.previous]
    known, starts, variables, factors = [], [0], [], []
    for each in expressions:
        nothing = each.known.is_constant and each.known.constant == 0.0
        known.append(-1 if nothing else late.add(each.known))
        for column, factor in each.columns.items():
            variables.append(column)
            factors.append(factor)
        for row, factor in each.rows.items():
            variables.append(columns + row)
            factors.append(factor)
        starts.append(len(variables))
    first = len(flows) + len(scheme.stores)
    return Outputs(
        np.array(known, dtype=np.int64),
        np.array(starts, dtype=np.int64),
        np.array(variables, dtype=np.int64),
        np.array(factors, dtype=float),
        np.arange(kept, dtype=np.int64),
        np.arange(first, first + len(scheme.previous), dtype=np.int64),
        np.array([place for _, place in scheme.previous], dtype=np.int64),
    )


def _lags(scheme: Scheme, first: int) -> Lags:
    steps = len(scheme.amount)
    counts, columns, shares, before = [], [], [], np.zeros((steps, len(scheme.lags)))
    for number, lag in enumerate(scheme.lags):
        order = np.argsort(lag.row, kind="stable")
        counts.append(np.bincount(lag.row, minlength=steps))
        columns.append(lag.column[order])
        shares.append(lag.share[order])
        before[:, number] = lag.before
    return Lags(
        np.arange(first, first + len(scheme.lags), dtype=np.int64),
        np.array([lag.arriving for lag in scheme.lags], dtype=np.int64),
        np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64) if counts else np.zeros(1, np.int64),
        np.concatenate([*columns, np.zeros(0, dtype=np.int64)]).astype(np.int64),
        np.concatenate([*shares, np.zeros(0)]),
        before,
    )


def _stores(scheme: Scheme, early: _Pool, first: int) -> Stores:
    steps, given = len(scheme.amount), scheme.stores
    none = np.zeros(steps)
    every = np.ones(steps)
    nowhere = len(scheme.slots)

    def finite(value: Affine) -> Affine:
        return Affine(min(value.constant, BIG), value.slots)

    def whole(values: list[int]) -> NDArray[np.int64]:
        return np.array(values, dtype=np.int64)

    return Stores(
        whole([each.content for each in given]),
        whole([each.filling for each in given]),
        whole([each.room if each.room >= 0 else nowhere for each in given]),
        whole([each.there if each.there >= 0 else nowhere for each in given]),
        whole([each.lost for each in given]),
        whole([early.add(finite(each.capacity)) for each in given]),
        whole([early.add(each.minimum) for each in given]),
        whole([-1 if each.depth is None else early.add(each.depth) for each in given]),
        np.array([each.area_empty for each in given]),
        np.array([each.area_full for each in given]),
        np.array([each.loss for each in given]),
        np.arange(first, first + len(given), dtype=np.int64),
        np.array([each.initial for each in given]),
        np.array([each.initial_filling for each in given]),
        _by_step([none if each.reset is None else each.reset for each in given], (steps,)),
        np.array([each.to_initial for each in given], dtype=np.bool_),
        np.array([each.carry for each in given]),
        _by_step([every if each.active is None else each.active.astype(float) for each in given], (steps,)).astype(
            np.bool_
        ),
        whole([each.window for each in given]),
        np.array([each.used_before for each in given]),
        np.array([each.initial if each.renewed is None else each.renewed for each in given]),
    )


__all__ = ["ENDLESS", "ZERO", "Affine", "Compiled", "Kept", "Lag", "Scheme", "compile_scheme", "slot"]
