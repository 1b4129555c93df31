"""A river as flows and rows, and what is left to decide of it once all that follows has been worked out.

Most flows of a river network are decided by others: what enters a reach leaves it, what a spring gives flows
down to the first fork. Before the first step, four things are worked out, again and again until nothing is left:

- a flow whose bounds meet is known at the start of the step;
- a row with one flow gives that flow from what is known;
- a row with two flows gives one from the other;
- a flow that stands in one row alone, an equation, becomes the slack of that row.

Bounds and costs of flows that went pass to those that stay, so the optimum is the same (Andersen and Andersen,
Presolving in linear programming, Mathematical Programming 71, 1995).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aryk.rivers.affine import ENDLESS, ZERO, Affine


@dataclass
class Flow:
    """A flow to decide: its bounds and its cost, each fixed or by slots."""

    name: str
    low: Affine = ZERO
    high: Affine = ENDLESS
    cost: Affine = ZERO


@dataclass
class Row:
    """`low` <= sum of coefficient x flow <= `high`, at a cost for each unit of the sum."""

    name: str
    terms: dict[int, float]
    low: Affine = ZERO
    high: Affine = ZERO
    cost: Affine = ZERO
    equation: bool = True


@dataclass(frozen=True)
class Expression:
    """A flow by what is left: factors of columns, factors of sums of rows, and what is known."""

    columns: Mapping[int, float]
    rows: Mapping[int, float]
    known: Affine

    @property
    def kind(self) -> str:
        """`known` where nothing is left to decide of it, else `decided`."""
        return "decided" if self.columns or self.rows else "known"

    def scaled(self, factor: float, known: Affine) -> Expression:
        """`factor` x it + `known`."""
        return Expression(
            {at: each * factor for at, each in self.columns.items()},
            {at: each * factor for at, each in self.rows.items()},
            self.known * factor + known,
        )

    def plus(self, other: Expression) -> Expression:
        """The sum of two."""
        columns, rows = dict(self.columns), dict(self.rows)
        for at, each in other.columns.items():
            columns[at] = columns.get(at, 0.0) + each
        for at, each in other.rows.items():
            rows[at] = rows.get(at, 0.0) + each
        return Expression(
            {at: each for at, each in columns.items() if abs(each) > 1e-12},
            {at: each for at, each in rows.items() if abs(each) > 1e-12},
            self.known + other.known,
        )


@dataclass
class Network:
    """Flows and rows as they are written down."""

    flows: list[Flow] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def flow(self, name: str, low: Affine = ZERO, high: Affine = ENDLESS, cost: Affine = ZERO) -> int:
        """Add a flow; returns its number."""
        self.flows.append(Flow(name, low, high, cost))
        return len(self.flows) - 1

    def equation(self, name: str, terms: Iterable[tuple[int, float]], value: Affine = ZERO) -> int:
        """Add a row whose sum is `value`; returns its number."""
        return self._row(name, terms, value, value, ZERO, True)

    def within(
        self,
        name: str,
        terms: Iterable[tuple[int, float]],
        low: Affine = -ENDLESS,
        high: Affine = ENDLESS,
        cost: Affine = ZERO,
    ) -> int:
        """Add a row whose sum stays between bounds, at a cost; returns its number."""
        return self._row(name, terms, low, high, cost, False)

    def _row(
        self, name: str, terms: Iterable[tuple[int, float]], low: Affine, high: Affine, cost: Affine, equation: bool
    ) -> int:
        summed: dict[int, float] = {}
        for flow, coefficient in terms:
            summed[flow] = summed.get(flow, 0.0) + coefficient
        kept = {flow: each for flow, each in summed.items() if each}
        self.rows.append(Row(name, kept, low, high, cost, equation))
        return len(self.rows) - 1


@dataclass(frozen=True)
class Variable:
    """A column or the sum of a row that is left: the largest of `lows` and the least of `highs` bound it."""

    lows: list[Affine]
    highs: list[Affine]
    cost: Affine


@dataclass(frozen=True)
class Check:
    """Something that is known before a step is solved and must lie between bounds."""

    name: str
    low: Affine
    high: Affine
    value: Affine


@dataclass(frozen=True)
class Reduced:
    """What is left to decide.

    Attributes
    ----------
    columns, sums
        The columns, and the sums of the rows, that are left.
    terms
        Of each row left, the coefficient by number of the column.
    flows, rows
        Each flow, and the sum of each row, of the network by what is left.
    checks
        What no decision can change.
    kept
        The number, in the network, of each row left.
    """

    columns: list[Variable]
    sums: list[Variable]
    terms: list[dict[int, float]]
    flows: list[Expression]
    rows: list[Expression]
    checks: list[Check]
    kept: list[int]


class _Reduction:
    """The rows of a network while they are worked out.

    A row stands for low <= sum of terms + offset <= high. `by` says what took the place of a flow, `of` what
    took that of a row: kind, number, factor and what is known.
    """

    def __init__(self, network: Network, moving: frozenset[tuple[int, int]]) -> None:
        self.network = network
        self.bound_rows = {row for row, _ in moving}
        self.bound_flows = {flow for _, flow in moving}
        self.terms = [dict(row.terms) for row in network.rows]
        self.row_lows = [[row.low] for row in network.rows]
        self.row_highs = [[row.high] for row in network.rows]
        self.offset = [ZERO for _ in network.rows]
        self.row_cost = [row.cost for row in network.rows]
        self.equation = [row.equation for row in network.rows]
        self.gone = [False] * len(network.rows)
        self.lows = [[flow.low] for flow in network.flows]
        self.highs = [[flow.high] for flow in network.flows]
        self.cost = [flow.cost for flow in network.flows]
        self.by: dict[int, tuple[str, int, float, Affine]] = {}
        self.where: list[set[int]] = [set() for _ in network.flows]
        for number, terms in enumerate(self.terms):
            for flow in terms:
                self.where[flow].add(number)

    def run(self) -> None:
        waiting = set(range(len(self.terms)))
        for flow, each in enumerate(self.network.flows):
            if each.low == each.high and flow not in self.bound_flows:
                self._substitute(flow, "known", -1, 0.0, each.low)
        while waiting:
            number = waiting.pop()
            if self.gone[number] or not self.terms[number] or number in self.bound_rows:
                continue
            if self.equation[number]:
                waiting |= self._equation(number)
            elif len(self.terms[number]) == 1:
                waiting |= self._single(number)

    def _equation(self, number: int) -> set[int]:
        """Work out an equation; returns the rows that changed."""
        terms = self.terms[number]
        value = self.row_lows[number][0] - self.offset[number]
        if len(terms) == 1:
            ((flow, coefficient),) = terms.items()
            if flow in self.bound_flows:
                return set()
            self.gone[number] = True
            return self._substitute(flow, "known", -1, 0.0, value * (1.0 / coefficient))
        if len(terms) == 2:
            gone, kept = sorted(terms, key=lambda flow: (flow in self.bound_flows, len(self.where[flow])))
            if gone in self.bound_flows:
                return set()
            factor = -terms[kept] / terms[gone]
            self.gone[number] = True
            return self._substitute(gone, "flow", kept, factor, value * (1.0 / terms[gone]))
        alone = [flow for flow in terms if len(self.where[flow]) == 1 and flow not in self.bound_flows]
        if not alone:
            return set()
        self._absorb(number, max(alone, key=lambda flow: (self._breadth(flow), -flow)))
        return {number}

    def _breadth(self, flow: int) -> int:
        return sum(each.constant != -ENDLESS.constant for each in self.highs[flow]) + (
            not self.lows[flow][0].is_constant
        )

    def _substitute(self, flow: int, kind: str, at: int, factor: float, known: Affine) -> set[int]:
        """Put `factor` x flow `at` + `known` in place of a flow everywhere; returns the rows that changed."""
        self.by[flow] = (kind, at, factor, known)
        touched = {number for number in self.where[flow] if not self.gone[number]}
        for number in self.where[flow]:
            coefficient = self.terms[number].pop(flow)
            self.offset[number] = self.offset[number] + known * coefficient
            if kind == "flow":
                total = self.terms[number].get(at, 0.0) + coefficient * factor
                if abs(total) < 1e-12:
                    self.terms[number].pop(at, None)
                    self.where[at].discard(number)
                else:
                    self.terms[number][at] = total
                    self.where[at].add(number)
        self.where[flow] = set()
        if kind == "flow":
            lows = [(each - known) * (1.0 / factor) for each in self.lows[flow]]
            highs = [(each - known) * (1.0 / factor) for each in self.highs[flow]]
            self._tighten(at, *((lows, highs) if factor > 0 else (highs, lows)))
            self.cost[at] = self.cost[at] + self.cost[flow] * factor
            touched |= {number for number in self.where[at] if not self.gone[number]}
            self.where[at] = {number for number in self.where[at] if not self.gone[number]}
        return touched

    def _tighten(self, flow: int, lows: list[Affine], highs: list[Affine]) -> None:
        self.lows[flow] = self.lows[flow] + [each for each in lows if each.constant != -ENDLESS.constant]
        self.highs[flow] = self.highs[flow] + [each for each in highs if each.constant != ENDLESS.constant]

    def _absorb(self, number: int, flow: int) -> None:
        """Make a flow that stands in this equation alone its slack: a x = value - rest."""
        a = self.terms[number].pop(flow)
        value = self.row_lows[number][0]
        lows, highs = [value - each * a for each in self.highs[flow]], [value - each * a for each in self.lows[flow]]
        self.row_lows[number], self.row_highs[number] = (lows, highs) if a > 0 else (highs, lows)
        self.row_cost[number] = self.row_cost[number] + self.cost[flow] * (-1.0 / a)
        self.equation[number] = False
        self.by[flow] = ("row", number, -1.0 / a, value * (1.0 / a))
        self.where[flow] = set()

    def _single(self, number: int) -> set[int]:
        """Pass the bounds and the cost of a sum with one term to its flow."""
        ((flow, a),) = self.terms[number].items()
        offset = self.offset[number]
        lows = [(each - offset) * (1.0 / a) for each in self.row_lows[number]]
        highs = [(each - offset) * (1.0 / a) for each in self.row_highs[number]]
        self._tighten(flow, *((lows, highs) if a > 0 else (highs, lows)))
        self.cost[flow] = self.cost[flow] + self.row_cost[number] * a
        self.gone[number] = True
        self.where[flow].discard(number)
        return set(self.where[flow])


def reduce(network: Network, moving: frozenset[tuple[int, int]] = frozenset()) -> Reduced:
    """Work out all flows that follow from others.

    Parameters
    ----------
    moving
        Row and flow of coefficients that vary over time: the row and the flow stay.

    Examples
    --------
    >>> river = Network()
    >>> spring, reach, field = (river.flow(name) for name in ("spring", "reach", "field"))
    >>> _ = river.equation("fork", [(spring, 1.0), (reach, -1.0), (field, -1.0)])
    >>> left = reduce(river)
    >>> len(left.columns), len(left.sums)
    (2, 1)
    """
    work = _Reduction(network, moving)
    work.run()
    column = {
        flow: number for number, flow in enumerate(flow for flow in range(len(network.flows)) if flow not in work.by)
    }
    kept = [
        number
        for number, terms in enumerate(work.terms)
        if (terms or number in work.bound_rows) and not work.gone[number]
    ]
    place = {number: each for each, number in enumerate(kept)}
    flows = _flows(work, column, place)
    rows = [_sum(flows, row) for row in network.rows]
    sums = [
        Variable(
            [each - work.offset[number] for each in work.row_lows[number]],
            [each - work.offset[number] for each in work.row_highs[number]],
            work.row_cost[number],
        )
        for number in kept
    ]
    columns = [Variable(work.lows[flow], work.highs[flow], work.cost[flow]) for flow in column]
    terms = [{column[flow]: each for flow, each in work.terms[number].items()} for number in kept]
    checks = [
        Check(flow.name, flow.low, flow.high, by.known)
        for flow, by in zip(network.flows, flows, strict=True)
        if by.kind == "known"
    ]
    checks += [
        Check(row.name, row.low, row.high, by.known)
        for row, by in zip(network.rows, rows, strict=True)
        if by.kind == "known"
    ]
    return Reduced(columns, sums, terms, flows, rows, checks, kept)


def _flows(work: _Reduction, column: dict[int, int], place: dict[int, int]) -> list[Expression]:
    """Each flow by the columns and sums that are left."""
    found = {flow: Expression({number: 1.0}, {}, ZERO) for flow, number in column.items()}
    for flow in range(len(work.network.flows)):
        chain = [flow]
        while chain:
            each = chain[-1]
            if each in found:
                chain.pop()
                continue
            kind, at, factor, known = work.by[each]
            if kind == "known":
                found[each] = Expression({}, {}, known)
            elif kind == "flow":
                if at in found:
                    found[each] = found[at].scaled(factor, known)
                else:
                    chain.append(at)
            elif at in place:
                found[each] = Expression({}, {place[at]: factor}, known + work.offset[at] * factor)
            else:
                needed = [other for other in work.network.rows[at].terms if other != each and other not in found]
                if needed:
                    chain += needed
                else:
                    own = work.network.rows[at].terms[each]
                    rest = Expression({}, {}, ZERO)
                    for other, coefficient in work.network.rows[at].terms.items():
                        if other != each:
                            rest = rest.plus(found[other].scaled(coefficient, ZERO))
                    value = work.network.rows[at].low
                    found[each] = rest.scaled(-1.0 / own, value * (1.0 / own))
    return [found[flow] for flow in range(len(work.network.flows))]


def _sum(flows: list[Expression], row: Row) -> Expression:
    """The sum of a row as it was written, by what is left."""
    total = Expression({}, {}, ZERO)
    for flow, coefficient in row.terms.items():
        total = total.plus(flows[flow].scaled(coefficient, ZERO))
    return total
