"""Global constraints and limits of growth as limits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from aryk.case.calendar import Floats
from aryk.exchange.pypsa.attributes import NOMINAL
from aryk.exchange.pypsa.calendar import Time
from aryk.exchange.pypsa.draft import Draft
from aryk.exchange.pypsa.limits import SENSES, Term, add_limit
from aryk.exchange.pypsa.network import Network, Row
from aryk.exchange.pypsa.sizes import periodic_cost
from aryk.exchange.pypsa.storages import CONTENT

TYPES = (
    "primary_energy",
    "operational_limit",
    "tech_capacity_expansion_limit",
    "transmission_volume_expansion_limit",
    "transmission_expansion_cost_limit",
)
_STORED = ("storage_units", "stores")
_AT = {"lines": "bus0", "transformers": "bus0", "links": "bus0", "processes": "bus0"}


def add_constraints(draft: Draft, network: Network, time: Time) -> None:
    """All global constraints."""
    for row in network.rows("global_constraints"):
        period = row["investment_period"]
        if not math.isnan(period) and period not in time.periods:
            continue
        match row["type"]:
            case "primary_energy":
                emissions = emissions_of(network, row)
                _add_sum(draft, network, time, row, emissions, by_efficiency=True)
            case "operational_limit":
                _add_sum(draft, network, time, row, {row["carrier_attribute"]: 1.0}, by_efficiency=False)
            case "tech_capacity_expansion_limit":
                _add_sizes(draft, row, _of_technology(draft, network, time, row))
            case "transmission_volume_expansion_limit":
                _add_sizes(draft, row, _of_transmission(draft, network, time, row, volume=True))
            case "transmission_expansion_cost_limit":
                _add_sizes(draft, row, _of_transmission(draft, network, time, row, volume=False))


def emissions_of(network: Network, row: Row) -> dict[str, float]:
    """What each carrier emits, for those that do."""
    column = network.tables["carriers"].get(row["carrier_attribute"])
    if column is None:
        return {}
    values = {str(name): float(value or 0) for name, value in column.items()}
    return {name: value for name, value in values.items() if value}


def _add_sum(
    draft: Draft, network: Network, time: Time, row: Row, rates: dict[str, float], *, by_efficiency: bool
) -> None:
    """A limit of what generators of carriers give, and of what non-cyclic stores of them lose in content."""
    period = row["investment_period"]
    inside = np.ones(len(time.hours)) if math.isnan(period) else (time.period == period).astype(float)
    terms: list[Term] = []
    for generator in network.rows("generators"):
        key = ("generators", generator["name"])
        if generator["carrier"] not in rates or key not in draft.activity or not time.stands(generator, period):
            continue
        process, sign = draft.activity[key]
        factor: Floats = inside * sign * rates[generator["carrier"]]
        if by_efficiency:
            factor = factor / network.course("generators", generator, "efficiency")
        terms.append(_term("processes", process, "activity", factor))
    value = row["constant"]
    for list_name, store in stores_within(network, time, row, rates):
        rate = rates[store["carrier"]]
        terms.append(Term("stores", draft.store[list_name, store["name"]], "end", -rate))
        value -= rate * store[CONTENT[list_name][0]]
    add_limit(draft, row["name"], SENSES[row["sense"]], value, terms)


def stores_within(network: Network, time: Time, row: Row, rates: dict[str, float]) -> Iterator[tuple[str, Row]]:
    """The stores and storage units that a constraint counts: those of its carriers that are not cyclic."""
    for list_name in _STORED:
        for store in network.rows(list_name):
            counted = store["carrier"] in rates and not store[CONTENT[list_name][2]]
            if counted and time.stands(store, row["investment_period"]):
                yield list_name, store


def _term(table: str, row: str, quantity: str, factor: Floats) -> Term:
    if (factor == factor[0]).all():
        return Term(table, row, quantity, float(factor[0]))
    return Term(table, row, quantity, 1.0, factor)


def _add_sizes(draft: Draft, row: Row, terms: list[Term]) -> None:
    add_limit(draft, row["name"], SENSES[row["sense"]], row["constant"], terms, quantity="size")


def _of_technology(draft: Draft, network: Network, time: Time, row: Row) -> list[Term]:
    """Sizes of one carrier, at one bus where one is named."""
    terms = []
    for (list_name, component), expansion in _extendable(draft, network):
        here = not row["bus"] or component[_AT.get(list_name, "bus")] == row["bus"]
        same = _carrier(network, list_name, component) == row["carrier_attribute"]
        if here and same and time.stands(component, row["investment_period"]):
            terms.append(Term("expansions", expansion, "size"))
    return terms


def _of_transmission(draft: Draft, network: Network, time: Time, row: Row, *, volume: bool) -> list[Term]:
    """Sizes of lines and links of some carriers, by length or by cost."""
    carriers = [each.strip() for each in re.sub(r"[\[\]()]", "", row["carrier_attribute"]).split(",")]
    period, terms = row["investment_period"], []
    for (list_name, component), expansion in _extendable(draft, network):
        inside = list_name in ("lines", "links") and _carrier(network, list_name, component) in carriers
        if not inside or not time.stands(component, period):
            continue
        factor = float(component["length"])
        if not volume:
            standing = [each for each in time.periods if time.stands(component, each)]
            years = sum(float(network.periods.at[each, "objective"]) for each in standing)
            factor = periodic_cost(time, component, upkeep=False)
            factor *= years if time.periods and math.isnan(period) else 1.0
        terms.append(Term("expansions", expansion, "size", factor))
    return terms


def _carrier(network: Network, list_name: str, row: Row) -> str:
    """The carrier of a component; lines and links without one take that of their first bus."""
    own = str(row.get("carrier", ""))
    if not own and list_name in ("lines", "links"):
        return str(network.tables["buses"].at[row["bus0"], "carrier"])
    return own


def _extendable(draft: Draft, network: Network) -> Iterator[tuple[tuple[str, Row], str]]:
    for list_name in NOMINAL:
        for row in network.rows(list_name):
            expansion = draft.capacity.get((list_name, row["name"]))
            if expansion is not None:
                yield (list_name, row), expansion


def add_growth(draft: Draft, network: Network, time: Time) -> None:
    """The most new capacity of each carrier in each investment period."""
    carriers = network.tables["carriers"]
    for carrier, most in carriers["max_growth"].items():
        if math.isinf(most) or not time.periods:
            continue
        relative = max(float(carriers.at[carrier, "max_relative_growth"]), 0.0)
        first: dict[int, list[str]] = {}
        for (list_name, row), expansion in _extendable(draft, network):
            if _carrier(network, list_name, row) == carrier:
                begin = next(period for period in time.periods if time.stands(row, period))
                first.setdefault(begin, []).append(expansion)
        for place, period in enumerate(time.periods):
            before = first.get(time.periods[place - 1], []) if place and relative else []
            terms = [Term("expansions", each, "size") for each in first.get(period, [])]
            terms += [Term("expansions", each, "size", -relative) for each in before]
            add_limit(draft, f"{carrier} growth {period}", "at-most", float(most), terms, quantity="size")
