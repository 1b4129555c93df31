"""Every table, column, unit, default, bound, meaning and relation of a case, declared once.

Reader, writer, checks, the empty template and the reference manual are derived from `TABLES`.
A table may be kept in one file `NAME.csv` in the case folder or spread over subfolders
(`water/nodes.csv`, `power/nodes.csv`); the parts are read as one.
"""

from aryk.case.schema.borders import BORDER_TABLES
from aryk.case.schema.column import UNITS, Column, Kind, Table
from aryk.case.schema.components import (
    CARRIERS,
    CASE,
    COMPONENT_TABLES,
    DEMANDS,
    FLOWS,
    LINKS,
    NODES,
    PARTIES,
    PROCESSES,
    STEPS,
    STORES,
    SUPPLIES,
    TIERS,
)
from aryk.case.schema.crops import CROP_TABLES
from aryk.case.schema.desk import DESK_TABLES
from aryk.case.schema.evidence import (
    AGREEMENTS,
    INDICATOR_TERMS,
    INDICATORS,
    OBSERVATIONS,
    REFERENCES,
    SOURCES,
    UNCERTAINTIES,
)
from aryk.case.schema.finance import BUDGETS, FINANCING
from aryk.case.schema.fit import FIT_PARAMETERS
from aryk.case.schema.hydro import ELEVATIONS, HEADS, TAILWATERS
from aryk.case.schema.operation import EXPANSION_TERMS, EXPANSIONS, GROWING, OUTAGES, PLANTS, STAGES, TIME_STEPS
from aryk.case.schema.power import OPERATING_POINTS, RESERVE_TERMS, RESERVES
from aryk.case.schema.river import ACCOUNT_TERMS, ACCOUNTS, MEMBERS, RULE_TERMS, RULE_USES, RULES
from aryk.case.schema.rules import (
    LIMIT_TERMS,
    LIMITS,
    MEASURE_CHANGES,
    MEASURES,
    PAYMENTS,
    PROFILES,
    QUANTITIES,
    SCENARIO_CHANGES,
    SCENARIO_FACTORS,
    SCENARIOS,
    SERIES,
)
from aryk.case.schema.sharing import SEPARATION_CHANGES, SEPARATIONS
from aryk.case.schema.trade import TRADE_TABLES
from aryk.case.schema.travel import TRAVEL_TABLES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CASE,
        STAGES,
        TIME_STEPS,
        PARTIES,
        CARRIERS,
        NODES,
        SUPPLIES,
        DEMANDS,
        TIERS,
        STORES,
        LINKS,
        PROCESSES,
        FLOWS,
        OPERATING_POINTS,
        HEADS,
        ELEVATIONS,
        TAILWATERS,
        PLANTS,
        OUTAGES,
        EXPANSIONS,
        EXPANSION_TERMS,
        RESERVES,
        RESERVE_TERMS,
        SERIES,
        PROFILES,
        LIMITS,
        LIMIT_TERMS,
        RULES,
        RULE_TERMS,
        RULE_USES,
        MEMBERS,
        ACCOUNTS,
        ACCOUNT_TERMS,
        PAYMENTS,
        SCENARIOS,
        SCENARIO_CHANGES,
        SCENARIO_FACTORS,
        MEASURES,
        MEASURE_CHANGES,
        *CROP_TABLES,
        *DESK_TABLES,
        FINANCING,
        BUDGETS,
        SEPARATIONS,
        SEPARATION_CHANGES,
        *BORDER_TABLES,
        *TRADE_TABLES,
        *TRAVEL_TABLES,
        INDICATORS,
        INDICATOR_TERMS,
        OBSERVATIONS,
        FIT_PARAMETERS,
        AGREEMENTS,
        REFERENCES,
        SOURCES,
        UNCERTAINTIES,
    )
}

__all__ = [
    "COMPONENT_TABLES",
    "GROWING",
    "QUANTITIES",
    "STEPS",
    "TABLES",
    "UNITS",
    "Column",
    "Kind",
    "Table",
]
