"""What keepers never do, as bounds of a plan: how much of a plan's gain is foresight, and how much their practice.

Rules that look at no content or flow (fields ask for less than their need, canals give no more than the schedule, an
outlet opens so far) and quotas bind a river run, and a plan knows none of them. A plan with these bounds has perfect
foresight, but no more freedom than the keepers; what it still gains is what a rule of storage can be held against.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from aryk.case.case import Case, typed_frame
from aryk.case.schema import TABLES
from aryk.policies.years import DEKAD
from aryk.rivers.run import RiverRun

FILE = "practice.csv"
STEADY: dict[str, Callable[[list[float]], float]] = {"sum": math.fsum, "product": math.prod, "least": min, "most": max}


def practised(case: Case, run: RiverRun) -> Case:
    """The case with the bounds that its keepers keep to, for a plan.

    Parameters
    ----------
    case
        The part of a case that is a river, on dekads.
    run
        A run of it: what its demands ask for is what is served and missing there.

    Returns
    -------
    Case
        With hard limits on what each demand gets where a rule sets its `level`, the capacities of links and the
        penalties and values of limits at most that rules set to one number, and quotas as limits of their season.
    """
    tables = {name: case.tables[name].copy() for name in ("limits", "limit_terms", "links", "series")}
    numbers = _numbers(case)
    uses = case.table("rule_uses").reset_index()
    held: dict[str, np.ndarray] = {}
    limits: list[dict[str, str | float]] = []
    terms: list[dict[str, str | float]] = []
    known = {table: set(case.table(table).index) for table in ("links", "limits", "demands")}
    for use in uses.itertuples():
        table, row, column = str(use.table), str(use.row), str(use.column)
        if row not in known.get(table, ()):
            continue
        if (table, column) == ("demands", "level"):
            held[f"asked-of-{row}"] = _asked(run, row)
            name = f"practice-of-{row}"
            limits.append(_limit(name, 1.0, {"quantity": "rate", "per": DEKAD, "profile": f"asked-of-{row}"}))
            terms.append({"limit": name, "table": "demands", "row": row, "quantity": "served"})
        elif str(use.rule) in numbers and _bounds(case, table, row, column):
            _set(tables[table], row, column, numbers[str(use.rule)], str(use.operation))
    for name, account in case.table("accounts").iterrows():
        own = case.table("account_terms")
        own = own[own["account"] == name]
        if account["binding"] and account["capacity"] > 0 and account["to_day"] and not own.empty:
            season = {each: str(account[each]) for each in ("from_day", "to_day")}
            penalty = {"penalty": float(account["penalty"])}
            limits.append(_limit(f"quota-{name}", float(account["capacity"]), {**season, **penalty}))
            terms += [
                {"limit": f"quota-{name}"}
                | {each: term[each] for each in ("table", "row", "group", "quantity", "coefficient")}
                for _, term in own.iterrows()
            ]
    tables["limits"] = pd.concat([tables["limits"], typed_frame(TABLES["limits"], limits)], ignore_index=True)
    tables["limit_terms"] = pd.concat(
        [tables["limit_terms"], typed_frame(TABLES["limit_terms"], terms)], ignore_index=True
    )
    series = typed_frame(TABLES["series"], [{"series": name, "file": FILE} for name in held])
    tables["series"] = pd.concat([tables["series"], series], ignore_index=True)
    changed = case.with_tables(tables)
    starts = run.calendar.clocks[DEKAD].start
    files = {FILE: pd.DataFrame(held, index=starts.rename("time"))} if held else {}
    object.__setattr__(changed, "series_files", {**case.series_files, **files})
    return changed


def _limit(name: str, value: float, more: Mapping[str, str | float]) -> dict[str, str | float]:
    return {"limit": name, "sense": "at-most", "value": value, **more}


def _asked(run: RiverRun, demand: str) -> np.ndarray:
    """What a demand asks for in each dekad of a run."""
    parts = [run.results.find("demands", demand, quantity) for quantity in ("served", "unserved")]
    return np.maximum(sum(np.asarray(each[1]) for each in parts if each is not None), 0.0)


def _numbers(case: Case) -> dict[str, float]:
    """Rules that give one number at every step."""
    terms, kinds = case.table("rule_terms").reset_index(), case.table("rules")["kind"]
    found = {}
    for rule, own in terms.groupby("rule"):
        plain = (own["series"] == "").all() and (own["of_rule"] == "").all() and (own["table"] == "").all()
        if plain and kinds[rule] in STEADY:
            found[str(rule)] = float(STEADY[str(kinds[rule])]([float(each) for each in own["number"]]))
    return found


def _bounds(case: Case, table: str, row: str, column: str) -> bool:
    """Whether a number bounds; the value of a limit at least is no bound but a wish, which a rule may lower."""
    if (table, column) == ("limits", "value"):
        return bool(case.table("limits").at[row, "sense"] == "at-most")
    return (table, column) in (("links", "capacity"), ("limits", "penalty"))


def _set(frame: pd.DataFrame, row: str, column: str, value: float, operation: str) -> None:
    """Write a number, or scale the one that stands there; a penalty of 0 would undo a wish, so it is left."""
    here = (frame.iloc[:, 0] == row).to_numpy()
    if column == "penalty" and (value == 0.0 or not frame.loc[here, column].eq(0.0).all()):
        return
    frame.loc[here, column] = value if operation == "set" else value * frame.loc[here, column]
