"""Night water: what fields that open by day get of an even river, and what pools keep, against hours one by one."""

import numpy as np
import pytest

from aryk.rivers.run import simulate_river
from tests.rivers.cases import river_case

OPEN = 14
SHARE = OPEN / 24
DAILY = 0.0864
"""A flow of 1 m3/s over a day, in hm3."""


def by_day(inflow, pool=None, need=100.0, capacity=60.0, step="dekad", **pooled):
    stores = [{"store": "pool", "node": "head", "capacity": pool, "regulation": "day", **pooled}] if pool else []
    return river_case(
        end="2021-01-31",
        step=step,
        nodes=[{"node": "head"}, {"node": "field"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "head", "kind": "given", "capacity": inflow}],
        stores=stores,
        links=[
            {"link": "intake", "from_node": "head", "to_node": "field", "capacity": capacity, "available": "hours"},
            {"link": "rest", "from_node": "head", "to_node": "sea"},
        ],
        demands=[{"demand": "fields", "node": "field", "kind": "need", "level": need, "tiers": "fields"}],
        tiers=[{"tiers": "fields", "tier": 1, "share": 1.0, "value": 5.0}],
    )


def hours(case):
    """The hours 6 to 20 as a profile."""
    from aryk.case.case import typed_frame
    from aryk.case.schema import TABLES

    series = typed_frame(TABLES["series"], [{"series": "hours", "cycle": "hour"}])
    rows = [{"series": "hours", "index": hour, "value": float(6 <= hour < 6 + OPEN)} for hour in range(24)]
    return case.with_tables({"series": series, "profiles": typed_frame(TABLES["profiles"], rows)})


def served(case):
    return simulate_river(hours(case)).results.find("demands", "fields", "served")[1][0]


def hour_by_hour(inflow, pool, need, capacity):
    """Mean of what the fields get when each hour is gone through, after the pool has found its course."""
    content, got = 0.0, 0.0
    for hour in range(24 * 12):
        opens = 6 <= hour % 24 < 6 + OPEN
        there = inflow + content / (DAILY / 24)
        take = min(there, capacity, need / SHARE) if opens else 0.0
        content = min(pool or 0.0, content + (inflow - take) * DAILY / 24)
        content = max(content, 0.0)
        got += take if hour >= 24 * 11 else 0.0
    return got / 24


def test_without_a_pool_night_water_is_lost():
    """10 m3/s day and night, fields open 14 of 24 hours: 10 x 14/24 as a mean, the rest runs on."""
    run = simulate_river(hours(by_day(10.0)))
    assert run.results.find("demands", "fields", "served")[1] == pytest.approx(10.0 * SHARE, rel=1e-12)
    assert run.results.find("links", "rest", "flow")[1] == pytest.approx(10.0 * (1 - SHARE), rel=1e-12)


def test_a_pool_gives_its_volume_a_day_until_the_night_is_used_up():
    """Night brings 10 x 10 h = 0.36 hm3: 0.1 hm3 adds 0.1 / 0.0864 m3/s, 0.36 and more all of the night."""
    assert served(by_day(10.0, pool=0.1)) == pytest.approx(10.0 * SHARE + 0.1 / DAILY, rel=1e-12)
    assert served(by_day(10.0, pool=0.36)) == pytest.approx(10.0, rel=1e-12)
    assert served(by_day(10.0, pool=5.0)) == pytest.approx(10.0, rel=1e-12)


@pytest.mark.parametrize("inflow", [3.0, 12.0, 45.0])
@pytest.mark.parametrize("pool", [None, 0.05, 0.4, 3.0])
@pytest.mark.parametrize("need", [2.0, 9.0, 40.0])
def test_the_mean_of_a_day_is_that_of_its_hours(inflow, pool, need):
    capacity = 60.0
    expected = hour_by_hour(inflow, pool, need, capacity)
    assert served(by_day(inflow, pool, need, capacity)) == pytest.approx(expected, rel=2e-3)


def test_the_doors_of_a_pool_bound_what_it_keeps():
    """2 m3/s into the pool for 10 hours a night are 2 x 10/24 as a mean."""
    assert served(by_day(10.0, pool=5.0, in_capacity=2.0)) == pytest.approx(10.0 * SHARE + 2.0 * 10 / 24, rel=1e-12)
    assert served(by_day(10.0, pool=5.0, out_capacity=3.0)) == pytest.approx(10.0 * SHARE + 3.0 * 14 / 24, rel=1e-12)


def test_the_bound_is_the_same_on_days_and_dekads():
    assert served(by_day(10.0, pool=0.1, step="day")) == pytest.approx(served(by_day(10.0, pool=0.1)), rel=1e-12)


def test_a_reservoir_at_the_head_is_open_at_any_hour():
    case = by_day(10.0)
    from aryk.case.case import typed_frame
    from aryk.case.schema import TABLES

    lake = [{"store": "lake", "node": "head", "capacity": 50.0, "initial": 10.0, "final": "free"}]
    assert served(case.with_tables({"stores": typed_frame(TABLES["stores"], lake)})) > 10.0


@pytest.mark.parametrize("volume", [0.01, 0.1, 0.3])
def test_a_store_that_carries_over_steps_gives_its_volume_a_day(volume):
    """A small ten-day pool keeps no more of a night than a daily pool of its size, however long it may hold water."""
    from aryk.case.case import typed_frame
    from aryk.case.schema import TABLES

    store = [{"store": "lake", "node": "head", "capacity": volume, "initial": volume, "final": "free"}]
    for regulation in ("month", "years"):
        rows = typed_frame(TABLES["stores"], [{**store[0], "regulation": regulation}])
        case = by_day(10.0).with_tables({"stores": rows})
        assert served(case) == pytest.approx(10.0 * SHARE + volume / DAILY, rel=1e-9)


def test_two_intakes_share_the_day_and_the_pool():
    case = by_day(10.0, pool=0.1)
    links = case.tables["links"]
    other = links.iloc[[0]].assign(link="second", to_node="sea", cost=-1.0)
    import pandas as pd

    run = simulate_river(hours(case.with_tables({"links": pd.concat([links, other], ignore_index=True)})))
    both = sum(run.results.find("links", name, "flow")[1] for name in ("intake", "second"))
    assert (both <= 10.0 * SHARE + 0.1 / DAILY + 1e-9).all()


def test_hours_that_change_over_the_year_bind_month_by_month():
    """Open 12 hours in January and 18 from February on."""
    from aryk.case.case import typed_frame
    from aryk.case.schema import TABLES

    case = by_day(10.0)
    case = case.with_tables({"case": case.tables["case"].assign(end="2021-02-28")})
    rows = [
        {"series": "hours", "months": months, "index": hour, "value": float(hour < opens)}
        for months, opens in (("1", 12), ("2-12", 18))
        for hour in range(24)
    ]
    series = typed_frame(TABLES["series"], [{"series": "hours", "cycle": "hour"}])
    case = case.with_tables({"series": series, "profiles": typed_frame(TABLES["profiles"], rows)})
    got = simulate_river(case).results.find("demands", "fields", "served")[1]
    assert got == pytest.approx(np.repeat([5.0, 7.5], 3), rel=1e-9)


def behind_a_canal(canal, pool=None):
    """The fields lie on a canal of its own from a river of 20 m3/s that runs on."""
    case = by_day(20.0, pool=pool)
    links = [
        {"link": "canal", "from_node": "river", "to_node": "head", "capacity": canal},
        {"link": "intake", "from_node": "head", "to_node": "field", "capacity": 60.0, "available": "hours"},
        {"link": "rest", "from_node": "river", "to_node": "sea"},
    ]
    nodes = [{"node": name, "carrier": "water", "party": "valley"} for name in ("river", "head", "field")]
    nodes.append({"node": "sea", "carrier": "water", "party": "valley", "disposal": "yes"})
    from aryk.case.case import typed_frame
    from aryk.case.schema import TABLES

    supplies = [{"supply": "river", "node": "river", "kind": "given", "capacity": 20.0}]
    rows = {"links": links, "nodes": nodes, "supplies": supplies}
    return case.with_tables({name: typed_frame(TABLES[name], own) for name, own in rows.items()})


def test_a_canal_brings_by_day_what_it_can_carry_by_day():
    """A canal of 15 m3/s is opened for 14 of 24 hours; with a pool it runs all day and night."""
    assert served(behind_a_canal(15.0)) == pytest.approx(15.0 * SHARE, rel=1e-12)
    assert served(behind_a_canal(15.0, pool=5.0)) == pytest.approx(15.0, rel=1e-12)
    assert served(behind_a_canal(15.0, pool=0.1)) == pytest.approx(15.0 * SHARE + 0.1 / DAILY, rel=1e-12)


def test_the_same_bound_as_a_plan_by_the_hour():
    """The plan goes through the hours one by one, with the pool as a store of the day."""
    from aryk.planning.plan import plan

    for pool in (None, 0.1, 5.0):
        case = hours(behind_a_canal(15.0, pool))
        by_hour = case.tables["nodes"].assign(step="hour")
        made = plan(case.with_tables({"nodes": by_hour, "case": case.tables["case"].assign(end="2021-01-02")}))
        mean = made.results.find("links", "intake", "flow")[1].mean()
        assert served(behind_a_canal(15.0, pool)) == pytest.approx(mean, rel=1e-6)
