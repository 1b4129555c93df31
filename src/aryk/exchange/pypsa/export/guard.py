"""Whatever a case says that the export does not know is told, so that nothing is lost without a word."""

from __future__ import annotations

import pandas as pd

from aryk.case.schema import TABLES, Column
from aryk.exchange.pypsa.export.sheet import Sheet

ASIDE = frozenset(
    (
        *("case", "series", "profiles", "payments", "measures", "measure_changes", "financing"),
        *("scenarios", "scenario_changes", "scenario_factors", "financing", "budgets"),
        *("separations", "separation_changes"),
        *("indicators", "indicator_terms", "observations", "fit_parameters", "agreements"),
        *("references", "sources", "uncertainties"),
    )
)
"""Tables that are no part of the optimum, or are read by the timeline."""
NOTED = frozenset(("title", "reference", "basis", "note", "groups", "active", "technology", "fuel", "kind"))
"""Columns that say nothing about the optimum, or that are read for every table."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


CARRIED: dict[str, frozenset[str]] = {
    "parties": _words("party weight"),
    "carriers": _words("carrier amount_unit rate_unit step system"),
    "stages": _words("stage year present_value"),
    "steps": _words("step start hours times present_value stage"),
    "nodes": _words("node carrier party latitude longitude step disposal disposal_cost"),
    "supplies": _words("supply node party capacity available minimum cost cost_profile"),
    "demands": _words("demand node party level profile tiers"),
    "tiers": _words("tiers tier share value"),
    "stores": _words(
        "store node party capacity minimum regulation lower_bound upper_bound initial final final_minimum end_value "
        "in_capacity out_capacity in_efficiency out_efficiency loss loss_to cost cost_profile holding_cost "
        "holding_profile evaporation area_empty area_full lower_rule upper_rule rule_cost"
    ),
    "links": _words(
        "link from_node to_node party capacity capacity_back minimum available loss loss_to loss_return cost lag "
        "initial_flow reactance phase_shift phase_course length voltage"
    ),
    "processes": _words(
        "process party carrier capacity minimum available minimum_share cost cost_profile cost_rise step"
    ),
    "flows": _words("process node direction coefficient profile lag"),
    "plants": _words(
        "table row commitment unit minimum_load start_cost stop_cost running_cost minimum_up minimum_down ramp_up "
        "ramp_down ramp_start ramp_stop hours_before flow_before"
    ),
    "outages": _words("outage table row group start end share"),
    "expansions": _words("expansion party minimum maximum unit capital life interest upkeep from_year to_year"),
    "expansion_terms": _words("expansion table row column coefficient"),
    "limits": _words("limit party sense value profile quantity per from_day to_day penalty agreement"),
    "limit_terms": _words("limit table row group quantity coefficient profile"),
}
"""The columns that the export reads."""


def check_known(sheet: Sheet) -> None:
    """Tell tables and columns in use that are not carried over."""
    for name, table in TABLES.items():
        if name in ASIDE or not len(sheet.case.tables[name]):
            continue
        rows = sheet.case.table(name)
        remedy = "take the rows out"
        if name not in CARRIED:
            sheet.refuse(name, table.id, rows.index.astype(str), "a table that PyPSA does not have", remedy)
            continue
        for column in table.columns:
            if column.name not in CARRIED[name] | NOTED:
                said = rows.index[_says(column, rows[column.name])].astype(str)
                sheet.refuse(name, column.name, said, "a column that PyPSA does not have", "leave the cells empty")

    plants = sheet.case.table("plants")
    links = plants["row"][~plants["table"].isin(["supplies", "processes"])]
    what, remedy = "ramps of a link", "write it as a process"
    sheet.refuse("plants", "table", links, what, remedy)


def _says(column: Column, cells: pd.Series) -> pd.Series:
    """Which cells of a column are not empty, and not its default."""
    if column.is_numeric:
        return cells.notna() & (cells != (float(column.default) if column.default is not None else float("nan")))
    if column.kind == "yes-no":
        return cells != bool(column.default)
    return cells != (column.default or "")
