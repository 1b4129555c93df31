"""What Aryk knows of PyPSA: each component, its attributes, their defaults and what becomes of them.

Reader, refusals, the export and the page `docs/how-to/pypsa.md` are derived from `COMPONENTS`. Names and defaults are
those of PyPSA 1.4.
"""

from __future__ import annotations

from aryk.exchange.pypsa.component import INF, NAN, Attribute, Component, put, refused, words


def _sizes(nominal: str, capacity: str) -> tuple[Attribute, ...]:
    """The attributes of a capacity that may be extended, and its years."""
    return (
        put(nominal, 0.0, capacity),
        put(f"{nominal}_extendable", False, "a row of expansions"),
        put(f"{nominal}_min", 0.0, "expansions.minimum"),
        put(f"{nominal}_max", INF, "expansions.maximum"),
        put(f"{nominal}_set", NAN, "expansions.minimum and maximum"),
        put(f"{nominal}_mod", 0.0, "expansions.unit, plants.unit"),
        put("capital_cost", 0.0, "expansions.upkeep"),
        put("overnight_cost", NAN, "expansions.upkeep, as annuity"),
        put("discount_rate", NAN, "expansions.upkeep, as annuity"),
        put("fom_cost", 0.0, "expansions.upkeep"),
        put("build_year", 0.0, "expansions.from_year, available"),
        put("lifetime", INF, "expansions.to_year, available"),
        put("active", True, "inactive components are left out"),
    )


_MAINTENANCE = refused(
    "maintainable",
    False,
    "the time of maintenance is not chosen by the plan",
    "write the maintenance into p_max_pu, or after the import into the table outages",
)
_COMMITMENT = (
    put("committable", False, "plants.commitment"),
    put("start_up_cost", 0.0, "plants.start_cost", varies=True),
    put("shut_down_cost", 0.0, "plants.stop_cost", varies=True),
    put("stand_by_cost", 0.0, "plants.running_cost", varies=True),
    put("min_up_time", 0.0, "plants.minimum_up"),
    put("min_down_time", 0.0, "plants.minimum_down"),
    put("up_time_before", 1.0, "plants.hours_before"),
    put("down_time_before", 0.0, "plants.hours_before"),
    put("ramp_limit_up", NAN, "plants.ramp_up", varies=True),
    put("ramp_limit_down", NAN, "plants.ramp_down", varies=True),
    put("ramp_limit_start_up", NAN, "plants.ramp_start"),
    put("ramp_limit_shut_down", NAN, "plants.ramp_stop"),
    put("p_init", NAN, "plants.flow_before"),
    _MAINTENANCE,
)
_DISPATCH = (
    put("carrier", "", "processes.technology"),
    put("p_min_pu", 0.0, "processes.minimum_share", varies=True),
    put("p_max_pu", 1.0, "processes.available", varies=True),
    put("p_set", NAN, "processes.available and minimum_share, or a limit", varies=True),
    put("marginal_cost", 0.0, "processes.cost, cost_profile", varies=True),
    put("marginal_cost_quadratic", 0.0, "processes.cost_rise", varies=True),
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
        put("v_nom", 1.0, "links.reactance, per unit"),
        put("carrier", "AC", "nodes.carrier"),
        put("x", 0.0, "nodes.longitude"),
        put("y", 0.0, "nodes.latitude"),
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
        *words("p q v_mag_pu v_ang marginal_price"),
    ),
)
CARRIERS = Component(
    "Carrier",
    "carriers",
    (
        put("co2_emissions", 0.0, "limit_terms.coefficient, with a global constraint"),
        put("max_growth", INF, "limits of sizes, with investment periods"),
        put("max_relative_growth", 0.0, "limits of sizes, with max_growth"),
    ),
    ("color", "nice_name"),
)
GENERATORS = Component(
    "Generator",
    "generators",
    (
        put("bus", "", "flows.node"),
        put("sign", 1.0, "flows.direction and coefficient"),
        *_DISPATCH,
        *_sizes("p_nom", "processes.capacity"),
        put("e_sum_min", -INF, "a limit"),
        put("e_sum_max", INF, "a limit"),
        put("efficiency", 1.0, "limit_terms.coefficient, with a global constraint", varies=True),
        *_COMMITMENT,
    ),
    ("control", "type", "q_set", "weight", *_IDLE_FLOW),
)
LOADS = Component(
    "Load",
    "loads",
    (
        put("bus", "", "demands.node"),
        put("p_set", 0.0, "demands.level and profile; below 0: a given supply", varies=True),
        put("sign", -1.0, "sign of the demand"),
        put("active", True, "inactive components are left out"),
    ),
    ("carrier", "type", "q_set", "p", "q"),
)
LINKS = Component(
    "Link",
    "links",
    (
        put("bus0", "", "flows.node, in"),
        put("bus1", "", "flows.node, out"),
        put("efficiency", 1.0, "flows.coefficient, profile", varies=True),
        put("delay", 0.0, "flows.lag"),
        put("cyclic_delay", True, "flows.lag needs False"),
        put("length", 0.0, "limit_terms.coefficient, with a global constraint"),
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
        put("bus0", "", "flows.node"),
        put("bus1", "", "flows.node"),
        put("rate0", -1.0, "flows.coefficient, profile", varies=True),
        put("rate1", 1.0, "flows.coefficient, profile", varies=True),
        *_DISPATCH,
        *_sizes("p_nom", "processes.capacity"),
        *_COMMITMENT,
    ),
    ("type", "length", "terrain_factor", *_IDLE_FLOW),
)
_BRANCH = (
    put("bus0", "", "links.from_node"),
    put("bus1", "", "links.to_node"),
    put("x", 0.0, "links.reactance, per unit"),
    put("r", 0.0, "links.reactance of direct current, per unit"),
    put("s_max_pu", 1.0, "links.available", varies=True),
    *_sizes("s_nom", "links.capacity, capacity_back"),
    put("type", "", "links.reactance, from the types in the file, or those of PyPSA"),
    put("num_parallel", 1.0, "links.reactance, with a type"),
    put("v_ang_max", INF, "a limit"),
    put("x_pu_eff", NAN, "tells whether the type was applied"),
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
    (*_BRANCH, put("carrier", "", "limits of carriers"), put("length", 0.0, "links.length")),
    ("terrain_factor", "v_nom", "v_ang", *_IDLE_BRANCH),
)
TRANSFORMERS = Component(
    "Transformer",
    "transformers",
    (
        *_BRANCH,
        put("tap_ratio", 1.0, "links.reactance, per unit"),
        put("tap_position", 0.0, "links.reactance, with a type"),
        put("phase_shift", 0.0, "links.phase_shift, phase_course", varies=True),
        put("phase_shift_min", 0.0, "see phase_shift_max"),
        refused(
            "phase_shift_max",
            0.0,
            "a phase shift that the optimum chooses is not carried over",
            "write phase_shift, and phase_shift_min = phase_shift_max = 0",
        ),
    ),
    ("model", "tap_side", "mu_phase_shift", "phase_shift_opt", *_IDLE_BRANCH),
)
_KEPT = (
    put("bus", "", "stores.node"),
    put("carrier", "", "stores.groups, limits of carriers"),
    refused("sign", 1.0, "a store with another sign is not carried over", "write sign = 1"),
    put("standing_loss", 0.0, "stores.loss", varies=True),
    put("marginal_cost_storage", 0.0, "stores.holding_cost, holding_profile", varies=True),
)
STORES = Component(
    "Store",
    "stores",
    (
        *_KEPT,
        *_sizes("e_nom", "stores.capacity"),
        put("e_min_pu", 0.0, "stores.lower_bound", varies=True),
        put("e_max_pu", 1.0, "stores.upper_bound", varies=True),
        put("e_initial", 0.0, "stores.initial"),
        put("e_initial_per_period", False, "stores.initial"),
        put("e_cyclic", False, "stores.final = closed"),
        put("e_cyclic_per_period", False, "stores.regulation = year"),
        put("p_set", NAN, "a limit", varies=True),
        put("e_set", NAN, "a limit", varies=True),
        put("marginal_cost", 0.0, "stores.cost, cost_profile", varies=True),
        refused(
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
        put("p_min_pu", -1.0, "processes.available, taking", varies=True),
        put("p_max_pu", 1.0, "processes.available, giving", varies=True),
        put("p_set", NAN, "a limit", varies=True),
        put("p_dispatch_set", NAN, "a limit", varies=True),
        put("p_store_set", NAN, "a limit", varies=True),
        put("marginal_cost", 0.0, "processes.cost, giving", varies=True),
        put("marginal_cost_quadratic", 0.0, "processes.cost_rise, giving", varies=True),
        put("spill_cost", 0.0, "processes.cost, spilling", varies=True),
        put("state_of_charge_initial", 0.0, "stores.initial"),
        put("state_of_charge_initial_per_period", False, "stores.initial"),
        put("state_of_charge_set", NAN, "a limit", varies=True),
        put("cyclic_state_of_charge", False, "stores.final = closed"),
        put("cyclic_state_of_charge_per_period", False, "stores.regulation = year"),
        put("max_hours", 1.0, "stores.capacity"),
        put("efficiency_store", 1.0, "flows.coefficient, taking", varies=True),
        put("efficiency_dispatch", 1.0, "flows.coefficient, giving", varies=True),
        put("inflow", 0.0, "a given supply", varies=True),
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
        put("type", "primary_energy", "a limit"),
        put("investment_period", NAN, "limit_terms.profile"),
        put("bus", "", "limit_terms.row"),
        put("carrier_attribute", "co2_emissions", "limit_terms.coefficient"),
        put("sense", "==", "limits.sense"),
        put("constant", 0.0, "limits.value"),
    ),
    ("mu",),
)
LINE_TYPES = Component(
    "LineType",
    "line_types",
    (put("r_per_length", 0.0, "links.reactance"), put("x_per_length", 0.0, "links.reactance")),
    ("f_nom", "c_per_length", "i_nom", "mounting", "cross_section", "references"),
)
TRANSFORMER_TYPES = Component(
    "TransformerType",
    "transformer_types",
    (
        put("s_nom", 0.0, "links.capacity"),
        put("vsc", 0.0, "links.reactance"),
        put("vscr", 0.0, "links.reactance"),
        put("phase_shift", 0.0, "links.phase_shift"),
        put("tap_neutral", 0.0, "links.reactance"),
        put("tap_step", 0.0, "links.reactance"),
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
