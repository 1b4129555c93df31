"""What the next truck costs in waiting: curves of the cost of waiting by trucks a day, from the simulation."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from aryk.borders.build import capacity_of
from aryk.borders.from_case import border_of, records
from aryk.borders.kernel.arrays import Floats
from aryk.borders.results import BorderRun
from aryk.borders.simulate import simulate
from aryk.borders.simulate_case import prices
from aryk.case.case import Case

LEVELS = (0.3, 0.5, 0.65, 0.77, 0.86, 0.93, 0.99, 1.05)
"""Trucks a day that are tried, as shares of what a passage lets through when a line always stands."""
DAYS, WARM = 42, 14
"""Days that are simulated, and those of them that are not counted."""
CROWD = 1.5
"""Trucks that come, as a multiple of what the narrowest stage takes, to see what a passage lets through."""


def wait_curves(case: Case, *, replications: int = 5, seed: int = 1) -> pd.DataFrame:
    """The cost of waiting of each passage as straight pieces that rise, by trucks a day.

    Trucks come as on all days of a year alike, with the bursts, weekdays and hours of the case; nobody stays away or
    goes elsewhere, and no regime is in force. The cost of a day, trucks times the mean cost of a truck, is joined from
    its lower convex envelope, so that a plan can take the pieces in their order.

    Returns
    -------
    By passage and piece: `trucks` (width of the piece, trucks a day; inf for the last), `cost` (money for each truck in
    it), `wait` (mean wait at its end, h).

    Raises
    ------
    BorderError
        See `border_of`.
    """
    start = pd.Timestamp(str(case.settings["start"]))
    names = [name for name in records(case, "passages") if _own_flows(case, name)]
    most = _let_through(case, names, start, seed)
    points: dict[str, list[tuple[float, float, float]]] = {name: [(0.0, 0.0, 0.0)] for name in names}
    for level in LEVELS:
        trucks = {name: level * most[name] for name in names}
        steady, run = _steady(case, trucks, start, replications, seed)
        in_line, for_a_slot = prices(steady, run)
        flows = run.flows
        money = ((flows["wait"] * in_line + flows["booked"] * for_a_slot).sum(axis=(0, 2))).tolist()
        through = flows["through"].sum(axis=(0, 2))
        waits = flows["wait"].sum(axis=(0, 2)) / np.maximum(through, 1)
        for place, each in enumerate(run.border.passages):
            mean = money[place] / max(float(through[place]), 1.0)
            points[each.name].append((trucks[each.name], trucks[each.name] * mean, float(waits[place])))
    rows = [
        {"passage": name, "piece": piece, "trucks": width, "cost": slope, "wait": wait}
        for name in names
        for piece, (width, slope, wait) in enumerate(pieces(points[name]), start=1)
    ]
    return pd.DataFrame(rows, columns=["passage", "piece", "trucks", "cost", "wait"])


def pieces(points: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Width, slope and last mark of the pieces of the lower convex envelope of points (x, y, mark).

    The last piece has no end. The envelope is found from left to right (Andrew 1979, "Another efficient algorithm for
    convex hulls in two dimensions").

    Examples
    --------
    >>> pieces([(0.0, 0.0, 0.0), (1.0, 3.0, 0.1), (2.0, 2.0, 0.2), (3.0, 5.0, 0.9)])
    [(2.0, 1.0, 0.2), (inf, 3.0, 0.9)]
    """
    hull: list[tuple[float, float, float]] = []
    for point in points:
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) >= _slope(hull[-1], point):
            hull.pop()
        hull.append(point)
    found = [(b[0] - a[0], _slope(a, b), b[2]) for a, b in itertools.pairwise(hull)]
    return [*found[:-1], (float("inf"), *found[-1][1:])]


def _slope(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    return (b[1] - a[1]) / (b[0] - a[0])


def cost_of(curve: pd.DataFrame, trucks: Floats) -> Floats:
    """Money of a day of so many trucks, by the pieces of one passage; shape of `trucks`."""
    total, begin = np.zeros_like(trucks, dtype=np.float64), 0.0
    for width, slope in zip(curve["trucks"], curve["cost"], strict=True):
        total += np.clip(trucks - begin, 0.0, width) * slope
        begin += width
    return total


def _own_flows(case: Case, passage: str) -> bool:
    flows = case.table("truck_flows")
    return bool(((flows["passage"] == passage) & (flows["trucks"] > 0)).any())


def _let_through(case: Case, names: list[str], start: pd.Timestamp, seed: int) -> dict[str, float]:
    """Trucks a day that pass where a line always stands; chance hardly matters then."""
    border = border_of(case, start, start, passages=names, regimes=False)
    crowd = {}
    for each in border.passages:
        if each.name in names:
            usual = [stage.servers for stage in each.stages], [stage.pace for stage in each.stages]
            crowd[each.name] = CROWD * 24.0 * capacity_of(border, each, *usual, {})
    _, run = _steady(case, crowd, start, 1, seed)
    days = (DAYS - WARM) * run.replications
    through = run.flows["through"].sum(axis=(0, 2))
    return {each.name: float(through[place]) / days for place, each in enumerate(run.border.passages)}


def _steady(
    case: Case, trucks: dict[str, float], start: pd.Timestamp, replications: int, seed: int
) -> tuple[Case, BorderRun]:
    """Passages to which so many trucks come on a day, all days alike but for weekday and hour."""
    flows = case.tables["truck_flows"].copy()
    used = case.table("truck_flows")
    sums = used.groupby("passage")["trucks"].sum()
    for place, row in enumerate(flows.to_dict("records")):
        name = str(row["passage"])
        if row["flow"] in used.index and name in trucks:
            flows.loc[flows.index[place], "trucks"] = float(row["trucks"]) * trucks[name] / float(sums[name])
    plain = {"season": "", "others": "", "stays_away": 0.0, "informed": 0.0, "level_spread": 0.0}
    calm = case.tables["regime_days"].iloc[:0]
    steady = case.with_tables({"truck_flows": flows.assign(**plain), "regime_days": calm})
    end = start + pd.Timedelta(days=DAYS - 1)
    border = border_of(steady, start, end, passages=list(trucks))
    hours = 24.0 * DAYS
    run = simulate(border, hours, replications=replications, seed=seed, start_of_statistics=24.0 * WARM, grid=24.0)
    return steady, run
