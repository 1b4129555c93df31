"""What every rule works on: the case on its timeline, the program, and who stands where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from aryk.case.calendar import Calendar, Floats, Ints
from aryk.case.case import Case
from aryk.case.timeline import Timeline, node_steps
from aryk.planning.program import Grid, Program

if TYPE_CHECKING:
    from aryk.planning.rules.security import Pairs


@dataclass(frozen=True)
class Growth:
    """Which rows grow by which expansions: `terms` of one table and column, with the place of each expansion."""

    sizes: Grid | None = None
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    terms: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of(self, table: str, column: str) -> pd.DataFrame:
        """The terms of one capacity column."""
        if self.sizes is None:
            return self.terms
        return self.terms[(self.terms["table"] == table) & (self.terms["column"] == column)]


@dataclass(frozen=True)
class Near:
    """Where the near points of a split lie, see `rules.choice`: angles between `centre` - `half` and `centre` + `half`.

    Both of shape (steps,).
    """

    centre: Floats
    half: Floats


@dataclass
class Model:
    """A case being turned into a program.

    Attributes
    ----------
    balances
        The balance rows of each clock; items are the nodes of that clock.
    node_place
        Clock and item of each node.
    growth
        Which capacities grow by expansions.
    heads
        The head (m) that is taken for granted for each turbine of `heads`, in each step of its clock.
    near
        Where the shares of each choice are told most closely.
    amend
        What is done to the model when all rules have been written, each time that it is assembled.
    watched
        The losses of links that have rows where not all of them have; None: all have.
    unwatched
        The losses that have none, see `rules.security`.
    """

    timeline: Timeline
    program: Program
    node_clock: pd.Series
    balances: dict[str, Grid] = field(default_factory=dict)
    node_place: dict[str, int] = field(default_factory=dict)
    growth: Growth = field(default_factory=Growth)
    heads: dict[str, Floats] = field(default_factory=dict)
    near: dict[str, Near] = field(default_factory=dict)
    amend: Callable[[Model], None] | None = None
    watched: frozenset[str] | None = None
    unwatched: list[Pairs] = field(default_factory=list)

    @classmethod
    def of(cls, timeline: Timeline) -> Model:
        """A model without columns or rows."""
        return cls(timeline, Program(), node_steps(timeline.case))

    @property
    def case(self) -> Case:
        """The case."""
        return self.timeline.case

    @property
    def calendar(self) -> Calendar:
        """Its calendar."""
        return self.timeline.calendar

    def kappa(self, carriers: pd.Series) -> Floats:
        """Amount per rate-hour of each; shape (k, 1)."""
        return np.asarray(self.case.kappa.reindex(carriers), dtype=float)[:, None]

    def weight(self, parties: pd.Series) -> Floats:
        """Weight of each party in the objective; shape (k, 1)."""
        return np.asarray(self.case.table("parties")["weight"].reindex(parties), dtype=float)[:, None]

    def money(self, clock: str, price: ArrayLike, kappa: ArrayLike, weight: ArrayLike) -> Floats:
        """Cost of a flow of 1 over all occurrences of each step, from a price per amount.

        Parameters
        ----------
        price
            Shape (k,) or (k, n).

        Returns
        -------
        ndarray
            Shape (k, n), or (k, 1) where nothing varies over time.
        """
        time = self.calendar.clocks[clock]
        kappa, weight = (np.asarray(each, dtype=float).reshape(-1, 1) for each in (kappa, weight))
        price = np.asarray(price, dtype=float)
        price = price.reshape(-1, 1) if price.ndim == 1 else price
        total = time.hours * time.weight * time.value
        if (total == total[0]).all():
            total = total[:1]
        return np.asarray(price * kappa * weight * total[None, :])

    def price(self, rows: pd.DataFrame, column: str, profile: str, clock: str) -> Floats:
        """A cost column times its course; shape (k, n), or (k, 1) where none varies over time."""
        return np.asarray(rows[column], dtype=float)[:, None] * self.timeline.course(rows[profile], clock)

    def by_clock(self, clocks: pd.Series) -> list[tuple[str, Ints]]:
        """For each clock the places of the rows that live on it, finest clock first."""
        values = clocks.to_numpy()
        return [(step, np.flatnonzero(values == step)) for step in self.calendar.steps if (values == step).any()]

    def to_balance(
        self, nodes: pd.Series, columns: Grid, items: ArrayLike, factor: ArrayLike, lag: float = 0.0
    ) -> None:
        """Let flows enter (factor above 0) or leave (below 0) the balances of nodes.

        Parameters
        ----------
        nodes
            The node of each of the `items` of `columns`.
        factor
            Shape broadcastable to (k, steps of the columns): amount per rate-hour times share.
        lag
            Hours until the flow arrives.
        """
        chosen = np.asarray(items, dtype=np.int64)
        factor = np.asarray(factor, dtype=float)
        for clock, places in self.by_clock(self.node_clock.reindex(nodes).reset_index(drop=True)):
            rows = np.array([self.node_place[name] for name in nodes.to_numpy()[places]], dtype=np.int64)
            row_steps, column_steps, hours = self.arrival(columns.clock, clock, lag)
            self.program.add_terms(
                self.balances[clock],
                columns,
                _product(factor[places], column_steps, hours),
                row_items=rows,
                column_items=chosen[places],
                row_steps=row_steps,
                column_steps=column_steps,
            )

    def arrival(self, columns: str, rows: str, lag: float) -> tuple[Ints, Ints, Floats]:
        """Row step, column step and hours of flows on the clock `columns` in balances on the clock `rows`."""
        if lag == 0:
            each = self.calendar.coupling(rows, columns)
            return each.row, each.column, each.factor
        arriving, _ = self.calendar.lagged(columns, lag)
        fine, coarse = self.calendar.clocks[columns], self.calendar.clocks[rows]
        block = self.calendar.blocks(columns, rows)[arriving.row]
        return block, arriving.column, arriving.factor * fine.weight[arriving.row] / coarse.weight[block]

    def constant(self, nodes: pd.Series, amounts: Floats, clock: str) -> None:
        """Amounts that leave nodes whatever the plan does: shape (k, steps of `clock`), all nodes on that clock."""
        rows = [self.node_place[name] for name in nodes]
        self.program.add_to_rows(self.balances[clock], rows, amounts)


def _product(factor: Floats, steps: Ints, hours: Floats) -> Floats:
    """Factor x hours at the steps; one column where nothing varies over time, to spare memory."""
    if factor.shape[1] == 1 and len(hours) and (hours == hours[0]).all():
        return np.asarray(factor * hours[0])
    return np.asarray((factor if factor.shape[1] == 1 else factor[:, steps]) * hours)
