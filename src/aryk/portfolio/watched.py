"""What is watched beside cost: shortage, waiting, emissions, or any indicator that is a total, as a row of the plan.

    shortage   sum of  value of the tier x amount not served                             money
    waiting    sum of  (cost of room for a truck - charge of its passage) x trucks       money
    NAME       the indicator, or the sum of all indicators with that tag                 its unit

Each is a linear sum over the plan, so that it can be held to a most: a row  sum <= most. Its dual is what one unit less
of it costs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aryk.case.calendar import HORIZON, Floats
from aryk.case.case import Case
from aryk.case.faults import nearest, quoted
from aryk.planning.model import Model
from aryk.planning.program import Grid
from aryk.planning.rules.demand import tiers_of
from aryk.portfolio.candidates import ChoiceError

CRITERION, MISSED = "choice.criterion", "choice.missed"
FAMILIES = {
    ("supplies", "flow"): (("supplies.flow", 1.0),),
    ("demands", "served"): (("demands.served", 1.0),),
    ("demands", "unserved"): (("demands.unserved", 1.0),),
    ("links", "flow"): (("links.forward", 1.0), ("links.back", -1.0)),
    ("links", "forward"): (("links.forward", 1.0),),
    ("links", "back"): (("links.back", 1.0),),
    ("processes", "activity"): (("processes.activity", 1.0),),
    ("nodes", "disposed"): (("nodes.disposed", 1.0),),
}
"""Columns that make up a quantity of a table."""
BUILT_IN = ("shortage", "waiting")


@dataclass(frozen=True)
class Criterion:
    """Something that is watched; less of it is better.

    Attributes
    ----------
    indicators
        Those of which it is the sum; none for shortage and waiting.
    """

    name: str
    title: str
    unit: str
    indicators: tuple[str, ...] = ()


def criteria_of(case: Case, names: Sequence[str]) -> tuple[Criterion, ...]:
    """Criteria by name: shortage, waiting, an indicator, or a tag of indicators.

    Raises
    ------
    ChoiceError
        If a name is none of them, or an indicator cannot be watched.
    """
    return tuple(_criterion(case, name) for name in dict.fromkeys(names))


def _criterion(case: Case, name: str) -> Criterion:
    money = str(case.settings["money"])
    if name == "shortage":
        return Criterion(name, "Value of shortage", money)
    if name == "waiting":
        return Criterion(name, "Cost of waiting at crossings", money)
    rows = case.table("indicators")
    own = [name] if name in rows.index else case.members("indicators", name)
    if not own:
        tags = {tag for cell in rows["groups"] for tag in cell.split()}
        known = [*BUILT_IN, *sorted(tags), *rows.index]
        remedy = nearest(name, known) or "name one of these"
        raise ChoiceError(f"there is nothing to watch of the name {name}\nallowed: {quoted(known)}\nremedy: {remedy}")
    units = {str(rows.at[each, "unit"]) for each in own}
    if len(units) > 1:
        raise ChoiceError(
            f"the indicators of {name} have several units: {', '.join(sorted(units))}\nremedy: name one of them"
        )
    for each in own:
        _check(case, each)
    title = str(rows.at[own[0], "title"] or name) if len(own) == 1 else name.capitalize().replace("-", " ")
    return Criterion(name, title, units.pop(), tuple(own))


def _check(case: Case, indicator: str) -> None:
    """An indicator is watched where it is a total of flows."""
    statistic = str(case.table("indicators").at[indicator, "statistic"])
    terms = case.resolve(_terms_of(case, [indicator]))
    kinds = case.table("demands")["kind"]
    wrong = [
        f"{row['quantity']} of {row['table']}"
        for row in terms.to_dict("records")
        if (row["table"], row["quantity"]) not in FAMILIES
        or (row["quantity"] == "served" and kinds.get(row["row"], "") == "need")
    ]
    if statistic != "total" or wrong:
        found = f"its statistic is {statistic}" if statistic != "total" else f"it counts {wrong[0]}"
        raise ChoiceError(
            f"{indicator} cannot be watched: {found}\nallowed: totals of flows, of what is not served, of activity\n"
            "remedy: name another indicator"
        )


def add_criteria(
    model: Model, criteria: Collection[Criterion], caps: Mapping[str, float], penalties: Mapping[str, float]
) -> None:
    """Write the criteria as the last rows of a programme, each at most its cap; what is missed costs the penalty."""
    if not criteria:
        return
    names = [each.name for each in criteria]
    upper = np.array([[caps.get(name, np.inf)] for name in names])
    rows = model.program.add_rows(CRITERION, HORIZON, np.array(names, dtype=object), 1, -np.inf, upper)
    held = [place for place, name in enumerate(names) if np.isfinite(caps.get(name, np.inf))]
    if held:
        dear = np.array([[penalties[names[place]]] for place in held])
        labels = np.array([names[place] for place in held], dtype=object)
        missed = model.program.add_columns(MISSED, HORIZON, labels, 1, 0.0, np.inf, dear)
        model.program.add_terms(rows, missed, -1.0, row_items=held, column_items=range(len(held)))
    for place, each in enumerate(criteria):
        if each.name == "shortage":
            _add_shortage(model, rows, place)
        elif each.name == "waiting":
            _add_waiting(model, rows, place)
        else:
            _add_indicators(model, rows, place, each.indicators)


def _write(model: Model, rows: Grid, place: int, grid: Grid, items: Sequence[int], value: Floats) -> None:
    """Coefficients of some items of a block of columns in a criterion; value broadcasts to (k, steps)."""
    steps = np.arange(grid.steps)
    model.program.add_terms(
        rows,
        grid,
        np.broadcast_to(value, (len(items), grid.steps)),
        row_items=np.full(len(items), place),
        column_items=items,
        row_steps=np.zeros(grid.steps, dtype=np.int64),
        column_steps=steps,
    )


def _add_shortage(model: Model, rows: Grid, place: int) -> None:
    demands = model.case.table("demands")
    needs = demands[demands["kind"] == "need"]
    tiered = tiers_of(needs, model.case.table("tiers"))
    value = {f"{row.demand}/{row.tier:g}": float(row.value) for row in tiered.itertuples()}
    carriers = model.case.carrier_of("demands")
    for grid in model.program.columns:
        if grid.family == "demands.unserved":
            owners = pd.Index([str(name).rpartition("/")[0] for name in grid.names])
            kappa = model.kappa(carriers.reindex(owners))
            money = model.money(grid.clock, np.array([value[str(name)] for name in grid.names]), kappa, 1.0)
            _write(model, rows, place, grid, range(grid.items), money)


def _add_waiting(model: Model, rows: Grid, place: int) -> None:
    supplies, passages = model.case.table("supplies"), model.case.table("passages")
    charge = {str(row["node"]): float(row["charge"]) for row in passages.to_dict("records") if row["node"]}
    carriers = model.case.carrier_of("supplies")
    for grid in model.program.columns:
        if grid.family != "supplies.flow":
            continue
        nodes = supplies["node"].reindex(grid.names)
        items = [item for item, node in enumerate(nodes) if node in charge]
        if items:
            own = supplies.loc[grid.names[items]]
            price = model.price(own, "cost", "cost_profile", grid.clock)
            price = price - np.array([charge[node] for node in own["node"]])[:, None]
            kappa = model.kappa(carriers.reindex(own.index))
            _write(model, rows, place, grid, items, model.money(grid.clock, price, kappa, 1.0))


def _add_indicators(model: Model, rows: Grid, place: int, indicators: Sequence[str]) -> None:
    case, calendar = model.case, model.calendar
    table = case.table("indicators")
    terms = case.resolve(_terms_of(case, indicators))
    blocks: dict[str, list[Grid]] = {}
    for grid in model.program.columns:
        blocks.setdefault(grid.family, []).append(grid)
    first, last = (str(day.date()) for day in (calendar.days[0], calendar.days[-1]))
    for term in terms.to_dict("records"):
        own = table.loc[term["indicator"]]
        days = calendar.season(own["from_day"], own["to_day"]) & calendar.window(first, last)
        kappa = float(case.kappa[case.carrier_of(term["table"])[term["row"]]])
        for family, sign in FAMILIES[term["table"], term["quantity"]]:
            for grid in blocks.get(family, ()):
                tiered = family in ("demands.unserved", "demands.served")
                items = [
                    item
                    for item, name in enumerate(grid.names)
                    if (str(name).rpartition("/")[0] if tiered else name) == term["row"]
                ]
                if items:
                    time = calendar.clocks[grid.clock]
                    hours = time.hours * time.weight * calendar.share_of_days(grid.clock, days)
                    factor = sign * float(term["coefficient"]) * kappa * float(own["scale"])
                    _write(model, rows, place, grid, items, factor * hours)


def _terms_of(case: Case, indicators: Sequence[str]) -> pd.DataFrame:
    terms = case.table("indicator_terms")
    return terms[terms["indicator"].isin(indicators)]
