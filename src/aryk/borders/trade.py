"""Trade, trucks and waits in agreement: more trade brings more trucks, they wait longer, and waiting costs trade."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.borders.answers import answer_to_days, answer_to_money, answer_to_time
from aryk.borders.from_case import away_from, records
from aryk.borders.model import BorderError
from aryk.borders.results import BorderRun
from aryk.borders.simulate_case import simulate_case
from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES

MILLION = 1e6
DAYS_OF_A_YEAR = 365.25
LEAST_TIME = 0.1
"""Hours at the border below which an elasticity to time is not read: a ratio of next to nothing means nothing."""
Pair = tuple[str, str]
"""A way (tag of passages) and a class of trucks."""


@dataclass(frozen=True)
class Times:
    """What trucks meet at the border, by way and class: hours there, charge, and the share that does not stay away."""

    wait: Mapping[Pair, float]
    stay: Mapping[Pair, float]
    charge: Mapping[str, float]
    carried: Mapping[str, float]


@dataclass(frozen=True)
class Agreement:
    """Trade, trucks and waits that fit to each other.

    Attributes
    ----------
    groups
        By group: wished (million money a year, with the waits of the base), traded, factor of time, of money and of
        those who stay away, trucks a day.
    passages
        As `BorderRun.passages`, and `busy`: how busy the busiest stage is.
    steps
        By step: trade, trucks a day, mean wait (h), and the largest relative change of the trade of a group.
    converged
        Whether that change fell below the tolerance.
    """

    groups: pd.DataFrame
    passages: pd.DataFrame
    steps: pd.DataFrame
    converged: bool
    times: Times

    @property
    def trade(self) -> float:
        """The trade of the year without transit, million money."""
        return float(self.groups.loc[~self.groups["transit"], "traded"].sum())


def trade_of(case: Case, statistics: str) -> pd.DataFrame:
    """The groups of a case with their value in one statistics; by group.

    Raises
    ------
    BorderError
        If the case has no groups, or the statistics has no value of one of them.
    """
    groups, values = case.table("trade_groups"), case.table("trade_values")
    known = sorted({each for each in values["statistics"] if each})
    if groups.empty or (statistics not in known and known):
        what = "no trade_groups" if groups.empty else f"no statistics {statistics or '(none named)'}"
        raise BorderError(f"{case.name} has {what}; there are: {', '.join(known) or 'none'}; see trade_values.csv")
    chosen = values[values["statistics"].isin([statistics, ""])].drop_duplicates("group").set_index("group")
    missing = [str(each) for each in groups.index if each not in chosen.index]
    if missing:
        raise BorderError(f"trade_values.csv has no value of {', '.join(missing)} in {statistics}; add the rows")
    return groups.assign(wished=chosen["value"].reindex(groups.index), year=chosen["year"].reindex(groups.index))


def times_of(case: Case, run: BorderRun) -> Times:
    """What trucks met in a run, by way and class."""
    passages, sums = records(case, "passages"), dict[Pair, np.ndarray]()
    shares = {row["passage"]: float(row["waiting_share"]) for row in case.table("bookings").to_dict("records")}
    names = [each.name for each in run.border.passages]
    came, stayed, charge = dict[str, float](), dict[str, float](), dict[str, float]()
    for name, row in passages.items():
        if name not in names:
            continue
        flow = run.flows[:, names.index(name)]
        away = names.index(away_from(name)) if away_from(name) in names else None
        through = flow["through"].sum(axis=0)
        for way in str(row["groups"]).split():
            for kind, each in enumerate(run.border.classes):
                part = flow[:, kind]
                wait = part["wait"].sum() + shares.get(name, 0.0) * part["booked"].sum()
                added = np.array([through[kind], wait, wait + part["stay"].sum() - part["wait"].sum()])
                sums[way, each.name] = sums.get((way, each.name), np.zeros(3)) + added
            came[way] = came.get(way, 0.0) + float(through.sum())
            charge[way] = charge.get(way, 0.0) + float(through.sum()) * float(row["charge"])
            gone = 0.0 if away is None else float(run.flows[:, away]["arrived"].sum())
            stayed[way] = stayed.get(way, 0.0) + gone
    return Times(
        {pair: each[1] / max(each[0], 1.0) for pair, each in sums.items()},
        {pair: each[2] / max(each[0], 1.0) for pair, each in sums.items()},
        {way: value / max(came[way], 1.0) for way, value in charge.items()},
        {way: came[way] / max(came[way] + stayed[way], 1.0) for way in came},
    )


def traded(case: Case, groups: pd.DataFrame, before: Times, now: Times) -> pd.DataFrame:
    """The groups with what is traded when trucks meet other times and charges than before."""
    responses = records(case, "trade_responses")
    rows = {}
    for name, row in groups.iterrows():
        way, pair = str(row["way"]), (str(row["way"]), str(row["truck_class"]))
        time = _time_factor(responses.get(str(row["time_response"])), pair, before, now)
        money = _money_factor(responses.get(str(row["money_response"])), row, before.charge[way], now.charge[way])
        carried = now.carried[way] / before.carried[way]
        road = float(row["road"])  # what goes by rail does not meet the trucks
        factor = 1.0 - road + road * time * money * carried
        tonnes = float(row["wished"]) * MILLION * road * time * money / float(row["value_per_tonne"])
        rows[name] = {
            "time": time,
            "money": money,
            "carried": carried,
            "traded": float(row["wished"]) * factor,
            "trucks a day": tonnes / float(row["load"]) / DAYS_OF_A_YEAR,
        }
    return groups.join(pd.DataFrame.from_dict(rows, orient="index"))


def _time_factor(response: Mapping[str, object] | None, pair: Pair, before: Times, now: Times) -> float:
    if response is None or pair not in now.wait:
        return 1.0
    value = float(str(response["value"]))
    if response["kind"] == "per-day":
        return answer_to_days(value, (now.wait[pair] - before.wait[pair]) / 24.0)
    return answer_to_time(value, max(before.stay[pair], LEAST_TIME), max(now.stay[pair], LEAST_TIME))


def _money_factor(response: Mapping[str, object] | None, row: pd.Series, before: float, now: float) -> float:
    if response is None:
        return 1.0
    load = float(row["load"])
    price = float(row["value_per_tonne"])
    return answer_to_money(float(str(response["value"])), price, before / load, now / load)


def with_trade(case: Case, base: pd.DataFrame, now: pd.DataFrame) -> Case:
    """The case with trucks by the trade of each group in place of those of its base.

    Trucks of a class follow its groups on their way; classes without goods of their own (empties, vans) follow all
    trucks of the groups together.
    """
    start, end = (frame.groupby(["way", "truck_class"])["trucks a day"].sum() for frame in (base, now))
    whole = float(end.sum() / start.sum())
    ratios = {pair: float(end[pair] / value) if value > 0 else whole for pair, value in start.items()}
    ways = {name: str(row["groups"]).split() for name, row in records(case, "passages").items()}
    mixes = case.table("truck_mixes")
    flows, rows = case.tables["truck_flows"].copy(), []
    for place, flow in enumerate(flows.to_dict("records")):
        own = mixes[mixes["mix"] == flow["mix"]]
        way = ways.get(str(flow["passage"]), [])
        factors = [
            next((ratios[each, kind] for each in way if (each, kind) in ratios), whole) for kind in own["truck_class"]
        ]
        weights = own["share"].to_numpy(dtype=float) * np.array(factors)
        total = float(weights.sum())
        flows.loc[flows.index[place], "trucks"] = float(flow["trucks"]) * total
        flows.loc[flows.index[place], "mix"] = f"of {flow['flow']}"
        rows += [
            {"mix": f"of {flow['flow']}", "truck_class": kind, "share": share / total if total else 1 / len(own)}
            for kind, share in zip(own["truck_class"], weights, strict=True)
        ]
    return case.with_tables({"truck_flows": flows, "truck_mixes": typed_frame(TABLES["truck_mixes"], rows)})


def agree(
    case: Case,
    statistics: str,
    *,
    base: Case | None = None,
    growth: Mapping[str, float] | float = 1.0,
    before: Times | None = None,
    begin: Times | None = None,
    tolerance: float = 0.002,
    most: int = 20,
    replications: int = 4,
    seed: int = 1,
    start: str | None = None,
    end: str | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> Agreement:
    """Bring trade, trucks and waits of a year to agreement.

    Waits are simulated with the trucks of the trade, the trade follows from the waits, and so on. A step goes part of
    the way, by the secant of the steps before (Wegstein 1958, "Accelerating convergence of iterative processes"),
    held between a fiftieth and the whole. All steps meet the same trucks with the same luck.

    Parameters
    ----------
    case
        The border as it is to be judged, with groups of goods and their responses.
    statistics
        Whose values of the trade are followed.
    base
        The border with which the trade was seen; None: `case`.
    growth
        Factor on what each group would trade with the waits of the base; a number, or by group.
    before
        What trucks met in the base, where it is known from another call; None: it is simulated.
    begin
        What to begin with; None: `before`.
    tolerance
        Largest relative change of the trade of a group at which steps end.

    Raises
    ------
    BorderError
        See `trade_of` and `simulate_case`.
    """
    tell = progress or (lambda stage, words: None)
    groups = trade_of(case, statistics)
    options = {"replications": replications, "seed": seed}
    if before is None:
        tell("base", "waits of the base")
        before = times_of(base or case, simulate_case(base or case, start, end, **options))  # type: ignore[arg-type]
    usual = traded(case, groups, before, before)
    factors = pd.Series(growth, index=groups.index, dtype=float)
    wished = groups.assign(wished=groups["wished"] * factors)
    times, steps, converged = begin or before, list[dict[str, float]](), False
    seen: list[tuple[pd.Series, pd.Series]] = []
    tried = traded(case, wished, before, times)["trucks a day"]
    for step in range(1, most + 1):
        under = with_trade(case, usual, usual.assign(**{"trucks a day": tried}))
        run = simulate_case(under, start, end, **options)  # type: ignore[arg-type]
        times = times_of(under, run)
        told = traded(case, wished, before, times)
        answer = told["trucks a day"]
        change = float(((answer - tried).abs() / tried.clip(lower=1e-9)).max())
        table = run.passages()
        steps.append(
            {
                "step": step,
                "trade": float(told.loc[~told["transit"], "traded"].sum()),
                "trucks a day": float(tried.sum()),
                "wait": float((table["wait"] * table["through a day"]).sum() / max(table["through a day"].sum(), 1e-9)),
                "change": change,
            }
        )
        tell("trade", f"step {step}: change {change:.4f}")
        if change <= tolerance:
            converged = True
            break
        seen.append((tried, answer))
        tried = _next(seen)
    busy = run.stage_table()["busy"].groupby(level=0).max()
    frame = pd.DataFrame(steps).set_index("step")
    return Agreement(told, table.join(busy), frame, converged, times)


def _next(seen: Sequence[tuple[pd.Series, pd.Series]]) -> pd.Series:
    """What to try next, from what was tried and what came of it."""
    tried, answer = seen[-1]
    if len(seen) == 1:
        return tried + 0.5 * (answer - tried)
    old, old_answer = seen[-2]
    moved, turned = float((tried - old).sum()), float((answer - old_answer).sum())
    slope = turned / moved if abs(moved) > 1e-9 else 0.0
    share = float(np.clip(1.0 / (1.0 - slope) if slope < 1 else 1.0, 0.02, 1.0))
    return tried + share * (answer - tried)
