"""Outcomes of a plan beside its cost: sums over the columns of its programme, with the duals that tell what moves them.

    h = f sum over terms of coefficient q                   q as in a limit over the horizon or a season of it
        + sum over columns of  w c x                        w: the share of its cost that counts, 0 of most outcomes

Were h the cost, the basis of the plan would have the duals y of  y A_B = h_B  and the reduced costs  d = h - y A.
With these an outcome moves with a number as the cost does with its own duals; see `aryk.planning.slopes`.
(Sensitivity of a basic solution: Bertsimas and Tsitsiklis 1997, Introduction to Linear Optimization, section 5.1.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from aryk.case.case import Case
from aryk.planning.assemble import assemble
from aryk.planning.loaded import alike
from aryk.planning.model import Model
from aryk.planning.owners import owners_of
from aryk.planning.plan import Plan
from aryk.planning.program import Floats, Ints, Matrix
from aryk.planning.resolve import near_of, timeline_after
from aryk.planning.rules.demand import wanted
from aryk.planning.rules.limits import LIMITED, periods, steps_counted

PREFIX = "outcome "
NEARLY = 1e-6
"""In parts of an outcome: by how much its sum over the columns may differ from what is told of the plan."""


@dataclass(frozen=True)
class Outcome:
    """A sum over flows and contents of a plan.

    Attributes
    ----------
    terms
        Rows of `table`, `row`, `quantity`, `coefficient`; quantities as in `limit_terms`.
    quantity
        amount, rate or level: the total of the season, its mean, or the content at the end.
    season
        First and last day as MM-DD; empty: the horizon.
    factor
        Units of the outcome in one of the sum.
    value
        What is told of the plan, in the unit of the outcome.
    earns
        The party whose gain it is: its cost counts beside the terms, with the other sign.
    """

    terms: pd.DataFrame
    value: float
    quantity: str = "amount"
    season: tuple[str, str] = ("", "")
    factor: float = 1.0
    earns: str = ""


@dataclass(frozen=True)
class _Wanted:
    """What is served of a need whatever the plan does: its wanted flow on a clock, by a weight for each step."""

    outcome: int
    demand: str
    clock: str
    weight: Floats


@dataclass(frozen=True)
class Duals:
    """Duals of the cost and of outcomes, the cost first.

    Attributes
    ----------
    row, column
        Of rows and of columns; shape (1 + r, rows) and (1 + r, columns).
    cost
        The share of the cost of each column that counts; shape (1 + r, columns).
    row_status, column_status
        Which bound holds: -1 the lower, 1 the upper, 0 none.
    known
        Whether an outcome is the sum that it is taken for, so that its duals tell how it moves; shape (1 + r,).
    """

    row: Floats
    column: Floats
    cost: csc_array
    row_status: Ints
    column_status: Ints
    known: np.ndarray
    wants: tuple[_Wanted, ...] = ()

    def moved_columns(self, places: Ints, old: Matrix, new: Matrix) -> Floats:
        """What the change of the bounds of some columns adds to each outcome; shape (1 + r, k)."""
        bounds = [(each.lower[places], each.upper[places]) for each in (old, new)]
        return _moved(self.column[:, places], self.column_status[places], bounds)

    def moved_rows(self, places: Ints, old: Matrix, new: Matrix) -> Floats:
        """What the change of the bounds of some rows adds to each outcome; shape (1 + r, k)."""
        bounds = [(each.row_lower[places], each.row_upper[places]) for each in (old, new)]
        return _moved(self.row[:, places], self.row_status[places], bounds)

    def wanted(self, model: Model) -> Floats:
        """What is served whatever the plan does, of each of `wants`."""
        demands = model.case.table("demands")
        flow = [wanted(model, demands.loc[[each.demand]], each.clock)[0] for each in self.wants]
        return np.array([float(each.weight @ own) for each, own in zip(self.wants, flow, strict=True)])


def _moved(dual: Floats, status: Ints, bounds: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Duals times the change of the bound that holds: for the cost the lower one where its dual is above 0."""
    (lower, upper), (new_lower, new_upper) = bounds
    change = []
    for old, new in ((lower, new_lower), (upper, new_upper)):
        finite = np.isfinite(old) & np.isfinite(new)
        change.append(np.where(finite, np.where(finite, new, 0.0) - np.where(finite, old, 0.0), 0.0))
    by_status = np.where(status < 0, change[0], np.where(status > 0, change[1], 0.0))
    moved = np.broadcast_to(by_status, dual.shape).copy()
    moved[0] = np.where(dual[0] > 0, change[0], change[1])
    return np.asarray(dual * moved)


def duals_of(plan: Plan, model: Model, matrix: Matrix, outcomes: Sequence[Outcome]) -> Duals:
    """The duals of the cost of a plan, and of outcomes at its basis; the plan must have kept its programme for these.

    Parameters
    ----------
    model, matrix
        The programme of the plan as it is assembled.
    """
    held = plan.solution
    rent = held.reduced_cost if matrix.integer is None else np.where(matrix.integer, 0.0, held.reduced_cost)
    rows, columns = matrix.shape
    if not outcomes:
        ones = csc_array(np.ones((1, columns)))
        nothing = np.zeros(rows, dtype=np.int64), np.zeros(columns, dtype=np.int64)
        return Duals(held.row_dual[None, :], rent[None, :], ones, *nothing, np.ones(1, dtype=bool))
    if plan.start.loaded is None:
        raise ValueError("outcomes need a plan that has kept its programme: plan(case, keep=True)")
    sums, wants = _sums(plan, outcomes)
    shares = _shares(plan, outcomes, columns)
    gradient = np.asarray(sums.toarray()) + shares.toarray() * matrix.cost
    known = _known(plan, model, outcomes, gradient, wants)
    dual, basic = _at_basis(plan.start.loaded.highs, gradient)
    terms = csc_array((matrix.value, matrix.index, matrix.start), shape=matrix.shape)
    reduced = gradient - (terms.T @ dual.T).T
    status = [_bound_held(each) for each in (plan.start.basis.row_status, plan.start.basis.col_status)]
    reduced[:, status[1] == 0] = 0.0
    if matrix.integer is not None:
        reduced[:, matrix.integer] = 0.0
    known &= basic
    return Duals(
        np.concatenate([held.row_dual[None, :], dual]),
        np.concatenate([rent[None, :], reduced]),
        csc_array(np.concatenate([np.ones((1, columns)), shares.toarray()])),
        status[0],
        status[1],
        np.concatenate([[True], known]),
        wants,
    )


def _at_basis(highs: highspy.Highs, gradient: Floats) -> tuple[Floats, np.ndarray]:
    """The duals of each gradient at the basis of the last answer, and whether HiGHS has them."""
    status, found = highs.getBasicVariables()  # type: ignore[attr-defined]
    basic = np.asarray(found)
    dual, solved = np.zeros((len(gradient), highs.getNumRow())), np.zeros(len(gradient), dtype=bool)
    if status != highspy.HighsStatus.kOk:
        return dual, solved
    for place, own in enumerate(gradient):
        right = np.where(basic >= 0, own[np.maximum(basic, 0)], 0.0)
        status, answer = highs.getBasisTransposeSolve(right)  # type: ignore[attr-defined]
        solved[place] = status == highspy.HighsStatus.kOk
        dual[place] = answer
    return dual, solved


def _bound_held(status: Sequence[highspy.HighsBasisStatus]) -> Ints:
    kinds = highspy.HighsBasisStatus
    side = {kinds.kLower: -1, kinds.kUpper: 1}
    return np.array([side.get(each, 0) for each in status], dtype=np.int64)


def _sums(plan: Plan, outcomes: Sequence[Outcome]) -> tuple[csr_array, tuple[_Wanted, ...]]:
    """The coefficient of each column in each outcome, and what is served in any case: read off rows of limits."""
    line = timeline_after(plan.timeline, _with_limits(plan.case, outcomes))
    heads = plan.heads.assumed if plan.heads else None
    model = assemble(line, heads, watched=plan.start.watched, near=near_of(plan))
    if not alike(plan.start.columns, model.program.columns):
        raise AssertionError("limits add no columns")
    matrix = model.program.matrix()
    rows = csr_array(csc_array((matrix.value, matrix.index, matrix.start), shape=matrix.shape))
    place = {
        str(name): grid.offset + item
        for grid in model.program.rows
        if grid.family == "limits"
        for item, name in enumerate(grid.names)
        if str(name).startswith(PREFIX)
    }
    listed = [place[f"{PREFIX}{number}"] for number in range(len(outcomes))]
    factor = np.array([each.factor for each in outcomes])
    sums = csr_array(rows[listed].multiply(factor[:, None]))
    return sums, tuple(_wants(model, outcomes))


def _with_limits(case: Case, outcomes: Sequence[Outcome]) -> Case:
    """The case with a limit for the terms of each outcome; it is never planned."""
    limits: list[dict[str, str | float]] = []
    terms: list[dict[str, str | float]] = []
    for number, each in enumerate(outcomes):
        name = f"{PREFIX}{number}"
        limits.append(
            {
                "limit": name,
                "sense": "at-least",
                "value": 0.0,
                "quantity": each.quantity,
                "per": "horizon",
                "from_day": each.season[0],
                "to_day": each.season[1],
            }
        )
        terms += [
            {"limit": name, **{str(key): cell for key, cell in row.items()}} for row in each.terms.to_dict("records")
        ]
    return case.with_rows({"limits": limits, "limit_terms": terms})


def _wants(model: Model, outcomes: Sequence[Outcome]) -> list[_Wanted]:
    """What is served of needs is what is wanted less what is not served: the first part, as limits count it."""
    case, calendar, found = model.case, model.calendar, list[_Wanted]()
    demands, carriers = case.table("demands"), case.carrier_of("demands")
    for number, each in enumerate(outcomes):
        season = "/".join(each.season) if each.season[0] else ""
        held = periods(calendar, "horizon", season)
        served = each.terms[(each.terms["table"] == "demands") & (each.terms["quantity"] == "served")]
        for name, coefficient in zip(served["row"], served["coefficient"], strict=True):
            if demands["kind"].get(name) != "need":
                continue
            clock = str(model.node_clock[demands.at[name, "node"]])
            _, step, part = steps_counted(calendar, clock, "horizon", season, each.quantity, held)
            kappa = float(case.kappa[carriers[name]]) if each.quantity == "amount" else 1.0
            weight = np.asarray(np.bincount(step, part, len(calendar.clocks[clock])), dtype=float)
            found.append(_Wanted(number, str(name), clock, weight * float(coefficient) * kappa * each.factor))
    return found


def _shares(plan: Plan, outcomes: Sequence[Outcome], columns: int) -> csr_array:
    """The share of the cost of each column that counts as loss of a party; weights of parties are taken out."""
    parties = list(plan.case.table("parties").index)
    weight = plan.case.table("parties")["weight"]
    shares = np.zeros((len(outcomes), columns))
    if any(each.earns for each in outcomes):
        owner = owners_of(plan.case, plan.start.columns, parties)
        for number, each in enumerate(outcomes):
            if each.earns and weight[each.earns] > 0:
                shares[number, owner == parties.index(each.earns)] = -1.0 / float(weight[each.earns])
    return csr_array(shares)


def _known(
    plan: Plan, model: Model, outcomes: Sequence[Outcome], gradient: Floats, wants: Sequence[_Wanted]
) -> np.ndarray:
    """Whether the sums over the columns are what is told of the plan."""
    sums = gradient @ plan.solution.value
    demands = plan.case.table("demands")
    for each in wants:
        sums[each.outcome] += float(each.weight @ wanted(model, demands.loc[[each.demand]], each.clock)[0])
    told = np.array([each.value for each in outcomes])
    size = np.abs(gradient) @ np.abs(plan.solution.value)
    return np.asarray(np.abs(sums - told) <= NEARLY * np.maximum(1e-9, np.maximum(np.abs(told), 1e-3 * size)))


def limitable(terms: pd.DataFrame) -> bool:
    """Whether terms can stand in an outcome."""
    return bool(len(terms)) and set(zip(terms["table"], terms["quantity"], strict=True)) <= LIMITED
