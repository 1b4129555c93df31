"""Waits of trucks in a plan: links with the cost of waiting by trucks a day, and whether plan and border agree.

Room for trucks is a supply at the node that a passage names. Between the two stands a line: a node with links of rising
cost, one for each piece of the curve that the simulation of the border gives. The plan then knows that the last truck
makes all others wait, and chooses crossings and days with that. Afterwards the border is simulated with the trucks of
the plan. Where that tells another cost, the pieces are scaled and the plan is made again from its basis.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aryk.case.calendar import Floats
from aryk.case.case import Case
from aryk.case.schema import TABLES
from aryk.planning.plan import Plan

if TYPE_CHECKING:
    from aryk.borders.model import Border

TOLERANCE = 0.1
"""Cost of waiting by which plan and border may differ, as a share of that of the border, all passages together."""
ROUNDS = 4
LARGEST = 3.0
"""A piece is scaled by the square root of this factor at most in a round."""
WARM = 14
"""Days before a plan in which lines form, with its mean of trucks."""
CHECKED = 730
"""Days of trucks, over all replications, with which the border is simulated to check a plan."""
FEW = 1.0
"""Trucks a day below which a passage is not looked at."""
ALONE_WITHOUT = (
    "heads",
    "elevations",
    "tailwaters",
    "plants",
    "operating_points",
    "reserves",
    "reserve_terms",
    "expansions",
    "expansion_terms",
)
"""Tables of power and water, which trucks alone do without."""
Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Waits:
    """How plan and border came to agree.

    Attributes
    ----------
    curves
        By passage and piece: trucks (width, trucks a day), cost (money a truck), wait (h); as the last plan has them.
    rounds
        By round and passage: trucks a day of the plan, cost of a truck in the plan and at the border.
    gap
        Cost of waiting by which both differ, as a share of that of the border.
    """

    curves: pd.DataFrame
    rounds: pd.DataFrame
    gap: float

    @property
    def agreed(self) -> bool:
        """Whether plan and border agree."""
        return self.gap <= TOLERANCE


def asked_for(case: Case) -> bool:
    """Whether a case wants the waits of its trucks simulated, and has a passage at a node of the plan."""
    return bool(case.settings["waits"] == "simulated" and len(lines(case)))


def lines(case: Case) -> pd.DataFrame:
    """The passages whose trucks a plan counts: columns passage, node, supply, charge, reference."""
    supplies, nodes = case.table("supplies"), case.table("nodes")
    rows = []
    for name, row in case.table("passages").iterrows():
        own = supplies.index[supplies["node"] == row["node"]]
        if row["node"] in nodes.index and len(own) == 1:
            known = {"charge": float(row["charge"]), "reference": str(row["reference"])}
            rows.append({"passage": str(name), "node": str(row["node"]), "supply": str(own[0]), **known})
    return pd.DataFrame(rows, columns=["passage", "node", "supply", "charge", "reference"])


def with_waits(case: Case, curves: pd.DataFrame) -> Case:
    """The case with a line in front of each passage that has a curve; what waiting cost before falls away.

    The supply keeps its name, capacity and flow; its cost is now the charge of the passage.
    """
    supplies, nodes = case.tables["supplies"].copy(), case.tables["nodes"]
    added_nodes: list[dict[str, str | float]] = []
    added_links: list[dict[str, str | float]] = []
    for line in lines(case).to_dict("records"):
        curve = curves[curves["passage"] == line["passage"]]
        if curve.empty:
            continue
        node = nodes[nodes["node"] == line["node"]].to_dict("records")[0]
        before = f"{line['node']}-line"
        added_nodes.append({**node, "node": before, "title": f"{node['title'] or line['node']}: line", "groups": ""})
        place = supplies.index[supplies["supply"] == line["supply"]]
        party = str(case.party_of("supplies")[line["supply"]])
        supplies.loc[place, "node"], supplies.loc[place, "cost"] = before, line["charge"]
        supplies.loc[place, "party"] = party
        for row in curve.to_dict("records"):
            added_links.append(
                {
                    "link": f"{line['node']}-wait-{int(row['piece'])}",
                    "title": f"{node['title'] or line['node']}: waiting, piece {int(row['piece'])}",
                    "from_node": before,
                    "to_node": str(line["node"]),
                    "party": party,
                    "kind": "crossing",
                    "capacity": float("nan") if np.isinf(row["trucks"]) else float(row["trucks"]),
                    "cost": float(row["cost"]),
                    "reference": line["reference"],
                    "basis": "computed",
                    "note": "from the simulation of the border",
                }
            )
    return case.with_tables({"supplies": supplies}).with_rows({"nodes": added_nodes, "links": added_links})


def agreed_plan(
    case: Case,
    planned: Callable[[Case], Plan],
    *,
    seed: int = 1,
    progress: Progress | None = None,
) -> tuple[Plan, Waits]:
    """The plan of a case and its waits, in agreement.

    Parameters
    ----------
    case
        Under its scenario, without lines.
    planned
        Makes the first plan of a case; later ones are re-solved from it.

    Raises
    ------
    NoPlanError, SolverLimitError, BorderError
        See `aryk.planning.plan.plan` and `aryk.borders.curves.wait_curves`.
    """
    from aryk.borders.curves import wait_curves

    tell = progress or (lambda stage, words: None)
    tell("waits", "simulate the border")
    found = wait_curves(case, seed=seed)
    part = trucks_alone(case)
    if part is not None:
        found = _agreed_alone(part, found, seed, tell)
    made = planned(with_waits(case, found))
    told = []
    for number in range(1, ROUNDS + 1):
        rounds = costs_of(case, made, found, seed)
        told.append(rounds.assign(round=number))
        gap = gap_of(rounds)
        tell("waits", f"round {number}: plan and border differ by {100 * gap:.0f} %")
        if gap <= TOLERANCE or number == ROUNDS:
            break
        found = scaled(found, rounds)
        made = made.resolve(with_waits(case, found), progress=progress)
    return made, Waits(found, pd.concat(told, ignore_index=True), gap)


def _agreed_alone(part: Case, curves: pd.DataFrame, seed: int, tell: Progress) -> pd.DataFrame:
    """The curves with which the plan of trucks alone agrees with the border, or the nearest to that in few rounds."""
    from aryk.planning.plan import plan

    made = plan(with_waits(part, curves))
    least, best = math.inf, curves
    for number in range(1, 2 * ROUNDS + 1):
        rounds = costs_of(part, made, curves, seed)
        gap = gap_of(rounds)
        tell("waits", f"trucks alone, round {number}: plan and border differ by {100 * gap:.0f} %")
        if gap < least:
            least, best = gap, curves
        if gap <= TOLERANCE / 2:
            break
        curves = scaled(curves, rounds)
        made = made.resolve(with_waits(part, curves))
    return best


def trucks_alone(case: Case) -> Case | None:
    """The part of a case that hangs together with its trucks by links and processes; None where that is all of it.

    Rounds of agreement cost little there, so the whole is planned once more often than not. Limits that also hold for
    other parts are left out: the plan of the whole has the last word. None as well where sizes of the part are chosen.
    """
    joined = _joined_nodes(case)
    kept = {
        "nodes": case.table("nodes").index.isin(joined),
        "links": case.table("links")["from_node"].isin(joined).to_numpy(),
        "processes": _processes_at(case, joined),
        **{each: case.table(each)["node"].isin(joined).to_numpy() for each in ("supplies", "demands", "stores")},
    }
    terms = case.table("expansion_terms")
    rows = {name: set(case.table(name).index[keep]) for name, keep in kept.items()}
    chosen = any(row in rows.get(table, ()) for table, row in zip(terms["table"], terms["row"], strict=True))
    if chosen or all(keep.all() for keep in kept.values()):
        return None
    changed = {}
    for name in kept:
        frame, own = case.tables[name], TABLES[name].id
        changed[name] = frame.assign(active=["yes" if each in rows[name] else "no" for each in frame[own]])
    whole = case.resolve(case.tables["limit_terms"])
    inside = {
        str(limit)
        for limit, each in whole.groupby("limit")
        if all(row in rows.get(table, ()) for table, row in zip(each["table"], each["row"], strict=True))
    }
    for name in ("limits", "limit_terms"):
        changed[name] = case.tables[name][case.tables[name]["limit"].isin(inside)].reset_index(drop=True)
    for name in ALONE_WITHOUT:
        changed[name] = case.tables[name].iloc[:0]
    return case.with_tables(changed)


def _joined_nodes(case: Case) -> set[str]:
    """The nodes that trucks can be reached from, over links and processes either way."""
    links, flows = case.table("links"), case.tables["flows"]
    running = set(case.table("processes").index)
    bonds = [list(pair) for pair in zip(links["from_node"], links["to_node"], strict=True)]
    bonds += [list(each["node"]) for name, each in flows.groupby("process") if name in running]
    found, before = set(lines(case)["node"]), 0
    while len(found) > before:
        before = len(found)
        for bond in bonds:
            if not found.isdisjoint(bond):
                found.update(bond)
    return {str(each) for each in found}


def _processes_at(case: Case, nodes: set[str]) -> NDArray[np.bool_]:
    flows = case.tables["flows"]
    at_them = set(flows.loc[flows["node"].isin(nodes), "process"])
    return np.array([name in at_them for name in case.table("processes").index], dtype=bool)


def costs_of(case: Case, made: Plan, curves: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Trucks a day of each passage in a plan, and what one costs by the curve and by the border simulated with them."""
    from aryk.borders.curves import cost_of
    from aryk.borders.from_case import border_of
    from aryk.borders.simulate import simulate
    from aryk.borders.simulate_case import prices

    days = made.calendar.days
    planned = {}
    for line in lines(case).to_dict("records"):
        found = made.results.find("supplies", line["supply"], "flow")
        if found is not None and line["passage"] in set(curves["passage"]):
            clock, values = found
            daily = made.calendar.average(values, "day") if clock == "hour" else values
            planned[str(line["passage"])] = daily[made.calendar.day_block["day" if clock == "hour" else clock]]
    busy = {name: daily for name, daily in planned.items() if daily.mean() >= FEW}
    if not busy:
        return pd.DataFrame(columns=["passage", "trucks a day", "plan", "border", "wait", "wait p95"])
    plain = {"season": "", "others": "", "stays_away": 0.0, "informed": 0.0, "level_spread": 0.0}
    calm = case.with_tables({"truck_flows": case.tables["truck_flows"].assign(**plain)})
    before = days[0] - pd.Timedelta(days=WARM)
    whole = {name: np.concatenate([np.full(WARM, daily.mean()), daily]) for name, daily in busy.items()}
    border = _with_days(border_of(calm, before, days[-1], passages=list(busy), regimes=False), whole)
    replications = max(2, math.ceil(CHECKED / len(days)))
    run = simulate(
        border,
        24.0 * (WARM + len(days)),
        replications=replications,
        seed=seed,
        start_of_statistics=24.0 * WARM,
        grid=24.0,
    )
    in_line, for_a_slot = prices(calm, run)
    money = (run.flows["wait"] * in_line + run.flows["booked"] * for_a_slot).sum(axis=(0, 2))
    through, waits = (run.flows[what].sum(axis=(0, 2)) for what in ("through", "wait"))
    rows = []
    for place, each in enumerate(run.border.passages):
        curve = curves[curves["passage"] == each.name]
        daily = busy[each.name]
        rows.append(
            {
                "passage": each.name,
                "trucks a day": float(daily.mean()),
                "plan": float(cost_of(curve, daily).sum() / daily.sum()),
                "border": float(money[place] / max(int(through[place]), 1)),
                "wait": float(waits[place] / max(int(through[place]), 1)),
                "wait p95": run.wait_below(0.95, [place]),
            }
        )
    return pd.DataFrame(rows)


def _with_days(border: Border, daily: Mapping[str, Floats]) -> Border:
    """A border to whose passages the given trucks a day come, by the weekdays and hours of its own."""
    own: dict[str, float] = {}
    for each in border.sources:
        own[each.choices[0].passage] = own.get(each.choices[0].passage, 0.0) + 24.0 * each.rate
    return replace(
        border,
        sources=tuple(
            replace(
                each,
                shape=np.asarray(each.shape)
                * np.repeat(daily[each.choices[0].passage], 24)
                / own[each.choices[0].passage],
            )
            for each in border.sources
        ),
    )


def gap_of(rounds: pd.DataFrame) -> float:
    """The cost of waiting by which plan and border differ, as a share of that of the border."""
    weight = rounds["trucks a day"]
    whole = float((weight * rounds["border"]).sum())
    return float((weight * (rounds["plan"] - rounds["border"]).abs()).sum()) / whole if whole > 0 else 0.0


def scaled(curves: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """Curves with the pieces of each passage scaled by the root of what the border tells over what the plan took.

    The root keeps a plan that jumps from piece to piece from going back and forth.
    """
    known = rounds[rounds["plan"] > 0].set_index("passage")
    ratios = np.sqrt((known["border"] / known["plan"]).clip(1.0 / LARGEST, LARGEST))
    factors = np.array([float(ratios.get(name, 1.0)) for name in curves["passage"]])
    return curves.assign(cost=curves["cost"] * factors)
