"""The smallest conflict: parts of a case that have no solution together, though without any one of them they have.

The dual multipliers of the elastic programme name rows and bounds that contradict each other. Of these, parts are
dropped one after the other as long as the rest still has no solution (deletion filter; Chinneck, Feasibility
and Infeasibility in Optimization, 2008, ch. 6.2), then stretches of time.
"""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array

from aryk.planning.elastic import TINY, Elastic
from aryk.planning.model import Model
from aryk.planning.program import Matrix
from aryk.planning.solve import load
from aryk.planning.wording import LAWS, Part, grid_of

_MOST_TRIALS = 400


def smallest_conflict(model: Model, matrix: Matrix, elastic: Elastic) -> list[tuple[Part, list[int]]]:
    """Parts that have no solution together, though without any one of them they have."""
    _, _, dual, _, _ = elastic.solution
    rows = matrix.shape[0]
    kept_rows = np.flatnonzero(np.abs(dual[:rows]) > TINY)
    reduced = elastic.column_dual.copy()
    reduced[elastic.chosen] += dual[rows:]
    low = np.flatnonzero((reduced > TINY) & np.isfinite(matrix.lower))
    high = np.flatnonzero((reduced < -TINY) & np.isfinite(matrix.upper))
    parts: dict[Part, list[int]] = {}
    for places, grids, kind, sides in (
        (kept_rows, model.program.rows, "row", np.where(dual[:rows][kept_rows] > 0, "lower", "upper")),
        (low, model.program.columns, "column", np.full(len(low), "lower")),
        (high, model.program.columns, "column", np.full(len(high), "upper")),
    ):
        for number, side in zip(places, sides, strict=True):
            grid = grid_of(grids, int(number))
            parts.setdefault(Part(kind, grid, int((number - grid.offset) // grid.steps), str(side)), []).append(
                int(number)
            )
    trial = _Trial(matrix, elastic.a, parts)
    if trial.feasible(parts):
        return []
    needed = dict(parts)
    for part in sorted(parts, key=lambda each: (each.kind == "row" and each.grid.family in LAWS, len(parts[each]))):
        without = {other: numbers for other, numbers in needed.items() if other != part}
        if not trial.feasible(without):
            needed = without
    found = [(part, part.steps_of(numbers)) for part, numbers in _fewest(trial, needed).items()]
    return sorted(found, key=lambda each: (each[0].grid.family in LAWS, each[0].kind))


def _fewest(trial: _Trial, parts: dict[Part, list[int]]) -> dict[Part, list[int]]:
    """The same conflict over as few steps as can be: ever smaller stretches of time are left out (delta debugging)."""
    kept = [(part, number) for part, numbers in parts.items() for number in numbers]
    kept.sort(
        key=lambda each: ((each[1] - each[0].grid.offset) % each[0].grid.steps / each[0].grid.steps, each[1]),
        reverse=True,
    )
    size, trials = len(kept) // 2, 0
    while size >= 1 and trials < _MOST_TRIALS:
        place = 0
        while place < len(kept) and trials < _MOST_TRIALS:
            rest = kept[:place] + kept[place + size :]
            trials += 1
            if rest and not trial.feasible(_by_part(rest)):
                kept = rest
            else:
                place += size
        size //= 2
    return _by_part(kept)


def _by_part(entries: list[tuple[Part, int]]) -> dict[Part, list[int]]:
    parts: dict[Part, list[int]] = {}
    for part, number in entries:
        parts.setdefault(part, []).append(number)
    return parts


class _Trial:
    """Whether a set of parts has a solution: a programme of their rows and bounds alone."""

    def __init__(self, matrix: Matrix, a: csc_array, parts: dict[Part, list[int]]) -> None:
        self.matrix = matrix
        self.rows = np.array(
            sorted({number for part, numbers in parts.items() if part.kind == "row" for number in numbers}), dtype=int
        )
        self.small = csc_array(csr_array(a)[self.rows, :])
        self.columns = np.flatnonzero(np.diff(self.small.indptr))
        self.small = csc_array(self.small[:, self.columns])

    def feasible(self, parts: dict[Part, list[int]]) -> bool:
        """Whether rows and bounds, by number, can hold together."""
        count = len(self.rows)
        row_lower, row_upper = np.full(count, -np.inf), np.full(count, np.inf)
        lower, upper = np.full(len(self.columns), -np.inf), np.full(len(self.columns), np.inf)
        for part, listed in parts.items():
            numbers = np.array(listed)
            if part.kind == "row":
                at = np.searchsorted(self.rows, numbers)
                target, source = (
                    (row_lower, self.matrix.row_lower) if part.side == "lower" else (row_upper, self.matrix.row_upper)
                )
            else:
                inside = np.isin(numbers, self.columns)
                numbers = numbers[inside]
                at = np.searchsorted(self.columns, numbers)
                target, source = (lower, self.matrix.lower) if part.side == "lower" else (upper, self.matrix.upper)
            target[at] = source[numbers]
        trial = Matrix(
            np.zeros(len(self.columns)),
            lower,
            upper,
            row_lower,
            row_upper,
            self.small.indptr.astype(np.int32),
            self.small.indices.astype(np.int32),
            self.small.data,
        )
        highs = load(trial)
        highs.run()
        return bool(highs.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty))
