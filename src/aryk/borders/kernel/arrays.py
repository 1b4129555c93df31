"""The records in which the kernel keeps stages, trucks, passages and sources."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Keys = NDArray[np.uint64]
Counts = NDArray[np.int32]
Records = NDArray[Any]


def _record(wholes: str, keys: str, numbers: str, whole: str = "i8") -> np.dtype[Any]:
    pairs = [*((each, whole) for each in wholes.split()), *((each, "u8") for each in keys.split())]
    return np.dtype([*pairs, *((each, "f8") for each in numbers.split())], align=True)


STAGE = _record(
    "servers broken busy waiting blocked space shift mode wanting last_wanting passage handover virtual level_after "
    "lost failures marked patient failure repair",
    "salt",
    "slowness area_waiting area_busy area_blocked area_servers",
    "i4",
)
"""A stage or, behind the stages, the entry of a passage. Areas lie under numbers over time: truck or server hours."""

TRUCK = np.dtype(
    [
        *((each, "u4") for each in ("kind", "stage", "source", "passage")),
        *((each, "i4") for each in ("level", "after", "before", "shift", "serial", "rounds", "state", "moved")),
        ("seed", "u8"),
        *((each, "f8") for each in ("entered", "born", "joined", "done", "work")),
    ],
    align=True,
)
"""A truck in as little memory as does; what finds a place in an array has no sign, so that none is asked for.

Times in hours: at the passage, counted as at the border, into this line, end of service, service so far.
"""

STOP = _record("service patience", "", "started wait wait_squared delayed left_line worked longest", "i4")
"""A class at a stage: rows of its distributions, and sums over the trucks that went into service."""

ROUTE = _record("goal last", "", "share")
"""One way on: the next stage (-1: out), whether it is the last of its list, and the cumulated share."""

PASSAGE = _record("line known inside", "", "capacity known_capacity area stayed")
"""A passage: trucks that wait and trucks an hour that it can let through, both also as drivers know them; trucks inside
and truck hours, counted in two ways."""

FLOW = _record("arrived through turned_away gave_up spoiled", "", "wait wait_squared stay booked")
"""A class at a passage: trucks, and sums of hours over those that came through."""

SOURCE = _record(
    "kind interval diverts shape_start shape_length first_choice last_choice number trucks day",
    "key level_key start",
    "scale burst day_spread level_spread informed blur level day_factor",
)
CHOICE = _record("passage", "", "travel habit")
CHANGE = _record("what index", "", "time value")
STANDING = _record("passage source count", "", "")


class Given(NamedTuple):
    """A border as the kernel takes it: S stages and P entries, C classes.

    `routes[route_row[mode, class, stage]]` is the first way on from a stage. `stops` is C x (S + P), `flows` P x C.
    `class_level` and `class_limit` say where a class stands in line and how long its goods last.
    """

    end: float
    start_of_statistics: float
    grid: float
    information_step: float
    stages: Records
    stops: Records
    passages: Records
    flows: Records
    sources: Records
    choices: Records
    changes: Records
    standing: Records
    routes: Records
    route_row: Wholes
    distributions: Floats
    seen: Floats
    class_level: Wholes
    class_limit: Floats
    shapes: Floats
    detour: Floats
    levels: int


class Work(NamedTuple):
    """What changes while trucks move and is of no use afterwards; room for trucks and events can be added."""

    trucks: Records
    times: Floats
    codes: Wholes
    counters: Wholes
    clock: Floats
    lines: Wholes
    todo: Wholes
    sources: Records


class Gathered(NamedTuple):
    """What a replication leaves: the records with their sums, counts of waits by bin, and samples in time.

    `samples` holds the trucks that wait or are blocked at each stage at each time of the grid, `on_road` those of each
    passage, without those who wait elsewhere for a slot; `arrived` and `cleared` the trucks of each passage in the
    interval of the grid that ends there.
    """

    stages: Records
    stops: Records
    passages: Records
    flows: Records
    stop_bins: Counts
    flow_bins: Counts
    samples: Counts
    on_road: Counts
    arrived: Counts
    cleared: Counts
