"""What the auditor says: the largest residual of each check, and whether all of them pass."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Residual:
    """The largest residual of one check: `relative` = `residual` / `scale`, at `row` in the step from `when`."""

    check: str
    residual: float
    scale: float
    relative: float
    row: str
    when: str


@dataclass(frozen=True)
class Verification:
    """All checks of a run, worst first."""

    residuals: tuple[Residual, ...]

    @property
    def largest(self) -> Residual:
        """The worst of all."""
        return self.residuals[0]

    @property
    def passed(self) -> bool:
        """Whether every residual stays within the tolerance."""
        return self.largest.relative <= TOLERANCE

    def table(self) -> pd.DataFrame:
        """One row for each check."""
        return pd.DataFrame([vars(each) for each in self.residuals])
