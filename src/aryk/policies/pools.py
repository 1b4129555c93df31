"""What pools and other measures on a river bring, and for how much money: each alone, in the same years."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import CLOSING
from aryk.case.case import Case
from aryk.case.schema import TABLES
from aryk.case.schema.column import EVIDENCE
from aryk.desk.inflows import with_inflows
from aryk.measures.apply import with_measures
from aryk.policies.guide import Guide, learnt, tables_of, with_rules, without_end
from aryk.policies.worth import gain
from aryk.policies.years import DEKAD, paths
from aryk.results.fields import Results
from aryk.rivers.nights import closes, open_hours_of
from aryk.rivers.part import river_part
from aryk.rivers.run import RiverRun, simulate_river

Difference = frozenset[tuple[str, str, tuple[str, ...], int]]
"""Table, + or -, cells and number of rows."""
WHERE = 2
"""Uses that are named as those that gain most."""


@dataclass(frozen=True)
class Effect:
    """Means over years of a run: amounts served by use, night water that fields got, and gain in money."""

    served: pd.Series
    night: float
    gain: float


def measures_of_stores(case: Case) -> list[str]:
    """Measures that bring a store into use or change one, in the order of their table."""
    changes = case.tables["measure_changes"]
    names = set(changes["measure"][changes["table"] == "stores"])
    return [str(name) for name in case.tables["measures"]["measure"] if name in names]


def ranked(
    case: Case,
    measures: Sequence[str] = (),
    *,
    groups: Sequence[str] = (),
    years: int = 12,
    learn: int = 8,
    seed: int = 1001,
    progress: Callable[[str, str], None] | None = None,
) -> pd.DataFrame:
    """The effect of each measure alone, and of each pool that is there, best gain for its money first.

    A store on which the case puts no worth of its own is kept by what plans teach of it (`aryk.policies.guide`);
    without that a run that does not look ahead would never fill it.

    Parameters
    ----------
    case
        The whole case under its scenario.
    measures
        Names; none: those that bring a store into use or change one, and the pools that are there.
    groups
        See `aryk.rivers.part.river_part`.
    years
        Paths of inflow (`aryk.policies.years.paths`), the same for all; a case without outlooks has one year, its own.
    learn
        Years that are planned to learn the worth of water in stores without one.

    Returns
    -------
    DataFrame
        One row for each: `name`, `title`, `party`, `capital` (million money), `yearly` (annuity at the interest of the
        case, and upkeep; money), `served` (amount a year more), `night` (night water a year that fields get more),
        `gain` (money a year more), `served per million`, `gain per million` (of capital), `where` (uses that gain
        most). Capital is NaN where it is not known and of pools that are there.

    Raises
    ------
    CaseError
        If a measure is not there.
    NoPlanError, SolverLimitError
        See `aryk.plan`.
    """
    base = river_part(case, None, groups, DEKAD)
    flows = _flows(base, years, seed)
    guides = _learnt(base, worthless(base), learn, progress) if flows else {}
    known = _effect(with_rules(base, tables_of(base, guides)), flows)
    span = _years(base)
    rows = []
    alike: dict[Difference, Effect] = {}
    for name in measures or measures_of_stores(case):
        part = river_part(with_measures(case, [name]), None, groups, DEKAD)
        changed = differing(base, part)
        if not changed:
            continue
        if changed not in alike:
            if progress is not None:
                progress("measure", name)
            new = [each for each in worthless(part) if each not in guides]
            own = guides | (_learnt(part, new, learn, progress) if flows and new else {})
            alike[changed] = _difference(_effect(with_rules(part, tables_of(part, own)), flows), known, span)
        row = case.table("measures").loc[name]
        rows.append(_row(name, row, float(row["capital"]), alike[changed], float(case.settings["interest"])))
    for name in [] if measures else _pools(base):
        if progress is not None:
            progress("pool", name)
        without = base.with_tables({"stores": base.tables["stores"][base.tables["stores"]["store"] != name]})
        others = {store: guide for store, guide in guides.items() if store != name}
        less = _effect(with_rules(without, tables_of(without, others)), flows)
        more = _difference(known, less, span)
        rows.append(_row(name, base.table("stores").loc[name], math.nan, more, 0.0))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(["gain per million", "gain"], ascending=False, kind="stable").reset_index(drop=True)


COLUMNS = [
    "name",
    "title",
    "party",
    "capital",
    "yearly",
    "served",
    "night",
    "gain",
    "served per million",
    "gain per million",
    "where",
]


def _learnt(part: Case, stores: list[str], years: int, progress: Callable[[str, str], None] | None) -> dict[str, Guide]:
    return learnt(part, years, stores=stores, progress=progress) if stores else {}


def worthless(part: Case) -> list[str]:
    """Stores that carry water over dekads and on whose water the case puts no worth."""
    rows, uses = part.table("stores"), part.table("rule_uses")
    ruled = set(uses["row"][uses["table"] == "stores"])
    plain = (rows["end_value"] == 0) & (rows["cost"] == 0) & (rows["capacity"] > 0) & rows["loss_to"].eq("")
    return [
        str(name)
        for name in rows.index[plain]
        if name not in ruled and not closes(str(rows.at[name, "regulation"]), DEKAD)
    ]


def _pools(part: Case) -> list[str]:
    """Stores in use that close within a month or less."""
    rows = part.table("stores")
    return [str(name) for name in rows.index[rows["regulation"].isin(CLOSING)]]


def _difference(one: Effect, other: Effect, span: float) -> Effect:
    """Effect of a year."""
    served = one.served.sub(other.served, fill_value=0.0) / span
    return Effect(served, (one.night - other.night) / span, (one.gain - other.gain) / span)


def _row(name: str, row: pd.Series, capital: float, more: Effect, interest: float) -> dict[str, object]:
    each = 1.0 / capital if capital > 0 else math.nan
    served = float(more.served.sum())
    return {
        "name": name,
        "title": str(row["title"] or name),
        "party": str(row["party"]),
        "capital": capital,
        "yearly": yearly_cost(capital, row, interest) if capital > 0 else math.nan,
        "served": served,
        "night": more.night,
        "gain": more.gain,
        "served per million": served * each,
        "gain per million": more.gain * each,
        "where": _where(more.served),
    }


def yearly_cost(capital: float, row: pd.Series, interest: float) -> float:
    """Annuity of the capital over the life, and upkeep: capital i / (1 - (1 + i)^-n), money a year.

    >>> row = pd.Series({"life": 40.0, "upkeep": 90000.0})
    >>> round(yearly_cost(9.0, row, 0.08))
    844741
    """
    life, upkeep = float(row["life"]), float(row["upkeep"])
    if math.isnan(capital) or math.isnan(life):
        return math.nan
    share = 1.0 / life if interest == 0 else interest / (1.0 - (1.0 + interest) ** -life)
    return 1e6 * capital * share + (0.0 if math.isnan(upkeep) else upkeep)


def _flows(part: Case, years: int, seed: int) -> dict[str, np.ndarray]:
    """Paths of inflow, or nothing where the case knows only its own year."""
    if not len(part.table("outlooks")):
        return {}
    names, rates = paths(part, years, seed)
    return {name: rates[:, place] for place, name in enumerate(names)}


def _effect(part: Case, flows: dict[str, np.ndarray]) -> Effect:
    given, ensemble = with_inflows(without_end(part), flows)
    run = simulate_river(given, step=DEKAD, ensemble=ensemble)
    amount = run.calendar.clocks[DEKAD].hours * float(part.kappa[part.table("nodes")["carrier"].iloc[0]])
    served: dict[str, float] = {}
    for member in run.members:
        for each in member.of("demands", "served"):
            for name, values in zip(each.names, each.values, strict=True):
                served[str(name)] = served.get(str(name), 0.0) + float(values @ amount) / len(run.members)
    night = [float(night_water(run, member) @ amount) for member in run.members]
    gains = [gain(run.timeline, member) for member in run.members]
    return Effect(pd.Series(served, dtype=float), float(np.mean(night)), float(np.mean(gains)))


def night_water(run: RiverRun, member: Results) -> np.ndarray:
    """What links that open some hours a day take beyond the inflow of their hours: what pools kept of the night.

    Shape (steps,), as rates.
    """
    links, demands = run.case.table("links"), run.case.table("demands")
    total = np.zeros(len(run.calendar.clocks[run.step]))
    hourly: dict[str, dict[str, np.ndarray]] = {}
    for name, node, series in zip(links.index, links["from_node"], links["available"], strict=True):
        share = open_hours_of(run.timeline, run.step, str(series)) if series else None
        if share is not None:
            hourly.setdefault(str(node), {})[str(name)] = share
    for node, shares in hourly.items():
        leaving = _flow(member, "nodes", node, "disposed")
        for name in links.index[links["from_node"] == node]:
            leaving = leaving + _flow(member, "links", str(name), "flow")
        for name in demands.index[demands["node"] == node]:
            leaving = leaving + _flow(member, "demands", str(name), "served")
        taken = sum(_flow(member, "links", name, "flow") for name in shares)
        total += np.maximum(taken - np.max(list(shares.values()), axis=0) * leaving, 0.0)
    return total


def _flow(member: Results, table: str, row: str, quantity: str) -> np.ndarray:
    found = member.find(table, row, quantity)
    return np.zeros(1) if found is None else found[1]


def _years(part: Case) -> float:
    days = pd.Timestamp(str(part.settings["end"])) - pd.Timestamp(str(part.settings["start"]))
    return float((days.days + 1) / 365.25)


def differing(one: Case, other: Case) -> Difference:
    """The rows that only one of two cases has, without titles and sources, and without names that nothing else uses.

    Measures of which these rows are the same, such as two pools of one size at one node, do the same to a river.
    """
    found = []
    for name in ("stores", "links", "limits", "supplies", "demands"):
        groups = [Counter(_plain(each, name)) for each in (one, other)]
        for sign, rows in (("-", groups[0] - groups[1]), ("+", groups[1] - groups[0])):
            found += [(name, sign, row, count) for row, count in rows.items()]
    return frozenset(found)


def _plain(case: Case, name: str) -> list[tuple[str, ...]]:
    """Rows of a table as text."""
    frame = case.table(name)
    told = [each.name for each in EVIDENCE] + ["title", "active", TABLES[name].id]
    cells = frame.drop(columns=told, errors="ignore")
    used = {
        str(row)
        for terms in ("rule_uses", "rule_terms", "limit_terms", "account_terms")
        for row in case.tables[terms]["row"][case.tables[terms]["table"] == name]
    }
    return [
        (str(row) if str(row) in used else "", *(str(cell) for cell in each))
        for row, each in zip(frame.index, cells.itertuples(index=False, name=None), strict=True)
    ]


def _where(more: pd.Series) -> str:
    best = more[more > 1e-6 * max(1.0, float(more.abs().max()))].sort_values(ascending=False).index[:WHERE]
    return ", ".join(str(name) for name in best)
