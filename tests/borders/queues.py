"""Small borders for tests: one place of arrival and a few stages."""

from __future__ import annotations

from aryk.borders.distributions import Distribution
from aryk.borders.model import Border, Choice, Passage, Source, Stage, TruckClass


def chain(rate: float, *stages: Stage, interval: Distribution | None = None, **more) -> Border:
    """Poisson arrivals of one class to stages in series."""
    given = {"interval": interval} if interval is not None else {}
    passage = Passage("gate", tuple(stages), routes=more.pop("routes", {}))
    source = Source("trucks", "loaded", (Choice("gate"),), rate, **given, **more)
    return Border((passage,), (TruckClass("loaded"),), (source,))


def waits(run, stage: int = 0):
    """The mean wait in front of a stage in each replication."""
    sums = run.stops[:, :, stage]
    return sums["wait"].sum(axis=1) / sums["started"].sum(axis=1)
