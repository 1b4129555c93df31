"""An allocation that is solved again and again from the basis that it has, and HiGHS as its judge."""

import numpy as np
from scipy.optimize import linprog

from aryk.rivers.kernel.arrays import COST, HIGH, LOW, tableau
from aryk.rivers.kernel.simplex import BIG, ENDLESS, IMPOSSIBLE, OPTIMAL, solve


class Steps:
    """The rows, and what is asked of the variables at this step."""

    def __init__(self, matrix, fixed=None):
        self.rows, self.columns = matrix.shape
        self.equations = np.hstack([matrix, -np.eye(self.rows)])
        self.made = tableau(matrix, fixed)
        self.asked = np.zeros((self.rows + self.columns, 3))
        self.fresh = True

    def solve(self, repriced):
        told = np.zeros(1, dtype=np.int64)
        solve(self.made.record, self.asked.ravel(), self.fresh, repriced, told)
        self.fresh = False
        return int(told[0]), self.made["value"].copy()

    def judge(self):
        bounds = [(None if a <= -BIG else a, None if b >= BIG else b) for a, b, _ in self.asked]
        right = np.zeros(self.rows)
        return linprog(self.asked[:, COST], A_eq=self.equations, b_eq=right, bounds=bounds, method="highs")

    def disagreement(self, repriced):
        """What the judge does not agree with; empty: nothing."""
        status, x = self.solve(repriced)
        judge = self.judge()
        if judge.status == 2:
            return "" if status in (IMPOSSIBLE, ENDLESS) else f"{status} where nothing fits"
        if judge.status == 3:
            return "" if status == ENDLESS else f"{status} where there is no end"
        if judge.status != 0:
            return ""
        if status != OPTIMAL:
            return f"{status} where the optimum is {judge.fun}"
        scale = 1.0 + float(np.abs(x).max())
        dear = 1.0 + float(np.abs(self.asked[:, COST]).max())
        own = float(self.asked[:, COST] @ x)
        if abs(own - judge.fun) > 1e-8 * scale * dear:
            return f"costs {own!r} where {judge.fun!r} is the optimum"
        if np.abs(self.equations @ x).max() > 1e-9 * scale:
            return f"rows miss by {np.abs(self.equations @ x).max():.1e}"
        outside = max(float((self.asked[:, LOW] - x).max()), float((x - self.asked[:, HIGH]).max()))
        return f"bounds missed by {outside:.1e}" if outside > 1e-9 * scale else ""


def network(rng, rows, columns, gains, sides):
    """Columns that take from one row and give to another, with losses or gains, and rows that hold sums of a few."""
    matrix = np.zeros((rows, columns))
    for j in range(columns):
        upper, lower = rng.choice(rows, 2, replace=False)
        matrix[upper, j] = 1.0
        if rng.random() < 0.8:
            matrix[lower, j] = -1.0 if not gains or rng.random() < 0.5 else -float(rng.uniform(0.3, 1.4))
    for i in range(sides):
        held = rng.choice(columns, min(columns, int(rng.integers(2, 6))), replace=False)
        matrix[i % rows, held] = np.round(rng.uniform(-2, 2, len(held)), int(rng.integers(0, 4)))
    return matrix


def ask(rng, steps, kind):
    """New bounds, and costs every third time; degenerate where `kind` says so."""
    rows, columns, asked = steps.rows, steps.columns, steps.asked
    size = 10.0 ** rng.integers(-2, 4) if kind == "scales" else 1.0
    asked[:columns, LOW] = np.where(rng.random(columns) < 0.15, -rng.uniform(0, 2, columns), 0.0)
    asked[:columns, HIGH] = np.round(rng.uniform(0, 5 * size, columns), 1 if kind == "ties" else 12)
    asked[:columns, HIGH][rng.random(columns) < (0.4 if kind == "ties" else 0.1)] = 0.0
    asked[:columns, LOW] = np.minimum(asked[:columns, LOW], asked[:columns, HIGH])
    asked[:columns, HIGH][rng.random(columns) < 0.15] = BIG
    asked[columns:, LOW] = -np.round(rng.uniform(0, 2 * size, rows), 1) * (rng.random(rows) < 0.6)
    wide = np.where(rng.random(rows) < 0.5, 0.0, np.round(rng.uniform(0, 5 * size, rows), 1))
    asked[columns:, HIGH] = asked[columns:, LOW] + wide
    asked[columns:, LOW][rng.random(rows) < 0.05] = -BIG
    repriced = steps.fresh or rng.random() < 0.3
    if repriced:
        levels = 3 if kind == "ties" else 10_000
        asked[:, COST] = rng.integers(-levels, levels + 1, rows + columns) * (3.0 / levels)
        if kind == "ties" and rng.random() < 0.3:
            asked[:, COST] = 1.0
        asked[columns:, COST] *= rng.random(rows) < 0.3
    return repriced
