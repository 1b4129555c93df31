"""Lines of past episodes, simulated without knowing how they went on, against what was seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aryk.borders.calendar import changes_of
from aryk.borders.episodes import Episode, Sighting
from aryk.borders.from_case import away_from, border_of, factors, without_stops
from aryk.borders.kernel.arrays import Floats
from aryk.borders.model import Border, BorderError, Change, Choice, Passage, Source, Standing
from aryk.borders.simulate import simulate
from aryk.case.case import Case


@dataclass(frozen=True)
class Habits:
    """What is not known of drivers and is set on the episodes for training.

    Attributes
    ----------
    level
        Factor on the trucks of `truck_flows`: years differ, and the tables speak of one.
    stays_away
        Share of drivers who stay away from a wait that they expect to be longer than `tolerance`, h.
    """

    level: float = 1.0
    stays_away: float = 0.0
    tolerance: float = 24.0


CEILING_DOUBT = 0.2
"""Relative error of the trucks an hour that a regime lets through."""
NEWS = 24.0
"""Hours after which news of a line and of its pace reaches drivers at home."""
BLUR = 6.0
"""Scale of the choice to stay away, h."""


@dataclass(frozen=True)
class EpisodeRun:
    """An episode as simulated: `lines` (worlds x replications together, by hour) and trucks let through by hour."""

    episode: Episode
    habits: tuple[Habits, ...]
    lines: Floats
    cleared: Floats

    def bands(self) -> pd.DataFrame:
        """Trucks in line by hour: quantiles over chance and over what is not known."""
        shares = [0.05, 0.25, 0.5, 0.75, 0.95]
        times = self.episode.start + pd.to_timedelta(np.arange(self.lines.shape[1]), unit="h")
        return pd.DataFrame(
            np.quantile(self.lines, shares, axis=0).T, columns=["p5", "p25", "p50", "p75", "p95"], index=times
        )

    def against(self) -> pd.DataFrame:
        """Each sighting against what the simulation foretold of it, error of the count and of the date included.

        `score` is the continuous ranked probability score in trucks (Gneiting and Raftery 2007, eq. 20), smaller is
        better; `unchanged` the miss of saying that the line stays as it was at the start.
        """
        rows = []
        for seen in self.episode.sightings:
            for what, value in (("waiting", seen.waiting), ("cleared", seen.cleared)):
                if math.isnan(value):
                    continue
                told = self.told(seen, what)
                low, middle, high = np.quantile(told, [0.05, 0.5, 0.95])
                rows.append(
                    {
                        "episode": self.episode.name,
                        "day": seen.day,
                        "what": what,
                        "seen": value,
                        "p5": low,
                        "p50": middle,
                        "p95": high,
                        "within": bool(low <= value <= high),
                        "miss": middle - value,
                        "score": crps(told, value),
                        "unchanged": abs(self.episode.standing - value) if what == "waiting" else math.nan,
                    }
                )
        return pd.DataFrame(rows)

    def told(self, seen: Sighting, what: str) -> Floats:
        """What somebody would have seen and written down in each replication."""
        chance = np.random.default_rng(_seed_of(seen.name + what))
        count, hours = self.lines.shape
        offsets = np.rint(24 * seen.days_doubt * chance.uniform(-1, 1, count)).astype(int)
        places = np.clip(int(seen.time) + offsets, 0, hours - 1)
        if what == "waiting":
            value = self.lines[np.arange(count), places]
        else:
            midnight = (self.episode.start + pd.Timedelta(hours=seen.time)).hour
            first = np.clip(places - midnight, 0, hours - 1)
            total = np.cumsum(np.pad(self.cleared, ((0, 0), (1, 24))), axis=1)
            value = (total[np.arange(count), first + 24] - total[np.arange(count), first]).astype(float)
        error = math.sqrt(math.log1p(seen.doubt**2))
        return np.asarray(value * np.exp(error * chance.standard_normal(count) - error**2 / 2), dtype=np.float64)


def _seed_of(words: str) -> int:
    return sum((place + 1) * ord(letter) for place, letter in enumerate(words))


def crps(told: Floats, seen: float) -> float:
    """The continuous ranked probability score of a sample: E|X - y| - E|X - X'| / 2.

    Examples
    --------
    >>> crps(np.array([1.0, 3.0]), 2.0)
    0.5
    """
    ordered = np.sort(told)
    count = len(ordered)
    spread = 2 * float(np.sum((2 * np.arange(1, count + 1) - count - 1) * ordered)) / count**2
    return float(np.mean(np.abs(ordered - seen))) - spread / 2


def replay(
    case: Case, episode: Episode, *habits: Habits, worlds: int = 20, replications: int = 10, seed: int = 1
) -> EpisodeRun:
    """Simulate an episode in several worlds, in each of which what is not known is otherwise.

    Unknown are the trucks in line at the start, the trucks that come (by `arrivals_doubt`), how many a regime lets
    through (by `CEILING_DOUBT`), and which of the given habits drivers have; within a world chance does the rest. At
    least as many worlds are made as there are habits.

    Raises
    ------
    BorderError
        If the passage of the episode is not in use, or no trucks go there.
    """
    end = (episode.start + pd.Timedelta(hours=episode.hours)).normalize()
    whole = border_of(case, episode.start.normalize(), end, passages=[episode.passage], regimes=False)
    lines, cleared = [], []
    for world in range(max(worlds, len(habits))):
        chance = np.random.default_rng([seed, world])
        border = _world(case, whole, episode, habits[world % len(habits)], chance)
        run = simulate(border, episode.hours, replications=replications, seed=seed * 1000 + world)
        place = [each.name for each in run.border.passages].index(episode.passage)
        lines.append(run.lines[:, :, place])
        cleared.append(run.cleared[:, 1:, place])
    return EpisodeRun(episode, habits, np.concatenate(lines).astype(float), np.concatenate(cleared).astype(float))


def _lognormal(chance: np.random.Generator, doubt: float) -> float:
    error = math.sqrt(math.log1p(doubt**2))
    return float(np.exp(error * chance.standard_normal() - error**2 / 2))


def _world(case: Case, whole: Border, episode: Episode, habits: Habits, chance: np.random.Generator) -> Border:
    passage = next(each for each in whole.passages if each.name == episode.passage)
    standing = episode.standing * _lognormal(chance, episode.standing_doubt)
    changes = changes_of(case, passage.name, passage, episode.start, episode.hours, regimes=True)
    sources = _trucks(case, whole, episode, habits)
    total = sum(each.rate for each in sources)
    if not sources or total <= 0:
        raise BorderError(f"episode {episode.name}: no trucks go to {episode.passage}; add a row to truck_flows.csv")
    lined = [Standing(passage.name, each.name, round(standing * each.rate / total)) for each in sources]
    return Border(
        (passage, without_stops(away_from(passage.name))),
        whole.classes,
        tuple(sources),
        tuple(_doubted(changes, passage, chance)),
        tuple(each for each in lined if each.count > 0),
        information_step=NEWS,
    )


def _trucks(case: Case, whole: Border, episode: Episode, habits: Habits) -> list[Source]:
    sources, first = [], episode.start
    flows = {str(row["flow"]): row for row in case.table("truck_flows").to_dict("records")}
    for each in whole.sources:
        row = flows[each.level_key]
        if row["passage"] != episode.passage:
            continue
        shape = factors(
            case, [str(row["season"]), str(row["week"]), str(row["hours"])], first.floor("h"), episode.hours
        )
        rate = each.rate * habits.level
        if not math.isnan(episode.arrivals):
            usual = sum(one.rate for one in whole.sources) * 24 * float(np.mean(shape))
            rate = each.rate * episode.arrivals / usual
        sources.append(
            replace(
                each,
                rate=rate,
                shape=shape,
                level_spread=episode.arrivals_doubt,
                choices=(
                    Choice(episode.passage),
                    Choice(away_from(episode.passage), travel=habits.tolerance, habit=0.0),
                ),
                informed=habits.stays_away,
                choice_scale=BLUR,
                diverts=False,
            )
        )
    return sources


def _doubted(changes: Sequence[Change], passage: Passage, chance: np.random.Generator) -> list[Change]:
    """The same changes with a regime that lets more or fewer through than is written."""
    usual = {stage.name: stage.pace for stage in passage.stages}
    made = []
    for each in changes:
        if each.pace is not None and each.pace != usual.get(each.stage):
            each = replace(each, pace=each.pace * _lognormal(chance, CEILING_DOUBT))
        made.append(each)
    return made
