"""Replications of a border: with the same trucks for every design, on several threads, until the answer is precise."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from aryk.borders.build import kernel_arrays, key_of
from aryk.borders.groups import groups
from aryk.borders.kernel.arrays import Gathered
from aryk.borders.model import Border
from aryk.borders.replicate import replicate
from aryk.borders.results import BorderRun, Collector, joined, precision_of

FEWEST = 10
"""Replications before the precision is looked at for the first time."""
AHEAD = 8
"""Tasks for each thread that are under way or done and not yet added up."""


def simulate(
    border: Border,
    hours: float,
    *,
    replications: int | None = None,
    precision: float = 0.05,
    most: int = 400,
    seed: int = 1,
    start_of_statistics: float = 0.0,
    grid: float = 1.0,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> BorderRun:
    """Let trucks queue at a border for some hours, over and over with other chance.

    Parameters
    ----------
    border
        What to simulate.
    hours
        Length of a replication, h.
    replications
        How many; None: until `precision` is reached.
    precision
        Half of the 95 % interval of the mean wait over all passages, as a share of that wait, at which to stop.
    most
        Replications after which to stop in any case; `BorderRun.precise` tells whether the precision was reached.
    seed
        Another seed is another set of days. The same seed gives each truck the same luck in every design.
    start_of_statistics
        Time before which nothing is counted, h.
    grid
        Hours between two samples of the lines.
    threads
        Replications that run at once; None: as many as there are cores.
    progress
        Called with the number of replications done.

    Raises
    ------
    BorderError
        If trucks come to a stage that never has a server.

    Examples
    --------
    >>> from aryk.borders.distributions import exponential
    >>> from aryk.borders.model import Border, Choice, Passage, Source, Stage, TruckClass
    >>> gate = Passage("gate", (Stage("documents", exponential(0.2), servers=3),))
    >>> trucks = Source("trucks", "loaded", (Choice("gate"),), rate=12.0)
    >>> run = simulate(Border((gate,), (TruckClass("loaded"),), (trucks,)), 200, replications=20)
    >>> run.little_residual < 1e-9
    True
    """
    parts = [
        Collector(part, kernel_arrays(part, hours, start_of_statistics=start_of_statistics, grid=grid))
        for part in groups(border)
    ]
    goal = replications if replications is not None else most
    workers, done, reached = threads or os.cpu_count() or 1, 0, math.inf
    largest_first = sorted(range(len(parts)), key=lambda place: -len(parts[place].given.stages))
    with ThreadPoolExecutor(workers) as pool:
        while done < goal:
            batch = min(goal - done, goal if replications is not None else _next_batch(done))
            tasks = ((place, number) for number in range(done, done + batch) for place in largest_first)
            for place, number, told in _in_order(pool, workers, parts, seed, tasks):
                parts[place].add(told)
                if progress and place == largest_first[-1]:
                    progress(number + 1)
            done += batch
            reached = precision_of(parts)
            if replications is None and reached <= precision:
                break
    return joined([part.run(seed, precise=reached <= precision) for part in parts])


def _next_batch(done: int) -> int:
    return FEWEST if done == 0 else max(FEWEST, done // 2)


def _in_order(
    pool: ThreadPoolExecutor, workers: int, parts: list[Collector], seed: int, tasks: Iterator[tuple[int, int]]
) -> Iterator[tuple[int, int, Gathered]]:
    """The results of tasks in their order; a few are under way or wait at a time, since they are added up, not kept."""
    under_way: deque[tuple[int, int, Future[Gathered]]] = deque()
    for place, number in tasks:
        under_way.append((place, number, pool.submit(_one, parts[place], seed, number)))
        if len(under_way) >= AHEAD * workers:
            first, which, told = under_way.popleft()
            yield first, which, told.result()
    while under_way:
        first, which, told = under_way.popleft()
        yield first, which, told.result()


def _one(part: Collector, seed: int, number: int) -> Gathered:
    return replicate(part.given, key_of(str(seed), str(number)))
