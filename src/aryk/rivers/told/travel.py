"""How long water travels from reservoirs to uses: what a step that sees only itself does not order ahead."""

from __future__ import annotations

import heapq

from aryk.case.case import Case
from aryk.rivers.run import RiverRun

SEASONAL = ("season", "year", "years")


def far_stores(run: RiverRun) -> dict[str, float]:
    """Reservoirs whose water reaches no use within a step of the run, and the hours to the nearest one.

    A step is allotted knowing only itself, so water that arrives later serves nothing in it and is not let down for
    what will be wanted then.
    """
    clock = run.calendar.clocks[run.step]
    hours, shortest = travel_hours(run.case), float(clock.hours.min())
    return {name: least for name, least in hours.items() if least > shortest}


def travel_hours(case: Case) -> dict[str, float]:
    """Hours from each reservoir that carries water over seasons to the nearest use below it, over the quickest links.

    Shortest ways by Dijkstra (1959). A reservoir without a use below it is left out.
    """
    ways: dict[str, list[tuple[str, float]]] = {}
    for row in case.table("links").itertuples():
        ways.setdefault(str(row.from_node), []).append((str(row.to_node), float(str(row.lag))))
    uses = set(case.table("demands")["node"])
    stores = case.table("stores")
    found = {}
    for name, node in stores["node"][stores["regulation"].isin(SEASONAL) & (stores["capacity"] > 0)].items():
        nearest = _nearest(str(node), ways, uses)
        if nearest is not None:
            found[str(name)] = nearest
    return found


def _nearest(start: str, ways: dict[str, list[tuple[str, float]]], uses: set[str]) -> float | None:
    waiting, done = [(0.0, start)], set[str]()
    while waiting:
        hours, node = heapq.heappop(waiting)
        if node in uses:
            return hours
        if node in done:
            continue
        done.add(node)
        for other, lag in ways.get(node, ()):
            heapq.heappush(waiting, (hours + lag, other))
    return None
