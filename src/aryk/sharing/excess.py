"""The programme behind core and nucleolus: the largest excess of coalitions as small as it can be.

    least e  such that  x(S) + e >= v(S) for the coalitions still open,  x(S) = v(S) - e_k for those settled at level k,
                        x_i >= v(i) where asked

Few of the 2^n rows bind. So rows come in when an answer breaks them, the most broken first, until none is.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from aryk.sharing.game import Floats, Game, GameError, Ints, sums

EXACT = 1e-10
"""What the solver may leave, in parts of the largest value."""
AT_ONCE = 24
"""Rows that come in at once, for each party."""


@dataclass(frozen=True)
class Level:
    """The least largest excess, a division that has it, and the coalitions that hold it there."""

    excess: float
    division: Floats
    tight: Ints


class LargestExcess:
    """The programme, kept in HiGHS from level to level. Values are in parts of the largest."""

    def __init__(self, game: Game, *, individual: bool) -> None:
        self.game, self.scale = game, float(np.abs(game.values).max()) or 1.0
        self.values = game.values / self.scale
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("presolve", "off")
        for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self.highs.setOptionValue(name, EXACT)
        free = highspy.kHighsInf
        least = game.alone / self.scale if individual else np.full(game.count, -free)
        for bound in (*least, -free):
            self.highs.addVar(float(bound), free)
        self.highs.changeColCost(game.count, 1.0)
        self.rows: dict[int, int] = {}
        self.settled = {(1 << game.count) - 1}
        self._add((1 << game.count) - 1, settled=self.values[-1])
        for place in range(game.count):
            for mask in (1 << place, (1 << game.count) - 1 - (1 << place)):
                self._add(mask)

    def _add(self, mask: int, settled: float | None = None) -> None:
        """Take the row of a coalition in."""
        if mask in self.rows or mask == 0:
            return
        members = [place for place in range(self.game.count) if mask >> place & 1]
        columns = members if settled is not None else [*members, self.game.count]
        low = self.values[mask] if settled is None else settled
        high = highspy.kHighsInf if settled is None else settled
        self.rows[mask] = self.highs.getNumRow()
        self.highs.addRow(
            float(low), float(high), len(columns), np.array(columns, dtype=np.int32), np.ones(len(columns))
        )

    def settle(self, mask: int, excess: float) -> None:
        """Hold the excess of a coalition for good."""
        self._add(mask)
        row, value = self.rows[mask], float(self.values[mask] - excess / self.scale)
        self.highs.changeCoeff(row, self.game.count, 0.0)
        self.highs.changeRowBounds(row, value, value)
        self.settled.add(mask)

    def _let_go(self, open_: np.ndarray) -> None:
        """Let rows say nothing any more whose excess follows from settled ones."""
        for mask, row in self.rows.items():
            if not open_[mask] and mask not in self.settled:
                self.highs.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)

    def solve(self, open_: np.ndarray) -> Level:
        """The least largest excess of the coalitions for which `open_` is true."""
        most = AT_ONCE * self.game.count
        self._let_go(open_)
        while True:
            self.highs.run()
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                status = self.highs.modelStatusToString(self.highs.getModelStatus())
                raise GameError(f"the programme of the largest excess has no answer: {status}")
            value = np.asarray(self.highs.getSolution().col_value)
            broken = self.values - sums(value[:-1]) - value[-1]
            broken[~open_] = -np.inf
            broken[list(self.rows)] = -np.inf
            if broken.max() <= 10 * EXACT:
                break
            worst = np.argpartition(-broken, min(most, len(broken) - 1))[:most]
            for mask in worst[broken[worst] > 10 * EXACT]:
                self._add(int(mask))
        dual = np.asarray(self.highs.getSolution().row_dual)
        masks = np.array([mask for mask, row in self.rows.items() if dual[row] > 1e-7 and open_[mask]], dtype=np.int64)
        return Level(float(value[-1]) * self.scale, value[:-1] * self.scale, masks)
