"""Why there is no plan, in the case's own words.

Infeasible: the smallest conflict (`aryk.planning.conflict`) and the cheapest relaxation (`aryk.planning.elastic`).
Unbounded: a direction in which cost falls for ever, found by a programme over the directions that the
bounds leave open.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aryk.planning.conflict import smallest_conflict
from aryk.planning.elastic import TINY, Elastic
from aryk.planning.model import Model
from aryk.planning.program import Floats, Matrix
from aryk.planning.solve import load
from aryk.planning.wording import described, is_trivial

_MOST_TOLD = 12


def why_infeasible(model: Model, matrix: Matrix) -> str:
    """The smallest conflict and the cheapest relaxation, as text."""
    elastic = Elastic(model, matrix)
    relaxation = elastic.relaxation()
    conflict = smallest_conflict(model, matrix, elastic)
    lines = ["There is no plan that keeps every limit of the case."]
    if not conflict and matrix.integer is not None:
        relaxation = Elastic(model, matrix, whole=True).relaxation()
        lines += ["", "With parts of units there would be one; with whole units there is none."]
    if conflict:
        lines += ["", "These cannot hold together; without any one of them the others could:"]
        told = [each for each in conflict if not is_trivial(matrix, *each)]
        lines += _listed([described(model, part, steps, matrix) for part, steps in told])
    if relaxation:
        lines += ["", "The least that would have to give way:"]
        lines += _listed(relaxation)
    lines += ["", "remedy:  change one of the rows above, make a limit soft with a penalty, or give a demand tiers"]
    return "\n".join(lines)


def _listed(words: list[str]) -> list[str]:
    lines = [f"  {place}. {each}" for place, each in enumerate(words[:_MOST_TOLD], 1)]
    if len(words) > _MOST_TOLD:
        lines.append(f"  ... and {len(words) - _MOST_TOLD} more")
    return lines


def why_unbounded(model: Model, matrix: Matrix) -> str:
    """The rows through which cost can fall without bound, as text."""

    def cone(lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        return np.where(np.isfinite(lower), 0.0, -1.0), np.where(np.isfinite(upper), 0.0, 1.0)

    low, high = cone(matrix.lower, matrix.upper)
    row_low = np.where(np.isfinite(matrix.row_lower), 0.0, -np.inf)
    row_high = np.where(np.isfinite(matrix.row_upper), 0.0, np.inf)
    highs = load(replace(matrix, lower=low, upper=high, row_lower=row_low, row_upper=row_high, offset=0.0))
    highs.run()
    direction = np.asarray(highs.getSolution().col_value)
    names: dict[str, None] = {}
    for grid in model.program.columns:
        moved = np.abs(grid.of(direction)).max(axis=1, initial=0.0) > TINY
        for item in np.flatnonzero(moved):
            names[f"{grid.family.split('.')[0]}.csv, {grid.names[item]}"] = None
    lines = ["Cost can fall without bound: more and more can flow, at a gain, through", *_listed(list(names)), ""]
    return "\n".join([*lines, "remedy:  give one of these a capacity, or correct a cost below zero"])
