"""A network that no tool could plan is told, with what to do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aryk.exchange.pypsa.network import NetworkError
from aryk.exchange.pypsa.to_case import import_network
from tests.against.pypsa.compare import quiet, written
from tests.against.pypsa.networks import base, with_periods


def _ring(n):
    for one, other, x in ((0, 1, 0.0), (1, 2, 0.2), (2, 0, 0.1)):
        n.add("Line", f"line {one}", bus0=f"bus {one}", bus1=f"bus {other}", s_nom=9, x=x)


WRONG = {
    "unknown-bus": (
        lambda n: n.add("Generator", "x", bus="bus 00", p_nom=3),
        "generators, column bus: no bus has this name\n    found:   x: bus 00\n    allowed: a name from buses\n"
        "    remedy:  did you mean bus 0?",
    ),
    "negative-capacity": (
        lambda n: n.add("Generator", "x", bus="bus 0", p_nom=-3),
        "generators, column p_nom: a capacity below 0, or none\n    found:   x\n"
        "    allowed: a number of at least 0\n    remedy:  correct the number",
    ),
    "crossing-sizes": (
        lambda n: n.add("Generator", "x", bus="bus 0", p_nom_extendable=True, p_nom_min=5, p_nom_max=3),
        "generators, column p_nom_max: p_nom_min is above p_nom_max, or p_nom_set outside of both\n"
        "    found:   x\n    remedy:  correct the bounds",
    ),
    "crossing-bounds": (
        lambda n: n.add("Generator", "x", bus="bus 0", p_nom=3, p_min_pu=0.7, p_max_pu=0.3),
        "generators, column p_min_pu: p_min_pu is above p_max_pu, so there is no plan\n    found:   x\n"
        "    allowed: at most p_max_pu\n    remedy:  correct the bounds",
    ),
    "set-point-outside": (
        lambda n: n.add("Generator", "x", bus="bus 0", p_nom=3, p_set=4),
        "generators, column p_set: p_set lies outside p_min_pu and p_max_pu, so there is no plan\n    found:   x\n"
        "    allowed: p_nom x p_min_pu to p_nom x p_max_pu\n    remedy:  correct p_set",
    ),
    "unit-that-must-give": (
        lambda n: n.add("StorageUnit", "x", bus="bus 0", p_nom=3, p_min_pu=0.2),
        "storage_units, column p_min_pu: a storage unit that must give\n    found:   x\n"
        "    allowed: numbers of at most 0\n    remedy:  correct the sign",
    ),
    "no-efficiency": (
        lambda n: n.add("StorageUnit", "x", bus="bus 0", p_nom=3, efficiency_dispatch=0),
        "storage_units, column efficiency_dispatch: an efficiency of 0 or below\n    found:   x\n"
        "    allowed: numbers above 0\n    remedy:  correct the efficiency",
    ),
    "no-reactance-in-a-mesh": (
        _ring,
        "lines, column x: no reactance in a mesh, or one that v_nom of its bus makes infinite, so its flow is not "
        "determined\n    found:   line 0\n    allowed: a number above 0 (x; of direct current r)\n"
        "    remedy:  write x (of direct current r) and v_nom of its bus",
    ),
    "no-weight": (
        lambda n: n.snapshot_weightings.__setitem__("objective", [1.0, 0, 1, 1, 1, 1]),
        "snapshots, column objective: weightings of 0 or below\n    found:   2030-03-01 01:00:00\n"
        "    allowed: numbers above 0\n    remedy:  take these snapshots out",
    ),
    "strange-constraint": (
        lambda n: n.add("GlobalConstraint", "x", type="magic", sense="<="),
        "global_constraints, column type: not a type of global constraint\n    found:   x\n"
        "    allowed: primary_energy, operational_limit, tech_capacity_expansion_limit, "
        "transmission_volume_expansion_limit, transmission_expansion_cost_limit\n    remedy:  correct it",
    ),
    "strange-sense": (
        lambda n: n.add("GlobalConstraint", "x", sense="<", carrier_attribute="co2_emissions"),
        "global_constraints, column sense: not a sense\n    found:   x\n    allowed: <=, >=, ==, =\n"
        "    remedy:  correct it",
    ),
    "strange-emission": (
        lambda n: n.add("GlobalConstraint", "x", sense="<=", carrier_attribute="so2"),
        "global_constraints, column carrier_attribute: carriers have no such attribute\n    found:   x\n"
        "    allowed: co2_emissions, max_growth, max_relative_growth\n"
        "    remedy:  add the attribute to the carriers",
    ),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_wrong_is_told_with_a_remedy(name, tmp_path):
    change, words = WRONG[name]
    with quiet():
        n = base(buses=3)
        change(n)
    path = written(n, tmp_path, as_netcdf=name != "unknown-bus")
    with pytest.raises(NetworkError) as caught:
        import_network(path, partial=True)
    assert str(caught.value) == f"1 fault in the network:\n{words}"


def _folder(tmp_path):
    with quiet():
        return written(base(), tmp_path, as_netcdf=False)


def _told(path) -> str:
    with pytest.raises(NetworkError) as caught:
        import_network(path)
    return str(caught.value)


def test_no_such_file_is_told(tmp_path):
    assert "there is no file or folder of this name" in _told(tmp_path / "nothing.nc")


def test_another_file_is_told(tmp_path):
    (tmp_path / "text.nc").write_text("not a network")
    assert "the file cannot be read as NetCDF" in _told(tmp_path / "text.nc")


def test_netcdf_of_something_else_is_told(tmp_path):
    import xarray

    xarray.Dataset({"rain": ("time", [1.0, 2.0])}).to_netcdf(tmp_path / "rain.nc")
    told = _told(tmp_path / "rain.nc")
    assert "the file holds no PyPSA network: there is no buses_i" in told
    assert "found:   rain" in told


def test_another_folder_is_told(tmp_path):
    (tmp_path / "readme.txt").write_text("nothing")
    assert "the folder holds no PyPSA network: there is no buses.csv" in _told(tmp_path)


def test_series_of_another_length_is_told(tmp_path):
    path = _folder(tmp_path)
    file = path / "loads-p_set.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-2]) + "\n")
    told = _told(path)
    assert "loads, column p_set: a series of another length than the snapshots" in told
    assert "found:   4 values\n    allowed: 6 values" in told


def test_words_for_numbers_are_told(tmp_path):
    path = _folder(tmp_path)
    frame = pd.read_csv(path / "generators.csv", index_col=0)
    frame["p_nom"] = ["much", 90.0]
    frame.to_csv(path / "generators.csv")
    series = pd.read_csv(path / "loads-p_set.csv", index_col=0)
    series["stranger"], series.iloc[2, 0] = 1.0, np.nan
    series.to_csv(path / "loads-p_set.csv")
    told = _told(path)
    assert "generators, column p_nom: not a number\n    found:   coal 0: much" in told
    assert "loads, column p_set: a series with values that are no numbers\n    found:   load 0" in told
    assert "loads, column p_set: a series of components that are not there\n    found:   stranger" in told


def test_series_of_what_cannot_vary_is_told(tmp_path):
    path = _folder(tmp_path)
    (path / "generators-p_nom.csv").write_text(",coal 0\n" + "".join(f"{step},3\n" for step in range(6)))
    assert "generators, column p_nom: this attribute cannot vary over the snapshots" in _told(path)


def test_scenarios_are_told(tmp_path):
    with quiet():
        n = base()
        n.set_scenarios({"low": 0.4, "high": 0.6})
        n.export_to_netcdf(tmp_path / "n.nc")
    assert "a network with scenarios is not carried over" in _told(tmp_path / "n.nc")


def test_snapshots_of_no_period_are_told(tmp_path):
    with quiet():
        path = written(with_periods(), tmp_path, as_netcdf=False)
    frame = pd.read_csv(path / "investment_periods.csv", index_col=0)
    frame.iloc[:2].to_csv(path / "investment_periods.csv")
    assert "snapshots, column period: snapshots of a period that is none\n    found:   2040" in _told(path)
