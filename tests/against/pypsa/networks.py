"""Small PyPSA networks, each with one feature; costs are odd numbers so that optima and prices are unique."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pypsa

Build = Callable[[], pypsa.Network]
FEATURES: dict[str, Build] = {}
LOAD = [31.0, 47.0, 63.0, 58.0, 39.0, 24.0]
SUN = [0.0, 0.35, 0.8, 0.95, 0.4, 0.0]


def feature(build: Build) -> Build:
    """Keep a network under the name of its function."""
    FEATURES[build.__name__.replace("_", "-")] = build
    return build


def base(*, steps: int = 6, buses: int = 1, load: list[float] | None = None) -> pypsa.Network:
    """Buses with a load, a cheap and a dear generator each."""
    n = pypsa.Network(name="small")
    n.set_snapshots(pd.date_range("2030-03-01", periods=steps, freq="h"))
    for carrier, co2 in (("AC", 0.0), ("gas", 0.2), ("coal", 0.34), ("sun", 0.0), ("battery", 0.0)):
        n.add("Carrier", carrier, co2_emissions=co2)
    for number in range(buses):
        bus = f"bus {number}"
        n.add("Bus", bus, v_nom=380.0, x=70.0 + number, y=43.0)
        wanted = np.resize(LOAD if load is None else load, steps) * (1 + 0.13 * number)
        n.add("Load", f"load {number}", bus=bus, p_set=wanted)
        n.add("Generator", f"coal {number}", bus=bus, carrier="coal", p_nom=41, marginal_cost=17.3 + 5.1 * number)
        n.add("Generator", f"gas {number}", bus=bus, carrier="gas", p_nom=90, marginal_cost=53.7 + 3.9 * number)
    return n


def with_periods(*, buses: int = 1, years: tuple[float, ...] = (5.0, 5.0, 10.0)) -> pypsa.Network:
    """Three investment periods of four snapshots."""
    n = base(steps=4, buses=buses)
    n.investment_periods = [2030, 2035, 2040]
    n.investment_period_weightings["years"] = years
    n.investment_period_weightings["objective"] = [4.3, 3.4, 5.1]
    return n


@feature
def generators() -> pypsa.Network:
    return base()


@feature
def available_varies() -> pypsa.Network:
    n = base()
    n.add("Generator", "sun", bus="bus 0", carrier="sun", p_nom=50, p_max_pu=SUN, marginal_cost=0.3)
    return n


@feature
def least_dispatch() -> pypsa.Network:
    n = base()
    n.add("Generator", "must", bus="bus 0", p_nom=30, p_min_pu=0.4, p_max_pu=0.9, marginal_cost=80)
    return n


@feature
def least_dispatch_varies() -> pypsa.Network:
    n = base()
    low = [0.1, 0.2, 0.3, 0.2, 0.1, 0.0]
    n.add("Generator", "must", bus="bus 0", p_nom=30, p_min_pu=low, marginal_cost=80)
    return n


@feature
def runs_backwards() -> pypsa.Network:
    n = base()
    n.add("Generator", "trade", bus="bus 0", p_nom=20, p_min_pu=-1, marginal_cost=[9.0, 60, 30, 70, 12, 14])
    return n


@feature
def only_takes() -> pypsa.Network:
    n = base()
    n.add("Generator", "sale", bus="bus 0", p_nom=20, p_min_pu=-1, p_max_pu=0, marginal_cost=[9.0, 60, 30, 70, 12, 14])
    return n


@feature
def sign_of_generator() -> pypsa.Network:
    n = base()
    n.add("Generator", "sale", bus="bus 0", p_nom=20, sign=-1, marginal_cost=[-9.0, -60, -30, -70, -12, -14])
    n.add("Generator", "half", bus="bus 0", p_nom=20, sign=0.5, marginal_cost=4)
    return n


@feature
def costs_vary() -> pypsa.Network:
    n = base()
    n.add("Generator", "market", bus="bus 0", p_nom=25, marginal_cost=[9.0, 60, 30, 70, 12, 14])
    return n


@feature
def quadratic_cost() -> pypsa.Network:
    n = base()
    n.generators.loc[["coal 0", "gas 0"], "marginal_cost_quadratic"] = [0.31, 0.12]
    return n


@feature
def quadratic_cost_of_links() -> pypsa.Network:
    n = base(buses=2)
    n.generators["marginal_cost_quadratic"] = [0.3, 0.1, 0.2, 0.15]
    n.add("Link", "cable", bus0="bus 0", bus1="bus 1", p_nom=30, p_min_pu=-1, marginal_cost_quadratic=0.07)
    return n


@feature
def set_points() -> pypsa.Network:
    n = base()
    n.add("Generator", "set", bus="bus 0", p_nom=25, p_set=[3.0, 4, np.nan, 6, np.nan, 2], marginal_cost=99)
    return n


@feature
def set_points_of_extendable() -> pypsa.Network:
    n = base()
    n.add(
        "Generator",
        "set",
        bus="bus 0",
        p_nom_extendable=True,
        p_set=[3.0, 4, 5, 6, 1, 2],
        p_max_pu=0.8,
        capital_cost=3,
        marginal_cost=99,
    )
    return n


@feature
def infinite_capacity() -> pypsa.Network:
    n = base()
    n.add("Generator", "endless", bus="bus 0", p_nom=np.inf, marginal_cost=31)
    return n


@feature
def energy_of_a_generator() -> pypsa.Network:
    n = base()
    n.snapshot_weightings["generators"] = 2.0
    n.generators.loc["coal 0", "e_sum_max"] = 251.0
    n.add("Generator", "contract", bus="bus 0", p_nom=25, marginal_cost=99, e_sum_min=33)
    return n


@feature
def inactive() -> pypsa.Network:
    n = base(buses=2)
    n.add("Link", "cable", bus0="bus 0", bus1="bus 1", p_nom=30, active=False)
    n.add("Generator", "cheap", bus="bus 0", p_nom=30, active=False)
    n.add("Load", "more", bus="bus 0", p_set=30, active=False)
    return n


@feature
def weightings() -> pypsa.Network:
    n = base()
    n.snapshot_weightings["objective"] = [1.0, 2, 3, 2.5, 1, 4]
    n.snapshot_weightings["generators"] = [2.0, 1, 3, 1.5, 1, 2]
    n.snapshot_weightings["stores"] = [3.0, 1, 2, 2, 1, 1]
    n.add("Store", "tank", bus="bus 0", e_nom=60, e_cyclic=True, standing_loss=0.02)
    n.add("GlobalConstraint", "co2", carrier_attribute="co2_emissions", sense="<=", constant=117.0)
    return n


@feature
def integer_snapshots() -> pypsa.Network:
    n = base(steps=1)
    n.set_snapshots(range(6))
    n.loads_t.p_set["load 0"] = LOAD
    return n


@feature
def one_snapshot() -> pypsa.Network:
    n = pypsa.Network()
    n.add("Bus", "a")
    n.add("Generator", "g", bus="a", p_nom=10, marginal_cost=3)
    n.add("Load", "d", bus="a", p_set=7)
    return n


@feature
def daily_snapshots() -> pypsa.Network:
    n = base(steps=1)
    n.set_snapshots(pd.date_range("2030-12-29", periods=6, freq="D"))
    n.snapshot_weightings.loc[:, :] = 24.0
    n.loads_t.p_set["load 0"] = LOAD
    n.add("Store", "tank", bus="bus 0", e_nom=300, e_cyclic=True)
    return n


@feature
def strange_names() -> pypsa.Network:
    n = base(buses=2)
    n.rename_component_names("Bus", **{"bus 0": "Алматы/1 (север)", "bus 1": "bus_1"})
    n.add("Link", "bus 0 -> bus 1", bus0="Алматы/1 (север)", bus1="bus_1", p_nom=30, efficiency=0.97)
    n.add("Link", "bus 0 <- bus 1", bus0="bus_1", bus1="Алматы/1 (север)", p_nom=30, efficiency=0.97)
    return n


@feature
def loads_that_give() -> pypsa.Network:
    n = base()
    n.add("Load", "mixed", bus="bus 0", p_set=[5.0, -7, -12, 3, 0, 1])
    n.add("Load", "turned", bus="bus 0", p_set=4, sign=1)
    n.add("Load", "fixed", bus="bus 0", p_set=6)
    return n


@feature
def links_with_losses() -> pypsa.Network:
    n = base(buses=2)
    n.add("Link", "there", bus0="bus 0", bus1="bus 1", p_nom=30, efficiency=0.93, marginal_cost=0.7)
    n.add("Link", "back", bus0="bus 1", bus1="bus 0", p_nom=20, efficiency=[0.9, 0.8, 0.9, 0.95, 0.9, 0.7])
    return n


@feature
def links_both_ways() -> pypsa.Network:
    n = base(buses=2)
    n.add("Link", "cable", bus0="bus 0", bus1="bus 1", p_nom=20, p_min_pu=-0.7, p_max_pu=[1, 0.5, 1, 0, 1, 1])
    return n


@feature
def links_with_many_ports() -> pypsa.Network:
    n = base()
    n.add("Bus", "heat", carrier="heat")
    n.add("Bus", "gas", carrier="gas")
    n.add("Load", "heat", bus="heat", p_set=[9.0, 12, 8, 7, 15, 11])
    n.add("Generator", "gas well", bus="gas", p_nom=300, marginal_cost=11.3)
    n.add("Generator", "stove", bus="heat", p_nom=300, marginal_cost=37.7)
    n.add(
        "Link",
        "chp",
        bus0="gas",
        bus1="bus 0",
        bus2="heat",
        bus3="bus 0",
        p_nom=60,
        efficiency=0.35,
        efficiency2=[0.4, 0.45, 0.42, 0.4, 0.41, 0.39],
        efficiency3=0.02,
    )
    n.add("Link", "pump", bus0="bus 0", bus1="heat", bus2="gas", p_nom=8, efficiency=2.9, efficiency2=-0.1)
    return n


@feature
def ports_that_turn() -> pypsa.Network:
    n = base(buses=2)
    turning = [0.1, -0.1, 0.2, -0.2, 0.1, 0]
    n.add("Link", "odd", bus0="bus 0", bus1="bus 1", bus2="bus 0", p_nom=20, efficiency=0.9, efficiency2=turning)
    return n


@feature
def delays() -> pypsa.Network:
    n = base(buses=2)
    n.snapshot_weightings.loc[:, :] = 2.0
    n.add("Link", "slow", bus0="bus 0", bus1="bus 1", p_nom=30, efficiency=0.97, delay=3, cyclic_delay=False)
    return n


@feature
def processes() -> pypsa.Network:
    n = base(buses=2)
    n.add("Bus", "heat", carrier="heat")
    n.add("Load", "heat", bus="heat", p_set=5.3)
    n.add("Generator", "stove", bus="heat", p_nom=300, marginal_cost=37.7)
    n.add(
        "Process",
        "works",
        bus0="bus 0",
        bus1="bus 1",
        bus2="heat",
        rate0=-1.1,
        rate1=0.9,
        rate2=0.15,
        p_nom=20,
        p_min_pu=-0.3,
        marginal_cost=0.2,
    )
    return n


def _mesh(n: pypsa.Network) -> pypsa.Network:
    n.add("Line", "a", bus0="bus 0", bus1="bus 1", x=11.0, r=1.0, s_nom=19)
    n.add("Line", "b", bus0="bus 1", bus1="bus 2", x=17.0, r=1.3, s_nom=23, s_max_pu=0.7)
    n.add("Line", "c", bus0="bus 2", bus1="bus 0", x=7.0, r=0.8, s_nom=14)
    return n


@feature
def meshed_lines() -> pypsa.Network:
    return _mesh(base(buses=3))


@feature
def meshed_lines_of_direct_current() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.buses["carrier"] = "DC"
    return n


@feature
def radial_lines_without_reactance() -> pypsa.Network:
    n = base(buses=2)
    n.add("Line", "a", bus0="bus 0", bus1="bus 1", s_nom=19)
    return n


@feature
def parallel_lines() -> pypsa.Network:
    n = base(buses=2)
    n.add("Line", "a", bus0="bus 0", bus1="bus 1", x=3, s_nom=19)
    n.add("Line", "b", bus0="bus 1", bus1="bus 0", x=5, s_nom=9, s_max_pu=[1, 1, 0.5, 0.5, 1, 1])
    return n


@feature
def lines_without_limit() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.lines.loc["a", "s_nom"] = np.inf
    return n


@feature
def blocked_line() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.lines_t.s_max_pu["c"] = [1, 0, 1, 0.5, 1, 0]
    return n


@feature
def angle_limits() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.buses["v_nom"] = 20.0
    n.lines.loc[["a", "c"], "v_ang_max"] = [9.0, 11.0]
    n.add("Transformer", "t", bus0="bus 0", bus1="bus 2", x=0.4, s_nom=20, phase_shift=2.0, v_ang_max=10.0)
    return n


@feature
def line_types() -> pypsa.Network:
    n = base(buses=3)
    for name, ends in (("a", (0, 1)), ("b", (1, 2)), ("c", (2, 0))):
        kind = "Al/St 240/40 2-bundle 220.0" if name == "a" else "Al/St 240/40 4-bundle 380.0"
        n.add(
            "Line", name, bus0=f"bus {ends[0]}", bus1=f"bus {ends[1]}", type=kind, length=60, num_parallel=2, s_nom=13
        )
    return n


@feature
def transformers() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.add("Transformer", "t", bus0="bus 0", bus1="bus 2", x=0.2, r=0.01, s_nom=12, tap_ratio=1.04)
    return n


@feature
def phase_shifters() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.buses["v_nom"] = 20.0
    n.add("Transformer", "t", bus0="bus 0", bus1="bus 2", x=0.2, s_nom=12, phase_shift=3.0)
    n.add("Transformer", "u", bus0="bus 1", bus1="bus 2", x=0.3, s_nom=12, phase_shift=[1.0, 2, 3, -1, -2, 0])
    return n


@feature
def transformer_types() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.add("Transformer", "t", bus0="bus 0", bus1="bus 2", type="160 MVA 380/110 kV", tap_position=2, num_parallel=2)
    return n


@feature
def stores() -> pypsa.Network:
    n = base()
    n.add("Store", "tank", bus="bus 0", e_nom=43, e_initial=11, standing_loss=0.03, e_min_pu=0.1)
    return n


@feature
def cyclic_stores() -> pypsa.Network:
    n = base()
    high = [1, 0.9, 0.8, 0.9, 1, 0.7]
    n.add("Store", "tank", bus="bus 0", e_nom=43, e_cyclic=True, standing_loss=0.03, e_min_pu=0.1, e_max_pu=high)
    return n


@feature
def full_stores_with_losses() -> pypsa.Network:
    n = base()
    n.add("Store", "tank", bus="bus 0", e_nom=40, e_initial=40, standing_loss=0.1, marginal_cost=2.5)
    return n


@feature
def stores_below_zero() -> pypsa.Network:
    n = base()
    n.add("Bus", "ore", carrier="ore")
    n.add("Store", "ore", bus="ore", e_nom=400, e_min_pu=-1, e_max_pu=0, marginal_cost=4.4)
    n.add("Link", "burn", bus0="ore", bus1="bus 0", p_nom=30, efficiency=0.4)
    return n


@feature
def costs_of_stores() -> pypsa.Network:
    n = base()
    n.add("Bus", "ore", carrier="ore")
    cost = [4.0, 5, 6, 7, 8, 9]
    n.add("Store", "ore", bus="ore", e_nom=400, e_initial=300, marginal_cost=cost, marginal_cost_storage=0.03)
    n.add("Link", "burn", bus0="ore", bus1="bus 0", p_nom=70, efficiency=0.4)
    n.add("Store", "tank", bus="bus 0", e_nom=40, e_cyclic=True, marginal_cost_storage=[0.1, 0.2, 0.3, 0.2, 0.1, 0.5])
    return n


@feature
def set_points_of_stores() -> pypsa.Network:
    n = base()
    n.add("Store", "tank", bus="bus 0", e_nom=40, e_initial=20, p_set=[1.0, 2, -3, 4, -5, 6])
    n.add("Store", "kept", bus="bus 0", e_nom=40, e_initial=20, e_set=[19.0, 12, 13, 4, 15, 6])
    return n


@feature
def storage_units() -> pypsa.Network:
    n = base()
    n.add(
        "StorageUnit",
        "battery",
        bus="bus 0",
        carrier="battery",
        p_nom=13,
        max_hours=2.3,
        efficiency_store=0.93,
        efficiency_dispatch=0.91,
        standing_loss=0.01,
        state_of_charge_initial=7,
        marginal_cost=0.4,
    )
    return n


@feature
def cyclic_storage_units() -> pypsa.Network:
    n = base()
    n.add(
        "StorageUnit",
        "battery",
        bus="bus 0",
        p_nom=13,
        max_hours=3,
        efficiency_store=[0.93, 0.9, 0.91, 0.92, 0.9, 0.89],
        efficiency_dispatch=[0.91, 0.9, 0.92, 0.93, 0.9, 0.88],
        cyclic_state_of_charge=True,
        p_min_pu=-0.8,
        p_max_pu=[1, 1, 0.5, 1, 0.7, 1],
        marginal_cost_storage=0.05,
    )
    return n


@feature
def inflow_and_spill() -> pypsa.Network:
    n = base()
    n.add(
        "StorageUnit",
        "lake",
        bus="bus 0",
        p_nom=8,
        max_hours=1.5,
        inflow=[3.0, 14, 22, 0, 7, 2],
        spill_cost=0.9,
        p_min_pu=0,
        state_of_charge_initial=9,
        efficiency_dispatch=0.9,
    )
    n.add("StorageUnit", "dry", bus="bus 0", p_nom=8, max_hours=4, inflow=[3.0, -1, 2, 0, -2, 2], efficiency_store=0.8)
    return n


@feature
def reservoirs_that_cannot_fill() -> pypsa.Network:
    n = base(buses=2)
    rain = [6.0, 9, 0, 3, 8, 2]
    dam = {"p_nom": 12, "max_hours": 3, "inflow": rain, "efficiency_store": 0.0, "efficiency_dispatch": 0.9}
    n.add("StorageUnit", "dam", bus="bus 0", p_min_pu=0, cyclic_state_of_charge=True, **dam)
    n.add("StorageUnit", "burns", bus="bus 1", state_of_charge_initial=5, **dam)
    n.add("StorageUnit", "grows", bus="bus 1", p_min_pu=0, p_nom_extendable=True, capital_cost=5, **dam)
    return n


@feature
def set_points_of_storage_units() -> pypsa.Network:
    n = base()
    for name, attribute, values in (
        ("a", "p_set", [1.0, -2, 3, -1, 2, -3]),
        ("b", "p_dispatch_set", [1.0, 0, 3, 0, 2, 0]),
        ("c", "p_store_set", [1.0, 0, 3, 0, 2, 0]),
        ("d", "state_of_charge_set", [9.0, 8, 7, 9, 8, 5]),
    ):
        given = {attribute: values}
        n.add("StorageUnit", name, bus="bus 0", p_nom=8, max_hours=3, state_of_charge_initial=10, **given)
    return n


@feature
def set_points_in_part() -> pypsa.Network:
    n, free = base(buses=2), np.nan
    for name, attribute, values in (
        ("a", "p_set", [1.0, free, 3, -1, free, free]),
        ("b", "p_dispatch_set", [free, free, 3, 0, 2, free]),
        ("c", "p_store_set", [1.0, 0, free, free, free, 2]),
        ("d", "state_of_charge_set", [free, free, 7, free, 8, free]),
    ):
        given = {attribute: values}
        n.add("StorageUnit", name, bus="bus 0", p_nom=8, max_hours=3, state_of_charge_initial=10, **given)
    tank = [free, 17.0, free, 9, free, free]
    n.add("Store", "tank", bus="bus 1", e_nom_extendable=True, e_nom_max=60, capital_cost=3, e_cyclic=True, e_set=tank)
    n.add("Store", "pond", bus="bus 1", e_nom=30, e_initial=15, p_set=[free, 3.0, free, -4, free, free])
    sizes = {"p_nom_extendable": True, "p_nom_max": 50, "capital_cost": 2, "marginal_cost": 30}
    n.add("Generator", "grows", bus="bus 1", p_set=[free, 5.0, free, free, 6, free], **sizes)
    return n


@feature
def quadratic_cost_of_storage_units() -> pypsa.Network:
    n = base()
    n.generators["marginal_cost_quadratic"] = [0.3, 0.1]
    n.add(
        "StorageUnit", "b", bus="bus 0", p_nom=9, max_hours=3, cyclic_state_of_charge=True, marginal_cost_quadratic=0.2
    )
    return n


@feature
def extendable_generators() -> pypsa.Network:
    n = base()
    n.add(
        "Generator",
        "sun",
        bus="bus 0",
        p_nom_extendable=True,
        p_nom=7,
        p_max_pu=SUN,
        capital_cost=31,
        p_nom_min=3,
        p_nom_max=44,
    )
    n.add("Generator", "must", bus="bus 0", p_nom_extendable=True, p_min_pu=0.5, capital_cost=17, marginal_cost=21)
    return n


@feature
def overnight_costs() -> pypsa.Network:
    n = base()
    n.snapshot_weightings.loc[:, :] = 8760 / 6
    overnight = {"overnight_cost": 8e5, "discount_rate": 0.07, "lifetime": 25, "fom_cost": 1e4}
    n.add("Generator", "sun", bus="bus 0", p_nom_extendable=True, p_max_pu=SUN, **overnight)
    free = {"overnight_cost": 9e5, "discount_rate": 0.0, "lifetime": 20}
    n.add("Generator", "wind", bus="bus 0", p_nom_extendable=True, p_max_pu=0.3, **free)
    return n


@feature
def set_sizes() -> pypsa.Network:
    n = base()
    n.add("Generator", "set", bus="bus 0", p_nom_extendable=True, p_nom_set=11, capital_cost=31, marginal_cost=1)
    return n


@feature
def units_of_size() -> pypsa.Network:
    n = base()
    n.add("Generator", "mod", bus="bus 0", p_nom_extendable=True, p_nom_mod=7, capital_cost=61, marginal_cost=21)
    return n


@feature
def extendable_links() -> pypsa.Network:
    n = base(buses=2)
    n.add(
        "Link", "l", bus0="bus 0", bus1="bus 1", p_nom_extendable=True, capital_cost=7.1, efficiency=0.95, p_min_pu=-1
    )
    return n


@feature
def extendable_lines() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.lines.loc[["a", "c"], "s_nom_extendable"] = True
    n.lines["capital_cost"] = [3.3, 2.7, 3.9]
    n.lines.loc["a", "s_nom_max"] = 33.0
    n.add("Transformer", "t", bus0="bus 0", bus1="bus 2", x=0.2, s_nom=12, s_nom_extendable=True, capital_cost=2.9)
    return n


@feature
def extendable_stores() -> pypsa.Network:
    n = base()
    n.add("Store", "a", bus="bus 0", e_nom_extendable=True, capital_cost=1.3, e_cyclic=True, standing_loss=0.01)
    n.add("Store", "b", bus="bus 0", e_nom_extendable=True, capital_cost=2.3, e_initial=5, e_min_pu=0.2, e_nom_max=19)
    return n


@feature
def extendable_storage_units() -> pypsa.Network:
    n = base()
    more = {"p_nom_extendable": True, "capital_cost": 4.1, "efficiency_store": 0.9, "max_hours": 3}
    n.add("StorageUnit", "a", bus="bus 0", cyclic_state_of_charge=True, **more)
    n.add("StorageUnit", "b", bus="bus 0", state_of_charge_initial=6, inflow=[1.0, 2, 3, 0, 0, 1], **more)
    return n


@feature
def ramps() -> pypsa.Network:
    n = base()
    n.generators.loc["coal 0", ["ramp_limit_up", "ramp_limit_down"]] = [0.11, 0.13]
    n.generators.loc["coal 0", "p_init"] = 20.0
    return n


@feature
def ramps_of_extendable() -> pypsa.Network:
    n = base()
    more = {"ramp_limit_up": 0.2, "ramp_limit_down": 0.3, "capital_cost": 9.9}
    n.add("Generator", "slow", bus="bus 0", p_nom_extendable=True, marginal_cost=3, **more)
    return n


@feature
def ramps_in_long_steps() -> pypsa.Network:
    n = base(buses=2)
    n.snapshot_weightings.loc[:, :] = 3.0
    ramp = {"ramp_limit_up": 0.2, "ramp_limit_down": 0.25}
    n.add("Link", "slow", bus0="bus 0", bus1="bus 1", p_nom=30, p_min_pu=-1, efficiency=0.95, **ramp)
    return n


def _committed(n: pypsa.Network, **more: object) -> pypsa.Network:
    given = {"p_nom": 40, "p_min_pu": 0.45, "marginal_cost": 12.1, "committable": True, **more}
    n.add("Generator", "unit", bus="bus 0", carrier="gas", **given)
    return n


@feature
def commitment() -> pypsa.Network:
    costs = {"start_up_cost": 133.0, "shut_down_cost": 77.0, "stand_by_cost": 21.0}
    return _committed(base(load=[31, 12, 47, 9, 55, 14]), **costs)


@feature
def least_times() -> pypsa.Network:
    times = {"min_up_time": 3, "min_down_time": 2, "start_up_cost": 41.0}
    return _committed(base(load=[31, 22, 47, 9, 13, 34]), **times)


@feature
def off_before() -> pypsa.Network:
    return _committed(base(load=[31, 42, 47, 19, 55, 14]), min_down_time=4, down_time_before=2, up_time_before=0)


@feature
def on_before() -> pypsa.Network:
    n = _committed(base(load=[9, 12, 17, 9, 55, 14]), min_up_time=4, up_time_before=2, start_up_cost=11.0)
    n.add("Generator", "sale", bus="bus 0", p_nom=99, sign=-1, marginal_cost=0.2)
    return n


@feature
def ramps_of_committed() -> pypsa.Network:
    limits = {"ramp_limit_up": 0.5, "ramp_limit_down": 0.6, "ramp_limit_start_up": 0.5, "ramp_limit_shut_down": 0.55}
    return _committed(base(load=[31, 12, 47, 9, 55, 14]), start_up_cost=31.0, p_init=25.0, **limits)


@feature
def committed_in_long_steps() -> pypsa.Network:
    n = base(load=[31, 12, 47, 9, 55, 14])
    n.snapshot_weightings.loc[:, :] = 3.0
    n.snapshot_weightings["objective"] = 2.0
    return _committed(n, min_up_time=2, start_up_cost=233.0, stand_by_cost=11.0, ramp_limit_up=0.7)


@feature
def committed_links() -> pypsa.Network:
    n = base(buses=2)
    more = {"p_min_pu": 0.5, "committable": True, "start_up_cost": 21.0, "efficiency": 0.97, "up_time_before": 0}
    n.add("Link", "station", bus0="bus 0", bus1="bus 1", p_nom=20, **more)
    return n


@feature
def committed_and_extendable() -> pypsa.Network:
    more = {"p_nom": 0, "p_nom_extendable": True, "p_nom_max": 60, "capital_cost": 19.0, "start_up_cost": 51.0}
    return _committed(base(load=[31, 12, 47, 9, 55, 14]), **more)


@feature
def committed_in_units() -> pypsa.Network:
    n = base(load=[31, 12, 47, 9, 55, 14])
    _committed(n, p_nom=36, p_nom_mod=12, stand_by_cost=9.0)
    more = {"p_nom_mod": 8, "p_nom_extendable": True, "capital_cost": 23.0, "marginal_cost": 9.0, "up_time_before": 0}
    n.add("Generator", "fleet", bus="bus 0", committable=True, p_min_pu=0.5, stand_by_cost=3.0, **more)
    return n


def _co2(n: pypsa.Network, constant: float, **more: object) -> pypsa.Network:
    n.add("GlobalConstraint", "co2", carrier_attribute="co2_emissions", sense="<=", constant=constant, **more)
    return n


@feature
def primary_energy() -> pypsa.Network:
    n = base()
    n.generators.loc["coal 0", "efficiency"] = 0.41
    n.add("Generator", "gas 1", bus="bus 0", carrier="gas", p_nom=40, marginal_cost=47.7, efficiency=[0.3, 0.4] * 3)
    return _co2(n, 181.0)


@feature
def primary_energy_of_stores() -> pypsa.Network:
    n = base()
    n.add("Bus", "fuel", carrier="gas")
    n.add("Store", "fuel", bus="fuel", carrier="gas", e_nom=900, e_initial=700)
    n.add("Store", "closed", bus="fuel", carrier="gas", e_nom=90, e_cyclic=True)
    n.add("Link", "burn", bus0="fuel", bus1="bus 0", p_nom=90, efficiency=0.5)
    n.add("StorageUnit", "lake", bus="bus 0", carrier="coal", p_nom=5, max_hours=9, state_of_charge_initial=30)
    return _co2(n, 70.0)


@feature
def operational_limit() -> pypsa.Network:
    n = base()
    n.add("Store", "tank", bus="bus 0", carrier="coal", e_nom=90, e_initial=50)
    n.add("GlobalConstraint", "most", type="operational_limit", carrier_attribute="coal", sense="<=", constant=130)
    n.add("GlobalConstraint", "least", type="operational_limit", carrier_attribute="gas", sense=">=", constant=110)
    return n


@feature
def expansion_limits() -> pypsa.Network:
    n = _mesh(base(buses=3))
    n.lines[["s_nom_extendable", "length"]] = [[True, 31.0], [True, 43.0], [False, 17.0]]
    n.lines["s_nom_extendable"] = n.lines["s_nom_extendable"].astype(bool)
    n.lines["capital_cost"] = [0.13, 0.17, 0.1]
    more = {"length": 29.0, "carrier": "DC", "p_nom_extendable": True, "capital_cost": 0.21, "p_min_pu": -1}
    n.add("Link", "dc", bus0="bus 0", bus1="bus 2", **more)
    limit = {"carrier_attribute": "AC, DC", "sense": "<="}
    n.add("GlobalConstraint", "volume", type="transmission_volume_expansion_limit", constant=700, **limit)
    n.add("GlobalConstraint", "cost", type="transmission_expansion_cost_limit", constant=4.4, **limit)
    for bus, cost in (("bus 0", 3.0), ("bus 1", 4.0)):
        more = {"p_nom_extendable": True, "capital_cost": cost, "carrier": "sun", "p_max_pu": SUN}
        n.add("Generator", f"sun {bus}", bus=bus, **more)
    capacity = {"type": "tech_capacity_expansion_limit", "carrier_attribute": "sun"}
    n.add("GlobalConstraint", "all", sense="<=", constant=39.0, **capacity)
    n.add("GlobalConstraint", "here", sense=">=", constant=21.0, bus="bus 1", **capacity)
    return n


@feature
def investment_periods() -> pypsa.Network:
    n = with_periods()
    for year, cost in ((2030, 91.0), (2035, 71.0), (2040, 52.0)):
        more = {"build_year": year, "lifetime": 10, "capital_cost": cost, "marginal_cost": 1.1}
        n.add("Generator", f"new {year}", bus="bus 0", p_nom_extendable=True, **more)
    n.generators.loc["coal 0", ["build_year", "lifetime"]] = [2010, 27]
    n.generators.loc["coal 0", "ramp_limit_up"] = 0.2
    return n


@feature
def stores_in_periods() -> pypsa.Network:
    n = with_periods()
    n.add("Store", "through", bus="bus 0", e_nom=40, e_initial=30, standing_loss=0.01)
    n.add("Store", "each", bus="bus 0", e_nom=30, e_initial=10, e_initial_per_period=True)
    n.add("Store", "closed", bus="bus 0", e_nom=25, e_cyclic_per_period=True, build_year=2033, lifetime=30)
    n.add("StorageUnit", "whole", bus="bus 0", p_nom=9, max_hours=2, cyclic_state_of_charge=True)
    more = {"p_nom_extendable": True, "capital_cost": 2.1, "build_year": 2035, "lifetime": 5}
    n.add("StorageUnit", "new", bus="bus 0", max_hours=3, cyclic_state_of_charge_per_period=True, **more)
    return n


@feature
def limits_in_periods() -> pypsa.Network:
    n = with_periods()
    n.generators["e_sum_max"] = [430.0, np.inf]
    _co2(n, 370.0, investment_period=2035)
    n.add("GlobalConstraint", "budget", carrier_attribute="co2_emissions", sense="<=", constant=1200.0)
    more = {"type": "operational_limit", "carrier_attribute": "gas", "sense": ">=", "constant": 500.0}
    n.add("GlobalConstraint", "gas", investment_period=2040, **more)
    return n


@feature
def growth() -> pypsa.Network:
    n = with_periods()
    n.carriers.loc["sun", ["max_growth", "max_relative_growth"]] = [9.0, 0.7]
    for year in (2030, 2035, 2040):
        more = {"build_year": year, "lifetime": 30, "capital_cost": 11.0, "carrier": "sun"}
        n.add("Generator", f"sun {year}", bus="bus 0", p_nom_extendable=True, **more)
    capacity = {"type": "tech_capacity_expansion_limit", "carrier_attribute": "sun", "sense": "<="}
    n.add("GlobalConstraint", "sun", investment_period=2035, constant=14.0, **capacity)
    return n


@feature
def meshes_that_change() -> pypsa.Network:
    n = _mesh(with_periods(buses=3))
    n.lines["build_year"] = [2010, 2033, 2010]
    n.lines["lifetime"] = [100, 100, 29]
    more = {"s_nom_extendable": True, "build_year": 2039, "capital_cost": 0.9, "x": 5.0, "length": 10.0}
    n.add("Line", "new", bus0="bus 1", bus1="bus 2", lifetime=9, **more)
    limit = {"carrier_attribute": "AC", "sense": "<=", "type": "transmission_expansion_cost_limit"}
    n.add("GlobalConstraint", "cost", constant=31, **limit)
    return n


@feature
def committed_in_periods() -> pypsa.Network:
    return _committed(with_periods(), min_up_time=2, ramp_limit_up=0.6, stand_by_cost=9.0)
