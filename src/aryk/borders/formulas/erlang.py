"""Poisson arrivals, exponential service, several servers (Erlang 1917; Kleinrock 1975, Queueing Systems I, ch. 3)."""

from __future__ import annotations

import math


def erlang_b(load: float, servers: int) -> float:
    """The share of trucks that find all servers busy, where none waits (Erlang's first formula).

    Parameters
    ----------
    load
        Arrivals per hour times mean service in hours.

    Notes
    -----
    B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1)): stable for thousands of servers.

    Raises
    ------
    ValueError
        If the load is below 0 or there is no server.

    Examples
    --------
    >>> erlang_b(1.0, 1)
    0.5
    """
    _check(load, servers)
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """The share of trucks that wait (Erlang's second formula); 1 where the servers cannot keep up.

    Examples
    --------
    >>> erlang_c(0.5, 1)  # one server: as often as it is busy
    0.5
    """
    _check(load, servers)
    if load >= servers:
        return 1.0
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1.0 - blocked))


def wait_mmc(rate: float, service: float, servers: int) -> float:
    """The mean wait, h: C(c, a) s / (c - a); infinite where the servers cannot keep up.

    Parameters
    ----------
    rate, service, servers
        Trucks per hour, mean service in hours, number of servers.

    Examples
    --------
    >>> wait_mmc(0.5, 1.0, 1)
    1.0
    """
    load = rate * service
    return math.inf if load >= servers else erlang_c(load, servers) * service / (servers - load)


def wait_quantile_mmc(rate: float, service: float, servers: int, share: float) -> float:
    """The wait below which a share of trucks stays, h: P(W > t) = C exp(-(c - a) t / s), first come first served.

    Examples
    --------
    >>> wait_quantile_mmc(0.5, 1.0, 1, 0.5)
    0.0
    """
    if not 0 <= share < 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share:g}")
    load = rate * service
    if load >= servers:
        return math.inf
    late = erlang_c(load, servers)
    return 0.0 if late <= 1 - share else service / (servers - load) * math.log(late / (1 - share))


def servers_for(rate: float, service: float, target: float, share: float = 0.95) -> int:
    """The fewest servers with which a share of trucks waits at most `target` hours.

    Examples
    --------
    >>> servers_for(12.0, 0.25, target=0.5)
    5
    """
    servers = max(1, math.floor(rate * service))
    while wait_quantile_mmc(rate, service, servers, share) > target:
        servers += 1
    return servers


def _check(load: float, servers: int) -> None:
    if not (load >= 0 and servers >= 1):
        raise ValueError(f"a load of 0 or more and at least one server are needed, not {load:g} and {servers}")
