"""One replication: memory for the kernel, and more of it when lines grow."""

from __future__ import annotations

import math

import numpy as np

from aryk.borders.kernel import places as at
from aryk.borders.kernel.arrays import TRUCK, Gathered, Given, Work
from aryk.borders.kernel.bins import BINS
from aryk.borders.kernel.run import proceed


def replicate(given: Given, key: int) -> Gathered:
    """Run a border once with the random numbers of a key.

    Memory depends on how many trucks are at the border at one time, never on how many pass.
    """
    told, work, number = empty_results(given), empty_work(given), np.uint64(key)
    while proceed(given, work, told, number):
        work = with_more_room(work)
    stages = told.stop_bins.shape[1]
    told.stop_bins[:, :, 0] += (told.stops["started"][:, :stages] - told.stop_bins.sum(axis=2)).astype(np.int32)
    return told


def empty_results(given: Given) -> Gathered:
    """Results of nothing yet."""
    stages, passages, kinds = len(given.stages) - len(given.passages), len(given.passages), len(given.class_level)
    times = math.floor(given.end / given.grid + 1e-9) + 1
    return Gathered(
        given.stages.copy(),
        given.stops.copy(),
        given.passages.copy(),
        given.flows.copy(),
        np.zeros((kinds, stages, BINS), np.int32),
        np.zeros((passages, kinds, BINS), np.int32),
        np.zeros((times, stages), np.int32),
        np.zeros((times, passages), np.int32),
        np.zeros((times + 1, passages), np.int32),
        np.zeros((times + 1, passages), np.int32),
    )


def empty_work(given: Given) -> Work:
    """A border without trucks."""
    stages = len(given.stages) - len(given.passages)
    count, trucks = np.zeros(11, np.int64), 256
    count[at.FREE_PLACE] = -1
    if len(given.standing):
        count[at.PENDING], count[at.FROM] = given.standing[0]["count"], given.standing[0]["source"]
    events = 4 * trucks + 2 * len(given.sources) + 2 * stages
    return Work(
        np.zeros(trucks, TRUCK),
        np.full(events, np.inf),
        np.zeros(events, np.int64),
        count,
        np.zeros(3),
        np.full((stages, given.levels, 2), -1, np.int64),
        np.zeros(len(given.stages), np.int64),
        given.sources.copy(),
    )


def with_more_room(work: Work) -> Work:
    """The same with twice the room for trucks and events."""
    return work._replace(
        trucks=np.concatenate([work.trucks, np.zeros(len(work.trucks), TRUCK)]),
        times=np.concatenate([work.times, np.full(len(work.times), np.inf)]),
        codes=np.concatenate([work.codes, np.zeros(len(work.codes), np.int64)]),
    )
