"""Habits of drivers, set on the episodes for training: those that do best, and those that do as well as can be told."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.borders.episodes import Episode
from aryk.borders.hindcast import Habits, crps, replay
from aryk.borders.kernel.arrays import Floats
from aryk.borders.model import BorderError
from aryk.case.case import Case

FINALISTS = 6
"""Points of the grid that are scored again with more worlds."""
SMALL = 20.0
"""Trucks in line below which differences hardly count."""


@dataclass(frozen=True)
class Grid:
    """Habits that are tried: parts of the trucks of each kind, shares of them that stay away, and lines in hours."""

    levels: tuple[float, ...] = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.7, 2.0)
    shares: tuple[float, ...] = (0.0, 0.3, 0.5, 0.7, 0.9)
    tolerances: tuple[float, ...] = (12.0, 24.0, 48.0, 96.0, 168.0)

    def points(self) -> list[Habits]:
        """All combinations; where nobody stays away, the tolerance says nothing."""
        return [
            Habits(*point)
            for point in itertools.product(self.levels, self.shares, self.tolerances)
            if point[1] > 0 or point[2] == self.tolerances[0]
        ]


WIDE = Grid()
"""Wide enough that points which do as well as the best stand inside; more trucks of which more stay away look alike."""


def calibrate(
    case: Case,
    episodes: Sequence[Episode],
    *,
    grid: Grid | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Habits], pd.DataFrame]:
    """Habits of drivers by the lines of the given episodes, the best first, and the table of all that were tried.

    A search over a grid; every point meets the same trucks and worlds. Few of them leave points apart that chance alone
    parts, so the best `FINALISTS` are scored again with as many as a replay has. The score is that of `crps` taken of
    log(line + SMALL), so that the largest jam does not decide alone and a line of few trucks counts no more than it is
    worth. Points whose mean score is not worse than that of the best by more than one standard error of the difference,
    over the lines, are not told from it (Breiman, Friedman, Olshen and Stone 1984, "Classification and regression
    trees", 3.4.3); column `as_good`. With fewer than two lines nothing is told from the best.

    Parameters
    ----------
    grid
        What is tried; None: `WIDE`.

    Raises
    ------
    BorderError
        If there is no episode to train on.
    """
    if not episodes:
        raise BorderError("no episode is for training; write train into the column use of episodes.csv")
    points = (grid or WIDE).points()
    tell, count = progress or (lambda number, of: None), len(points) + FINALISTS
    scores = []
    for habits in points:
        scores.append(_scores(case, episodes, habits, worlds=8, replications=3))
        tell(len(scores), count)
    by_line = np.array(scores)
    frame = pd.DataFrame([vars(habits) for habits in points]).assign(score=by_line.mean(axis=1), final=np.nan)
    for number, place in enumerate(frame["score"].sort_values(kind="stable").index[:FINALISTS]):
        frame.loc[place, "final"] = _scores(case, episodes, points[place], worlds=20, replications=10).mean()
        tell(len(points) + number + 1, count)
    best = int(frame["final"].idxmin())
    frame["as_good"] = as_good(by_line, best)
    order = frame.assign(best=frame.index != best).sort_values(["best", "final", "score"], kind="stable").index
    return [points[place] for place in order if frame.at[place, "as_good"]], frame.loc[order].reset_index(drop=True)


def as_good(scores: Floats, best: int) -> Floats:
    """Which rows of scores (points x lines) are not told from the row of the best.

    Examples
    --------
    >>> as_good(np.array([[1.0, 2.0, 3.0], [1.0, 2.2, 2.9], [4.0, 5.1, 6.0]]), 0).tolist()
    [True, True, False]
    """
    apart = scores - scores[best]
    lines = scores.shape[1]
    if lines < 2:
        return np.ones(len(scores), dtype=bool)
    told: Floats = apart.mean(axis=1) <= apart.std(axis=1, ddof=1) / math.sqrt(lines)
    return told


def _scores(case: Case, episodes: Sequence[Episode], habits: Habits, *, worlds: int, replications: int) -> Floats:
    """The score of each line of the episodes."""
    return np.array(
        [
            crps(np.log(run.told(seen, "waiting") + SMALL), math.log(seen.waiting + SMALL))
            for run in (replay(case, each, habits, worlds=worlds, replications=replications) for each in episodes)
            for seen in run.episode.sightings
            if not math.isnan(seen.waiting)
        ]
    )
