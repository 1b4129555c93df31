"""What a simulation of a border gives, with the uncertainty that chance leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from aryk.borders.kernel.arrays import Counts, Floats, Gathered, Given, Records
from aryk.borders.kernel.bins import BINS
from aryk.borders.model import Border
from aryk.borders.quantiles import quantiles

SHARES = (0.5, 0.9, 0.95, 0.99)
"""The quantiles of the wait that are told."""


class Collector:
    """Replications added up as they come; what is kept does not grow with the number of trucks."""

    def __init__(self, border: Border, given: Given) -> None:
        self.border, self.given = border, given
        self.stage_count = len(given.stages) - len(given.passages)
        self.flows: list[Records] = []
        self.stages: list[Records] = []
        self.stops: list[Records] = []
        self.lines: list[Counts] = []
        self.cleared: list[Counts] = []
        self.quantiles: list[Floats] = []
        self.residual = 0.0
        kinds, passages = len(given.class_level), len(given.passages)
        times = math.floor(given.end / given.grid + 1e-9) + 1
        self.stop_bins = np.zeros((kinds, self.stage_count, BINS), np.int64)
        self.flow_bins = np.zeros((passages, kinds, BINS), np.int64)
        self.stage_lines = np.zeros((times, self.stage_count))
        self.arrived = np.zeros((times + 1, passages))

    @property
    def count(self) -> int:
        """Replications so far."""
        return len(self.flows)

    def add(self, told: Gathered) -> None:
        """Take one replication in."""
        self.flows.append(told.flows)
        self.stages.append(told.stages[: self.stage_count])
        self.stops.append(told.stops[:, : self.stage_count])
        self.lines.append(told.on_road)
        self.cleared.append(told.cleared)
        self.quantiles.append(quantiles(told.flow_bins.sum(axis=1), list(SHARES)))
        self.stop_bins += told.stop_bins
        self.flow_bins += told.flow_bins
        self.stage_lines += told.samples
        self.arrived += told.arrived
        off = np.abs(told.passages["area"] - told.passages["stayed"])
        self.residual = max(self.residual, float(np.max(off / np.maximum(told.passages["area"], 1.0))))

    def run(self, seed: int, *, precise: bool) -> BorderRun:
        """What there is."""
        return BorderRun(
            border=self.border,
            hours=self.given.end,
            start_of_statistics=self.given.start_of_statistics,
            grid=self.given.grid,
            seed=seed,
            flows=np.array(self.flows),
            stages=np.array(self.stages),
            stops=np.array(self.stops),
            stop_bins=self.stop_bins,
            flow_bins=self.flow_bins,
            wait_quantiles=np.array(self.quantiles),
            lines=np.array(self.lines),
            cleared=np.array(self.cleared),
            stage_lines=self.stage_lines / self.count,
            arrived=self.arrived / self.count,
            little_residual=self.residual,
            precise=precise,
        )


def precision_of(parts: list[Collector]) -> float:
    """Half of the 95 % interval of the mean wait over all passages, as a share of it."""
    waits = np.sum([[each["wait"].sum() for each in part.flows] for part in parts], axis=0)
    trucks = np.sum([[each["through"].sum() for each in part.flows] for part in parts], axis=0)
    means = waits / np.maximum(trucks, 1)
    middle = float(np.mean(means))
    return half_width(means) / middle if middle > 0 else 0.0


def joined(runs: list[BorderRun]) -> BorderRun:
    """Runs of passages that share no trucks as one."""
    axes = {
        "flows": 1,
        "stages": 1,
        "stops": 2,
        "stop_bins": 1,
        "flow_bins": 0,
        "wait_quantiles": 1,
        "lines": 2,
        "cleared": 2,
        "stage_lines": 1,
        "arrived": 1,
    }
    merged: dict[str, Any] = {
        name: np.concatenate([getattr(run, name) for run in runs], axis=axis) for name, axis in axes.items()
    }
    parts: dict[str, Any] = {
        name: tuple(each for run in runs for each in getattr(run.border, name))
        for name in ("passages", "sources", "changes", "standing")
    }
    merged["border"] = replace(runs[0].border, **parts)
    merged["little_residual"] = max(run.little_residual for run in runs)
    return replace(runs[0], **merged)


def half_width(values: Floats, confidence: float = 0.95) -> float:
    """Half of the confidence interval of a mean, from independent replications (Student 1908)."""
    if len(values) < 2:
        return math.inf
    spread = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return float(stats.t.ppf(0.5 + confidence / 2, len(values) - 1)) * spread


@dataclass(frozen=True)
class BorderRun:
    """Waits, lines and work at a border.

    Attributes
    ----------
    flows
        Trucks and hours, replications x passages x classes.
    stages, stops
        Areas and settings of stages, replications x stages; sums at stages, replications x classes x stages.
    stop_bins, flow_bins
        Trucks by bin of the wait: classes x stages x bins, and passages x classes x bins, over all replications.
    wait_quantiles
        Replications x passages x `SHARES`, h.
    lines
        Trucks that wait at each passage, replications x times x passages.
    cleared
        Trucks that leave each passage in the interval before each time, replications x times x passages.
    stage_lines, arrived
        Means over the replications: trucks that wait at each stage, and that come to each passage.
    little_residual
        Largest difference between truck hours counted by the number of trucks over time and by the stay of each
        truck (Little 1961), as a share of them.
    precise
        Whether the precision that was asked for is reached.
    start
        The first hour, where the border is that of a case.
    """

    border: Border
    hours: float
    start_of_statistics: float
    grid: float
    seed: int
    flows: Records
    stages: Records
    stops: Records
    stop_bins: np.ndarray
    flow_bins: np.ndarray
    wait_quantiles: Floats
    lines: np.ndarray
    cleared: np.ndarray
    stage_lines: Floats
    arrived: Floats
    little_residual: float
    precise: bool
    start: pd.Timestamp | None = None

    @property
    def replications(self) -> int:
        """How many replications there are."""
        return len(self.flows)

    @cached_property
    def stage_names(self) -> list[tuple[str, str]]:
        """Passage and stage, in the order of the arrays."""
        return [(passage.name, stage.name) for passage in self.border.passages for stage in passage.stages]

    @property
    def times(self) -> Floats:
        """The times of `lines`, h from the start."""
        return np.asarray(np.arange(self.lines.shape[1]) * self.grid, dtype=np.float64)

    @property
    def moments(self) -> pd.Index:
        """The times of `lines` as dates, or as hours from the start where that has no date."""
        if self.start is None:
            return pd.Index(self.times)
        return self.start + pd.to_timedelta(self.times, unit="h")

    def passages(self) -> pd.DataFrame:
        """Each passage: trucks a day, mean wait with its 95 % interval, quantiles of the wait, what is lost; hours."""
        days = (self.hours - self.start_of_statistics) / 24.0
        rows = []
        for number, passage in enumerate(self.border.passages):
            flow = self.flows[:, number]
            through = flow["through"].sum(axis=1)
            waits = flow["wait"].sum(axis=1) / np.maximum(through, 1)
            row = {
                "passage": passage.name,
                "arrived a day": flow["arrived"].sum(axis=1).mean() / days,
                "through a day": through.mean() / days,
                "wait": waits.mean(),
                "wait +/-": half_width(waits),
            }
            found = quantiles(self.flow_bins[number].sum(axis=0), list(SHARES))
            row |= {f"wait p{100 * share:g}": value for share, value in zip(SHARES, found, strict=True)}
            row["wait for a slot"] = flow["booked"].sum() / max(through.sum(), 1)
            row["mean line"] = self.lines[:, :, number].mean()
            row["longest line p95"] = float(np.quantile(self.lines[:, :, number].max(axis=1), 0.95))
            for name in ("gave_up", "turned_away", "spoiled"):
                row[f"{name.replace('_', ' ')} a day"] = flow[name].sum(axis=1).mean() / days
            rows.append(row)
        return pd.DataFrame(rows).set_index("passage")

    def classes(self) -> pd.DataFrame:
        """Each class at each passage: trucks a day, mean and quantiles of the wait, h."""
        days = (self.hours - self.start_of_statistics) / 24.0
        rows = []
        for number, passage in enumerate(self.border.passages):
            for kind, each in enumerate(self.border.classes):
                flow = self.flows[:, number, kind]
                if not flow["arrived"].sum():
                    continue
                through = flow["through"]
                waits = flow["wait"] / np.maximum(through, 1)
                found = quantiles(self.flow_bins[number, kind], list(SHARES))
                rows.append(
                    {
                        "passage": passage.name,
                        "class": each.name,
                        "through a day": through.mean() / days,
                        "wait": waits.mean(),
                        "wait +/-": half_width(waits),
                        **{f"wait p{100 * s:g}": value for s, value in zip(SHARES, found, strict=True)},
                        "stay": flow["stay"].sum() / max(through.sum(), 1),
                        "spoiled": flow["spoiled"].sum() / max(through.sum(), 1),
                    }
                )
        return pd.DataFrame(rows).set_index(["passage", "class"])

    def stage_table(self) -> pd.DataFrame:
        """Each stage: how busy its servers are, wait in front of it, how long trucks are stuck at it; hours."""
        span = self.hours - self.start_of_statistics
        rows = []
        for here, (passage, stage) in enumerate(self.stage_names):
            areas, sums = self.stages[:, here], self.stops[:, :, here]
            started = sums["started"].sum()
            servers = areas["area_servers"].mean()
            busy = areas["area_busy"].mean()
            found = quantiles(self.stop_bins[:, here].sum(axis=0), [0.5, 0.95])
            rows.append(
                {
                    "passage": passage,
                    "stage": stage,
                    "trucks a day": started / self.replications / span * 24.0,
                    "busy": busy / servers if servers > 0 else math.nan,
                    "blocked": areas["area_blocked"].mean() / servers if servers > 0 else math.nan,
                    "servers": servers / span if servers > 0 else math.nan,
                    "waiting": areas["area_waiting"].mean() / span,
                    "wait": sums["wait"].sum() / max(started, 1),
                    "wait p50": found[0],
                    "wait p95": found[1],
                }
            )
        return pd.DataFrame(rows).set_index(["passage", "stage"])

    def line(self, passage: str) -> pd.DataFrame:
        """Trucks that wait at a passage through time: mean and bands over the replications; by time."""
        here = self.lines[:, :, self._passage(passage)]
        bands = np.quantile(here, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
        frame = pd.DataFrame(bands.T, columns=["p5", "p25", "p50", "p75", "p95"], index=self.moments)
        frame.insert(0, "mean", here.mean(axis=0))
        return frame

    def bottlenecks(self, passage: str, hours: float = 24.0) -> pd.Series:
        """The stage of a passage with the most trucks waiting, by stretch of time; "" where hardly any wait."""
        places = [here for here, (name, _) in enumerate(self.stage_names) if name == passage]
        names = [self.stage_names[here][1] for here in places]
        length = max(1, round(hours / self.grid))
        count = len(self.stage_lines) // length
        means = self.stage_lines[: count * length, places].reshape(count, length, -1).mean(axis=1)
        worst = [names[int(row.argmax())] if row.max() >= 0.5 else "" for row in means]
        return pd.Series(worst, index=np.arange(count) * length * self.grid)

    def wait_below(self, share: float, passages: list[int]) -> float:
        """The wait below which a share of all trucks of some passages stay, h."""
        return float(quantiles(self.flow_bins[passages].sum(axis=(0, 1)), [share])[0])

    def _passage(self, name: str) -> int:
        return [each.name for each in self.border.passages].index(name)
