"""Yield response to water: single stages, products of stages, who is watered first, against hand calculations."""

import numpy as np
import pandas as pd
import pytest

from aryk.case.read import read_case
from aryk.measures.apply import with_scenario
from aryk.planning.plan import plan
from aryk.results.crops import by_demand, crop_losses, watered
from aryk.rivers.part import river_part
from aryk.rivers.run import simulate_river
from tests.rivers.cases import river_case

STAGES = [("04-01", "05-31", 0.2), ("06-01", "07-10", 1.1), ("07-11", "08-31", 0.5)]


def fields(flow, stages=STAGES, areas=({"crop": "beans", "area": 1000.0},), rain=0.0):
    """A field of 4 m3/s need on a river of `flow` (daily, from 2021-01-01); evapotranspiration 6 mm/day, Kc 0.9."""
    crops = sorted({area["crop"] for area in areas})
    return river_case(
        end="2021-12-31",
        series={"flow": flow, "et0": np.full(365, 6.0), "kc": np.full(365, 0.9), "rain": np.full(365, rain)},
        nodes=[{"node": "field"}, {"node": "sea", "disposal": "yes"}],
        supplies=[{"supply": "river", "node": "field", "kind": "given", "capacity": 1.0, "available": "flow"}],
        links=[{"link": "rest", "from_node": "field", "to_node": "sea"}],
        demands=[{"demand": "fields", "node": "field", "kind": "need", "level": 4.0, "tiers": "t"}],
        tiers=[{"tiers": "t", "tier": 1, "share": 1.0, "value": 5.0}],
        crops=[{"crop": crop, "yield": 2.0, "price": 500.0, "coefficient": "kc"} for crop in crops],
        crop_stages=[
            {"crop": crop, "stage": number, "title": f"s{number}", "from_day": first, "to_day": last, "response": ky}
            for crop in crops
            for number, (first, last, ky) in enumerate(stages, start=1)
        ],
        crop_areas=[{"demand": "fields", "evapotranspiration": "et0", "rain": "rain", **area} for area in areas],
    )


def course(**short):
    """4 m3/s but in the named months."""
    days = pd.date_range("2021-01-01", "2021-12-31", freq="D")
    flow = np.full(365, 4.0)
    for month, value in short.items():
        flow[days.month == int(month[1:])] = value
    return flow


def losses(case, **how):
    run = simulate_river(case, **how)
    return run.crops()


def test_fields_served_in_full_lose_nothing():
    assert losses(fields(course()))[["stress", "tonnes", "money"]].to_numpy() == pytest.approx(0.0)


def test_a_stage_loses_ky_times_what_is_missing():
    """May at half: 31 of 61 days of the first stage, ET missing 31/61/2, yield lost 0.2 of that."""
    row = losses(fields(course(m5=2.0))).iloc[0]
    lost = 0.2 * 0.5 * 31 / 61
    assert row["ratio"] == pytest.approx(1 - lost, rel=1e-12)
    assert row["tonnes"] == pytest.approx(1000 * 2 * lost, rel=1e-12)
    assert row["money"] == pytest.approx(1000 * 2 * 500 * lost, rel=1e-12)
    assert row["worst_stage"] == "s1"


def test_stages_multiply():
    row = losses(fields(course(m5=2.0, m6=1.0, m8=3.0))).iloc[0]
    one, two, three = 1 - 0.2 * 0.5 * 31 / 61, 1 - 1.1 * 0.75 * 30 / 40, 1 - 0.5 * 0.25 * 31 / 52
    assert row["ratio"] == pytest.approx(one * two * three, rel=1e-12)
    assert row["worst_stage"] == "s2"
    assert row["stress"] == pytest.approx((31 * 0.5 + 30 * 0.75 + 31 * 0.25) / 153, rel=1e-12)


def test_a_crop_cannot_lose_more_than_all():
    assert losses(fields(course(m6=0.0, m7=0.0))).iloc[0]["ratio"] == 0.0


def test_rain_gives_its_part():
    """ETm 5.4, rain 2.7 mm/day: without any irrigation half is missing."""
    row = losses(fields(course(m6=0.0), rain=2.7)).iloc[0]
    assert row["ratio"] == pytest.approx(1 - 1.1 * 0.5 * 30 / 40, rel=1e-12)
    assert losses(fields(course(m6=0.0), rain=9.0)).iloc[0]["ratio"] == 1.0


def test_what_is_watered_first_loses_last():
    """A quarter of the need in June goes to the quarter of the fields with place 1."""
    areas = (
        {"crop": "melons", "area": 250.0, "place": 1},
        {"crop": "beans", "area": 750.0, "place": 2},
    )
    table = losses(fields(course(m6=1.0), areas=areas)).set_index("crop")
    assert table.at["melons", "ratio"] == pytest.approx(1.0)
    assert table.at["beans", "ratio"] == pytest.approx(1 - 1.1 * 1.0 * 30 / 40)


def test_water_of_crops_is_what_the_demand_got():
    rng = np.random.default_rng(2)
    own = pd.DataFrame({"area": rng.uniform(1, 9, 6), "place": [1, np.nan, 2, 2, np.nan, 1]})
    wanted, share = rng.uniform(0, 7, (6, 40)), rng.uniform(0, 1, 40)
    got = watered(own, wanted, share)
    area = own["area"].to_numpy()[:, None]
    assert (area * got).sum(axis=0) == pytest.approx(share * (area * wanted).sum(axis=0))
    assert (got <= wanted + 1e-12).all()
    assert (got >= 0).all()


def test_dekads_give_nearly_what_days_give():
    case = fields(course(m6=1.0, m8=2.0))
    by_day, by_dekad = (losses(case, step=step).iloc[0]["money"] for step in ("day", "dekad"))
    assert by_dekad == pytest.approx(by_day, rel=1e-9), "months of shortage are whole dekads"


def test_years_are_counted_each_by_itself():
    case = fields(course())
    case = case.with_tables({"case": case.tables["case"].assign(end="2022-12-31")})
    days = pd.date_range("2021-01-01", periods=730, freq="D", unit="s")
    flow = np.where((days.year == 2022) & (days.month == 6), 2.0, 4.0)
    held = pd.DataFrame({"flow": flow, "et0": 6.0, "kc": 0.9, "rain": 0.0}, index=days.rename("time"))
    object.__setattr__(case, "series_files", {"series.csv": held})
    table = losses(case).set_index("year")
    assert table.at[2021, "ratio"] == 1.0
    assert table.at[2022, "ratio"] == pytest.approx(1 - 1.1 * 0.5 * 30 / 40)
    assert by_demand(losses(case)).loc["fields", "area"] == 1000.0


def test_plan_and_run_are_judged_alike_and_a_dry_year_costs_more():
    case = read_case("kz-kg")
    lost = {}
    for scenario in ("base", "dry"):
        part = river_part(with_scenario(case, scenario), groups=["talas"], step="dekad")
        run = simulate_river(part)
        lost[scenario] = run.crops()["money"].sum()
        made = plan(part)
        planned = crop_losses(made.timeline, made.results)
        assert list(planned["crop"]) == list(run.crops()["crop"])
        assert (planned["ratio"] <= 1.0).all()
    assert lost["dry"] > lost["base"]
    areas = case.table("crop_areas")
    assert areas["area"].sum() == pytest.approx(522214, rel=1e-3)


def test_the_report_tells_what_crops_lose():
    from aryk.report.sections.drought import drought
    from aryk.report.view import View
    from aryk.runs.run import record_of, run

    done = run(fields(course(m6=1.0)))
    words = "".join(str(each) for each in drought(View(done, record_of(done)), "water"))
    assert "Drought stress of fields" in words
    assert "beans" in words
    lost = 1.1 * 0.75 * 30 / 40
    assert f"{1000 * 2 * 500 * lost / 1e6:.1f}" in words
    assert drought(View(done, record_of(done)), "power") == []
