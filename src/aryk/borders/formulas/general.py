"""Queues with other than exponential times, and with priority."""

from __future__ import annotations

import math
from collections.abc import Sequence

from aryk.borders.formulas.erlang import erlang_c


def pollaczek_khinchine(rate: float, service: float, scv: float) -> float:
    """The mean wait at one server with Poisson arrivals, h; exact.

    W = rate s^2 (1 + scv) / (2 (1 - rate s)) (Pollaczek 1930, Khinchine 1932; Kleinrock 1975, eq. 5.66).

    Parameters
    ----------
    rate, service, scv
        Trucks per hour, mean service in hours, squared coefficient of variation of the service.

    Examples
    --------
    >>> pollaczek_khinchine(0.5, 1.0, 0.0)  # always the same service: half of the wait of a random one
    0.5
    """
    load = rate * service
    return math.inf if load >= 1 else rate * service**2 * (1 + scv) / (2 * (1 - load))


def allen_cunneen(rate: float, service: float, servers: int, arrival_scv: float, service_scv: float) -> float:
    """The mean wait at several servers with any arrivals and service, h; an approximation.

    W = C(c, a) s / (c - a) (scv_a + scv_s) / 2 (Allen 1990, "Probability, Statistics and Queueing Theory", p. 340);
    exact for M/M/c and M/G/1.

    Examples
    --------
    >>> allen_cunneen(0.5, 1.0, 1, 1.0, 0.0) == pollaczek_khinchine(0.5, 1.0, 0.0)
    True
    """
    load = rate * service
    if load >= servers:
        return math.inf
    return erlang_c(load, servers) * service / (servers - load) * (arrival_scv + service_scv) / 2


def cobham(rates: Sequence[float], services: Sequence[float], scvs: Sequence[float]) -> list[float]:
    """The mean wait of each level at one server whose truck is never sent away, first level first, h; exact.

    W_k = W_0 / ((1 - s_{k-1}) (1 - s_k)), s_k the load of levels up to k, W_0 the work left at the server (Cobham
    1954, Operations Research 2, eq. 3).

    Examples
    --------
    >>> cobham([0.25, 0.25], [1.0, 1.0], [1.0, 1.0])
    [0.6666666666666666, 1.3333333333333333]
    """
    left = sum(rate * mean**2 * (1 + scv) / 2 for rate, mean, scv in zip(rates, services, scvs, strict=True))
    waits, before = [], 0.0
    for rate, mean in zip(rates, services, strict=True):
        load = before + rate * mean
        waits.append(math.inf if load >= 1 else left / ((1 - before) * (1 - load)))
        before = load
    return waits
