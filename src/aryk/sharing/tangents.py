"""What choosing is worth to a coalition, told as closely as in the joint plan.

The programme of a coalition begins with the tangents of `aryk.planning.rules.choice` near the shares of the joint plan.
Its own shares may lie elsewhere, where the worth of choosing is told too low: a tangent at the shares that were found
is then added as a row, and the coalition is solved again from its basis, until nothing is told too low by more than
`AGREEMENT` (cutting planes: Kelley 1960, Journal of the SIAM 8, section 2). A tangent holds for every coalition, so
that those after it begin with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np

from aryk.case.calendar import Floats, Ints
from aryk.planning.choosing import AGREEMENT, FEW
from aryk.planning.model import Model
from aryk.planning.rules.choice import END, Split, exact, held_links, splits, tangents

SPREAD_OUT = (-0.25, 0.0, 0.25)
"""Where tangents are added: at the angle found, and beside it by parts of the angle by which tangents there miss it."""


@dataclass(frozen=True)
class _Told:
    """Columns of a split: of what choosing is worth, shape (steps,), and of the flow of each of its links."""

    split: Split
    worth: Ints
    flow: dict[str, Ints]


class Tangents:
    """The tangents of all choices of a model, and those that its programme in HiGHS still lacks."""

    def __init__(self, model: Model) -> None:
        self._told = list(_columns(model))
        self.columns = np.concatenate([np.empty(0, dtype=np.int64), *(each.worth for each in self._told)])

    def add_missing(self, highs: highspy.Highs) -> bool:
        """Add the tangents at the shares of the last answer where they miss; False: nothing is told too low."""
        if not self._told:
            return False
        value = np.asarray(highs.getSolution().col_value, dtype=float)
        busiest = self._busiest(value)
        added = [self._lacking(each, value, busiest[each.split.choice]) for each in self._told]
        count = sum(len(rows) for rows, _ in added)
        if not count:
            return False
        index = np.concatenate([rows.reshape(-1) for rows, _ in added if len(rows)]).astype(np.int32)
        terms = np.concatenate([own.reshape(-1) for rows, own in added if len(rows)])
        length = np.concatenate([np.full(len(rows), rows.shape[1]) for rows, _ in added if len(rows)])
        start = (np.cumsum(length) - length).astype(np.int32)
        highs.addRows(count, np.zeros(count), np.full(count, np.inf), len(index), start, index, terms)
        return True

    def _busiest(self, value: Floats) -> dict[str, float]:
        """All who travel by any way of each choice, in its busiest step."""
        found: dict[str, float] = {}
        for each in self._told:
            total = np.sum([np.maximum(value[places], 0.0) for places in each.flow.values()], axis=0)
            found[each.split.choice] = max(found.get(each.split.choice, 0.0), float(total.max(initial=0.0)))
        return found

    def _lacking(self, told: _Told, value: Floats, busiest: float) -> tuple[Ints, Floats]:
        """Columns and coefficients of the rows of a split that miss, each of shape (rows, columns in a row)."""
        split = told.split
        flow = {link: np.maximum(value[places], 0.0) for link, places in told.flow.items()}
        miss = exact(split, flow) - value[told.worth]
        total = np.sum(list(flow.values()), axis=0)
        steps = np.flatnonzero((miss > AGREEMENT * split.spread * busiest) & (total > FEW**2))
        share = flow[split.first][steps] / total[steps]
        angle = np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0)))
        apart = np.sqrt(2 * miss[steps] / (split.spread * total[steps]))
        points = np.clip(angle + np.multiply.outer(SPREAD_OUT, apart), END, np.pi / 2 - END).reshape(-1)
        steps = np.tile(steps, len(SPREAD_OUT))
        columns, terms = [told.worth[steps]], [np.ones(len(steps))]
        for link, slope in tangents(split, points).items():
            columns.append(told.flow[link][steps])
            terms.append(-slope)
        return np.stack(columns, axis=1), np.stack(terms, axis=1)


def _columns(model: Model) -> Iterator[_Told]:
    for split in splits(model):
        grid = next(
            each for each in model.program.columns if each.family == "choices.split" and split.name in each.names
        )
        steps = np.arange(grid.steps)
        held = held_links(model, split.clock)
        flow = {
            link: grid.offset + item * grid.steps + steps
            for link, (grid, item) in ((link, held[link]) for link in (split.first, *split.rest))
        }
        place = list(grid.names).index(split.name)
        yield _Told(split, grid.offset + place * grid.steps + steps, flow)


def with_rows(basis: highspy.HighsBasis, count: int) -> highspy.HighsBasis:
    """A basis of a programme to which rows were added since: they are basic."""
    missing = count - len(basis.row_status)
    if missing:
        basis.row_status = [*basis.row_status, *[highspy.HighsBasisStatus.kBasic] * missing]
    return basis
