"""A `Border` in words into the arrays of the kernel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from aryk.borders.distributions import KINDS, Distribution
from aryk.borders.kernel import places as at
from aryk.borders.kernel.arrays import (
    CHANGE,
    CHOICE,
    FLOW,
    PASSAGE,
    ROUTE,
    SOURCE,
    STAGE,
    STANDING,
    STOP,
    Floats,
    Given,
    Records,
    Wholes,
)
from aryk.borders.model import Border, BorderError, ByClass, Passage, Source, Stage
from aryk.borders.routes import shares_of, visits


def key_of(*words: str) -> int:
    """A number of 64 bits that belongs to a name, the same on every machine."""
    return int.from_bytes(hashlib.blake2b("\n".join(words).encode(), digest_size=8).digest(), "little")


class _Distributions:
    """Distributions gathered into one table, each once."""

    def __init__(self) -> None:
        self.rows: list[list[float]] = []
        self.seen: list[float] = []
        self.places: dict[Distribution, int] = {}

    def place(self, given: Distribution | None) -> int:
        """The row of a distribution; -1 for none."""
        if given is None:
            return -1
        if given not in self.places:
            parameters = list(given.parameters)
            if given.kind == "empirical":
                parameters[0] = float(len(self.seen))
                self.seen += given.values
            self.places[given] = len(self.rows)
            self.rows.append([float(KINDS.index(given.kind)), *parameters, 0.0, 0.0, 0.0][:5])
        return self.places[given]


class _Routes:
    """Rows of routes by mode, class and stage."""

    def __init__(self, border: Border, first: dict[str, int], stages: int) -> None:
        self.border, self.first, self.stages = border, first, stages
        self.ways: list[tuple[int, int, float]] = []
        self.rows: dict[tuple[int, int, int], int] = {}
        self.modes: dict[str, list[Mapping[str, ByClass]]] = {each.name: [] for each in border.passages}

    def mode(self, place: int, passage: Passage, changed: Mapping[str, ByClass]) -> int:
        """The number of a mode of a passage, in which given shares of trucks stop."""
        known = self.modes[passage.name]
        if changed in known:
            return known.index(changed)
        known.append(dict(changed))
        for kind, each in enumerate(self.border.classes):
            shares = shares_of(passage, each.name, changed)
            for row in range(len(shares)):
                stage = self.first[passage.name] + row - 1 if row else self.stages + place
                self._add(len(known) - 1, kind, stage, shares[row], self.first[passage.name])
        return len(known) - 1

    def _add(self, mode: int, kind: int, stage: int, shares: Floats, first: int) -> None:
        self.rows[mode, kind, stage] = len(self.ways)
        goals = np.flatnonzero(shares > 0)
        for goal, total in zip(goals, np.cumsum(shares[goals]), strict=True):
            self.ways.append(
                (first + int(goal) if goal < len(shares) - 1 else -1, int(goal == goals[-1]), float(total))
            )

    def table(self, passages: int) -> Wholes:
        """The first way by mode, class and stage; modes that a passage does not have hold its first one."""
        modes = max(len(each) for each in self.modes.values())
        table = np.zeros((modes, len(self.border.classes), self.stages + passages), np.int64)
        for (mode, kind, stage), row in sorted(self.rows.items()):
            table[mode:, kind, stage] = row
        return table


def kernel_arrays(border: Border, hours: float, *, start_of_statistics: float = 0.0, grid: float = 1.0) -> Given:
    """The arrays of a border for a run of so many hours.

    Raises
    ------
    BorderError
        If trucks would come to a stage that never has a server.
    """
    stages = [(passage, stage) for passage in border.passages for stage in passage.stages]
    first, place = {}, 0
    for passage in border.passages:
        first[passage.name] = place
        place += len(passage.stages)
    number_of = {passage.name: number for number, passage in enumerate(border.passages)}
    kinds = {each.name: number for number, each in enumerate(border.classes)}
    distributions, routes = _Distributions(), _Routes(border, first, len(stages))
    for number, passage in enumerate(border.passages):
        routes.mode(number, passage, {})
    changes, capacity = _changes(border, routes, first, number_of)
    _check_served(border, changes, first)
    changes = [each for each in changes if each[0] < hours]
    choices = [
        (number_of[each.passage], each.travel, each.habit) for source in border.sources for each in source.choices
    ]
    shapes = [np.asarray(source.shape, dtype=float) for source in border.sources]
    levels = [each.level for each in border.classes] + [s.level_after for _, s in stages if s.level_after is not None]
    detour = np.full((len(number_of), len(number_of)), 0.0)
    for (before, after), length in border.detour.items():
        detour[number_of[before], number_of[after]] = length

    return Given(
        end=float(hours),
        start_of_statistics=float(start_of_statistics),
        grid=float(grid),
        information_step=float(border.information_step),
        stages=_stages(border, stages, number_of, distributions),
        stops=_stops(stages, kinds, len(number_of), distributions),
        passages=_filled(PASSAGE, len(number_of), capacity=capacity, known_capacity=capacity),
        flows=np.zeros((len(number_of), len(kinds)), FLOW),
        sources=_sources(border, kinds, distributions),
        choices=_filled(
            CHOICE,
            len(choices),
            passage=[each[0] for each in choices],
            travel=[each[1] for each in choices],
            habit=_cumulated(border.sources),
        ),
        changes=_filled(
            CHANGE,
            len(changes),
            **{
                name: [each[place] for each in changes] for place, name in enumerate(("time", "what", "index", "value"))
            },
        ),
        standing=_standing(border, number_of),
        routes=np.array(routes.ways or [(0, 1, 1.0)], ROUTE),
        route_row=routes.table(len(number_of)),
        distributions=np.array(distributions.rows),
        seen=np.array(distributions.seen or [0.0]),
        class_level=np.array([each.level for each in border.classes], np.int64),
        class_limit=np.array([each.limit for each in border.classes]),
        shapes=np.concatenate(shapes) if shapes else np.zeros(1),
        detour=detour,
        levels=max(levels) + 1,
    )


def _filled(record: np.dtype[Any], length: int, **columns: Any) -> Records:
    made = np.zeros(length, record)
    for name, values in columns.items():
        made[name] = values
    return made


def _stages(
    border: Border,
    stages: list[tuple[Passage, Stage]],
    number_of: dict[str, int],
    distributions: _Distributions,
) -> Records:
    made = np.zeros(len(stages) + len(border.passages), STAGE)
    made["wanting"] = made["last_wanting"] = made["failure"] = made["repair"] = -1
    for here, (passage, stage) in enumerate(stages):
        row = made[here]
        row["servers"] = at.ENDLESS if stage.servers is None else stage.servers
        row["space"] = at.ENDLESS if stage.space is None else stage.space
        row["passage"] = number_of[passage.name]
        row["handover"], row["virtual"] = stage.handover, stage.virtual
        row["level_after"] = -1 if stage.level_after is None else stage.level_after
        row["lost"] = row["servers"] if stage.lost is None else stage.lost
        row["slowness"] = 1.0 / stage.pace
        row["failure"], row["repair"] = distributions.place(stage.failure), distributions.place(stage.repair)
        row["salt"] = key_of(passage.name, stage.name)
        row["patient"] = stage.patience is None
    for passage in border.passages:
        made[len(stages) + number_of[passage.name]]["salt"] = key_of(passage.name, "")
    return made


def _stops(
    stages: list[tuple[Passage, Stage]], kinds: dict[str, int], passages: int, distributions: _Distributions
) -> Records:
    made = np.zeros((len(kinds), len(stages) + passages), STOP)
    made["service"] = made["patience"] = -1
    for kind, number in kinds.items():
        for here, (_, stage) in enumerate(stages):
            made[number, here]["service"] = distributions.place(_of_class(stage.service, kind))
            made[number, here]["patience"] = distributions.place(_of_class(stage.patience, kind))
    return made


def _sources(border: Border, kinds: dict[str, int], distributions: _Distributions) -> Records:
    made = np.zeros(len(border.sources), SOURCE)
    shape, choice = 0, 0
    for row, source in zip(made, border.sources, strict=True):
        row["kind"], row["interval"] = kinds[source.kind], distributions.place(source.interval)
        row["shape_start"], row["shape_length"] = shape, len(source.shape)
        row["first_choice"], row["last_choice"] = choice, choice + len(source.choices)
        shape, choice = shape + len(source.shape), choice + len(source.choices)
        row["key"] = key_of(source.name, "source")
        row["level_key"] = key_of(source.level_key or source.name, "level")
        row["scale"], row["burst"] = source.rate / source.burst, source.burst
        row["day_spread"], row["level_spread"] = source.day_spread, source.level_spread
        row["day"], row["day_factor"] = -1, 1.0
        row["informed"], row["blur"], row["diverts"] = source.informed, source.choice_scale, source.diverts
    return made


def _standing(border: Border, number_of: dict[str, int]) -> Records:
    names = [each.name for each in border.sources]
    standing = [each for each in border.standing if each.count > 0]
    return np.array([(number_of[each.passage], names.index(each.source), each.count) for each in standing], STANDING)


def _of_class(given: object, kind: str) -> Distribution | None:
    found = given.get(kind) if isinstance(given, Mapping) else given
    assert found is None or isinstance(found, Distribution)
    return found


def _cumulated(sources: Iterable[Source]) -> Floats:
    rows = [np.cumsum([each.habit for each in source.choices]) for source in sources]
    return np.concatenate(rows) if rows else np.zeros(0)


Row = tuple[float, int, int, float]


def _changes(
    border: Border, routes: _Routes, first: dict[str, int], number_of: dict[str, int]
) -> tuple[list[Row], list[float]]:
    """What changes when, in order of time, and the known capacity of each passage at the start."""
    rows: list[Row] = []
    at_start: list[float] = []
    for passage in border.passages:
        number = number_of[passage.name]
        places = {stage.name: place for place, stage in enumerate(passage.stages)}
        servers = [stage.servers for stage in passage.stages]
        pace = [stage.pace for stage in passage.stages]
        shares: dict[str, ByClass] = {}
        known: dict[tuple[object, ...], float] = {}
        at_start.append(capacity_of(border, passage, servers, pace, shares))
        for change in sorted((each for each in border.changes if each.passage == passage.name), key=lambda c: c.time):
            for place in [places[change.stage]] if change.stage else range(len(servers)):
                if change.servers is not None and (servers[place] is not None or change.stage):
                    servers[place] = change.servers
                    rows.append((change.time, at.SET_SERVERS, first[passage.name] + place, float(change.servers)))
                if change.pace is not None:
                    pace[place] = change.pace
                    rows.append((change.time, at.SET_PACE, first[passage.name] + place, change.pace))
            if change.shares is not None:
                shares = {**shares, **change.shares}
                mode = routes.mode(number, passage, shares)
                whole = [*range(first[passage.name], first[passage.name] + len(servers)), routes.stages + number]
                rows += [(change.time, at.SET_MODE, place, float(mode)) for place in whole]
            state = (*servers, *pace, *(str(each) for each in shares.items()))
            if state not in known:
                known[state] = capacity_of(border, passage, servers, pace, shares)
            rows.append((change.time, at.SET_CAPACITY, number, known[state]))
    order = sorted(range(len(rows)), key=lambda each: (rows[each][0], rows[each][1] == at.SET_SERVERS, each))
    return [rows[each] for each in order], at_start


def capacity_of(
    border: Border,
    passage: Passage,
    servers: list[int | None],
    pace: list[float],
    shares: Mapping[str, ByClass],
) -> float:
    """Trucks per hour that the narrowest stage of a passage can let through, for the usual mix of classes."""
    rates: dict[str, float] = {}
    for source in border.sources:
        mean = source.rate * float(np.mean(np.asarray(source.shape, dtype=float)))
        rates[source.kind] = rates.get(source.kind, 0.0) + mean * sum(
            each.habit for each in source.choices if each.passage == passage.name
        )
    total = sum(rates.values())
    mix = {kind: rate / total for kind, rate in rates.items()} if total > 0 else {border.classes[0].name: 1.0}
    load: Floats = np.zeros(len(servers))
    for kind, part in mix.items():
        come = visits(shares_of(passage, kind, shares))
        lengths = np.array([stage.service_of(kind).mean for stage in passage.stages])
        load += part * come * lengths
    ceilings = [
        count * pace[place] / load[place]
        for place, count in enumerate(servers)
        if count is not None and load[place] > 0 and not passage.stages[place].virtual
    ]
    return float(min(ceilings, default=1e9))


def _check_served(border: Border, changes: list[Row], first: dict[str, int]) -> None:
    """Every stage to which trucks come has a server at some time."""
    helped = {index for _, what, index, value in changes if what == at.SET_SERVERS and value > 0}
    faults = []
    for passage in border.passages:
        kinds = {
            source.kind
            for source in border.sources
            if source.rate > 0 and passage.name in {each.passage for each in source.choices}
        }
        for place, stage in enumerate(passage.stages):
            if stage.servers == 0 and first[passage.name] + place not in helped:
                come = [kind for kind in kinds if visits(shares_of(passage, kind))[place] > 0]
                if come:
                    faults.append(
                        f"passage {passage.name}, stage {stage.name}: no server at any time, but trucks come "
                        f"({', '.join(sorted(come))}); write 1 or more servers"
                    )
    if faults:
        raise BorderError("\n".join(faults))
