"""The simulation gives what queueing theory says, within the error that chance leaves.

Each test compares the mean of independent replications with the exact value. Four standard errors of that mean are
allowed, with fixed seeds: a right simulation would fail one such test in sixteen thousand.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

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
from aryk.borders.formulas import cobham, erlang_b, pollaczek_khinchine, wait_mmc, wait_quantile_mmc
from aryk.borders.model import Border, Choice, Passage, Source, Stage, TruckClass
from aryk.borders.quantiles import quantiles
from aryk.borders.results import half_width
from aryk.borders.simulate import simulate
from tests.borders.queues import chain, waits

LONG = {"replications": 30, "start_of_statistics": 500.0, "grid": 100.0, "seed": 11}


def agrees(values, exact, errors=4.0):
    error = np.std(values, ddof=1) / math.sqrt(len(values))
    assert abs(np.mean(values) - exact) <= errors * error + 1e-12, (np.mean(values), exact, error)
    assert error <= 0.05 * abs(exact) + 1e-12, "too uncertain to prove anything"


@pytest.mark.parametrize(("rate", "servers"), [(0.5, 1), (0.8, 1), (1.5, 2), (2.4, 3), (8.5, 10)])
def test_mmc(rate, servers):
    run = simulate(chain(rate, Stage("a", exponential(1.0), servers)), 30000 / rate + 500, **LONG)
    agrees(waits(run), wait_mmc(rate, 1.0, servers))
    agrees(run.stages["area_busy"][:, 0] / (run.hours - 500) / servers, rate / servers)
    share = run.stops["delayed"].sum(axis=(1, 2)) / run.stops["started"].sum(axis=(1, 2))
    from aryk.borders.formulas import erlang_c

    agrees(share, erlang_c(rate, servers))
    assert run.little_residual < 1e-9


def test_quantiles_of_mmc():
    run = simulate(chain(2.4, Stage("a", exponential(1.0), 3)), 40000, **LONG)
    found = quantiles(run.stop_bins[0, 0], [0.5, 0.9, 0.95, 0.99])
    exact = [wait_quantile_mmc(2.4, 1.0, 3, share) for share in (0.5, 0.9, 0.95, 0.99)]
    np.testing.assert_allclose(found, exact, rtol=0.03)


SERVICES = [
    deterministic(1.0),
    erlang(1.0, 3),
    gamma(1.0, 1.4),
    gamma(1.0, 0.6),
    lognormal(1.0, 1.0),
    weibull(1.0, 1.5),
    weibull(1.0, 0.8),
    triangular(0.5, 1.0, 1.8),
    uniform(0.2, 1.8),
    empirical([0.2, 0.3, 1.0, 1.1, 2.4]),
    mixed(0.3, 0.5, 1.2),
]


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: f"{each.kind}-{each.scv:.2g}")
def test_mg1(service):
    rate = 0.7 / service.mean
    run = simulate(chain(rate, Stage("a", service)), 40000, **LONG)
    agrees(waits(run), pollaczek_khinchine(rate, service.mean, service.scv))
    worked = run.stops["worked"].sum(axis=(1, 2)) / run.stops["started"].sum(axis=(1, 2))
    agrees(worked, service.mean)


def test_erlang_arrivals_and_one_exponential_server():
    """GI/M/1 (Kleinrock 1975, eq. 6.37): W = sigma / (mu (1 - sigma)), sigma = A*(mu (1 - sigma))."""
    rate, phases = 0.8, 4
    sigma = 0.5
    for _ in range(500):
        sigma = (phases * rate / (phases * rate + 1 - sigma)) ** phases
    run = simulate(chain(rate, Stage("a", exponential(1.0)), interval=erlang(1.0, phases)), 60000, **LONG)
    agrees(waits(run), sigma / (1 - sigma))


def test_bursts():
    """Batches of geometric size at one server: W = (1 / (1 - rho)) (s (1 + scv) rho / 2 + s (E[X(X-1)] / (2 E[X]))).

    Burke 1975, Operations Research 23: wait of the batch, by Pollaczek-Khinchine with the service of a whole batch,
    and the wait behind members of the same batch, E[X(X-1)] / (2 E[X]).
    """
    rate, mean = 0.7, 2.0
    second = mean * (2 * mean - 1)  # E[X^2] of a geometric number from 1
    batch_scv = (mean * 1.0 + (second - mean**2)) / mean**2  # exponential members of mean 1
    behind = (second - mean) / (2 * mean)
    exact = pollaczek_khinchine(rate / mean, mean, batch_scv) + behind
    run = simulate(chain(rate, Stage("a", exponential(1.0)), burst=mean), 60000, **LONG)
    agrees(waits(run), exact)


def test_tandem_without_limits_is_two_queues():
    """Burke 1956: departures of M/M/c are Poisson, so the second stage is M/M/c as well."""
    run = simulate(chain(1.5, Stage("a", exponential(1.0), 2), Stage("b", exponential(0.5), 1)), 30000, **LONG)
    agrees(waits(run, 0), wait_mmc(1.5, 1.0, 2))
    agrees(waits(run, 1), wait_mmc(1.5, 0.5, 1))


def test_feedback_is_a_network_of_jackson():
    """A quarter comes back: the stage sees 1 / (1 - 0.25) times the arrivals (Jackson 1957)."""
    stage = Stage("a", exponential(1.0), 1)
    run = simulate(chain(0.6, stage, routes={"a": {"a": 0.25, "out": 0.75}}), 40000, **LONG)
    span = run.hours - 500
    agrees(run.stops["started"].sum(axis=(1, 2)) / span, 0.8)
    agrees(run.stages["area_waiting"][:, 0] / span, 0.8 * wait_mmc(0.8, 1.0, 1))


def test_secondary_inspection_of_a_share():
    run = simulate(chain(2.0, Stage("a", exponential(0.4)), Stage("b", exponential(1.0), 1, share=0.3)), 30000, **LONG)
    agrees(run.stops["started"][:, :, 1].sum(axis=1) / (run.hours - 500), 0.6)
    agrees(waits(run, 1), wait_mmc(0.6, 1.0, 1))


def test_priority():
    first, second = TruckClass("perishable", level=0), TruckClass("loaded", level=1)
    gate = Passage("gate", (Stage("a", {"perishable": erlang(0.8, 2), "loaded": exponential(1.2)}),))
    sources = (
        Source("p", "perishable", (Choice("gate"),), 0.3),
        Source("l", "loaded", (Choice("gate"),), 0.45),
    )
    run = simulate(Border((gate,), (first, second), sources), 40000, **LONG)
    exact = cobham([0.3, 0.45], [0.8, 1.2], [0.5, 1.0])
    for kind in range(2):
        sums = run.stops[:, kind, 0]
        agrees(sums["wait"] / sums["started"], exact[kind])


def test_arrivals_that_find_no_room_are_turned_away():
    run = simulate(chain(3.0, Stage("a", lognormal(1.0, 1.0), 3, space=0)), 20000, **LONG)
    lost = run.flows["turned_away"][:, 0, 0] / run.flows["arrived"][:, 0, 0]
    agrees(lost, erlang_b(3.0, 3))  # whatever the distribution of the service (Sevast'yanov 1957)


def test_room_for_some():
    """M/M/1/K, K = 4: P(full) = (1 - r) r^K / (1 - r^(K+1))."""
    r = 0.9
    run = simulate(chain(r, Stage("a", exponential(1.0), 1, space=3)), 30000, **LONG)
    lost = run.flows["turned_away"][:, 0, 0] / run.flows["arrived"][:, 0, 0]
    agrees(lost, (1 - r) * r**4 / (1 - r**5))


def test_blocking_between_two_stages():
    """Two servers in series, nothing between them, the first never idle: the output is that of max(A, B) cycles.

    With exponential services of equal rate mu the throughput is 2 mu / 3 (Hunt 1956, Operations Research 4).
    """
    stages = (Stage("a", exponential(1.0), 1), Stage("b", exponential(1.0), 1, space=0))
    run = simulate(chain(20.0, *stages), 6000, replications=30, start_of_statistics=100.0, grid=100.0, seed=5)
    agrees(run.stops["started"][:, :, 1].sum(axis=1) / 5900.0, 2 / 3)


@pytest.mark.parametrize("room", [1, 3])
def test_blocking_with_some_room(room):
    """With room for n trucks between them: (n + 2) / (n + 3) of mu (Hunt 1956)."""
    stages = (Stage("a", exponential(1.0), 1), Stage("b", exponential(1.0), 1, space=room))
    run = simulate(chain(20.0, *stages), 6000, replications=30, start_of_statistics=100.0, grid=100.0, seed=6)
    agrees(run.stops["started"][:, :, 1].sum(axis=1) / 5900.0, (room + 2) / (room + 3))


def test_impatient_trucks():
    """M/M/c+M (Palm 1957): a birth and death process with deaths n mu up to c and c mu + (n - c) theta beyond."""
    rate, servers, theta = 4.0, 3, 0.5
    weights = [1.0]
    for count in range(1, 400):
        weights.append(weights[-1] * rate / (min(count, servers) + max(count - servers, 0) * theta))
    total = sum(weights)
    waiting = sum(max(count - servers, 0) * weight for count, weight in enumerate(weights)) / total
    run = simulate(chain(rate, Stage("a", exponential(1.0), servers, patience=exponential(1 / theta))), 10000, **LONG)
    agrees(run.flows["gave_up"][:, 0, 0] / run.flows["arrived"][:, 0, 0], theta * waiting / rate)
    agrees(run.stages["area_waiting"][:, 0] / (run.hours - 500), waiting)


def test_breakdowns():
    """One server that fails as time passes, work goes on afterwards (Avi-Itzhak and Naor 1963, model A).

    Up times exponential of mean 1/f, repairs exponential of mean r, availability A = 1 / (1 + f r):
    E[N] = rho' + (lambda^2 E[S'^2]) / (2 (1 - rho')) with completion times S' = S (1 + f r), plus lambda (1 - A) r /
    (1 - rho') for arrivals in a repair. Failures come while the server is idle as well.
    """
    rate, fail, repair, mean = 0.5, 0.05, 4.0, 1.0
    up = 1 / (1 + fail * repair)
    rho = rate * mean / up
    # Whitt (1990), "Queues with service times and interarrival times depending linearly ...": N = M/M/1 in a random
    # environment; solved here as the Markov chain (up or down, number of trucks) instead of trusting a formula.
    size = 1500
    generator = np.zeros((2 * size, 2 * size))
    for n in range(size):
        for state in range(2):
            here = 2 * n + state
            if n + 1 < size:
                generator[here, here + 2] += rate
            if state == 0 and n > 0:
                generator[here, here - 2] += 1 / mean
            generator[here, here + 1 - 2 * state] += fail if state == 0 else 1 / repair
    generator -= np.diag(generator.sum(axis=1))
    balance = np.vstack([generator.T[:-1], np.ones(2 * size)])
    shares = np.linalg.solve(balance, np.eye(2 * size)[-1])
    number = sum((place // 2) * share for place, share in enumerate(shares))
    assert rho < 1
    # the simulation counts a repair from the end of the last one: up times are those between repairs
    stage = Stage("a", exponential(mean), 1, failure=exponential(1 / fail), repair=exponential(repair))
    run = simulate(chain(rate, stage), 40000, **LONG)
    span = run.hours - 500
    agrees((run.stages["area_waiting"][:, 0] + run.stages["area_busy"][:, 0]) / span, number)
    agrees(run.stages["area_servers"][:, 0] / span, up)


def test_rates_that_follow_the_hour():
    """With as many servers as trucks the number there is Poisson with mean the integral of the rate over one service.

    Eick, Massey and Whitt (1993), "The physics of the Mt/G/inf queue", eq. 1; service of exactly 2 h.
    """
    shape = np.r_[np.full(6, 0.2), np.full(6, 1.4), np.full(6, 1.9), np.full(6, 0.5)]
    border = chain(5.0, Stage("a", deterministic(2.0), None), Stage("b", deterministic(0.0), None), shape=shape)
    run = simulate(border, 24 * 400, replications=40, grid=1.0, seed=3)
    hourly = run.cleared[:, 1:-1, 0]  # those who came two hours before
    at_hour = np.arange(hourly.shape[1]) % 24
    for hour in (0, 7, 13, 20):
        seen = hourly[:, (at_hour == hour) & (np.arange(len(at_hour)) > 24)].mean(axis=1)
        agrees(seen, 5.0 * shape[(hour - 2) % 24])


def test_ninety_five_percent_intervals_cover_ninety_five_percent():
    exact = wait_mmc(0.6, 1.0, 1)
    covered = 0
    border = chain(0.6, Stage("a", exponential(1.0)))
    for seed in range(400):
        run = simulate(border, 1500, replications=12, start_of_statistics=100.0, grid=1500.0, seed=seed)
        each = waits(run)
        covered += abs(each.mean() - exact) <= half_width(each)
    # 400 intervals: binomial with standard deviation 4.4 around 380; three of them
    assert 380 - 13 <= covered <= 380 + 13


def test_same_trucks_in_every_design():
    """More servers never make anybody wait longer when each truck has the same luck; other stages do not matter."""
    runs = [
        simulate(chain(2.0, Stage("a", lognormal(1.0, 0.8), servers)), 3000, replications=4, grid=50.0, seed=9)
        for servers in (3, 4)
    ]
    few, many = (waits(run) for run in runs)
    assert np.all(many < few)
    assert np.array_equal(runs[0].flows["arrived"], runs[1].flows["arrived"])
    added = simulate(
        chain(2.0, Stage("a", lognormal(1.0, 0.8), 3), Stage("b", exponential(0.1), None)),
        3000,
        replications=4,
        grid=50.0,
        seed=9,
    )
    assert np.array_equal(waits(added), few)


def test_results_do_not_depend_on_threads():
    border = chain(2.0, Stage("a", gamma(1.0, 0.8), 3))
    one, two = (simulate(border, 500, replications=6, threads=threads, seed=2) for threads in (1, 3))
    assert np.array_equal(one.flows, two.flows)
    assert np.array_equal(one.lines, two.lines)
