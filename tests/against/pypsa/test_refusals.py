"""What cannot be carried over is told by component and attribute, and left out when asked to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pypsa
import pytest

import aryk
from aryk.exchange.pypsa.network import NetworkError
from aryk.exchange.pypsa.refusals import REFUSALS, declared_refusals
from aryk.exchange.pypsa.to_case import import_network
from tests.against.pypsa.compare import quiet, written
from tests.against.pypsa.networks import base, with_periods

Change = Callable[[pypsa.Network], None]
COMMITTED = {"p_nom": 10, "committable": True, "marginal_cost": 1}
REFUSED: dict[str, tuple[Change, str, str]] = {}


def refused(list_name: str, attribute: str) -> Callable[[Change], Change]:
    """Keep a change to a small network that is not carried over, and where it is told."""

    def keep(change: Change) -> Change:
        REFUSED[change.__name__.replace("_", "-")] = (change, list_name, attribute)
        return change

    return keep


@refused("generators", "maintainable")
def maintenance(n):
    n.add("Generator", "x", bus="bus 0", p_nom=9, maintainable=True, maintenance_duration=2)


@refused("stores", "sign")
def turned_store(n):
    n.add("Store", "x", bus="bus 0", e_nom=9, sign=-1)


@refused("stores", "marginal_cost_quadratic")
def quadratic_store(n):
    n.add("Store", "x", bus="bus 0", e_nom=9, e_cyclic=True, marginal_cost_quadratic=0.2)


@refused("transformers", "phase_shift_max")
def chosen_phase_shift(n):
    _line(n, "Transformer", s_nom=9, x=0.1, phase_shift_min=-5, phase_shift_max=5)


@refused("storage_units", "standing_loss")
def loss_that_varies(n):
    n.add("StorageUnit", "x", bus="bus 0", p_nom=9, standing_loss=[0.1, 0.2, 0.1, 0.1, 0.1, 0.1])


@refused("stores", "standing_loss")
def loss_of_nearly_all(n):
    n.add("Store", "x", bus="bus 0", e_nom=9, standing_loss=0.9)


@refused("generators", "marginal_cost_quadratic")
def quadratic_cost_that_varies(n):
    n.add("Generator", "x", bus="bus 0", p_nom=9, marginal_cost_quadratic=[0.1, 0.2, 0.1, 0.1, 0.1, 0.1])


@refused("generators", "committable")
def start_cost_that_varies(n):
    n.add("Generator", "x", bus="bus 0", start_up_cost=[1.0, 2, 1, 1, 1, 1], **COMMITTED)


@refused("generators", "ramp_limit_up")
def ramp_that_varies(n):
    n.add("Generator", "x", bus="bus 0", p_nom=9, ramp_limit_up=[0.1, 0.2, 0.1, 0.1, 0.1, 0.1])


@refused("links", "p_max_pu")
def bounds_of_both_signs(n):
    _line(n, "Link", p_nom=9, p_min_pu=-1, p_max_pu=[1, -0.5, 1, 1, 1, 1])


@refused("generators", "p_nom")
def shares_of_infinity(n):
    n.add("Generator", "x", bus="bus 0", p_nom=np.inf, p_max_pu=[1, 0, 1, 1, 1, 1])


@refused("links", "delay")
def delay_that_is_cyclic(n):
    _line(n, "Link", p_nom=9, delay=2)


@refused("generators", "committable")
def ramps_in_unequal_steps(n):
    n.snapshot_weightings["stores"] = [1.0, 2, 1, 1, 1, 1]
    n.add("Generator", "x", bus="bus 0", p_nom=9, ramp_limit_up=0.2)


@refused("generators", "start_up_cost")
def starts_in_unequal_steps(n):
    n.snapshot_weightings["objective"] = [1.0, 2, 1, 1, 1, 1]
    n.add("Generator", "x", bus="bus 0", start_up_cost=7, **COMMITTED)


@refused("generators", "committable")
def committed_without_bound(n):
    n.add("Generator", "x", bus="bus 0", committable=True, p_nom_extendable=True, capital_cost=1)


@refused("generators", "p_nom_mod")
def fleet_with_a_past(n):
    n.add("Generator", "x", bus="bus 0", p_nom_mod=2, start_up_cost=3, **COMMITTED)


@refused("lines", "type")
def unknown_type(n):
    _line(n, "Line", s_nom=9, type="home-made", length=10)


@refused("lines", "bus1")
def line_between_carriers(n):
    n.buses.loc["bus 1", "carrier"] = "low voltage"
    _line(n, "Line", s_nom=9, x=0.1)


def _line(n, component, **values):
    n.add(component, "x", bus0="bus 0", bus1="bus 1", **values)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_carried_over_is_told_and_can_be_left_out(name, tmp_path):
    change, list_name, attribute = REFUSED[name]
    with quiet():
        n = base(buses=2)
        change(n)
        path = tmp_path / "network.nc"
        n.export_to_netcdf(path)
    with pytest.raises(NetworkError) as caught:
        import_network(path)
    told = [fault for fault in caught.value.faults if (fault.file, fault.column) == (list_name, attribute)]
    assert [fault.found for fault in told] == ["x"], str(caught.value)
    assert "--partial" in told[0].remedy
    found = import_network(path, partial=True)
    assert set(told) <= set(found.left_out)
    assert aryk.plan(found.case).verify().passed


PERIODS: dict[str, tuple[Change, str, str]] = {
    "store-in-some-periods": (
        lambda n: n.add("Store", "x", bus="bus 0", e_nom=9, e_initial=3, build_year=2035),
        "stores",
        "e_initial",
    ),
    "committed-in-some-periods": (
        lambda n: n.add("Generator", "x", bus="bus 0", build_year=2035, **COMMITTED),
        "generators",
        "committable",
    ),
    "contents-in-a-period": (
        lambda n: (
            n.add("Store", "tank", bus="bus 0", carrier="gas", e_nom=9, e_initial=3),
            n.add("GlobalConstraint", "x", sense="<=", constant=900, investment_period=2035),
        ),
        "global_constraints",
        "type",
    ),
}


@pytest.mark.parametrize("name", sorted(PERIODS))
def test_what_planning_years_cannot_carry_is_told(name, tmp_path):
    change, list_name, attribute = PERIODS[name]
    with quiet():
        n = with_periods()
        change(n)
    path = written(n, tmp_path, as_netcdf=True)
    with pytest.raises(NetworkError) as caught:
        import_network(path)
    assert [(fault.file, fault.column, fault.found) for fault in caught.value.faults] == [(list_name, attribute, "x")]
    assert aryk.plan(import_network(path, partial=True).case).verify().passed


def test_curves_and_limits_of_buses_are_told(tmp_path):
    with quiet():
        n = base()
        n.buses["nom_max_gas"] = 70.0
        path = written(n, tmp_path, as_netcdf=False)
    (path / "generators-marginal_cost-pw.csv").write_text(",gas 0,gas 0\n,p_pu,marginal_cost\n0,0,1\n1,1,2\n")
    with pytest.raises(NetworkError) as caught:
        import_network(path)
    told = {(fault.file, fault.column) for fault in caught.value.faults}
    assert told == {("buses", "nom_max_gas"), ("generators", "marginal_cost")}


def test_columns_that_pypsa_does_not_know_are_named(tmp_path):
    with quiet():
        n = base()
        n.generators["owner"] = "me"
    assert import_network(written(n, tmp_path, as_netcdf=True)).ignored == ("generators.owner",)


def test_every_refusal_has_a_test():
    told = {(list_name, attribute) for _, list_name, attribute in (*REFUSED.values(), *PERIODS.values())}
    attributes = {attribute for _, attribute in told}
    missing = {each.attribute for each in (*declared_refusals(), *REFUSALS)} - attributes
    assert missing <= {"e_nom", "p_dispatch_set", "p_store_set", "e_set", "state_of_charge_initial", "ramp_limit_down"}
