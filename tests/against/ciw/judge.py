"""The same border in Ciw: nodes for stages, routing matrices for shares, schedules for shifts."""

from __future__ import annotations

import math

import ciw
import numpy as np

from aryk.borders.distributions import Distribution
from aryk.borders.model import Border
from aryk.borders.routes import shares_of


def ciw_time(given: Distribution):
    """A distribution in the words of Ciw."""
    p = given.parameters
    made = {
        "deterministic": lambda: ciw.dists.Deterministic(p[0]),
        "exponential": lambda: ciw.dists.Exponential(1 / p[0]),
        "gamma": lambda: ciw.dists.Gamma(p[0], p[1]),
        "erlang": lambda: ciw.dists.Erlang(1 / p[1], int(p[0])),
        "lognormal": lambda: ciw.dists.Lognormal(p[0], p[1]),
        "weibull": lambda: ciw.dists.Weibull(p[1], p[0]),
        "triangular": lambda: ciw.dists.Triangular(*p),
        "uniform": lambda: ciw.dists.Uniform(*p),
        "empirical": lambda: ciw.dists.Empirical(list(given.values)),
        "mixed": lambda: ciw.dists.HyperExponential([1 / p[1], 1 / p[2]], [p[0], 1 - p[0]]),
    }
    return made[given.kind]()


def ciw_network(border: Border, hours: float):
    """The network of a border with one passage whose servers change daily or never."""
    (passage,) = border.passages
    kinds = [each.name for each in border.classes]
    arrivals, services, routing, patience, batches = {}, {}, {}, {}, {}
    for kind in kinds:
        shares = shares_of(passage, kind)
        (source,) = [each for each in border.sources if each.kind == kind]
        arrivals[kind] = [_arrivals(source, share, hours) for share in shares[0, :-1]]
        one = ciw.dists.Deterministic(1) if source.burst <= 1 else ciw.dists.Geometric(1 / source.burst)
        batches[kind] = [one for _ in passage.stages]
        services[kind] = [ciw_time(stage.service_of(kind)) for stage in passage.stages]
        routing[kind] = shares[1:, :-1].tolist()
        patience[kind] = [ciw_time(stage.patience) if stage.patience else None for stage in passage.stages]
    more = {}
    if any(stage.patience for stage in passage.stages):
        more["reneging_time_distributions"] = patience
    if any(source.burst > 1 for source in border.sources):
        more["batching_distributions"] = batches
    if any(each.level for each in border.classes):
        more["priority_classes"] = {each.name: each.level for each in border.classes}
    return ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        routing=routing,
        number_of_servers=[_servers(border, stage) for stage in passage.stages],
        queue_capacities=[math.inf if stage.space is None else stage.space for stage in passage.stages],
        **more,
    )


def _arrivals(source, share, hours):
    if share <= 0:
        return None
    shape = np.asarray(source.shape, dtype=float)
    rate = source.rate * share / source.burst
    if len(shape) > 1:
        rates = (rate * shape).tolist()
        return ciw.dists.PoissonIntervals(rates=rates, endpoints=list(range(1, len(shape) + 1)), max_sample_date=hours)
    assert source.interval.kind == "exponential" or share == 1
    return ciw_time(source.interval.scaled(1 / (rate * shape[0])))


def _servers(border, stage):
    changes = [each for each in border.changes if each.stage == stage.name and each.time <= 24]
    if not changes:
        return math.inf if stage.servers is None else stage.servers
    return ciw.Schedule(
        numbers_of_servers=[stage.servers, *(each.servers for each in changes[:-1])],
        shift_end_dates=[each.time for each in changes],
        preemption=False,
    )


def ciw_runs(border: Border, hours: float, start: float, seeds):
    """What each replication tells: for each stage trucks an hour, mean wait, share delayed, quantiles of the wait,
    time blocked; and of all, trucks that gave up and that were turned away, an hour."""
    stages = len(border.passages[0].stages)
    rows = []
    for seed in seeds:
        ciw.seed(seed)
        network = ciw_network(border, hours)  # Ciw draws arrivals with rates by the hour when it makes the network
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(hours)
        records = simulation.get_all_records()
        row = []
        for node in range(1, stages + 1):
            seen = [r for r in records if r.record_type == "service" and r.node == node]
            seen = [r for r in seen if r.service_start_date >= start]
            waits = np.array([r.waiting_time for r in seen])
            row += [len(seen) / (hours - start), waits.mean(), np.mean(waits > 1e-12)]
            row += list(np.quantile(waits, [0.5, 0.9]))
            row.append(sum(r.time_blocked for r in seen) / (hours - start))
        for kind in ("renege", "rejection"):
            row.append(sum(r.record_type == kind and r.exit_date >= start for r in records) / (hours - start))
        rows.append(row)
    return np.array(rows)
