"""Checks of sense: bounds that cross, units that differ, rows that would do nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aryk.case.schema.river import RULED
from aryk.case.sense.accounts import check_accounts
from aryk.case.sense.bookings import check_bookings
from aryk.case.sense.borders import check_borders
from aryk.case.sense.chosen import check_budgets, check_measures
from aryk.case.sense.components import (
    check_demands,
    check_links,
    check_processes,
    check_stores,
    check_supplies,
    check_tiers,
)
from aryk.case.sense.crops import check_crops
from aryk.case.sense.desk import check_lines, check_outlooks, check_translations
from aryk.case.sense.factors import check_factors, check_parameters
from aryk.case.sense.finance import check_financing
from aryk.case.sense.hydro import check_heads
from aryk.case.sense.operation import check_expansions, check_outages, check_plants, check_steps
from aryk.case.sense.places import check_active, check_carriers, check_horizon, check_nodes
from aryk.case.sense.power import check_points, check_reserves, check_resistances, check_secured
from aryk.case.sense.river import check_rules, check_uses
from aryk.case.sense.rules import check_agreements, check_indicators, check_limits, check_observations, check_payments
from aryk.case.sense.series import check_series_and_profiles
from aryk.case.sense.sharing import check_separations
from aryk.case.sense.trade import check_trade
from aryk.case.sense.travel import check_choices

if TYPE_CHECKING:
    from aryk.case.case import Case
    from aryk.case.checks import Rows

Check = Callable[["Case", "dict[str, Rows]"], None]

AT_NODES = ("nodes", "supplies", "demands", "stores", "links", "processes")
CHECKS: dict[Check, tuple[str, ...]] = {
    check_carriers: ("carriers",),
    check_horizon: ("case", "scenarios", "carriers", "nodes.step", "processes.step"),
    check_nodes: ("nodes.step", "nodes.carrier", "carriers"),
    check_active: ("flows", "operating_points", *AT_NODES, *(f"{table}.active" for table in AT_NODES)),
    check_supplies: ("supplies",),
    check_demands: ("demands", "nodes.carrier"),
    check_tiers: ("tiers",),
    check_stores: ("stores", "nodes.carrier", "carriers"),
    check_links: ("links", "nodes.carrier"),
    check_resistances: ("links", "expansions", "expansion_terms"),
    check_secured: ("links", "links.active"),
    check_reserves: (
        "reserves",
        "reserve_terms",
        "supplies",
        "processes",
        "demands",
        "nodes.carrier",
        "operating_points",
    ),
    check_processes: ("processes", "flows", "operating_points", "nodes.step", "nodes.carrier", "carriers"),
    check_points: ("operating_points", "flows", "processes.capacity", "processes.carrier", "nodes.carrier"),
    check_plants: (
        "plants",
        "supplies.capacity",
        "supplies.kind",
        "processes.capacity",
        "links.capacity",
        "links.capacity_back",
        "expansions",
        "expansion_terms",
    ),
    check_heads: ("heads", "elevations", "tailwaters", "flows", "stores", "nodes.carrier", "expansion_terms"),
    check_outages: ("outages",),
    check_expansions: ("expansions", "expansion_terms", "stores", "supplies.capacity", "links", "processes.capacity"),
    check_steps: ("steps", "stages", "carriers.step", "nodes.step", "processes.step"),
    check_series_and_profiles: ("series", "profiles"),
    check_borders: (
        "passages",
        "chain_stages",
        "chain_shares",
        "truck_mixes",
        "truck_flows",
        "detours",
        "shifts",
        "regimes",
        "regime_days",
        "sightings",
        "episodes",
    ),
    check_bookings: ("bookings", "bookings.active", "chain_stages"),
    check_trade: (
        "trade_groups",
        "trade_values",
        "trade_responses",
        "passages.groups",
        "truck_mixes",
        "truck_flows",
    ),
    check_choices: ("choices", "choice_options", "links", "nodes.step", "carriers.step"),
    check_limits: ("limits", "limit_terms"),
    check_indicators: ("indicators", "indicator_terms"),
    check_observations: ("observations",),
    check_agreements: ("agreements", "measure_changes"),
    check_payments: ("payments",),
    check_separations: ("separations",),
    check_financing: ("financing",),
    check_measures: ("measures",),
    check_budgets: ("budgets", "financing", "measures"),
    check_rules: ("rules", "rule_terms", "rule_uses", "series", "profiles"),
    check_uses: ("rule_uses", *RULED),
    check_accounts: ("accounts", "account_terms"),
    check_crops: ("crops", "crop_stages", "crop_areas", "demands.kind"),
    check_outlooks: ("outlooks", "outlook_terms", "series", "supplies.kind"),
    check_lines: ("desk_lines", "desk_line_terms"),
    check_translations: ("translations",),
    check_factors: ("scenario_factors",),
    check_parameters: ("fit_parameters",),
}
"""Each check with the tables, or columns of them, whose change can break it.

Whether a row is in use (`active`) counts only where it is named: most checks look at rows in and out of use alike.
"""
