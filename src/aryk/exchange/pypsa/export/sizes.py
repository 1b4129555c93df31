"""Expansions as extendable components, plants as committable and ramped ones."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from aryk.case.annuity import paid_back
from aryk.case.steps import StepCalendar
from aryk.exchange.pypsa.export.sheet import Sheet


def expansion_of(sheet: Sheet, table: str, row: str) -> pd.Series | None:
    """The one expansion of a row, its `coefficient` among its cells."""
    terms = sheet.case.table("expansion_terms")
    expansions = sheet.case.table("expansions")
    held = terms[(terms["table"] == table) & (terms["row"] == row) & terms["expansion"].isin(expansions.index)]
    if held.empty:
        return None
    found = expansions.loc[held["expansion"].iloc[0]].copy()
    found["coefficient"] = float(held["coefficient"].iloc[0])
    return found


def check_expansions(sheet: Sheet) -> None:
    """Tell expansions that PyPSA cannot say: of several components, or of capacity that is partly there already."""
    terms, expansions = sheet.case.table("expansion_terms"), sheet.case.table("expansions")
    terms = terms[terms["expansion"].isin(expansions.index)]
    owners: dict[str, set[tuple[str, str]]] = {}
    for expansion, table, row in zip(terms["expansion"], terms["table"], terms["row"], strict=True):
        owners.setdefault(expansion, set()).add((table, row))
    joined = [name for name, rows in owners.items() if len(rows) > 1]
    what = "one size for several components"
    sheet.refuse("expansion_terms", "row", joined, what, "give each component an expansion of its own")
    several, own, doors = set(), set(), set()
    for (table, row), held in terms.groupby(["table", "row"]):
        if row not in sheet.case.table(table).index:
            continue
        component = sheet.case.table(table).loc[row]
        if len(set(held["expansion"])) > 1:
            several.add(str(row))
        if any(component[column] > 0 for column in held["column"]):
            own.add(str(row))
        if _is_lopsided(str(table), held, component):
            doors.add(str(row))
    what, remedy = "several expansions of one component", "give each expansion a component of its own"
    sheet.refuse("expansion_terms", "expansion", sorted(several), what, remedy)
    what, remedy = "a capacity that is partly there already", "write the existing capacity as a component of its own"
    sheet.refuse("expansion_terms", "row", sorted(own), what, remedy)
    what, remedy = "an expansion of one of several capacities", "let it add to all of them, by one coefficient"
    sheet.refuse("expansion_terms", "column", sorted(doors), what, remedy)
    _check_years(sheet, expansions)


def _is_lopsided(table: str, terms: pd.DataFrame, component: pd.Series) -> bool:
    """Whether an expansion adds to one of several capacities that PyPSA has as one, or to each by another factor."""
    columns, factors = set(terms["column"]), set(terms["coefficient"])
    known = {"capacity", "capacity_back"} if table == "links" else {"capacity"}
    half = table == "links" and not math.isnan(component["reactance"]) and columns != known
    return not columns <= known or len(factors) > 1 or 0.0 in factors or half


def _check_years(sheet: Sheet, expansions: pd.DataFrame) -> None:
    calendar = sheet.timeline.calendar
    staged = isinstance(calendar, StepCalendar) and len(sheet.case.table("stages")) > 0
    parts = [
        str(row["expansion"])
        for row in expansions.to_dict("records")
        if not staged and not (calendar.standing(sheet.step, row["from_year"], row["to_year"]) == 1).all()
    ]
    what, remedy = "an expansion that stands in a part of the horizon", "write planning years: tables stages and steps"
    sheet.refuse("expansions", "from_year", parts, what, remedy)


def size_attributes(sheet: Sheet, table: str, row: str, capacity: float, nominal: str = "p_nom") -> dict[str, Any]:
    """The attributes of the capacity of a component; a capacity that is empty has no limit."""
    expansion = expansion_of(sheet, table, row)
    if expansion is None:
        return {nominal: math.inf if math.isnan(capacity) else capacity}
    return _extendable(sheet, expansion, expansion["coefficient"], nominal)


def _extendable(sheet: Sheet, expansion: pd.Series, factor: float, nominal: str) -> dict[str, Any]:
    most, unit = expansion["maximum"], expansion["unit"]
    capital = 0.0
    if expansion["capital"]:
        capital = expansion["capital"] * float(
            paid_back(expansion["interest"], expansion["life"], expansion["lead_time"])
        )
    years = 1.0
    if not len(sheet.case.table("stages")):
        years = sheet.timeline.calendar.yearly_value(expansion["from_year"], expansion["to_year"])
    return {
        f"{nominal}_extendable": True,
        f"{nominal}_min": factor * expansion["minimum"],
        f"{nominal}_max": math.inf if math.isnan(most) else factor * most,
        f"{nominal}_mod": 0.0 if math.isnan(unit) else factor * unit,
        "capital_cost": (capital + expansion["upkeep"]) * years * sheet.weight(expansion["party"]) / factor,
        **_years(expansion),
    }


def _years(expansion: pd.Series) -> dict[str, float]:
    first, last = expansion["from_year"], expansion["to_year"]
    begin = 0.0 if math.isnan(first) else first
    return {"build_year": begin, **({} if math.isnan(last) else {"lifetime": last + 1 - begin})}


def plant_of(sheet: Sheet, table: str, row: str) -> dict[str, Any] | None:
    """The row of plants of a component, or None."""
    plants = sheet.case.table("plants")
    held = plants[(plants["table"] == table) & (plants["row"] == row)]
    return None if held.empty else held.iloc[0].to_dict()


def plant_attributes(sheet: Sheet, table: str, row: str, party: str) -> dict[str, Any]:
    """Ramps and commitment of a component."""
    plant = plant_of(sheet, table, row)
    if plant is None:
        return {}
    hours, weight = float(sheet.clock.hours[0]), sheet.weight(party)
    worth = sheet.clock.weight * sheet.clock.value * weight
    if _refuses(sheet, plant, row):
        return {}
    found: dict[str, Any] = {
        "ramp_limit_up": plant["ramp_up"] * hours,
        "ramp_limit_down": plant["ramp_down"] * hours,
        "p_init": plant["flow_before"],
    }
    if plant["commitment"] == "no":
        return found
    before = plant["hours_before"]
    return {
        **found,
        "committable": True,
        "ramp_limit_start_up": plant["ramp_start"],
        "ramp_limit_shut_down": plant["ramp_stop"],
        "start_up_cost": plant["start_cost"] * float(worth[0]),
        "shut_down_cost": plant["stop_cost"] * float(worth[0]),
        "stand_by_cost": plant["running_cost"] * weight,
        "min_up_time": math.ceil(round(plant["minimum_up"] / hours, 9)),
        "min_down_time": math.ceil(round(plant["minimum_down"] / hours, 9)),
        "up_time_before": max(0.0, 1.0 if math.isnan(before) else before / hours),
        "down_time_before": max(0.0, 0.0 if math.isnan(before) else -before / hours),
        **({} if math.isnan(plant["unit"]) else {"p_nom_mod": plant["unit"]}),
    }


def _refuses(sheet: Sheet, plant: dict[str, Any], row: str) -> bool:
    """Tell a plant that PyPSA runs in another way."""
    hours, worth = sheet.clock.hours, sheet.clock.weight * sheet.clock.value
    unequal = (hours != hours[0]).any() or (plant["commitment"] != "no" and not np.allclose(worth, worth[0]))
    what, remedy = "a plant on steps of different length or weight", "use steps of equal length and weight"
    found = sheet.refuse("plants", "row", [row] if unequal else [], what, remedy)
    relaxed = plant["commitment"] == "relaxed"
    what, remedy = "partly on: in PyPSA a choice of the call, not of the network", "write commitment yes"
    found |= sheet.refuse("plants", "commitment", [row] if relaxed else [], what, remedy)
    if plant["commitment"] != "yes":
        return found
    bound = plant["start_cost"] or plant["stop_cost"] or plant["minimum_up"] > hours[0]
    bound = bound or plant["minimum_down"] > hours[0] or not math.isnan(plant["ramp_up"])
    free = bool(math.isnan(plant["hours_before"]) and bound)
    what, remedy = "a first step that is free: PyPSA takes a plant as on before it", "write hours_before"
    found |= sheet.refuse("plants", "hours_before", [row] if free else [], what, remedy)
    several = not math.isnan(plant["unit"]) and bool(bound) and not plant["hours_before"] < 0
    what, remedy = "units that were on before: PyPSA takes one as on", "write one row for each unit"
    return found | sheet.refuse("plants", "unit", [row] if several else [], what, remedy)
