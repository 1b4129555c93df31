"""A case written for PyPSA has the optimum of its plan there."""

from __future__ import annotations

import pypsa
import pytest

import aryk
from aryk.case.faults import CaseError
from aryk.exchange.pypsa.from_case import export_case
from aryk.exchange.pypsa.write import write_netcdf, write_tables
from tests.against.pypsa.compare import imported, quiet, solved, written
from tests.against.pypsa.test_optimum import NAMES, built
from tests.conftest import write_small_case
from tests.planning.test_choices import ways

CANNOT = {
    "angle-limits": "a limit of demands, contents, or links with reactance",
    "blocked-line": "a limit of demands, contents, or links with reactance",
    "committed-in-periods": "a plant on steps of different length or weight",
    "expansion-limits": "a limit of sizes with different factors, or of sizes in several limits",
    "extendable-storage-units": "one size for several components",
    "growth": "a limit of sizes with different factors, or of sizes in several limits",
    "set-points-in-part": "a limit of demands, contents, or links with reactance",
    "set-points-of-storage-units": "a limit of demands, contents, or links with reactance",
    "set-points-of-stores": "a limit of demands, contents, or links with reactance",
    "stores-in-periods": "one size for several components",
}
SOLVED_BY_PYPSA = ("primary-energy-of-stores", "transformers")


def read_by_pypsa(network, folder, *, as_netcdf):
    with quiet():
        n = pypsa.Network()
        if as_netcdf:
            write_netcdf(network, folder / "back.nc")
            n.import_from_netcdf(folder / "back.nc")
        else:
            write_tables(network, folder / "back")
            n.import_from_csv_folder(folder / "back")
    return n


@pytest.mark.parametrize("name", NAMES[::6])
def test_a_network_that_came_and_went_keeps_its_optimum(name, tmp_path):
    case = imported(written(built(name), tmp_path, as_netcdf=True))
    network, left_out = export_case(case, partial=True)
    if name in CANNOT:
        assert CANNOT[name] in {fault.what for fault in left_out}
        return
    assert not left_out
    write_netcdf(network, tmp_path / "back.nc")
    back = aryk.plan(imported(tmp_path / "back.nc"))
    assert back.objective == pytest.approx(aryk.plan(case).objective, rel=1e-6)


@pytest.mark.parametrize("name", SOLVED_BY_PYPSA)
def test_pypsa_finds_the_optimum_of_what_was_written(name, tmp_path):
    case = imported(written(built(name), tmp_path, as_netcdf=True))
    network, _ = export_case(case)
    n = read_by_pypsa(network, tmp_path, as_netcdf=name != "transformers")
    assert solved(n).objective == pytest.approx(aryk.plan(case).objective, rel=1e-6)


BASIN = """
== case
case,title,money,start,end
basin,Basin,USD,2024-01-01,2024-01-08
== carriers
carrier,amount_unit,rate_unit,step
water,hm3,m3/s,day
power,GWh,MW,day
== parties
party,title,weight
A,Side A,1
B,Side B,1.3
== nodes
node,carrier,party,disposal,disposal_cost
lake,water,A,no,
reach,water,B,yes,0.1
grid,power,A,no,
== supplies
supply,node,kind,capacity,available,minimum,cost
river,lake,given,30,flow,,
import,grid,dispatchable,90,,2,70
wind,grid,curtailable,20,flow,,1
== demands
demand,node,kind,level,profile,tiers
field,reach,need,25,,water
town,grid,need,60,load,
sale,grid,market,15,,market
== tiers
tiers,tier,share,value
water,1,0.6,900
water,2,0.4,500
market,1,1,45
== stores
store,node,capacity,minimum,initial,final,final_minimum,end_value,loss
lake,lake,60,10,30,at-least,25,20,0.001
pond,reach,4,,,,,,
battery,grid,0.5,,,,,,
== links
link,from_node,to_node,capacity,loss,lag,initial_flow,cost
canal,lake,reach,40,0.1,24,12,0.3
== limits
limit,sense,value,quantity,per,from_day,to_day
share,at-least,6,amount,horizon,,
even,at-most,30,rate,day,,
spare,at-most,28,rate,month,01-02,01-05
== limit_terms
limit,table,row,quantity,coefficient
share,links,canal,flow,1
even,processes,turbine,activity,1
even,links,canal,forward,0.5
spare,processes,turbine,activity,1
spare,supplies,wind,flow,0.1
== expansions
expansion,party,maximum,capital,life,interest,upkeep
sun,A,50,90000,20,0.05,1000
== expansion_terms
expansion,table,row
sun,processes,sun
== processes
process,party,carrier,capacity,cost,available
turbine,A,water,45,0.2,
sun,A,power,0,0,sunshine
== flows
process,node,direction,coefficient
turbine,lake,in,1
turbine,reach,out,1
turbine,grid,out,0.7
sun,grid,out,1
== series
series,file,cycle
flow,flow.csv,none
load,load.csv,none
sunshine,sunshine.csv,none
== series/flow.csv
time,flow
2024-01-01,0.9
2024-01-02,1
2024-01-03,0.7
2024-01-04,0.4
2024-01-05,0.3
2024-01-06,0.6
2024-01-07,0.9
2024-01-08,0.8
== series/load.csv
time,load
2024-01-01,0.9
2024-01-02,1
2024-01-03,1.2
2024-01-04,1.1
2024-01-05,1.3
2024-01-06,0.8
2024-01-07,0.7
2024-01-08,0.9
== series/sunshine.csv
time,sunshine
2024-01-01,0.2
2024-01-02,0.3
2024-01-03,0.4
2024-01-04,0.3
2024-01-05,0.1
2024-01-06,0.2
2024-01-07,0.3
2024-01-08,0.2
"""


def test_a_river_basin_has_its_optimum_in_pypsa(small, tmp_path):
    case = small(BASIN)
    network, _ = export_case(case)
    n = read_by_pypsa(network, tmp_path, as_netcdf=False)
    assert solved(n).objective == pytest.approx(aryk.plan(case).objective, rel=1e-6)


def test_what_pypsa_cannot_hold_is_told(tmp_path):
    with pytest.raises(CaseError, match="several clocks: a network has one"):
        export_case(aryk.read_case("tiny"))
    lake = "== nodes\nnode,carrier,party\nlake,water,A\n== stores\nstore,node,capacity,regulation\nlake,lake,9,day\n"
    carriers = "== carriers\ncarrier,amount_unit,rate_unit,step\nwater,hm3,m3/s,day\n"
    (tmp_path / "case").mkdir()
    case = aryk.read_case(write_small_case(tmp_path / "case", lake + carriers))
    with pytest.raises(CaseError, match=r"stores.csv, column regulation: a store that closes within each period"):
        export_case(case)
    _, left_out = export_case(case, partial=True)
    assert [fault.found for fault in left_out] == ["lake"]


def test_choices_of_travellers_are_told(small):
    case = small(ways([50.0, 60.0]).replace("persons/day,month", "persons/day,day"))
    with pytest.raises(CaseError, match=r"choices.csv, column choice: a table that PyPSA does not have"):
        export_case(case)
    _, left_out = export_case(case, partial=True)
    assert {fault.file for fault in left_out} == {"choices.csv", "choice_options.csv"}
