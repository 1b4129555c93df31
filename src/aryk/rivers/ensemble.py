"""Members of an ensemble walked through side by side, each from the same first basis."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aryk.rivers.scheme import Compiled
from aryk.rivers.simplex import copied, restore, room
from aryk.rivers.walk import walk

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Walked:
    """What a walk gives: flows, contents and losses by member, step and number; states by member."""

    flows: Floats
    contents: Floats
    losses: Floats
    states: NDArray[np.int64]


def walk_all(compiled: Compiled, members: int, threads: int | None = None) -> Walked:
    """Walk through all members; the results do not depend on the number of threads.

    Parameters
    ----------
    threads
        None: as many as there are processors, at most one for each member.
    """
    course = compiled.course
    steps = len(course.amount)
    flows = np.zeros((members, steps, len(course.outputs.kept)))
    contents = np.zeros((members, steps, len(course.stores.content)))
    losses = np.zeros_like(contents)
    states = np.zeros((members, 3), dtype=np.int64)
    workers = max(1, min(members, threads or os.cpu_count() or 1))

    def work(worker: int) -> None:
        made = copied(compiled.tableau)
        space = room(made)
        for member in range(worker, members, workers):
            restore(made, compiled.tableau)
            walk(
                course,
                made,
                space,
                member,
                flows[member],
                contents[member],
                losses[member],
                states[member],
            )

    if workers == 1:
        work(0)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, range(workers)))
    return Walked(flows, contents, losses, states)
