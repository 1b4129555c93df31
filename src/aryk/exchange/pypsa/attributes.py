"""What Aryk knows of PyPSA: each component, its attributes, their defaults and what becomes of them.

Reader, refusals, the export and the page `docs/how-to/pypsa.md` are derived from `COMPONENTS`. Names and defaults are
those of PyPSA 1.4.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

Value = float | str | bool
INF, NAN = math.inf, math.nan
_PORT = re.compile(r"(bus|efficiency|rate|delay|cyclic_delay)(\d+)")


@dataclass(frozen=True)
class Attribute:
    """One attribute of a component.

    `becomes` says in words where it goes; empty: it does not matter for the optimum. `varies`: it may be a series.
    A `refusal` says why values other than the default are not carried over, and `remedy` what to do.
    """

    name: str
    default: Value
    becomes: str = ""
    varies: bool = False
    refusal: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Component:
    """One kind of component: its name, the name of its list, and its attributes."""

    name: str
    list_name: str
    attributes: tuple[Attribute, ...]
    idle: tuple[str, ...] = ()
    """Attributes without influence on the optimum, results among them."""
    by_name: dict[str, Attribute] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.attributes})

    def attribute(self, name: str) -> Attribute | None:
        """The declaration of an attribute; of a further port that of the ports."""
        if name in self.by_name:
            return self.by_name[name]
        port = _PORT.fullmatch(name)
        return _further(port[1], name) if port and self.list_name in PORTED else None

    def knows(self, name: str) -> bool:
        """Whether an attribute is declared, carried or idle."""
        return self.attribute(name) is not None or name in self.idle or bool(re.fullmatch(r"(p|q)\d+", name))


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


PORTED = ("links", "processes")
"""Components with any number of ports."""


def _further(kind: str, name: str) -> Attribute:
    defaults: dict[str, Value] = {"bus": "", "efficiency": 1.0, "rate": 1.0, "delay": 0.0, "cyclic_delay": True}
    return Attribute(name, defaults[kind], "flows", varies=kind in ("efficiency", "rate"))


def _put(name: str, default: Value, becomes: str, *, varies: bool = False) -> Attribute:
    return Attribute(name, default, becomes, varies)


def _refused(name: str, default: Value, why: str, remedy: str, *, varies: bool = False) -> Attribute:
    return Attribute(name, default, "", varies, why, remedy)


def _sizes(nominal: str, capacity: str) -> tuple[Attribute, ...]:
    """The attributes of a capacity that may be extended, and its years."""
    return (
        _put(nominal, 0.0, capacity),
        _put(f"{nominal}_extendable", False, "a row of expansions"),
        _put(f"{nominal}_min", 0.0, "expansions.minimum"),
        _put(f"{nominal}_max", INF, "expansions.maximum"),
        _put(f"{nominal}_set", NAN, "expansions.minimum and maximum"),
        _put(f"{nominal}_mod", 0.0, "expansions.unit, plants.unit"),
        _put("capital_cost", 0.0, "expansions.upkeep"),
        _put("overnight_cost", NAN, "expansions.upkeep, as annuity"),
        _put("discount_rate", NAN, "expansions.upkeep, as annuity"),
        _put("fom_cost", 0.0, "expansions.upkeep"),
        _put("build_year", 0.0, "expansions.from_year, available"),
        _put("lifetime", INF, "expansions.to_year, available"),
        _put("active", True, "inactive components are left out"),
    )


_MAINTENANCE = _refused(
    "maintainable",
    False,
    "the time of maintenance is not chosen by the plan",
    "write the maintenance into p_max_pu, or after the import into the table outages",
)
_COMMITMENT = (
    _put("committable", False, "plants.commitment"),
    _put("start_up_cost", 0.0, "plants.start_cost", varies=True),
    _put("shut_down_cost", 0.0, "plants.stop_cost", varies=True),
    _put("stand_by_cost", 0.0, "plants.running_cost", varies=True),
    _put("min_up_time", 0.0, "plants.minimum_up"),
    _put("min_down_time", 0.0, "plants.minimum_down"),
    _put("up_time_before", 1.0, "plants.hours_before"),
    _put("down_time_before", 0.0, "plants.hours_before"),
    _put("ramp_limit_up", NAN, "plants.ramp_up", varies=True),
    _put("ramp_limit_down", NAN, "plants.ramp_down", varies=True),
    _put("ramp_limit_start_up", NAN, "plants.ramp_start"),
    _put("ramp_limit_shut_down", NAN, "plants.ramp_stop"),
    _put("p_init", NAN, "plants.flow_before"),
    _MAINTENANCE,
)
_DISPATCH = (
    _put("carrier", "", "processes.technology"),
    _put("p_min_pu", 0.0, "processes.minimum_share", varies=True),
    _put("p_max_pu", 1.0, "processes.available", varies=True),
    _put("p_set", NAN, "processes.available and minimum_share, or a limit", varies=True),
    _put("marginal_cost", 0.0, "processes.cost, cost_profile", varies=True),
    _put("marginal_cost_quadratic", 0.0, "processes.cost_rise", varies=True),
)
_IDLE_COSTS = ("marginal_cost_piecewise_opt", "capital_cost_piecewise_opt")
_IDLE_STATES = ("status", "start_up", "shut_down", "maintenance", "maintenance_start")
_IDLE_MAINTENANCE = ("maintenance_duration", "maintenance_pu", "maintenance_events")
_IDLE_DUALS = ("mu_upper", "mu_lower", "mu_p_set", "mu_ramp_limit_up", "mu_ramp_limit_down", "mu_energy_balance")
_IDLE_FLOW = ("p", "q", "p_nom_opt", *_IDLE_COSTS, *_IDLE_STATES, *_IDLE_MAINTENANCE, *_IDLE_DUALS)

BUSES = Component(
    "Bus",
    "buses",
    (
        _put("v_nom", 1.0, "links.reactance, per unit"),
        _put("carrier", "AC", "nodes.carrier"),
        _put("x", 0.0, "nodes.longitude"),
        _put("y", 0.0, "nodes.latitude"),
    ),
    (
        *[
            "type",
            "unit",
            "location",
            "v_mag_pu_set",
            "v_mag_pu_min",
            "v_mag_pu_max",
            "control",
            "generator",
            "sub_network",
        ],
        *_names("p q v_mag_pu v_ang marginal_price"),
    ),
)
CARRIERS = Component(
    "Carrier",
    "carriers",
    (
        _put("co2_emissions", 0.0, "limit_terms.coefficient, with a global constraint"),
        _put("max_growth", INF, "limits of sizes, with investment periods"),
        _put("max_relative_growth", 0.0, "limits of sizes, with max_growth"),
    ),
    ("color", "nice_name"),
)
GENERATORS = Component(
    "Generator",
    "generators",
    (
        _put("bus", "", "flows.node"),
        _put("sign", 1.0, "flows.direction and coefficient"),
        *_DISPATCH,
        *_sizes("p_nom", "processes.capacity"),
        _put("e_sum_min", -INF, "a limit"),
        _put("e_sum_max", INF, "a limit"),
        _put("efficiency", 1.0, "limit_terms.coefficient, with a global constraint", varies=True),
        *_COMMITMENT,
    ),
    ("control", "type", "q_set", "weight", *_IDLE_FLOW),
)
LOADS = Component(
    "Load",
    "loads",
    (
        _put("bus", "", "demands.node"),
        _put("p_set", 0.0, "demands.level and profile; below 0: a given supply", varies=True),
        _put("sign", -1.0, "sign of the demand"),
        _put("active", True, "inactive components are left out"),
    ),
    ("carrier", "type", "q_set", "p", "q"),
)
LINKS = Component(
    "Link",
    "links",
    (
        _put("bus0", "", "flows.node, in"),
        _put("bus1", "", "flows.node, out"),
        _put("efficiency", 1.0, "flows.coefficient, profile", varies=True),
        _put("delay", 0.0, "flows.lag"),
        _put("cyclic_delay", True, "flows.lag needs False"),
        _put("length", 0.0, "limit_terms.coefficient, with a global constraint"),
        *_DISPATCH,
        *_sizes("p_nom", "processes.capacity"),
        *_COMMITMENT,
    ),
    ("type", "terrain_factor", "reversed", *_IDLE_FLOW),
)
PROCESSES = Component(
    "Process",
    "processes",
    (
        _put("bus0", "", "flows.node"),
        _put("bus1", "", "flows.node"),
        _put("rate0", -1.0, "flows.coefficient, profile", varies=True),
        _put("rate1", 1.0, "flows.coefficient, profile", varies=True),
        *_DISPATCH,
        *_sizes("p_nom", "processes.capacity"),
        *_COMMITMENT,
    ),
    ("type", "length", "terrain_factor", *_IDLE_FLOW),
)
_BRANCH = (
    _put("bus0", "", "links.from_node"),
    _put("bus1", "", "links.to_node"),
    _put("x", 0.0, "links.reactance, per unit"),
    _put("r", 0.0, "links.reactance of direct current, per unit"),
    _put("s_max_pu", 1.0, "links.available", varies=True),
    *_sizes("s_nom", "links.capacity, capacity_back"),
    _put("type", "", "links.reactance, from the types in the file, or those of PyPSA"),
    _put("num_parallel", 1.0, "links.reactance, with a type"),
    _put("v_ang_max", INF, "a limit"),
    _put("x_pu_eff", NAN, "tells whether the type was applied"),
)
_IDLE_BRANCH = (
    *[
        "g",
        "b",
        "v_ang_min",
        "sub_network",
        "s",
        "p0",
        "q0",
        "p1",
        "q1",
        "x_pu",
        "r_pu",
        "g_pu",
        "b_pu",
        "r_pu_eff",
        "s_nom_opt",
        "mu_lower",
        "mu_upper",
        "loss",
    ],
    "capital_cost_piecewise_opt",
)
LINES = Component(
    "Line",
    "lines",
    (*_BRANCH, _put("carrier", "", "limits of carriers"), _put("length", 0.0, "links.length")),
    ("terrain_factor", "v_nom", "v_ang", *_IDLE_BRANCH),
)
TRANSFORMERS = Component(
    "Transformer",
    "transformers",
    (
        *_BRANCH,
        _put("tap_ratio", 1.0, "links.reactance, per unit"),
        _put("tap_position", 0.0, "links.reactance, with a type"),
        _put("phase_shift", 0.0, "links.phase_shift, phase_course", varies=True),
        _put("phase_shift_min", 0.0, "see phase_shift_max"),
        _refused(
            "phase_shift_max",
            0.0,
            "a phase shift that the optimum chooses is not carried over",
            "write phase_shift, and phase_shift_min = phase_shift_max = 0",
        ),
    ),
    ("model", "tap_side", "mu_phase_shift", "phase_shift_opt", *_IDLE_BRANCH),
)
_KEPT = (
    _put("bus", "", "stores.node"),
    _put("carrier", "", "stores.groups, limits of carriers"),
    _refused("sign", 1.0, "a store with another sign is not carried over", "write sign = 1"),
    _put("standing_loss", 0.0, "stores.loss", varies=True),
    _put("marginal_cost_storage", 0.0, "stores.holding_cost, holding_profile", varies=True),
)
STORES = Component(
    "Store",
    "stores",
    (
        *_KEPT,
        *_sizes("e_nom", "stores.capacity"),
        _put("e_min_pu", 0.0, "stores.lower_bound", varies=True),
        _put("e_max_pu", 1.0, "stores.upper_bound", varies=True),
        _put("e_initial", 0.0, "stores.initial"),
        _put("e_initial_per_period", False, "stores.initial"),
        _put("e_cyclic", False, "stores.final = closed"),
        _put("e_cyclic_per_period", False, "stores.regulation = year"),
        _put("p_set", NAN, "a limit", varies=True),
        _put("e_set", NAN, "a limit", varies=True),
        _put("marginal_cost", 0.0, "stores.cost, cost_profile", varies=True),
        _refused(
            "marginal_cost_quadratic",
            0.0,
            "a cost of a store that rises with its flow is not carried over",
            "write marginal_cost alone, or put the cost on a link to the store",
            varies=True,
        ),
    ),
    ("type", "q_set", "p", "q", "e", "e_nom_opt", *_IDLE_COSTS, *_IDLE_DUALS),
)
STORAGE_UNITS = Component(
    "StorageUnit",
    "storage_units",
    (
        *_KEPT,
        *_sizes("p_nom", "processes.capacity, stores.capacity"),
        _put("p_min_pu", -1.0, "processes.available, taking", varies=True),
        _put("p_max_pu", 1.0, "processes.available, giving", varies=True),
        _put("p_set", NAN, "a limit", varies=True),
        _put("p_dispatch_set", NAN, "a limit", varies=True),
        _put("p_store_set", NAN, "a limit", varies=True),
        _put("marginal_cost", 0.0, "processes.cost, giving", varies=True),
        _put("marginal_cost_quadratic", 0.0, "processes.cost_rise, giving", varies=True),
        _put("spill_cost", 0.0, "processes.cost, spilling", varies=True),
        _put("state_of_charge_initial", 0.0, "stores.initial"),
        _put("state_of_charge_initial_per_period", False, "stores.initial"),
        _put("state_of_charge_set", NAN, "a limit", varies=True),
        _put("cyclic_state_of_charge", False, "stores.final = closed"),
        _put("cyclic_state_of_charge_per_period", False, "stores.regulation = year"),
        _put("max_hours", 1.0, "stores.capacity"),
        _put("efficiency_store", 1.0, "flows.coefficient, taking", varies=True),
        _put("efficiency_dispatch", 1.0, "flows.coefficient, giving", varies=True),
        _put("inflow", 0.0, "a given supply", varies=True),
    ),
    (
        *[
            "control",
            "type",
            "q_set",
            "p",
            "p_dispatch",
            "p_store",
            "q",
            "state_of_charge",
            "spill",
            "p_nom_opt",
            "mu_state_of_charge_set",
        ],
        *_IDLE_COSTS,
        *_IDLE_DUALS,
    ),
)
GLOBAL_CONSTRAINTS = Component(
    "GlobalConstraint",
    "global_constraints",
    (
        _put("type", "primary_energy", "a limit"),
        _put("investment_period", NAN, "limit_terms.profile"),
        _put("bus", "", "limit_terms.row"),
        _put("carrier_attribute", "co2_emissions", "limit_terms.coefficient"),
        _put("sense", "==", "limits.sense"),
        _put("constant", 0.0, "limits.value"),
    ),
    ("mu",),
)
LINE_TYPES = Component(
    "LineType",
    "line_types",
    (_put("r_per_length", 0.0, "links.reactance"), _put("x_per_length", 0.0, "links.reactance")),
    ("f_nom", "c_per_length", "i_nom", "mounting", "cross_section", "references"),
)
TRANSFORMER_TYPES = Component(
    "TransformerType",
    "transformer_types",
    (
        _put("s_nom", 0.0, "links.capacity"),
        _put("vsc", 0.0, "links.reactance"),
        _put("vscr", 0.0, "links.reactance"),
        _put("phase_shift", 0.0, "links.phase_shift"),
        _put("tap_neutral", 0.0, "links.reactance"),
        _put("tap_step", 0.0, "links.reactance"),
    ),
    ("f_nom", "v_nom_0", "v_nom_1", "pfe", "i0", "tap_side", "tap_min", "tap_max", "references"),
)
COMPONENTS: dict[str, Component] = {
    each.list_name: each
    for each in (
        BUSES,
        CARRIERS,
        GENERATORS,
        LOADS,
        LINKS,
        PROCESSES,
        LINES,
        TRANSFORMERS,
        STORES,
        STORAGE_UNITS,
        GLOBAL_CONSTRAINTS,
        LINE_TYPES,
        TRANSFORMER_TYPES,
    )
}
UNREAD = ("shapes", "sub_networks", "shunt_impedances")
"""Lists of components that do not matter for the optimum."""
NOMINAL = {
    "generators": "p_nom",
    "links": "p_nom",
    "processes": "p_nom",
    "lines": "s_nom",
    "transformers": "s_nom",
    "stores": "e_nom",
    "storage_units": "p_nom",
}
"""The capacity of each component that has one."""
