"""Random meshed PyPSA networks with everything mixed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pypsa

STEPS = 5


def mixed(seed: int) -> pypsa.Network:
    """A random network: meshed lines, links, stores, storage units, sizes, commitment, ramps, limits."""
    random = np.random.default_rng(seed)
    n = pypsa.Network(name=f"mixed {seed}")
    n.set_snapshots(pd.date_range("2030-06-01", periods=STEPS, freq="h"))
    weight = float(random.choice([1.0, 2.0, 3.0]))
    n.snapshot_weightings.loc[:, :] = weight
    for carrier in ("AC", "heat", "gas", "sun", "coal"):
        n.add("Carrier", carrier, co2_emissions={"gas": 0.2, "coal": 0.34}.get(carrier, 0.0))
    buses = [f"b{number}" for number in range(int(random.integers(3, 6)))]
    for bus in buses:
        n.add("Bus", bus, v_nom=110.0)
        _at(n, bus, random)
    _branches(n, buses, random)
    _heat(n, buses, random)
    emitted = float(random.uniform(60, 110)) * len(buses) * weight
    n.add("GlobalConstraint", "co2", carrier_attribute="co2_emissions", sense="<=", constant=emitted)
    return n


def _at(n: pypsa.Network, bus: str, random: np.random.Generator) -> None:
    """A load and plants of random kinds."""
    n.add("Load", f"load {bus}", bus=bus, p_set=random.uniform(20, 70, STEPS))
    n.add("Generator", f"peak {bus}", bus=bus, carrier="gas", p_nom=150, marginal_cost=random.uniform(60, 90))
    n.add(
        "Generator",
        f"base {bus}",
        bus=bus,
        carrier="coal",
        p_nom=random.uniform(30, 60),
        marginal_cost=random.uniform(10, 30),
        ramp_limit_up=random.choice([np.nan, 0.2]),
        efficiency=random.uniform(0.3, 0.5),
    )
    n.add(
        "Generator",
        f"sun {bus}",
        bus=bus,
        carrier="sun",
        p_nom_extendable=True,
        capital_cost=random.uniform(20, 60),
        p_nom_max=random.uniform(20, 60),
        p_max_pu=random.uniform(0, 1, STEPS),
    )
    if random.random() < 0.4:
        n.add(
            "Generator",
            f"unit {bus}",
            bus=bus,
            carrier="gas",
            committable=True,
            p_nom=random.uniform(20, 40),
            p_min_pu=random.uniform(0.3, 0.6),
            marginal_cost=random.uniform(20, 40),
            start_up_cost=random.uniform(10, 200),
            stand_by_cost=random.uniform(0, 9),
            min_up_time=int(random.integers(0, 3)),
            up_time_before=int(random.integers(0, 2)),
        )
    if random.random() < 0.6:
        n.add(
            "StorageUnit",
            f"battery {bus}",
            bus=bus,
            p_nom=random.uniform(5, 15),
            max_hours=random.uniform(1, 5),
            efficiency_store=random.uniform(0.8, 1),
            efficiency_dispatch=random.uniform(0.8, 1),
            standing_loss=random.uniform(0, 0.05),
            cyclic_state_of_charge=bool(random.random() < 0.5),
            state_of_charge_initial=random.uniform(0, 5),
            inflow=random.uniform(0, 4, STEPS) if random.random() < 0.4 else 0.0,
            marginal_cost=random.uniform(0, 2),
        )


def _branches(n: pypsa.Network, buses: list[str], random: np.random.Generator) -> None:
    """A ring of lines, some chords, transformers and links."""
    for place, bus in enumerate(buses):
        other = buses[(place + 1) % len(buses)]
        n.add(
            "Line",
            f"line {bus}",
            bus0=bus,
            bus1=other,
            x=random.uniform(1, 9),
            s_nom=random.uniform(10, 40),
            s_max_pu=random.uniform(0.6, 1),
            s_nom_extendable=bool(random.random() < 0.3),
            capital_cost=random.uniform(2, 9),
        )
    one, two = random.choice(buses, 2, replace=False)
    shift = random.uniform(-3, 3)
    n.add("Transformer", "shifter", bus0=one, bus1=two, x=random.uniform(0.05, 0.3), s_nom=30, phase_shift=shift)
    one, two = random.choice(buses, 2, replace=False)
    n.add(
        "Link",
        "cable",
        bus0=one,
        bus1=two,
        p_nom_extendable=True,
        p_min_pu=-1,
        p_nom_max=30,
        capital_cost=random.uniform(2, 9),
        marginal_cost=0.01,
    )


def _heat(n: pypsa.Network, buses: list[str], random: np.random.Generator) -> None:
    """Heat from power and fuel, with a tank."""
    n.add("Bus", "heat", carrier="heat")
    n.add("Load", "heat", bus="heat", p_set=random.uniform(5, 25, STEPS))
    n.add("Generator", "boiler", bus="heat", carrier="gas", p_nom=40, marginal_cost=random.uniform(30, 50))
    power = str(random.choice(buses))
    n.add("Link", "pump", bus0=power, bus1="heat", p_nom=9, efficiency=random.uniform(2, 4, STEPS))
    n.add("Store", "tank", bus="heat", e_nom=random.uniform(5, 40), e_cyclic=True, standing_loss=random.uniform(0, 0.1))
    n.add("Bus", "gas", carrier="gas")
    n.add("Store", "well", bus="gas", carrier="gas", e_nom=500, e_initial=400, marginal_cost=random.uniform(5, 15))
    ends = {"bus0": "gas", "bus1": power, "bus2": "heat", "efficiency": 0.4, "efficiency2": 0.45}
    n.add("Link", "chp", p_nom=random.uniform(20, 60), ramp_limit_up=0.4, **ends)
