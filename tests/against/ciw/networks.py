"""Borders that both Aryk and Ciw can run: together they use every feature that both have."""

from __future__ import annotations

from aryk.borders.distributions import (
    deterministic,
    empirical,
    erlang,
    exponential,
    gamma,
    lognormal,
    mixed,
    triangular,
    uniform,
    weibull,
)
from aryk.borders.model import Border, Change, Choice, Passage, Source, Stage, TruckClass
from tests.borders.queues import chain


def classes(rates, levels, *stages, routes=None):
    """Several classes at one passage."""
    names = [f"class{number}" for number in range(len(rates))]
    sources = [Source(name, name, (Choice("gate"),), rate) for name, rate in zip(names, rates, strict=True)]
    kinds = [TruckClass(name, level) for name, level in zip(names, levels, strict=True)]
    return Border((Passage("gate", tuple(stages), routes=routes or {}),), tuple(kinds), tuple(sources))


def shifts(border: Border, stage: str, servers, days: int):
    """The same with servers by the hour of the day: pairs of the hour at which a shift ends and the next number."""
    changes = [
        Change(24.0 * day + hour, "gate", stage, servers=count) for day in range(days) for hour, count in servers
    ]
    return Border(border.passages, border.classes, border.sources, (*border.changes, *changes))


def relieved(name, service, servers, **more):
    """A stage whose next shift begins at once."""
    return Stage(name, service, servers, handover=True, **more)


DAY = [0.3] * 6 + [0.8] * 4 + [1.6] * 8 + [1.1] * 6

NETWORKS: dict[str, Border] = {
    "one server": chain(0.7, Stage("a", exponential(1.0))),
    "three servers": chain(2.4, Stage("a", exponential(1.0), 3)),
    "fixed service": chain(1.6, Stage("a", deterministic(1.0), 2)),
    "gamma service, Erlang arrivals": chain(1.6, Stage("a", gamma(1.0, 0.7), 2), interval=erlang(1.0, 3)),
    "lognormal service": chain(0.7, Stage("a", lognormal(1.0, 0.8))),
    "Weibull service": chain(1.5, Stage("a", weibull(1.0, 1.7), 2)),
    "triangular service": chain(1.6, Stage("a", triangular(0.4, 0.8, 1.8), 2)),
    "uniform service, mixed arrivals": chain(1.2, Stage("a", uniform(0.5, 1.5), 2), interval=mixed(0.5, 0.5, 1.5)),
    "empirical service": chain(1.5, Stage("a", empirical([0.3, 0.4, 1.0, 2.3]), 2)),
    "mixed service": chain(0.6, Stage("a", mixed(0.4, 0.4, 1.4))),
    "tandem of three": chain(
        1.5, Stage("a", erlang(1.0, 2), 2), Stage("b", exponential(0.5), 1), Stage("c", lognormal(1.6, 0.5), 3)
    ),
    "secondary inspection": chain(
        1.8, Stage("a", exponential(0.4)), Stage("b", gamma(1.5, 0.5), 1, share=0.3), Stage("c", uniform(0.2, 0.6))
    ),
    "comes back": chain(
        0.6, Stage("a", exponential(0.8)), Stage("b", exponential(0.7)), routes={"b": {"a": 0.3, "out": 0.7}}
    ),
    "two ways": chain(
        1.4,
        Stage("a", exponential(0.4)),
        Stage("b", exponential(0.9)),
        Stage("c", exponential(1.1)),
        routes={"a": {"b": 0.6, "c": 0.4}, "b": {"out": 1.0}},
    ),
    "blocked by the next": chain(
        1.1, Stage("a", exponential(0.5), 2), Stage("b", exponential(0.7), 1, space=1), Stage("c", erlang(0.7, 2), 1)
    ),
    "blocked in a row": chain(
        0.6,
        Stage("a", exponential(0.6)),
        Stage("b", exponential(0.7), 1, space=0),
        Stage("c", exponential(0.9), 1, space=1),
    ),
    "room for few": chain(2.5, Stage("a", lognormal(1.0, 0.6), 2, space=3)),
    "two levels": classes([0.3, 0.4], [0, 1], Stage("a", {"class0": exponential(0.8), "class1": exponential(1.3)})),
    "three levels, two stages": classes(
        [0.3, 0.4, 0.5], [0, 1, 2], Stage("a", erlang(1.4, 2), 2), Stage("b", exponential(0.6), 1)
    ),
    "classes with shares of their own": classes(
        [0.5, 0.6],
        [0, 0],
        Stage("a", exponential(0.6)),
        Stage("b", exponential(1.0), share={"class0": 0.8, "class1": 0.1}),
    ),
    "impatient": chain(3.0, Stage("a", exponential(1.0), 2, patience=exponential(1.5))),
    "impatient at the second stage": chain(
        1.5, Stage("a", exponential(0.5)), Stage("b", exponential(0.9), 1, patience=uniform(0.5, 2.5))
    ),
    "bursts": chain(1.2, Stage("a", exponential(1.0), 2), burst=2.5),
    "rates by the hour": chain(2.0, Stage("a", exponential(0.8), 2), shape=DAY),
    "shifts": shifts(chain(2.0, relieved("a", exponential(1.0), 2)), "a", [(8.0, 4), (20.0, 3), (24.0, 2)], 60),
    "closed at night": shifts(chain(1.0, relieved("a", erlang(0.9, 3), 0)), "a", [(6.0, 2), (22.0, 0), (24.0, 0)], 60),
    "five stages with shifts and a daily profile": shifts(
        chain(
            2.0,
            relieved("a", exponential(0.8), 2),
            Stage("b", exponential(0.4), 1),
            Stage("c", gamma(0.9, 0.6), 3, share=0.8),
            Stage("d", lognormal(0.5, 0.5), 2),
            Stage("e", exponential(0.7), 2),
            shape=DAY,
        ),
        "a",
        [(8.0, 4), (20.0, 2), (24.0, 2)],
        60,
    ),
    "levels, room and shares together": classes(
        [0.4, 0.5],
        [0, 1],
        Stage("a", exponential(0.6), 1),
        Stage("b", exponential(0.9), 1, space=2, share={"class0": 0.5, "class1": 0.9}),
        Stage("c", erlang(1.0, 2), 1, space=1, share=0.6),
    ),
}
HOURS, START = 1200.0, 100.0
