"""A river that is run: analytic reservoirs and reaches, rules, accounts, and balances added up anew."""

from pathlib import Path

import numpy as np
import pytest

import aryk
from aryk.case.faults import CaseError
from aryk.rivers.faults import NoAllocationError
from aryk.rivers.run import simulate_river
from tests.rivers.balances import worst_residual
from tests.rivers.cases import river_case

ROOT = Path(__file__).parents[2]
HM3 = 0.0864
"""A flow of 1 m3/s over a day, in hm3."""


def nodes(*names, ends=("sea",)):
    return [{"node": name} for name in names] + [{"node": name, "disposal": "yes"} for name in ends]


def value(run, table, row, quantity):
    return run.results.find(table, row, quantity)[1]


def test_linear_store_empties_by_its_loss_alone():
    """Content after n days is c (1 - a)^n, and what is lost comes out at the spring: a c (1 - a)^(n - 1) a day."""
    case = river_case(
        nodes=nodes("ground", "spring"),
        stores=[
            {"store": "ground", "node": "ground", "initial": 100.0, "final": "free", "loss": 0.01, "loss_to": "spring"}
        ],
        links=[{"link": "out", "from_node": "spring", "to_node": "sea"}],
    )
    run = simulate_river(case)
    days = np.arange(1, 91)
    assert value(run, "stores", "ground", "level") == pytest.approx(100 * 0.99**days, rel=1e-12)
    assert value(run, "links", "out", "flow") == pytest.approx(0.01 * 100 * 0.99 ** (days - 1) / HM3, rel=1e-12)


def test_reservoir_fills_then_spills():
    """10 m3/s into 50 hm3 that hold 20: full after (50 - 20) / 0.864 days, then all of it leaves."""
    case = river_case(
        nodes=nodes("lake"),
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 10.0}],
        stores=[
            {"store": "lake", "node": "lake", "capacity": 50.0, "initial": 20.0, "final": "free", "end_value": 1.0}
        ],
        links=[{"link": "spill", "from_node": "lake", "to_node": "sea"}],
    )
    run = simulate_river(case)
    days = np.arange(1, 91)
    assert value(run, "stores", "lake", "level") == pytest.approx(np.minimum(20 + 0.864 * days, 50.0), rel=1e-12)
    assert value(run, "links", "spill", "flow")[-1] == pytest.approx(10.0, rel=1e-12)


def test_evaporation_is_that_of_the_surface_at_the_start_of_the_day():
    """Surface k x content: content falls by the factor 1 - 0.001 m x k each day; 5 mm, 4 km2 at 40 hm3."""
    case = river_case(
        series={"dry": np.full(90, 5.0)},
        nodes=nodes("lake"),
        stores=[
            {
                "store": "lake",
                "node": "lake",
                "capacity": 40.0,
                "initial": 40.0,
                "final": "free",
                "end_value": 1.0,
                "evaporation": "dry",
                "area_full": 4.0,
            }
        ],
        links=[{"link": "spill", "from_node": "lake", "to_node": "sea"}],
    )
    level = value(simulate_river(case), "stores", "lake", "level")
    assert level == pytest.approx(40 * (1 - 0.005 * 4 / 40) ** np.arange(1, 91), rel=1e-12)


def test_lag_of_a_day_and_a_half_arrives_half_and_half():
    flows = np.zeros(90)
    flows[10] = 8.0
    case = river_case(
        series={"pulse": flows},
        nodes=nodes("spring"),
        supplies=[{"supply": "river", "node": "spring", "kind": "given", "capacity": 1.0, "available": "pulse"}],
        links=[{"link": "reach", "from_node": "spring", "to_node": "sea", "lag": 36.0, "loss": 0.25}],
    )
    arrived = value(simulate_river(case), "nodes", "sea", "disposed")
    assert arrived[10:14] == pytest.approx([0.0, 3.0, 3.0, 0.0])


def test_lag_shorter_than_a_step_arrives_mostly_at_once():
    case = river_case(
        step="dekad",
        nodes=nodes("spring"),
        supplies=[{"supply": "river", "node": "spring", "kind": "given", "capacity": 6.0}],
        links=[{"link": "reach", "from_node": "spring", "to_node": "sea", "lag": 24.0, "initial_flow": 2.0}],
    )
    arrived = value(simulate_river(case), "nodes", "sea", "disposed")
    assert arrived[0] == pytest.approx(6.0 * 9 / 10 + 2.0 / 10)
    assert arrived[1:] == pytest.approx(6.0)


def _two_fields(**more):
    return river_case(
        nodes=nodes("fork", "first", "second"),
        supplies=[{"supply": "river", "node": "fork", "kind": "given", "capacity": 10.0}],
        links=[
            {"link": "one", "from_node": "fork", "to_node": "first"},
            {"link": "two", "from_node": "fork", "to_node": "second"},
            {"link": "rest", "from_node": "fork", "to_node": "sea"},
        ],
        demands=[
            {"demand": "first", "node": "first", "level": 8.0, "tiers": "dear"},
            {"demand": "second", "node": "second", "level": 8.0, "tiers": "cheap"},
        ],
        tiers=[
            {"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0},
            {"tiers": "cheap", "tier": 1, "share": 1.0, "value": 4.0},
        ],
        **more,
    )


def test_dearer_use_comes_first():
    run = simulate_river(_two_fields())
    assert value(run, "demands", "first", "served") == pytest.approx(8.0)
    assert value(run, "demands", "second", "unserved") == pytest.approx(6.0)


def test_share_rule_holds_at_every_step():
    share = [
        {"limit": "share", "party": "valley", "sense": "equal", "value": 0.0, "quantity": "rate", "per": "day"},
    ]
    terms = [
        {"limit": "share", "table": "links", "row": "one", "coefficient": 0.4},
        {"limit": "share", "table": "links", "row": "two", "coefficient": -0.6},
    ]
    run = simulate_river(_two_fields(limits=share, limit_terms=terms))
    one, two = (value(run, "links", name, "flow") for name in ("one", "two"))
    assert one == pytest.approx(6.0)
    assert two == pytest.approx(4.0)


def test_licence_stops_when_it_is_used_up_and_begins_anew():
    """8 m3/s draw 0.6912 hm3 a day: 6.912 last ten days, and begin anew on 1 March, day 59."""
    account = [{"account": "licence", "carrier": "water", "capacity": 6.912, "renewal": "year", "from_day": "03-01"}]
    terms = [{"account": "licence", "table": "links", "row": "one"}]
    run = simulate_river(_two_fields(accounts=account, account_terms=terms))
    flow = value(run, "links", "one", "flow")
    assert flow[:10] == pytest.approx(8.0)
    assert flow[10:59] == pytest.approx(0.0, abs=1e-9)
    assert flow[59:69] == pytest.approx(8.0)
    assert value(run, "accounts", "licence", "level")[9] == pytest.approx(0.0, abs=1e-9)


def test_half_of_what_is_left_is_carried_over():
    account = [
        {
            "account": "licence",
            "carrier": "water",
            "capacity": 100.0,
            "renewal": "year",
            "from_day": "03-01",
            "carry_over": 0.5,
        }
    ]
    terms = [{"account": "licence", "table": "links", "row": "one"}]
    level = value(simulate_river(_two_fields(accounts=account, account_terms=terms)), "accounts", "licence", "level")
    left = 100.0 - 59 * 8 * HM3
    assert level[58] == pytest.approx(left)
    assert level[59] == pytest.approx(100.0 + 0.5 * left - 8 * HM3)


def test_treaty_account_keeps_entitlement_less_delivery():
    """The second field is entitled to 30 % of the river, which delivers 2 of its 3 m3/s: 1 m3/s is owed each day."""
    account = [{"account": "share", "carrier": "water", "initial": 0.0, "binding": "no"}]
    terms = [
        {"account": "share", "table": "links", "row": "two", "coefficient": 1.0},
        {"account": "share", "table": "supplies", "row": "river", "coefficient": -0.3},
    ]
    level = value(simulate_river(_two_fields(accounts=account, account_terms=terms)), "accounts", "share", "level")
    assert level == pytest.approx(HM3 * np.arange(1, 91))


def test_season_delivery_is_asked_for_evenly_and_what_is_missed_is_carried_over():
    """40 hm3 in 90 days; 5 m3/s (0.432 hm3 a day) must go down, though the first field would take 8 of 10."""
    limits = [
        {
            "limit": "season",
            "party": "valley",
            "sense": "at-least",
            "value": 40.0,
            "quantity": "amount",
            "per": "horizon",
            "penalty": 100.0,
        }
    ]
    terms = [{"limit": "season", "table": "links", "row": "two"}]
    run = simulate_river(_two_fields(limits=limits, limit_terms=terms))
    assert value(run, "links", "two", "flow") == pytest.approx(40.0 / 90 / HM3)


def test_rule_by_the_filling_of_a_reservoir():
    """Above half full the canal may take 6 m3/s, below 2."""
    case = river_case(
        nodes=nodes("lake", "field"),
        stores=[{"store": "lake", "node": "lake", "capacity": 50.0, "initial": 30.0, "final": "free"}],
        links=[{"link": "canal", "from_node": "lake", "to_node": "field", "capacity": 9.0}],
        demands=[{"demand": "field", "node": "field", "level": 8.0, "tiers": "dear"}],
        tiers=[{"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0}],
        rules=[{"rule": "saving", "kind": "zones"}],
        rule_terms=[
            {"rule": "saving", "place": 1, "table": "stores", "row": "lake", "quantity": "filling"},
            {"rule": "saving", "place": 2, "number": 0.5},
            {"rule": "saving", "place": 3, "number": 6.0},
            {"rule": "saving", "place": 4, "number": 2.0},
        ],
        rule_uses=[{"table": "links", "row": "canal", "column": "capacity", "rule": "saving"}],
    )
    run = simulate_river(case)
    level, flow = value(run, "stores", "lake", "level"), value(run, "links", "canal", "flow")
    before = np.concatenate([[30.0], level[:-1]])
    wanted = np.minimum(np.where(before >= 25.0, 6.0, 2.0), before / HM3)
    assert flow == pytest.approx(wanted, abs=1e-9)


def test_rules_in_a_circle_are_told():
    case = _two_fields(
        rules=[{"rule": "a", "kind": "sum"}, {"rule": "b", "kind": "sum"}],
        rule_terms=[{"rule": "a", "place": 1, "of_rule": "b"}, {"rule": "b", "place": 1, "of_rule": "a"}],
        rule_uses=[{"table": "links", "row": "one", "column": "capacity", "rule": "a"}],
    )
    with pytest.raises(CaseError, match="a reads b reads a"):
        simulate_river(case)


def test_step_that_cannot_keep_its_bounds_names_them():
    limits = [
        {"limit": "share", "party": "valley", "sense": "at-least", "value": 12.0, "quantity": "rate", "per": "day"}
    ]
    terms = [{"limit": "share", "table": "links", "row": "two"}]
    case = _two_fields(limits=limits, limit_terms=terms)
    with pytest.raises(NoAllocationError, match=r"2021-01-01: .*share missed"):
        simulate_river(case, strict=True)
    run = simulate_river(case)
    assert run.forced
    assert value(run, "limits", "share", "missed")[0] > 0


def test_circle_that_gains_without_a_bound_is_told():
    case = river_case(
        nodes=nodes("here", "there"),
        supplies=[{"supply": "river", "node": "here", "kind": "given", "capacity": 1.0}],
        links=[
            {"link": "to", "from_node": "here", "to_node": "there", "cost": -1.0},
            {"link": "fro", "from_node": "there", "to_node": "here"},
            {"link": "out", "from_node": "there", "to_node": "sea"},
        ],
    )
    with pytest.raises(NoAllocationError, match=r"without a bound .*links to.*capacity or a cost"):
        simulate_river(case)


def test_results_do_not_depend_on_the_number_of_threads():
    rng = np.random.default_rng(5)
    case = _two_fields()
    case = river_case(
        series={"flow": np.ones(90)},
        nodes=nodes("lake", "field"),
        supplies=[{"supply": "river", "node": "lake", "kind": "given", "capacity": 1.0, "available": "flow"}],
        stores=[{"store": "lake", "node": "lake", "capacity": 9.0, "initial": 3.0, "final": "free", "end_value": 1.0}],
        links=[
            {"link": "canal", "from_node": "lake", "to_node": "field"},
            {"link": "spill", "from_node": "lake", "to_node": "sea"},
        ],
        demands=[{"demand": "field", "node": "field", "level": 8.0, "tiers": "dear"}],
        tiers=[{"tiers": "dear", "tier": 1, "share": 1.0, "value": 9.0}],
    )
    flows = {"flow": rng.gamma(2.0, 4.0, (7, 90))}
    one, two = (simulate_river(case, ensemble=flows, threads=threads) for threads in (1, 2))
    assert len(one.members) == 7
    for a, b in zip(one.members, two.members, strict=True):
        assert (a.find("stores", "lake", "level")[1] == b.find("stores", "lake", "level")[1]).all()
    alone = simulate_river(case, ensemble={"flow": flows["flow"][3:4]})
    again = alone.results.find("stores", "lake", "level")[1]
    assert (again == one.members[3].find("stores", "lake", "level")[1]).all()


@pytest.mark.parametrize("scenario", ["base", "dry"])
def test_water_of_the_reference_case_adds_up(scenario):
    """Inflow, less use, surplus, losses that are gone and what is stored or under way, is nothing, over each basin."""
    run = aryk.simulate_river("kz-kg", scenario=scenario, groups=["talas", "chu"])
    assert not run.forced
    assert worst_residual(run) < 1e-9


# A lake of 100 hm3 holds 80 and gains 40 m3/s on day 1, as 50 come in and the canal takes 10. On day 2 its bound falls
# to 30 %. The way out takes 200 m3/s, so that it loses 150 m3/s, 12.96 hm3 a day, until it stands at 30 hm3, where it
# stays. On day 7 the bound is 60 %, and nothing but what the canal takes is let out.
FALLING = """
== case
case,title,money,money_year,start,end
small,Small,USD,2024,2024-01-01,2024-01-08
== nodes
node,carrier,party,disposal
lake,water,A,no
sea,water,A,yes
== supplies
supply,node,kind,capacity
inflow,lake,given,50
== demands
demand,node,level,tiers
canal,sea,10,all
== tiers
tiers,tier,share,value
all,1,1,1000
== links
link,from_node,to_node,capacity
way-out,lake,sea,200
== stores
store,node,capacity,initial,upper_bound
lake,lake,100,80,bound
== series
series,file,cycle
bound,bound.csv,none
== series/bound.csv
time,bound
2024-01-01,0.9
2024-01-02,0.3
2024-01-07,0.6
2024-01-09,0.6
"""


def test_content_above_a_falling_bound_is_let_out_as_fast_as_it_can_be(small):
    run = aryk.simulate_river(small(FALLING))
    assert not run.forced
    level = run.results.find("stores", "lake", "level")[1]
    kept = 80 + (50 - 10) * 0.0864
    expected = [kept, kept - 12.96, kept - 25.92, kept - 38.88, kept - 51.84, 30, 30 + 3.456, 30 + 2 * 3.456]
    assert level == pytest.approx(expected)
    assert run.results.find("stores", "lake", "flooded")[1][1] == pytest.approx((kept - 12.96 - 30) / 0.0864)


# The same lake: 2 km2 when empty, 12 km2 at 100 hm3, so 2 + level / 10 km2; 5 mm a day are 0.01 + 0.0005 level hm3.
@pytest.mark.parametrize("depth", [5.0, -5.0])
def test_evaporation_and_rain_go_by_the_size_of_the_lake_and_not_by_its_bound(depth, small):
    text = FALLING.replace("initial,upper_bound", "initial,upper_bound,evaporation,area_empty,area_full")
    text = (
        text.replace("100,80,bound", "100,80,bound,dry,2,12")
        .replace(
            "bound,bound.csv,none",
            "bound,bound.csv,none\n\
dry,bound.csv,none",
        )
        .replace("time,bound", "time,bound,dry")
    )
    text = text.replace("0.9\n", f"0.9,{depth}\n").replace("0.3\n", f"0.3,{depth}\n").replace("0.6\n", f"0.6,{depth}\n")
    run = aryk.simulate_river(small(text))
    assert not run.forced
    level, expected = 80.0, []
    for inflow in (40, -150, -150, -150, -150, None, 40, 40):
        lost = depth / 5 * (0.01 + 0.0005 * level)
        level = 30.0 if inflow is None else level + 0.0864 * inflow - lost
        expected.append(level)
    assert run.results.find("stores", "lake", "level")[1] == pytest.approx(expected)


RULED = """
== rules
rule,kind
low,sum
== rule_terms
rule,place,number
low,1,40
== rule_uses
table,row,column,rule
stores,lake,capacity,low
"""


def test_evaporation_goes_by_the_size_of_the_lake_where_a_rule_keeps_it_lower(small):
    text = FALLING.replace("initial,upper_bound", "initial,evaporation,area_empty,area_full")
    text = text.replace("100,80,bound", "100,30,dry,2,12").replace("bound,bound.csv,none", "dry,bound.csv,none")
    text = text.replace("time,bound", "time,dry").replace(",0.9", ",5").replace(",0.3", ",5").replace(",0.6", ",5")
    run = aryk.simulate_river(small(text + RULED))
    level, expected = 30.0, []
    for _ in range(8):
        level = min(level + 0.0864 * 40 - (0.01 + 0.0005 * level), 40.0)
        expected.append(level)
    assert run.results.find("stores", "lake", "level")[1] == pytest.approx(expected)


def test_cost_of_power_is_weighed_against_water_by_what_each_amount_takes():
    """1 MWh takes 1.5 x 3,600 m3 = 0.0054 hm3, which is worth 5,000 USD/hm3 in store: 27 USD are the balance."""
    case = aryk.read_case(str(ROOT / "docs" / "cases" / "hydropower"))
    levels = []
    for cost in (0.0, -26.9, -27.1):
        rows = case.tables["processes"].assign(cost=cost)
        run = simulate_river(case.with_tables({"processes": rows}))
        levels.append(float(value(run, "stores", "lake", "level")[-1]))
    assert levels[0] == pytest.approx(levels[1], rel=1e-9)
    assert levels[2] < levels[0] - 50
