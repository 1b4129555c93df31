"""Which way leads to the optimum of a programme."""

from __future__ import annotations

import numpy as np

from aryk.case.calendar import Calendar
from aryk.planning.boxes import wide_columns
from aryk.planning.coarse import steps_of_grid
from aryk.planning.first_basis import WINDOW, fits
from aryk.planning.program import Matrix, Program

LEAST_COLUMNS = 20_000
"""A smaller programme is solved as fast by simplex from the start."""
LASTING = 0.02
"""Coefficients of columns that hold for longer than a window, in parts of all, at most."""


def way(calendar: Calendar, program: Program, matrix: Matrix) -> str:
    """The solver to choose for a programme (evidence: decisions 0017 and 0018).

    Large programmes in full chronology: `windows`; where sizes that hold at all times are chosen, what one window wants
    of them says little, and it is `ipm`. Large programmes in typical days that choose sizes: `boxes`. Else: `simplex`.
    """
    if matrix.shape[1] < LEAST_COLUMNS or not matrix.linear:
        return "simplex"
    if not fits(calendar, matrix):
        return "boxes" if calendar.typical and len(wide_columns(matrix)) else "simplex"
    entries = np.diff(matrix.start)
    lasting = sum(
        int(grid.of(entries)[:, steps_of_grid(calendar, grid)[1] > WINDOW].sum())
        for grid in program.columns
        if grid.size
    )
    return "windows" if lasting <= LASTING * len(matrix.value) else "ipm"
