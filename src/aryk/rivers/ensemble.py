"""Members of an ensemble walked through side by side, each from the same first basis."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from aryk.kernels.memory import hold
from aryk.rivers.arrays import Compiled
from aryk.rivers.kernel.course import KEPT
from aryk.rivers.kernel.walk import walk

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

    Each thread takes a few members at a time, so that one that is slowed down by other work does not keep the rest
    waiting.

    Parameters
    ----------
    threads
        None: as many as there are processors, at most one for each member.
    """
    course = compiled.course
    steps, stores, flows = (int(course.record[name][0]) for name in ("steps", "stores", "kept"))
    kept = hold(
        KEPT,
        flows=np.zeros((members, steps, flows)),
        contents=np.zeros((members, steps, stores)),
        losses=np.zeros((members, steps, stores)),
        states=np.zeros((members, 3), dtype=np.int64),
    )
    workers = max(1, min(members, threads or os.cpu_count() or 1))
    size = max(1, members // (8 * workers)) if workers > 1 else members
    parts = count(0, size)

    def work(_: int) -> None:
        state, made = compiled.state.copied(), compiled.tableau.copied()
        while (first := next(parts)) < members:
            walk(course.record, state.record, made.record, first, min(first + size, members), kept.record)

    if workers == 1:
        work(0)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, range(workers)))
    return Walked(*(kept[name] for name in ("flows", "contents", "losses", "states")))
