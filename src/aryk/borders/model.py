"""A border in words: crossings with their stages, trucks with their habits, and what changes when."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aryk.borders.distributions import Distribution, exponential

OUT = "out"
"""The target of a route that leads out of a passage."""
ByClass = Mapping[str, float] | float
POISSON = exponential(1.0)
"""Intervals of a Poisson process in units of their mean."""


class BorderError(ValueError):
    """A border that cannot be simulated; the message names what, where, what was found and what would do."""


@dataclass(frozen=True)
class TruckClass:
    """Trucks of one kind.

    Attributes
    ----------
    name
        Such as loaded, empty, transit, perishable, light.
    level
        Place in line: level 0 is served before level 1. A truck in service is never sent away.
    limit
        Hours at the border after which the goods count as spoiled.
    """

    name: str
    level: int = 0
    limit: float = math.inf


@dataclass(frozen=True)
class Stage:
    """One stop on the way through a crossing.

    Attributes
    ----------
    name
        Unique within its passage.
    service
        Time in service, h; by class where a mapping.
    servers
        How many trucks are served at once; None: as many as come.
    space
        How many trucks can wait in front; a truck that finds no room stays in the stage before and blocks a server
        there. None: no limit.
    share
        Share of trucks that stop here; the others drive on to the next stage. By class where a mapping.
    patience
        After what time of waiting a truck leaves the line; None: never.
    failure, repair
        Time from the end of one breakdown to the next, and how long it lasts; trucks in service wait with their
        work half done.
    lost
        How many servers a breakdown takes; None: all.
    pace
        How much quicker than `service` says the work is done.
    virtual
        Whether the wait is no line at the border (a booking): trucks count as arrived only after it.
    level_after
        The level of a truck from here on; None: as before.
    handover
        Whether at a change of servers the new ones begin at once, while those relieved finish their trucks; otherwise
        a change is a change of lanes, and a busy lane closes when it is done.
    """

    name: str
    service: Distribution | Mapping[str, Distribution]
    servers: int | None = 1
    space: int | None = None
    share: ByClass = 1.0
    patience: Distribution | Mapping[str, Distribution] | None = None
    failure: Distribution | None = None
    repair: Distribution | None = None
    lost: int | None = None
    pace: float = 1.0
    virtual: bool = False
    level_after: int | None = None
    handover: bool = False

    def share_of(self, kind: str) -> float:
        """The share of trucks of a class that stop here."""
        return float(self.share.get(kind, 0.0)) if isinstance(self.share, Mapping) else float(self.share)

    def service_of(self, kind: str) -> Distribution:
        """The time in service of a class."""
        return self.service[kind] if isinstance(self.service, Mapping) else self.service


@dataclass(frozen=True)
class Passage:
    """A crossing in one direction: a chain of stages.

    Attributes
    ----------
    name
        Unique within the border.
    stages
        In the order in which a truck comes to them.
    routes
        For a stage, the shares of trucks by the stage to which they go next (`OUT`: away), where it is not the
        next one of the chain; by class where the key is a pair of stage and class. The key "" is the way in.
    """

    name: str
    stages: tuple[Stage, ...]
    routes: Mapping[str | tuple[str, str], Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A passage that a driver may take: hours of travel to it, and the share of drivers who take it by habit."""

    passage: str
    travel: float = 0.0
    habit: float = 1.0


@dataclass(frozen=True)
class Source:
    """Where trucks come from.

    Attributes
    ----------
    name, kind
        Unique name, and the class of its trucks.
    choices
        The passages open to them.
    rate
        Trucks per hour, where `shape` is 1.
    shape
        Factors on the rate hour by hour from the start, over and over.
    interval
        Time between arrivals in units of the mean (mean 1): exponential for a Poisson process.
    burst
        Mean number of trucks that come together (geometric).
    day_spread
        Coefficient of variation of whole days against each other.
    level_spread
        Coefficient of variation of whole replications: how little is known of the rate.
    level_key
        Sources with the same key are high or low together.
    informed
        Share of drivers who know the lines and choose by the expected time; the others go where they always go.
    choice_scale
        Hours of difference that drivers hardly notice (scale of a logit choice).
    diverts
        Whether a truck that leaves a line goes to the next best passage, once.
    """

    name: str
    kind: str
    choices: tuple[Choice, ...]
    rate: float
    shape: Sequence[float] | NDArray[np.float64] = (1.0,)
    interval: Distribution = POISSON
    burst: float = 1.0
    day_spread: float = 0.0
    level_spread: float = 0.0
    level_key: str = ""
    informed: float = 0.0
    choice_scale: float = 0.0
    diverts: bool = False


@dataclass(frozen=True)
class Change:
    """From a time on (hours from the start), stages of a passage work otherwise; None: as before.

    `stage` "" means all stages. `shares` are shares of trucks that stop, by stage; a number or by class.
    """

    time: float
    passage: str
    stage: str = ""
    servers: int | None = None
    pace: float | None = None
    shares: Mapping[str, ByClass] | None = None


@dataclass(frozen=True)
class Standing:
    """Trucks that stand in line at the start."""

    passage: str
    source: str
    count: int


@dataclass(frozen=True)
class Border:
    """Passages, the trucks that come to them, and what changes when.

    Attributes
    ----------
    detour
        Hours from one passage to another, for trucks that leave a line.
    information_step
        Hours between two looks of informed drivers at the lines and at what is let through; 0: they always know.
    """

    passages: tuple[Passage, ...]
    classes: tuple[TruckClass, ...]
    sources: tuple[Source, ...]
    changes: tuple[Change, ...] = ()
    standing: tuple[Standing, ...] = ()
    detour: Mapping[tuple[str, str], float] = field(default_factory=dict)
    information_step: float = 0.0

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise BorderError("\n".join(faults))


def _faults(border: Border) -> Iterator[str]:
    """What keeps a border from being simulated, one sentence each."""
    passages = {each.name: each for each in border.passages}
    kinds = {each.name for each in border.classes}
    for what, names in (
        ("passage", [each.name for each in border.passages]),
        ("class", [each.name for each in border.classes]),
        ("source", [each.name for each in border.sources]),
    ):
        for name in sorted({each for each in names if names.count(each) > 1}):
            yield f"{what} {name}: the name is there twice; rename one of them"
    for passage in border.passages:
        yield from _passage_faults(passage, kinds)
    for source in border.sources:
        if source.kind not in kinds:
            yield f"source {source.name}: no class has the name {source.kind}; there are {', '.join(sorted(kinds))}"
        if not source.choices:
            yield f"source {source.name}: no passage is open to it; name one in its choices"
        for choice in source.choices:
            if choice.passage not in passages:
                yield f"source {source.name}: no passage has the name {choice.passage}; correct the choice"
            if choice.travel < 0:
                yield f"source {source.name}: travel of {choice.travel:g} h to {choice.passage}; write 0 or more"
        habit = sum(each.habit for each in source.choices)
        if source.choices and not math.isclose(habit, 1.0, abs_tol=1e-9):
            yield f"source {source.name}: the shares of habit sum to {habit:g}; they must sum to 1"
        shape = np.asarray(source.shape, dtype=float)
        if not (source.rate >= 0 and shape.size and np.all(shape >= 0) and np.all(np.isfinite(shape))):
            yield f"source {source.name}: rate and shape must be numbers of 0 or more"
        if abs(source.interval.mean - 1.0) > 1e-9:
            yield f"source {source.name}: intervals have the mean {source.interval.mean:g}; scale them to 1"
        if source.burst < 1:
            yield f"source {source.name}: bursts of {source.burst:g} trucks; write 1 or more"
    by_passage: dict[str, list[float]] = {}
    for change in border.changes:
        by_passage.setdefault(f"{change.passage} {change.stage}", []).append(change.time)
        if change.passage not in passages:
            yield f"change at {change.time:g} h: no passage has the name {change.passage}"
        elif change.stage and change.stage not in {each.name for each in passages[change.passage].stages}:
            yield f"change at {change.time:g} h: {change.passage} has no stage {change.stage}"
    for name, times in by_passage.items():
        for before, after in pairwise(times):
            if after < before:
                yield f"changes of {name.strip()}: the time goes back from {before:g} h to {after:g} h; sort them"
    for each in border.standing:
        if each.passage not in passages or each.source not in {source.name for source in border.sources}:
            yield f"trucks that stand at {each.passage}: no such passage, or no source {each.source}"


def _passage_faults(passage: Passage, kinds: set[str]) -> Iterator[str]:
    where = f"passage {passage.name}"
    names = [each.name for each in passage.stages]
    if not names:
        yield f"{where}: it has no stage; add one"
    if len(set(names)) < len(names):
        yield f"{where}: two stages have the same name; rename one of them"
    for stage in passage.stages:
        place = f"{where}, stage {stage.name}"
        for kind in kinds:
            share = stage.share_of(kind)
            if not 0 <= share <= 1:
                yield f"{place}: a share of {share:g} of {kind} stops here; write 0 to 1"
        if isinstance(stage.service, Mapping) and not kinds <= set(stage.service):
            missing = ", ".join(sorted(kinds - set(stage.service)))
            yield f"{place}: no time of service for {missing}; add it"
        if stage.servers is not None and stage.servers < 0:
            yield f"{place}: {stage.servers} servers; write 0 or more"
        if stage.space is not None and stage.space < 0:
            yield f"{place}: space for {stage.space} trucks; write 0 or more"
        if not stage.pace > 0:
            yield f"{place}: a pace of {stage.pace:g}; write a number above 0"
        if (stage.failure is None) != (stage.repair is None):
            yield f"{place}: a breakdown needs both the time between failures and the time of repair"
    for key, shares in passage.routes.items():
        stage_name = key if isinstance(key, str) else key[0]
        if stage_name and stage_name not in names:
            yield f"{where}: a route begins at {stage_name}, which is no stage of it"
        for goal in shares:
            if goal != OUT and goal not in names:
                yield f"{where}: a route leads to {goal}, which is no stage of it"
        if not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9) or any(each < 0 for each in shares.values()):
            total = sum(shares.values())
            yield f"{where}: the routes from {stage_name or 'the entry'} sum to {total:g}; they must sum to 1"
